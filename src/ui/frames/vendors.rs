//! Several vendors on one site, as a person sees them.

use insta::assert_snapshot;

use super::at_sizes;
use crate::model::{Board, Payload, Phase, SourceId, Update};
use crate::ui::Effect;
use crate::ui::testing::platforms::{CHINA, MOOR, alone, china, moor, platform_report, three_vendors};
use crate::ui::testing::{Desk, NOW, report, settings};

fn opened(board: Board, keys: &str) -> Desk {
    let mut desk = Desk::new(board, settings());
    desk.keys(keys);
    desk
}

#[test]
fn the_chat_view_of_three_vendors() {
    let mut desk = opened(three_vendors(), "3");
    at_sizes("vendors_together", &desk);
    desk.keys("bbbb");
    at_sizes("vendors_people", &desk);
    desk.keys("b");
    at_sizes("vendors_trend", &desk);
    desk.keys("b");
    at_sizes("vendors_figures", &desk);
    desk.keys("b");
    assert!(desk.text(120, 34).contains("[together]"), "and round again");
}

#[test]
fn the_chat_view_of_one_vendor() {
    at_sizes("vendor_china", &opened(alone(CHINA), "3"));
    at_sizes("vendor_moor", &opened(alone(MOOR), "3"));
}

#[test]
fn the_boards_of_one_and_of_three_vendors() {
    at_sizes("board_three_vendors", &opened(three_vendors(), ""));
    at_sizes("board_china", &opened(alone(CHINA), ""));
    at_sizes("board_moor", &opened(alone(MOOR), ""));
}

/// One vendor fails, one is stale and answers in part.
fn troubled() -> Board {
    let mut board = three_vendors();
    let why = "POST /openapi/im-report/agent/workload at v7openapi.7moor.com refuses the signature (401): this \
               machine's clock is 7 min ahead of the vendor's; set it right";
    platform_report(&mut board, NOW, MOOR, Phase::Stopped, Some(why));
    let mut platform = china(NOW.plus(-400_000));
    let why = "wb_human_satisfaction of 2026-11-21 at open.sobot.com: no permission (1003)";
    platform.missing = vec![why.into()];
    platform_report(&mut board, NOW, CHINA, Phase::Live, Some(why));
    board.apply(Update::new(NOW, Payload::Platform(Box::new(platform))));
    board
}

#[test]
fn vendors_in_trouble_say_so_and_leave_the_others_alone() {
    let mut desk = opened(troubled(), "3");
    at_sizes("vendors_troubled", &desk);
    desk.keys("bbbb");
    assert_snapshot!("vendors_troubled_people_120x34", desk.frame(120, 34));
    desk.keys("bb");
    assert_snapshot!("vendors_troubled_figures_120x34", desk.frame(120, 34));
    at_sizes("board_vendors_troubled", &opened(troubled(), ""));
}

#[test]
fn a_vendor_that_has_not_answered_yet() {
    let mut board = alone(CHINA);
    platform_report(&mut board, NOW, MOOR, Phase::Connecting, None);
    let mut desk = opened(board, "3");
    assert_snapshot!("vendors_waiting_together_120x34", desk.frame(120, 34));
    desk.keys("b");
    assert_snapshot!("vendors_waiting_120x34", desk.frame(120, 34));
    desk.board.apply(Update::new(NOW, Payload::Platform(Box::new(moor(NOW)))));
    assert!(desk.text(120, 34).contains("a row an agent"), "another of its ways, once it has one");
}

#[test]
fn a_file_of_figures_in_several_units_says_each_rows() {
    let mut desk = opened(alone(CHINA), "3");
    desk.keys("e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "Figure,Group,Today,Yesterday,Change,Unit");
    assert_eq!(lines[1], "sessions,sessions,640,1180,-540,");
    assert!(lines.iter().any(|line| line.starts_with("length,people,312,298,14,s")), "{text}");
    assert!(lines.iter().any(|line| line.starts_with("rated,satisfaction,55,52,3,%")), "{text}");
}

#[test]
fn trouble_with_sessions_is_said_beside_trouble_with_chats() {
    let mut board = three_vendors();
    for (source, error) in [(SourceId::Chat, "chats: refused"), (SourceId::Ai, "sessions: refused")] {
        report(&mut board, NOW, source, Phase::Live, Some(error));
    }
    let shown = opened(board, "3").text(120, 34);
    assert!(shown.contains("Sobot: chats: refused") && shown.contains("Sobot: sessions: refused"), "{shown}");
}

#[test]
fn who_has_not_answered_is_not_said_to_have_no_such_figure() {
    let mut board = alone(CHINA);
    platform_report(&mut board, NOW, MOOR, Phase::Connecting, None);
    let shown = opened(board, "3").text(120, 34);
    assert!(shown.contains("7moor has not answered yet") && !shown.contains("7moor does not tell"), "{shown}");
}
