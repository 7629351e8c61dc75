//! Frames of today's calls: their figures on the board and on the wall, the calls behind one, and why there are none.

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use super::{at_sizes, drawn_at};
use crate::model::{Board, Extent, Matching, Payload, Phase, SourceId};
use crate::ui::testing::calls::{calls_centre, todays};
use crate::ui::testing::{Desk, NOW, apply, centre, report, settings};

/// The calls behind *lost*.
pub(super) fn opened() -> Desk {
    let mut desk = Desk::new(calls_centre(), settings());
    desk.keys("<tab>ll<enter>");
    desk
}

fn on_the_wall(name: &str, desk: &Desk) {
    const SIZES: [(u16, u16); 4] = [(80, 24), (120, 34), (200, 60), (240, 67)];
    for ((width, height), frame) in SIZES.into_iter().zip(desk.frames(&SIZES)) {
        assert_snapshot!(format!("{name}_{width}x{height}"), frame);
    }
}

/// A centre whose records do not make figures.
fn without(prepare: impl FnOnce(&mut Board)) -> Board {
    let mut board = centre(48);
    prepare(&mut board);
    board.take_touched();
    board
}

fn in_part() -> Board {
    without(|board| {
        report(board, NOW.plus(-60_000), SourceId::Calls, Phase::Live, None);
        let since = Some(NOW.plus(-4_327_000));
        apply(board, NOW, todays(117, Extent { whole: false, since, total: Some(6_400) }, NOW));
    })
}

fn refused() -> Board {
    let error = "the vendor refuses call records (403): give the tenant the right to the talk list";
    without(|board| report(board, NOW, SourceId::Calls, Phase::Stopped, Some(error)))
}

#[test]
fn todays_calls_come_first_and_agents_counters_under_their_own_name() {
    at_sizes("today", &Desk::new(calls_centre(), settings()));
    let mut desk = Desk::new(calls_centre(), settings());
    desk.keys("<tab>z");
    at_sizes("today_zoomed", &desk);
    desk.keys("zG");
    assert_snapshot!("today_last_80x24", desk.frame(80, 24));
    let mut desk = Desk::new(calls_centre(), settings());
    desk.keys("?/service<enter>");
    let help = desk.text(80, 24);
    assert!(help.contains("service level") && help.contains("80 % within 45 s"), "{help}");
}

#[test]
fn todays_calls_on_the_wall() {
    on_the_wall("today_wall", &wall(calls_centre(), wall_settings()));
    on_the_wall("today_wall_refused", &wall(refused(), wall_settings()));
}

#[test]
fn where_calls_are_not_told_the_board_says_why_and_calls_nothing_by_their_name() {
    at_sizes("today_in_part", &Desk::new(in_part(), settings()));
    at_sizes("today_refused", &Desk::new(refused(), settings()));
    for board in [in_part(), refused()] {
        let desk = Desk::new(board, settings());
        for size in [(80, 24), (120, 34), (200, 60)] {
            let text = desk.text(size.0, size.1);
            assert!(text.contains("call records: ") && text.contains("agent answers"), "{text}");
            assert!(!text.contains(" lost ") && !text.contains("service level"), "{text}");
        }
    }
    let plain = Desk::new(centre(48), settings()).text(120, 34);
    assert!(!plain.contains("call records"), "not configured takes no room: {plain}");
}

#[test]
fn figures_of_calls_say_their_age_from_a_minute_on_and_are_dimmed_past_their_limit() {
    let mut desk = Desk::new(calls_centre(), settings());
    let today = |desk: &Desk| desk.text(120, 34).lines().nth(1).unwrap().to_owned();
    assert!(!today(&desk).contains("ago"), "{}", today(&desk));
    desk.listen(55);
    assert!(today(&desk).contains("calls 1m ago"), "{}", today(&desk));
    desk.listen(120);
    assert!(today(&desk).contains("calls  STALE 3m"), "{}", today(&desk));
    at_sizes("today_stale", &desk);
}

#[test]
fn how_fast_calls_are_answered_stands_beside_their_figures() {
    let mut desk = Desk::new(calls_centre(), settings());
    let ledger = desk.board.ledger().unwrap();
    let average = ledger.figures().speed_of_answer_ms().and_then(|ms| i64::try_from(ms).ok());
    assert!(average.is_some() && average < ledger.longest_ms());
    let [average, longest] = [average, ledger.longest_ms()].map(|ms| crate::ui::text::duration(ms, ""));
    let told = format!("speed of answer: {average} on average, {longest} at most, from the call's start");
    desk.keys("<tab>z");
    for size in [(80, 24), (120, 34), (200, 60)] {
        assert!(desk.text(size.0, size.1).contains(&told), "{told}: {}", desk.text(size.0, size.1));
    }
    desk.keys("zl<enter>");
    assert!(desk.text(120, 34).contains(&told), "of the answered calls: {}", desk.text(120, 34));
}

#[test]
fn why_still_lost_is_unknown_stands_beside_what_the_mark_of_a_contradiction_means() {
    let mut board = super::truth::contradictory();
    report(&mut board, NOW.plus(-60_000), SourceId::Calls, Phase::Live, None);
    let whole = Extent { whole: true, since: None, total: Some(312) };
    let Payload::Calls(mut news) = todays(312, whole, NOW) else { panic!() };
    news.matching = Matching::Off("voice".into());
    apply(&mut board, NOW, Payload::Calls(news));
    board.take_touched();
    let desk = Desk::new(board, settings());
    for size in [(120, 34), (200, 60)] {
        let frame = desk.text(size.0, size.1);
        let both =
            frame.contains("contradictory data: see Health") && frame.contains("still lost: match_callers is off");
        assert!(both, "{frame}");
    }
}

#[test]
fn the_calls_behind_a_figure() {
    at_sizes("today_opened", &opened());
    let mut desk = opened();
    desk.keys("/result:missed<enter>");
    assert_snapshot!("today_opened_filtered_80x24", desk.frame(80, 24));
    let mut desk = opened();
    desk.keys("<enter>");
    assert_snapshot!("today_opened_call_120x34", desk.frame(120, 34));
}

/// No size may paint outside the screen or fail.
#[test]
fn every_size_of_todays_calls_can_be_drawn() {
    let mut desks = vec![opened()];
    for (board, keys) in [
        (calls_centre(), ""),
        (calls_centre(), "<tab>z"),
        (calls_centre(), "<tab>G"),
        (in_part(), "<tab>z"),
        (refused(), "<tab>"),
    ] {
        let mut desk = Desk::new(board, settings());
        desk.keys(keys);
        desks.push(desk);
    }
    desks.push(wall(calls_centre(), wall_settings()));
    drawn_at(
        &desks,
        &[1, 20, 60, 61, 71, 72, 80, 99, 110, 117, 120, 150, 240],
        &[1, 2, 15, 16, 20, 24, 28, 34, 38, 60, 90],
    );
}
