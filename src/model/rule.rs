//! What raises an alert: rules over what the board knows.
//!
//! A rule looks at one thing (the time an agent is in a state, a figure, the age of a source), has a hold time for
//! which that must last, and a severity. [`Alarms`] holds the rules against the board at a time it is given: it does
//! no I/O and has no clock. The rules that hold without any settings are those of the [`Limits`].

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::limits::Limits;
use super::source::SourceId;
use super::status::State;
use crate::model::sort;

pub use alarms::{
    About, AlarmKey, Alarms, Alerts, HISTORY_KEPT, Mark, News, NewsKind, Past, SeeTo, SeenTo, Standing, ToldAlert,
};
pub use alert::Alert;
pub use lab::{Lab, LabPoint};
pub use lookout::Lookout;
pub use measure::{CALLS_LEAST, Compare, Measure};

mod alarms;
mod alert;
mod among;
mod course;
mod lab;
mod lookout;
mod measure;
mod trust;
mod window;

/// For how long callers may find no agent ready before that is an alert.
const NO_AGENT_READY_MS: i64 = 30_000;

/// A bot that needs longer for its first word than this, in seconds, has lost its visitor.
const BOT_FIRST_WORD_S: f64 = 10.0;

/// How bad it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A person should look.
    #[default]
    Warning,
    /// A person must act.
    Critical,
}

impl Severity {
    /// Its word, in the settings and on screen.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// What a rule looks at, and from where on it is too much.
#[derive(Clone, Debug, PartialEq)]
pub enum Watch {
    /// An agent is in `state` for `over_ms` or longer.
    State {
        /// Which state.
        state: State,
        /// From how many ms on.
        over_ms: i64,
        /// Ids or work numbers of the agents it is about; empty for all.
        who: Vec<String>,
    },
    /// A figure of the centre.
    Figure {
        /// Which.
        measure: Measure,
        /// On which side of the limit it is too much.
        compare: Compare,
        /// The limit, in percent for shares.
        limit: f64,
        /// It is of the calls that began in the last so many ms, and not of the day's.
        over_ms: Option<i64>,
        /// Ids or work numbers of the agents who are counted; empty for the whole centre.
        who: Vec<String>,
    },
    /// A source's figures are too old.
    Stale {
        /// Which source; `None` for each of them.
        source: Option<SourceId>,
        /// Age in ms above which they are; `None` for what the [`Limits`] say.
        over_ms: Option<i64>,
    },
}

/// One rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name, by which the settings know it.
    pub name: String,
    /// What it looks at.
    pub watch: Watch,
    /// For how many ms that must last before there is an alert.
    pub hold_ms: i64,
    /// How bad that is.
    pub severity: Severity,
    /// After how many ms, above 0, without a person who saw to it an alert is told once more; `None` for never.
    pub escalate_after_ms: Option<i64>,
    /// What the agents it is about are called together.
    pub department: Option<String>,
    /// Only while callers have no agent yet, which is known where the vendor sends the inbound calls in progress.
    pub only_with_callers: bool,
    /// Only while no call records tell of the calls themselves: they are not asked for, or refused.
    pub only_without_calls: bool,
}

impl Rule {
    /// A warning without a hold time.
    pub fn new(name: impl Into<String>, watch: Watch) -> Self {
        Self {
            name: name.into(),
            watch,
            hold_ms: 0,
            severity: Severity::Warning,
            escalate_after_ms: None,
            department: None,
            only_with_callers: false,
            only_without_calls: false,
        }
    }

    /// Whether it has the name of another one, and looks at the same thing.
    fn is_like(&self, other: &Self) -> bool {
        let same = match (&self.watch, &other.watch) {
            (Watch::State { state: own, .. }, Watch::State { state: other, .. }) => own == other,
            (Watch::Figure { measure: own, .. }, Watch::Figure { measure: other, .. }) => own == other,
            (Watch::Stale { .. }, Watch::Stale { .. }) => true,
            _ => false,
        };
        same && self.name == other.name
    }

    /// The figure it looks at, if it looks at one.
    pub const fn measure(&self) -> Option<Measure> {
        match &self.watch {
            Watch::Figure { measure, .. } => Some(*measure),
            Watch::State { .. } | Watch::Stale { .. } => None,
        }
    }
}

/// What it looks at, in words: `wrap-up for 5m`, `calls lost above 5 %`, `ready = 0, night`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.watch {
            Watch::State { state, over_ms, .. } => write!(f, "{state} for {}", short(*over_ms))?,
            Watch::Figure { measure, compare, limit, over_ms, .. } => {
                write!(f, "{} {} {}", measure.label(), compare.words(), measure.show(*limit))?;
                if let Some(over) = over_ms {
                    write!(f, " in the last {}", short(*over))?;
                }
            }
            Watch::Stale { over_ms: None, .. } => f.write_str("stale")?,
            Watch::Stale { over_ms: Some(over), .. } => write!(f, "stale for {}", short(*over))?,
        }
        if self.only_with_callers {
            f.write_str(" while calls have no agent yet")?;
        }
        if self.only_without_calls {
            f.write_str(" while no call records are told")?;
        }
        if let Some(department) = &self.department {
            write!(f, ", {department}")?;
        }
        if self.hold_ms > 0 {
            write!(f, ", held {}", short(self.hold_ms))?;
        }
        Ok(())
    }
}

