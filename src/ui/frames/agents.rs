//! The board's agents with columns that a person chose.

use litemap::LiteMap;

use super::*;
use crate::lists::agents::Sort;

fn desk() -> Desk {
    let night = (0..48).step_by(3).map(|index| (1000 + index).to_string()).collect();
    let departments = LiteMap::from_iter([("night".to_owned(), night)]);
    Desk::new(centre(48), Settings { departments, ..settings() })
}

/// Without number, extension and what is there at least; with department and skill group.
fn chosen() -> Desk {
    let mut desk = desk();
    desk.keys("c j jjj jjjjjjjjjjjj j <enter>");
    desk
}

#[test]
fn chosen_columns_of_the_agents_stand_as_in_every_list() {
    at_sizes("agents_chosen_columns", &chosen());
}

#[test]
fn all_columns_that_were_chosen_are_reached_with_the_arrows() {
    let mut desk = chosen();
    assert!(desk.text(80, 24).contains("Reason") && !desk.text(80, 24).contains("Skill group"));
    desk.keys("<right>".repeat(12).as_str());
    let text = desk.text(80, 24);
    assert!(text.contains("Skill group") && text.contains("night") && !text.contains("Reason"), "{text}");
    assert!(text.lines().nth(5).is_some_and(|line| !line.trim().is_empty()), "the first column stays");
}

#[test]
fn chosen_columns_are_filtered_ordered_and_written_as_they_are_shown() {
    let mut desk = chosen();
    desk.keys("/dept:night<enter>:sort department<enter>");
    assert_eq!(desk.view.board().listing().len(), 16);
    assert_eq!(desk.view.board().listing().rules().sort, Sort::Department);
    desk.keys("e");
    let Some(crate::ui::Effect::Export { text, .. }) = desk.effects.last() else { panic!("no file") };
    let mut lines = text.lines();
    let heading = lines.next().unwrap();
    assert!(heading.starts_with("Agent,State,Time in state (s),Reason,"), "{heading}");
    assert!(heading.ends_with("Department,Skill group"), "{heading}");
    assert_eq!(lines.clone().count(), 16);
    assert!(lines.all(|line| line.contains(",night")));
}

#[test]
fn agents_by_team_stand_below_what_is_counted_of_them() {
    let mut desk = desk();
    desk.keys("dgj");
    at_sizes("agents_by_team", &desk);
}

#[test]
fn a_filter_on_what_cannot_be_says_what_can() {
    let mut desk = desk();
    desk.keys("/reason:lunch");
    let said = |desk: &Desk| {
        desk.view.over().input().and_then(|input| input.error.as_ref()).map(ToString::to_string).unwrap_or_default()
    };
    assert!(said(&desk).contains("it can be ") && said(&desk).contains("dining"), "{}", said(&desk));
    desk.keys("<esc>/dept:day");
    assert_eq!(said(&desk), "dept cannot be `day`; it can be night");
    desk.keys("<esc>2/result:lunch");
    assert!(said(&desk).contains("answered"), "{}", said(&desk));
}
