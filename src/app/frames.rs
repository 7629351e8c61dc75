//! When the next frame is due: at once for a person, after a pause for what a person does not wait for.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::pace;

/// Who waits for a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Waits {
    /// No one: a figure has changed by itself.
    #[default]
    None,
    /// A person, for what a key does.
    Person,
}

/// Waits for a moment; not at all for one that has come. A timer would round it up to the next millisecond, and be looked at
/// by another thread first.
pub(super) async fn until(at: Instant) {
    if at > Instant::now() {
        sleep_until(at).await;
    }
}

/// When the next frame is due.
#[derive(Debug)]
pub(super) struct Frames {
    /// When the next may be drawn that no person waits for.
    next: Option<Instant>,
    due: Option<Instant>,
    waits: Waits,
    /// When the last one was drawn.
    last: Option<Instant>,
}

impl Frames {
    pub(super) const fn new() -> Self {
        Self { next: None, due: None, waits: Waits::None, last: None }
    }

    /// Something changed: a frame at once after quiet, else when its time has come.
    pub(super) fn due(&mut self) {
        let now = Instant::now();
        let at = self.next.map_or(now, |next| next.max(now));
        self.due.get_or_insert(at);
    }

    /// There is something to see, and there was nothing before: a frame at once, however long ago the last one was.
    pub(super) fn due_at_once(&mut self) {
        self.due = Some(Instant::now());
    }

    /// A person waits: a frame at once.
    pub(super) fn due_now(&mut self) {
        self.due = Some(Instant::now());
        self.waits = Waits::Person;
    }

    /// A person waits who goes on and on: a frame at once after quiet, else thirty times a second on any line.
    pub(super) fn due_soon(&mut self) {
        let now = Instant::now();
        let at = self.last.map_or(now, |last| (last + pace::FRAME).max(now));
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
        self.waits = Waits::Person;
    }

    /// Who waits for it.
    pub(super) const fn waits(&self) -> Waits {
        self.waits
    }

    pub(super) const fn is_due(&self) -> bool {
        self.due.is_some()
    }

    pub(super) fn at(&self) -> Instant {
        self.due.unwrap_or_else(Instant::now)
    }

    pub(super) fn drawn(&mut self, at: Instant, spacing: Duration) {
        self.next = Some(at + spacing);
        self.last = Some(at);
        self.due = None;
        self.waits = Waits::None;
    }
}
