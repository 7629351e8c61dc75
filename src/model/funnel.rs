//! How far AI sessions got, by half hours that outlast the day: how many were valid, asked for an agent, and reached one; of
//! all, and by robot, channel and what led to an agent. No session and no customer is in them.
//!
//! A session counts in the half hour in which it *ended*, and only then: of a half hour that is over, all is known at once, and
//! what is counted is of the same kind as what was counted a week ago. By when they began, the newest half hours would have
//! the short sessions alone. A session that ends on another day than it began, or lasts longer than [`LASTS_MAX_MS`], is in
//! none: a question for those of the last half hour need not go further back.

use serde::{Deserialize, Serialize};

use super::ai::AiStep;
use super::binomial::Sample;
use super::time::Stamp;
use super::weeks::Weeks;

mod closed;
mod text;

pub use closed::ClosedSessions;

/// Of each kind so many groups are counted in a half hour, those with most sessions; what is beyond is counted together, as
/// the others of that kind.
pub const GROUPS_MAX: usize = 10;

/// No session counts that lasted longer, in ms.
pub const LASTS_MAX_MS: i64 = 3_600_000;

/// What a group is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupedBy {
    /// By nothing: all sessions.
    All,
    /// By robot.
    Robot,
    /// By the channel they came from.
    Channel,
    /// By what led to an agent.
    Reason,
}

impl GroupedBy {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::All, Self::Robot, Self::Channel, Self::Reason];

    /// Its name in files and documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Robot => "robot",
            Self::Channel => "channel",
            Self::Reason => "reason",
        }
    }
}

/// Sessions that are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AiGroup {
    /// What makes them a group.
    pub by: GroupedBy,
    /// The robot, channel or reason, as records name it; empty of all sessions, and of those of a kind that are beyond
    /// [`GROUPS_MAX`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl AiGroup {
    /// All sessions.
    pub const fn all() -> Self {
        Self { by: GroupedBy::All, name: String::new() }
    }

    /// Those of a kind that are counted together for want of room.
    pub const fn others(by: GroupedBy) -> Self {
        Self { by, name: String::new() }
    }

    /// Whether it is those: what they are made of differs from half hour to half hour.
    pub fn is_others(&self) -> bool {
        self.by != GroupedBy::All && self.name.is_empty()
    }
}

/// How far the closed sessions of a group got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funnel {
    /// Sessions that ended and that the vendor calls valid. By reason it is 0: a session has a reason only once it asks, and
    /// is a part of all valid ones.
    pub valid: u64,
    /// Of these, those that asked for an agent.
    pub asked: u64,
    /// Of these, those that reached one.
    pub reached: u64,
}

impl Funnel {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.valid = self.valid.saturating_add(other.valid);
        self.asked = self.asked.saturating_add(other.asked);
        self.reached = self.reached.saturating_add(other.reached);
    }

    /// How many of the sessions before it got to a step.
    pub const fn at(self, step: FunnelStep) -> Sample {
        match step {
            FunnelStep::Asked => Sample { part: self.asked, of: self.valid },
            FunnelStep::Reached => Sample { part: self.reached, of: self.asked },
        }
    }
}

/// A step that a session may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FunnelStep {
    /// A valid one asks for an agent.
    Asked,
    /// One that asked reaches an agent.
    Reached,
}

impl FunnelStep {
    /// Both, in their order.
    pub const ALL: [Self; 2] = [Self::Asked, Self::Reached];

    /// What to call it on screen.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Asked => AiStep::Asked.title(),
            Self::Reached => AiStep::Reached.title(),
        }
    }

    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Reached => "reached",
        }
    }
}

/// A group in a half hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelRow {
    /// Which.
    #[serde(flatten)]
    pub group: AiGroup,
    /// How far its sessions got.
    #[serde(flatten)]
    pub funnel: Funnel,
}

/// One half hour that is known whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FunnelHalf {
    /// When it begins, on the vendor's clock.
    pub from: Stamp,
    /// Days from 1970-01-01 to the site's calendar date.
    pub day: i64,
    /// What the site's wall clock shows as it begins, in half hours since midnight: 0 to 47.
    pub wall: u8,
    /// Its groups, all sessions first; none where none ended.
    pub rows: Vec<FunnelRow>,
}

/// How far the sessions of `group` got; none did where it is not among `rows`. By reason, the valid ones are all there are.
pub fn funnel_of(rows: &[FunnelRow], group: &AiGroup) -> Funnel {
    let of = |group: &AiGroup| rows.iter().find(|row| row.group == *group).map(|row| row.funnel).unwrap_or_default();
    let own = of(group);
    if group.by == GroupedBy::Reason { Funnel { valid: of(&AiGroup::all()).valid, ..own } } else { own }
}

/// Half hours of the last weeks.
pub type KeptFunnels = Weeks<FunnelHalf>;

impl Weeks<FunnelHalf> {
    /// Takes half hours in, each in the place of the one that begins with it.
    pub fn take(&mut self, halves: impl IntoIterator<Item = FunnelHalf>) {
        for half in halves {
            if self.halves.get(&half.from) != Some(&half) {
                self.halves.insert(half.from, half);
                self.revision += 1;
            }
        }
    }

    /// Takes those in that are not there.
    pub fn fill(&mut self, halves: impl IntoIterator<Item = FunnelHalf>) {
        for half in halves {
            self.halves.entry(half.from).or_insert_with(|| {
                self.revision += 1;
                half
            });
        }
    }

    /// The newest of them.
    pub fn last(&self) -> Option<&FunnelHalf> {
        self.halves.last_key_value().map(|(_, half)| half)
    }

    /// Those that begin from `from` on and before `to`, oldest first.
    pub fn between(&self, from: Stamp, to: Stamp) -> impl Iterator<Item = &FunnelHalf> {
        self.halves.range(from..to.max(from)).map(|(_, half)| half)
    }
}

#[cfg(test)]
mod tests;
