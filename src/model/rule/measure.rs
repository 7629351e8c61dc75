//! Figures that a rule can look at.

use serde::Serialize;

use crate::model::board::Board;
use crate::model::chat::ChatTotals;
use crate::model::ledger::{Ledger, Tally};
use crate::model::platform::PlatformTotals;
use crate::model::share::share;
use crate::model::source::SourceId;
use crate::model::summary::Figure;
use crate::model::time::Stamp;

/// On which side of its limit a figure is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// Above it.
    Above,
    /// Below it.
    Below,
    /// Exactly there.
    Equals,
}

impl Compare {
    /// Whether `value` is on that side of `limit`.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Above => value > limit,
            Self::Below => value < limit,
            Self::Equals => (value - limit).abs() < 1e-9,
        }
    }

    /// In words, between figure and limit.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Above => "above",
            Self::Below => "below",
            Self::Equals => "=",
        }
    }
}

/// Declares the figures once: variant, name in settings, what to call it on screen, whether it is a share.
macro_rules! measures {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $label:literal, $share:literal;)+) => {
        /// A figure of the centre.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Measure {
            $($(#[$doc])* $variant,)+
        }

        impl Measure {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in the settings.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What to call it on screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Whether it is a share in percent, else a count.
            pub const fn is_percent(self) -> bool {
                match self { $(Self::$variant => $share,)+ }
            }
        }
    };
}

measures! {
    /// Agents who are free.
    Ready = "ready", "ready", false;
    /// Agents with a call ringing.
    Ringing = "ringing", "ringing", false;
    /// Agents calling out.
    Dialling = "dialling", "dialling", false;
    /// Agents in conversation.
    Talking = "talking", "talking", false;
    /// Agents with a customer on hold.
    Holding = "holding", "holding", false;
    /// Agents in after-call work.
    WrapUp = "wrap_up", "wrap-up", false;
    /// Agents who are busy.
    Busy = "busy", "busy", false;
    /// Agents the system has locked.
    Locked = "locked", "locked", false;
    /// Agents who are not logged in.
    Offline = "offline", "offline", false;
    /// Agents who are logged in.
    LoggedIn = "logged_in", "logged in", false;
    /// Agents with a call.
    InCall = "in_call", "in a call", false;
    /// Inbound calls in progress that no agent has.
    NoAgentYet = "no_agent_yet", "no agent yet", false;
    /// Inbound calls that agents have.
    AtAgents = "at_agents", "at agents", false;
    /// Callers who wait, by events; where these are not sure, no fewer than so many.
    Waiting = "waiting", "calls waiting", false;
    /// How long the one who waits longest has waited, in seconds.
    LongestWait = "longest_wait", "longest wait", false;
    /// Today's calls that an agent had.
    CallsAnswered = "calls_answered", "calls answered", false;
    /// Today's calls that ended unserved.
    Lost = "lost", "calls lost", false;
    /// The same, of answered and lost calls.
    LostPercent = "lost_percent", "calls lost", true;
    /// Callers whose lost calls of today no later contact followed, where calls are matched.
    StillLost = "still_lost", "still lost", false;
    /// Today's calls that the caller ended at once.
    ShortAbandons = "short_abandons", "short abandons", false;
    /// Today's calls answered in time, of answered and lost calls.
    ServiceLevel = "service_level", "service level", true;
    /// Times that agents answered a call today.
    AgentAnswers = "agent_answers", "agent answers", false;
    /// Times that agents missed a call today.
    AgentMisses = "agent_misses", "agent misses", false;
    /// The same, of all that rang at agents.
    AgentMissesPercent = "agent_misses_percent", "agent misses", true;
    /// Outbound calls today.
    Dialled = "dialled", "dialled", false;
    /// Outbound calls that were answered today.
    Connected = "connected", "connected", false;
    /// Outbound calls that were answered today, of all outbound calls.
    ConnectedPercent = "connected_percent", "dialled calls connected", true;
    /// Today's chats, of the vendors that count them.
    Chats = "chats", "chats", false;
    /// Today's chats without an answer, of the vendors that count them.
    ChatsUnanswered = "chats_unanswered", "chats unanswered", false;
    /// The same of all of today's chats.
    ChatsUnansweredPercent = "chats_unanswered_percent", "chats unanswered", true;
    /// Today's chats that waited in the queue, of the vendors that count them.
    ChatsQueued = "chats_queued", "chats queued", false;
    /// Today's chats that customers left in the queue, likewise.
    ChatsGaveUp = "chats_gave_up", "chats given up in the queue", false;
    /// Today's chats that were lost, likewise.
    ChatsLost = "chats_lost", "chats lost", false;
    /// Today's AI sessions, of the vendors that count them.
    AiSessions = "ai_sessions", "AI sessions", false;
    /// Today's AI sessions that reached an agent.
    AiHanded = "ai_handed", "AI reached an agent", false;
    /// The same of today's valid ones.
    AiHandedPercent = "ai_handed_percent", "AI reached an agent", true;
    /// Today's AI sessions that robots contained, of the valid, ended ones of real agents.
    AiContainedPercent = "ai_contained_percent", "AI contained", true;
    /// How long the slowest bot took to its first word when it was asked last, in seconds.
    BotFirstWord = "bot_first_word", "bot's first word", false;
    /// Probes whose bot brought no answer twice in a row.
    BotDown = "bot_down", "bots down", false;
}

