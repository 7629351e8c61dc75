use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use litemap::LiteMap;
use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::lang::Language;
use crate::lists::agents::{AgentFields, AgentsSheet, Belonging, MembersSheet, Rules};
use crate::lists::filter::Filter;
use crate::lists::{List, Notation, csv};
use crate::model::testing::{NOW, centre, change, crowd};
use crate::model::{AgentChange, AgentId, Limits, WorkState};

/// A board's agents with departments, by the positions of who is in them, and skill groups likewise.
fn listed(board: &Board, departments: &[(&str, &[usize])], groups: &[(&str, &[usize])], filter: &str) -> Listing {
    let number = |at: &usize| (1000 + at).to_string();
    let of = departments.iter().map(|(name, who)| ((*name).to_owned(), who.iter().map(number).collect()));
    let mut belonging = Belonging::new(&of.collect::<LiteMap<String, Vec<String>>>());
    let mut members: HashMap<AgentId, BTreeSet<String>> = HashMap::new();
    for (name, who) in groups {
        for at in *who {
            members.entry(board.agent(*at).unwrap().id.clone()).or_default().insert((*name).to_owned());
        }
    }
    belonging.regroup(members);
    let rules = Rules { belonging: Arc::new(belonging), ..Rules::default() };
    let filter = Filter::parse(filter, &AgentFields { rules: &rules, board: None }).unwrap();
    let mut listing = Listing::new(Rules { filter, ..rules });
    listing.rebuild(board, NOW);
    listing
}

fn names(teams: &Teams) -> Vec<(Team, usize)> {
    teams.rows().iter().map(|row| (row.team.clone(), row.slots.len())).collect()
}

fn department(name: &str) -> Team {
    Team::Department(name.to_owned())
}

#[test]
fn who_is_in_no_team_and_who_is_in_several_is_said() {
    let board = crowd(6);
    let listing = listed(&board, &[("day", &[0, 1, 2]), ("night", &[2, 3])], &[("cards", &[3])], "");
    let teams = Teams::of(&listing, &board, NOW);
    let expected =
        [(department("day"), 3), (department("night"), 2), (Team::Group("cards".to_owned()), 1), (Team::None, 2)];
    assert_eq!(names(&teams), expected);
    assert_eq!(teams.several(), 2, "one in both departments, one in a department and a group");
    assert_eq!(teams.len(), 4 + 3 + 2 + 1 + 2);
}

#[test]
fn an_empty_department_is_there_until_something_is_filtered() {
    let board = crowd(3);
    let of =
        |filter: &str| names(&Teams::of(&listed(&board, &[("day", &[0]), ("night", &[40])], &[], filter), &board, NOW));
    assert_eq!(of(""), [(department("day"), 1), (department("night"), 0), (Team::None, 2)]);
    assert_eq!(of("number:1000"), [(department("day"), 1)]);
}

#[test]
fn a_department_that_names_an_agent_by_id_and_by_number_has_that_agent_once() {
    let board = crowd(2);
    let id = board.agent(1).unwrap().id.as_str().to_owned();
    let twice = LiteMap::from_iter([("day".to_owned(), vec![id, "1001".to_owned(), "1001".to_owned()])]);
    let mut listing = Listing::new(Rules { belonging: Arc::new(Belonging::new(&twice)), ..Rules::default() });
    listing.rebuild(&board, NOW);
    let teams = Teams::of(&listing, &board, NOW);
    assert_eq!((names(&teams), teams.several()), (vec![(department("day"), 1), (Team::None, 1)], 0));
}

/// A skill group in a department brings its agents into it, as they are in the group at the time.
#[test]
fn a_department_is_made_of_agents_and_of_skill_groups() {
    let board = crowd(4);
    let departments = LiteMap::from_iter([("cards".to_owned(), vec!["group: Cards".to_owned(), "1000".to_owned()])]);
    assert!(crate::lists::agents::has_groups(departments.get("cards").unwrap()));
    let rules = Rules { belonging: Arc::new(Belonging::new(&departments)), ..Rules::default() };
    let filter = Filter::parse("dept:cards", &AgentFields { rules: &rules, board: None }).unwrap();
    let mut listing = Listing::new(Rules { filter, ..rules });
    listing.rebuild(&board, NOW);
    assert_eq!(listing.len(), 1);
    let id = |at: usize| board.agent(at).unwrap().id.clone();
    let group = || BTreeSet::from(["Cards".to_owned()]);
    listing.regroup(HashMap::from([(id(0), group()), (id(2), group())]), &board, NOW);
    let teams = Teams::of(&listing, &board, NOW);
    assert_eq!(names(&teams), [(department("cards"), 2), (Team::Group("Cards".to_owned()), 2)]);
    let slots: BTreeSet<usize> = teams.rows()[0].slots.iter().copied().collect();
    assert_eq!(slots, BTreeSet::from([0, 2]));
    assert_eq!(listing.len(), 2);
}

