//! From envelopes to what a board is told.
//!
//! A follower knows the place of the last envelope it has told of. The next one is told, an older one dropped, and a later one
//! held while what is missing is asked for. Where that cannot be had it joins anew: a keyframe, and what stands behind it. The
//! board stays on screen meanwhile, and is exchanged in one step.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::Instant;

use super::envelope::{Body, Envelope, Place};
use super::problem::Unfollowed;
use crate::feed::Told;
use crate::feed::record::piece::Piece;
use crate::feed::record::problem::Fault;
use crate::model::update::VERSION;
use crate::model::{Board, Payload, Phase, SourceId, SourceReport, Stamp, Update};

/// So many envelopes may wait for one that is missing, or for a keyframe.
const HELD: usize = 4096;

/// What is missing has so long to come before a keyframe is asked for.
const PATIENCE: Duration = Duration::from_secs(2);

/// So long without a word is said.
pub const QUIET: Duration = Duration::from_secs(3);

/// After so long without a word no source is live any more.
pub const SILENT: Duration = Duration::from_secs(10);

/// What happens to a follower.
#[derive(Debug)]
pub enum Input {
    /// An envelope came.
    Envelope(Envelope),
    /// The way to the hub is open; what comes on it begins as was asked for.
    Opened,
    /// The way to the hub is gone.
    Closed,
    /// Time has passed.
    Tick,
}

/// What a follower wants done.
#[derive(Debug)]
pub enum Output {
    /// Tell the board.
    Tell(Vec<Told>),
    /// Ask for what stands behind this place.
    Fill(Place),
    /// Ask for a keyframe.
    Join,
    /// End: the hub's words cannot be read by this version.
    Stop(Unfollowed),
}

/// How the way from the hub has been.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Whether the way to the hub is open.
    pub open: bool,
    /// The place of what was told last.
    pub place: Option<Place>,
    /// When anything came last.
    pub heard: Option<Instant>,
    /// When that was sent, on the hub's clock.
    pub sent: Option<Stamp>,
    /// How often a keyframe was taken.
    pub joins: u64,
    /// How often something was missing and came.
    pub filled: u64,
    /// How many came more than once.
    pub doubled: u64,
    /// Updates of a kind that this version does not know.
    pub unknown: u64,
    /// Whether the sources are held for not live, since the hub is silent.
    pub silent: bool,
}

/// A keyframe on its way.
#[derive(Debug)]
struct Coming {
    place: Place,
    parts: u32,
    updates: Vec<Update>,
}

/// Turns envelopes into what a board is told.
#[derive(Debug, Default)]
pub struct Follower {
    link: Link,
    /// What came too early, of one epoch.
    held: BTreeMap<u64, Envelope>,
    coming: Option<Coming>,
    /// When what is missing, or a keyframe, was asked for.
    asked: Option<(Instant, Ask)>,
    /// What was told last of each source, to be told again once a silence is over.
    reports: BTreeMap<SourceId, SourceReport>,
    /// Something could not be read since the last keyframe that could.
    misread: bool,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Fill,
    Join,
}

impl Follower {
    /// One that knows nothing yet; its transport begins with a keyframe.
    pub fn new(now: Instant) -> Self {
        Self { asked: Some((now, Ask::Join)), ..Self::default() }
    }

    /// How the way from the hub has been.
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// Takes note of what happened; what is to be done. `clock` is the board's.
    pub fn step(&mut self, input: Input, now: Instant, clock: Stamp) -> Vec<Output> {
        let mut outputs = Vec::new();
        match input {
            Input::Opened => {
                self.link.open = true;
                self.link.heard.get_or_insert(now);
            }
            Input::Closed => {
                self.link.open = false;
                self.coming = None;
            }
            Input::Envelope(envelope) => {
                self.link.heard = Some(now);
                self.link.sent = Some(envelope.sent);
                self.speaks(clock, &mut outputs);
                self.take(envelope, now, &mut outputs);
            }
            Input::Tick => self.tick(now, clock, &mut outputs),
        }
        outputs
    }

