use proptest::prelude::*;

use super::*;
use crate::lang::Language;
use crate::lists::agents::{AgentFields, AgentsSheet, COLUMNS};
use crate::lists::filter::Filter;
use crate::lists::{List, Notation, csv};
use crate::model::testing::{NOW, centre, change, crowd, roster};
use crate::model::{AgentChange, Level, Limits, LoginState, State, WorkState};

fn rules(sort: Sort, reverse: bool, filter: &str) -> Rules {
    let rules = Rules { sort, reverse, ..Rules::default() };
    let filter = Filter::parse(filter, &AgentFields { rules: &rules, board: None }).unwrap();
    Rules { filter, ..rules }
}

fn listed(board: &Board, rules: Rules, now: Stamp) -> Listing {
    let mut listing = Listing::new(rules);
    listing.rebuild(board, now);
    listing
}

fn names(listing: &Listing, board: &Board) -> Vec<String> {
    listing.slots(0, 1000).map(|slot| board.agent(slot).unwrap().label().to_owned()).collect()
}

#[test]
fn attention_puts_the_worst_first_and_those_who_are_away_last() {
    let board = centre(48);
    let listing = listed(&board, rules(Sort::Attention, false, ""), NOW.plus(300_000));
    let limits = Limits::default();
    let ranks: Vec<(bool, std::cmp::Reverse<Level>, i64)> = listing
        .slots(0, 48)
        .map(|slot| {
            let agent = board.agent(slot).unwrap();
            let level = board.level(slot, NOW.plus(300_000), &limits);
            (agent.state() == State::Offline, std::cmp::Reverse(level), agent.since().unwrap().ms())
        })
        .collect();
    assert!(ranks.is_sorted());
    assert_eq!(ranks.first().unwrap().1.0, Level::Over);
    assert!(ranks.last().unwrap().0);
}

#[test]
fn what_is_unknown_comes_last_either_way_round() {
    let mut board = crowd(12);
    change(&mut board, NOW, 3, vec![AgentChange::Answered(None), AgentChange::Number(None)]);
    let unknown = board.agent(3).unwrap().label().to_owned();
    for sort in [Sort::Answered, Sort::Number] {
        for reverse in [false, true] {
            let names = names(&listed(&board, rules(sort, reverse, ""), NOW), &board);
            assert_eq!(names.last(), Some(&unknown), "{sort:?} {reverse}");
        }
    }
}

