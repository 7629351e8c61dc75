//! What a difference of the service level between two half hours is made of, part by part.
//!
//! The parts are what a queue is given: how many calls come, how long each takes an agent, how many agents are logged in, how
//! many of them are away, and which share of the calls is a short abandon and so no load. Each part is what the service level
//! of a queue (`erlang::Queue`) changes by when it alone takes the other half hour's value; since that depends on what else has
//! taken it before, it is the mean over all orders of exchange (the Shapley value), so that no order has to be chosen. Parts
//! are whole hundredths of a percentage point, and what they do not come to is the rest: so they and the rest add up to the
//! difference exactly.
//!
//! The queue is no exact picture of a floor: some of who is logged in take no calls, calls are routed by skill, menus and
//! ringing take time. So one number is fitted: how much of the agents who are there counts. It is the same in both half
//! hours, and such that the mean of what the queue gives for the two is the mean of what was measured. What the queue then
//! misses is in the rest. Nothing of this says what brought a part about.

use super::day::HALF_HOUR_MS;
use super::erlang::Queue;
use super::floor::Floor;
use super::kept::KeptHalf;
use super::ledger::Tally;
use crate::model::sort;

/// One thing that the service level depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WhyPart {
    /// Calls that came for agents.
    Arrivals,
    /// How long a call takes an agent.
    HandleTime,
    /// Agents who are logged in.
    LoggedIn,
    /// Of these, who are away: busy, or locked by the system.
    Away,
    /// Which share of the calls is a short abandon.
    ShortAbandons,
}

impl WhyPart {
    /// Every part, in the order in which equal ones are listed.
    pub const ALL: [Self; 5] = [Self::Arrivals, Self::HandleTime, Self::LoggedIn, Self::Away, Self::ShortAbandons];
}

/// So many parts.
const PARTS: usize = WhyPart::ALL.len();

/// Callers are taken to be ready to wait so many seconds on average before they give up.
const PATIENCE_S: f64 = 120.0;

/// Where no talk is known a call is taken to last so many seconds.
const USUAL_CALL_S: f64 = 180.0;

/// So many standard deviations hold 99 % of what comes by chance.
const SPREAD: f64 = 2.576;

/// Hundredths of a percentage point in a whole.
const WHOLE: i64 = 10_000;

/// What was measured of one half hour; `None` where it is not known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WhyHalf {
    /// The service level, in hundredths of a percentage point.
    pub level: i64,
    /// Calls that came for agents: answered, lost, and short abandons.
    pub arrivals: u64,
    /// Average talk of an answered call, holds included, in ms.
    pub talk_ms: Option<u64>,
    /// After-call work of an answered call, in ms: that of all agents, after calls out too, over the answered calls.
    pub wrap_up_ms: Option<u64>,
    /// Agents who were logged in, on average.
    pub logged_in: Option<f64>,
    /// Of these, who were ready, on average.
    pub ready: Option<f64>,
    /// Who were away, on average: busy or locked.
    pub away: Option<f64>,
    /// Short abandons.
    pub short: u64,
}

impl WhyHalf {
    /// Of a half hour; `None` where it has no service level, for no call was answered or lost in it.
    pub fn of(half: &KeptHalf) -> Option<Self> {
        let Tally { answered, in_time, lost, short, .. } = half.tally;
        let resting = half.tally.measured();
        let mean = |of: fn(&Floor) -> u64| half.floor.as_ref().and_then(|floor| floor.mean(of(floor)));
        let wrap_up_ms = half.floor.as_ref().and_then(|floor| {
            let whole = u128::from(floor.wrap_up) * HALF_HOUR_MS as u128;
            u64::try_from(whole.checked_div(u128::from(floor.seen_ms))?.checked_div(u128::from(answered))?).ok()
        });
        Some(Self {
            level: hundredths(in_time, resting)?,
            arrivals: answered.saturating_add(lost).saturating_add(short),
            talk_ms: half.tally.average_talk_ms(),
            wrap_up_ms,
            logged_in: mean(|floor| floor.logged_in),
            ready: mean(|floor| floor.ready),
            away: mean(Floor::away),
            short,
        })
    }
}

/// A share in hundredths of a percentage point, to the nearest; `None` of nothing.
fn hundredths(part: u64, whole: u64) -> Option<i64> {
    let (part, whole) = (u128::from(part), u128::from(whole));
    let twice = (part * 2 * WHOLE as u128 + whole).checked_div(whole * 2)?;
    i64::try_from(twice).ok()
}

