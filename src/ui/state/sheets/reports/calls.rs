//! Today's calls by relay number, by department and by route, from their records: a table each, with the whole day below.

use std::borrow::Cow;
use std::sync::Arc;

use crate::lang::Language;
use crate::lists::{CallsBy, Column, ListId, Opens, Sheet, Value};
use crate::model::{Ledger, Tally};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::shown::Shown;
use crate::ui::state::tabs::calls::Row;

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

/// One of the tables.
pub(in crate::ui) struct CallsSheet<'a> {
    by: CallsBy,
    ledger: &'a Ledger,
    columns: Vec<Column>,
    rows: Arc<[Row]>,
}

impl<'a> CallsSheet<'a> {
    pub(in crate::ui) fn new(scene: &'a Scene<'_>, ledger: &'a Ledger, by: CallsBy) -> Self {
        let first = match by {
            CallsBy::Relay => Column::left("relay", mark!("Relay number"), 16),
            CallsBy::Department => Column::left("department", mark!("Department"), 18),
            CallsBy::Route => Column::left("route", mark!("Route"), 18),
        };
        let rows = scene.view.tabs().calls.behind.report(ledger, by, &scene.settings.departments);
        let figures = FIGURES.map(|column| match by {
            CallsBy::Department if column.key == "service_level" => IN_TIME,
            _ => column,
        });
        let columns = std::iter::once(first).chain(figures).collect();
        Self { by, ledger, columns, rows }
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
            (Some(column), _) => figure(&row.tally, column, row.answered_alone),
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
        Some(std::iter::once(Value::word(tr!(language, "the day"))).chain(day).collect())
    }
    fn stamp(&self) -> u64 {
        self.ledger.told()
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
