//! Today's AI-agent sessions: how many the robots contained, and how many reached an agent.

use litemap::LiteMap;

use serde::{Deserialize, Serialize};

use super::extra::Extra;
use super::problem::Problem;
use super::share::{rest_of, share};
use super::time::Stamp;

pub use step::AiStep;

mod step;

/// Today's AI sessions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AiDay {
    /// When the oldest of the totals was received.
    pub as_of: Stamp,
    /// The totals.
    pub totals: AiTotals,
    /// Sessions that reached an agent, by what led to it. Each count carries its own age.
    pub reasons: Vec<AiCount>,
    /// Sessions by robot.
    pub robots: Vec<AiCount>,
    /// Sessions by the channel they came from.
    pub channels: Vec<AiCount>,
    /// The newest records, newest first.
    pub latest: Vec<AiRecord>,
    /// When the sessions that asked for a person were counted, where they were: not with the other totals.
    #[serde(default)]
    pub asked_as_of: Option<Stamp>,
    /// When the oldest of tests, copilots, running, solved, assumed, rated and disliked was counted: in turn, beside
    /// the others.
    #[serde(default)]
    pub beside_as_of: Option<Stamp>,
    /// When the day began that all of this is of; counts from before are of another day.
    #[serde(default)]
    pub since: Option<Stamp>,
}

impl AiDay {
    /// Keeps what was `known` before where that is newer: a figure has one value, whichever poll or person asked for
    /// it.
    pub(super) fn keep(&mut self, known: Self) {
        let today = |at: Stamp| self.since.is_none_or(|since| at >= since);
        if let Some(at) = known.asked_as_of.filter(|at| today(*at) && self.asked_as_of.is_none_or(|own| own < *at)) {
            (self.totals.asked, self.asked_as_of) = (known.totals.asked, Some(at));
        }
        let lists = [
            (&mut self.reasons, known.reasons),
            (&mut self.robots, known.robots),
            (&mut self.channels, known.channels),
        ];
        for (own, known) in lists {
            for count in own {
                let newer = |known: &&AiCount| {
                    known.key == count.key
                        && known
                            .as_of
                            .is_some_and(|at| self.since.is_none_or(|since| at >= since) && Some(at) > count.as_of)
                };
                if let Some(known) = known.iter().find(newer) {
                    (count.count, count.as_of) = (known.count, known.as_of);
                }
            }
        }
        if known.as_of > self.as_of {
            let asked = self.totals.asked;
            (self.totals, self.as_of) = (AiTotals { asked, ..known.totals }, known.as_of);
            self.beside_as_of = known.beside_as_of;
        }
    }

    /// Takes in what was counted of the sessions `asked` for, at `at`, where that is newer.
    pub(super) fn take(&mut self, at: Stamp, asked: &AiAsked, totals: &AiTotals) {
        if self.since.is_some_and(|since| at < since) {
            return;
        }
        let mut fields = asked.0.iter().filter(|(_, keys)| !keys.is_empty());
        match (fields.next(), fields.next()) {
            (None, _) => {
                if totals.asked.is_some() && self.asked_as_of.is_none_or(|known| known <= at) {
                    (self.totals.asked, self.asked_as_of) = (totals.asked, Some(at));
                }
                if totals.sessions.is_some() && at > self.as_of {
                    let known = self.totals;
                    let own = |new: Option<u64>, known: Option<u64>| new.or(known);
                    self.totals = AiTotals {
                        asked: known.asked,
                        ended: own(totals.ended, known.ended),
                        tests: own(totals.tests, known.tests),
                        copilot: own(totals.copilot, known.copilot),
                        running: own(totals.running, known.running),
                        solved: own(totals.solved, known.solved),
                        assumed: own(totals.assumed, known.assumed),
                        rated: own(totals.rated, known.rated),
                        disliked: own(totals.disliked, known.disliked),
                        ..*totals
                    };
                    self.as_of = at;
                }
            }
            (Some((field, keys)), None) => {
                let [key] = keys.as_slice() else { return };
                let (list, counted) = match field {
                    AiField::Reason => (&mut self.reasons, totals.handed),
                    AiField::Robot => (&mut self.robots, totals.sessions),
                    AiField::Channel => (&mut self.channels, totals.sessions),
                    _ => return,
                };
                let known = list.iter_mut().find(|count| count.key == *key && count.as_of < Some(at));
                if let Some(known) = known.filter(|_| counted.is_some()) {
                    (known.count, known.as_of) = (counted, Some(at));
                }
            }
            _ => {}
        }
    }
}

