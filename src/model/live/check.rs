//! How many callers wait, held against what the agents' stream says.
//!
//! Events get lost, and no peer says whether its own number is whole. So the calls that no agent has by events are held
//! against a second count: inbound calls in progress by the stream, minus those that agents have by the stream. The two are
//! made of different messages. Calls in progress and agents in calls are right in the stream; what it does not tell is
//! which agents share a call, as a colleague who is asked does. That is told by events, so an agent of whom no event tells
//! since they were called makes the stream's count a range: one call more, or none. Where every agent is told of, both
//! counts being the same is no chance, however many events are lost.
//!
//! * They agree: the events' figure is the one. After a difference that lasted more than [`SETTLES_MS`] they have to agree
//!   for as long again.
//! * They differ: a range that holds both, at once.
//! * The calls of more than [`UNTOLD_MOST`] agents are not told: one number, which claims nothing.
//! * No events while the stream shows that calls come and go: at most what the stream says.
//! * Nothing to hold it against: the events' figure, marked as unchecked.
//!
//! Which of the callers without an agent are with a bot or an outside number events alone tell, and nothing can be held
//! against it. So it counts how many inbound calls in a row were seen whole; see [`Apart`].

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
/// are whole and in time. Where one event in a hundred is lost, some three calls in a hundred show a gap, and 300 in a row
/// show none once in ten thousand times.
pub const WHOLE_ENOUGH: u64 = 300;

/// After so many, what is missed now and then is one event and not two of one call: no call is with a bot of which no event
/// told at all.
pub const WHOLE_FOR_BOUNDS: u64 = 50;

/// When so many inbound calls have ended and no word of a bot or an outside number came, none takes part here. Where bots
/// have two calls in five, and one event in two is lost, that would be wrong eight times in ten thousand.
pub const ENDED_ENOUGH: u64 = 20;

/// Agents whose calls are not told make a range as long as they are no more than these.
pub const UNTOLD_MOST: u64 = 3;

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
    /// About so many: there is nothing that it could be held against.
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
    /// So many agents have inbound calls of which no event has told.
    Untold(u64),
    /// Too few calls have ended to know who is with a bot.
    TooFew,
    /// Calls were not seen whole lately, so that it is not known who is with a bot.
    Lossy,
}

impl Waiting {
    /// The figure where it is one number that was checked.
    pub const fn exact(self) -> Option<u64> {
        match self {
            Self::Exact(count) => Some(count),
            _ => None,
        }
    }

    /// No fewer wait than so many; `None` where that is not known.
    pub const fn at_least(self) -> Option<u64> {
        match self {
            Self::Exact(count) | Self::Between(count, _) => Some(count),
            Self::AtMost(..) | Self::Unchecked(..) | Self::Unknown(_) => None,
        }
    }

    /// No more wait than so many; `None` where that is not known.
    pub const fn at_most(self) -> Option<u64> {
        match self {
            Self::Exact(count) | Self::Between(_, count) | Self::AtMost(count, _) => Some(count),
            Self::Unchecked(..) | Self::Unknown(_) => None,
        }
    }

    /// What a rule looks at: the smaller end of a range, and the number that nothing could be held against; `None` where that
    /// may be of the callers of others.
    pub const fn for_rules(self) -> Option<u64> {
        match self {
            Self::Unchecked(_, NoCheck::Narrowed) | Self::AtMost(..) | Self::Unknown(_) => None,
            Self::Exact(count) | Self::Between(count, _) | Self::Unchecked(count, _) => Some(count),
        }
    }

    /// The number that nothing could be held against; `None` where there is none, or a better one.
    pub const fn unchecked(self) -> Option<u64> {
        match self {
            Self::Unchecked(count, _) => Some(count),
            _ => None,
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
    /// How well they tell who is with a bot.
    pub apart: Apart,
}

/// How well events tell who is with a bot or an outside number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Apart {
    /// Well: none of them takes part, or [`WHOLE_ENOUGH`] calls in a row were seen whole, and so were those in progress.
    Surely,
    /// Only such calls are with one that are said to be, or of which no more than the beginning is known: at least
    /// [`WHOLE_FOR_BOUNDS`] calls in a row were seen whole.
    Within,
    /// Calls were not seen whole lately.
    Lossy,
    /// Not enough calls have ended yet to know.
    #[default]
    TooFew,
}

/// Inbound calls that no agent has, by the stream: a range where it is not told which calls agents have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByStream {
    /// No fewer: each agent of whom no event tells has a call of their own.
    pub least: u64,
    /// No more: they all share the calls of others.
    pub most: u64,
    /// So many agents have inbound calls of which no event has told.
    pub untold: u64,
}

impl ByStream {
    /// One number.
    pub const fn exactly(count: u64) -> Self {
        Self { least: count, most: count, untold: 0 }
    }

    /// By how much it is more than `events`, at the least; 0 where both can be the same.
    fn more_than(self, events: u64) -> i64 {
        if events < self.least {
            difference(self.least, events)
        } else if events > self.most {
            difference(self.most, events)
        } else {
            0
        }
    }
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
    pub fn compare(&mut self, at: Stamp, by_events: u64, by_stream: Option<ByStream>) {
        self.looked = Some(at);
        let by = by_stream.map_or(0, |stream| stream.more_than(by_events));
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
        stream: Result<ByStream, NoCheck>,
    ) -> Waiting {
        match (no_events, stream) {
            // Without events each agent is taken to have a call of their own, as most have.
            (Some(why), Ok(stream)) => Waiting::AtMost(stream.least, why),
            (Some(why), Err(_)) => Waiting::Unknown(why),
            (None, Err(why)) => Waiting::Unchecked(events.waiting(), why),
            (None, Ok(stream)) => self.held_against(now, events, stream),
        }
    }

    fn held_against(&self, now: Stamp, events: ByEvents, stream: ByStream) -> Waiting {
        if stream.most.saturating_sub(stream.least) > UNTOLD_MOST {
            return Waiting::Unchecked(stream.least.saturating_sub(events.elsewhere), NoCheck::Untold(stream.untold));
        }
        let ours = events.without_agent;
        let by = match stream.more_than(ours) {
            0 if self.unsettled(now) => self.by,
            by => by,
        };
        let other = ours.saturating_add_signed(by);
        let (least, most) = (stream.least.min(ours).min(other), stream.most.max(ours).max(other));
        let (perhaps_not, surely_not) = match events.apart {
            // Where no call is without an agent, none is with a bot either.
            _ if most == 0 => (0, 0),
            Apart::Surely => (events.elsewhere.saturating_add(events.menu_or_queue), events.elsewhere),
            Apart::Within => (events.elsewhere.saturating_add(events.menu_or_queue).saturating_add(events.begun), 0),
            Apart::Lossy => return Waiting::Unchecked(events.waiting().min(most), NoCheck::Lossy),
            Apart::TooFew => return Waiting::Unchecked(events.waiting().min(most), NoCheck::TooFew),
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
