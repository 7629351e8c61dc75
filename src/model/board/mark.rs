//! State changes as they are kept: there are hundreds of thousands of them, so each takes 16 bytes instead of 40.

use std::collections::VecDeque;
use std::num::NonZeroI32;

use serde::Serialize;

use crate::model::status::{BusyReason, State};
use crate::model::time::Stamp;

/// How many state changes are kept for each agent at most.
pub const TRANSITIONS_KEPT: usize = 256;

/// How many are kept of all agents together; a large centre keeps fewer of each, but never less than
/// [`TRANSITIONS_LEAST`].
pub const TRANSITIONS_TOGETHER: usize = 640_000;

/// How many are kept of each agent however many there are.
pub const TRANSITIONS_LEAST: usize = 32;

/// How many are kept of each of so many agents.
pub(super) const fn transitions_kept(agents: usize) -> usize {
    let share = TRANSITIONS_TOGETHER / if agents == 0 { 1 } else { agents };
    if share > TRANSITIONS_KEPT {
        TRANSITIONS_KEPT
    } else if share < TRANSITIONS_LEAST {
        TRANSITIONS_LEAST
    } else {
        share
    }
}

/// One state change of one agent, seen since start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// When the state began: the vendor's time, brought to our clock, where it was sent; else when we heard of it.
    pub at: Stamp,
    /// The state.
    pub state: State,
    /// Why busy, if busy.
    pub reason: Option<BusyReason>,
}

/// Codes below this stand for words, by their place among the named ones.
const WORDS: i32 = i32::MIN + 1_024;

/// No word and no code.
const NOTHING: i32 = i32::MIN;

/// A [`Transition`], packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) at: Stamp,
    /// What it is, beside [`NOTHING`]: every state is something, so that where there may be no mark, this says so.
    state: NonZeroI32,
    reason: i32,
}

impl Mark {
    /// A vendor's code that does not fit is kept as one that was not sent.
    pub(super) fn new(at: Stamp, state: State, reason: Option<BusyReason>) -> Self {
        let place = |place: Option<usize>| place.and_then(|place| i32::try_from(place + 1).ok());
        let word = |at: Option<usize>| place(at).map(|place| NOTHING + place);
        let code = |code: i64| i32::try_from(code).ok().filter(|code| *code >= WORDS);
        let state = match state {
            State::Other(other) => code(other).or_else(|| word(State::Unknown.place())),
            named_state => word(named_state.place()),
        };
        let reason = reason.and_then(|reason| match reason {
            BusyReason::Other(other) => code(other).or_else(|| word(BusyReason::Unknown.place())),
            named_reason => word(named_reason.place()),
        });
        let state = state.and_then(|state| NonZeroI32::new(state ^ NOTHING)).unwrap_or(NonZeroI32::MIN);
        Self { at, state, reason: reason.unwrap_or(NOTHING) }
    }

    /// Whether the other says the same of another moment.
    pub(super) const fn is_like(self, other: Self) -> bool {
        self.state.get() == other.state.get() && self.reason == other.reason
    }

    /// The same, begun at another moment.
    pub(super) const fn began(self, at: Stamp) -> Self {
        Self { at, ..self }
    }

    pub(super) fn transition(self) -> Transition {
        let state = read(self.state.get() ^ NOTHING, State::NAMED, State::Other).unwrap_or(State::Unknown);
        Transition { at: self.at, state, reason: read(self.reason, BusyReason::NAMED, BusyReason::Other) }
    }
}

/// A moment or none, in the room of a moment: not one that any clock tells stands for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment(i64);

impl Moment {
    const NONE: i64 = i64::MIN;

    pub(super) fn of(at: Option<Stamp>) -> Self {
        Self(at.map_or(Self::NONE, Stamp::ms))
    }

    pub(super) fn get(self) -> Option<Stamp> {
        (self.0 != Self::NONE).then_some(Stamp(self.0))
    }
}

impl Default for Moment {
    fn default() -> Self {
        Self(Self::NONE)
    }
}

/// State changes of an agent, oldest first. The last stands apart: every message about an agent asks for it, and of most
/// agents there is no other for a while, so that no memory is to be fetched, nor taken, for those before.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    before: VecDeque<Mark>,
    last: Option<Mark>,
}

