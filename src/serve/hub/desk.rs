//! The desk of a hub: the one task that knows the board, what was sent of it, and who follows.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::{self, Receiver};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::alerts::DeskAlerts;
use super::asks::{Ask, DeskDoor, Join, Joined};
use super::boards::{Boards, HubStats};
use super::lookups::Lookups;
use super::ring::Ring;
use super::settings::HubLimits;
use super::tapes::{TapeSettings, Tapes};
use crate::feed::hub::{About, Envelope, Epoch, Place, Publisher, wire};
use crate::feed::{Feed, Followed, Request, Steps};
use crate::model::update::VERSION;
use crate::model::{Board, Clock, Payload, Rules, Stamp, Update};

mod about;
mod far;
mod notes;

/// No keyframe is made so soon after another.
const KEYFRAME_EVERY: Duration = Duration::from_secs(2);

/// A keyframe is used for so long, with what stands behind it, while that is less than half of it.
const KEYFRAME_OLD: Duration = Duration::from_mins(1);

/// Sources are tried again for boards no more often.
const RETRY_EVERY: Duration = Duration::from_secs(5);

/// As many updates are taken at once.
const BATCH: usize = 512;

/// So many questions of connections may wait for the desk.
const ASKS_HELD: usize = 1024;

/// What looks at the hub's board beside its followers: told of the slots that changed, after each batch of updates and once a
/// second.
pub type Onlooker = Box<dyn FnMut(&Board, &[usize], Stamp) + Send>;

/// What a hub is.
pub struct DeskSettings {
    /// The site's name.
    pub site: String,
    /// The site's IANA time zone.
    pub timezone: String,
    /// What the hub is called.
    pub name: String,
    /// The wall clock.
    pub clock: Clock,
    /// By how much it is set meanwhile.
    pub steps: Steps,
    /// Random bits, for what tells one epoch from another.
    pub random: Arc<dyn Fn() -> u128 + Send + Sync>,
    /// What boards may take.
    pub limits: HubLimits,
    /// What looks at the board beside them.
    pub onlookers: Vec<Onlooker>,
    /// Where what is told is recorded, if it is.
    pub tapes: Option<TapeSettings>,
}

/// A keyframe as it is sent.
struct Keyframe {
    place: Place,
    at: Instant,
    events: Vec<Bytes>,
    bytes: usize,
}

/// The desk of a hub.
pub struct Desk {
    settings: DeskSettings,
    followed: Followed,
    feed: Feed,
    updates: Receiver<Update>,
    asks: Receiver<Ask>,
    publisher: Publisher,
    ring: Ring,
    boards: Boards,
    keyframe: Option<Keyframe>,
    lookups: Lookups,
    tapes: Option<Tapes>,
    about: About,
    about_event: Bytes,
    about_due: Instant,
    about_told: Instant,
    retried: Option<Instant>,
    counts: HubStats,
    stats: watch::Sender<HubStats>,
    alerts: DeskAlerts,
}

impl Desk {
    /// The desk of these sources; `begins` is told to the board before anything else.
    pub fn new(settings: DeskSettings, feed: Feed, updates: Receiver<Update>, begins: Vec<Update>) -> (Self, DeskDoor) {
        let now = Instant::now();
        let clock = (settings.clock)();
        let mut board = Board::new();
        for update in begins {
            board.apply(update);
        }
        let about = About {
            program: env!("CARGO_PKG_VERSION").to_owned(),
            vocabulary: VERSION,
            site: settings.site.clone(),
            timezone: settings.timezone.clone(),
            leader: settings.name.clone(),
            boards: 0,
            since: clock,
            standing_by: None,
        };
        let (door, asks) = mpsc::channel(ASKS_HELD);
        let (stats, seen) = watch::channel(HubStats { about: about.clone(), ..HubStats::default() });
        let (limits, tapes) = (settings.limits, settings.tapes.clone());
        let publisher = Publisher::new(epoch(&settings), board, None, now);
        let desk = Self {
            followed: Followed::new(settings.steps.clone()),
            feed,
            updates,
            asks,
            publisher,
            ring: Ring::new(limits.kept, limits.kept_bytes),
            boards: Boards::new(limits.waiting),
            keyframe: None,
            // No board takes a number of another hub's, or of this one before it was restarted, for one of these.
            lookups: Lookups::new(clock.ms().unsigned_abs(), limits.answers),
            tapes: settings.tapes.clone().map(|tapes| Tapes::new(tapes, &settings.site, &settings.timezone)),
            about_event: Bytes::new(),
            about,
            about_due: now,
            about_told: now,
            retried: None,
            counts: HubStats::default(),
            stats,
            alerts: DeskAlerts::default(),
            settings,
        };
        (desk, DeskDoor { asks: door, tapes, stats: seen })
    }

    /// The same with alerts.
    #[must_use]
    pub fn with_alerts(mut self, mut alerts: DeskAlerts) -> Self {
        alerts.spare(self.publisher.board(), (self.settings.clock)());
        self.alerts = alerts;
        self
    }

