//! Figures of some of the agents.

use super::Measure;
use crate::model::agent::Agent;
use crate::model::board::Board;
use crate::model::share::share;
use crate::model::status::{CallKind, LoginState, State};

impl Measure {
    /// Whether it can be told of some of the agents: it counts them, or sums what they counted.
    pub const fn is_of_agents(self) -> bool {
        self.counts_agents()
            || matches!(
                self,
                Self::AgentAnswers
                    | Self::AgentMisses
                    | Self::AgentMissesPercent
                    | Self::Dialled
                    | Self::Connected
                    | Self::ConnectedPercent
            )
    }

    /// Whether it counts agents in a state.
    pub const fn counts_agents(self) -> bool {
        self.state().is_some() || matches!(self, Self::LoggedIn | Self::InCall | Self::AtAgents)
    }

    /// The state whose agents it counts.
    pub const fn state(self) -> Option<State> {
        Some(match self {
            Self::Ready => State::Ready,
            Self::Ringing => State::Ringing,
            Self::Dialling => State::Dialling,
            Self::Talking => State::Talking,
            Self::Holding => State::Holding,
            Self::WrapUp => State::WrapUp,
            Self::Busy => State::Busy,
            Self::Locked => State::Locked,
            Self::Offline => State::Offline,
            _ => return None,
        })
    }

    /// Its value among `who`, ids or work numbers; `None` as long as it is not said, and of what does not count agents.
    /// An agent who is not on the board is in no state.
    pub fn of_agents(self, board: &Board, who: &[String]) -> Option<f64> {
        self.among(board, |agent| agent.is_among(who)).filter(|_| self.counts_agents())
    }

    /// Its value among the agents that are `one` of those meant; `None` as long as it is not said of each of them, and of
    /// what is of calls, callers or chats.
    pub fn among(self, board: &Board, one: impl Fn(&Agent) -> bool) -> Option<f64> {
        // An agent who has not been told of yet could be in any state.
        let agents = board.is_complete().then(|| board.agents())?;
        let agents = || agents.iter().filter(|agent| one(agent));
        let sum = |get: fn(&Agent) -> Option<u64>| {
            agents().try_fold(0_u64, |sum, agent| Some(sum.saturating_add(get(agent)?)))
        };
        let percent = |part, whole| share(part, whole).filter(|share| share.is_finite()).map(|share| share * 100.0);
        match self {
            Self::AgentAnswers => sum(|agent| agent.answered).map(|count| count as f64),
            Self::AgentMisses => sum(|agent| agent.missed).map(|count| count as f64),
            Self::Dialled => sum(|agent| agent.dialled).map(|count| count as f64),
            Self::Connected => sum(|agent| agent.connected).map(|count| count as f64),
            Self::AgentMissesPercent => {
                let (missed, answered) = (sum(|agent| agent.missed)?, sum(|agent| agent.answered)?);
                percent(Some(missed), Some(missed.saturating_add(answered)))
            }
            Self::ConnectedPercent => percent(sum(|agent| agent.connected), sum(|agent| agent.dialled)),
            _ => {
                let counted = |agent: &&Agent| match (self.state(), self) {
                    (Some(state), _) => agent.state() == state,
                    (None, Self::LoggedIn) => {
                        matches!(agent.login, Some(LoginState::Online | LoginState::Busy | LoginState::Locked))
                    }
                    (None, Self::InCall) => agent.state().in_call(),
                    (None, _) => agent.call == Some(CallKind::Inbound) && agent.state().in_call(),
                };
                self.counts_agents().then(|| agents().filter(counted).count() as f64)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::centre;

    /// Of all agents together a figure is what it is of the board.
    #[test]
    fn what_is_in_percent_says_so_in_its_name() {
        for measure in Measure::ALL {
            let said = measure.name().ends_with("_percent") || *measure == Measure::ServiceLevel;
            assert_eq!(measure.is_percent(), said, "{}", measure.name());
        }
    }

    #[test]
    fn a_figure_of_all_agents_is_that_of_the_centre() {
        let board = centre(48);
        for measure in Measure::ALL.iter().filter(|measure| measure.is_of_agents()) {
            let (all, whole) = (measure.among(&board, |_| true), measure.of(&board));
            let same = all.zip(whole).is_some_and(|(all, whole)| (all - whole).abs() < 1e-9);
            assert!(same, "{}: {all:?} and {whole:?}", measure.name());
            let none = measure.among(&board, |_| false);
            assert_eq!(none, (!measure.is_percent()).then_some(0.0), "{}", measure.name());
        }
    }

    #[test]
    fn what_is_of_calls_or_chats_has_no_part() {
        let board = centre(48);
        for measure in Measure::ALL.iter().filter(|measure| !measure.is_of_agents()) {
            assert_eq!(measure.among(&board, |_| true), None, "{}", measure.name());
        }
    }
}
