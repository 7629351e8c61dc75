//! The chats, as a person sees them.

use insta::assert_snapshot;

use super::at_sizes;
use crate::model::{Board, ChatBy, Failure, Finding, Found, Lookup, Payload, Phase, SourceId, Update};
use crate::ui::testing::chat::chats_with_metrics;
use crate::ui::testing::{Desk, NOW, centre, crowd, report, settings};

fn opened(board: Board, keys: &str) -> Desk {
    let mut desk = Desk::new(board, settings());
    desk.keys("3").keys(keys);
    desk
}

#[test]
fn chats() {
    at_sizes("chat_full", &opened(chats_with_metrics(), ""));
    assert_snapshot!("chat_full_60x15", opened(chats_with_metrics(), "jj").frame(60, 15));
}

#[test]
fn chats_of_a_vendor_with_few_figures() {
    assert_snapshot!("chat_typed_120x34", opened(centre(48), "").frame(120, 34));
}

#[test]
fn skill_groups() {
    let mut desk = opened(chats_with_metrics(), "b");
    desk.skill_groups();
    at_sizes("chat_skills_rows", &desk);
    desk.keys("b");
    at_sizes("chat_skills", &desk);
}

#[test]
fn columns_to_choose() {
    assert_snapshot!("chat_columns_120x34", opened(chats_with_metrics(), "cjjj").frame(120, 34));
    assert_snapshot!("chat_columns_80x24", opened(chats_with_metrics(), "cjjjjjjjjjjjjj").frame(80, 24));
}

#[test]
fn nothing_yet_and_nothing_at_all() {
    let mut board = crowd(8);
    report(&mut board, NOW, SourceId::Chat, Phase::Live, None);
    at_sizes("chat_waiting", &opened(board, ""));
    let mut board = crowd(8);
    report(&mut board, NOW, SourceId::Chat, Phase::Off, Some("chat statistics are not configured"));
    assert_snapshot!("chat_off_80x24", opened(board, "").frame(80, 24));
}

#[test]
fn a_way_that_is_refused_or_waited_for_leaves_the_other_alone() {
    let mut desk = opened(chats_with_metrics(), "b");
    assert_snapshot!("chat_asking_120x34", desk.frame(120, 34));
    let sentence = "POST /chat-static-api at sg.sobot.io calls the request wrong (222000): search_way is not allowed";
    let failure = Failure { problem: sentence.into(), refused: true, again: None, absent: false };
    let found = Found { lookup: Lookup::Chat(ChatBy::SkillGroup), finding: Finding::Failed(failure) };
    desk.board.apply(Update::new(NOW, Payload::Found(Box::new(found))));
    at_sizes("chat_refused", &desk);
    desk.keys("bb");
    assert!(desk.text(120, 34).contains("a row an agent"));
}
