//! A row of `recordList`, field by field as in the example of "AI Agent API", and the filters of its request.

use serde_json::{Map, Value, json};

use crate::sim::codes::{BIZ_TYPES, HANDOVER_TYPES};
use crate::sim::random::{hex32, mix};

use super::labels::{self, RULES};
use super::{CHANNELS, Channel, ROBOTS, Session};

/// A bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Robot {
    /// `robot_flag` in records, `kbid` in the bots' list.
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) copilot: bool,
}

impl Robot {
    fn kind(self) -> &'static str {
        if self.copilot { "AI_COPILOT" } else { "AI_AGENT" }
    }
}

/// The ids of a session that a client began by asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ids {
    pub(crate) uid: String,
    pub(crate) bizid: String,
    pub(crate) cid: String,
}

/// A session as it can be seen at one moment.
pub(crate) struct View<'a> {
    session: &'a Session,
    /// Of one that a client began; other sessions have theirs from their lot.
    ids: Option<&'a Ids>,
    robot: Robot,
    channel: &'static Channel,
    pub(crate) ended: bool,
    pub(crate) valid: bool,
    pub(crate) trigger: Option<&'static str>,
    pub(crate) transferred: bool,
    asked: i64,
    last: i64,
}

impl Session {
    /// What can be seen of the session at `now`: of a running one not yet how it ends.
    pub(crate) fn view(&self, now: i64) -> Option<View<'_>> {
        let robot = ROBOTS.get(usize::from(self.robot)).copied()?;
        let channel = CHANNELS.get(usize::from(self.channel))?;
        let ended = now >= self.end;
        let length = (self.end - self.begin).max(1);
        let asked = i64::from(self.asked);
        // Questions come at equal distances, the first a moment after the greeting.
        let so_far = if ended { asked } else { ((now - self.begin) * asked / length).clamp(0, asked) };
        let last = if ended { self.end } else { self.begin + length * so_far / asked.max(1) };
        let trigger = if ended { self.trigger } else { None };
        Some(View {
            session: self,
            ids: None,
            robot,
            channel,
            ended,
            valid: self.valid && so_far > 0,
            trigger: trigger.and_then(|index| HANDOVER_TYPES.get(usize::from(index)).copied()),
            transferred: ended && self.transferred,
            asked: so_far,
            last: last.min(now),
        })
    }
}

impl<'a> View<'a> {
    /// A session that a client began with this bot, as it stands; `last` is when something was last said (Unix ms).
    pub(super) fn asked(session: &'a Session, ids: &'a Ids, robot: Robot, ended: bool, last: i64) -> Option<Self> {
        Some(Self {
            session,
            ids: Some(ids),
            robot,
            channel: CHANNELS.get(usize::from(session.channel))?,
            ended,
            valid: session.valid,
            trigger: None,
            transferred: false,
            asked: i64::from(session.asked),
            last,
        })
    }
}

