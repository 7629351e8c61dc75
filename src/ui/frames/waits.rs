//! Frames of who waits, by callbacks.

use super::kiosk::{wall, wall_settings};
use super::*;
use crate::lang::Language;
use crate::model::{
    AgentId, CallEvent, CallKind, Callback, Change, Changes, Compare, Extent, Figure, Happening, Measure, PartyRole,
    Person, Rule, Rules, Severity, Stamp, State, SummaryChange, Watch,
};
use crate::ui::state::{BoardFigure, Page, Pane};
use crate::ui::testing::calls::{calls_centre, todays};

/// Before the frame: what is agreed on is looked at once a second.
const BEFORE: Stamp = NOW.plus(-2_000);

fn inbound_now(board: &mut Board, at: Stamp, calls: u64) {
    let change = Change::Summary(SummaryChange::Figure(Figure::InboundNow, Some(calls)));
    apply(board, at, Payload::Changes(Changes { changes: vec![change], ..Changes::default() }));
}

fn tell(board: &mut Board, at: Stamp, event: CallEvent) {
    let event = CallEvent { kind: Some(CallKind::Inbound), ..event };
    apply(board, at, Payload::Pushed(vec![Callback::Event(Box::new(event))]));
}

/// An agent talks in a call since then.
fn talks(call: &str, agent: &AgentId, since: Stamp) -> CallEvent {
    CallEvent {
        made: Some(since),
        role: Some(PartyRole::Agent),
        party: Some(format!("{call}-{agent}").into()),
        agent: Person { id: Some(agent.clone()), ..Person::default() },
        ..CallEvent::new(call, Happening::Established)
    }
}

/// The agents who have an inbound call by the stream, and since when: those who wait are in all other calls.
fn taken(board: &Board) -> Vec<(AgentId, Stamp)> {
    let has_one = |state| matches!(state, State::Talking | State::Holding | State::Dialling);
    let agents = board.agents().iter();
    let agents = agents.filter(|agent| agent.call == Some(CallKind::Inbound) && has_one(agent.state()));
    agents.map(|agent| (agent.id.clone(), agent.work_since.unwrap_or(BEFORE))).collect()
}

/// Callers who have waited for so many seconds at a number, and so many more by the stream.
fn board(mut board: Board, waits: &[(i64, Option<&str>)], more: u64) -> Board {
    report(&mut board, NOW.plus(-60_000), SourceId::Push, Phase::Live, None);
    let taken = taken(&board);
    inbound_now(&mut board, BEFORE, taken.len() as u64 + waits.len() as u64 + more);
    if !waits.is_empty() {
        // Enough calls were seen from beginning to end, and those of all agents are told.
        for nth in 0..24 {
            for what in [Happening::Created, Happening::Deleted] {
                tell(
                    &mut board,
                    BEFORE,
                    CallEvent { made: Some(BEFORE), ..CallEvent::new(&format!("over-{nth}"), what) },
                );
            }
        }
        for (agent, since) in &taken {
            tell(&mut board, BEFORE, talks(&format!("talks-{agent}"), agent, *since));
        }
    }
    for (seconds, relay) in waits {
        let event = CallEvent {
            made: Some(NOW.plus(-seconds * 1_000)),
            relay: relay.map(Into::into),
            ..CallEvent::new(&format!("waits-{seconds}"), Happening::Created)
        };
        tell(&mut board, BEFORE, event);
    }
    apply(&mut board, NOW, Payload::Heard(SourceId::Agents));
    board.take_touched();
    board
}

const FOUR: [(i64, Option<&str>); 4] = [(100, None), (41, None), (9, None), (2, None)];

fn desk(waits: &[(i64, Option<&str>)], more: u64) -> Desk {
    Desk::new(board(centre(48), waits, more), settings())
}

#[test]
fn who_waits_and_how_long_stands_before_who_has_no_agent_yet() {
    let four = desk(&FOUR, 0);
    at_sizes("waits", &four);
    for size in SIZES {
        let frame = four.text(size.0, size.1);
        assert!(frame.contains("4 waiting") && frame.contains("1:40") && frame.contains("no agent yet"), "{frame}");
    }
    let range = desk(&FOUR, 3);
    assert!(range.text(80, 24).contains("4–7 waiting"), "{}", range.text(80, 24));
    assert_snapshot!("waits_range_120x34", range.frame(120, 34));
    assert!(range.text(120, 34).contains("stream has 3 more"), "{}", range.text(120, 34));
    let mut chinese = desk(&FOUR, 0);
    chinese.settings.language = Language::Chinese;
    assert_snapshot!("waits_chinese_120x34", chinese.frame(120, 34));
}

