//! The filter of a list: words, `column:word`, comparisons on any column, regular expressions, `!`.

use std::collections::BTreeSet;

use regex::Regex;

use super::{Column, Sheet, Value};
use crate::config::nearest;
use crate::lang::{self, Language};
use crate::ui::filter::{Compare, FilterError, comparison, duration_ms, lacks_unit, regex, until};

/// Lines for the help: term, meaning.
pub(in crate::ui) const LIST_HELP: &[(&str, &str)] = &[
    ("zhang", mark!("in any column")),
    ("\"wang fang\" /^10[0-4]/", mark!("with blanks; a regular expression")),
    ("result:missed relay:955", mark!("one column, by the beginning of its heading")),
    ("group=\"Cards\"", mark!("all that a column has")),
    ("talk>5m missed>=3 rate<80", mark!("durations, counts, percentages; with > >= < <= =")),
    ("!result:answered", mark!("! turns a term round; all terms must hold")),
];

/// So many rows are looked at for what a column holds.
const LOOKED_AT: usize = 500;

#[derive(Clone, Debug)]
enum Test {
    /// Lower-case text that is all a column has.
    Exact(String, String),
    /// Lower-case text in any column, or in one.
    Word(Option<String>, String),
    Regex(Regex),
    Figure(String, Compare, f64),
}

/// A list's filter that has been read.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct SheetFilter {
    text: String,
    terms: Vec<(bool, Test)>,
}

impl PartialEq for SheetFilter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl SheetFilter {
    /// As it was typed.
    pub(in crate::ui) fn text(&self) -> &str {
        &self.text
    }

    /// Whether everything passes.
    pub(in crate::ui) fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Reads a filter on `columns`; blanks only let everything pass.
    ///
    /// # Errors
    /// One sentence for a bad expression, an unknown column, or a figure that is none.
    pub(in crate::ui) fn parse(language: Language, typed: &str, columns: &[Column]) -> Result<Self, FilterError> {
        Self::parse_on(language, typed, columns, &|_| false)
    }

    /// The same where `is_time` tells which columns, by key, hold durations: they are compared with a unit.
    pub(in crate::ui) fn parse_on(
        language: Language,
        typed: &str,
        columns: &[Column],
        is_time: &dyn Fn(&str) -> bool,
    ) -> Result<Self, FilterError> {
        let mut terms = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (negated, body) = match rest.strip_prefix('!') {
                Some(body) => (true, body),
                None => (false, rest),
            };
            if body.is_empty() || body.starts_with(' ') {
                return Err(FilterError::Nothing);
            }
            let (test, behind) = one_test(language, body, columns, is_time)?;
            terms.push((negated, test));
            rest = behind.trim_start();
        }
        Ok(Self { text: typed.trim().to_owned(), terms })
    }

    /// Whether a row passes; `value` gives a column's value, `some` whether one of the ways in which it is written holds.
    pub(super) fn passes<'a>(
        &self,
        columns: &[Column],
        value: impl Fn(usize) -> Value<'a>,
        some: impl Fn(usize, &dyn Fn(&str) -> bool) -> bool,
    ) -> bool {
        let position = |key: &str| columns.iter().position(|column| column.key == key);
        let says = |at: usize, word: &str| some(at, &|text| text.to_lowercase().contains(word));
        let holds = |test: &Test| match test {
            Test::Word(None, word) => (0..columns.len()).any(|at| says(at, word)),
            Test::Exact(key, word) => position(key).is_some_and(|at| match value(at) {
                Value::None => word.is_empty(),
                _ => some(at, &|text| text.to_lowercase() == *word),
            }),
            Test::Word(Some(key), word) => position(key).is_some_and(|at| says(at, word)),
            Test::Regex(regex) => (0..columns.len()).any(|at| some(at, &|text| regex.is_match(text))),
            Test::Figure(key, compare, wanted) => {
                position(key).and_then(|at| value(at).figure()).is_some_and(|figure| compare.holds(figure, *wanted))
            }
        };
        self.terms.iter().all(|(negated, test)| *negated != holds(test))
    }
}

