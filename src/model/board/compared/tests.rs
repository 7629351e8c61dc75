use super::*;
use crate::model::testing::answered_calls;
use crate::model::{
    Cell, Data, Finding, Fold, Found, KeptHalf, Metric, MetricRow, MetricTable, Payload, Role, Unit, Update,
};

const ZONE: Tz = chrono_tz::Asia::Shanghai;
/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60;

fn at(minutes: i64) -> Stamp {
    MIDNIGHT.plus(minutes * MINUTE)
}

fn tell(board: &mut Board, at: Stamp, payload: Payload) {
    board.apply(Update::new(at, payload));
}

/// Calls that began in these minutes, answered after 4 s, or after 30 s in odd minutes.
fn records(board: &mut Board, as_of: Stamp, minutes: &[i64]) {
    let calls = minutes.iter().map(|minute| (at(*minute), if minute % 2 == 0 { 4_000 } else { 30_000 }));
    tell(board, as_of, answered_calls((MIDNIGHT, at(DAY)), as_of, calls));
}

fn kept(from: Stamp, answered: u64, in_time: u64, within_ms: i64) -> KeptHalf {
    let tally =
        Tally { answered, in_time, timed: answered, talked: answered, talk_ms: answered * 60_000, ..Tally::default() };
    KeptHalf { from, within_ms, short_ms: 5_000, tally, floor: None }
}

fn report(board: &mut Board, day: Day, from: Stamp, answered: u64, talk_ms: u64) {
    let other = if answered > 0 { (1, 30_000) } else { (0, 0) };
    let metric = |role, unit| Metric {
        key: format!("{role:?}"),
        label: String::new(),
        group: String::new(),
        unit,
        fold: Fold::Sum,
        role: Some(role),
        shown: true,
    };
    let row = |answered: u64, talk_ms: u64| MetricRow {
        from: Some(from),
        cells: [answered, talk_ms].map(|number| Cell::Number(number as f64)).to_vec(),
        ..MetricRow::default()
    };
    let table = MetricTable {
        metrics: vec![metric(Role::Answered, Unit::Count), metric(Role::TalkInbound, Unit::Duration)],
        rows: vec![row(answered, talk_ms), row(other.0, other.1)],
        ..MetricTable::default()
    };
    let lookup = Lookup::Report(ReportAsked { of: ReportOf::HalfHours, day, agent: None });
    let finding = Finding::Data(Box::new(Data::Report(table)));
    tell(board, at(600), Payload::Found(Box::new(Found { lookup, finding })));
}

#[test]
fn the_last_half_hour_is_told_beside_those_of_other_days() {
    let mut board = Board::new();
    records(&mut board, at(10 * 60 + 12), &[9 * 60 + 30, 9 * 60 + 31, 9 * 60 + 58, 10 * 60, 10 * 60 + 5]);
    tell(&mut board, at(0), Payload::Totals(vec![kept(at(9 * 60 + 30 - 7 * DAY), 8, 6, 20_000)]));
    report(&mut board, Day::Yesterday, at(9 * 60 + 30 - DAY), 4, 170_000);
    let compared = board.compared(at(10 * 60 + 12), ZONE).unwrap();
    assert_eq!((compared.from, compared.to), (at(9 * 60 + 30), at(10 * 60)));
    let figures = |answered, talk_ms, service_level| HalfFigures { answered, talk_ms, service_level };
    assert_eq!(compared.today, figures(Some(3), Some(90_000), Some(2.0 / 3.0)));
    assert_eq!(compared.yesterday, figures(Some(5), Some(40_000), None), "the report tells no service level");
    assert_eq!(compared.week_ago, figures(Some(8), Some(60_000), Some(0.75)));
}

