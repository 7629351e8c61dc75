use chrono_tz::Tz;

use crate::model::testing::answered_calls;
use crate::model::{
    Against, Agent, AgentChange, AgentId, Board, BusyReason, Change, Changes, KeptHalf, LoginState, NoWhy, Payload,
    Phase, Roster, RosterKind, SourceId, SourceReport, Stamp, Tally, Update, WhyPart, WorkState,
};

const ZONE: Tz = chrono_tz::Asia::Shanghai;
/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const MINUTE: i64 = 60_000;

fn at(minutes: i64) -> Stamp {
    MIDNIGHT.plus(minutes * MINUTE)
}

fn tell(board: &mut Board, at: Stamp, payload: Payload) {
    board.apply(Update::new(at, payload));
}

/// Four agents from ten to eleven, heard every half minute, but for a gap; at a quarter past ten one goes to eat.
fn board(gap: std::ops::Range<i64>) -> Board {
    let mut board = Board::new();
    let agent = |id: i64| Agent {
        login: Some(LoginState::Online),
        work: Some(if id == 0 { WorkState::Talking } else { WorkState::Ready }),
        ..Agent::new(AgentId::new(&id.to_string()))
    };
    let report = SourceReport { connects: 1, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    tell(&mut board, at(599), Payload::Source(report));
    let roster = Roster::whole(RosterKind::Full, (0..4).map(agent).collect());
    tell(&mut board, at(600), Payload::Roster(Box::new(roster)));
    for half_minute in (1200..=1320).filter(|at| !gap.contains(&(at / 2))) {
        if half_minute == 1230 {
            let set = |set| Change::Agent { id: AgentId::new("3"), set };
            let changes =
                vec![set(AgentChange::Work(Some(WorkState::Busy))), set(AgentChange::Reason(Some(BusyReason::Dining)))];
            tell(&mut board, at(615), Payload::Changes(Changes { changes, ..Changes::default() }));
        }
        tell(&mut board, MIDNIGHT.plus(half_minute * 30_000), Payload::Heard(SourceId::Agents));
    }
    board
}

fn records(board: &mut Board, as_of: Stamp) {
    let calls = (0..30).map(|minute| (at(600 + minute), if minute % 3 == 0 { 40_000 } else { 4_000 }));
    tell(board, as_of, answered_calls((MIDNIGHT, at(24 * 60)), as_of, calls));
}

/// How many agents were logged in, ready and at lunch in the half hour from ten on, on average.
fn means(board: &Board) -> Option<[f64; 3]> {
    let floor = board.kept().get(at(600))?.floor?;
    let mean = |sum| floor.mean(sum).unwrap();
    Some([mean(floor.logged_in), mean(floor.ready), mean(floor.busy_in(BusyReason::Dining))])
}

#[test]
fn what_was_seen_of_the_agents_is_kept_with_the_half_hour() {
    let mut board = board(0..0);
    records(&mut board, at(662));
    assert_eq!(means(&board), Some([4.0, 2.5, 0.5]), "one of three is at lunch for half of it");
    records(&mut board, at(670));
    assert_eq!(means(&board), Some([4.0, 2.5, 0.5]), "it stays when the records are read again");
}

#[test]
fn a_gap_of_minutes_makes_it_unknown() {
    let mut board = board(604..608);
    records(&mut board, at(662));
    assert_eq!(means(&board), None);
    assert!(board.kept().get(at(600)).is_some(), "the calls are known all the same");
}

#[test]
fn an_agents_source_that_is_not_live_tells_nothing() {
    let mut board = board(0..0);
    let report = SourceReport::new(SourceId::Agents, Phase::Stopped);
    tell(&mut board, at(661), Payload::Source(report));
    tell(&mut board, at(690), Payload::Heard(SourceId::Agents));
    records(&mut board, at(692));
    assert_eq!(board.kept().get(at(660)).map(|half| half.floor), Some(None));
    assert!(means(&board).is_some(), "what was seen before stays");
}

#[test]
fn the_newest_half_hour_is_held_against_one_of_last_week_or_an_hour_ago() {
    let mut board = board(0..0);
    let now = at(662);
    assert_eq!(board.why(now, ZONE, Against::WeekAgo), Err(NoWhy::NoneToday));
    records(&mut board, at(632));
    let before = at(600 - 7 * 24 * 60);
    assert_eq!(board.why(now, ZONE, Against::WeekAgo), Err(NoWhy::NotKept(before)));
    assert_eq!(board.why(now, ZONE, Against::HourAgo), Err(NoWhy::NoCalls(at(540))), "the ledger knows it had none");
    let tally = Tally { answered: 20, in_time: 20, timed: 20, talked: 20, talk_ms: 1_800_000, ..Tally::default() };
    let floor = board.kept().get(at(600)).unwrap().floor;
    let kept = |from, within_ms| KeptHalf { from, within_ms, short_ms: 5_000, tally, floor };
    tell(&mut board, now, Payload::Totals(vec![kept(before, 20_000)]));
    let told = board.why(now, ZONE, Against::WeekAgo).unwrap();
    assert_eq!((told.from, told.before, told.seen_now, told.seen_then), (at(600), before, true, true));
    assert_eq!(told.why.difference, 6_667 - 10_000);
    assert_eq!(told.why.part(WhyPart::LoggedIn), Some(0));
    let mut other = self::board(0..0);
    records(&mut other, at(632));
    tell(&mut other, now, Payload::Totals(vec![kept(before, 30_000)]));
    assert_eq!(other.why(now, ZONE, Against::WeekAgo), Err(NoWhy::OtherDefinition(before)));
}
