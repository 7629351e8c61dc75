use super::*;
use crate::model::lookup::{Data, Finding, Found};
use crate::model::summary::Figure;
use crate::model::{
    Agent, AgentId, CallKind, CallNews, CallRecord, CallResult, Cell, Change, Changes, Extent, Fold, LedgerCall,
    LedgerDay, Matching, Metric, MetricRow, MetricTable, Narrow, Payload, Person, Role, Roster, RosterKind, Scope,
    ServiceTarget, SourceReport, SummaryChange, Unit, Update,
};

const ZONE: Tz = chrono_tz::Asia::Shanghai;
/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const MINUTE: i64 = 60_000;

/// So many minutes past `hour` o'clock.
const fn at(hour: i64, minute: i64) -> Stamp {
    MIDNIGHT.plus((hour * 60 + minute) * MINUTE)
}

fn tell(board: &mut Board, at: Stamp, payload: Payload) {
    board.apply(Update::new(at, payload));
}

/// A board that begins at `begun`, when agents have answered so many calls today.
fn board(begun: Stamp, answered: u64) -> Board {
    let mut board = Board::new();
    tell(&mut board, begun, Payload::Source(SourceReport::new(SourceId::Agents, Phase::Live)));
    full(&mut board, begun, answered);
    board
}

fn full(board: &mut Board, at: Stamp, answered: u64) {
    let mut roster = Roster::whole(RosterKind::Full, vec![Agent::new(AgentId::new("a"))]);
    roster.summary.set(Figure::Answered, Some(answered));
    tell(board, at, Payload::Roster(Box::new(roster)));
}

/// The agents' counter, a minute after the other: one more call answered in each.
fn minutes(board: &mut Board, from: Stamp, to: Stamp, mut answered: u64) -> u64 {
    let mut now = from;
    while now <= to {
        answered += 1;
        let change = Change::Summary(SummaryChange::Figure(Figure::Answered, Some(answered)));
        tell(board, now, Payload::Changes(Changes { changes: vec![change], ..Changes::default() }));
        now = now.plus(MINUTE);
    }
    answered
}

/// A report asked for at `as_of`: what came in, and what agents answered of it, by half hours from eight o'clock on, of
/// two relay numbers of which the second has one call each.
fn report(board: &mut Board, as_of: Stamp, counts: &[(u64, u64)]) {
    let metric = |role, key: &str| Metric {
        key: key.to_owned(),
        label: key.to_owned(),
        group: String::new(),
        unit: Unit::Count,
        fold: Fold::Sum,
        role: Some(role),
        shown: true,
    };
    let roles = [Role::Inbound, Role::Answered, Role::Robots, Role::Outside];
    let row = |half: usize, inbound: u64, answered: u64| MetricRow {
        from: Some(at(8, 30 * i64::try_from(half).unwrap())),
        cells: [inbound, answered, 0, 0].map(|count| Cell::Number(count as f64)).to_vec(),
        ..MetricRow::default()
    };
    let rows = counts
        .iter()
        .enumerate()
        .flat_map(|(half, (inbound, answered))| [row(half, *inbound, *answered), row(half, 1, 1)]);
    let table = MetricTable {
        metrics: roles.into_iter().map(|role| metric(role, &format!("{role:?}"))).collect(),
        rows: rows.collect(),
        ..MetricTable::default()
    };
    let finding = Finding::Data(Box::new(Data::Report(table)));
    tell(board, as_of, Payload::Found(Box::new(Found { lookup: REPORT, finding })));
}

fn columns(board: &Board, now: Stamp, of: TrendOf) -> Vec<Option<u64>> {
    board.today(now, ZONE).unwrap().spark(of, 60).columns
}

#[test]
fn the_report_tells_what_was_before_the_first_frame_and_is_asked_for_once() {
    let mut board = board(at(10, 12), 100);
    assert_eq!(board.lacks_half_hours(), Some(REPORT));
    report(&mut board, at(10, 12).plus(2_000), &[(10, 9), (20, 20), (0, 0), (30, 25), (12, 11)]);
    assert_eq!(board.lacks_half_hours(), None);
    let trend = board.today(at(10, 13), ZONE).unwrap().spark(TrendOf::AgentAnswers, 60);
    assert_eq!(trend.columns, [Some(10), Some(21), Some(1), Some(26), Some(12)]);
    assert_eq!((trend.from, trend.to, trend.width_ms, trend.top()), (at(8, 0), at(10, 30), HALF_HOUR_MS, 26));
    let misses = columns(&board, at(10, 13), TrendOf::AgentMisses);
    assert_eq!(misses.iter().flatten().sum::<u64>(), 0, "calls that ended unserved are no agents' misses: {misses:?}");
}

