//! Reading a filter.

use std::collections::BTreeSet;

use super::expression::Expression;
use super::figures::{comparison, duration_ms, figure, lacks_unit};
use super::{Compare, Filter, FilterError, Term, Test};
use crate::lang::nearest::nearest;
use crate::lang::{self, Language, Speaks};
use crate::lists::Column;

/// So many columns are named where one does not exist.
const NAMED: usize = 12;
/// Columns that have a shorter name too.
const SHORT: [(&str, &str); 2] = [("dept", "department"), ("no", "number")];

/// What can be asked of a list, in English and the language it speaks.
pub trait Fields: Speaks {
    /// The column that is called so.
    ///
    /// # Errors
    /// There is none.
    fn field(&self, name: &str) -> Result<Field, FilterError>;
}

/// A column that a filter asks.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its key.
    pub key: String,
    /// What it holds.
    pub kind: Kind,
}

/// What a column holds, as far as that is known.
#[derive(Clone, Debug)]
pub enum Kind {
    /// Words or figures.
    Any {
        /// Whether they are durations.
        time: bool,
        /// The words of the model that its cells have; empty where they have others.
        words: Vec<&'static str>,
    },
    /// One of these words, which may be begun only.
    Named(Vec<&'static str>),
    /// Texts, all of them known; none are where that is not so yet.
    Told {
        /// As they are named to a person.
        names: Vec<String>,
        /// What is understood besides.
        others: Vec<&'static str>,
    },
    /// Texts.
    Text,
    /// Counts.
    Count,
    /// Durations.
    Time,
}

/// What is asked of a column.
#[derive(Clone, Copy, Debug)]
enum Asked {
    Says,
    Is,
    Figure(Compare),
}

impl Filter {
    /// Reads a filter; blanks only let everything pass.
    ///
    /// # Errors
    /// One sentence for a bad expression, an unknown column or value, or a figure that is none.
    pub fn parse(typed: &str, fields: &dyn Fields) -> Result<Self, FilterError> {
        let mut all: Vec<Vec<Term>> = Vec::new();
        let mut joins = false;
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            if let Some(behind) = rest.strip_prefix('|').filter(|behind| begins_blank(behind)) {
                if joins || all.is_empty() {
                    return Err(FilterError::Alone);
                }
                joins = true;
                rest = behind.trim_start();
                continue;
            }
            let (negated, body) = match rest.strip_prefix('!') {
                Some(body) => (true, body),
                None => (false, rest),
            };
            if body.is_empty() || body.starts_with(' ') {
                return Err(FilterError::Nothing);
            }
            let (test, behind) = one_test(body, fields)?;
            let term = Term { negated, test };
            match all.last_mut().filter(|_| joins) {
                Some(terms) => terms.push(term),
                None => all.push(vec![term]),
            }
            joins = false;
            rest = behind.trim_start();
        }
        if joins {
            return Err(FilterError::Alone);
        }
        Ok(Self { text: typed.trim().to_owned(), all })
    }
}

fn begins_blank(text: &str) -> bool {
    text.is_empty() || text.starts_with(char::is_whitespace)
}

