use super::rank::score;
use super::*;
use crate::ui::testing::{Desk, NOW, calls, centre, settings};

fn offered(desk: &Desk, typed: &str) -> Vec<Suggestion> {
    let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
    suggestions(&look.scene(&desk.view), typed)
}

fn first(desk: &Desk, typed: &str) -> String {
    offered(desk, typed).first().map(|suggestion| suggestion.text.clone()).unwrap_or_default()
}

fn board() -> Desk {
    Desk::new(centre(48), settings())
}

#[test]
fn a_name_is_found_by_its_beginning_its_words_its_letters_and_what_it_does() {
    let desk = board();
    for (typed, found) in [
        ("quit", "quit"),
        ("QUIT", "quit"),
        ("q", "quit"),
        ("rep", "reports"),
        ("repa", "repaint"),
        ("pane", "next_pane"),
        ("next pane", "next_pane"),
        ("next-p", "next_pane"),
        ("npane", "next_pane"),
        ("frz", "freeze"),
        ("csv", "export"),
        ("budget", "health"),
        ("agen", "agent"),
    ] {
        assert_eq!(first(&desk, typed), found, "{typed}");
    }
    assert!(offered(&desk, "no such thing").is_empty());
    assert!(offered(&desk, "☎").is_empty());
}

#[test]
fn nearer_names_come_first() {
    let order = ["sort", "sort_x", "x_sort", "xsortx", "s_o_r_t"].map(|name| score("sort", name, "").unwrap());
    assert!(order.is_sorted() && order[0] == 0, "{order:?}");
    assert!(score("sort", "s_o_r_t", "").unwrap() < score("sort", "reverse", "the sort").unwrap());
    assert!(score("sort", "a", "the sort").unwrap() < score("sort", "a", "resort").unwrap());
    assert_eq!(score("xd", "expand", ""), None, "letters are looked for from the beginning of a word on");
    assert_eq!(score("sort", "trots", "nothing"), None);
}

#[test]
fn every_action_is_offered_with_its_live_key_but_those_of_a_question_or_a_line() {
    let mut desk = board();
    let keys = vec![crate::ui::KeyOverride {
        action: "freeze".to_owned(),
        keys: vec!["f5".to_owned()],
        origin: "callboard.toml:3".to_owned(),
    }];
    desk = Desk::new(desk.board, crate::ui::Settings { keys, ..settings() });
    let all = offered(&desk, "");
    for action in Action::BINDABLE {
        let found = all.iter().any(|one| matches!(one.does, Does::Action(known) if known == *action));
        assert_eq!(found, is_offered(*action), "{}", action.name());
    }
    let freeze = all.iter().find(|one| one.text == "freeze").unwrap();
    assert_eq!(freeze.key.as_deref(), Some("f5"));
}

#[test]
fn what_cannot_be_done_here_comes_last_and_says_why() {
    let mut desk = board();
    let reason = |desk: &Desk, name: &str| offered(desk, name).iter().find(|one| one.text == name).unwrap().why_not;
    assert_eq!(reason(&desk, "tiles"), None);
    assert_eq!(reason(&desk, "next_agent"), Some("only on an agent's page"));
    assert_eq!(reason(&desk, "toggle"), Some("only in a panel of choices"));
    let all = offered(&desk, "");
    let faint = all.iter().position(|one| one.why_not.is_some()).unwrap();
    assert!(all[faint..].iter().all(|one| one.why_not.is_some()));
    desk.keys("2");
    assert_eq!(reason(&desk, "tiles"), Some("only on the board"));
    assert_eq!(reason(&desk, "sort"), None);
    desk.keys("?");
    assert_eq!(reason(&desk, "sort"), Some("only where there is a list"));
    assert_eq!(reason(&desk, "export"), Some("only where there is a list"));
    assert_eq!(reason(&desk, "quit"), None);
}

#[test]
fn arguments_are_offered_from_what_there_is() {
    let mut desk = board();
    let names = |desk: &Desk, typed: &str| offered(desk, typed).into_iter().map(|one| one.text).collect::<Vec<_>>();
    assert_eq!(names(&desk, "view ai")[0], "ai");
    assert_eq!(names(&desk, "sort miss"), ["agent_misses", "agent_misses_percent"]);
    assert_eq!(names(&desk, "agent wang")[0], "Wang Fang");
    assert_eq!(names(&desk, "agent 1005"), ["陈静"], "by the work number too");
    assert_eq!(names(&desk, "filter state:talking"), ["filter"]);
    let mut board = centre(48);
    calls::data(&mut board, NOW, calls::all(), calls::part(60, 60));
    desk = Desk::new(board, settings());
    desk.keys("2");
    assert_eq!(names(&desk, "sort beg")[0], "began");
}

#[test]
fn a_theme_is_taken_by_its_name() {
    let mut desk = board();
    desk.keys(":theme light<enter>");
    assert_eq!(desk.view.looks(&desk.settings), {
        let mut other = board();
        other.keys("T");
        other.view.looks(&other.settings)
    });
    desk.keys(":theme nigt<enter>");
    assert!(desk.text(120, 34).contains("there is no theme \"nigt\"; the themes are dark, light, "));
}

#[test]
fn a_command_that_is_nearly_called_so_is_named() {
    let mut desk = board();
    for (typed, said) in [
        ("filtr", "there is no command \"filtr\"; did you mean filter?"),
        ("frezee", "there is no command \"frezee\"; did you mean freeze?"),
        ("zzzzzz", "there is no command \"zzzzzz\""),
    ] {
        let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
        assert_eq!(run_typed(&mut desk.view, typed, &look).unwrap_err(), said);
    }
}

#[test]
fn say_shows_a_clean_message_and_without_a_text_takes_it_away_on_a_wall_too() {
    let kiosk = Some(crate::ui::KioskSettings { views: Vec::new(), every_ms: 20_000 });
    for settings in [settings(), crate::ui::Settings { kiosk, ..settings() }] {
        let mut desk = Desk::new(centre(48), settings);
        desk.keys(":say  lunch for 13812345678 <enter>");
        let said = Effect::Say(Some("lunch for 138****5678".to_owned()));
        assert_eq!(desk.effects.last(), Some(&said));
        desk.keys(":say<enter>");
        assert_eq!(desk.view.over().palette().unwrap().text, "say ", "a text is asked for first");
        desk.keys("<enter>");
        assert_eq!(desk.effects.last(), Some(&Effect::Say(None)));
        assert!(desk.view.over().palette().is_none());
        desk.keys(":filter <enter>");
        assert!(desk.view.over().palette().unwrap().error.is_some(), "others need to be told what");
    }
}

#[test]
fn a_message_that_is_too_long_is_refused_with_its_length() {
    let desk = board();
    let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
    let mut view = desk.view.clone();
    let refused = run_typed(&mut view, &format!("say {}", "x".repeat(201)), &look).unwrap_err();
    assert_eq!(refused, "a message has at most 200 characters, and this one has 201");
}
