//! What the boards of a hub want to know, merged into what the hub asks: each question once, and no board before its turn.
//!
//! A board says what it wants in full, each time, and again before its lease is over; a board that is gone wants nothing any
//! more. A question that several boards ask has one number, by which its answers find those who asked.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use litemap::LiteMap;
use tokio::time::Instant;

use crate::model::{Lookup, Want};

/// What a board wants is forgotten so long after it said so last.
pub const LEASE: Duration = Duration::from_secs(15);

/// A board has so many questions at a time; further ones, the least wanted, are not heard.
pub const WANTS_MAX: usize = 64;

/// So many boards may want something at a time; further ones are not heard.
pub const BOARDS_MAX: usize = 4096;

/// What all boards want. What a board says costs what it says, however many boards there are, and next to nothing where it
/// says the same again.
#[derive(Debug)]
pub struct Wants {
    next_question: u64,
    arrivals: u64,
    boards: LiteMap<Arc<str>, Wanting>,
    /// Until when each board is heard.
    leases: BTreeSet<(Instant, Arc<str>)>,
    numbers: HashMap<Lookup, u64>,
    questions: HashMap<u64, Asked>,
    /// All questions, most wanted first.
    order: BTreeSet<(Turn, u64)>,
    /// Whether something else may be [merged](Self::merged) than was last asked for.
    changed: bool,
}

/// Where a question stands: what boards want most comes first, and of that what the board wants that came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Turn {
    rank: usize,
    arrived: u64,
}

/// What one board wants.
#[derive(Debug)]
struct Wanting {
    name: Arc<str>,
    /// The how manieth board it was that came.
    arrived: u64,
    until: Instant,
    /// Most wanted first.
    wants: Vec<Want>,
    /// Their questions.
    numbers: Vec<u64>,
}

/// How one board asks a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Share {
    turn: Turn,
    rows: usize,
    beside: bool,
}

/// A question and who asks it.
#[derive(Debug)]
struct Asked {
    lookup: Lookup,
    boards: LiteMap<Arc<str>, Share>,
    turns: BTreeSet<Turn>,
    /// How many boards want so many rows of it.
    rows: LiteMap<usize, usize>,
    /// How many boards do not only want it beside something else.
    first: usize,
}

/// What of a question bears on what is merged.
type Standing = (Option<Turn>, Option<usize>, bool);

impl Asked {
    const fn new(lookup: Lookup) -> Self {
        Self { lookup, boards: LiteMap::new(), turns: BTreeSet::new(), rows: LiteMap::new(), first: 0 }
    }

    fn standing(&self) -> Standing {
        (self.turns.first().copied(), self.rows.last().map(|(rows, _)| *rows), self.first == 0)
    }

    fn want(&self) -> Want {
        let (_, rows, beside) = self.standing();
        Want { lookup: self.lookup.clone(), rows: rows.unwrap_or_default(), plain: false, beside }
    }

    fn give(&mut self, board: &Arc<str>, share: Share) {
        self.withdraw(board);
        self.turns.insert(share.turn);
        *self.rows.entry(share.rows).or_default() += 1;
        self.first += usize::from(!share.beside);
        self.boards.insert(Arc::clone(board), share);
    }

    fn withdraw(&mut self, board: &str) {
        let Some(share) = self.boards.remove(board) else { return };
        self.turns.remove(&share.turn);
        if let Some(count) = self.rows.get_mut(&share.rows) {
            *count -= 1;
            if *count == 0 {
                self.rows.remove(&share.rows);
            }
        }
        self.first -= usize::from(!share.beside);
    }
}

impl Wants {
    /// No board wants anything. Questions are numbered from `first` on: a hub that begins anew begins where no board
    /// still takes a number for another question, such as at its clock's milliseconds.
    pub fn new(first: u64) -> Self {
        Self {
            next_question: first,
            arrivals: 0,
            boards: LiteMap::new(),
            leases: BTreeSet::new(),
            numbers: HashMap::new(),
            questions: HashMap::new(),
            order: BTreeSet::new(),
            changed: false,
        }
    }

    /// What `board` wants from now on, most wanted first, instead of what it wanted before; the numbers of its questions in
    /// the same order, as many as are [heard](WANTS_MAX). Its lease begins again.
    pub fn set(&mut self, board: &str, mut wants: Vec<Want>, now: Instant) -> Vec<u64> {
        self.expire(now);
        wants.truncate(WANTS_MAX);
        for want in &mut wants {
            // What leaves the hub is masked in any case.
            want.plain = false;
        }
        let until = now + LEASE;
        if let Some(known) = self.boards.get_mut(board) {
            self.leases.remove(&(known.until, Arc::clone(&known.name)));
            self.leases.insert((until, Arc::clone(&known.name)));
            known.until = until;
            if known.wants == wants {
                return known.numbers.clone();
            }
        } else {
            if self.boards.len() >= BOARDS_MAX {
                return Vec::new();
            }
            self.arrivals += 1;
            let name: Arc<str> = Arc::from(board);
            self.leases.insert((until, Arc::clone(&name)));
            let (wants, numbers) = (Vec::new(), Vec::new());
            let wanting = Wanting { name: Arc::clone(&name), arrived: self.arrivals, until, wants, numbers };
            self.boards.insert(name, wanting);
        }
        self.ask(board, wants)
    }

