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

#[derive(Clone, Debug)]
enum Step {
    Set(u8, Vec<u8>),
    Leave(u8),
    Pass(u16),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_u8, prop::collection::vec(0..6_u8, 0..5)).prop_map(|(board, wants)| Step::Set(board, wants)),
        1 => (0..4_u8).prop_map(Step::Leave),
        2 => (0..9_000_u16).prop_map(Step::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Against a table of boards, their wants and leases.
    #[test]
    fn what_is_merged_is_what_the_boards_want_whose_lease_runs(steps in prop::collection::vec(step(), 1..40)) {
        let (mut wants, mut now) = (Wants::new(1), Instant::now());
        let mut table: BTreeMap<String, (Instant, Vec<Lookup>)> = BTreeMap::new();
        let mut numbers: HashMap<u64, Lookup> = HashMap::new();
        for step in steps {
            match step {
                Step::Set(board, ids) => {
                    let lookups: Vec<Lookup> = ids.iter().map(|id| call(&id.to_string())).collect();
                    let given = wants.set(&board.to_string(), lookups.iter().cloned().map(Want::all).collect(), now);
                    prop_assert_eq!(given.len(), lookups.len());
                    for (number, lookup) in given.iter().zip(&lookups) {
                        // A number means one question for ever.
                        prop_assert_eq!(numbers.entry(*number).or_insert_with(|| lookup.clone()), lookup);
                    }
                    table.insert(board.to_string(), (now + LEASE, lookups));
                }
                Step::Leave(board) => {
                    wants.leave(&board.to_string());
                    table.remove(&board.to_string());
                }
                Step::Pass(ms) => now += Duration::from_millis(u64::from(ms)),
            }
            table.retain(|_, (until, _)| *until > now);
            let merged = asked(&wants.merged(now));
            let expected: BTreeSet<Lookup> = table.values().flat_map(|(_, lookups)| lookups.iter().cloned()).collect();
            prop_assert_eq!(merged.len(), expected.len(), "each once");
            prop_assert_eq!(merged.iter().cloned().collect::<BTreeSet<_>>(), expected.clone());
            prop_assert_eq!(wants.boards(now), table.len());
            prop_assert_eq!(wants.deadline(), table.values().map(|(until, _)| *until).min());
            for lookup in (0..6).map(|id| call(&id.to_string())) {
                let theirs: Vec<&str> =
                    table.iter().filter(|(_, (_, asked))| asked.contains(&lookup)).map(|(board, _)| &**board).collect();
                prop_assert_eq!(wants.who_wants(&lookup).map(|(board, _)| board).collect::<Vec<_>>(), theirs);
                for (_, number) in wants.who_wants(&lookup) {
                    prop_assert_eq!(wants.of(number), Some(&lookup));
                }
            }
            prop_assert_eq!(wants.by_number.len(), expected.len(), "nothing is kept that is not asked");
        }
    }
}