impl View<'_> {
    /// When it began, Unix ms.
    pub(crate) fn begin(&self) -> i64 {
        self.session.begin
    }

    pub(crate) fn test(&self) -> bool {
        self.session.test
    }

    pub(crate) fn copilot(&self) -> bool {
        self.robot.copilot
    }

    pub(crate) fn solved(&self) -> u8 {
        self.session.solved
    }

    pub(crate) fn rated(&self) -> bool {
        self.stars().is_some()
    }

    pub(crate) fn disliked(&self) -> bool {
        self.like() == 2
    }

    pub(crate) fn robot_flag(&self) -> String {
        self.robot.id.to_string()
    }

    pub(crate) fn source(&self) -> &'static str {
        self.channel.source
    }

    fn business(&self) -> (&'static str, &'static str) {
        BIZ_TYPES.get(usize::from(self.session.business)).copied().unwrap_or_default()
    }

    fn flag_plus(&self) -> String {
        format!("{}_{}", self.channel.source, self.channel.flag)
    }

    fn stars(&self) -> Option<u8> {
        self.session.stars.filter(|_| self.ended)
    }

    fn like(&self) -> i64 {
        if self.ended { i64::from(self.session.like) } else { 3 }
    }

    fn id(&self, part: u64) -> String {
        hex32(mix(self.session.lot) ^ part)
    }

    fn uid(&self) -> String {
        self.ids.map_or_else(|| self.id(1), |ids| ids.uid.clone())
    }

    fn bizid(&self) -> String {
        self.ids.map_or_else(|| self.id(2), |ids| ids.bizid.clone())
    }

    fn cid(&self) -> String {
        self.ids.map_or_else(|| self.id(3), |ids| ids.cid.clone())
    }

    /// The audience the customer belongs to, if any.
    fn rule(&self) -> Option<&'static (&'static str, &'static str)> {
        RULES.get((self.session.lot >> 8) as usize % 5)
    }

    /// The same evaluation on the scale from 0 to 10.
    fn score(&self) -> Option<String> {
        self.stars().map(|stars| (u64::from(stars) * 2 - (self.session.lot >> 20) % 2).to_string())
    }

    /// The same evaluation as 5, satisfied, or 1, unsatisfied.
    fn assessment(&self) -> Option<String> {
        self.stars().map(|stars| if stars >= 4 { "5" } else { "1" }.to_owned())
    }

    /// What the customer ticked beside the evaluation.
    fn label(&self) -> Option<String> {
        self.stars()
            .map(|stars| labels::evaluation_id(if stars >= 4 { 0 } else { 2 } + (self.session.lot >> 24) as usize % 2))
    }

    /// What the customer ticked beside a dislike.
    fn dislike_label(&self) -> Option<String> {
        (self.like() == 2).then(|| labels::dislike_id((self.session.lot >> 28) as usize % 3))
    }

    fn answer_types(&self) -> Vec<&'static str> {
        if self.asked == 0 {
            return Vec::new();
        }
        match self.session.lot % 5 {
            0 => vec!["1"],
            1 => vec!["2", "4"],
            2 => vec!["3"],
            _ => vec!["4"],
        }
    }

    /// The record as it is sent.
    pub(crate) fn record(&self, company: &str) -> Value {
        let (business, business_name) = self.business();
        let by_other = self.trigger == Some("OTHER");
        let rules: Vec<Value> =
            self.rule().map(|(name, id)| json!({"rule_name": name, "ruleid": id})).into_iter().collect();
        json!({
            "robot_name": self.robot.name,
            "robot_valid": i64::from(self.valid),
            "biz_type_enum": business,
            "source": self.channel.source,
            "channel_flag": self.channel.flag,
            "user_msg_times": self.asked,
            "uid": self.uid(),
            "valid_trigger_other2_human": i64::from(by_other),
            "companyid": company,
            "valid_trigger_ruler2_human": i64::from(self.trigger.is_some() && !by_other),
            "like_dislike_status": self.like(),
            "satisfaction_status": i64::from(self.stars().is_some()),
            "answer_variable_infos": [],
            "robot_consult": i64::from(self.ended),
            "test": i64::from(self.session.test),
            "rule_infos": rules,
            "channel_flag_plus": self.flag_plus(),
            "robot_flag": self.robot_flag(),
            "robot_type": self.robot.kind(),
            "valid_trigger2_human_type": self.trigger.unwrap_or_default(),
            "transfer2_human": i64::from(self.transferred),
            "biz_type": business_name,
            "trigger2_human": i64::from(self.trigger.is_some()),
            "end_time": self.last,
            "start_time": self.session.begin,
            "channel_flag_name": self.channel.name,
            "answer_type": self.answer_types(),
            "bizid": self.bizid(),
            "robot_msg_times": self.asked + i64::from(self.valid),
            "cid": self.cid(),
        })
    }
}

/// The filters of a `recordList` request. A filter that is not sent lets everything through.
pub(crate) struct Filter<'a>(pub(crate) &'a Map<String, Value>);

