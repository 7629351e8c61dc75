//! The filter of every list: one grammar for agents, calls, chats, sessions and reports.
//!
//! Blanks stand between terms, all of which must hold; `|` between two terms makes one out of them, of which one must
//! hold; `!` before a term turns it round. A word is looked for in any case; `column:word` and comparisons ask one
//! column; `/…/` is a regular expression. What is unknown fulfils no comparison.

use expression::Expression;

pub use error::FilterError;
pub use figures::{Compare, duration_ms};
pub use parse::{Field, Fields, Kind, column_named};

mod error;
mod expression;
mod figures;
mod parse;

/// Lines for the help: term, meaning.
pub const HELP: &[(&str, &str)] = &[
    ("zhang", mark!("in any column")),
    ("\"wang fang\" /^10[0-4]/", mark!("with blanks; a regular expression")),
    ("result:missed relay:955", mark!("one column, by the beginning of its heading")),
    ("group=\"Cards\"", mark!("all that a column has")),
    ("talk>5m tries>=3 rate<80", mark!("durations, counts, percentages; with > >= < <= =")),
    (
        "why:\"no answer\" let-ring:zhao",
        mark!("of calls, also set-up, route, billed, minutes, source, hung-up, transfers and inquiries"),
    ),
    ("!result:answered", mark!("! turns a term round; all terms must hold")),
    ("state:busy | state:locked", mark!("| between two terms: one of them must hold")),
];

/// One row, as a filter asks it.
pub trait Row {
    /// Whether one of the texts of the column of this key holds; of any column that words are looked for in, without a
    /// key.
    fn says(&self, key: Option<&str>, holds: &dyn Fn(&str) -> bool) -> bool;
    /// The word of the model that a column has, in English, where its words are those of the model.
    fn word(&self, key: &str) -> Option<&str>;
    /// The figure that a column has: counts as they are, durations in ms, shares in percent.
    fn figure(&self, key: &str) -> Option<f64>;
    /// Whether a column has nothing, since it is unknown.
    fn is_blank(&self, key: &str) -> bool;
}

#[derive(Clone, Debug)]
enum Test {
    /// Lower-case text that is all a column has.
    Exact(String, String),
    /// Lower-case text in any column, or in one.
    Word(Option<String>, String),
    /// A word of the model.
    Named(String, &'static str),
    Regex(Box<Expression>),
    Figure(String, Compare, f64),
}

#[derive(Clone, Debug)]
struct Term {
    negated: bool,
    test: Test,
}

/// A filter that has been read.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: String,
    /// All must hold; of the terms in one of them, one.
    all: Vec<Vec<Term>>,
}

impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Filter {
    /// The filter as it was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether everything passes.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether it asks the column of this key.
    pub fn asks(&self, key: &str) -> bool {
        self.all.iter().flatten().any(|term| match &term.test {
            Test::Exact(asked, _) | Test::Word(Some(asked), _) | Test::Named(asked, _) | Test::Figure(asked, ..) => {
                asked == key
            }
            Test::Word(None, _) | Test::Regex(_) => false,
        })
    }

    /// Whether a row passes.
    pub fn passes(&self, row: &dyn Row) -> bool {
        self.all.iter().all(|terms| terms.iter().any(|term| term.negated != term.test.holds(row)))
    }
}

impl Test {
    fn holds(&self, row: &dyn Row) -> bool {
        match self {
            Self::Word(key, word) => row.says(key.as_deref(), &|text| holds_word(text, word)),
            Self::Exact(key, word) if row.is_blank(key) => word.is_empty(),
            Self::Exact(key, word) => row.says(Some(key), &|text| text.to_lowercase() == *word),
            Self::Named(key, word) => row.word(key) == Some(*word),
            Self::Regex(regex) => row.says(None, &|text| regex.is_match(text)),
            Self::Figure(key, compare, wanted) => row.figure(key).is_some_and(|figure| compare.holds(figure, *wanted)),
        }
    }
}

/// Whether `word`, which is in lower case, stands in `text`. A key typed into the filter asks this of every row.
fn holds_word(text: &str, word: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(word);
    }
    let word = word.as_bytes();
    word.is_empty() || text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;
