//! What a sparkline draws: columns, with their span and their scale.

use super::Series;
use crate::model::time::Stamp;

/// Counts of one stretch of time after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spark {
    /// When the first column begins.
    pub from: Stamp,
    /// When the last one ends, or would.
    pub to: Stamp,
    /// What a column stands for, in ms.
    pub width_ms: i64,
    /// The counts, the running one last; `None` where nothing is known of it.
    pub columns: Vec<Option<u64>>,
}

impl Spark {
    /// The highest column: what the scale goes up to.
    pub fn top(&self) -> u64 {
        self.columns.iter().flatten().copied().max().unwrap_or(0)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.columns.iter().all(Option::is_none)
    }

    /// Stretches of time of equal width, joined so that there are no more than `columns`. A join of which a part is
    /// unknown has what is known of it.
    pub(in crate::model) fn joined(from: Stamp, width_ms: i64, counts: &[Option<u64>], columns: usize) -> Self {
        if columns == 0 || counts.is_empty() {
            return Self { from, to: from, width_ms, columns: Vec::new() };
        }
        let per = counts.len().div_ceil(columns);
        let sum = |chunk: &[Option<u64>]| chunk.iter().flatten().copied().reduce(u64::saturating_add);
        let span = |stretches: usize| width_ms.saturating_mul(i64::try_from(stretches).unwrap_or(i64::MAX));
        Self {
            from,
            to: from.plus(span(counts.len())),
            width_ms: span(per),
            columns: counts.chunks(per).map(sum).collect(),
        }
    }
}

impl Series {
    /// What was seen since start, in at most `columns` columns.
    pub fn spark(&self, columns: usize) -> Spark {
        let Some(from) = self.start else { return Spark::default() };
        let drawn = self.columns(columns);
        let per = if columns == 0 { 1 } else { self.buckets.len().div_ceil(columns).max(1) };
        let span = |buckets: usize| self.width_ms.saturating_mul(i64::try_from(buckets).unwrap_or(i64::MAX));
        Spark {
            from,
            to: from.plus(span(self.buckets.len())),
            width_ms: span(per),
            columns: drawn.into_iter().map(Some).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_hours_that_have_no_room_are_joined_and_what_is_unknown_stays_so() {
        let counts = [None, None, Some(3), None, Some(1), Some(2), Some(5)];
        let whole = Spark::joined(Stamp(0), 30, &counts, 7);
        assert_eq!((whole.columns.as_slice(), whole.width_ms, whole.to), (&counts[..], 30, Stamp(210)));
        let joined = Spark::joined(Stamp(0), 30, &counts, 4);
        assert_eq!((joined.columns.as_slice(), joined.width_ms), (&[None, Some(3), Some(3), Some(5)][..], 60));
        assert_eq!((joined.to, joined.top()), (Stamp(210), 5));
        assert!(Spark::joined(Stamp(0), 30, &counts, 0).is_empty());
    }

    #[test]
    fn what_was_seen_since_start_says_since_when() {
        let mut series = Series::default();
        for second in 0..60 {
            series.note(Stamp(1_000 + second * 1_000), u64::try_from(second).unwrap());
        }
        let spark = series.spark(6);
        assert_eq!((spark.from, spark.to, spark.width_ms), (Stamp(1_000), Stamp(61_000), 10_000));
        assert_eq!(spark.columns.iter().flatten().sum::<u64>(), 59);
        assert!(Series::default().spark(6).is_empty());
    }
}