/// A duration in the two largest units that say something: `45s`, `1m 30s`, `2h`.
pub fn short(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (first, second) = match seconds {
        0..60 => return format!("{seconds}s"),
        60..3600 => ((seconds / 60, 'm'), (seconds % 60, 's')),
        _ => ((seconds / 3600, 'h'), (seconds % 3600 / 60, 'm')),
    };
    let rest = if second.0 > 0 { format!(" {}{}", second.0, second.1) } else { String::new() };
    format!("{}{}{rest}", first.0, first.1)
}

/// All rules, and the limits that they and the shades of the board share. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    list: Arc<Vec<Rule>>,
    /// Positions of those that hold no longer, and are kept for what they once raised.
    gone: Arc<BTreeSet<usize>>,
    limits: Arc<Limits>,
    by_state: Arc<[Vec<usize>; 10]>,
    /// What each is called, and what it looks at: there may be news of one rule about a hundred thousand agents at once.
    words: Arc<[(Arc<str>, Arc<str>)]>,
}

impl Default for Rules {
    fn default() -> Self {
        Self::of_limits(&Limits::default())
    }
}

impl Rules {
    /// These rules, with the limits from which stale sources take theirs.
    pub fn new(rules: Vec<Rule>, limits: &Limits) -> Self {
        Self::with_gone(rules, BTreeSet::new(), limits)
    }

    fn with_gone(rules: Vec<Rule>, gone: BTreeSet<usize>, limits: &Limits) -> Self {
        let mut by_state: [Vec<usize>; 10] = Default::default();
        for (at, rule) in rules.iter().enumerate() {
            if let Watch::State { state, .. } = &rule.watch
                && !gone.contains(&at)
                && let Some(of_state) = by_state.get_mut(state.index())
            {
                of_state.push(at);
            }
        }
        let words = rules.iter().map(|rule| (rule.name.as_str().into(), rule.to_string().into())).collect();
        let (list, gone, limits) = (Arc::new(rules), Arc::new(gone), Arc::new(limits.clone()));
        Self { list, gone, limits, by_state: Arc::new(by_state), words }
    }

    /// These rules in the place of those `before`, so that an alert is known by the position of its rule as it was. A rule
    /// that looks at what the one of its name looked at has the position of that one; one that is gone keeps its own, and
    /// raises nothing.
    #[must_use]
    pub fn after(&self, before: &Self) -> Self {
        let mut list = before.list.to_vec();
        let mut gone = sort::set(0..list.len());
        for (_, rule) in self.holding() {
            let is_it = |(at, other): &(usize, &mut Rule)| gone.contains(at) && rule.is_like(other);
            match list.iter_mut().enumerate().find(is_it) {
                Some((at, place)) => {
                    place.clone_from(rule);
                    gone.remove(&at);
                }
                None => list.push(rule.clone()),
            }
        }
        Self::with_gone(list, gone, &self.limits)
    }

    /// The rules that hold, with their positions in the list.
    pub fn holding(&self) -> impl Iterator<Item = (usize, &Rule)> {
        self.list.iter().enumerate().filter(|(at, _)| !self.gone.contains(at))
    }

    /// The rules that hold without any settings of their own.
    pub fn of_limits(limits: &Limits) -> Self {
        Self::new(Self::defaults(limits), limits)
    }

    /// One rule for stale sources, one for lost calls, one for agents' misses where calls are not told, one for callers
    /// whom no agent is ready for, two for bots that are asked (these rest where none is), and one for each state that has
    /// limits: its last one.
    pub fn defaults(limits: &Limits) -> Vec<Rule> {
        let above =
            |measure, limit| Watch::Figure { measure, compare: Compare::Above, limit, over_ms: None, who: Vec::new() };
        let mut rules = vec![
            Rule::new("stale", Watch::Stale { source: None, over_ms: None }),
            Rule::new("lost", above(Measure::LostPercent, limits.lost_percent)),
            Rule {
                only_without_calls: true,
                ..Rule::new("agent_misses", above(Measure::AgentMissesPercent, limits.agent_misses_percent))
            },
            Rule {
                hold_ms: NO_AGENT_READY_MS,
                only_with_callers: true,
                ..Rule::new(
                    "no_agent_ready",
                    Watch::Figure {
                        measure: Measure::Ready,
                        compare: Compare::Equals,
                        limit: 0.0,
                        over_ms: None,
                        who: Vec::new(),
                    },
                )
            },
            Rule::new("bot_first_word", above(Measure::BotFirstWord, BOT_FIRST_WORD_S)),
            Rule::new("bot_down", above(Measure::BotDown, 0.0)),
        ];
        for state in State::NAMED {
            if let Some(over_ms) = limits.of(*state).last() {
                let name = state.to_string().replace('-', "_");
                rules.push(Rule::new(name, Watch::State { state: *state, over_ms: *over_ms, who: Vec::new() }));
            }
        }
        rules
    }

    /// The rules, in the order of the settings.
    pub fn list(&self) -> &[Rule] {
        &self.list
    }

    /// A rule by its position in the list.
    pub fn get(&self, at: usize) -> Option<&Rule> {
        self.list.get(at)
    }

    /// What that one is called, and what it looks at.
    fn words(&self, at: usize) -> Option<(Arc<str>, Arc<str>)> {
        self.words.get(at).cloned()
    }

    /// The limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether the rules differ in severity, so that it says something to name it.
    pub fn has_severities(&self) -> bool {
        self.holding().any(|(_, rule)| rule.severity != Severity::Warning)
    }

    /// Positions of the rules about agents.
    fn of_agents(&self) -> impl Iterator<Item = usize> + '_ {
        self.by_state.iter().flatten().copied()
    }

    /// Positions of the rules about agents in `state`.
    fn of_state(&self, state: State) -> &[usize] {
        self.by_state.get(state.index()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests;
