//! What is to be told, before it is told in a language: a template in English, and what its braces hold.
//!
//! Rooms declare theirs with `problems!`, each once: name, values, template. Log, documents and commands fill in the
//! template; the screen first looks up its translation.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::blame::{Blame, Party, Step};
use crate::model::plain;

/// A template's translation; `None` stays English.
pub type Translate<'a> = &'a dyn Fn(&str) -> Option<&'static str>;

/// The templates of several enums.
pub type Templates = &'static [&'static [&'static str]];

/// Declares enums of what can be told: a variant, the types of its values by the names that stand in the braces of its
/// template, and the template: what failed and, where it is said, how it ends: `=> fix "…"` tells what a person can do
/// about it, `=> next "…"` what the board does by itself. Both halves are one template, with a semicolon between them.
/// `by Party at Step` tells whose fault it is and which step failed, where that is certain. Every such enum stands in the
/// list that [`listed!`] makes.
macro_rules! problems {
    ($($(#[$doc:meta])* $vis:vis enum $name:ident {
        $($variant:ident $(($($field:ident: $type:ty),+ $(,)?))? = $said:literal
            $(=> $ending:ident $tail:literal)? $(by $party:ident at $step:ident)?),+ $(,)?
    })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        $vis enum $name {
            $(#[doc = concat!("`", $said, $("; ", $tail,)? "`")] $variant $(($($type),+))?,)+
        }

        impl $crate::model::problem::Worded for $name {
            const TEMPLATES: &'static [&'static str] = &[$(concat!($said, $("; ", $tail)?)),+];

            fn words(&self) -> $crate::model::problem::Words {
                match self {
                    $(Self::$variant $(($($field),+))? => $crate::model::problem::Words::new(
                        concat!($said, $("; ", $tail)?),
                        vec![$($((stringify!($field), $field.into())),+)?],
                    )$(.ending($crate::model::problem::ends!($ending)))?$(.by(
                        $crate::model::problem::Party::$party,
                        $crate::model::problem::Step::$step,
                    ))?,)+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&$crate::model::problem::Worded::words(self), f)
            }
        }
    )+};
}

/// How a template ends, by the word that declares it.
macro_rules! ends {
    (fix) => {
        $crate::model::problem::Ending::Fix
    };
    (next) => {
        $crate::model::problem::Ending::Next
    };
}

/// Lists the enums that [`problems!`] declares, so that every template can be held against its translation: one that is
/// not listed does not compile.
macro_rules! listed {
    ($($path:path),+ $(,)?) => {
        $(impl $crate::model::problem::Listed for $path {})+

        /// The templates of all of them.
        pub const TEMPLATES: $crate::model::problem::Templates = &[$(<$path as $crate::model::problem::Worded>::TEMPLATES),+];
    };
}

pub(crate) use {ends, listed, problems};

/// Stands in the list of what can be told.
pub trait Listed {}

/// What can be told in a template of its own.
pub trait Worded: Listed {
    /// The templates of every variant.
    const TEMPLATES: &'static [&'static str];

    /// The template of this one, with its values.
    fn words(&self) -> Words;
}

impl<T: Listed> Listed for &T {}

impl<T: Worded> Worded for &T {
    const TEMPLATES: &'static [&'static str] = T::TEMPLATES;

    fn words(&self) -> Words {
        (**self).words()
    }
}

/// A template, and what stands in its braces.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    template: Cow<'static, str>,
    values: Vec<(Cow<'static, str>, Value)>,
    /// What stands behind the last semicolon.
    #[serde(default, skip_serializing_if = "Ending::is_none")]
    ending: Ending,
    /// Whether only what failed is told, and not how it ends.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    half: bool,
    /// Whose fault it is and which step failed.
    #[serde(skip)]
    blame: Option<Blame>,
}

/// What a template says behind its last semicolon, in every language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// What failed is all that it says.
    #[default]
    None,
    /// What a person can do about it.
    Fix,
    /// What the board does by itself.
    Next,
}

impl Ending {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    fn is_none(&self) -> bool {
        *self == Self::None
    }
}

/// What stands in one pair of braces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// A name, a figure, or words from outside: the same in every language, on one line.
    Text(String),
    /// Something that is worded in the reader's language.
    Words(Words),
}

problems! {
    /// What a vendor says, behind what is said of it.
    pub enum Quote {
        Said(words: String) = ": {words}",
    }

    /// What is wrong, behind with which of several.
    pub enum With {
        What(what: Value, problem: Value) = "{what}: {problem}",
    }
}

impl Quote {
    /// What was said, if anything was.
    pub fn of(words: &str) -> Option<Self> {
        (!words.is_empty()).then(|| Self::Said(words.to_owned()))
    }
}

