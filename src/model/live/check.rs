//! How many callers wait, held against what the agents' stream says.
//!
//! Events get lost, and no peer says whether its own number is whole. So the calls that no agent has by events are held
//! against a second count: inbound calls in progress by the stream, minus those that agents have by the stream. The two are
//! made of different messages. Both can still be wrong by the same number: where an agent is a second one in a call and
//! events misplace that agent, and by chance where one event in twenty and more is lost.
//!
//! * They agree: the events' figure is the one. After a difference that lasted more than [`SETTLES_MS`] they have to agree
//!   for as long again.
//! * They differ: a range from the smaller to the larger, at once.
//! * No events while the stream shows that calls come and go: at most what the stream says.
//! * Nothing to hold it against: the events' figure, marked as unchecked.
//!
//! Which of the callers without an agent are with a bot or an outside number events alone tell. As long as so many calls in
//! a row were not seen whole ([`WHOLE_ENOUGH`]), a centre in which such parties take part has a range: from the calls that
//! are sure to wait to all of those without an agent.

use serde::{Deserialize, Serialize};

use crate::model::time::Stamp;

/// A difference may last so long, in ms, while messages about one call come one after the other; after one that lasted
/// longer, both must agree for as long.
pub const SETTLES_MS: i64 = 5_000;

/// Callbacks are suspected when calls moved so often in the stream without one.
const SILENT_MOVES: u32 = 3;

/// And the first of these moves is so long ago, in ms: the vendor's retries are not documented, and seconds are usual.
const SILENT_MS: i64 = 30_000;

/// The stream's count is held against that of events while the stream was heard within so long, in ms: it is taken for dead
/// after that.
pub const STREAM_MS: i64 = 60_000;

/// So many inbound calls in a row without a gap, and without an event that came later than [`SETTLES_MS`], show that events
/// are whole and in time. Where one event in a hundred is lost, some four of
/// a call's events are missed when they are, and 200 calls in a row show no gap three times in ten thousand.
pub const WHOLE_ENOUGH: u64 = 200;

/// How many callers wait: inbound calls in which no agent talks, after bot and outside number where events tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// So many: events and stream agree.
    Exact(u64),
    /// No fewer and no more than these.
    Between(u64, u64),
    /// No more than so many: events are missing.
    AtMost(u64, NoEvents),
    /// So many by events, which nothing could be held against.
    Unchecked(u64, NoCheck),
    /// It is not known.
    Unknown(NoEvents),
}

/// Why events do not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoEvents {
    /// Callbacks are not listened for.
    NotListened,
    /// No event of a call has come yet.
    NoneYet,
    /// None has come since then, on our clock, while calls came and went in the stream.
    Silent(Stamp),
}

/// Why there is nothing to hold events against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoCheck {
    /// The vendor does not send the inbound calls in progress.
    NotSent,
    /// The settings narrow the agents: others may have the calls.
    Narrowed,
    /// Not every agent is on the board: others may have the calls.
    Incomplete,
    /// Agents have had more inbound calls than there are.
    Contradictory,
    /// The agents' stream is not heard.
    NoStream,
}

impl Waiting {
    /// The figure where it is one number that was checked.
    pub const fn exact(self) -> Option<u64> {
        match self {
            Self::Exact(count) => Some(count),
            _ => None,
        }
    }

    /// No fewer wait than so many; `None` where nothing is known, or where they may be those of others.
    pub const fn at_least(self) -> Option<u64> {
        match self {
            Self::AtMost(..) | Self::Unknown(_) | Self::Unchecked(_, NoCheck::Narrowed) => None,
            Self::Exact(count) | Self::Between(count, _) | Self::Unchecked(count, _) => Some(count),
        }
    }

    /// No more wait than so many; `None` where nothing is known.
    pub const fn at_most(self) -> Option<u64> {
        match self {
            Self::Exact(count) | Self::Between(_, count) | Self::AtMost(count, _) | Self::Unchecked(count, _) => {
                Some(count)
            }
            Self::Unknown(_) => None,
        }
    }

    /// Whether it can be `count`.
    pub const fn allows(self, count: u64) -> bool {
        match self {
            Self::Exact(exact) => exact == count,
            Self::Between(least, most) => least <= count && count <= most,
            Self::AtMost(most, _) => count <= most,
            Self::Unchecked(..) | Self::Unknown(_) => true,
        }
    }

    /// Whether it is said to be one number that can be relied on.
    pub const fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }
}

/// What events say of inbound calls that no agent has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ByEvents {
    /// All of them.
    pub without_agent: u64,
    /// Of these, those in the menu, with a bot or with an outside number.
    pub elsewhere: u64,
    /// Of these, those who wait though nothing but their beginning, or a key, is known.
    pub begun: u64,
    /// Of these, those of which events do not tell whether they are in the menu, or wait.
    pub menu_or_queue: u64,
    /// Whether it is known who is with a bot: no bot takes part, or events are whole.
    pub apart: bool,
}

