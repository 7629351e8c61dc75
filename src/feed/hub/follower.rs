//! From envelopes to what a board is told.
//!
//! A follower knows the place of the last envelope it has told of. The next one is told, an older one dropped, and a later one
//! held while what is missing is asked for. Where that cannot be had it joins anew: a keyframe, and what stands behind it. The
//! board stays on screen meanwhile, and is exchanged in one step.
//!
//! So the board always is what the hub's was at one place. Where it has not come on for some time, for whatever reason, its
//! sources are told not to be live, and the next thing it is told is a whole board.

use std::collections::VecDeque;
use std::time::Duration;

use litemap::LiteMap;
use tokio::time::Instant;

use self::held::Held;
use super::envelope::{Body, Envelope, Epoch, Place};
use super::problem::Unfollowed;
use crate::feed::Told;
use crate::feed::record::piece::Piece;
use crate::feed::record::problem::Fault;
use crate::model::update::VERSION;
use crate::model::{Board, Payload, Phase, Problem, SourceId, SourceReport, Stamp, Update};

mod held;

/// What is missing has so long to come before a keyframe is asked for.
pub const FILL_PATIENCE: Duration = Duration::from_secs(2);

/// A keyframe, or its next part, has so long to come before another is asked for; after each that did not come twice as long.
pub const JOIN_PATIENCE: Duration = Duration::from_secs(5);

/// But no longer.
const JOIN_PATIENCE_MOST: Duration = Duration::from_secs(30);

/// Where more are missing, a keyframe is asked for instead.
const FILL_MOST: u64 = 1000;

/// So long without a word is said.
pub const QUIET: Duration = Duration::from_secs(3);

/// Where it did not come on for so long no source is live any more.
pub const SILENT: Duration = Duration::from_secs(10);

/// Two that cannot be understood within this are not the exception.
const MISREAD_AGAIN: Duration = Duration::from_mins(1);

/// So many epochs that are over are known, so that what is late of them changes nothing.
const LEFT: usize = 8;

/// What happens to a follower.
#[derive(Debug)]
pub enum Input {
    /// An envelope came.
    Envelope(Envelope),
    /// The way to the hub is open: what comes on it begins behind the [place](Link::place), or with a keyframe.
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
    /// End: the hub's words cannot be read by this version. It begins anew where the way is opened again.
    Stop(Unfollowed),
}

/// How the way from the hub has been.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Whether the way to the hub is open.
    pub open: bool,
    /// The place of what was told last; `None` while a keyframe is waited for.
    pub place: Option<Place>,
    /// When anything came last.
    pub heard: Option<Instant>,
    /// When that was sent, on the hub's clock.
    pub sent: Option<Stamp>,
    /// How often a keyframe was taken.
    pub joins: u64,
    /// How often something was missing and came.
    pub filled: u64,
    /// How many came more than once, or of an epoch that was over.
    pub doubled: u64,
    /// Updates of a kind that this version does not know.
    pub unknown: u64,
    /// Whether the sources are held for not live, until the next keyframe.
    pub silent: bool,
}

impl Link {
    /// The moment, on the board's clock, up to which the hub was heard: when something came last, or, where both clocks are
    /// known to `agree`, when that was sent, if that is earlier. On a way that is too thin words come all the time, and late.
    pub fn heard_until(&self, now: Instant, clock: Stamp, agree: bool) -> Option<Stamp> {
        let ago = i64::try_from(now.saturating_duration_since(self.heard?).as_millis()).unwrap_or(i64::MAX);
        let came = clock.plus(ago.saturating_neg());
        Some(self.sent.filter(|_| agree).map_or(came, |sent| sent.min(came)))
    }
}

/// A keyframe on its way.
#[derive(Debug)]
struct Coming {
    place: Place,
    parts: u32,
    updates: Vec<Update>,
}

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    /// What stands behind this place.
    Fill(Place),
    Join,
}

/// Turns envelopes into what a board is told.
#[derive(Debug)]
pub struct Follower {
    link: Link,
    held: Held,
    coming: Option<Coming>,
    /// What was asked for, and when it is asked for again.
    asked: Option<(Ask, Instant)>,
    /// Keyframes asked for since the last one that came.
    tries: u32,
    /// When the board came on last.
    came_on: Instant,
    /// That of what was told last.
    epoch: Option<Epoch>,
    /// Epochs that are over.
    left: VecDeque<Epoch>,
    /// What was told last of each source.
    reports: LiteMap<SourceId, SourceReport>,
    /// When something could not be understood.
    misread: Option<Instant>,
    stopped: bool,
}

