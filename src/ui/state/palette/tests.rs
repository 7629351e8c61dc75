use super::*;
use crate::lists::agents::Sort;
use crate::ui::state::{Page, Pane};
use crate::ui::testing::{Desk, NOW, calls, centre, settings};

fn desk() -> Desk {
    Desk::new(centre(48), settings())
}

fn typed(desk: &Desk) -> &str {
    desk.view.over().palette().map_or("(closed)", |palette| palette.text.as_str())
}

fn error(desk: &Desk) -> &str {
    desk.view.over().palette().and_then(|palette| palette.error.as_deref()).unwrap_or("(none)")
}

#[test]
fn a_command_is_run_by_its_name() {
    let mut desk = desk();
    desk.keys(":calls<enter>");
    assert_eq!((desk.view.page(), typed(&desk)), (&Page::Calls, "(closed)"));
    desk.keys(":view rep<enter>");
    assert_eq!(desk.view.page(), &Page::Reports);
    desk.keys(":board<enter>:tiles<enter>");
    assert!(desk.view.board().has_tiles());
    desk.keys(":quit<enter>");
    assert_eq!(desk.effects.last(), Some(&Effect::Quit));
}

#[test]
fn up_and_down_choose_and_tab_completes() {
    let mut desk = desk();
    desk.keys(":");
    let all = desk.view.suggestions(&Look { board: &desk.board, now: desk.now, settings: &desk.settings });
    desk.keys("<down><down><down><up><tab>");
    assert_eq!(typed(&desk).trim_end(), all[2].text);
    desk.keys("<ctrl-u>so<tab>");
    assert_eq!(typed(&desk), "sort ", "its argument comes next");
    desk.keys("ans<tab>");
    assert_eq!(typed(&desk), "sort agent_answers");
    desk.keys("<enter>");
    assert_eq!(desk.view.board().listing().rules().sort, Sort::Answered);
}

#[test]
fn a_command_without_its_argument_asks_for_it() {
    let mut desk = desk();
    desk.keys(":agent<enter>");
    assert_eq!(typed(&desk), "agent ");
    desk.keys("li q<enter>");
    assert!(matches!(desk.view.page(), Page::Agent(_)));
    assert_eq!(desk.chosen().as_deref(), Some("Li Qiang"));
    desk.keys("1:filter <enter>");
    assert_eq!(error(&desk), "filter needs to be told what: filter TEXT");
}

#[test]
fn an_agent_is_found_by_name_number_and_id() {
    for wanted in ["Wang Fang", "wang fang", "1001", "8d477de896c148d89ee71eef00000001"] {
        let mut desk = desk();
        desk.keys(&format!(":agent {wanted}<enter>"));
        assert_eq!(desk.chosen().as_deref(), Some("Wang Fang"), "{wanted}");
        assert!(matches!(desk.view.page(), Page::Agent(_)));
    }
    let mut desk = desk();
    desk.keys(":agent nobody of that name<enter>");
    assert_eq!(error(&desk), "no agent on the board is called \"nobody of that name\"");
}

#[test]
fn what_is_wrong_is_said_and_can_be_put_right() {
    let mut desk = desk();
    desk.keys(":dance<enter>");
    assert_eq!((error(&desk), typed(&desk)), ("there is no command \"dance\"", "dance"));
    desk.keys("<backspace>");
    assert_eq!(error(&desk), "(none)");
    desk.keys("<ctrl-u>sort backwards<enter>");
    assert!(
        error(&desk).starts_with("there is no order \"backwards\"; the orders are attention, time"),
        "{}",
        error(&desk)
    );
    desk.keys("<ctrl-u>filter /(li<enter>");
    assert_ne!(error(&desk), "(none)");
    desk.keys("<ctrl-u>view cellar<enter>");
    assert!(error(&desk).starts_with("there is no view \"cellar\"; the views are board"), "{}", error(&desk));
    desk.keys("<ctrl-u>next_agent<enter>");
    assert_eq!(error(&desk), "next_agent cannot be run here: only on an agent's page");
    desk.keys("<esc>");
    assert_eq!((typed(&desk), desk.view.page()), ("(closed)", &Page::Board));
}

#[test]
fn a_filter_and_an_order_go_to_the_list_of_the_page() {
    let mut board = centre(48);
    calls::data(&mut board, NOW, calls::all(), calls::part(60, 60));
    let mut desk = Desk::new(board, settings());
    desk.keys("<tab>:filter state:talking<enter>");
    assert_eq!(
        (desk.view.board().listing().rules().filter.text(), desk.view.board().focus()),
        ("state:talking", Pane::Table)
    );
    desk.keys("2:filter result:answered<enter>:sort talk<enter>");
    let list = desk.view.list(crate::lists::ListId::Calls).unwrap();
    assert_eq!((list.filter.text(), list.sort.as_deref()), ("result:answered", Some("talk")));
    desk.keys("?:sort talk<enter>");
    assert_eq!(error(&desk), "sort cannot be run here: only where there is a list");
}

#[test]
fn up_on_the_empty_line_goes_back_through_what_was_run() {
    let mut desk = desk();
    desk.keys(":<up>");
    assert_eq!(typed(&desk), "", "nothing was run yet");
    desk.keys("<esc>:sort name<enter>:freeze<enter>:view board<enter>:<up>");
    assert_eq!(typed(&desk), "view board");
    desk.keys("<up><up><up>");
    assert_eq!(typed(&desk), "sort name", "the oldest one stays");
    desk.keys("<down>");
    assert_eq!(typed(&desk), "freeze");
    desk.keys("<down><down>");
    assert_eq!(typed(&desk), "");
    desk.keys("<esc>:<up><up><up><enter>");
    assert_eq!(desk.view.board().listing().rules().sort, Sort::Name);
    desk.keys(":<up>");
    assert_eq!(typed(&desk), "sort name", "what was run last is last");
}

#[test]
fn what_is_typed_is_bounded_and_has_no_control_characters() {
    let mut desk = desk();
    let long = "x".repeat(LONGEST * 2);
    desk.keys(&format!(":a\u{7}b\u{1b}{long}"));
    assert_eq!(typed(&desk).chars().count(), LONGEST);
    assert!(!typed(&desk).contains(char::is_control));
    for width in [1, 5, 20, 40, 60, 80, 200] {
        for height in [1, 2, 3, 4, 12, 24] {
            desk.buffer(width, height);
        }
    }
}

#[test]
fn an_emptied_line_closes_and_nothing_was_done() {
    let mut desk = desk();
    desk.keys(":ab<backspace><backspace>");
    assert_eq!(typed(&desk), "");
    desk.keys("<backspace>");
    assert_eq!(typed(&desk), "(closed)");
    assert!(desk.view.over.history.is_empty());
}
