use super::*;
use crate::model::agent::Agent;
use crate::model::call::Person;
use crate::model::customer::{Customer, CustomerNumber};
use crate::model::live::Line;
use crate::model::live::call::{Missed, Stage};

mod menus;
mod property;
mod world;

const T: Stamp = Stamp(1_774_000_000_000);

fn agents(call: &str, what: Happening, who: &str) -> CallEvent {
    CallEvent {
        party: Some(format!("{call}-{who}").into()),
        role: Some(PartyRole::Agent),
        agent: Person { id: Some(AgentId::new(who)), ..Person::default() },
        ..CallEvent::new(call, what)
    }
}

fn customers(call: &str, what: Happening) -> CallEvent {
    CallEvent { role: Some(PartyRole::Customer), ..CallEvent::new(call, what) }
}

fn bots(call: &str, what: Happening) -> CallEvent {
    CallEvent { role: Some(PartyRole::Bot), party: Some("bot".into()), ..CallEvent::new(call, what) }
}

fn no_record(_: &str) -> bool {
    false
}

/// An inbound call's event, made and heard so many seconds after the beginning.
fn tell(live: &mut LiveCalls, second: i64, event: CallEvent) {
    let at = T.plus(second * 1_000);
    let kind = event.kind.or(Some(CallKind::Inbound));
    live.event(at, 0, &CallEvent { made: event.made.or(Some(at)), kind, ..event }, no_record);
}

/// A call that began at second 0.
fn begun() -> LiveCalls {
    let mut live = LiveCalls::default();
    tell(&mut live, 0, CallEvent::new("c", Happening::Created));
    live
}

fn stage(live: &LiveCalls) -> (Stage, i64) {
    let call = live.get("c").unwrap();
    (call.stage, call.since.since(T) / 1_000)
}

/// Since which second the one call waits.
fn waits(live: &LiveCalls) -> Option<i64> {
    live.longest_since().map(|since| since.since(T) / 1_000)
}

/// What the figures say, counted anew.
fn recounted(live: &LiveCalls) -> (Vec<(Stamp, String)>, u64, u64, u64, u64) {
    let count = |is: &dyn Fn(&LiveCall) -> bool| live.iter().filter(|call| is(call)).count() as u64;
    let mut waiting: Vec<_> = live.iter().filter_map(|call| Some((call.waits_since()?, call.id.to_string()))).collect();
    waiting.sort();
    (
        waiting,
        count(&|call| call.is_inbound()),
        count(&|call| call.is_inbound() && call.holder().is_none()),
        count(&|call| call.is_inbound() && call.holder().is_none() && call.waits_since().is_none()),
        count(&|call| call.is_inbound() && call.holder().is_none() && call.stage == Stage::Begun),
    )
}

fn kept(live: &LiveCalls) -> (Vec<(Stamp, String)>, u64, u64, u64, u64) {
    let waiting = live.waiting().map(|(since, id)| (since, id.to_owned())).collect();
    let ByEvents { without_agent, elsewhere, begun, .. } = live.by_events();
    (waiting, live.inbound(), without_agent, elsewhere, begun)
}

fn calls(live: &LiveCalls) -> Vec<LiveCall> {
    let mut calls: Vec<LiveCall> = live.iter().cloned().collect();
    calls.sort_by(|one, other| one.id.cmp(&other.id));
    calls
}

