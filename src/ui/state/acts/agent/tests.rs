use super::*;
use crate::model::{AgentChange, Data, Finding, Lookup, State, WorkState};
use crate::ui::settings::Settings;
use crate::ui::testing::agent::*;
use crate::ui::testing::calls::{data, found};
use crate::ui::testing::{Desk, NOW, centre, change, settings};

fn desk() -> Desk {
    let mut board = centre(48);
    know_the_day(&mut board);
    let mut desk = Desk::new(board, Settings { privacy_reveal: true, ..settings() });
    desk.keys("/number:100<enter>");
    while desk.view.board().selected() != Some(&who()) {
        desk.keys("j");
    }
    desk.keys("<enter>");
    desk
}

/// Which stretch of the day is chosen, and its line on the screen.
fn chosen(desk: &Desk) -> (usize, String) {
    let scene = Look { board: &desk.board, now: desk.now, settings: &desk.settings }.scene(&desk.view);
    let day = AgentDay::of(&scene, &who());
    let at = day.chosen(desk.view.tabs().agent.segment(&who())).unwrap();
    let place = format!("{} of {}", at + 1, day.segments.len());
    let line =
        desk.text(120, 34).lines().find(|line| line.contains(" to ") && line.contains(&place)).unwrap().to_owned();
    (at, line)
}

#[test]
fn from_the_board_to_an_agent_through_the_day_to_a_call_and_to_the_next_agent() {
    let mut desk = desk();
    assert_eq!(desk.view.page(), &Page::Agent(who()));
    let (last, now) = chosen(&desk);
    assert!(now.contains("to now"), "{now}");
    desk.keys("<tab><left>");
    let (before, line) = chosen(&desk);
    assert_eq!(before, last - 1);
    assert!(line.contains("ready") && !line.contains("now"), "{line}");
    desk.keys("<right><right>");
    assert_eq!(chosen(&desk).0, last);
    desk.keys("<backtab>j<enter>");
    assert_eq!(desk.view.page(), &Page::Call("call-00003".to_owned()));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Agent(who()));
    desk.keys("<tab><left>n");
    assert!(matches!(desk.view.page(), Page::Agent(id) if *id != who()));
    // What was chosen in one day means nothing in another's.
    desk.keys("<left>p");
    assert_eq!(desk.view.page(), &Page::Agent(who()));
    assert_eq!(chosen(&desk).0, last);
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Board);
}

#[test]
fn the_calls_have_the_keys_first_and_all_that_lists_have() {
    let mut desk = desk();
    desk.keys("/result:missed<enter>");
    assert!(desk.text(120, 34).contains("of 34 match result:missed"));
    desk.keys("<esc>s");
    assert!(desk.text(120, 34).contains("by Customer"));
    desk.keys("<right>");
    assert!(desk.seen().list(crate::lists::ListId::AgentCalls).unwrap().side > 0);
}

#[test]
fn left_and_right_scroll_the_calls_only_while_they_have_the_keys() {
    let mut desk = desk();
    let (last, _) = chosen(&desk);
    desk.keys("<left><left>");
    assert_eq!(chosen(&desk).0, last);
    desk.keys("<tab><tab><left>");
    assert_eq!(chosen(&desk).0, last - 1);
}

