//! Limits: how long a state may last, how old figures may get.

use litemap::LiteMap;

use serde::Serialize;

use super::board::Board;
use super::source::SourceId;
use super::status::State;
use super::tag::Tag;
use super::time::Stamp;

/// How long a state has lasted, in shades.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Within all limits, or without one.
    #[default]
    Normal,
    /// Past the first limit.
    Watch,
    /// Past a limit in the middle.
    Warn,
    /// Past the last limit: an alert.
    Over,
}

/// Polled figures are stale after three minutes.
const POLL_STALE_MS: i64 = 180_000;

/// Probes have turns of their own, which say when their figures are stale; those of a source are after two days, whatever
/// its turns.
const PROBE_STALE_MS: i64 = 2 * 86_400_000;

/// Limits for the time in a state, and what else raises an alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Ringing, in ms, rising; the last one raises an alert. One to three, as for all of these.
    pub ringing: Vec<i64>,
    /// Talking.
    pub talking: Vec<i64>,
    /// After-call work.
    pub wrap_up: Vec<i64>,
    /// Busy.
    pub busy: Vec<i64>,
    /// Holding.
    pub holding: Vec<i64>,
    /// Lost calls in percent of answered and lost ones, above which an alert is raised.
    pub lost_percent: f64,
    /// What agents missed in percent of what rang at them, above which an alert is raised where call records tell nothing.
    pub agent_misses_percent: f64,
    /// Age in ms past which each source's figures are stale, in the order of [`SourceId::FIXED`].
    pub stale_after_ms: [i64; 3],
    /// The same for the chats on other platforms; three minutes for one that is not named.
    pub platform_stale_after_ms: LiteMap<Tag, i64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ringing: vec![10_000, 20_000],
            talking: vec![300_000, 900_000, 1_800_000],
            wrap_up: vec![60_000, 180_000, 300_000],
            busy: vec![900_000, 1_800_000, 3_600_000],
            holding: vec![60_000, 120_000, 300_000],
            lost_percent: 5.0,
            agent_misses_percent: 4.0,
            stale_after_ms: [30_000, POLL_STALE_MS, POLL_STALE_MS],
            platform_stale_after_ms: LiteMap::new(),
        }
    }
}

impl Limits {
    /// The limits of a state, in ms; empty for a state without any.
    pub fn of(&self, state: State) -> &[i64] {
        match state {
            State::Ringing => &self.ringing,
            State::Talking => &self.talking,
            State::WrapUp => &self.wrap_up,
            State::Busy => &self.busy,
            State::Holding => &self.holding,
            _ => &[],
        }
    }

    /// The shade for `elapsed_ms` in `state`.
    pub fn level(&self, state: State, elapsed_ms: i64) -> Level {
        let limits = self.of(state);
        let passed = limits.iter().filter(|limit| elapsed_ms >= **limit).count();
        match passed {
            0 => Level::Normal,
            passed if passed == limits.len() => Level::Over,
            1 => Level::Watch,
            _ => Level::Warn,
        }
    }

    /// The age in ms past which what was looked up with `source`'s vendor is stale. What is told of calls is polled,
    /// however young the stream keeps the agents.
    pub fn answer_stale_after_ms(&self, source: SourceId) -> i64 {
        let stale_after = self.stale_after_ms(source);
        if source == SourceId::Agents { stale_after.max(POLL_STALE_MS) } else { stale_after }
    }

    /// The age in ms past which a source's figures are stale.
    pub fn stale_after_ms(&self, source: SourceId) -> i64 {
        let [agents, chat, ai] = self.stale_after_ms;
        match source {
            SourceId::Agents => agents,
            SourceId::Chat => chat,
            SourceId::Ai => ai,
            SourceId::Calls | SourceId::Push => POLL_STALE_MS,
            SourceId::Probe => PROBE_STALE_MS,
            SourceId::Platform(tag) => self.platform_stale_after_ms.get(&tag).copied().unwrap_or(POLL_STALE_MS),
        }
    }
}

impl Board {
    /// The shade of one agent at `now`.
    pub fn level(&self, slot: usize, now: Stamp, limits: &Limits) -> Level {
        let Some(agent) = self.agent(slot) else { return Level::Normal };
        let skew = self.skew_ms();
        agent.in_state_ms(now, skew).map_or(Level::Normal, |elapsed| limits.level(agent.state(), elapsed))
    }
}
