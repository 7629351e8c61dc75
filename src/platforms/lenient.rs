//! Reading answers and values as the vendors send them: almost JSON, numbers as strings, strings as numbers, seconds or
//! milliseconds, blanks around everything.
//!
//! A missing, null or blank value is unknown (`None`), never 0. A value that cannot be what it should be is [`Bad`]: it
//! is refused and counted, never guessed at.

use serde_json::{Map, Value};

use crate::model::Stamp;
use crate::model::problem::problems;

mod capped;
mod json;
mod lean;
mod slim;

pub use capped::{LeftOut, TakesRows, Wanted};
pub use json::{borrowed, by, capped, is_no_list, is_nothing, list, object, owned, rows, rows_of, text, tree};
pub use lean::Lean;
pub use slim::slim;

/// A timestamp below this is in seconds, from this on in milliseconds.
const SECONDS_BELOW: f64 = 1e11;
/// The last millisecond of the year 9999.
const LAST_MS: f64 = 253_402_300_799_999.0;
/// From here on a float no longer tells one whole number from the next.
const EXACT_BELOW: f64 = 9_007_199_254_740_992.0;

problems! {
    /// A value that cannot be read as what the document says it is.
    #[derive(Copy)]
    pub enum Bad {
        Text = "not text",
        Count = "not a count",
        Code = "not a code",
        Number = "not a number",
        Time = "not a time",
        Flag = "not 0 or 1",
        Duration = "not a duration",
        Percentage = "not a percentage",
    }
}

/// The outcome of reading one value; `Ok(None)` is unknown.
pub type Read<T> = Result<Option<T>, Bad>;

/// A JSON value without its depth: what all readings start from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loose<'a> {
    /// Missing or null.
    Null,
    /// A whole number.
    Int(i64),
    /// A whole number above `i64`.
    UInt(u64),
    /// Any other number.
    Float(f64),
    /// Text, not yet trimmed.
    Text(&'a str),
    /// True, false, an object or an array: no document has these where a scalar belongs.
    Other,
}

