//! What happens to a call, step by step.
//!
//! It is kept beside the call, for the page of the call: no figure follows from it, and no recording has it.

use super::told::{CallEvent, Happening, Line, PartyRole};
use crate::model::agent::AgentId;
use crate::model::call::Person;
use crate::model::caps;
use crate::model::time::Stamp;

/// A step: an event, as it was told.
#[derive(Clone, Debug, PartialEq)]
pub struct CallStep {
    /// When, on the vendor's clock.
    pub at: Stamp,
    /// What happened.
    pub what: Happening,
    /// To what kind of party; `None` where it happened to the call, or was not said.
    pub role: Option<PartyRole>,
    /// Whose party, where it is an agent's or a supervisor's.
    pub agent: Person,
    /// The part that the party's line had in it.
    pub line: Option<Line>,
    /// Whether it belongs to a talk between agents while the customer waits.
    pub consult: bool,
    /// Whether the event came so late that the call was taken for what it no longer was.
    pub late: bool,
}

/// An agent's state tells the same as an event, and seldom of the very same moment: no further from it than this, in ms.
const SAME_MS: i64 = 1_500;

/// Takes an event that was made `at` into a story, in its place. What is told twice is one step; of an event that no document
/// names there is nothing to tell.
pub(super) fn tell(story: &mut Vec<CallStep>, event: &CallEvent, at: Stamp, late: bool) {
    let Some(what) = event.what else { return };
    let step = CallStep {
        at,
        what,
        role: event.role,
        agent: event.agent.clone(),
        line: event.line,
        consult: event.consult,
        late,
    };
    let again = !matches!(what, Happening::KeyPressed | Happening::DataChanged);
    let same = |other: &CallStep| {
        let near = other.at == at || again && other.at.since(at).abs() <= SAME_MS;
        near && other.what == what && other.role == event.role && who(&other.agent) == who(&event.agent)
    };
    if story.len() >= caps::STEPS || story.iter().any(same) {
        return;
    }
    let place = story.partition_point(|other| other.at <= at);
    story.insert(place, step);
}

fn who(agent: &Person) -> Option<&str> {
    agent.id.as_ref().map(AgentId::as_str).or(agent.number.as_deref())
}

#[cfg(test)]
mod tests;