/// What a difference is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Why {
    /// The half hour that is asked about.
    pub now: WhyHalf,
    /// The one that it is held against.
    pub then: WhyHalf,
    /// Service level now less that of then, in hundredths of a percentage point.
    pub difference: i64,
    parts: [Option<i64>; PARTS],
    /// What the parts do not come to: [`difference`](Self::difference) less all of them.
    pub rest: i64,
    chances: [i64; PARTS],
}

impl Why {
    /// Of two half hours; `None` where one has no service level, or the two are by other definitions.
    pub fn of(now: &KeptHalf, then: &KeptHalf) -> Option<Self> {
        if (now.within_ms, now.short_ms) != (then.within_ms, then.short_ms) {
            return None;
        }
        let measured = [WhyHalf::of(now)?, WhyHalf::of(then)?];
        let [new, old] = measured;
        let model = Model::of(now, then, &measured);
        let parts = model.parts();
        let difference = new.level - old.level;
        let rest = difference - parts.iter().flatten().sum::<i64>();
        Some(Self { now: new, then: old, difference, parts, rest, chances: model.chances(now, then) })
    }

    /// What a part comes to, in hundredths of a percentage point; `None` where it is not known of both half hours: it is in
    /// the rest.
    pub fn part(&self, part: WhyPart) -> Option<i64> {
        WhyPart::ALL.iter().position(|known| *known == part).and_then(|place| self.parts.get(place).copied().flatten())
    }

    /// The parts, the largest first whichever way it goes; those that are not known last.
    pub fn by_size(&self) -> [(WhyPart, Option<i64>); PARTS] {
        let mut parts = WhyPart::ALL.map(|part| (part, self.part(part)));
        sort::by_key(&mut parts, |(_, size)| std::cmp::Reverse(size.map(i64::abs)));
        parts
    }

    /// How much a part has by chance alone, up or down, in 99 of 100 cases at most; in hundredths of a percentage point.
    pub fn chance(&self, part: WhyPart) -> i64 {
        let place = WhyPart::ALL.iter().position(|known| *known == part);
        place.and_then(|place| self.chances.get(place).copied()).unwrap_or(0)
    }

    /// Whether a part is more than it has by chance alone.
    pub fn stands_out(&self, part: WhyPart) -> bool {
        self.part(part).is_some_and(|size| size.abs() > self.chance(part))
    }

    /// The largest of the parts that stand out, if any does.
    pub fn first(&self) -> Option<WhyPart> {
        self.by_size().into_iter().map(|(part, _)| part).find(|part| self.stands_out(*part))
    }
}

/// What the queue is given, each in the order of [`WhyPart::ALL`]: calls, seconds, agents, agents, share.
type Inputs = [f64; PARTS];

/// The queue of two half hours.
struct Model {
    now: Inputs,
    then: Inputs,
    known: [bool; PARTS],
    /// In time is within so many seconds.
    within: f64,
    /// How much of the agents who are there counts.
    fit: f64,
}

impl Model {
    fn of(now: &KeptHalf, then: &KeptHalf, [new, old]: &[WhyHalf; 2]) -> Self {
        let both = |of: fn(&WhyHalf) -> Option<f64>| of(new).zip(of(old));
        let ms = |ms: Option<u64>| ms.map(|ms| ms as f64 / 1000.0);
        let talk = both(|half| half.talk_ms.map(|ms| ms as f64 / 1000.0));
        // Where it is not known of both it is left out of both.
        let wrap_up = ms(new.wrap_up_ms).zip(ms(old.wrap_up_ms)).unwrap_or_default();
        let handling = talk.map(|(new, old)| (new + wrap_up.0, old + wrap_up.1));
        let (logged_in, away) = (both(|half| half.logged_in), both(|half| half.away));
        let share = |half: &WhyHalf| half.short as f64 / half.arrivals.max(1) as f64;
        let pairs = [
            Some((new.arrivals as f64, old.arrivals as f64)),
            handling.filter(|(new, old)| *new > 0.0 && *old > 0.0),
            logged_in,
            away,
            Some((share(new), share(old))),
        ];
        let [arrivals, handling, logged_in, away, short] = pairs;
        let seen = logged_in.zip(away);
        // What is not known is the same in both half hours: a call of three minutes, and as many agents as it takes.
        let handled = handling.unwrap_or((USUAL_CALL_S, USUAL_CALL_S));
        let (calls, shares) = (arrivals.unwrap_or_default(), short.unwrap_or_default());
        let enough = (calls.0 * handled.0).max(calls.1 * handled.1).max(HALF_HOUR_S) / HALF_HOUR_S;
        let (there, gone) = seen.unwrap_or(((enough, enough), (0.0, 0.0)));
        let mut model = Self {
            now: [calls.0, handled.0, there.0, gone.0, shares.0],
            then: [calls.1, handled.1, there.1, gone.1, shares.1],
            known: [true, handling.is_some(), seen.is_some(), seen.is_some(), true],
            within: now.within_ms.max(0) as f64 / 1000.0,
            fit: 1.0,
        };
        let level = |half: &KeptHalf| half.tally.service_level().unwrap_or(0.0);
        model.fit_to(level(now) + level(then));
        model
    }

