use super::*;
use crate::model::{AiRecord, Data};
use crate::ui::state::Pane;
use crate::ui::state::tabs::ai::record;
use crate::ui::testing::ai::*;
use crate::ui::testing::calls::data;
use crate::ui::testing::{Desk, NOW, centre, settings};

fn desk() -> Desk {
    let mut board = sessions_centre();
    know_the_sessions(&mut board);
    Desk::new(board, settings())
}

fn now_asked(desk: &Desk) -> &AiAsked {
    &desk.view.tabs().ai.asked
}

fn wants(desk: &Desk) -> Vec<Lookup> {
    desk.seen().wants(&desk.board).into_iter().map(|want| want.lookup).collect()
}

fn title_has(desk: &Desk, words: &str) {
    for (width, height) in [(60, 15), (80, 24), (120, 34)] {
        let shown = desk.text(width, height);
        assert!(shown.contains(words), "{words} at {width}x{height}\n{shown}");
    }
}

#[test]
fn from_the_pane_on_the_board_to_a_group_to_its_records_to_one_and_back() {
    let mut desk = desk();
    desk.keys("<tab><tab><tab><tab><tab>");
    assert_eq!(desk.view.board().focus(), Pane::Ai);
    assert!(desk.text(120, 34).contains("⏎ open"));
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Ai);
    desk.keys("j<enter>");
    let cards = asked(&[(AiField::Robot, "15")]);
    assert_eq!((now_asked(&desk), desk.view.tabs().ai.records), (&cards, true));
    title_has(&desk, "only robot Cards bot");
    let rows: Vec<AiRecord> = (0..60).map(session).filter(|s| s.robot.as_deref() == Some("Cards bot")).collect();
    let second = rows[1].id.clone();
    data(&mut desk.board, NOW, Lookup::AiRecords(cards), only(rows));
    desk.keys("j<enter>");
    assert_eq!(desk.view.page(), &Page::AiRecord(second.clone()));
    assert!(desk.text(120, 34).contains(&second));
    desk.keys("<esc>");
    assert_eq!((desk.view.page(), desk.view.tabs().ai.records), (&Page::Ai, true));
    // Out of the group, then out of the page.
    desk.keys("<esc>");
    assert_eq!((now_asked(&desk), desk.view.tabs().ai.records), (&AiAsked::default(), false));
    desk.keys("<esc>");
    assert_eq!((desk.view.page(), desk.view.board().focus()), (&Page::Board, Pane::Ai));
}

#[test]
fn groups_within_groups_are_left_one_by_one() {
    let mut desk = desk();
    desk.keys("4<enter>b");
    assert_eq!((desk.view.tabs().ai.by, desk.view.tabs().ai.records), (AiField::Channel, false));
    desk.keys("j<enter>");
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Robot, "18"), (AiField::Channel, "APP")]));
    title_has(&desk, "only robot 账单助手, channel App");
    desk.keys("<esc>");
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Robot, "18")]));
    desk.keys("<esc>");
    assert_eq!(now_asked(&desk), &AiAsked::default());
}

#[test]
fn a_filter_of_the_list_goes_before_what_was_asked_for() {
    let mut desk = desk();
    desk.keys("4<enter>/valid:yes<enter>");
    assert!(!desk.view.list(ListId::AiRecords).unwrap().filter.is_empty());
    desk.keys("<esc>");
    assert!(desk.view.list(ListId::AiRecords).unwrap().filter.is_empty());
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Robot, "18")]));
    desk.keys("<esc>");
    assert_eq!(now_asked(&desk), &AiAsked::default());
    assert_eq!(desk.view.page(), &Page::Ai);
}

