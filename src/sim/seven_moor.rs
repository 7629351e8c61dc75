//! 7moor's reports of a tenant's visits: by time, and of every agent the workload and the quality.
//!
//! A step is counted once it is taken, under the moment the visit began: chats that still go on are in the figures,
//! their messages and times are not.

use litemap::LiteMap;

use serde_json::{Map, Value, json};

use super::Lines;
use super::channel::{Channel, DOORS, Day, Leg, STATES, Stretch, Visit, Wanted};
use super::random::{hex32, mix};
use super::zone::{self, MINUTE};

mod header;
mod staff;

pub(super) use header::Kind;
use staff::Work;

/// How finely sessions are split by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    HalfHour,
    Hour,
    Day,
    Month,
    Year,
}

impl Dimension {
    /// By the vendor's word; an hour where there is none.
    pub(super) fn read(word: Option<&str>) -> Option<Self> {
        Some(match word {
            Some("half_hour") => Self::HalfHour,
            None | Some("hour") => Self::Hour,
            Some("day") => Self::Day,
            Some("month") => Self::Month,
            Some("year") => Self::Year,
            Some(_) => return None,
        })
    }

    /// What the stretch of time around this moment is called.
    fn label(self, zone: chrono_tz::Tz, at: i64) -> String {
        let format = match self {
            Self::HalfHour if zone::minute_of_day(zone, at) % 60.0 < 30.0 => "%Y-%m-%d %H:00",
            Self::HalfHour => "%Y-%m-%d %H:30",
            Self::Hour => "%Y-%m-%d %H:00",
            Self::Day => "%Y-%m-%d",
            Self::Month => "%Y-%m",
            Self::Year => "%Y",
        };
        zone::written(zone, at, format)
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Question {
    /// From this moment on, before that one; Unix ms.
    pub(super) span: (i64, i64),
    pub(super) dimension: Dimension,
    /// Only visits through these doors; empty for all.
    pub(super) doors: Vec<String>,
    /// Only these agents, by id; empty for all.
    pub(super) agents: Vec<String>,
}

/// The tenant as 7moor knows it: ids besides the people.
pub(super) struct Tenant {
    channel: Channel,
    /// Ids of the agents' states.
    states: [String; STATES],
    /// Ids of the answers customers may give, the worst first.
    answers: [String; 5],
    doors: [String; DOORS],
    /// Ids of the agents, in the people's order.
    agents: Vec<String>,
}

/// What a stretch of time saw.
#[derive(Debug, Default)]
struct Slot {
    counts: LiteMap<&'static str, i64>,
    ended: i64,
    time: i64,
}

impl Tenant {
    pub(super) fn new(seed: u64, channel: Channel) -> Self {
        let id = |thing: u64| {
            let hex = hex32(mix(seed ^ mix(thing)));
            let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
            [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join("-")
        };
        let short = |thing: u64, digits: usize| {
            let hex = hex32(mix(seed ^ mix(thing)));
            hex.get(..digits).unwrap_or_default().to_owned()
        };
        Self {
            states: std::array::from_fn(|state| id(0x5_0000 + state as u64)),
            answers: std::array::from_fn(|answer| id(0x6_0000 + answer as u64)),
            doors: std::array::from_fn(|door| short(0x7_0000 + door as u64, 16)),
            agents: channel.people.iter().map(|person| short(0x8_0000 + u64::from(person.number), 24)).collect(),
            channel,
        }
    }

    /// The zone of the times in requests.
    pub(super) fn zone(&self) -> chrono_tz::Tz {
        self.channel.zone
    }

    /// The `data` of a report's answer: its header and its rows.
    pub(super) fn report(&self, kind: Kind, question: &Question, now: i64) -> Value {
        let list = match kind {
            Kind::Time => self.slots(question, now).into_iter().map(|(label, slot)| slot.row(&label)).collect(),
            Kind::Workload => self.rows(question, now, |work| work.workload(&self.states)),
            Kind::Quality => self.rows(question, now, |work| work.quality(&self.answers)),
        };
        json!({"header": header::of(kind, &self.states, &self.answers), "list": Value::Array(list)})
    }

    /// The days that the question is about, as far as they have begun.
    fn days<'a>(&'a self, question: &Question, now: i64) -> impl Iterator<Item = Day> + use<'a> {
        let (from, to) = (question.span.0, question.span.1.min(now + 1));
        let zone = self.channel.zone;
        let mut date = zone::date(zone, from);
        std::iter::from_fn(move || {
            let day = (zone::midnight(zone, date) < to).then(|| self.channel.day(date));
            date = zone::next(date);
            day
        })
    }

    fn asked_for(&self, visit: &Visit, question: &Question, now: i64) -> bool {
        let (from, to) = question.span;
        let door = self.doors.get(visit.door);
        (from..to).contains(&visit.begin)
            && visit.begin <= now
            && (question.doors.is_empty() || door.is_some_and(|door| question.doors.contains(door)))
    }

    /// Every stretch of time so far, also those without a visitor.
    fn slots(&self, question: &Question, now: i64) -> Vec<(String, Slot)> {
        let zone = self.channel.zone;
        let mut slots: LiteMap<String, Slot> = LiteMap::new();
        let (mut at, end) = (question.span.0, question.span.1.min(now + 1));
        while at < end {
            slots.entry(question.dimension.label(zone, at)).or_default();
            at += 30 * MINUTE;
        }
        for day in self.days(question, now) {
            for visit in day.visits.iter().filter(|visit| self.asked_for(visit, question, now)) {
                slots.entry(question.dimension.label(zone, visit.begin)).or_default().add(visit, now);
            }
        }
        slots.into_iter().collect()
    }

    /// What each of the agents did, in the people's order.
    fn works(&self, question: &Question, now: i64) -> Vec<Work> {
        let mut works: Vec<Work> = self.channel.people.iter().map(|_| Work::default()).collect();
        let (from, to) = (question.span.0, question.span.1.min(now));
        for day in self.days(question, now) {
            for (work, shift) in works.iter_mut().zip(&day.shifts) {
                for Stretch { state, from: begin, to: end } in shift {
                    if let Some(sum) = work.states.get_mut(*state) {
                        *sum += (*end.min(&to) - *begin.max(&from)).max(0);
                    }
                }
            }
            for visit in day.visits.iter().filter(|visit| self.asked_for(visit, question, now)) {
                staff::add(&mut works, visit, now);
            }
        }
        works
    }

    fn rows(&self, question: &Question, now: i64, row: impl Fn(&Work) -> Map<String, Value>) -> Vec<Value> {
        let people = self.channel.people.iter().zip(&self.agents);
        let chosen = people
            .zip(self.works(question, now))
            .filter(|((_, id), _)| question.agents.is_empty() || question.agents.contains(id));
        let rows = chosen.map(|((person, _), work)| {
            let mut fields = Map::new();
            fields.insert("agentId".to_owned(), json!(format!("{}[{}]", person.name, person.number)));
            fields.extend(row(&work));
            Value::Object(fields)
        });
        rows.collect()
    }

    /// The counts of a span in plain words, to be compared with.
    pub(super) fn truth(&self, span: (i64, i64), now: i64) -> Value {
        let question = Question { span, dimension: Dimension::HalfHour, doors: Vec::new(), agents: Vec::new() };
        let slots = self.slots(&question, now);
        let total = |name| slots.iter().map(|(_, slot)| slot.get(name)).sum::<i64>();
        let half_hours = slots.iter().map(|(label, slot)| {
            json!({"begin": label, "sessions": slot.get("initCount"), "received": slot.get("manualCount")})
        });
        let works = self.works(&question, now);
        let agents = self.channel.people.iter().zip(&self.agents).zip(&works).map(|((person, id), work)| {
            json!({"name": person.name, "number": person.number.to_string(), "id": id, "work": work.truth()})
        });
        json!({
            "sessions": total("initCount"),
            "robot": total("robotCount"),
            "alone": total("robotOnlyCount"),
            "handed": total("robotManualSucCount"),
            "received": total("manualCount"),
            "queued": total("queueUpCount"),
            "gave_up": total("queueGiveUpCount"),
            "lost": total("lossCount"),
            "rated": total("evaluateCount"),
            "transferred": total("transferCount"),
            "half_hours": half_hours.collect::<Vec<_>>(),
            "agents": agents.collect::<Vec<_>>(),
            "doors": self.doors,
        })
    }
}

impl Slot {
    fn get(&self, name: &str) -> i64 {
        self.counts.get(name).copied().unwrap_or_default()
    }

