//! One budget for all calls of a tenant: who may call when.
//!
//! Two rules. In no minute do more calls pass than the limit: a log of the last minute's calls guards that, which all
//! sessions with the same credential keep together. And calls do not come in lumps: at most half of the limit passes at
//! once, the rest is spread over the time until those places come free.
//!
//! Whose turn it is: a person's call first, then the polls of the headline figures, then the background. But no call
//! takes a place that a poll will need in the minute for which it counts: those that wait, and those of late once more.
//! What goes on from a person's question leaves a place more for the next question, and the background leaves a quarter
//! of the limit. Where polls need all there is, people still have a sixth of the limit, one call and then a poll that
//! has waited for half a place; and one background call a minute that has waited for a minute goes first, every fourth
//! call at most. Among sessions, the one that has had least goes first.

use std::pin::Pin;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use litemap::LiteMap;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::problem::Unasked;
use crate::model::{Problem, Value};
use crate::platforms::{Gate, Urgency};

mod ledger;
mod pool;

use ledger::{Call, Ledger, WINDOW_MS};
pub use pool::{CommonClock, Pool};

/// How long a call counts.
const WINDOW: Duration = Duration::from_millis(WINDOW_MS.unsigned_abs());

/// Whose turn it is, first to last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// A person's call, where the last that passed was none and people have had little of late.
    Fresh,
    /// A poll, or a background call, that has waited for long enough.
    Overdue,
    /// A person's next call, and what goes on from the last.
    Person,
    Poll,
    Background,
}

/// A call that waits for its place.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    urgency: Urgency,
    came: Instant,
    /// It has waited for long enough.
    overdue: bool,
}

impl Waiting {
    /// Like whose calls it takes its place: an overdue one does not ask what the polls will need.
    const fn asks(self) -> Urgency {
        match self.urgency {
            Urgency::Background if self.overdue => Urgency::Poll,
            urgency => urgency,
        }
    }

    /// Whose turn it is; whether a person goes before what has waited for long enough.
    fn turn(self, person_goes_first: bool) -> Turn {
        match self.urgency {
            _ if self.overdue => Turn::Overdue,
            Urgency::Interactive if person_goes_first => Turn::Fresh,
            Urgency::Interactive | Urgency::Following => Turn::Person,
            Urgency::Poll => Turn::Poll,
            Urgency::Background => Turn::Background,
        }
    }
}

/// What a call that waits is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// Take its place, which is its turn.
    Draw(Turn),
    /// Look again at that moment of the ledger's clock, at the latest.
    Wait(Turn, i64),
}

/// A session that had all calls of the last minute leaves the place before one in so many of its own to others, by waiting
/// for so much of the time between two places: longer than anything that others wait for.
const YIELDS_EVERY: u32 = 8;
const YIELDS: f64 = 0.8;

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
    pub unshared: Option<Problem>,
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
    /// In the order in which they came.
    queue: LiteMap<u64, Waiting>,
    /// When a background call was last put before the polls.
    rose: Option<Instant>,
    /// What passed last.
    last: Option<Urgency>,
    tickets: u64,
    passed: u32,
    unshared: Option<Problem>,
}

