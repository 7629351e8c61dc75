//! Alerts to which no person sees.

use super::*;

const AFTER: i64 = 5 * MINUTE;

fn escalating() -> Rule {
    Rule { escalate_after_ms: Some(AFTER), ..Rule::new("talking", in_state(State::Talking, MINUTE)) }
}

/// An agent who has talked for a minute, and what is told of them.
fn desk() -> (Board, Alarms, AlarmKey) {
    let key = AlarmKey { rule: 0, about: About::Agent(AgentId::new("a")) };
    (board(vec![agent("a", WorkState::Talking, MINUTE)]), alarms(vec![escalating()]), key)
}

const fn at(second: i64) -> Stamp {
    T0.plus(second * SECOND)
}

/// Seconds in which the stream gives signs of life; the news.
fn pass(alarms: &mut Alarms, board: &mut Board, from: i64, to: i64) -> Vec<(i64, NewsKind)> {
    for second in from..=to {
        hear(board, at(second));
        alarms.check_all(board, at(second));
    }
    alarms.take_news().iter().map(|news| (news.at.since(T0) / SECOND, news.kind)).collect()
}

fn away(board: &mut Board, second: i64) {
    let phase = Phase::Waiting { until: at(second), tries: 1 };
    board.apply(Update::new(at(second), Payload::Source(SourceReport::new(SourceId::Agents, phase))));
}

fn back(board: &mut Board, second: i64) {
    board.apply(Update::new(at(second), Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live))));
}

#[test]
fn it_escalates_once_and_then_stands_first() {
    let (mut board, mut alarms, key) = desk();
    assert_eq!(pass(&mut alarms, &mut board, 0, 299), [(0, NewsKind::Raised)]);
    assert_eq!(alarms.standing()[0].escalated, None);
    assert_eq!(pass(&mut alarms, &mut board, 300, 3000), [(300, NewsKind::Escalated)]);
    assert_eq!((&alarms.standing()[0].key, alarms.standing()[0].escalated), (&key, Some(at(300))));
    work(&mut board, "a", at(3001), WorkState::Ready);
    assert_eq!(pass(&mut alarms, &mut board, 3001, 3001), [(3001, NewsKind::Ended)]);
    assert_eq!(alarms.history().map(|past| past.escalated).collect::<Vec<_>>(), [Some(at(300))]);
}

#[test]
fn the_news_say_what_was_raised_and_when() {
    let (mut board, mut alarms, key) = desk();
    pass(&mut alarms, &mut board, 0, 299);
    hear(&mut board, at(300));
    alarms.check_all(&board, at(300));
    let [news]: [News; 1] = alarms.take_news().try_into().unwrap();
    assert_eq!((news.kind, news.at, news.began, news.key), (NewsKind::Escalated, at(300), T0, key));
    assert_eq!((&*news.rule, news.who.as_str()), ("talking", "name a"));
}

#[test]
fn without_a_time_nothing_escalates() {
    let mut board = board(vec![agent("a", WorkState::Talking, MINUTE)]);
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    assert_eq!(pass(&mut alarms, &mut board, 0, 7200), [(0, NewsKind::Raised)]);
}

#[test]
fn what_is_acknowledged_or_muted_never_escalates_and_what_is_taken_back_has_its_time_anew() {
    for how in [SeeTo::Acknowledge, SeeTo::Mute] {
        let (mut board, mut alarms, key) = desk();
        pass(&mut alarms, &mut board, 0, 299);
        alarms.see_to(&key, how, at(299));
        assert_eq!(pass(&mut alarms, &mut board, 300, 1000), [], "{how:?}");
        assert_eq!(alarms.see_to(&key, how, at(1000)), SeenTo::TakenBack);
        assert_eq!(pass(&mut alarms, &mut board, 1001, 1299), [], "{how:?}");
        assert_eq!(pass(&mut alarms, &mut board, 1300, 2000), [(1300, NewsKind::Escalated)], "{how:?}");
    }
}

#[test]
fn after_a_snooze_it_is_raised_anew_and_may_escalate_anew() {
    let (mut board, mut alarms, key) = desk();
    pass(&mut alarms, &mut board, 0, 400);
    alarms.see_to(&key, SeeTo::Snooze(at(1000)), at(400));
    assert_eq!(pass(&mut alarms, &mut board, 401, 999), []);
    let told = [(1000, NewsKind::Raised), (1300, NewsKind::Escalated)];
    assert_eq!(pass(&mut alarms, &mut board, 1000, 3000), told);
}

