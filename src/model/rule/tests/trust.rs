//! Sources that are away, and streams that say nothing.

use super::*;
use crate::model::{ChatTotals, PlatformDay, Summary, SummaryChange, Tag};

const RINGING: i64 = 20 * SECOND;

fn phase(board: &mut Board, source: SourceId, at: Stamp, phase: Phase) {
    board.apply(Update::new(at, Payload::Source(SourceReport { connects: 1, ..SourceReport::new(source, phase) })));
}

const fn waiting(until: Stamp) -> Phase {
    Phase::Waiting { until, tries: 1 }
}

/// Every second from `from` to `to`; the news.
fn news_between(alarms: &mut Alarms, board: &Board, from: i64, to: i64) -> Vec<(i64, NewsKind, String)> {
    for second in from..=to {
        alarms.check_all(board, T0.plus(second * SECOND));
    }
    let news = alarms.take_news().into_iter();
    news.map(|news| (news.at.since(T0) / SECOND, news.kind, news.who)).collect()
}

fn ringing() -> Alarms {
    alarms(vec![Rule::new("ringing", in_state(State::Ringing, RINGING))])
}

#[test]
fn no_agent_rings_too_long_on_a_stream_that_is_gone() {
    let gone = [Phase::Connecting, Phase::AwaitingFull, waiting(T0), Phase::Stopped];
    for away in gone {
        let mut board = board((0..20).map(|n| agent(&n.to_string(), WorkState::Ringing, 0)).collect());
        let mut alarms = ringing();
        phase(&mut board, SourceId::Agents, T0.plus(2 * SECOND), away.clone());
        assert_eq!(news_between(&mut alarms, &board, 0, 120), [], "{away:?}");
        // Back again: half of them still ring.
        let still = (0..20).map(|n| agent(&n.to_string(), WorkState::Ringing, if n < 10 { 0 } else { -115 * SECOND }));
        tell(&mut board, T0.plus(121 * SECOND), still.collect());
        phase(&mut board, SourceId::Agents, T0.plus(121 * SECOND), Phase::Live);
        let news = news_between(&mut alarms, &board, 121, 121);
        assert_eq!(news.len(), 10, "judged again once it is live, after {away:?}");
        assert!(alarms.standing().iter().all(|standing| !standing.unconfirmed));
    }
}

#[test]
fn a_stream_that_dies_with_its_connection_open_raises_nothing_new() {
    // The last byte came in the middle of the ringing.
    for heard in [0, 3] {
        let mut board = board(vec![agent("a", WorkState::Ringing, 0)]);
        hear(&mut board, T0.plus(heard * SECOND));
        assert_eq!(news_between(&mut ringing(), &board, 0, 60), [], "last heard of after {heard} s");
    }
}

#[test]
fn what_becomes_due_in_a_silence_rises_with_the_next_sign_of_life() {
    let mut board = board(vec![agent("a", WorkState::Talking, HOUR - 40 * SECOND)]);
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, HOUR))]);
    assert_eq!(news_between(&mut alarms, &board, 0, 45), [], "a quiet centre");
    hear(&mut board, T0.plus(46 * SECOND));
    assert_eq!(news_between(&mut alarms, &board, 46, 47), [(46, NewsKind::Raised, "name a".to_owned())]);
}

#[test]
fn a_short_silence_holds_nothing_up() {
    let mut board = board(vec![agent("a", WorkState::Ringing, 0)]);
    hear(&mut board, T0.plus(6 * SECOND));
    assert_eq!(news_between(&mut ringing(), &board, 0, 21), [(20, NewsKind::Raised, "name a".to_owned())]);
}