impl Marks {
    pub(super) const fn last(&self) -> Option<Mark> {
        self.last
    }

    pub(super) fn before_last(&self) -> Option<Mark> {
        self.before.back().copied()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    pub(super) fn push(&mut self, mark: Mark) {
        if let Some(last) = self.last.replace(mark) {
            if self.before.capacity() == 0 {
                // Room for four, the least that is taken by itself, is a twentieth of all that is kept of a hundred
                // thousand agents.
                self.before.reserve_exact(1);
            }
            self.before.push_back(last);
        }
    }

    /// The same of which so many are kept at most.
    pub(super) fn push_within(&mut self, mark: Mark, most: usize) {
        // Room for one first, lest the list grow for one that goes at once.
        while !self.before.is_empty() && self.before.len() + 1 >= most {
            self.before.pop_front();
        }
        if most < 2 {
            self.last = None;
        }
        self.push(mark);
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = Mark> + '_ {
        self.before.iter().copied().chain(self.last)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Mark> {
        self.before.iter_mut().chain(&mut self.last)
    }
}

fn read<T: Copy>(packed: i32, words: &[T], other: impl Fn(i64) -> T) -> Option<T> {
    if packed >= WORDS {
        return Some(other(i64::from(packed)));
    }
    let place = usize::try_from(packed.checked_sub(NOTHING)?.checked_sub(1)?).ok()?;
    words.get(place).copied()
}

#[cfg(test)]
mod tests {
    use super::super::Track;
    use super::*;

    #[test]
    fn every_state_and_reason_is_read_as_it_was_written() {
        let codes = [-1, 0, 17, 2_000_000_000];
        let states = State::NAMED.iter().copied().chain(codes.map(State::Other));
        let reasons = BusyReason::NAMED.iter().copied().chain(codes.map(BusyReason::Other));
        let reasons: Vec<Option<BusyReason>> = reasons.map(Some).chain([None]).collect();
        for state in states {
            for reason in &reasons {
                let transition = Transition { at: Stamp(1_774_958_400_123), state, reason: *reason };
                assert_eq!(Mark::new(transition.at, state, *reason).transition(), transition);
            }
        }
    }

    #[test]
    fn a_code_beyond_all_reason_is_one_that_was_not_sent() {
        for code in [i64::MIN, i64::from(i32::MIN), i64::from(WORDS) - 1, i64::MAX] {
            let kept = Mark::new(Stamp(0), State::Other(code), Some(BusyReason::Other(code)));
            let said = Transition { at: Stamp(0), state: State::Unknown, reason: Some(BusyReason::Unknown) };
            assert_eq!(kept.transition(), said);
        }
    }

    #[test]
    fn no_more_state_changes_are_kept_than_is_said_and_those_are_the_last() {
        let mark = |at: i64| Mark::new(Stamp(at), State::Ready, None);
        for most in 1..6 {
            let mut marks = Marks::default();
            assert!(marks.is_empty());
            for at in 0..9 {
                marks.push_within(mark(at), most);
                assert_eq!((marks.last(), marks.is_empty()), (Some(mark(at)), false));
                let kept: Vec<i64> = marks.iter().map(|mark| mark.at.ms()).collect();
                let least = (at + 1 - most as i64).max(0);
                assert_eq!(kept, (least..=at).collect::<Vec<_>>());
                assert!(marks.iter().rev().eq(kept.iter().rev().map(|at| mark(*at))));
            }
            marks.iter_mut().for_each(|mark| mark.at = mark.at.plus(1));
            assert_eq!(marks.last(), Some(mark(9)));
        }
    }

    #[test]
    fn a_state_change_takes_16_bytes_and_what_is_kept_beside_an_agent_what_is_fetched_at_once() {
        assert_eq!((size_of::<Mark>(), size_of::<Option<Mark>>()), (16, 16));
        assert_eq!((size_of::<Track>(), align_of::<Track>()), (64, 64));
    }

    #[test]
    fn a_moment_is_read_as_it_was_written() {
        for at in [None, Some(Stamp(0)), Some(Stamp(-1)), Some(Stamp(1_774_958_400_123)), Some(Stamp(i64::MAX))] {
            assert_eq!(Moment::of(at).get(), at);
        }
        assert_eq!(Moment::default().get(), None);
    }
}
