//! Today's calls by relay number, by department and by route, from their records: a table each, with the whole day below.

use std::borrow::Cow;
use std::sync::Arc;

use crate::lang::Language;
use crate::lists::{CallsBy, Column, ListId, Opens, Sheet, Value};
use crate::model::{Ledger, LiveCall, Tally, WaitingBy, WaitingIn};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::Shown;
use crate::ui::state::tabs::calls::Row;
use crate::ui::text;

/// What stands behind the first column, which names the row.
const FIGURES: [Column; 9] = [
    Column::right("answered", mark!("Answered"), 9),
    Column::right("lost", mark!("Lost calls"), 10),
    Column::right("lost_percent", mark!("Lost %"), 7),
    Column::right("short_abandons", mark!("Short"), 8),
    Column::right("elsewhere", mark!("Elsewhere"), 10),
    Column::right("service_level", mark!("Service level"), 13),
    Column::right("speed_of_answer", mark!("Speed"), 8),
    Column::right("handle_time", mark!("AHT"), 8),
    Column::right("calls", mark!("Calls"), 7),
];

/// In the place of the service level where only answered calls are told: the share of them that was in time.
const IN_TIME: Column = Column::right("in_time", mark!("In time"), 9);

/// Behind these, where callbacks are listened for: who waits now.
const WAITING: [Column; 2] =
    [Column::right("waiting", mark!("Waiting"), 8), Column::right("longest_wait", mark!("Longest wait"), 12)];

/// One of the tables.
pub(in crate::ui) struct CallsSheet<'a> {
    by: CallsBy,
    ledger: &'a Ledger,
    columns: Vec<Column>,
    rows: Arc<[Row]>,
    /// Who waits now; `None` where events do not tell.
    waiting: Option<WaitingBy>,
    /// Changes with every event and every second, where they tell.
    live: u64,
}

impl<'a> CallsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, ledger: &'a Ledger, by: CallsBy) -> Self {
        let first = match by {
            CallsBy::Relay => Column::left("relay", mark!("Relay number"), 16),
            CallsBy::Department => Column::left("department", mark!("Department"), 18),
            CallsBy::Route => Column::left("route", mark!("Route"), 18),
        };
        let mut rows = scene.view.tabs().calls.behind.report(ledger, by, &scene.settings.departments);
        let board = scene.board;
        let told = |name: for<'c> fn(&'c LiveCall) -> Option<&'c Arc<str>>| board.waiting_by(scene.at, name);
        let waiting = match by {
            CallsBy::Relay => told(|call| call.relay.as_ref()),
            CallsBy::Route => told(|call| call.group.as_ref()),
            // A call in the queue belongs to no department yet.
            CallsBy::Department => None,
        };
        if let Some(waiting) = &waiting {
            rows = with_those_who_wait(rows, waiting);
        }
        let figures = FIGURES.map(|column| match by {
            CallsBy::Department if column.key == "service_level" => IN_TIME,
            _ => column,
        });
        let columns = std::iter::once(first).chain(figures);
        let columns = columns.chain(WAITING.into_iter().filter(|_| board.listens())).collect();
        // How long each has waited changes by itself.
        let second = scene.at.ms().div_euclid(1_000).unsigned_abs();
        let revision = board.live().revision().wrapping_mul(0x0100_0000_01b3).wrapping_add(second);
        let live = if waiting.is_some() { revision } else { 0 };
        Self { by, ledger, columns, rows, waiting, live }
    }

    /// Who waits in a row.
    fn waiting_in(&self, row: &Row) -> Option<WaitingIn> {
        self.waiting.as_ref()?.of(row.name.as_deref())
    }
}

/// The rows, and one for each number or route at which callers wait, and of which there is no record yet.
fn with_those_who_wait(rows: Arc<[Row]>, waiting: &WaitingBy) -> Arc<[Row]> {
    let is_there = |name: Option<&str>| rows.iter().any(|row| row.name.as_deref() == name);
    let more = waiting.names().filter(|name| !is_there(*name));
    let more: Vec<Row> = more
        .map(|name| Row { name: name.map(str::to_owned), tally: Tally::default(), answered_alone: false })
        .collect();
    if more.is_empty() { rows } else { rows.iter().cloned().chain(more).collect() }
}

