//! What the boards of a hub want to know, merged into what the hub asks: each question once, and no board before its turn.
//!
//! A board says what it wants in full, each time, and again before its lease is over; a board that is gone wants nothing any
//! more. A question that several boards ask has one number, by which its answers find those who asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::model::{Lookup, Want};

/// What a board wants is forgotten so long after it said so last.
pub const LEASE: Duration = Duration::from_secs(15);

/// A board has so many questions at a time; further ones, the least wanted, are not heard.
pub const WANTS_MAX: usize = 64;

/// So many boards may want something at a time; further ones are not heard.
pub const BOARDS_MAX: usize = 4096;

/// What all boards want.
#[derive(Debug)]
pub struct Wants {
    next_question: u64,
    arrivals: u64,
    boards: BTreeMap<Arc<str>, Wanting>,
    questions: HashMap<Lookup, Asked>,
    by_number: HashMap<u64, Lookup>,
}

/// What one board wants.
#[derive(Debug)]
struct Wanting {
    /// The how manieth board it was that came.
    arrived: u64,
    until: Instant,
    /// Most wanted first.
    wants: Vec<Want>,
}

/// A question and who asks it.
#[derive(Debug)]
struct Asked {
    number: u64,
    boards: BTreeSet<Arc<str>>,
}

impl Wants {
    /// No board wants anything. Questions are numbered from `first` on: a hub that begins anew begins where no board
    /// still takes a number for another question, such as at its clock's milliseconds.
    pub fn new(first: u64) -> Self {
        Self {
            next_question: first,
            arrivals: 0,
            boards: BTreeMap::new(),
            questions: HashMap::new(),
            by_number: HashMap::new(),
        }
    }

    /// What `board` wants from now on, most wanted first, instead of what it wanted before; the numbers of its questions in
    /// the same order, as many as are [heard](WANTS_MAX). Its lease begins again.
    pub fn set(&mut self, board: &str, mut wants: Vec<Want>, now: Instant) -> Vec<u64> {
        self.expire(now);
        wants.truncate(WANTS_MAX);
        let key = self.boards.get_key_value(board).map(|(key, _)| Arc::clone(key));
        if key.is_none() && self.boards.len() >= BOARDS_MAX {
            return Vec::new();
        }
        let key = key.unwrap_or_else(|| Arc::from(board));
        for want in &mut wants {
            // What leaves the hub is masked in any case.
            want.plain = false;
        }
        let numbers = wants.iter().map(|want| self.ask(&want.lookup, &key)).collect();
        self.arrivals += 1;
        let mut wanting = Wanting { arrived: self.arrivals, until: now + LEASE, wants };
        if let Some(before) = self.boards.get(board) {
            wanting.arrived = before.arrived;
        }
        let before = self.boards.insert(key, wanting).map(|before| before.wants);
        self.leave_questions(board, before.unwrap_or_default());
        numbers
    }

    /// `board` wants nothing any more.
    pub fn leave(&mut self, board: &str) {
        if let Some(gone) = self.boards.remove(board) {
            self.leave_questions(board, gone.wants);
        }
    }

    /// What the hub asks, most wanted first: what each board wants most in the order in which the boards came, then what
    /// each wants second.
    pub fn merged(&mut self, now: Instant) -> Vec<Want> {
        self.expire(now);
        let mut boards: Vec<&Wanting> = self.boards.values().collect();
        boards.sort_unstable_by_key(|board| board.arrived);
        let ranks = boards.iter().map(|board| board.wants.len()).max().unwrap_or(0);
        let (mut merged, mut places) = (Vec::<Want>::new(), HashMap::<&Lookup, usize>::new());
        for want in (0..ranks).flat_map(|rank| boards.iter().filter_map(move |board| board.wants.get(rank))) {
            let place = places.get(&want.lookup).and_then(|place| merged.get_mut(*place));
            if let Some(there) = place {
                there.rows = there.rows.max(want.rows);
                there.beside &= want.beside;
            } else {
                places.insert(&want.lookup, merged.len());
                merged.push(want.clone());
            }
        }
        merged
    }

    /// How many boards there are whose lease runs.
    pub fn boards(&self, now: Instant) -> usize {
        self.boards.values().filter(|board| board.until > now).count()
    }

    /// The question of this number, as long as a board asks it.
    pub fn of(&self, question: u64) -> Option<&Lookup> {
        self.by_number.get(&question)
    }

    /// The boards that ask `lookup`, each with its number.
    pub fn who_wants(&self, lookup: &Lookup) -> impl Iterator<Item = (&str, u64)> {
        let asked = self.questions.get(lookup).into_iter();
        asked.flat_map(|asked| asked.boards.iter().map(|board| (&**board, asked.number)))
    }

    /// When the next lease is over: what is [merged](Self::merged) may differ from then on.
    pub fn deadline(&self) -> Option<Instant> {
        self.boards.values().map(|board| board.until).min()
    }

    fn ask(&mut self, lookup: &Lookup, board: &Arc<str>) -> u64 {
        if let Some(asked) = self.questions.get_mut(lookup) {
            asked.boards.insert(Arc::clone(board));
            return asked.number;
        }
        let number = self.next_question;
        self.next_question += 1;
        self.by_number.insert(number, lookup.clone());
        self.questions.insert(lookup.clone(), Asked { number, boards: BTreeSet::from([Arc::clone(board)]) });
        number
    }

    /// `board` asked these, and asks those of them no longer that it does not ask now.
    fn leave_questions(&mut self, board: &str, before: Vec<Want>) {
        let now = self.boards.get(board).map(|board| &board.wants);
        for Want { lookup, .. } in before {
            if now.is_some_and(|now| now.iter().any(|want| want.lookup == lookup)) {
                continue;
            }
            let Some(asked) = self.questions.get_mut(&lookup) else { continue };
            asked.boards.remove(board);
            if asked.boards.is_empty() {
                self.by_number.remove(&asked.number);
                self.questions.remove(&lookup);
            }
        }
    }

    fn expire(&mut self, now: Instant) {
        let over: Vec<Arc<str>> =
            self.boards.iter().filter(|(_, board)| board.until <= now).map(|(board, _)| Arc::clone(board)).collect();
        for board in over {
            self.leave(&board);
        }
    }
}

#[cfg(test)]
mod tests;
