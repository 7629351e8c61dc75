//! What a key accepts: the check, and the words that say what is allowed.

use super::figures;
use super::subnet::Subnet;
use super::value::{Raw, Value};
use super::web;
use crate::lang::nearest::{hint, nearest};
use chrono_tz::{TZ_VARIANTS, Tz};
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

mod city;
mod size;

/// What a key accepts.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// One line of text, not empty.
    Text,
    /// One line of text; empty means unset.
    OptionalText,
    /// A secret: never shown.
    Secret,
    /// The name of an environment variable that holds a secret.
    EnvName,
    /// The path of a file or directory.
    Path,
    /// `true` or `false`.
    Bool,
    /// A whole number within bounds, both included.
    Integer(i64, i64),
    /// One of a few codes of the vendor.
    Code(&'static [i64]),
    /// Any of a few codes of the vendor.
    Codes(&'static [i64]),
    /// A number from 0 to 100.
    Percent,
    /// A number that is not negative.
    Number,
    /// A duration within bounds in seconds, both included.
    Duration(u64, u64),
    /// A size in bytes within bounds, both included.
    Size(u64, u64),
    /// One to three rising durations.
    Limits,
    /// An `http` or `https` address.
    Url,
    /// The address of a hub: `http` or `https`, or that of a NATS server, `nats` or `tls`.
    HubUrl,
    /// The address of a NATS server, `nats` or `tls`.
    NatsUrl,
    /// A word of letters, digits, `-` and `_`.
    Word,
    /// An address of this machine, and a port.
    Listen,
    /// Networks, or single addresses.
    Networks,
    /// Texts that travel comma-separated.
    Texts,
    /// A program by its absolute path, and its arguments.
    Command,
    /// Keys of the keyboard.
    Bindings,
    /// Any words of a few, in an order of one's own.
    Choices(&'static [&'static str]),
    /// One word of a few.
    Choice(&'static [&'static str]),
    /// The same, and words that are refused with a sentence of their own, which stands beside each.
    ChoiceBut(&'static [&'static str], &'static [(&'static str, &'static str)]),
    /// An IANA time zone.
    Zone,
    /// A field and an order.
    SortOrder,
    /// Figures, each with a label and its limits.
    Figures,
}

/// Longest text a setting may be, in bytes; a secret may be a long token.
const TEXT_BYTES: usize = 512;
const SECRET_BYTES: usize = 16 * 1024;

impl Kind {
    /// What is allowed, as it follows "must be".
    pub fn allowed(self) -> String {
        match self {
            Self::Text => "one line of text, not empty".to_owned(),
            Self::OptionalText => "one line of text".to_owned(),
            Self::Secret => "a secret on one line, not empty".to_owned(),
            Self::EnvName => {
                "the name of an environment variable (capitals, digits and _), not the secret itself".to_owned()
            }
            Self::Path => "a path".to_owned(),
            Self::Bool => "true or false".to_owned(),
            Self::Integer(min, max) => format!("a whole number from {min} to {max}"),
            Self::Code(codes) => format!("one of {}", join(codes)),
            Self::Codes(codes) => format!("a list of codes out of {}", join(codes)),
            Self::Percent => "a number from 0 to 100".to_owned(),
            Self::Number => "a number from 0 to 1000000000".to_owned(),
            Self::Command => {
                "a program by its absolute path and its arguments, such as [\"/usr/local/bin/page\", \"team\"]"
                    .to_owned()
            }
            Self::Duration(min, max) => {
                format!("a duration from \"{}\" to \"{}\"", short(min), short(max))
            }
            Self::Size(min, max) => format!("a size from \"{}\" to \"{}\"", size::shown(min), size::shown(max)),
            Self::Limits => "a list of one to three rising durations, such as [\"1m\", \"3m\", \"5m\"]".to_owned(),
            Self::Url => "an http or https address with a host, such as \"https://sg.sobot.io\"".to_owned(),
            Self::HubUrl => {
                "the address of a hub, such as \"https://hub.example:8444\", or of a NATS server, such as \"tls://nats.example:4222\""
                    .to_owned()
            }
            Self::NatsUrl => "the address of a NATS server, such as \"tls://nats.example:4222\"".to_owned(),
            Self::Word => "a word of letters, digits, - and _, of at most 32 characters".to_owned(),
            Self::Listen => "an address of this machine and a port, such as \"127.0.0.1:8443\"".to_owned(),
            Self::Networks => "a list of networks or addresses, such as [\"10.0.0.0/8\", \"2001:db8::/32\"]".to_owned(),
            Self::Texts => "a list of texts without commas, such as [\"a\", \"b\"]".to_owned(),
            Self::Bindings => "a list of keys, such as [\"q\", \"ctrl-c\"]".to_owned(),
            Self::Choices(words) => format!("a list of words out of \"{}\"", words.join("\", \"")),
            Self::Choice(words) | Self::ChoiceBut(words, _) => format!("one of \"{}\"", words.join("\", \"")),
            Self::Zone => "an IANA time zone, such as \"Asia/Shanghai\"".to_owned(),
            Self::SortOrder => "a field and an order, such as \"agentNumber,asc\"".to_owned(),
            Self::Figures => figures::allowed(),
        }
    }

