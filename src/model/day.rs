//! Days of the site by its wall clock, which skips and repeats times when clocks change.

use std::collections::HashMap;

use chrono::{LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use super::metric::MetricRow;
use super::time::Stamp;
use super::zone::Zone;

/// Half an hour, in ms.
pub const HALF_HOUR_MS: i64 = 1_800_000;

/// Half hours that a wall clock has.
pub const WALL_HALVES: usize = 48;

/// No day of any zone has more half hours; the calendar's end must not make an endless one.
const HALVES_MAX: i64 = 100;

/// When `date` begins in `zone`. Where clocks skip midnight, the day begins when they have; where they repeat it, it
/// begins the first time. `None` at the calendar's end.
pub fn beginning(date: NaiveDate, zone: Tz) -> Option<Stamp> {
    shown(date.and_time(NaiveTime::MIN), zone).map(Shown::first)
}

/// When a wall clock shows a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Once.
    Once(Stamp),
    /// Twice: clocks were put back.
    Twice(Stamp, Stamp),
    /// Never: clocks were put on, and this is the first moment after.
    Skipped(Stamp),
}

impl Shown {
    /// The first of them, or what comes next.
    pub const fn first(self) -> Stamp {
        match self {
            Self::Once(at) | Self::Twice(at, _) | Self::Skipped(at) => at,
        }
    }
}

/// When the wall clock of `zone` shows `wall`. `None` at the calendar's end.
pub fn shown(wall: NaiveDateTime, zone: Tz) -> Option<Shown> {
    let zone = Zone(zone);
    let moment = |at: chrono::DateTime<Zone>| Stamp(at.timestamp_millis());
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(at) => return Some(Shown::Once(moment(at))),
        LocalResult::Ambiguous(one, other) => return Some(Shown::Twice(moment(one), moment(other))),
        LocalResult::None => {}
    }
    // Clocks change at full minutes in our century, and no zone ever skipped more than a day.
    let whole = wall.with_second(0)?.with_nanosecond(0)?;
    let later = |minutes| whole.checked_add_signed(TimeDelta::minutes(minutes));
    let (mut skipped, mut there) = (0, 1);
    while there <= 2 * 24 * 60 && zone.from_local_datetime(&later(there)?).earliest().is_none() {
        (skipped, there) = (there, there * 2);
    }
    while there - skipped > 1 {
        let middle = i64::midpoint(skipped, there);
        match zone.from_local_datetime(&later(middle)?).earliest() {
            Some(_) => there = middle,
            None => skipped = middle,
        }
    }
    zone.from_local_datetime(&later(there)?).earliest().map(|at| Shown::Skipped(moment(at)))
}

/// The half hours of one day, one after the other as they pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfHours {
    zone: Tz,
    from: Stamp,
    /// What the wall clock shows as each begins, in half hours since its midnight.
    walls: Vec<usize>,
}

impl HalfHours {
    /// Those of the day that `at` is on.
    pub fn of(at: Stamp, zone: Tz) -> Option<Self> {
        let date = at.in_zone(&zone)?.date_naive();
        let from = beginning(date, zone)?;
        let to = beginning(date.succ_opt()?, zone)?;
        let count = (to.since(from) / HALF_HOUR_MS).clamp(1, HALVES_MAX);
        let walls = (0..count).map(|half| {
            let local = from.plus(half * HALF_HOUR_MS).in_zone(&zone);
            local.map_or(0, |local| (local.hour() * 2 + local.minute() / 30) as usize)
        });
        Some(Self { zone, from, walls: walls.collect() })
    }

    /// How many there are: 48 on a day of 24 hours.
    pub const fn count(&self) -> usize {
        self.walls.len()
    }

    /// Which of them `at` is in; `None` on another day.
    pub fn half(&self, at: Stamp) -> Option<usize> {
        let since = at.since(self.from);
        usize::try_from(since.div_euclid(HALF_HOUR_MS)).ok().filter(|half| *half < self.count())
    }

    /// When one begins.
    pub fn begins(&self, half: usize) -> Stamp {
        self.from.plus(i64::try_from(half).unwrap_or(i64::MAX).saturating_mul(HALF_HOUR_MS))
    }

    /// What the wall clock shows as it begins, in half hours since its midnight.
    pub fn wall(&self, half: usize) -> usize {
        self.walls.get(half).copied().unwrap_or(half)
    }

    /// The other half hour at whose beginning the wall clock shows the same, where clocks were put back.
    pub fn twin(&self, half: usize) -> Option<usize> {
        let wall = self.walls.get(half)?;
        self.walls.iter().enumerate().find(|(at, other)| *at != half && *other == wall).map(|(at, _)| at)
    }

    /// Whether the wall clock shows anything twice.
    pub fn has_twins(&self) -> bool {
        self.count() > WALL_HALVES || (0..self.count()).any(|half| self.twin(half).is_some())
    }

    /// What time a half hour is in: `EDT`, or the offset where it has no name.
    pub fn zone_name(&self, half: usize) -> String {
        self.begins(half).in_zone(&self.zone).map(|at| at.format("%Z").to_string()).unwrap_or_default()
    }
}

