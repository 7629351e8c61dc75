use crate::config::KioskView;
use crate::model::{Board, Day, Phase, ReportOf, SourceId, Want};
use crate::ui::Effect;
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::Page;
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::*;

fn desk(board: Board) -> Desk {
    let kiosk = KioskSettings { views: vec![KioskView::Calls, KioskView::Chat], every_ms: 20_000 };
    let mut desk = Desk::new(board, Settings { kiosk: Some(kiosk), privacy_reveal: true, ..settings() });
    desk.wait(2);
    desk
}

#[test]
fn the_round_opens_the_views_of_the_settings_and_asks_for_what_they_need() {
    let mut desk = desk(centre(48));
    let half_hours = reports::asked(ReportOf::HalfHours, Day::Today);
    assert_eq!(desk.view.wants(&desk.board), [Want::beside(half_hours)], "what was before the wall began");
    while desk.view.shows() != Shows::Page {
        desk.wait(1);
    }
    assert_eq!(desk.view.page(), &Page::Calls);
    assert!(!desk.view.wants(&desk.board).is_empty());
    while desk.view.page() == &Page::Calls {
        desk.wait(1);
    }
    assert_eq!(desk.view.shows(), Shows::Wall, "it comes between any two views");
    while desk.view.shows() != Shows::Page {
        desk.wait(1);
    }
    assert_eq!(desk.view.page(), &Page::Chat);
}

#[test]
fn an_alert_says_what_it_interrupts() {
    let alone = |desk: &Desk| desk.text(120, 34).lines().last().unwrap_or_default().to_owned();
    let mut first = Desk::new(centre(48), desk(centre(48)).settings);
    first.wait(2).alarm(&[0, 3]).wait(1);
    assert_eq!(first.view.shows(), Shows::Alarm);
    assert!(alone(&first).contains("the alert interrupts: wall, for 15s at most"), "{}", alone(&first));
    first.wait(5);
    assert!(alone(&first).contains("for 10s at most"), "{}", alone(&first));
    first.keys("2");
    assert!(first.view.interrupted(first.now).is_none(), "a person has the keys");
}

#[test]
fn a_key_pauses_says_so_and_leaves_nothing_behind() {
    let mut desk = desk(centre(48));
    desk.keys("1/state:talking<enter>fptz");
    assert_eq!(desk.view.shows(), Shows::Page);
    assert!(desk.text(120, 34).contains("ROUND PAUSED 60s, esc resumes"));
    desk.wait(59);
    assert!(desk.text(120, 34).contains("ROUND PAUSED 1s"));
    desk.wait(1);
    assert_eq!(desk.view.shows(), Shows::Wall);
    assert!(desk.view.frozen_since().is_none() && desk.view.revealed_until(desk.now).is_none());
    assert!(
        desk.view.board().listing().rules().filter.is_empty()
            && !desk.view.board().is_expanded()
            && !desk.view.board().has_tiles()
    );
    assert_eq!(desk.view.board().listing().len(), 48);
}

#[test]
fn quit_asks_and_only_yes_leaves() {
    let mut desk = desk(centre(48));
    desk.keys("qqq<ctrl-c>");
    assert!(!desk.effects.contains(&Effect::Quit));
    assert!(desk.text(120, 34).contains("quit the board?"));
    desk.keys("n");
    assert!(!desk.text(120, 34).contains("quit the board"));
    desk.keys("qy");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_question_without_an_answer_goes_with_the_pause() {
    let mut desk = desk(centre(48));
    desk.keys("q");
    desk.wait(60);
    assert_eq!(desk.view.shows(), Shows::Wall);
    assert!(desk.view.over().question().is_none());
}

#[test]
fn the_key_back_resumes_from_any_page_and_the_paused_line_says_so() {
    for keys in ["1", "2", "2?", "1<tab>z", "1j"] {
        let mut desk = desk(centre(48));
        desk.keys(keys);
        if !keys.ends_with('?') {
            assert!(desk.text(120, 34).contains("esc resumes"), "{keys}");
        }
        desk.keys("<esc>").wait(1);
        assert_eq!(desk.view.shows(), Shows::Wall, "{keys}");
        assert!(desk.view.pages().is_empty(), "{keys}");
    }
}

#[test]
fn what_lies_over_a_page_is_closed_first_and_the_line_does_not_promise_more() {
    let mut desk = desk(centre(48));
    desk.keys("1/li");
    let text = desk.text(120, 34);
    assert!(text.contains("ROUND PAUSED") && !text.contains("esc resumes"), "{text}");
    desk.keys("<esc>").wait(1);
    assert_eq!(desk.view.shows(), Shows::Page, "the line was closed");
    assert!(desk.text(120, 34).contains("esc resumes"));
    desk.keys("<esc>").wait(1);
    assert_eq!(desk.view.shows(), Shows::Wall);
}

#[test]
fn who_wakes_the_wall_with_enter_or_escape_opens_nothing() {
    for key in ["<enter>", "<esc>", "p"] {
        let mut desk = desk(centre(48));
        desk.keys(key);
        assert_eq!((desk.view.shows(), desk.view.page()), (Shows::Page, &Page::Board), "{key}");
        assert!(desk.view.revealed_until(desk.now).is_none(), "{key}");
    }
}

#[test]
fn sources_that_have_given_up_are_asked_again_every_five_minutes() {
    let mut board = centre(12);
    let mut now = NOW;
    let mut desk = desk(board.clone());
    assert!(!desk.view.wants_retry(&board, now));
    report(&mut board, NOW, SourceId::Chat, Phase::Stopped, Some("403"));
    let mut asked = 0;
    for _ in 0..901 {
        asked += u32::from(desk.view.wants_retry(&board, now));
        now = now.plus(1000);
    }
    assert_eq!(asked, 3);
    let mut by_hand = Desk::new(board.clone(), settings());
    assert!(!by_hand.view.wants_retry(&board, now) && !by_hand.view.wants_retry(&board, now.plus(900_000)));
}
