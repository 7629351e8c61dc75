//! Alerts of several severities, what was done about them, and what is over.

use insta::assert_snapshot;

use crate::lang::Language;
use crate::model::Board;
use crate::model::{
    About, AgentChange, Alert, Compare, Limits, Mark, Measure, Rule, Rules, Severity, State, Watch, WorkState,
};
use crate::ui::testing::{Desk, NOW, centre, change, settings};
use crate::ui::{ColourDepth, Settings};

fn rules() -> Rules {
    let limits = Limits::default();
    let mut rules = Rules::defaults(&limits);
    let figure = |measure, compare, limit| Watch::Figure { measure, compare, limit, over_ms: None, who: Vec::new() };
    rules.push(Rule { severity: Severity::Critical, ..Rule::new("few", figure(Measure::Ready, Compare::Below, 30.0)) });
    rules.push(Rule {
        severity: Severity::Info,
        ..Rule::new("robots", figure(Measure::AiHandedPercent, Compare::Above, 20.0))
    });
    rules.push(Rule {
        severity: Severity::Critical,
        ..Rule::new("long", Watch::State { state: State::Talking, over_ms: 2_400_000, who: Vec::new() })
    });
    Rules::new(rules, &limits)
}

/// The alerts over the whole screen: one acknowledged, one snoozed, one muted, one over.
pub(super) fn desk(ascii: bool) -> Desk {
    let mut desk = Desk::new(centre(48), Settings { rules: rules(), ascii, ..settings() });
    desk.listen(300).keys("<tab><tab><tab>z");
    let over = desk.view.alerts().standing().iter().find_map(|standing| match standing.alert {
        Alert::Agent { slot, .. } => Some(slot),
        _ => None,
    });
    desk.keys("ja").listen(60);
    let sets = vec![AgentChange::Work(Some(WorkState::Ready)), AgentChange::WorkSince(Some(NOW.plus(360_000)))];
    change(&mut desk.board, NOW.plus(360_000), over.unwrap(), sets);
    desk.wait(1).keys("gjx").keys("gjm").wait(9);
    desk
}

#[test]
fn a_departments_figure_says_whose_it_is() {
    let limits = Limits::default();
    let who = vec!["1000".to_owned(), "1004".to_owned()];
    let watch = Watch::Figure { measure: Measure::Ready, compare: Compare::Equals, limit: 0.0, over_ms: None, who };
    let rules = vec![Rule { department: Some("night shift".to_owned()), ..Rule::new("night", watch) }];
    let mut desk = Desk::new(centre(48), Settings { rules: Rules::new(rules, &limits), ..settings() });
    desk.wait(1);
    let board = desk.text(120, 34);
    let words = board.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("▲ ready · night shift 0 limit = 0"), "{board}");
}

#[test]
fn severities_marks_and_what_is_over() {
    let desk = desk(false);
    assert_snapshot!("alerts_full_120x34", desk.frame(120, 34));
    assert_snapshot!("alerts_full_80x24", desk.frame(80, 24));
    assert_snapshot!("alerts_full_60x15", desk.frame(60, 15));
}

#[test]
fn severities_in_ascii() {
    assert_snapshot!("alerts_ascii_80x24", desk(true).frame(80, 24));
}

#[test]
fn what_was_done_about_an_alert_is_below_what_is_new() {
    let mut desk = Desk::new(centre(48), settings());
    desk.wait(300).keys("<tab><tab><tab>");
    let all = desk.view.alerts().standing().len();
    assert!(all > 2, "{all}");
    let first = desk.view.alerts().standing()[0].key.clone();
    desk.keys("ja");
    let last = desk.view.alerts().standing().last().unwrap().clone();
    assert_eq!((&last.key, desk.view.alerts().open()), (&first, all - 1));
    assert!(matches!(last.mark, Some(Mark::Acknowledged(_))));
    assert!(desk.text(120, 34).contains("acknowledged at this screen, until it clears"));
    desk.keys("a");
    assert_eq!((&desk.view.alerts().standing()[0].key, desk.view.alerts().open()), (&first, all));
    desk.keys("x").wait(8);
    assert!(desk.text(120, 34).contains("snoozed until"), "{}", desk.text(120, 34));
    desk.wait(15 * 60);
    let standing = desk.view.alerts().standing().iter().find(|standing| standing.key == first).unwrap();
    assert_eq!(standing.mark, None, "15 minutes are over");
}

#[test]
fn a_mark_is_made_on_frozen_figures_too() {
    let mut desk = Desk::new(centre(48), settings());
    desk.wait(300).keys("<tab><tab><tab>fj");
    let frozen: Vec<_> = desk.view.alerts().standing().iter().map(|standing| standing.key.clone()).collect();
    let agent =
        desk.view.alerts().standing().iter().find_map(|standing| match (&standing.key.about, &standing.alert) {
            (About::Agent(_), Alert::Agent { slot, .. }) => Some(*slot),
            _ => None,
        });
    change(&mut desk.board, NOW, agent.unwrap(), vec![AgentChange::Work(Some(WorkState::Ready))]);
    desk.wait(2).keys("m").wait(2);
    let shown: Vec<_> = desk.view.alerts().standing().iter().map(|standing| standing.key.clone()).collect();
    assert_eq!(shown, frozen, "the alerts stand still");
    assert!(desk.view.alerts().standing().iter().any(|standing| standing.mark == Some(Mark::Muted)));
    desk.keys("f");
    assert_ne!(desk.view.alerts().standing().len(), frozen.len(), "and run again");
}

#[test]
fn without_a_chosen_alert_the_keys_say_so() {
    let mut desk = Desk::new(centre(48), settings());
    desk.wait(300).keys("a");
    assert!(desk.text(120, 34).contains("no alert is chosen"));
}

/// Every agent here is busy or on a call: the worst state of a floor is no faint zero.
pub(super) fn without_ready() -> Board {
    let mut board = centre(48);
    for index in 0..48 {
        if board.agent(index).is_some_and(|agent| agent.state() == State::Ready) {
            change(&mut board, NOW, index, vec![AgentChange::Work(Some(WorkState::Busy))]);
        }
    }
    board.take_touched();
    board
}

#[test]
fn no_agent_ready_is_drawn_as_what_it_is() {
    super::at_sizes("no_agent_ready", &Desk::new(without_ready(), settings()));
    let mut desk = Desk::new(without_ready(), settings());
    for (width, height) in [(60, 15), (80, 24), (100, 40), (120, 34), (200, 60), (240, 67)] {
        for keys in ["", "t", "<tab><tab>z"] {
            desk.keys(keys);
            assert!(desk.text(width, height).contains("▲0"), "{width}x{height} {keys}: {}", desk.text(width, height));
            desk.keys("<esc><esc>");
        }
    }
    let ascii = Settings { ascii: true, colours: ColourDepth::None, language: Language::Chinese, ..settings() };
    let desk = Desk::new(without_ready(), ascii);
    assert!(desk.text(80, 24).contains("!0"), "{}", desk.text(80, 24));
}
