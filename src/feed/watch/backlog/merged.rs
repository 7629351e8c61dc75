//! The changes of many messages as those of one.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::mem::{Discriminant, discriminant};

use crate::model::source::REJECTS_KEPT;
use crate::model::{
    AgentChange, AgentId, Change, Changes, Figure, Payload, Reject, RejectReason, Spared, Stamp, SummaryChange, Update,
    caps, companion,
};

/// Fields without a typed home that are told of one agent: those that the reader has, and as many that it may be new to.
const FIELDS_MAX: usize = 2 * caps::FIELDS;

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

/// Whether a change stood in a message, or followed from it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Said,
    Implied,
}

/// The last change of every field, and how many there were. All of them must be on agents that the reader knows.
#[derive(Default)]
pub(super) struct Merged {
    /// When the last message was heard; `None` before the first.
    at: Option<Stamp>,
    /// When it was made.
    made: Option<Stamp>,
    /// Whether one of them left it to the reader what it implies.
    unsettled: bool,
    places: HashMap<Field, usize>,
    /// How many fields without a typed home there are of each agent, and of the centre.
    extras: HashMap<Option<AgentId>, usize>,
    changes: Vec<(Kind, Change)>,
    rejects: VecDeque<Reject>,
    spared: Spared,
}

impl Merged {
    pub(super) fn take(&mut self, at: Stamp, message: Changes) {
        self.at = Some(at);
        self.made = message.made.or(self.made);
        self.unsettled |= message.implied.is_none() && message.changes.iter().any(companion::concerns);
        for change in message.changes {
            self.put(Kind::Said, change);
        }
        for change in message.implied.into_iter().flatten() {
            self.put(Kind::Implied, change);
        }
        self.rejects.extend(message.rejects);
        while self.rejects.len() > REJECTS_KEPT {
            if let Some(reject) = self.rejects.pop_front() {
                *self.spared.rejected.entry(reject.reason).or_default() += 1;
            }
        }
    }

    fn put(&mut self, kind: Kind, change: Change) {
        let of = match &change {
            Change::Agent { id, set: AgentChange::Extra(_) } => Some(Some(id.clone())),
            Change::Summary(SummaryChange::Extra(_)) => Some(None),
            _ => None,
        };
        match self.places.entry(Field::of(&change)) {
            Entry::Occupied(place) => {
                if let Some(held) = self.changes.get_mut(*place.get()) {
                    self.spared.applied += u64::from(held.0 == Kind::Said);
                    *held = (kind, change);
                }
            }
            Entry::Vacant(place) => {
                if let Some(of) = of {
                    let fields = self.extras.entry(of).or_default();
                    // The reader keeps no more than that of them.
                    if *fields >= FIELDS_MAX {
                        *self.spared.rejected.entry(RejectReason::TooMany).or_default() += 1;
                        return;
                    }
                    *fields += 1;
                }
                place.insert(self.changes.len());
                self.changes.push((kind, change));
            }
        }
    }

    /// All of it as one message, if there was any.
    pub(super) fn tell(self) -> Option<Update> {
        let Self { at, made, unsettled, changes, rejects, spared, .. } = self;
        let (said, implied): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(kind, _)| *kind == Kind::Said);
        let only = |changes: Vec<(Kind, Change)>| changes.into_iter().map(|(_, change)| change).collect();
        let changes = Changes {
            changes: only(said),
            made,
            implied: (!unsettled).then(|| only(implied)),
            rejects: rejects.into(),
            spared: Some(Box::new(spared)),
        };
        Some(Update::new(at?, Payload::Changes(changes)))
    }
}