/// A place in the queue, given up when dropped.
struct Ticket<'a> {
    budget: &'a Budget,
    number: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.budget.books().queue.remove(&self.number);
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
        let waiting = |wanted| books.queue.values().filter(|waiting| waiting.urgency == wanted).count();
        let people = waiting(Urgency::Interactive) + waiting(Urgency::Following);
        BudgetView {
            used: books.ledger.used(),
            limit: self.limit,
            queued: [people, waiting(Urgency::Poll), waiting(Urgency::Background)],
            paused_for: books.ledger.pause_left(now).map(lasting),
            unshared: books.unshared.clone(),
        }
    }

    /// How it stands now for all sessions, before this one has asked for anything.
    pub async fn shared_view(&self) -> BudgetView {
        if let Some(pool) = self.pool.clone() {
            let mine = self.books().ledger.clone();
            if let Ok(ledger) = crate::tasks::spawn_blocking(move || pool.peek(&mine)).await {
                self.books().ledger.merge(&ledger);
            }
        }
        self.view()
    }

    /// How long ago each call of the last minute was made, of all sessions as far as is known.
    pub fn ages(&self) -> Vec<Duration> {
        let now = self.now();
        let mut books = self.books();
        books.ledger.forget(now);
        books.ledger.times().map(|at| lasting(now - at)).collect()
    }

    /// Goes on where another left off that drew from this budget on another machine: its calls of the last minute were made
    /// so long ago. What it did after it told so is not known, so there is no burst for a minute.
    pub fn resume(&self, ages: &[Duration]) {
        let now = self.now();
        let mut books = self.books();
        for age in ages.iter().filter(|age| **age < WINDOW) {
            books.passed = books.passed.wrapping_add(1);
            let (at, number) = (now - i64::try_from(age.as_millis()).unwrap_or(i64::MAX), books.passed);
            books.ledger.pass(Call { at, urgency: Urgency::Poll, owner: self.owner, number });
        }
        books.ledger.forget(now);
        books.ledger.calm(now);
        drop(books);
        self.changed.notify_waiters();
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
        let number = books.tickets;
        books.queue.insert(number, Waiting { urgency, came: Instant::now(), overdue: false });
        Ticket { budget: self, number }
    }

    async fn wait(&self, urgency: Urgency) {
        let ticket = self.queue(urgency);
        // A more urgent call changes what those behind it wait for.
        self.changed.notify_waiters();
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let next = self.books().next(ticket.number, self.limit, self.now(), Instant::now());
            let wait = match next {
                Some(Next::Draw(turn)) => match self.draw(turn, ticket.number, urgency).await {
                    None => break,
                    Some(wait) => wait,
                },
                Some(Next::Wait(turn, at)) => self.turn(&self.books().ledger, turn, at, self.now()),
                None => break,
            };
            let at = Instant::now() + wait;
            tokio::select! {
                () = sleep_until(at) => {}
                () = changed => {}
            }
        }
    }

    /// Lets the call `number` pass, whose turn it is, or says after how long it may be tried again.
    async fn draw(&self, turn: Turn, number: u64, urgency: Urgency) -> Option<Duration> {
        let (mine, asked, call) = {
            let mut books = self.books();
            let now = self.now();
            let asked = books.queue.get(&number).map_or(urgency, |waiting| waiting.asks());
            let at = books.ledger.place_at(asked, self.limit, now);
            // Others can only have taken more places than is known here.
            if at > now {
                return Some(self.turn(&books.ledger, turn, at, now));
            }
            books.passed = books.passed.wrapping_add(1);
            let call = Call { at: now, urgency, owner: self.owner, number: books.passed };
            if self.pool.is_none() {
                books.pass(number, call);
                return None;
            }
            (books.ledger.clone(), asked, call)
        };
        let pool = self.pool.clone()?;
        let limit = self.limit;
        let drawn = crate::tasks::spawn_blocking(move || pool.draw(&mine, asked, limit, call)).await;
        let mut books = self.books();
        let why: Value = match drawn {
            Ok(Ok(drawn)) => {
                books.unshared = None;
                books.ledger.merge(&drawn.ledger);
                let now = self.now();
                if drawn.again.is_none() {
                    books.passed(number, urgency);
                }
                return drawn.again.map(|at| self.turn(&books.ledger, turn, at, now));
            }
            Ok(Err(error)) => error.to_string().into(),
            Err(_) => Unasked::Ending.into(),
        };
        let problem = Problem::from(Unasked::Unshared(why));
        if books.unshared.as_ref() != Some(&problem) {
            tracing::warn!("{problem}");
        }
        books.unshared = Some(problem);
        books.pass(number, call);
        None
    }

    /// How long until `at`, and a little longer the later its turn, and the more of the last minute's calls were this
    /// session's: the others that wait for the same place go first, in the order that holds within one session.
    fn turn(&self, ledger: &Ledger, turn: Turn, at: i64, now: i64) -> Duration {
        let wait = lasting(at - now);
        let (own, others) = ledger.shares(self.owner);
        if others == 0 {
            // Others that wait are seen by nothing but the calls they make: without a gap now and then, a session that had
            // every place would go on having every place.
            let yields = self.pool.is_some() && ledger.last_of(self.owner).is_multiple_of(YIELDS_EVERY);
            let waits = !matches!(turn, Turn::Fresh | Turn::Person);
            return if yields && waits { wait + even(self.limit).mul_f64(YIELDS) } else { wait };
        }
        let share = own as f64 / (own + others) as f64;
        let behind = match turn {
            Turn::Fresh => 0.0,
            Turn::Overdue => 1.0 / 16.0 + share / 8.0,
            Turn::Person => 1.0 / 4.0,
            Turn::Poll => 5.0 / 16.0 + share / 8.0,
            Turn::Background => 1.0 / 2.0 + share / 4.0,
        };
        wait + even(self.limit).mul_f64(behind)
    }
}

