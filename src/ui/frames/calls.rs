//! Frames of the calls, and of one of them.

use insta::assert_snapshot;

use crate::model::{
    Board, CallDetail, CallFact, CallResult, ChatDay, Data, Finding, Lookup, NoAnswer, Payload, Person, Told, Update,
};
use crate::ui::ColourDepth;
use crate::ui::settings::Settings;
use crate::ui::testing::calls::*;
use crate::ui::testing::reports::MIDNIGHT;
use crate::ui::testing::{Desk, NOW, centre, settings};

use super::{at_sizes, drawn_at};

fn desk(prepare: impl FnOnce(&mut Board)) -> Desk {
    let mut board = centre(48);
    prepare(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("2");
    desk
}

pub(super) fn full() -> Desk {
    desk(|board| {
        data(board, NOW, all(), part(312, 312));
        know_the_call(board);
    })
}

#[test]
fn what_was_asked_before_midnight_is_not_todays_and_says_so() {
    let midnight = MIDNIGHT.plus(86_400_000);
    let at = midnight.plus(-10_000);
    let mut desk = desk(|board| {
        let Data::Calls(mut calls) = part(312, 312) else { return };
        calls.as_of = at;
        data(board, at, all(), Data::Calls(calls));
        board.apply(Update::new(at, Payload::Chat(Box::new(ChatDay::new(at, None, Vec::new())))));
    });
    for (now, calls, chats) in
        [(midnight.plus(-1), "9s ago", "9s ago"), (midnight.plus(5_000), "15s ago, before midnight", "STALE 15s")]
    {
        desk.now = now;
        let frame = desk.frame(120, 34);
        assert!(frame.contains(calls), "{frame}");
        let frame = desk.keys("1").frame(120, 34);
        assert!(frame.contains(chats), "{frame}");
        desk.keys("2");
    }
}

#[test]
fn calls_asking() {
    at_sizes("calls_asking", &desk(|board| found(board, NOW, all(), Finding::Asking)));
}

#[test]
fn calls_none() {
    assert_snapshot!("calls_none", desk(|board| data(board, NOW, all(), part(0, 0))).frame(80, 24));
}

#[test]
fn calls_refused() {
    at_sizes("calls_refused", &desk(|board| found(board, NOW, all(), refused())));
}

#[test]
fn calls_unreachable_after_some_came() {
    at_sizes(
        "calls_failing",
        &desk(|board| {
            data(board, NOW, all(), part(100, 1_240));
            found(board, NOW, all(), unreachable());
        }),
    );
}

#[test]
fn calls_loading() {
    at_sizes("calls_loading", &desk(|board| data(board, NOW, all(), part(200, 1_240))));
}

#[test]
fn calls_full() {
    let mut desk = full();
    desk.keys("jj");
    at_sizes("calls_full", &desk);
    assert_snapshot!("calls_small", desk.frame(60, 15));
    desk.keys("<right><right>/result:answered talk>5m<enter>s");
    at_sizes("calls_filtered", &desk);
}

#[test]
fn calls_narrowed() {
    let mut desk = full();
    desk.buffer(80, 24);
    desk.keys("F");
    assert_snapshot!("calls_facets", desk.frame(80, 24));
    desk.keys("<enter>jjjjj<enter>jjj<enter>");
    assert_snapshot!("calls_relays", desk.frame(80, 24));
    desk.keys("<enter>jjjjj<enter>139 8765 4321<enter>");
    assert_snapshot!("calls_narrowed", desk.frame(80, 24));
    let asked = desk.view.tabs().calls.asked.clone();
    data(&mut desk.board, NOW, Lookup::Calls(asked), part(0, 0));
    assert_snapshot!("calls_narrowed_none", desk.frame(120, 34));
}

#[test]
fn a_missed_call_names_the_agent_who_let_it_ring_and_why_others_were_not_answered() {
    let mut desk = desk(|board| {
        let Data::Calls(mut calls) = part(5, 5) else { return };
        let why =
            [NoAnswer::Busy, NoAnswer::NoSuchNumber, NoAnswer::NotAnswered, NoAnswer::Rejected, NoAnswer::NoRoute];
        for (call, why) in calls.rows.iter_mut().zip(why) {
            (call.first_rung, call.agent) = (std::mem::take(&mut call.agent), Person::default());
            call.first_agent = Person::default();
            call.result = Some(CallResult::AgentMissed);
            call.facts = vec![(CallFact::NoAnswer, Told::NoAnswer(why)), (CallFact::Billed, Told::Ms(0))];
        }
        data(board, NOW, all(), Data::Calls(calls));
    });
    at_sizes("calls_missed", &desk);
    desk.keys("/why:\"no such number\"<enter>");
    assert!(desk.text(120, 34).contains("1 of 5 match"));
}

#[test]
fn calls_in_ascii() {
    let mut desk = full();
    desk.settings = Settings { ascii: true, colours: ColourDepth::None, ..settings() };
    assert_snapshot!("calls_ascii", desk.frame(120, 34));
    desk.keys("<enter>");
    assert_snapshot!("call_ascii", desk.frame(120, 34));
}

#[test]
fn call_known_from_the_list_only() {
    let mut desk = desk(|board| data(board, NOW, all(), part(312, 312)));
    desk.keys("<enter>");
    at_sizes("call_asking", &desk);
    found(&mut desk.board, NOW, Lookup::Call(CALL.to_owned()), refused());
    at_sizes("call_refused", &desk);
}

#[test]
fn call_not_known_at_all() {
    let mut desk = desk(|board| data(board, NOW, all(), part(3, 3)));
    desk.keys("<enter>");
    // The list gives way to one of another day.
    let Data::Calls(mut fresh) = part(0, 0) else { return };
    fresh.day = fresh.day.succ_opt().unwrap();
    data(&mut desk.board, NOW, all(), Data::Calls(fresh));
    data(&mut desk.board, NOW, Lookup::Call(CALL.to_owned()), Data::Call(CallDetail::default()));
    assert_snapshot!("call_unknown", desk.frame(80, 24));
}

#[test]
fn call_full() {
    let mut desk = full();
    desk.keys("<enter>j");
    at_sizes("call_full", &desk);
    assert_snapshot!("call_small", desk.frame(60, 15));
    desk.keys("<tab>jj");
    assert_snapshot!("call_record_80x24", desk.frame(80, 24));
    assert_snapshot!("call_record_60x15", desk.frame(60, 15));
}

/// No size and no state may paint outside the screen or fail.
#[test]
fn every_size_of_calls_can_be_drawn() {
    let mut desks = vec![full(), desk(|_| {}), desk(|board| found(board, NOW, all(), refused()))];
    for keys in ["<enter>", "<enter>j<tab>j", "F", "c", "/nothing<enter>", "o", "<right>", "<enter>/xyz"] {
        let mut desk = full();
        desk.keys(keys);
        desks.push(desk);
    }
    drawn_at(
        &desks,
        &[1, 20, 60, 61, 69, 70, 75, 76, 80, 99, 100, 115, 116, 120, 150, 240],
        &[1, 2, 15, 16, 20, 24, 34, 60, 90],
    );
}