#[test]
fn what_stands_goes_on_standing_marked_while_its_source_is_away() {
    let none = Rule { hold_ms: 5 * SECOND, ..Rule::new("none_ready", none_ready()) };
    let mut board = board(vec![agent("a", WorkState::Ringing, 0)]);
    let mut alarms = alarms(vec![none, Rule::new("ringing", in_state(State::Ringing, RINGING))]);
    hear(&mut board, T0.plus(20 * SECOND));
    assert_eq!(news_between(&mut alarms, &board, 0, 20).len(), 2);
    assert!(alarms.standing().iter().all(|standing| !standing.unconfirmed));
    phase(&mut board, SourceId::Agents, T0.plus(21 * SECOND), waiting(T0.plus(HOUR)));
    assert_eq!(news_between(&mut alarms, &board, 21, 300), [], "it neither ends nor rises again");
    assert_eq!(alarms.standing().len(), 2);
    assert!(alarms.standing().iter().all(|standing| standing.unconfirmed));
    tell(&mut board, T0.plus(301 * SECOND), vec![agent("a", WorkState::Ready, 0)]);
    phase(&mut board, SourceId::Agents, T0.plus(301 * SECOND), Phase::Live);
    let ended: Vec<NewsKind> =
        news_between(&mut alarms, &board, 301, 301).into_iter().map(|(_, kind, _)| kind).collect();
    assert_eq!(ended, [NewsKind::Ended, NewsKind::Ended]);
}

#[test]
fn a_figure_that_cannot_be_had_is_not_over() {
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    let mut alarms = alarms(vec![Rule::new("none_ready", none_ready())]);
    alarms.check_all(&board, T0);
    assert_eq!(alarms.standing().len(), 1);
    // A page is away: how many are ready is unknown.
    phase(&mut board, SourceId::Agents, T0.plus(SECOND), waiting(T0));
    let agents = vec![agent("a", WorkState::Talking, 0)];
    let roster =
        Roster { kind: RosterKind::Full, summary: Summary::default(), total: Some(9), complete: false, agents };
    board.apply(Update::new(T0.plus(2 * SECOND), Payload::Roster(Box::new(roster))));
    assert_eq!(Measure::Ready.of(&board), None);
    alarms.check_all(&board, T0.plus(2 * SECOND));
    assert!(matches!(alarms.standing(), [Standing { unconfirmed: true, .. }]));
}

#[test]
fn a_hold_time_that_passes_while_a_source_is_away_counts_when_it_is_back() {
    let rule = Rule { hold_ms: 30 * SECOND, ..Rule::new("none_ready", none_ready()) };
    let mut alarms = alarms(vec![rule]);
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    assert_eq!(news_between(&mut alarms, &board, 0, 5), []);
    phase(&mut board, SourceId::Agents, T0.plus(6 * SECOND), Phase::Connecting);
    assert_eq!(news_between(&mut alarms, &board, 6, 60), []);
    tell(&mut board, T0.plus(61 * SECOND), vec![agent("a", WorkState::Talking, 0)]);
    phase(&mut board, SourceId::Agents, T0.plus(61 * SECOND), Phase::Live);
    assert_eq!(news_between(&mut alarms, &board, 61, 61), [(61, NewsKind::Raised, String::new())]);
}

#[test]
fn while_one_page_is_away_only_agents_that_were_told_of_since_may_raise_anything() {
    let mut board = board(vec![agent("a", WorkState::Ready, 0), agent("b", WorkState::Ringing, 0)]);
    let mut alarms = ringing();
    phase(&mut board, SourceId::Agents, T0.plus(SECOND), waiting(T0));
    work(&mut board, "a", T0.plus(2 * SECOND), WorkState::Ringing);
    assert_eq!(news_between(&mut alarms, &board, 2, 40), [], "nothing was said of either after it became due");
    // A resync through the pages that are left names both.
    let both = ["a", "b"].map(|id| agent(id, WorkState::Ringing, 0)).to_vec();
    tell(&mut board, T0.plus(41 * SECOND), both);
    let news = news_between(&mut alarms, &board, 41, 41);
    assert_eq!(news.len(), 2);
}

