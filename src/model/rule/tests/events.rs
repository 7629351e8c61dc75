//! Rules on what events of calls tell.

use super::*;
use crate::model::{CallEvent, Callback, Happening};

/// Calls in progress by the stream, and callbacks that are listened for.
fn listening() -> Board {
    let mut board = board(vec![agent("a", WorkState::Ready, 0)]);
    board.apply(Update::new(T0, Payload::Source(SourceReport::new(SourceId::Push, Phase::Live))));
    board
}

fn event(board: &mut Board, at: Stamp, event: CallEvent) {
    let event = CallEvent { kind: Some(CallKind::Inbound), made: Some(at), ..event };
    board.apply(Update::new(at, Payload::Pushed(vec![Callback::Event(Box::new(event))])));
}

fn begins(board: &mut Board, at: Stamp, call: &str) {
    event(board, at, CallEvent::new(call, Happening::Created));
}

fn above(measure: Measure, limit: f64) -> Alarms {
    let watch = Watch::Figure { measure, compare: Compare::Above, limit, over_ms: None, who: Vec::new() };
    alarms(vec![Rule::new(measure.name(), watch)])
}

#[test]
fn a_rule_on_waiting_counts_those_who_are_sure_to_wait() {
    let (mut board, mut alarms) = (listening(), above(Measure::Waiting, 1.0));
    inbound_now(&mut board, T0, Some(3));
    begins(&mut board, T0, "c");
    alarms.check_all(&board, T0);
    assert!(alarms.standing().is_empty(), "one or three");
    for (after, call) in [(1, "d"), (2, "e")] {
        begins(&mut board, T0.plus(after * SECOND), call);
    }
    alarms.check_all(&board, T0.plus(2 * SECOND));
    assert_eq!(alarms.standing().len(), 1);
    event(&mut board, T0.plus(3 * SECOND), CallEvent::new("d", Happening::Deleted));
    event(&mut board, T0.plus(3 * SECOND), CallEvent::new("e", Happening::Deleted));
    alarms.check_all(&board, T0.plus(3 * SECOND));
    assert!(alarms.standing().is_empty());
}

#[test]
fn a_rule_on_the_longest_wait_is_in_seconds_and_grows_with_the_clock() {
    let (mut board, mut alarms) = (listening(), above(Measure::LongestWait, 90.0));
    inbound_now(&mut board, T0, Some(1));
    begins(&mut board, T0, "c");
    for second in 0..=90 {
        hear(&mut board, T0.plus(second * SECOND));
        alarms.check_all(&board, T0.plus(second * SECOND));
    }
    assert!(alarms.standing().is_empty());
    alarms.check_all(&board, T0.plus(91 * SECOND));
    let said = alarms.standing().first().map(|standing| standing.alert.clone());
    assert!(matches!(said, Some(Alert::Figure { value: 91.0, .. })), "{said:?}");
    assert_eq!(Measure::LongestWait.show(91.0), "1:31");
    // For a moment it is not sure that any caller waits.
    inbound_now(&mut board, T0.plus(92 * SECOND), Some(0));
    alarms.check_all(&board, T0.plus(92 * SECOND));
    assert_eq!(alarms.standing().len(), 1, "what stands is not over for it");
    event(&mut board, T0.plus(93 * SECOND), CallEvent::new("c", Happening::Deleted));
    alarms.check_all(&board, T0.plus(93 * SECOND));
    assert!(alarms.standing().is_empty());
}

#[test]
fn nothing_is_raised_where_no_event_tells() {
    let mut board = board(vec![agent("a", WorkState::Ready, 0)]);
    inbound_now(&mut board, T0, Some(9));
    for measure in [Measure::Waiting, Measure::LongestWait] {
        let mut alarms = above(measure, 0.0);
        alarms.check_all(&board, T0);
        assert!(alarms.standing().is_empty());
        assert_eq!(measure.at(&board, T0), None);
    }
}
