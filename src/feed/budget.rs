//! One budget for all calls of a tenant: who may call when.
//!
//! Two rules. In no minute do more calls pass than the limit: a log of the last minute's calls guards that. And calls
//! do not come in lumps: at most half of the limit passes at once, the rest is spread over the time until those
//! places come free. Background calls further leave alone what the headline figures will need; but where those need
//! all there is, one that has waited for a minute takes the place of a poll.

use std::collections::{BTreeSet, VecDeque};
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::vendor::{Gate, Urgency};

/// The vendor's minute, as seen from here: calls that leave a minute apart may arrive a little closer.
const WINDOW: Duration = Duration::from_millis(60_250);

/// Places that background calls leave free for a person.
const RESERVE: usize = 1;

/// How the budget stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetView {
    /// Calls in the last minute.
    pub used: usize,
    /// Calls a minute that may be made.
    pub limit: usize,
    /// Calls that wait for a place: interactive ones, polls, background ones.
    pub queued: [usize; 3],
    /// How long the vendor still wants no call at all.
    pub paused_for: Option<Duration>,
}

/// Lets calls through, never more than the limit in any minute. Waiting is cancel-safe: who stops waiting gives the
/// place in the queue up.
pub struct Budget {
    limit: usize,
    books: Mutex<Books>,
    changed: Notify,
}

#[derive(Default)]
struct Books {
    /// When the calls of the last minute passed, and how urgent they were; oldest first.
    passed: VecDeque<(Instant, Urgency)>,
    queue: BTreeSet<(Urgency, u64)>,
    tickets: u64,
    first: Option<Instant>,
    paused_until: Option<Instant>,
    /// Until then no burst: the vendor said that it was too much.
    calm_until: Option<Instant>,
}

/// A place in the queue, given up when dropped.
struct Ticket<'a> {
    budget: &'a Budget,
    key: (Urgency, u64),
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.budget.books().queue.remove(&self.key);
        self.budget.changed.notify_waiters();
    }
}

impl Budget {
    /// A budget of `calls_per_minute` (at least 1).
    pub fn new(calls_per_minute: u32) -> Self {
        let limit = usize::try_from(calls_per_minute.max(1)).unwrap_or(usize::MAX);
        Self { limit, books: Mutex::new(Books::default()), changed: Notify::new() }
    }

    /// How it stands now.
    pub fn view(&self) -> BudgetView {
        let now = Instant::now();
        let mut books = self.books();
        books.forget(now);
        let waiting = |wanted| books.queue.iter().filter(|(urgency, _)| *urgency == wanted).count();
        BudgetView {
            used: books.passed.len(),
            limit: self.limit,
            queued: [Urgency::Interactive, Urgency::Poll, Urgency::Background].map(waiting),
            paused_for: books.paused_until.filter(|until| *until > now).map(|until| until - now),
        }
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        // The books are consistent between any two statements, so a panic elsewhere has not spoilt them.
        self.books.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self, urgency: Urgency) -> Ticket<'_> {
        let mut books = self.books();
        books.tickets += 1;
        let key = (urgency, books.tickets);
        books.queue.insert(key);
        Ticket { budget: self, key }
    }

    async fn wait(&self, urgency: Urgency) {
        let mut ticket = self.queue(urgency);
        let rises = Instant::now() + WINDOW;
        // A more urgent call changes what those behind it wait for.
        self.changed.notify_waiters();
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let at = {
                let now = Instant::now();
                let mut books = self.books();
                if ticket.key.0 == Urgency::Background && now >= rises {
                    books.rise(&mut ticket.key);
                }
                if books.queue.first() == Some(&ticket.key) {
                    let at = books.place_at(ticket.key.0, self.limit, now);
                    if at <= now {
                        books.pass(urgency, now);
                        break;
                    }
                    Some(at)
                } else {
                    None
                }
            };
            let rises = (ticket.key.0 == Urgency::Background).then_some(rises);
            match at.into_iter().chain(rises).min() {
                Some(at) => tokio::select! {
                    () = sleep_until(at) => {}
                    () = changed => {}
                },
                None => changed.await,
            }
        }
    }
}

impl Gate for Budget {
    fn pass(&self, urgency: Urgency) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.wait(urgency))
    }

    fn pause(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut books = self.books();
        books.paused_until = Some(books.paused_until.map_or(until, |held| held.max(until)));
        books.calm_until = Some(books.calm_until.map_or(until + WINDOW, |held| held.max(until + WINDOW)));
        drop(books);
        self.changed.notify_waiters();
    }
}

impl Books {
    fn forget(&mut self, now: Instant) {
        while self.passed.front().is_some_and(|(at, _)| *at + WINDOW <= now) {
            self.passed.pop_front();
        }
    }

    /// Puts who has waited long enough among the polls; by its number it is the first of them.
    fn rise(&mut self, key: &mut (Urgency, u64)) {
        self.queue.remove(key);
        key.0 = Urgency::Poll;
        self.queue.insert(*key);
    }

    fn pass(&mut self, urgency: Urgency, now: Instant) {
        self.first.get_or_insert(now);
        self.passed.push_back((now, urgency));
    }

    /// When the first in the queue may pass; a moment that is not later than `now` means now.
    fn place_at(&mut self, urgency: Urgency, limit: usize, now: Instant) -> Instant {
        self.forget(now);
        if let Some(until) = self.paused_until {
            if until > now {
                return until;
            }
            self.paused_until = None;
        }
        let (Some((oldest, _)), Some((last, _))) = (self.passed.front().copied(), self.passed.back().copied()) else {
            self.first = None;
            return now;
        };
        let used = self.passed.len();
        let freed = oldest + WINDOW;
        if used >= limit {
            return freed;
        }
        let even = WINDOW / u32::try_from(limit).unwrap_or(u32::MAX);
        let calm = self.calm_until.is_some_and(|until| until > now);
        match urgency {
            Urgency::Background => {
                if self.background_fits(limit, now) {
                    last + even
                } else {
                    // What has passed must leave the window before there can be room; look again then at the latest.
                    freed.min(now + even).max(now + Duration::from_millis(1))
                }
            }
            _ if used < (limit / 2).max(1) && !calm => now,
            Urgency::Interactive => last + even,
            Urgency::Poll => {
                let free = u32::try_from(limit - used).unwrap_or(u32::MAX);
                last + even.max(freed.saturating_duration_since(last) / (free + 1))
            }
        }
    }

    /// Whether a background call leaves the polls their room. In the first minute every poll is still to come once
    /// more; later, those of the last minute come again as their predecessors leave it.
    fn background_fits(&self, limit: usize, now: Instant) -> bool {
        let polls = self.passed.iter().filter(|(_, urgency)| *urgency == Urgency::Poll).count();
        let others = self.passed.len() - polls;
        let starting = self.first.is_some_and(|first| now < first + WINDOW);
        let expected = if starting { polls * 2 } else { polls + 2 };
        expected + others + RESERVE < limit + usize::from(polls == 0)
    }
}

#[cfg(test)]
mod tests;
