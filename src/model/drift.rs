//! Whether robots' sessions go another way than usual: fewer or more of them ask for an agent, or reach one.
//!
//! **What is compared.** The sessions that ended in the newest half hour that is known whole, with those of the same half hours
//! by the wall clock of the same weekday in the [`WEEKS`] weeks before, as far as those are known: of all sessions, of each
//! robot and each channel, the share of the valid ones that asked for an agent, and the share of those who asked that reached
//! one; and of each reason the share of the valid ones that asked for it, and of those that reached one. Where a group had
//! fewer than [`LEAST`] sessions in that half hour, the half hours before are taken in until there are as many, up to
//! [`HALVES_MAX`] of them. That depends on how many sessions there are, and not on how they went. With fewer than [`LEAST`]
//! sessions now, or in the weeks before, nothing is said. Open sessions never count.
//!
//! **When a mark stands.** The usual share is an estimate too, so the two samples are compared as such, by Fisher's exact test
//! ([`ln_chance`]): a mark stands where two samples of one kind would differ as much, up or down, with a chance of at most
//! [`FALSE_MARKS`] divided by how many comparisons there are in that half hour (Bonferroni). So if nothing has changed, at most
//! one half hour in a hundred has any mark, be there one robot or thirty; for the test is exact, and comparisons of one half
//! hour that depend on each other make that less. The usual share must also lie outside of the exact 99 % interval of
//! the present one, the one that is shown with it; that alone would mark one in a hundred comparisons, and more where the
//! weeks before had few sessions.
//!
//! **Since when.** The half hour of that day from which on a change is most likely: where the sessions since then, taken
//! together, differ most from the usual share, by likelihood. It says no more than that, and nothing of why. What differs with
//! the sessions since then by the least likely chance is named first: a release of one robot shows in all sessions and in each
//! channel too, and most in its own.

use super::ai::AiField;
use super::binomial::{Sample, ln_chance};
use super::day::HALF_HOUR_MS;
use super::funnel::{AiGroup, Funnel, FunnelHalf, FunnelRow, FunnelStep, GroupedBy, KeptFunnels, funnel_of};
use super::time::Stamp;
use crate::model::sort;

/// So many weeks are looked back.
pub const WEEKS: u32 = 4;

/// Of fewer sessions nothing is said.
pub const LEAST: u64 = 100;

/// So many half hours are taken together at most.
pub const HALVES_MAX: usize = 12;

/// Half hours with a mark although nothing has changed, at most, as a share.
pub const FALSE_MARKS: f64 = 0.01;

/// The confidence of the interval that is shown.
pub const CONFIDENCE: f64 = 0.99;

/// What is said of a half hour holds for so long after its end, in ms: by then there is the next one, or nothing new is known.
const HOLDS_MS: i64 = 3 * HALF_HOUR_MS;

/// A wall clock is put on or back by no more than so much, in ms.
const CLOCK_CHANGE_MS: i64 = 2 * 3_600_000;

const WEEK_MS: i64 = 7 * 86_400_000;

/// A share of now beside the usual one.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Of which sessions.
    pub group: AiGroup,
    /// Which step of them.
    pub step: FunnelStep,
    /// The first half hour of now begins then, on the vendor's clock.
    pub from: Stamp,
    /// Now.
    pub now: Sample,
    /// The same half hours of the weeks before.
    pub usual: Sample,
    /// In so many of these weeks they are known.
    pub weeks: u32,
    /// What differs, where that is no chance.
    pub drift: Option<Drift>,
    /// The logarithm of how likely chance makes them differ as much.
    pub ln_chance: f64,
}

impl Comparison {
    /// Where the present share lies with a confidence of 99 %, 0 to 1.
    pub fn interval(&self) -> Option<(f64, f64)> {
        self.now.interval(CONFIDENCE)
    }
}

/// A share that differs from the usual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// Whether it is above it.
    pub higher: bool,
    /// The half hour from which on that is most likely.
    pub since: Stamp,
    /// The logarithm of how likely chance makes the sessions since then differ as much.
    pub ln_chance: f64,
}

/// How the sessions of a half hour compare with those of the weeks before.
#[derive(Clone, Debug, PartialEq)]
pub struct AiDrift {
    /// That half hour ends then, on the vendor's clock.
    pub to: Stamp,
    /// All shares that can be compared: those that differ first, by how little chance explains what is seen since.
    pub compared: Vec<Comparison>,
    /// Kinds of which groups are counted together for want of room, and not compared.
    pub beyond: Vec<GroupedBy>,
}

