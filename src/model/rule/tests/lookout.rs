//! A board without a screen, and what a person does about its alerts.

use super::*;

pub(super) fn updates(steps: &[(i64, usize, usize)]) -> Vec<Update> {
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    let agents = (0..4).map(|id| agent(&id.to_string(), WorkState::Ready, 0)).collect();
    let roster = Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)));
    let mut at = T0;
    let mut updates = vec![Update::new(T0, Payload::Source(report)), Update::new(T0, roster)];
    for (later, who, state) in steps {
        at = at.plus(*later);
        let set = |set| Change::Agent { id: AgentId::new(&who.to_string()), set };
        let work = STATES.get(*state).copied();
        let changes = vec![set(AgentChange::Work(work)), set(AgentChange::WorkSince(Some(at)))];
        updates.push(Update::new(at, Payload::Changes(Changes { changes, ..Changes::default() })));
    }
    updates
}

proptest! {
    /// A board on a screen, which notes every batch and looks once a second, tells the news that a board without one
    /// tells, in the same order and at the same moments.
    #[test]
    fn a_board_without_a_screen_tells_the_same_news(
        steps in prop::collection::vec((1_i64..90_000, 0_usize..4, 0_usize..7), 1..30)
    ) {
        let updates = updates(&steps);
        let rule = |rule: Rule| Rule { escalate_after_ms: Some(MINUTE), ..rule };
        let rules = Rules::defaults(&Limits::default()).into_iter().map(rule).collect();
        let rules = Rules::new(rules, &Limits::default());
        let mut lookout = Lookout::new(rules.clone(), Tz::UTC);
        let told: Vec<News> = updates.iter().flat_map(|update| lookout.take(update.clone())).collect();
        let (mut board, mut alarms) = (Board::new(), Alarms::new(rules, Tz::UTC));
        let mut tick = T0;
        let mut shown = Vec::new();
        let end = updates.last().map_or(T0, |update| update.at).plus(1);
        for (at, update) in updates.into_iter().map(|update| (update.at, Some(update))).chain([(end, None)]) {
            while tick.plus(SECOND) < at {
                tick = tick.plus(SECOND);
                alarms.check_all(&board, tick);
                shown.append(&mut alarms.take_news());
            }
            let Some(update) = update else { break };
            board.apply(update);
            let touched = board.take_touched();
            alarms.note(&board, &touched, at);
            shown.append(&mut alarms.take_news());
        }
        prop_assert_eq!(told, shown);
        prop_assert_eq!(lookout.alarms().standing(), alarms.standing());
        prop_assert_eq!(lookout.board().revision(), board.revision());
    }
}

#[test]
fn an_alert_that_is_due_in_the_second_of_an_update_is_told_in_that_second() {
    let steps = [(10_818, 0, 0), (58_739, 0, 1), (42_443, 1, 0), (1, 0, 0)];
    let mut lookout = Lookout::new(Rules::default(), Tz::UTC);
    let told: Vec<News> = updates(&steps).into_iter().flat_map(|update| lookout.take(update)).collect();
    assert!(told.iter().any(|news| news.at == T0.plus(112_000)), "{told:#?}");
}

#[test]
fn what_came_of_seeing_to_an_alert_is_told_under_a_mute_too() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let mut board = board(vec![agent("a", WorkState::Talking, MINUTE)]);
    alarms.note(&board, &[], T0);
    let key = alarms.standing()[0].key.clone();
    let mut see_to = |how| alarms.see_to(&key, how, T0);
    assert_eq!(see_to(SeeTo::Mute), SeenTo::Done);
    assert_eq!(see_to(SeeTo::Acknowledge), SeenTo::Done);
    assert_eq!(see_to(SeeTo::Acknowledge), SeenTo::TakenBack, "the mark that is shown is the mute");
    assert_eq!(see_to(SeeTo::Snooze(T0.plus(HOUR))), SeenTo::Done);
    assert_eq!(see_to(SeeTo::Snooze(T0.plus(HOUR))), SeenTo::TakenBack);
    assert_eq!(see_to(SeeTo::Mute), SeenTo::TakenBack);
    let shown = alarms.alerts().clone();
    work(&mut board, "a", T0.plus(SECOND), WorkState::Ready);
    let touched = board.take_touched();
    alarms.note(&board, &touched, T0.plus(SECOND));
    assert_eq!(alarms.see_to(&key, SeeTo::Acknowledge, T0), SeenTo::Cleared);
    assert_eq!((shown.standing().len(), alarms.alerts().standing().len()), (1, 0), "what is kept stays as it was");
}

#[test]
fn a_board_of_another_moment_begins_without_news() {
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let board = board(vec![agent("a", WorkState::Talking, MINUTE)]);
    alarms.note(&board, &[], T0);
    let key = alarms.standing()[0].key.clone();
    alarms.see_to(&key, SeeTo::Mute, T0);
    alarms.start_over(&board, T0);
    assert_eq!((alarms.standing().len(), alarms.standing()[0].mark), (1, None));
    assert!(alarms.take_news().is_empty());
}
