//! What is said of alerts: whom they are about, which stand, which are over, what is news.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

pub use crate::model::about::About;
use crate::model::rule::{Alert, Severity};
use crate::model::seen::By;
use crate::model::time::Stamp;

/// An alert's identity: a rule, and what it is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AlarmKey {
    /// Position of the rule in the list.
    pub rule: usize,
    /// What it is about.
    pub about: About,
}

/// What the person at this screen, or at another board of the same hub, did about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Has seen it, at this moment.
    Acknowledged(Stamp),
    /// Does not want to see it until this moment.
    Snoozed(Stamp),
    /// Does not want to see it today.
    Muted,
}

/// What a person does about an alert. A second time takes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeeTo {
    /// Has seen it.
    Acknowledge,
    /// Keeps it quiet until this moment.
    Snooze(Stamp),
    /// Keeps it quiet for the rest of the day.
    Mute,
}

/// What came of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenTo {
    /// It is as the person wished.
    Done,
    /// It was so already, and is no longer.
    TakenBack,
    /// The alert does not stand any more.
    Cleared,
}

/// The alerts of one moment. Cheap to clone, so that a screen can keep those that it shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alerts {
    pub(super) standing: Arc<Vec<Standing>>,
    pub(super) past: Arc<VecDeque<Past>>,
}

impl Alerts {
    /// Those that stand: without a mark first; of these, those that escalated; then the worst; sources before the centre before agents, those
    /// furthest over their limit first.
    pub fn standing(&self) -> &[Standing] {
        &self.standing
    }

    /// Those of the day that have cleared, oldest first.
    pub fn history(&self) -> impl DoubleEndedIterator<Item = &Past> + ExactSizeIterator {
        self.past.iter()
    }

    /// Lets go of those that stand, until others are taken over.
    pub fn let_go(&mut self) {
        static NONE: LazyLock<Arc<Vec<Standing>>> = LazyLock::new(Arc::default);
        self.standing = Arc::clone(&NONE);
    }

    /// Takes over from `later` what was done about these.
    pub fn mark_as(&mut self, later: &Self) {
        for shown in Arc::make_mut(&mut self.standing) {
            if let Some(now) = later.standing.iter().find(|now| now.key == shown.key) {
                shown.mark = now.mark;
                shown.by.clone_from(&now.by);
            }
        }
    }
}

/// An alert that stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// Which.
    pub key: AlarmKey,
    /// What it says now.
    pub alert: Alert,
    /// How bad it is.
    pub severity: Severity,
    /// When it was raised.
    pub since: Stamp,
    /// What was done about it.
    pub mark: Option<Mark>,
    /// Who did that, where it was done at any board of a hub.
    pub by: Option<By>,
    /// Whether its source is away: it stands as it was when that was last heard.
    pub unconfirmed: bool,
    /// When it was told once more, because no person had seen to it for as long as its rule says.
    pub escalated: Option<Stamp>,
}

/// An alert that is over.
#[derive(Clone, Debug, PartialEq)]
pub struct Past {
    /// Counts up with every alert that ends.
    pub id: u64,
    /// Which.
    pub key: AlarmKey,
    /// How bad it was.
    pub severity: Severity,
    /// Whom it was about, by the name of then; empty for the centre.
    pub who: String,
    /// When it was raised.
    pub began: Stamp,
    /// When it ended.
    pub ended: Stamp,
    /// When it was acknowledged.
    pub acknowledged: Option<Stamp>,
    /// Who did that, where it was done at any board of a hub; else it was at this screen.
    pub by: Option<String>,
    /// When it was told once more, because no person had seen to it.
    pub escalated: Option<Stamp>,
}

/// What became of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NewsKind {
    /// It was raised, or has come back after a snooze.
    Raised,
    /// No person has seen to it for as long as its rule says; once for each time that it is raised.
    Escalated,
    /// It is over.
    Ended,
}

/// Something to tell those who do not look at the screen. Never about what is snoozed or muted; without any
/// customer's number.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// What became of it.
    pub kind: NewsKind,
    /// When.
    pub at: Stamp,
    /// Which.
    pub key: AlarmKey,
    /// The rule's name: one for all that is news of it.
    pub rule: Arc<str>,
    /// What the rule looks at, in words; likewise.
    pub what: Arc<str>,
    /// How bad it is.
    pub severity: Severity,
    /// Whom it is about: a name or a source; empty for the centre.
    pub who: String,
    /// When it was raised.
    pub began: Stamp,
}

/// An alert that stands and was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAlert {
    /// The name of its rule.
    pub rule: String,
    /// What it is about.
    pub about: About,
    /// Whom it is about, by the name of then; empty for the centre.
    pub who: String,
    /// When it was raised.
    pub raised: Stamp,
    /// When it was told once more, since no person had seen to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalated: Option<Stamp>,
}

/// The same, until it is met.
#[derive(Clone, Debug)]
pub(super) struct Resumed {
    pub(super) who: String,
    pub(super) raised: Stamp,
    pub(super) escalated: Option<Stamp>,
    /// When it has ended, unless it is met.
    pub(super) until: Stamp,
}