    /// What is allowed, where a description alone does not already say it.
    pub(super) fn bounds(self) -> Option<String> {
        match self {
            Self::Integer(..)
            | Self::Code(_)
            | Self::Codes(_)
            | Self::Percent
            | Self::Duration(..)
            | Self::Size(..)
            | Self::Limits
            | Self::Figures
            | Self::Choices(_)
            | Self::Choice(_)
            | Self::ChoiceBut(..) => Some(self.allowed()),
            _ => None,
        }
    }

    /// The value as an error may repeat it; `None` where it may be or hold a secret.
    pub(super) fn shown(self, raw: &Raw) -> Option<String> {
        match (self, raw) {
            (Self::Secret | Self::EnvName, _) => None,
            (Self::Url | Self::HubUrl | Self::NatsUrl, Raw::Text(text)) if text.contains(['@', '?', '#']) => None,
            _ => Some(raw.show()),
        }
    }

    /// Text of an environment variable or a flag as the kind would have it in the file. What cannot
    /// be read that way stays text, and the check says why not.
    pub(super) fn read_text(self, text: &str) -> Raw {
        let as_text = || Raw::Text(text.to_owned());
        let items = |read: fn(&str) -> Raw| {
            if text.trim().is_empty() {
                return Raw::List(Vec::new());
            }
            Raw::List(text.split(',').map(|item| read(item.trim())).collect())
        };
        match self {
            Self::Bool => text.trim().parse().map_or_else(|_| as_text(), Raw::Bool),
            Self::Integer(..) | Self::Code(_) => integer(text.trim()),
            Self::Percent | Self::Number => text.trim().parse().map_or_else(|_| as_text(), Raw::Float),
            Self::Codes(_) => items(integer),
            Self::Limits
            | Self::Texts
            | Self::Networks
            | Self::Choices(_)
            | Self::Bindings
            | Self::Command
            | Self::Figures => items(|item| Raw::Text(item.to_owned())),
            _ => as_text(),
        }
    }

