//! How far a counter grew in each quarter of an hour, as far as it was watched.

use std::collections::VecDeque;

use serde::Serialize;

use crate::model::time::Stamp;

/// A quarter of an hour, in ms: the half hours of every zone begin and end with one, counted since the epoch.
const QUARTER_MS: i64 = 900_000;

/// So many are kept: more than any day of any zone has.
const KEPT: usize = 112;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
struct Quarter {
    /// Which, counted since the epoch.
    nth: i64,
    grown: u64,
    /// Whether it was watched from its beginning.
    whole: bool,
}

/// The growth of one counter, by the vendor's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(super) struct Quarters {
    /// Oldest first, without holes while it is watched.
    cells: VecDeque<Quarter>,
    /// Since when it has been watched without a break.
    watched: Option<Stamp>,
    /// The quarter that ran when a report told of the day, and what had grown in it by then.
    told: Option<(i64, u64)>,
}

const fn nth(at: Stamp) -> i64 {
    at.ms().div_euclid(QUARTER_MS)
}

impl Quarters {
    /// Notes that the counter has grown by so much since it was looked at last, `at` a moment that is not before the last
    /// one.
    pub(super) fn note(&mut self, at: Stamp, grown: u64) {
        let now = nth(at);
        let last = self.cells.back().map(|cell| cell.nth);
        if last.is_none_or(|last| last < now) {
            if last.is_some_and(|last| last + 1 < now) {
                self.watched = None;
            }
            let whole = self.watched.is_some_and(|since| since.ms() <= now.saturating_mul(QUARTER_MS));
            while self.cells.len() >= KEPT {
                self.cells.pop_front();
            }
            self.cells.push_back(Quarter { nth: now, grown: 0, whole });
        }
        self.watched.get_or_insert(at);
        if let Some(cell) = self.cells.back_mut() {
            cell.grown = cell.grown.saturating_add(grown);
        }
    }

    /// It was not watched for a while: what grew meanwhile grew at a time that is not known.
    pub(super) fn break_off(&mut self) {
        self.watched = None;
        self.told = None;
        if let Some(cell) = self.cells.back_mut() {
            cell.whole = false;
        }
    }

    /// A report has told of the day so far.
    pub(super) fn take_report(&mut self) {
        self.told = Some(self.cells.back().map_or((i64::MIN, 0), |cell| (cell.nth, cell.grown)));
    }

    fn within(&self, from: Stamp, to: Stamp) -> impl Iterator<Item = &Quarter> {
        self.cells.iter().filter(move |cell| cell.nth >= nth(from) && cell.nth <= nth(to))
    }

    /// The growth from `from` on, up to the moment `to`, where all of it was watched. Both are in the same half hour; the
    /// quarter that has just begun may still be unlooked at.
    pub(super) fn watched(&self, from: Stamp, to: Stamp) -> Option<u64> {
        let last = self.cells.back().filter(|_| self.watched.is_some()).map(|cell| cell.nth);
        let begun = i64::from(last.is_some_and(|last| last + 1 == nth(to)));
        let (mut grown, mut met) = (0_u64, 0);
        for cell in self.within(from, to) {
            if !cell.whole {
                return None;
            }
            (grown, met) = (grown.saturating_add(cell.grown), met + 1);
        }
        (met + begun > nth(to) - nth(from)).then_some(grown)
    }

    /// The same since a report told of the day; nothing where none did.
    pub(super) fn since_report(&self, from: Stamp, to: Stamp) -> u64 {
        let Some((told, before)) = self.told else { return 0 };
        let since = |cell: &Quarter| match cell.nth.cmp(&told) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => cell.grown.saturating_sub(before),
            std::cmp::Ordering::Greater => cell.grown,
        };
        self.within(from, to).map(since).fold(0, u64::saturating_add)
    }

    /// Whether anything grew between these.
    pub(super) fn has_grown(&self, from: Stamp, to: Stamp) -> bool {
        self.within(from, to).any(|cell| cell.grown > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    /// Ten in the morning.
    const TEN: Stamp = Stamp(1_774_000_800_000);

    fn at(minutes: i64) -> Stamp {
        TEN.plus(minutes * MINUTE)
    }

    /// One call a minute, from the twelfth minute on.
    fn watched_since_twelve(until: i64) -> Quarters {
        let mut quarters = Quarters::default();
        for minute in 12..=until {
            quarters.note(at(minute), u64::from(minute > 12));
        }
        quarters
    }

    #[test]
    fn only_what_was_watched_from_its_beginning_is_told() {
        assert_eq!(nth(TEN) * QUARTER_MS, TEN.ms());
        let quarters = watched_since_twelve(75);
        assert_eq!(quarters.watched(at(0), at(30).plus(-1)), None, "it began in the middle");
        assert_eq!(quarters.watched(at(30), at(60).plus(-1)), Some(30));
        assert_eq!(quarters.watched(at(60), at(75)), Some(16), "as far as it has come");
        assert_eq!(quarters.watched(at(-30), at(0).plus(-1)), None);
    }

    #[test]
    fn a_quarter_that_has_just_begun_is_no_hole() {
        let quarters = watched_since_twelve(44);
        assert_eq!(quarters.watched(at(30), at(45)), Some(15));
        assert_eq!(quarters.watched(at(30), at(60).plus(-1)), Some(15));
        assert_eq!(watched_since_twelve(29).watched(at(30), at(30)), Some(0), "nothing has grown in it");
        assert_eq!(watched_since_twelve(29).watched(at(60), at(61)), None, "that is too long ago");
    }

    #[test]
    fn a_break_makes_its_quarter_unknown_and_a_report_tells_it_with_what_grew_since() {
        let mut quarters = watched_since_twelve(20);
        quarters.take_report();
        for minute in 21..=40 {
            quarters.note(at(minute), 1);
        }
        assert_eq!(quarters.since_report(at(0), at(30).plus(-1)), 9);
        assert_eq!(quarters.since_report(at(30), at(40)), 11);
        quarters.break_off();
        assert_eq!(quarters.since_report(at(0), at(30).plus(-1)), 0);
        quarters.note(at(41), 0);
        assert_eq!(quarters.watched(at(30), at(41)), None);
        // A stream that slept for longer than a quarter is a break too.
        let mut quarters = watched_since_twelve(16);
        quarters.note(at(50), 9);
        quarters.note(at(61), 1);
        assert_eq!(quarters.watched(at(30), at(60).plus(-1)), None);
        assert_eq!(quarters.watched(at(60), at(61)), Some(1));
    }
}