impl<'a> Loose<'a> {
    /// Looks at a value.
    pub fn of(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::String(text) => Self::Text(text),
            Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
                (Some(int), ..) => Self::Int(int),
                (_, Some(int), _) => Self::UInt(int),
                (.., Some(float)) => Self::Float(float),
                _ => Self::Other,
            },
            Value::Bool(_) | Value::Object(_) | Value::Array(_) => Self::Other,
        }
    }

    /// Looks at a field; a missing one is null.
    pub fn field(fields: &'a Map<String, Value>, key: &str) -> Self {
        fields.get(key).map_or(Self::Null, Self::of)
    }

    /// Looks at the first of several spellings of a field that is there and not null.
    pub fn spelt(fields: &'a Map<String, Value>, keys: &[&str]) -> Self {
        keys.iter().map(|key| Self::field(fields, key)).find(|value| *value != Self::Null).unwrap_or(Self::Null)
    }

    /// Text, trimmed; a number is read as its digits.
    pub fn text(self) -> Read<String> {
        match self {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(filled(text).map(str::to_owned)),
            Self::Int(int) => Ok(Some(int.to_string())),
            Self::UInt(int) => Ok(Some(int.to_string())),
            Self::Float(float) => Ok(Some(float.to_string())),
            Self::Other => Err(Bad::Text),
        }
    }

    /// A count: whole and not negative.
    pub fn count(self) -> Read<u64> {
        const BAD: Bad = Bad::Count;
        match self {
            Self::Null => Ok(None),
            Self::Int(int) => u64::try_from(int).map(Some).map_err(|_| BAD),
            Self::UInt(int) => Ok(Some(int)),
            Self::Float(float) => whole(float).and_then(|int| u64::try_from(int).ok()).map(Some).ok_or(BAD),
            Self::Text(text) => match filled(text) {
                None => Ok(None),
                Some(text) => match text.parse::<u64>() {
                    Ok(count) => Ok(Some(count)),
                    Err(_) => Self::Float(decimal(text).ok_or(BAD)?).count(),
                },
            },
            Self::Other => Err(BAD),
        }
    }

    /// A code: whole, may be negative.
    pub fn code(self) -> Read<i64> {
        const BAD: Bad = Bad::Code;
        match self {
            Self::Null => Ok(None),
            Self::Int(int) => Ok(Some(int)),
            Self::Float(float) => whole(float).map(Some).ok_or(BAD),
            Self::Text(text) => match filled(text) {
                None => Ok(None),
                Some(text) => match text.parse::<i64>() {
                    Ok(code) => Ok(Some(code)),
                    Err(_) => Self::Float(decimal(text).ok_or(BAD)?).code(),
                },
            },
            Self::UInt(_) | Self::Other => Err(BAD),
        }
    }

    /// A number with or without a fraction.
    pub fn number(self) -> Read<f64> {
        const BAD: Bad = Bad::Number;
        match self {
            Self::Null => Ok(None),
            Self::Int(int) => Ok(Some(int as f64)),
            Self::UInt(int) => Ok(Some(int as f64)),
            Self::Float(float) => Ok(Some(float)),
            Self::Text(text) => match filled(text) {
                None => Ok(None),
                Some(text) => decimal(text).map(Some).ok_or(BAD),
            },
            Self::Other => Err(BAD),
        }
    }

    /// A moment: milliseconds, or seconds where the value is below 10^11. Zero and less means that there was none.
    pub fn stamp(self) -> Read<Stamp> {
        const BAD: Bad = Bad::Time;
        // Every timestamp of our century fits a float exactly, but the common case needs no detour.
        if let Self::Int(ms @ 100_000_000_000..=253_402_300_799_999) = self {
            return Ok(Some(Stamp(ms)));
        }
        let Some(value) = self.number().map_err(|_| BAD)? else { return Ok(None) };
        if value <= 0.0 {
            return Ok(None);
        }
        let ms = if value < SECONDS_BELOW { value * 1000.0 } else { value };
        if ms > LAST_MS {
            return Err(BAD);
        }
        Ok(Some(Stamp(ms.round() as i64)))
    }

    /// A yes or no sent as 1 or 0.
    pub fn flag(self) -> Read<bool> {
        const BAD: Bad = Bad::Flag;
        match self.code().map_err(|_| BAD)? {
            None => Ok(None),
            Some(0) => Ok(Some(false)),
            Some(1) => Ok(Some(true)),
            Some(_) => Err(BAD),
        }
    }

    /// A duration written `00:34:59`, in milliseconds. Hours may have any number of digits, and may be left out.
    pub fn clock_ms(self) -> Read<f64> {
        const BAD: Bad = Bad::Duration;
        let Self::Text(text) = self else { return if self == Self::Null { Ok(None) } else { Err(BAD) } };
        let Some(text) = filled(text) else { return Ok(None) };
        let mut seconds = 0_u64;
        let mut parts = 0_usize;
        for part in text.split(':') {
            parts += 1;
            let value: u64 = part.trim().parse().map_err(|_| BAD)?;
            if parts > 1 && value > 59 {
                return Err(BAD);
            }
            seconds = seconds.checked_mul(60).and_then(|s| s.checked_add(value)).ok_or(BAD)?;
        }
        if !(2..=3).contains(&parts) {
            return Err(BAD);
        }
        Ok(Some(seconds as f64 * 1000.0))
    }

    /// A share written `36.84%`, 0 to 1; a bare number is read as percent too.
    pub fn percent(self) -> Read<f64> {
        const BAD: Bad = Bad::Percentage;
        let value = match self {
            Self::Text(text) => Self::Text(text.trim().trim_end_matches('%')).number(),
            other => other.number(),
        };
        value.map(|value| value.map(|percent| percent / 100.0)).map_err(|_| BAD)
    }
}

/// The text without blanks around it. Most have none, or one on either side, and that is seen at a glance.
pub fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        [b' ', first, .., last, b' '] if first.is_ascii_graphic() && last.is_ascii_graphic() => {
            text.get(1..text.len() - 1).unwrap_or(text)
        }
        _ => text.trim(),
    }
}

/// The text without blanks around it; `None` when nothing is left.
pub fn filled(text: &str) -> Option<&str> {
    let text = trimmed(text);
    (!text.is_empty()).then_some(text)
}

/// A duration in milliseconds: the raw number where it was sent, else the `_str` beside it.
pub fn duration_ms(fields: &Map<String, Value>, raw: &str, written: &str) -> Read<f64> {
    duration_of(Loose::field(fields, raw), Loose::field(fields, written))
}

/// The same of what stands in these two fields.
pub fn duration_of(raw: Loose<'_>, written: Loose<'_>) -> Read<f64> {
    let value = match raw.number() {
        Ok(None) => written.clock_ms()?,
        value => value?,
    };
    match value {
        Some(ms) if ms < 0.0 => Err(Bad::Duration),
        value => Ok(value),
    }
}

/// Rust's parser also takes "inf", "nan" and exponents; no vendor means a number by those.
fn decimal(text: &str) -> Option<f64> {
    if !text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+')) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

fn whole(float: f64) -> Option<i64> {
    (float.fract() == 0.0 && float.abs() < EXACT_BELOW).then_some(float as i64)
}

#[cfg(test)]
mod tests;
