//! The China platform's figures: a tenant's visits counted, and the six actions' answers under the vendor's own names.
//!
//! A visit is counted when it is over, so that valid and invalid ones make all of them at any moment.

use serde_json::{Value, json};

use super::Lines;
use super::channel::{Day, Robot, Visit};

/// The actions, as the vendor names them.
pub(super) const ACTIONS: [&str; 6] = [
    "wb_session_customer",
    "wb_session_robot",
    "wb_session_human",
    "wb_session_message",
    "wb_human_satisfaction",
    "wb_robot_satisfaction",
];

/// Sums over visits. Times are in ms.
#[derive(Debug, Default)]
pub(super) struct Tally {
    sessions: i64,
    valid: i64,
    /// With the robot and with people, without queues.
    served_time: i64,
    time: i64,
    robot: Robots,
    people: People,
    ratings: Ratings,
}

#[derive(Debug, Default)]
struct Robots {
    sessions: i64,
    valid: i64,
    alone: i64,
    handed: i64,
    time: i64,
    asked: i64,
    written: i64,
    helped: i64,
    not_helped: i64,
}

#[derive(Debug, Default)]
struct People {
    chats: i64,
    straight: i64,
    received: i64,
    answered: i64,
    transferred: i64,
    blocked: i64,
    time: i64,
    resolved: i64,
    unresolved: i64,
    most_at_once: i64,
    proactive: i64,
    asked: i64,
    written: i64,
    characters: i64,
    offline: i64,
}

#[derive(Debug, Default)]
struct Ratings {
    /// By score, one first.
    scores: [i64; 5],
    unasked: i64,
    resolved: i64,
    unresolved: i64,
}

impl Tally {
    /// Counts the visits of these days that are over by `now` (Unix ms).
    pub(super) fn of(days: impl Iterator<Item = Day>, now: i64) -> Self {
        let mut tally = Self::default();
        for day in days {
            day.visits.iter().filter(|visit| visit.over(now)).for_each(|visit| tally.add(visit));
        }
        tally
    }

    fn add(&mut self, visit: &Visit) {
        self.sessions += 1;
        self.time += visit.end - visit.begin;
        if let Some(robot) = &visit.robot {
            self.robot.add(robot, visit);
            self.served_time += robot.until - visit.begin;
        }
        let before = self.people.time;
        self.people.add(visit);
        self.served_time += self.people.time - before;
        let asked = visit.robot.as_ref().is_some_and(|robot| robot.asked > 0);
        self.valid += i64::from(asked || !visit.legs().is_empty());
        if let Some(rating) = visit.person.as_ref().and_then(|wanted| wanted.rating.as_ref()) {
            if let Some(count) = self.ratings.scores.get_mut(rating.score - 1) {
                *count += 1;
            }
            self.ratings.unasked += i64::from(rating.unasked);
            self.ratings.resolved += i64::from(rating.resolved == Some(true));
            self.ratings.unresolved += i64::from(rating.resolved == Some(false));
        }
    }

    /// The `item` of an action's answer; `None` for an action that there is not.
    pub(super) fn item(&self, action: &str) -> Option<Value> {
        match action {
            "wb_session_customer" => Some(self.customer()),
            "wb_session_robot" => Some(self.robot()),
            "wb_session_human" => Some(self.human()),
            "wb_session_message" => Some(self.message()),
            "wb_human_satisfaction" => Some(self.human_satisfaction()),
            "wb_robot_satisfaction" => Some(self.robot_satisfaction()),
            _ => None,
        }
    }

    fn customer(&self) -> Value {
        json!({
            "totalConsultSession": self.sessions,
            "totalValidSession": self.valid,
            "totalValidSessionRate": percent(self.valid, self.sessions),
            "avgSessionDuration": clock(self.served_time, self.sessions),
            "avgTotalSessionDuration": clock(self.time, self.sessions),
            "totalInvalidSession": self.sessions - self.valid,
        })
    }

