//! The calls that are not over, and where each of them is.

use super::codes;
use super::ledger::{Talk, With};
use super::world::World;

/// Where a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    Menu,
    Bot,
    Outside,
    /// Its caller waits for an agent.
    Queue,
    /// It rings at an agent.
    Ringing,
    /// An agent dials.
    Dialing,
    Talking,
    Held,
}

impl Phase {
    /// Every phase, in the order in which a call may come to them.
    pub(super) const ALL: [Self; 8] =
        [Self::Menu, Self::Bot, Self::Outside, Self::Queue, Self::Ringing, Self::Dialing, Self::Talking, Self::Held];

    /// The name in the truth.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Bot => "bot",
            Self::Outside => "outside",
            Self::Queue => "queue",
            Self::Ringing => "ringing",
            Self::Dialing => "dialing",
            Self::Talking => "talking",
            Self::Held => "held",
        }
    }

    /// Whether the caller waits for an agent, who may be rung already.
    pub(super) const fn waits(self) -> bool {
        matches!(self, Self::Queue | Self::Ringing)
    }

    /// Whether no agent has the call or is rung for it.
    pub(super) const fn is_without_agent(self) -> bool {
        matches!(self, Self::Menu | Self::Bot | Self::Outside | Self::Queue)
    }
}

/// A call that is not over.
pub(super) struct Live<'a> {
    pub(super) talk: &'a Talk,
    pub(super) phase: Phase,
    /// Since when, Unix ms.
    pub(super) since: i64,
    /// The index of the agent who has it, or at whom it rings.
    pub(super) agent: Option<u32>,
}

impl Live<'_> {
    /// Since when the caller waits for an agent, Unix ms.
    pub(super) fn waits_since(&self) -> Option<i64> {
        self.phase.waits().then(|| self.talk.waits_since())
    }

    /// The same as far as parties alone tell, by which the menu looks like the queue: since the call began, or since the bot
    /// or the last agent left.
    pub(super) fn seems_to_wait_since(&self) -> Option<i64> {
        let seems_to = self.phase.waits() || self.phase == Phase::Menu;
        let left = || self.talk.handled().map(|leg| leg.end).max().unwrap_or_default().max(self.talk.bot.1);
        seems_to.then(|| left().max(self.talk.start))
    }
}

impl World {
    /// The calls that are not over, in the order in which they began.
    pub(super) fn live(&self) -> Vec<Live<'_>> {
        let talks = self.ledger.days().flat_map(|day| &day.talks);
        talks.filter(|talk| !talk.ended()).map(|talk| self.placed(talk)).collect()
    }

    fn placed<'a>(&self, talk: &'a Talk) -> Live<'a> {
        let agent = talk.live_leg().map(|leg| leg.agent);
        let vitals = agent.and_then(|agent| self.crew.agents.get(agent as usize)).map(|agent| &agent.vitals);
        let (phase, since) = match (vitals, talk.with) {
            (Some(vitals), _) => (of_work(vitals.work), vitals.work_since),
            (None, With::Menu | With::System) => (Phase::Menu, talk.handed),
            (None, With::Bot) => (Phase::Bot, talk.handed),
            (None, With::Outside) => (Phase::Outside, talk.handed),
            (None, With::Agents) => (Phase::Queue, talk.waits_since()),
        };
        Live { talk, phase, since, agent }
    }
}

/// Where a call is whose agent has this work status.
const fn of_work(work: i64) -> Phase {
    match work {
        codes::WORK_RINGING => Phase::Ringing,
        codes::WORK_DIALING => Phase::Dialing,
        codes::WORK_HOLDING => Phase::Held,
        _ => Phase::Talking,
    }
}