#[test]
fn rules_about_figures_and_departments_wait_for_a_live_source_too() {
    let missed = |limit| {
        let (measure, compare) = (Measure::AgentMissesPercent, Compare::Above);
        Rule::new("agent_misses", Watch::Figure { measure, compare, limit, over_ms: None, who: Vec::new() })
    };
    let who = vec!["a".to_owned()];
    let few = Watch::Figure { measure: Measure::Ready, compare: Compare::Below, limit: 1.0, over_ms: None, who };
    let few = Rule { hold_ms: 10 * SECOND, department: Some("night".to_owned()), ..Rule::new("few", few) };
    let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
    let mut alarms = alarms(vec![missed(4.0), few]);
    phase(&mut board, SourceId::Agents, T0.plus(SECOND), Phase::Connecting);
    // Said by a page that is left, of a centre that is not whole.
    let figure = |figure, count| Change::Summary(SummaryChange::Figure(figure, Some(count)));
    let changes = vec![figure(Figure::Missed, 9), figure(Figure::Answered, 1)];
    board.apply(Update::new(T0.plus(2 * SECOND), Payload::Changes(Changes { changes, ..Changes::default() })));
    assert_eq!(Measure::AgentMissesPercent.of(&board), Some(90.0));
    assert_eq!(news_between(&mut alarms, &board, 0, 60), []);
    phase(&mut board, SourceId::Agents, T0.plus(61 * SECOND), Phase::Live);
    hear(&mut board, T0.plus(61 * SECOND));
    assert_eq!(news_between(&mut alarms, &board, 61, 61).len(), 2);
}

#[test]
fn chats_of_a_vendor_that_does_not_answer_raise_nothing_and_end_nothing() {
    let tag = Tag::of("east");
    let source = SourceId::Platform(tag);
    let day = |at: Stamp, unanswered| {
        let totals = ChatTotals { chats: Some(50), unanswered: Some(unanswered), ..ChatTotals::default() };
        let day = PlatformDay {
            tag,
            as_of: at,
            totals,
            ai: None,
            figures: None,
            metrics: Vec::new(),
            agents: Vec::new(),
            trend: None,
            missing: Vec::new(),
        };
        Update::new(at, Payload::Platform(Box::new(day)))
    };
    let watch = |limit| Watch::Figure {
        measure: Measure::ChatsUnanswered,
        compare: Compare::Above,
        limit,
        over_ms: None,
        who: Vec::new(),
    };
    let held = Rule { hold_ms: 20 * SECOND, ..Rule::new("many", watch(5.0)) };
    let mut alarms = alarms(vec![Rule::new("some", watch(3.0)), held]);
    let mut board = Board::new();
    phase(&mut board, source, T0, Phase::Live);
    board.apply(day(T0, 7));
    assert_eq!(news_between(&mut alarms, &board, 0, 5).len(), 1);
    phase(&mut board, source, T0.plus(6 * SECOND), waiting(T0));
    assert_eq!(news_between(&mut alarms, &board, 6, 100), [], "a poll has failed");
    assert!(matches!(alarms.standing(), [Standing { unconfirmed: true, .. }]));
    phase(&mut board, source, T0.plus(101 * SECOND), Phase::Live);
    board.apply(day(T0.plus(101 * SECOND), 7));
    assert_eq!(news_between(&mut alarms, &board, 101, 101), [(101, NewsKind::Raised, String::new())]);
    // Answers that have become too old are no better than none.
    let mut old = super::alarms(vec![Rule::new("some", watch(3.0))]);
    assert_eq!(news_between(&mut old, &board, 101 + 181, 101 + 182), []);
}

#[test]
fn a_snooze_that_ends_while_the_source_is_away_is_told_once_it_is_back() {
    let mut alarms = ringing();
    let mut board = board(vec![agent("a", WorkState::Ringing, MINUTE)]);
    assert_eq!(news_between(&mut alarms, &board, 0, 0).len(), 1);
    let key = alarms.standing()[0].key.clone();
    alarms.snooze(&key, T0.plus(10 * SECOND));
    phase(&mut board, SourceId::Agents, T0.plus(SECOND), Phase::Connecting);
    assert_eq!(news_between(&mut alarms, &board, 1, 60), []);
    tell(&mut board, T0.plus(61 * SECOND), vec![agent("a", WorkState::Ringing, MINUTE)]);
    phase(&mut board, SourceId::Agents, T0.plus(61 * SECOND), Phase::Live);
    assert_eq!(news_between(&mut alarms, &board, 61, 61), [(61, NewsKind::Raised, "name a".to_owned())]);
}

