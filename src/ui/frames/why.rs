//! Frames of what the service level differs by.

use insta::assert_snapshot;

use super::*;
use crate::lang::Language;
use crate::model::{BusyReason, Floor, KeptHalf, Stamp, State, Tally};

/// Today's midnight at the site.
const MIDNIGHT: i64 = 52_327_000;
const HALF: i64 = 1_800_000;

/// The floor of so many agents for a whole half hour: logged in, at lunch, on a break, ready, in after-call work.
fn floor([logged_in, dining, on_break, ready, wrap_up]: [u64; 5]) -> Floor {
    let mut floor = Floor::seen(1_800_000);
    let mut note = |state, reason, agents: u64| floor.note(state, reason, agents * 1_800_000 / 10);
    note(State::Busy, Some(BusyReason::Dining), dining);
    note(State::Busy, Some(BusyReason::Break), on_break);
    note(State::Ready, None, ready);
    note(State::WrapUp, None, wrap_up);
    note(State::Talking, None, logged_in - dining - on_break - ready - wrap_up);
    floor
}

/// A half hour that began so many half hours after midnight, of that many answered, in time and lost.
fn half(nth: i64, days_ago: i64, [answered, in_time, lost]: [u64; 3], floor: Option<Floor>) -> KeptHalf {
    let tally = Tally {
        answered,
        in_time,
        timed: answered,
        wait_ms: answered * 14_000,
        talked: answered,
        talk_ms: answered * 215_000,
        lost,
        short: 3,
        ..Tally::default()
    };
    let from: Stamp = NOW.plus(-MIDNIGHT + nth * HALF - days_ago * 86_400_000);
    KeptHalf { from, within_ms: 20_000, short_ms: 5_000, tally, floor }
}

/// Ten agents too few at lunch, beside a week ago and an hour ago.
fn desk(halves: Vec<KeptHalf>) -> Desk {
    let mut board = centre(48);
    report(&mut board, NOW, SourceId::Calls, Phase::Live, None);
    apply(&mut board, NOW, Payload::Totals(halves));
    let mut desk = Desk::new(board, settings());
    desk.keys("w");
    desk
}

fn lunch() -> Desk {
    desk(vec![
        half(28, 0, [92, 58, 12], Some(floor([270, 71, 20, 6, 36]))),
        half(26, 0, [97, 84, 3], Some(floor([272, 12, 24, 41, 38]))),
        half(28, 7, [101, 88, 2], Some(floor([274, 10, 26, 38, 35]))),
    ])
}

#[test]
fn parts_stand_the_largest_first_with_what_was_measured() {
    let mut desk = lunch();
    for (width, height) in [(80, 24), (120, 34), (240, 67)] {
        assert_snapshot!(format!("why_{width}x{height}"), desk.frame(width, height));
    }
    let week = desk.text(120, 34);
    assert!(week.contains("14:00-14:30") && week.contains("2026-11-14"), "{week}");
    desk.keys("b");
    assert_snapshot!("why_hour_120x34", desk.frame(120, 34));
    assert!(desk.text(120, 34).contains("13:00-13:30"));
    desk.keys("b");
    assert_eq!(desk.text(120, 34), week);
}

#[test]
fn parts_in_chinese() {
    let mut desk = lunch();
    desk.settings.language = Language::Chinese;
    for (width, height) in [(80, 24), (120, 34), (240, 67)] {
        assert_snapshot!(format!("why_chinese_{width}x{height}"), desk.frame(width, height));
    }
}

#[test]
fn what_was_not_seen_is_said_and_what_is_not_kept_too() {
    let unseen =
        desk(vec![half(28, 0, [92, 58, 12], None), half(28, 7, [101, 88, 2], Some(floor([270, 10, 26, 38, 35])))]);
    assert_snapshot!("why_unseen_120x34", unseen.frame(120, 34));
    assert!(unseen.text(120, 34).contains("No board saw the agents of 2026-11-21 14:00-14:30"));
    let alone = desk(vec![half(28, 0, [92, 58, 12], None)]);
    let said = alone.text(120, 34);
    assert!(said.contains("Of 2026-11-14 14:00-14:30 no total is kept."), "{said}");
    assert!(!said.contains("is over"), "{said}");
    let early = desk(vec![half(27, 0, [92, 58, 12], None), half(27, 7, [101, 88, 2], None)]).text(120, 34);
    assert!(
        early.contains("2026-11-21 14:00-14:30 is over, and the records do not tell of all its calls yet."),
        "{early}"
    );
    let none = desk(Vec::new()).text(120, 34);
    assert!(none.contains("No half hour of today is known whole yet."), "{none}");
    let other = KeptHalf { within_ms: 30_000, ..half(28, 7, [101, 88, 2], None) };
    let said = desk(vec![half(28, 0, [92, 58, 12], None), other]).text(120, 34);
    assert!(said.contains("was kept by another definition"), "{said}");
}
