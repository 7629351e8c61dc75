//! What the figures of the board open into.

use crate::model::{
    Alert, CallsOf, Compare, Extent, LedgerCall, Limits, Matching, Measure, Phase, Rule, Rules, SourceId, Watch,
};
use crate::ui::state::{BoardFigure, Page, Pane, Which};
use crate::ui::testing::calls::{all, call, calls_centre, data, part, todays};
use crate::ui::testing::{Desk, NOW, apply, report, settings};
use crate::ui::{Effect, Settings};

const WHOLE: Extent = Extent { whole: true, since: None, total: None };

fn desk() -> Desk {
    Desk::new(calls_centre(), settings())
}

/// A desk at the calls behind the figure of Today that so many steps lead to.
fn opened(steps: usize) -> Desk {
    let mut desk = desk();
    desk.keys("<tab>");
    for _ in 0..steps {
        desk.keys("<right>");
    }
    desk.keys("<enter>");
    desk
}

/// Rows of the CSV file of what is open.
fn rows(desk: &mut Desk) -> usize {
    desk.keys("e");
    let Some(Effect::Export { text, .. }) = desk.effects.last() else { panic!("no file: {:?}", desk.effects.last()) };
    text.lines().count() - 1
}

#[test]
fn every_figure_of_calls_opens_into_as_many_calls_as_it_counts() {
    let figures = [CallsOf::LateOrLost, CallsOf::Answered, CallsOf::Lost, CallsOf::ShortAbandons];
    for (steps, what) in figures.into_iter().enumerate() {
        let mut desk = opened(steps);
        assert_eq!(desk.view.page(), &Page::Counted(Which::Figure(what)));
        let counted = desk.board.ledger().unwrap().figures().behind(what);
        assert!(counted > 0, "{what:?}");
        assert_eq!(rows(&mut desk) as u64, counted, "{what:?}");
    }
}

#[test]
fn the_list_behind_a_figure_is_kept_up_and_its_title_counts_along() {
    let mut desk = opened(2);
    let before = rows(&mut desk);
    let mut late = call(900);
    late.kind = Some(crate::model::CallKind::Inbound);
    late.result = Some(crate::model::CallResult::AgentMissed);
    late.started = Some(NOW.plus(-5_000));
    let crate::model::Payload::Calls(mut news) = todays(0, WHOLE, NOW) else { panic!() };
    news.calls = vec![LedgerCall::of(&late)];
    apply(&mut desk.board, NOW, crate::model::Payload::Calls(news));
    desk.note();
    assert_eq!(rows(&mut desk), before + 1);
    assert!(desk.text(120, 34).contains(&format!("lost {} ", before + 1)));
}

#[test]
fn the_title_keeps_the_trail_and_each_step_back_is_one() {
    let mut desk = opened(2);
    let lost = desk.board.ledger().unwrap().figures().lost;
    let title = |desk: &Desk| desk.text(120, 34).lines().nth(1).unwrap().to_owned();
    assert!(title(&desk).contains(&format!("╭ lost {lost} ·")), "{}", title(&desk));
    // One that an agent let ring: the call leads to the agent.
    desk.keys("/result:missed<enter><enter>");
    assert!(title(&desk).contains(&format!("╭ lost {lost} › Call 139")), "{}", title(&desk));
    desk.keys("<enter>");
    let Page::Agent(id) = desk.view.page().clone() else { panic!("{:?}", desk.view.page()) };
    let name = desk.board.agent(desk.board.slot(id.as_str()).unwrap()).unwrap().label().to_owned();
    assert!(title(&desk).contains(&format!("╭ lost {lost} › call › {name}")), "{}", title(&desk));
    desk.keys("<esc>");
    assert!(matches!(desk.view.page(), Page::Call(_)));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Counted(Which::Figure(CallsOf::Lost)));
    desk.keys("<esc>");
    assert!(title(&desk).contains(&format!("╭ lost {lost} ·")), "the filter first: {}", title(&desk));
    desk.keys("<esc>");
    let chosen = desk.view.board().figure(&desk.board);
    assert_eq!((desk.view.page(), desk.view.board().focus()), (&Page::Board, Pane::Today));
    assert_eq!(chosen, Some(BoardFigure::Calls(CallsOf::Lost)));
}

#[test]
fn agents_behind_a_figure_have_a_trail_too() {
    let mut desk = desk();
    desk.keys("<tab><right><right><right><right><right><right><enter>");
    let misses = desk.board.figure(crate::model::Figure::Missed).unwrap();
    let frame = desk.text(120, 34);
    assert!(frame.contains(&format!("╭ agent misses {misses} › Agents")), "{frame}");
    assert!(desk.text(80, 24).contains(&format!("agent misses {misses} › ")), "{}", desk.text(80, 24));
    desk.keys("j<enter>");
    assert!(desk.text(120, 34).contains(&format!("╭ agent misses {misses} › ")));
}

#[test]
fn a_figure_opened_over_another_leads_back_to_the_agents_that_were_there_before_both() {
    let mut desk = desk();
    desk.keys("/wang<enter><tab>GGhh<enter>");
    let filter = |desk: &Desk| desk.view.board().listing().rules().filter.text().to_owned();
    assert_eq!(filter(&desk), "agent_misses>0");
    desk.keys("<tab><tab><enter>");
    assert_eq!(filter(&desk), "state:ready");
    desk.keys("<esc>");
    assert_eq!((filter(&desk).as_str(), desk.view.board().focus()), ("wang", Pane::Now));
}

