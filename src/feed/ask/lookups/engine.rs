//! What is wanted, what is asked, what came: the state of all questions, and the steps of it.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::apis::Apis;
use super::ask::{self, Answer, Family, Question};
use super::entry::{Entry, Failed, Running, is_of_a_day};
use super::health::{self, Tally, words};
use super::settings::LookupSettings;
use crate::feed::ask::day;
use crate::feed::ask::rounds::{Moment, Rounds};
use crate::feed::report::wall;
use crate::feed::{Ended, Env, Job};
use crate::model::{
    Data, Failure, Finding, Found, Health, Lookup, Payload, Problem, SourceId, Stamp, Update, Want, sort,
};
use crate::platforms::{CallsApi, Error, ErrorKind, Numbers, Result as Answered, SessionsApi};

/// So many funnels are counted, or lists of names asked for, at once beside what a person asked for: each takes several
/// calls, and many at once would all be old when the last of them is there.
const COUNTS_AT_ONCE: usize = 2;

/// What is under way.
#[derive(Default)]
struct Busy {
    calls: usize,
    counts: usize,
}

impl Busy {
    fn add(&mut self, lookup: &Lookup, entry: &Entry) {
        self.calls += usize::from(entry.family == Family::Calls);
        self.counts += usize::from(is_count(lookup, entry));
    }
}

/// Whether it is a count that only goes with what a person asked for.
const fn is_count(lookup: &Lookup, entry: &Entry) -> bool {
    entry.beside && matches!(lookup, Lookup::AiFunnel(_) | Lookup::AiChoices)
}

/// The outcome of an exchange.
pub(super) struct Exchanged {
    lookup: Lookup,
    ticket: u64,
    at: Stamp,
    answer: Answered<Answer>,
}

/// All questions.
pub(super) struct Engine<C, O> {
    apis: Apis<C, O>,
    settings: Arc<LookupSettings>,
    env: Env,
    inbox: mpsc::Sender<Exchanged>,
    entries: HashMap<Lookup, Entry>,
    /// What is on screen, most wanted first.
    wanted: Vec<Lookup>,
    today: NaiveDate,
    steps: u64,
    tally: Tally,
    /// The state that the board was told last, and when it is looked at again.
    health: Option<Health>,
    health_at: Instant,
    /// What is on screen, as the screen says it.
    wants: watch::Receiver<Vec<Want>>,
    /// What the board was not told yet.
    untold: Vec<Update>,
}

impl<C: CallsApi, O: SessionsApi> Engine<C, O> {
    pub(super) fn new(
        apis: Apis<C, O>,
        settings: LookupSettings,
        env: Env,
        inbox: mpsc::Sender<Exchanged>,
        wants: watch::Receiver<Vec<Want>>,
    ) -> Self {
        Self {
            apis,
            today: day::today((env.clock)(), settings.zone),
            settings: Arc::new(settings),
            env,
            inbox,
            entries: HashMap::new(),
            wanted: Vec::new(),
            steps: 0,
            tally: Tally::default(),
            health: None,
            health_at: Instant::now(),
            wants,
            untold: Vec::new(),
        }
    }

    /// Takes in what is on screen now.
    fn want(&mut self, wants: Vec<Want>) {
        let before = std::mem::take(&mut self.wanted);
        let known: HashSet<&Lookup> = before.iter().collect();
        let mut wanted: HashSet<Lookup> = HashSet::with_capacity(wants.len());
        for want in wants {
            if want.lookup == Lookup::Health && !known.contains(&want.lookup) {
                self.health = None;
                self.health_at = Instant::now();
            }
            let entry = self
                .entries
                .entry(want.lookup.clone())
                .or_insert_with(|| Entry::new(&want.lookup, &self.settings, self.env.random.clone()));
            let numbers = if want.plain { Numbers::Plain } else { Numbers::Masked };
            if !wanted.insert(want.lookup.clone()) {
                entry.rows = entry.rows.max(want.rows);
                continue;
            }
            if want.lookup.has_numbers() {
                entry.show(numbers);
            }
            entry.enter(want.beside);
            entry.rank = Some(self.wanted.len());
            entry.rows = want.rows;
            self.wanted.push(want.lookup);
        }
        for lookup in before {
            if wanted.contains(&lookup) {
                continue;
            }
            let Some(entry) = self.entries.get_mut(&lookup) else { continue };
            let asking = entry.asking;
            entry.leave();
            if asking {
                self.note(lookup, Finding::Left, None);
            }
        }
        self.forget();
    }