/// Fewer calls say nothing of a share in the last while: of nine, one more or less moves it by more than ten points.
pub const CALLS_LEAST: u64 = 10;

/// What a figure rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Basis {
    /// The agents' stream.
    Stream,
    /// A source that is asked again and again.
    Poll(SourceId),
    /// Events of calls, where callbacks are listened for.
    Events,
}

impl Measure {
    /// The sources that tell it.
    pub(super) fn basis(self, board: &Board) -> Vec<Basis> {
        match self {
            Self::Chats
            | Self::ChatsUnanswered
            | Self::ChatsUnansweredPercent
            | Self::ChatsQueued
            | Self::ChatsGaveUp
            | Self::ChatsLost => {
                let told = board.platform_totals().into_iter().filter(|platform| platform.chat.is_some());
                told.map(|platform| Basis::Poll(platform.source)).collect()
            }
            Self::AiSessions | Self::AiHanded | Self::AiHandedPercent | Self::AiContainedPercent => {
                let told = board.platform_totals().into_iter().filter(|platform| platform.ai.is_some());
                let source = |platform: PlatformTotals| match platform.source {
                    SourceId::Chat => SourceId::Ai,
                    other => other,
                };
                told.map(|platform| Basis::Poll(source(platform))).collect()
            }
            Self::CallsAnswered
            | Self::Lost
            | Self::LostPercent
            | Self::StillLost
            | Self::ShortAbandons
            | Self::ServiceLevel => vec![Basis::Poll(SourceId::Calls)],
            Self::Waiting | Self::LongestWait => vec![Basis::Events],
            Self::BotFirstWord | Self::BotDown => vec![Basis::Poll(SourceId::Probe)],
            _ => vec![Basis::Stream],
        }
    }

    /// The sources that tell it and are asked or listened to; none where events do.
    pub fn sources(self, board: &Board) -> Vec<SourceId> {
        let source = |basis| match basis {
            Basis::Stream => Some(SourceId::Agents),
            Basis::Poll(id) => Some(id),
            Basis::Events => None,
        };
        self.basis(board).into_iter().filter_map(source).collect()
    }

    /// Whether it is a time in seconds.
    pub const fn is_time(self) -> bool {
        matches!(self, Self::LongestWait | Self::BotFirstWord)
    }

    /// Whether bots that are asked tell it.
    pub const fn is_of_bots(self) -> bool {
        matches!(self, Self::BotFirstWord | Self::BotDown)
    }

    /// Whether events of calls tell it.
    pub(super) const fn is_by_events(self) -> bool {
        matches!(self, Self::Waiting | Self::LongestWait)
    }

