use proptest::prelude::*;

use super::*;
use crate::model::weeks::KEPT_DAYS;
use crate::model::{
    BusyReason, CallKind, CallNews, CallRecord, CallResult, Extent, LedgerCall, LedgerDay, Matching, State, Unlisted,
};

/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const MINUTE: i64 = 60_000;
const TARGET: ServiceTarget = ServiceTarget { percent: 80, within_ms: 20_000, short_ms: 5_000 };

fn at(minutes: i64) -> Stamp {
    MIDNIGHT.plus(minutes * MINUTE)
}

fn call(id: usize, minute: i64, result: Option<CallResult>) -> LedgerCall {
    LedgerCall::of(&CallRecord {
        id: id.to_string(),
        kind: Some(CallKind::Inbound),
        started: Some(at(minute)),
        bridged: Some(at(minute).plus(4_000)),
        ended: result.map(|_| at(minute + 1)),
        talk_ms: result.map(|_| 56_000),
        result,
        ..CallRecord::default()
    })
}

fn ledger(as_of: Stamp, extent: Extent, unlisted: Vec<Unlisted>, calls: Vec<LedgerCall>) -> Ledger {
    let day = LedgerDay { date: chrono::NaiveDate::default(), from: MIDNIGHT, to: at(24 * 60) };
    let mut ledger = Ledger::new(day, TARGET);
    ledger.take(CallNews { day, target: TARGET, calls, extent, matching: Matching::default(), unlisted, as_of });
    ledger
}

const WHOLE: Extent = Extent { whole: true, since: None, total: None };

fn kept(ledger: &Ledger) -> Vec<(i64, u64)> {
    let halves = whole_halves(ledger, 0);
    halves.map(|half| (half.from.since(MIDNIGHT) / MINUTE, half.tally.answered)).collect()
}

#[test]
fn a_half_hour_is_kept_once_it_has_ended_and_so_have_its_calls() {
    let answered = Some(CallResult::Answered);
    let calls = || vec![call(1, 3, answered), call(2, 29, answered), call(3, 40, None), call(4, 60, answered)];
    assert_eq!(kept(&ledger(at(30).plus(-1), WHOLE, Vec::new(), calls())), [], "it may still have calls");
    assert_eq!(kept(&ledger(at(30), WHOLE, Vec::new(), calls())), [(0, 2)]);
    assert_eq!(kept(&ledger(at(95), WHOLE, Vec::new(), calls())), [(0, 2), (60, 1)], "a call of the second one runs");
    assert_eq!(kept(&ledger(at(151), WHOLE, Vec::new(), calls())), [(0, 2), (60, 1), (90, 0), (120, 0)]);
    assert_eq!(whole_halves(&ledger(at(29), WHOLE, Vec::new(), calls()), MINUTE).count(), 1, "by the vendor's clock");
    assert_eq!(kept(&ledger(at(-90), WHOLE, Vec::new(), calls())), [], "none has ended before the day begins");
}

#[test]
fn only_what_the_ledger_knows_whole_is_kept() {
    let calls = || vec![call(1, 3, Some(CallResult::Answered)), call(2, 45, Some(CallResult::Answered))];
    let reaching = |since| Extent { whole: false, since: Some(since), total: Some(9) };
    assert_eq!(kept(&ledger(at(65), reaching(at(29)), Vec::new(), calls())), [(30, 1)]);
    assert_eq!(kept(&ledger(at(65), reaching(at(30)), Vec::new(), calls())), []);
    let differs = vec![Unlisted { result: None, counted: 3, listed: 2 }];
    assert_eq!(kept(&ledger(at(65), WHOLE, differs, calls())), [], "the vendor counts a call that it does not list");
}