#[test]
fn only_the_groups_in_view_are_counted_and_no_more_than_twelve() {
    let mut desk = desk();
    desk.keys("4");
    desk.buffer(120, 34);
    let group = |key: &str| Lookup::AiFunnel(asked(&[(AiField::Robot, key)]));
    let all = AiAsked::default();
    let first = [Lookup::AiRecords(all.clone()), Lookup::AiFunnel(all)];
    let groups = ["18", "15", "14", "9"].map(group);
    assert_eq!(wants(&desk), [&first[..], &groups, &[Lookup::AiChoices]].concat());
    desk.keys("F");
    let choosing = [&first[..], &[Lookup::AiChoices], &groups].concat();
    assert_eq!(wants(&desk), choosing, "names come first where there is something to choose");
    desk.keys("<esc>");
    let mut many = tenant_choices();
    let robots = (100..140).map(|key| Choice { key: key.to_string(), label: format!("Robot {key}") });
    many.by_field.entry(AiField::Robot).or_default().extend(robots);
    data(&mut desk.board, NOW, Lookup::AiChoices, Data::AiChoices(many));
    desk.buffer(200, 60);
    assert_eq!(wants(&desk).len(), 3 + COUNTED_AT_ONCE);
    desk.buffer(80, 24);
    assert!(wants(&desk).len() < 3 + COUNTED_AT_ONCE);
    desk.keys("G");
    desk.buffer(80, 24);
    assert!(wants(&desk).contains(&group("139")) && !wants(&desk).contains(&group("18")));
}

#[test]
fn a_group_that_is_asked_for_alone_is_counted_once() {
    let mut desk = desk();
    desk.keys("4j<enter>");
    desk.buffer(80, 24);
    let cards = asked(&[(AiField::Robot, "15")]);
    assert_eq!(wants(&desk), [Lookup::AiRecords(cards.clone()), Lookup::AiFunnel(cards), Lookup::AiChoices]);
}

#[test]
fn every_filter_of_the_vendor_can_be_chosen_typed_and_cleared() {
    let mut desk = desk();
    desk.keys("4F<enter> j <esc>");
    assert_eq!(now_asked(&desk).0.get(&AiField::Robot), Some(&vec!["18".to_owned(), "15".to_owned()]));
    // Got a person: one choice takes the place of the other.
    desk.keys("jjjjjjjj<enter> j <esc><esc>");
    assert_eq!(now_asked(&desk).0.get(&AiField::Handed), Some(&vec!["0".to_owned()]));
    let shown = desk.text(200, 60);
    assert!(shown.contains("only robot 账单助手 or Cards bot, reached an agent no"), "{shown}");
    desk.keys("F<backspace><esc>");
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Handed, "0")]));
    desk.keys("FGk<enter>s77<enter>");
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Handed, "0"), (AiField::Session, "s77")]));
    title_has(&desk, "session id s77");
    let panel = views::facets_of(&desk);
    assert_eq!(panel, AiField::ALL.map(AiField::title));
    // A filter that came before any group is one step.
    desk.keys("<esc>");
    assert_eq!(now_asked(&desk), &AiAsked::default());
}

mod views {
    use super::Desk;
    use crate::ui::state::scene::Scene;

    pub fn facets_of(desk: &Desk) -> Vec<String> {
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        crate::ui::state::sheets::facets(&scene).into_iter().map(|facet| facet.title).collect()
    }
}

#[test]
fn yes_and_no_can_be_chosen_before_the_vendor_lists_them() {
    let mut desk = Desk::new(sessions_centre(), settings());
    desk.keys("4FjjjjjJ");
    desk.keys("jjj<enter><enter><esc>");
    assert_eq!(now_asked(&desk), &asked(&[(AiField::Handed, "1")]));
    title_has(&desk, "reached an agent yes");
}

#[test]
fn other_sessions_are_read_from_the_first_on() {
    let mut desk = desk();
    desk.keys("4<tab>");
    desk.buffer(80, 24);
    desk.keys("jjj");
    assert!(desk.view.list(ListId::AiRecords).unwrap().selected.is_some());
    desk.keys("<tab><enter>");
    assert_eq!(desk.view.list(ListId::AiRecords).unwrap().selected, None);
}