    fn robot(&self) -> Value {
        let robot = &self.robot;
        json!({
            "consultSession": robot.sessions,
            "validSession": robot.valid,
            "invalidSession": robot.sessions - robot.valid,
            "validReceptionRate": percent(robot.valid, robot.sessions),
            "selfReceptionSession": robot.alone,
            "selfReceptionRate": percent(robot.alone, robot.sessions),
            "toHumanSession": robot.handed,
            "toHumanSessionRate": percent(robot.handed, robot.sessions),
            "avgSessionDuration": clock(robot.time, robot.sessions),
        })
    }

    fn human(&self) -> Value {
        let people = &self.people;
        let lost = people.chats - people.received;
        let unanswered = people.received - people.answered;
        json!({
            "consultSession": people.chats,
            "selfReceptionSession": people.straight,
            "selfReceptionSessionZb": percent(people.straight, people.chats),
            "validSession": people.received,
            "invalidSession": lost,
            "validSessionRate": percent(people.received, people.chats),
            "validReceptionSession": people.answered,
            "invalidReceptionSession": unanswered,
            "invalidReceptionRate": percent(unanswered, people.received),
            "notReceptionSession": lost,
            "notReceptionSessionRate": percent(lost, people.chats),
            "transferSession": people.transferred,
            "blankListSession": people.blocked,
            "avgSessionDuration": clock(people.time, people.chats),
            "solvedSession": people.resolved,
            "notSolvedSession": people.unresolved,
            "notMarkIsSolved": people.chats - people.resolved - people.unresolved,
            "maxMeantimeRecp": people.most_at_once,
            "initiativeSession": people.proactive,
            "validReceptionRate": percent(people.answered, people.received),
        })
    }

    fn message(&self) -> Value {
        let (robot, people) = (&self.robot, &self.people);
        let customer = robot.asked + people.asked;
        let all = customer + robot.written + people.written;
        let human = people.asked + people.written;
        json!({
            "totalMessage": all,
            "robotMessage": robot.written,
            "totalCustomerMessage": customer,
            "serviceMessage": people.written,
            "avgMessage": each(all, self.sessions),
            "avgCustomerMessage": each(customer, self.sessions),
            "avgServiceMessge": each(people.written, self.sessions),
            "customerToRobotMessage": robot.asked,
            "robotAvgCustomerMessage": each(robot.asked, robot.sessions),
            "robotAvgMessage": each(robot.written, robot.sessions),
            "totalHumanMessage": human,
            "customerToServiceMessage": people.asked,
            "answerThan": percent(people.written, people.asked),
            "serviceWord": people.characters,
            "avgServiceWord": each(people.characters, people.chats),
            "humanAvgMessage": each(human, people.chats),
            "humanAvgCustomerMessage": each(people.asked, people.chats),
            "humanAvgServiceMessage": each(people.written, people.chats),
            "serviceOfflineNum": people.offline,
        })
    }

    fn human_satisfaction(&self) -> Value {
        let ratings = &self.ratings;
        let [score1, score2, score3, score4, score5] = ratings.scores;
        let all: i64 = ratings.scores.iter().sum();
        let points: i64 = ratings.scores.iter().zip(1..).map(|(count, score)| count * score).sum();
        let answered = ratings.resolved + ratings.unresolved;
        let (good, middle, bad) = (score5 + score4, score3, score2 + score1);
        json!({
            "effectSessionCount": self.people.received,
            "totalTimes": all,
            "canpinglv": percent(all, self.people.received),
            "initiative": ratings.unasked,
            "invites": all - ratings.unasked,
            "solvedCount": answered,
            "solved": ratings.resolved,
            "notSolved": ratings.unresolved,
            "solvedLv": percent(ratings.resolved, answered),
            "avgNum": format!("{:.1}", points as f64 / all.max(1) as f64),
            "good": good,
            "goodLv": percent(good, all),
            "middle": middle,
            "middleLv": percent(middle, all),
            "bad": bad,
            "badLv": percent(bad, all),
            "customActiveEvRatio": percent(ratings.unasked, all),
            "serviceInvEvRatio": percent(all - ratings.unasked, all),
            "score4": score4,
            "score3": score3,
            "score2": score2,
            "score1": score1,
        })
    }