    /// Its value at `now`: a count, percent, or seconds; `None` as long as it is not said, or not sure to be anything.
    pub fn at(self, board: &Board, now: Stamp) -> Option<f64> {
        match self {
            Self::Waiting => board.waiting(now).for_rules().map(|callers| callers as f64),
            Self::LongestWait => {
                let waiting = board.waiting(now);
                let sure = waiting.is_exact() || waiting.for_rules().is_some_and(|callers| callers > 0);
                board.longest_wait(now).filter(|_| sure).map(|ms| (ms / 1_000) as f64)
            }
            Self::BotFirstWord => slowest_first_word(board, now).map(|ms| ms as f64 / 1_000.0),
            _ => self.of(board),
        }
    }

    /// Its value: a count, or percent; `None` as long as it is not said, and of what moves with the clock, which
    /// [`Measure::at`] has.
    pub fn of(self, board: &Board) -> Option<f64> {
        let count = |figure| board.figure(figure).map(|count| count as f64);
        let percent = |share: Option<f64>| share.filter(|share| share.is_finite()).map(|share| share * 100.0);
        match self {
            Self::CallsAnswered => whole_day(board).map(|figures| figures.answered as f64),
            Self::Lost => whole_day(board).map(|figures| figures.lost as f64),
            Self::StillLost => whole_ledger(board)?.still_lost().map(|callers| callers as f64),
            Self::LostPercent => whole_day(board).and_then(lost_percent),
            Self::ShortAbandons => whole_day(board).map(|figures| figures.short as f64),
            Self::ServiceLevel => whole_day(board).and_then(service_level),
            Self::Ready => count(Figure::Ready),
            Self::Ringing => count(Figure::Ringing),
            Self::Dialling => count(Figure::Dialling),
            Self::Talking => count(Figure::Talking),
            Self::Holding => count(Figure::Holding),
            Self::WrapUp => count(Figure::WrapUp),
            Self::Busy => count(Figure::Busy),
            Self::Locked => count(Figure::Locked),
            Self::Offline => count(Figure::Offline),
            Self::LoggedIn => count(Figure::LoggedIn),
            Self::InCall => count(Figure::InCall),
            Self::NoAgentYet => board.no_agent_yet().map(|callers| callers as f64),
            Self::AtAgents => board.inbound_at_agents().map(|calls| calls as f64),
            Self::Waiting | Self::LongestWait | Self::BotFirstWord => None,
            Self::BotDown => bots_down(board).map(|bots| bots as f64),
            Self::AgentAnswers => count(Figure::Answered),
            Self::AgentMisses => count(Figure::Missed),
            Self::AgentMissesPercent => percent(board.missed_share()),
            Self::Dialled => count(Figure::Dialled),
            Self::Connected => count(Figure::Connected),
            Self::ConnectedPercent => percent(board.connected_share()),
            Self::Chats => told(board, |chat| chat.chats),
            Self::ChatsUnanswered => chats(board).map(|(part, _)| part as f64),
            Self::ChatsUnansweredPercent => {
                percent(chats(board).and_then(|(part, whole)| share(Some(part), Some(whole))))
            }
            Self::ChatsQueued => told(board, |chat| chat.queued),
            Self::ChatsGaveUp => told(board, |chat| chat.gave_up),
            Self::ChatsLost => told(board, |chat| chat.lost),
            Self::AiSessions => {
                let counts = board.platform_totals().into_iter().filter_map(|platform| platform.ai?.sessions);
                counts.reduce(u64::saturating_add).map(|count| count as f64)
            }
            Self::AiHanded => ai(board).map(|(part, _)| part as f64),
            Self::AiHandedPercent => percent(ai(board).and_then(|(part, whole)| share(Some(part), Some(whole)))),
            Self::AiContainedPercent => {
                percent(contained(board).and_then(|(part, whole)| share(Some(part), Some(whole))))
            }
        }
    }

    /// Whether it can be of the calls of the last while instead of the day's.
    pub const fn has_last_while(self) -> bool {
        matches!(self, Self::CallsAnswered | Self::Lost | Self::LostPercent | Self::ServiceLevel)
    }

