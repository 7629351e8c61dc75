//! Rules on how bots answer.

use super::*;
use crate::model::{ProbeMode, ProbeOutcome, ProbeRun, ProbeSet};

fn set() -> ProbeSet {
    let (name, robot) = ("shop".to_owned(), "1".to_owned());
    ProbeSet { name, robot, mode: ProbeMode::Stream, every_ms: 5 * MINUTE, expects: false }
}

/// A board with a probe, and the default rules.
fn probing() -> (Board, Alarms) {
    let mut board = board(vec![agent("a", WorkState::Ready, 0)]);
    board.apply(Update::new(T0, Payload::Source(SourceReport::new(SourceId::Probe, Phase::Live))));
    board.apply(Update::new(T0, Payload::Probes(vec![set()])));
    let rules = Rules::defaults(&Limits::default());
    (board, alarms(rules.into_iter().filter(|rule| rule.measure().is_some_and(Measure::is_of_bots)).collect()))
}

/// Runs it at so many minutes, and what stands then: figures with their values.
fn run(
    (board, alarms): &mut (Board, Alarms),
    minutes: i64,
    outcome: ProbeOutcome,
    word: Option<u64>,
) -> Vec<(Measure, f64)> {
    let at = T0.plus(minutes * MINUTE);
    let run = ProbeRun { outcome, first_word_ms: word, ..ProbeRun::new(&set(), at) };
    board.apply(Update::new(at, Payload::Probed(vec![run])));
    alarms.check_all(board, at);
    let figure = |standing: &Standing| match standing.alert {
        Alert::Figure { measure, value, .. } => (measure, value),
        _ => panic!("{:?}", standing.alert),
    };
    alarms.standing().iter().map(figure).collect()
}

#[test]
fn a_bot_without_an_answer_twice_is_down_until_it_answers() {
    let mut probing = probing();
    assert_eq!(Measure::BotDown.at(&probing.0, T0), None, "not run yet");
    assert!(run(&mut probing, 0, ProbeOutcome::Robot, None).is_empty());
    assert_eq!(run(&mut probing, 5, ProbeOutcome::Failed, None), [(Measure::BotDown, 1.0)]);
    assert!(run(&mut probing, 10, ProbeOutcome::NotAsExpected, Some(400)).is_empty(), "another answer is an answer");
}

#[test]
fn a_late_first_word_is_an_alert_in_seconds() {
    let mut probing = probing();
    assert!(run(&mut probing, 0, ProbeOutcome::Answered, Some(10_000)).is_empty());
    assert_eq!(run(&mut probing, 5, ProbeOutcome::Answered, Some(10_360)), [(Measure::BotFirstWord, 10.36)]);
    assert_eq!(Measure::BotFirstWord.show(10.36), "10.4 s");
    // A bot that is asked no longer says nothing of now.
    assert_eq!(Measure::BotFirstWord.at(&probing.0, T0.plus(30 * MINUTE)), None);
    assert!(run(&mut probing, 31, ProbeOutcome::Answered, Some(900)).is_empty());
}

#[test]
fn nothing_is_raised_where_no_probe_is_set() {
    let board = board(vec![agent("a", WorkState::Ready, 0)]);
    for measure in [Measure::BotFirstWord, Measure::BotDown] {
        assert_eq!(measure.at(&board, T0), None);
    }
}
