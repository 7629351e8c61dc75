use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::model::live::{DialogueLine, Line, Speaker};
use crate::model::{
    AgentId, BusyReason, CallEvent, CallKind, CallResult, Happening, LegKind, LegResult, LoginState, PartyRole,
    StateTold, WorkState,
};
use crate::platforms::sobot_call::calls::{leg as polled_leg, record as polled_record};

const PLANTED: &str = "13812345678";
const BASE: i64 = 1_772_445_600_000;

fn read_json(body: &Value) -> Pushed {
    read_callback(body.to_string().into_bytes()).unwrap()
}

fn states(pushed: &Pushed) -> Vec<&StateTold> {
    let states = pushed.callbacks.iter().filter_map(|callback| match callback {
        Callback::State(state) => Some(&**state),
        _ => None,
    });
    states.collect()
}

fn events(pushed: &Pushed) -> Vec<&CallEvent> {
    let events = pushed.callbacks.iter().filter_map(|callback| match callback {
        Callback::Event(event) => Some(&**event),
        _ => None,
    });
    events.collect()
}

fn reasons(pushed: &Pushed) -> Vec<RejectReason> {
    pushed.rejects.iter().map(|reject| reject.reason).collect()
}

fn main_record() -> Value {
    json!({
        "callID": " c1 ", "callType": 2, "customerNumber": PLANTED, "gatewayNumber": "95588", "firstRouteName": "Sales",
        "startTime": BASE, "alertTime": BASE + 5_000, "bridgeTime": BASE + 9_000, "endTime": BASE + 60_000,
        "duration": "51", "totalDuration": 60, "callResult": 8, "hangupDisposition": 3,
        "firstAgentUUID": "u7", "firstAgentID": "1007", "firstAgentName": "Tom",
        "attachedData": {"note": PLANTED}, "recordUrl": "https://r.example/recordings/c1", "vendorNote": PLANTED
    })
}

#[test]
fn the_documents_example_of_an_agents_state_is_read() {
    let example = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/examples/sobot-call/agent-status-callback.json"
    ));
    let pushed = read_callback(example.as_bytes().to_vec()).unwrap();
    let told = states(&pushed)[0];
    assert_eq!((told.agent.id.clone(), told.agent.number.as_deref()), {
        (Some(AgentId::new("9a0c9b5fdcca5d1fbe206593dc058788")), Some("1001"))
    });
    assert_eq!((told.login, told.work, told.reason), {
        (Some(LoginState::Online), Some(WorkState::Talking), Some(BusyReason::Unknown))
    });
    assert_eq!((told.since, told.made), (Stamp(1_657_126_800_000), Some(Stamp(1_657_126_800_000))));
    assert_eq!(told.call.as_deref(), Some("6bf3cbb167a14c7521993665adba687b"));
    assert_eq!((told.kind, told.came), (Some(CallKind::Inbound), Some(LegKind::Call)));
    assert_eq!(told.party.as_deref(), Some("8af8e51f23515fe2a62193e09ceaf0f2"));
    assert!(pushed.rejects.is_empty() && pushed.records.is_empty());
}

#[test]
fn every_event_of_the_documents_has_a_word_and_another_is_counted_and_still_a_sign_of_life() {
    for (name, what) in event::EVENTS {
        let pushed = read_json(&json!({"messageID": name, "callID": "c1", "creationTime": BASE}));
        assert_eq!((events(&pushed)[0].what, events(&pushed)[0].made), (Some(what), Some(Stamp(BASE))), "{name}");
        assert!(pushed.rejects.is_empty(), "{name}");
    }
    let pushed = read_json(&json!({"messageID": "EventMoonrise", "callID": "c1"}));
    assert_eq!((events(&pushed)[0].what, &*events(&pushed)[0].call), (None, "c1"));
    assert_eq!(reasons(&pushed), [RejectReason::UnknownMessage]);
}

