//! The agents to be seen, in order, kept up to date by the change.
//!
//! A change moves the touched agents only; the second's tick moves those whose shade of time has changed; a new
//! generation of the board builds the list anew.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::filter::{Filter, Moment};
use super::text;
use crate::model::{Agent, Board, BusyReason, Level, Limits, Stamp, State};

/// An order of the agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Over a limit first, furthest shade first; offline last; else longest in state first.
    #[default]
    Attention,
    /// Longest in state first.
    Time,
    /// By state, in the order of the counts; within it longest first.
    State,
    /// By name.
    Name,
    /// By work number.
    Number,
    /// Most calls answered first.
    Answered,
    /// Most calls missed first.
    Missed,
    /// Most calls dialled first.
    Dialled,
    /// Most outbound calls connected first.
    Connected,
}

impl Sort {
    /// All of them, in the order in which a key goes through them.
    pub const ALL: [Self; 9] = [
        Self::Attention,
        Self::Time,
        Self::State,
        Self::Name,
        Self::Number,
        Self::Answered,
        Self::Missed,
        Self::Dialled,
        Self::Connected,
    ];

    /// Its name in the settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Attention => "attention",
            Self::Time => "time",
            Self::State => "state",
            Self::Name => "name",
            Self::Number => "number",
            Self::Answered => "answered",
            Self::Missed => "missed",
            Self::Dialled => "dialled",
            Self::Connected => "connected",
        }
    }

    /// The order that `name` names.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.name() == name)
    }

    /// What to write over a list in this order.
    pub const fn title(self, reverse: bool) -> &'static str {
        match (self, reverse) {
            (Self::Attention, false) => mark!("over limits first"),
            (Self::Attention, true) => mark!("over limits last"),
            (Self::Time, false) => mark!("longest in state first"),
            (Self::Time, true) => mark!("shortest in state first"),
            (Self::State, false) => mark!("by state"),
            (Self::State, true) => mark!("by state, backwards"),
            (Self::Name, false) => mark!("by name"),
            (Self::Name, true) => mark!("by name, Z first"),
            (Self::Number, false) => mark!("by number"),
            (Self::Number, true) => mark!("by number, highest first"),
            (Self::Answered, false) => mark!("most answered first"),
            (Self::Answered, true) => mark!("fewest answered first"),
            (Self::Missed, false) => mark!("most missed first"),
            (Self::Missed, true) => mark!("fewest missed first"),
            (Self::Dialled, false) => mark!("most dialled first"),
            (Self::Dialled, true) => mark!("fewest dialled first"),
            (Self::Connected, false) => mark!("most connected first"),
            (Self::Connected, true) => mark!("fewest connected first"),
        }
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|sort| *sort == self).unwrap_or(0);
        Self::ALL.get((at + 1) % Self::ALL.len()).copied().unwrap_or_default()
    }
}

/// Where an agent stands in the order. What is unknown comes last either way round.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    unknown: bool,
    rank: u8,
    value: i64,
    text: Box<str>,
    since: i64,
}

/// The list's own settings.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// The order.
    pub sort: Sort,
    /// The other way round.
    pub reverse: bool,
    /// Who is seen.
    pub filter: Filter,
    /// Limits of the shades.
    pub limits: Limits,
    /// The tenant's names for its breaks.
    pub reasons: BTreeMap<BusyReason, String>,
}

/// The slots of the agents to be seen, in order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    rules: Rules,
    generation: Option<u64>,
    skew_ms: i64,
    order: Vec<u32>,
    /// By slot; `None` for who is filtered out.
    places: Vec<Option<Place>>,
}

/// Above this share of touched agents, sorting once is cheaper than moving each.
const REBUILD_SHARE: usize = 4;

impl Listing {
    /// An empty list with its rules.
    pub fn new(rules: Rules) -> Self {
        Self { rules, ..Self::default() }
    }

    /// The rules in force.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Changes the rules and builds the list anew.
    pub fn set_rules(&mut self, rules: Rules, board: &Board, now: Stamp) {
        self.rules = rules;
        self.rebuild(board, now);
    }

    /// How many agents pass the filter.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether no agent passes.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// The slot at `position`.
    pub fn slot(&self, position: usize) -> Option<usize> {
        self.order.get(position).map(|slot| *slot as usize)
    }

