use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::{AgentId, CallsAsked};

fn call(id: &str) -> Lookup {
    Lookup::Call(id.to_owned())
}

fn all(ids: &[&str]) -> Vec<Want> {
    ids.iter().map(|id| Want::all(call(id))).collect()
}

fn asked(wants: &[Want]) -> Vec<Lookup> {
    wants.iter().map(|want| want.lookup.clone()).collect()
}

fn who(wants: &Wants, lookup: &Lookup) -> Vec<(String, u64)> {
    wants.who_wants(lookup).map(|(board, number)| (board.to_owned(), number)).collect()
}

#[test]
fn equal_questions_have_one_number_and_go_when_their_last_board_does() {
    let (mut wants, now) = (Wants::new(7), Instant::now());
    assert_eq!(wants.set("east", all(&["a", "b"]), now), [7, 8]);
    assert_eq!(wants.set("west", all(&["b", "c", "b"]), now), [8, 9, 8]);
    assert_eq!(who(&wants, &call("b")), [("east".to_owned(), 8), ("west".to_owned(), 8)]);
    assert_eq!(wants.set("east", all(&["a"]), now), [7], "what stays wanted keeps its number");
    assert_eq!(who(&wants, &call("b")), [("west".to_owned(), 8)]);
    wants.leave("west");
    wants.leave("west");
    assert_eq!((wants.of(8), wants.of(7)), (None, Some(&call("a"))));
    assert_eq!(wants.set("west", all(&["b"]), now), [10], "a number is never given again");
}

#[test]
fn each_board_has_its_turn_and_the_most_rows_are_asked_for() {
    let (mut wants, now) = (Wants::new(1), Instant::now());
    let few = Want { rows: 20, plain: true, ..Want::beside(call("a")) };
    wants.set("west", [vec![few], all(&["w2", "w3"])].concat(), now);
    wants.set("east", all(&["e1", "a"]), now);
    wants.set("west", [vec![Want { rows: 30, ..Want::beside(call("a")) }], all(&["w2", "w3"])].concat(), now);
    let merged = wants.merged(now);
    assert_eq!(asked(&merged), ["a", "e1", "w2", "w3"].map(call), "who came first stays first");
    assert_eq!(merged[0], Want::all(call("a")), "one of them asks for all of it, and waits for it");
    let history = Want { rows: 5, plain: true, ..Want::beside(Lookup::History(AgentId::new("x"))) };
    wants.set("north", vec![history.clone()], now);
    assert_eq!(wants.merged(now)[2], Want { plain: false, ..history }, "nothing is asked unmasked for a board");
}

#[test]
fn a_board_that_says_nothing_more_wants_nothing_more() {
    let (mut wants, now) = (Wants::new(1), Instant::now());
    assert_eq!(wants.deadline(), None);
    wants.set("east", all(&["a"]), now);
    wants.set("west", all(&["b"]), now + LEASE / 3);
    assert_eq!(wants.deadline(), Some(now + LEASE));
    let over = now + LEASE;
    assert_eq!((wants.boards(now), wants.boards(over)), (2, 1));
    assert_eq!(asked(&wants.merged(over)), [call("b")]);
    assert_eq!((wants.of(1), who(&wants, &call("a"))), (None, Vec::new()));
    assert_eq!(wants.deadline(), Some(now + LEASE / 3 + LEASE));
}

#[test]
fn there_is_an_end_to_what_is_heard() {
    let (mut wants, now) = (Wants::new(1), Instant::now());
    let many = (0..2 * WANTS_MAX).map(|id| Want::all(call(&id.to_string()))).collect();
    assert_eq!(wants.set("east", many, now).len(), WANTS_MAX);
    for board in 1..BOARDS_MAX {
        wants.set(&board.to_string(), Vec::new(), now);
    }
    assert_eq!(wants.set("west", all(&["z"]), now), Vec::<u64>::new());
    assert_eq!((wants.boards(now), who(&wants, &call("z"))), (BOARDS_MAX, Vec::new()));
    assert_eq!(wants.set("east", all(&["z"]), now).len(), 1, "one that is there already is heard");
}

#[test]
fn questions_by_number_are_told_apart_by_the_whole_number() {
    let asked = |number: &str| {
        Want::all(Lookup::Calls(CallsAsked { customer: crate::model::AskedNumber::new(number), ..Default::default() }))
    };
    let (mut wants, now) = (Wants::new(1), Instant::now());
    // Masked, both are 138****5678.
    assert_eq!(wants.set("east", vec![asked("13812345678"), asked("13887655678")], now), [1, 2]);
}

