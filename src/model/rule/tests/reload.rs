//! Other rules in the place of those that there are.

use super::*;

fn talking(over_ms: i64) -> Rule {
    Rule::new("talking", in_state(State::Talking, over_ms))
}

fn busy() -> Rule {
    Rule::new("busy", in_state(State::Busy, MINUTE))
}

fn of(rules: Vec<Rule>) -> Rules {
    Rules::new(rules, &Limits::default())
}

/// Puts rules in the place of the others, and what that was news of.
fn put(alarms: &mut Alarms, rules: Vec<Rule>, board: &Board, now: Stamp) -> Vec<(NewsKind, String)> {
    let rules = of(rules).after(alarms.rules());
    alarms.set_rules(rules, board, now);
    alarms.take_news().into_iter().map(|news| (news.kind, news.rule.to_string())).collect()
}

#[test]
fn an_alert_goes_on_standing_where_the_rule_of_its_name_is_met_too() {
    let board = board(vec![agent("a", WorkState::Talking, 5 * MINUTE)]);
    let mut alarms = alarms(vec![busy(), talking(4 * MINUTE)]);
    alarms.check_all(&board, T0);
    assert_eq!(alarms.take_news().len(), 1);
    let key = alarms.standing()[0].key.clone();
    assert!(alarms.acknowledge(&key, T0));
    // Another limit, another severity, and another place in the list.
    let now = T0.plus(SECOND);
    let critical = Rule { severity: Severity::Critical, ..talking(MINUTE) };
    assert!(put(&mut alarms, vec![critical, none_ready_rule(), busy()], &board, now).is_empty());
    let [standing] = alarms.standing() else { panic!("{:?}", alarms.standing()) };
    assert_eq!((&standing.key, standing.since, standing.severity), (&key, T0, Severity::Critical));
    assert_eq!(standing.mark, Some(Mark::Acknowledged(T0)), "what a person did about it holds on");
    assert!(matches!(standing.alert, Alert::Agent { limit_ms: MINUTE, .. }));
}

fn none_ready_rule() -> Rule {
    Rule { hold_ms: HOUR, ..Rule::new("none_ready", none_ready()) }
}

#[test]
fn an_alert_ends_where_its_rule_is_gone_or_met_no_longer_and_what_was_keeps_its_name() {
    let board = board(vec![agent("a", WorkState::Talking, 5 * MINUTE)]);
    let mut alarms = alarms(vec![talking(4 * MINUTE), busy()]);
    alarms.check_all(&board, T0);
    alarms.take_news();
    let ended = (NewsKind::Ended, "talking".to_owned());
    let raised = (NewsKind::Raised, "talking".to_owned());
    assert_eq!(put(&mut alarms, vec![talking(HOUR), busy()], &board, T0.plus(SECOND)), std::slice::from_ref(&ended));
    assert_eq!(put(&mut alarms, vec![talking(MINUTE), busy()], &board, T0.plus(2 * SECOND)), [raised]);
    assert_eq!(put(&mut alarms, vec![busy()], &board, T0.plus(3 * SECOND)), [ended]);
    let names: Vec<&str> =
        alarms.history().filter_map(|past| Some(alarms.rules().get(past.key.rule)?.name.as_str())).collect();
    assert_eq!(names, ["talking", "talking"]);
    alarms.check_all(&board, T0.plus(4 * SECOND));
    assert!(alarms.standing().is_empty(), "a rule that is gone raises nothing");
    // It comes back in its old place, and the list does not grow.
    put(&mut alarms, vec![busy(), talking(MINUTE)], &board, T0.plus(5 * SECOND));
    assert_eq!(alarms.rules().list().len(), 2);
    assert_eq!(alarms.standing()[0].key.rule, 0);
}

#[test]
fn a_rule_that_looks_at_something_else_is_another_rule_whatever_its_name() {
    let board = board(vec![agent("a", WorkState::Talking, 5 * MINUTE)]);
    let mut alarms = alarms(vec![Rule::new("own", in_state(State::Talking, MINUTE))]);
    alarms.check_all(&board, T0);
    alarms.take_news();
    let other = Rule::new("own", none_ready());
    let news = put(&mut alarms, vec![other], &board, T0.plus(SECOND));
    assert_eq!(news.iter().map(|(kind, _)| *kind).collect::<Vec<_>>(), [NewsKind::Raised, NewsKind::Ended]);
    assert_eq!(alarms.standing()[0].key.rule, 1);
}
