//! What is counted over the agents, kept up to date by each change.

use crate::model::agent::Agent;
use crate::model::floor::Floor;
use crate::model::status::{LoginState, State};

/// How many agents are in which state, by agents on the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    by_state: [u64; 10],
    by_login: [u64; 5],
    heads: Floor,
}

impl Counts {
    /// Agents in `state`; codes without a name are counted as unknown.
    pub fn state(&self, state: State) -> u64 {
        self.by_state.get(state.index()).copied().unwrap_or(0)
    }

    /// Agents with this login state; codes without a name are counted as undefined.
    pub fn login(&self, login: LoginState) -> u64 {
        self.by_login.get(login_index(Some(login))).copied().unwrap_or(0)
    }

    /// Who is logged in, ready, in after-call work and away, and why: one each.
    pub const fn heads(&self) -> &Floor {
        &self.heads
    }

    pub(super) fn add(&mut self, agent: &Agent) {
        self.heads.note(agent.state(), agent.reason, 1);
        if let Some(count) = self.by_state.get_mut(agent.state().index()) {
            *count += 1;
        }
        if let Some(count) = self.by_login.get_mut(login_index(agent.login)) {
            *count += 1;
        }
    }

    pub(super) fn remove(&mut self, agent: &Agent) {
        self.heads.take_back(agent.state(), agent.reason, 1);
        if let Some(count) = self.by_state.get_mut(agent.state().index()) {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.by_login.get_mut(login_index(agent.login)) {
            *count = count.saturating_sub(1);
        }
    }
}

const fn login_index(login: Option<LoginState>) -> usize {
    match login {
        Some(LoginState::Offline) => 0,
        Some(LoginState::Online) => 1,
        Some(LoginState::Busy) => 2,
        Some(LoginState::Locked) => 3,
        _ => 4,
    }
}

/// Sums of the four counters of today over the agents on the board; `None` where no agent has the counter, of which
/// no agent at all is one case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    /// Wider than the counters, so that what was added can be taken away again.
    values: [u128; 4],
    known: [u64; 4],
}

impl Sums {
    const fn of(agent: &Agent) -> [Option<u64>; 4] {
        [agent.answered, agent.missed, agent.dialled, agent.connected]
    }

    pub(super) fn add(&mut self, agent: &Agent) {
        for ((sum, known), value) in self.values.iter_mut().zip(&mut self.known).zip(Self::of(agent)) {
            if let Some(value) = value {
                *sum += u128::from(value);
                *known += 1;
            }
        }
    }

    pub(super) fn remove(&mut self, agent: &Agent) {
        for ((sum, known), value) in self.values.iter_mut().zip(&mut self.known).zip(Self::of(agent)) {
            if let Some(value) = value {
                *sum = sum.saturating_sub(u128::from(value));
                *known = known.saturating_sub(1);
            }
        }
    }

    pub(super) fn get(&self, index: usize) -> Option<u64> {
        self.known.get(index).filter(|known| **known > 0)?;
        self.values.get(index).map(|sum| u64::try_from(*sum).unwrap_or(u64::MAX))
    }
}
