//! Frames of AI sessions, and of one of them.

use insta::assert_snapshot;

use crate::model::{AiAsked, AiField, Board, Data, Lookup, Phase, SourceId};
use crate::ui::ColourDepth;
use crate::ui::settings::Settings;
use crate::ui::testing::ai::*;
use crate::ui::testing::calls::{data, found, unreachable};
use crate::ui::testing::{Desk, NOW, centre, report, settings};

use super::{at_sizes, drawn_at};

fn desk(prepare: impl FnOnce(&mut Board)) -> Desk {
    let mut board = sessions_centre();
    prepare(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("4");
    desk
}

fn full() -> Desk {
    desk(know_the_sessions)
}

fn every() -> Lookup {
    Lookup::AiRecords(AiAsked::default())
}

#[test]
fn ai_opens_with_what_the_board_has() {
    at_sizes("ai_asking", &desk(|_| {}));
}

#[test]
fn ai_without_anything_yet() {
    let mut board = Board::new();
    for source in [SourceId::Agents, SourceId::Chat, SourceId::Ai] {
        report(&mut board, NOW, source, Phase::Off, Some("not configured"));
    }
    let mut desk = Desk::new(board, settings());
    desk.keys("4");
    assert_snapshot!("ai_unconfigured", desk.frame(80, 24));
    let mut desk = Desk::new(Board::new(), settings());
    desk.keys("4");
    let starting = desk.frame(80, 24);
    assert!(starting.contains("starting") && !starting.contains("configured"), "{starting}");
    let mut desk = self::desk(|_| {});
    desk.keys("F<enter><enter><esc>");
    assert_snapshot!("ai_narrowed_asking", desk.frame(120, 34));
}

#[test]
fn ai_refused() {
    at_sizes(
        "ai_refused",
        &desk(|board| {
            for lookup in [every(), Lookup::AiFunnel(AiAsked::default()), Lookup::AiChoices] {
                found(board, NOW, lookup, refused());
            }
        }),
    );
}

#[test]
fn ai_failing_after_some_came() {
    at_sizes(
        "ai_failing",
        &desk(|board| {
            know_the_sessions(board);
            for lookup in [every(), Lookup::AiFunnel(AiAsked::default())] {
                found(board, NOW, lookup, unreachable());
            }
        }),
    );
}

#[test]
fn ai_partly_counted() {
    at_sizes(
        "ai_partly",
        &desk(|board| {
            data(board, NOW, every(), sessions(100, 402));
            let mut found = tenant_choices();
            found.missing = vec![
                "the labels of ratings: the vendor refuses this (999999): internal error".into(),
                "the audiences: the vendor refuses this (999999): internal error".into(),
            ];
            found.zones[0].key = "Asia/Tokyo".to_owned();
            found.zones[0].label = "GMT+09:00 Tokyo".to_owned();
            data(board, NOW, Lookup::AiChoices, Data::AiChoices(found));
            funnel(board, NOW, asked(&[(AiField::Robot, "18")]), totals(215, 201, 61, 58));
        }),
    );
}

#[test]
fn ai_full() {
    let mut desk = full();
    desk.keys("j");
    at_sizes("ai_full", &desk);
    assert_snapshot!("ai_small", desk.frame(60, 15));
    desk.keys("<tab>jj");
    at_sizes("ai_records", &desk);
    assert_snapshot!("ai_records_60x15", desk.frame(60, 15));
    desk.keys("bb");
    assert_snapshot!("ai_reasons", desk.frame(120, 34));
    desk.keys("<tab>/person:yes<enter>s");
    assert_snapshot!("ai_filtered", desk.frame(120, 34));
}

#[test]
fn ai_narrowed() {
    let mut desk = full();
    desk.buffer(80, 24);
    desk.keys("j<enter>");
    let narrowed = asked(&[(AiField::Robot, "15")]);
    let rows = (0..312).map(session).filter(|session| session.robot.as_deref() == Some("Cards bot"));
    data(&mut desk.board, NOW, Lookup::AiRecords(narrowed), only(rows.collect()));
    at_sizes("ai_narrowed", &desk);
    desk.keys("F");
    at_sizes("ai_facets", &desk);
    desk.keys("<enter>");
    assert_snapshot!("ai_robots", desk.frame(80, 24));
    desk.keys("<esc>jjjjjjjj<enter><enter><esc>");
    let narrowed = asked(&[(AiField::Robot, "15"), (AiField::Handed, "1")]);
    data(&mut desk.board, NOW, Lookup::AiRecords(narrowed.clone()), only(Vec::new()));
    funnel(&mut desk.board, NOW, narrowed, totals(0, 0, 0, 0));
    at_sizes("ai_narrowed_none", &desk);
    assert_snapshot!("ai_narrowed_60x15", desk.frame(60, 15));
}

#[test]
fn ai_in_ascii() {
    let mut desk = full();
    desk.settings = Settings { ascii: true, colours: ColourDepth::None, ..settings() };
    assert_snapshot!("ai_ascii", desk.frame(120, 34));
}

fn with_long() -> Desk {
    desk(|board| {
        know_the_sessions(board);
        data(board, NOW.plus(-2_000), every(), only(vec![long_session()]));
        data(board, NOW, crate::ui::state::tabs::ai::one(SESSION), only(vec![long_session()]));
    })
}

#[test]
fn ai_session() {
    let mut desk = with_long();
    desk.keys("<tab>");
    desk.buffer(80, 24);
    desk.keys("G<enter>");
    at_sizes("ai_session", &desk);
    assert_snapshot!("ai_session_60x15", desk.frame(60, 15));
    desk.keys("G");
    assert_snapshot!("ai_session_end_80x24", desk.frame(80, 24));
}

#[test]
fn ai_session_from_the_list_only() {
    let mut desk = full();
    desk.keys("<tab><enter>");
    assert_snapshot!("ai_session_asking", desk.frame(120, 34));
    found(&mut desk.board, NOW, crate::ui::state::tabs::ai::one(SESSION), refused());
    assert_snapshot!("ai_session_refused", desk.frame(80, 24));
}

/// No size and no state may paint outside the screen or fail.
#[test]
fn every_size_of_ai_can_be_drawn() {
    let mut bare = Desk::new(centre(48), settings());
    bare.keys("4");
    let mut desks = vec![full(), desk(|_| {}), with_long(), bare];
    for keys in
        ["<enter>", "<tab><enter>", "<tab>G<enter>", "F", "F<enter>", "c", "/nothing<enter>", "<tab><right>", "b"]
    {
        let mut desk = full();
        desk.keys(keys);
        desks.push(desk);
    }
    drawn_at(
        &desks,
        &[1, 20, 60, 61, 75, 76, 80, 110, 115, 116, 120, 150, 240],
        &[1, 2, 15, 16, 18, 20, 21, 24, 34, 60, 90],
    );
}