#[test]
fn a_failure_at_an_agent_who_has_no_call_is_an_event_and_no_other_event_is_one_without_a_call() {
    for call in [json!({}), json!({"callID": ""}), json!({"callID": null})] {
        let with = |name: &str| {
            let mut event = json!({"messageID": name, "creationTime": BASE, "agentUUID": "u7", "agentID": "1007"});
            event.as_object_mut().unwrap().extend(call.as_object().unwrap().clone());
            read_json(&event)
        };
        let pushed = with("EventAgentError");
        let event = events(&pushed)[0];
        assert_eq!((event.what, &*event.call, event.made), (Some(Happening::AgentFailed), "", Some(Stamp(BASE))));
        assert_eq!(event.agent_id(), Some(AgentId::new("u7")));
        assert!(pushed.rejects.is_empty(), "{call}");
        let other = with("EventPartyError");
        assert_eq!((events(&other).len(), reasons(&other)), (0, vec![RejectReason::UnknownId]), "{call}");
    }
}

#[test]
fn an_event_is_read_in_either_spelling_with_names_or_codes_and_numbers_as_text() {
    let by_name = json!({
        "messageID": "EventRinging", "creationTime": BASE, "callID": "c1", "partyID": "p1", "callType": "Inbound",
        "partyRole": "Agent", "agentUUID": "u7", "agentID": "1007", "ANI": PLANTED, "DNIS": "95588", "thisDN": "8001",
        "thisDNRole": "Destination", "thisQueues": ["q1", "q2"], "referenceID": "r1"
    });
    let by_code = json!({
        "MessageID": " EventRinging ", "creationTime": BASE.to_string(), "callId": " c1 ", "partyId": "p1",
        "callType": "2", "partyRole": "AGENT", "agentUUID": "u7", "agentID": 1007, "ANI": 13_812_345_678_i64,
        "DNIS": 95588, "thisDN": 8001, "thisDNRole": "destination", "thisQueues": "q1, q2", "referenceID": "r1"
    });
    let told = [read_json(&by_name), read_json(&by_code)];
    let event = events(&told[0])[0];
    assert_eq!(event, events(&told[1])[0]);
    assert_eq!((event.what, event.kind, event.consult), (Some(Happening::Ringing), Some(CallKind::Inbound), false));
    assert_eq!((event.role, event.line), (Some(PartyRole::Agent), Some(Line::Destination)));
    assert_eq!(event.agent_id(), Some(AgentId::new("u7")));
    assert_eq!((event.party.as_deref(), event.relay.as_deref()), (Some("p1"), Some("95588")));
    assert_eq!(event.customer.shown().as_deref(), Some("138****5678"));
    assert_eq!(event.queues.iter().map(|code| &**code).collect::<Vec<_>>(), ["q1", "q2"]);
    assert!(told[1].rejects.is_empty());
}

#[test]
fn who_the_customer_is_follows_from_the_direction_and_a_consultation_has_none() {
    let event = |more: Value| {
        let mut event = json!({"messageID": "EventRinging", "callID": "c", "ANI": PLANTED, "DNIS": "021-95588"});
        let Value::Object(more) = more else { unreachable!() };
        event.as_object_mut().unwrap().extend(more);
        let pushed = read_json(&event);
        let event = events(&pushed)[0].clone();
        (event.kind, event.consult, event.customer.shown(), event.relay.map(|relay| relay.to_string()))
    };
    let (ours, theirs) = (Some("021-95588".to_owned()), Some("138****5678".to_owned()));
    let inbound = event(json!({"callType": "Inbound"}));
    assert_eq!(inbound, (Some(CallKind::Inbound), false, theirs.clone(), ours));
    let outbound = event(json!({"callType": "Outbound", "ANI": "95588", "DNIS": PLANTED}));
    assert_eq!(outbound, (Some(CallKind::Outbound), false, theirs.clone(), Some("95588".to_owned())));
    assert_eq!(event(json!({"callType": "Consult"})), (None, true, None, None));
    assert_eq!(event(json!({"callType": "Internal"})), (Some(CallKind::Internal), false, None, None));
    // Off the public network the customer's line alone tells.
    let line = json!({"callType": 2, "ANI": "", "DNIS": "", "partyRole": "Customer", "thisDN": PLANTED});
    assert_eq!(event(line), (Some(CallKind::Inbound), false, theirs, None));
}