    /// Serves until `cancel` ends it, or the sources tell nothing any more; the feed, to be stopped.
    pub async fn run(mut self, cancel: CancellationToken) -> Feed {
        let mut batch = Vec::with_capacity(BATCH);
        let mut feeding = true;
        while !cancel.is_cancelled() {
            let due = self.due();
            tokio::select! {
                biased;
                () = cancel.cancelled() => break,
                () = sleep_until(due) => {}
                count = self.updates.recv_many(&mut batch, BATCH), if feeding => feeding = count > 0,
                ask = self.asks.recv() => match ask {
                    Some(ask) => self.asked(ask),
                    None => break,
                },
            }
            self.set_clock();
            let clock = (self.settings.clock)();
            if !batch.is_empty() {
                for update in batch.drain(..) {
                    self.take(update, clock);
                }
                self.show(clock);
            }
            // A flood of updates keeps no board waiting, and what a crowd of boards wants is put together once.
            for _ in 0..BATCH {
                let Ok(ask) = self.asks.try_recv() else { break };
                self.asked(ask);
            }
            self.flush(clock);
        }
        self.boards.close();
        if let Some(tapes) = self.tapes {
            tapes.finish().await;
        }
        self.feed
    }

    /// When there is something to do at the latest.
    fn due(&self) -> Instant {
        let lease = self.lookups.deadline().unwrap_or(self.about_due);
        let looks = self.alerts.due().unwrap_or(self.about_due);
        self.publisher.due().min(self.about_due).min(lease).min(looks)
    }

    fn take(&mut self, update: Update, clock: Stamp) {
        let update = match update {
            Update { at, payload: Payload::Found(found) } => return self.lookups.found(at, *found, &mut self.boards),
            other => other,
        };
        if let Some(tapes) = &mut self.tapes {
            tapes.offer(&update, self.publisher.board(), clock);
        }
        match self.publisher.take(update, Instant::now(), clock) {
            Ok(Some(envelope)) => self.send(&envelope),
            Ok(None) => {}
            Err(error) => self.begin_anew(&error),
        }
    }

    /// Lets those look at the board who are no boards.
    fn show(&mut self, clock: Stamp) {
        let board = self.publisher.board_mut();
        let touched = board.take_touched();
        for look in &mut self.settings.onlookers {
            look(&*board, &touched, clock);
        }
        let seen = self.alerts.look(board, &touched, Instant::now(), clock);
        if let Some(tapes) = &mut self.tapes {
            tapes.catch_up(board, clock);
        }
        if let Some(seen) = seen {
            self.take(seen, clock);
        }
    }

    /// Sends what is due.
    fn flush(&mut self, clock: Stamp) {
        let now = Instant::now();
        match self.publisher.flush(now, clock) {
            Ok(Some(envelope)) => self.send(&envelope),
            Ok(None) => {}
            Err(error) => self.begin_anew(&error),
        }
        self.lookups.look(&self.feed, now);
        if self.alerts.due().is_some_and(|due| due <= now) {
            self.show(clock);
        }
        if now >= self.about_due {
            self.tell_about(now, clock);
        }
    }

    fn send(&mut self, envelope: &Envelope) {
        let event = Bytes::from(wire::envelope(envelope));
        self.counts.messages += 1;
        self.counts.bytes += event.len() as u64;
        self.boards.tell_all(&event);
        let now = Instant::now();
        self.ring.push(envelope.place, event, now);
        self.note_boards();
        self.count(now);
    }

    fn count(&mut self, now: Instant) {
        let stats = HubStats {
            about: self.about.clone(),
            place: Some(self.publisher.place()),
            boards: self.boards.count(),
            wanting: self.lookups.boards(now),
            questions: self.lookups.questions(),
            slow: self.boards.slow(),
            ring_bytes: self.ring.bytes(),
            left_out: self.publisher.left_out(),
            ..self.counts.clone()
        };
        // To have no one who looks is no failure.
        let _ = self.stats.send(stats);
    }

    fn asked(&mut self, ask: Ask) {
        match ask {
            Ask::Join(join) => self.join(join),
            Ask::Want(asked, reply) => {
                let clock = (self.settings.clock)();
                let _ = reply.send(self.lookups.want(asked, &mut self.boards, clock));
            }
            Ask::See(see, reply) => {
                let clock = (self.settings.clock)();
                let (answer, seen) = self.alerts.see(see, clock);
                if let Some(seen) = seen {
                    self.take(seen, clock);
                    // It is to be kept soon.
                    self.show(clock);
                }
                let _ = reply.send(answer);
            }
            Ask::Note(note, reply) => {
                let _ = reply.send(self.note(note));
            }
            Ask::Rules(rules) => self.rule(&rules),
            Ask::Retry(reply) => {
                self.retry();
                let _ = reply.send(());
            }
            Ask::Sound(call, reply) => {
                let _ = reply.send(self.lookups.sound(&self.feed, &call));
            }
            Ask::Heard(board) => self.boards.heard(&board, Instant::now()),
            Ask::Keyframe(reply) => self.give_keyframe(reply),
            Ask::Refused => self.counts.refused += 1,
        }
    }

