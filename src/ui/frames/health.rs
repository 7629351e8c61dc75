//! Frames of how everything stands.

use insta::assert_snapshot;

use super::{at_sizes, drawn_at};
use crate::model::{Board, Data, Finding, Lookup};
use crate::ui::settings::Settings;
use crate::ui::testing::calls::{data, found, unreachable};
use crate::ui::testing::health::*;
use crate::ui::testing::{Desk, NOW, centre, settings};
use crate::ui::{ColourDepth, Written};

fn desk(board: Board) -> Desk {
    let mut desk = Desk::new(board, settings());
    desk.keys("6");
    desk
}

pub(super) fn full() -> Desk {
    let mut board = troubled();
    with_machinery(&mut board);
    let mut desk = desk(board);
    desk.view.wrote(Written { bytes: 1_204_311, frames: 3_204, ..Written::default() });
    desk
}

#[test]
fn health_full() {
    let mut desk = full();
    at_sizes("health_full", &desk);
    assert_snapshot!("health_small", desk.frame(60, 15));
    desk.keys("<pagedown>");
    assert_snapshot!("health_scrolled", desk.frame(80, 24));
    desk.keys("<tab>j");
    at_sizes("health_rejected", &desk);
    assert_snapshot!("health_rejected_small", desk.frame(60, 15));
    desk.keys("<enter>");
    assert_snapshot!("health_rejected_opened", desk.frame(120, 34));
}

#[test]
fn health_empty() {
    at_sizes("health_empty", &desk(Board::new()));
}

#[test]
fn health_asking_and_failing() {
    let mut board = centre(48);
    found(&mut board, NOW, Lookup::Health, Finding::Asking);
    assert_snapshot!("health_asking", desk(board.clone()).frame(120, 34));
    found(&mut board, NOW, Lookup::Health, unreachable());
    assert_snapshot!("health_failing", desk(board).frame(120, 34));
}

#[test]
fn health_says_what_is_not_shared_and_that_another_program_takes_the_token() {
    let mut health = machinery();
    health.tokens[1].taken = Some("another program takes our token: 3 times".into());
    health.budgets[0].unshared = Some("the call budget is not shared".into());
    let mut board = troubled();
    data(&mut board, NOW, Lookup::Health, Data::Health(health));
    let frame = desk(board).frame(160, 60);
    for said in ["another program takes our token: 3 times", "the call budget is not shared"] {
        assert!(frame.contains(said), "{frame}");
    }
}

#[test]
fn health_in_ascii() {
    let mut desk = full();
    desk.settings = Settings { ascii: true, colours: ColourDepth::None, ..settings() };
    assert_snapshot!("health_ascii", desk.frame(120, 34));
}

/// No size and no state may paint outside the screen or fail.
#[test]
fn every_size_of_health_can_be_drawn() {
    let mut listed = full();
    listed.keys("<tab>jj");
    let mut filtered = full();
    filtered.keys("/nothing<enter>");
    let desks = vec![full(), desk(Board::new()), listed, filtered];
    drawn_at(&desks, &[1, 20, 60, 61, 80, 109, 110, 120, 159, 160, 240], &[1, 2, 15, 16, 20, 21, 22, 24, 34, 60, 90]);
}
