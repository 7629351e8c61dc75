//! Messages on the board: from a shell, or from the person at the keys. Who put one there is written down.

use super::App;
use super::messages::Messages;
use crate::model::{MESSAGE_USUAL_MS, Message};
use crate::say::listen::{Mail, Post};

impl App {
    /// The same that shows what comes with the `mail`.
    #[must_use]
    pub fn hearing(mut self, mail: Mail) -> Self {
        self.messages = Messages::of(mail);
        self
    }

    /// Shows what a shell said.
    pub(super) fn heard(&mut self, post: Option<Post>) {
        let Some(mut post) = post else {
            self.messages = Messages::default();
            return;
        };
        let message = post.message.take();
        self.audit.said(&told(message.as_ref()), Some(&post.by));
        self.view.show_message(message);
        post.taken();
    }

    /// Shows what the person at the keys said, clean; nothing takes away what stands.
    pub(super) fn say_here(&mut self, text: Option<String>) {
        let until = (self.clock)().plus(MESSAGE_USUAL_MS);
        let message = text.map(|text| Message { text, from: None, until });
        self.audit.said(&told(message.as_ref()), None);
        self.view.show_message(message);
    }
}

/// What is written down of it.
fn told(message: Option<&Message>) -> String {
    match message {
        Some(Message { text, until, .. }) => format!("message shown until {until}: {text}"),
        None => "message taken away".to_owned(),
    }
}

#[cfg(test)]
mod tests;
