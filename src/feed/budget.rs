//! One budget for all calls of a tenant: who may call when.
//!
//! Two rules. In no minute do more calls pass than the limit: a log of the last minute's calls guards that, which all
//! sessions with the same credential keep together. And calls do not come in lumps: at most half of the limit passes at
//! once, the rest is spread over the time until those places come free. Background calls further leave alone what the
//! headline figures will need; but where those need all there is, one that has waited for a minute takes the place of a
//! poll. Among sessions, the one that has had least goes first.

use std::collections::BTreeSet;
use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use crate::vendor::{Gate, Urgency};

mod ledger;
mod pool;

use ledger::{Call, Ledger, WINDOW_MS};
pub use pool::{CommonClock, Pool};

/// How long a call counts.
const WINDOW: Duration = Duration::from_millis(WINDOW_MS.unsigned_abs());

/// How the budget stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetView {
    /// Calls in the last minute, of all sessions as far as is known.
    pub used: usize,
    /// Calls a minute that may be made.
    pub limit: usize,
    /// Calls that wait for a place: interactive ones, polls, background ones.
    pub queued: [usize; 3],
    /// How long the vendor still wants no call at all.
    pub paused_for: Option<Duration>,
    /// Why it is not shared with other sessions, in one sentence, where it should be.
    pub unshared: Option<String>,
}

/// Lets calls through, never more than the limit in any minute. Waiting is cancel-safe: who stops waiting gives the
/// place in the queue up.
pub struct Budget {
    limit: usize,
    /// Which session's it is.
    owner: u32,
    /// Where moments are counted from that are not shared.
    began: Instant,
    pool: Option<Pool>,
    books: Mutex<Books>,
    changed: Notify,
}

#[derive(Default)]
struct Books {
    ledger: Ledger,
    queue: BTreeSet<(Urgency, u64)>,
    tickets: u64,
    passed: u32,
    unshared: Option<String>,
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
    /// A budget of `calls_per_minute` (at least 1) that this session has for itself.
    pub fn new(calls_per_minute: u32) -> Self {
        let limit = usize::try_from(calls_per_minute.max(1)).unwrap_or(usize::MAX);
        Self {
            limit,
            owner: 0,
            began: Instant::now(),
            pool: None,
            books: Mutex::new(Books::default()),
            changed: Notify::new(),
        }
    }

    /// The same, shared with all who draw from the same pool, among whom it is `owner`.
    #[must_use]
    pub fn drawing_from(mut self, pool: Pool, owner: u32) -> Self {
        self.pool = Some(pool);
        self.owner = owner;
        self
    }

    /// How it stands now.
    pub fn view(&self) -> BudgetView {
        let now = self.now();
        let mut books = self.books();
        books.ledger.forget(now);
        let waiting = |wanted| books.queue.iter().filter(|(urgency, _)| *urgency == wanted).count();
        BudgetView {
            used: books.ledger.used(),
            limit: self.limit,
            queued: [Urgency::Interactive, Urgency::Poll, Urgency::Background].map(waiting),
            paused_for: books.ledger.pause_left(now).map(lasting),
            unshared: books.unshared.clone(),
        }
    }

    /// How it stands now for all sessions, before this one has asked for anything.
    pub async fn look(&self) -> BudgetView {
        if let Some(pool) = self.pool.clone() {
            let mine = self.books().ledger.clone();
            if let Ok(ledger) = tokio::task::spawn_blocking(move || pool.look(&mine)).await {
                self.books().ledger.merge(&ledger);
            }
        }
        self.view()
    }

    /// Now, on the clock of the ledger.
    fn now(&self) -> i64 {
        match &self.pool {
            Some(pool) => pool.now(),
            None => i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX),
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
            let first = {
                let mut books = self.books();
                if ticket.key.0 == Urgency::Background && Instant::now() >= rises {
                    books.rise(&mut ticket.key);
                }
                books.queue.first() == Some(&ticket.key)
            };
            let mut wait = None;
            if first {
                match self.draw(ticket.key.0, urgency).await {
                    None => break,
                    left => wait = left,
                }
            }
            let at = wait.map(|wait| Instant::now() + wait);
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

    /// Lets a call pass that asks like one of urgency `asked` and counts as one of `urgency`, or says after how long it
    /// may be tried again.
    async fn draw(&self, asked: Urgency, urgency: Urgency) -> Option<Duration> {
        let (mine, call) = {
            let mut books = self.books();
            let now = self.now();
            let at = books.ledger.place_at(asked, self.limit, now);
            // Others can only have taken more places than is known here.
            if at > now {
                return Some(self.turn(&books.ledger, asked, at, now));
            }
            books.passed = books.passed.wrapping_add(1);
            let call = Call { at: now, urgency, owner: self.owner, number: books.passed };
            if self.pool.is_none() {
                books.ledger.pass(call);
                return None;
            }
            (books.ledger.clone(), call)
        };
        let pool = self.pool.clone()?;
        let limit = self.limit;
        let drawn = tokio::task::spawn_blocking(move || pool.draw(&mine, asked, limit, call)).await;
        let mut books = self.books();
        let error = match drawn {
            Ok(Ok(drawn)) => {
                books.unshared = None;
                books.ledger.merge(&drawn.ledger);
                let now = self.now();
                return drawn.again.map(|at| self.turn(&books.ledger, asked, at, now));
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the session ends".to_owned(),
        };
        let sentence = format!("the call budget is not shared with other sessions: {error}");
        if books.unshared.as_ref() != Some(&sentence) {
            tracing::warn!("{sentence}");
        }
        books.unshared = Some(sentence);
        books.ledger.pass(call);
        None
    }

    /// How long until `at`, and a little longer the more of the last minute's calls were this session's: the others that
    /// wait for the same place go first, and a person before them all.
    fn turn(&self, ledger: &Ledger, asked: Urgency, at: i64, now: i64) -> Duration {
        let wait = lasting(at - now);
        let (own, others) = ledger.shares(self.owner);
        if others == 0 {
            return wait;
        }
        let even = WINDOW / u32::try_from(self.limit).unwrap_or(u32::MAX);
        let share = own as f64 / (own + others) as f64;
        let behind = match asked {
            Urgency::Interactive => 0.0,
            Urgency::Poll => 1.0 / 16.0 + share / 4.0,
            Urgency::Background => 1.0 / 2.0 + share / 4.0,
        };
        wait + even.mul_f64(behind)
    }
}

/// A time in ms, as far as it is to come.
fn lasting(ms: i64) -> Duration {
    Duration::from_millis(ms.max(0).unsigned_abs())
}

impl Gate for Budget {
    fn pass(&self, urgency: Urgency) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.wait(urgency))
    }

    fn pause(&self, pause: Duration) {
        let ms = i64::try_from(pause.as_millis()).unwrap_or(i64::MAX);
        let now = self.now();
        let mine = {
            let mut books = self.books();
            books.ledger.pause(now, ms);
            books.ledger.clone()
        };
        self.changed.notify_waiters();
        // The others are told as soon as may be. Where that fails, the next call says so.
        if let Some(pool) = self.pool.clone()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn_blocking(move || pool.tell(&mine));
        }
    }
}

impl Books {
    /// Puts who has waited long enough among the polls; by its number it is the first of them.
    fn rise(&mut self, key: &mut (Urgency, u64)) {
        self.queue.remove(key);
        key.0 = Urgency::Poll;
        self.queue.insert(*key);
    }
}

#[cfg(test)]
mod tests;