#[test]
fn without_callbacks_there_is_no_such_figure_and_without_events_it_says_so() {
    let frame = ordinary().text(120, 34);
    assert!(!frame.contains(" waiting"), "{frame}");
    let desk = desk(&[], 7);
    assert_snapshot!("waits_bound_80x24", desk.frame(80, 24));
    for size in [(80, 24), (120, 34)] {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("≤ 7 waiting"), "{frame}");
    }
    assert!(desk.text(120, 34).contains("no callback of a call has come yet"), "{}", desk.text(120, 34));
}

#[test]
fn callbacks_that_fall_silent_leave_a_bound_that_says_since_when() {
    let mut desk = desk(&FOUR, 3);
    for calls in 1..=4 {
        desk.listen(60);
        let (calls, now) = (taken(&desk.board).len() as u64 + 7 + calls % 2, desk.now);
        inbound_now(&mut desk.board, now, calls);
    }
    desk.note();
    for size in [(80, 24), (120, 34), (200, 60)] {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("≤ 7 waiting") && frame.contains("no callbacks for 4m"), "{frame}");
    }
}

#[test]
fn the_figure_is_chosen_and_opened_as_others_are() {
    let mut desk = desk(&FOUR, 0);
    desk.keys("<tab><tab>");
    assert_eq!(desk.view.board().focus(), Pane::Now);
    assert_eq!(desk.view.board().figure(&desk.board), Some(BoardFigure::Waiting));
    assert!(desk.text(120, 34).contains("which"), "{}", desk.text(120, 34));
    desk.keys("z");
    assert_snapshot!("waits_now_120x34", desk.frame(120, 34));
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::LiveCalls);
    for measure in [Measure::Waiting, Measure::LongestWait] {
        assert_eq!(BoardFigure::measured(measure), Some(BoardFigure::Waiting));
    }
}

#[test]
fn a_rule_that_is_broken_marks_what_it_looks_at() {
    let above = |measure: Measure, limit| {
        let watch = Watch::Figure { measure, compare: Compare::Above, limit, over_ms: None, who: Vec::new() };
        Rule { severity: Severity::Critical, ..Rule::new(measure.name(), watch) }
    };
    let shown = |rules: Vec<Rule>| {
        let mut settings = settings();
        settings.rules = Rules::new(rules, &settings.limits);
        let mut desk = Desk::new(board(centre(48), &FOUR, 0), settings);
        desk.tick();
        desk.note();
        desk.text(80, 24)
    };
    let both = shown(vec![above(Measure::Waiting, 3.0), above(Measure::LongestWait, 60.0)]);
    assert!(both.contains("▲4 waiting") && both.contains("▲01:40"), "{both}");
    let one = shown(vec![above(Measure::Waiting, 4.0), above(Measure::LongestWait, 60.0)]);
    assert!(one.contains(" 4 waiting") && one.contains("▲01:40"), "{one}");
}

#[test]
fn the_wall_has_it_in_large_digits_and_says_in_words_why_it_is_not_sure() {
    let on_wall = |more| wall(board(centre(48), &FOUR, more), wall_settings());
    assert_snapshot!("waits_wall_120x34", on_wall(0).frame(120, 34));
    let unsure = on_wall(3);
    assert!(unsure.text(120, 34).contains("waiting: stream has 3 more"), "{}", unsure.text(120, 34));
    // There it is in large letters too.
    assert_snapshot!("waits_wall_range_200x60", unsure.frame(200, 60));
}

#[test]
fn the_table_by_relay_number_says_who_waits_at_which() {
    let at_number = [(100, Some("4006001234")), (41, Some("4006001234")), (9, Some("4001112222"))];
    let mut told = calls_centre();
    let whole = Extent { whole: true, since: None, total: None };
    apply(&mut told, NOW, todays(50, whole, NOW));
    let reports = |waits: &[(i64, Option<&str>)]| {
        let mut desk = Desk::new(board(told.clone(), waits, 0), settings());
        desk.keys("5<tab><tab>");
        desk.text(200, 60)
    };
    let frame = reports(&at_number);
    let row = |frame: &str, name: &str| frame.lines().find(|line| line.contains(name)).map(str::to_owned);
    assert!(frame.contains("Longest wait"), "{frame}");
    let there = row(&frame, "4006001234").unwrap();
    assert!(there.contains('2') && there.contains("1:40"), "{frame}");
    // One of whom the number is not told may be at any of them.
    let untold = reports(&[(100, Some("4006001234")), (9, None)]);
    assert!(row(&untold, "4006001234").unwrap().contains("1?"), "{untold}");
}

#[test]
fn one_with_whom_an_agent_talks_does_not_wait() {
    let mut board = board(centre(48), &FOUR, 0);
    let agent = board.agents().iter().find(|agent| agent.state() == State::Ready).unwrap().id.clone();
    tell(&mut board, NOW, talks("waits-100", &agent, NOW));
    let frame = Desk::new(board, settings()).text(120, 34);
    assert!(frame.contains("3–4 waiting"), "the stream has not told of it: {frame}");
}