    fn add(&mut self, visit: &Visit, now: i64) {
        let mut add = |name, count| *self.counts.entry(name).or_default() += count;
        let over = visit.over(now);
        let robot = visit.robot.as_ref();
        let robot_over = robot.filter(|robot| robot.until <= now);
        let wanted = visit.person.as_ref().filter(|wanted| wanted.at <= now);
        let legs: Vec<&Leg> = visit.legs().iter().filter(|leg| leg.from <= now).collect();
        let done = || legs.iter().filter(|leg| leg.to <= now);
        let given_up = |wanted: &&Wanted| wanted.legs.is_empty() && wanted.until <= now;
        let left = wanted.filter(given_up).and_then(|wanted| wanted.left.as_ref());
        let lost = wanted.as_ref().is_some_and(given_up);
        let from_visitor = robot_over.map_or(0, |robot| robot.asked) + done().map(|leg| leg.asked).sum::<i64>();
        let from_agents: i64 = done().map(|leg| leg.written).sum();
        let spoke = robot.is_some_and(|robot| robot.asked > 0) || visit.legs().iter().any(Leg::valid);
        let wrote = visit.legs().iter().any(|leg| leg.written > 0);
        add("initCount", 1);
        add("validCount", i64::from(over && spoke));
        add("robotCount", i64::from(robot.is_some()));
        add("robotOnlyCount", i64::from(robot_over.is_some() && visit.person.is_none()));
        add("robotManualSucCount", i64::from(robot.is_some() && !legs.is_empty()));
        add("manualCount", i64::from(!legs.is_empty()));
        add("queueUpCount", i64::from(wanted.is_some_and(|wanted| wanted.queued)));
        add("queueGiveUpCount", i64::from(lost));
        add("lossCount", i64::from(lost && left.is_none()));
        add("finishCount", i64::from(over));
        add("inviteCount", i64::from(visit.proactive));
        add("transferCount", i64::from(legs.len() > 1));
        add("leavingCount", i64::from(left.is_some()));
        add("noVisitorMsgCount", i64::from(over && from_visitor == 0));
        add("noReplyCount", i64::from(over && !wrote));
        add("msgCount", from_visitor + from_agents + robot_over.map_or(0, |robot| robot.written));
        add("agentSendMsgCount", from_agents);
        add("visitorSendMsgCount", from_visitor);
        add("evaluateCount", i64::from(over && wanted.is_some_and(|wanted| wanted.rating.is_some())));
        add("pushCsrCount", i64::from(over && wanted.is_some_and(|wanted| wanted.invited.is_some())));
        self.ended += i64::from(over);
        self.time += if over { visit.end - visit.begin } else { 0 };
    }

    fn row(&self, label: &str) -> Value {
        let mut fields = Map::new();
        for column in header::time_props() {
            let value = match column {
                "time" => json!(label),
                "sessionTimeLen" => json!(self.time / 1000 / self.ended.max(1)),
                count => json!(self.get(count)),
            };
            fields.insert(column.to_owned(), value);
        }
        Value::Object(fields)
    }
}

/// The section of the settings that makes a board a tenant; the vendor's times are the site's.
pub(super) fn settings(lines: &Lines<'_>) -> String {
    let Lines { base, zone, credentials, .. } = lines;
    let (id, key) = (&credentials.moor_app_key, &credentials.moor_secret_key);
    format!("[seven_moor]\nbase_url = \"{base}\"\napp_key = \"{id}\"\nsecret_key = \"{key}\"\nzone = \"{zone}\"\n")
}
