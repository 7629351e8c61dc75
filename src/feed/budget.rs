//! One budget for all calls of a tenant: who may call when.
//!
//! Two rules. In no minute do more calls pass than the limit: a log of the last minute's calls guards that, which all
//! sessions with the same credential keep together. And calls do not come in lumps: at most half of the limit passes at
//! once, the rest is spread over the time until those places come free. Background calls further leave alone what the
//! headline figures will need; but where those need all there is, one a minute that has waited for a minute takes the
//! place of a poll. Among sessions, the one that has had least goes first.
//!
//! A person goes before the polls, as long as headlines do not get old by it: people's calls leave the polls of the last
//! minute their places, but for a third of the limit; and a poll that has waited for about one place goes first. Where
//! polls need all there is, two people's calls a minute go before them.

use std::collections::BTreeMap;
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

/// Whose turn it is, most urgent first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// What must not wait any longer.
    Overdue,
    Interactive,
    Poll,
    Background,
}

impl Turn {
    const fn of(urgency: Urgency) -> Self {
        match urgency {
            Urgency::Interactive => Self::Interactive,
            Urgency::Poll => Self::Poll,
            Urgency::Background => Self::Background,
        }
    }

    /// Whose places it takes: what has waited for long gets those of the polls.
    const fn asks(self) -> Urgency {
        match self {
            Self::Interactive => Urgency::Interactive,
            Self::Overdue | Self::Poll => Urgency::Poll,
            Self::Background => Urgency::Background,
        }
    }
}

/// A place in the queue: whose turn, and who came first.
type Key = (Turn, u64);

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
    queue: BTreeMap<Key, Urgency>,
    /// When a background call was last put before the polls.
    rose: Option<Instant>,
    /// When a person's call was.
    person_rose: Option<Instant>,
    tickets: u64,
    passed: u32,
    unshared: Option<String>,
}

/// A place in the queue, given up when dropped.
struct Ticket<'a> {
    budget: &'a Budget,
    key: Key,
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
        let waiting = |wanted| books.queue.values().filter(|urgency| **urgency == wanted).count();
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
        let key = (Turn::of(urgency), books.tickets);
        books.queue.insert(key, urgency);
        Ticket { budget: self, key }
    }

    async fn wait(&self, urgency: Urgency) {
        let mut ticket = self.queue(urgency);
        let came = Instant::now();
        // A more urgent call changes what those behind it wait for.
        self.changed.notify_waiters();
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let (first, share, rises) = {
                let (now, at) = (Instant::now(), self.now());
                let mut books = self.books();
                let full = books.ledger.people_are_served(self.limit, at);
                let mut rises = books.rises_at(ticket.key.0, came, self.limit);
                if rises.is_some_and(|rises| rises <= now) {
                    books.rise(&mut ticket.key, now);
                    rises = None;
                }
                let share = (full && urgency == Urgency::Interactive).then(|| books.ledger.people_again(at));
                (books.head(full) == Some(ticket.key), share.flatten(), rises)
            };
            let mut wait = share.map(lasting);
            if first {
                match self.draw(ticket.key.0.asks(), urgency).await {
                    None => break,
                    left => wait = left,
                }
            }
            let at = wait.map(|wait| Instant::now() + wait);
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
    /// When who came at `came` has waited long enough to go first: a poll for about one place; a person for half a
    /// minute, and one of them in each; a background call for a minute, and one of them in each.
    fn rises_at(&self, turn: Turn, came: Instant, limit: usize) -> Option<Instant> {
        let even = WINDOW / u32::try_from(limit).unwrap_or(u32::MAX);
        match turn {
            // Where people have had calls lately, the next place is the poll's.
            Turn::Poll if self.ledger.people() > 0 => Some(came + even / 2),
            Turn::Poll => Some(came + even),
            Turn::Background => Some((came + WINDOW).max(self.rose.map_or(came, |rose| rose + WINDOW))),
            Turn::Interactive => Some(self.person_rose.map_or(came, |rose| rose.max(came)) + WINDOW / 2),
            Turn::Overdue => None,
        }
    }

    fn rise(&mut self, key: &mut Key, now: Instant) {
        let Some(urgency) = self.queue.remove(key) else { return };
        match key.0 {
            Turn::Background => self.rose = Some(now),
            Turn::Interactive => self.person_rose = Some(now),
            Turn::Poll | Turn::Overdue => {}
        }
        key.0 = Turn::Overdue;
        self.queue.insert(*key, urgency);
    }

    /// Who is next: the most urgent, but people whose share is used up.
    fn head(&self, people_are_served: bool) -> Option<Key> {
        let next = self.queue.iter().find(|(_, urgency)| !(people_are_served && **urgency == Urgency::Interactive));
        next.map(|(key, _)| *key)
    }
}

#[cfg(test)]
mod tests;
