//! The centre's figures minute by minute, under the names by which alert rules know them.

use serde_json::{Value, json};

use super::rows::Rows;
use super::table::{Column, Kind, Out, Table, columns};
use crate::model::{Board, Limits, Measure, SourceId, Stamp, Update};

const MINUTE_MS: i64 = 60_000;

/// What the rows have.
pub fn table() -> Table {
    let mut all: Vec<Column> = columns! {
        "at" Time "the minute's last moment: figures are as they were then";
        "agents_age_ms" Ms "how old the agents' figures were";
        "calls_age_ms" Ms "how old those of call records were";
    };
    all.extend(Measure::ALL.iter().map(|measure| Column {
        name: measure.name(),
        kind: Kind::Number,
        about: match (measure.is_percent(), measure.is_time()) {
            (true, _) => "in percent",
            (_, true) => "in seconds",
            _ => measure.label(),
        },
    }));
    Table {
        name: "figures",
        about: "the centre at the end of a minute in which anything was told; a figure whose source was stale or away is null",
        columns: all,
    }
}

/// The figures' rows.
pub struct Figures {
    limits: Limits,
    /// The minute of the last moment.
    minute: Option<i64>,
}

impl Figures {
    /// By these limits a source is stale.
    pub const fn new(limits: Limits) -> Self {
        Self { limits, minute: None }
    }

    /// Time has come to `at`, and nothing was told of it yet.
    fn come_to(&mut self, at: Stamp, board: &Board, out: &mut Out) {
        let minute = at.ms().div_euclid(MINUTE_MS);
        match self.minute {
            Some(before) if minute > before => {
                self.minute = Some(minute);
                let end = Stamp((before + 1).saturating_mul(MINUTE_MS));
                if out.span.has(end) {
                    self.write(end, board, out);
                }
            }
            // A clock that was set back tells no minute twice.
            Some(_) => {}
            None => self.minute = Some(minute),
        }
    }

    fn write(&self, at: Stamp, board: &Board, out: &mut Out) {
        let age = |id: SourceId| json!(board.source(id).age_ms(at));
        let is_fresh = |id: &SourceId| {
            let source = board.source(*id);
            source.phase.is_live() && !source.is_stale(at, self.limits.stale_after_ms(*id))
        };
        let mut values = vec![out.time(at), age(SourceId::Agents), age(SourceId::Calls)];
        values.extend(Measure::ALL.iter().map(|measure| {
            let is_known = measure.sources(board).iter().all(is_fresh);
            measure.at(board, at).filter(|_| is_known).map_or(Value::Null, |value| json!(value))
        }));
        out.row(&values);
    }
}

impl Rows for Figures {
    fn begin(&mut self, board: &Board, at: Stamp, last: Option<Stamp>, out: &mut Out) {
        // A recording that goes on in another file has no gap.
        if last.is_some_and(|last| at.since(last) < MINUTE_MS) {
            self.come_to(at, board, out);
        }
        // What was known before a gap is no figure of a minute behind it.
        let minute = at.ms().div_euclid(MINUTE_MS);
        self.minute = Some(self.minute.map_or(minute, |before| before.max(minute)));
    }

    fn told(&mut self, update: &Update, board: &Board, out: &mut Out) {
        self.come_to(update.at, board, out);
    }
}