#[test]
fn a_record_that_comes_late_changes_what_was_kept() {
    let answered = Some(CallResult::Answered);
    let mut totals = KeptTotals::default();
    totals.note(&ledger(at(31), WHOLE, Vec::new(), vec![call(1, 3, answered)]), 0);
    let before = totals.revision();
    totals.note(&ledger(at(32), WHOLE, Vec::new(), vec![call(1, 3, answered)]), 0);
    assert_eq!(totals.revision(), before, "nothing is other than it was");
    totals.note(&ledger(at(33), WHOLE, Vec::new(), vec![call(1, 3, answered), call(2, 29, answered)]), 0);
    assert_eq!((totals.get(MIDNIGHT).unwrap().tally.answered, totals.len()), (2, 1));
    assert!(totals.revision() > before);
}

#[test]
fn what_is_older_than_five_weeks_is_let_go_of() {
    let old = |days: i64| KeptHalf {
        from: MIDNIGHT.plus(-days * 86_400_000),
        within_ms: 20_000,
        short_ms: 5_000,
        tally: Tally::default(),
        floor: None,
    };
    let mut totals = KeptTotals::default();
    totals.take([old(1), old(7), old(KEPT_DAYS), old(KEPT_DAYS + 2), old(400)]);
    totals.note(&ledger(at(1), WHOLE, Vec::new(), Vec::new()), 0);
    let days: Vec<i64> = totals.iter().map(|half| MIDNIGHT.since(half.from) / 86_400_000).collect();
    assert_eq!(days, [KEPT_DAYS, 7, 1]);
}

#[test]
fn another_definition_is_told_from_ours() {
    let half = KeptHalf { from: MIDNIGHT, within_ms: 20_000, short_ms: 5_000, tally: Tally::default(), floor: None };
    assert!(half.is_by(&ServiceTarget { percent: 90, ..TARGET }), "the share to be reached changes no share");
    assert!(!half.is_by(&ServiceTarget { within_ms: 30_000, ..TARGET }));
    assert!(!half.is_by(&ServiceTarget { short_ms: 0, ..TARGET }));
}

#[test]
fn a_broken_line_costs_its_half_hour_alone() {
    let good = "1795190400000 20000 5000 3 2 3 40000 3 90000 1 0 0 0";
    let text = |lines: &[&str]| format!("{HEAD}\n{}\n", lines.join("\n"));
    assert_eq!(KeptTotals::read(&text(&[good])).1, 0);
    let with_agents = format!("{good} 1800000 90 30 20 10 {}", vec!["1"; 15].join(" "));
    assert_eq!(KeptTotals::read(&text(&[&with_agents])).1, 0);
    let more_away_than_there = format!("{good} 1800000 90 30 20 10 {}", vec!["3"; 15].join(" "));
    let longer_than_half_an_hour = format!("{good} 1800001 90 30 20 10 {}", vec!["1"; 15].join(" "));
    for broken in [
        &more_away_than_there,
        &longer_than_half_an_hour,
        "1795190400000 20000 5000 3 2 3 40000 3 90000 1 0 0 0 1800000 90",
        "",
        "1795190400000",
        "1795190400000 20000 5000 3 2 3 40000 3 90000 1 0 0",
        "1795190400000 20000 5000 3 2 3 40000 3 90000 1 0 0 0 0",
        "1795190400000 20000 5000 3 4 3 40000 3 90000 1 0 0 0",
        "1795190400000 20000 5000 3 2 4 40000 3 90000 1 0 0 0",
        "1795190400001 20000 5000 3 2 3 40000 3 90000 1 0 0 0",
        "1795190400000 20000 5000 3 2 3 40000 3 -9 1 0 0 0",
        "1795190400000 20000 5000 3 2 3 4000\u{0} 3 90000 1 0 0 0",
        "1795190400000 20000 5000 3 2 3 40000 3 99999999999999999999 1 0 0 0",
    ] {
        let later = good.replace("1795190400000", "1795192200000");
        let (totals, wrong) = KeptTotals::read(&text(&[broken, &later]));
        assert_eq!((totals.len(), wrong), (1, 1), "{broken}");
    }
    let (totals, wrong) = KeptTotals::read(&format!("callboard half-hour totals 3\n{good}\n"));
    assert_eq!((totals.len(), wrong), (0, 2), "another version is nothing to us");
    assert_eq!(KeptTotals::read("").1, 1);
}

