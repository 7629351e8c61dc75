//! What a table of rows is, and how a row is written: flat, every column in every row, `null` where a value is unknown.

use chrono::SecondsFormat;
use chrono_tz::Tz;
use serde_json::Value;

use crate::commands::output;
use crate::model::Stamp;

/// The version of all tables: columns are added within one, at the end, and never changed or taken away.
pub const SCHEMA: u32 = 1;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A moment: RFC 3339 with milliseconds and the offset of the site's zone.
    Time,
    /// A word, a name, an id.
    Text,
    /// A count.
    Count,
    /// A duration in ms.
    Ms,
    /// A number that may have a fraction.
    Number,
    /// Yes or no.
    Flag,
}

impl Kind {
    /// What it is called in the manual, where `DuckDB` knows it by that name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "timestamptz",
            Self::Text => "varchar",
            Self::Count | Self::Ms => "bigint",
            Self::Number => "double",
            Self::Flag => "boolean",
        }
    }

    /// Whether a value may stand in such a column.
    #[cfg(test)]
    pub(super) fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Time, Value::String(text)) => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
            (_, Value::Null)
            | (Self::Text, Value::String(_))
            | (Self::Flag, Value::Bool(_))
            | (Self::Number, Value::Number(_)) => true,
            (Self::Count | Self::Ms, value) => value.is_i64() || value.is_u64(),
            _ => false,
        }
    }
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// What it says.
    pub about: &'static str,
}

/// Declares columns: name, kind, what it says.
macro_rules! columns {
    ($($name:literal $kind:ident $about:literal;)+) => {
        vec![$($crate::commands::query::table::Column {
            name: $name,
            kind: $crate::commands::query::table::Kind::$kind,
            about: $about,
        }),+]
    };
}

pub(super) use columns;

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, as `--table` takes it.
    pub name: &'static str,
    /// Of what a row is.
    pub about: &'static str,
    /// Its columns, in their order; the version stands before them.
    pub columns: Vec<Column>,
}

/// From when on, and until before when. Either may be open.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// The first moment of it.
    pub from: Option<Stamp>,
    /// The first moment after it.
    pub to: Option<Stamp>,
}

impl Span {
    /// Whether a moment is in it.
    pub fn has(self, at: Stamp) -> bool {
        self.from.is_none_or(|from| at >= from) && self.to.is_none_or(|to| at < to)
    }

    /// Whether anything of a while is in it.
    pub fn has_part_of(self, began: Stamp, ended: Stamp) -> bool {
        self.to.is_none_or(|to| began < to) && self.from.is_none_or(|from| ended >= from)
    }
}

/// Rows that are written.
pub struct Out {
    columns: Vec<Column>,
    zone: Tz,
    /// Rows of other times are left out.
    pub span: Span,
    text: String,
}

impl Out {
    /// Rows of `table`, with moments in `zone`.
    pub fn new(table: &Table, zone: Tz, span: Span) -> Self {
        Self { columns: table.columns.clone(), zone, span, text: String::new() }
    }

    /// A moment as it is written; `null` outside of the calendar.
    pub fn time(&self, at: Stamp) -> Value {
        let local = at.in_zone(&self.zone);
        local.map_or(Value::Null, |at| at.to_rfc3339_opts(SecondsFormat::Millis, false).into())
    }

    /// The same of one that may be unknown.
    pub fn maybe(&self, at: Option<Stamp>) -> Value {
        at.map_or(Value::Null, |at| self.time(at))
    }

    /// Writes a row: a value for each column.
    pub fn row(&mut self, values: &[Value]) {
        debug_assert_eq!(values.len(), self.columns.len(), "a value for each column");
        let mut row = format!("{{\"schema\":{SCHEMA}");
        for (column, value) in self.columns.iter().zip(values) {
            row.push_str(",\"");
            row.push_str(column.name);
            row.push_str("\":");
            row.push_str(&value.to_string());
        }
        row.push('}');
        self.text.push_str(&output::escaped(&row));
        self.text.push('\n');
    }

    /// How many bytes wait to be printed.
    pub const fn bytes(&self) -> usize {
        self.text.len()
    }

    /// What waits to be printed; nothing does then.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}
