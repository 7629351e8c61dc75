//! One cause at a time.

use super::*;

fn started() -> Seen {
    let mut seen = Seen::new();
    seen.take(live(at(0, 8, 0), SourceId::Agents, 1));
    seen.take(crew(24, at(0, 8, 0)));
    seen
}

fn together(fact: &Fact) -> &Together {
    match &fact.what {
        Happened::Together(together) => together,
        other => panic!("{other:?}"),
    }
}

#[test]
fn six_who_go_to_eat_within_four_minutes_are_one_fact_with_who_and_when() {
    let mut seen = started();
    for (nth, index) in [3, 1, 4, 15, 9].into_iter().enumerate() {
        seen.take(to_eat(index, at(0, 10, 38).plus(nth as i64 * 48_000)));
    }
    seen.take(to_eat(2, at(0, 10, 42)));
    let incidents = seen.incidents();
    assert_eq!(incidents.len(), 1, "{incidents:?}");
    let fact = incidents[0];
    assert_eq!((fact.from, fact.until), (at(0, 10, 38), Some(at(0, 10, 42))));
    let Together { went, agents, of, .. } = together(fact);
    let names: Vec<&str> = agents.iter().map(|who| who.name.as_str()).collect();
    assert_eq!((*went, *of), (Went::Busy(BusyReason::Dining), 24));
    assert_eq!(names, ["Agent 3", "Agent 1", "Agent 4", "Agent 15", "Agent 9", "Agent 2"]);
}

#[test]
fn few_or_scattered_or_of_another_reason_are_none() {
    let mut seen = started();
    for index in 0..12 {
        seen.take(to_eat(index, at(0, 10, 0).plus(index as i64 * 80_000)));
    }
    for index in 12..16 {
        seen.take(to_eat(index, at(0, 12, 0)));
    }
    for index in 16..20 {
        let reason = if index % 2 == 0 { BusyReason::Break } else { BusyReason::Training };
        seen.take(goes(index, at(0, 12, 0), LoginState::Busy, WorkState::Busy, Some(reason)));
    }
    assert_eq!(seen.incidents(), [] as [&Fact; 0]);
    // In a large centre five are few.
    let mut large = Seen::new();
    large.take(crew(100, at(0, 8, 0)));
    for index in 0..11 {
        large.take(to_eat(index, at(0, 10, 0)));
    }
    assert_eq!(large.incidents(), [] as [&Fact; 0]);
    large.take(to_eat(11, at(0, 10, 1)));
    assert_eq!(large.incidents().len(), 1);
}

#[test]
fn what_happens_at_the_same_time_of_every_day_is_usual_from_the_second_day_on() {
    let mut seen = started();
    for day in 0..3 {
        for index in 0..8 {
            seen.take(to_eat(index, at(day, 12, 0).plus(index as i64 * 10_000)));
        }
        for index in 0..8 {
            seen.take(back(index, at(day, 13, 0)));
        }
    }
    let usual = seen.story.facts().iter().filter_map(|fact| match &fact.what {
        Happened::Together(Together { went: Went::Busy(_), usual, .. }) => Some(*usual),
        _ => None,
    });
    let usual: Vec<bool> = usual.collect();
    assert_eq!(usual, [false, true, true]);
    assert_eq!(seen.incidents().len(), 1);
}

#[test]
fn a_third_that_logs_out_at_once_is_an_incident_and_the_end_of_a_shift_is_a_fact() {
    let mut seen = started();
    for index in 0..7 {
        seen.take(away(index, at(0, 11, 0).plus(index as i64 * 1_000)));
    }
    let facts: Vec<&Fact> = seen.story.facts().iter().collect();
    assert_eq!((facts.len(), facts[0].is_incident()), (1, false));
    assert_eq!(together(facts[0]).of, 24);
    let mut seen = started();
    for index in 0..9 {
        seen.take(away(index, at(0, 11, 0).plus(index as i64 * 1_000)));
    }
    assert_eq!(seen.incidents().len(), 1);
    for index in 0..9 {
        seen.take(back(index, at(0, 11, 30)));
    }
    let last = seen.story.facts().iter().last().unwrap();
    assert_eq!((together(last).went, last.is_incident()), (Went::In, false));
}

#[test]
fn what_was_learned_late_is_told_of_the_moment_at_which_it_was() {
    let mut seen = started();
    // The stream was away: the roster tells of an hour, in which one after the other went.
    let gone = |index: usize| Agent {
        login: Some(LoginState::Busy),
        work: Some(WorkState::Busy),
        reason: Some(BusyReason::Dining),
        work_since: Some(at(0, 9, 0).plus(index as i64 * 4 * MINUTE)),
        login_since: None,
        ..person(index, at(0, 8, 0))
    };
    let agents = (0..24).map(|index| if index < 12 { gone(index) } else { person(index, at(0, 8, 0)) }).collect();
    seen.take(told(at(0, 10, 0), Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))));
    assert_eq!(seen.incidents(), [] as [&Fact; 0], "four minutes are between any two of them");
    // Of whom the platform does not say since when, it is unknown when they went.
    let mut seen = started();
    let gone = |index: usize| Agent { work_since: None, ..gone(index) };
    let agents = (0..24).map(|index| if index < 12 { gone(index) } else { person(index, at(0, 8, 0)) }).collect();
    seen.take(told(at(0, 10, 0), Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))));
    assert_eq!(seen.incidents(), [] as [&Fact; 0]);
}