/// Who waits in a part of the calls: how many, then how long the first of them has.
fn waits(part: Option<WaitingIn>, column: usize) -> Value<'static> {
    match (part, column) {
        (None, _) => Value::None,
        (Some(part), 0) if part.sure => count(part.count),
        (Some(part), 0) => Value::word(text::unsure_part(part)),
        (Some(part), _) if part.count == 0 => Value::None,
        (Some(part), _) => Value::Millis(part.longest_ms as f64),
    }
}

fn count(count: u64) -> Value<'static> {
    Value::Count(count as f64)
}

fn share(share: Option<f64>) -> Value<'static> {
    share.map_or(Value::None, Value::Share)
}

fn millis(ms: Option<u64>) -> Value<'static> {
    ms.map_or(Value::None, |ms| Value::Millis(ms as f64))
}

/// The figure in a column of [`FIGURES`].
fn figure(tally: &Tally, column: usize, answered_alone: bool) -> Value<'static> {
    match column {
        0 => count(tally.answered),
        1..=4 | 8 if answered_alone => Value::None,
        1 => count(tally.lost),
        2 => share(tally.lost_share()),
        3 => count(tally.short),
        4 => count(tally.elsewhere),
        // Of answered calls alone it is the share of them that was in time.
        5 => share(tally.service_level()),
        6 => millis(tally.speed_of_answer_ms()),
        7 => millis(tally.average_talk_ms()),
        8 => count(tally.calls()),
        _ => Value::None,
    }
}

impl Sheet for CallsSheet<'_> {
    fn id(&self) -> ListId {
        ListId::CallsBy(self.by)
    }
    fn columns(&self) -> Cow<'_, [Column]> {
        Cow::Borrowed(&self.columns)
    }
    fn rows(&self) -> usize {
        self.rows.len()
    }
    fn key(&self, row: usize) -> Cow<'_, str> {
        self.rows.get(row).and_then(|row| row.name.as_deref()).map_or(Cow::Borrowed(""), Cow::Borrowed)
    }
    fn value(&self, language: Language, row: usize, column: usize) -> Value<'_> {
        let Some(row) = self.rows.get(row) else { return Value::None };
        match (column.checked_sub(1), &row.name) {
            (Some(column), _) => match column.checked_sub(FIGURES.len()) {
                Some(column) => waits(self.waiting_in(row), column),
                None => figure(&row.tally, column, row.answered_alone),
            },
            (None, Some(name)) => Value::text(Some(name)),
            (None, None) => Value::word(match self.by {
                CallsBy::Relay | CallsBy::Route => tr!(language, "not told"),
                CallsBy::Department => tr!(language, "no department"),
            }),
        }
    }
    fn totals(&self, language: Language) -> Option<Vec<Value<'_>>> {
        let (figures, answered) = (*self.ledger.figures(), self.ledger.figures().answered_alone());
        let day = (0..FIGURES.len()).map(|column| match (self.by, column) {
            (CallsBy::Department, 5) => figure(&answered, column, false),
            _ => figure(&figures, column, false),
        });
        // Who waits now is no figure of the day.
        let waiting = if self.columns.len() > FIGURES.len() + 1 { WAITING.len() } else { 0 };
        let now = std::iter::repeat_with(|| Value::None).take(waiting);
        Some(std::iter::once(Value::word(tr!(language, "the day"))).chain(day).chain(now).collect())
    }
    fn stamp(&self) -> u64 {
        self.ledger.told().wrapping_mul(31).wrapping_add(self.live)
    }
    fn open(&self, _: Language, row: usize) -> Option<Opens> {
        self.rows.get(row).map(|row| Opens::CallsBy(self.by, row.name.clone()))
    }
    fn name(&self) -> String {
        match self.by {
            CallsBy::Relay => "calls-by-relay-number",
            CallsBy::Department => "calls-by-department",
            CallsBy::Route => "calls-by-route",
        }
        .to_owned()
    }
}

impl Shown for CallsSheet<'_> {}
