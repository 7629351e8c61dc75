//! Frames of calls as they happen.

use insta::assert_snapshot;

use super::*;
use crate::lang::Language;
use crate::model::{CallEvent, Happening, PartyRole};
use crate::ui::state::Effect;
use crate::ui::testing::live;

fn desk(board: Board, keys: &str) -> Desk {
    let mut desk = Desk::new(board, settings());
    desk.keys(keys);
    desk.settle();
    desk
}

fn some(keys: &str) -> Desk {
    desk(live::in_progress(), keys)
}

fn chinese(mut desk: Desk) -> Desk {
    desk.settings.language = Language::Chinese;
    desk
}

/// Where each of these stands in a text, in the order in which they stand there.
fn in_order(text: &str, words: &[&str]) -> bool {
    let places: Vec<_> = words.iter().map(|word| text.find(word)).collect();
    places.iter().all(Option::is_some) && places.is_sorted()
}

#[test]
fn who_waits_stands_first_and_each_call_says_where_it_is_and_since_when() {
    let desk = some("C");
    at_sizes("live_calls", &desk);
    let frame = desk.text(120, 34);
    let masked = ["139****0002", "139****0003", "139****0001"];
    assert!(in_order(&frame, &masked), "the longest wait, the next, and then the longest call: {frame}");
    assert!(frame.contains("menu or queue") && frame.contains("01:35"), "{frame}");
    assert!(frame.contains("in part") && frame.contains("whole"), "{frame}");
    assert_snapshot!("live_calls_chinese_120x34", chinese(some("C")).frame(120, 34));
}

#[test]
fn an_empty_list_says_why() {
    let mut silent = live::listening();
    live::event(&mut silent, -500_000, CallEvent::new("1", Happening::Created));
    live::event(&mut silent, -400_000, CallEvent::new("1", Happening::Deleted));
    for (board, why) in [
        (centre(48), "callbacks are not listened for"),
        (live::listening(), "no callback of a call has come yet"),
        (silent, "no call is in progress"),
    ] {
        for size in [(80, 24), (120, 34)] {
            let frame = desk(board.clone(), "C").text(size.0, size.1);
            assert!(frame.contains(why), "{why}: {frame}");
        }
    }
}

#[test]
fn the_list_is_filtered_and_written_with_masked_numbers() {
    let mut desk = some("C/waits>=0<enter>");
    let frame = desk.text(120, 34);
    assert!(frame.contains("2 of 5 match waits>=0") && !frame.contains("139****0001"), "{frame}");
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!((name.as_str(), text.lines().count()), ("live-calls", 3), "{text}");
    assert!(text.starts_with("Customer,State,For (s),Waits (s),With,Seen,Relay number"), "{text}");
    assert!(text.contains("139****0002,menu or queue,95,95,"), "{text}");
}

#[test]
fn one_call_says_its_parties_and_its_story_and_goes_on_as_it_goes() {
    let mut desk = some("C/state:talking seen:whole<enter><enter>");
    at_sizes("live_call", &desk);
    assert_snapshot!(
        "live_call_chinese_120x34",
        chinese(some("C/state:talking seen:whole<enter><enter>")).frame(120, 34)
    );
    let name = live_name();
    let frame = desk.text(120, 60);
    assert!(in_order(&frame, &["What happened", "created", "robot: established", "robot: released"]), "{frame}");
    assert!(frame.contains(&format!("{name}: ringing")), "{frame}");
    assert!(frame.contains("nothing, as far as can be told"), "{frame}");
    live::event(
        &mut desk.board,
        1_000,
        live::of_party(live::TALKING, Happening::Held, "customer", PartyRole::Customer),
    );
    desk.now = NOW.plus(4_000);
    desk.note();
    let frame = desk.text(120, 60);
    assert!(frame.contains("on hold for 00:03") && frame.contains("customer: held"), "{frame}");
}

fn live_name() -> String {
    centre(48).agent(3).unwrap().label().to_owned()
}

#[test]
fn a_call_that_is_over_says_how_it_ended_and_where_its_record_is() {
    let mut told = some("C/state:talking seen:whole<enter><enter>");
    live::end(&mut told.board, 2_000);
    told.now = NOW.plus(5_000);
    told.note();
    let frame = told.text(120, 60);
    assert!(frame.contains("Ended") && frame.contains("14:32:09"), "{frame}");
    assert!(frame.contains("enter opens its record"), "no records are read, so the vendor is asked: {frame}");
    let mut unseen = some("C/state:talking seen:whole<enter><enter>");
    let ended = crate::model::Callback::Ended(live::TALKING.into(), NOW);
    apply(&mut unseen.board, NOW.plus(2_000), Payload::Pushed(vec![ended]));
    unseen.note();
    let frame = unseen.text(120, 60);
    assert!(frame.contains("ended unseen: no callback told it, its record did"), "{frame}");
}

#[test]
fn what_was_missed_of_a_call_is_said() {
    let frame = some("C/seen:\"in part\"<enter><enter>").text(200, 60);
    assert!(frame.contains("its beginning: it was under way when it was first heard of"), "{frame}");
    assert!(frame.contains("a callback of "), "that it rang was not told: {frame}");
}

#[test]
fn an_agents_page_has_the_call_as_it_goes() {
    let number = centre(48).agent(3).unwrap().number.clone().unwrap();
    let open = format!("/number={number}<enter><enter>");
    at_sizes("agent_with_a_live_call", &some(&open));
    for size in SIZES {
        let frame = some(&open).text(size.0, size.1);
        assert!(in_order(&frame, &["its call now", "talking 02:12", "queue 00:10", "robot 00:45"]), "{frame}");
    }
    let frame = some(&format!("{open}v")).text(120, 60);
    assert!(frame.contains("What happened"), "{frame}");
}

#[test]
fn what_a_robot_said_is_on_the_page_of_the_calls_record() {
    let mut desk = some("C/state:talking seen:whole<enter><enter>");
    live::end(&mut desk.board, 2_000);
    desk.now = NOW.plus(5_000);
    desk.note();
    desk.keys("<enter>");
    at_sizes("call_with_a_robots_dialogue", &desk);
    let frame = desk.text(200, 60);
    assert!(in_order(&frame, &["a lost card", "What was said", "您好", "connecting you"]), "{frame}");
    assert!(frame.contains("138****1234"), "a number that was said is masked: {frame}");
}

#[test]
fn no_planted_number_is_on_any_of_these_pages() {
    let number = centre(48).agent(3).unwrap().number.clone().unwrap();
    let pages = [
        "C".to_owned(),
        "C<enter>".to_owned(),
        "C/state:talking<enter><enter>".to_owned(),
        format!("/number={number}<enter><enter>"),
    ];
    for keys in pages {
        for size in SIZES {
            for desk in [some(&keys), chinese(some(&keys))] {
                let frame = desk.text(size.0, size.1);
                assert!(live::PLANTED.iter().all(|number| !frame.contains(number)), "{keys}: {frame}");
            }
        }
    }
}

#[test]
fn no_size_is_too_small() {
    let desks = ["C", "C<enter>", "C/seen:whole state:talking<enter><enter>"].map(some);
    drawn_at(&desks, &[20, 60, 61, 76, 100, 150, 151, 240], &[8, 15, 16, 24, 60]);
}