impl Words {
    /// `template` with `values` by the names in its braces.
    pub fn new(template: &'static str, values: Vec<(&'static str, Value)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        Self { template: Cow::Borrowed(template), values, ..Self::default() }
    }

    /// The same, said to be that party's fault, at that step.
    #[must_use]
    pub fn by(self, party: Party, step: Step) -> Self {
        Self { blame: Some((party, step)), ..self }
    }

    /// Whose fault it is and which step failed, as far as that is declared.
    pub(super) fn blame(&self) -> Option<Blame> {
        let inner = || self.last().and_then(Self::blame);
        self.blame.or_else(inner)
    }

    /// The same, said to end like this.
    #[must_use]
    pub fn ending(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    /// Words from outside, as they are.
    pub(super) fn from_outside(text: &str) -> Self {
        Self::new("{words}", vec![("words", text.into())])
    }

    /// The template.
    #[cfg(test)]
    pub(crate) fn template(&self) -> &str {
        &self.template
    }

    /// The same without how it ends: what failed.
    #[must_use]
    pub fn without_ending(mut self) -> Self {
        self.half = true;
        let last = self.last_at().and_then(|at| self.values.get_mut(at));
        if let Some((_, Value::Words(last))) = last {
            *last = std::mem::take(last).without_ending();
        }
        self
    }

    /// What a person can do about it, in English; `None` where there is nothing but to ask again.
    pub(super) fn remedy(&self) -> Option<String> {
        match self.ending {
            Ending::Fix => halves(&self.template).1.map(|remedy| self.filled(remedy, &|_| None)),
            Ending::Next => None,
            Ending::None => self.last()?.remedy(),
        }
    }

    /// The words that a template without an ending of its own ends with: they end it.
    fn last(&self) -> Option<&Self> {
        match self.values.get(self.last_at()?) {
            Some((_, Value::Words(words))) => Some(words),
            _ => None,
        }
    }

    /// The place of the value that such a template ends with.
    fn last_at(&self) -> Option<usize> {
        let name = self.template.strip_suffix('}').filter(|_| self.ending.is_none())?.rsplit_once('{')?.1;
        self.values.iter().position(|(known, _)| known == name)
    }

    /// The same in no more than `max` characters in English, as far as cutting the longest words from outside helps.
    pub(super) fn shortened(mut self, max: usize) -> Self {
        while let Some(excess) = self.to_string().chars().count().checked_sub(max).filter(|excess| *excess > 0) {
            let Some(longest) = self.longest().filter(|longest| longest.len() > '…'.len_utf8()) else { break };
            *longest = cut(longest, longest.chars().count().saturating_sub(excess));
        }
        self
    }

    /// The longest words from outside in it.
    fn longest(&mut self) -> Option<&mut String> {
        let texts = self.values.iter_mut().filter_map(|(_, value)| match value {
            Value::Text(text) => Some(text),
            Value::Words(words) => words.longest(),
        });
        texts.max_by_key(|text| text.len())
    }

    /// All of it in a language.
    pub fn told(&self, translate: Translate<'_>) -> String {
        let template = translate(&self.template).unwrap_or(&self.template);
        let half = self.half && !self.ending.is_none();
        self.filled(if half { halves(template).0 } else { template }, translate)
    }

    fn filled(&self, template: &str, translate: Translate<'_>) -> String {
        let mut filled = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, (name, behind))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            filled.push_str(before);
            match self.values.iter().find(|(known, _)| known == name) {
                Some((_, Value::Text(text))) => filled.push_str(text),
                Some((_, Value::Words(words))) => filled.push_str(&words.told(translate)),
                None => {}
            }
            rest = behind;
        }
        filled.push_str(rest);
        filled
    }
}

/// `text` on one line, cut to `max` characters, the last of which is then an ellipsis.
pub(super) fn cut(text: &str, max: usize) -> String {
    // What is looked at is bounded too: an id may be as long as a message.
    let end = text.char_indices().nth(max).map(|(end, _)| end);
    let mut kept = plain::line(end.map_or(text, |end| text.get(..end).unwrap_or_default())).into_owned();
    if end.is_some() {
        kept.pop();
        kept.push('…');
    }
    kept
}

/// What failed, and what is behind the last semicolon.
fn halves(template: &str) -> (&str, Option<&str>) {
    let halves = template.rsplit_once("; ").or_else(|| template.rsplit_once('；'));
    halves.map_or((template, None), |(said, remedy)| (said, Some(remedy)))
}

impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.told(&|_| None))
    }
}

impl Value {
    /// All of it in a language.
    pub fn told(self, translate: Translate<'_>) -> String {
        match self {
            Self::Text(text) => text,
            Self::Words(words) => words.told(translate),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.pad(text),
            Self::Words(words) => words.fmt(f),
        }
    }
}

macro_rules! texts {
    ($($type:ty),+) => {
        $(impl From<$type> for Value {
            fn from(text: $type) -> Self {
                Self::Text(plain::line(&text.to_string()).into_owned())
            }
        })+
    };
}

impl From<&PathBuf> for Value {
    fn from(path: &PathBuf) -> Self {
        path.to_string_lossy().into_owned().into()
    }
}

texts!(&str, String, &String, &&str, &i64, &u16, &u32, &u64, &usize);

impl From<&Duration> for Value {
    /// In seconds.
    fn from(time: &Duration) -> Self {
        Self::Text(time.as_secs_f64().to_string())
    }
}

impl From<&Self> for Value {
    fn from(value: &Self) -> Self {
        value.clone()
    }
}

impl From<Words> for Value {
    fn from(words: Words) -> Self {
        Self::Words(words)
    }
}

impl<T: Worded> From<T> for Value {
    fn from(worded: T) -> Self {
        Self::Words(worded.words())
    }
}

impl<T: Worded> From<&Option<T>> for Value {
    /// Nothing, where there is nothing to tell.
    fn from(worded: &Option<T>) -> Self {
        worded.as_ref().map_or_else(|| Self::Text(String::new()), Self::from)
    }
}
