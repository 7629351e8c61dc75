//! The changes of many messages as those of one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::mem::{Discriminant, discriminant};

use crate::model::source::REJECTS_KEPT;
use crate::model::{
    AgentChange, AgentId, Change, Changes, Figure, Payload, Reject, Spared, Stamp, SummaryChange, Update,
};

/// What a change sets.
#[derive(PartialEq, Eq, Hash)]
enum Field {
    Agent(AgentId, Discriminant<AgentChange>),
    AgentExtra(AgentId, String),
    Summary(Figure),
    SummaryExtra(String),
}

impl Field {
    fn of(change: &Change) -> Self {
        match change {
            Change::Agent { id, set: AgentChange::Extra(extra) } => Self::AgentExtra(id.clone(), extra.field.clone()),
            Change::Agent { id, set } => Self::Agent(id.clone(), discriminant(set)),
            Change::Summary(SummaryChange::Figure(figure, _)) => Self::Summary(*figure),
            Change::Summary(SummaryChange::Extra(extra)) => Self::SummaryExtra(extra.field.clone()),
        }
    }
}

/// The last change of every field, and how many there were. All of them must be on agents that the reader knows.
#[derive(Default)]
pub(super) struct Merged {
    /// When the last message was heard; `None` before the first.
    at: Option<Stamp>,
    /// When the last message was made.
    made: Option<Stamp>,
    places: HashMap<Field, usize>,
    changes: Vec<Change>,
    rejects: VecDeque<Reject>,
    spared: Spared,
}

impl Merged {
    pub(super) fn take(&mut self, at: Stamp, message: Changes) {
        self.at = Some(at);
        self.made = message.made;
        for change in message.changes {
            match self.places.entry(Field::of(&change)) {
                Entry::Occupied(place) => {
                    if let Some(held) = self.changes.get_mut(*place.get()) {
                        *held = change;
                        self.spared.applied += 1;
                    }
                }
                Entry::Vacant(place) => {
                    place.insert(self.changes.len());
                    self.changes.push(change);
                }
            }
        }
        self.rejects.extend(message.rejects);
        while self.rejects.len() > REJECTS_KEPT {
            if let Some(reject) = self.rejects.pop_front() {
                *self.spared.rejected.entry(reject.reason).or_default() += 1;
            }
        }
    }

    /// All of it as one message, if there was any.
    pub(super) fn tell(self) -> Option<Update> {
        let Self { at, made, changes, rejects, spared, .. } = self;
        let changes = Changes { changes, made, rejects: rejects.into(), spared: Some(Box::new(spared)) };
        Some(Update::new(at?, Payload::Changes(changes)))
    }
}