    /// The checked value, or a predicate that says what is wrong with it.
    pub(super) fn check(self, raw: &Raw) -> Result<Value, String> {
        let wrong = || {
            let slip = self.slip(raw).map(|slip| format!("; {slip}")).unwrap_or_default();
            format!("must be {}{slip}", self.allowed())
        };
        match (self, raw) {
            (Self::Text, Raw::Text(text)) if is_line(text, TEXT_BYTES) => Ok(Value::Text(text.trim().to_owned())),
            (Self::OptionalText, Raw::Text(text)) if text.trim().is_empty() || is_line(text, TEXT_BYTES) => {
                Ok(Value::Text(text.trim().to_owned()))
            }
            (Self::Secret, Raw::Text(text)) if is_line(text, SECRET_BYTES) => {
                Ok(Value::Secret(SecretString::from(text.trim())))
            }
            (Self::EnvName, Raw::Text(text)) if is_env_name(text) => Ok(Value::Text(text.clone())),
            (Self::Path, Raw::Text(text)) if is_line(text, 4096) => Ok(Value::Path(PathBuf::from(text))),
            (Self::Bool, Raw::Bool(flag)) => Ok(Value::Bool(*flag)),
            (Self::Integer(min, max), Raw::Integer(number)) if (min..=max).contains(number) => {
                Ok(Value::Integer(*number))
            }
            (Self::Code(codes), Raw::Integer(number)) if codes.contains(number) => Ok(Value::Integer(*number)),
            (Self::Codes(codes), Raw::List(items)) => items
                .iter()
                .map(|item| match item {
                    Raw::Integer(number) if codes.contains(number) => Some(*number),
                    _ => None,
                })
                .collect::<Option<_>>()
                .map(Value::Integers)
                .ok_or_else(wrong),
            (Self::Percent, Raw::Float(number)) if (0.0..=100.0).contains(number) => Ok(Value::Number(*number)),
            (Self::Percent, Raw::Integer(number)) if (0..=100).contains(number) => Ok(Value::Number(*number as f64)),
            (Self::Number, Raw::Float(number)) if (0.0..=1e9).contains(number) => Ok(Value::Number(*number)),
            (Self::Number, Raw::Integer(number)) if (0..=1_000_000_000).contains(number) => {
                Ok(Value::Number(*number as f64))
            }
            (Self::Command, Raw::List(items)) => {
                texts(items, |_| true).filter(|items| is_command(items)).map(Value::Texts).ok_or_else(wrong)
            }
            (Self::Duration(min, max), Raw::Text(text)) => duration(text)
                .filter(|d| (Duration::from_secs(min)..=Duration::from_secs(max)).contains(d))
                .map(Value::Duration)
                .ok_or_else(wrong),
            (Self::Size(min, max), raw) => size::read(raw)
                .filter(|bytes| (min..=max).contains(bytes))
                .and_then(|bytes| i64::try_from(bytes).ok())
                .map(Value::Integer)
                .ok_or_else(wrong),
            (Self::Limits, Raw::List(items)) => limits(items).map(Value::Durations).ok_or_else(wrong),
            (Self::Url, Raw::Text(text)) => web::address(text).map(Value::Text),
            (Self::HubUrl, Raw::Text(text)) if !web::is_nats(text) => web::address(text).map(Value::Text),
            (Self::HubUrl | Self::NatsUrl, Raw::Text(text)) => {
                web::nats_address(text).map(Value::Text).ok_or_else(wrong)
            }
            (Self::Word, Raw::Text(text)) if is_word(text) => Ok(Value::Text(text.clone())),
            (Self::Listen, Raw::Text(text)) => {
                let address: Option<SocketAddr> = text.trim().parse().ok();
                address.map(|address| Value::Text(address.to_string())).ok_or_else(wrong)
            }
            (Self::Networks, Raw::List(items)) => {
                texts(items, |text| text.parse::<Subnet>().is_ok()).map(Value::Texts).ok_or_else(wrong)
            }
            (Self::Texts, Raw::List(items)) => {
                texts(items, |text| !text.contains(',')).map(Value::Texts).ok_or_else(wrong)
            }
            (Self::Bindings, Raw::List(items)) => texts(items, |_| true).map(Value::Texts).ok_or_else(wrong),
            (Self::Choices(words), Raw::List(items)) => {
                let chosen = texts(items, |_| true).ok_or_else(wrong)?;
                match chosen.iter().find(|word| !words.contains(&word.as_str())) {
                    None => Ok(Value::Texts(chosen)),
                    Some(word) => {
                        let near = nearest(word, words.iter().copied()).map(|word| format!("\"{word}\""));
                        Err(wrong() + &hint(near.as_deref()))
                    }
                }
            }
            (Self::ChoiceBut(words, refused), Raw::Text(text)) => {
                match refused.iter().find(|(word, _)| text.trim().eq_ignore_ascii_case(word)) {
                    Some((_, why)) => Err((*why).to_owned()),
                    None => Self::Choice(words).check(raw),
                }
            }
            (Self::Choice(words), Raw::Text(text)) => {
                if words.contains(&text.as_str()) {
                    return Ok(Value::Text(text.clone()));
                }
                let near = nearest(text, words.iter().copied()).map(|word| format!("\"{word}\""));
                Err(wrong() + &hint(near.as_deref()))
            }
            (Self::Zone, Raw::Text(text)) => zone(text).map(Value::Zone),
            (Self::Figures, Raw::List(items)) => figures::check(items),
            (Self::SortOrder, Raw::Text(text)) if is_sort_order(text) => Ok(Value::Text(text.clone())),
            _ => Err(wrong()),
        }
    }
}

