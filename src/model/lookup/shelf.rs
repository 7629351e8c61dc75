//! The answers at hand.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Data, Failure, Finding, Found, Lookup, Part, Rows};
use crate::model::ai::{AiChoices, AiRecord, AiTotals};
use crate::model::call::{CallDetail, CallLeg, CallRecord, StateSpan};
use crate::model::chat::ChatDay;
use crate::model::half_rows::HalfRows;
use crate::model::health::Health;
use crate::model::metric::MetricTable;
use crate::model::time::Stamp;
use crate::model::{caps, sort};

/// A board keeps so many answers; the one that was not renewed for longest gives way.
pub const SHELF_MAX: usize = 96;

/// One answer, or the want of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelved {
    /// Since when an answer is waited for, if one is.
    pub asking: Option<Stamp>,
    /// How old the answer is: when its oldest part was received.
    pub as_of: Option<Stamp>,
    /// Why the last try brought nothing; `None` once one has.
    pub failure: Option<Failure>,
    /// Grows with every change of the content.
    pub revision: u64,
    touched: u64,
    content: Content,
    /// The rows of a report once more, as every frame asks for them.
    half_rows: HalfRows,
}

#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one in each of at most so many entries")]
enum Content {
    #[default]
    Nothing,
    Calls(Rows<CallRecord>),
    AiRecords(Rows<AiRecord>),
    Whole(Data),
}

impl Content {
    fn retell(&self, as_of: Stamp) -> Option<Data> {
        match self {
            Self::Nothing => None,
            Self::Calls(rows) => Some(Data::Calls(part(rows, as_of))),
            Self::AiRecords(rows) => Some(Data::AiRecords(part(rows, as_of))),
            Self::Whole(data) => Some(data.clone()),
        }
    }
}

fn part<T: Clone>(rows: &Rows<T>, as_of: Stamp) -> Part<T> {
    Part { day: rows.day, rows: rows.rows.clone(), total: rows.total, complete: rows.complete, as_of }
}

impl Shelved {
    /// Whether there is an answer at all.
    pub fn has_content(&self) -> bool {
        self.content != Content::Nothing
    }

    /// Positions of the rows of a long list that came or changed after `revision`; none where it has no parts, or where
    /// that revision is not one of its own.
    pub fn rows_since(&self, revision: u64) -> Option<Vec<usize>> {
        let parts = self.revision.checked_sub(revision)?;
        match &self.content {
            Content::Calls(rows) => Some(rows.latest(parts)),
            Content::AiRecords(rows) => Some(rows.latest(parts)),
            Content::Nothing | Content::Whole(_) => None,
        }
    }

    fn retell(&self, lookup: &Lookup, now: Stamp) -> Vec<(Stamp, Found)> {
        let as_of = self.as_of.unwrap_or(now);
        let data = self.content.retell(as_of).map(|data| (as_of, Finding::Data(Box::new(data))));
        let failure = self.failure.clone().map(|failure| (now, Finding::Failed(failure)));
        let asking = self.asking.map(|since| (since, Finding::Asking));
        let told = data.into_iter().chain(failure).chain(asking);
        told.map(|(at, finding)| (at, Found { lookup: lookup.clone(), finding })).collect()
    }

    fn take(&mut self, at: Stamp, data: Data) {
        self.asking = None;
        self.failure = None;
        self.revision += 1;
        match data {
            Data::Calls(part) => {
                self.as_of = Some(part.as_of);
                if !matches!(self.content, Content::Calls(_)) {
                    self.content = Content::Calls(Rows::new(part.day));
                }
                if let Content::Calls(rows) = &mut self.content {
                    rows.merge(part);
                }
            }
            Data::AiRecords(part) => {
                self.as_of = Some(part.as_of);
                if !matches!(self.content, Content::AiRecords(_)) {
                    self.content = Content::AiRecords(Rows::new(part.day));
                }
                if let Content::AiRecords(rows) = &mut self.content {
                    rows.merge(part);
                }
            }
            Data::Chat(day) => {
                self.as_of = Some(day.as_of);
                self.content = Content::Whole(Data::Chat(day));
            }
            whole => {
                self.as_of = Some(at);
                self.half_rows = match &whole {
                    Data::Report(table) => HalfRows::of(table),
                    _ => HalfRows::default(),
                };
                self.content = Content::Whole(whole);
            }
        }
    }
}

/// Declares the typed ways to an answer.
macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident: $variant:ident -> $type:ty;)+) => {
        impl Shelved {
            $($(#[$doc])*
            pub const fn $name(&self) -> Option<&$type> {
                match &self.content {
                    Content::Whole(Data::$variant(data)) => Some(data),
                    _ => None,
                }
            })+
        }
    };
}

readers! {
    /// The answer to [`Lookup::Call`].
    call: Call -> CallDetail;
    /// The answer to [`Lookup::History`], oldest first.
    history: History -> Vec<StateSpan>;
    /// The answer to [`Lookup::Report`].
    report: Report -> MetricTable;
    /// The answer to [`Lookup::Chat`].
    chat: Chat -> ChatDay;
    /// The answer to [`Lookup::AiFunnel`].
    funnel: AiFunnel -> AiTotals;
    /// The answer to [`Lookup::AiChoices`].
    choices: AiChoices -> AiChoices;
    /// The answer to [`Lookup::Health`].
    health: Health -> Health;
}

