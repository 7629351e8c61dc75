//! One question and how it stands.

use std::time::Duration;

use tokio::time::Instant;

use super::ask::{self, Family};
use super::pager::{Pager, Row};
use super::settings::LookupSettings;
use crate::feed::backoff::Backoff;
use crate::feed::{Job, Random};
use crate::model::{Data, Day, Lookup, Part, Problem, Stamp};
use crate::platforms::{DaySpan, ListPage, Numbers, Urgency};

/// An exchange under way. Dropping it ends it.
pub(super) struct Running {
    /// Tells its answer from those of exchanges that are no longer waited for.
    pub(super) ticket: u64,
    pub(super) urgency: Urgency,
    _job: Job,
}

impl Running {
    pub(super) const fn new(ticket: u64, urgency: Urgency, job: Job) -> Self {
        Self { ticket, urgency, _job: job }
    }
}

/// Why the last exchange brought nothing.
pub(super) struct Failed {
    /// When it is asked again; `None`: not before a person asks.
    pub(super) again: Option<Instant>,
    /// The vendor asked for the wait.
    pub(super) limited: bool,
}

pub(super) struct Entry {
    pub(super) family: Family,
    /// How wanted it is, 0 the most; `None` when it is not on screen.
    pub(super) rank: Option<usize>,
    /// How many rows of a long list are wanted.
    pub(super) rows: usize,
    /// How customers' numbers are to come.
    pub(super) numbers: Numbers,
    pub(super) running: Option<Running>,
    pub(super) failed: Option<Failed>,
    pub(super) backoff: Backoff,
    /// What the log was told is wrong with it.
    pub(super) complaint: Option<Problem>,
    /// The board was told that an answer is waited for.
    pub(super) asking: bool,
    /// A place in the order in which the board was told of questions.
    pub(super) told: u64,
    /// The pages of a long list.
    pager: Option<Pager>,
    /// When the first page of the round under way came.
    round: Option<(Instant, Stamp)>,
    as_of: Option<Stamp>,
    /// From when on the answer gets old; `None`: ask now.
    answered: Option<Instant>,
    /// How old it may get.
    every: Duration,
    /// A person waits for it, and does not only look at it.
    pressing: bool,
    /// It only goes with what a person asked for.
    pub(super) beside: bool,
}

impl Entry {
    pub(super) fn new(lookup: &Lookup, settings: &LookupSettings, random: Random) -> Self {
        Self {
            family: Family::of(lookup),
            rank: None,
            rows: 0,
            numbers: Numbers::Masked,
            running: None,
            failed: None,
            backoff: Backoff::new(settings.ramp, random),
            complaint: None,
            asking: false,
            told: 0,
            pager: is_long(lookup).then(Pager::new),
            round: None,
            as_of: None,
            answered: None,
            every: every(lookup, settings),
            pressing: true,
            beside: false,
        }
    }

    /// It comes on screen, or was there only beside what a person asked for and is asked for now.
    pub(super) fn enter(&mut self, beside: bool) {
        let asked_for = self.beside && !beside;
        self.beside = beside;
        if self.rank.is_none() {
            self.pressing = true;
        } else if asked_for && self.due(Instant::now()).is_none_or(|at| at <= Instant::now()) {
            self.press();
        }
    }

    /// A person waits for it from now on. What waits behind the polls would go on waiting there.
    fn press(&mut self) {
        self.pressing = true;
        if !self.beside && self.running.as_ref().is_some_and(|running| running.urgency == Urgency::Background) {
            self.running = None;
        }
    }

    /// It goes from the screen.
    pub(super) fn leave(&mut self) {
        self.rank = None;
        self.running = None;
        self.asking = false;
        if let Some(pager) = &mut self.pager {
            if !pager.rests() {
                self.answered = None;
            }
            pager.abandon();
        }
        self.round = None;
    }

    /// From when on the answer gets old.
    pub(super) const fn answered(&self) -> Option<Instant> {
        self.answered
    }

    /// A person does not want to wait for the next time.
    pub(super) fn retry(&mut self) {
        self.failed = None;
        self.backoff.reset();
        self.answered = None;
        self.press();
    }