#[test]
fn what_is_seen_since_start_refines_what_the_report_told() {
    let mut board = board(at(10, 12), 100);
    report(&mut board, at(10, 12).plus(2_000), &[(10, 9), (20, 20), (0, 0), (30, 25), (12, 11)]);
    let answered = minutes(&mut board, at(10, 13), at(11, 4), 100);
    let seen = |board: &Board, now| columns(board, now, TrendOf::AgentAnswers);
    // 12 were told of the first twelve minutes, 17 were seen in the eighteen that were left of that half hour.
    assert_eq!(seen(&board, at(11, 4)), [Some(10), Some(21), Some(1), Some(26), Some(29), Some(30), Some(5)]);
    // A report that is asked for again tells nothing new of what was watched.
    let later = [(10, 9), (20, 20), (0, 0), (30, 25), (40, 39), (90, 90), (90, 90)];
    report(&mut board, at(11, 4).plus(1_000), &later);
    assert_eq!(seen(&board, at(11, 4)), [Some(10), Some(21), Some(1), Some(26), Some(40), Some(30), Some(5)]);
    // A break makes the half hour unknown, until it is asked for again.
    full(&mut board, at(11, 10), answered + 7);
    assert_eq!(board.lacks_half_hours(), Some(REPORT));
    assert_eq!(seen(&board, at(11, 10))[5..], [Some(30), Some(91)], "what the report told of it, and no guess");
    assert_eq!(seen(&board, at(11, 31))[6..], [Some(91), None], "nothing was heard for twenty minutes");
}

#[test]
fn without_a_report_a_counter_has_what_was_seen_since_start() {
    let mut board = board(at(10, 12), 100);
    minutes(&mut board, at(10, 13), at(10, 20), 100);
    let trend = board.today(at(10, 20), ZONE).unwrap().spark(TrendOf::AgentAnswers, 4);
    assert_eq!(trend.from, at(10, 12), "it says since when");
    assert_eq!(trend.columns.iter().flatten().sum::<u64>(), 8);
    assert!(columns(&board, at(10, 20), TrendOf::Answered).iter().all(Option::is_none), "no record was read");
    assert!(columns(&board, at(10, 20), TrendOf::Dialled).is_empty(), "the vendor does not count them");
}

#[test]
fn a_board_that_ran_at_midnight_needs_no_report() {
    let mut board = board(at(-1, 30), 900);
    minutes(&mut board, at(-1, 31), at(0, 0).plus(-1), 900);
    minutes(&mut board, at(0, 0), at(1, 15), 0);
    assert_eq!(columns(&board, at(1, 15), TrendOf::AgentAnswers), [Some(30), Some(30), Some(16)]);
}

#[test]
fn a_report_on_the_whole_company_tells_nothing_of_a_part_of_it() {
    let mut board = board(at(10, 12), 100);
    let scope = Scope::of([(Narrow::Departments, &["night".to_owned()][..])], [Topic::Relays]);
    let narrowed = SourceReport { scope, ..SourceReport::new(SourceId::Agents, Phase::Live) };
    tell(&mut board, at(10, 12), Payload::Source(narrowed));
    assert_eq!(board.lacks_half_hours(), None, "it is not asked for");
    report(&mut board, at(10, 12).plus(2_000), &[(10, 9), (20, 20), (0, 0), (30, 25), (12, 11)]);
    minutes(&mut board, at(10, 13), at(10, 14), 100);
    assert_eq!(columns(&board, at(10, 14), TrendOf::AgentAnswers).iter().flatten().sum::<u64>(), 2);
}

fn call(id: usize, started: Stamp, result: CallResult) -> LedgerCall {
    LedgerCall::of(&CallRecord {
        id: id.to_string(),
        kind: Some(CallKind::Inbound),
        started: Some(started),
        ended: Some(started.plus(MINUTE)),
        result: Some(result),
        first_agent: Person { name: Some("Wang".to_owned()), ..Person::default() },
        ..CallRecord::default()
    })
}

