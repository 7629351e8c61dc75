//! What a hub publishes, each message chained to the one before it: the stream takes a message only behind the one that its
//! sender believes to be the last.
//!
//! Several are on their way at a time. One behind another that is on its way names that too: where another hub has published in
//! its stead, its number alone would be right. Where one fails, those behind it fail with it; they all are sent again under the ids
//! that they had, the first of them alone. A store that has it says so and takes no second one. Where even the first is
//! refused, another hub has published: this one leads no longer. Pure: it says what to send, and is told what became of it.

use std::collections::VecDeque;

/// So many are on their way at a time.
const WINDOW: usize = 16;

/// What became of the message that was sent first of those whose fate is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// It is stored, now or before, under this sequence.
    Stored(u64),
    /// It is refused: it does not stand behind the last one.
    Refused,
    /// Nothing is known of it.
    Lost,
}

/// Another has published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fenced;

/// A message to be sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Sending<'a, T> {
    /// The sequence of the one behind which it is to stand.
    pub behind: u64,
    /// That one, where it is on its way itself.
    pub after: Option<&'a T>,
    /// What is sent.
    pub message: &'a T,
}

/// Messages that are not known to be stored, in their order.
#[derive(Debug)]
pub struct Chain<T> {
    /// The sequence of the last that is.
    last: u64,
    waiting: VecDeque<T>,
    /// So many of them, the first, are on their way.
    flying: usize,
    /// The first is sent alone.
    alone: bool,
    /// One has failed: what is on its way is waited for, and counts for nothing.
    failed: bool,
    /// How many were stored.
    stored: u64,
}

impl<T> Chain<T> {
    /// One that begins behind the message of this sequence.
    pub const fn new(last: u64) -> Self {
        Self { last, waiting: VecDeque::new(), flying: 0, alone: true, failed: false, stored: 0 }
    }

    /// Adds a message.
    pub fn push(&mut self, message: T) {
        self.waiting.push_back(message);
    }

    /// The message to be sent now, if one is. What becomes of each has to be [told](Self::became) in the order in which they
    /// were sent.
    pub fn send(&mut self) -> Option<Sending<'_, T>> {
        if self.failed && self.flying == 0 {
            (self.failed, self.alone) = (false, true);
        }
        let most = if self.alone { 1 } else { WINDOW };
        if self.failed || self.flying >= most {
            return None;
        }
        let message = self.waiting.get(self.flying)?;
        let behind = self.last + self.flying as u64;
        let after = self.flying.checked_sub(1).and_then(|before| self.waiting.get(before));
        self.flying += 1;
        Some(Sending { behind, after, message })
    }

    /// What became of the one that was sent first; the message, once it is stored.
    ///
    /// # Errors
    /// That another has published.
    pub fn became(&mut self, became: Became) -> Result<Option<T>, Fenced> {
        let Some(left) = self.flying.checked_sub(1) else { return Ok(None) };
        self.flying = left;
        if self.failed {
            return Ok(None);
        }
        match became {
            Became::Stored(at) if at == self.last + 1 => {
                (self.last, self.alone) = (at, false);
                self.stored += 1;
                Ok(self.waiting.pop_front())
            }
            // What has its id is not where it would be.
            Became::Stored(_) => Err(Fenced),
            Became::Refused if self.alone => Err(Fenced),
            Became::Refused | Became::Lost => {
                self.failed = true;
                Ok(None)
            }
        }
    }

    /// Whether one has failed that is to be sent again once nothing is on its way any more.
    pub const fn has_failed(&self) -> bool {
        self.failed && self.flying == 0
    }

    /// The sequence of the last that is known to be stored.
    pub const fn last(&self) -> u64 {
        self.last
    }

    /// The sequence that the last one pushed has, or will have.
    pub fn end(&self) -> u64 {
        self.last + self.waiting.len() as u64
    }
}

#[cfg(test)]
mod tests;