impl Kind {
    /// What to write where only quotes, a unit or brackets are missing, or quotes are too many. A secret is not repeated.
    fn slip(self, raw: &Raw) -> Option<String> {
        let bare = match raw {
            Raw::Integer(_) | Raw::Float(_) | Raw::Bool(_) => Some(raw.show()),
            Raw::Other(shown) if !shown.starts_with('{') => Some(shown.clone()),
            _ => None,
        };
        match (self, raw) {
            (Self::Secret | Self::EnvName, _) => bare.map(|_| "write it in quotes".to_owned()),
            (Self::Duration(..), Raw::Integer(number)) if *number >= 0 => {
                Some(format!("write it in quotes and with its unit, such as \"{number}s\""))
            }
            (Self::Duration(..), Raw::Text(text)) => {
                with_unit(text).map(|whole| format!("write it with its unit, such as {whole}"))
            }
            (Self::Limits, Raw::List(items)) => {
                let units: Option<Vec<String>> = items
                    .iter()
                    .map(|item| match item {
                        Raw::Integer(number) => with_unit(&number.to_string()),
                        Raw::Text(text) => with_unit(text),
                        _ => None,
                    })
                    .collect();
                let units = units.filter(|units| !units.is_empty())?;
                Some(format!("write each with its unit, such as [{}]", units.join(", ")))
            }
            (Self::Choice(words) | Self::ChoiceBut(words, _), _) => {
                bare.filter(|bare| words.contains(&bare.as_str())).map(|bare| format!("write it in quotes: \"{bare}\""))
            }
            (
                Self::Text | Self::OptionalText | Self::Path,
                Raw::Integer(_) | Raw::Float(_) | Raw::Bool(_) | Raw::Other(_),
            ) => bare.map(|bare| format!("write it in quotes: \"{bare}\"")),
            (Self::Texts, Raw::List(items)) => {
                let all = !items.is_empty() && items.iter().all(|item| matches!(item, Raw::Integer(_) | Raw::Text(_)));
                let bare = items.iter().any(|item| matches!(item, Raw::Integer(_)));
                (all && bare).then(|| "write each in quotes".to_owned())
            }
            (Self::Bool, Raw::Text(text)) if matches!(text.trim(), "true" | "false") => {
                Some(format!("write it without quotes: {}", text.trim()))
            }
            (Self::Integer(..) | Self::Code(_), Raw::Text(text)) => {
                text.trim().parse::<i64>().ok().map(|number| format!("write it without quotes: {number}"))
            }
            (Self::Percent | Self::Number, Raw::Text(text)) => {
                let number = text.trim().trim_end_matches('%').trim_end();
                let is_one = number.parse::<f64>().is_ok_and(f64::is_finite);
                is_one.then(|| format!("write it without quotes: {number}"))
            }
            _ => None,
        }
    }
}