fn calls(board: &mut Board, (from, to): (Stamp, Stamp), extent: Extent, calls: Vec<LedgerCall>) {
    let date = from.in_zone(&ZONE).unwrap().date_naive();
    let news = CallNews {
        day: LedgerDay { date, from, to },
        target: ServiceTarget::default(),
        calls,
        extent,
        matching: Matching::default(),
        unlisted: Vec::new(),
        as_of: to,
    };
    tell(board, at(10, 12), Payload::Calls(Box::new(news)));
}

#[test]
fn calls_are_told_by_their_records_as_far_as_those_reach() {
    let mut board = board(at(10, 12), 100);
    let (answered, missed) = (CallResult::Answered, CallResult::AgentMissed);
    let some = vec![
        call(1, at(8, 5), answered),
        call(2, at(8, 29).plus(59_999), missed),
        call(3, at(9, 30), answered),
        call(4, at(9, 59), answered),
        call(5, at(10, 0), missed),
    ];
    let day = (at(0, 0), at(24, 0));
    calls(&mut board, day, Extent { whole: false, since: Some(at(9, 29)), total: Some(9) }, some.clone());
    let told = |board: &Board, of| columns(board, at(10, 12), of);
    assert_eq!(told(&board, TrendOf::Answered), [Some(2), Some(0)], "older records may still be missing");
    calls(&mut board, day, Extent { whole: true, since: None, total: Some(5) }, some);
    assert_eq!(told(&board, TrendOf::Answered), [Some(1), Some(0), Some(0), Some(2), Some(0)]);
    assert_eq!(told(&board, TrendOf::Lost), [Some(1), Some(0), Some(0), Some(0), Some(1)]);
}

#[test]
fn the_service_level_is_told_by_half_hours_as_far_as_the_records_reach() {
    let mut board = board(at(10, 12), 100);
    let after = |id, started: Stamp, ms| LedgerCall {
        bridged: Some(started.plus(ms)),
        ..call(id, started, CallResult::Answered)
    };
    let some = vec![
        after(1, at(9, 5), 10_000),
        after(2, at(9, 31), 20_000),
        after(3, at(9, 40), 20_001),
        after(4, at(10, 1), 5_000),
    ];
    let day = (at(0, 0), at(24, 0));
    let told = |board: &Board, columns| board.today(at(10, 12), ZONE).unwrap().service_level(columns);
    calls(&mut board, day, Extent { whole: true, since: None, total: Some(4) }, some.clone());
    let each = told(&board, 60);
    assert_eq!(each.columns, [Some(100), Some(50), Some(100)]);
    assert_eq!((each.from, each.to, each.width_ms), (at(9, 0), at(10, 30), HALF_HOUR_MS));
    let two = told(&board, 2);
    assert_eq!((two.columns, two.width_ms), (vec![Some(67), Some(100)], 2 * HALF_HOUR_MS), "of all calls of an hour");

    let mut board = self::board(at(10, 12), 100);
    report(&mut board, at(10, 12).plus(2_000), &[(10, 9), (20, 20), (5, 5), (30, 25), (12, 11)]);
    calls(&mut board, day, Extent { whole: false, since: Some(at(9, 29)), total: Some(9) }, some);
    assert_eq!(told(&board, 60).columns, [None, None, None, Some(50), Some(100)], "older records may still be missing");
    assert_eq!(told(&board, 2).columns, [None, Some(67)], "and a column of which some are says nothing");
}

#[test]
fn a_day_on_which_clocks_are_put_back_has_a_column_for_each_half_hour_that_passes() {
    let york = chrono_tz::America::New_York;
    // Sun 1 Nov 2026, 00:00 EDT; a day of 25 hours.
    let midnight = Stamp(1_793_505_600_000);
    let halves = HalfHours::of(midnight, york).unwrap();
    assert_eq!((halves.begins(0), halves.count()), (midnight, 50));
    let mut board = board(midnight, 0);
    let one_each = (0..50).map(|half| call(half, halves.begins(half).plus(1), CallResult::Answered)).collect();
    let whole = Extent { whole: true, since: None, total: Some(50) };
    calls(&mut board, (midnight, midnight.plus(25 * 60 * MINUTE)), whole, one_each);
    let now = midnight.plus(25 * 60 * MINUTE - 1);
    let trend = board.today(now, york).unwrap().spark(TrendOf::Answered, 60);
    assert_eq!((trend.columns.len(), trend.top(), trend.to), (50, 1, midnight.plus(25 * 60 * MINUTE)));
    assert_eq!(board.today(now, york).unwrap().spark(TrendOf::Answered, 25).columns, vec![Some(2); 25]);
}
