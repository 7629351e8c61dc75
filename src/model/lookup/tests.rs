use super::*;
use crate::model::{Board, Payload, Update};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn call(id: &str, started: i64) -> CallRecord {
    CallRecord { id: id.to_owned(), started: Some(Stamp(started)), ..CallRecord::default() }
}

fn part(of: u32, rows: Vec<CallRecord>) -> Part<CallRecord> {
    Part { day: day(of), rows, total: Some(9), complete: false, as_of: Stamp(1) }
}

fn ids(rows: &Rows<CallRecord>) -> Vec<&str> {
    rows.rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn only_calls_have_numbers() {
    let calls = [Lookup::Calls(CallsAsked::default()), Lookup::Call("1".to_owned())];
    assert!(calls.iter().all(Lookup::has_numbers));
    let others = [Lookup::History(AgentId::new("a")), Lookup::AiRecords(AiAsked::default()), Lookup::Health];
    assert!(!others.iter().any(Lookup::has_numbers));
}

#[test]
fn parts_make_one_list_newest_first_without_doubles() {
    let mut rows = Rows::new(day(21));
    rows.merge(part(21, vec![call("c", 30), call("b", 20)]));
    rows.merge(part(21, vec![call("a", 10), call("b", 20), call("d", 40), call("d", 40)]));
    assert_eq!(ids(&rows), ["d", "c", "b", "a"]);
    for (at, id) in ["d", "c", "b", "a"].into_iter().enumerate() {
        assert_eq!(rows.position(id), Some(at));
    }
    assert_eq!(rows.position("z"), None);
}

#[test]
fn a_row_that_comes_again_replaces_the_one_that_is_there() {
    let mut rows = Rows::new(day(21));
    rows.merge(part(21, vec![call("b", 20), call("a", 10)]));
    rows.merge(part(21, vec![CallRecord { relay: Some("95588".to_owned()), ..call("a", 10) }, call("b", 50)]));
    assert_eq!(ids(&rows), ["b", "a"]);
    assert_eq!(rows.rows[1].relay.as_deref(), Some("95588"));
    assert_eq!(rows.rows[0].started, Some(Stamp(50)));
}

#[test]
fn a_new_day_throws_the_rows_of_yesterday_away() {
    let mut rows = Rows::new(day(21));
    rows.merge(part(21, vec![call("a", 10)]));
    rows.merge(part(22, vec![call("b", 20)]));
    assert_eq!(ids(&rows), ["b"]);
}

#[test]
fn a_list_knows_which_rows_came_or_changed_since_a_revision() {
    let mut board = Board::new();
    let lookup = Lookup::Calls(CallsAsked::default());
    let told = |board: &mut Board, day: u32, rows| {
        found(board, 1, &lookup, Finding::Data(Box::new(Data::Calls(part(day, rows)))));
    };
    let since = |board: &Board, revision| -> Option<Vec<String>> {
        let entry = board.shelf().get(&lookup).unwrap();
        entry
            .rows_since(revision)
            .map(|rows| rows.iter().map(|at| entry.calls().unwrap().rows[*at].id.clone()).collect())
    };
    let these = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<String>>());
    told(&mut board, 21, vec![call("a", 10), call("b", 20)]);
    told(&mut board, 21, vec![call("c", 30), call("a", 10)]);
    told(&mut board, 21, vec![call("b", 25)]);
    assert_eq!(since(&board, 3), these(&[]));
    assert_eq!(since(&board, 2), these(&["b"]));
    assert_eq!(since(&board, 1), these(&["a", "b", "c"]));
    assert_eq!(since(&board, 0), these(&["a", "b", "c"]));
    assert_eq!(since(&board, 4), None, "not one of its own");
    told(&mut board, 22, vec![call("d", 90)]);
    assert_eq!(since(&board, 3), these(&["d"]));
    found(&mut board, 2, &lookup, Finding::Asking);
    assert_eq!(since(&board, 4), these(&[]));
}

fn found(board: &mut Board, at: i64, lookup: &Lookup, finding: Finding) {
    board.apply(Update::new(Stamp(at), Payload::Found(Box::new(Found { lookup: lookup.clone(), finding }))));
}

#[test]
fn a_failure_leaves_what_is_there_and_an_answer_ends_the_failure() {
    let mut board = Board::new();
    let lookup = Lookup::Calls(CallsAsked::default());
    found(&mut board, 1, &lookup, Finding::Asking);
    assert_eq!(board.shelf().get(&lookup).unwrap().asking, Some(Stamp(1)));
    found(&mut board, 2, &lookup, Finding::Data(Box::new(Data::Calls(part(21, vec![call("a", 10)])))));
    let failure = Failure { problem: "no".into(), refused: false, again: None, absent: false };
    found(&mut board, 3, &lookup, Finding::Failed(failure.clone()));
    let entry = board.shelf().get(&lookup).unwrap();
    assert_eq!(entry.failure, Some(failure));
    assert_eq!(ids(entry.calls().unwrap()), ["a"]);
    found(&mut board, 4, &lookup, Finding::Data(Box::new(Data::Calls(part(21, vec![])))));
    let entry = board.shelf().get(&lookup).unwrap();
    assert_eq!((entry.failure.clone(), entry.asking, entry.as_of), (None, None, Some(Stamp(1))));
}

