//! The relay numbers' report, whose unit is the call.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::sim::codes;
use crate::sim::ledger::{Day, Talk, With};
use crate::sim::world::World;

use super::indicators;
use super::table::{Cells, Request, Side, Tally, average, share};

/// Calls of some relay numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Calls {
    inbound: i64,
    routed: i64,
    answered: i64,
    /// Those that a bot answered, those that went to a number outside, and those that the system lost.
    bots: i64,
    outside: i64,
    lost: i64,
    talk: i64,
    lasted: i64,
    outbound: i64,
    connected: i64,
    out_talk: i64,
    out_lasted: i64,
    long: i64,
    long_talk: i64,
    dialled: HashSet<u64>,
    reached: HashSet<u64>,
}

impl Calls {
    fn add(&mut self, talk: &Talk) {
        let both = i64::from(talk.bridge() != 0);
        if talk.kind == codes::CALL_INBOUND {
            match talk.with {
                With::Agents | With::Menu => {}
                With::Bot => self.bots += 1,
                With::Outside => self.outside += 1,
                With::System => self.lost += 1,
            }
            self.inbound += 1;
            self.routed += i64::from(!talk.legs.is_empty());
            self.answered += both;
            self.talk += talk.talk();
            self.lasted += talk.total();
            return;
        }
        self.outbound += 1;
        self.connected += both;
        self.out_talk += talk.talk();
        self.out_lasted += talk.total();
        self.dialled.insert(talk.customer);
        if both == 1 {
            self.reached.insert(talk.customer);
        }
        if talk.talk() >= indicators::XS {
            self.long += 1;
            self.long_talk += talk.talk();
        }
    }
}

impl Tally for Calls {
    fn count(world: &World, day: &Day, request: &Request<'_>, cells: &mut Cells<'_, Self>) {
        for talk in day.talks.iter().filter(|talk| talk.recorded(world.now())) {
            let asked = match talk.kind {
                codes::CALL_INBOUND => matches!(request.side, Side::Inbound | Side::Calls),
                codes::CALL_OUTBOUND => matches!(request.side, Side::Outbound | Side::Calls),
                _ => false,
            };
            if let (true, Some(relay), Some(bucket)) = (asked, talk.relay, cells.bucket(talk.start)) {
                cells.add(bucket, relay, |calls| calls.add(talk));
            }
        }
    }

    fn value(&self, indicator: &str) -> Value {
        json!(match indicator {
            "inbound_calls" => self.inbound,
            "inbound_no_answered_calls" => self.lost,
            "inbound_answered_calls" => self.inbound - self.lost,
            "inbound_route_to_agent_calls" => self.inbound - self.lost - self.bots - self.outside,
            "inbound_route_to_thirdPSTN_calls" => self.outside,
            "inbound_notHumanAgent_answered_calls" => self.bots,
            "inbound_toAgent_calls" | "inbound_offer_agent_calls" | "inbound_agent_ring_calls" => self.routed,
            "inbound_agent_answered_calls" => self.answered + self.bots,
            "inbound_humanAgent_answered_calls" => self.answered,
            "inbound_agentTalk_duration" => self.talk,
            "inbound_agentTalk_average_duration" => average(self.talk, self.answered),
            "inbound_calls_duration" => self.lasted,
            "inbound_calls_average_duration" => average(self.lasted, self.inbound),
            "outbound_calls" => self.outbound,
            "outbound_customer_numbers" => self.dialled.len() as i64,
            "outbound_customer_noAnswer_calls" => self.outbound - self.connected,
            "outbound_customer_answer_calls" => self.connected,
            "outbound_answer_gateway_numbers" => self.reached.len() as i64,
            "outbound_answer_ratio" => return share(self.connected, self.outbound),
            "outbound_gateway_numbers_ratio" => return share(self.reached.len() as i64, self.dialled.len() as i64),
            // The table names these two the other way round; their own names are believed.
            "outbound_agentTalkXs_ratio" => return share(self.long, self.outbound),
            "outbound_agentTalkXs_calls" => self.long,
            "outbound_calls_duration" => self.out_lasted,
            "outbound_calls_talk_duration" => self.out_talk,
            "outbound_calls_average_duration" => average(self.out_talk, self.connected),
            "outbound_effective_inXs_sum_duration" => self.long_talk,
            "outbound_effective_inXs_average_duration" => average(self.long_talk, self.long),
            _ => 0,
        })
    }
}
