use crate::model::{ChatBy, Lookup, Want};
use crate::ui::state::{Effect, Mode, Page};
use crate::ui::testing::chat::chats_with_metrics;
use crate::ui::testing::{Desk, settings};

fn desk() -> Desk {
    let mut desk = Desk::new(chats_with_metrics(), settings());
    desk.keys("3");
    desk
}

#[test]
fn a_row_opens_the_agent_whose_chats_they_are_and_one_without_says_why() {
    let mut desk = desk();
    desk.keys("<enter>");
    assert!(matches!(desk.view.page(), Page::Agent(_)));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::Chat);
    desk.keys("/name:nobody<enter><enter>");
    assert!(desk.view.notice().unwrap().contains("not joined to a voice agent"), "{:?}", desk.view.notice());
}

#[test]
fn another_way_is_looked_up_and_a_skill_group_opens_its_agents() {
    let mut desk = desk();
    assert_eq!(desk.view.wants(&desk.board), []);
    desk.keys("b");
    assert_eq!(desk.view.wants(&desk.board), [Want::all(Lookup::Chat(ChatBy::SkillGroup))]);
    assert!(desk.text(120, 34).contains("asking"));
    desk.skill_groups();
    assert!(desk.text(120, 34).contains("a row an agent and skill group"));
    desk.keys("b");
    let text = desk.text(120, 34);
    assert!(text.contains("a row a skill group") && text.contains("Loans"), "{text}");
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("match group="), "{}", desk.text(120, 34));
    desk.keys("<esc>");
    assert!(desk.text(120, 34).contains("a row a skill group"));
    assert_eq!(desk.view.page(), &Page::Chat);
}

#[test]
fn columns_are_chosen_in_groups_and_the_name_stays_while_the_rest_moves() {
    let mut desk = desk();
    desk.keys("c");
    assert_eq!(desk.view.mode(), Mode::Panel);
    let text = desk.text(120, 34);
    assert!(text.contains("Columns") && text.contains("volume") && text.contains("satisfaction"), "{text}");
    desk.keys("<esc>");
    let first = |desk: &Desk| desk.text(80, 24).lines().nth(2).unwrap_or_default().to_owned();
    let before = first(&desk);
    desk.keys("llll");
    let after = first(&desk);
    assert!(before.contains("Name") && after.contains("Name") && before != after, "{before}\n{after}");
}

#[test]
fn a_file_has_the_figures_that_are_shown_with_their_groups_and_units() {
    let mut desk = desk();
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("no file") };
    assert_eq!(name, "chat");
    let head = text.lines().next().unwrap();
    assert!(head.starts_with("Name,Group,Number,volume: Chats"), "{head}");
    assert!(head.contains("speed: First reply (s)") && head.contains("quality: Valid %"), "{head}");
    assert_eq!(text.lines().count(), 31);
}