impl Follower {
    /// One that knows nothing yet; its transport begins with a keyframe.
    pub fn new(now: Instant) -> Self {
        Self {
            link: Link::default(),
            held: Held::default(),
            coming: None,
            asked: None,
            tries: 0,
            came_on: now,
            epoch: None,
            left: VecDeque::new(),
            reports: LiteMap::new(),
            misread: None,
            stopped: false,
        }
    }

    /// How the way from the hub has been.
    pub const fn link(&self) -> &Link {
        &self.link
    }

    /// Whether the board is, as far as can be known here, what the hub's is.
    pub fn is_current(&self, now: Instant) -> bool {
        let follows = self.link.open && self.link.place.is_some() && self.asked.is_none() && !self.link.silent;
        follows && now.saturating_duration_since(self.came_on) < QUIET
    }

    /// For how long nothing has come, once that is worth a word.
    pub fn quiet_for(&self, now: Instant) -> Option<Duration> {
        let quiet = now.saturating_duration_since(self.link.heard?);
        (quiet >= QUIET).then_some(quiet)
    }

    /// For how long the board has not come on, though words may come, once that is worth a word.
    pub fn behind_for(&self, now: Instant) -> Option<Duration> {
        let behind = now.saturating_duration_since(self.came_on);
        (behind >= QUIET).then_some(behind)
    }

    /// When to [`Tick`](Input::Tick) at the latest.
    pub fn deadline(&self) -> Option<Instant> {
        let silent = (!self.link.silent).then(|| self.came_on + SILENT);
        let asked = self.asked.filter(|_| self.link.open).map(|(_, until)| until);
        silent.into_iter().chain(asked).min().filter(|_| !self.stopped)
    }

    /// Takes note of what happened; what is to be done. `clock` is the board's.
    pub fn step(&mut self, input: Input, now: Instant, clock: Stamp) -> Vec<Output> {
        let mut outputs = Vec::new();
        match input {
            Input::Opened => self.opened(now),
            Input::Closed => {
                self.link.open = false;
                self.coming = None;
            }
            Input::Envelope(_) | Input::Tick if self.stopped => {}
            Input::Envelope(envelope) => {
                let before = self.link.heard.replace(now);
                self.link.sent = Some(envelope.sent);
                self.speaks(before, now, &mut outputs);
                self.take(envelope, now, clock, &mut outputs);
            }
            Input::Tick => self.tick(now, clock, &mut outputs),
        }
        outputs
    }

    fn opened(&mut self, now: Instant) {
        self.link.open = true;
        self.link.heard.get_or_insert(now);
        // Nothing of before is still on the way.
        self.left.clear();
        self.tries = 0;
        if std::mem::take(&mut self.stopped) {
            self.misread = None;
        }
        if self.link.place.is_none() {
            self.asked = Some((Ask::Join, now + JOIN_PATIENCE));
        } else if let Some((_, until)) = &mut self.asked {
            *until = now + FILL_PATIENCE;
        }
    }

    /// A hub that was gone speaks again, and may not have heard what it was asked for.
    fn speaks(&mut self, before: Option<Instant>, now: Instant, outputs: &mut Vec<Output>) {
        let was_quiet = before.is_none_or(|before| now.saturating_duration_since(before) >= QUIET);
        if was_quiet && self.tries > 0 && matches!(self.asked, Some((Ask::Join, _))) {
            self.tries = 0;
            self.join(now, outputs);
        }
    }

    fn take(&mut self, envelope: Envelope, now: Instant, clock: Stamp, outputs: &mut Vec<Output>) {
        if self.is_over(envelope.place.epoch, now) {
            self.link.doubled += 1;
            return;
        }
        match &envelope.body {
            Body::Keyframe { part, last, piece } => {
                let (part, last) = (*part, *last);
                match self.keyframe(envelope.place, part, last, piece, now) {
                    Ok(told) => outputs.extend(told),
                    // It is as good as lost.
                    Err(why) if is_damage(&why) => self.coming = None,
                    Err(why) => self.misread(why, envelope.vocabulary, (now, clock), outputs),
                }
            }
            Body::Updates(_) => self.updates(envelope, now, outputs),
        }
        self.drain(now, clock, outputs);
    }

