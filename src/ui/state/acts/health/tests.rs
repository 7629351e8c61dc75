use crate::model::{Day, Lookup, Phase, ReportOf, SourceId, Want};
use crate::ui::settings::Settings;
use crate::ui::state::{Effect, Page};
use crate::ui::testing::health::{troubled, with_machinery};
use crate::ui::testing::{Desk, NOW, report, settings};

fn desk() -> Desk {
    let mut board = troubled();
    with_machinery(&mut board);
    let mut desk = Desk::new(board, Settings { privacy_reveal: true, ..settings() });
    desk.keys("6");
    desk
}

#[test]
fn the_machinery_is_asked_for_while_it_is_looked_at() {
    let mut desk = desk();
    assert_eq!(desk.view.wants(&desk.board), [Want::all(Lookup::Health)]);
    desk.keys("1");
    let half_hours = crate::ui::testing::reports::asked(ReportOf::HalfHours, Day::Today);
    assert_eq!(desk.view.wants(&desk.board), [Want::beside(half_hours)]);
}

#[test]
fn what_only_a_list_can_do_is_done_to_the_rejected_operations() {
    let mut desk = desk();
    desk.keys("/reason:unknown<enter>");
    assert!(desk.text(120, 34).contains("13 of 20 match reason:unknown"), "{}", desk.text(120, 34));
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!(name, "rejected");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (14, "Operation,Reason,Source,No."));
    assert!(lines[1].ends_with(",unknown id,agents,22"), "{}", lines[1]);
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Health);
    desk.keys("s<enter>");
    assert!(desk.view.notice().is_some_and(|said| said.starts_with("replace agentsMetrics/list/")));
}

#[test]
fn keys_scroll_the_facts_or_choose_a_rejected_operation() {
    let mut desk = desk();
    desk.buffer(80, 24);
    desk.keys("jj");
    assert_eq!(desk.seen().scroll(), 2);
    desk.keys("<tab>j<enter>");
    assert_eq!(desk.seen().scroll(), 2);
    assert!(desk.view.notice().is_some_and(|said| said.contains("{\"code\": 21}")));
    desk.keys("<backtab>k");
    assert_eq!(desk.seen().scroll(), 1);
}

#[test]
fn how_sources_stand_is_never_frozen() {
    let mut desk = desk();
    desk.keys("f");
    report(&mut desk.board, NOW, SourceId::Agents, Phase::Stopped, Some("wrong key"));
    let shown = desk.text(200, 60);
    assert!(
        shown.contains("FROZEN") && shown.contains("stopped until the settings change") && shown.contains("wrong key")
    );
}

#[test]
fn an_error_can_be_read_to_its_end_on_the_smallest_screen() {
    let mut desk = desk();
    let mut seen = String::new();
    for _ in 0..60 {
        seen.push_str(&desk.text(60, 15));
        desk.keys("j");
    }
    for words in ["page_no=1", "[acme_chats]", "13 of 18 calls", "paused by the vendor", "not asked again", "frames"] {
        assert!(seen.contains(words), "{words}");
    }
    // Countdowns run.
    assert!(desk.keys("g").wait(10).text(200, 60).contains("in 32s, after 3 failed tries"));
}

#[test]
fn one_call_that_waits_is_one() {
    let shown = desk().text(200, 60);
    assert!(shown.contains("1 headline, 4"), "{shown}");
}