#[test]
fn a_talk_record_is_the_record_that_the_poll_brings_without_its_customers_number() {
    let Value::Object(fields) = main_record() else { unreachable!() };
    let hash = CallerHash::new(7);
    for hash in [None, Some(&hash)] {
        let polled = calls::sealed(polled_record(fields.clone()).unwrap(), hash);
        let pushed = read(main_record().to_string().into_bytes(), hash).unwrap();
        assert_eq!(pushed.records, [polled]);
        assert_eq!(pushed.records[0].caller.is_some(), hash.is_some());
        assert_eq!(pushed.callbacks, [Callback::Ended("c1".into(), Stamp(BASE + 60_000))]);
        assert_eq!(pushed.records[0].result, Some(CallResult::Answered));
    }
    let mut named = fields.clone();
    named.insert("callType".to_owned(), json!("Inbound"));
    assert_eq!(read_json(&Value::Object(named)).records, read_json(&main_record()).records);
    let mut running = fields;
    running.remove("endTime");
    assert!(read_json(&Value::Object(running)).callbacks.is_empty(), "it has not ended");
}

#[test]
fn a_part_of_a_call_is_the_leg_that_a_lookup_brings_under_its_call() {
    let row = json!({
        "callID": "c1", "partyId": "p1", "callType": 2, "dialType": 2, "agentRole": 2, "agentUUID": "u7",
        "agentID": "1007", "startTime": BASE, "endTime": BASE + 9_000, "callResult": 3, "fromQueueName": "VIP"
    });
    let pushed = read_json(&row);
    let Value::Object(fields) = row.clone() else { unreachable!() };
    assert_eq!(pushed.callbacks, [Callback::Leg("c1".into(), Box::new(polled_leg(fields).unwrap()))]);
    let Callback::Leg(_, leg) = &pushed.callbacks[0] else { unreachable!() };
    assert_eq!((leg.kind, leg.result), (Some(LegKind::Transfer), Some(LegResult::Answered)));
    assert_eq!(leg.facts, [(CallFact::FromGroup, Told::Text("VIP".to_owned()))]);
    // Within the record of its call.
    let mut whole = main_record();
    whole["parties"] = json!([row, {}]);
    let whole = read_json(&whole);
    assert_eq!((whole.callbacks.len(), whole.records.len(), &whole.callbacks[0]), (2, 1, &pushed.callbacks[0]));
}

