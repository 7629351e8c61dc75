//! What an alert says.

use serde::Serialize;

use super::measure::{Basis, Compare, Measure};
use crate::model::board::Board;
use crate::model::source::{SourceId, SourceState};
use crate::model::status::State;

/// Something a supervisor should look at now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "alert", rename_all = "snake_case")]
pub enum Alert {
    /// A source is silent or gone: its figures may be wrong.
    Source {
        /// Which.
        source: SourceId,
        /// How it stands.
        state: SourceState,
        /// Age of its figures in ms.
        age_ms: Option<i64>,
    },
    /// A figure of the centre is beyond its limit.
    Figure {
        /// Which.
        measure: Measure,
        /// On which side of the limit it may not be.
        compare: Compare,
        /// Its value, in percent for shares.
        value: f64,
        /// The limit.
        limit: f64,
        /// It is of the calls that began in the last so many ms, and not of the day's.
        over_ms: Option<i64>,
        /// Whose figure it is, when not the whole centre's.
        department: Option<String>,
    },
    /// An agent has been in a state for too long.
    Agent {
        /// Position of the agent on the board; valid until the board's next generation.
        slot: usize,
        /// The state.
        state: State,
        /// For how long, in ms.
        elapsed_ms: i64,
        /// The limit in ms.
        limit_ms: i64,
    },
}

impl Alert {
    /// The sources that tell what it is about.
    pub fn rests_on(&self, board: &Board) -> Vec<SourceId> {
        let source = |basis: Basis| match basis {
            Basis::Stream => SourceId::Agents,
            Basis::Poll(id) => id,
            Basis::Events => SourceId::Push,
        };
        match self {
            Self::Source { source, .. } => vec![*source],
            Self::Agent { .. } => vec![SourceId::Agents],
            Self::Figure { measure, .. } => measure.basis(board).into_iter().map(source).collect(),
        }
    }
}
