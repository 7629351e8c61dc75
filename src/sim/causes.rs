//! What happens to a simulated day: one cause at one moment, so that what is said of the day can be held against what
//! happened in it.
//!
//! Up to that moment it is the very day that it is without. How much of what happens then is drawn from a stream of its own
//! (`random::CAUSES`), and acts where lives go on: in `calls/caused` (who calls, how long calls last, who
//! leaves), in `ai` (how a bot's sessions go) and in `server/gap`. One more kind of cause is one more [`Effect`], its row in `KINDS`, and the place where it acts.

use std::ops::Range;
use std::str::FromStr;

use chrono::NaiveTime;
use chrono_tz::Tz;

use super::zone::{self, MINUTE};

/// What a cause makes of the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Effect {
    /// So many agents who take calls go to eat within four minutes, each for as long as the cause lasts.
    Dining(u32),
    /// So many agents who take calls log out within four minutes, for the rest of their shift.
    LogOut(u32),
    /// So many times as many customers call.
    Arrivals(f64),
    /// Talks with customers who call, and the work after them, take so many times as long.
    HandleTime(f64),
    /// The next release of the robot with this id is worse: so many times as many of its sessions ask for an agent.
    WorseBot {
        /// The robot's id.
        robot: i64,
        /// So many times as many, 1 to 2.5.
        times: f64,
    },
    /// The platform answers nothing: streams are silent, requests and callbacks wait. Nothing happens to the day itself.
    DataGap,
}

/// What happens to the day, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cause {
    /// What it makes of the day.
    pub effect: Effect,
    /// When it begins, Unix ms.
    pub at: i64,
    /// How long it lasts, in ms.
    pub lasts: i64,
}

/// Agents leave within so long, in ms.
pub(super) const WITHIN: i64 = 4 * MINUTE;

/// The robot whose release it is unless asked otherwise: Ava.
const RELEASED: i64 = 15;

/// A cause without a time begins so long after the centre does, in ms.
const SOON: i64 = 2 * MINUTE;

/// A kind of cause: its name, how strong it is and how long it lasts (in ms) unless asked otherwise, how strong it may be,
/// whether in whole numbers only, and what makes it of a number. A gap's strength is how many minutes it lasts.
struct Kind {
    name: &'static str,
    usual: f64,
    lasts: i64,
    allowed: Range<f64>,
    whole: bool,
    make: fn(f64) -> Effect,
}

/// Every kind there is, in the order in which they are listed.
const KINDS: [Kind; 6] = [
    Kind {
        name: "dining",
        usual: 6.0,
        lasts: 40 * MINUTE,
        allowed: 1.0..20_001.0,
        whole: true,
        make: |count| Effect::Dining(count as u32),
    },
    Kind {
        name: "log-out",
        usual: 6.0,
        lasts: 12 * 60 * MINUTE,
        allowed: 1.0..20_001.0,
        whole: true,
        make: |count| Effect::LogOut(count as u32),
    },
    Kind { name: "arrivals", usual: 2.0, lasts: 90 * MINUTE, allowed: 0.1..10.1, whole: false, make: Effect::Arrivals },
    Kind {
        name: "handle-time",
        usual: 1.6,
        lasts: 90 * MINUTE,
        allowed: 0.1..10.1,
        whole: false,
        make: Effect::HandleTime,
    },
    Kind {
        name: "worse-bot",
        usual: 1.8,
        lasts: 12 * 60 * MINUTE,
        allowed: 1.0..2.6,
        whole: false,
        make: |times| Effect::WorseBot { robot: RELEASED, times },
    },
    Kind {
        name: "data-gap",
        usual: 3.0,
        lasts: 3 * MINUTE,
        allowed: 1.0..121.0,
        whole: true,
        make: |_| Effect::DataGap,
    },
];

impl Cause {
    /// A cause that begins at this time (Unix ms) and lasts as long as its kind usually does: a gap three minutes, a meal 40,
    /// longer or more calls 90, and who logs out or is released worse is gone for the day.
    pub fn new(effect: Effect, at: i64) -> Self {
        let kind = KINDS
            .iter()
            .find(|kind| std::mem::discriminant(&(kind.make)(kind.usual)) == std::mem::discriminant(&effect));
        Self { effect, at, lasts: kind.map_or(0, |kind| kind.lasts) }
    }

    /// From when to when it lasts, Unix ms.
    pub const fn span(self) -> Range<i64> {
        self.at..self.at.saturating_add(self.lasts)
    }
}

/// A cause as it is asked for: `NAME[=AMOUNT][@HH:MM]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    effect: Effect,
    lasts: i64,
    at: Option<NaiveTime>,
}

impl Asked {
    /// The cause of a centre in this zone that begins at `start` (Unix ms): at its time of that day, or two minutes later.
    pub fn of(self, zone: Tz, start: i64) -> Cause {
        let at = self.at.map(|time| zone::moment(zone, zone::date(zone, start).and_time(time)));
        Cause { effect: self.effect, at: at.unwrap_or(start + SOON), lasts: self.lasts }
    }
}

impl FromStr for Asked {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (what, at) = text.split_once('@').map_or((text, None), |(what, at)| (what, Some(at)));
        let (name, amount) = what.split_once('=').map_or((what, None), |(name, amount)| (name, Some(amount)));
        let kind = KINDS.iter().find(|kind| kind.name == name.trim()).ok_or_else(|| {
            let names = KINDS.map(|kind| kind.name).join(", ");
            format!("`{name}` is no cause; there are {names}, each with =AMOUNT and @HH:MM if you like")
        })?;
        let at = at.map(|at| {
            NaiveTime::parse_from_str(at.trim(), "%H:%M").map_err(|_| format!("`{at}` is no time; write it as 11:07"))
        });
        let amount = amount.map_or(Ok(kind.usual), |amount| kind.amount(amount.trim()))?;
        let effect = (kind.make)(amount);
        let lasts = if effect == Effect::DataGap { amount as i64 * MINUTE } else { kind.lasts };
        Ok(Self { effect, lasts, at: at.transpose()? })
    }
}

impl Kind {
    fn amount(&self, text: &str) -> Result<f64, String> {
        let number = text.parse::<f64>().ok().filter(|number| self.allowed.contains(number));
        number.filter(|number| !self.whole || number.fract() == 0.0).ok_or_else(|| {
            let (low, high) = (self.allowed.start, self.allowed.end);
            if self.whole {
                format!("{}={text}: must be a whole number from {low} to {}", self.name, high - 1.0)
            } else {
                format!("{}={text}: must be a number from {low} to {}", self.name, high - 0.1)
            }
        })
    }
}

#[cfg(test)]
mod tests;