fn one_test<'a>(
    language: Language,
    body: &'a str,
    columns: &[Column],
    is_time: &dyn Fn(&str) -> bool,
) -> Result<(Test, &'a str), FilterError> {
    if let Some(pattern) = body.strip_prefix('/') {
        let (pattern, behind) = until(pattern, '/').ok_or(FilterError::Unclosed)?;
        return Ok((Test::Regex(regex(&pattern)?), behind));
    }
    if let Some(quoted) = body.strip_prefix('"') {
        let (word, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((Test::Word(None, word.to_lowercase()), behind));
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let (word, behind) = body.split_at(end);
    let Some(at) = word.find([':', '<', '>', '=']).filter(|at| *at > 0) else {
        return Ok((Test::Word(None, word.to_lowercase()), behind));
    };
    let (field, tail) = word.split_at(at);
    let key = column(language, field, columns)?.key.to_string();
    if let Some(quoted) = tail.strip_prefix(":\"").and_then(|_| body.get(at + 2..)) {
        let (value, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((Test::Word(Some(key), value.to_lowercase()), behind));
    }
    if let Some(quoted) = tail.strip_prefix("=\"").and_then(|_| body.get(at + 2..)) {
        let (value, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((Test::Exact(key, value.to_lowercase()), behind));
    }
    if let Some(word) = tail.strip_prefix(':').filter(|word| !word.starts_with(['<', '>', '='])) {
        return Ok((Test::Word(Some(key), word.to_lowercase()), behind));
    }
    let (compare, value) = comparison(tail);
    if lacks_unit(value) && is_time(&key) {
        return Err(FilterError::Unit { field: field.to_owned(), value: value.to_owned() });
    }
    let figure = figure(value).ok_or_else(|| FilterError::Number {
        field: field.to_owned(),
        value: value.to_owned(),
        wanted: "a number, a percentage such as 80%, or a duration such as 90s, 5m or 1h30m",
    })?;
    Ok((Test::Figure(key, compare, figure), behind))
}

/// Whether the column of this key holds durations, as its first value that is known tells.
pub(in crate::ui) fn is_time(sheet: &dyn Sheet, key: &str) -> bool {
    let Some(column) = sheet.columns().iter().position(|column| column.key == key) else { return false };
    let known = (0..sheet.rows().min(LOOKED_AT))
        .map(|row| sheet.value(Language::English, row, column))
        .find(|value| *value != Value::None);
    matches!(known, Some(Value::Millis(_)))
}

/// The column whose key or heading is `field`, or begins with it.
fn column<'a>(language: Language, field: &str, columns: &'a [Column]) -> Result<&'a Column, FilterError> {
    let wanted = field.to_lowercase();
    let title = |column: &Column| column.title.to_lowercase().replace(' ', "-");
    let shown = |column: &Column| lang::of(language, &column.title).to_lowercase().replace(' ', "-");
    let is =
        |column: &&Column| column.key.to_lowercase() == wanted || title(column) == wanted || shown(column) == wanted;
    let begins = |column: &&Column| {
        [title(column), shown(column)].iter().any(|title| title.starts_with(&wanted)) || column.key.starts_with(&wanted)
    };
    let exact = columns.iter().find(is);
    let begun = || columns.iter().find(begins);
    exact.or_else(begun).ok_or_else(|| {
        let mut known: Vec<&str> = columns.iter().filter(|column| column.shown).map(|c| c.key.as_ref()).collect();
        let mut seen = BTreeSet::new();
        known.retain(|key| seen.insert(*key));
        let keys = || columns.iter().map(|column| column.key.as_ref());
        if let Some(near) = nearest(field, keys()) {
            return FilterError::NearColumn { field: field.to_owned(), near: near.to_owned() };
        }
        known.truncate(12);
        FilterError::Column { field: field.to_owned(), known: known.join(", ") }
    })
}

fn figure(text: &str) -> Option<f64> {
    if let Ok(number) = text.trim_end_matches('%').parse::<f64>() {
        return number.is_finite().then_some(number);
    }
    duration_ms(text).map(|ms| ms as f64)
}