    /// The slots from `first` on, at most `count`.
    pub fn slots(&self, first: usize, count: usize) -> impl Iterator<Item = usize> + '_ {
        self.order.iter().skip(first).take(count).map(|slot| *slot as usize)
    }

    /// Where the agent in `slot` stands; `None` when filtered out.
    pub fn position(&self, slot: usize) -> Option<usize> {
        self.places.get(slot)?.as_ref()?;
        self.find(slot).ok()
    }

    /// Whether the list speaks of the board as it is.
    pub fn is_current(&self, board: &Board) -> bool {
        self.generation == Some(board.generation()) && self.places.len() == board.agents().len()
    }

    /// Builds everything anew.
    pub fn rebuild(&mut self, board: &Board, now: Stamp) {
        self.generation = Some(board.generation());
        self.skew_ms = board.skew_ms();
        let places: Vec<Option<Place>> =
            board.agents().iter().map(|agent| self.rules.place(agent, now, self.skew_ms)).collect();
        self.places = places;
        self.order.clear();
        let seen = self.places.iter().enumerate().filter(|(_, place)| place.is_some());
        self.order.extend(seen.filter_map(|(slot, _)| u32::try_from(slot).ok()));
        let (places, reverse) = (&self.places, self.rules.reverse);
        self.order.sort_unstable_by(|a, b| compare(places, reverse, *a, *b));
    }

    /// Takes the agents that changed to their new places. Whether anything in the list moved.
    pub fn note(&mut self, board: &Board, touched: &[usize], now: Stamp) -> bool {
        if !self.is_current(board) || touched.len() > board.agents().len() / REBUILD_SHARE + 8 {
            self.rebuild(board, now);
            return true;
        }
        let mut moved = false;
        for slot in touched {
            moved |= self.renew(board, *slot, now);
        }
        moved
    }

    /// Looks at the clock: shades that changed move their agents. Whether anything in the list moved.
    pub fn tick(&mut self, board: &Board, now: Stamp) -> bool {
        if !self.is_current(board) || self.skew_ms != board.skew_ms() {
            self.rebuild(board, now);
            return true;
        }
        let by_level = self.rules.sort == Sort::Attention;
        if !by_level && !self.rules.filter.is_timed() {
            return false;
        }
        let timed = self.rules.filter.is_timed();
        let mut moved = false;
        for (slot, agent) in board.agents().iter().enumerate() {
            if !timed && let Some(Some(place)) = self.places.get(slot) {
                // The rank is the only part of a place that the clock alone can change.
                if place.rank == self.rules.attention(agent, now, self.skew_ms) {
                    continue;
                }
            } else if !timed {
                continue;
            }
            moved |= self.renew(board, slot, now);
        }
        moved
    }

    fn renew(&mut self, board: &Board, slot: usize, now: Stamp) -> bool {
        let new = board.agent(slot).and_then(|agent| self.rules.place(agent, now, self.skew_ms));
        if self.places.get(slot) == Some(&new) {
            return false;
        }
        if self.places.get(slot).is_some_and(Option::is_some)
            && let Ok(at) = self.find(slot)
        {
            self.order.remove(at);
        }
        let seen = new.is_some();
        if let Some(place) = self.places.get_mut(slot) {
            *place = new;
        }
        if seen
            && let Err(at) = self.find(slot)
            && let Ok(slot) = u32::try_from(slot)
        {
            self.order.insert(at, slot);
        }
        true
    }

    fn find(&self, slot: usize) -> Result<usize, usize> {
        let wanted = u32::try_from(slot).unwrap_or(u32::MAX);
        self.order.binary_search_by(|other| compare(&self.places, self.rules.reverse, *other, wanted))
    }
}

fn compare(places: &[Option<Place>], reverse: bool, a: u32, b: u32) -> Ordering {
    let place = |slot: u32| places.get(slot as usize).and_then(Option::as_ref);
    match (place(a), place(b)) {
        (Some(left), Some(right)) => {
            let order = (left.rank, left.value, &left.text).cmp(&(right.rank, right.value, &right.text));
            left.unknown
                .cmp(&right.unknown)
                .then(if reverse { order.reverse() } else { order })
                .then(left.since.cmp(&right.since))
                .then(a.cmp(&b))
        }
        (left, right) => right.is_some().cmp(&left.is_some()).then(a.cmp(&b)),
    }
}

impl Rules {
    /// Time in state and its shade.
    pub fn moment(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> Moment {
        let in_state_ms = agent.in_state_ms(now, skew_ms);
        let level = in_state_ms.map_or(Level::Normal, |elapsed| self.limits.level(agent.state(), elapsed));
        Moment { in_state_ms, level }
    }

    /// Rank in the order of attention.
    fn attention(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> u8 {
        if self.sort != Sort::Attention {
            return 0;
        }
        match (agent.state(), self.moment(agent, now, skew_ms).level) {
            (State::Offline, _) => 9,
            (State::Unknown | State::Other(_), _) => 8,
            (_, Level::Over) => 0,
            (_, Level::Warn) => 1,
            (_, Level::Watch) => 2,
            (_, Level::Normal) => 3,
        }
    }

    fn place(&self, agent: &Agent, now: Stamp, skew_ms: i64) -> Option<Place> {
        if !self.filter.is_empty() && !self.filter.passes(agent, self.moment(agent, now, skew_ms), &self.reasons) {
            return None;
        }
        let since = agent.since().map_or(i64::MAX, Stamp::ms);
        let mut place = Place { unknown: false, rank: 0, value: 0, text: Box::default(), since };
        let mut falling = |figure: Option<u64>| {
            place.unknown = figure.is_none();
            place.value = figure.map_or(0, |figure| i64::try_from(figure).unwrap_or(i64::MAX).saturating_neg());
        };
        match self.sort {
            Sort::Attention => {
                place.rank = self.attention(agent, now, skew_ms);
                place.value = since;
            }
            Sort::Time => {
                place.unknown = agent.since().is_none();
                place.value = since;
            }
            Sort::State => place.rank = u8::try_from(agent.state().index()).unwrap_or(u8::MAX),
            Sort::Name => place.text = text::clean(agent.label()).to_lowercase().into(),
            Sort::Number => {
                let number = agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty());
                place.unknown = number.is_none();
                // Numbers that are numbers sort as such, before those that are not.
                place.value = number.and_then(|number| number.parse().ok()).unwrap_or(i64::MAX);
                place.text = number.unwrap_or_default().into();
            }
            Sort::Answered => falling(agent.answered),
            Sort::Missed => falling(agent.missed),
            Sort::Dialled => falling(agent.dialled),
            Sort::Connected => falling(agent.connected),
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests;
