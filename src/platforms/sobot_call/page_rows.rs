//! How many agents a page are asked for: as many as the vendor gives at once, so that one stream brings all of them.
//!
//! The documents name no largest page. So the most that the settings allow is asked for first. What a vendor does to whom
//! that is too many is not documented either: it may refuse the request, give as many as it likes, or take its default (15)
//! instead. Then fewer are asked for, until as many come as were asked for or as it gives at most.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use super::question::Agents;
use crate::model::{Problem, Transport};
use crate::platforms::{Error, ErrorKind, FullPage};

/// What is asked for instead of more: round numbers that interfaces have for a largest page.
const FEWER: [u32; 4] = [10_000, 1_000, MANY, 100];

/// So many are given by every vendor that is known: no refusal is for asking for them.
const MANY: u32 = 500;

/// Statuses with which a request is refused that asks for too much.
const TOO_MUCH: [u16; 4] = [400, 413, 414, 422];

/// How many are asked for, for all of a client's streams and calls.
#[derive(Debug)]
pub(super) struct PageRows {
    now: AtomicU32,
    /// Whether a page of that many came.
    proven: AtomicBool,
}

impl PageRows {
    /// Begins with `most`.
    pub(super) const fn new(most: u32) -> Self {
        Self { now: AtomicU32::new(most), proven: AtomicBool::new(false) }
    }

    /// So many are asked for now.
    pub(super) fn now(&self) -> u32 {
        self.now.load(Ordering::Relaxed)
    }

    /// Whether the question for `asked` rows, which failed, is to be asked at once with fewer. Where fewer may help but it is
    /// not said that they do, the next attempt asks for fewer.
    pub(super) fn failed(&self, asked: u32, error: &Error) -> bool {
        let proven = self.proven.load(Ordering::Relaxed);
        match (&error.kind, &error.problem) {
            // The list has grown beyond what one event may have.
            (ErrorKind::TooLarge, _) => {
                self.lower(asked);
                false
            }
            _ if asked <= MANY => false,
            // So many take too long to come, or fall over: so do searches whose window is limited.
            (ErrorKind::Network, Problem::Transport(problem)) if matches!(**problem, Transport::NoAnswer { .. }) => {
                self.lower(asked);
                false
            }
            _ if proven => false,
            (_, Problem::Transport(problem)) => match **problem {
                Transport::Status { status: 500, .. } => {
                    self.lower(asked);
                    false
                }
                Transport::Status { status, .. } => TOO_MUCH.contains(&status) && self.lower(asked),
                _ => false,
            },
            (kind, _) => matches!(kind, ErrorKind::Answer) && self.lower(asked),
        }
    }

    /// Asks for fewer than `asked` from now on; false where that is no use.
    fn lower(&self, asked: u32) -> bool {
        if self.now() < asked {
            // Another page's request has found it out already.
            return true;
        }
        let Some(fewer) = FEWER.into_iter().find(|rows| *rows < asked) else { return false };
        self.now.store(fewer, Ordering::Relaxed);
        true
    }

    /// Looks at a page that was asked for. Whether it is to be asked for anew, with fewer rows, since it brought fewer than
    /// that would.
    pub(super) fn came(&self, asked: Agents, page: &FullPage) -> bool {
        let Agents { page: number, rows: asked } = asked;
        if number != 1 || asked <= MANY || self.proven.load(Ordering::Relaxed) || page.sent == 0 {
            return false;
        }
        if let Some(given) = given(asked, page) {
            let fewer = FEWER.into_iter().find(|rows| *rows < asked).filter(|_| given < MANY);
            self.now.store(fewer.unwrap_or(given), Ordering::Relaxed);
            if fewer.is_some() {
                return true;
            }
        }
        self.proven.store(true, Ordering::Relaxed);
        false
    }
}

/// How many rows a page has, where that is fewer than were asked for and than there are. What a vendor says is not believed
/// where more came. One that says nothing, or repeats the question, has given as many as it likes where a round number came
/// or many are missing: a few may be missing for another reason.
fn given(asked: u32, page: &FullPage) -> Option<u32> {
    let due = page.total.unwrap_or(0).min(u64::from(asked));
    let missing = due.checked_sub(u64::from(page.sent)).filter(|missing| *missing > 0)?;
    if let Some(said) = page.page_size.filter(|said| *said < asked && page.sent <= *said) {
        return (u64::from(said) < due).then_some(said);
    }
    (page.sent.is_multiple_of(100) || missing > due / 10).then_some(page.sent)
}

#[cfg(test)]
mod tests;
