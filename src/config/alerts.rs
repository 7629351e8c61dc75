//! `[alerts]`: what raises an alert, and whom it is told besides the screen.

use super::choice::{AlertFigure, AlertSource, AlertState, Notify, Severity};
use super::error::Origin;
use super::keys;
use super::side::AlertSide;
use super::values::Values;
use std::time::Duration;

/// What raises an alert, and whom it is told besides the screen.
#[derive(Debug, Clone)]
pub struct Alerts {
    /// Whether the rules that need no settings hold.
    pub defaults: bool,
    /// For how long an alert is snoozed, 1 min to 24 h.
    pub snooze: Duration,
    /// After how long an alert to which no person has seen escalates, up to 24 h; none at all for never.
    pub escalate_after: Duration,
    /// The least severity that is told besides the screen.
    pub tell_from: Severity,
    /// Whether the terminal's bell is rung.
    pub bell: bool,
    /// Whether, and how, the terminal is asked to show a notification.
    pub notify: Notify,
    /// A program and its arguments, started with the alert in its environment; empty for none.
    pub command: Vec<String>,
    /// After how long it is killed, 1 s to 10 min.
    pub command_timeout: Duration,
    /// The rules, by name.
    pub rules: Vec<AlertRule>,
}

impl Alerts {
    /// What is said of all rules.
    pub(super) fn of(from: &Values<'_>) -> Self {
        Self {
            defaults: from.read("defaults"),
            snooze: from.read("snooze"),
            escalate_after: from.read("escalate_after"),
            tell_from: from.read("tell_from"),
            bell: from.read("bell"),
            notify: from.read("notify"),
            command: from.read("command"),
            command_timeout: from.read("command_timeout"),
            rules: Vec::new(),
        }
    }
}

impl Default for Alerts {
    fn default() -> Self {
        Self::of(&Values::defaults(&keys::ALERTS))
    }
}

/// What a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertWatch {
    /// The time an agent is in this state.
    State(AlertState),
    /// A figure of the centre.
    Figure(AlertFigure),
    /// The age of a source.
    Stale(AlertSource),
}

impl AlertFigure {
    /// Whether it counts agents, so that it can be about some of them.
    pub const fn counts_agents(self) -> bool {
        use AlertFigure as F;
        matches!(
            self,
            F::Ready
                | F::Ringing
                | F::Dialling
                | F::Talking
                | F::Holding
                | F::WrapUp
                | F::Busy
                | F::Locked
                | F::Offline
                | F::LoggedIn
                | F::InCall
                | F::AtAgents
        )
    }
}

impl AlertFigure {
    /// Whether it is a time, in seconds.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::LongestWait | Self::BotFirstWord)
    }

    /// Whether it is a share, in percent.
    pub const fn is_percent(self) -> bool {
        use AlertFigure as F;
        matches!(
            self,
            F::LostPercent
                | F::ServiceLevel
                | F::AgentMissesPercent
                | F::ConnectedPercent
                | F::ChatsUnansweredPercent
                | F::AiHandedPercent
                | F::AiContainedPercent
        )
    }

    /// Whether it can be of the calls of the last while instead of the day's.
    pub const fn has_last_while(self) -> bool {
        matches!(self, Self::CallsAnswered | Self::Lost | Self::LostPercent | Self::ServiceLevel)
    }
}

/// One rule as it was written. What a default rule of the same name already says may be left out.
#[derive(Debug, Clone)]
pub struct AlertRule {
    /// Its name.
    pub name: String,
    /// Where it was written first.
    pub origin: Origin,
    /// Whether it is switched off.
    pub off: bool,
    /// What it looks at; `None` only where a default rule says so.
    pub watch: Option<AlertWatch>,
    /// From how long on, for states and sources; for figures of calls, the last while that they are of.
    pub over: Option<Duration>,
    /// The limit of a figure.
    pub side: Option<AlertSide>,
    /// Ids or work numbers of the agents it is about; empty for all.
    pub agents: Vec<String>,
    /// The department it is about, one of [`Site::departments`](super::Site); `None` for all.
    pub department: Option<String>,
    /// For how long it must last.
    pub hold: Option<Duration>,
    /// After how long it escalates; none at all for never. `None` for as long as all rules.
    pub escalate_after: Option<Duration>,
    /// How bad it is.
    pub severity: Option<Severity>,
}

/// The rules that need no settings: what each of them looks at.
pub const DEFAULT_RULES: [(&str, AlertWatch); 11] = [
    ("stale", AlertWatch::Stale(AlertSource::Any)),
    ("lost", AlertWatch::Figure(AlertFigure::LostPercent)),
    ("agent_misses", AlertWatch::Figure(AlertFigure::AgentMissesPercent)),
    ("no_agent_ready", AlertWatch::Figure(AlertFigure::Ready)),
    ("bot_first_word", AlertWatch::Figure(AlertFigure::BotFirstWord)),
    ("bot_down", AlertWatch::Figure(AlertFigure::BotDown)),
    ("ringing", AlertWatch::State(AlertState::Ringing)),
    ("talking", AlertWatch::State(AlertState::Talking)),
    ("holding", AlertWatch::State(AlertState::Holding)),
    ("wrap_up", AlertWatch::State(AlertState::WrapUp)),
    ("busy", AlertWatch::State(AlertState::Busy)),
];
