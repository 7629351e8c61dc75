//! Who is in the menu still, by the keys that callers press.

use super::*;
use crate::model::live::Menus;

fn created(call: &str, relay: &str) -> CallEvent {
    CallEvent { relay: Some(relay.into()), ..CallEvent::new(call, Happening::Created) }
}

fn key(call: &str) -> CallEvent {
    customers(call, Happening::KeyPressed)
}

/// Calls of a number that are over, one after the other: a key after 4 s where there is one, an agent after 9.
fn past(live: &mut LiveCalls, relay: &str, from: i64, with_key: &[bool]) {
    for (nth, with_key) in (0..).zip(with_key) {
        let (from, call) = (from + nth * 30, format!("past-{relay}-{from}-{nth}"));
        tell(live, from, created(&call, relay));
        if *with_key {
            tell(live, from + 4, key(&call));
        }
        tell(live, from + 9, agents(&call, Happening::Ringing, "a"));
        tell(live, from + 11, agents(&call, Happening::Established, "a"));
        tell(live, from + 20, customers(&call, Happening::Released));
    }
}

/// One that knows the menu of a number: one key leads out of it.
fn learned() -> LiveCalls {
    let mut live = LiveCalls::default();
    past(&mut live, "400-1", 0, &[true; 3]);
    assert!(live.is_empty());
    live
}

#[test]
fn a_caller_in_the_menu_does_not_wait_and_waits_from_the_key_that_led_out() {
    let mut live = learned();
    tell(&mut live, 100, created("c", "400-1"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Menu, 100), None));
    assert_eq!((live.by_events().elsewhere, live.by_events().menu_or_queue), (1, 0));
    tell(&mut live, 104, key("c"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 104), Some(104)));
    tell(&mut live, 110, agents("c", Happening::Ringing, "a"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Ringing, 110), Some(104)));
    assert_eq!(live.get("c").unwrap().spent(), [(Stage::Menu, 4_000), (Stage::Queue, 6_000)]);
    assert_ne!(live.by_events().apart, Apart::Surely, "an event of a key may be lost");
}

#[test]
fn as_long_as_no_key_was_pressed_a_call_waits_from_its_beginning_and_then_it_is_not_known() {
    let mut live = begun();
    assert_eq!(waits(&live), Some(0));
    tell(&mut live, 5, CallEvent::new("d", Happening::Created));
    tell(&mut live, 8, key("d"));
    assert_eq!((stage(&live).0, waits(&live)), (Stage::Begun, None));
    let ByEvents { without_agent, elsewhere, menu_or_queue, .. } = live.by_events();
    assert_eq!((without_agent, elsewhere, menu_or_queue), (2, 0, 2));
    assert!(live.get("c").unwrap().may_be_in_menu());
    tell(&mut live, 9, agents("c", Happening::Ringing, "a"));
    assert_eq!((waits(&live), live.by_events().menu_or_queue), (Some(0), 1), "it rings");
}

#[test]
fn a_number_at_which_calls_ring_without_a_key_has_no_menu_whatever_others_have() {
    let mut live = learned();
    past(&mut live, "400-2", 0, &[false; 3]);
    tell(&mut live, 100, created("c", "400-2"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Begun, 100), Some(100)));
    assert_eq!(live.by_events().menu_or_queue, 0);
}

#[test]
fn what_is_learned_moves_calls_that_are_there_already() {
    let mut live = LiveCalls::default();
    past(&mut live, "400-1", 0, &[true; 2]);
    tell(&mut live, 55, created("c", "400-1"));
    assert!(live.get("c").unwrap().may_be_in_menu());
    past(&mut live, "400-1", 60, &[true]);
    assert_eq!(stage(&live), (Stage::Menu, 55));
    assert!(live.get("c").unwrap().spent().is_empty(), "it was nowhere else");
    // One that rings without a key: the menu can be left in two ways.
    past(&mut live, "400-1", 90, &[false]);
    assert!(live.get("c").unwrap().may_be_in_menu());
}

#[test]
fn a_key_that_was_missed_is_a_gap() {
    let mut live = learned();
    assert_eq!(live.past().whole_in_a_row, 3);
    past(&mut live, "400-1", 100, &[false]);
    assert_eq!(live.past().whole_in_a_row, 0);
}

#[test]
fn at_the_number_of_a_bot_the_time_before_it_is_the_menus() {
    let mut live = learned();
    for call in ["x", "y", "z"] {
        tell(&mut live, 10, created(call, "400-3"));
        tell(&mut live, 15, bots(call, Happening::Established));
        tell(&mut live, 40, customers(call, Happening::Released));
    }
    tell(&mut live, 100, created("c", "400-3"));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Menu, 100), None));
    tell(&mut live, 105, bots("c", Happening::Established));
    tell(&mut live, 130, bots("c", Happening::Released));
    assert_eq!((stage(&live), waits(&live)), ((Stage::Queue, 130), Some(130)));
}

#[test]
fn keys_of_agents_and_those_told_twice_do_not_count() {
    let mut live = learned();
    tell(&mut live, 100, created("c", "400-1"));
    tell(&mut live, 102, agents("c", Happening::KeyPressed, "a"));
    assert_eq!(stage(&live).0, Stage::Menu);
    let mut untold = begun();
    tell(&mut untold, 1, agents("c", Happening::KeyPressed, "a"));
    assert_eq!((waits(&untold), &untold.past().menus), (Some(0), &Menus::default()));
    past(&mut live, "400-4", 0, &[true; 3]);
    tell(&mut live, 200, created("d", "400-4"));
    for _ in 0..2 {
        tell(&mut live, 204, key("d"));
    }
    assert_eq!(live.get("d").unwrap().waits_since(), Some(T.plus(204_000)));
}

#[test]
fn one_who_is_told_again_knows_the_same() {
    let mut live = learned();
    tell(&mut live, 100, created("c", "400-1"));
    let mut again = LiveCalls::default();
    tell_again(&live, &mut again);
    tell(&mut again, 101, created("d", "400-1"));
    assert_eq!((again.get("c").unwrap().stage, again.get("d").unwrap().stage), (Stage::Menu, Stage::Menu));
}