prop_compose! {
    fn some_floor()(
        seen_ms in 0_u64..=1_800_000,
        agents in prop::collection::vec((0..State::NAMED.len(), 0..BusyReason::NAMED.len(), 0_u64..1_800_000), 0..40),
    ) -> Floor {
        let mut floor = Floor::seen(seen_ms);
        for (state, reason, ms) in agents {
            floor.note(State::NAMED[state], Some(BusyReason::NAMED[reason]), ms);
        }
        floor
    }
}

#[test]
fn what_an_earlier_program_kept_is_read_without_a_word_on_agents() {
    let line = "1795190400000 20000 5000 3 2 3 40000 3 90000 1 0 0 0";
    let (totals, broken) = KeptTotals::read(&format!("{HEAD_BEFORE}\n{line}\n"));
    assert_eq!((totals.len(), broken), (1, 0));
    assert_eq!(totals.get(MIDNIGHT).unwrap().floor, None);
    let text = totals.write();
    assert_eq!(text, format!("{HEAD}\n{line}\n"));
}

#[test]
fn what_was_seen_of_the_agents_stays_with_its_half_hour() {
    let mut floor = Floor::seen(1_800_000);
    floor.note(State::Ready, None, 900_000);
    let bare = KeptHalf { from: MIDNIGHT, within_ms: 20_000, short_ms: 5_000, tally: Tally::default(), floor: None };
    let mut totals = KeptTotals::default();
    totals.take([bare]);
    totals.see(at(30), |_| Some(floor));
    assert_eq!(totals.get(MIDNIGHT).unwrap().floor, None, "it is of another half hour");
    totals.see(MIDNIGHT, |_| Some(floor));
    let revision = totals.revision();
    totals.take([bare]);
    totals.fill([bare]);
    assert_eq!((totals.get(MIDNIGHT).unwrap().floor, totals.revision()), (Some(floor), revision));
    let mut others = KeptTotals::default();
    others.take([bare]);
    others.fill(totals.iter().copied());
    assert_eq!(others.get(MIDNIGHT).unwrap().floor, Some(floor), "another board saw it");
}

prop_compose! {
    fn some_half()(
        quarter in 1_990_000_i64..1_991_000,
        within_ms in 0_i64..600_000,
        short_ms in 0_i64..60_000,
        answered in 0_u64..500,
        shares in prop::array::uniform3(0_u64..=100),
        sums in prop::array::uniform2(0_u64..100_000_000),
        others in prop::array::uniform4(0_u64..500),
        floor in prop::option::of(some_floor()),
    ) -> KeptHalf {
        let timed = answered * shares[0] / 100;
        let [lost, short, elsewhere, other] = others;
        let tally = Tally {
            answered,
            timed,
            in_time: timed * shares[1] / 100,
            wait_ms: sums[0],
            talked: answered * shares[2] / 100,
            talk_ms: sums[1],
            lost,
            short,
            elsewhere,
            running: 0,
            other,
        };
        KeptHalf { from: Stamp(quarter * QUARTER_MS), within_ms, short_ms, tally, floor }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_it_was(halves in prop::collection::vec(some_half(), 0..60)) {
        let mut totals = KeptTotals::default();
        totals.take(halves.clone());
        let (read, broken) = KeptTotals::read(&totals.write());
        prop_assert_eq!(broken, 0);
        prop_assert!(read.iter().eq(totals.iter()));
        let told = serde_json::to_string(&halves).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<KeptHalf>>(&told).unwrap(), halves);
        // Filled from what is there already, nothing changes.
        let revision = totals.revision();
        totals.fill(read.iter().copied());
        prop_assert_eq!(totals.revision(), revision);
    }

    #[test]
    fn no_text_is_read_as_more_than_its_lines(text in "\\PC{0,400}") {
        let (totals, broken) = KeptTotals::read(&format!("{HEAD}\n{text}"));
        prop_assert!(totals.len() + broken <= text.lines().count() + 1);
    }
}
