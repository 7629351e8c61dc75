//! What is said of a hub.

use crate::feed::record::problem::Fault;
use crate::model::problem::problems;

problems! {
    /// Why a board on a hub is told nothing.
    pub enum Unfollowed {
        Silent = "the hub is silent",
        NotUnderstood(theirs: u32, ours: u32, why: Fault) = "the hub speaks vocabulary {theirs}, this board {ours}: {why}" => next "update the older of the two",
    }
}
