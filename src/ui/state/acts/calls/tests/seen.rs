//! What is seen of a call without legs, and of the calls behind a figure while they stand behind something else.

use super::*;
use crate::model::{CallsOf, Extent};
use crate::ui::state::Which;

/// Without legs there is only the record to read: no key leads from the one to the other.
#[test]
fn where_a_call_has_no_legs_no_key_is_offered_that_leads_to_them() {
    let mut desk = loaded(312, 312);
    desk.keys("j<enter>");
    assert!(matches!(desk.view.page(), Page::Call(id) if id != CALL));
    let frame = desk.text(120, 34);
    let hints = frame.lines().last().unwrap();
    assert!(hints.contains("scroll") && !hints.contains("choose") && !hints.contains("in words"), "{hints}");
    desk.keys("<tab>");
    assert!(desk.view.notice().is_some_and(|said| said.contains("does nothing here")), "{:?}", desk.view.notice());
    desk.keys("<esc>g<enter>");
    let frame = desk.text(120, 34);
    let hints = frame.lines().last().unwrap();
    assert!(hints.contains("choose") && hints.contains("in words"), "{hints}");
}

#[test]
fn what_a_figure_opened_is_kept_up_under_the_help_and_behind_a_call_and_made_anew_for_no_frame() {
    let mut desk = Desk::new(calls_centre(), settings());
    desk.keys("<tab>ll<enter>");
    let which = Which::Figure(CallsOf::Lost);
    let made = |desk: &Desk| {
        let (ledger, departments) = (desk.board.ledger().unwrap(), &desk.settings.departments);
        desk.view.tabs().calls.behind.calls(ledger, &which, departments)
    };
    for keys in ["", "?", "?", "<enter>", "?"] {
        desk.keys(keys);
        let as_of = desk.now.plus(1_000);
        apply(&mut desk.board, as_of, todays(0, Extent { whole: true, since: None, total: Some(312) }, as_of));
        desk.now = as_of;
        desk.note();
        desk.text(120, 34);
        desk.settle();
        let (first, again) = (made(&desk), made(&desk));
        assert!(!first.is_empty() && std::sync::Arc::ptr_eq(&first, &again), "{keys}: {:?}", desk.view.page());
    }
}