#[test]
fn a_call_that_a_bot_had_comes_with_the_bots_part_and_what_was_said() {
    let mut record = main_record();
    record["virtualAgentCallDuration"] = json!("42");
    record["waitingForHumanAnswerDuration"] = json!(7);
    record["totalCustomerRepliesToVirtualAgentCount"] = json!(3);
    record["intentClassify"] = json!("Billing");
    record["intentName"] = json!("Refund");
    record["inboundTransferedHumanAgent"] = json!(true);
    record["dialogue"] = json!([{"phase": "VirtualAgent", "startTime": BASE, "contentList": [
        {"dialogueRole": "VirtualAgent", "startTime": BASE + 1, "sentenceMessage": "How can I help?"},
        {"dialogueRole": "Customer", "startTime": BASE + 2, "sentenceMessage": format!("Call me at {PLANTED} please")},
        {"sentenceMessage": ""},
        {"sentenceMessage": "One moment"}
    ]}]);
    let pushed = read_json(&record);
    let Callback::Bot(bot) = &pushed.callbacks[0] else { panic!("{:?}", pushed.callbacks) };
    assert_eq!((&*bot.call, bot.talk_ms, bot.wait_ms, bot.rounds), ("c1", Some(42_000), Some(7_000), Some(3)));
    assert_eq!((bot.intent_class.as_deref(), bot.intent.as_deref()), (Some("Billing"), Some("Refund")));
    assert_eq!(bot.to_agent, Some(true));
    let line = |speaker, at: Option<i64>, text: &str| DialogueLine {
        speaker: Some(speaker),
        at: at.map(Stamp),
        text: text.to_owned(),
    };
    assert_eq!(
        bot.dialogue,
        [
            line(Speaker::Bot, Some(BASE + 1), "How can I help?"),
            line(Speaker::Customer, Some(BASE + 2), "Call me at 138****5678 please"),
            line(Speaker::Bot, None, "One moment"),
        ]
    );
    assert_eq!(pushed.records.len(), 1);
    // The dialogue may come as text, and the record without the bot's times.
    let mut written = main_record();
    written["dialogue"] = json!(record["dialogue"].to_string());
    let written = read_json(&written);
    let Callback::Bot(other) = &written.callbacks[0] else { panic!("{:?}", written.callbacks) };
    assert_eq!((&other.dialogue, other.talk_ms), (&bot.dialogue, None));
}

#[test]
fn a_body_may_be_one_a_list_or_either_under_data_and_the_rest_outlives_what_cannot_be_read() {
    let event = json!({"messageID": "EventHeld", "callID": "c1"});
    for body in [
        event.clone(),
        json!([event]),
        json!({"data": event}),
        json!({"data": [event, {}]}),
        json!({"data": json!([event]).to_string()}),
    ] {
        assert_eq!(events(&read_json(&body)).len(), 1, "{body}");
    }
    let mixed = json!([
        event, 7, "text", {"messageID": "EventHeld"}, {"messageID": "Moonrise"}, {"a": 1},
        {"messageID": "AgentHistoryLogES", "startTime": BASE}, {"messageID": "AgentHistoryLogES", "agentID": "1"},
        main_record(), {}, null, event
    ]);
    let pushed = read_json(&mixed);
    assert_eq!((events(&pushed).len(), pushed.records.len()), (2, 1));
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in reasons(&pushed) {
        *counted.entry(reason.name()).or_default() += 1;
    }
    assert_eq!(counted, [("bad_value", 1), ("undecodable", 2), ("unknown_id", 2), ("unknown_message", 2)].into());
    assert_eq!(read_json(&json!([])), Pushed::default());
    assert_eq!(read_json(&json!({"data": null})), Pushed::default());
}

#[test]
fn what_is_no_json_or_encrypted_is_refused_as_a_whole() {
    let refused = read_callback(b"<html>".to_vec()).unwrap_err();
    assert_eq!((refused.status, refused.reason), (400, RejectReason::Undecodable));
    let sealed = json!({"content": "LuB+VCYAKuhhkZ27SyQmemjwFUYO"});
    for body in [sealed.clone(), json!([sealed]), json!({"data": sealed})] {
        let refused = read_callback(body.to_string().into_bytes()).unwrap_err();
        assert_eq!((refused.status, refused.reason), (415, RejectReason::Encrypted), "{body}");
        assert!(refused.problem.remedy().unwrap().starts_with("switch off the encryption"));
    }
    let named = json!({"messageID": "EventHeld", "callID": "c", "content": "x"});
    assert_eq!(events(&read_json(&named)).len(), 1, "an event may have such a field");
}