#[test]
fn the_lists_are_written_as_they_are_shown() {
    let mut desk = desk();
    desk.keys("4e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!() };
    assert_eq!(name, "ai-robots");
    let mut lines = text.lines();
    let heading = lines.next().unwrap();
    assert!(heading.contains("Sessions") && heading.contains("Contained %"), "{heading}");
    let first = lines.next().unwrap();
    assert!(first.contains("账单助手") && first.contains("215") && first.contains("143"), "{first}");
    data(&mut desk.board, NOW, Lookup::AiRecords(AiAsked::default()), sessions(312, 312));
    desk.keys("<tab>/person:yes<enter>e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!() };
    let came = (0..312).map(session).filter(|session| session.handed == Some(true)).count();
    assert_eq!((name.as_str(), text.lines().count()), ("ai-sessions", 1 + came));
}

#[test]
fn nothing_is_asked_for_while_the_figures_stand_still() {
    let mut desk = desk();
    desk.keys("4f");
    assert!(desk.seen().wants(&desk.board).is_empty());
    funnel(&mut desk.board, NOW, AiAsked::default(), totals(999, 900, 200, 190));
    assert!(desk.text(120, 34).contains("402"));
    desk.keys("f");
    assert!(desk.text(120, 34).contains("999"));
}

#[test]
fn a_session_that_only_the_board_knows_opens_at_once_and_is_asked_for() {
    let mut desk = Desk::new(sessions_centre(), settings());
    desk.keys("4<tab><enter>");
    assert_eq!(desk.view.page(), &Page::AiRecord(SESSION.to_owned()));
    assert!(desk.text(80, 24).contains("AI session with"));
    assert_eq!(wants(&desk), [one(SESSION), Lookup::AiChoices]);
    // Its own answer is told, once it is there.
    data(&mut desk.board, NOW, one(SESSION), only(vec![long_session()]));
    data(&mut desk.board, NOW, Lookup::AiChoices, Data::AiChoices(tenant_choices()));
    assert_eq!(record(&desk.board, SESSION), Some(&long_session()));
    let shown = desk.text(200, 60);
    assert!(shown.contains("disliked") && shown.contains("Gold customers"), "{shown}");
    assert!(!shown.contains("13987654321") && shown.contains("139****4321"), "{shown}");
}

#[test]
fn without_any_sessions_keys_do_no_harm() {
    let mut desk = Desk::new(centre(48), settings());
    desk.keys("4<enter><tab><enter>bjkGg<left><right>sSe<esc>");
    desk.buffer(80, 24);
    assert!(matches!(desk.view.page(), Page::Ai | Page::Board | Page::AiRecord(_)));
}

#[test]
fn the_sessions_and_their_funnel_are_asked_for_and_groups_and_names_only_beside_them() {
    let mut desk = desk();
    let beside = |desk: &Desk| -> Vec<(Lookup, bool)> {
        desk.seen().wants(&desk.board).into_iter().map(|want| (want.lookup, want.beside)).collect()
    };
    desk.keys("4");
    let all = AiAsked::default();
    let wants = beside(&desk);
    assert_eq!(wants[..2], [(Lookup::AiRecords(all.clone()), false), (Lookup::AiFunnel(all), false)]);
    assert!(wants.len() > 3 && wants[2..].iter().all(|(_, beside)| *beside), "{wants:?}");
    desk.keys("F");
    assert_eq!(beside(&desk)[2], (Lookup::AiChoices, false), "a person waits for what there is to choose");
    desk.keys("<esc><enter>");
    let robot = now_asked(&desk).clone();
    let wants = beside(&desk);
    assert_eq!(wants[..2], [(Lookup::AiRecords(robot.clone()), false), (Lookup::AiFunnel(robot), false)]);
    desk.keys("<enter>");
    assert!(beside(&desk).iter().any(|(lookup, beside)| matches!(lookup, Lookup::AiRecords(_)) && !beside));
}