    /// What is wanted in the order in which it is asked for: most wanted first, but counts beside it that are only renewed
    /// behind the rest, the oldest first, so that each of them has its turn where there is no room for all.
    fn in_turn(&self) -> Vec<Lookup> {
        let mut turns: Vec<_> = self.wanted.iter().enumerate().collect();
        sort::by_key(&mut turns, |(rank, lookup)| {
            let counted =
                self.entries.get(*lookup).filter(|entry| entry.beside && matches!(lookup, Lookup::AiFunnel(_)));
            (counted.and_then(Entry::answered), *rank)
        });
        turns.into_iter().map(|(_, lookup)| lookup.clone()).collect()
    }

    /// What is under way.
    fn busy(&self) -> Busy {
        let mut busy = Busy::default();
        for (lookup, entry) in self.entries.iter().filter(|(_, entry)| entry.running.is_some()) {
            busy.add(lookup, entry);
        }
        busy
    }

    /// Makes an exchange, if there is a place for it.
    fn ask(&mut self, lookup: Lookup, now: Instant, busy: &mut Busy) {
        let Some(entry) = self.entries.get_mut(&lookup) else { return };
        let full = busy.calls >= self.settings.calls_at_once && entry.family == Family::Calls;
        if full || busy.counts >= COUNTS_AT_ONCE && is_count(&lookup, entry) {
            return;
        }
        let Some((page, urgency)) = entry.question(now) else { return };
        let numbers = entry.numbers;
        self.steps += 1;
        let ticket = self.steps;
        let zone = self.settings.zone;
        let today = day::span(self.today, zone);
        let before = |days| day::span(self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today), zone);
        let (yesterday, week_ago) = (before(1), before(7));
        let question = Question { lookup: lookup.clone(), page, urgency, numbers, today, yesterday, week_ago };
        let (apis, settings) = (self.apis.clone(), Arc::clone(&self.settings));
        let (clock, inbox) = (Arc::clone(&self.env.clock), self.inbox.clone());
        busy.add(&lookup, entry);
        let job = Job::spawn(async move {
            let answer = ask::ask(apis, settings, Arc::clone(&clock), question).await;
            // Without a listener it is as good as told.
            inbox.send(Exchanged { lookup, ticket, at: clock(), answer }).await.unwrap_or_default();
        });
        entry.running = Some(Running::new(ticket, urgency, job));
    }

    fn answered(&mut self, lookup: Lookup, at: Stamp, answer: Answer) {
        let Some(entry) = self.entries.get_mut(&lookup) else { return };
        let (now, today) = (Instant::now(), day::span(self.today, self.settings.zone));
        entry.backoff.reset();
        entry.complaint = None;
        let (data, at) = match answer {
            Answer::Calls(page) => (entry.page(page, today, at, now).map(|part| Box::new(Data::Calls(part))), at),
            Answer::AiRecords(page) => {
                (entry.page(page, today, at, now).map(|part| Box::new(Data::AiRecords(part))), at)
            }
            Answer::Whole { data, at, .. } => {
                entry.whole(&data, &self.settings, now);
                (Some(data), at)
            }
        };
        if let Some(data) = data {
            entry.asking = false;
            self.note(lookup, Finding::Data(data), Some(at));
        }
    }

    fn failed(&mut self, lookup: Lookup, error: &Error) {
        let Some(entry) = self.entries.get_mut(&lookup) else { return };
        let asked = match entry.family {
            Family::Calls => self.apis.calls.is_some(),
            _ => self.apis.sessions.is_some(),
        };
        if asked {
            self.tally.failed += 1;
        }
        if asked && entry.complaint.as_ref() != Some(&error.problem) {
            tracing::warn!("{}: {error}", words(&lookup));
        }
        entry.complaint = Some(error.problem.clone());
        let now = Instant::now();
        let refused = error.kind.wants_settings();
        let wait = entry.backoff.next_wait();
        let wait = match error.kind {
            ErrorKind::RateLimited(pause) => pause.max(wait),
            kind if kind.may_be_mended() => self.settings.ramp.seldom(),
            _ => wait,
        };
        // What is not configured stays so, and what the vendor itself calls wrong is not repeated.
        let again = (asked && error.kind != ErrorKind::Final).then(|| now + wait);
        entry.failed = Some(Failed { again, limited: matches!(error.kind, ErrorKind::RateLimited(_)) });
        entry.asking = false;
        let again = again.map(|at| wall(&self.env.clock, at, now));
        let failure =
            Failure { problem: Problem::clone(&error.problem), refused: refused && asked, again, absent: !asked };
        self.note(lookup, Finding::Failed(failure), None);
    }

    fn note_health(&mut self) {
        let asking = self.wanted.iter().filter(|lookup| self.entries.get(*lookup).is_some_and(|entry| entry.asking));
        let asking = asking.map(words).collect();
        let health = health::now(&self.apis, asking, self.tally, &self.env.clock);
        if self.health.as_ref() != Some(&health) {
            self.health = Some(health.clone());
            self.note(Lookup::Health, Finding::Data(Box::new(Data::Health(health))), None);
        }
    }

    /// Notes what the board is to be told; `at`: when it was received, if not just now.
    fn note(&mut self, lookup: Lookup, finding: Finding, at: Option<Stamp>) {
        self.steps += 1;
        if let Some(entry) = self.entries.get_mut(&lookup) {
            entry.told = self.steps;
        }
        let at = at.unwrap_or_else(|| (self.env.clock)());
        self.untold.push(Update::new(at, Payload::Found(Box::new(Found { lookup, finding }))));
    }

    /// Lets go of what has not been asked for longest.
    fn forget(&mut self) {
        let mut idle: Vec<(u64, Lookup)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.rank.is_none())
            .map(|(lookup, entry)| (entry.told, lookup.clone()))
            .collect();
        let Some(excess) = idle.len().checked_sub(self.settings.remembered).filter(|excess| *excess > 0) else {
            return;
        };
        sort::by_key(&mut idle, |(told, _)| *told);
        for (_, lookup) in idle.into_iter().take(excess) {
            self.entries.remove(&lookup);
        }
    }
}