/// A number of seconds as a duration is written; `None` for what is more than a number.
fn with_unit(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = !text.is_empty() && text.len() < 10 && text.chars().all(|c| c.is_ascii_digit());
    digits.then(|| format!("\"{text}s\""))
}

fn integer(text: &str) -> Raw {
    text.parse().map_or_else(|_| Raw::Text(text.to_owned()), Raw::Integer)
}

fn join(codes: &[i64]) -> String {
    let words: Vec<String> = codes.iter().map(ToString::to_string).collect();
    words.join(", ")
}

/// Whole hours, minutes or seconds, as a person would write them.
fn short(seconds: u64) -> String {
    match seconds {
        s if s > 0 && s.is_multiple_of(3600) => format!("{}h", s / 3600),
        s if s > 0 && s.is_multiple_of(60) => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

/// Whether it can stand in a subject of NATS, and in the name of a stream.
fn is_word(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    !text.is_empty() && text.len() <= 32 && text.chars().all(fits)
}

/// Whether text is one non-blank line of printable length.
pub(super) fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.len() <= most && !text.chars().any(char::is_control)
}

// Capitals only: a secret pasted here by mistake is then refused instead of printed as "not set".
fn is_env_name(text: &str) -> bool {
    text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

fn is_sort_order(text: &str) -> bool {
    text.split_once(',').is_some_and(|(field, order)| {
        field.starts_with(|c: char| c.is_ascii_alphabetic())
            && field.len() <= 64
            && field.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && matches!(order, "asc" | "desc")
    })
}

fn duration(text: &str) -> Option<Duration> {
    humantime::parse_duration(text.trim()).ok()
}

fn limits(items: &[Raw]) -> Option<Vec<Duration>> {
    if !(1..=3).contains(&items.len()) {
        return None;
    }
    let steps: Vec<Duration> = items
        .iter()
        .map(|item| match item {
            Raw::Text(text) => duration(text),
            _ => None,
        })
        .collect::<Option<_>>()?;
    let mut below = Duration::ZERO;
    for step in &steps {
        if *step <= below {
            return None;
        }
        below = *step;
    }
    Some(steps)
}

fn texts(items: &[Raw], accept: fn(&str) -> bool) -> Option<Vec<String>> {
    items
        .iter()
        .map(|item| match item {
            Raw::Text(text) if is_line(text, TEXT_BYTES) && accept(text) => Some(text.trim().to_owned()),
            _ => None,
        })
        .collect()
}

fn zone(text: &str) -> Result<Tz, String> {
    if let Ok(zone) = text.parse() {
        return Ok(zone);
    }
    let wanted = text.trim().replace(' ', "_");
    if let Some(zone) = city::zone(&wanted) {
        return Err(format!("is not an IANA time zone{}", hint(Some(zone))));
    }
    let names = || TZ_VARIANTS.iter().map(|zone| zone.name());
    // A bare city is a commoner slip than a misspelt zone, so it is looked for first.
    let by_city =
        names().find(|name| name.rsplit_once('/').is_some_and(|(_, city)| city.eq_ignore_ascii_case(&wanted)));
    // Letters such as CST name several zones, none of them near in spelling.
    let by_spelling = || nearest(&wanted, names()).filter(|_| wanted.len() > 4);
    match by_city.or_else(by_spelling) {
        Some(name) => Err(format!("is not an IANA time zone{}", hint(Some(name)))),
        None => Err("is not an IANA time zone, such as \"Asia/Shanghai\"".to_owned()),
    }
}

/// Whether a command can be started without a shell to look for it: an absolute path comes first.
fn is_command(items: &[String]) -> bool {
    items.is_empty() || items.first().is_some_and(|program| PathBuf::from(program).is_absolute())
}
