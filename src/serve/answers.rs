//! Where answers of bots go that are pushed, and how they are read.

use std::sync::Arc;

use crate::feed::probe::post::Post;
use crate::platforms::bots::AnswerPushed;

/// Where answers of bots go that are pushed.
#[derive(Clone)]
pub struct BotDesk {
    /// The questions that are open.
    pub post: Arc<Post>,
    /// Reads a body; `None` for one that is no answer.
    pub read: fn(Vec<u8>) -> Option<AnswerPushed>,
}