#[test]
fn what_was_kept_by_another_definition_has_no_service_level_that_compares() {
    let mut board = Board::new();
    records(&mut board, at(61), &[30]);
    tell(&mut board, at(0), Payload::Totals(vec![kept(at(30 - DAY), 8, 6, 30_000)]));
    let yesterday = board.compared(at(61), ZONE).unwrap().yesterday;
    assert_eq!((yesterday.answered, yesterday.service_level), (Some(8), None));
}

#[test]
fn what_is_not_known_is_unknown_and_not_nothing() {
    let mut board = Board::new();
    assert_eq!(board.compared(at(29), ZONE), None, "no half hour of the day has ended");
    let compared = board.compared(at(30), ZONE).unwrap();
    assert_eq!([compared.today, compared.yesterday, compared.week_ago], [HalfFigures::default(); 3]);
    // The records are of just before the half hour ended.
    records(&mut board, at(60).plus(-1), &[31]);
    assert_eq!(board.compared(at(61), ZONE).unwrap().today, HalfFigures::default());
    records(&mut board, at(60), &[31]);
    assert_eq!(board.compared(at(61), ZONE).unwrap().today.answered, Some(1));
    // Yesterday's report that was asked for the day before is of other half hours.
    report(&mut board, Day::Yesterday, at(30 - 2 * DAY), 4, 170_000);
    assert_eq!(board.compared(at(61), ZONE).unwrap().yesterday, HalfFigures::default());
}

#[test]
fn a_day_of_nothing_but_noughts_is_unknown_and_not_a_day_without_calls() {
    let mut board = Board::new();
    records(&mut board, at(61), &[30]);
    report(&mut board, Day::Yesterday, at(30 - DAY), 0, 0);
    report(&mut board, Day::WeekAgo, at(30 - 7 * DAY), 4, 170_000);
    let compared = board.compared(at(61), ZONE).unwrap();
    assert_eq!([compared.yesterday.answered, compared.week_ago.answered], [None, Some(5)]);
}

#[test]
fn just_what_is_neither_kept_nor_answered_is_asked_for() {
    let mut board = Board::new();
    let [yesterday, week_ago] = [Day::Yesterday, Day::WeekAgo].map(question);
    assert_eq!(board.lacks_compared(at(29), ZONE), [], "there is nothing to compare in the first half hour");
    assert_eq!(board.lacks_compared(at(61), ZONE), [yesterday.clone(), week_ago.clone()]);
    tell(&mut board, at(0), Payload::Totals(vec![kept(at(30 - 7 * DAY), 8, 6, 20_000)]));
    assert_eq!(board.lacks_compared(at(61), ZONE), std::slice::from_ref(&yesterday));
    assert_eq!(board.lacks_compared(at(91), ZONE), [yesterday, week_ago], "of the next half hour nothing is kept");
    for day in [Day::Yesterday, Day::WeekAgo] {
        report(&mut board, day, at(30 - DAY), 0, 0);
    }
    assert_eq!(board.lacks_compared(at(91), ZONE), [], "once is enough, whatever it tells");
}

#[test]
fn the_same_half_hour_is_the_one_at_which_clocks_show_the_same() {
    let york = chrono_tz::America::New_York;
    // Mon 2 Nov 2026, 10:15 EST; clocks were put back the day before.
    let ten = Stamp(1_793_631_600_000);
    let half_past_nine = ten.plus(-30 * MINUTE);
    let mut board = Board::new();
    let [a_day, a_week] = [24 * 60 * MINUTE, (7 * 24 + 1) * 60 * MINUTE];
    let halves =
        vec![kept(half_past_nine.plus(-a_day), 1, 1, 20_000), kept(half_past_nine.plus(-a_week), 7, 7, 20_000)];
    tell(&mut board, ten, Payload::Totals(halves));
    let compared = board.compared(ten.plus(15 * MINUTE), york).unwrap();
    assert_eq!(compared.from, half_past_nine);
    assert_eq!(
        [compared.yesterday.answered, compared.week_ago.answered],
        [Some(1), Some(7)],
        "by an hour of summer time"
    );
}
