use super::*;
use crate::model::{
    Board, CallEvent, CallNews, Extent, Happening, LedgerCall, LedgerDay, Matching, PartyRole, Payload, ServiceTarget,
};
use crate::ui::testing::live::{self, TALKING, WAITING};
use crate::ui::testing::{Desk, NOW, agent, apply, settings};

fn desk() -> Desk {
    Desk::new(live::in_progress(), settings())
}

fn page(id: &str) -> Page {
    Page::LiveCall(id.to_owned())
}

/// The record of the call that an agent has.
fn recorded(board: &mut Board) {
    let day = LedgerDay {
        date: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        from: NOW.plus(-52_327_000),
        to: NOW.plus(34_073_000),
    };
    let record = crate::model::testing::answered_call(TALKING, NOW.plus(-200_000));
    let news = CallNews {
        day,
        target: ServiceTarget::default(),
        calls: vec![LedgerCall::of(&record)],
        extent: Extent { whole: true, since: None, total: Some(1) },
        unlisted: Vec::new(),
        matching: Matching::On,
        as_of: NOW,
    };
    apply(board, NOW.plus(4_000), Payload::Calls(Box::new(news)));
}

#[test]
fn a_filter_of_the_list_is_kept_on_the_way_into_a_call_and_back() {
    let mut desk = desk();
    desk.keys("C/state:talking seen:whole<enter><enter>");
    assert_eq!(desk.view.page(), &page(TALKING));
    desk.keys("<esc>");
    assert_eq!(desk.view.page(), &Page::LiveCalls);
    assert_eq!(desk.view.list(ListId::LiveCalls).unwrap().filter.text(), "state:talking seen:whole");
    desk.keys("<esc>");
    assert!(desk.view.list(ListId::LiveCalls).unwrap().filter.is_empty() && desk.view.page() == &Page::LiveCalls);
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &page(WAITING), "who waits longest is first");
    desk.keys("<esc><esc>");
    assert_eq!(desk.view.page(), &Page::Board);
}

#[test]
fn the_figure_of_those_who_wait_opens_into_exactly_them() {
    let mut desk = desk();
    desk.view.open_live_calls(true);
    desk.settle();
    assert_eq!(desk.view.list(ListId::LiveCalls).unwrap().filter.text(), WAITING_FILTER);
    let look = Look { board: &desk.board, now: desk.now, settings: &desk.settings };
    let scene = look.scene(&desk.view);
    let sheet = crate::ui::state::sheets::sheet(&scene).unwrap();
    let order = scene.list(ListId::LiveCalls).order(&scene, sheet.as_ref());
    let waiting: Vec<&str> = desk.board.live().waiting().map(|(_, id)| id).collect();
    let listed: Vec<String> = order.iter().map(|row| sheet.key(*row as usize).into_owned()).collect();
    assert_eq!(listed, waiting);
    assert!(!waiting.is_empty());
}

/// Once a caller has pressed a key anywhere, one in the menu or queue may be in a menu.
#[test]
fn one_who_may_wait_is_behind_the_figure_too_after_those_who_do() {
    let mut desk = desk();
    let key = live::of_party(live::RINGING, Happening::KeyPressed, "customer", PartyRole::Customer);
    live::event(&mut desk.board, -20_000, key);
    assert!(desk.board.live().get(WAITING).unwrap().may_be_in_menu());
    desk.view.open_live_calls(true);
    desk.settle();
    let frame = desk.text(120, 34);
    let (rings, may) = (frame.find("139****0003"), frame.find("139****0002"));
    assert!(rings.is_some() && rings < may, "{frame}");
    assert!(!frame.contains("139****0001"), "{frame}");
}

const WAITING_FILTER: &str = crate::ui::state::sheets::live::WAITING;

#[test]
fn an_agent_and_a_row_lead_to_the_call_that_the_agent_has() {
    let mut desk = desk();
    let number = agent(3).number.unwrap();
    desk.keys(&format!("/number={number}<enter>v"));
    assert_eq!(desk.view.page(), &page(TALKING), "from the row");
    desk.keys("<esc><enter>");
    assert_eq!(desk.view.page(), &Page::Agent(live::who()));
    desk.keys("v");
    assert_eq!(desk.view.page(), &page(TALKING), "from the page");
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Agent(live::who()), "and back to who has it");
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &page(TALKING), "where there is no list of calls, one key does both");
}

#[test]
fn where_no_call_is_in_progress_the_key_says_so() {
    let mut desk = desk();
    let number = agent(3).number.unwrap();
    live::end(&mut desk.board, 1_000);
    desk.note();
    desk.keys(&format!("/number={number}<enter>v"));
    assert_eq!(desk.view.page(), &Page::Board);
    assert_eq!(desk.view.notice(), Some("no call in progress is known here"));
}

#[test]
fn a_call_that_ended_leads_to_its_record_once_it_is_there() {
    let mut desk = desk();
    desk.keys("C/state:talking seen:whole<enter><enter>");
    live::end(&mut desk.board, 1_000);
    recorded(&mut desk.board);
    desk.note();
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &Page::Call(TALKING.to_owned()));
    desk.keys("<esc><esc>");
    assert_eq!(desk.view.page(), &Page::LiveCalls);
}

#[test]
fn until_its_record_is_there_a_call_that_ended_says_so() {
    let mut desk = desk();
    recorded(&mut desk.board);
    desk.keys("C<enter>");
    assert_eq!(desk.view.page(), &page(WAITING));
    live::event(&mut desk.board, 5_000, CallEvent::new(WAITING, Happening::Deleted));
    desk.note();
    desk.keys("<enter>");
    assert_eq!(desk.view.page(), &page(WAITING));
    assert_eq!(desk.view.notice(), Some("the record of this call is not there yet"));
}
