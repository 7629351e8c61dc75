//! The agents to be seen, in order, kept up to date by the change.
//!
//! A change moves the touched agents only; the second's tick moves those whose shade of time has changed; a new
//! generation of the board builds the list anew. The order is taken now and then, so that rows stand still long enough to
//! be read: until then, who changed stays where they stand. At once come those who go over their limit, who come to be
//! seen and who no longer are.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use self::moves::Moves;
use super::membership::Memberships;
use super::order::Sort;
use super::rules::{Place, Rules};
use super::touched::Touched;
use crate::model::{AgentId, Board, Dues, Stamp};

mod moves;

/// The slots of the agents to be seen, in order.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    rules: Rules,
    generation: Option<u64>,
    skew_ms: i64,
    order: Vec<u32>,
    /// By slot; `None` for who is filtered out.
    places: Vec<Option<Place>>,
    memberships: Memberships,
    moves: Moves,
    touched: Touched,
    /// When an agent's rank is to be looked at next.
    ranks: Dues,
    /// When they were looked at last.
    ranked: Stamp,
}

/// Above this share of touched agents, sorting once is cheaper than moving each.
const REBUILD_SHARE: usize = 4;

/// So few are looked for one by one in the order; more are left out of it in one pass that asks of each whether they move.
const FEW: usize = 4;

impl Listing {
    /// An empty list with its rules.
    pub fn new(rules: Rules) -> Self {
        Self { rules, ..Self::default() }
    }

    /// The same whose order is taken at most every so many milliseconds; with 0, at every change.
    #[must_use]
    pub fn reordered_every(mut self, every_ms: i64) -> Self {
        self.moves = Moves::every(every_ms);
        self
    }

    /// An empty list with other rules, whose order is taken as often.
    #[must_use]
    pub fn afresh(&self, rules: Rules) -> Self {
        Self { rules, moves: self.moves.afresh(), ..Self::default() }
    }

    /// The rules in force.
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// Changes the rules and builds the list anew.
    pub fn set_rules(&mut self, rules: Rules, board: &Board, now: Stamp) {
        // Who belongs together is known meanwhile, whatever these rules were made from.
        let belonging = Arc::clone(&self.rules.belonging);
        self.rules = Rules { belonging, ..rules };
        if self.is_current(board) {
            self.arrange(board, now);
        } else {
            self.rebuild(board, now);
        }
    }

    /// Takes rules of other settings, with who belongs together by them, and builds the list anew.
    pub fn take_rules(&mut self, rules: Rules, board: &Board, now: Stamp) {
        self.rules = rules;
        self.rebuild(board, now);
    }

    /// Speaks another language, in the order that there is.
    #[cfg(test)]
    pub(crate) const fn speak(&mut self, language: crate::lang::Language) {
        self.rules.language = language;
    }

    /// Takes the skill groups of the agents: the list is built anew where it depends on them.
    pub fn regroup(&mut self, groups: HashMap<AgentId, BTreeSet<String>>, board: &Board, now: Stamp) {
        if !Arc::make_mut(&mut self.rules.belonging).regroup(groups) {
            return;
        }
        if self.rules.is_grouped() {
            self.rebuild(board, now);
        } else {
            self.memberships = Memberships::of(&self.rules.belonging, board);
        }
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
        let wanted = u32::try_from(slot).ok()?;
        if self.moves.is_settled() {
            return self.order.binary_search_by(|other| self.compare(*other, wanted)).ok();
        }
        self.order.iter().position(|other| *other == wanted)
    }

    /// Whether the list speaks of the board as it is.
    pub fn is_current(&self, board: &Board) -> bool {
        self.generation == Some(board.generation()) && self.places.len() == board.agents().len()
    }

    /// In which teams the agents are.
    pub(super) const fn memberships(&self) -> &Memberships {
        &self.memberships
    }

    /// Grows whenever an agent changed, listed or not.
    pub fn step(&self) -> u64 {
        self.touched.step()
    }

    /// The slots of the agents that changed after a step; none where that is not known.
    pub fn touched_since(&self, step: u64) -> Option<Vec<usize>> {
        self.touched.since(step)
    }

    /// Builds everything anew.
    pub fn rebuild(&mut self, board: &Board, now: Stamp) {
        self.touched.all();
        self.memberships = Memberships::of(&self.rules.belonging, board);
        self.arrange(board, now);
    }

    fn arrange(&mut self, board: &Board, now: Stamp) {
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
        self.moves.taken(now);
        self.ranks.reset(self.places.len());
    }

