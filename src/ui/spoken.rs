//! The board in sentences: one for each change that is worth one, for screen readers, speech and logs.
//!
//! A pure machine: it eats updates and is told how late it is, and tells sentences; the same of the same, however often it
//! is asked in between. What happens is gathered for a moment and merged, each kind of it has its turn, and no minute has
//! more than [`MOST`] sentences: what has to wait is told together with what came meanwhile.

use crate::model::{Board, Lookout, Message, News, Note, Payload, Stamp, Update};

mod alerts;
mod calls;
mod centre;
mod manner;
pub(in crate::ui) mod names;
mod pace;
mod people;
mod robots;
mod sources;

use alerts::Alerts;
use calls::Calls;
use centre::Centre;
pub use manner::{Manner, Sentence, Whose};
use pace::{Kind, Pace, Said};
pub use pace::{MOST, WINDOW_MS};
use people::People;
use robots::Robots;
use sources::Sources;

/// The board is looked at so often, in ms.
const TICK_MS: i64 = 1_000;

/// A hole in what is heard longer than this, in ms, is stepped over: there was no one to hear it.
const LONGEST_HOLE_MS: i64 = 3_600_000;

/// From this on, in ms, a time between two sessions of a recording is a gap that is said.
const GAP_MS: i64 = 90_000;

/// Says what changes.
#[derive(Debug)]
pub struct Narrator {
    manner: Manner,
    lookout: Lookout,
    now: Option<Stamp>,
    pace: Pace,
    centre: Centre,
    alerts: Alerts,
    sources: Sources,
    calls: Calls,
    robots: Robots,
    people: People,
    told: Vec<Sentence>,
}

impl Narrator {
    /// Nothing heard yet.
    pub fn new(manner: Manner) -> Self {
        Self {
            lookout: Lookout::new(manner.rules.clone(), manner.zone),
            now: None,
            pace: Pace::default(),
            centre: Centre::default(),
            alerts: Alerts::default(),
            sources: Sources::default(),
            calls: Calls::default(),
            robots: Robots::default(),
            people: People::new(manner.whose.clone()),
            manner,
            told: Vec::new(),
        }
    }

    /// The board as it is now.
    pub const fn board(&self) -> &Board {
        self.lookout.board()
    }

    /// Takes an update; what is said up to it and with it.
    pub fn take(&mut self, update: Update) -> Vec<Sentence> {
        let at = self.now.map_or(update.at, |now| now.max(update.at));
        self.let_pass(at);
        self.apply(update, at);
        self.tell()
    }

    /// The board is told anew: a hub was joined, or a session of a recording begins.
    pub fn begin_anew(&mut self, board: &Board, at: Stamp) -> Vec<Sentence> {
        match self.now {
            Some(now) if at.since(now) > GAP_MS => {
                self.centre.gap(now, at);
                self.lookout.skip_to(at);
                self.now = Some(at);
            }
            _ => self.let_pass(at),
        }
        let at = self.now.map_or(at, |now| now.max(at));
        for update in board.retell(at) {
            self.apply(update, at);
        }
        self.tell()
    }

    /// Lets time go by until just before `at`; what is said meanwhile.
    pub fn wait_until(&mut self, at: Stamp) -> Vec<Sentence> {
        self.let_pass(at);
        self.tell()
    }

    /// A person has put a message on the boards, or taken it away.
    pub fn message(&mut self, message: Option<&Message>, at: Stamp) -> Vec<Sentence> {
        self.let_pass(at);
        self.now = Some(self.now.map_or(at, |now| now.max(at)));
        self.centre.message(message);
        self.tell()
    }

    /// Whether the way to the hub is open.
    pub fn hub(&mut self, open: bool, at: Stamp) -> Vec<Sentence> {
        self.let_pass(at);
        self.centre.hub(open, at);
        self.tell()
    }

    /// This machine's clock was set by `by` ms.
    pub fn clock_set(&mut self, by: i64) {
        self.lookout.clock_set(by);
        self.now = self.now.map(|now| now.plus(by));
        self.pace.clock_set(by);
        self.calls.clock_set(by);
        self.centre.clock_set(by);
        self.people.clock_set(by);
    }

    /// Nothing more comes: what has waited is said.
    pub fn finish(&mut self) -> Vec<Sentence> {
        if let Some(now) = self.now {
            self.look(now);
            for kind in Kind::ALL {
                self.say(kind, now);
            }
        }
        self.tell()
    }