#[test]
fn boards_that_say_the_same_again_change_nothing_that_is_asked() {
    let (mut wants, now) = (Wants::new(1), Instant::now());
    for board in 0..1_000 {
        wants.set(&board.to_string(), all(&["list", &format!("call-{board}")]), now);
    }
    assert!(wants.has_changed(now));
    assert_eq!(wants.merged(now).len(), 1_001);
    for board in 0..1_000 {
        wants.set(&board.to_string(), all(&["list", &format!("call-{board}")]), now + LEASE / 3);
    }
    assert!(!wants.has_changed(now + LEASE / 3), "so that nothing is merged");
    // What others want in the same way makes no difference either.
    wants.set("late", all(&["list"]), now + LEASE / 3);
    assert!(!wants.has_changed(now + LEASE / 3));
    wants.set("late", all(&["list", "call-7"]), now + LEASE / 3);
    assert!(!wants.has_changed(now + LEASE / 3), "it is wanted as much already");
    wants.set("late", all(&["call-7", "list"]), now + LEASE / 3);
    assert!(wants.has_changed(now + LEASE / 3), "it is wanted more");
    assert_eq!(asked(&wants.merged(now + LEASE / 3))[..3], [call("list"), call("call-7"), call("call-0")]);
    assert!(wants.has_changed(now + LEASE / 3 + LEASE), "all of them have gone");
    assert!(wants.merged(now + LEASE / 3 + LEASE).is_empty());
}

#[derive(Clone, Debug)]
enum Step {
    Set(u8, Vec<Want>),
    Leave(u8),
    Pass(u16),
}

fn want() -> impl Strategy<Value = Want> {
    let made =
        |(id, rows, beside): (u8, usize, bool)| Want { lookup: call(&id.to_string()), rows, plain: false, beside };
    (0..6_u8, 1..4_usize, any::<bool>()).prop_map(made)
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_u8, prop::collection::vec(want(), 0..5)).prop_map(|(board, wants)| Step::Set(board, wants)),
        1 => (0..4_u8).prop_map(Step::Leave),
        2 => (0..9_000_u16).prop_map(Step::Pass),
    ]
}

/// A board: until when it is heard, what it wants, and the how manieth it was that came.
type Known = (Instant, Vec<Want>, usize);

/// What all of them want: rank by rank, and in each the boards in the order in which they came.
fn in_turn<'a>(table: impl Iterator<Item = &'a Known>) -> Vec<Want> {
    let mut boards: Vec<&Known> = table.collect();
    boards.sort_by_key(|(.., arrived)| *arrived);
    let mut merged: Vec<Want> = Vec::new();
    for want in (0..5).flat_map(|rank| boards.iter().filter_map(move |(_, wants, _)| wants.get(rank))) {
        match merged.iter_mut().find(|there| there.lookup == want.lookup) {
            Some(there) => {
                there.rows = there.rows.max(want.rows);
                there.beside &= want.beside;
            }
            None => merged.push(want.clone()),
        }
    }
    merged
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Against a table of boards, their wants and leases.
    #[test]
    fn what_is_merged_is_what_the_boards_want_whose_lease_runs(steps in prop::collection::vec(step(), 1..40)) {
        let (mut wants, mut now) = (Wants::new(1), Instant::now());
        let mut table: BTreeMap<String, Known> = BTreeMap::new();
        let mut numbers: HashMap<u64, Lookup> = HashMap::new();
        let mut before = Vec::new();
        for (at, step) in steps.into_iter().enumerate() {
            match step {
                Step::Set(board, asked) => {
                    let given = wants.set(&board.to_string(), asked.clone(), now);
                    prop_assert_eq!(given.len(), asked.len());
                    for (number, Want { lookup, .. }) in given.iter().zip(&asked) {
                        // A number means one question for ever.
                        prop_assert_eq!(numbers.entry(*number).or_insert_with(|| lookup.clone()), lookup);
                    }
                    let arrived = table.get(&board.to_string()).map_or(at, |(.., arrived)| *arrived);
                    table.insert(board.to_string(), (now + LEASE, asked, arrived));
                }
                Step::Leave(board) => {
                    wants.leave(&board.to_string());
                    table.remove(&board.to_string());
                }
                Step::Pass(ms) => now += Duration::from_millis(u64::from(ms)),
            }
            table.retain(|_, (until, ..)| *until > now);
            let expected = in_turn(table.values());
            prop_assert!(wants.has_changed(now) || expected == before, "nothing is missed");
            prop_assert_eq!(wants.merged(now), expected.clone());
            prop_assert_eq!(wants.boards(now), table.len());
            prop_assert_eq!(wants.deadline(), table.values().map(|(until, ..)| *until).min());
            for lookup in (0..6).map(|id| call(&id.to_string())) {
                let asks = |(_, asked, _): &Known| asked.iter().any(|want| want.lookup == lookup);
                let theirs: Vec<&str> =
                    table.iter().filter(|(_, known)| asks(known)).map(|(board, _)| &**board).collect();
                prop_assert_eq!(wants.who_wants(&lookup).map(|(board, _)| board).collect::<Vec<_>>(), theirs);
                for (_, number) in wants.who_wants(&lookup) {
                    prop_assert_eq!(wants.of(number), Some(&lookup));
                }
            }
            prop_assert_eq!(wants.questions.len(), expected.len(), "nothing is kept that is not asked");
            prop_assert_eq!((wants.numbers.len(), wants.order.len()), (expected.len(), expected.len()));
            before = expected;
        }
    }
}
