//! The calls of one half hour, as a report has them.

use super::half_rows::{HalfColumns, HalfNumbers};
use super::lookup::{Data, Day, Finding, Found, Lookup, ReportAsked, ReportOf};
use super::metric::{Cell, MetricTable};

/// The report that tells of the half hours before the board was there.
pub(in crate::model) const REPORT: Lookup =
    Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day: Day::Today, agent: None });

/// Whether an answer tells of the half hours of today.
pub(in crate::model) fn tells(found: &Found) -> bool {
    found.lookup == REPORT
        && matches!(&found.finding, Finding::Data(data) if matches!(&**data, Data::Report(table) if !table.rows.is_empty()))
}

/// Counts of one half hour; `None` for what the vendor does not tell apart, or does not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HalfCalls {
    /// Calls that came in: no fewer than agents answered.
    pub inbound: Option<u64>,
    /// Of these, those that agents answered.
    pub answered: Option<u64>,
    /// Those that robots answered.
    pub robots: Option<u64>,
    /// Those that were passed on to numbers outside.
    pub outside: Option<u64>,
    /// Calls out.
    pub outbound: Option<u64>,
    /// Of these, those that the customer answered.
    pub connected: Option<u64>,
    /// Time that agents talked on inbound calls, in ms.
    pub talk_ms: Option<u64>,
}

impl HalfCalls {
    /// A half hour in which nothing happened.
    pub const QUIET: Self = Self {
        inbound: Some(0),
        answered: Some(0),
        robots: Some(0),
        outside: Some(0),
        outbound: Some(0),
        connected: Some(0),
        talk_ms: Some(0),
    };

    /// What a row of `table` says.
    pub fn of(table: &MetricTable, cells: &[Cell]) -> Self {
        Self::together(table, std::iter::once(cells))
    }

    /// What rows of `table` come to together, those of several relay numbers for example.
    pub fn together<'a>(table: &MetricTable, rows: impl Iterator<Item = &'a [Cell]>) -> Self {
        let (columns, mut sums) = (HalfColumns::of(table), HalfNumbers::default());
        rows.for_each(|cells| sums.add(&columns.numbers(cells)));
        sums.into()
    }

    /// Whether `table` tells of no call at all. The documents do not say what a row of noughts means, and a platform sends them
    /// for days of which it has no figures just as for days without a call: of a day that is over, that tells nothing.
    pub fn none_in(table: &MetricTable) -> bool {
        let day = Self::together(table, table.rows.iter().map(|row| row.cells.as_slice()));
        [day.inbound, day.answered, day.robots, day.outside, day.outbound].into_iter().flatten().all(|calls| calls == 0)
    }

    /// What came in and was answered neither by an agent nor by a robot, and did not go outside: lost calls and short
    /// abandons together. The vendor has no column for it; unknown where any of these is.
    pub fn unserved(self) -> Option<u64> {
        let served = self.answered?.saturating_add(self.robots?).saturating_add(self.outside?);
        Some(self.inbound?.saturating_sub(served))
    }

    /// All of it that is told: what came in, and what went out.
    pub fn total(self) -> u64 {
        let parts = [self.answered, self.robots, self.outside, self.unserved(), self.outbound];
        parts.into_iter().flatten().fold(0, u64::saturating_add)
    }

    /// Average talk of a call that an agent answered, in ms: after-call work is not in it.
    pub fn average_talk_ms(self) -> Option<u64> {
        self.talk_ms?.checked_div(self.answered?)
    }
}

impl From<HalfNumbers> for HalfCalls {
    fn from(numbers: HalfNumbers) -> Self {
        let told = numbers.0.map(|number| Some(number?.max(0.0).round() as u64));
        let [inbound, answered, robots, outside, outbound, connected, talk_ms] = told;
        let inbound = inbound.map(|inbound| inbound.max(answered.unwrap_or(0)));
        Self { inbound, answered, robots, outside, outbound, connected, talk_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fold, Metric, MetricRow, Role, Unit};

    fn metric(role: Role) -> Metric {
        Metric {
            key: format!("{role:?}"),
            label: String::new(),
            group: String::new(),
            unit: Unit::Count,
            fold: Fold::Sum,
            role: Some(role),
            shown: true,
        }
    }

    fn half(cells: &[(Role, f64)]) -> HalfCalls {
        let metrics = cells.iter().map(|(role, _)| metric(*role)).collect();
        let row: Vec<Cell> = cells.iter().map(|(_, count)| Cell::Number(*count)).collect();
        HalfCalls::of(&MetricTable { metrics, ..MetricTable::default() }, &row)
    }

    #[test]
    fn what_robots_answered_and_what_went_outside_is_neither_lost_nor_abandoned() {
        let told = [(Role::Inbound, 50.0), (Role::Answered, 30.0), (Role::Robots, 9.0), (Role::Outside, 4.0)];
        let half = half(&told);
        assert_eq!((half.unserved(), half.total()), (Some(7), 50));
    }

    #[test]
    fn nothing_is_called_lost_where_the_vendor_does_not_tell_them_apart() {
        let half = half(&[(Role::Inbound, 50.0), (Role::Answered, 30.0), (Role::Robots, 9.0)]);
        assert_eq!((half.unserved(), half.total()), (None, 39));
    }

    #[test]
    fn a_day_without_a_row_and_one_of_nothing_but_noughts_tell_of_no_call() {
        let table = |counts: &[f64]| {
            let metrics = [Role::Inbound, Role::Outbound].map(metric);
            let row = |count: &f64| MetricRow {
                cells: vec![Cell::Number(0.0), Cell::Number(*count)],
                ..MetricRow::default()
            };
            MetricTable { metrics: metrics.to_vec(), rows: counts.iter().map(row).collect(), ..MetricTable::default() }
        };
        assert!(HalfCalls::none_in(&table(&[])) && HalfCalls::none_in(&table(&[0.0, 0.0])));
        assert!(!HalfCalls::none_in(&table(&[0.0, 1.0])), "one call out is a day");
    }

    #[test]
    fn a_column_that_is_not_there_is_unknown_and_not_nothing() {
        let half = half(&[(Role::Outbound, 5.0)]);
        assert_eq!((half.inbound, half.answered, half.outbound, half.connected), (None, None, Some(5), None));
        assert_eq!((half.unserved(), half.average_talk_ms(), HalfCalls::QUIET.average_talk_ms()), (None, None, None));
    }
}