    fn tell(&mut self) -> Vec<Sentence> {
        std::mem::take(&mut self.told)
    }

    fn apply(&mut self, update: Update, at: Stamp) {
        self.now = Some(at);
        if let Payload::Notes(notes) = &update.payload {
            let known = self.board().notes();
            let new: Vec<Note> = notes.iter().filter(|note| known.get(&note.id).is_none()).cloned().collect();
            self.centre.notes(new);
        }
        let generation = self.board().generation();
        let news = self.lookout.take(update);
        self.note(news);
        let board = self.lookout.board();
        let touched = (board.generation() == generation).then(|| self.lookout.touched());
        self.people.note(board, touched, at);
        if at.ms().rem_euclid(TICK_MS) == 0 {
            self.tick(at);
        }
    }

    /// Seconds go by, up to the last one before `at`.
    fn let_pass(&mut self, at: Stamp) {
        let Some(mut now) = self.now else { return };
        if at.since(now) > LONGEST_HOLE_MS {
            let before = at.plus(-TICK_MS);
            self.centre.gap(now, before);
            self.lookout.skip_to(before);
            now = before;
        }
        loop {
            now = now.plus(TICK_MS - now.ms().rem_euclid(TICK_MS));
            if now >= at {
                break;
            }
            let news = self.lookout.wait_until(now.plus(1));
            self.now = Some(now);
            self.note(news);
            self.tick(now);
        }
    }

    fn note(&mut self, news: Vec<News>) {
        for news in news {
            self.alerts.note(news);
        }
    }

    /// Looks at what moves with the clock.
    fn look(&mut self, now: Stamp) {
        let (board, rules) = (self.lookout.board(), self.lookout.alarms().rules());
        self.sources.look(board, rules.limits(), now);
        let trusted = self.sources.trusts_calls();
        self.calls.look(board, self.manner.zone, trusted, now);
        self.centre.look(board, self.manner.zone, now);
        self.robots.look(board, now);
    }

    /// A second: what is due is said.
    fn tick(&mut self, now: Stamp) {
        self.look(now);
        for kind in Kind::ALL {
            let waits = self.waits(kind);
            self.pace.wait(kind, waits, now);
        }
        // The first sentence says where one comes in; nothing is said before it.
        if !self.centre.has_begun() {
            if !self.centre.waits(Kind::Begin) {
                return;
            }
            self.say(Kind::Begin, now);
            self.pace.told(Kind::Begin, now);
        }
        while let Some(kind) = self.pace.due(now) {
            self.say(kind, now);
            self.pace.told(kind, now);
        }
    }

    /// Whether something of a kind waits to be said.
    fn waits(&self, kind: Kind) -> bool {
        match kind {
            Kind::Message | Kind::Hub | Kind::Gap | Kind::Begin | Kind::Day => self.centre.waits(kind),
            Kind::Stale | Kind::Fresh => self.sources.waits(kind),
            Kind::Escalated | Kind::Figures | Kind::Agents | Kind::Cleared | Kind::Brief => self.alerts.waits(kind),
            Kind::Level | Kind::Lost | Kind::Half => self.calls.waits(kind),
            Kind::Robots => self.robots.waits(),
            Kind::People => self.people.waits(),
        }
    }

    /// Says what waits of a kind.
    fn say(&mut self, kind: Kind, now: Stamp) {
        let to = Said { manner: &self.manner, board: self.lookout.board(), alarms: self.lookout.alarms(), now };
        let text = match kind {
            Kind::Message | Kind::Hub | Kind::Gap | Kind::Begin | Kind::Day => self.centre.say(kind, &to),
            Kind::Stale | Kind::Fresh => self.sources.say(kind, &to),
            Kind::Escalated | Kind::Figures | Kind::Agents | Kind::Cleared | Kind::Brief => self.alerts.say(kind, &to),
            Kind::Level | Kind::Lost | Kind::Half => self.calls.say(kind, &to, &self.sources),
            Kind::Robots => self.robots.say(&to),
            Kind::People => self.people.say(&to),
        };
        if let Some(text) = text {
            self.told.push(Sentence { at: now, text: names::sentence(self.manner.language, &text) });
        }
    }
}

#[cfg(test)]
mod tests;
