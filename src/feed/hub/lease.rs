//! Which of several hubs leads: the one that holds the lease, a key in a store that exchanges it only for who knows its
//! revision.
//!
//! The holder renews it every second. Who has seen one revision for [`TAKE_OVER`] may exchange it and leads then; the epoch is
//! the revision that it became. A holder counts from when it *asked* for a renewal that was granted, and leads no longer than
//! [`HOLD`] after that; who takes over counts from when it *saw* the revision, which is later. So no two lead at a time, as long
//! as their steady clocks run alike: no wall clock is asked, and no store has to forget a key by itself. A process that stood
//! still believes nothing when it goes on; what it had sent by then the stream refuses, which takes a message only from who
//! knows the last one.
//!
//! An answer that is lost says nothing: the holder reads, and recognises what it wrote. Pure: it says what to ask of the store
//! and is told what was answered.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::envelope::Epoch;

/// So often the holder renews, and others look.
pub const RENEW: Duration = Duration::from_secs(1);

/// So long a holder leads without being renewed.
pub const HOLD: Duration = Duration::from_secs(3);

/// A revision that others have seen for so long is not renewed any more.
pub const TAKE_OVER: Duration = Duration::from_secs(4);

/// An answer of the store that has not come by then is not waited for.
const ANSWER: Duration = Duration::from_secs(1);

/// After something that failed it is tried again so soon.
const AGAIN: Duration = Duration::from_millis(250);

/// No budget lets more calls through in a minute.
const CALLS_MOST: usize = 1000;

/// So many of what was written are known again.
const WRITTEN: usize = 16;

/// What stands in the store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The process: a number of its own, which no other ever has.
    pub holder: u64,
    /// What people call it.
    pub name: String,
    /// Which of what it wrote.
    pub beat: u64,
    /// How long ago the calls of the last minute were made to the vendor, in ms.
    #[serde(default)]
    pub calls: Vec<u32>,
}

/// The key in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its revision; 0 where there never was one.
    pub revision: u64,
    /// What it holds; `None` where it was removed, or never was.
    pub held: Option<Held>,
}

/// Says which question an answer is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket(u64);

/// What happens to a contender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Time has passed.
    Tick,
    /// The key was read.
    Read(Ticket, Entry),
    /// The key was exchanged, and has this revision.
    Written(Ticket, u64),
    /// The key was not exchanged: its revision is another.
    Refused(Ticket),
    /// There was no answer, or none that says what became of it.
    Failed(Ticket),
    /// The process ends.
    Leave,
}

/// What a contender wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Read the key.
    Read(Ticket),
    /// Exchange the key, if it still has this revision (0: if there never was one).
    Write(Ticket, u64, Held),
    /// Remove the key, if it still has this revision. No answer is waited for.
    Remove(u64),
    /// Lead from now on, with this epoch; the calls that were made to the vendor of late, by how long ago they were.
    Lead(Epoch, Vec<Duration>),
    /// Lead no longer, at once.
    Stop,
}

/// What is asked of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Read,
    Write,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    ticket: Ticket,
    question: Question,
    at: Instant,
}

/// How a contender stands.
#[derive(Clone, Debug)]
enum Stand {
    /// What it saw last, and since when.
    Waits(Option<(Entry, Instant)>),
    Holds {
        revision: u64,
        /// When it asked for what it was granted last.
        renewed: Instant,
        /// Whether something it asked for may have been granted unheard.
        unsure: bool,
    },
    Left,
}

/// One hub's part in the contention.
#[derive(Debug)]
pub struct Lease {
    holder: u64,
    name: String,
    stand: Stand,
    asked: Option<Asked>,
    /// When something is asked next.
    next: Instant,
    tickets: u64,
    /// What it wrote, and when it asked for that.
    written: VecDeque<(u64, Instant)>,
    beat: u64,
}