/// What one knows, by way of a recording, to another.
fn tell_again(live: &LiveCalls, again: &mut LiveCalls) {
    for callback in live.retell() {
        let written = serde_json::to_string(&callback).unwrap();
        match serde_json::from_str(&written).unwrap() {
            Callback::Past(past) => again.restore(*past),
            Callback::Call(call) => again.restore_call(*call),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn before_the_first_event_it_is_the_same_here_and_where_it_is_told_again() {
    let live = LiveCalls::default();
    let mut again = LiveCalls::default();
    again.restore(Past::default());
    assert_eq!(again.by_events(), live.by_events());
}

#[test]
fn a_caller_waits_from_the_beginning_until_an_agent_talks() {
    let mut live = begun();
    assert_eq!((stage(&live), waits(&live)), ((Stage::Begun, 0), Some(0)));
    let before = live.revision();
    tell(&mut live, 20, agents("c", Happening::Ringing, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Ringing, 20), Some(0)), "who only rings has not answered");
    assert!(live.revision() > before, "a list of calls is made anew");
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Talking, 25), None));
    tell(&mut live, 60, agents("c", Happening::Held, "a"));
    tell(&mut live, 70, agents("c", Happening::Retrieved, "a"));
    let call = live.get("c").unwrap();
    assert_eq!(call.holder().unwrap().agent_id(), Some(AgentId::new("a")));
    let spent = [(Stage::Begun, 20_000), (Stage::Ringing, 5_000), (Stage::Talking, 35_000), (Stage::Held, 10_000)];
    assert_eq!(call.spent(), spent);
    assert_eq!(call.time_in(Stage::Talking, T.plus(80_000)), Some(45_000), "both parts of the talk");
    assert_eq!(call.time_in(Stage::Bot, T.plus(80_000)), None);
    tell(&mut live, 90, customers("c", Happening::Released));
    assert!(live.is_empty());
    assert_eq!((live.past().ended_unseen, live.past().whole_in_a_row), (0, 1));
}

#[test]
fn a_call_that_rings_in_vain_goes_on_waiting_from_its_beginning() {
    let mut live = begun();
    tell(&mut live, 20, agents("c", Happening::Ringing, "a"));
    tell(&mut live, 30, agents("c", Happening::Released, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 30), Some(0)));
}

#[test]
fn a_caller_with_a_bot_does_not_wait_and_waits_from_when_the_bot_left() {
    let mut live = begun();
    tell(&mut live, 5, bots("c", Happening::Established));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Bot, 5), None));
    assert_eq!(live.by_events().elsewhere, 1);
    tell(&mut live, 45, bots("c", Happening::Released));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 45), Some(45)));
    tell(&mut live, 50, agents("c", Happening::Ringing, "a"));
    assert_eq!(waits(&live), Some(45));
}

#[test]
fn a_bot_that_is_still_there_when_it_rings_is_not_waited_for() {
    let mut live = begun();
    tell(&mut live, 5, bots("c", Happening::Established));
    tell(&mut live, 50, agents("c", Happening::Ringing, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Ringing, 50), Some(50)));
}

#[test]
fn that_a_bot_left_was_missed_where_an_agent_talks_and_it_is_still_there() {
    let mut live = begun();
    let missed = |live: &LiveCalls| live.get("c").unwrap().missed().any(|missed| missed == Missed::BotLeft);
    tell(&mut live, 5, bots("c", Happening::Established));
    assert!(!missed(&live));
    tell(&mut live, 50, agents("c", Happening::Established, "a"));
    assert!(missed(&live));
    tell(&mut live, 51, bots("c", Happening::Released));
    assert!(!missed(&live));
}

#[test]
fn a_caller_whom_an_agent_left_waits_again_from_then() {
    let mut live = begun();
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    tell(&mut live, 60, agents("c", Happening::Released, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 60), Some(60)));
}

#[test]
fn a_transferred_call_says_from_whom_it_came() {
    let mut live = begun();
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    let to = Some(Line::TransferTo);
    tell(&mut live, 50, CallEvent { line: to, ..agents("c", Happening::Ringing, "b") });
    assert_eq!(stage(&live), (Stage::Talking, 25), "the first agent has it meanwhile");
    tell(&mut live, 55, CallEvent { line: to, ..agents("c", Happening::Established, "b") });
    tell(&mut live, 56, agents("c", Happening::Released, "a"));
    let call = live.get("c").unwrap();
    assert_eq!(call.transferred_by().unwrap().id, Some(AgentId::new("a")));
    assert_eq!(call.holder().unwrap().agent_id(), Some(AgentId::new("b")));
}

