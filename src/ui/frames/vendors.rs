//! Several vendors on one site, as a person sees them.

use insta::assert_snapshot;

use super::at_sizes;
use crate::model::{Board, Payload, Phase, Update};
use crate::ui::testing::sites::{CHINA, MOOR, alone, china, moor, site_report, three_vendors};
use crate::ui::testing::{Desk, NOW, settings};

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
    site_report(&mut board, NOW, MOOR, Phase::Stopped, Some(why));
    let mut site = china(NOW.plus(-400_000));
    site.missing = vec!["wb_human_satisfaction of 2026-11-21 at open.sobot.com: no permission (1003)".to_owned()];
    site_report(&mut board, NOW, CHINA, Phase::Live, Some(&site.missing[0].clone()));
    board.apply(Update::new(NOW, Payload::Site(Box::new(site))));
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
    site_report(&mut board, NOW, MOOR, Phase::Connecting, None);
    let mut desk = opened(board, "3");
    assert_snapshot!("vendors_waiting_together_120x34", desk.frame(120, 34));
    desk.keys("b");
    assert_snapshot!("vendors_waiting_120x34", desk.frame(120, 34));
    desk.board.apply(Update::new(NOW, Payload::Site(Box::new(moor(NOW)))));
    assert!(desk.text(120, 34).contains("a row an agent"), "another of its ways, once it has one");
}
