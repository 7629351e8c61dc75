//! What a board wants to know of its hub, and which question an answer is to.
//!
//! The hub numbers questions, and answers by number with numbers masked; the board puts the question back as it asked it. An
//! answer may come on the stream before the number does, and waits for it.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::way::Answers;
use crate::model::{Failure, Finding, Found, Lookup, Payload, Problem, Stamp, Update, Want};

/// What is wanted is said again so often, well within the hub's lease.
const RENEW: Duration = Duration::from_secs(5);

/// So long after a failure it is said once more.
const AGAIN: Duration = Duration::from_secs(2);

/// So many answers may wait for the numbers of their questions.
const EARLY: usize = 64;

/// What a board wants to know.
#[derive(Debug)]
pub(super) struct Asking {
    wants: Vec<Want>,
    lookups: HashMap<u64, Lookup>,
    early: VecDeque<(u64, Update)>,
    /// When it is to be said next; `None` while that is not needed, or under way.
    due: Option<Instant>,
    /// What is being said.
    saying: Option<Vec<Want>>,
    /// Whether every answer is to be told once more.
    anew: bool,
}

impl Asking {
    /// Nothing is wanted yet.
    pub(super) fn new() -> Self {
        Self { wants: Vec::new(), lookups: HashMap::new(), early: VecDeque::new(), due: None, saying: None, anew: true }
    }

    /// Something else is wanted.
    pub(super) fn want(&mut self, wants: Vec<Want>, now: Instant) {
        self.wants = wants;
        self.due = Some(now);
    }

    /// The way to the hub is open: what is wanted has to be said, and every answer to be told once more.
    pub(super) fn opened(&mut self, now: Instant) {
        // What was being said may not have been heard.
        (self.anew, self.early, self.saying) = (true, VecDeque::new(), None);
        if !self.wants.is_empty() {
            self.due = Some(now);
        }
    }

    /// When [`say`](Self::say) has something to say.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due.filter(|_| self.saying.is_none())
    }

    /// What is to be said now, and whether every answer is to be told once more.
    pub(super) fn say(&mut self, now: Instant) -> Option<(Vec<Want>, bool)> {
        self.due().filter(|due| *due <= now)?;
        self.due = None;
        self.saying = Some(self.wants.clone());
        Some((self.wants.clone(), self.anew))
    }

    /// What was said was not heard; when it is said once more.
    pub(super) fn unheard(&mut self, now: Instant) -> Instant {
        self.saying = None;
        *self.due.insert(now + AGAIN)
    }

    /// What a board is told of all that it wants while the hub cannot be asked: why, and when it is asked `again`.
    pub(super) fn failed(&self, why: &Problem, again: Option<Stamp>, clock: Stamp) -> Vec<Update> {
        let failure = Failure { problem: why.clone(), refused: false, again, absent: false };
        let failed = |want: &Want| {
            let found = Found { lookup: want.lookup.clone(), finding: Finding::Failed(failure.clone()) };
            Update::new(clock, Payload::Found(Box::new(found)))
        };
        self.wants.iter().map(failed).collect()
    }

    /// What was said was heard: the answers that there are, to the questions as they were asked.
    pub(super) fn heard(&mut self, answers: Answers, now: Instant) -> Vec<Update> {
        let Some(said) = self.saying.take() else { return Vec::new() };
        self.anew = false;
        if self.due.is_none() && !self.wants.is_empty() {
            self.due = Some(now + RENEW);
        }
        self.lookups = answers.questions.into_iter().zip(said.into_iter().map(|want| want.lookup)).collect();
        let early = std::mem::take(&mut self.early);
        answers
            .found
            .into_iter()
            .chain(early)
            .filter_map(|(question, update)| self.put_back(question, update))
            .collect()
    }

    /// An answer came; what is to be told, unless nothing is known of its question yet.
    pub(super) fn answered(&mut self, question: u64, update: Update) -> Option<Update> {
        if self.lookups.contains_key(&question) {
            return self.put_back(question, update);
        }
        if self.saying.is_some() || self.due.is_some() {
            if self.early.len() >= EARLY {
                self.early.pop_front();
            }
            self.early.push_back((question, update));
        }
        None
    }

    /// The answer with the question as this board asked it.
    fn put_back(&self, question: u64, mut update: Update) -> Option<Update> {
        let lookup = self.lookups.get(&question)?;
        let Payload::Found(found) = &mut update.payload else { return None };
        found.lookup = lookup.clone();
        Some(update)
    }
}

#[cfg(test)]
mod tests;
