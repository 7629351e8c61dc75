//! The message that stands across every page, until its time is over.

use super::View;
use crate::model::{Message, Stamp};

impl View {
    /// Shows a message in place of the one that stands; `None` takes that away.
    pub fn show_message(&mut self, message: Option<Message>) {
        self.message = message;
    }

    /// The message that stands.
    pub fn message(&self, now: Stamp) -> Option<&Message> {
        self.message.as_ref().filter(|message| now < message.until)
    }

    /// A second has passed: whether the message is over with it.
    pub(super) fn end_message(&mut self, now: Stamp) -> bool {
        self.message.take_if(|message| now >= message.until).is_some()
    }
}