#[test]
fn the_calls_are_written_and_a_recording_is_saved_whichever_part_has_the_keys() {
    let mut desk = desk();
    desk.keys("<tab>e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects.last()) };
    assert_eq!(name, "agent-calls");
    assert_eq!(text.lines().count(), 35);
    assert!(text.starts_with("Customer,Began,Direction,Result,Talk"), "{text}");
    desk.keys("<tab>o");
    assert!(desk.view.over().question().is_some());
    desk.keys("y");
    assert!(matches!(desk.effects.last(), Some(Effect::SaveRecording { .. })));
}

#[test]
fn without_calls_the_facts_scroll_at_once() {
    let mut desk = desk();
    desk.board = centre(48);
    found(&mut desk.board, NOW, calls_of(&who()), forbidden("the talk list"));
    desk.buffer(80, 24);
    desk.keys("jj");
    assert_eq!(desk.seen().scroll(), 2);
    desk.keys("<tab>");
    assert_eq!(desk.view.tabs().agent.part(false), Part::Day);
    desk.keys("<tab>");
    assert_eq!(desk.view.tabs().agent.part(false), Part::Facts);
}

#[test]
fn the_page_asks_for_the_day_the_calls_and_three_reports_and_for_nothing_while_it_stands_still() {
    let mut desk = desk();
    assert_eq!(desk.view.wants(&desk.board).len(), 5);
    desk.keys("f");
    assert!(desk.view.wants(&desk.board).is_empty());
    data(&mut desk.board, NOW, calls_of(&who()), calls(35));
    assert!(desk.text(120, 34).contains("34 today"));
    desk.keys("f");
    assert!(desk.text(120, 34).contains("35 today"));
}

#[test]
fn what_the_stream_told_since_goes_on_from_the_end_of_the_history() {
    let mut desk = desk();
    let (last, _) = chosen(&desk);
    desk.now = NOW.plus(60_000);
    let at = NOW.plus(20_000);
    let now = desk.board.agent(WHO).unwrap().state();
    let other = if now == State::Busy { WorkState::Ready } else { WorkState::Busy };
    let sets = vec![AgentChange::Work(Some(other)), AgentChange::WorkSince(Some(at))];
    change(&mut desk.board, at, WHO, sets);
    let (at, line) = chosen(&desk);
    assert_eq!(at, last + 1);
    assert!(line.contains("14:32:27 to now  00:40"), "{line}");
}

#[test]
fn being_offline_before_and_after_work_is_no_part_of_the_day() {
    let mut desk = desk();
    desk.keys("<tab>");
    for _ in 0..400 {
        desk.keys("<left>");
    }
    let (at, line) = chosen(&desk);
    assert_eq!(at, 0);
    assert!(line.contains("ready  08:58:07 to 09:03:47  05:40"), "{line}");
}

#[test]
fn occupancy_and_handle_time_are_as_they_are_defined() {
    let desk = desk();
    let shown = desk.text(200, 60);
    // (162.25 + 39.25) / (162.25 + 39.25 + 94.5); (121 + 28 + 39.25) min / (25 + 7).
    assert!(shown.contains("occupancy           68.1 %"), "{shown}");
    assert!(shown.contains("average handle time  05:52"), "{shown}");
}

#[test]
fn a_history_that_is_not_there_is_replaced_by_what_was_seen() {
    let mut desk = desk();
    desk.board = centre(48);
    assert!(desk.text(80, 24).contains("States seen since start, until the history of today is here"));
    found(&mut desk.board, NOW, Lookup::History(who()), forbidden("histories"));
    assert!(desk.text(80, 24).contains("States seen since start; no history of today: the vendor refuses this (403)"));
    data(&mut desk.board, NOW, Lookup::History(who()), Data::History(day()));
    assert!(!desk.text(80, 24).contains("seen since start"));
    found(&mut desk.board, NOW, Lookup::History(who()), Finding::Asking);
    assert!(!desk.text(80, 24).contains("seen since start"));
}

#[test]
fn on_the_smallest_screen_it_is_said_too_why_there_are_no_calls() {
    let mut desk = desk();
    desk.board = centre(48);
    found(&mut desk.board, NOW, calls_of(&who()), forbidden("the talk list"));
    assert!(
        desk.text(60, 15).contains("the vendor refuses this (403): the tenant has no right"),
        "{}",
        desk.text(60, 15)
    );
}

#[test]
fn another_agents_page_begins_without_the_filter_of_the_one_before() {
    let mut desk = Desk::new(centre(48), settings());
    desk.keys("j<enter>/result:missed<enter><esc><esc>");
    assert_eq!(desk.view.mode(), crate::ui::Mode::Board);
    desk.keys("j<enter>/result:missed<enter>1jj<enter>");
    let list = desk.view.list(crate::lists::ListId::AgentCalls);
    assert!(list.is_none_or(|list| list.filter.is_empty()));
}
