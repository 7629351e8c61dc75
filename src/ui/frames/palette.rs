//! The palette over a page.

use insta::assert_snapshot;

use crate::ui::testing::{Desk, centre, settings};
use crate::ui::{KeyOverride, Settings};

fn desk(keys: &str) -> Desk {
    let mut desk = Desk::new(centre(48), settings());
    desk.keys(keys);
    desk
}

#[test]
fn every_command() {
    assert_snapshot!("palette_80x24", desk(":").frame(80, 24));
    assert_snapshot!("palette_120x34", desk(":").frame(120, 34));
}

#[test]
fn some_commands() {
    assert_snapshot!("palette_some_80x24", desk("2:age").frame(80, 24));
    assert_snapshot!("palette_some_120x34", desk("2:age<down>").frame(120, 34));
}

#[test]
fn an_argument() {
    assert_snapshot!("palette_argument_80x24", desk(":agent li").frame(80, 24));
    assert_snapshot!("palette_argument_120x34", desk(":sort <down><down>").frame(120, 34));
}

#[test]
fn what_is_wrong() {
    assert_snapshot!("palette_error_80x24", desk(":dance<enter>").frame(80, 24));
    assert_snapshot!("palette_error_40x12", desk(":sort backwards<enter>").frame(40, 12));
}

#[test]
fn on_a_screen_that_is_too_small_for_the_board() {
    assert_snapshot!("palette_40x12", desk(":qu").frame(40, 12));
    let mut desk = desk(":");
    assert_snapshot!("palette_60x15", desk.frame(60, 15));
    desk.keys("quit<enter>");
    assert_eq!(desk.effects.last(), Some(&crate::ui::Effect::Quit));
}

#[test]
fn the_mouse_has_tabs() {
    let mut desk = Desk::new(centre(48), Settings { mouse: true, ..settings() });
    assert_snapshot!("mouse_80x24", desk.frame(80, 24));
    desk.keys("3");
    assert_snapshot!("mouse_200x60", desk.frame(200, 60));
}

/// A key of one's own stands wherever a key is named: hints, panels, sentences, help, palette.
#[test]
fn keys_of_ones_own_are_named_everywhere() {
    let bound =
        [("back", "f9"), ("freeze", "f5"), ("accept_filter", "f2"), ("cancel_filter", "f3"), ("complete", "f4")];
    let over = |(action, key): (&str, &str)| KeyOverride {
        action: action.to_owned(),
        keys: vec![key.to_owned()],
        origin: "callboard.toml:1".to_owned(),
    };
    let keys = bound.into_iter().map(over).collect();
    let mut desk = Desk::new(centre(48), Settings { keys, ..settings() });
    let says = |desk: &Desk, words: &str| {
        let text = desk.text(200, 60);
        assert!(text.contains(words), "{words} is not in\n{text}");
        assert!(!text.contains("esc "), "{text}");
    };
    says(&desk, "f5 freeze");
    desk.keys("/");
    says(&desk, "f2 keep   f3 drop");
    desk.keys("nobody<f2>");
    says(&desk, "f9 drops the filter");
    desk.keys("<f9>:");
    says(&desk, "f4 complete   f2 run   f3 close");
    desk.keys("freez");
    says(&desk, "f5");
    desk.keys("<f3>2c");
    says(&desk, "f9 back");
    desk.keys("<f9>?");
    says(&desk, "f9");
}