    /// Takes the agents that changed to their new places, as far as the order is taken now. Whether anything in the list
    /// moved.
    pub fn note(&mut self, board: &Board, touched: &[usize], now: Stamp) -> bool {
        if !self.is_current(board) {
            self.rebuild(board, now);
            return true;
        }
        self.touched.some(touched);
        self.memberships.renew(&self.rules.belonging, board, touched);
        if touched.len() > board.agents().len() / REBUILD_SHARE + 8 && self.moves.are_due(now) {
            self.arrange(board, now);
            return true;
        }
        for slot in touched {
            self.renew(board, *slot, now);
        }
        self.settle(now)
    }

    /// Looks at the clock: shades that changed move their agents, and an order that is due is taken. Whether anything in
    /// the list moved.
    pub fn tick(&mut self, board: &Board, now: Stamp) -> bool {
        if !self.is_current(board) {
            self.rebuild(board, now);
            return true;
        }
        let shifted = self.skew_ms != board.skew_ms();
        self.skew_ms = board.skew_ms();
        if shifted || self.rules.is_timed() {
            self.ranks.reset(self.places.len());
            for slot in 0..board.agents().len() {
                self.renew(board, slot, now);
            }
        } else if self.rules.sort == Sort::Attention {
            self.rank(board, now);
        }
        self.settle(now)
    }

    /// Moves those whose rank has changed, which is the only part of a place that the clock alone can change. Until the time
    /// that an agent is in a state passes the next limit, it stays what it is.
    fn rank(&mut self, board: &Board, now: Stamp) {
        if now < self.ranked {
            self.ranks.reset(self.places.len());
        }
        self.ranked = now;
        for slot in self.ranks.due(now) {
            let Some(agent) = board.agent(slot) else { continue };
            let place = self.places.get(slot).and_then(Option::as_ref);
            if place.is_some_and(|place| place.rank != self.rules.attention(agent, now, self.skew_ms)) {
                self.renew(board, slot, now);
            }
            self.ranks.set(slot, self.rules.ranked_until(agent, now, self.skew_ms));
        }
    }

    fn renew(&mut self, board: &Board, slot: usize, now: Stamp) {
        self.ranks.set(slot, Dues::AT_ONCE);
        let new = board.agent(slot).and_then(|agent| self.rules.place(agent, now, self.skew_ms));
        let Some(place) = self.places.get_mut(slot).filter(|place| **place != new) else { return };
        let rank = |place: Option<&Place>| place.map(|place| place.rank);
        let goes_over = self.rules.sort == Sort::Attention && rank(new.as_ref()) == Some(Rules::OVER);
        let at_once = place.is_none() || new.is_none() || goes_over && rank(place.as_ref()) != Some(Rules::OVER);
        *place = new;
        if let Ok(slot) = u32::try_from(slot) {
            self.moves.add(slot, at_once);
        }
    }

    /// Moves those who are to be moved now. Whether there are any.
    fn settle(&mut self, now: Stamp) -> bool {
        let due = self.moves.are_due(now);
        let Some(mut movers) = self.moves.take(now, due) else { return false };
        self.take_out(&movers);
        // Who is not to be seen any more comes last.
        movers.sort_unstable_by(|a, b| self.compare(*a, *b));
        let seen = movers.partition_point(|slot| self.places.get(*slot as usize).is_some_and(Option::is_some));
        self.put_in(movers.get(..seen).unwrap_or_default(), due);
        self.moves.moved(movers);
        true
    }

    fn take_out(&mut self, movers: &[u32]) {
        if movers.len() > FEW {
            self.order.retain(|slot| !self.moves.moves_now(*slot));
            return;
        }
        for mover in movers {
            if let Some(at) = self.order.iter().position(|slot| slot == mover) {
                self.order.remove(at);
            }
        }
    }

    /// Puts movers, which are in order, between those who stay: all of a batch in one pass, from behind, so that each who
    /// stays is pushed along once and no second list is made.
    fn put_in(&mut self, movers: &[u32], due: bool) {
        let mut end = self.order.len();
        self.order.resize(end + movers.len(), 0);
        for (before, mover) in movers.iter().enumerate().rev() {
            let stay = self.order.get(..end).unwrap_or_default();
            // Of an order that is not due, some stand where they stood: the first that comes behind is looked for.
            let at = if due {
                stay.partition_point(|other| self.compare(*other, *mover).is_lt())
            } else {
                stay.iter().position(|other| self.compare(*other, *mover).is_gt()).unwrap_or(end)
            };
            self.order.copy_within(at..end, at + before + 1);
            if let Some(place) = self.order.get_mut(at + before) {
                *place = *mover;
            }
            end = at;
        }
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        compare(&self.places, self.rules.reverse, a, b)
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

#[cfg(test)]
mod tests;