#[test]
fn numbers_sort_as_numbers() {
    let mut board = crowd(3);
    for (index, number) in ["900", "1001", "A7"].into_iter().enumerate() {
        change(&mut board, NOW, index, vec![AgentChange::Number(Some(number.into()))]);
    }
    let listing = listed(&board, rules(Sort::Number, false, ""), NOW);
    assert_eq!(listing.slots(0, 3).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn a_new_generation_is_listed_anew() {
    let mut board = crowd(20);
    let mut listing = listed(&board, rules(Sort::Name, false, ""), NOW);
    let agents = board.agents()[5..].to_vec();
    roster(&mut board, NOW, agents, 15, true);
    assert!(!listing.is_current(&board));
    assert!(listing.note(&board, &[], NOW));
    assert_eq!(listing.len(), 15);
}

#[test]
fn the_clock_moves_only_who_passes_a_limit() {
    let mut board = crowd(6);
    for index in 0..6 {
        let since = Some(NOW.plus(-(index as i64) * 1000));
        change(
            &mut board,
            NOW,
            index,
            vec![AgentChange::Work(Some(WorkState::Ringing)), AgentChange::WorkSince(since)],
        );
    }
    let ringing: Vec<usize> = (0..6).filter(|slot| board.agent(*slot).unwrap().state() == State::Ringing).collect();
    let mut listing = listed(&board, rules(Sort::Attention, false, "level:over"), NOW);
    assert!(listing.is_empty());
    assert!(!listing.tick(&board, NOW.plus(14_000)));
    assert!(listing.tick(&board, NOW.plus(17_000)));
    assert_eq!(listing.len(), ringing.iter().filter(|slot| **slot >= 3).count());
}

#[test]
fn every_order_has_a_name_of_its_own() {
    for sort in Sort::ALL.into_iter().chain(Sort::OTHERS) {
        assert_eq!(Sort::from_name(sort.name()), Some(sort));
        let written = serde_json::to_value(sort).unwrap();
        assert_eq!(written, sort.name(), "how the screen was left names it alike");
        let is_column = COLUMNS.iter().any(|column| column.key == sort.name());
        assert!(is_column || sort == Sort::Attention, "{sort:?}");
        assert_ne!(sort.title(Language::English, false), sort.title(Language::English, true));
    }
    assert_eq!(Sort::ALL.iter().fold(Sort::default(), |sort, _| sort.next()), Sort::default());
}

#[derive(Clone, Debug)]
enum Step {
    Set(usize, AgentChange),
    Tick(i64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let work = prop::sample::select(WorkState::NAMED);
    let set = prop_oneof![
        work.prop_map(|work| AgentChange::Work(Some(work))),
        (0_i64..3_000_000).prop_map(|ago| AgentChange::WorkSince(Some(NOW.plus(-ago)))),
        prop::option::of(0_u64..9).prop_map(AgentChange::Answered),
        prop::option::of("[a-e]{1,3}").prop_map(AgentChange::Name),
    ];
    let step = prop_oneof![
        4 => (0_usize..40, set).prop_map(|(slot, set)| Step::Set(slot, set)),
        1 => (1_i64..600).prop_map(|seconds| Step::Tick(seconds * 1000)),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_list_kept_up_to_date_equals_one_built_anew(
        steps in steps(),
        sort in prop::sample::select([&Sort::ALL[..], &Sort::OTHERS[..]].concat()),
        reverse in any::<bool>(),
        every in prop::sample::select(&[0_i64, 2_000, 600_000][..]),
        filter in prop::sample::select(&["", "state:talking", "answered>3", "time>5m", "!level:over a", "state:ready | time>5m"][..]),
    ) {
        let mut board = crowd(40);
        let mut now = NOW;
        let mut kept = Listing::new(rules(sort, reverse, filter)).reordered_every(every);
        kept.rebuild(&board, now);
        for step in steps {
            match step {
                Step::Set(slot, set) => {
                    change(&mut board, now, slot, vec![set]);
                    let touched = board.take_touched();
                    kept.note(&board, &touched, now);
                }
                Step::Tick(ms) => {
                    now = now.plus(ms);
                    kept.tick(&board, now);
                }
            }
        }
        // Shades move on with the clock, so both are looked at in the same second.
        kept.tick(&board, now);
        let anew = listed(&board, rules(sort, reverse, filter), now);
        let seen = |listing: &Listing| listing.slots(0, 40).collect::<BTreeSet<_>>();
        prop_assert_eq!((seen(&kept), kept.len()), (seen(&anew), anew.len()), "who is seen is so at once");
        for (position, slot) in kept.slots(0, 40).enumerate() {
            prop_assert_eq!(kept.position(slot), Some(position), "in an order that is not due");
        }
        now = now.plus(every);
        kept.tick(&board, now);
        let anew = listed(&board, rules(sort, reverse, filter), now);
        prop_assert_eq!(&kept.order, &anew.order);
        for (position, slot) in kept.slots(0, 40).enumerate() {
            prop_assert_eq!(kept.position(slot), Some(position));
        }
    }
}

#[test]
fn skill_groups_that_come_later_move_who_is_filtered_or_ordered_by_them() {
    let board = crowd(4);
    let groups = |who: &[(usize, &str)]| -> HashMap<AgentId, BTreeSet<String>> {
        let of = |(slot, group): &(usize, &str)| {
            (board.agent(*slot).unwrap().id.clone(), BTreeSet::from([(*group).to_owned()]))
        };
        who.iter().map(of).collect()
    };
    let mut filtered = listed(&board, rules(Sort::Name, false, "group:cards"), NOW);
    let mut ordered = listed(&board, rules(Sort::Group, false, ""), NOW);
    assert!(filtered.is_empty());
    for listing in [&mut filtered, &mut ordered] {
        listing.regroup(groups(&[(2, "Cards"), (1, "Loans")]), &board, NOW);
    }
    assert_eq!(filtered.slots(0, 4).collect::<Vec<_>>(), [2]);
    assert_eq!(ordered.slots(0, 2).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_file_of_the_agents_has_what_is_shown_and_masks_customers() {
    let mut board = crowd(3);
    change(&mut board, NOW, 0, vec![AgentChange::CustomerNumber(crate::model::CustomerNumber::new("13812345678"))]);
    let listing = listed(&board, rules(Sort::Number, true, ""), NOW);
    let sheet = AgentsSheet::new(&board, &listing, NOW, false);
    let notation =
        Notation {
            language: Language::English, dash: "–", zone: chrono_tz::Asia::Shanghai, at: NOW, revealed: false
        };
    let written = |columns: Option<Vec<String>>| {
        let list = List::ordered(None, false, columns);
        csv(notation, &sheet, &list, &list.order(notation, &sheet))
    };
    let usual = written(None);
    let heading = usual.lines().next().unwrap();
    assert!(heading.starts_with("Agent,Number,Extension,State,Time in state (s),At least,"), "{heading}");
    assert!(!usual.contains("13812345678"), "{usual}");
    let chosen = written(Some(vec!["state".to_owned(), "id".to_owned()]));
    assert_eq!(chosen.lines().next(), Some("Agent,State,Id"));
    // In the order that is shown.
    let numbers: Vec<String> = usual.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect();
    assert_eq!(numbers, ["1002", "1001", "1000"]);
}

/// Six agents who are ready, each a second longer than the next, in a list that is held.
fn held(sort: Sort, filter: &str) -> (Board, Listing) {
    let mut board = crowd(6);
    for slot in 0..6 {
        let since = Some(NOW.plus(slot as i64 * 1000 - 9_000));
        let sets = vec![
            AgentChange::Login(Some(LoginState::Online)),
            AgentChange::LoginSince(Some(NOW.plus(-18_000_000))),
            AgentChange::Work(Some(WorkState::Ready)),
            AgentChange::WorkSince(since),
            AgentChange::Answered(Some(10 - slot as u64)),
        ];
        change(&mut board, NOW, slot, sets);
    }
    board.take_touched();
    let mut listing = Listing::new(rules(sort, false, filter)).reordered_every(2_000);
    listing.rebuild(&board, NOW);
    (board, listing)
}

fn set(board: &mut Board, listing: &mut Listing, at: Stamp, slot: usize, sets: Vec<AgentChange>) -> bool {
    change(board, at, slot, sets);
    let touched = board.take_touched();
    listing.note(board, &touched, at)
}

fn order(listing: &Listing) -> Vec<usize> {
    listing.slots(0, 10).collect()
}

#[test]
fn the_order_stands_until_it_is_due() {
    let (mut board, mut listing) = held(Sort::Answered, "");
    assert_eq!(order(&listing), [0, 1, 2, 3, 4, 5]);
    assert!(!set(&mut board, &mut listing, NOW.plus(500), 5, vec![AgentChange::Answered(Some(99))]));
    assert!(!set(&mut board, &mut listing, NOW.plus(700), 0, vec![AgentChange::Answered(Some(0))]));
    assert_eq!((order(&listing), listing.position(5)), (vec![0, 1, 2, 3, 4, 5], Some(5)));
    assert!(!listing.tick(&board, NOW.plus(1_999)));
    assert!(listing.tick(&board, NOW.plus(2_000)));
    assert_eq!((order(&listing), listing.position(5)), (vec![5, 1, 2, 3, 4, 0], Some(0)));
    assert!(!set(&mut board, &mut listing, NOW.plus(3_999), 4, vec![AgentChange::Answered(Some(98))]));
    assert!(set(&mut board, &mut listing, NOW.plus(4_000), 3, vec![AgentChange::Answered(Some(97))]));
    assert_eq!(order(&listing), [5, 4, 3, 1, 2, 0]);
}

#[test]
fn who_goes_over_a_limit_is_moved_at_once_and_the_others_stand() {
    let (mut board, mut listing) = held(Sort::Attention, "");
    let rings = |since| vec![AgentChange::Work(Some(WorkState::Ringing)), AgentChange::WorkSince(Some(since))];
    set(&mut board, &mut listing, NOW.plus(300), 0, vec![AgentChange::WorkSince(Some(NOW))]);
    assert!(set(&mut board, &mut listing, NOW.plus(500), 4, rings(NOW.plus(-60_000))));
    assert_eq!(order(&listing), [4, 0, 1, 2, 3, 5], "0 belongs behind 5, but is not due");
    assert!(set(&mut board, &mut listing, NOW.plus(600), 2, rings(NOW.plus(-90_000))));
    assert_eq!(order(&listing), [2, 4, 0, 1, 3, 5]);
    listing.tick(&board, NOW.plus(2_000));
    assert_eq!(order(&listing), [2, 4, 1, 3, 5, 0]);
}

#[test]
fn who_comes_or_leaves_does_so_at_once() {
    let (mut board, mut listing) = held(Sort::Answered, "answered>6");
    assert_eq!(order(&listing), [0, 1, 2, 3]);
    set(&mut board, &mut listing, NOW.plus(100), 0, vec![AgentChange::Answered(Some(8))]);
    assert!(set(&mut board, &mut listing, NOW.plus(200), 1, vec![AgentChange::Answered(Some(1))]));
    assert_eq!(order(&listing), [0, 2, 3]);
    assert!(set(&mut board, &mut listing, NOW.plus(300), 5, vec![AgentChange::Answered(Some(50))]));
    assert_eq!(order(&listing), [5, 0, 2, 3]);
    assert_eq!(listing.position(1), None);
    assert!(set(&mut board, &mut listing, NOW.plus(400), 5, vec![AgentChange::Answered(Some(1))]));
    assert_eq!((order(&listing), listing.len()), (vec![0, 2, 3], 3));
}

#[test]
fn a_person_who_asks_for_an_order_has_it_at_once() {
    let (mut board, mut listing) = held(Sort::Answered, "");
    set(&mut board, &mut listing, NOW.plus(100), 5, vec![AgentChange::Answered(Some(99))]);
    listing.set_rules(rules(Sort::Answered, true, ""), &board, NOW.plus(200));
    assert_eq!(order(&listing), [4, 3, 2, 1, 0, 5]);
}

#[test]
fn a_clock_that_is_set_back_holds_no_order() {
    let (mut board, mut listing) = held(Sort::Answered, "");
    assert!(set(&mut board, &mut listing, NOW.plus(-3_600_000), 5, vec![AgentChange::Answered(Some(99))]));
    assert_eq!(order(&listing), [5, 0, 1, 2, 3, 4]);
}