impl AiDrift {
    /// Those that differ, what chance explains least first.
    pub fn marks(&self) -> impl Iterator<Item = (&Comparison, Drift)> {
        self.compared.iter().filter_map(|compared| Some((compared, compared.drift?)))
    }

    /// What there is to say of a group, its steps in their order.
    pub fn of<'a>(&'a self, by: GroupedBy, name: &'a str) -> impl Iterator<Item = &'a Comparison> {
        let own = move |step| {
            self.compared
                .iter()
                .find(move |compared| compared.group.by == by && compared.group.name == name && compared.step == step)
        };
        FunnelStep::ALL.into_iter().filter_map(own)
    }

    /// Whether it still holds at `now`, on the vendor's clock.
    pub const fn holds(&self, now: Stamp) -> bool {
        now.since(self.to) < HOLDS_MS
    }
}

/// Half hours of AI sessions, and how the newest of them compares.
#[derive(Clone, Debug, Default)]
pub struct AiHalves {
    funnels: KeptFunnels,
    drift: Option<AiDrift>,
}

impl AiHalves {
    /// The half hours.
    pub const fn funnels(&self) -> &KeptFunnels {
        &self.funnels
    }

    /// How the newest compares, while that holds at `now`; `None` where nothing is known to compare.
    pub fn drift(&self, now: Stamp) -> Option<&AiDrift> {
        self.drift.as_ref().filter(|drift| drift.holds(now) && !drift.compared.is_empty())
    }

    /// Takes half hours in, and lets go at `at` of what is too old then.
    pub fn take(&mut self, at: Stamp, halves: Vec<FunnelHalf>) {
        self.funnels.take(halves);
        self.funnels.forget_before(at);
        self.drift = self.funnels.drift();
    }
}

impl GroupedBy {
    /// What it is called where sessions are filtered by it; `None` by nothing.
    pub const fn field(self) -> Option<AiField> {
        match self {
            Self::All => None,
            Self::Robot => Some(AiField::Robot),
            Self::Channel => Some(AiField::Channel),
            Self::Reason => Some(AiField::Reason),
        }
    }
}

impl KeptFunnels {
    /// How the newest half hour compares; `None` where there is none, or nothing is known of the weeks before.
    pub fn drift(&self) -> Option<AiDrift> {
        self.course_to(self.last()?).drift()
    }

    /// A half hour and those of its day before it without a gap, as far as anything is known of the weeks before.
    fn course_to(&self, newest: &FunnelHalf) -> Course {
        let mut halves = Vec::new();
        let mut next = Some(newest);
        while let Some(half) = next {
            let beside = HalfBeside::new(half, (1..=WEEKS).map(|weeks| self.weeks_before(half, weeks)));
            if !beside.is_known() {
                break;
            }
            halves.push(beside);
            next = self.get(half.from.plus(-HALF_HOUR_MS)).filter(|before| before.day == half.day);
        }
        halves.reverse();
        Course { halves }
    }

    /// The half hour of the same weekday so many weeks before, at whose beginning the wall clock showed the same.
    pub fn weeks_before(&self, half: &FunnelHalf, weeks: u32) -> Option<&FunnelHalf> {
        let (day, about) = (half.day - 7 * i64::from(weeks), half.from.plus(-WEEK_MS * i64::from(weeks)));
        let same = |other: &&FunnelHalf| other.day == day && other.wall == half.wall;
        let near = || self.between(about.plus(-CLOCK_CHANGE_MS), about.plus(CLOCK_CHANGE_MS + 1)).find(same);
        self.get(about).filter(same).or_else(near)
    }
}

/// A half hour beside the same one of the weeks before.
#[derive(Clone, Debug)]
pub struct HalfBeside {
    from: Stamp,
    now: Vec<FunnelRow>,
    /// Those of all weeks together.
    usual: Vec<FunnelRow>,
    /// Which weeks are known, from that of a week ago on.
    weeks: Vec<bool>,
}

impl HalfBeside {
    /// A half hour, and that of each week before, as far as it is known.
    pub fn new<'a>(half: &FunnelHalf, weeks: impl Iterator<Item = Option<&'a FunnelHalf>>) -> Self {
        let (mut usual, mut known): (Vec<FunnelRow>, _) = (Vec::new(), Vec::new());
        for week in weeks {
            known.push(week.is_some());
            for row in week.into_iter().flat_map(|week| &week.rows) {
                match usual.iter_mut().find(|sum| sum.group == row.group) {
                    Some(sum) => sum.funnel.add(row.funnel),
                    None => usual.push(row.clone()),
                }
            }
        }
        Self { from: half.from, now: half.rows.clone(), usual, weeks: known }
    }

    /// Whether anything is known of the weeks before.
    pub fn is_known(&self) -> bool {
        self.weeks.contains(&true)
    }
}

