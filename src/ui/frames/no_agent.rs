//! Frames of what callers without an agent are counted from.

use super::*;
use crate::lang::Language;
use crate::model::{
    CallKind, CallRecord, Change, Changes, Customer, Day, Extent, Figure, LedgerCall, ReportOf, SummaryChange,
};
use crate::ui::state::Effect;
use crate::ui::testing::calls::todays;
use crate::ui::testing::reports::{comes, halves};

/// A caller who waits since so many seconds, as a record tells of them.
fn waiting(seconds: i64) -> LedgerCall {
    LedgerCall::of(&CallRecord {
        id: format!("waiting-{seconds:03}"),
        kind: Some(CallKind::Inbound),
        customer: Customer { number: None, masked: Some(format!("138****{:04}", 1_000 + seconds)) },
        relay: Some("4006001234".to_owned()),
        started: Some(NOW.plus(-seconds * 1_000)),
        ..CallRecord::default()
    })
}

/// So many inbound calls in progress, these of them in the records, and the half hours of the day where they are told.
fn desk(inbound: u64, records: Vec<LedgerCall>, with_halves: bool) -> Desk {
    let mut board = centre(48);
    report(&mut board, NOW.plus(-60_000), SourceId::Calls, Phase::Live, None);
    let whole = Extent { whole: true, since: None, total: None };
    let Payload::Calls(mut news) = todays(50, whole, NOW.plus(-12_000)) else { panic!() };
    news.calls.extend(records);
    apply(&mut board, NOW, Payload::Calls(news));
    let changes = vec![Change::Summary(SummaryChange::Figure(Figure::InboundNow, Some(inbound)))];
    apply(&mut board, NOW, Payload::Changes(Changes { changes, ..Changes::default() }));
    if with_halves {
        let mut table = halves(Day::Today);
        for row in table.rows.iter_mut().filter(|row| row.relay.as_deref() == Some("95588")) {
            row.number = Some("robots".to_owned());
        }
        comes(&mut board, ReportOf::HalfHours, Day::Today, table);
    }
    board.take_touched();
    let mut desk = Desk::new(board, settings());
    desk.keys("<tab><tab><enter>");
    desk
}

#[test]
fn callers_without_an_agent_open_into_their_sum_what_is_known_of_them_and_how_far_it_may_be_off() {
    let some = || desk(30, vec![waiting(41), waiting(9)], true);
    at_sizes("no_agent", &some());
    let mut chinese = some();
    chinese.settings.language = Language::Chinese;
    assert_snapshot!("no_agent_chinese_120x34", chinese.frame(120, 34));
    for size in [(80, 24), (120, 34)] {
        let frame = some().text(size.0, size.1);
        let at_agents = some().board.inbound_at_agents().unwrap();
        for line in [
            format!("╭ no agent yet {} ", 30 - at_agents),
            "inbound calls in progress".to_owned(),
            "138****1041".to_owned(),
            "4006001234".to_owned(),
        ] {
            assert!(frame.contains(&line), "{line}: {frame}");
        }
        assert!(frame.contains("Relay numbers of robots: 95588"), "{frame}");
        assert!(frame.contains("2 too") && frame.contains("49 of 60 looks"), "the measured error: {frame}");
    }
    assert_snapshot!("no_agent_60x15", some().frame(60, 15));
}

#[test]
fn the_sum_leads_to_the_agents_who_have_the_calls_and_its_records_to_their_calls() {
    let mut desk = desk(30, vec![waiting(41)], false);
    let at_agents = desk.board.inbound_at_agents().unwrap();
    assert!(desk.text(120, 34).contains("no report tells"), "{}", desk.text(120, 34));
    desk.keys("G<enter>");
    assert!(desk.text(120, 34).contains("waiting-041"), "{}", desk.text(120, 34));
    desk.keys("<esc>gj<enter>");
    let there = format!("no agent yet {} › at agents {at_agents} › Agents", 30 - at_agents);
    for size in [(120, 34), (200, 60)] {
        assert!(desk.text(size.0, size.1).contains(&there), "{}", desk.text(size.0, size.1));
    }
    let below = there.replace("Agents", &format!("{at_agents} of 48 agents"));
    assert!(desk.text(80, 24).contains(&below), "{}", desk.text(80, 24));
    assert_eq!(desk.view.board().listing().len() as u64, at_agents, "exactly those who are counted");
    desk.keys("<esc>");
    assert!(desk.text(120, 34).contains("╭ no agent yet "), "{}", desk.text(120, 34));
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    assert_eq!((name.as_str(), text.lines().count()), ("no-agent-yet", 6), "{text}");
    assert!(text.contains("138****1041,1,2026-11-21T14:31:26+08:00,4006001234"), "{text}");
    desk.keys("<esc>");
    assert_eq!(desk.view.board().focus(), crate::ui::state::Pane::Now);
    assert!(desk.view.board().listing().len() == 48, "the agents as they were");
}

#[test]
fn a_sum_that_does_not_add_up_for_a_moment_says_so() {
    let at_agents = desk(30, Vec::new(), false).board.inbound_at_agents().unwrap();
    let frame = desk(at_agents - 1, Vec::new(), false).text(120, 34);
    assert!(frame.contains("no agent yet 0") && frame.contains("Agents have 1 more than are in progress"), "{frame}");
    assert!(!desk(at_agents, Vec::new(), false).text(120, 34).contains("more than are in progress"));
}

#[test]
fn what_is_not_known_any_more_says_why_on_the_page_itself() {
    let mut desk = desk(30, Vec::new(), false);
    let changes = vec![Change::Summary(SummaryChange::Figure(Figure::InboundNow, None))];
    apply(&mut desk.board, NOW, Payload::Changes(Changes { changes, ..Changes::default() }));
    desk.note();
    let frame = desk.text(80, 24);
    assert!(
        frame.contains("no agent yet –") && frame.contains("the vendor does not send the inbound calls"),
        "{frame}"
    );
}