impl Lease {
    /// A contender; `holder` is a number that no other process ever has, a random one.
    pub fn new(holder: u64, name: String, now: Instant) -> Self {
        Self {
            holder,
            name,
            stand: Stand::Waits(None),
            asked: None,
            next: now,
            tickets: 0,
            written: VecDeque::new(),
            beat: 0,
        }
    }

    /// Whether it leads at this moment; to be asked before everything that only a leader may do.
    pub fn leads(&self, now: Instant) -> bool {
        matches!(self.stand, Stand::Holds { renewed, .. } if now < renewed + HOLD)
    }

    /// Until when it leads, unless it is renewed; `None` while it does not hold it.
    pub fn until(&self) -> Option<Instant> {
        match self.stand {
            Stand::Holds { renewed, .. } => Some(renewed + HOLD),
            Stand::Waits(_) | Stand::Left => None,
        }
    }

    /// Who holds it, as far as was seen.
    pub fn holder(&self) -> Option<&Held> {
        match &self.stand {
            Stand::Waits(Some((entry, _))) => entry.held.as_ref(),
            _ => None,
        }
    }

    /// When to [`Tick`](Input::Tick) at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let turn = self.asked.map_or(self.next, |asked| asked.at + ANSWER);
        match self.stand {
            Stand::Waits(_) => Some(turn),
            Stand::Holds { renewed, .. } => Some(turn.min(renewed + HOLD)),
            Stand::Left => None,
        }
    }

    /// Takes note of what happened; what is to be done. `calls`: how long ago each call of the last minute was made to the
    /// vendor by this hub.
    pub fn step(&mut self, input: Input, now: Instant, calls: &[Duration]) -> Vec<Output> {
        let mut outputs = Vec::new();
        if matches!(self.stand, Stand::Holds { .. }) && !self.leads(now) {
            self.depose(&mut outputs);
        }
        match input {
            Input::Tick => {}
            Input::Read(ticket, entry) => self.read(ticket, entry, now, &mut outputs),
            Input::Written(ticket, revision) => self.granted(ticket, revision, now, &mut outputs),
            Input::Refused(ticket) => {
                if self.answered(ticket, Question::Write).is_some() {
                    self.know_nothing();
                    if let Stand::Waits(seen) = &mut self.stand {
                        *seen = None;
                    }
                    self.next = now;
                }
            }
            Input::Failed(ticket) => {
                if self.asked.take_if(|asked| asked.ticket == ticket).is_some() {
                    self.know_nothing();
                    self.next = now + AGAIN;
                }
            }
            Input::Leave => self.leave(&mut outputs),
        }
        self.ask(now, calls, &mut outputs);
        outputs
    }

    /// What was asked for by `ticket`, if it is still waited for.
    fn answered(&mut self, ticket: Ticket, question: Question) -> Option<Asked> {
        self.asked.take_if(|asked| asked.ticket == ticket && asked.question == question)
    }

    /// Something may have been granted, or not.
    fn know_nothing(&mut self) {
        if let Stand::Holds { unsure, .. } = &mut self.stand {
            *unsure = true;
        }
    }

    fn depose(&mut self, outputs: &mut Vec<Output>) {
        self.stand = Stand::Waits(None);
        outputs.push(Output::Stop);
    }

    fn read(&mut self, ticket: Ticket, entry: Entry, now: Instant, outputs: &mut Vec<Output>) {
        if self.answered(ticket, Question::Read).is_none() {
            return;
        }
        let own = entry.held.as_ref().filter(|held| held.holder == self.holder).map(|held| held.beat);
        match &mut self.stand {
            Stand::Holds { revision, renewed, unsure } => {
                let asked = own.and_then(|own| self.written.iter().find(|(beat, _)| *beat == own));
                if let Some((_, at)) = asked {
                    *revision = entry.revision;
                    *renewed = (*renewed).max(*at);
                    *unsure = false;
                    self.next = now;
                } else {
                    self.depose(outputs);
                }
            }
            Stand::Waits(seen) => {
                let since = seen.as_ref().filter(|(before, _)| before.revision == entry.revision).map(|(_, at)| *at);
                // Who has left leads no longer, and with what this one wrote no other can.
                let free = entry.held.is_none() || own.is_some();
                let since = since.unwrap_or(now);
                if free || now >= since + TAKE_OVER {
                    self.next = now;
                }
                *seen = Some((entry, since));
            }
            Stand::Left => {}
        }
    }

    fn granted(&mut self, ticket: Ticket, revision: u64, now: Instant, outputs: &mut Vec<Output>) {
        let Some(Asked { at, .. }) = self.answered(ticket, Question::Write) else { return };
        match &mut self.stand {
            Stand::Holds { revision: known, renewed, unsure } => {
                (*known, *unsure) = (revision, false);
                *renewed = (*renewed).max(at);
            }
            Stand::Waits(seen) if now < at + HOLD => {
                let calls = ages(seen.as_ref(), now);
                self.stand = Stand::Holds { revision, renewed: at, unsure: false };
                outputs.push(Output::Lead(Epoch(revision), calls));
            }
            // That was too long ago. It is its own, so it may write again.
            Stand::Waits(_) => {
                self.stand = Stand::Waits(None);
                self.next = now;
            }
            Stand::Left => {}
        }
    }

    fn leave(&mut self, outputs: &mut Vec<Output>) {
        if let Stand::Holds { revision, .. } = self.stand {
            outputs.push(Output::Stop);
            outputs.push(Output::Remove(revision));
        }
        self.stand = Stand::Left;
        self.asked = None;
    }

    /// Asks what is to be asked, if nothing is on its way.
    fn ask(&mut self, now: Instant, calls: &[Duration], outputs: &mut Vec<Output>) {
        if self.asked.take_if(|asked| now >= asked.at + ANSWER).is_some() {
            self.know_nothing();
            self.next = now;
        }
        if self.asked.is_some() || now < self.next {
            return;
        }
        let write = match &self.stand {
            Stand::Left => return,
            Stand::Holds { revision, unsure, .. } => (!unsure).then_some(*revision),
            Stand::Waits(seen) => {
                seen.as_ref().filter(|seen| self.may_take(seen, now)).map(|(entry, _)| entry.revision)
            }
        };
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        let question = if write.is_some() { Question::Write } else { Question::Read };
        self.asked = Some(Asked { ticket, question, at: now });
        self.next = now + RENEW;
        let Some(revision) = write else { return outputs.push(Output::Read(ticket)) };
        self.beat += 1;
        if self.written.len() >= WRITTEN {
            self.written.pop_front();
        }
        self.written.push_back((self.beat, now));
        // Until the takeover is granted, what was known of the one before goes on being told.
        let before = match &self.stand {
            Stand::Waits(seen) => ages(seen.as_ref(), now),
            _ => Vec::new(),
        };
        let ms = |ago: &Duration| u32::try_from(ago.as_millis()).unwrap_or(u32::MAX);
        let calls = calls.iter().chain(&before).map(ms).take(CALLS_MOST).collect();
        let held = Held { holder: self.holder, name: self.name.clone(), beat: self.beat, calls };
        outputs.push(Output::Write(ticket, revision, held));
    }

    fn may_take(&self, (entry, since): &(Entry, Instant), now: Instant) -> bool {
        let other = entry.held.as_ref().is_some_and(|held| held.holder != self.holder);
        !other || now >= *since + TAKE_OVER
    }
}

/// How long ago the calls were made of which the lease told that was taken over; those of after it was written are not known.
fn ages(seen: Option<&(Entry, Instant)>, now: Instant) -> Vec<Duration> {
    let Some((Entry { held: Some(held), .. }, since)) = seen else { return Vec::new() };
    let waited = now.saturating_duration_since(*since);
    held.calls.iter().map(|ago| Duration::from_millis(u64::from(*ago)) + waited).collect()
}

#[cfg(test)]
mod tests;
