//! What a fact is, and the list in which facts are kept.

use crate::model::about::About;
use crate::model::agent::{Agent, AgentId};
use crate::model::customer::mask_within;
use crate::model::drift::Comparison;
use crate::model::note::Note;
use crate::model::rule::{AlarmKey, Severity};
use crate::model::seen::By;
use crate::model::source::SourceId;
use crate::model::status::BusyReason;
use crate::model::time::Stamp;
use crate::model::{plain, sort};
use chrono::NaiveDate;

/// So many facts a board keeps; the oldest give way.
pub const FACTS_KEPT: usize = 2_000;

/// Something that happened, with nothing of why.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Counts up with every fact; a fact that goes on keeps its own.
    pub id: u64,
    /// When it began, on our clock: the moment that a replay goes to.
    pub from: Stamp,
    /// When it ended; of what is of one moment, that moment. `None` as long as it lasts.
    pub until: Option<Stamp>,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Happened {
    /// Many agents came to one state within minutes.
    Together(Together),
    /// Of the calls that began within half an hour, many more were lost than before.
    LostShare(LostShare),
    /// Many more or many fewer calls came in than usual.
    Arrivals(Arrivals),
    /// Calls took much longer or much shorter than before.
    HandleTime(HandleTime),
    /// AI sessions went another way than usual.
    Drift(Box<Drifted>),
    /// The day's service level fell below its target.
    BelowTarget(BelowTarget),
    /// So many callers waited.
    Waiting(Passed),
    /// A caller waited for so long.
    LongestWait(Passed),
    /// Our own data was stale: from the moment that it was last known to be true.
    Stale(Of),
    /// Nothing was recorded, or nothing was heard at all.
    Gap,
    /// A stream was connected anew.
    Reconnected(Reconnected),
    /// An alert stood.
    Alert(Box<Alerted>),
    /// What a person wrote down.
    Note(Note),
    /// Another day of the site.
    Day(Date),
}

/// Where many agents went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Went {
    /// Busy, for this reason.
    Busy(BusyReason),
    /// Locked by the system.
    Locked,
    /// Logged out.
    Out,
    /// Logged in.
    In,
}

/// An agent as a fact names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The platform's id.
    pub id: AgentId,
    /// What to call this person: on one line, numbers in it masked.
    pub name: String,
}

impl Who {
    /// This agent.
    pub fn of(agent: &Agent) -> Self {
        Self { id: agent.id.clone(), name: mask_within(plain::line(agent.label()).trim()) }
    }
}

/// Many agents who came to one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// Where they went.
    pub went: Went,
    /// Who, in the order in which they went.
    pub agents: Vec<Who>,
    /// How many were logged in then, those who logged out with them counted in; of those who logged in, after it.
    pub of: u64,
    /// How many of those who logged out were seen to log in less than four hours before.
    pub early: u64,
    /// Whether the same was seen at this time of day on another day.
    pub usual: bool,
}

/// A share of lost calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LostShare {
    /// Of the calls that began in the hour before, 0 to 1.
    pub before: f64,
    /// Of those that began in the last half hour, 0 to 1.
    pub now: f64,
    /// How many of these were lost.
    pub lost: u64,
    /// Of how many.
    pub of: u64,
}

/// What a count is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// The hour before.
    HourBefore,
    /// The same time of other days, as far as they were kept: the one that is nearest.
    OtherDays,
}

/// How many calls came in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrivals {
    /// Within so many minutes.
    pub minutes: i64,
    /// So many.
    pub now: u64,
    /// So many would have been usual.
    pub usual: f64,
    /// By what.
    pub against: Against,
}

/// How long calls took. It begins with the minute from which on that most likely differs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HandleTime {
    /// The average of those that ended in the hour before these, in ms: talk and hold.
    pub before_ms: u64,
    /// The average of those that ended within so many minutes.
    pub now_ms: u64,
    /// How many minutes.
    pub minutes: i64,
    /// How many these were.
    pub calls: u64,
}

/// AI sessions that go another way than usual. It begins with the half hour from which on they most likely do.
#[derive(Clone, Debug, PartialEq)]
pub struct Drifted {
    /// Which ones, and their share beside the usual one, when that was found.
    pub own: Comparison,
    /// Until then the sessions ended that were compared.
    pub to: Stamp,
}

/// A service level below its target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BelowTarget {
    /// The day's when it was found to be below, 0 to 1.
    pub level: f64,
    /// The target, in percent.
    pub percent: u8,
    /// In time is within so many ms.
    pub within_ms: i64,
}

/// A level that was passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The level: callers, or ms.
    pub level: i64,
    /// The most that was seen.
    pub most: i64,
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    /// Which.
    pub source: SourceId,
    /// What its vendor is called, where that is worth a word.
    pub title: Option<String>,
}

