//! The records of a call that the bot had: "Main Bot Talk List" with the dialogue, and "Sub Bot Talk List". Durations are in
//! seconds, and a time that never came is 0.

use serde_json::{Map, Value, json};

use super::event;
use crate::model::sort::object;
use crate::sim::codes;
use crate::sim::ledger::{Leg, Talk, With, seconds};
use crate::sim::random::{hex32, mix};
use crate::sim::record;
use crate::sim::world::{World, customer_number};

/// What customers want of the bot: the category, the tag, and how one says so.
const INTENTS: [(&str, &str, &str); 5] = [
    ("Orders", "Where is my order", "Where is my parcel? I ordered it last week."),
    ("售后", "退款", "我要退款,钱还没有到账。"),
    ("Billing", "Invoice", "I need the invoice once more."),
    ("Accounts", "Change a number", "Please change my telephone number."),
    ("售后", "报修", "机器坏了,请派人来修。"),
];

/// What the bot says to that.
const ANSWERS: [&str; 3] =
    ["I have looked it up for you.", "请稍等,我帮您查询。", "Is there anything else that I can do for you?"];

/// A customer says something about so often, in seconds.
const ROUND: i64 = 12;

/// What tells the draw of the intent, and the ids of phases and sentences, from a call's others.
const INTENT: u64 = 0xB07;
const PHASE: u64 = 0x94A5E;
const SENTENCE: u64 = 0x5E27;

/// How often the customer said something to the bot.
fn rounds(talk: &Talk) -> i64 {
    (seconds(talk.bot.0, talk.bot.1) / ROUND).max(1)
}

fn intent(talk: &Talk) -> (&'static str, &'static str, &'static str) {
    INTENTS.get((mix(talk.lot ^ INTENT) % INTENTS.len() as u64) as usize).copied().unwrap_or_default()
}

/// Keys of `record` under the names that the bot's lists have for them.
fn renamed(record: &Value, names: &[(&str, &str)]) -> Map<String, Value> {
    let pairs = names.iter().filter_map(|(theirs, ours)| Some(((*theirs).to_owned(), record.get(ours)?.clone())));
    object(pairs)
}

/// The same keys as they are.
fn taken(record: &Value, names: &[&str]) -> Map<String, Value> {
    object(names.iter().filter_map(|name| Some(((*name).to_owned(), record.get(name)?.clone()))))
}

/// The main record.
pub(super) fn main(world: &World, talk: &Talk) -> Value {
    let usual = record::main(world, talk, false);
    let (class, name, _) = intent(talk);
    let queued = if talk.with == With::Agents { talk.handed } else { 0 };
    let waited_until = if talk.bridge() == 0 { talk.end } else { talk.bridge() };
    let rang = talk.legs.iter().filter(|leg| leg.dial != codes::DIAL_INQUIRY);
    let rang: i64 = rang.map(|leg| seconds(leg.start, if leg.answer == 0 { leg.end } else { leg.answer })).sum();
    let mut main = taken(
        &usual,
        &[
            "callID",
            "callType",
            "areaCode",
            "areaProvince",
            "areaCity",
            "gatewayNumber",
            "startTime",
            "alertTime",
            "answerTime",
            "bridgeTime",
            "endTime",
            "callResult",
            "firstCallAgentUUID",
            "firstCallAgentID",
            "firstAgentUUID",
            "firstAgentID",
            "firstAgentName",
            "hangupDisposition",
            "recordUrl",
            "platformId",
            "companyId",
            "feeSeconds",
            "feeMinutes",
            "firstRouteId",
            "firstRouteName",
            "transferCount",
            "consultCount",
            "sourceType",
            "sourceId",
        ],
    );
    main.extend(renamed(
        &usual,
        &[
            ("belongAgentUUID", "lastAgentUUID"),
            ("belongAgentID", "lastAgentID"),
            ("belongAgentName", "lastAgentName"),
            ("belongAgentDN", "lastAgentDN"),
            ("belongAgentPSTN", "lastAgentPstn"),
        ],
    ));
    for (key, value) in [
        ("mainDialType", json!("Inbound")),
        ("customerNumber", json!(customer_number(talk.customer))),
        ("customerId", json!("")),
        ("inboundTransferedHumanAgent", json!(queued != 0)),
        ("userStartTime", json!(talk.start)),
        ("waitingForHumanAnswerDuration", json!(seconds(queued, waited_until))),
        ("virtualAgentCallDuration", json!(seconds(talk.bot.0, talk.bot.1))),
        ("alertDuration", json!(0)),
        ("duration", json!(talk.talk())),
        ("totalDuration", json!(talk.total())),
        ("reasonOfNotAnswer", json!("")),
        ("intentClassify", json!(class)),
        ("intentName", json!(name)),
        ("totalCustomerRepliesToVirtualAgentCount", json!(rounds(talk))),
        ("accumAgentRingingDuration", json!(rang)),
        ("userData", json!(record::attached(talk).to_string())),
        ("variablesCollectedDuringCall", json!("{}")),
        ("transferToThirdPartySystem", json!("NonTransfer")),
        ("transferToThirdPartyNumber", json!("NonTransfer")),
        ("dialogue", json!(dialogue(talk))),
    ] {
        main.insert(key.to_owned(), value);
    }
    Value::Object(main)
}

