//! What a hub tells of itself.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::Desk;
use crate::feed::hub::{About, wire};
use crate::model::Stamp;

/// What a hub tells of itself is told so often.
const EVERY: Duration = Duration::from_secs(5);

/// And this soon after it has changed.
const SOON: Duration = Duration::from_secs(1);

impl Desk {
    /// That boards have come or gone is told, though not at once for each.
    pub(super) fn note_boards(&mut self) {
        if self.about.boards != self.boards.count() as u64 {
            self.about.boards = self.boards.count() as u64;
            self.about_due = self.about_due.min(self.about_told + SOON);
        }
    }

    pub(super) fn tell_about(&mut self, now: Instant, clock: Stamp) {
        (self.about_told, self.about_due) = (now, now + EVERY);
        self.note_boards();
        self.about_event = Self::event_of(&self.about);
        self.boards.tell_all(&self.about_event);
        self.show(clock);
        self.count(now);
    }

    /// What it tells, as an event.
    pub(super) fn event_of(about: &About) -> Bytes {
        // It holds texts and numbers alone.
        Bytes::from(wire::about(&serde_json::to_string(about).unwrap_or_default()))
    }
}