    /// Customers' numbers are to come like this from now on: what came otherwise is asked for anew, and stays until then.
    pub(super) fn show(&mut self, numbers: Numbers) {
        if std::mem::replace(&mut self.numbers, numbers) != numbers {
            self.begin_day();
        }
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        self.round = self.round.map(|(began, at)| (began, at.plus(by)));
        self.as_of = self.as_of.map(|at| at.plus(by));
    }

    /// Another day began: what was asked of the last one is of no use.
    pub(super) fn begin_day(&mut self) {
        self.running = None;
        self.pager = self.pager.is_some().then(Pager::new);
        self.round = None;
        self.as_of = None;
        self.answered = None;
        self.pressing = true;
    }

    /// When to ask next; `None`: not before something happens.
    pub(super) fn due(&mut self, now: Instant) -> Option<Instant> {
        if self.running.is_some() {
            return None;
        }
        if let Some(failed) = &self.failed {
            return failed.again;
        }
        let old = self.answered.map_or(now, |answered| answered + self.every);
        let more = self.pager.as_mut().is_some_and(|pager| pager.next(self.rows).is_some());
        Some(if more { now } else { old })
    }

    /// The page to ask for, and how urgently. To be called when it is due.
    pub(super) fn question(&mut self, now: Instant) -> Option<(u32, Urgency)> {
        let waited_for = self.pressing && !self.beside;
        let Some(pager) = &mut self.pager else { return Some((1, urgency(waited_for, 1))) };
        if self.answered.is_none_or(|answered| answered + self.every <= now) {
            pager.refresh();
        }
        let page = pager.next(self.rows)?;
        // All rows of a long list are wanted to look through them: the first of them are seen, the rest may take time.
        let scrolling = pager.rests() && (self.rows < usize::MAX || pager.depth() < 2);
        let waited_for = !pager.walks() && (waited_for || scrolling) || pager.is_empty_handed();
        Some((page, urgency(waited_for, page)))
    }

    /// Takes an answer in that needs no pages.
    pub(super) fn whole(&mut self, data: &Data, settings: &LookupSettings, now: Instant) {
        self.answered = Some(now);
        self.pressing = false;
        if let Data::Call(call) = data {
            self.every = if ask::runs(call) { settings.running_call } else { settings.ended_call };
        }
    }

    /// Takes a page in; the part to tell, if there is anything in it.
    pub(super) fn page<T: Row>(&mut self, page: ListPage<T>, day: DaySpan, at: Stamp, now: Instant) -> Option<Part<T>> {
        let pager = self.pager.as_mut()?;
        let deeper = pager.rests();
        let rows = pager.take(page);
        let (began, began_at) = *self.round.get_or_insert((now, at));
        if pager.rests() {
            if !deeper {
                self.answered = Some(began);
                self.as_of = Some(began_at);
                self.pressing = false;
            }
            self.round = None;
        } else if rows.is_empty() {
            return None;
        }
        let (total, complete) = (pager.total(), pager.is_complete());
        Some(Part { day: day.date, rows, total, complete, as_of: self.as_of.unwrap_or(began_at) })
    }
}

const fn urgency(waited_for: bool, page: u32) -> Urgency {
    match (waited_for, page) {
        (true, 1) => Urgency::Interactive,
        (true, _) => Urgency::Following,
        (false, _) => Urgency::Background,
    }
}

const fn is_long(lookup: &Lookup) -> bool {
    matches!(lookup, Lookup::Calls(_) | Lookup::AiRecords(_))
}

/// Whether the answer is another one on another day.
pub(super) const fn is_of_a_day(lookup: &Lookup) -> bool {
    !matches!(lookup, Lookup::Call(_) | Lookup::Health)
}

const fn every(lookup: &Lookup, settings: &LookupSettings) -> Duration {
    match lookup {
        Lookup::Calls(_) => settings.calls,
        Lookup::Call(_) => settings.running_call,
        Lookup::History(_) => settings.history,
        Lookup::Report(asked) => match asked.day {
            Day::Today => settings.reports,
            Day::Yesterday | Day::WeekAgo => settings.yesterday,
        },
        Lookup::Chat(_) => settings.chat,
        Lookup::AiRecords(_) => settings.records,
        Lookup::AiFunnel(_) => settings.funnel,
        Lookup::AiChoices => settings.choices,
        Lookup::Health => settings.health,
    }
}
