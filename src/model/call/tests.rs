use super::*;

#[test]
fn a_person_is_known_by_any_of_id_number_and_name() {
    let text = Some("x".to_owned());
    assert!(Person::default().is_no_one());
    for person in [
        Person { id: Some(AgentId::new("x")), ..Person::default() },
        Person { number: text.clone(), ..Person::default() },
        Person { name: text, ..Person::default() },
    ] {
        assert!(!person.is_no_one(), "{person:?}");
        assert_eq!(person.label(), Some("x"));
    }
}

#[test]
fn a_call_is_as_long_as_the_vendor_says_else_from_beginning_to_end() {
    let call = CallRecord { started: Some(Stamp(1_000)), ended: Some(Stamp(61_000)), ..CallRecord::default() };
    assert_eq!((call.length_ms(), call.wait_ms()), (Some(60_000), Some(60_000)));
    let told = CallRecord { total_ms: Some(59_000), bridged: Some(Stamp(5_000)), ..call.clone() };
    assert_eq!((told.length_ms(), told.wait_ms()), (Some(59_000), Some(4_000)));
    let going = CallRecord { ended: None, ..call };
    assert_eq!((going.length_ms(), going.wait_ms()), (None, None));
}

#[test]
fn after_call_work_is_told_where_each_leg_that_had_the_call_tells_it() {
    let leg = |kind, ended: i64, wrapped: Option<i64>| CallLeg {
        kind: Some(kind),
        answered: Some(Stamp(1_000)),
        ended: Some(Stamp(ended)),
        wrapped: wrapped.map(Stamp),
        ..CallLeg::default()
    };
    let of = |legs: Vec<CallLeg>| CallDetail { call: None, legs }.after_call_ms();
    let (first, passed) = (leg(LegKind::Call, 60_000, Some(90_000)), leg(LegKind::Transfer, 95_000, Some(97_000)));
    let asked = leg(LegKind::Inquiry, 50_000, None);
    let missed = CallLeg { answered: None, ..leg(LegKind::Call, 40_000, None) };
    assert_eq!(of(vec![missed.clone(), first.clone(), asked, passed]), Some(32_000));
    assert_eq!(of(vec![first, leg(LegKind::Transfer, 95_000, None)]), None, "one still works on it");
    assert_eq!(of(vec![missed]), None, "no agent had it");
}
