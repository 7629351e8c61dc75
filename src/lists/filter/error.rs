//! Why a filter cannot be read.

use std::fmt;

use crate::lang::Language;

/// Why a filter cannot be read. It is [told](Self::told) in the language of who wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterError {
    /// The expression is not one: why.
    Regex(String),
    /// The closing slash is missing.
    Unclosed,
    /// The closing quotation mark is missing.
    Unquoted,
    /// No such column, but one that is nearly called so.
    NearColumn {
        /// What was asked.
        field: String,
        /// What there is.
        near: String,
    },
    /// No such column.
    Column {
        /// What was asked.
        field: String,
        /// Some that there are.
        known: Vec<String>,
    },
    /// The column never has that value, but one that is nearly called so.
    NearValue {
        /// The column.
        field: String,
        /// What was asked.
        value: String,
        /// What there is.
        near: String,
    },
    /// The column never has that value.
    Value {
        /// The column.
        field: String,
        /// What was asked.
        value: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The settings name no departments.
    NoDepartments,
    /// A duration without a unit.
    Unit {
        /// The column.
        field: String,
        /// What was written.
        value: String,
    },
    /// Not a number.
    Number {
        /// The column.
        field: String,
        /// What was written.
        value: String,
    },
    /// Not a duration.
    Duration {
        /// The column.
        field: String,
        /// What was written.
        value: String,
    },
    /// Neither a number nor a percentage nor a duration.
    Figure {
        /// The column.
        field: String,
        /// What was written.
        value: String,
    },
    /// A `!` with nothing behind it.
    Nothing,
    /// A `|` without a term on either side of it.
    Alone,
}

impl FilterError {
    /// In one sentence.
    pub fn told(&self, language: Language) -> String {
        let listed = |known: &[String]| known.join(tr!(language, ", "));
        match self {
            Self::Regex(why) => tr!(language, "not a regular expression: {why}", why = why),
            Self::Unclosed => tr!(language, "the regular expression has no closing /").to_owned(),
            Self::Unquoted => tr!(language, "the quotation has no closing \"").to_owned(),
            Self::NearColumn { field, near } => {
                tr!(language, "there is no column `{field}`; did you mean {near}?", field = field, near = near)
            }
            Self::Column { field, known } => {
                tr!(language, "there is no column `{field}`; there are {known}", field = field, known = listed(known))
            }
            Self::NearValue { field, value, near } => {
                tr!(
                    language,
                    "{field} cannot be `{value}`; did you mean {near}?",
                    field = field,
                    value = value,
                    near = near
                )
            }
            Self::Value { field, value, known } => {
                tr!(
                    language,
                    "{field} cannot be `{value}`; it can be {known}",
                    field = field,
                    value = value,
                    known = listed(known)
                )
            }
            Self::NoDepartments => {
                tr!(language, "the settings name no departments; name them in [site.departments]").to_owned()
            }
            Self::Unit { field, value } => {
                tr!(language, "{field}: `{value}` lacks its unit, as in 90s, 5m or 1h30m", field = field, value = value)
            }
            Self::Number { field, value } => {
                tr!(language, "{field}: `{value}` is not a number", field = field, value = value)
            }
            Self::Duration { field, value } => {
                tr!(
                    language,
                    "{field}: `{value}` is not a duration such as 90s, 5m, 1h30m or 5:00",
                    field = field,
                    value = value
                )
            }
            Self::Figure { field, value } => tr!(
                language,
                "{field}: `{value}` is not a number, a percentage such as 80%, or a duration such as 90s, 5m or 1h30m",
                field = field,
                value = value
            ),
            Self::Nothing => tr!(language, "nothing follows the !").to_owned(),
            Self::Alone => tr!(language, "a term must stand on either side of the |").to_owned(),
        }
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Language::English))
    }
}

impl std::error::Error for FilterError {}
