//! Frames of the callers who are still lost.

use chrono::NaiveDate;
use insta::assert_snapshot;

use super::*;
use crate::lang::Language;
use crate::model::{
    CallKind, CallRecord, CallResult, Customer, Extent, Later, LedgerCall, Matching, Person, SourceReport, Stamp,
};
use crate::ui::state::Effect;

/// A lost call of the caller with this ordinal, so many minutes ago.
fn lost(caller: u32, minutes: i64, later: Later) -> LedgerCall {
    let started = NOW.plus(-minutes * 60_000);
    let rung = Person { number: Some("1004".to_owned()), name: Some("孙丽".to_owned()), ..Person::default() };
    let record = CallRecord {
        id: format!("lost-{caller}-{minutes:03}"),
        kind: Some(CallKind::Inbound),
        customer: Customer { number: None, masked: Some(format!("138****{:04}", 1_000 + caller)) },
        relay: Some(["95588", "4006001234"][caller as usize % 2].to_owned()),
        started: Some(started),
        ended: Some(started.plus(42_000)),
        result: Some(CallResult::AgentMissed),
        first_rung: if caller.is_multiple_of(3) { rung } else { Person::default() },
        ..CallRecord::default()
    };
    LedgerCall { later: Some(later), ..LedgerCall::of(&record) }
}

fn desk(calls: Vec<LedgerCall>, matching: Matching, extent: Extent) -> Desk {
    let mut board = centre(48);
    let day = LedgerDay {
        date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        from: NOW.plus(-52_327_000),
        to: NOW.plus(34_073_000),
    };
    let news = CallNews {
        day,
        target: ServiceTarget::default(),
        calls,
        extent,
        unlisted: Vec::new(),
        matching,
        as_of: NOW.plus(-12_000),
    };
    report(&mut board, NOW, SourceId::Calls, Phase::Live, None);
    apply(&mut board, NOW, Payload::Calls(Box::new(news)));
    let mut desk = Desk::new(board, settings());
    desk.keys("L");
    desk
}

const WHOLE: Extent = Extent { whole: true, since: None, total: Some(6_400) };

fn some() -> Desk {
    let nothing = |caller, minutes| lost(caller, minutes, Later::Nothing(caller));
    let calls = vec![
        nothing(1, 22),
        nothing(2, 312),
        nothing(3, 190),
        nothing(3, 95),
        nothing(3, 4),
        nothing(6, 61),
        lost(7, 50, Later::Contact),
        lost(8, 70, Later::Unknown),
        lost(9, 71, Later::Unknown),
    ];
    desk(calls, Matching::On, WHOLE)
}

#[test]
fn callers_who_are_still_lost_stand_longest_waiting_first() {
    at_sizes("still_lost", &some());
    let narrow = some().text(80, 24);
    assert!(
        narrow.contains("Relay number") && narrow.contains("4006001234") && !narrow.contains("+1 column"),
        "{narrow}"
    );
    assert!(narrow.contains("no later call seen since 09:20; 2 lost calls without a number"), "{narrow}");
    let mut chinese = some();
    chinese.settings.language = Language::Chinese;
    assert_snapshot!("still_lost_chinese_120x34", chinese.frame(120, 34));
}

#[test]
fn what_is_not_known_of_callers_names_its_setting_or_why() {
    for (calls, matching, why) in [
        (vec![lost(1, 5, Later::Contact)], Matching::On, "a later call of every lost caller is in the records"),
        (vec![lost(1, 5, Later::Unknown)], Matching::On, "the platform tells no number of a lost call"),
        (Vec::new(), Matching::Off("voice".into()), "set match_callers in [voice]"),
    ] {
        let frame = desk(calls, matching, WHOLE).text(120, 34);
        assert!(frame.contains(why), "{why}: {frame}");
    }
    let since = Some(NOW.plus(-3_600_000));
    let part = Extent { whole: false, since, total: Some(6_400) };
    let desk = desk(vec![lost(1, 5, Later::Nothing(0))], Matching::On, part);
    for size in [(80, 24), (120, 34)] {
        let frame = desk.text(size.0, size.1);
        assert!(frame.contains("still lost 1 · since 13:32, 1 of 6,400, longest waiting first"), "{frame}");
    }
}

/// Records tell moments by the platform's clock, which may go before ours.
#[test]
fn since_when_callers_wait_and_records_reach_is_told_by_our_clock() {
    let since = Some(NOW.plus(-3_600_000));
    let part = Extent { whole: false, since, total: Some(6_400) };
    for (minutes, waits, reaches) in [(0, "12:32", "13:32"), (5, "12:27", "13:27")] {
        let skew_ms = Some(minutes * 60_000);
        let mut desk = desk(vec![lost(1, 120, Later::Nothing(0))], Matching::On, part);
        let source = SourceReport { connects: 1, skew_ms, ..SourceReport::new(SourceId::Agents, Phase::Live) };
        apply(&mut desk.board, NOW, Payload::Source(source));
        desk.note();
        let frame = desk.text(120, 34);
        let told = [format!("since {reaches}, 1 of 6,400"), format!("no later call seen since {waits}")];
        assert!(told.iter().all(|told| frame.contains(told)), "{told:?}: {frame}");
        assert!(frame.contains(&format!("{waits}:07")), "as the row says: {frame}");
    }
}

#[test]
fn the_list_is_filtered_and_written_with_masked_numbers() {
    let mut desk = some();
    desk.keys("/tries>1<enter>");
    let frame = desk.text(120, 34);
    assert!(frame.contains("138****1003") && !frame.contains("138****1002"), "{frame}");
    desk.keys("e");
    let Some(Effect::Export { name, text }) = desk.effects.last() else { panic!("{:?}", desk.effects) };
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(name, "still-lost");
    assert!(rows[0].starts_with("Customer,Waited (s),Tries,Since,Last try"), "{text}");
    assert!(rows.len() == 2 && rows[1].starts_with("138****1003,11400,3,2026-11-21T11:22:07+08:00"), "{text}");
    desk.keys("<enter>");
    assert!(desk.text(120, 34).contains("lost-3-004"), "the last try: {}", desk.text(120, 34));
    let before: Option<Stamp> = desk.board.ledger().unwrap().still_lost_since();
    assert_eq!(before, Some(NOW.plus(-312 * 60_000)));
}