    /// Its value among these calls: a count, or percent; `None` of a share of fewer than [`CALLS_LEAST`] calls, and of
    /// what is no figure of calls.
    pub fn of_calls(self, calls: &Tally) -> Option<f64> {
        let enough = |count: u64| count >= CALLS_LEAST;
        match self {
            Self::CallsAnswered => Some(calls.answered as f64),
            Self::Lost => Some(calls.lost as f64),
            Self::LostPercent => lost_percent(calls).filter(|_| enough(calls.answered.saturating_add(calls.lost))),
            Self::ServiceLevel => service_level(calls).filter(|_| enough(calls.measured())),
            _ => None,
        }
    }

    /// A value of it: `12`, `4.3 %`, `1:40`, `2.4 s`.
    pub fn show(self, value: f64) -> String {
        if self == Self::BotFirstWord {
            // Tenths of a second are what a visitor notices.
            return format!("{:.1} s", value.max(0.0));
        }
        if self.is_time() {
            let seconds = value.max(0.0).round() as u64;
            return format!("{}:{:02}", seconds / 60, seconds % 60);
        }
        let rounded = (value * 10.0).round() / 10.0;
        if self.is_percent() { format!("{rounded} %") } else { format!("{rounded}") }
    }
}

/// A count of chats over the vendors that say it.
fn told(board: &Board, get: fn(&ChatTotals) -> Option<u64>) -> Option<f64> {
    let counts = board.platform_totals().into_iter().filter_map(|platform| get(&platform.chat?));
    counts.reduce(u64::saturating_add).map(|count| count as f64)
}

/// The longest first word, in ms, of the last runs of those probes that are run as often as they are set; of a run without
/// a word it is not known.
fn slowest_first_word(board: &Board, now: Stamp) -> Option<u64> {
    let fresh = board.probes().iter().filter(|probe| !probe.is_stale(now));
    fresh.filter_map(|probe| probe.last()?.first_word_ms).max()
}

/// Probes whose bot is down, once one has been run.
fn bots_down(board: &Board) -> Option<u64> {
    let probes = board.probes();
    let is_run = probes.iter().any(|probe| probe.last().is_some());
    is_run.then(|| probes.down().count() as u64)
}

/// Today's calls, once every record of the day is read: what a part of it comes to is no figure of the day.
fn whole_day(board: &Board) -> Option<&Tally> {
    whole_ledger(board).map(Ledger::figures)
}

fn whole_ledger(board: &Board) -> Option<&Ledger> {
    board.ledger().filter(|ledger| ledger.extent().whole)
}

/// Calls answered in time, in percent of those it rests on.
fn service_level(calls: &Tally) -> Option<f64> {
    percent_of(calls.in_time, calls.measured())
}

/// Lost calls in percent of answered and lost ones.
fn lost_percent(calls: &Tally) -> Option<f64> {
    percent_of(calls.lost, calls.answered.saturating_add(calls.lost))
}

/// A share in percent, rounded once: it is on the side of a limit on which the fraction is.
fn percent_of(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// Unanswered chats and all chats, over the vendors that say both.
fn chats(board: &Board) -> Option<(u64, u64)> {
    sum(board.platform_totals().iter().filter_map(|platform| Some((platform.chat?.unanswered?, platform.chat?.chats?))))
}

/// Sessions that reached an agent and those that may, over the vendors that say both.
fn ai(board: &Board) -> Option<(u64, u64)> {
    sum(board.platform_totals().iter().filter_map(|platform| Some((platform.ai?.handed?, platform.ai?.may_reach()?))))
}

/// Sessions that robots contained and valid ones, over the vendors that say both.
fn contained(board: &Board) -> Option<(u64, u64)> {
    sum(board.platform_totals().iter().filter_map(|platform| Some((platform.ai?.contained()?, platform.ai?.valid?))))
}

fn sum(pairs: impl Iterator<Item = (u64, u64)>) -> Option<(u64, u64)> {
    pairs.reduce(|a, b| (a.0.saturating_add(b.0), a.1.saturating_add(b.1)))
}
