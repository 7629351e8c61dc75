//! The figures of the six actions: what each is called, measured in, and how rows make a total. The vendor's spellings
//! (`avgServiceMessge`, `canpinglv`, `selfReceptionSessionZb`) end here.
//!
//! What a rate is a share of is documented nowhere: the weights are the likeliest, so a total of rates or averages is an
//! estimate.

use std::collections::HashMap;

use litemap::LiteMap;
use serde_json::{Map, Value};

use crate::model::{AiTotals, Cell, ChatTotals, Fold, Metric, Unit, caps, sort};
use crate::platforms::cells;

/// The groups, in the order of the columns.
const GROUPS: [&str; 4] = [SESSIONS, ROBOT, PEOPLE, SATISFACTION];
const SESSIONS: &str = "sessions";
const ROBOT: &str = "robot";
const PEOPLE: &str = "people";
const SATISFACTION: &str = "satisfaction";

/// A question to the vendor.
pub(super) struct Action {
    /// What the vendor calls it.
    pub(super) name: &'static str,
    /// Where a figure goes that no document names.
    group: &'static str,
    figures: &'static [Figure],
}

/// One figure.
struct Figure {
    /// The vendor's key.
    wire: &'static str,
    /// Ours.
    key: &'static str,
    label: &'static str,
    group: &'static str,
    unit: Unit,
    total: Total,
    shown: bool,
}

