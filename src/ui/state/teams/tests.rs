use litemap::LiteMap;

use crate::lists::agents::{Team, Teams};
use crate::ui::settings::Settings;
use crate::ui::testing::*;
use crate::ui::{Effect, FrameMap, Looks, Pane};

fn departments() -> LiteMap<String, Vec<String>> {
    let who = |from: usize, step: usize| (from..24).step_by(step).map(|at| (1000 + at).to_string()).collect();
    LiteMap::from_iter([("day".to_owned(), who(0, 2)), ("night".to_owned(), who(0, 3))])
}

/// Twelve agents by day, eight by night, of whom four are in both; the others are in none.
fn desk() -> Desk {
    Desk::new(crowd(24), Settings { departments: departments(), ..settings() })
}

fn teams(desk: &Desk) -> Teams {
    Teams::of(desk.view.board().listing(), &desk.board, desk.now)
}

fn line(desk: &Desk) -> Option<usize> {
    desk.view.board().line(&teams(desk), &desk.board)
}

#[test]
fn the_key_groups_the_agents_and_lists_them_again() {
    let mut desk = desk();
    desk.keys("d");
    assert!(desk.view.board().is_by_team());
    let text = desk.text(120, 34);
    assert!(text.contains("by team") && text.contains("4 in several teams"), "{text}");
    for team in ["day", "night", "no team"] {
        assert!(teams(&desk).rows().iter().any(|row| row.team.name().as_deref().unwrap_or("no team") == team));
    }
    desk.keys("d");
    assert!(!desk.view.board().is_by_team());
    desk.keys("dt");
    assert!(desk.view.board().has_tiles() && !desk.view.board().is_by_team());
    desk.keys("d");
    assert!(desk.view.board().is_by_team() && !desk.view.board().has_tiles());
}

#[test]
fn without_a_team_the_key_says_how_there_would_be_one() {
    let mut desk = Desk::new(crowd(3), settings());
    desk.keys("d");
    assert!(!desk.view.board().is_by_team());
    assert!(desk.view.notice().is_some_and(|said| said.contains("[site.departments]")), "{:?}", desk.view.notice());
}

#[test]
fn keys_go_from_line_to_line_and_what_is_chosen_stays_chosen() {
    let mut desk = desk();
    desk.keys("dg");
    assert_eq!((line(&desk), desk.view.board().selected()), (Some(0), None));
    for at in 1..=teams(&desk).len() {
        desk.keys("j");
        assert_eq!(line(&desk), Some(at.min(teams(&desk).len() - 1)));
    }
    desk.keys("g<down>");
    let chosen = desk.view.board().selected().cloned();
    assert!(chosen.is_some());
    desk.keys("s");
    assert_eq!(desk.view.board().selected().cloned(), chosen, "another order");
    assert!(line(&desk).is_some());
}

#[test]
fn opening_a_team_narrows_the_list_to_it_and_back_is_by_team_again() {
    let mut desk = desk();
    desk.keys("dg<enter>");
    assert!(!desk.view.board().is_by_team());
    assert_eq!(desk.view.board().listing().len(), 12);
    assert_eq!(desk.view.board().listing().rules().filter.text(), "dept=\"day\"");
    desk.keys("<esc>");
    assert!(desk.view.board().is_by_team());
    assert_eq!((desk.view.board().listing().len(), line(&desk)), (24, Some(0)));
    // Those in no team, with a filter that holds on.
    desk.keys("/number:10<enter>G");
    assert_eq!(line(&desk), Some(teams(&desk).len() - 1));
    let at = teams(&desk).position(Some(&Team::None), None).unwrap();
    desk.keys(&"k".repeat(teams(&desk).len() - 1 - at));
    desk.keys("<enter>");
    assert_eq!(desk.view.board().listing().rules().filter.text(), "number:10 dept=\"\" group=\"\"");
    assert_eq!(desk.view.board().listing().len(), 8);
    desk.keys("<esc>");
    assert_eq!(desk.view.board().listing().rules().filter.text(), "number:10");
}

#[test]
fn opening_an_agent_opens_the_agents_page() {
    let mut desk = desk();
    desk.keys("dgj");
    let chosen = desk.view.board().selected().cloned().unwrap();
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &crate::ui::state::Page::Agent(chosen));
}

#[test]
fn a_figure_opens_into_exactly_those_that_it_counts() {
    let mut desk = desk();
    desk.keys("d");
    while desk.view.board().focus() != Pane::Now {
        desk.keys("<tab>");
    }
    desk.keys("G<enter>");
    assert!(desk.view.board().opened_figure().is_some() && !desk.view.board().is_by_team());
    desk.keys("<esc>");
    assert!(desk.view.board().is_by_team());
}

#[test]
fn the_file_has_the_team_of_each() {
    let mut desk = desk();
    desk.keys("de");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("no file") };
    assert_eq!(name, "agents-by-team");
    assert!(text.starts_with("Agent,Team,"), "{text}");
    // Twelve, eight, and eight in none.
    assert_eq!(text.lines().count(), 1 + 12 + 8 + 8);
}

#[test]
fn it_begins_as_it_was_left() {
    let mut left = desk();
    left.keys("d");
    let looks = left.view.looks(&left.settings);
    assert_eq!(Looks::read(&looks.write()), Some(looks.clone()));
    let mut begun = desk();
    assert!(begun.view.recall(&looks, &begun.settings.clone(), crate::config::Begins::default()));
    assert!(begun.view.board().is_by_team());
    assert!(!desk().view.looks(&left.settings).write().contains("teams"), "what is usual is not kept");
}

#[test]
fn every_line_is_pressed_where_it_stands() {
    let mut desk = desk();
    desk.settings.mouse = true;
    let mut desk = Desk::new(desk.board, desk.settings);
    desk.keys("d");
    let map: FrameMap = desk.map(120, 34);
    let spots = map.spots().iter().filter(|(_, spot)| matches!(spot, crate::ui::state::hits::Spot::Team(..)));
    assert!(spots.count() > 10);
}
