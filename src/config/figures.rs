//! Figures as a wall's settings write them: `ready`, `ready < 3`, `Free: ready < 3 critical < 1`.
//!
//! What stands behind the name is what is too much or too little, as in a rule; names are those of rules.

use super::choice::AlertFigure;
use super::error::escape;
use super::side::AlertSide;
use super::value::{FromValue, Raw, Value};
use crate::lang::nearest::{hint, nearest};

/// No wall has more.
pub(super) const MOST: usize = 16;
/// Characters of a label at most.
const LABEL: usize = 32;
/// The word before what is critical.
const CRITICAL: &str = "critical";

/// A figure of a wall.
#[derive(Debug, Clone, PartialEq)]
pub struct KioskFigure {
    /// Which.
    pub figure: AlertFigure,
    /// What the site calls it.
    pub label: Option<String>,
    /// Where it is worth a warning; times in seconds, shares in percent.
    pub warning: Option<AlertSide>,
    /// Where it is critical: on the same side, and no nearer.
    pub critical: Option<AlertSide>,
}

/// What is allowed, as it follows "must be".
pub(super) fn allowed() -> String {
    format!(
        "a list of at most {MOST} figures, such as [\"no_agent_yet > 5\", \"longest_wait > 2m {CRITICAL} > 5m\", \
         \"Free: ready < 3\"]"
    )
}

/// The figures of a list as they were written, or what is wrong with the first that is none.
pub(super) fn check(items: &[Raw]) -> Result<Value, String> {
    let wrong = || format!("must be {}", allowed());
    if items.len() > MOST {
        return Err(wrong());
    }
    let mut written = Vec::new();
    for item in items {
        let Raw::Text(text) = item else { return Err(wrong()) };
        read(text).map_err(|what| format!("cannot be read: in \"{}\", {what}", escape(text)))?;
        written.push(text.trim().to_owned());
    }
    Ok(Value::Texts(written))
}

/// One figure, or a clause that says what is wrong with it.
fn read(text: &str) -> Result<KioskFigure, String> {
    let (label, rest) = match text.rfind([':', '：']) {
        Some(at) => {
            let (label, rest) = text.split_at(at);
            (Some(label.trim()), rest.trim_start_matches([':', '：']).trim())
        }
        None => (None, text.trim()),
    };
    let is_label =
        |label: &str| !label.is_empty() && label.chars().count() <= LABEL && !label.chars().any(char::is_control);
    if label.is_some_and(|label| !is_label(label)) {
        return Err(format!("the label must be of 1 to {LABEL} characters"));
    }
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"_-".contains(c)).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(end);
    let Some(figure) = AlertFigure::from_word(name) else {
        let near = nearest(name, AlertFigure::WORDS.iter().copied());
        let all = AlertFigure::WORDS.join(", ");
        return Err(format!("\"{}\" is no figure; the figures are {all}{}", escape(name), hint(near)));
    };
    let (warning, critical) = match rest.split_once(CRITICAL) {
        Some((_, critical)) if critical.trim().is_empty() => {
            return Err(format!("{CRITICAL} lacks its limit, such as {CRITICAL} < 1"));
        }
        Some((warning, critical)) => (side(figure, warning)?, side(figure, critical)?),
        None => (side(figure, rest)?, None),
    };
    if let (Some(warning), Some(critical)) = (warning, critical)
        && !is_beyond(critical, warning)
    {
        return Err(format!("what is {CRITICAL} must be on the same side as what is worth a warning, and further out"));
    }
    Ok(KioskFigure { figure, label: label.map(str::to_owned), warning, critical })
}

/// `< 3`; nothing for nothing.
fn side(figure: AlertFigure, text: &str) -> Result<Option<AlertSide>, String> {
    let text = text.trim();
    let Some(sign) = text.chars().next() else { return Ok(None) };
    let behind = text.get(sign.len_utf8()..).unwrap_or_default().trim();
    let with = match sign {
        '<' => AlertSide::Below,
        '>' => AlertSide::Above,
        '=' => AlertSide::Equals,
        _ => return Err(format!("\"{}\" must begin with <, > or =", escape(text))),
    };
    let limit = limit(figure, behind).filter(|limit| (0.0..=1e9).contains(limit));
    limit.map(with).map(Some).ok_or_else(|| {
        let what = match figure {
            _ if figure.is_time() => "a duration such as 90s or 2m",
            _ if figure.is_percent() => "a number of percent such as 80",
            _ => "a number such as 3",
        };
        format!("\"{}\" must be {what} behind {sign}", escape(behind))
    })
}

