//! The language of the screen: English, and Simplified Chinese out of `assets/lang/zh-CN.po`.
//!
//! The English text is the key of its translation, as gettext has it, so that what is written where it is drawn can be
//! read there. The language is a value: what writes for a person is handed it, or something that knows it ([`Speaks`]).
//! Exports, the log and the commands' output are in English; the
//! sentences of `callboard say-changes` are not.
//!
//! - `tr!(scene, "text")` is the text in the scene's language; `tr!(scene, "busy"; "figure")` where one English word has
//!   two meanings;
//! - `tr!(scene, "{n} of {total}", n = …, total = …)` fills in what is named;
//! - `mark!("text")` stays English, in tables that know no language yet; [`of`] translates it when it is drawn.
//!
//! - [`sentence`] words what rooms declare that know no language: problems and notices.
//!
//! A text without a translation stays English; the tests see to it that there is none.

use std::collections::HashMap;
use std::fmt::{Display, Write};
use std::sync::OnceLock;

use polib::po_file::{POParseOptions, parse_from_reader_with_option};

use crate::model::Value;
use crate::packed::Packed;

/// A language that the screen can be in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English, which the texts are written in.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// The context of what rooms declare.
const SENTENCE: &str = "sentence";

/// The Chinese texts, as a PO file.
pub const CHINESE: Packed = packed!("assets/lang/zh-CN.po");

pub mod clean;
pub mod figures;
pub mod message;
pub mod nearest;

/// What knows the language of its reader.
pub trait Speaks {
    /// The language that it is written in.
    fn language(&self) -> Language;
}

impl Speaks for Language {
    fn language(&self) -> Language {
        *self
    }
}

impl<T: Speaks + ?Sized> Speaks for &T {
    fn language(&self) -> Language {
        (**self).language()
    }
}

/// The text in a language.
macro_rules! tr {
    ($to:expr, $text:literal) => {
        $crate::lang::of($to, $text)
    };
    ($to:expr, $text:literal; $context:literal) => {
        $crate::lang::in_context($to, $context, $text)
    };
    ($to:expr, $text:literal, $($name:ident = $value:expr),+ $(,)?) => {
        match ($(&$value,)+) {
            ($($name,)+) => {
                // The names are held against the text when it is compiled. Of this there is no code, as it is never called.
                let _ = || _ = format_args!($text);
                $crate::lang::worded($to, $text, &[$((stringify!($name), $name as &dyn ::std::fmt::Display)),+])
            }
        }
    };
}

/// A text that is translated where it is drawn, with [`of`].
macro_rules! mark {
    ($text:literal) => {
        $text
    };
    ($text:literal; $context:literal) => {
        $text
    };
}

/// `text` in the language of its reader; as it is, where that has no word for it.
pub fn of(to: impl Speaks, text: &str) -> &str {
    translation(to, "", text).unwrap_or(text)
}

/// The same for a word that has another meaning elsewhere.
pub fn in_context<'a>(to: impl Speaks, context: &str, text: &'a str) -> &'a str {
    translation(to, context, text).unwrap_or(text)
}

/// A word of the model in the language of its reader.
pub fn word(to: impl Speaks, value: impl Display) -> String {
    of(to, &value.to_string()).to_owned()
}

/// What a room declares to be told, in the language of its reader.
pub fn sentence(to: impl Speaks, told: impl Into<Value>) -> String {
    let language = to.language();
    told.into().told(&|template| translation(language, SENTENCE, template))
}

/// The translation of `text`; `None` in English.
pub fn translation(to: impl Speaks, context: &str, text: &str) -> Option<&'static str> {
    match to.language() {
        Language::English => None,
        Language::Chinese => chinese().get(context)?.get(text).map(String::as_str),
    }
}

/// The text in the language of its reader, with `values` in it: where both come together once, and not at each place that
/// has a text.
pub fn worded(to: impl Speaks, text: &str, values: &[(&str, &dyn Display)]) -> String {
    fill(translation(to.language(), "", text).unwrap_or(text), values)
}

/// `text` with every `{name}` replaced by what is called so.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len() + 16 * values.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, behind)) = after.split_once('}') else { break };
        filled.push_str(before);
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            let _ = write!(filled, "{value}");
        }
        rest = behind;
    }
    filled.push_str(rest);
    filled
}

/// Translations by their context, "" for none, and English text.
type Catalogue = HashMap<String, HashMap<String, String>>;

fn chinese() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| read(&CHINESE.text()))
}

/// What a PO file translates; nothing out of one that cannot be read, which the tests do not let pass.
fn read(po: &str) -> Catalogue {
    let options = POParseOptions { message_body_only: true, translated_only: true, unsafe_utf8_decode: false };
    let mut catalogue = Catalogue::new();
    let Ok(messages) = parse_from_reader_with_option(po.as_bytes(), &options) else { return catalogue };
    for message in messages.messages() {
        let Ok(text) = message.msgstr() else { continue };
        let context = catalogue.entry(message.msgctxt().unwrap_or_default().to_owned()).or_default();
        context.insert(message.msgid().to_owned(), text.to_owned());
    }
    catalogue
}

#[cfg(test)]
mod tests;
