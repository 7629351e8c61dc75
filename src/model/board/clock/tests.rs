use crate::model::{
    Agent, AgentId, Alarms, Board, ChatDay, Data, Failure, Finding, Found, Limits, LoginState, Lookup, Mark, NewsKind,
    Payload, Phase, Roster, RosterKind, Rules, SourceId, SourceReport, SourceState, Stamp, Update, WorkState,
};

const T0: Stamp = Stamp(1_772_445_600_000);
const MINUTES: i64 = 60_000;

fn told(board: &mut Board, at: Stamp, payload: Payload) {
    board.apply(Update::new(at, payload));
}

fn report(source: SourceId, phase: Phase, skew_ms: Option<i64>) -> Payload {
    Payload::Source(SourceReport { connects: 1, skew_ms, ..SourceReport::new(source, phase) })
}

/// An agent who has talked for 25 minutes at `T0`, by a vendor's clock that is 3 s ahead of ours; chats of a minute ago,
/// from a source that waits for another four.
fn board() -> Board {
    let mut board = Board::new();
    told(&mut board, T0, report(SourceId::Agents, Phase::Live, Some(3_000)));
    let agent = Agent {
        login: Some(LoginState::Online),
        work: Some(WorkState::Talking),
        work_since: Some(T0.plus(3_000 - 25 * MINUTES)),
        ..Agent::new(AgentId::new("a"))
    };
    told(&mut board, T0, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent]))));
    told(&mut board, T0, Payload::Chat(Box::new(ChatDay::new(T0.plus(-MINUTES), None, Vec::new()))));
    told(&mut board, T0, report(SourceId::Chat, Phase::Waiting { until: T0.plus(4 * MINUTES), tries: 2 }, None));
    let found = |finding| Payload::Found(Box::new(Found { lookup: Lookup::AiChoices, finding }));
    told(&mut board, T0, found(Finding::Data(Box::new(Data::AiChoices(crate::model::AiChoices::default())))));
    let failure = Failure { problem: "no".into(), refused: false, again: Some(T0.plus(MINUTES)), absent: false };
    told(&mut board, T0, found(Finding::Failed(failure)));
    board
}

#[test]
fn no_state_is_older_or_younger_after_the_clock_was_set() {
    for by in [10 * MINUTES, -10 * MINUTES, 300 * MINUTES, -300 * MINUTES] {
        let mut board = board();
        board.clock_set(by);
        let now = T0.plus(by);
        let (agents, chat) = (board.source(SourceId::Agents), board.source(SourceId::Chat));
        assert_eq!(board.agents()[0].in_state_ms(now, board.skew_ms()), Some(25 * MINUTES));
        assert_eq!(agents.age_ms(now), Some(0));
        assert_eq!(agents.state(now, 30_000), SourceState::Live);
        assert_eq!((chat.age_ms(now), board.chat().unwrap().as_of), (Some(MINUTES), now.plus(-MINUTES)));
        assert_eq!(chat.phase, Phase::Waiting { until: now.plus(4 * MINUTES), tries: 2 });
        assert_eq!(board.seen(0).next().unwrap().at, now.plus(-25 * MINUTES));
        let shelved = board.shelf().get(&Lookup::AiChoices).unwrap();
        assert_eq!((shelved.as_of, shelved.failure.as_ref().unwrap().again), (Some(now), Some(now.plus(MINUTES))));
        // A source that died stays as old as it is, also where the clock was set back to before it did.
        assert!(board.source(SourceId::Agents).is_stale(now.plus(31_000), 30_000));
    }
}

#[test]
fn no_alert_rises_and_none_ends_because_the_clock_was_set() {
    for by in [10 * MINUTES, -10 * MINUTES, 300 * MINUTES, -300 * MINUTES] {
        let mut board = board();
        let mut alarms = Alarms::new(Rules::of_limits(&Limits::default()), chrono_tz::Tz::UTC);
        alarms.check_all(&board, T0);
        assert!(alarms.take_news().is_empty() && alarms.standing().is_empty());
        board.clock_set(by);
        alarms.clock_set(by);
        alarms.check_all(&board, T0.plus(by));
        assert!(alarms.take_news().is_empty(), "{by}: no agent talks longer than before");

        // The limit of half an hour is passed when it is passed.
        let over = T0.plus(by + 5 * MINUTES + 1_000);
        told(&mut board, over, Payload::Heard(SourceId::Agents));
        told(&mut board, over, Payload::Chat(Box::new(ChatDay::new(over, None, Vec::new()))));
        alarms.check_all(&board, over);
        let news = alarms.take_news();
        assert_eq!(news.iter().map(|news| news.kind).collect::<Vec<_>>(), [NewsKind::Raised]);
        let key = alarms.standing()[0].key.clone();
        alarms.snooze(&key, over.plus(10 * MINUTES));
        board.clock_set(-by);
        alarms.clock_set(-by);
        let now = over.plus(-by);
        alarms.check_all(&board, now.plus(1_000));
        assert!(alarms.take_news().is_empty(), "{by}: it stands");
        assert_eq!(alarms.standing()[0].since, now);
        assert_eq!(alarms.standing()[0].mark, Some(Mark::Snoozed(now.plus(10 * MINUTES))));
    }
}
