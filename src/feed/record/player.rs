//! Playing a recording: a pure machine that says which updates are due, and the task that runs it.
//!
//! Time on the board is the recording's: a [`Dial`] turns real time into it, at any speed. Going on applies what comes;
//! going back, or far ahead, begins with a fresh board from the nearest keyframe. The machine reads no clock and waits
//! for nothing; it is told what time it is.

use tokio::time::{Duration, Instant};

use crate::feed::Told;
use crate::feed::record::RecordingError;
use crate::model::{Board, Problem, Stamp, Update};

mod deck;
mod index;
mod tape;

pub use deck::{Deck, PlayState};
pub use index::{Index, Indexed};
pub use tape::FileTape;

/// The speeds that keys go through. Any speed between the first and the last may be played.
pub const SPEEDS: [f64; 12] = [SLOWEST, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, FASTEST];

const SLOWEST: f64 = 0.25;
const FASTEST: f64 = 1000.0;

/// So much before the moment looked for is played along, in ms, so that what was only seen to happen is there too:
/// state changes, growth.
pub const LEAD_MS: i64 = 900_000;

/// So many updates are told at once. Where more are due, the board's clock waits for them.
const BATCH: usize = 512;

/// A step of a recording.
#[derive(Debug)]
pub enum Moment {
    /// An update.
    Update(Update),
    /// A session begins: what was known at that moment, and nothing of before.
    Start(Box<Board>, Stamp),
}

impl Moment {
    const fn at(&self) -> Stamp {
        match self {
            Self::Update(update) => update.at,
            Self::Start(_, at) => *at,
        }
    }
}

/// What is played.
pub trait Tape: Send {
    /// The next step; `None` at the end.
    ///
    /// # Errors
    /// When the recording cannot be read there.
    fn next(&mut self) -> Result<Option<Moment>, RecordingError>;

    /// The board as it was at `to`; the steps after it come next.
    ///
    /// # Errors
    /// When the recording cannot be read there.
    fn seek(&mut self, to: Stamp) -> Result<Board, RecordingError>;

    /// Its first and last moment.
    fn span(&self) -> (Stamp, Stamp);
}

/// What a person asks of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Stand still, or go on; at the end, begin again.
    Pause,
    /// Stand still, one update further.
    Step,
    /// So many ms ahead, or back.
    Seek(i64),
    /// To this moment.
    To(Stamp),
    /// The next lower speed.
    Slower,
    /// The next higher speed.
    Faster,
}

/// The recording's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dial {
    /// What it showed at `since`.
    at: Stamp,
    since: Instant,
    speed: f64,
    playing: bool,
    /// It never shows more.
    end: Stamp,
}

impl Dial {
    /// What it shows at `now`.
    pub fn at(&self, now: Instant) -> Stamp {
        if !self.playing {
            return self.at;
        }
        let ms = now.saturating_duration_since(self.since).as_secs_f64() * 1000.0 * self.speed;
        self.at.plus(ms as i64).min(self.end.max(self.at))
    }

    fn set(&mut self, at: Stamp, now: Instant) {
        self.at = at;
        self.since = now;
    }

    /// When it shows `at`, if it is left alone.
    fn when(&self, at: Stamp) -> Instant {
        let wait = at.since(self.at).max(0) as f64 / 1000.0 / self.speed;
        // Rounded up, so that it is really there by then.
        self.since + Duration::from_secs_f64(wait).saturating_add(Duration::from_micros(1))
    }
}

/// The machine.
#[derive(Debug)]
pub struct Player<T> {
    tape: T,
    next: Option<Moment>,
    dial: Dial,
    failure: Option<Problem>,
}

impl<T: Tape> Player<T> {
    /// Begins to play `tape` at `speed` with the board of `from`, or of the beginning.
    ///
    /// # Errors
    /// When the recording cannot be read there.
    pub fn new(tape: T, speed: f64, from: Option<Stamp>, now: Instant) -> Result<(Self, Told), RecordingError> {
        let (first, end) = tape.span();
        let speed = if speed.is_finite() { speed.clamp(SLOWEST, FASTEST) } else { 1.0 };
        let dial = Dial { at: first, since: now, speed, playing: true, end };
        let mut player = Self { tape, next: None, dial, failure: None };
        let board = player.find(from.unwrap_or(first), now)?;
        Ok((player, Told::Board(Box::new(board))))
    }

    /// The recording's clock.
    pub const fn dial(&self) -> Dial {
        self.dial
    }

    /// How many times faster than it happened.
    pub const fn speed(&self) -> f64 {
        self.dial.speed
    }

    /// Whether time goes on.
    pub const fn is_playing(&self) -> bool {
        self.dial.playing
    }