/// A stream that was connected anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconnected {
    /// Which.
    pub source: SourceId,
    /// How often, one soon after the other.
    pub times: u64,
}

/// An alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alerted {
    /// Which.
    pub key: AlarmKey,
    /// The rule's name.
    pub rule: String,
    /// What the rule looks at, in words.
    pub looks_at: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub about: About,
    /// Whom it is about, by name; empty for the centre.
    pub who: String,
    /// When it was told once more, because no person had seen to it.
    pub escalated: Option<Stamp>,
    /// Who acknowledged it and when; the name is empty where it was at this screen.
    pub acknowledged: Option<By>,
    /// Until when it was snoozed, and by whom.
    pub snoozed: Option<(Stamp, By)>,
    /// Who muted it for the day, and when.
    pub muted: Option<By>,
}

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    /// Its date.
    pub date: NaiveDate,
}

impl Fact {
    /// Whether it is an incident: out of the ordinary by the thresholds of the kinds, or a time of which too little is known.
    pub fn is_incident(&self) -> bool {
        match &self.what {
            Happened::Together(Together { went, agents, of, early, usual }) => match went {
                Went::Busy(_) | Went::Locked => !usual,
                // A shift ends every day, and takes longer than four hours.
                Went::Out => {
                    let count = agents.len() as u64;
                    !usual && (count.saturating_mul(3) >= *of || early.saturating_mul(2) > count)
                }
                Went::In => false,
            },
            Happened::LostShare(_)
            | Happened::Arrivals(_)
            | Happened::HandleTime(_)
            | Happened::Drift(_)
            | Happened::BelowTarget(_)
            | Happened::Waiting(_)
            | Happened::LongestWait(_)
            | Happened::Stale(_)
            | Happened::Gap => true,
            Happened::Reconnected(_) | Happened::Alert(_) | Happened::Note(_) | Happened::Day(_) => false,
        }
    }

    /// Whether any of it was in `from..to`.
    pub fn is_within(&self, from: Option<Stamp>, to: Option<Stamp>) -> bool {
        to.is_none_or(|to| self.from < to) && from.is_none_or(|from| self.until.is_none_or(|until| until >= from))
    }
}

/// Facts, by when they were found.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    all: Vec<Fact>,
    /// Of each, the count of `revision` with its last change.
    changed: Vec<u64>,
    /// No more are kept; `None` for all of them.
    most: Option<usize>,
    next: u64,
    revision: u64,
}

impl Facts {
    /// No more than [`FACTS_KEPT`] from now on.
    pub(super) const fn of_a_board(&mut self) {
        self.most = Some(FACTS_KEPT);
    }

    /// Notes a fact; its id.
    pub(super) fn note(&mut self, from: Stamp, until: Option<Stamp>, what: Happened) -> u64 {
        let id = self.next;
        self.next += 1;
        self.revision += 1;
        if self.most.is_some_and(|most| self.all.len() >= most) {
            self.all.remove(0);
            self.changed.remove(0);
        }
        self.all.push(Fact { id, from, until, what });
        self.changed.push(self.revision);
        id
    }

    /// Changes one that is there still, and counts that where it is another one then.
    pub(super) fn change(&mut self, id: u64, change: impl FnOnce(&mut Fact)) {
        let Ok(at) = self.all.binary_search_by_key(&id, |fact| fact.id) else { return };
        if let (Some(fact), Some(changed)) = (self.all.get_mut(at), self.changed.get_mut(at)) {
            let before = fact.clone();
            change(fact);
            if *fact != before {
                self.revision += 1;
                *changed = self.revision;
            }
        }
    }

    /// Ends one.
    pub(super) fn end(&mut self, id: u64, at: Stamp) {
        self.change(id, |fact| fact.until = Some(at.max(fact.from)));
    }

    /// One by its id.
    pub(super) fn get(&self, id: u64) -> Option<&Fact> {
        let at = self.all.binary_search_by_key(&id, |fact| fact.id).ok()?;
        self.all.get(at)
    }

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Fact> + ExactSizeIterator {
        self.all.iter()
    }

    /// All of them, by when they began.
    pub fn in_order(&self) -> Vec<&Fact> {
        self.in_order_with_changes().into_iter().map(|(fact, _)| fact).collect()
    }

    /// The same, each with what [`Facts::revision`] was with its last change.
    pub fn in_order_with_changes(&self) -> Vec<(&Fact, u64)> {
        let mut all: Vec<(&Fact, u64)> = self.all.iter().zip(self.changed.iter().copied()).collect();
        sort::by_key(&mut all, |(fact, _)| (fact.from, fact.id));
        all
    }

    /// Counts up with every change.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for fact in &mut self.all {
            fact.from = fact.from.plus(by);
            fact.until = fact.until.map(|until| until.plus(by));
        }
        self.revision += 1;
        self.changed.fill(self.revision);
    }
}