fn limit(figure: AlertFigure, text: &str) -> Option<f64> {
    if figure.is_time()
        && let Ok(time) = humantime::parse_duration(text)
    {
        return Some(time.as_secs_f64());
    }
    let number = if figure.is_percent() { text.trim_end_matches('%').trim_end() } else { text };
    number.parse().ok()
}

/// Whether one limit is on the side of the other, and no nearer.
fn is_beyond(critical: AlertSide, warning: AlertSide) -> bool {
    match (warning, critical) {
        (AlertSide::Below(warning), AlertSide::Below(critical)) => critical <= warning,
        (AlertSide::Above(warning), AlertSide::Above(critical)) => critical >= warning,
        // None at all is the end of too few.
        (AlertSide::Below(warning), AlertSide::Equals(critical)) => critical < warning,
        (AlertSide::Above(warning), AlertSide::Equals(critical)) => critical > warning,
        _ => false,
    }
}

impl FromValue for Vec<KioskFigure> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Texts(texts) => texts.iter().map(|text| read(text).ok()).collect(),
            _ => None,
        }
    }

    fn unset() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(figure: AlertFigure) -> KioskFigure {
        KioskFigure { figure, label: None, warning: None, critical: None }
    }

    #[test]
    fn every_figure_of_a_rule_is_one_of_a_wall() {
        for word in AlertFigure::WORDS {
            assert_eq!(read(word), Ok(figure(AlertFigure::from_word(word).unwrap())));
        }
    }

    #[test]
    fn limits_are_on_either_side_and_in_the_figure_s_unit() {
        use AlertSide::{Above, Below, Equals};
        for (text, expected) in [
            ("ready < 3", KioskFigure { warning: Some(Below(3.0)), ..figure(AlertFigure::Ready) }),
            ("ready<3", KioskFigure { warning: Some(Below(3.0)), ..figure(AlertFigure::Ready) }),
            (
                "ready < 3 critical = 0",
                KioskFigure { warning: Some(Below(3.0)), critical: Some(Equals(0.0)), ..figure(AlertFigure::Ready) },
            ),
            ("lost critical > 9", KioskFigure { critical: Some(Above(9.0)), ..figure(AlertFigure::Lost) }),
            ("service_level < 80 %", KioskFigure { warning: Some(Below(80.0)), ..figure(AlertFigure::ServiceLevel) }),
            (
                "longest_wait > 1m30s critical > 300",
                KioskFigure {
                    warning: Some(Above(90.0)),
                    critical: Some(Above(300.0)),
                    ..figure(AlertFigure::LongestWait)
                },
            ),
            (
                "空闲坐席：ready < 3",
                KioskFigure {
                    label: Some("空闲坐席".to_owned()),
                    warning: Some(Below(3.0)),
                    ..figure(AlertFigure::Ready)
                },
            ),
            ("a: b: lost", KioskFigure { label: Some("a: b".to_owned()), ..figure(AlertFigure::Lost) }),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        for (text, why) in [
            ("redy < 3", "\"redy\" is no figure; the figures are ready, "),
            ("redy < 3", "; did you mean ready?"),
            ("", "\"\" is no figure"),
            (": ready", "the label must be of 1 to 32 characters"),
            ("ready below 3", "\"below 3\" must begin with <, > or ="),
            ("ready <", "\"\" must be a number such as 3 behind <"),
            ("ready < 2m", "\"2m\" must be a number such as 3 behind <"),
            ("ready < -1", "\"-1\" must be a number such as 3 behind <"),
            ("ready < nan", "\"nan\" must be a number"),
            ("longest_wait > long", "\"long\" must be a duration such as 90s or 2m behind >"),
            ("service_level < high", "\"high\" must be a number of percent such as 80 behind <"),
            ("ready < 3 critical", "critical lacks its limit, such as critical < 1"),
            ("ready < 3 critical < 5", "must be on the same side"),
            ("ready < 3 critical > 1", "must be on the same side"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