fn one_test<'a>(body: &'a str, fields: &dyn Fields) -> Result<(Test, &'a str), FilterError> {
    if let Some(pattern) = body.strip_prefix('/') {
        let (pattern, behind) = until(pattern, '/').ok_or(FilterError::Unclosed)?;
        return Ok((Test::Regex(Box::new(Expression::new(&pattern).map_err(FilterError::Regex)?)), behind));
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
    let (name, tail) = word.split_at(at);
    let (field, language) = (fields.field(name)?, fields.language());
    // A quoted value may hold blanks, so it is read from the whole rest.
    let asked = if tail.starts_with(":\"") { Asked::Says } else { Asked::Is };
    if let Some(quoted) = body.get(at + 2..).filter(|_| tail.starts_with(":\"") || tail.starts_with("=\"")) {
        let (value, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((field.test(language, name, asked, &value)?, behind));
    }
    let said = tail.strip_prefix(':').filter(|value| !value.starts_with(['<', '>', '=']));
    let (compare, value) = comparison(tail);
    let asked = if said.is_some() { Asked::Says } else { Asked::Figure(compare) };
    Ok((field.test(language, name, asked, value)?, behind))
}

impl Field {
    /// What is asked of the column that was called `name`.
    fn test(self, language: Language, name: &str, asked: Asked, value: &str) -> Result<Test, FilterError> {
        let Self { key, kind } = self;
        let (field, word) = (name.to_owned(), value.to_lowercase());
        let wrong = || (field.clone(), value.to_owned());
        let text = |key: String, word: String| match asked {
            Asked::Is => Test::Exact(key, word),
            Asked::Says | Asked::Figure(_) => Test::Word(Some(key), word),
        };
        let compare = match asked {
            Asked::Figure(compare) => compare,
            Asked::Says | Asked::Is => Compare::Equal,
        };
        Ok(match (kind, asked) {
            (Kind::Named(words), _) => Test::Named(key, named(language, name, &word, &words)?),
            (Kind::Any { words, .. }, Asked::Says | Asked::Is) => {
                // A code that has no word shows as its number.
                if !words.is_empty() && !word.contains(|c: char| c.is_ascii_digit()) {
                    let both = words.iter().flat_map(|word| [*word, lang::of(language, word)]);
                    let shown = words.iter().map(|word| lang::of(language, word).to_owned());
                    among(name, &word, both.collect(), shown.collect())?;
                }
                text(key, word)
            }
            (Kind::Any { time, .. }, Asked::Figure(_)) => {
                let (field, value) = wrong();
                if time && lacks_unit(&value) {
                    return Err(FilterError::Unit { field, value });
                }
                let wanted = figure(&value).ok_or(FilterError::Figure { field, value })?;
                Test::Figure(key, compare, wanted)
            }
            (Kind::Told { names, others }, _) => {
                if !names.is_empty() {
                    let known = names.iter().map(String::as_str).chain(others).collect();
                    among(name, &word, known, names.clone())?;
                }
                text(key, word)
            }
            (Kind::Text, _) => text(key, word),
            (Kind::Count, _) => {
                let (field, value) = wrong();
                let wanted = value.parse::<i64>().map_err(|_| FilterError::Number { field, value })?;
                Test::Figure(key, compare, wanted as f64)
            }
            (Kind::Time, _) => {
                let (field, value) = wrong();
                if lacks_unit(&value) {
                    return Err(FilterError::Unit { field, value });
                }
                let wanted = duration_ms(&value).ok_or(FilterError::Duration { field, value })?;
                Test::Figure(key, compare, wanted as f64)
            }
        })
    }
}

/// Whether `word` stands in one of `known`; else what there is, as `shown`.
fn among(field: &str, word: &str, known: Vec<&str>, shown: Vec<String>) -> Result<(), FilterError> {
    if known.iter().any(|text| text.to_lowercase().contains(word)) {
        return Ok(());
    }
    let (field, value) = (field.to_owned(), word.to_owned());
    Err(match nearest(word, known) {
        Some(near) => FilterError::NearValue { field, value, near: near.to_owned() },
        None => FilterError::Value { field, value, known: once(shown) },
    })
}

/// Values to choose from, each once.
fn once(values: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    values.into_iter().filter(|value| seen.insert(value.clone())).collect()
}

/// The one value that `word` names: exactly, or as the beginning of only one.
fn named(language: Language, field: &str, word: &str, all: &[&'static str]) -> Result<&'static str, FilterError> {
    if let Some(exact) = all.iter().find(|name| **name == word || lang::of(language, name) == word) {
        return Ok(*exact);
    }
    let mut begun = all.iter().filter(|name| !word.is_empty() && name.starts_with(word));
    if let (Some(only), None) = (begun.next(), begun.next()) {
        return Ok(*only);
    }
    let (field, value) = (field.to_owned(), word.to_owned());
    let words = || all.iter().copied();
    Err(match nearest(word, words().chain(words().map(|word| lang::of(language, word)))) {
        Some(near) => FilterError::NearValue { field, value, near: near.to_owned() },
        None => FilterError::Value {
            field,
            value,
            known: once(words().map(|word| lang::of(language, word).to_owned()).collect()),
        },
    })
}

/// The column whose key or heading is `field`, or begins with it, in any case; `renamed` says what columns were called once,
/// and what their keys are.
///
/// # Errors
/// There is none: what was meant, else some that there are.
pub fn column_named<'a>(
    language: Language,
    field: &str,
    columns: &'a [Column],
    renamed: &[(&str, &str)],
) -> Result<&'a Column, FilterError> {
    let wanted = field.to_lowercase();
    let wanted = SHORT.iter().find(|(short, _)| *short == wanted).map_or(wanted.as_str(), |(_, key)| *key);
    let title = |column: &Column| column.title.to_lowercase().replace(' ', "-");
    let shown = |column: &Column| lang::of(language, &column.title).to_lowercase().replace(' ', "-");
    let is = |column: &&Column| {
        column.key.to_lowercase() == wanted
            || lang::of(language, &column.key) == wanted
            || title(column) == wanted
            || shown(column) == wanted
    };
    let begins = |column: &&Column| {
        [title(column), shown(column)].iter().any(|title| title.starts_with(wanted)) || column.key.starts_with(wanted)
    };
    let before = |holds: &dyn Fn(&str) -> bool| {
        let named = |old: &str| [old, lang::of(language, old)].iter().any(|name| holds(&name.to_lowercase()));
        let (_, now) = renamed.iter().find(|(old, _)| named(old))?;
        columns.iter().find(|column| column.key == *now)
    };
    let exact = columns.iter().find(is).or_else(|| before(&|name: &str| name == wanted));
    let begun = || columns.iter().find(begins).or_else(|| before(&|name: &str| name.starts_with(wanted)));
    exact.or_else(begun).ok_or_else(|| {
        let keys = columns.iter().flat_map(|column| [column.key.as_ref(), lang::of(language, &column.key)]);
        if let Some(near) = nearest(field, keys) {
            return FilterError::NearColumn { field: field.to_owned(), near: near.to_owned() };
        }
        let mut seen = BTreeSet::new();
        let usual = columns.iter().filter(|column| column.shown).map(|column| column.key.as_ref());
        let usual = usual.filter(|key| seen.insert(*key)).take(NAMED).chain(["…"]);
        FilterError::Column { field: field.to_owned(), known: usual.map(str::to_owned).collect() }
    })
}

/// Splits at the first `end` without a backslash before it; the backslash of an escaped one is taken away.
fn until(text: &str, end: char) -> Option<(String, &str)> {
    let mut taken = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '\\' {
            match chars.next() {
                Some((_, next)) if next == end => taken.push(next),
                Some((_, next)) => taken.extend(['\\', next]),
                None => return None,
            }
        } else if c == end {
            return text.get(at + c.len_utf8()..).map(|behind| (taken, behind));
        } else {
            taken.push(c);
        }
    }
    None
}