impl ByEvents {
    /// Those who wait, without those who may be in the menu.
    pub const fn waiting(&self) -> u64 {
        self.without_agent.saturating_sub(self.elsewhere).saturating_sub(self.menu_or_queue)
    }
}

/// How the two have agreed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Check {
    /// When it was last looked at, on our clock, as all moments here.
    looked: Option<Stamp>,
    agrees: Option<Stamp>,
    differs: Option<Stamp>,
    /// The stream's count minus that of events, when they last differed.
    by: i64,
    /// The difference that was there last lasted.
    lasted: bool,
    /// So often calls moved in the stream since the last event.
    moves: u32,
    moved: Option<Stamp>,
    /// By what a move is noticed: calls in progress, and agents in calls.
    seen: Option<(u64, u64, u64)>,
    /// Since when the stream says that there is no inbound call.
    none: Option<Stamp>,
}

impl Check {
    /// Whether it is time to look again, at most once in `every` ms.
    pub fn is_due(&self, at: Stamp, every: i64) -> bool {
        self.looked.is_none_or(|looked| !(0..every).contains(&at.since(looked)))
    }

    /// Takes note of both counts.
    pub fn look(&mut self, at: Stamp, by_events: u64, by_stream: Option<u64>) {
        self.looked = Some(at);
        let by = by_stream.map_or(0, |stream| difference(stream, by_events));
        if by == 0 {
            self.lasted |= self.lasts(at);
            self.differs = None;
            let agrees = *self.agrees.get_or_insert(at);
            if at.since(agrees) >= SETTLES_MS {
                self.lasted = false;
            }
        } else {
            self.by = by;
            self.agrees = None;
            self.differs.get_or_insert(at);
        }
    }

    fn lasts(&self, at: Stamp) -> bool {
        self.differs.is_some_and(|since| at.since(since) > SETTLES_MS)
    }

    /// Takes note of the calls that the stream tells of.
    pub fn see(&mut self, at: Stamp, calls: (u64, u64, u64)) {
        if self.seen.replace(calls).is_some_and(|seen| seen != calls) {
            self.moves = self.moves.saturating_add(1);
            self.moved.get_or_insert(at);
        }
    }

    /// An event of a call was heard.
    pub const fn heard(&mut self) {
        self.moves = 0;
        self.moved = None;
    }

    /// Takes note whether the stream says that there is no inbound call; since when, if it does.
    pub fn see_none(&mut self, at: Stamp, none: bool) -> Option<Stamp> {
        self.none = if none { self.none.or(Some(at)) } else { None };
        self.none
    }

    /// Whether events are missing at `now`.
    pub fn is_silent(&self, now: Stamp) -> bool {
        self.moves >= SILENT_MOVES && self.moved.is_some_and(|moved| now.since(moved) >= SILENT_MS)
    }

    /// Since when the two have differed, on our clock, and by how much the stream's count is larger; `None` where they agree.
    pub fn differs(&self) -> Option<(Stamp, i64)> {
        self.differs.map(|since| (since, self.by))
    }

    /// This machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        for at in [&mut self.looked, &mut self.agrees, &mut self.differs, &mut self.moved, &mut self.none] {
            *at = at.map(|at| at.plus(by));
        }
    }

    /// How many wait at `now`.
    pub fn waiting(
        &self,
        now: Stamp,
        events: ByEvents,
        no_events: Option<NoEvents>,
        stream: Result<u64, NoCheck>,
    ) -> Waiting {
        match (no_events, stream) {
            (Some(why), Ok(most)) => Waiting::AtMost(most, why),
            (Some(why), Err(_)) => Waiting::Unknown(why),
            (None, Err(why)) => Waiting::Unchecked(events.waiting(), why),
            (None, Ok(stream)) => self.held_against(now, events, stream),
        }
    }

    fn held_against(&self, now: Stamp, events: ByEvents, stream: u64) -> Waiting {
        let by = match difference(stream, events.without_agent) {
            0 if self.unsettled(now) => self.by,
            by => by,
        };
        let other = events.without_agent.saturating_add_signed(by);
        let (least, most) = (events.without_agent.min(other), events.without_agent.max(other));
        let (surely_not, perhaps_not) = if events.apart {
            (events.elsewhere, events.elsewhere.saturating_add(events.menu_or_queue))
        } else {
            (0, events.elsewhere.saturating_add(events.menu_or_queue).saturating_add(events.begun))
        };
        match (least.saturating_sub(perhaps_not), most.saturating_sub(surely_not)) {
            (least, most) if least == most => Waiting::Exact(least),
            (least, most) => Waiting::Between(least, most),
        }
    }

    /// Whether a difference that lasted is over for too short a while.
    fn unsettled(&self, now: Stamp) -> bool {
        let lasted = self.lasted || self.lasts(now);
        lasted && self.agrees.is_none_or(|agrees| now.since(agrees) < SETTLES_MS)
    }
}

fn difference(one: u64, other: u64) -> i64 {
    i64::try_from(i128::from(one) - i128::from(other)).unwrap_or(if one > other { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests;
