//! Who is over which limit.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::board::Board;
use super::site::Tag;
use super::source::{SourceId, SourceState};
use super::status::State;
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
const SITE_STALE_MS: i64 = 180_000;

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
    /// Missed calls in percent of inbound calls, above which an alert is raised.
    pub missed_percent: f64,
    /// Age in ms past which each source's figures are stale, in the order of [`SourceId::FIXED`].
    pub stale_after_ms: [i64; 3],
    /// The same for the sites of other vendors; three minutes for one that is not named.
    pub site_stale_after_ms: BTreeMap<Tag, i64>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            ringing: vec![10_000, 20_000],
            talking: vec![300_000, 900_000, 1_800_000],
            wrap_up: vec![60_000, 180_000, 300_000],
            busy: vec![900_000, 1_800_000, 3_600_000],
            holding: vec![60_000, 120_000, 300_000],
            missed_percent: 4.0,
            stale_after_ms: [30_000, SITE_STALE_MS, SITE_STALE_MS],
            site_stale_after_ms: BTreeMap::new(),
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

    /// The age in ms past which a source's figures are stale.
    pub fn stale_after_ms(&self, source: SourceId) -> i64 {
        let [agents, chat, ai] = self.stale_after_ms;
        match source {
            SourceId::Agents => agents,
            SourceId::Chat => chat,
            SourceId::Ai => ai,
            SourceId::Site(tag) => self.site_stale_after_ms.get(&tag).copied().unwrap_or(SITE_STALE_MS),
        }
    }
}

/// Something a supervisor should look at now.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "alert", rename_all = "snake_case")]
pub enum Alert {
    /// A source is silent or gone: its figures may be wrong.
    Source {
        /// Which.
        source: SourceId,
        /// How it stands.
        state: SourceState,
        /// Age of its figures in ms.
        age_ms: Option<i64>,
    },
    /// Too many calls are missed.
    Missed {
        /// In percent of inbound calls today.
        percent: f64,
        /// The limit in percent.
        limit: f64,
    },
    /// An agent has been in a state for too long.
    Agent {
        /// Position of the agent on the board; valid until the board's next generation.
        slot: usize,
        /// The state.
        state: State,
        /// For how long, in ms.
        elapsed_ms: i64,
        /// The limit in ms.
        limit_ms: i64,
    },
}

impl Board {
    /// The shade of one agent at `now`.
    pub fn level(&self, slot: usize, now: Stamp, limits: &Limits) -> Level {
        let Some(agent) = self.agent(slot) else { return Level::Normal };
        let skew = self.source(SourceId::Agents).skew_ms;
        agent.in_state_ms(now, skew).map_or(Level::Normal, |elapsed| limits.level(agent.state(), elapsed))
    }

    /// All alerts at `now`: sources first, then the centre, then agents, those furthest over their limit first.
    pub fn alerts(&self, now: Stamp, limits: &Limits) -> Vec<Alert> {
        let mut alerts = self.centre_alerts(now, limits);
        let first = alerts.len();
        alerts.extend((0..self.agents().len()).filter_map(|slot| self.agent_alert(slot, now, limits)));
        sort_tail(&mut alerts, first);
        alerts
    }

    /// `alerts` of a moment ago brought to `now` where only the agents in `touched` have changed: the others keep the
    /// time they were told with, and nobody else is looked at. As long as the board's generation has not changed.
    pub fn alerts_after(&self, alerts: &[Alert], touched: &[usize], now: Stamp, limits: &Limits) -> Vec<Alert> {
        let touched: HashSet<usize> = touched.iter().copied().collect();
        let kept = |alert: &&Alert| matches!(alert, Alert::Agent { slot, .. } if !touched.contains(slot));
        let mut renewed = self.centre_alerts(now, limits);
        let first = renewed.len();
        renewed.extend(alerts.iter().filter(kept).cloned());
        renewed.extend(touched.iter().filter_map(|slot| self.agent_alert(*slot, now, limits)));
        sort_tail(&mut renewed, first);
        renewed
    }

    fn centre_alerts(&self, now: Stamp, limits: &Limits) -> Vec<Alert> {
        let mut alerts = Vec::new();
        for source in self.source_ids() {
            let stale_after = limits.stale_after_ms(source);
            let state = self.source(source).state(now, stale_after);
            if state != SourceState::Off && self.source(source).is_stale(now, stale_after) {
                alerts.push(Alert::Source { source, state, age_ms: self.source(source).age_ms(now) });
            }
        }
        if let Some(percent) = self.missed_share().map(|share| share * 100.0)
            && percent > limits.missed_percent
        {
            alerts.push(Alert::Missed { percent, limit: limits.missed_percent });
        }
        alerts
    }

    fn agent_alert(&self, slot: usize, now: Stamp, limits: &Limits) -> Option<Alert> {
        let agent = self.agent(slot)?;
        let state = agent.state();
        let limit_ms = *limits.of(state).last()?;
        let elapsed_ms = agent.in_state_ms(now, self.source(SourceId::Agents).skew_ms)?;
        (elapsed_ms >= limit_ms).then_some(Alert::Agent { slot, state, elapsed_ms, limit_ms })
    }
}

/// Sorts the agents' alerts, which begin at `first`: furthest over their limit first, then by slot.
fn sort_tail(alerts: &mut [Alert], first: usize) {
    let key = |alert: &Alert| match alert {
        Alert::Agent { slot, elapsed_ms, limit_ms, .. } => (*elapsed_ms as f64 / (*limit_ms).max(1) as f64, *slot),
        Alert::Source { .. } | Alert::Missed { .. } => (f64::INFINITY, 0),
    };
    if let Some(agents) = alerts.get_mut(first..) {
        agents.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
        });
    }
}