/// A day from `hour` on, with `cause` in it, until two hours after it.
fn day(cause: Cause) -> Seen {
    let mut seen = Seen::new();
    let mut dice = Dice(11);
    seen.take(live(at(0, 8, 0), SourceId::Calls, 1));
    for step in 0..5 * 12 {
        let from = at(0, 9, 0).plus(step * 5 * MINUTE);
        let drawn = draw(&mut dice, from, 5, 80.0, cause);
        seen.take(calls(from.plus(5 * MINUTE), drawn));
    }
    seen
}

#[test]
fn the_first_incident_names_what_was_changed() {
    let from = at(0, 11, 7);
    let twice = Cause { from: Some(from), arrivals: 2.0, ..Cause::default() };
    let longer = Cause { from: Some(from), talk: 1.8, ..Cause::default() };
    let lost = Cause { from: Some(from), lost: 5.0, ..Cause::default() };
    let first = |cause: Cause| {
        let seen = day(cause);
        let first = (*seen.incidents().first().expect("an incident")).clone();
        assert!(first.from >= from && first.from.since(from) <= 45 * MINUTE, "{first:?}");
        first.what
    };
    match first(twice) {
        Happened::Arrivals(Arrivals { now, usual, against: Against::HourBefore, .. }) => {
            assert!(now as f64 > 1.6 * usual);
        }
        other => panic!("{other:?}"),
    }
    match first(longer) {
        Happened::HandleTime(HandleTime { before_ms, now_ms, .. }) => assert!(now_ms > before_ms * 13 / 10),
        other => panic!("{other:?}"),
    }
    match first(lost) {
        Happened::LostShare(LostShare { before, now, .. }) => assert!(before < 0.08 && now > before + 0.03),
        other => panic!("{other:?}"),
    }
    assert_eq!(day(Cause::default()).incidents(), [] as [&Fact; 0]);
}

#[test]
fn a_record_that_changes_and_one_that_leaves_the_day_are_counted_once() {
    let mut story = calls::Calls::default();
    let mut board = Board::new();
    let running =
        LedgerCall { ended: None, bridged: None, result: None, talk_ms: None, ..call(1, at(0, 9, 0), 1_000, Some(1)) };
    let over = call(1, at(0, 9, 0), 8_000, Some(90_000));
    for version in [running.clone(), over.clone(), over] {
        let Update { payload, at: when } = calls(at(0, 9, 5), vec![version.clone(), running.clone(), version]);
        let Payload::Calls(news) = payload else { panic!("calls") };
        story.told(&news, board.ledger());
        board.apply(told(when, Payload::Calls(news)));
    }
    assert_eq!(story.counted(), (1, 1, 90_000));
}

#[test]
fn stale_data_is_told_from_the_moment_at_which_it_was_true_last() {
    let mut teller = Teller::new(Rules::default(), ZONE);
    teller.take(live(at(0, 10, 30), SourceId::Agents, 1));
    teller.take(crew(8, at(0, 10, 30)));
    for beat in 0..40 {
        teller.take(told(at(0, 10, 30).plus(beat * 15_000), Payload::Heard(SourceId::Agents)));
    }
    teller.take(live(at(0, 10, 43), SourceId::Agents, 2));
    teller.take(told(at(0, 10, 43), Payload::Heard(SourceId::Agents)));
    teller.take(live(at(0, 10, 44), SourceId::Agents, 3));
    teller.take(told(at(0, 10, 44), Payload::Heard(SourceId::Agents)));
    let facts: Vec<Fact> = teller.story().facts().in_order().into_iter().cloned().collect();
    let stale = facts.iter().find(|fact| matches!(fact.what, Happened::Stale(_))).unwrap();
    assert_eq!(stale.from, at(0, 10, 39).plus(45_000));
    assert!(stale.until.is_some_and(|until| (0..=10_000).contains(&until.since(at(0, 10, 43)))), "{stale:?}");
    assert!(stale.is_incident());
    let anew: Vec<&Fact> = facts.iter().filter(|fact| matches!(fact.what, Happened::Reconnected(_))).collect();
    assert_eq!(anew.len(), 1, "{facts:?}");
    assert!(matches!(&anew[0].what, Happened::Reconnected(Reconnected { times: 2, .. })));
    let alert = facts.iter().find_map(|fact| match &fact.what {
        Happened::Alert(alert) => Some((alert.rule.as_str(), fact.until.is_some())),
        _ => None,
    });
    assert_eq!(alert, Some(("stale", true)));
}

#[test]
fn a_time_between_two_sessions_is_a_gap_and_no_one_went_anywhere_in_it() {
    let mut teller = Teller::new(Rules::default(), ZONE);
    teller.take(live(at(0, 10, 0), SourceId::Agents, 5));
    teller.take(crew(12, at(0, 10, 0)));
    let mut board = Board::new();
    board.apply(live(at(0, 12, 0), SourceId::Agents, 1));
    board.apply(crew(12, at(0, 10, 0)));
    for index in 0..8 {
        board.apply(to_eat(index, at(0, 11, 59)));
    }
    teller.begin(&board, at(0, 12, 0));
    let facts = teller.story().facts().in_order();
    let gaps: Vec<_> =
        facts.iter().filter(|fact| fact.what == Happened::Gap).map(|fact| (fact.from, fact.until)).collect();
    assert_eq!(gaps, [(at(0, 10, 0), Some(at(0, 12, 0)))]);
    assert!(
        facts.iter().all(|fact| !matches!(fact.what, Happened::Together(_) | Happened::Reconnected(_))),
        "{facts:?}"
    );
    teller.wait_until(at(1, 0, 0));
    teller.take(told(at(1, 0, 1), Payload::Heard(SourceId::Agents)));
    let date = NaiveDate::from_ymd_opt(2026, 11, 17).unwrap();
    assert!(teller.story().facts().iter().any(|fact| fact.what == Happened::Day(Date { date })));
}
