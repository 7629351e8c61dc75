//! Customer numbers, masked unless a person asks on purpose.
//!
//! The plain number exists only inside this process: `Debug`, `Display` and `Serialize` all give the masked form, so
//! that a log line, an error, an export or a recording cannot carry it by accident. [`CustomerNumber::reveal`] is the
//! one way to the digits.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::sort;

/// What stands for a number that the caller withheld, wherever numbers are shown.
pub const WITHHELD: &str = "withheld";

/// Words that stand in the place of a number that the caller withheld. The platforms' documents name none: these are those
/// of telephony itself (SIP's `anonymous`, RFC 3323, the caller ID's `private`) in the languages of the platforms.
const WITHHELD_WORDS: [&str; 11] = [
    WITHHELD,
    "anonymous",
    "anonymous@anonymous.invalid",
    "private",
    "restricted",
    "blocked",
    "匿名",
    "匿名号码",
    "隐藏",
    "隐藏号码",
    "号码隐藏",
];

/// Words that say that no number is known, whatever the caller did.
const UNKNOWN_WORDS: [&str; 5] = ["unknown", "unavailable", "null", "未知", "未知号码"];

/// Whether `text`, written as SIP writes addresses or not, is one of these words.
fn is_word(text: &str, words: &[&str]) -> bool {
    let text = text.trim();
    // An address in brackets says more than the name before it.
    let text =
        text.split_once('<').and_then(|(_, address)| address.split_once('>')).map_or(text, |(address, _)| address);
    let text = text.trim().trim_matches('"');
    let scheme = |text: &str| matches!(text.to_ascii_lowercase().as_str(), "sip" | "sips" | "tel");
    let text = text.split_once(':').filter(|(before, _)| scheme(before)).map_or(text, |(_, address)| address);
    words.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// A customer's telephone number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CustomerNumber(Box<str>);

impl CustomerNumber {
    /// Wraps a number as the vendor sent it; `None` when it is blank, or a word that says that none is known.
    pub fn new(number: &str) -> Option<Self> {
        let number = number.trim();
        (!number.is_empty() && !is_word(number, &UNKNOWN_WORDS)).then(|| Self(number.into()))
    }

    /// Whether the caller withheld it: there is a word in its place.
    pub fn is_withheld(&self) -> bool {
        is_word(&self.0, &WITHHELD_WORDS)
    }

    /// The plain digits. Every caller is a deliberate, logged act of a person.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// First three and last four characters for 10 and more; less of a shorter number, so that something stays hidden.
    pub fn masked(&self) -> String {
        mask(&self.0)
    }
}

impl fmt::Debug for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Display for CustomerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

impl Serialize for CustomerNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

impl<'de> Deserialize<'de> for CustomerNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|number| Self(number.into()))
    }
}

/// Who is on the line.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The number as the vendor sent it.
    pub number: Option<CustomerNumber>,
    /// The vendor's own masked form, where it sends one.
    #[serde(serialize_with = "masked_text")]
    pub masked: Option<String>,
}

impl fmt::Debug for Customer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a vendor calls masked may hide nothing.
        let masked = self.masked.as_deref().map(safe);
        f.debug_struct("Customer").field("number", &self.number).field("masked", &masked).finish()
    }
}

impl Customer {
    /// Keeps only what every reader may see.
    pub(super) fn forget(&mut self) {
        self.number = self.number.as_ref().and_then(|number| CustomerNumber::new(&number.masked()));
        self.masked = self.masked.take().map(|text| safe(&text));
    }

    /// Whether the caller withheld the number.
    pub fn is_withheld(&self) -> bool {
        self.shown().is_some_and(|shown| shown == WITHHELD)
    }