/// Counts of today's sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiTotals {
    /// All sessions: running ones, tests and copilots among them.
    pub sessions: Option<u64>,
    /// Sessions that have ended: of real agents where `real`.
    pub ended: Option<u64>,
    /// Sessions the vendor calls valid: of those that ended where `real`.
    pub valid: Option<u64>,
    /// Sessions that asked for an agent: of the valid ones where `real`.
    #[serde(default)]
    pub asked: Option<u64>,
    /// Sessions that reached an agent: of the valid ones where `real`.
    pub handed: Option<u64>,
    /// Whether ended, valid, asked and handed are each a part of the one before, and of sessions of real agents: no
    /// tests, no copilots. Recordings of before counted each of all sessions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub real: bool,
    /// Test sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tests: Option<u64>,
    /// Sessions of copilots, tests apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copilot: Option<u64>,
    /// Sessions of real agents that have not ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<u64>,
    /// Valid sessions that the customer confirmed as solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<u64>,
    /// Valid sessions that are taken to be resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<u64>,
    /// Valid sessions that the customer rated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rated: Option<u64>,
    /// Valid sessions with an answer that the customer disliked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disliked: Option<u64>,
    /// Sessions that robots contained, where the vendor counts them itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_contained: Option<u64>,
}

impl AiTotals {
    /// Sessions that robots contained: the valid, ended ones of real agents that reached no agent. `None` also where
    /// more reached one than there are, and where they are not told apart from tests, copilots and running ones.
    pub fn contained(&self) -> Option<u64> {
        self.told_contained.or_else(|| self.valid.filter(|_| self.real)?.checked_sub(self.handed?))
    }

    /// Contained sessions, as a share of the valid ones, 0 to 1; below 0 where more reached an agent than there are.
    pub fn contained_share(&self) -> Option<f64> {
        if self.told_contained.is_some() {
            return share(self.told_contained, self.valid);
        }
        let count = |count: Option<u64>| count.filter(|_| self.real).map(|count| count as f64);
        rest_of(count(self.valid), count(self.handed))
    }

    /// Of which sessions those that reached an agent are a part: the valid ones, or all where those are not told apart.
    pub fn may_reach(&self) -> Option<u64> {
        if self.real {
            return self.valid;
        }
        self.valid.filter(|_| self.told_contained.is_some()).or(self.sessions)
    }

    /// Sessions that reached an agent, as a share of those, 0 to 1.
    pub fn handed_share(&self) -> Option<f64> {
        share(self.handed, self.may_reach())
    }

    /// How many sessions are in a step. `None` where that is not known, and of what is left over where the others,
    /// which were counted before it or after, are more than all.
    pub fn of(&self, step: AiStep) -> Option<u64> {
        let real = |count: Option<u64>| count.filter(|_| self.real);
        match step {
            AiStep::Test => self.tests,
            AiStep::Copilot => self.copilot,
            AiStep::Running => self.running,
            AiStep::Ended => real(self.ended),
            AiStep::Invalid => real(self.ended)?.checked_sub(self.valid?),
            AiStep::Valid => real(self.valid),
            AiStep::Contained => self.contained(),
            AiStep::Asked => real(self.asked),
            AiStep::Reached => real(self.handed),
            AiStep::Solved => self.solved,
            AiStep::Assumed => self.assumed,
            AiStep::Rated => self.rated,
            AiStep::Disliked => self.disliked,
        }
    }
}

/// One row of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiCount {
    /// The vendor's key.
    pub key: String,
    /// What to call it on screen.
    pub label: String,
    /// How many; `None` before it was asked for.
    pub count: Option<u64>,
    /// When it was received.
    pub as_of: Option<Stamp>,
}

/// One AI session.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AiRecord {
    /// The session's id.
    pub id: String,
    /// When it began.
    pub started: Option<Stamp>,
    /// When it ended, or was last heard of.
    pub ended: Option<Stamp>,
    /// Whether it is over.
    pub over: Option<bool>,
    /// Which robot.
    pub robot: Option<String>,
    /// The channel it came from.
    pub channel: Option<String>,
    /// Whether the vendor calls it valid.
    pub valid: Option<bool>,
    /// Whether a person was asked for.
    pub asked: Option<bool>,
    /// Whether a person took over.
    pub handed: Option<bool>,
    /// What led to a person, in words.
    pub reason: Option<String>,
    /// Messages from the customer.
    pub customer_messages: Option<u64>,
    /// Messages from the robot.
    pub robot_messages: Option<u64>,
    /// What else it can be filtered by, as far as the vendor says it of a session, in words.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub told: LiteMap<AiField, String>,
    /// Everything else the vendor sent, under its own names.
    pub extra: Extra,
}

