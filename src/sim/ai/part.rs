//! Who speaks, and one part of what is said as it is sent ("RobotAnswerRespVo").

use serde_json::{Value, json};

use super::Robot;
use super::answers::Said;
use crate::model::sort::object;

/// Who answers whom: what all parts of an answer have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct Speaker {
    pub(in crate::sim) robot: Robot,
    pub(in crate::sim) cid: String,
    pub(in crate::sim) bizid: String,
    pub(in crate::sim) roundid: String,
    pub(in crate::sim) msgid: String,
    /// `robot_answer_type`.
    pub(in crate::sim) kind: &'static str,
    /// `robot_status`.
    pub(in crate::sim) status: &'static str,
}

/// How the fields of a part are spelt. The page has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sim) enum Spelling {
    /// As in its tables and examples: `robot_answer_message_type`.
    Tables,
    /// As in "Streaming API parsing method": `robotAnswerMessageType`.
    Parsing,
}

impl Speaker {
    /// The fields that the page requires, and `answer` and `transfer_result`, in both spellings.
    fn fields(&self, said: &Said) -> [(&'static str, &'static str, Value); 13] {
        let (message_type, words) = match said {
            Said::Words(words) => ("MESSAGE", words.as_str()),
            Said::Info => ("ANSWER_INFO", ""),
            Said::Broken => ("ERROR_END", ""),
        };
        [
            ("robot_answer_type", "robotAnswerType", json!(self.kind)),
            ("robot_answer_message_type", "robotAnswerMessageType", json!(message_type)),
            ("answer", "answer", json!(words)),
            ("transfer_result", "transferResult", json!("NO_ACTION")),
            ("roundid", "roundId", json!(self.roundid)),
            ("msgid", "msgId", json!(self.msgid)),
            ("ai_agent_cid", "aiAgentCid", json!(self.cid)),
            ("biz_id", "bizId", json!(self.bizid)),
            ("robot_name", "robotName", json!(self.robot.name)),
            ("robot_logo", "robotLogo", json!("")),
            ("robotid", "robotId", json!(self.robot.id.to_string())),
            ("robot_status", "robotStatus", json!(self.status)),
            ("delay", "delay", json!(0)),
        ]
    }

    /// A part as it is sent.
    pub(in crate::sim) fn part(&self, said: &Said, spelling: Spelling) -> Value {
        let fields = self.fields(said).into_iter().map(|(tables, parsing, value)| match spelling {
            Spelling::Tables => (tables.to_owned(), value),
            Spelling::Parsing => (parsing.to_owned(), value),
        });
        Value::Object(object(fields))
    }

    /// A part as an event of a stream has it: in the envelope of the page's example, or bare as it is parsed.
    pub(in crate::sim) fn event(&self, said: &Said, spelling: Spelling) -> Value {
        let part = self.part(said, spelling);
        match spelling {
            Spelling::Tables => json!({"data": [part], "retCode": "000000", "retMsg": "success"}),
            Spelling::Parsing => part,
        }
    }

    /// The parts of an answer that is given at once.
    pub(in crate::sim) fn parts(&self, said: &[Said]) -> Vec<Value> {
        said.iter().map(|said| self.part(said, Spelling::Tables)).collect()
    }
}
