//! The way from the watch to the reader of its updates. It never makes the watch wait: a reader that takes its time is
//! told less often, and the streams are read on meanwhile.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::backlog::{Backlog, is_trusted};
use crate::feed::Ended;
use crate::model::{Payload, Update};

/// An update on more agents or fields than this takes room that counts: one of them may be unread at a time.
const LIGHT: usize = 64;

/// Updates on their way.
pub(super) struct Outbox {
    updates: mpsc::Sender<Update>,
    backlog: Backlog,
    /// What the backlog came to, and did not fit yet.
    ready: VecDeque<Update>,
    /// Whether signs of life tell how old the figures are, by the last report.
    trusted: bool,
    /// How many updates went since the last one that was not light, itself included.
    since_heavy: Option<usize>,
}

impl Outbox {
    pub(super) fn new(updates: mpsc::Sender<Update>) -> Self {
        Self { updates, backlog: Backlog::default(), ready: VecDeque::new(), trusted: false, since_heavy: None }
    }

    /// Tells it now, or as soon as the reader has caught up. Fails once there is no reader any more.
    pub(super) fn tell(&mut self, update: Update) -> Result<(), Ended> {
        let trusted = match &update.payload {
            Payload::Source(report) => is_trusted(&report.phase),
            _ => self.trusted,
        };
        if self.updates.is_closed() {
            return Err(Ended);
        }
        if let Err(update) = self.send(update)? {
            self.backlog.take(update, self.trusted);
        }
        self.trusted = trusted;
        Ok(())
    }

    /// Gives the update back if there is no room for it.
    fn send(&mut self, update: Update) -> Result<Result<(), Update>, Ended> {
        let heavy = is_heavy(&update);
        if self.is_behind() || (heavy && self.is_heavy_unread()) {
            return Ok(Err(update));
        }
        match self.updates.try_send(update) {
            Ok(()) => {
                self.since_heavy = if heavy { Some(1) } else { self.since_heavy.map(|count| count.saturating_add(1)) };
                Ok(Ok(()))
            }
            Err(TrySendError::Full(update)) => Ok(Err(update)),
            Err(TrySendError::Closed(_)) => Err(Ended),
        }
    }

    /// Whether something waits for the reader.
    pub(super) fn is_behind(&self) -> bool {
        !self.ready.is_empty() || !self.backlog.is_empty()
    }

    /// Waits until the reader has read everything, and tells it what waits. Dropped early, it has told nothing.
    pub(super) async fn catch_up(&mut self) -> Result<(), Ended> {
        let most = self.updates.max_capacity();
        let permits = self.updates.reserve_many(most).await.map_err(|_| Ended)?;
        if self.ready.is_empty() {
            self.ready = self.backlog.drain().into();
        }
        self.since_heavy = Some(self.ready.len().min(most));
        for permit in permits {
            let Some(update) = self.ready.pop_front() else { break };
            permit.send(update);
        }
        Ok(())
    }

    /// Others may have sent too, so it may be taken for unread a little longer than it is.
    fn is_heavy_unread(&self) -> bool {
        let unread = self.updates.max_capacity() - self.updates.capacity();
        self.since_heavy.is_some_and(|count| unread >= count)
    }
}

fn is_heavy(update: &Update) -> bool {
    match &update.payload {
        Payload::Roster(roster) => roster.agents.len() > LIGHT,
        Payload::Changes(changes) => changes.changes.len() > LIGHT,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