#[test]
fn the_shelf_holds_so_many_answers_and_no_more() {
    let mut board = Board::new();
    for id in 0..2 * SHELF_MAX {
        let data = Finding::Data(Box::new(Data::Call(CallDetail::default())));
        found(&mut board, 1, &Lookup::Call(id.to_string()), data);
    }
    assert_eq!(board.shelf().iter().count(), SHELF_MAX);
    assert!(board.shelf().get(&Lookup::Call((2 * SHELF_MAX - 1).to_string())).is_some());
    assert!(board.shelf().get(&Lookup::Call("0".to_owned())).is_none());
}

#[test]
fn a_shelf_holds_as_many_answers_as_it_is_told_to() {
    let mut shelf = Shelf::default();
    let take = |shelf: &mut Shelf, ids: std::ops::Range<usize>| {
        for id in ids {
            let data = Finding::Data(Box::new(Data::Call(CallDetail::default())));
            shelf.take(Stamp(1), Found { lookup: Lookup::Call(id.to_string()), finding: data });
        }
    };
    shelf.keep(3 * SHELF_MAX);
    take(&mut shelf, 0..4 * SHELF_MAX);
    assert_eq!(shelf.iter().count(), 3 * SHELF_MAX);
    assert!(shelf.get(&Lookup::Call(SHELF_MAX.to_string())).is_some());
    shelf.keep(10);
    assert_eq!(shelf.iter().count(), 10);
    assert!(shelf.get(&Lookup::Call((4 * SHELF_MAX - 10).to_string())).is_some(), "the newest stay");
}

#[test]
fn a_question_with_a_number_is_written_masked() {
    let asked = CallsAsked { customer: crate::model::AskedNumber::new("138 1234 5678"), ..CallsAsked::default() };
    let text = serde_json::to_string(&Lookup::Calls(asked.clone())).unwrap();
    assert!(!text.contains("13812345678") && !format!("{asked:?}").contains("13812345678"), "{text}");
}

#[test]
fn numbers_that_were_looked_up_are_forgotten_when_they_may_no_longer_be_seen() {
    let number = |text: &str| crate::model::Customer { number: crate::model::CustomerNumber::new(text), masked: None };
    let record = CallRecord {
        customer: number("13812345678"),
        attached: serde_json::json!({"phone": "13812345678"}).as_object().cloned().unwrap_or_default().into(),
        ..call("a", 10)
    };
    let leg = crate::model::CallLeg { id: "l".to_owned(), dialled: number("13912345678"), ..Default::default() };
    let detail = CallDetail { call: Some(record.clone()), legs: vec![leg] };
    let mut board = Board::new();
    let (list, one) = (Lookup::Calls(CallsAsked::default()), Lookup::Call("a".to_owned()));
    for (lookup, data) in [(list.clone(), Data::Calls(part(21, vec![record]))), (one.clone(), Data::Call(detail))] {
        let found = Found { lookup, finding: Finding::Data(Box::new(data)) };
        board.apply(Update::new(Stamp(1), Payload::Found(Box::new(found))));
    }
    let rows = |board: &Board| board.shelf().get(&list).unwrap().calls().unwrap().rows.clone();
    assert_eq!(rows(&board)[0].customer.number.as_ref().unwrap().reveal(), "13812345678");
    board.mask_found();
    let row = &rows(&board)[0];
    assert_eq!(row.customer.number.as_ref().unwrap().reveal(), "138****5678");
    assert_eq!(row.attached.get("phone"), Some(&serde_json::json!("138****5678")));
    let detail = board.shelf().get(&one).unwrap().call().unwrap().clone();
    assert_eq!(detail.call.unwrap().customer.shown().as_deref(), Some("138****5678"));
    assert_eq!(detail.legs[0].dialled.number.as_ref().unwrap().reveal(), "139****5678");
}

#[test]
fn a_state_is_cut_to_the_day() {
    use crate::model::State;
    let span =
        |from, to: Option<i64>| StateSpan { state: State::Ready, reason: None, from: Stamp(from), to: to.map(Stamp) };
    let cut =
        |from, to| span(from, to).within(Stamp(100), Stamp(200)).map(|span| (span.from.ms(), span.to.map(Stamp::ms)));
    assert_eq!(cut(120, Some(150)), Some((120, Some(150))));
    assert_eq!(cut(20, Some(150)), Some((100, Some(150))));
    assert_eq!(cut(120, Some(250)), Some((120, Some(200))));
    assert_eq!(cut(120, None), Some((120, None)), "it lasts");
    assert_eq!([cut(20, Some(100)), cut(200, Some(250)), cut(200, None)], [None; 3]);
}