    /// What may be shown to any reader: the vendor's mask where it hides something, else ours; [`WITHHELD`] for a number
    /// that the caller withheld. `None` when no customer is on the line or nothing is known.
    pub fn shown(&self) -> Option<String> {
        let said = |masked: &&str| !masked.is_empty() && !is_word(masked, &UNKNOWN_WORDS);
        match self.masked.as_deref().map(str::trim).filter(said) {
            Some(masked) => Some(safe(masked)),
            None => self.number.as_ref().map(CustomerNumber::masked),
        }
    }
}

/// The vendor's mask where it hides something, else ours.
fn safe(masked: &str) -> String {
    match masked.trim() {
        text if is_word(text, &WITHHELD_WORDS) => WITHHELD.to_owned(),
        text if hides(text) => masked.to_owned(),
        _ => mask(masked),
    }
}

/// For `serialize_with`: the vendor's mask, and ours where it hides nothing.
#[expect(clippy::ref_option, reason = "serde hands it over like this")]
pub(super) fn masked_text<S: Serializer>(masked: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    masked.as_deref().map(safe).serialize(serializer)
}

/// For `serialize_with`: an address, or another text, keeps everything but the whole numbers in it.
#[expect(clippy::ref_option, reason = "serde hands it over like this")]
pub(super) fn masked_address<S: Serializer>(address: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    address.as_deref().map(mask_within).serialize(serializer)
}

/// Whether a "masked" number hides anything: seven bare digits or more hide nothing.
fn hides(masked: &str) -> bool {
    digits(masked) < 7 || longest_run(masked) < WHOLE_NUMBER && is_veiled(masked)
}

/// Whether several characters in a row stand for digits that were left out; one alone may stand between digits.
fn is_veiled(text: &str) -> bool {
    let veils = |c: char| matches!(c, '*' | '＊' | '•' | '●' | '#' | 'x' | 'X');
    text.split(|c| !veils(c)).any(|veil| veil.chars().count() >= 3)
}

/// So many digits in a row, blanks and punctuation between them left out, are a customer's number, whatever stands around
/// them: `*67` before it, an extension behind it, a word.
const WHOLE_NUMBER: usize = 8;

fn longest_run(text: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        if is_digit(c) {
            run += 1;
        } else if !between(c) {
            run = 0;
        }
        longest = longest.max(run);
    }
    longest
}

/// Masks a number that is masked already not once more: a mask of a mask would hide the tail that is needed. A withheld
/// number is [`WITHHELD`]: there is nothing to hide.
pub fn mask(number: &str) -> String {
    let number = number.trim();
    if is_word(number, &WITHHELD_WORDS) {
        return WITHHELD.to_owned();
    }
    if is_veiled(number) && longest_run(number) < WHOLE_NUMBER {
        return number.to_owned();
    }
    let chars: Vec<char> = number.chars().collect();
    let (head, tail) = match chars.len() {
        0 => return String::new(),
        1..=3 => (0, 0),
        4..=7 => (0, 2),
        8 | 9 => (2, 3),
        _ => (3, 4),
    };
    let first: String = chars.iter().take(head).collect();
    let last: String = chars.iter().skip(chars.len() - tail).collect();
    format!("{first}****{last}")
}

/// Masks, inside fields that have no typed home, what looks like a customer's number: a value of seven digits or more
/// under a key that speaks of numbers, phones or callers, at any depth; and whole numbers in text, and alone, under any
/// key.
pub fn mask_extra(fields: &Map<String, Value>) -> Map<String, Value> {
    sort::object(fields.iter().map(|(key, value)| (mask_key(key), mask_value(key, value))))
}

/// The name of a field, which is a number where a vendor lists figures by caller.
pub fn mask_key(key: &str) -> String {
    mask_within(key)
}