#[test]
fn who_is_asked_and_who_listens_does_not_have_the_call() {
    let mut live = begun();
    tell(&mut live, 1, CallEvent { consult: true, ..agents("c", Happening::Established, "asked") });
    let supervisor = CallEvent { role: Some(PartyRole::Supervisor), ..agents("c", Happening::Established, "boss") };
    tell(&mut live, 2, supervisor);
    assert_eq!(waits(&live), Some(0));
    let call = live.get("c").unwrap();
    assert_eq!(call.asked().count(), 1);
    assert!(call.parties.iter().any(|party| party.is(PartyRole::Supervisor) && party.is_on()));
}

#[test]
fn a_consultation_is_no_call_of_a_customer_and_ends_with_its_parties() {
    let mut live = begun();
    let consult = |what, who| CallEvent { consult: true, ..agents("x", what, who) };
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    tell(&mut live, 30, agents("c", Happening::Held, "a"));
    tell(&mut live, 31, consult(Happening::Established, "a"));
    tell(&mut live, 31, consult(Happening::Established, "b"));
    assert_eq!((live.len(), live.inbound(), waits(&live)), (2, 1, None));
    tell(&mut live, 40, consult(Happening::Released, "b"));
    tell(&mut live, 40, consult(Happening::Released, "a"));
    assert_eq!(live.len(), 1);
}

#[test]
fn a_consultation_ends_with_the_call_of_the_agent_who_asks() {
    let mut live = begun();
    let consult = |what, who| CallEvent { consult: true, ..agents("x", what, who) };
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    tell(&mut live, 30, agents("c", Happening::Held, "a"));
    tell(&mut live, 31, consult(Happening::Dialling, "a"));
    tell(&mut live, 33, consult(Happening::Established, "b"));
    tell(&mut live, 33, CallEvent { consult: true, ..agents("y", Happening::Dialling, "d") });
    tell(&mut live, 40, CallEvent::new("c", Happening::Deleted));
    assert_eq!(calls(&live).iter().map(|call| &*call.id).collect::<Vec<_>>(), ["y"], "others ask on");
    tell(&mut live, 41, consult(Happening::Established, "b"));
    assert_eq!(live.len(), 1, "late");
}

#[test]
fn a_call_of_which_the_end_alone_was_seen_is_one_that_was_not_seen_whole() {
    let mut live = begun();
    tell(&mut live, 5, CallEvent::new("c", Happening::Deleted));
    assert_eq!((live.past().whole_in_a_row, live.past().not_whole, live.past().inbound_ended), (1, 0, 1));
    tell(&mut live, 6, CallEvent::new("d", Happening::Deleted));
    tell(&mut live, 6, CallEvent::new("d", Happening::Deleted));
    assert_eq!((live.past().whole_in_a_row, live.past().not_whole), (0, 1), "told twice, it is one");
    assert_eq!(live.past().not_whole_since, Some(T.plus(6_000)));
    tell(&mut live, 7, CallEvent { kind: Some(CallKind::Outbound), ..CallEvent::new("e", Happening::Deleted) });
    assert_eq!(live.past().not_whole, 1, "no caller's");
}

