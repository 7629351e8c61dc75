//! A list, as a filter asks it.

use super::filter::{Field, Fields, FilterError, Kind, Row, column_named};
use super::{Column, Notation, Sheet, Value, renamed};
use crate::lang::{Language, Speaks};

/// So many rows are looked at for what a column holds.
const LOOKED_AT: usize = 500;

/// What can be asked of a list.
#[derive(Clone, Copy)]
pub struct SheetFields<'a> {
    /// The language in which columns and values may be named, beside English.
    pub language: Language,
    /// The list; without one, nothing is known of what its columns hold.
    pub sheet: Option<&'a dyn Sheet>,
    /// Its columns, in every language in which they may be named.
    pub columns: &'a [Column],
}

impl Speaks for SheetFields<'_> {
    fn language(&self) -> Language {
        self.language
    }
}

impl Fields for SheetFields<'_> {
    fn field(&self, name: &str) -> Result<Field, FilterError> {
        let before = self.sheet.map_or(&[][..], |sheet| renamed(sheet.id()));
        let key = column_named(self.language, name, self.columns, before)?.key.to_string();
        let (mut time, mut words) = (false, Vec::new());
        if let Some(sheet) = self.sheet
            && let Some(column) = sheet.columns().iter().position(|column| column.key == key)
        {
            let mut values = (0..sheet.rows().min(LOOKED_AT)).map(|row| sheet.value(self.language, row, column));
            time = matches!(values.find(|value| *value != Value::None), Some(Value::Millis(_)));
            words = sheet.words(column);
        }
        Ok(Field { key, kind: Kind::Any { time, words } })
    }
}

/// A row of a list, as a filter asks it.
pub(super) struct SheetRow<'a> {
    pub(super) sheet: &'a dyn Sheet,
    pub(super) columns: &'a [Column],
    pub(super) notation: Notation,
    pub(super) row: usize,
}

impl SheetRow<'_> {
    fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }
}

impl Row for SheetRow<'_> {
    fn says(&self, key: Option<&str>, holds: &dyn Fn(&str) -> bool) -> bool {
        // What a cell says in the language of the screen, and in English, which works everywhere.
        let says = |column: usize| {
            let written = |notation| self.sheet.written(notation, self.row, column);
            holds(&written(self.notation))
                || self.notation.language != Language::English && holds(&written(self.notation.in_english()))
        };
        match key {
            Some(key) => self.position(key).is_some_and(says),
            None => (0..self.columns.len()).any(says),
        }
    }
    fn word(&self, _key: &str) -> Option<&str> {
        None
    }
    fn figure(&self, key: &str) -> Option<f64> {
        self.sheet.value(self.notation.language, self.row, self.position(key)?).figure()
    }
    fn is_blank(&self, key: &str) -> bool {
        self.position(key)
            .is_some_and(|column| self.sheet.value(self.notation.language, self.row, column) == Value::None)
    }
}