/// How the sessions of a day went so far: half hours without a gap, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Course {
    halves: Vec<HalfBeside>,
}

impl Course {
    /// Appends the next half hour.
    pub fn push(&mut self, half: HalfBeside) {
        self.halves.push(half);
    }

    /// How the last half hour compares; `None` where there is none.
    pub fn drift(&self) -> Option<AiDrift> {
        let last = self.halves.last()?;
        // Those of the weeks before too: that a group has no session now may be what differs.
        let of_usual = last.usual.iter().filter(|row| last.now.iter().all(|own| own.group != row.group));
        let (beyond, groups): (Vec<&AiGroup>, Vec<&AiGroup>) =
            last.now.iter().chain(of_usual).map(|row| &row.group).partition(|group| group.is_others());
        let mut compared: Vec<Comparison> =
            groups.into_iter().flat_map(|group| self.compare(group)).flatten().collect();
        let limit = (FALSE_MARKS / compared.len().max(1) as f64).ln();
        for comparison in compared.iter_mut().filter(|comparison| comparison.ln_chance <= limit) {
            comparison.drift = self.differs(comparison);
        }
        sort::by(&mut compared, |one, other| {
            let first = one.drift.is_none().cmp(&other.drift.is_none());
            let chance = |own: &Comparison| own.drift.map_or(own.ln_chance, |drift| drift.ln_chance);
            first.then(chance(one).total_cmp(&chance(other)))
        });
        let beyond = beyond.into_iter().map(|group| group.by).collect();
        Some(AiDrift { to: last.from.plus(HALF_HOUR_MS), compared, beyond })
    }

    /// The shares of a group, each once there are enough sessions: no half hour is taken in that is not needed.
    fn compare(&self, group: &AiGroup) -> [Option<Comparison>; 2] {
        let mut found = [None, None];
        let (mut now, mut usual) = (Funnel::default(), Funnel::default());
        let mut known = [false; WEEKS as usize];
        for half in self.halves.iter().rev().take(HALVES_MAX) {
            now.add(funnel_of(&half.now, group));
            usual.add(funnel_of(&half.usual, group));
            known.iter_mut().zip(&half.weeks).for_each(|(known, week)| *known |= week);
            for (step, place) in FunnelStep::ALL.into_iter().zip(&mut found) {
                let now = now.at(step);
                if place.is_none() && now.of >= LEAST {
                    *place = Some((step, half.from, now, usual.at(step), known.iter().filter(|week| **week).count()));
                }
            }
            if found.iter().all(Option::is_some) {
                break;
            }
        }
        found.map(|found| {
            let (step, from, now, usual, weeks) = found.filter(|(.., usual, _)| usual.of >= LEAST)?;
            let (group, weeks) = (group.clone(), u32::try_from(weeks).unwrap_or(WEEKS));
            Some(Comparison { group, step, from, now, usual, weeks, drift: None, ln_chance: ln_chance(now, usual) })
        })
    }

    /// How a share differs that chance does not explain; `None` where the usual one is within the interval.
    fn differs(&self, comparison: &Comparison) -> Option<Drift> {
        let (low, high) = comparison.interval()?;
        let usual = comparison.usual.share()?;
        let higher = comparison.now.share()? > usual;
        if (low..=high).contains(&usual) {
            return None;
        }
        // Half a session each way: a share of 0 or 1 would rule every other one out.
        let smooth = |sample: Sample| (sample.part as f64 + 0.5) / (sample.of as f64 + 1.0);
        let before = smooth(comparison.usual);
        let (mut together, mut of_usual) = (Sample::default(), Sample::default());
        let (mut since, mut most, mut both) = (comparison.from, 0.0, (comparison.now, comparison.usual));
        for half in self.halves.iter().rev() {
            together = together.and(funnel_of(&half.now, &comparison.group).at(comparison.step));
            of_usual = of_usual.and(funnel_of(&half.usual, &comparison.group).at(comparison.step));
            let after = smooth(together);
            let (yes, no) = (together.part as f64, together.of.saturating_sub(together.part) as f64);
            let gain = yes * (after / before).ln() + no * ((1.0 - after) / (1.0 - before)).ln();
            if (after > before) == higher && gain > most {
                (since, most, both) = (half.from, gain, (together, of_usual));
            }
        }
        Some(Drift { higher, since, ln_chance: ln_chance(both.0, both.1) })
    }
}

#[cfg(test)]
mod tests;