impl Filter<'_> {
    /// Whether a record passes every filter of the request.
    pub(crate) fn passes(&self, view: &View<'_>) -> bool {
        let numbers = [
            ("transfer2_human", i64::from(view.transferred)),
            ("trigger2_human", i64::from(view.trigger.is_some())),
            ("robot_valid", i64::from(view.valid)),
            ("robot_consult", i64::from(view.ended)),
            ("test", i64::from(view.session.test)),
            ("satisfaction_status", i64::from(view.stars().is_some())),
            ("like_dislike_status", view.like()),
            ("solve_status", i64::from(view.session.solved)),
            ("is_trigger_session_guide_status", (view.session.lot >> 16) as i64 & 1),
        ];
        let stars = view.stars().map(|stars| stars.to_string()).unwrap_or_default();
        let emotion = match view.stars() {
            Some(4..) => "POSITIVE",
            Some(1..=2) => "NEGATIVE",
            _ => "",
        };
        numbers.iter().all(|(key, value)| self.number(key, *value))
            && self.any("robotid", &view.robot_flag())
            && self.any("biz_type", view.business().0)
            && self.any("source", view.source())
            && self.any("channel_flag_plus", &view.flag_plus())
            && self.any("valid_trigger2_human_type", view.trigger.unwrap_or_default())
            && self.any("robot_types", view.robot.kind())
            && self.any("star_level", &stars)
            && self.any("emotion_type", emotion)
            && self.any("score_level", &view.score().unwrap_or_default())
            && self.any("assess_status", &view.assessment().unwrap_or_default())
            && self.any("satisfaction_labels", &view.label().unwrap_or_default())
            && self.any("like_dislike_labels", &view.dislike_label().unwrap_or_default())
            && self.any("rule_ids", view.rule().map_or("", |(_, id)| id))
            && self.sent("cid").is_none_or(|_| self.any("cid", &view.cid()))
            && self.sent("bizid").is_none_or(|_| self.any("bizid", &view.bizid()))
            && self
                .sent("answer_type")
                .is_none_or(|_| view.answer_types().iter().any(|answer| self.any("answer_type", answer)))
    }

    /// The filter's value, unless it is missing, null, blank or an empty list.
    fn sent(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| match value {
            Value::Null => false,
            Value::String(text) => !text.trim().is_empty(),
            Value::Array(items) => !items.is_empty(),
            _ => true,
        })
    }

    fn number(&self, key: &str, actual: i64) -> bool {
        self.sent(key).is_none_or(|value| match value {
            Value::String(text) => text.trim() == actual.to_string(),
            other => other.as_i64() == Some(actual),
        })
    }

    /// Whether the value is among those asked for: a list, or one string with commas.
    fn any(&self, key: &str, actual: &str) -> bool {
        self.sent(key).is_none_or(|value| match value {
            Value::String(text) => text.split(',').any(|one| one.trim() == actual),
            Value::Array(items) => items.iter().any(|one| one.as_str().map(str::trim) == Some(actual)),
            other => other.as_i64().map(|number| number.to_string()).as_deref() == Some(actual),
        })
    }
}

/// The bots as `queryAiRobotList` lists them; `kind` 1 for those that work alone, 2 for copilots.
pub(crate) fn robot_list(company: &str, kind: Option<&str>) -> Vec<Value> {
    let listed = ROBOTS.iter().filter(|robot| match kind {
        Some("1") => !robot.copilot,
        Some("2") => robot.copilot,
        _ => true,
    });
    let rows = listed.map(|robot| {
        json!({
            "kbid": robot.id,
            "create_time": 1_762_165_449_497_i64 + robot.id,
            "robot_type": if robot.copilot { 2 } else { 1 },
            "robot_name": robot.name,
            "robot_logo": "https://img-sg.sobot.com/static-resource/online-agent/image/newRbtPreviewFace.png",
            "robot_model_status": "PUBLISH",
            "update_name": "admin",
            "updateid": hex32(7),
            "update_time": 1_762_265_449_497_i64 + robot.id,
            "companyid": company,
            "robot_model": "NORMAL",
            "configid": hex32(robot.id as u64),
            "robot_veritable_remark": "",
        })
    });
    rows.collect()
}
