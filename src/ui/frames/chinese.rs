//! Frames in Chinese. That nothing else is in English is looked at in every frame of the tests: see
//! [`testing::chinese`](crate::ui::testing::chinese).

use insta::assert_snapshot;

use super::*;
use crate::lang::Language;

fn chinese(mut desk: Desk) -> Desk {
    desk.settings.language = Language::Chinese;
    desk
}

#[test]
fn board_in_chinese() {
    at_sizes("chinese", &chinese(ordinary()));
}

#[test]
fn pages_in_chinese() {
    let mut call = calls::full();
    call.keys("<enter>");
    let snapshot = |name: &str, desk: Desk| {
        assert_snapshot!(format!("chinese_{name}_120x34"), chinese(desk).frame(120, 34));
    };
    snapshot("calls", calls::full());
    snapshot("call", call);
    snapshot("agent", agent::full());
    snapshot("health", health::full());
    snapshot("alerts", alerts::desk(false));
    snapshot("today", Desk::new(crate::ui::testing::calls::calls_centre(), settings()));
    snapshot("today_opened", today::opened());
}

#[test]
fn help_in_chinese() {
    let mut desk = ordinary();
    desk.keys("?");
    assert_snapshot!("chinese_help_120x34", chinese(desk).frame(120, 34));
}

/// Words are as large as they are in English: an ideograph of halves takes sixteen cells.
#[test]
fn wall_in_chinese() {
    let wall = chinese(kiosk::wall(centre(48), kiosk::wall_settings()));
    assert_snapshot!("chinese_wall_200x60", wall.frame(200, 60));
    let alarm = kiosk::alarm(kiosk::wall_settings(), &[0, 3, 10]);
    assert_snapshot!("chinese_alarm_200x60", chinese(alarm).frame(200, 60));
}
