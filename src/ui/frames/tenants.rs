//! Sites of every make: what is configured has the room, what is not takes none.

use insta::assert_snapshot;

use super::kiosk::{wall, wall_settings};
use crate::lang::Language;
use crate::model::{Board, Failure, Finding, Lookup, SourceId};
use crate::ui::settings::Settings;
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::calls::found;
use crate::ui::testing::platforms::{CHINA, MOOR, alone, only_call, only_open, two_vendors};
use crate::ui::testing::{Desk, NOW, settings};

const SIZES: [(u16, u16); 4] = [(80, 24), (120, 34), (200, 60), (240, 67)];

fn tenants() -> [(&'static str, Board); 5] {
    [
        ("open", only_open()),
        ("call", only_call()),
        ("china", alone(CHINA)),
        ("moor", alone(MOOR)),
        ("two", two_vendors()),
    ]
}

fn at_sizes(name: &str, desk: &Desk) {
    for (width, height) in SIZES {
        assert_snapshot!(format!("{name}_{width}x{height}"), desk.frame(width, height));
    }
}

#[test]
fn the_board_of_every_make_of_tenant_is_filled_with_what_there_is() {
    for (name, board) in tenants() {
        let desk = Desk::new(board.clone(), settings());
        at_sizes(&format!("tenant_{name}"), &desk);
        let chinese = Settings { language: Language::Chinese, ..settings() };
        assert_snapshot!(format!("tenant_{name}_chinese_120x34"), Desk::new(board, chinese).frame(120, 34));
    }
}

#[test]
fn the_wall_of_every_make_of_tenant_is_filled_with_what_there_is() {
    for (name, board) in tenants() {
        let desk = wall(board, wall_settings());
        for (width, height) in SIZES {
            assert_snapshot!(format!("tenant_{name}_wall_{width}x{height}"), desk.frame(width, height));
        }
    }
}

/// So many lines without a letter, a digit or a mark in a row, borders apart.
fn longest_hole(text: &str) -> usize {
    let blank = |line: &str| line.chars().all(|c| c.is_whitespace() || "│─╭╮╰╯|+-".contains(c));
    let mut longest = 0;
    let mut run = 0;
    for line in text.lines() {
        run = if blank(line) { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[test]
fn nothing_says_that_it_is_not_configured_and_nothing_is_refused() {
    for (name, board) in tenants() {
        for language in [Language::English, Language::Chinese] {
            for (width, height) in SIZES {
                for keys in ["", "<tab>", "<tab><tab>", "z", "t"] {
                    let mut desk = Desk::new(board.clone(), Settings { language, ..settings() });
                    desk.keys(keys);
                    let text = desk.text(width, height);
                    for word in ["not configured", "refused", "未配置", "被拒"] {
                        let own_notice = keys == "t" && word != "refused" && word != "被拒";
                        assert!(own_notice || !text.contains(word), "{name} {width}x{height} {keys}: {text}");
                    }
                }
                let board = Desk::new(board.clone(), settings()).text(width, height);
                let hole = longest_hole(&board);
                assert!(height > 34 || name == "moor" || hole < usize::from(height) / 2, "{name} {hole}: {board}");
            }
        }
    }
}

#[test]
fn the_view_of_ai_sessions_shows_those_of_other_vendors_and_asks_for_nothing() {
    for board in [alone(CHINA), two_vendors()] {
        let mut desk = Desk::new(board, settings());
        desk.keys("4");
        for (width, height) in SIZES {
            let text = desk.text(width, height);
            assert!(text.contains("420") && !text.contains("acme_chats"), "{width}x{height}: {text}");
        }
        assert!(desk.seen().wants(&desk.board).iter().all(|want| !matches!(want.lookup, Lookup::AiFunnel(_))));
    }
    let mut desk = Desk::new(alone(CHINA), settings());
    desk.keys("4");
    at_sizes("tenant_china_ai", &desk);
}

#[test]
fn keys_lead_through_the_panes_that_there_are() {
    for (name, board) in tenants() {
        let mut desk = Desk::new(board, settings());
        let mut seen = Vec::new();
        for _ in 0..6 {
            seen.push(desk.view.board().focus());
            desk.keys("<tab>");
        }
        let offered = crate::ui::state::Offered::of(&desk.board);
        assert!(seen.iter().all(|pane| offered.has(*pane)), "{name}: {seen:?}");
        assert_eq!(desk.view.board().focus(), seen[6 % distinct(&seen)], "{name}: and round again");
        desk.keys("<esc><esc><esc>");
        assert!(offered.has(desk.view.board().focus()), "{name}");
    }
}

fn distinct<T: PartialEq>(all: &[T]) -> usize {
    all.iter().enumerate().filter(|(at, pane)| !all[..*at].contains(pane)).count()
}

#[test]
fn commands_of_views_that_have_nothing_say_why() {
    let mut desk = Desk::new(alone(MOOR), settings());
    desk.keys(":calls");
    assert!(desk.text(120, 34).contains("not configured"), "{}", desk.text(120, 34));
    desk.keys("<esc>:view ");
    let text = desk.text(120, 34);
    assert!(text.contains("chat") && !text.contains("reports"), "{text}");
}

#[test]
fn what_is_not_there_to_be_asked_is_not_refused() {
    for sentence in ["not in this recording", "calls are not configured: add [acme_voice] to the settings"] {
        let mut desk = Desk::new(only_call(), settings());
        desk.keys("2");
        let failure = Failure { problem: sentence.into(), refused: false, again: None, absent: true };
        for want in desk.seen().wants(&desk.board) {
            found(&mut desk.board, NOW, want.lookup, Finding::Failed(failure.clone()));
        }
        let text = desk.text(120, 34);
        assert!(text.contains(sentence) && !text.contains("refused") && !text.contains("failed"), "{text}");
        desk.keys("6");
        let text = desk.text(200, 60);
        assert!(!text.contains(sentence), "it is no fault: {text}");
    }
}

#[test]
fn a_wall_without_voice_goes_round_what_there_is() {
    let mut desk = wall(two_vendors(), wall_settings());
    let mut shown = Vec::new();
    for _ in 0..80 {
        desk.wait(1);
        desk.buffer(120, 34);
        if desk.view.shows() == Shows::Page {
            shown.push(format!("{:?}", desk.view.page()));
        }
        assert_ne!(desk.view.shows(), Shows::Grid);
    }
    shown.dedup();
    assert!(shown.iter().any(|page| page == "Chat") && shown.iter().any(|page| page == "Ai"), "{shown:?}");
    assert!(shown.iter().all(|page| page == "Chat" || page == "Ai"), "{shown:?}");
    assert_eq!(desk.board.source(SourceId::Agents).as_of, None);
}
