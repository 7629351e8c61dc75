//! Where messages of shells come from, if they do.

use std::future::pending;

use crate::say::listen::{Mail, Post};

/// What comes over the board's socket, where it has one.
#[derive(Default)]
pub(super) struct Messages(Option<Mail>);

impl Messages {
    pub(super) const fn of(mail: Mail) -> Self {
        Self(Some(mail))
    }

    pub(super) const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The next one; `None` when no more can come.
    pub(super) async fn next(&mut self) -> Option<Post> {
        match &mut self.0 {
            Some(mail) => mail.next().await,
            None => pending().await,
        }
    }
}
