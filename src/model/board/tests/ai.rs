//! What is polled and what is looked up are one figure: the newer one.

use super::*;
use crate::model::{AiAsked, AiCount, AiDay, AiField, AiTotals, Data, Finding, Found, Lookup};

const T: Stamp = Stamp(1_772_445_600_000);

fn totals(sessions: u64, handed: u64) -> AiTotals {
    AiTotals { sessions: Some(sessions), handed: Some(handed), ..AiTotals::default() }
}

fn count(count: Option<u64>, as_of: Option<Stamp>) -> AiCount {
    AiCount { key: "7".to_owned(), label: "Robot".to_owned(), count, as_of }
}

fn polls(board: &mut Board, at: Stamp, totals: AiTotals, robot: AiCount) {
    let since = Some(T.plus(-3_600_000));
    let day = AiDay { as_of: at, totals, robots: vec![robot], since, ..AiDay::default() };
    board.apply(Update::new(at, Payload::Ai(Box::new(day))));
}

fn looks_up(board: &mut Board, at: Stamp, asked: AiAsked, totals: AiTotals) {
    let finding = Finding::Data(Box::new(Data::AiFunnel(totals)));
    let found = Found { lookup: Lookup::AiFunnel(asked), finding };
    board.apply(Update::new(at, Payload::Found(Box::new(found))));
}

fn known(board: &Board) -> (Option<u64>, Option<u64>, i64, Option<i64>) {
    let day = board.ai().unwrap();
    let age = board.source(SourceId::Ai).as_of.unwrap();
    assert_eq!(age, day.as_of, "the header has the age of the figures");
    (day.totals.sessions, day.totals.asked, day.as_of.since(T), day.asked_as_of.map(|at| at.since(T)))
}

#[test]
fn of_what_is_polled_and_what_is_looked_up_the_newer_is_the_figure() {
    let mut board = Board::new();
    polls(&mut board, T, totals(100, 10), count(None, None));
    looks_up(&mut board, T.plus(5_000), AiAsked::default(), AiTotals { asked: Some(12), ..totals(103, 11) });
    assert_eq!(known(&board), (Some(103), Some(12), 5_000, Some(5_000)));
    assert_eq!(
        board.platform_totals()[0].ai.unwrap().sessions,
        Some(103),
        "also where vendors stand beside each other"
    );
    polls(&mut board, T.plus(3_000), totals(102, 10), count(None, None));
    assert_eq!(known(&board), (Some(103), Some(12), 5_000, Some(5_000)), "an older one changes nothing");
    polls(&mut board, T.plus(60_000), totals(110, 14), count(None, None));
    assert_eq!(known(&board), (Some(110), Some(12), 60_000, Some(5_000)), "what is not polled keeps its own age");
    looks_up(&mut board, T.plus(90_000), AiAsked::default(), AiTotals { asked: Some(20), ..AiTotals::default() });
    assert_eq!(known(&board), (Some(110), Some(20), 60_000, Some(90_000)), "and takes no age from the others");
    looks_up(&mut board, T.plus(95_000), AiAsked::default(), totals(120, 15));
    assert_eq!(
        known(&board),
        (Some(120), Some(20), 95_000, Some(90_000)),
        "an answer without it leaves what was known"
    );
}

#[test]
fn the_count_of_a_robot_is_one_figure_too() {
    let mut board = Board::new();
    let asked = AiAsked::default().with(AiField::Robot, "7");
    let robot = |board: &Board| board.ai().unwrap().robots[0].clone();
    polls(&mut board, T, totals(100, 10), count(Some(40), Some(T)));
    looks_up(&mut board, T.plus(9_000), asked.clone(), totals(44, 4));
    assert_eq!(robot(&board), count(Some(44), Some(T.plus(9_000))));
    assert_eq!(board.ai().unwrap().totals.sessions, Some(100), "it says nothing of all sessions");
    polls(&mut board, T.plus(12_000), totals(101, 10), count(Some(40), Some(T)));
    assert_eq!(robot(&board), count(Some(44), Some(T.plus(9_000))));
    polls(&mut board, T.plus(20_000), totals(101, 10), count(Some(45), Some(T.plus(20_000))));
    assert_eq!(robot(&board), count(Some(45), Some(T.plus(20_000))));
    looks_up(&mut board, T.plus(21_000), asked.with(AiField::Valid, "1"), totals(9, 1));
    assert_eq!(robot(&board).count, Some(45), "of some of its sessions");
}

#[test]
fn what_was_counted_before_midnight_is_not_kept_for_the_new_day() {
    let mut board = Board::new();
    polls(&mut board, T, totals(100, 10), count(Some(40), Some(T)));
    looks_up(&mut board, T, AiAsked::default(), AiTotals { asked: Some(12), ..AiTotals::default() });
    let midnight = T.plus(1_000);
    let day = AiDay {
        as_of: midnight.plus(4_000),
        totals: totals(0, 0),
        robots: vec![count(None, None)],
        since: Some(midnight),
        ..AiDay::default()
    };
    board.apply(Update::new(midnight.plus(4_000), Payload::Ai(Box::new(day))));
    assert_eq!(known(&board), (Some(0), None, 5_000, None));
    assert_eq!(board.ai().unwrap().robots[0].count, None);
    looks_up(&mut board, T, AiAsked::default(), AiTotals { asked: Some(12), ..AiTotals::default() });
    assert_eq!(known(&board).1, None, "nor when it comes late");
}