impl Shelved {
    /// The rows of the answer to [`Lookup::Report`] that have a moment.
    pub(in crate::model) const fn half_rows(&self) -> &HalfRows {
        &self.half_rows
    }

    /// The answer to [`Lookup::Calls`], as far as it has come.
    pub const fn calls(&self) -> Option<&Rows<CallRecord>> {
        match &self.content {
            Content::Calls(rows) => Some(rows),
            _ => None,
        }
    }

    /// The answer to [`Lookup::AiRecords`], as far as it has come.
    pub const fn ai_records(&self) -> Option<&Rows<AiRecord>> {
        match &self.content {
            Content::AiRecords(rows) => Some(rows),
            _ => None,
        }
    }
}

/// The answers at hand, by question. Cheap to clone: a frozen board keeps what it had.
#[derive(Clone, Debug)]
pub struct Shelf {
    entries: HashMap<Lookup, Arc<Shelved>>,
    steps: u64,
    /// So many answers are kept.
    most: usize,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { entries: HashMap::new(), steps: 0, most: SHELF_MAX }
    }
}

impl Shelf {
    /// Keeps so many answers from now on, instead of [`SHELF_MAX`].
    pub fn keep(&mut self, most: usize) {
        self.most = most;
        self.make_room();
    }

    /// The answer to `lookup`, or what is known of the want of one.
    pub fn get(&self, lookup: &Lookup) -> Option<&Shelved> {
        self.entries.get(lookup).map(Arc::as_ref)
    }

    /// All answers at hand.
    pub fn iter(&self) -> impl Iterator<Item = (&Lookup, &Shelved)> {
        self.entries.iter().map(|(lookup, entry)| (lookup, entry.as_ref()))
    }

    /// What a shelf that holds the same would have to be told, each with the moment to tell it at; `now` where none is
    /// known.
    pub fn retell(&self, now: Stamp) -> Vec<(Stamp, Found)> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        sort::by_key(&mut entries, |(_, entry)| entry.touched);
        entries.into_iter().flat_map(|(lookup, entry)| entry.retell(lookup, now)).collect()
    }

    /// The same of one question.
    pub fn retell_of(&self, lookup: &Lookup, now: Stamp) -> Vec<(Stamp, Found)> {
        self.get(lookup).map(|entry| entry.retell(lookup, now)).unwrap_or_default()
    }

    /// This machine's clock was set by `by` ms.
    pub(in crate::model) fn clock_set(&mut self, by: i64) {
        for entry in self.entries.values_mut() {
            let entry = Arc::make_mut(entry);
            for at in [&mut entry.asking, &mut entry.as_of] {
                *at = at.map(|at| at.plus(by));
            }
            if let Some(failure) = &mut entry.failure {
                failure.again = failure.again.map(|again| again.plus(by));
            }
        }
    }

    /// Forgets customers' numbers that were looked up unmasked: they may no longer be looked at.
    pub(in crate::model) fn mask_numbers(&mut self) {
        for (lookup, entry) in &mut self.entries {
            if !lookup.has_numbers() {
                continue;
            }
            match &mut Arc::make_mut(entry).content {
                Content::Calls(rows) => rows.rows.iter_mut().for_each(CallRecord::mask),
                Content::Whole(Data::Call(detail)) => detail.mask(),
                _ => {}
            }
        }
    }

    /// Takes a leg that was told without being asked for into the call that it belongs to, if that is here. It is masked:
    /// nothing says that its reader may see numbers.
    pub(in crate::model) fn take_leg(&mut self, call: &str, mut leg: CallLeg) {
        let Some(entry) = self.entries.get_mut(&Lookup::Call(call.to_owned())) else { return };
        leg.mask();
        let entry = Arc::make_mut(entry);
        let Content::Whole(Data::Call(detail)) = &mut entry.content else { return };
        let legs = &mut detail.legs;
        match legs.iter().position(|known| known.id == leg.id).and_then(|at| legs.get_mut(at)) {
            Some(known) if *known == leg => return,
            Some(known) => *known = leg,
            None => {
                if legs.len() >= caps::ROWS {
                    return;
                }
                legs.push(leg);
                sort::by(legs, |one, other| (one.started, &one.id).cmp(&(other.started, &other.id)));
            }
        }
        entry.revision += 1;
    }

    /// Takes in what became of a question at `at`.
    pub fn take(&mut self, at: Stamp, found: Found) {
        self.steps += 1;
        let Found { lookup, finding } = found;
        if matches!(finding, Finding::Left) && !self.entries.contains_key(&lookup) {
            return;
        }
        let entry = Arc::make_mut(self.entries.entry(lookup).or_default());
        entry.touched = self.steps;
        match finding {
            Finding::Asking => entry.asking = Some(at),
            Finding::Left => entry.asking = None,
            Finding::Data(data) => entry.take(at, *data),
            Finding::Failed(failure) => {
                entry.asking = None;
                entry.failure = Some(failure);
            }
        }
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.entries.len() > self.most {
            let oldest = self.entries.iter().min_by_key(|(_, entry)| entry.touched).map(|(lookup, _)| lookup.clone());
            let Some(oldest) = oldest else { break };
            self.entries.remove(&oldest);
        }
    }
}