    /// The service level of the queue, 0 to 1.
    fn level(&self, [calls, handling, logged_in, away, short]: Inputs) -> f64 {
        let queue = Queue {
            arrivals: calls * (1.0 - short) / HALF_HOUR_S,
            handling,
            agents: (logged_in - away).max(0.0) * self.fit,
            patience: PATIENCE_S,
        };
        queue.served_within(self.within)
    }

    /// Fits how much of the agents counts, so that the two levels of the queue add up to `levels`.
    fn fit_to(&mut self, levels: f64) {
        // From a twentieth of them to twenty times as many, by halving on a scale of factors.
        let (mut low, mut high) = (0.05_f64, 20.0_f64);
        for _ in 0..40 {
            self.fit = (low * high).sqrt();
            if self.level(self.now) + self.level(self.then) < levels { low = self.fit } else { high = self.fit }
        }
    }

    /// What the queue gives where the parts of this set are as now and the others as then.
    fn mixed(&self, set: usize) -> f64 {
        let mut inputs = self.then;
        for ((place, input), now) in inputs.iter_mut().enumerate().zip(self.now) {
            if holds(set, place) {
                *input = now;
            }
        }
        self.level(inputs)
    }

    /// Each part's mean over all orders of exchange, in hundredths of a percentage point.
    fn parts(&self) -> [Option<i64>; PARTS] {
        let levels: Vec<f64> = (0..1 << PARTS).map(|set| self.mixed(set)).collect();
        let gain = |set: usize, place: usize| {
            let with = levels.get(set | 1 << place).copied().unwrap_or(0.0);
            with - levels.get(set).copied().unwrap_or(0.0)
        };
        let mut place = 0..PARTS;
        self.known.map(|known| {
            let place = place.next().unwrap_or(0);
            let without = (0..1_usize << PARTS).filter(|set| !holds(*set, place));
            let mean: f64 = without.map(|set| gain(set, place) * weight(set.count_ones())).sum();
            known.then(|| (mean * WHOLE as f64).round() as i64)
        })
    }

    /// What each part has by chance alone, in hundredths of a percentage point. Calls come and last at random: their number
    /// varies by its square root, a mean of lengths that are about as spread as they are long by as much of it. No part is
    /// told from chance that is smaller than what two such shares of so many calls differ by.
    fn chances(&self, now: &KeptHalf, then: &KeptHalf) -> [i64; PARTS] {
        let ([calls, handling, ..], [calls_then, handling_then, ..]) = (self.now, self.then);
        let talked = |half: &KeptHalf| half.tally.talked.max(1) as f64;
        let of_a_share = |half: &KeptHalf| {
            let (good, all) = (half.tally.in_time as f64 + 1.0, half.tally.measured() as f64 + 2.0);
            good / all * (1.0 - good / all) / all
        };
        let least = of_a_share(now) + of_a_share(then);
        let variances =
            [calls + calls_then, handling.powi(2) / talked(now) + handling_then.powi(2) / talked(then), 0.0, 0.0, 0.0];
        let mut place = 0..PARTS;
        variances.map(|variance| {
            let step = variance.max(0.0).sqrt();
            let place = place.next().unwrap_or(0);
            let moved = (self.moved(place, step) - self.moved(place, -step)) / 2.0;
            (SPREAD * moved.powi(2).max(least).sqrt() * WHOLE as f64).ceil() as i64
        })
    }

    /// The service level between the two half hours, with one part moved by so much.
    fn moved(&self, place: usize, by: f64) -> f64 {
        let mut inputs = self.then;
        for (input, now) in inputs.iter_mut().zip(self.now) {
            *input = f64::midpoint(*input, now);
        }
        if let Some(input) = inputs.get_mut(place) {
            *input = (*input + by).max(0.0);
        }
        self.level(inputs)
    }
}

/// Whether a set of places has this one.
const fn holds(set: usize, place: usize) -> bool {
    set >> place & 1 == 1
}

/// A half hour in seconds.
const HALF_HOUR_S: f64 = HALF_HOUR_MS as f64 / 1000.0;

/// The share of all orders in which just so many others come before one part.
fn weight(before: u32) -> f64 {
    let factorial = |number: u32| (1..=number).map(f64::from).product::<f64>();
    let parts = PARTS as u32;
    factorial(before) * factorial(parts.saturating_sub(1 + before)) / factorial(parts)
}

#[cfg(test)]
mod tests;
