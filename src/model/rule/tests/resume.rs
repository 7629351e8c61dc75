//! Alerts that another told before.

use super::*;

/// One agent in wrap-up for as long, whose rule holds that back for a minute.
fn rules() -> Vec<Rule> {
    vec![
        Rule {
            hold_ms: MINUTE,
            escalate_after_ms: Some(10 * MINUTE),
            ..Rule::new("long", in_state(State::WrapUp, 5 * MINUTE))
        },
        Rule::new("none", none_ready()),
    ]
}

fn centre() -> Board {
    board(vec![agent("1", WorkState::WrapUp, 6 * MINUTE), agent("2", WorkState::Talking, MINUTE)])
}

/// One who led, and told both alerts.
fn led(board: &mut Board) -> (Alarms, Stamp) {
    let mut alarms = alarms(rules());
    let mut at = T0;
    for _ in 0..=60 {
        hear(board, at);
        alarms.check_all(board, at);
        at = at.plus(SECOND);
    }
    let told = alarms.take_news();
    assert_eq!(kinds(&told), [(NewsKind::Raised, ""), (NewsKind::Raised, "name 1")]);
    (alarms, at)
}

#[test]
fn what_was_told_to_stand_stands_where_another_goes_on_and_is_told_no_more() {
    let mut board = centre();
    let (before, at) = led(&mut board);
    let told = before.told();
    assert_eq!(told.iter().map(|alert| alert.rule.as_str()).collect::<Vec<_>>(), ["long", "none"]);
    let mut after = alarms(rules());
    after.resume(told.clone(), at);
    assert_eq!(after.told(), told, "one who goes on from there knows them too");
    after.check_all(&board, at);
    assert!(after.take_news().is_empty());
    let since = |alarms: &Alarms| alarms.standing().iter().map(|standing| standing.since).collect::<Vec<_>>();
    assert_eq!(
        (since(&after), after.told()),
        (since(&before), told),
        "since when it did, however long it is held back"
    );
    // A person has as long as they would have had.
    let due = before.told()[0].raised.plus(10 * MINUTE);
    hear(&mut board, due);
    after.check_all(&board, due);
    assert_eq!(kinds(&after.take_news()), [(NewsKind::Escalated, "name 1")]);
    assert!(after.told()[0].escalated.is_some());
    // And its end is told.
    work(&mut board, "1", due.plus(SECOND), WorkState::Ready);
    after.check_all(&board, due.plus(SECOND));
    assert_eq!(kinds(&after.take_news()), [(NewsKind::Ended, ""), (NewsKind::Ended, "name 1")]);
}

#[test]
fn what_ended_while_none_led_is_told_to_have_ended_and_what_began_is_told_to_stand() {
    let mut board = centre();
    let (before, at) = led(&mut board);
    work(&mut board, "1", at, WorkState::Ready);
    hear(&mut board, at);
    let mut after = alarms(vec![rules().remove(0), Rule::new("talk", in_state(State::Talking, 0)), rules().remove(1)]);
    after.resume(before.told(), at);
    after.check_all(&board, at);
    assert_eq!(kinds(&after.take_news()), [(NewsKind::Raised, "name 2")], "its position in the list is another's");
    let over = at.plus(119 * SECOND);
    hear(&mut board, over);
    after.check_all(&board, over);
    assert!(after.take_news().is_empty(), "its source might have been on its way");
    after.check_all(&board, over.plus(SECOND));
    assert_eq!(kinds(&after.take_news()), [(NewsKind::Ended, ""), (NewsKind::Ended, "name 1")]);
    assert_eq!(after.told().len(), 1);
}

#[test]
fn what_stood_by_a_rule_that_is_no_more_is_let_go() {
    let mut board = centre();
    let (before, at) = led(&mut board);
    let mut after = alarms(vec![Rule::new("talk", in_state(State::Talking, HOUR))]);
    after.resume(before.told(), at);
    assert!(after.told().is_empty());
    after.check_all(&board, at.plus(HOUR));
    assert!(after.take_news().is_empty());
}

#[test]
fn a_told_alert_is_read_as_it_was_written() {
    let mut board = centre();
    let (before, _) = led(&mut board);
    let json = serde_json::to_string(&before.told()).unwrap();
    assert_eq!(serde_json::from_str::<Vec<ToldAlert>>(&json).unwrap(), before.told());
    assert!(json.contains(r#""about":{"agent":"1"}"#) && !json.contains("escalated"), "{json}");
}
