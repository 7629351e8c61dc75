//! Agents who came to one state together.
//!
//! Told as soon as at least [`LEAST`] of them, and [`PERCENT`] of those logged in, came to it within [`WITHIN_MS`], and more
//! than come to it by chance where as many do as in the two hours before. The moment is the platform's own of each state, so that what was learned late is not taken for something that happened at
//! once; who has no such moment counts only where the stream was heard all the while.

use std::collections::{HashMap, HashSet, VecDeque};

use litemap::LiteMap;

use super::fact::{Facts, Happened, Together, Went, Who};
use crate::model::agent::{Agent, AgentId};
use crate::model::board::Board;
use crate::model::prints::{AsItIs, Print, Prints};
use crate::model::sort;
use crate::model::status::{BusyReason, State};
use crate::model::summary::Figure;
use crate::model::time::Stamp;

/// So many at least.
const LEAST: usize = 5;

/// And so many in a hundred of those logged in.
const PERCENT: u64 = 12;

/// Within so many ms.
pub(super) const WITHIN_MS: i64 = 300_000;

/// As often as in so many ms before they come to it by chance.
const HISTORY_MS: i64 = 7_200_000;

/// Of the beginning of a recording no less is taken, in ms, so that the first minutes do not make a rule.
const HISTORY_LEAST_MS: i64 = 600_000;

/// What chance brings less often than this is no chance.
const RARE: f64 = 1e-4;

/// The same on another day is usual if the time of day differs by no more than so many ms.
const USUAL_MS: i64 = 1_800_000;

/// Who logs out within so many ms leaves early.
const EARLY_MS: i64 = 14_400_000;

/// For so long, in ms, what happened on other days is remembered.
const REMEMBERED_MS: i64 = 8 * DAY_MS;

const DAY_MS: i64 = 86_400_000;

/// Where an agent is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Out,
    Busy(BusyReason),
    Locked,
    /// At work: ready, in calls, after a call.
    There,
}

fn place(agent: &Agent) -> Option<Place> {
    Some(match agent.state() {
        State::Offline => Place::Out,
        State::Locked => Place::Locked,
        State::Busy => match agent.reason {
            Some(BusyReason::WrapUp) => Place::There,
            Some(reason) => Place::Busy(reason),
            None => Place::Busy(BusyReason::Unknown),
        },
        State::Unknown | State::Other(_) => return None,
        _ => Place::There,
    })
}

/// A [`Place`] in a quarter of its room. Codes that do not fit are one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed(i32);

impl Packed {
    const OUT: Self = Self(i32::MIN);
    const LOCKED: Self = Self(i32::MIN + 1);
    const THERE: Self = Self(i32::MIN + 2);
    const ODD: Self = Self(i32::MIN + 3);
    /// Named reasons from here on, then codes.
    const NAMED: i32 = i32::MIN + 4;
    const CODES: i32 = i32::MIN + 1_024;

    fn of(place: Place) -> Self {
        let reason = match place {
            Place::Out => return Self::OUT,
            Place::Locked => return Self::LOCKED,
            Place::There => return Self::THERE,
            Place::Busy(reason) => reason,
        };
        let packed = match reason {
            BusyReason::Other(code) => i32::try_from(code).ok().filter(|code| *code >= Self::CODES),
            named => BusyReason::NAMED
                .iter()
                .position(|known| *known == named)
                .and_then(|place| i32::try_from(place).ok().map(|place| Self::NAMED + place)),
        };
        packed.map_or(Self::ODD, Self)
    }
}

/// An agent who went somewhere.
#[derive(Clone, Debug)]
struct Move {
    at: Stamp,
    went: Went,
    who: Who,
    early: bool,
}

/// Those who went to one state lately, and the fact that tells of them.
#[derive(Clone, Debug, Default)]
struct Wave {
    lately: VecDeque<(Stamp, Who, bool)>,
    /// When any went there, in the last hours.
    history: VecDeque<Stamp>,
    fact: Option<u64>,
}

/// What is known of where agents are.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Since when it is seen where they go.
    since: Option<Stamp>,
    prints: Prints,
    known: HashMap<Print, Packed, AsItIs>,
    /// When those who are logged in were seen to log in.
    logged_in: HashMap<AgentId, Stamp>,
    waves: LiteMap<Went, Wave>,
    /// When many went where, on the last days.
    before: VecDeque<(Stamp, Went)>,
}

impl People {
    /// Nothing was seen for a while: where they went meanwhile is unknown.
    pub(super) fn forget(&mut self) {
        self.since = None;
        self.known.clear();
        self.logged_in.clear();
        self.waves.clear();
    }

    /// Looks at the agents in `touched`; at all of them where it is not told who changed.
    pub(super) fn look(&mut self, board: &Board, touched: Option<&[usize]>, now: Stamp, facts: &mut Facts) {
        let mut moves = Vec::new();
        self.since.get_or_insert(now);
        if let Some(slots) = touched {
            let agents = slots.iter().filter_map(|slot| board.agent(*slot));
            moves.extend(agents.filter_map(|agent| self.one(agent, board.skew_ms(), true, now)));
        } else {
            if self.known.is_empty() {
                self.known.reserve(board.agents().len());
            }
            moves.extend(board.agents().iter().filter_map(|agent| self.one(agent, board.skew_ms(), false, now)));
            self.keep_those_of(board);
            self.logged_in.retain(|id, _| board.slot(id.as_str()).is_some());
        }
        sort::by_key(&mut moves, |one| one.at);
        for one in moves {
            self.went(one, board, facts);
        }
    }