impl<C: CallsApi, O: SessionsApi> Rounds for Engine<C, O> {
    type Answer = Exchanged;

    fn source(&self) -> Option<SourceId> {
        None
    }

    async fn tell(&mut self) -> Result<(), Ended> {
        for update in self.untold.drain(..) {
            self.env.tell(update).await?;
        }
        Ok(())
    }

    fn today(&self) -> (NaiveDate, Tz) {
        (self.today, self.settings.zone)
    }

    fn clock_set(&mut self, by: i64) {
        self.entries.values_mut().for_each(|entry| entry.clock_set(by));
    }

    fn begin_day(&mut self, today: NaiveDate, _: Instant) {
        self.today = today;
        for (lookup, entry) in &mut self.entries {
            if is_of_a_day(lookup) {
                entry.begin_day();
            }
        }
    }

    fn catch_up(&mut self, Moment { now, latest, .. }: Moment) -> Instant {
        let mut deadline = latest;
        let mut busy = self.busy();
        for lookup in self.in_turn() {
            let Some(entry) = self.entries.get_mut(&lookup) else { continue };
            if entry.family == Family::Own {
                continue;
            }
            let Some(at) = entry.due(now) else { continue };
            if at > now {
                deadline = deadline.min(at);
                continue;
            }
            entry.failed = None;
            if !entry.asking {
                entry.asking = true;
                self.note(lookup.clone(), Finding::Asking, None);
            }
            self.ask(lookup, now, &mut busy);
        }
        if self.wanted.contains(&Lookup::Health) {
            if self.health_at <= now {
                self.health_at = now + self.settings.health;
                self.note_health();
            }
            deadline = deadline.min(self.health_at);
        }
        deadline
    }

    /// Everything on screen is asked at once.
    fn retry(&mut self) {
        for lookup in &self.wanted {
            if let Some(entry) = self.entries.get_mut(lookup) {
                entry.retry();
            }
        }
    }

    /// What failed and is on screen is asked at once, unless the vendor asked for the wait.
    fn wake(&mut self) {
        for lookup in &self.wanted {
            if let Some(entry) = self.entries.get_mut(lookup)
                && entry.failed.as_ref().is_some_and(|failed| !failed.limited)
            {
                entry.retry();
            }
        }
    }

    async fn take(&mut self, brought: Exchanged, _: Stamp) -> Result<(), Ended> {
        let Exchanged { lookup, ticket, at, answer } = brought;
        let Some(entry) = self.entries.get_mut(&lookup) else { return Ok(()) };
        if entry.running.take_if(|running| running.ticket == ticket).is_none() {
            // This one is no longer waited for.
            return Ok(());
        }
        match answer {
            Ok(answer) => {
                self.tally.answered += 1;
                self.tally.bytes = self.tally.bytes.saturating_add(answer.bytes());
                self.answered(lookup, at, answer);
            }
            Err(error) => self.failed(lookup, &error),
        }
        Ok(())
    }

    async fn unasked(&mut self) -> Result<(), Ended> {
        // Its other end is dropped with the screen.
        self.wants.changed().await.map_err(|_| Ended)?;
        let wanted = self.wants.borrow_and_update().clone();
        self.want(wanted);
        Ok(())
    }
}
