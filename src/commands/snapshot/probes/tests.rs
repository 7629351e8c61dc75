use super::super::{document as whole, text_page};
use super::*;
use crate::model::{
    Board, Limits, Payload, Phase, ProbeMode, ProbeOutcome, ProbeSet, SourceId, SourceReport, Stamp, Update,
};

const NOW: Stamp = Stamp(1_763_706_727_000);

fn set(name: &str, expects: bool) -> ProbeSet {
    let (name, robot) = (name.to_owned(), "1".to_owned());
    ProbeSet { name, robot, mode: ProbeMode::Stream, every_ms: 300_000, expects }
}

/// One whose bot answers, one whose bot is down, one that was not asked yet.
fn board() -> Board {
    let good = ProbeRun {
        accepted_ms: Some(90),
        first_word_ms: Some(702),
        last_word_ms: Some(2_104),
        robot_status: Some("ENABLE".to_owned()),
        outcome: ProbeOutcome::AsExpected,
        ..ProbeRun::new(&set("shop", true), NOW.plus(-40_000))
    };
    let exhausted = |ago: i64| ProbeRun {
        robot_status: Some("EXHAUST".to_owned()),
        outcome: ProbeOutcome::Robot,
        left_open: true,
        ..ProbeRun::new(&set("bank", false), NOW.plus(-ago))
    };
    let cut = ProbeRun {
        problem: Some("cut off: \u{1b}[2Jbad gateway".into()),
        ..ProbeRun::new(&set("loans", false), NOW.plus(-9_000))
    };
    let mut board = Board::new();
    for payload in [
        Payload::Source(SourceReport::new(SourceId::Probe, Phase::Live)),
        Payload::Probes(vec![set("shop", true), set("bank", false), set("new", false), set("loans", false)]),
        Payload::Probed(vec![good, exhausted(610_000), exhausted(310_000), cut]),
    ] {
        board.apply(Update::new(NOW.plus(-1_000), payload));
    }
    board
}

fn with_page<T>(look: impl FnOnce(&Page<'_>) -> T) -> T {
    let (board, limits) = (board(), Limits::default());
    let zone = chrono_tz::Asia::Shanghai;
    look(&Page { board: &board, now: NOW, site: "Acme", zone, limits: &limits, lacking: &[] })
}

#[test]
fn bots_are_told_with_their_last_run_and_what_is_not_known_is_null() {
    let document = with_page(whole);
    assert_eq!(document["sources"]["probe"]["state"], "live");
    assert_eq!(
        document["bots"][0]["last"],
        json!({
            "began": "2025-11-21T14:31:27.000+08:00",
            "outcome": "as_expected",
            "accepted_ms": 90,
            "first_word_ms": 702,
            "last_word_ms": 2104,
            "robot_status": "ENABLE",
            "problem": null,
            "left_open": false,
        })
    );
    let bank = &document["bots"][1];
    assert_eq!((&bank["down"], &bank["down_since"]), (&json!(true), &json!("2025-11-21T14:21:57.000+08:00")));
    assert_eq!(bank["last_24_h"], json!({ "runs": 2, "unanswered": 2, "unexpected": null }));
    assert_eq!((&bank["last"]["first_word_ms"], &bank["last"]["left_open"]), (&json!(null), &json!(true)));
    let new = &document["bots"][2];
    assert_eq!((&new["down"], &new["last"], &new["age_ms"]), (&json!(null), &json!(null), &json!(null)));
}

#[test]
fn a_page_has_a_line_a_bot_and_nothing_that_acts_on_a_terminal() {
    let page = with_page(text_page);
    for line in [
        "probe shop  as expected  accepted 0.09 s  first word 0.70 s  last word 2.10 s  (40s old)",
        "probe bank  down  robot EXHAUST  accepted –  first word –  last word –  (5m old): its answers are used up",
        "probe loans  no whole answer  accepted –  first word –  last word –  (9s old): cut off: ",
        "probe new  not asked yet",
    ] {
        assert!(page.contains(line), "{line}\n{page}");
    }
    assert!(!page.contains('\u{1b}'), "{page}");
}

#[test]
fn without_probes_nothing_is_said_of_them() {
    let (board, limits) = (Board::new(), Limits::default());
    let page = Page { board: &board, now: NOW, site: "Acme", zone: chrono_tz::UTC, limits: &limits, lacking: &[] };
    assert_eq!(whole(&page)["bots"], json!([]));
    assert!(!text_page(&page).contains("probe"));
}