    /// When to [`Tick`](Input::Tick) at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let silent = self.link.heard.filter(|_| !self.link.silent).map(|heard| heard + SILENT);
        let asked = self.asked.map(|(at, _)| at + PATIENCE);
        silent.into_iter().chain(asked).min()
    }

    /// For how long nothing has come, once that is worth a word.
    pub fn quiet_for(&self, now: Instant) -> Option<Duration> {
        let quiet = now.saturating_duration_since(self.link.heard?);
        (quiet >= QUIET).then_some(quiet)
    }

    fn take(&mut self, envelope: Envelope, now: Instant, outputs: &mut Vec<Output>) {
        match &envelope.body {
            Body::Keyframe { part, last, piece } => {
                let (part, last) = (*part, *last);
                match self.keyframe(envelope.place, part, last, piece, now) {
                    Ok(told) => outputs.extend(told),
                    Err(why) => self.misread(why, envelope.vocabulary, now, outputs),
                }
            }
            Body::Updates(_) => self.updates(envelope, now, outputs),
        }
        self.drain(now, outputs);
    }

    fn keyframe(
        &mut self,
        place: Place,
        part: u32,
        last: bool,
        piece: &Piece,
        now: Instant,
    ) -> Result<Option<Output>, Fault> {
        if self.link.place.is_some_and(|own| own == place || own.is_after(place)) {
            self.coming = None;
            return Ok(None);
        }
        let (updates, unknown) = piece.updates()?;
        self.link.unknown += unknown;
        let coming = match self.coming.take() {
            Some(mut coming) if coming.place == place && coming.parts == part => {
                coming.updates.extend(updates);
                Coming { parts: part + 1, ..coming }
            }
            _ if part == 0 => Coming { place, parts: 1, updates },
            // The parts before it are missing: the next keyframe has all of its own.
            _ => return Ok(None),
        };
        if !last {
            self.coming = Some(coming);
            self.asked = Some((now, Ask::Join));
            return Ok(None);
        }
        let mut board = Board::new();
        self.reports.clear();
        for update in coming.updates {
            self.note(&update);
            board.apply(update);
        }
        self.link.place = Some(place);
        self.link.joins += 1;
        self.asked = None;
        self.misread = false;
        Ok(Some(Output::Tell(vec![Told::Board(Box::new(board))])))
    }

    fn updates(&mut self, envelope: Envelope, now: Instant, outputs: &mut Vec<Output>) {
        let place = envelope.place;
        let Some(own) = self.link.place else { return self.hold(envelope) };
        if own.epoch != place.epoch {
            if envelope.continues == Some(own) {
                self.link.place = Some(Place { epoch: place.epoch, n: place.n.saturating_sub(1) });
                self.held.clear();
                return self.hold(envelope);
            }
            // Another leads, and begins with a board that is not ours.
            self.link.place = None;
            self.held.clear();
            self.hold(envelope);
            return self.join(now, outputs);
        }
        if place.n <= own.n {
            self.link.doubled += 1;
        } else {
            self.hold(envelope);
        }
    }

    fn hold(&mut self, envelope: Envelope) {
        if self.held.values().next().is_some_and(|held| held.place.epoch != envelope.place.epoch) {
            self.held.clear();
        }
        if self.held.insert(envelope.place.n, envelope).is_some() {
            self.link.doubled += 1;
        }
        if self.held.len() > HELD {
            self.held.pop_first();
        }
    }

    /// Tells what is held, as far as nothing is missing before it.
    fn drain(&mut self, now: Instant, outputs: &mut Vec<Output>) {
        let Some(mut own) = self.link.place else { return };
        let was_missing = matches!(self.asked, Some((_, Ask::Fill)));
        let mut told = Vec::new();
        while let Some(entry) = self.held.first_entry() {
            let place = entry.get().place;
            if place.epoch != own.epoch || place.n <= own.n {
                entry.remove();
                continue;
            }
            if place != own.next() {
                break;
            }
            let envelope = entry.remove();
            let Body::Updates(piece) = &envelope.body else { continue };
            match piece.updates() {
                Ok((updates, unknown)) => {
                    self.link.unknown += unknown;
                    for update in updates {
                        self.note(&update);
                        told.push(Told::Update(update));
                    }
                }
                Err(why) => {
                    self.misread(why, envelope.vocabulary, now, outputs);
                    break;
                }
            }
            own = place;
            self.link.place = Some(own);
        }
        if !told.is_empty() {
            outputs.push(Output::Tell(told));
        }
        if self.link.place.is_none() {
            return;
        }
        if self.held.is_empty() {
            if was_missing {
                self.link.filled += 1;
                self.asked = None;
            }
        } else if self.asked.is_none() {
            self.asked = Some((now, Ask::Fill));
            outputs.push(Output::Fill(own));
        }
    }

    fn join(&mut self, now: Instant, outputs: &mut Vec<Output>) {
        self.coming = None;
        self.asked = Some((now, Ask::Join));
        outputs.push(Output::Join);
    }

    /// A known kind could not be read: perhaps the keyframe can be. If it cannot, this version is too old.
    fn misread(&mut self, why: Fault, theirs: u32, now: Instant, outputs: &mut Vec<Output>) {
        self.link.place = None;
        self.held.clear();
        if std::mem::replace(&mut self.misread, true) {
            outputs.push(Output::Stop(Unfollowed::NotUnderstood(theirs, VERSION, why)));
        } else {
            self.join(now, outputs);
        }
    }

    fn note(&mut self, update: &Update) {
        if let Payload::Source(report) = &update.payload {
            self.reports.insert(report.source, report.clone());
        }
    }

    fn tick(&mut self, now: Instant, clock: Stamp, outputs: &mut Vec<Output>) {
        if self.asked.is_some_and(|(at, _)| now >= at + PATIENCE) && self.link.open {
            self.link.place = None;
            self.join(now, outputs);
        }
        let silent = self.link.heard.is_some_and(|heard| now >= heard + SILENT);
        if silent && !self.link.silent {
            self.link.silent = true;
            let waits = self.reports.values().filter(|report| report.phase != Phase::Off).map(|report| {
                let phase = Phase::Waiting { until: clock, tries: 1 };
                let error = Some(Box::new(Unfollowed::Silent.into()));
                Told::Update(Update::new(clock, Payload::Source(SourceReport { phase, error, ..report.clone() })))
            });
            outputs.push(Output::Tell(waits.collect()));
        }
    }

    /// A silence is over: what was said of the sources holds again.
    fn speaks(&mut self, clock: Stamp, outputs: &mut Vec<Output>) {
        if std::mem::take(&mut self.link.silent) {
            let again = self.reports.values().cloned();
            let again = again.map(|report| Told::Update(Update::new(clock, Payload::Source(report))));
            outputs.push(Output::Tell(again.collect()));
        }
    }
}
