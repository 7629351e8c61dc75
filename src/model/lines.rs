//! The login and work states that a reader of messages knows, small: there may be a hundred thousand agents, whom the board
//! knows too.

use std::collections::{HashMap, HashSet};

use super::agent::AgentId;
use super::companion::{Line, OneMessage, Steps};
use super::prints::{AsItIs, Print, Prints};
use super::status::{LoginState, WorkState};
use super::update::{Change, Changes, Roster};

/// Codes below this stand for words, by their place among the named ones.
const WORDS: i32 = i32::MIN + 1_024;

/// No word and no code.
const NOTHING: i32 = i32::MIN;

/// A [`Line`] in a quarter of its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Packed {
    login: i32,
    work: i32,
}

impl Packed {
    /// `None` for a code that does not fit.
    fn of(line: Line) -> Option<Self> {
        let login = packed(line.login, LoginState::NAMED, |login| match login {
            LoginState::Other(code) => Some(code),
            _ => None,
        })?;
        let work = packed(line.work, WorkState::NAMED, |work| match work {
            WorkState::Other(code) => Some(code),
            _ => None,
        })?;
        Some(Self { login, work })
    }

    fn line(self) -> Line {
        Line {
            login: unpacked(self.login, LoginState::NAMED, LoginState::Other),
            work: unpacked(self.work, WorkState::NAMED, WorkState::Other),
        }
    }
}

fn packed<T: Copy + PartialEq>(word: Option<T>, words: &[T], code: impl Fn(T) -> Option<i64>) -> Option<i32> {
    let Some(word) = word else { return Some(NOTHING) };
    match words.iter().position(|known| *known == word) {
        Some(place) => i32::try_from(place + 1).ok().map(|place| NOTHING + place),
        None => i32::try_from(code(word)?).ok().filter(|code| *code >= WORDS),
    }
}

fn unpacked<T: Copy>(packed: i32, words: &[T], other: impl Fn(i64) -> T) -> Option<T> {
    if packed >= WORDS {
        return Some(other(i64::from(packed)));
    }
    let place = usize::try_from(packed.checked_sub(NOTHING)?.checked_sub(1)?).ok()?;
    words.get(place).copied()
}

/// The login and work states that a reader of messages knows, so that messages can be completed on their way to it.
#[derive(Debug, Default)]
pub struct Lines {
    prints: Prints,
    known: HashMap<Print, Packed, AsItIs>,
    /// Those with a code that does not fit: none that any vendor has.
    odd: HashMap<AgentId, Line>,
}

impl Lines {
    /// Whether this agent is known.
    pub fn knows(&self, id: &AgentId) -> bool {
        self.known.contains_key(&self.prints.of(id)) || self.odd.contains_key(id)
    }

    /// Takes a roster in: who is not in a complete one is not known any more.
    pub fn learn(&mut self, roster: &Roster) {
        if self.known.is_empty() {
            self.known.reserve(roster.agents.len());
        }
        for agent in &roster.agents {
            self.keep(&agent.id, Line::of(agent));
        }
        if roster.complete && self.known.len() + self.odd.len() > roster.agents.len() {
            let prints = &self.prints;
            let named: HashSet<Print, AsItIs> = roster.agents.iter().map(|agent| prints.of(&agent.id)).collect();
            self.known.retain(|print, _| named.contains(print));
            self.odd.retain(|id, _| named.contains(&prints.of(id)));
        }
    }

    /// Says outright what a message implies, so that it stays right whatever becomes of the message: merged with
    /// others, recorded, printed. One that does not say when it was made is left to its reader.
    pub fn complete(&mut self, message: &mut Changes) {
        let mut steps: Steps<&AgentId> = Steps::new();
        for change in &message.changes {
            if let Change::Agent { id, set } = change
                && OneMessage::concerns(set)
                && let Some(step) = steps.of(id, || self.line(id))
            {
                step.see(set);
            }
        }
        if steps.is_empty() {
            // Nothing follows from it, so it does not matter when it was made.
            message.made = None;
            return;
        }
        let mut implied = Vec::new();
        steps.each(|id, step| {
            self.keep(id, step.now);
            if message.made.is_some() {
                step.implied(message.made, |set| implied.push(Change::Agent { id: id.clone(), set }));
            }
        });
        message.implied = message.made.map(|_| implied);
    }

    fn line(&self, id: &AgentId) -> Option<Line> {
        let known = self.known.get(&self.prints.of(id)).map(|packed| packed.line());
        known.or_else(|| self.odd.get(id).copied())
    }

    fn keep(&mut self, id: &AgentId, line: Line) {
        let print = self.prints.of(id);
        if let Some(packed) = Packed::of(line) {
            if self.known.insert(print, packed).is_none() {
                self.odd.remove(id);
            }
        } else {
            self.known.remove(&print);
            self.odd.insert(id.clone(), line);
        }
    }
}

#[cfg(test)]
mod tests;