    /// Holds other rules against the board from now on.
    fn rule(&mut self, rules: &Rules) {
        let clock = (self.settings.clock)();
        if let Some(seen) = self.alerts.rule(rules, self.publisher.board(), clock) {
            self.take(seen, clock);
        }
    }

    fn join(&mut self, join: Join) {
        let Join { board, from, closed, reply } = join;
        let mut head = vec![self.about_event.clone()];
        if self.about_event.is_empty() {
            head = vec![Self::event_of(&self.about)];
        }
        let behind = from.and_then(|from| self.ring.since(from)).map(|behind| behind.cloned().collect::<Vec<_>>());
        match behind {
            Some(behind) => {
                head.extend(behind);
                self.counts.filled += 1;
            }
            None => match self.joining() {
                Ok(events) => {
                    head.extend(events);
                    self.counts.joins += 1;
                }
                Err(error) => return self.begin_anew(&error),
            },
        }
        let rest = self.boards.admit(&board, closed);
        if reply.send(Joined { head, rest }).is_ok() {
            tracing::debug!("hub: {} boards", self.boards.count());
        }
        self.note_boards();
    }

    /// A keyframe and what stands behind it.
    fn joining(&mut self) -> io::Result<Vec<Bytes>> {
        let now = Instant::now();
        let kept = self.keyframe.take().filter(|kept| {
            let age = now.saturating_duration_since(kept.at);
            let behind = self.ring.since(kept.place).map(|behind| behind.map(Bytes::len).sum::<usize>());
            behind.is_some_and(|behind| age < KEYFRAME_EVERY || age < KEYFRAME_OLD && behind < kept.bytes / 2)
        });
        let kept = match kept {
            Some(kept) => kept,
            None => self.make_keyframe(now)?,
        };
        let behind = self.ring.since(kept.place).into_iter().flatten();
        let events = kept.events.iter().chain(behind).cloned().collect();
        self.keyframe = Some(kept);
        Ok(events)
    }

    fn make_keyframe(&mut self, now: Instant) -> io::Result<Keyframe> {
        let clock = (self.settings.clock)();
        // A keyframe stands behind a message, so that what comes next stands behind the keyframe.
        let envelope = self.publisher.send(now, clock)?;
        self.send(&envelope);
        self.pack_keyframe(now, clock)
    }

    /// The board as it is behind the last message.
    fn pack_keyframe(&mut self, now: Instant, clock: Stamp) -> io::Result<Keyframe> {
        let events: Vec<Bytes> =
            self.publisher.keyframe(clock)?.iter().map(|part| Bytes::from(wire::envelope(part))).collect();
        let bytes = events.iter().map(Bytes::len).sum();
        (self.counts.keyframe_bytes, self.counts.keyframe_at) = (bytes as u64, Some(clock));
        Ok(Keyframe { place: self.publisher.place(), at: now, events, bytes })
    }

    fn retry(&mut self) {
        let now = Instant::now();
        if self.retried.is_none_or(|retried| now.saturating_duration_since(retried) >= RETRY_EVERY) {
            self.retried = Some(now);
            self.counts.retries += 1;
            self.feed.request(Request::Retry(None));
        }
    }

    /// What is told is told by the clock as it is now: where it was set, all that was sent is void.
    fn set_clock(&mut self) {
        // It is told once the clock was read.
        let _ = (self.settings.clock)();
        if let Some(by) = self.followed.take() {
            self.publisher.board_mut().clock_set(by);
            self.alerts.clock_set(by);
            if let Some(tapes) = &mut self.tapes {
                tapes.begin_anew();
            }
            self.start_over();
        }
    }

    /// Something could not be sent, so that no follower has everything.
    fn begin_anew(&mut self, why: &io::Error) {
        tracing::error!("hub: what is told could not be packed: {why}; beginning anew");
        self.start_over();
    }

    /// Leads anew, with the board as it is.
    fn start_over(&mut self) {
        let board = std::mem::take(self.publisher.board_mut());
        self.publisher = Publisher::new(epoch(&self.settings), board, None, Instant::now());
        self.ring.clear();
        self.keyframe = None;
        if !self.boards.are_any() {
            return;
        }
        // It stands before the first message, which no board could place without it.
        match self.pack_keyframe(Instant::now(), (self.settings.clock)()) {
            Ok(keyframe) => keyframe.events.iter().for_each(|event| self.boards.tell_all(event)),
            // They come back, and are told why there is nothing.
            Err(error) => {
                tracing::error!("hub: no keyframe: {error}");
                self.boards.close();
            }
        }
    }
}

fn epoch(settings: &DeskSettings) -> Epoch {
    Epoch((settings.random)() as u64)
}
