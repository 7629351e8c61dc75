//! Frames of bots that are asked: beside the AI sessions, and one on its page.

use insta::assert_snapshot;

use super::{at_sizes, drawn_at};
use crate::model::{Board, Limits, Phase, Rules, SourceId};
use crate::ui::settings::Settings;
use crate::ui::state::Page;
use crate::ui::testing::ai::{know_the_sessions, sessions_centre};
use crate::ui::testing::probes::probe;
use crate::ui::testing::{Desk, NOW, report, settings};

fn desk() -> Desk {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    probe(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("4");
    desk
}

/// The page of the one that answers.
fn opened() -> Desk {
    let mut desk = desk();
    desk.keys("<tab><tab><enter>");
    desk
}

#[test]
fn bots_stand_below_the_sessions() {
    at_sizes("probes", &desk());
}

#[test]
fn a_bots_page_has_its_runs_and_two_trends() {
    let desk = opened();
    assert_eq!(desk.view.page(), &Page::Probe("shop".to_owned()));
    at_sizes("probe_page", &desk);
}

#[test]
fn a_bot_that_is_down_says_why_and_what_to_do() {
    let mut desk = desk();
    desk.keys("<tab><tab>j<enter>");
    let shown = desk.text(120, 34);
    for words in ["down since", "robot EXHAUST", "or ask another robot"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert_snapshot!("probe_down_120x34", desk.frame(120, 34));
    assert!(desk.text(200, 60).contains("left open"));
    // The whole sentence, where the column has to cut it.
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("its answers are used up: buy more"));
}

#[test]
fn keys_go_from_groups_to_sessions_to_bots_and_back_out() {
    let mut desk = desk();
    let keys = |desk: &Desk| (desk.view.tabs().ai.records, desk.view.tabs().ai.probes);
    let mut seen = vec![keys(&desk)];
    for _ in 0..3 {
        desk.keys("<tab>");
        seen.push(keys(&desk));
    }
    assert_eq!(seen, [(false, false), (true, false), (true, true), (false, false)]);
    desk.keys("<tab><tab>j<enter>");
    assert_eq!(desk.view.page(), &Page::Probe("bank".to_owned()));
    desk.keys("<esc>");
    assert_eq!((desk.view.page(), keys(&desk)), (&Page::Ai, (true, true)));
}

#[test]
fn there_is_room_only_where_a_bot_is_asked() {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    let mut without = Desk::new(board, settings());
    without.keys("4<tab><tab>");
    assert!(!without.text(120, 34).contains("Bot probes"));
    assert!(!without.view.tabs().ai.probes, "there is nothing to give the keys to");
    let with = desk();
    for (width, height) in [(80, 24), (120, 34), (200, 60)] {
        let shown = with.text(width, height);
        for words in ["Bot probes", "shop", "bank", "loans", "1 bot is down", "a column is", "top "] {
            assert!(shown.contains(words), "{words} at {width}x{height}\n{shown}");
        }
    }
    let mut small = opened();
    small.keys("<esc>");
    assert!(small.text(60, 15).contains("Bot probes"), "{}", small.text(60, 15));
}

#[test]
fn bots_are_shown_where_there_are_no_ai_records() {
    let mut board = Board::new();
    for source in [SourceId::Agents, SourceId::Chat, SourceId::Ai] {
        report(&mut board, NOW, source, Phase::Off, Some("not configured"));
    }
    probe(&mut board);
    let mut desk = Desk::new(board, settings());
    desk.keys("4<tab><enter>");
    assert_eq!(desk.view.page(), &Page::Probe("shop".to_owned()));
    desk.keys("<esc>");
    assert_snapshot!("probes_alone_80x24", desk.frame(80, 24));
}

#[test]
fn health_names_each_bot_its_last_run_and_what_failed_last() {
    let mut desk = desk();
    desk.keys("6");
    let shown = desk.text(200, 90);
    for words in ["asks robot 18 every 5m", "as expected, 40s ago", "the answer does", "not asked yet"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}

#[test]
fn an_alert_about_a_bot_leads_to_the_bots() {
    let mut board = sessions_centre();
    probe(&mut board);
    let limits = Limits::default();
    let rules = Rules::defaults(&limits).into_iter().filter(|rule| rule.name == "bot_down").collect();
    let mut desk = Desk::new(board, Settings { rules: Rules::new(rules, &limits), ..settings() });
    desk.listen(1).keys("<tab><tab><tab>");
    assert!(desk.text(120, 34).contains("bots down"), "{}", desk.text(120, 34));
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Ai);
}

#[test]
fn bots_are_drawn_at_any_size() {
    let mut chosen = desk();
    chosen.keys("<tab><tab>");
    let mut alone = Board::new();
    probe(&mut alone);
    let mut alone = Desk::new(alone, settings());
    alone.keys("4");
    let desks = vec![desk(), chosen, opened(), alone];
    drawn_at(&desks, &[60, 61, 79, 100, 118, 150, 240], &[15, 16, 20, 28, 38, 50, 90]);
}