#[test]
fn a_source_that_did_not_say_how_it_stands_is_taken_at_its_word() {
    let mut board = Board::new();
    tell(&mut board, T0, vec![agent("a", WorkState::Ringing, 0)]);
    assert_eq!(news_between(&mut ringing(), &board, 0, 60), [(20, NewsKind::Raised, "name a".to_owned())]);
}

#[test]
fn a_state_whose_time_was_not_sent_raises_nothing_by_the_time_of_the_state_before() {
    let mut board = board(vec![agent("a", WorkState::Ready, 2 * HOUR)]);
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let set = |set| Change::Agent { id: AgentId::new("a"), set };
    let say = |board: &mut Board, at: i64, changes| {
        let made = Some(T0.plus(at * SECOND));
        board.apply(Update::new(
            T0.plus(at * SECOND),
            Payload::Changes(Changes { changes, made, ..Changes::default() }),
        ));
    };
    say(&mut board, 1, vec![set(AgentChange::Work(Some(WorkState::Talking)))]);
    assert_eq!(news_between(&mut alarms, &board, 1, 10), []);
    // At least a minute is a minute.
    hear(&mut board, T0.plus(61 * SECOND));
    assert_eq!(news_between(&mut alarms, &board, 60, 61), [(61, NewsKind::Raised, "name a".to_owned())]);
    // The time that follows says what it was all along.
    say(&mut board, 62, vec![set(AgentChange::WorkSince(Some(T0)))]);
    assert_eq!(news_between(&mut alarms, &board, 62, 70), [], "raised once");
    assert!(!board.agents()[0].is_at_least());
}

#[test]
fn a_time_that_follows_and_is_past_the_limit_raises_at_once() {
    let mut board = board(vec![agent("a", WorkState::Ready, 2 * HOUR)]);
    let mut alarms = alarms(vec![Rule::new("talking", in_state(State::Talking, MINUTE))]);
    let set = |set| vec![Change::Agent { id: AgentId::new("a"), set }];
    for (second, changes) in [
        (1, set(AgentChange::Work(Some(WorkState::Talking)))),
        (2, set(AgentChange::WorkSince(Some(T0.plus(-MINUTE))))),
        (3, set(AgentChange::Work(Some(WorkState::Talking)))),
    ] {
        let changes = Changes { changes, ..Changes::default() };
        board.apply(Update::new(T0.plus(second * SECOND), Payload::Changes(changes)));
    }
    assert_eq!(news_between(&mut alarms, &board, 3, 9), [(3, NewsKind::Raised, "name a".to_owned())]);
}

#[test]
fn what_agents_missed_raises_an_alert_only_where_no_call_records_are_told() {
    let (measure, compare) = (Measure::AgentMissesPercent, Compare::Above);
    let watch = Watch::Figure { measure, compare, limit: 4.0, over_ms: None, who: Vec::new() };
    let rule = Rule { only_without_calls: true, ..Rule::new("agent_misses", watch) };
    let figure = |figure, count| Change::Summary(SummaryChange::Figure(figure, Some(count)));
    for (calls, raised) in [
        (None, 1),
        (Some(Phase::Live), 0),
        (Some(Phase::Connecting), 0),
        (Some(waiting(T0)), 0),
        (Some(Phase::Stopped), 1),
        (Some(Phase::Off), 1),
    ] {
        let mut board = board(vec![agent("a", WorkState::Talking, 0)]);
        let mut alarms = alarms(vec![rule.clone()]);
        if let Some(calls) = calls.clone() {
            phase(&mut board, SourceId::Calls, T0, calls);
        }
        let changes = vec![figure(Figure::Missed, 9), figure(Figure::Answered, 1)];
        board.apply(Update::new(T0.plus(SECOND), Payload::Changes(Changes { changes, ..Changes::default() })));
        assert_eq!(news_between(&mut alarms, &board, 1, 2).len(), raised, "{calls:?}");
    }
}