/// What AI sessions can be told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AiField {
    /// Which robot.
    Robot,
    /// Robots that answer, or copilots that help a person answer.
    RobotKind,
    /// The line of business: chat, calls, tickets.
    Business,
    /// The kind of channel.
    Channel,
    /// The very entrance the customer came through.
    Entrance,
    /// Whether it has ended.
    Ended,
    /// Whether the vendor calls it valid.
    Valid,
    /// Whether a person was asked for.
    Asked,
    /// Whether a person took over.
    Handed,
    /// What led to a person.
    Reason,
    /// Whether it was solved.
    Solved,
    /// What the robot answered with.
    AnswerKind,
    /// Whether the customer sounded satisfied.
    Emotion,
    /// Whether the customer rated it.
    Rated,
    /// The score of ten.
    Score,
    /// The stars of five.
    Stars,
    /// The second rating.
    SecondRating,
    /// Labels of the rating.
    RatingLabel,
    /// Whether answers were liked.
    Liked,
    /// Labels of the dislike.
    DislikeLabel,
    /// The audience.
    Audience,
    /// Whether the session guide came up.
    Guided,
    /// Whether it was a test.
    Test,
    /// How far it got: keys of [`AiStep`], all of which must hold.
    Step,
    /// The session's id.
    Session,
    /// The id of the conversation it belongs to.
    Conversation,
}

impl AiField {
    /// All of them, in display order.
    pub const ALL: [Self; 26] = [
        Self::Robot,
        Self::RobotKind,
        Self::Business,
        Self::Channel,
        Self::Entrance,
        Self::Ended,
        Self::Valid,
        Self::Asked,
        Self::Handed,
        Self::Reason,
        Self::Solved,
        Self::AnswerKind,
        Self::Emotion,
        Self::Rated,
        Self::Score,
        Self::Stars,
        Self::SecondRating,
        Self::RatingLabel,
        Self::Liked,
        Self::DislikeLabel,
        Self::Audience,
        Self::Guided,
        Self::Test,
        Self::Step,
        Self::Session,
        Self::Conversation,
    ];

    /// What to call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Robot => "robot",
            Self::RobotKind => "kind of robot",
            Self::Business => "business",
            Self::Channel => "channel",
            Self::Entrance => "entrance",
            Self::Ended => "ended",
            Self::Valid => "valid",
            Self::Asked => "asked for an agent",
            Self::Handed => "reached an agent",
            Self::Reason => "reason",
            Self::Solved => "solved",
            Self::AnswerKind => "answered with",
            Self::Emotion => "emotion",
            Self::Rated => "rated",
            Self::Score => "score",
            Self::Stars => "stars",
            Self::SecondRating => "second rating",
            Self::RatingLabel => "rating label",
            Self::Liked => "liked",
            Self::DislikeLabel => "dislike label",
            Self::Audience => "audience",
            Self::Guided => "session guide",
            Self::Test => "test",
            Self::Session => "session id",
            Self::Conversation => "conversation id",
        }
    }

    /// Whether it is typed and not chosen from a list.
    pub const fn is_typed(self) -> bool {
        matches!(self, Self::Session | Self::Conversation)
    }

    /// Whether several choices may be taken together: the vendor takes a list.
    pub const fn takes_several(self) -> bool {
        matches!(
            self,
            Self::Robot
                | Self::RobotKind
                | Self::Business
                | Self::Channel
                | Self::Entrance
                | Self::AnswerKind
                | Self::Score
                | Self::Stars
                | Self::RatingLabel
                | Self::DislikeLabel
                | Self::Audience
        )
    }
}

/// Which of today's AI sessions are asked for: for each field the vendor's keys that are let through; all without.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AiAsked(pub LiteMap<AiField, Vec<String>>);

impl AiAsked {
    /// The same question with `field` set to this one key.
    #[must_use]
    pub fn with(&self, field: AiField, key: impl Into<String>) -> Self {
        let mut asked = self.clone();
        asked.0.insert(field, vec![key.into()]);
        asked
    }

    /// The same question about those of its sessions that are in this step too.
    #[must_use]
    pub fn in_step(&self, step: AiStep) -> Self {
        let mut asked = self.clone();
        let keys = asked.0.entry(AiField::Step).or_default();
        if !keys.iter().any(|key| key == step.key()) {
            keys.push(step.key().to_owned());
        }
        asked
    }
}

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The vendor's key.
    pub key: String,
    /// What to call it on screen.
    pub label: String,
}

/// What can be chosen for each field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiChoices {
    /// The choices; a field without any is asked for and was not answered, or is typed.
    pub by_field: LiteMap<AiField, Vec<Choice>>,
    /// The tenant's time zones, as the vendor names them, its main one first.
    pub zones: Vec<Choice>,
    /// Lists that could not be had, and why.
    pub missing: Vec<Problem>,
}

impl AiChoices {
    /// What to call `key` of `field`; the key itself where no list names it.
    pub fn label<'a>(&'a self, field: AiField, key: &'a str) -> &'a str {
        let choices = self.by_field.get(&field).map(Vec::as_slice).unwrap_or_default();
        choices.iter().find(|choice| choice.key == key).map_or(key, |choice| choice.label.as_str())
    }
}
