//! The figures of the board that can be chosen, and what each opens into.

use super::pane::Pane;
use crate::lists::agents::Sort;
use crate::model::{Board, CallsOf, Figure, Ledger, Measure, State};

/// The states in the order in which they are counted on screen.
pub(in crate::ui) const COUNTED: [State; 10] = [
    State::Ready,
    State::Ringing,
    State::Dialling,
    State::Talking,
    State::Holding,
    State::WrapUp,
    State::Busy,
    State::Locked,
    State::Offline,
    State::Unknown,
];

/// A figure of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum BoardFigure {
    /// Callers who wait, and how long the first of them has: it opens into the calls as they happen.
    Waiting,
    /// Callers whom no agent has: it opens into what they are counted from.
    NoAgentYet,
    /// Calls: it opens into exactly those that it counts.
    Calls(CallsOf),
    /// Inbound calls that agents have: it opens into these agents.
    AtAgents,
    /// Callers who are still lost: it opens into the list of them.
    StillLost,
    /// One of the agents' counters of today: it opens into the agents who have it.
    Counter(Figure),
    /// Agents in a state: it opens into them.
    State(State),
}

/// Today's calls, in the order in which they are read.
const CALLS: [CallsOf; 4] = [CallsOf::LateOrLost, CallsOf::Answered, CallsOf::Lost, CallsOf::ShortAbandons];

/// Agents who ring, dial, talk or hold in an inbound call.
const IN_A_CALL: &str = "call:inbound state:dialling | state:ringing | state:talking | state:holding";

/// What agents count today.
const COUNTERS: [Figure; 4] = [Figure::Answered, Figure::Missed, Figure::Dialled, Figure::Connected];

impl BoardFigure {
    /// The figures that a pane has on this board, in the order in which a key goes through them.
    pub(in crate::ui) fn of(pane: Pane, board: &Board) -> Vec<Self> {
        match pane {
            Pane::Today => {
                let calls = CALLS.map(Self::Calls).into_iter().chain([Self::StillLost]);
                let told = calls.filter(|_| whole_day(board).is_some());
                told.chain(COUNTERS.map(Self::Counter)).collect()
            }
            Pane::Now => {
                let waiting = board.listens().then_some(Self::Waiting);
                let callers = waiting.into_iter().chain(board.no_agent_yet().map(|_| Self::NoAgentYet));
                let states = COUNTED.into_iter().filter(|state| *state != State::Unknown || unknowns(board));
                callers.chain(states.map(Self::State)).collect()
            }
            Pane::Table | Pane::Alerts | Pane::Chat | Pane::Ai => Vec::new(),
        }
    }

    /// The figure that a rule looks at, where it opens into something.
    pub(in crate::ui) const fn measured(measure: Measure) -> Option<Self> {
        Some(match measure {
            Measure::Ready => Self::State(State::Ready),
            Measure::Ringing => Self::State(State::Ringing),
            Measure::Dialling => Self::State(State::Dialling),
            Measure::Talking => Self::State(State::Talking),
            Measure::Holding => Self::State(State::Holding),
            Measure::WrapUp => Self::State(State::WrapUp),
            Measure::Busy => Self::State(State::Busy),
            Measure::Locked => Self::State(State::Locked),
            Measure::Offline => Self::State(State::Offline),
            Measure::Waiting | Measure::LongestWait => Self::Waiting,
            Measure::NoAgentYet => Self::NoAgentYet,
            Measure::AtAgents => Self::AtAgents,
            Measure::CallsAnswered => Self::Calls(CallsOf::Answered),
            Measure::Lost | Measure::LostPercent => Self::Calls(CallsOf::Lost),
            Measure::StillLost => Self::StillLost,
            Measure::ShortAbandons => Self::Calls(CallsOf::ShortAbandons),
            Measure::ServiceLevel => Self::Calls(CallsOf::LateOrLost),
            Measure::AgentAnswers => Self::Counter(Figure::Answered),
            Measure::AgentMisses | Measure::AgentMissesPercent => Self::Counter(Figure::Missed),
            Measure::Dialled => Self::Counter(Figure::Dialled),
            Measure::Connected | Measure::ConnectedPercent => Self::Counter(Figure::Connected),
            _ => return None,
        })
    }

    /// Whether it opens into calls, and not into people.
    pub(in crate::ui) const fn is_of_calls(self) -> bool {
        matches!(self, Self::Calls(_) | Self::NoAgentYet | Self::Waiting)
    }

    /// The agents behind it: filter and order; `None` where calls or callers are.
    pub(super) fn agents(self) -> Option<(String, Sort)> {
        let counted = |filter: &str, sort| Some((filter.to_owned(), sort));
        match self {
            Self::Waiting | Self::NoAgentYet | Self::Calls(_) | Self::StillLost => None,
            Self::AtAgents => counted(IN_A_CALL, Sort::Time),
            Self::State(state) => Some((format!("state:{state}"), Sort::Time)),
            Self::Counter(Figure::Answered) => counted("agent_answers>0", Sort::Answered),
            Self::Counter(Figure::Missed) => counted("agent_misses>0", Sort::Missed),
            Self::Counter(Figure::Dialled) => counted("dialled>0", Sort::Dialled),
            Self::Counter(Figure::Connected) => counted("connected>0", Sort::Connected),
            Self::Counter(_) => counted("", Sort::Attention),
        }
    }
}

/// Whether the state of an agent is unknown: then unknown states are counted too.
pub(in crate::ui) fn unknowns(board: &Board) -> bool {
    board.counts().state(State::Unknown) > 0
}

/// Today's calls once every record of the day is read: a part of them gives no figure of the day.
pub(in crate::ui) fn whole_day(board: &Board) -> Option<&Ledger> {
    board.ledger().filter(|ledger| ledger.extent().whole)
}

#[cfg(test)]
mod tests;