    /// Whether nothing comes any more.
    pub const fn is_over(&self) -> bool {
        self.next.is_none()
    }

    /// Why the recording cannot be read any further, in one sentence.
    pub const fn failure(&self) -> Option<&Problem> {
        self.failure.as_ref()
    }

    /// When there is something to tell; `None` while it stands still.
    pub fn due(&self) -> Option<Instant> {
        let (step, dial) = (self.next.as_ref(), self.dial);
        dial.playing.then(|| match step {
            // No viewer waits through the night.
            Some(Moment::Start(..)) => dial.since,
            Some(step) => dial.when(step.at()),
            None => dial.when(dial.end),
        })
    }

    /// What is due by `now`. Where the recording cannot be read any further, it stands still.
    pub fn advance(&mut self, now: Instant) -> Vec<Told> {
        let mut told = Vec::new();
        while self.due().is_some_and(|due| due <= now) {
            let Some(step) = self.next.take() else {
                self.stand(self.dial.end, now);
                break;
            };
            let at = step.at();
            if matches!(step, Moment::Start(..)) {
                self.dial.set(at, now);
            }
            told.push(tell(step));
            self.fetch(now);
            if told.len() >= BATCH {
                self.dial.set(at.max(self.dial.at), now);
                break;
            }
        }
        told
    }

    /// Does what a person asked for. Where the recording cannot be read, it stands still.
    pub fn control(&mut self, control: Control, now: Instant) -> Vec<Told> {
        let at = self.dial.at(now);
        match control {
            Control::Pause if self.dial.playing => self.stand(at, now),
            Control::Pause if self.next.is_none() => {
                self.dial.playing = true;
                let (first, _) = self.tape.span();
                return self.go_to(first, now);
            }
            Control::Pause => {
                self.dial.playing = true;
                self.dial.set(at, now);
            }
            Control::Step => {
                self.stand(at, now);
                let Some(step) = self.next.take() else { return Vec::new() };
                // A session may begin at a time before the last one ended.
                let to = if matches!(step, Moment::Start(..)) { step.at() } else { step.at().max(at) };
                self.dial.set(to, now);
                self.fetch(now);
                return vec![tell(step)];
            }
            Control::Seek(by) => return self.seek(by, at, now),
            Control::To(to) => return self.go_to(to, now),
            Control::Slower => self.set_speed(SPEEDS.iter().rev().find(|speed| **speed < self.dial.speed), at, now),
            Control::Faster => self.set_speed(SPEEDS.iter().find(|speed| **speed > self.dial.speed), at, now),
        }
        Vec::new()
    }

    fn set_speed(&mut self, speed: Option<&f64>, at: Stamp, now: Instant) {
        self.dial.set(at, now);
        if let Some(speed) = speed {
            self.dial.speed = *speed;
        }
    }

    fn seek(&mut self, by: i64, at: Stamp, now: Instant) -> Vec<Told> {
        let (first, last) = self.tape.span();
        let to = at.plus(by).clamp(first, last);
        if by <= 0 || by > LEAD_MS {
            return self.go_to(to, now);
        }
        // What is near is played through, so that nothing of what was seen is lost.
        let mut told = Vec::new();
        self.dial.set(to, now);
        while let Some(step) = self.next.take_if(|step| step.at() <= to) {
            told.push(tell(step));
            self.fetch(now);
        }
        told
    }

    fn go_to(&mut self, to: Stamp, now: Instant) -> Vec<Told> {
        match self.find(to, now) {
            Ok(board) => vec![Told::Board(Box::new(board))],
            Err(error) => {
                self.fail(&error, now);
                Vec::new()
            }
        }
    }

    fn find(&mut self, to: Stamp, now: Instant) -> Result<Board, RecordingError> {
        let (first, last) = self.tape.span();
        let to = to.clamp(first, last);
        self.next = None;
        let board = self.tape.seek(to)?;
        self.dial.set(to, now);
        self.failure = None;
        self.fetch(now);
        Ok(board)
    }

    fn fetch(&mut self, now: Instant) {
        match self.tape.next() {
            Ok(step) => self.next = step,
            Err(error) => self.fail(&error, now),
        }
    }

    fn fail(&mut self, error: &RecordingError, now: Instant) {
        self.next = None;
        self.failure = Some(error.into());
        self.stand(self.dial.at(now), now);
    }

    fn stand(&mut self, at: Stamp, now: Instant) {
        self.dial.set(at, now);
        self.dial.playing = false;
    }
}

fn tell(step: Moment) -> Told {
    match step {
        Moment::Update(update) => Told::Update(update),
        Moment::Start(board, _) => Told::Board(board),
    }
}

#[cfg(test)]
mod tests;