#[test]
fn who_is_with_a_bot_is_known_once_enough_calls_were_seen_whole_and_until_one_is_not() {
    let mut live = LiveCalls::default();
    let begins = |live: &mut LiveCalls, call: &str| tell(live, 0, CallEvent::new(call, Happening::Created));
    let ends = |live: &mut LiveCalls, call: &str| tell(live, 0, CallEvent::new(call, Happening::Deleted));
    let whole = |live: &mut LiveCalls, calls: std::ops::Range<u64>| {
        for call in calls.map(|call| call.to_string()) {
            begins(live, &call);
            ends(live, &call);
        }
    };
    whole(&mut live, 0..ENDED_ENOUGH - 1);
    assert_eq!(live.by_events().apart, Apart::TooFew);
    whole(&mut live, 100..101);
    assert_eq!(live.by_events().apart, Apart::Surely, "none takes part");
    begins(&mut live, "b");
    tell(&mut live, 0, bots("b", Happening::Established));
    assert_eq!(live.by_events().apart, Apart::TooFew, "one does");
    tell(&mut live, 0, bots("b", Happening::Released));
    ends(&mut live, "b");
    whole(&mut live, 1_000..1_000 + WHOLE_FOR_BOUNDS);
    assert_eq!(live.by_events().apart, Apart::Within);
    whole(&mut live, 2_000..2_000 + WHOLE_ENOUGH);
    assert_eq!(live.by_events().apart, Apart::Surely);
    // One in progress, the beginning of which was missed.
    tell(&mut live, 0, agents("g", Happening::Established, "a"));
    assert_eq!(live.by_events().apart, Apart::Within);
    ends(&mut live, "g");
    assert_eq!((live.by_events().apart, live.past().not_whole), (Apart::Lossy, 1));
    whole(&mut live, 3_000..3_000 + WHOLE_ENOUGH);
    assert_eq!((live.by_events().apart, live.past().not_whole, live.past().not_whole_since), (Apart::Surely, 0, None));
}

#[test]
fn an_outbound_call_has_no_one_waiting() {
    let mut live = LiveCalls::default();
    let out = |event| CallEvent { kind: Some(CallKind::Outbound), ..event };
    tell(&mut live, 0, out(CallEvent::new("c", Happening::Created)));
    tell(&mut live, 1, out(agents("c", Happening::Dialling, "a")));
    assert_eq!((stage(&live), waits(&live), live.inbound()), ((Stage::Dialling, 1), None, 0));
    tell(&mut live, 9, out(agents("c", Happening::Established, "a")));
    assert_eq!(stage(&live), (Stage::Talking, 9));
}

#[test]
fn an_event_told_twice_changes_nothing() {
    let mut live = begun();
    let ringing = agents("c", Happening::Ringing, "a");
    tell(&mut live, 20, ringing.clone());
    let before = calls(&live);
    tell(&mut live, 20, ringing);
    assert_eq!(calls(&live), before);
}

#[test]
fn events_out_of_order_are_put_in_the_order_in_which_they_were_made() {
    let mut live = begun();
    let made = |second: i64| Some(T.plus(second * 1_000));
    tell(&mut live, 30, CallEvent { made: made(25), ..agents("c", Happening::Established, "a") });
    tell(&mut live, 31, CallEvent { made: made(20), ..agents("c", Happening::Ringing, "a") });
    assert_eq!((stage(&live), waits(&live)), ((Stage::Talking, 25), None));
    tell(&mut live, 32, CallEvent { made: made(0), ..customers("c", Happening::Released) });
    assert!(live.is_empty(), "an end holds whenever it was made");
}

#[test]
fn at_one_moment_the_later_step_holds() {
    let mut live = begun();
    tell(&mut live, 20, agents("c", Happening::Established, "a"));
    tell(&mut live, 20, agents("c", Happening::Ringing, "a"));
    assert_eq!(stage(&live).0, Stage::Talking);
}

#[test]
fn events_without_a_time_count_from_when_they_were_heard() {
    let mut live = LiveCalls::default();
    for (second, what) in [(3, Happening::Ringing), (5, Happening::Established)] {
        let event = CallEvent { kind: Some(CallKind::Inbound), ..agents("c", what, "a") };
        live.event(T.plus(second * 1_000), 7_000, &event, no_record);
    }
    assert_eq!(stage(&live), (Stage::Talking, 12), "on the vendor's clock");
}

#[test]
fn a_time_of_the_future_is_not_believed() {
    let mut live = begun();
    tell(&mut live, 20, CallEvent { made: Some(T.plus(86_400_000)), ..agents("c", Happening::Ringing, "a") });
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    assert_eq!(stage(&live), (Stage::Talking, 25));
}

