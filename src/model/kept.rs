//! Totals of half hours that outlast the day: how many calls were answered and lost, and how fast, and where the board saw
//! it, how many agents were there. No call, no number and no agent is in them.
//!
//! Only what the ledger knows whole is kept: a half hour that has ended before the newest records were asked for, whose
//! calls have all ended, to whose beginning the records reach, on a day on which the vendor counts what it lists. The last
//! half hour of a day ends with the day, and so is never known whole.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::day::HALF_HOUR_MS;
use super::floor::{self, Floor};
use super::ledger::{Ledger, ServiceTarget, Tally};
use super::time::Stamp;
use super::weeks::Weeks;

/// The first line of them as text.
const HEAD: &str = "callboard half-hour totals 2";

/// The first line of them as text as earlier programs wrote it, without a word on agents.
const HEAD_BEFORE: &str = "callboard half-hour totals 1";

/// Half hours begin and end with a quarter of an hour in every zone, in ms.
const QUARTER_MS: i64 = 900_000;

/// The totals of one half hour. Serialised they are the line that they are kept as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct KeptHalf {
    /// When it begins, on the vendor's clock.
    pub from: Stamp,
    /// In time was answered within so many ms.
    pub within_ms: i64,
    /// A short abandon was an early hang-up within so many ms.
    pub short_ms: i64,
    /// What its calls came to.
    pub tally: Tally,
    /// What the board saw of the agents; `None` where it did not see enough, or an earlier program kept it.
    pub floor: Option<Floor>,
}

impl KeptHalf {
    /// Whether its service level means the same as one by `target`.
    pub const fn is_by(&self, target: &ServiceTarget) -> bool {
        self.within_ms == target.within_ms && self.short_ms == target.short_ms
    }
}

/// Half hours of the last weeks.
pub type KeptTotals = Weeks<KeptHalf>;

impl Weeks<KeptHalf> {
    /// Takes half hours in, each in the place of the one that begins with it; what was seen of the agents stays.
    pub fn take(&mut self, halves: impl IntoIterator<Item = KeptHalf>) {
        for half in halves {
            let seen = self.halves.get(&half.from).and_then(|known| known.floor);
            let half = KeptHalf { floor: half.floor.or(seen), ..half };
            if self.halves.insert(half.from, half) != Some(half) {
                self.revision += 1;
            }
        }
    }

    /// Takes those in that are not there, and what was seen of the agents where nothing is known of them.
    pub fn fill(&mut self, halves: impl IntoIterator<Item = KeptHalf>) {
        for half in halves {
            let known = self.halves.entry(half.from).or_insert_with(|| {
                self.revision += 1;
                half
            });
            if known.floor.is_none() && half.floor.is_some() {
                known.floor = half.floor;
                self.revision += 1;
            }
        }
    }

    /// Takes in what was seen of the agents in the half hours from `since` on of which nothing is known yet.
    pub(super) fn see(&mut self, since: Stamp, seen: impl Fn(Stamp) -> Option<Floor>) {
        for (from, half) in self.halves.range_mut(since..).filter(|(_, half)| half.floor.is_none()) {
            half.floor = seen(*from);
            self.revision += u64::from(half.floor.is_some());
        }
    }

    /// Takes in what `ledger` knows whole of its day, `skew_ms` ahead of whose moments the vendor's clock is; what is older
    /// than [`KEPT_DAYS`](super::weeks::KEPT_DAYS) days then is let go of.
    pub fn note(&mut self, ledger: &Ledger, skew_ms: i64) {
        self.take(whole_halves(ledger, skew_ms));
        self.forget_before(ledger.day().from);
    }

    /// Those that begin at `from` or later, oldest first.
    pub fn since(&self, from: Stamp) -> impl Iterator<Item = &KeptHalf> {
        self.halves.range(from..).map(|(_, half)| half)
    }

