//! How changes are said, and what a sentence is.

use chrono_tz::Tz;

use crate::lang::Language;
use crate::model::{Rules, Stamp};

/// Whose every change of state is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// No agent's.
    #[default]
    None,
    /// Every agent's.
    All,
    /// That of these, by name, work number or id.
    Of(Vec<String>),
}

/// How changes are said.
#[derive(Clone, Debug)]
pub struct Manner {
    /// The reader's language.
    pub language: Language,
    /// The site's zone.
    pub zone: Tz,
    /// The site's name.
    pub site: String,
    /// The rules that raise alerts.
    pub rules: Rules,
    /// Whose every change of state is said.
    pub whose: Whose,
}

/// A sentence, and when it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// When.
    pub at: Stamp,
    /// One line, without a character that acts on a terminal, and without a customer's number.
    pub text: String,
}

impl Sentence {
    /// It behind the time of the site's clock: `14:37 …`; with date, seconds and offset for logs.
    pub fn line(&self, zone: Tz, for_logs: bool) -> String {
        let form = if for_logs { "%Y-%m-%dT%H:%M:%S%:z" } else { "%H:%M" };
        let at = self.at.in_zone(&zone).map_or_else(|| self.at.to_string(), |at| at.format(form).to_string());
        format!("{at} {}", self.text)
    }
}