/// [`mask_extra`] for one field.
pub fn mask_value(key: &str, value: &Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(mask_extra(fields)),
        Value::Array(items) => Value::Array(items.iter().map(|item| mask_value(key, item)).collect()),
        Value::String(text) if speaks_of_people(key) && digits(text) >= 5 => Value::String(mask(text)),
        Value::Number(number) if speaks_of_people(key) && digits(&number.to_string()) >= 7 => {
            Value::String(mask(&number.to_string()))
        }
        Value::String(text) if digits(text) >= 7 && looks_dialable(text) && !speaks_of_ids(key) => {
            Value::String(mask(text))
        }
        Value::String(text) if !speaks_of_ids(key) || is_mobile(text) => Value::String(mask_within(text)),
        Value::Number(number) if is_mobile(&number.to_string()) => Value::String(mask(&number.to_string())),
        other => other.clone(),
    }
}

/// Masks whole numbers in the middle of other text.
pub fn mask_within(text: &str) -> String {
    mask_runs(text, 10)
}

/// Masks every run of at least `least` digits in `text`, with the blanks, dashes, dots and brackets that people write
/// between them. A day is none, nor is an address of the internet.
pub fn mask_runs(text: &str, least: usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if is_digit(c) || (!run.is_empty() && between(c)) {
            run.push(c);
        } else {
            flush(&mut out, &mut run, least);
            out.push(c);
        }
    }
    flush(&mut out, &mut run, least);
    out
}

/// Digits as they are typed, also with a Chinese keyboard at full width.
const fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '０'..='９')
}

/// What people write between digits: blanks and dashes of every width, dots, brackets.
const fn between(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}'
            | '\u{2009}'
            | '\u{202f}'
            | '\u{3000}'
            | '-'
            | '‐'
            | '‑'
            | '–'
            | '－'
            | '.'
            | '．'
            | '('
            | ')'
            | '（'
            | '）'
    )
}

fn flush(out: &mut String, run: &mut String, least: usize) {
    let number = run.trim_end_matches(between);
    let rest = run.get(number.len()..).unwrap_or_default();
    if digits(number) >= least && !is_date(number) && !is_address(number) {
        out.push_str(&mask(number));
    } else {
        out.push_str(number);
    }
    out.push_str(rest);
    run.clear();
}

/// An address of the internet, such as a host's in an error.
fn is_address(run: &str) -> bool {
    run.split('.').count() == 4 && run.split('.').all(|part| part.parse::<u8>().is_ok())
}

/// A day of our times, alone or with an hour behind it: vendors quote those, and no number looks like one.
fn is_date(run: &str) -> bool {
    let (day, hour) = run.split_once(' ').unwrap_or((run, ""));
    hour.len() <= 2
        && matches!(day.get(..2), Some("19" | "20"))
        && chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok()
}

/// Whether the whole of `text` is a mobile number as it is dialled in China, whatever its key calls it: systems take
/// callers' numbers for ids.
pub fn is_mobile(text: &str) -> bool {
    let narrow: String = text.trim().chars().map(narrow).collect();
    let text = narrow.trim_start_matches('+');
    let text = if text.len() == 13 { text.strip_prefix("86").unwrap_or(text) } else { text };
    text.len() == 11
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(text.get(..2), Some("13" | "14" | "15" | "16" | "17" | "18" | "19"))
}

/// A digit or plus sign of full width as the one of ASCII.
fn narrow(c: char) -> char {
    match c {
        '＋' => '+',
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        _ => c,
    }
}

fn digits(text: &str) -> usize {
    text.chars().filter(|c| is_digit(*c)).count()
}

fn looks_dialable(text: &str) -> bool {
    text.chars().all(|c| is_digit(c) || matches!(c, '+' | '＋') || (between(c) && !matches!(c, '.' | '．')))
}

fn speaks_of_people(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ["customer", "phone", "mobile", "tel", "caller", "callee", "pstn", "dnis", "ani", "number"]
        .iter()
        .any(|word| key.contains(word))
        && !matches!(key.as_str(), "phonetype" | "phone_type" | "agentnumber" | "numbertype")
}

fn speaks_of_ids(key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    lower.ends_with("id") || lower.ends_with("ids") || lower.ends_with("time") || lower.contains("uuid")
}

#[cfg(test)]
mod tests;