    fn robot_satisfaction(&self) -> Value {
        let robot = &self.robot;
        let all = robot.helped + robot.not_helped;
        json!({
            "effectSessionCount": robot.valid,
            "totalTimes": all,
            "canpinglv": percent(all, robot.valid),
            "solved": robot.helped,
            "notSolved": robot.not_helped,
            "solvedLv": percent(robot.helped, all),
        })
    }

    /// The counts in plain words, to be compared with.
    pub(super) fn truth(&self) -> Value {
        let (robot, people, ratings) = (&self.robot, &self.people, &self.ratings);
        json!({
            "sessions": self.sessions,
            "valid": self.valid,
            "robot": {
                "sessions": robot.sessions,
                "valid": robot.valid,
                "alone": robot.alone,
                "handed": robot.handed,
                "customer_messages": robot.asked,
                "messages": robot.written,
                "helped": robot.helped,
                "not_helped": robot.not_helped,
            },
            "people": {
                "chats": people.chats,
                "straight": people.straight,
                "received": people.received,
                "answered": people.answered,
                "unreceived": people.chats - people.received,
                "transferred": people.transferred,
                "resolved": people.resolved,
                "unresolved": people.unresolved,
                "most_at_once": people.most_at_once,
                "proactive": people.proactive,
                "time_ms": people.time,
                "customer_messages": people.asked,
                "messages": people.written,
                "characters": people.characters,
            },
            "ratings": {
                "scores": ratings.scores,
                "unasked": ratings.unasked,
                "resolved": ratings.resolved,
                "unresolved": ratings.unresolved,
            },
        })
    }
}

impl Robots {
    fn add(&mut self, robot: &Robot, visit: &Visit) {
        self.sessions += 1;
        self.valid += i64::from(robot.asked > 0);
        self.alone += i64::from(visit.person.is_none());
        self.handed += i64::from(visit.person.is_some());
        self.time += robot.until - visit.begin;
        self.asked += robot.asked;
        self.written += robot.written;
        self.helped += i64::from(robot.helped == Some(true));
        self.not_helped += i64::from(robot.helped == Some(false));
    }
}

impl People {
    fn add(&mut self, visit: &Visit) {
        let Some(wanted) = &visit.person else { return };
        self.chats += 1;
        self.straight += i64::from(visit.robot.is_none());
        self.received += i64::from(!wanted.legs.is_empty());
        self.answered += i64::from(wanted.legs.iter().any(|leg| leg.asked > 0 && leg.written > 0));
        self.transferred += i64::from(wanted.legs.len() > 1);
        self.blocked += i64::from(visit.blocked);
        self.resolved += i64::from(wanted.solved == Some(true));
        self.unresolved += i64::from(wanted.solved == Some(false));
        self.proactive += i64::from(visit.proactive);
        self.offline += wanted.offline;
        for leg in &wanted.legs {
            self.time += leg.to - leg.from;
            self.most_at_once = self.most_at_once.max(leg.at_once);
            self.asked += leg.asked;
            self.written += leg.written;
            self.characters += leg.characters;
        }
    }
}

/// As `92.38%`.
fn percent(part: i64, whole: i64) -> String {
    format!("{:.2}%", part as f64 * 100.0 / whole.max(1) as f64)
}

/// An average with two places.
fn each(sum: i64, count: i64) -> f64 {
    (sum as f64 * 100.0 / count.max(1) as f64).round() / 100.0
}

/// The average of a sum of ms, as `00:04:12`.
fn clock(sum: i64, count: i64) -> String {
    let seconds = sum / count.max(1) / 1000;
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The section of the settings that makes a board a tenant.
pub(super) fn settings(lines: &Lines<'_>) -> String {
    let Lines { base, credentials, .. } = lines;
    let (id, key) = (&credentials.cn_app_id, &credentials.cn_app_key);
    format!("[sobot_cn]\nbase_url = \"{base}\"\napp_id = \"{id}\"\napp_key = \"{key}\"\n")
}