/// How far places are apart when all of them are used.
fn even(limit: usize) -> Duration {
    WINDOW / u32::try_from(limit).unwrap_or(u32::MAX).max(1)
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
    /// What the call `number` is to do at `now` of the ledger's clock, which is `at` of ours; `None`: it does not wait.
    fn next(&mut self, number: u64, limit: usize, now: i64, at: Instant) -> Option<Next> {
        self.rise(limit, now, at);
        self.ledger.expect(self.queue.values().filter(|waiting| waiting.urgency == Urgency::Poll).count());
        let mut place = |urgency| self.ledger.place_at(urgency, limit, now);
        let (person, following) = (place(Urgency::Interactive), place(Urgency::Following));
        let (poll, background) = (place(Urgency::Poll), place(Urgency::Background));
        let place = |waiting: Waiting| match waiting.asks() {
            Urgency::Interactive => person,
            Urgency::Following => following,
            Urgency::Poll => poll,
            Urgency::Background => background,
        };
        let goes_first =
            self.ledger.last().or(self.last) != Some(Urgency::Interactive) && self.ledger.people_go_first(limit);
        let (turn, own) = self.queue.get(&number).map(|waiting| (waiting.turn(goes_first), place(*waiting)))?;
        let free = self.queue.iter().filter(|(_, waiting)| place(**waiting) <= now);
        if free.map(|(number, waiting)| (waiting.turn(goes_first), *number)).min() == Some((turn, number)) {
            return Some(Next::Draw(turn));
        }
        // The call that has the turn takes it at once, or gives it up; each call that leaves the minute changes what is
        // free.
        let soon = now + i64::try_from(even(limit).as_millis() / 8).unwrap_or(1).max(1);
        let own = if own <= now { soon } else { own };
        let freed = self.ledger.freed().filter(|freed| *freed > now);
        Some(Next::Wait(turn, freed.map_or(own, |freed| freed.min(own))))
    }

    /// Marks who has waited long enough: each poll after half a place; and of the background calls the first after a
    /// minute, where none has passed in the last one, and then none for four places.
    fn rise(&mut self, limit: usize, now: i64, at: Instant) {
        self.ledger.forget(now);
        let even = even(limit);
        let mut may_rise = self.ledger.count(Urgency::Background) == 0
            && self.rose.is_none_or(|rose| at.saturating_duration_since(rose) >= even * 4)
            && !self.queue.values().any(|waiting| waiting.overdue && waiting.urgency == Urgency::Background);
        for (_, waiting) in self.queue.iter_mut().filter(|(_, waiting)| !waiting.overdue) {
            let waited = at.saturating_duration_since(waiting.came);
            match waiting.urgency {
                Urgency::Poll => waiting.overdue = waited >= even / 2,
                Urgency::Background if may_rise && waited >= WINDOW => {
                    waiting.overdue = true;
                    may_rise = false;
                }
                Urgency::Background | Urgency::Interactive | Urgency::Following => {}
            }
        }
    }

    /// The call `number` passes.
    fn pass(&mut self, number: u64, call: Call) {
        self.ledger.pass(call);
        self.passed(number, call.urgency);
    }

    /// The call `number` has passed, and is in the ledger.
    fn passed(&mut self, number: u64, urgency: Urgency) {
        self.last = Some(urgency);
        let waited = self.queue.get(&number);
        if waited.is_some_and(|waiting| waiting.overdue && waiting.urgency == Urgency::Background) {
            self.rose = Some(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests;