/// Where an agent belongs is looked up once: what changes it is followed by the change.
#[test]
fn who_has_another_number_or_comes_later_is_in_the_teams_of_that_number() {
    let mut board = crowd(3);
    let mut listing = listed(&board, &[("day", &[0, 7]), ("night", &[1, 3])], &[("cards", &[2])], "");
    let counts = |listing: &Listing, board: &Board| {
        Teams::of(listing, board, NOW).rows().iter().map(|row| row.slots.clone()).collect::<Vec<_>>()
    };
    assert_eq!(counts(&listing, &board), [vec![0], vec![1], vec![2]]);
    change(&mut board, NOW, 1, vec![AgentChange::Number(Some("1007".into()))]);
    listing.note(&board, &[1], NOW);
    let lengths: Vec<usize> = counts(&listing, &board).iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 0, 1]);
    let cards = BTreeSet::from(["cards".to_owned()]);
    listing.regroup(HashMap::from([(board.agent(0).unwrap().id.clone(), cards)]), &board, NOW);
    assert_eq!(counts(&listing, &board)[2..], [vec![0], vec![2]], "of cards, and of no team");
    board = crowd(4);
    listing.tick(&board, NOW);
    assert_eq!(counts(&listing, &board)[1].len(), 2, "of night: the old number again, and one more");
}

#[test]
fn sums_are_unknown_as_soon_as_one_of_them_is() {
    let mut board = crowd(4);
    let of = |board: &Board| {
        let listing = listed(board, &[("day", &[0, 1]), ("none", &[30])], &[], "");
        Teams::of(&listing, board, NOW).rows().iter().map(TeamRow::sums).collect::<Vec<_>>()
    };
    let counter = |at: usize| board.agent(at).unwrap().answered.unwrap();
    assert_eq!(of(&board)[0][0], Some(counter(0) + counter(1)));
    assert_eq!(of(&board)[1], [None; 4], "of no agent nothing is counted");
    change(&mut board, NOW, 1, vec![AgentChange::Answered(None)]);
    assert_eq!(of(&board)[0][0], None);
    assert!(of(&board)[0][1].is_some());
}

/// Opening a team is filtering by it.
#[test]
fn the_filter_of_a_team_lets_exactly_its_agents_pass() {
    let board = centre(24);
    let departments: &[(&str, &[usize])] = &[("night", &[0, 3, 6]), ("night \"B\"", &[3, 4])];
    let groups: &[(&str, &[usize])] = &[("cards", &[6, 7])];
    let teams = Teams::of(&listed(&board, departments, groups, ""), &board, NOW);
    assert_eq!(teams.rows().len(), 4);
    for row in teams.rows() {
        let narrowed = listed(&board, departments, groups, &row.team.filter());
        let passing: Vec<usize> = narrowed.slots(0, 100).collect();
        assert_eq!(passing, row.slots, "{}", row.team.filter());
    }
}

#[test]
fn a_line_is_found_where_it_stands() {
    let board = crowd(5);
    let teams = Teams::of(&listed(&board, &[("day", &[0, 1]), ("night", &[1])], &[], ""), &board, NOW);
    let (day, night) = (department("day"), department("night"));
    for (at, line) in teams.lines(0).enumerate() {
        let found = match line {
            Line::Team(row) => teams.position(Some(&row.team), None),
            Line::Agent(row, slot) => teams.position(Some(&row.team), Some(slot)),
        };
        assert_eq!(found, Some(at));
    }
    let first = teams.position(Some(&day), Some(1));
    assert!(first < teams.position(Some(&night), Some(1)));
    assert_eq!(teams.position(Some(&Team::None), Some(1)), first, "where the agent is not, the first place is meant");
    assert_eq!(teams.position(None, None), None);
    assert_eq!(teams.lines(99).count(), 0);
}

