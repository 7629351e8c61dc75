//! Values as they are gathered, each with what it rests on.

use std::time::Duration;

use super::latency::Latency;
use super::meter::Meter;
use crate::model::SourceId;

/// What must be so for a value to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rests {
    /// Nothing: it stays true.
    Nothing,
    /// The board's loop must not be silent.
    Loop,
    /// Nor may this source be stale.
    Source(SourceId),
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) meter: Meter,
    pub(super) labels: Vec<(&'static str, String)>,
    pub(super) value: Number,
    pub(super) rests: Rests,
    /// Whether it is an age, which goes on.
    pub(super) is_age: bool,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Number {
    /// A count.
    Whole(u64),
    /// A time or a share.
    Real(f64),
    /// Many times.
    Many(Box<Latency>),
}

impl From<u64> for Number {
    fn from(count: u64) -> Self {
        Self::Whole(count)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl From<Latency> for Number {
    fn from(times: Latency) -> Self {
        Self::Many(Box::new(times))
    }
}

/// Values as they are gathered.
#[derive(Debug, Default)]
pub(super) struct Samples(pub(super) Vec<Sample>);

impl Samples {
    /// One more, if it is known.
    pub(super) fn put<const N: usize>(
        &mut self,
        meter: Meter,
        rests: Rests,
        labels: [(&'static str, &str); N],
        value: Option<impl Into<Number>>,
    ) {
        let Some(value) = value.map(Into::into) else { return };
        // No share and no average that is none.
        if matches!(value, Number::Real(value) if !value.is_finite()) {
            return;
        }
        let labels = labels.map(|(name, value)| (name, value.to_owned())).to_vec();
        self.0.push(Sample { meter, labels, value, rests, is_age: false });
    }

    /// One more that grows older, whatever becomes of the board.
    pub(super) fn put_age<const N: usize>(
        &mut self,
        meter: Meter,
        labels: [(&'static str, &str); N],
        age: Option<Duration>,
    ) {
        let before = self.0.len();
        self.put(meter, Rests::Nothing, labels, age.map(|age| age.as_secs_f64()));
        self.0.iter_mut().skip(before).for_each(|sample| sample.is_age = true);
    }
}
