use super::*;
use crate::model::agent::AgentId;
use crate::model::call::Person;
use crate::model::live::calls::LIFE_MS;
use crate::model::live::{CallEvent, Happening, LiveCalls, PartyRole};
use crate::model::status::CallKind;

const T: Stamp = Stamp(1_772_409_600_000);

fn hear(live: &mut LiveCalls, after: i64, event: CallEvent) {
    let at = T.plus(after);
    live.event(at, 0, &CallEvent { made: Some(at), kind: Some(CallKind::Inbound), ..event }, |_| false);
}

fn begin(live: &mut LiveCalls, id: &str) {
    hear(live, 0, CallEvent::new(id, Happening::Created));
}

fn how(live: &LiveCalls, id: &str) -> Option<CallEnd> {
    live.finished(id).map(|finished| finished.how)
}

#[test]
fn a_call_that_ended_says_how() {
    let mut live = LiveCalls::default();
    for id in ["told", "recorded", "none", "silent"] {
        begin(&mut live, id);
    }
    assert_eq!(how(&live, "told"), None, "it is in progress");
    let left = CallEvent { role: Some(PartyRole::Customer), ..CallEvent::new("told", Happening::Released) };
    hear(&mut live, 2_000, left);
    live.over("recorded");
    hear(&mut live, 9_000, CallEvent::new("silent", Happening::DataChanged));
    live.none_inbound(T.plus(5_000));
    live.pass(T.plus(9_001 + LIFE_MS));
    assert!(live.is_empty());
    let ends = ["told", "recorded", "none", "silent"].map(|id| how(&live, id).unwrap());
    assert_eq!(ends, [CallEnd::Told(T.plus(2_000)), CallEnd::Recorded, CallEnd::NoneLeft, CallEnd::Silent]);
    let story: Vec<_> = live.story("told").iter().map(|step| step.what).collect();
    assert_eq!(story, [Happening::Created, Happening::Released], "and what happened is still there");
    assert_eq!(live.finished(" told ").unwrap().call.began, T);
}

#[test]
fn who_was_asked_for_a_customer_who_is_gone_is_asked_no_longer() {
    let mut live = LiveCalls::default();
    begin(&mut live, "call");
    let of_agent = |event: CallEvent| CallEvent {
        party: Some(format!("{}-agent", event.call).into()),
        role: Some(PartyRole::Agent),
        agent: Person { id: Some(AgentId::new("agent")), ..Person::default() },
        ..event
    };
    hear(&mut live, 1_000, of_agent(CallEvent::new("call", Happening::Held)));
    hear(&mut live, 1_000, of_agent(CallEvent { consult: true, ..CallEvent::new("asks", Happening::Established) }));
    hear(&mut live, 2_000, CallEvent::new("call", Happening::Deleted));
    assert_eq!(how(&live, "asks"), Some(CallEnd::WithCustomer));
}

#[test]
fn so_many_are_kept_and_the_oldest_is_left_out() {
    let mut live = LiveCalls::default();
    for number in 0..=caps::FINISHED_CALLS {
        let id = format!("call-{number}");
        begin(&mut live, &id);
        live.over(&id);
    }
    assert!(live.finished("call-0").is_none() && live.finished("call-1").is_some());
}