    /// They as text: a line that says what it is, and one of numbers for each half hour.
    pub fn write(&self) -> String {
        let mut text = format!("{HEAD}\n");
        for half in self.halves.values() {
            text.push_str(&String::from(*half));
            text.push('\n');
        }
        text
    }

    /// What [`KeptTotals::write`] wrote, and how many lines are none of it.
    pub fn read(text: &str) -> (Self, usize) {
        let mut lines = text.lines();
        let headed = lines.next().is_some_and(|head| head == HEAD || head == HEAD_BEFORE);
        let halves: Vec<Option<KeptHalf>> = lines.map(|line| half(line).filter(|_| headed)).collect();
        let broken = halves.iter().filter(|half| half.is_none()).count() + usize::from(!headed);
        let mut totals = Self::default();
        totals.take(halves.into_iter().flatten());
        (totals, broken)
    }
}

impl From<KeptHalf> for String {
    fn from(half: KeptHalf) -> Self {
        let KeptHalf { from, within_ms, short_ms, tally, floor } = half;
        let mut line = format!("{} {within_ms} {short_ms}", from.ms());
        let seen = floor.iter().flat_map(Floor::numbers);
        for number in numbers(&tally).into_iter().chain(seen) {
            // Writing to a text cannot fail.
            let _ = write!(line, " {number}");
        }
        line
    }
}

impl TryFrom<String> for KeptHalf {
    type Error = &'static str;

    fn try_from(line: String) -> Result<Self, Self::Error> {
        half(&line).ok_or("these are no totals of a half hour")
    }
}

/// So many numbers stand in a line behind the moment and the definition, and behind them those of the agents, if any.
const NUMBERS: usize = 10;

/// They.
const fn numbers(tally: &Tally) -> [u64; NUMBERS] {
    let Tally { answered, in_time, timed, wait_ms, talked, talk_ms, lost, short, elsewhere, running: _, other } =
        *tally;
    [answered, in_time, timed, wait_ms, talked, talk_ms, lost, short, elsewhere, other]
}

fn half(line: &str) -> Option<KeptHalf> {
    let mut words = line.split(' ');
    let mut signed = || words.next()?.parse::<i64>().ok();
    let (from, within_ms, short_ms) = (signed()?, signed()?, signed()?);
    let counts: Vec<u64> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
    let (tally, seen) = counts.split_at_checked(NUMBERS)?;
    let [answered, in_time, timed, wait_ms, talked, talk_ms, lost, short, elsewhere, other] = tally.try_into().ok()?;
    let floor = match seen.len() {
        0 => None,
        floor::NUMBERS => Some(Floor::of_numbers(seen)?),
        _ => return None,
    };
    let fits = in_time <= timed && timed <= answered && talked <= answered && from.rem_euclid(QUARTER_MS) == 0;
    let tally = Tally { answered, in_time, timed, wait_ms, talked, talk_ms, lost, short, elsewhere, running: 0, other };
    let half = KeptHalf { from: Stamp(from), within_ms, short_ms, tally, floor };
    (fits && within_ms >= 0 && short_ms >= 0).then_some(half)
}

/// The half hours that a ledger knows whole.
pub fn whole_halves(ledger: &Ledger, skew_ms: i64) -> impl Iterator<Item = KeptHalf> + '_ {
    let day = ledger.day();
    let target = ledger.target();
    let known = ledger.as_of().plus(skew_ms).min(day.to);
    let ended = usize::try_from(known.since(day.from) / HALF_HOUR_MS).unwrap_or(0);
    let agreed = ledger.unlisted().is_empty();
    (0..ended).filter(move |_| agreed).filter_map(move |half| {
        let from = day.from.plus(i64::try_from(half).ok()?.saturating_mul(HALF_HOUR_MS));
        let tally = ledger.halves().get(half).copied().unwrap_or_default();
        let whole = ledger.reaches(from) && tally.running == 0;
        let (within_ms, short_ms) = (target.within_ms, target.short_ms);
        whole.then_some(KeptHalf { from, within_ms, short_ms, tally, floor: None })
    })
}

#[cfg(test)]
mod tests;
