//! State changes as they are kept: there are hundreds of thousands of them, so each takes 16 bytes instead of 40.

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
    state: i32,
    reason: i32,
}

impl Mark {
    /// A vendor's code that does not fit is kept as one that was not sent.
    pub(super) fn new(at: Stamp, state: State, reason: Option<BusyReason>) -> Self {
        let place = |place: Option<usize>| place.and_then(|place| i32::try_from(place + 1).ok());
        let word = |at: Option<usize>| place(at).map(|place| NOTHING + place);
        let code = |code: i64| i32::try_from(code).ok().filter(|code| *code >= WORDS);
        let state = match state {
            State::Other(other) => code(other).or_else(|| word(named(State::NAMED, &State::Unknown))),
            named_state => word(named(State::NAMED, &named_state)),
        };
        let reason = reason.and_then(|reason| match reason {
            BusyReason::Other(other) => code(other).or_else(|| word(named(BusyReason::NAMED, &BusyReason::Unknown))),
            named_reason => word(named(BusyReason::NAMED, &named_reason)),
        });
        Self { at, state: state.unwrap_or(NOTHING), reason: reason.unwrap_or(NOTHING) }
    }

    /// Whether the other says the same of another moment.
    pub(super) const fn is_like(self, other: Self) -> bool {
        self.state == other.state && self.reason == other.reason
    }

    /// The same, begun at another moment.
    pub(super) const fn began(self, at: Stamp) -> Self {
        Self { at, ..self }
    }

    pub(super) fn transition(self) -> Transition {
        let state = read(self.state, State::NAMED, State::Other).unwrap_or(State::Unknown);
        Transition { at: self.at, state, reason: read(self.reason, BusyReason::NAMED, BusyReason::Other) }
    }
}

fn named<T: PartialEq>(words: &[T], word: &T) -> Option<usize> {
    words.iter().position(|known| known == word)
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
    fn a_state_change_takes_16_bytes() {
        assert_eq!(size_of::<Mark>(), 16);
    }
}
