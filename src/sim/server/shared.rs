//! What all doors of the server share: the world on its desk, who listens, which tokens are good.

use std::collections::{HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::sim::ai::Asks;
use crate::sim::channel::Channel;
use crate::sim::faults::{Schedule, Strike};
use crate::sim::ledger::Past;
use crate::sim::moor::Tenant;
use crate::sim::query::Query;
use crate::sim::random::Dice;
use crate::sim::wire::Changes;
use crate::sim::world::{Batch, World};
use crate::sim::{AuthScheme, Credentials, Options};

use super::door::Porter;
use super::gap::Gap;
use super::push::Push;

pub(super) struct Shared {
    pub(super) options: Options,
    pub(super) credentials: Credentials,
    /// The tenant of the China platform.
    pub(super) cn: Channel,
    /// The tenant of 7moor.
    pub(super) moor: Tenant,
    pub(super) stop: CancellationToken,
    pub(super) porter: Arc<Porter>,
    /// How far the clock by which tokens are judged is off, in ms.
    pub(super) clock_off: AtomicI64,
    /// Whether strikes wait for their occasion; read without the desk's lock.
    pub(super) any_armed: AtomicBool,
    /// How many faults last at present.
    pub(super) spells: AtomicUsize,
    /// Where the simulator's tasks run.
    pub(super) runtime: Handle,
    pub(super) desk: Mutex<Desk>,
}

/// Everything that changes.
pub(super) struct Desk {
    pub(super) world: World,
    pub(super) paused: bool,
    pub(super) streams: Vec<Stream>,
    pub(super) tokens: Dice,
    /// Tokens of the call family with the time at which they end, Unix ms, and whose they are. Several may be good at
    /// once.
    pub(super) call_tokens: Vec<(String, i64, Holder)>,
    /// The one good token of the open family, with the time at which it ends.
    pub(super) open_token: Option<(String, i64)>,
    /// Tokens of the China platform with the time at which they end, Unix ms.
    pub(super) cn_tokens: Vec<(String, i64)>,
    /// Signatures with their nonces that 7moor has seen, and when, Unix ms; of the last five minutes.
    pub(super) moor_signs: VecDeque<(i64, String)>,
    /// When the open family was called, Unix ms, within the last minute.
    pub(super) open_calls: VecDeque<i64>,
    /// Idempotency keys that streams have used.
    pub(super) keys: HashSet<[u8; 16]>,
    /// How the call family's token must be written.
    pub(super) auth_scheme: AuthScheme,
    pub(super) schedule: Schedule,
    /// When the next fault of the schedule is due, Unix ms.
    pub(super) next_fault: i64,
    /// Strikes that wait for their occasion.
    pub(super) armed: Vec<Strike>,
    /// Where callbacks go, if anywhere.
    pub(super) push: Option<Push>,
    /// The sessions with bots that clients began.
    pub(super) asks: Asks,
    /// When it answers no one, if ever.
    pub(super) gap: Gap,
    /// Streams that were open when the gap began. What they missed is not made up for: they are closed at its end.
    pub(super) cut_off: Vec<Stream>,
}

/// Whose a token of the call family is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Company,
    Agent,
}

/// An open stream and what its reader has been told.
pub(super) struct Stream {
    pub(super) sender: mpsc::Sender<Bytes>,
    pub(super) query: Query,
    pub(super) page: HashSet<u32>,
    /// Whom the query selected when the stream was opened; none when it selects everybody.
    pub(super) members: Option<Vec<u32>>,
    /// The summary over `members` as last sent.
    pub(super) summary: Vec<(&'static str, i64)>,
}

impl Shared {
    pub(super) fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic elsewhere leaves numbers, not broken memory; going on is better than taking the board down.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The desk, with the calls and states on it of those past days that `from` (Unix ms) lies before the end of.
    pub(super) fn desk_with_past(&self, from: i64) -> MutexGuard<'_, Desk> {
        let mut desk = self.desk();
        for past in Past::ALL {
            if desk.world.lacks(past, from) {
                // A large centre's day takes a moment, in which the streams must go on.
                let live = desk.world.past_day(past);
                drop(desk);
                let day = live();
                desk = self.desk();
                desk.world.remember(past, day);
            }
        }
        desk
    }

    pub(super) fn now(&self) -> i64 {
        (self.options.clock)()
    }

    /// The time of the world, and the one on the platform's clock.
    pub(super) fn times(&self) -> [i64; 2] {
        [self.now(), self.wall()]
    }

    /// The time by which requests are judged.
    pub(super) fn wall(&self) -> i64 {
        self.now().saturating_add(self.clock_off.load(Ordering::Relaxed))
    }
}

impl Shared {
    /// Comes back when there is no gap, or the server stops.
    pub(super) async fn wait_out_the_gap(&self) {
        let mut open = self.desk().gap.subscribe();
        tokio::select! {
            () = self.stop.cancelled() => {}
            _ = open.wait_for(|open| !open) => {}
        }
    }
}

impl Desk {
    /// No token given so far is good any more.
    pub(super) fn revoke(&mut self) {
        self.call_tokens.clear();
        self.open_token = None;
        self.cn_tokens.clear();
    }

    /// Changes who is in the list. The streams follow the list without a word.
    pub(super) fn change_roster(&mut self, change: impl FnOnce(&mut World)) {
        change(&mut self.world);
        for stream in &mut self.streams {
            let members = stream.query.members(&self.world);
            stream.page = stream.query.page(&members).iter().copied().collect();
            if stream.members.is_some() {
                stream.members = Some(members);
            }
        }
    }

    pub(super) fn resume(&mut self, now: i64) {
        self.paused = false;
        self.world.rest(now);
    }

    /// Moves the world on, tells the streams and sends the callbacks; a reader who is too slow loses its stream. `wall` is
    /// the time on the platform's clock.
    pub(super) fn tick(&mut self, now: i64, wall: i64) -> Vec<Batch> {
        if let Some(begins) = self.gap.turn(now) {
            self.cut_off = if begins { std::mem::take(&mut self.streams) } else { Vec::new() };
        }
        if self.paused {
            return Vec::new();
        }
        let batches = self.world.advance(now);
        if let Some(push) = self.push.as_mut().filter(|_| !self.gap.is_open()) {
            push.send(self.world.callbacks(), self.world.now(), wall);
        }
        let world = &self.world;
        let last = batches.len().saturating_sub(1);
        self.streams.retain_mut(|stream| {
            batches.iter().enumerate().all(|(place, batch)| stream.tell(world, batch, place == last))
        });
        batches
    }
}

impl Stream {
    /// Sends what of the batch concerns this reader. False when the reader has gone or cannot keep up.
    fn tell(&mut self, world: &World, batch: &Batch, last: bool) -> bool {
        let summary = self.members.as_ref().map(|members| {
            // Only the newest state can be counted, so a filtered summary moves with the tick's last batch.
            let fresh = if last { world.summary_of(members) } else { self.summary.clone() };
            let changed = fresh.iter().zip(&self.summary).filter(|(new, old)| new != old).map(|(new, _)| *new);
            let changed: Vec<_> = changed.collect();
            self.summary = fresh;
            changed
        });
        let changes = Changes::new(world, batch, |index| self.page.contains(&index), summary.as_deref());
        if changes.is_empty() {
            return !self.sender.is_closed();
        }
        let Ok(json) = serde_json::to_string(&changes) else { return true };
        self.sender.try_send(event(&json)).is_ok()
    }
}

/// One message as an event of the stream.
pub(super) fn event(json: &str) -> Bytes {
    Bytes::from(format!("data: {json}\n\n"))
}
