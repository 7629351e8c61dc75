//! Callbacks become letters: signed as the page says, and now and then with something wrong.

use serde_json::{Value, json};

use crate::sim::Credentials;
use crate::sim::faults::pushes::{PushFault, PushFaults};
use crate::sim::outbox::Callback;
use crate::sim::random::{self, Dice};
use crate::sim::signature::signature;
use crate::sim::zone::SECOND;

/// A callback that is to come after the next one is sent all the same after so long, in ms.
const NO_LONGER: i64 = 10 * SECOND;

/// How a letter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Usual,
    /// With 10 MB around it.
    Large,
    /// A byte at a time.
    Slow,
}

/// A signed callback.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Letter {
    pub(super) about: u64,
    /// `X-Log-TimeStamp`, Unix ms.
    pub(super) time: String,
    /// `X-Log-RandomCode`.
    pub(super) code: String,
    /// `X-Log-Sign`.
    pub(super) sign: String,
    pub(super) body: Value,
    pub(super) manner: Manner,
}

/// A callback that is kept back.
struct Kept {
    /// It is sent when the world has come to this time, Unix ms.
    until: i64,
    /// Or when the next one of the same call or agent has been sent.
    follows: bool,
    callback: Callback,
}

/// Where callbacks are signed.
pub(super) struct Mailbag {
    company: String,
    key: String,
    faults: PushFaults,
    fate: Dice,
    codes: Dice,
    kept: Vec<Kept>,
    /// How many were not sent because of a fault.
    lost: u64,
}

impl Mailbag {
    pub(super) fn new(credentials: &Credentials, faults: PushFaults, seed: u64) -> Self {
        Self {
            company: credentials.company_id.clone(),
            key: credentials.push_app_key.clone(),
            faults,
            fate: Dice::new(seed, random::PUSH_FAULTS),
            codes: Dice::new(seed, random::PUSH_CODES),
            kept: Vec::new(),
            lost: 0,
        }
    }

    /// How many were not sent because of a fault.
    pub(super) const fn lost(&self) -> u64 {
        self.lost
    }

    /// What is sent of these callbacks, and of those kept back, when the world has come to `now`; `wall` is the time on the
    /// platform's clock. Both are Unix ms.
    pub(super) fn fill(&mut self, callbacks: Vec<Callback>, now: i64, wall: i64) -> Vec<Letter> {
        let mut letters = Vec::new();
        for callback in callbacks {
            let fault = self.faults.draw(&mut self.fate);
            let about = callback.about;
            if self.one(callback, fault, wall, &mut letters) {
                self.release(|kept| kept.follows && kept.callback.about == about, wall, &mut letters);
            }
        }
        self.release(|kept| kept.until <= now, wall, &mut letters);
        letters
    }

    fn release(&mut self, which: impl Fn(&Kept) -> bool, wall: i64, letters: &mut Vec<Letter>) {
        let due: Vec<Kept> = self.kept.extract_if(.., |kept| which(kept)).collect();
        for kept in due {
            letters.push(self.letter(kept.callback, wall));
        }
    }

    /// Sends one, or keeps it back; whether it was sent.
    fn one(&mut self, callback: Callback, fault: Option<PushFault>, wall: i64, letters: &mut Vec<Letter>) -> bool {
        let keep = |ms, follows| Kept { until: callback.at + ms, follows, callback: callback.clone() };
        match fault {
            Some(PushFault::Lost) => {
                self.lost += 1;
                return false;
            }
            Some(PushFault::Late) => {
                let late = self.fate.between(5 * SECOND, 60 * SECOND);
                self.kept.push(keep(late, false));
                return false;
            }
            Some(PushFault::Reordered) => {
                self.kept.push(keep(NO_LONGER, true));
                return false;
            }
            _ => {}
        }
        let letter = self.letter(callback.clone(), wall);
        match fault {
            Some(PushFault::Doubled) => letters.push(self.letter(callback, wall)),
            Some(PushFault::Replayed) => letters.push(letter.clone()),
            _ => {}
        }
        letters.push(match fault {
            Some(PushFault::WrongSign) => {
                let sign = signature(&[&self.company, &letter.time, &letter.code, "another key"]);
                Letter { sign, ..letter }
            }
            Some(PushFault::Encrypted) => Letter { body: json!({"content": self.codes.hex(48)}), ..letter },
            Some(PushFault::Large) => Letter { manner: Manner::Large, ..letter },
            Some(PushFault::Slow) => Letter { manner: Manner::Slow, ..letter },
            _ => letter,
        });
        true
    }

    fn letter(&mut self, callback: Callback, wall: i64) -> Letter {
        let (time, code) = (wall.to_string(), self.codes.hex(16));
        let sign = signature(&[&self.company, &time, &code, &self.key]);
        Letter { about: callback.about, time, code, sign, body: callback.body, manner: Manner::Usual }
    }
}

#[cfg(test)]
mod tests;