#[test]
fn nothing_escalates_on_a_source_that_is_away_and_what_still_stands_does_when_it_is_back() {
    let (mut board, mut alarms, _) = desk();
    pass(&mut alarms, &mut board, 0, 200);
    away(&mut board, 201);
    for second in 201..900 {
        alarms.check_all(&board, at(second));
    }
    assert!(alarms.take_news().is_empty() && alarms.standing()[0].unconfirmed);
    back(&mut board, 900);
    assert_eq!(pass(&mut alarms, &mut board, 900, 1500), [(900, NewsKind::Escalated)]);
}

#[test]
fn a_clock_that_is_set_makes_nothing_wait_longer_or_shorter() {
    for by in [-HOUR, HOUR] {
        let (mut board, mut alarms, _) = desk();
        let report = SourceReport { skew_ms: Some(0), ..SourceReport::new(SourceId::Agents, Phase::Live) };
        board.apply(Update::new(T0, Payload::Source(report)));
        pass(&mut alarms, &mut board, 0, 299);
        alarms.clock_set(by);
        board.clock_set(by);
        let by = by / SECOND;
        let told = pass(&mut alarms, &mut board, 300 + by, 600 + by);
        assert_eq!(told, [(300 + by, NewsKind::Escalated)], "{by}");
    }
}

#[test]
fn on_a_board_of_another_moment_what_was_due_for_long_has_escalated_already() {
    let (_, mut alarms, _) = desk();
    let mut board = board(vec![
        agent("a", WorkState::Talking, MINUTE + AFTER + SECOND),
        agent("b", WorkState::Talking, MINUTE + AFTER - 10 * SECOND),
    ]);
    hear(&mut board, T0);
    alarms.start_over(&board, T0);
    let stands: Vec<Option<Stamp>> = alarms.standing().iter().map(|standing| standing.escalated).collect();
    assert_eq!(stands, [Some(at(-1)), None]);
    assert_eq!(pass(&mut alarms, &mut board, 1, 60), [(10, NewsKind::Escalated)], "as it would have without the jump");
}

proptest! {
    /// Whatever persons do and sources are like: it escalates at most once for each time that it is told to be raised, no
    /// sooner than it may, and never while a person has seen to it or its source is away.
    #[test]
    fn it_escalates_once_and_never_after_a_person_has_seen_to_it(
        steps in prop::collection::vec((0_u8..8, 1_i64..400), 1..9)
    ) {
        let (mut board, mut alarms, key) = desk();
        let (mut second, mut live, mut raised) = (0, true, None::<i64>);
        for (step, seconds) in steps {
            match step {
                0 => _ = alarms.see_to(&key, SeeTo::Acknowledge, at(second)),
                1 => _ = alarms.see_to(&key, SeeTo::Snooze(at(second + 90)), at(second)),
                2 => _ = alarms.see_to(&key, SeeTo::Mute, at(second)),
                3 => {
                    live = false;
                    away(&mut board, second);
                }
                4 => {
                    live = true;
                    back(&mut board, second);
                }
                5 => work(&mut board, "a", at(second), WorkState::Ready),
                6 => work(&mut board, "a", at(second - 60), WorkState::Talking),
                _ => {}
            }
            for _ in 0..seconds {
                second += 1;
                if live {
                    hear(&mut board, at(second));
                }
                alarms.check_all(&board, at(second));
                for news in alarms.take_news() {
                    match news.kind {
                        NewsKind::Raised => raised = Some(second),
                        NewsKind::Ended => raised = None,
                        NewsKind::Escalated => {
                            let since = raised.take();
                            prop_assert!(since.is_some_and(|since| (second - since) * SECOND >= AFTER), "{since:?}");
                            let [standing] = alarms.standing() else { panic!("{:?}", alarms.standing()) };
                            prop_assert!(standing.mark.is_none() && !standing.unconfirmed, "{standing:?}");
                            prop_assert_eq!(standing.escalated, Some(at(second)));
                        }
                    }
                }
            }
        }
    }
}