#[test]
fn a_page_that_no_figure_led_to_has_no_trail_of_one() {
    let mut desk = desk();
    data(&mut desk.board, NOW, all(), part(312, 312));
    desk.note();
    desk.keys("<tab>GGhh<enter>");
    let title = |desk: &Desk| desk.text(120, 34).lines().nth(1).unwrap().to_owned();
    desk.keys("j<enter>");
    assert!(title(&desk).contains("╭ agent misses "), "the agents behind it led here: {}", title(&desk));
    for keys in ["2<enter>", "2<enter><enter>", "5<enter>", "1<tab><tab><tab><tab>j<enter>"] {
        desk.keys("1").keys(keys);
        assert_ne!(desk.view.page(), &Page::Board, "{keys}");
        let text = desk.text(120, 34);
        assert!(!text.contains("agent misses 49"), "{keys}: {text}");
    }
    desk.keys("1");
    assert!(desk.text(120, 34).contains("agent misses 49 › Agents"), "{}", desk.text(120, 34));
}

#[test]
fn a_chosen_figure_stays_chosen_while_the_figures_before_it_come_and_go() {
    let mut desk = desk();
    desk.keys("<tab><right><right>");
    let lost = Some(BoardFigure::Calls(CallsOf::Lost));
    assert_eq!(desk.view.board().figure(&desk.board), lost);
    apply(&mut desk.board, NOW, todays(0, Extent { whole: false, ..WHOLE }, NOW));
    desk.note();
    assert_eq!(desk.view.board().figure(&desk.board), lost);
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("call records: "), "{}", desk.text(120, 34));
}

#[test]
fn an_alert_about_calls_opens_into_them() {
    assert_eq!(BoardFigure::measured(Measure::LostPercent), Some(BoardFigure::Calls(CallsOf::Lost)));
    let mut desk = desk();
    desk.tick();
    let about_lost = |desk: &Desk| {
        let mut standing = desk.view.alerts().standing().iter();
        standing.position(|at| matches!(&at.alert, Alert::Figure { measure: Measure::LostPercent, .. }))
    };
    let at = about_lost(&desk).expect("more calls are lost than may be");
    desk.keys("<tab><tab><tab>");
    for _ in 0..=at {
        desk.keys("j");
    }
    desk.keys("g");
    for _ in 0..at {
        desk.keys("j");
    }
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Counted(Which::Figure(CallsOf::Lost)));
}

#[test]
fn callers_who_are_still_lost_open_into_their_list_whole_and_an_alert_about_them_does_too() {
    let mut desk = desk();
    let callers = desk.board.ledger().unwrap().still_lost().unwrap();
    assert!(callers > 1);
    // A filter that was left there hides none of those that the figure counts.
    desk.keys("L/tries>999<enter>1<tab>llll");
    assert_eq!(desk.view.board().figure(&desk.board), Some(BoardFigure::StillLost));
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::StillLost);
    assert_eq!(rows(&mut desk) as u64, callers);
    desk.keys("<enter>");
    assert!(desk.text(80, 24).contains(&format!("╭ still lost {callers} › Call ")), "{}", desk.text(80, 24));
    desk.keys("<esc><esc>");
    let chosen = desk.view.board().figure(&desk.board);
    assert_eq!((desk.view.page(), chosen), (&Page::Board, Some(BoardFigure::StillLost)));

    let above = Watch::Figure {
        measure: Measure::StillLost,
        compare: Compare::Above,
        limit: 1.0,
        over_ms: None,
        who: Vec::new(),
    };
    let rules = Rules::new(vec![Rule::new("call_back", above)], &Limits::default());
    let mut desk = Desk::new(calls_centre(), Settings { rules, ..settings() });
    desk.tick();
    assert_eq!(desk.view.alerts().standing().len(), 1);
    desk.keys("<tab><tab><tab>j<enter>");
    assert_eq!(desk.view.page(), &Page::StillLost);
}

#[test]
fn where_calls_are_not_matched_the_figure_is_unknown_and_names_its_setting_wherever_it_stands() {
    let mut desk = desk();
    let crate::model::Payload::Calls(mut news) = todays(0, WHOLE, NOW) else { panic!() };
    news.matching = Matching::Off("voice".into());
    apply(&mut desk.board, NOW, crate::model::Payload::Calls(news));
    desk.note();
    for size in [(120, 34), (200, 60)] {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("– still lost") && frame.contains("still lost: match_callers is off"), "{frame}");
    }
    assert!(!desk.text(80, 24).contains("still lost"), "what is known has the room: {}", desk.text(80, 24));
    desk.keys("<tab>llll");
    assert!(desk.text(80, 24).contains("– still lost"), "{}", desk.text(80, 24));
    desk.keys("<enter>");
    for size in [(80, 24), (120, 34)] {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("still lost –") && frame.contains("set match_callers in [voice]"), "{frame}");
    }
    desk.keys("<esc>z");
    assert!(desk.text(80, 34).contains("still lost: set match_callers in [voice]"), "{}", desk.text(80, 34));
}

#[test]
fn what_the_records_are_refused_for_stands_where_the_calls_would() {
    let mut desk = opened(1);
    report(&mut desk.board, NOW, SourceId::Calls, Phase::Stopped, Some("refused (403)"));
    apply(&mut desk.board, NOW, todays(0, Extent { whole: false, ..WHOLE }, NOW));
    desk.note();
    assert!(desk.text(120, 34).contains("call records: refused (403)"), "{}", desk.text(120, 34));
}
