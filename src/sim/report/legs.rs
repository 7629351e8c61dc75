//! The agents' and the departments' reports on calls, whose unit is one agent's part in a call.

use serde_json::{Value, json};

use crate::sim::codes;
use crate::sim::ledger::{Day, Leg, Talk};
use crate::sim::world::World;

use super::indicators;
use super::table::{Cells, Request, Side, Subject, Tally, average, share};

/// Legs that rang, and those of them that were answered.
#[derive(Debug, Clone, Copy, Default)]
struct Rung {
    all: i64,
    answered: i64,
}

/// Legs of some agents.
#[derive(Debug, Clone, Default)]
pub(super) struct Legs {
    direct: Rung,
    transferred: Rung,
    inquired: Rung,
    talk: i64,
    dialled: i64,
    connected: i64,
    lasted: i64,
    out_talk: i64,
    long: i64,
    long_talk: i64,
}

impl Legs {
    fn add(&mut self, talk: &Talk, leg: &Leg) {
        let answered = i64::from(leg.answer != 0);
        if talk.kind == codes::CALL_INBOUND {
            let rung = match leg.dial {
                codes::DIAL_TRANSFER => &mut self.transferred,
                codes::DIAL_INQUIRY => &mut self.inquired,
                _ => &mut self.direct,
            };
            rung.all += 1;
            rung.answered += answered;
            self.talk += leg.talk();
            return;
        }
        self.dialled += 1;
        self.connected += answered;
        self.lasted += talk.total();
        self.out_talk += leg.talk();
        if leg.talk() >= indicators::XS {
            self.long += 1;
            self.long_talk += leg.talk();
        }
    }

    fn all(&self) -> i64 {
        self.direct.all + self.transferred.all + self.inquired.all
    }

    fn answered(&self) -> i64 {
        self.direct.answered + self.transferred.answered + self.inquired.answered
    }
}

impl Tally for Legs {
    fn count(world: &World, day: &Day, request: &Request<'_>, cells: &mut Cells<'_, Self>) {
        let kind = if request.side == Side::Inbound { codes::CALL_INBOUND } else { codes::CALL_OUTBOUND };
        for talk in day.talks.iter().filter(|talk| talk.recorded(world.now()) && talk.kind == kind) {
            let Some(bucket) = cells.bucket(talk.start) else { continue };
            for leg in &talk.legs {
                let subject = match request.subject {
                    Subject::Department => world.crew.agents.get(leg.agent as usize).map(|agent| agent.department),
                    _ => Some(leg.agent as usize),
                };
                if let Some(subject) = subject {
                    cells.add(bucket, subject, |legs| legs.add(talk, leg));
                }
            }
        }
    }

    fn value(&self, indicator: &str) -> Value {
        json!(match indicator {
            "inbound_agent_partits" | "inbound_agent_dialing_partits" => self.all(),
            "inbound_agent_answer_partits" => self.answered(),
            "inbound_agent_unAnswer_partits" => self.all() - self.answered(),
            "inbound_agent_ringing_partits" => self.direct.all,
            "inbound_agent_ringingAnswer_partits" | "inbound_agent_callByAnswer_partits" => self.direct.answered,
            "inbound_agent_ringingUnAnswer_partits" => self.direct.all - self.direct.answered,
            "inbound_agent_transferBy_partits" => self.transferred.all,
            "inbound_agent_transferByAnswer_partits" => self.transferred.answered,
            "inbound_agent_transferByUnAnswer_partits" => self.transferred.all - self.transferred.answered,
            "inbound_agent_consultBy_partits" => self.inquired.all,
            "inbound_agent_consultByAnswer_partits" => self.inquired.answered,
            "inbound_agent_consultByUnAnswer_partits" => self.inquired.all - self.inquired.answered,
            "inbound_agentTalk_duration" => self.talk,
            "inbound_agentTalk_average_duration" => average(self.talk, self.answered()),
            "outbound_calls" => self.dialled,
            "outbound_customer_noAnswer_calls" => self.dialled - self.connected,
            "outbound_customer_answer_calls" => self.connected,
            "outbound_answer_ratio" => return share(self.connected, self.dialled),
            "outbound_agent_effectiveTalkInXs_partits" => self.long,
            "outbound_agent_effectiveTalkInXs_radio" => return share(self.long, self.dialled),
            "outbound_calls_duration" => self.lasted,
            "outbound_calls_talk_duration" => self.out_talk,
            "outbound_calls_average_duration" => average(self.out_talk, self.connected),
            "outbound_effective_inXs_sum_duration" => self.long_talk,
            "outbound_effective_inXs_average_duration" => average(self.long_talk, self.long),
            _ => 0,
        })
    }
}
