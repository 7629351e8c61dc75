//! What callers without an agent are counted from, as a list: the sum, and below it the records of those that have one.

use std::borrow::Cow;
use std::sync::Arc;

use super::calls::counted;
use super::shown::{Role, Shown};
use crate::lang::Language;
use crate::lists::{Column, ListId, Opens, Sheet, Value};
use crate::model::{Board, CallRecord, Figure, SourceId};
use crate::ui::state::Which;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// A line of the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Inbound calls in progress.
    Inbound,
    /// Those that agents have.
    AtAgents,
    /// The rest.
    Callers,
    /// Those of the rest that have a record.
    Recorded,
}

impl Part {
    const ALL: [Self; 4] = [Self::Inbound, Self::AtAgents, Self::Callers, Self::Recorded];

    const fn key(self) -> &'static str {
        match self {
            Self::Inbound => "inbound",
            Self::AtAgents => "at-agents",
            Self::Callers => "no-agent-yet",
            Self::Recorded => "recorded",
        }
    }
}

/// The sum, and below it the records of those that have one.
pub(in crate::ui) struct Parts<'a> {
    scene: &'a Scene<'a>,
    records: Option<Arc<[CallRecord]>>,
}

/// A row.
enum Row<'a> {
    Part(Part),
    Record(&'a CallRecord),
}

const COLUMNS: &[Column] = &[
    Column::left("part", mark!("Inbound calls"), 26),
    Column::right("calls", mark!("Calls"), 6),
    Column::left("since", mark!("Since"), 8),
    Column::left("relay", mark!("Relay number"), 12),
    Column::left("id", mark!("Call id"), 32).hidden(),
];
/// Those that only records have come after so many.
const OF_THE_SUM: usize = 2;

impl Parts<'_> {
    fn records(&self) -> &[CallRecord] {
        self.records.as_deref().unwrap_or_default()
    }

    fn row(&self, row: usize) -> Option<Row<'_>> {
        match row.checked_sub(Part::ALL.len()) {
            None => Part::ALL.get(row).copied().map(Row::Part),
            Some(record) => self.records().get(record).map(Row::Record),
        }
    }

    fn label(&self, part: Part) -> &'static str {
        match part {
            Part::Inbound => tr!(self.scene, "inbound calls in progress"),
            Part::AtAgents => text::at_agents(self.scene),
            Part::Callers => text::no_agent_yet(self.scene),
            Part::Recorded => tr!(self.scene, "of these, in the records"),
        }
    }

    fn count(&self, part: Part) -> Option<u64> {
        let board = self.scene.board;
        match part {
            Part::Inbound => board.summary().get(Figure::InboundNow),
            Part::AtAgents => board.inbound_at_agents(),
            Part::Callers => board.no_agent_yet(),
            Part::Recorded => self.records.as_ref().map(|records| records.len() as u64),
        }
    }
}

impl Sheet for Parts<'_> {
    fn id(&self) -> ListId {
        ListId::NoAgentYet
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        let count = if self.records().is_empty() { OF_THE_SUM } else { COLUMNS.len() };
        Cow::Borrowed(COLUMNS.get(..count).unwrap_or(COLUMNS))
    }
    fn rows(&self) -> usize {
        Part::ALL.len() + self.records().len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        match self.row(row) {
            Some(Row::Part(part)) => Cow::Borrowed(part.key()),
            Some(Row::Record(call)) => Cow::Borrowed(&call.id),
            None => Cow::Borrowed(""),
        }
    }
    fn value(&self, _: Language, row: usize, column: usize) -> Value<'_> {
        let key = COLUMNS.get(column).map_or("", |column| column.key.as_ref());
        match (self.row(row), key) {
            (Some(Row::Part(part)), "part") => Value::text(Some(self.label(part))),
            (Some(Row::Part(part)), "calls") => Value::count(self.count(part)),
            (Some(Row::Record(call)), "part") => self.scene.number(&call.customer).map_or(Value::None, Value::word),
            (Some(Row::Record(_)), "calls") => Value::count(Some(1)),
            (Some(Row::Record(call)), "since") => Value::moment(self.scene.ours(call.started)),
            (Some(Row::Record(call)), "relay") => Value::text(call.relay.as_deref()),
            (Some(Row::Record(call)), "id") => Value::text(Some(&call.id)),
            _ => Value::None,
        }
    }
    fn stamp(&self) -> u64 {
        let counts = Part::ALL.map(|part| self.count(part).map_or(0, |count| count.saturating_add(1)));
        let ids = self.records().iter().map(|call| call.started.map_or(1, |at| at.ms().unsigned_abs()));
        let mix = |stamp: u64, part: u64| stamp.wrapping_mul(0x0100_0000_01b3).wrapping_add(part);
        counts.into_iter().chain(ids).fold(0, mix)
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        match self.row(row)? {
            Row::Part(Part::AtAgents) => Some(Opens::AtAgents),
            Row::Part(_) => None,
            Row::Record(call) => Some(Opens::Call(call.id.clone())),
        }
    }
    fn name(&self) -> String {
        "no-agent-yet".to_owned()
    }
}

impl Shown for Parts<'_> {
    fn shown(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        // What a line of the sum cannot have is nothing unknown.
        if column >= OF_THE_SUM && matches!(self.row(row), Some(Row::Part(_))) {
            return String::new();
        }
        self.value(scene.language, row, column).written(scene)
    }
    fn role(&self, scene: &Scene<'_>, row: usize, _: usize) -> Role {
        let source = match self.row(row) {
            Some(Row::Part(Part::Recorded) | Row::Record(_)) => SourceId::Calls,
            _ => SourceId::Agents,
        };
        match self.row(row) {
            _ if scene.stale(source).is_some() => Role::Stale,
            Some(Row::Part(part @ Part::Callers)) => role(scene.board, self.count(part)).unwrap_or(Role::Text),
            _ => Role::Text,
        }
    }
}

/// Callers without an agent are bad news where no agent is ready, and worth a look where one is; `None` where there are
/// none.
pub(in crate::ui) fn role(board: &Board, callers: Option<u64>) -> Option<Role> {
    callers.filter(|callers| *callers > 0).map(|_| match board.figure(Figure::Ready) {
        Some(0) => Role::Alert,
        _ => Role::Caution,
    })
}

/// The sum as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> Parts<'a> {
    Parts { scene, records: counted(scene, &Which::NoAgentYet) }
}
