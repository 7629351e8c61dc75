//! Figures in words: durations, ages, counts, shares, the clock.

use chrono::Offset;
use chrono_tz::Tz;

use crate::model::Stamp;

/// `mm:ss`, past an hour `h:mm:ss`, past ten hours `12h05m`, past a thousand `1234h`: never more than seven cells.
/// `dash` for what nobody knows.
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

/// An age, short: `12s`, `4m`, `2h`, `3d`.
pub fn age(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m", seconds / 60),
        3600..86_400 => format!("{}h", seconds / 3600),
        _ => format!("{}d", seconds / 86_400),
    }
}

/// A limit, as settings would write it: `20s`, `5m`, `1h`, `1h30m`.
pub fn limit(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "m"), (rest, "s")];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n}{unit}")).collect();
    if parts.is_empty() { "0s".to_owned() } else { parts.concat() }
}

/// A count with separators between thousands. `dash` for what nobody knows.
pub fn count(value: Option<u64>, dash: &str) -> String {
    let Some(value) = value else { return dash.to_owned() };
    let digits = value.to_string();
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

/// A share (0 to 1) as `4.3 %`.
pub fn percent(share: Option<f64>, dash: &str) -> String {
    share.filter(|share| share.is_finite()).map_or_else(|| dash.to_owned(), |share| percent_of(share * 100.0))
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

/// `1st`, `2nd`, `3rd`, `4th`.
pub fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// The moment on the site's calendar in a chrono `pattern`, and the zone's offset from UTC (`+08`, `+05:30`).
/// `None` outside the calendar.
pub fn clock(at: Stamp, zone: Tz, pattern: &str) -> Option<(String, String)> {
    let local = at.in_zone(&zone)?;
    let offset = local.offset().fix().local_minus_utc();
    let (sign, size) = if offset < 0 { ('-', -offset) } else { ('+', offset) };
    let (hours, minutes) = (size / 3600, size / 60 % 60);
    let offset = if minutes == 0 { format!("{sign}{hours:02}") } else { format!("{sign}{hours:02}:{minutes:02}") };
    Some((local.format(pattern).to_string(), offset))
}
