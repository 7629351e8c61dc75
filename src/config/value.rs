//! A setting before and after it is checked.

use super::error::escape;
use chrono_tz::Tz;
use secrecy::SecretString;
use secrecy::zeroize::Zeroize;
use std::path::PathBuf;
use std::time::Duration;
use toml::de::DeValue;

/// A value as it was written. No `Debug`: it may hold a secret.
pub(super) enum Raw {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    List(Vec<Raw>),
    /// What no key accepts (a date, a table, a number beyond 64 bits), as it can be shown.
    Other(String),
}

impl Drop for Raw {
    /// What was written may be a secret, whichever key it was meant for.
    fn drop(&mut self) {
        if let Self::Text(text) | Self::Other(text) = self {
            text.zeroize();
        }
    }
}

impl Raw {
    /// A value of the settings file.
    pub fn from_toml(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Self::Other(escape(number.as_str())), Self::Integer),
            DeValue::Float(number) => {
                number.as_str().parse().map_or_else(|_| Self::Other(escape(number.as_str())), Self::Float)
            }
            DeValue::Boolean(flag) => Self::Bool(*flag),
            DeValue::Datetime(moment) => Self::Other(moment.to_string()),
            DeValue::Array(items) => Self::List(items.iter().map(|item| Self::from_toml(item.get_ref())).collect()),
            DeValue::Table(_) => Self::Other("{…}".to_owned()),
        }
    }

    /// The value as a sentence may repeat it.
    pub fn show(&self) -> String {
        match self {
            Self::Text(text) => format!("\"{}\"", escape(text)),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => number.to_string(),
            Self::Bool(flag) => flag.to_string(),
            Self::List(items) => {
                const SHOWN: usize = 5;
                let mut shown: Vec<String> = items.iter().take(SHOWN).map(Self::show).collect();
                if items.len() > SHOWN {
                    shown.push("…".to_owned());
                }
                format!("[{}]", shown.join(", "))
            }
            Self::Other(text) => text.clone(),
        }
    }
}

/// A value that its key allows.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Text(String),
    Secret(SecretString),
    Bool(bool),
    Integer(i64),
    Number(f64),
    Duration(Duration),
    Path(PathBuf),
    Zone(Tz),
    Texts(Vec<String>),
    Integers(Vec<i64>),
    Durations(Vec<Duration>),
}

impl Value {
    /// As it would be written in a settings file, which is JSON too; `None` for a secret.
    pub fn written(&self) -> Option<String> {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let time = |time: &Duration| quoted(&humantime::format_duration(*time).to_string());
        let list = |items: Vec<String>| format!("[{}]", items.join(", "));
        Some(match self {
            Self::Text(text) => quoted(text),
            Self::Secret(_) => return None,
            Self::Bool(flag) => flag.to_string(),
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => serde_json::Value::from(*number).to_string(),
            Self::Duration(duration) => time(duration),
            Self::Path(path) => quoted(&path.to_string_lossy()),
            Self::Zone(zone) => quoted(zone.name()),
            Self::Texts(texts) => list(texts.iter().map(|text| quoted(text)).collect()),
            Self::Integers(numbers) => list(numbers.iter().map(ToString::to_string).collect()),
            Self::Durations(durations) => list(durations.iter().map(time).collect()),
        })
    }
}

/// A typed field that a checked value can fill.
pub(crate) trait FromValue: Sized {
    /// The field, if the value is of its kind.
    fn from_value(value: &Value) -> Option<Self>;
    /// The field of a key without a default that is not set.
    fn unset() -> Self;
}

/// Fields whose type is what a variant holds.
macro_rules! from_variant {
    ($($variant:ident => $type:ty,)+) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::$variant(inner) => Some(inner.clone()),
                    _ => None,
                }
            }

            fn unset() -> Self {
                Self::default()
            }
        }
    )+};
}

from_variant! {
    Text => String,
    Secret => SecretString,
    Bool => bool,
    Number => f64,
    Duration => Duration,
    Path => PathBuf,
    Zone => Tz,
    Texts => Vec<String>,
    Integers => Vec<i64>,
    Durations => Vec<Duration>,
}

/// Whole numbers, in the width the field has.
macro_rules! from_integer {
    ($($type:ty),+) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Integer(number) => Self::try_from(*number).ok(),
                    _ => None,
                }
            }

            fn unset() -> Self {
                0
            }
        }
    )+};
}

from_integer!(u8, u32, u64, usize);

/// Empty text is the way to write "none" for a key that may stay unset.
impl FromValue for Option<String> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(Some(text.clone()).filter(|text| !text.is_empty())),
            _ => None,
        }
    }

    fn unset() -> Self {
        None
    }
}

impl FromValue for Option<PathBuf> {
    fn from_value(value: &Value) -> Option<Self> {
        PathBuf::from_value(value).map(Some)
    }

    fn unset() -> Self {
        None
    }
}
