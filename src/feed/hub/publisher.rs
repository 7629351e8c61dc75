//! From updates to envelopes.

use std::io;
use std::time::Duration;

use tokio::time::Instant;

use super::envelope::{Body, Envelope, Epoch, Place};
use crate::feed::record::piece::{Gathered, Piece};
use crate::model::update::VERSION;
use crate::model::{Board, Payload, Stamp, Update};

/// An envelope is sent when it has so many bytes of JSON.
const ENVELOPE_RAW: usize = 256 * 1024;

/// An envelope waits no longer for more updates.
pub const FLUSH: Duration = Duration::from_millis(100);

/// Without updates, an envelope without any is sent after so long.
pub const BEAT: Duration = Duration::from_secs(1);

/// Turns updates into numbered envelopes. It keeps the board that a follower of all of them has, for keyframes.
#[derive(Debug)]
pub struct Publisher {
    place: Place,
    board: Board,
    gathered: Gathered,
    continues: Option<Place>,
    /// When the first update was gathered that was not sent.
    waits_since: Option<Instant>,
    sent_at: Instant,
    /// Updates that could not be sent, since they cannot be written.
    left_out: u64,
}

impl Publisher {
    /// One that leads with `epoch`, from a board of which its followers know nothing yet, or, where they stand at `continues`,
    /// everything.
    pub const fn new(epoch: Epoch, board: Board, continues: Option<Place>, now: Instant) -> Self {
        Self {
            place: Place { epoch, n: 0 },
            board,
            gathered: Gathered::new(),
            continues,
            waits_since: None,
            sent_at: now,
            left_out: 0,
        }
    }

    /// The board that a follower of everything sent and gathered has.
    pub const fn board(&self) -> &Board {
        &self.board
    }

    /// The board, to be looked at in ways that note what was seen.
    pub const fn board_mut(&mut self) -> &mut Board {
        &mut self.board
    }

    /// Where the last envelope stands.
    pub const fn place(&self) -> Place {
        self.place
    }

    /// Updates that could not be sent, since they cannot be written.
    pub const fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Takes an update; the envelope that is full with it, if one is. What was looked up is for some boards and not sent.
    ///
    /// # Errors
    /// When an envelope cannot be packed; its updates are lost, and a new epoch has to begin.
    pub fn take(&mut self, update: Update, now: Instant, clock: Stamp) -> io::Result<Option<Envelope>> {
        if matches!(update.payload, Payload::Found(_)) {
            return Ok(None);
        }
        match self.gathered.add(&update) {
            Ok(()) => {
                self.waits_since.get_or_insert(now);
                self.board.apply(update);
            }
            // No follower would have it either.
            Err(error) => {
                self.left_out += 1;
                tracing::error!("hub: an update is left out: {error}");
            }
        }
        if self.gathered.bytes() >= ENVELOPE_RAW { self.send(now, clock).map(Some) } else { Ok(None) }
    }

    /// When [`flush`](Self::flush) has something to send.
    pub fn due(&self) -> Instant {
        let beat = self.sent_at + BEAT;
        self.waits_since.map_or(beat, |since| beat.min(since + FLUSH))
    }

    /// What is due: the updates that have waited long enough, or the beat.
    ///
    /// # Errors
    /// Those of [`take`](Self::take).
    pub fn flush(&mut self, now: Instant, clock: Stamp) -> io::Result<Option<Envelope>> {
        if now >= self.due() { self.send(now, clock).map(Some) } else { Ok(None) }
    }

    /// What was gathered, as the next envelope.
    ///
    /// # Errors
    /// Those of [`take`](Self::take).
    pub fn send(&mut self, now: Instant, clock: Stamp) -> io::Result<Envelope> {
        let piece = self.gathered.pack(clock)?;
        self.place = self.place.next();
        self.waits_since = None;
        self.sent_at = now;
        let continues = self.continues.take();
        Ok(Envelope { place: self.place, vocabulary: VERSION, sent: clock, continues, body: Body::Updates(piece) })
    }

    /// The whole board as it is behind the last envelope: nothing may have been gathered since
    /// ([`send`](Self::send) it first).
    ///
    /// # Errors
    /// When a part cannot be packed.
    pub fn keyframe(&self, clock: Stamp) -> io::Result<Vec<Envelope>> {
        debug_assert!(self.gathered.is_empty(), "a keyframe stands behind an envelope");
        let mut pieces: Vec<Piece> = Vec::new();
        let mut gathered = Gathered::new();
        for update in self.board.retell(clock) {
            // What was looked up travels to those who want it.
            if matches!(update.payload, Payload::Found(_)) {
                continue;
            }
            gathered.add(&update)?;
            if gathered.bytes() >= ENVELOPE_RAW {
                pieces.push(gathered.pack(clock)?);
            }
        }
        pieces.push(gathered.pack(clock)?);
        let last = pieces.len() - 1;
        let envelope = |(part, piece)| Envelope {
            place: self.place,
            vocabulary: VERSION,
            sent: clock,
            continues: None,
            body: Body::Keyframe { part: u32::try_from(part).unwrap_or(u32::MAX), last: part == last, piece },
        };
        Ok(pieces.into_iter().enumerate().map(envelope).collect())
    }
}
