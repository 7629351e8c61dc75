//! Figures in words: durations, ages, counts, shares, the clock.
//!
//! What stands in a column is the same in every language, so that no column widens: `mm:ss` and `12h05m`, thousands in
//! groups of three, shares. Ages, limits and dates are words, and follow the language of the reader.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Offset};
use chrono_tz::Tz;

use super::{Language, Speaks};
use crate::model::Stamp;
use crate::model::share::is_contradictory;

/// `mm:ss`, past an hour `h:mm:ss`, past ten hours `12h05m`, past a thousand `1234h`: never more than seven cells.
/// `dash` for what is unknown.
pub fn duration(ms: Option<i64>, dash: &str) -> String {
    let Some(ms) = ms else { return dash.to_owned() };
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes:02}:{rest:02}"),
        1..10 => format!("{hours}:{minutes:02}:{rest:02}"),
        10..1000 => format!("{hours}h{minutes:02}m"),
        _ => format!("{hours}h"),
    }
}

/// An age, short: `12s`, `4m`, `2h`, `3d`; `12秒`, `4分钟`, `2小时`, `3天`.
pub fn age(to: impl Speaks, ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let [days, hours, minutes, rest] = match to.language() {
        Language::English => ["d", "h", "m", "s"],
        Language::Chinese => ["天", "小时", "分钟", "秒"],
    };
    match seconds {
        0..60 => format!("{seconds}{rest}"),
        60..3600 => format!("{}{minutes}", seconds / 60),
        3600..86_400 => format!("{}{hours}", seconds / 3600),
        _ => format!("{}{days}", seconds / 86_400),
    }
}

/// Hours, minutes and seconds of a limit.
fn units(language: Language) -> [&'static str; 3] {
    match language {
        Language::English => ["h", "m", "s"],
        Language::Chinese => ["时", "分", "秒"],
    }
}

/// A limit, as settings would write it: `20s`, `5m`, `1h`, `1h30m`; `20秒`, `5分`, `1时`, `1时30分`.
pub fn limit(to: impl Speaks, ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let units = units(to.language());
    let parts = [hours, minutes, rest].into_iter().zip(units);
    let parts: Vec<String> = parts.filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    match (parts.is_empty(), units) {
        (true, [.., second]) => format!("0{second}"),
        (false, _) => parts.concat(),
    }
}

/// A duration as it is read aloud, in its two largest units: `45 seconds`, `1 hour 30 minutes`; `45 秒`, `1 小时 30 分钟`.
pub fn spoken(to: impl Speaks, ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let parts = [seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60];
    let units = match to.language() {
        Language::English => ["day", "hour", "minute", "second"],
        Language::Chinese => ["天", "小时", "分钟", "秒"],
    };
    let largest = parts.iter().position(|n| *n > 0).unwrap_or(parts.len() - 1);
    let said = parts.iter().zip(units).enumerate().filter(|(at, (n, _))| {
        // Seconds say nothing of what has lasted for hours.
        *at == largest || *at == largest + 1 && **n > 0
    });
    let word = |(_, (n, unit)): (usize, (&i64, &str))| match to.language() {
        Language::English if *n != 1 => format!("{n} {unit}s"),
        _ => format!("{n} {unit}"),
    };
    said.map(word).collect::<Vec<_>>().join(" ")
}

/// A count with separators between thousands. `dash` for what is unknown.
pub fn count(value: Option<u64>, dash: &str) -> String {
    let Some(value) = value else { return dash.to_owned() };
    let digits = value.to_string();
    if value < 1000 {
        return digits;
    }
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `812 B`, `1.2 MB`, decimal.
pub fn bytes(bytes: u64) -> String {
    let (size, unit) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kB"),
        1_000_000..1_000_000_000 => (bytes as f64 / 1e6, "MB"),
        _ => (bytes as f64 / 1e9, "GB"),
    };
    format!("{size:.1} {unit}")
}

/// A share (0 to 1) as `4.3 %`. One that cannot be is marked: `150 % !`, and some of nothing `– !`.
pub fn percent(share: Option<f64>, dash: &str) -> String {
    match share {
        Some(share) if !is_contradictory(share) => percent_of(share * 100.0),
        Some(share) if share.is_finite() => format!("{} !", percent_of(share * 100.0)),
        Some(share) if share.is_infinite() => format!("{dash} !").trim_start().to_owned(),
        _ => dash.to_owned(),
    }
}

/// A figure that is a percentage already, `4.3 %`; a round one without its zero.
pub fn percent_of(percent: f64) -> String {
    let rounded = (percent * 10.0).round() / 10.0;
    if (rounded - rounded.round()).abs() < 0.05 { format!("{rounded:.0} %") } else { format!("{rounded:.1} %") }
}

/// A number with at most two digits behind the point, without trailing zeros.
pub fn score(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `1st`, `2nd`, `3rd`, `4th`; `第1`.
pub fn ordinal(to: impl Speaks, n: u32) -> String {
    if to.language() == Language::Chinese {
        return format!("第{n}");
    }
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// The moment on the site's calendar in a chrono `pattern` of the English order, which is turned into that of the
/// language (`%a %d %b`: `Sat 21 Nov`, `11月21日 周六`), and the zone's offset from UTC (`+08`, `+05:30`).
/// `None` outside the calendar.
pub fn clock(to: impl Speaks, at: Stamp, zone: Tz, pattern: &str) -> Option<(String, String)> {
    let local = at.in_zone(&zone)?;
    let offset = local.offset().fix().local_minus_utc();
    let (sign, size) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    let (hours, minutes) = (size / 3600, size / 60 % 60);
    let offset = if minutes == 0 { format!("{sign}{hours:02}") } else { format!("{sign}{hours:02}:{minutes:02}") };
    Some((local.format(&in_order(to.language(), pattern, &local)).to_string(), offset))
}

/// `pattern` in the order of the language, with its own name of the weekday.
fn in_order<'a, Z: chrono::TimeZone>(language: Language, pattern: &'a str, local: &DateTime<Z>) -> Cow<'a, str> {
    if language == Language::English || !pattern.contains("%b") {
        return Cow::Borrowed(pattern);
    }
    let weekdays = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
    let weekday = weekdays.get(local.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
    let turned = pattern.replace("%a %d %b", "%d %b %a").replace("%d %b", "%-m月%-d日");
    Cow::Owned(turned.replace("%a", weekday))
}