#[test]
fn a_file_has_a_row_for_each_team_of_an_agent() {
    let board = crowd(3);
    let listing = listed(&board, &[("day", &[0, 1]), ("night", &[1])], &[], "");
    let teams = Teams::of(&listing, &board, NOW);
    let agents = AgentsSheet::new(&board, &listing, NOW, false);
    let notation =
        Notation { language: Language::English, dash: "–", zone: chrono_tz::UTC, at: NOW, revealed: false };
    let write = |chosen: &List| {
        let (sheet, list) = (MembersSheet::new(agents, &teams), MembersSheet::list(chosen));
        csv(notation, &sheet, &list, &list.order(notation, &sheet))
    };
    let text = write(&List::default());
    let of = |text: &str, at: usize| -> Vec<String> {
        text.lines().skip(1).map(|line| line.split(',').nth(at).unwrap_or_default().to_owned()).collect()
    };
    assert!(text.starts_with("Agent,Team,Number,"), "{text}");
    assert_eq!(of(&text, 1), ["day", "day", "night", "no team"]);
    let mut numbers = of(&text, 2);
    numbers.sort();
    assert_eq!(numbers, ["1000", "1001", "1001", "1002"]);
    let chosen = List::ordered(None, false, Some(vec!["number".to_owned()]));
    assert!(write(&chosen).starts_with("Agent,Team,Number\r\n"), "{}", write(&chosen));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// What is counted of a team is what is found by looking at every agent.
    #[test]
    fn subtotals_are_what_is_counted_by_hand(
        members in vec(vec(0_usize..24, 0..10), 0..4),
        later in 0_i64..3_000_000,
        works in vec((0_usize..24, 0_usize..4), 0..12),
        filter in prop::sample::select(vec!["", "state:talking", "agent_answers>5"]),
    ) {
        let mut board = centre(24);
        for (at, work) in works {
            let work = [WorkState::Ready, WorkState::Talking, WorkState::WrapUp, WorkState::Busy][work];
            change(&mut board, NOW, at, vec![AgentChange::Work(Some(work)), AgentChange::WorkSince(Some(NOW))]);
        }
        let now = NOW.plus(later);
        let names = ["a", "b", "c", "d"];
        let departments: Vec<(&str, &[usize])> =
            names.iter().copied().zip(members.iter().map(Vec::as_slice)).collect();
        let listing = listed(&board, &departments, &[], filter);
        let teams = Teams::of(&listing, &board, now);
        let passing: BTreeSet<usize> = listing.slots(0, 100).collect();
        let limits = Limits::default();
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for row in teams.rows() {
            let is_in = |slot: &usize| match &row.team {
                Team::Department(name) => departments.iter().any(|(own, who)| own == name && who.contains(slot)),
                Team::Group(_) => false,
                Team::None => !departments.iter().any(|(_, who)| who.contains(slot)),
            };
            let own: BTreeSet<usize> = passing.iter().copied().filter(is_in).collect();
            prop_assert_eq!(row.slots.iter().copied().collect::<BTreeSet<_>>(), own.clone());
            // In the order of the list.
            let places: Vec<_> = row.slots.iter().map(|slot| listing.position(*slot)).collect();
            prop_assert!(places.is_sorted());
            for state in [State::Ready, State::Talking, State::WrapUp, State::Busy, State::Offline] {
                let counted = own.iter().filter(|slot| board.agent(**slot).unwrap().state() == state).count();
                prop_assert_eq!(row.count(state), counted as u64);
            }
            let over = own.iter().filter(|slot| board.level(**slot, now, &limits) == Level::Over).count();
            prop_assert_eq!(row.over, over as u64);
            let times = own.iter().map(|slot| board.agent(*slot).unwrap()).filter(|agent| ENGAGED.contains(&agent.state()));
            let longest = times.filter_map(|agent| agent.in_state_ms(now, board.skew_ms())).max();
            prop_assert_eq!(row.longest.map(|(_, ms)| ms), longest);
            seen.extend(own);
        }
        prop_assert_eq!(seen, passing, "each agent is in some team, or in none");
        let several = listing.slots(0, 100).filter(|slot| {
            departments.iter().filter(|(_, who)| who.contains(slot)).count() > 1
        });
        prop_assert_eq!(teams.several(), several.count());
    }
}