    /// `board` wants nothing any more.
    pub fn leave(&mut self, board: &str) {
        if let Some(gone) = self.boards.remove(board) {
            self.leases.remove(&(gone.until, gone.name));
            for number in gone.numbers {
                self.withdraw(number, board);
            }
        }
    }

    /// What the hub asks, most wanted first: what each board wants most in the order in which the boards came, then what
    /// each wants second.
    pub fn merged(&mut self, now: Instant) -> Vec<Want> {
        self.expire(now);
        self.changed = false;
        self.order.iter().filter_map(|(_, number)| self.questions.get(number)).map(Asked::want).collect()
    }

    /// Whether something else may be [merged](Self::merged) than was last asked for.
    pub fn has_changed(&mut self, now: Instant) -> bool {
        self.expire(now);
        self.changed
    }

    /// How many boards there are whose lease runs.
    pub fn boards(&self, now: Instant) -> usize {
        let over = self.leases.iter().take_while(|(until, _)| *until <= now).count();
        self.boards.len() - over
    }

    /// The question of this number, as long as a board asks it.
    pub fn of(&self, question: u64) -> Option<&Lookup> {
        self.questions.get(&question).map(|asked| &asked.lookup)
    }

    /// The boards that ask `lookup`, each with its number.
    pub fn who_wants(&self, lookup: &Lookup) -> impl Iterator<Item = (&str, u64)> {
        let number = self.numbers.get(lookup).copied();
        let asked = number.and_then(|number| Some((number, self.questions.get(&number)?))).into_iter();
        asked.flat_map(|(number, asked)| asked.boards.keys().map(move |board| (&**board, number)))
    }

    /// When the next lease is over: what is [merged](Self::merged) may differ from then on.
    pub fn deadline(&self) -> Option<Instant> {
        self.leases.first().map(|(until, _)| *until)
    }

    /// A board that is known asks these instead of what it asked before; the numbers of the questions.
    fn ask(&mut self, board: &str, wants: Vec<Want>) -> Vec<u64> {
        let Some(known) = self.boards.get(board) else { return Vec::new() };
        let (name, arrived, before) = (Arc::clone(&known.name), known.arrived, known.numbers.clone());
        let mut shares: HashMap<u64, Share> = HashMap::new();
        let mut numbers = Vec::with_capacity(wants.len());
        for (rank, want) in wants.iter().enumerate() {
            let number = self.number(&want.lookup);
            numbers.push(number);
            let turn = Turn { rank, arrived };
            let share = shares.entry(number).or_insert(Share { turn, rows: want.rows, beside: want.beside });
            share.rows = share.rows.max(want.rows);
            share.beside &= want.beside;
        }
        for (number, share) in &shares {
            self.stand(*number, |asked| asked.give(&name, *share));
        }
        let over: HashSet<u64> = before.into_iter().filter(|number| !shares.contains_key(number)).collect();
        for number in over {
            self.withdraw(number, board);
        }
        if let Some(known) = self.boards.get_mut(board) {
            (known.wants, known.numbers) = (wants, numbers.clone());
        }
        numbers
    }

    /// The number of a question, which has one from now on.
    fn number(&mut self, lookup: &Lookup) -> u64 {
        if let Some(number) = self.numbers.get(lookup) {
            return *number;
        }
        let number = self.next_question;
        self.next_question += 1;
        self.numbers.insert(lookup.clone(), number);
        self.questions.insert(number, Asked::new(lookup.clone()));
        number
    }

    /// `board` does not ask a question any more.
    fn withdraw(&mut self, number: u64, board: &str) {
        self.stand(number, |asked| asked.withdraw(board));
        if self.questions.get(&number).is_some_and(|asked| asked.boards.is_empty())
            && let Some(asked) = self.questions.remove(&number)
        {
            self.numbers.remove(&asked.lookup);
        }
    }

    /// Changes who asks a question, and with it where it stands.
    fn stand(&mut self, number: u64, change: impl FnOnce(&mut Asked)) {
        let Some(asked) = self.questions.get_mut(&number) else { return };
        let before = asked.standing();
        change(asked);
        let after = asked.standing();
        if before == after {
            return;
        }
        self.changed = true;
        if let (Some(turn), ..) = before {
            self.order.remove(&(turn, number));
        }
        if let (Some(turn), ..) = after {
            self.order.insert((turn, number));
        }
    }

    fn expire(&mut self, now: Instant) {
        while let Some((until, board)) = self.leases.first()
            && *until <= now
        {
            let board = Arc::clone(board);
            self.leave(&board);
        }
    }
}

#[cfg(test)]
mod tests;