#[test]
fn a_late_event_does_not_bring_a_call_back() {
    let mut live = begun();
    tell(&mut live, 30, CallEvent::new("c", Happening::Deleted));
    tell(&mut live, 31, agents("c", Happening::Ringing, "a"));
    assert!(live.is_empty());
    assert_eq!(live.past().late, 1);
    tell(&mut live, 32, CallEvent::new("never seen", Happening::Deleted));
    tell(&mut live, 33, agents("never seen", Happening::Ringing, "a"));
    assert!(live.is_empty(), "its end came first");
}

#[test]
fn an_event_of_a_call_that_is_over_by_its_record_begins_nothing() {
    let mut live = LiveCalls::default();
    live.event(T, 0, &agents("c", Happening::Ringing, "a"), |id| id == "c");
    assert!(live.is_empty());
}

#[test]
fn the_end_of_something_never_seen_begins_nothing() {
    let mut live = LiveCalls::default();
    for what in [Happening::Released, Happening::PartyLeft, Happening::PartyFailed, Happening::DataChanged] {
        tell(&mut live, 0, agents("c", what, "a"));
    }
    tell(&mut live, 1, CallEvent { what: None, ..agents("c", Happening::Ringing, "a") });
    assert!(live.is_empty());
    tell(&mut live, 2, CallEvent::new("  ", Happening::Created));
    assert_eq!((live.len(), live.past().astray), (0, 1));
    let mut fresh = LiveCalls::default();
    tell(&mut fresh, 3, agents("", Happening::AgentFailed, "a"));
    assert!(fresh.is_unheard() && fresh.past().astray == 1, "it says nothing of calls");
}

#[test]
fn a_call_that_its_record_ends_or_that_falls_silent_is_counted_as_ended_unseen() {
    let mut live = begun();
    live.over("c");
    assert_eq!((live.len(), live.past().ended_unseen), (0, 1));
    tell(&mut live, 1, CallEvent::new("d", Happening::Created));
    live.pass(T.plus(1_000 + LIFE_MS));
    assert_eq!(live.len(), 1);
    live.pass(T.plus(1_001 + LIFE_MS));
    assert_eq!((live.len(), live.past().ended_unseen), (0, 2));
    assert_eq!(kept(&live), recounted(&live));
}

#[test]
fn where_there_is_no_inbound_call_none_is_kept() {
    let mut live = begun();
    tell(&mut live, 9, CallEvent::new("d", Happening::Created));
    live.none_inbound(T.plus(5_000));
    assert_eq!(calls(&live).iter().map(|call| &*call.id).collect::<Vec<_>>(), ["d"], "the other is newer");
}

#[test]
fn no_more_calls_and_parties_are_kept_than_there_is_room_for() {
    let mut live = begun();
    for number in 0..caps::PARTIES + 3 {
        tell(&mut live, 1, agents("c", Happening::Ringing, &number.to_string()));
    }
    assert_eq!((live.get("c").unwrap().parties.len(), live.past().beyond), (caps::PARTIES, 3));
    for number in 0..caps::LIVE_CALLS + 2 {
        tell(&mut live, 1, CallEvent::new(&number.to_string(), Happening::Created));
    }
    assert_eq!((live.len(), live.past().beyond), (caps::LIVE_CALLS, 6));
}

