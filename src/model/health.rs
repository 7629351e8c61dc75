//! How the parts that are not seen stand: tokens, the call budget, what waits for a place in it.

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use super::time::Stamp;

/// The machinery at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The tokens in use.
    pub tokens: Vec<TokenHealth>,
    /// The budgets of the API families that have one.
    pub budgets: Vec<BudgetHealth>,
    /// Questions that wait or are being asked, most urgent first, in words.
    pub asking: Vec<String>,
    /// Questions answered since start.
    pub answered: u64,
    /// Questions that brought an error since start.
    pub failed: u64,
    /// Bytes of the answers to questions and polls, unpacked.
    pub bytes: u64,
}

impl Health {
    /// What is wrong with them.
    pub(super) fn problems(&mut self) -> Vec<&mut Problem> {
        let tokens = self.tokens.iter_mut().flat_map(|token| [&mut token.unkept, &mut token.taken]);
        tokens.chain(self.budgets.iter_mut().map(|budget| &mut budget.unshared)).flatten().collect()
    }
}

/// One token. Never the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenHealth {
    /// Which section of the settings it belongs to.
    pub section: String,
    /// When it was received; `None` for a ready-made one, or one read from the cache.
    pub since: Option<Stamp>,
    /// When it ends, where that is known.
    pub until: Option<Stamp>,
    /// Whether it was made elsewhere and cannot be renewed from here.
    pub ready_made: bool,
    /// How often a token was asked for since start.
    pub renewals: u64,
    /// Why it is not kept for other sessions, where it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unkept: Option<Problem>,
    /// Why another program seems to end it again and again, where that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken: Option<Problem>,
}

/// One budget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BudgetHealth {
    /// Which section of the settings it belongs to.
    pub section: String,
    /// Calls made in the last minute, by all sessions that share it.
    pub used: u64,
    /// Calls a minute that may be made.
    pub limit: u64,
    /// Calls that wait for a place: asked for by a person, by a pane's headline, by a breakdown.
    pub queued: [u64; 3],
    /// Until when the vendor wants no call at all.
    pub paused_until: Option<Stamp>,
    /// Why it is not shared with other sessions, where it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unshared: Option<Problem>,
}