    /// Whether an epoch is over. Where that of the board says nothing any more, none is known to be.
    fn is_over(&mut self, epoch: Epoch, now: Instant) -> bool {
        if now.saturating_duration_since(self.came_on) >= QUIET {
            self.left.clear();
        }
        self.left.contains(&epoch)
    }

    fn leave(&mut self, epochs: impl IntoIterator<Item = Epoch>) {
        for epoch in epochs {
            if self.left.len() >= LEFT {
                self.left.pop_front();
            }
            self.left.push_back(epoch);
        }
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
            return Ok(None);
        }
        let is_next = match &self.coming {
            Some(coming) if coming.place == place && part < coming.parts => {
                self.link.doubled += 1;
                return Ok(None);
            }
            Some(coming) => coming.place == place && part == coming.parts,
            None => false,
        };
        if !is_next && part > 0 {
            // The parts before it are missing: the next keyframe has all of its own.
            return Ok(None);
        }
        let (updates, unknown) = piece.updates()?;
        self.link.unknown += unknown;
        let mut coming =
            self.coming.take().filter(|_| is_next).unwrap_or(Coming { place, parts: 0, updates: Vec::new() });
        coming.parts += 1;
        coming.updates.extend(updates);
        if last {
            return Ok(Some(self.begin_with(coming, now)));
        }
        self.coming = Some(coming);
        if let Some((Ask::Join, until)) = &mut self.asked {
            *until = (*until).max(now + JOIN_PATIENCE);
        }
        Ok(None)
    }

    fn begin_with(&mut self, Coming { place, updates, .. }: Coming, now: Instant) -> Output {
        let mut board = Board::new();
        self.reports.clear();
        for update in updates {
            self.note(&update);
            board.apply(update);
        }
        self.link.place = Some(place);
        let before = self.epoch.replace(place.epoch);
        let others = self.held.epochs().into_iter().chain(before).filter(|epoch| *epoch != place.epoch);
        let over: Vec<Epoch> = others.filter(|epoch| !self.left.contains(epoch)).collect();
        self.held.let_go(place);
        // What goes on where the keyframe stands is not over.
        let goes_on = self.held.epochs();
        self.leave(over.into_iter().filter(|epoch| !goes_on.contains(epoch)));
        self.link.joins += 1;
        self.link.silent = false;
        self.asked = None;
        self.tries = 0;
        self.came_on = now;
        Output::Tell(vec![Told::Board(Box::new(board))])
    }

    fn updates(&mut self, envelope: Envelope, now: Instant, outputs: &mut Vec<Output>) {
        let place = envelope.place;
        let own = self.link.place;
        if own.is_some_and(|own| own == place || own.is_after(place)) || !self.held.hold(envelope) {
            self.link.doubled += 1;
            return;
        }
        let goes_on = |own| self.held.successor(own).is_some_and(|(first, _)| first.epoch == place.epoch);
        let unknown = own.is_some_and(|own| own.epoch != place.epoch && !goes_on(own));
        if unknown {
            // Another leads, with a board that is not ours, or what says that it is was lost. The keyframe decides.
            self.join(now, outputs);
        }
    }

    /// Tells what is held, as far as nothing is missing before it.
    fn drain(&mut self, now: Instant, clock: Stamp, outputs: &mut Vec<Output>) {
        let Some(began) = self.link.place else { return };
        let (mut own, mut told, mut wrong) = (began, Vec::new(), None);
        loop {
            if let Some(envelope) = self.held.take(own.next()) {
                let Body::Updates(piece) = &envelope.body else { continue };
                match piece.updates() {
                    Ok((updates, unknown)) => {
                        self.link.unknown += unknown;
                        for update in &updates {
                            self.note(update);
                        }
                        told.extend(updates.into_iter().map(Told::Update));
                        own = envelope.place;
                    }
                    Err(why) => {
                        wrong = Some((why, envelope.vocabulary));
                        break;
                    }
                }
            } else if let Some((first, _)) = self.held.successor(own).filter(|(_, from)| *from == own) {
                self.leave([own.epoch]);
                self.epoch = Some(first.epoch);
                own = Place { n: first.n.saturating_sub(1), ..first };
            } else {
                break;
            }
        }
        if own != began {
            self.came_on = now;
            self.link.place = Some(own);
            self.held.let_go(own);
            self.coming = self.coming.take().filter(|coming| !own.is_after(coming.place));
        }
        if !told.is_empty() {
            outputs.push(Output::Tell(told));
        }
        match wrong {
            Some((why, theirs)) if !is_damage(&why) => self.misread(why, theirs, (now, clock), outputs),
            wrong => self.fill(own, wrong.is_some(), now, outputs),
        }
    }

    /// Asks for what is missing behind `own`, where something is.
    fn fill(&mut self, own: Place, damaged: bool, now: Instant, outputs: &mut Vec<Output>) {
        let later = self.held.first_after(own).or_else(|| self.held.successor(own).map(|(_, from)| from));
        let missing = later.map(|later| later.n.saturating_sub(own.n)).or(damaged.then_some(1));
        if let Some((Ask::Fill(from), _)) = self.asked {
            if from == own {
                return;
            }
            self.link.filled += 1;
            self.asked = None;
        }
        match missing {
            None => {}
            Some(missing) if missing > FILL_MOST => self.join(now, outputs),
            Some(_) => {
                self.asked = Some((Ask::Fill(own), now + FILL_PATIENCE));
                outputs.push(Output::Fill(own));
            }
        }
    }

    fn join(&mut self, now: Instant, outputs: &mut Vec<Output>) {
        self.link.place = None;
        self.coming = None;
        let patience = JOIN_PATIENCE * 2_u32.saturating_pow(self.tries.min(8));
        self.tries = self.tries.saturating_add(1);
        self.asked = Some((Ask::Join, now + patience.min(JOIN_PATIENCE_MOST)));
        outputs.push(Output::Join);
    }

    /// A known kind could not be read: perhaps the keyframe can be. If it cannot, one of the two is too old.
    fn misread(&mut self, why: Fault, theirs: u32, (now, clock): (Instant, Stamp), outputs: &mut Vec<Output>) {
        let before = self.misread.replace(now);
        if before.is_none_or(|before| now.saturating_duration_since(before) >= MISREAD_AGAIN) {
            return self.join(now, outputs);
        }
        let why = Unfollowed::NotUnderstood(theirs, VERSION, why);
        self.not_live(&why.clone().into(), clock, outputs);
        self.link.place = None;
        self.link.open = false;
        (self.coming, self.asked, self.held) = (None, None, Held::default());
        self.stopped = true;
        outputs.push(Output::Stop(why));
    }

    fn note(&mut self, update: &Update) {
        if let Payload::Source(report) = &update.payload {
            self.reports.insert(report.source, report.clone());
        }
    }

    fn tick(&mut self, now: Instant, clock: Stamp, outputs: &mut Vec<Output>) {
        if now >= self.came_on + SILENT && !self.link.silent {
            let hears = self.link.heard.is_some_and(|heard| now.saturating_duration_since(heard) < QUIET);
            let why = if hears { Unfollowed::Behind } else { Unfollowed::Silent };
            self.not_live(&why.into(), clock, outputs);
            if self.link.place.take().is_some() && self.link.open {
                self.join(now, outputs);
            }
        }
        if self.link.open && self.asked.is_some_and(|(_, until)| now >= until) {
            self.join(now, outputs);
        }
    }

    /// The sources are told not to be live. What the board knows of them is mended by the next keyframe alone: that they
    /// were away counts for how far the agents can be trusted.
    fn not_live(&mut self, why: &Problem, clock: Stamp, outputs: &mut Vec<Output>) {
        self.link.silent = true;
        let waits = self.reports.values().filter(|report| report.phase != Phase::Off).map(|report| {
            let phase = Phase::Waiting { until: clock, tries: 1 };
            let error = Some(Box::new(why.clone()));
            Told::Update(Update::new(clock, Payload::Source(SourceReport { phase, error, ..report.clone() })))
        });
        let told: Vec<Told> = waits.collect();
        if !told.is_empty() {
            outputs.push(Output::Tell(told));
        }
    }
}

/// Whether the bytes are not those that were sent, rather than such as this version cannot read.
const fn is_damage(why: &Fault) -> bool {
    matches!(why, Fault::NoBlock | Fault::Bytes | Fault::Packed)
}

#[cfg(test)]
mod tests;
