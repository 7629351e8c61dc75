//! Today by half hours, and what the site's totals are by them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use super::report::Report;
use crate::model::day::{Shown, shown, tell_apart};
use crate::model::{AiTotals, Cell, ChatTotals, MetricRow, MetricTable, Stamp};
use crate::platforms::DaySpan;

/// The rows as a table. How a half hour is written is documented nowhere; see [`begins`].
pub(super) fn table(report: Report, day: DaySpan, zone: Tz) -> MetricTable {
    let Report { metrics, rows, totals, left_out: _ } = report;
    let rows = rows.into_iter().map(|row| MetricRow {
        from: begins(&row.subject, day, zone),
        key: row.subject.clone(),
        label: row.subject,
        cells: row.cells,
        ..MetricRow::default()
    });
    let mut rows: Vec<MetricRow> = rows.collect();
    tell_apart(&mut rows, zone);
    MetricTable { plan: None, expected: Some(rows.len() as u64), metrics, rows, totals }
}

/// The chats with people where no agent's report could be had. Only how many there were means the same in both: valid
/// sessions and unanswered ones are counted here among all sessions, those with robots included.
pub(super) fn totals(report: &Report) -> ChatTotals {
    ChatTotals { chats: sum(report, "manualCount"), ..ChatTotals::default() }
}

/// Adds to the chats with people what only the sessions by time tell: how many waited for an agent, gave up waiting,
/// and were lost.
pub(super) fn with_queue(totals: ChatTotals, report: &Report) -> ChatTotals {
    ChatTotals {
        queued: sum(report, "queueUpCount"),
        gave_up: sum(report, "queueGiveUpCount"),
        lost: sum(report, "lossCount"),
        ..totals
    }
}

/// The robots' sessions: how many there were, how many of them an agent took over, and how many robots contained.
pub(super) fn ai(report: &Report) -> Option<AiTotals> {
    let totals = AiTotals {
        sessions: sum(report, "robotCount"),
        handed: sum(report, "robotManualSucCount"),
        told_contained: sum(report, "robotOnlyCount"),
        ..AiTotals::default()
    };
    (totals != AiTotals::default()).then_some(totals)
}

/// The vendor's own total, or the sum of the rows: 0 where there are none, unless the header says that there is no such
/// column.
fn sum(report: &Report, key: &str) -> Option<u64> {
    if report.rows.is_empty() && report.totals.is_none() {
        return (report.metrics.is_empty() || report.column(key).is_some()).then_some(0);
    }
    let column = report.column(key)?;
    let number = |cells: &[Cell]| cells.get(column).and_then(Cell::number).filter(|n| *n >= 0.0 && n.fract() == 0.0);
    match &report.totals {
        Some(totals) => number(totals).map(|total| total as u64),
        None => report.rows.iter().filter_map(|row| number(&row.cells)).reduce(|sum, n| sum + n).map(|sum| sum as u64),
    }
}

/// The beginning of a stretch of time written like `2021-08-05 09:30:00`, `2021-08-05 09:30~10:00`, `09:30-10:00`,
/// `2021-08-05 9` (an hour) or `2021-08-05` (a day): the first date, else today's, and the first time of day.
fn begins(written: &str, day: DaySpan, zone: Tz) -> Option<Stamp> {
    let written = written.trim();
    let dated = written.get(..10).and_then(|date| {
        let date = NaiveDate::parse_from_str(&date.replace('/', "-"), "%Y-%m-%d").ok()?;
        Some((date, written.get(10..).unwrap_or_default()))
    });
    let local = || day.from.in_zone(&zone).map(|from| from.date_naive());
    let (date, rest) = match dated {
        Some((date, rest)) => (date, rest.trim_start_matches('T')),
        None => (local()?, written),
    };
    let time = match rest.trim() {
        "" if dated.is_some() => NaiveTime::MIN,
        rest => time(rest)?,
    };
    at(NaiveDateTime::new(date, time), zone)
}

/// The hour and, behind a colon, the minute that a text begins with.
fn time(text: &str) -> Option<NaiveTime> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
    let (hour, rest) = text.split_at_checked(digits(text))?;
    let minute = rest.trim_start().strip_prefix([':', '：']).map(str::trim_start);
    let minute = match minute {
        Some(minute) => minute.get(..digits(minute))?,
        None => "0",
    };
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

/// A moment on the wall of `zone`: the earlier of two, and where the clocks jumped over it, the first after.
fn at(wall: NaiveDateTime, zone: Tz) -> Option<Stamp> {
    shown(wall, zone).map(Shown::first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_rows_adds_up_to_nought_unless_there_is_no_such_column() {
        let metric = |key: &str| crate::model::Metric {
            key: key.to_owned(),
            label: key.to_owned(),
            group: String::new(),
            unit: crate::model::Unit::Count,
            fold: crate::model::Fold::Sum,
            role: None,
            shown: true,
        };
        let mut report = Report { metrics: Vec::new(), rows: Vec::new(), totals: None, left_out: Vec::new() };
        assert_eq!(totals(&report), ChatTotals { chats: Some(0), ..ChatTotals::default() });
        assert_eq!(ai(&report).and_then(|ai| ai.sessions), Some(0));
        report.metrics.push(metric("manualCount"));
        assert_eq!((totals(&report).chats, ai(&report)), (Some(0), None), "a site without robots");
        report.totals = Some(vec![Cell::Unknown]);
        assert_eq!(totals(&report).chats, None, "the vendor's own total says nothing");
    }

    #[test]
    fn a_half_hour_begins_where_its_text_does() {
        let zone = chrono_tz::Asia::Shanghai;
        let moment = |hour, minute| {
            let date = NaiveDate::from_ymd_opt(2021, 8, 5).unwrap();
            at(date.and_hms_opt(hour, minute, 0).unwrap(), zone).unwrap()
        };
        let from = moment(0, 0);
        let day = DaySpan { date: NaiveDate::default(), from, to: from.plus(86_400_000) };
        for (written, begin) in [
            ("2021-08-05", Some(moment(0, 0))),
            ("2021-08-05 09:30", Some(moment(9, 30))),
            ("2021-08-05 09:30:00", Some(moment(9, 30))),
            ("2021-08-05T09:30:00", Some(moment(9, 30))),
            ("2021/08/05 09:30~10:00", Some(moment(9, 30))),
            ("2021-08-05 09:30:00~2021-08-05 10:00:00", Some(moment(9, 30))),
            ("9:30-10:00", Some(moment(9, 30))),
            ("09:30", Some(moment(9, 30))),
            ("09", Some(moment(9, 0))),
            ("2021-08-05 9", Some(moment(9, 0))),
            ("2021-08-05 23 : 30", Some(moment(23, 30))),
            ("2021-08-05 09：30", Some(moment(9, 30))),
            ("2021-08-05 09时", Some(moment(9, 0))),
            ("24:00", None),
            ("上午", None),
            ("", None),
        ] {
            assert_eq!(begins(written, day, zone), begin, "{written}");
        }
    }
}