#[test]
fn an_agents_state_tells_of_the_call_as_an_event_does() {
    let mut live = LiveCalls::default();
    let told = |work, second: i64| StateTold {
        agent: Person { id: Some(AgentId::new("a")), ..Person::default() },
        login: Some(LoginState::Online),
        work: Some(work),
        reason: None,
        since: T.plus(second * 1_000),
        made: None,
        call: Some("c".into()),
        kind: Some(CallKind::Inbound),
        party: Some("c-a".into()),
        came: Some(LegKind::Call),
    };
    live.state(T.plus(20_000), 0, &told(WorkState::Ringing, 20), no_record);
    assert_eq!((stage(&live), live.is_unheard()), ((Stage::Ringing, 20), true), "it is no event of a call");
    live.state(T.plus(25_000), 0, &told(WorkState::Talking, 25), no_record);
    tell(&mut live, 26, agents("c", Happening::Established, "a"));
    assert_eq!((stage(&live), live.get("c").unwrap().parties.len()), ((Stage::Talking, 25), 1));
    live.state(T.plus(27_000), 0, &told(WorkState::Dialling, 27), no_record);
    assert_eq!(stage(&live).0, Stage::Talking, "a colleague is asked");
    live.state(T.plus(28_000), 0, &told(WorkState::WrapUp, 28), no_record);
    assert_eq!(stage(&live).0, Stage::Queue);
}

#[test]
fn a_caller_waits_again_from_when_the_last_who_had_the_call_left_it() {
    let mut live = begun();
    for (had, left, who) in [(10, 20, "a"), (30, 45, "b")] {
        tell(&mut live, had, agents("c", Happening::Established, who));
        tell(&mut live, left, agents("c", Happening::Released, who));
    }
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 45), Some(45)));
}

#[test]
fn a_leg_tells_the_group_and_ends_its_party() {
    use crate::model::call::{CallFact, CallLeg, Told};
    let mut live = begun();
    tell(&mut live, 25, agents("c", Happening::Established, "a"));
    let leg = CallLeg {
        id: "c-a".to_owned(),
        kind: Some(LegKind::Call),
        rang: Some(T.plus(20_000)),
        answered: Some(T.plus(25_000)),
        ended: Some(T.plus(60_000)),
        facts: vec![(CallFact::FromGroup, Told::Text("Cards".to_owned()))],
        ..CallLeg::default()
    };
    live.leg("c", &leg);
    assert_eq!((stage(&live).0, waits(&live)), (Stage::Queue, Some(60)));
    assert_eq!(live.get("c").unwrap().group.as_deref(), Some("Cards"));
    live.leg("not here", &leg);
    assert_eq!(live.len(), 1);
}

#[test]
fn an_agent_leads_to_the_call_that_they_have() {
    let mut live = begun();
    tell(&mut live, 1, agents("c", Happening::Established, "a"));
    tell(&mut live, 2, CallEvent { consult: true, ..agents("x", Happening::Dialling, "a") });
    let agent = Agent::new(AgentId::new("a"));
    assert_eq!(live.of_agent(&agent).map(|call| &*call.id), Some("c"));
    tell(&mut live, 3, CallEvent::new("c", Happening::Deleted));
    assert!(live.of_agent(&agent).is_none(), "who was asked for the customer is asked no longer");
    assert!(live.of_agent(&Agent::new(AgentId::new("b"))).is_none());
}

#[test]
fn no_form_of_a_call_that_is_written_has_a_whole_number_in_it() {
    let mut live = LiveCalls::default();
    let number = CustomerNumber::new("13812345678");
    let customer = Customer { number, masked: Some("13812345678".to_owned()) };
    tell(&mut live, 0, CallEvent { customer, ..CallEvent::new("c", Happening::Created) });
    live.bot(BotTalk {
        call: "c".into(),
        intent: Some("call 13812345678 back".to_owned()),
        intent_class: Some("13812345678".to_owned()),
        dialogue: vec![crate::model::live::DialogueLine {
            speaker: None,
            at: None,
            text: "my number is 13812345678".to_owned(),
        }],
        ..BotTalk::default()
    });
    let written = serde_json::to_string(&live.retell()).unwrap();
    assert!(written.contains("138****5678") && !written.contains("13812345678"), "{written}");
    assert!(!written.contains("my number"), "{written}");
    assert!(!format!("{:?}", live.get("c")).contains("12345678\""));
}
