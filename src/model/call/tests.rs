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