    /// Who is not on the board is not known any more.
    fn keep_those_of(&mut self, board: &Board) {
        let placed = board.agents().iter().filter(|agent| place(agent).is_some()).count();
        if self.known.len() > placed {
            let prints = &self.prints;
            let there: HashSet<Print, AsItIs> = board.agents().iter().map(|agent| prints.of(&agent.id)).collect();
            self.known.retain(|print, _| there.contains(print));
        }
    }

    /// Where an agent went, if that is elsewhere than before, and when is known.
    fn one(&mut self, agent: &Agent, skew_ms: i64, heard: bool, now: Stamp) -> Option<Move> {
        let to = place(agent)?;
        let from = self.known.insert(self.prints.of(&agent.id), Packed::of(to))?;
        let went = match to {
            to if from == Packed::of(to) => return None,
            Place::Out => Went::Out,
            _ if from == Packed::OUT => Went::In,
            Place::Busy(reason) => Went::Busy(reason),
            Place::Locked => Went::Locked,
            Place::There => return None,
        };
        let told = agent.since().filter(|_| !agent.is_at_least()).map(|since| since.plus(skew_ms.saturating_neg()));
        let at = match told {
            Some(told) => told.min(now),
            None if heard => now,
            None => return None,
        };
        let since = match went {
            Went::In => self.logged_in.insert(agent.id.clone(), at),
            Went::Out => self.logged_in.remove(&agent.id),
            Went::Busy(_) | Went::Locked => None,
        };
        let early = went == Went::Out && since.is_some_and(|since| at.since(since) < EARLY_MS);
        Some(Move { at, went, who: Who::of(agent), early })
    }

    fn went(&mut self, Move { at, went, who, early }: Move, board: &Board, facts: &mut Facts) {
        // A reason that was told a moment later is the one that counts.
        for (_, wave) in self.waves.iter_mut() {
            wave.lately.retain(|(_, known, _)| known.id != who.id);
        }
        let wave = self.waves.entry(went).or_default();
        let place = wave.lately.partition_point(|(known, ..)| *known <= at);
        wave.lately.insert(place, (at, who.clone(), early));
        let newest = wave.lately.back().map_or(at, |(newest, ..)| *newest);
        wave.lately.retain(|(known, ..)| newest.since(*known) <= WITHIN_MS);
        wave.history.push_back(at);
        wave.history.retain(|known| newest.since(*known) <= WITHIN_MS + HISTORY_MS);
        let before = wave.history.iter().filter(|known| newest.since(**known) > WITHIN_MS).count();
        let seen_ms = self.since.map_or(0, |since| newest.since(since) - WITHIN_MS).clamp(HISTORY_LEAST_MS, HISTORY_MS);
        let logged_in = board.figure(Figure::LoggedIn).or_else(|| board.computed(Figure::LoggedIn)).unwrap_or(0);
        let count = wave.lately.len();
        let of = if went == Went::Out { logged_in + count as u64 } else { logged_in };
        let needed = LEAST.max(usize::try_from(of.saturating_mul(PERCENT).div_ceil(100)).unwrap_or(usize::MAX));
        let needed = needed.max(beyond_chance((before as f64 + 0.5) * WITHIN_MS as f64 / seen_ms as f64));
        let lasts = wave.fact.and_then(|id| facts.get(id)).and_then(|fact| fact.until);
        if lasts.is_some_and(|until| at.since(until) <= WITHIN_MS && count * 2 >= needed)
            && let Some(id) = wave.fact
        {
            facts.change(id, |fact| {
                fact.until = fact.until.map(|until| until.max(at));
                if let Happened::Together(together) = &mut fact.what
                    && together.agents.iter().all(|known| known.id != who.id)
                {
                    together.agents.push(who);
                    together.early += u64::from(early);
                    together.of = together.of.max(of);
                }
            });
            return;
        }
        if count < needed {
            return;
        }
        let Some(from) = wave.lately.front().map(|(from, ..)| *from) else { return };
        let agents = wave.lately.iter().map(|(_, who, _)| who.clone()).collect();
        let early = wave.lately.iter().filter(|(.., early)| *early).count() as u64;
        let usual = is_usual(&self.before, from, went);
        self.before.push_back((from, went));
        self.before.retain(|(known, _)| from.since(*known) <= REMEMBERED_MS);
        let what = Happened::Together(Together { went, agents, of, early, usual });
        wave.fact = Some(facts.note(from, Some(newest), what));
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        self.since = self.since.map(|at| at.plus(by));
        for (_, wave) in self.waves.iter_mut() {
            wave.lately.iter_mut().for_each(|(at, ..)| *at = at.plus(by));
            wave.history.iter_mut().for_each(|at| *at = at.plus(by));
        }
        self.logged_in.values_mut().for_each(|at| *at = at.plus(by));
        self.before.iter_mut().for_each(|(at, _)| *at = at.plus(by));
    }
}

/// How many are more than chance brings, where it brings `expected` on the average.
fn beyond_chance(expected: f64) -> usize {
    let (mut exactly, mut fewer) = ((-expected).exp(), 0.0);
    // No centre has as many agents.
    for count in 0..1_000_000 {
        if 1.0 - fewer <= RARE {
            return count;
        }
        fewer += exactly;
        exactly *= expected / (count + 1) as f64;
    }
    usize::MAX
}

/// Whether as many went there at about this time of another day.
fn is_usual(before: &VecDeque<(Stamp, Went)>, at: Stamp, went: Went) -> bool {
    before.iter().filter(|(_, known)| *known == went).any(|(known, _)| {
        let apart = at.since(*known);
        let of_day = apart.rem_euclid(DAY_MS);
        apart > DAY_MS / 2 && of_day.min(DAY_MS - of_day) <= USUAL_MS
    })
}

#[cfg(test)]
mod tests;
