//! Reading a filter.

use regex::{Regex, RegexBuilder};

use super::{Compare, Figure, Filter, FilterError, Place, Term, Test};
use crate::config::nearest;
use crate::lang::{self, Language};
use crate::model::{CallKind, Level, State};

/// The largest compiled expression, in bytes: a filter must not eat the machine it runs on.
const REGEX_SIZE: usize = 1 << 20;

impl Filter {
    /// Reads a filter, in English or in `language`; blanks only let everybody pass.
    ///
    /// # Errors
    /// One sentence for a bad expression, an unknown field or value, or a number that is none.
    pub fn parse(language: Language, typed: &str) -> Result<Self, FilterError> {
        let mut terms = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (negated, body) = match rest.strip_prefix('!') {
                Some(body) => (true, body),
                None => (false, rest),
            };
            if body.is_empty() || body.starts_with(' ') {
                return Err(FilterError::Nothing);
            }
            let (test, behind) = one_test(language, body)?;
            terms.push(Term { negated, test });
            rest = behind.trim_start();
        }
        Ok(Self { text: typed.trim().to_owned(), language, terms })
    }
}

fn one_test(language: Language, body: &str) -> Result<(Test, &str), FilterError> {
    if let Some(pattern) = body.strip_prefix('/') {
        let (pattern, behind) = until(pattern, '/').ok_or(FilterError::Unclosed)?;
        return Ok((regex(&pattern)?, behind));
    }
    if let Some(quoted) = body.strip_prefix('"') {
        let (word, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((Test::Word(Place::Anywhere, word.to_lowercase()), behind));
    }
    let end = body.find(char::is_whitespace).unwrap_or(body.len());
    let (word, behind) = body.split_at(end);
    let Some(at) = word.find([':', '<', '>', '=']).filter(|at| *at > 0) else {
        return Ok((Test::Word(Place::Anywhere, word.to_lowercase()), behind));
    };
    let (field, tail) = word.split_at(at);
    // A quoted value may hold blanks, so it is read from the whole rest.
    if let Some(quoted) = tail.strip_prefix(":\"").and_then(|_| body.get(at + 2..)) {
        let (value, behind) = until(quoted, '"').ok_or(FilterError::Unquoted)?;
        return Ok((field_test(language, field, Compare::Equal, &value)?, behind));
    }
    let (compare, value) = comparison(tail);
    Ok((field_test(language, field, compare, value)?, behind))
}

/// Splits at the first `end` without a backslash before it; the backslash of an escaped one is taken away.
pub(in crate::ui) fn until(text: &str, end: char) -> Option<(String, &str)> {
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

fn regex(pattern: &str) -> Result<Test, FilterError> {
    regex_of(pattern).map(Test::Regex)
}

/// An expression in any case, of bounded size.
pub(in crate::ui) fn regex_of(pattern: &str) -> Result<Regex, FilterError> {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(REGEX_SIZE)
        .build()
        .map_err(|error| FilterError::Regex(last_line(&error.to_string())))
}

/// The regex crate draws the pattern with a caret over several lines; its last line says what is wrong.
fn last_line(error: &str) -> String {
    let line = error.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it cannot be read").trim();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

pub(in crate::ui) fn comparison(tail: &str) -> (Compare, &str) {
    for (sign, compare) in [
        (">=", Compare::AtLeast),
        ("<=", Compare::AtMost),
        (":>=", Compare::AtLeast),
        (":<=", Compare::AtMost),
        (":>", Compare::More),
        (":<", Compare::Less),
        ("==", Compare::Equal),
        (">", Compare::More),
        ("<", Compare::Less),
        ("=", Compare::Equal),
        (":", Compare::Equal),
    ] {
        if let Some(value) = tail.strip_prefix(sign) {
            return (compare, value);
        }
    }
    (Compare::Equal, tail)
}

fn field_test(language: Language, field: &str, compare: Compare, value: &str) -> Result<Test, FilterError> {
    let word = value.to_lowercase();
    let test = match in_english(language, field).as_str() {
        "state" => Test::State(named(language, "state", &word, State::NAMED, State::word)?),
        "call" => Test::Call(named(language, "call", &word, CallKind::NAMED, CallKind::word)?),
        "level" => Test::Level(named(
            language,
            "level",
            &word,
            &[Level::Over, Level::Warn, Level::Watch, Level::Normal],
            |level| {
                Some(match level {
                    Level::Over => "over",
                    Level::Warn => "warn",
                    Level::Watch => "watch",
                    Level::Normal => "normal",
                })
            },
        )?),
        "reason" => Test::Word(Place::Reason, word),
        "name" => Test::Word(Place::Name, word),
        "number" | "no" => Test::Word(Place::Number, word),
        "ext" | "extension" => Test::Word(Place::Extension, word),
        "answered" => number(field, Figure::Answered, compare, value)?,
        "missed" => number(field, Figure::Missed, compare, value)?,
        "dialled" => number(field, Figure::Dialled, compare, value)?,
        "connected" => number(field, Figure::Connected, compare, value)?,
        "time" if lacks_unit(value) => {
            return Err(FilterError::Unit { field: field.to_owned(), value: value.to_owned() });
        }
        "time" => {
            let wanted = duration_ms(value).ok_or_else(|| FilterError::Number {
                field: field.to_owned(),
                value: value.to_owned(),
                wanted: "a duration such as 90s, 5m, 1h30m or 5:00",
            })?;
            Test::Figure(Figure::Time, compare, wanted)
        }
        _ => {
            let all = FIELDS.iter().flat_map(|name| [*name, lang::of(language, name)]).chain(["ext"]);
            return Err(match nearest(field, all) {
                Some(near) => FilterError::NearField { field: field.to_owned(), near: near.to_owned() },
                None => FilterError::Field(field.to_owned()),
            });
        }
    };
    Ok(test)
}

/// Fields by the names that the screen has for them.
const FIELDS: [&str; 12] = [
    mark!("state"),
    mark!("call"),
    mark!("reason"),
    mark!("name"),
    mark!("number"),
    mark!("extension"),
    mark!("answered"),
    mark!("missed"),
    mark!("dialled"),
    mark!("connected"),
    mark!("time"),
    mark!("level"),
];

/// The English name of a field, in small letters, whichever of the two languages it is named in.
fn in_english(language: Language, field: &str) -> String {
    let field = field.to_lowercase();
    FIELDS.iter().find(|name| lang::of(language, name) == field).map_or(field, |name| (*name).to_owned())
}

/// The one value that `word` names: exactly, or as the beginning of only one.
fn named<T: Copy>(
    language: Language,
    field: &'static str,
    word: &str,
    all: &[T],
    name: fn(T) -> Option<&'static str>,
) -> Result<T, FilterError> {
    let is = |value: &&T| name(**value).is_some_and(|name| name == word || lang::of(language, name) == word);
    if let Some(exact) = all.iter().find(is) {
        return Ok(*exact);
    }
    let mut begun = all.iter().filter(|value| !word.is_empty() && name(**value).is_some_and(|n| n.starts_with(word)));
    if let (Some(only), None) = (begun.next(), begun.next()) {
        return Ok(*only);
    }
    let words = || all.iter().filter_map(|value| name(*value));
    if let Some(near) = nearest(word, words().chain(words().map(|words| lang::of(language, words)))) {
        return Err(FilterError::NearValue { field, value: word.to_owned(), near: near.to_owned() });
    }
    let known: Vec<&str> = words().map(|words| lang::of(language, words)).collect();
    Err(FilterError::Value { field, value: word.to_owned(), known: known.join(tr!(language, ", ")) })
}

fn number(field: &str, figure: Figure, compare: Compare, value: &str) -> Result<Test, FilterError> {
    let wanted = value.parse::<i64>().map_err(|_| FilterError::Number {
        field: field.to_owned(),
        value: value.to_owned(),
        wanted: "a number",
    })?;
    Ok(Test::Figure(figure, compare, wanted))
}

/// Whether a duration ends with a number without a unit: `5`, `1h30`. Nothing at all needs no unit, and `5:00` has
/// two.
pub(in crate::ui) fn lacks_unit(text: &str) -> bool {
    let bare = text.ends_with(|c: char| c.is_ascii_digit()) && !text.contains(':');
    bare && duration_ms(text).is_some_and(|ms| ms != 0)
}

/// `90`, `90s`, `5m`, `1h30m`, `5:00`, `1:05:00`, in ms.
pub(in crate::ui) fn duration_ms(text: &str) -> Option<i64> {
    if text.contains(':') {
        let parts: Vec<i64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let seconds = match parts.as_slice() {
            [minutes, seconds] => minutes.checked_mul(60)?.checked_add(*seconds)?,
            [hours, minutes, seconds] => {
                hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(*seconds)?
            }
            _ => return None,
        };
        return seconds.checked_mul(1000);
    }
    let mut total: i64 = 0;
    let mut digits = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let unit = match c {
            's' => 1000,
            'm' => 60_000,
            'h' => 3_600_000,
            'd' => 86_400_000,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    if digits.is_empty() {
        return (!text.is_empty()).then_some(total);
    }
    total.checked_add(digits.parse::<i64>().ok()?.checked_mul(1000)?)
}