#[test]
fn no_whole_number_leaves_the_decoder_whatever_field_it_came_in() {
    let mut record = main_record();
    record["dialogue"] = json!([{"sentenceMessage": format!("my number is {PLANTED}")}]);
    record["intentName"] = json!(PLANTED);
    let leg = json!({
        "callID": "c1", "partyId": "p1", "startTime": BASE, "DNIS": PLANTED, "callerNumber": PLANTED,
        "userData": {"phone": PLANTED}, "other": PLANTED
    });
    let event = json!({
        "messageID": "EventRinging", "callID": "c1", "callType": 2, "ANI": PLANTED, "otherDN": PLANTED,
        "thirdDN": PLANTED, "attachedData": {"phone": PLANTED}
    });
    let strange = json!({"messageID": PLANTED, "callID": "c1"});
    let pushed = read_json(&json!([record, leg, event, strange, {"messageID": format!("Event {PLANTED}")}]));
    let told = format!("{pushed:?} {}", serde_json::to_string(&pushed.callbacks).unwrap());
    assert!(!told.contains(PLANTED), "{told}");
    let records: Vec<_> = pushed.records.iter().map(|record| &record.customer).collect();
    assert_eq!((pushed.callbacks.len(), records[0].number.is_none()), (4, true));
}

fn callbacks() -> Callbacks {
    Callbacks::new("825072edbd914f47aa8704de02f1cdb6", &SecretString::from("forwarding-key"))
}

/// What of the headers says who signed.
fn signed(headers: &[(&str, String)]) -> Result<Signed, Refusal> {
    let one = |name: &'static str| {
        let mut values = headers.iter().filter(|(known, _)| *known == name).map(|(_, value)| value.clone());
        let first = values.next();
        first.filter(|_| values.next().is_none())
    };
    callbacks().signed(&one)
}

#[test]
fn a_signature_is_the_md5_of_company_time_code_and_key() {
    // printf '%s' 825072edbd914f47aa8704de02f1cdb61772445600000r4nd0mforwarding-key | md5sum
    let sign = md5_hex(&["825072edbd914f47aa8704de02f1cdb6", "1772445600000", "r4nd0m", "forwarding-key"]);
    let headers = callbacks().sign(Stamp(BASE), "r4nd0m");
    assert_eq!(headers, [(TIME, BASE.to_string()), (CODE, "r4nd0m".to_owned()), (SIGN, sign.clone())]);
    let told = signed(&headers).unwrap();
    assert_eq!((told.at, format!("{:032x}", told.signature)), (Stamp(BASE), sign));
}

#[test]
fn what_is_not_signed_or_signed_otherwise_is_refused() {
    let good = callbacks().sign(Stamp(BASE), "r4nd0m");
    let status = |headers: &[(&str, String)]| signed(headers).map_err(|refusal| (refusal.status, refusal.reason));
    for at in 0..good.len() {
        let (mut without, mut twice, mut other) = (good.clone(), good.clone(), good.clone());
        without.remove(at);
        twice.push(good[at].clone());
        other[at].1 = other[at].1.replace(['0', '1', 'r', 'a'], "7");
        for headers in [without, twice, other] {
            assert_eq!(status(&headers), Err((401, RejectReason::BadSignature)), "{headers:?}");
        }
    }
    let mut shouted = good.clone();
    shouted[2].1 = shouted[2].1.to_ascii_uppercase();
    assert!(status(&shouted).is_ok());
}

#[test]
fn a_moment_that_lends_its_end_to_the_code_is_none_though_the_signature_holds() {
    let good = callbacks().sign(Stamp(BASE), "r4nd0m");
    let (seconds, rest) = good[0].1.split_at(10);
    let shifted = [(TIME, seconds.to_owned()), (CODE, format!("{rest}{}", good[1].1)), good[2].clone()];
    let refused = signed(&shifted).unwrap_err();
    assert_eq!((refused.status, refused.reason), (401, RejectReason::WrongTime));
}

#[test]
fn what_the_decoder_is_tried_with_from_here_says_nothing() {
    assert_eq!(read_callback(callbacks().nothing().as_bytes().to_vec()), Ok(Pushed::default()));
}