/// Tells rows of one wall time apart: where clocks were put back, a vendor that has a row for each half hour writes the
/// same over two of them, and the second of these begins at the second. `rows` are in the order of time, or against it.
pub fn tell_apart(rows: &mut [MetricRow], zone: Tz) {
    let times: Vec<Stamp> = rows.iter().filter_map(|row| row.from).collect();
    let backwards = times.first() > times.last();
    let mut seen: HashMap<(Stamp, Option<String>), usize> = HashMap::new();
    for at in 0..rows.len() {
        let Some((from, relay)) = rows.get(at).and_then(|row| Some((row.from?, row.relay.clone()))) else { continue };
        let Some(first) = seen.insert((from, relay), at) else { continue };
        let Some(local) = from.in_zone(&zone) else { continue };
        let Some(Shown::Twice(_, second)) = shown(local.naive_local(), zone) else { continue };
        if let Some(later) = rows.get_mut(if backwards { first } else { at }) {
            later.from = Some(second);
            later.key.push_str(" (2)");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn day(text: &str, zone: Tz) -> HalfHours {
        HalfHours::of(shown(wall(text), zone).unwrap().first(), zone).unwrap()
    }

    #[test]
    fn a_day_has_as_many_half_hours_as_pass_and_knows_which_come_twice() {
        let (york, london, howe) =
            (chrono_tz::America::New_York, chrono_tz::Europe::London, chrono_tz::Australia::Lord_Howe);
        for (date, zone, count, twins) in [
            ("2026-11-01 12:00", york, 50, vec![(2, 4), (3, 5)]),
            ("2026-03-08 12:00", york, 46, vec![]),
            ("2026-10-25 12:00", london, 50, vec![(2, 4), (3, 5)]),
            ("2026-03-29 12:00", london, 46, vec![]),
            ("2026-04-05 12:00", howe, 49, vec![(3, 4)]),
            ("2026-10-04 12:00", howe, 47, vec![]),
            ("2026-11-21 12:00", york, 48, vec![]),
        ] {
            let day = day(date, zone);
            assert_eq!(day.count(), count, "{date} {zone}");
            let found: Vec<_> =
                (0..count).filter_map(|half| Some((half, day.twin(half)?))).filter(|(one, two)| one < two).collect();
            assert_eq!(found, twins, "{date} {zone}");
            assert_eq!(day.has_twins(), !twins.is_empty());
            for half in 0..count {
                assert_eq!(day.half(day.begins(half)), Some(half));
                assert_eq!(day.half(day.begins(half).plus(HALF_HOUR_MS - 1)), Some(half));
            }
            assert_eq!(day.half(day.begins(count)), None, "tomorrow");
            assert_eq!(day.half(day.begins(0).plus(-1)), None, "yesterday");
        }
        let autumn = day("2026-11-01 12:00", york);
        assert_eq!((autumn.zone_name(2), autumn.zone_name(4)), ("EDT".to_owned(), "EST".to_owned()));
        assert_eq!((autumn.wall(2), autumn.wall(4), autumn.wall(49)), (2, 2, 47));
        let spring = day("2026-03-08 12:00", york);
        assert_eq!((spring.wall(3), spring.wall(4)), (3, 6), "02:00 and 02:30 are no half hours of that day");
    }

    #[test]
    fn a_wall_clock_shows_a_time_once_twice_or_never() {
        let york = chrono_tz::America::New_York;
        let at = |text: &str| shown(wall(text), york).unwrap();
        let Shown::Twice(first, second) = at("2026-11-01 01:30") else { panic!("twice") };
        assert_eq!(second.since(first), 3_600_000);
        assert!(matches!(at("2026-11-01 02:00"), Shown::Once(_)));
        let Shown::Once(three) = at("2026-03-08 03:00") else { panic!("once") };
        for skipped in ["2026-03-08 02:00", "2026-03-08 02:01", "2026-03-08 02:30", "2026-03-08 02:59"] {
            assert_eq!(at(skipped), Shown::Skipped(three), "{skipped}");
        }
        // Midnight itself is skipped, or a whole day.
        let cairo = chrono_tz::Africa::Cairo;
        let one = shown(wall("2026-04-24 01:00"), cairo).unwrap().first();
        assert_eq!(beginning(NaiveDate::from_ymd_opt(2026, 4, 24).unwrap(), cairo), Some(one));
        let apia = chrono_tz::Pacific::Apia;
        let next = shown(wall("2011-12-31 00:00"), apia).unwrap().first();
        assert_eq!(shown(wall("2011-12-30 12:00"), apia), Some(Shown::Skipped(next)));
        let howe = chrono_tz::Australia::Lord_Howe;
        let half_past = shown(wall("2026-10-04 02:30"), howe).unwrap().first();
        assert_eq!(shown(wall("2026-10-04 02:10"), howe), Some(Shown::Skipped(half_past)));
    }

    #[test]
    fn two_rows_of_one_wall_time_are_the_two_passes() {
        let york = chrono_tz::America::New_York;
        let first = |text: &str| shown(wall(text), york).unwrap().first();
        let row = |text: &str, relay: &str| MetricRow {
            from: Some(first(text)),
            relay: Some(relay.to_owned()),
            key: text.to_owned(),
            ..MetricRow::default()
        };
        let times =
            ["2026-11-01 00:30", "2026-11-01 01:00", "2026-11-01 01:30", "2026-11-01 01:00", "2026-11-01 01:30"];
        let forth: Vec<MetricRow> = times.iter().flat_map(|time| [row(time, "a"), row(time, "b")]).collect();
        let back: Vec<MetricRow> = forth.iter().rev().cloned().collect();
        let hours = |mut rows: Vec<MetricRow>| {
            tell_apart(&mut rows, york);
            let start = first("2026-11-01 00:00");
            let mut hours: Vec<i64> = rows.iter().map(|row| row.from.unwrap().since(start) / HALF_HOUR_MS).collect();
            hours.dedup();
            hours
        };
        assert_eq!(hours(forth), [1, 2, 3, 4, 5]);
        assert_eq!(hours(back), [5, 4, 3, 2, 1]);
        // The same time twice on another day is a vendor's slip, and stays one time.
        let slip = vec![row("2026-11-02 01:00", "a"), row("2026-11-02 01:00", "a")];
        let mut told = slip.clone();
        tell_apart(&mut told, york);
        assert_eq!(told, slip);
    }
}