#[derive(Clone, Copy)]
enum Total {
    Sum,
    Max,
    /// Weighted by the figure with this key.
    By(&'static str),
}

type Words = (&'static str, &'static str, &'static str);

const fn figure(group: &'static str, (wire, key, label): Words, unit: Unit, total: Total) -> Figure {
    Figure { wire, key, label, group, unit, total, shown: false }
}

const fn count(group: &'static str, words: Words) -> Figure {
    figure(group, words, Unit::Count, Total::Sum)
}

const fn rate(group: &'static str, words: Words, by: &'static str) -> Figure {
    figure(group, words, Unit::Share, Total::By(by))
}

const fn time(group: &'static str, words: Words, by: &'static str) -> Figure {
    figure(group, words, Unit::Duration, Total::By(by))
}

const fn score(group: &'static str, words: Words, by: &'static str) -> Figure {
    figure(group, words, Unit::Score, Total::By(by))
}

impl Figure {
    const fn shown(self) -> Self {
        Self { shown: true, ..self }
    }
}

/// All that is asked for, in the order of the asking: what the board's panes need comes first.
pub(super) const ACTIONS: [Action; 6] = [
    Action { name: "wb_session_human", group: PEOPLE, figures: HUMAN },
    Action { name: "wb_session_robot", group: ROBOT, figures: ROBOTS },
    Action { name: "wb_human_satisfaction", group: SATISFACTION, figures: HUMAN_RATINGS },
    Action { name: "wb_session_customer", group: SESSIONS, figures: CUSTOMERS },
    Action { name: "wb_session_message", group: SESSIONS, figures: MESSAGES },
    Action { name: "wb_robot_satisfaction", group: SATISFACTION, figures: ROBOT_RATINGS },
];

const CUSTOMERS: &[Figure] = &[
    count(SESSIONS, ("totalConsultSession", "sessions.all", "sessions")).shown(),
    count(SESSIONS, ("totalValidSession", "sessions.valid", "valid")).shown(),
    rate(SESSIONS, ("totalValidSessionRate", "sessions.valid_rate", "valid rate"), "sessions.all").shown(),
    count(SESSIONS, ("totalInvalidSession", "sessions.invalid", "invalid")),
    time(SESSIONS, ("avgSessionDuration", "sessions.served_time", "time served"), "sessions.all").shown(),
    time(SESSIONS, ("avgTotalSessionDuration", "sessions.session_time", "session time"), "sessions.all").shown(),
];

const ROBOTS: &[Figure] = &[
    count(ROBOT, ("consultSession", "robot.sessions", "robot sessions")).shown(),
    count(ROBOT, ("validSession", "robot.valid", "valid")).shown(),
    count(ROBOT, ("invalidSession", "robot.invalid", "invalid")),
    rate(ROBOT, ("validReceptionRate", "robot.valid_rate", "valid rate"), "robot.sessions"),
    count(ROBOT, ("selfReceptionSession", "robot.alone", "contained")).shown(),
    rate(ROBOT, ("selfReceptionRate", "robot.alone_rate", "contained rate"), "robot.sessions").shown(),
    count(ROBOT, ("toHumanSession", "robot.handed", "reached an agent")).shown(),
    rate(ROBOT, ("toHumanSessionRate", "robot.handed_rate", "reached an agent, rate"), "robot.sessions").shown(),
    time(ROBOT, ("avgSessionDuration", "robot.session_time", "session time"), "robot.sessions"),
];

const HUMAN: &[Figure] = &[
    count(PEOPLE, ("consultSession", "people.chats", "chats")).shown(),
    count(PEOPLE, ("selfReceptionSession", "people.direct", "straight to a person")),
    rate(PEOPLE, ("selfReceptionSessionZb", "people.direct_share", "straight to a person, share"), "people.chats"),
    count(PEOPLE, ("validSession", "people.valid", "valid")).shown(),
    count(PEOPLE, ("invalidSession", "people.invalid", "invalid")),
    rate(PEOPLE, ("validSessionRate", "people.valid_rate", "valid rate"), "people.chats").shown(),
    count(PEOPLE, ("validReceptionSession", "people.answered", "answered")).shown(),
    rate(PEOPLE, ("validReceptionRate", "people.answered_rate", "answer rate"), "people.valid").shown(),
    count(PEOPLE, ("invalidReceptionSession", "people.answered_invalid", "answered, invalid")),
    rate(PEOPLE, ("invalidReceptionRate", "people.answered_invalid_rate", "answered, invalid, rate"), "people.valid"),
    count(PEOPLE, ("notReceptionSession", "people.unanswered", "unanswered")).shown(),
    rate(PEOPLE, ("notReceptionSessionRate", "people.unanswered_rate", "unanswered rate"), "people.chats"),
    count(PEOPLE, ("transferSession", "people.transferred", "transferred")),
    count(PEOPLE, ("blankListSession", "people.blocked", "blacklisted")),
    time(PEOPLE, ("avgSessionDuration", "people.chat_time", "chat time"), "people.chats").shown(),
    count(PEOPLE, ("solvedSession", "people.resolved", "resolved")),
    count(PEOPLE, ("notSolvedSession", "people.unresolved", "unresolved")),
    count(PEOPLE, ("notMarkIsSolved", "people.not_marked", "not marked")),
    figure(PEOPLE, ("maxMeantimeRecp", "people.most_at_once", "peak concurrent"), Unit::Count, Total::Max).shown(),
    count(PEOPLE, ("initiativeSession", "people.proactive", "proactive")),
];

/// The document names `serviceMessage` twice, among the totals and among the people's: one field can only say it once.
const MESSAGES: &[Figure] = &[
    count(SESSIONS, ("totalMessage", "sessions.messages", "messages")).shown(),
    count(SESSIONS, ("totalCustomerMessage", "sessions.customer_messages", "customer messages")),
    score(SESSIONS, ("avgMessage", "sessions.messages_each", "messages a session"), "sessions.all"),
    score(
        SESSIONS,
        ("avgCustomerMessage", "sessions.customer_messages_each", "customer messages a session"),
        "sessions.all",
    ),
    score(SESSIONS, ("avgServiceMessge", "sessions.agent_messages_each", "agent messages a session"), "sessions.all"),
    count(ROBOT, ("robotMessage", "robot.messages", "robot messages")),
    count(ROBOT, ("customerToRobotMessage", "robot.customer_messages", "customer messages")),
    score(ROBOT, ("robotAvgMessage", "robot.messages_each", "messages a session"), "robot.sessions"),
    score(
        ROBOT,
        ("robotAvgCustomerMessage", "robot.customer_messages_each", "customer messages a session"),
        "robot.sessions",
    ),
    count(PEOPLE, ("totalHumanMessage", "people.messages", "messages")),
    count(PEOPLE, ("customerToServiceMessage", "people.customer_messages", "customer messages")),
    count(PEOPLE, ("serviceMessage", "people.agent_messages", "agent messages")),
    rate(PEOPLE, ("answerThan", "people.answers_to_questions", "answers to questions"), "people.customer_messages"),
    score(PEOPLE, ("humanAvgMessage", "people.messages_each", "messages a chat"), "people.chats"),
    score(
        PEOPLE,
        ("humanAvgCustomerMessage", "people.customer_messages_each", "customer messages a chat"),
        "people.chats",
    ),
    score(PEOPLE, ("humanAvgServiceMessage", "people.agent_messages_each", "agent messages a chat"), "people.chats"),
    count(PEOPLE, ("serviceWord", "people.characters", "characters written")),
    score(PEOPLE, ("avgServiceWord", "people.characters_each", "characters a chat"), "people.chats"),
    count(PEOPLE, ("serviceOfflineNum", "people.offline_messages", "offline messages")),
];

const HUMAN_RATINGS: &[Figure] = &[
    count(SATISFACTION, ("effectSessionCount", "ratings.chats", "chats to rate")),
    count(SATISFACTION, ("totalTimes", "ratings.all", "ratings")).shown(),
    rate(SATISFACTION, ("canpinglv", "ratings.rate", "rating rate"), "ratings.chats").shown(),
    count(SATISFACTION, ("initiative", "ratings.unasked", "unsolicited ratings")),
    rate(SATISFACTION, ("customActiveEvRatio", "ratings.unasked_rate", "unsolicited rating rate"), "ratings.all"),
    count(SATISFACTION, ("invites", "ratings.invited", "invited ratings")),
    rate(SATISFACTION, ("serviceInvEvRatio", "ratings.invited_rate", "invited rating rate"), "ratings.all"),
    count(SATISFACTION, ("solvedCount", "ratings.answered", "asked if resolved")),
    count(SATISFACTION, ("solved", "ratings.resolved", "resolved")),
    count(SATISFACTION, ("notSolved", "ratings.unresolved", "unresolved")),
    rate(SATISFACTION, ("solvedLv", "ratings.resolved_rate", "resolved rate"), "ratings.answered").shown(),
    score(SATISFACTION, ("avgNum", "ratings.average", "average score"), "ratings.all").shown(),
    count(SATISFACTION, ("good", "ratings.good", "good")).shown(),
    rate(SATISFACTION, ("goodLv", "ratings.good_rate", "good rate"), "ratings.all").shown(),
    count(SATISFACTION, ("middle", "ratings.middle", "neutral")),
    rate(SATISFACTION, ("middleLv", "ratings.middle_rate", "neutral rate"), "ratings.all"),
    count(SATISFACTION, ("bad", "ratings.bad", "bad")),
    rate(SATISFACTION, ("badLv", "ratings.bad_rate", "bad rate"), "ratings.all"),
    count(SATISFACTION, ("score4", "ratings.score4", "score 4")),
    count(SATISFACTION, ("score3", "ratings.score3", "score 3")),
    count(SATISFACTION, ("score2", "ratings.score2", "score 2")),
    count(SATISFACTION, ("score1", "ratings.score1", "score 1")),
];

const ROBOT_RATINGS: &[Figure] = &[
    count(SATISFACTION, ("effectSessionCount", "robot_ratings.sessions", "robot sessions to rate")),
    count(SATISFACTION, ("totalTimes", "robot_ratings.all", "robot ratings")).shown(),
    rate(SATISFACTION, ("canpinglv", "robot_ratings.rate", "robot rating rate"), "robot_ratings.sessions"),
    count(SATISFACTION, ("solved", "robot_ratings.resolved", "resolved by robot")),
    count(SATISFACTION, ("notSolved", "robot_ratings.unresolved", "unresolved by robot")),
    rate(SATISFACTION, ("solvedLv", "robot_ratings.resolved_rate", "resolved by robot, rate"), "robot_ratings.all")
        .shown(),
];

/// What one action answered, or all of a day's.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Figures {
    /// By our keys.
    known: LiteMap<&'static str, Cell>,
    /// What no document names, by group and key.
    other: LiteMap<(&'static str, String), Value>,
    /// So many figures that no document names were more than any tenant has.
    pub(super) left_out: usize,
}

impl Figures {
    /// Takes the figures of an answer to `action` in.
    pub(super) fn read(action: &Action, item: Map<String, Value>) -> Self {
        let mut figures = Self::default();
        for (wire, value) in item {
            let wire = wire.trim();
            match action.figures.iter().find(|figure| figure.wire == wire) {
                // A bare number for a duration could be seconds or milliseconds: no document says.
                Some(figure) => _ = figures.known.insert(figure.key, cells::read(&value, figure.unit, None)),
                None if figures.other.len() >= caps::COLUMNS => figures.left_out += 1,
                None => _ = figures.other.insert((action.group, format!("{}.{wire}", action.name)), value),
            }
        }
        figures
    }

    /// Those of an answer to `action` that is an empty list: nothing was counted, so every count is 0.
    pub(super) fn none(action: &Action) -> Self {
        let counts = action.figures.iter().filter(|figure| figure.unit == Unit::Count);
        Self { known: sort::map(counts.map(|figure| (figure.key, Cell::Number(0.0)))), ..Self::default() }
    }

    /// Adds another action's.
    pub(super) fn add(&mut self, more: Self) {
        self.known.extend(more.known);
        self.other.extend(more.other);
        self.left_out += more.left_out;
    }

    fn count(&self, key: &str) -> Option<u64> {
        let number = self.known.get(key)?.number()?;
        (number >= 0.0 && number.fract() == 0.0).then_some(number as u64)
    }

    /// Chats with people. This vendor has no reply times. Ratings are those on the scale that `good` is a part of: one
    /// that only says whether the matter was resolved is not among them.
    pub(super) fn totals(&self) -> ChatTotals {
        let ratings = ["ratings.good", "ratings.middle", "ratings.bad"].map(|key| self.count(key));
        ChatTotals {
            chats: self.count("people.chats"),
            valid: self.count("people.valid"),
            unanswered: self.count("people.unanswered"),
            first_reply_ms: None,
            reply_ms: None,
            good: self.count("ratings.good"),
            rated: ratings.into_iter().try_fold(0_u64, |sum, count| sum.checked_add(count?)),
            ..ChatTotals::default()
        }
    }

    /// The robots' sessions. Which of them have ended, and which asked for a person without getting one, is not told.
    pub(super) fn ai(&self) -> Option<AiTotals> {
        let totals = AiTotals {
            sessions: self.count("robot.sessions"),
            ended: None,
            valid: self.count("robot.valid"),
            asked: None,
            handed: self.count("robot.handed"),
            told_contained: self.count("robot.alone"),
            ..AiTotals::default()
        };
        (totals != AiTotals::default()).then_some(totals)
    }

    /// The cells under `metrics`.
    pub(super) fn cells(&self, metrics: &[Metric]) -> Vec<Cell> {
        let others: HashMap<&str, &Value> = self.other.iter().map(|((_, key), value)| (key.as_str(), value)).collect();
        let other = |metric: &Metric| {
            let value = others.get(metric.key.as_str());
            value.map_or(Cell::Unknown, |value| cells::read(value, metric.unit, None))
        };
        metrics.iter().map(|metric| self.known.get(&*metric.key).cloned().unwrap_or_else(|| other(metric))).collect()
    }
}

/// The columns of some days: every documented figure, and behind those of each group what else was sent, under the
/// vendor's own name and not shown until chosen.
pub(super) fn metrics(days: &[&Figures]) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for group in GROUPS {
        let figures = ACTIONS.iter().flat_map(|action| action.figures).filter(|figure| figure.group == group);
        metrics.extend(figures.map(|figure| Metric {
            key: figure.key.to_owned(),
            label: figure.label.to_owned(),
            group: group.to_owned(),
            unit: figure.unit,
            fold: match figure.total {
                Total::Sum => Fold::Sum,
                Total::Max => Fold::Max,
                Total::By(key) => Fold::Weighted(key.to_owned()),
            },
            role: None,
            shown: figure.shown,
        }));
        let mut others: LiteMap<&str, Vec<&Value>> = LiteMap::new();
        for ((_, key), value) in days.iter().flat_map(|day| &day.other).filter(|((of, _), _)| *of == group) {
            others.entry(key).or_default().push(value);
        }
        metrics.extend(others.into_iter().map(|(key, values)| Metric {
            key: key.to_owned(),
            label: key.rsplit_once('.').map_or(key, |(_, name)| name).to_owned(),
            group: group.to_owned(),
            unit: cells::unit_of(values.into_iter()).unwrap_or(Unit::Text),
            fold: Fold::None,
            role: None,
            shown: false,
        }));
    }
    metrics
}

#[cfg(test)]
mod tests;