/// What was said, by who had the caller: the menu, the bot, and agents of whom no word is kept.
fn dialogue(talk: &Talk) -> Vec<Value> {
    let (from, to) = talk.bot;
    let mut phases = vec![phase(talk, 0, "System", talk.start, from, &[("System", "Please choose.".to_owned())])];
    phases.push(phase(talk, 1, "VirtualAgent", from, to, &sentences(talk)));
    for (leg, place) in talk.handled().zip(2..) {
        phases.push(phase(talk, place, "Agent", leg.answer, leg.end, &[]));
    }
    phases
}

/// Customer and bot in turn. One customer in three dictates a number to call back.
fn sentences(talk: &Talk) -> Vec<(&'static str, String)> {
    let (_, _, wish) = intent(talk);
    let mut said = vec![("VirtualAgent", "Hello, how can I help you?".to_owned())];
    for round in 0..rounds(talk) as u64 {
        let customer = match round {
            0 => wish.to_owned(),
            1 if talk.lot.is_multiple_of(3) => format!("My number is {}.", customer_number(talk.customer)),
            _ => "Yes, please.".to_owned(),
        };
        said.push(("Customer", customer));
        let answer = ANSWERS.get((mix(talk.lot ^ round) % ANSWERS.len() as u64) as usize).copied();
        said.push(("VirtualAgent", answer.unwrap_or_default().to_owned()));
    }
    said
}

/// A phase with its sentences, evenly spread over it.
fn phase(talk: &Talk, place: u64, of: &str, from: i64, to: i64, said: &[(&str, String)]) -> Value {
    let id = hex32(mix(talk.lot ^ PHASE) ^ place);
    let step = (to - from).max(0) / said.len().max(1) as i64;
    let content = said.iter().zip(0_i64..).map(|((role, text), count)| {
        let start = from + count * step;
        let party = match *role {
            "Customer" => record::customer_id(talk),
            "VirtualAgent" => record::bot_id(talk),
            _ => String::new(),
        };
        json!({
            "phaseId": id,
            "contentId": hex32(mix(talk.lot ^ SENTENCE) ^ (place << 32) ^ count as u64),
            "partyId": party,
            "startTime": start,
            "endTime": start + step,
            "nodeId": "",
            "nodeName": "",
            "dialogueType": "NORMAL",
            "dialogueRole": role,
            "sentenceMessage": text,
            "matchedLog": "",
        })
    });
    json!({"phaseId": id, "phase": of, "startTime": from, "endTime": to, "contentList": content.collect::<Vec<_>>()})
}

/// The records of the agents who were rung.
pub(super) fn parties(world: &World, talk: &Talk) -> Vec<Value> {
    let rows = record::parties(world, talk, false);
    talk.legs.iter().zip(&rows).map(|(leg, row)| party(world, talk, leg, row)).collect()
}

fn party(world: &World, talk: &Talk, leg: &Leg, usual: &Value) -> Value {
    let department = world.crew.agents.get(leg.agent as usize).map(|agent| agent.department);
    let name = department.and_then(|department| world.crew.departments.get(department));
    let (class, intent, _) = intent(talk);
    let mut party = taken(
        usual,
        &[
            "callID",
            "partyId",
            "callType",
            "agentRole",
            "phoneType",
            "agentUUID",
            "agentID",
            "agentName",
            "agentDN",
            "DNIS",
            "gatewayNumber",
            "startTime",
            "alertTime",
            "answerTime",
            "bridgeTime",
            "endTime",
            "duration",
            "callResult",
            "hangupDisposition",
            "feeSeconds",
            "feeMinutes",
            "platformId",
            "companyId",
        ],
    );
    party.extend(renamed(usual, &[("belongAgentFlag", "lastAgentFlag")]));
    let rang_until = if leg.answer == 0 { leg.end } else { leg.answer };
    for (key, value) in [
        ("alertDuration", json!(seconds(leg.start, rang_until))),
        ("customerRepliesToVirtualAgentCount", json!(0)),
        ("fromQueueID", json!(department.map(event::queue).unwrap_or_default())),
        ("fromQueueName", json!(name.map_or("", |department| department.name))),
        ("intentTagClassify", json!(class)),
        ("intentTagName", json!(intent)),
    ] {
        party.insert(key.to_owned(), value);
    }
    Value::Object(party)
}
