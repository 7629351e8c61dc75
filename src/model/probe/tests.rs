use super::*;

const T0: Stamp = Stamp(1_760_000_000_000);
const MINUTE: i64 = 60_000;

fn set(name: &str) -> ProbeSet {
    ProbeSet {
        name: name.to_owned(),
        robot: "1".to_owned(),
        mode: ProbeMode::Stream,
        every_ms: 5 * MINUTE,
        expects: true,
    }
}

fn run(minutes: i64, outcome: ProbeOutcome, first_word_ms: Option<u64>) -> ProbeRun {
    let began = T0.plus(minutes * MINUTE);
    ProbeRun { outcome, first_word_ms, last_word_ms: first_word_ms, ..ProbeRun::new(&set("shop"), began) }
}

fn probes(runs: &[ProbeRun]) -> Probes {
    let mut probes = Probes::default();
    probes.set(vec![set("shop")]);
    for run in runs {
        probes.take(run.clone());
    }
    probes
}

#[test]
fn a_bot_is_down_after_two_runs_without_an_answer_and_up_with_the_first_one() {
    use ProbeOutcome::{AsExpected, Failed, NotAsExpected, Robot, Silent};
    let down_since = |outcomes: &[ProbeOutcome]| {
        let runs: Vec<_> = (0..).zip(outcomes).map(|(turn, outcome)| run(turn * 5, *outcome, None)).collect();
        probes(&runs).get("shop").and_then(Probe::down_since)
    };
    assert_eq!(down_since(&[]), None);
    assert_eq!(down_since(&[Failed]), None, "one may be a broken connection");
    assert_eq!(down_since(&[AsExpected, Silent, Robot]), Some(T0.plus(5 * MINUTE)));
    assert_eq!(down_since(&[Failed, Silent, Robot]), Some(T0));
    assert_eq!(down_since(&[Failed, NotAsExpected, Failed]), None, "another answer is an answer");
    assert_eq!(down_since(&[Failed, Failed, AsExpected]), None);
    let daily = probes(&[run(0, Failed, None), run(24 * 60, Failed, None), run(48 * 60, Silent, None)]);
    assert_eq!(daily.down().count(), 1, "also one that is asked once a day");
}

#[test]
fn runs_are_kept_in_their_order_once_each_and_for_a_day() {
    let good = |minutes| run(minutes, ProbeOutcome::AsExpected, Some(300));
    let mut kept = probes(&[good(10), good(0), good(5), good(5)]);
    let began =
        |probes: &Probes| probes.at(0).unwrap().runs().map(|run| run.began.since(T0) / MINUTE).collect::<Vec<_>>();
    assert_eq!(began(&kept), [0, 5, 10]);
    let later = 24 * 60 + 7;
    kept.take(good(later));
    assert_eq!(began(&kept), [0, 5, 10, later], "the last ones, whatever their age");
    for turn in 3..13 {
        kept.take(good(turn * 5));
    }
    assert_eq!(began(&kept).first(), Some(&10), "those that are older than a day go first");
    for second in 0..5_000 {
        let late = ProbeRun::new(&set("shop"), T0.plus(RUNS_KEPT_MS + 60 * MINUTE + second * 1_000));
        kept.take(late);
    }
    assert_eq!(kept.at(0).unwrap().runs().len(), RUNS_KEPT);
}

#[test]
fn what_is_set_anew_keeps_the_runs_of_the_same_bot_only() {
    let mut kept = probes(&[run(0, ProbeOutcome::AsExpected, Some(300))]);
    kept.set(vec![set("other"), set("shop"), set("shop")]);
    assert_eq!(
        kept.iter().map(|probe| (&*probe.set().name, probe.runs().len())).collect::<Vec<_>>(),
        [("other", 0), ("shop", 1)]
    );
    kept.set(vec![ProbeSet { robot: "2".to_owned(), ..set("shop") }]);
    assert_eq!(kept.get("shop").unwrap().last(), None);
    kept.take(ProbeRun::new(&set("never set"), T0));
    assert_eq!((kept.len(), kept.all_runs().len()), (1, 0));
}

#[test]
fn a_trend_says_its_span_and_leaves_gaps_where_no_word_came() {
    let runs: Vec<_> = (0..12)
        .map(|turn| match turn {
            4..=7 => run(turn * 5, ProbeOutcome::Failed, None),
            turn => run(turn * 5, ProbeOutcome::AsExpected, Some(turn.unsigned_abs() * 100)),
        })
        .collect();
    let probes = probes(&runs);
    let probe = probes.at(0).unwrap();
    let spark = probe.trend(ProbeTime::FirstWord, 100, T0.plus(56 * MINUTE));
    assert_eq!((spark.from, spark.to, spark.width_ms), (T0, T0.plus(60 * MINUTE), 10 * MINUTE));
    assert_eq!(spark.columns, [Some(100), Some(300), None, None, Some(900), Some(1_100)]);
    let narrow = probe.trend(ProbeTime::FirstWord, 2, T0.plus(56 * MINUTE));
    assert_eq!((narrow.columns.as_slice(), narrow.top()), (&[Some(300), Some(1_100)][..], 1_100));
    assert!(probe.trend(ProbeTime::FirstWord, 0, T0).is_empty());
    assert!(probe.trend(ProbeTime::Accepted, 9, T0).is_empty());
    // A recording may hold any time.
    let mut odd = Probes::default();
    odd.set(vec![ProbeSet { every_ms: i64::MIN, ..set("shop") }]);
    for at in [i64::MIN, -1, 0, i64::MAX] {
        odd.take(ProbeRun { first_word_ms: Some(1), ..ProbeRun::new(&set("shop"), Stamp(at)) });
    }
    assert!(odd.at(0).unwrap().trend(ProbeTime::FirstWord, 30, Stamp(i64::MAX)).columns.len() <= 30);
    assert!(!odd.at(0).unwrap().is_stale(Stamp(i64::MAX)));
}

#[test]
fn counts_are_of_the_last_24_hours_and_the_age_of_the_last_run() {
    use ProbeOutcome::{AsExpected, NotAsExpected, Silent};
    let probes = probes(&[run(0, Silent, None), run(5, NotAsExpected, Some(1)), run(10, AsExpected, Some(1))]);
    let probe = probes.at(0).unwrap();
    let counts = |minutes: i64| probe.counts(T0.plus(minutes * MINUTE));
    assert_eq!(counts(10), ProbeCounts { runs: 3, unanswered: 1, unexpected: 1 });
    assert_eq!(counts(24 * 60 + 1), ProbeCounts { runs: 2, unanswered: 0, unexpected: 1 });
    assert_eq!(probe.age_ms(T0.plus(12 * MINUTE)), Some(2 * MINUTE));
    assert!(!probe.is_stale(T0.plus(21 * MINUTE)) && probe.is_stale(T0.plus(22 * MINUTE)));
    assert_eq!(probe.last_good().map(|run| run.began), Some(T0.plus(10 * MINUTE)));
}

#[test]
fn a_number_that_a_vendor_puts_in_its_word_on_the_robot_is_masked_where_it_is_kept() {
    let told = |status: &str| {
        let run = ProbeRun { robot_status: Some(status.to_owned()), ..ProbeRun::new(&set("shop"), T0) };
        serde_json::to_value(&run).unwrap()["robot_status"].clone()
    };
    assert_eq!((told("EXHAUST"), told("ask 13812345678")), ("EXHAUST".into(), "ask 138****5678".into()));
    let run = ProbeRun { robot_status: Some("13812345678".to_owned()), ..ProbeRun::new(&set("shop"), T0) };
    let kept = probes(&[run]);
    let last = kept.at(0).and_then(Probe::last).unwrap();
    assert_eq!(last.robot_status.as_deref(), Some("138****5678"));
}

#[test]
fn names_in_documents_are_those_in_recordings() {
    for mode in ProbeMode::ALL {
        assert_eq!(serde_json::to_value(mode).unwrap(), mode.name());
    }
    for outcome in ProbeOutcome::ALL {
        assert_eq!(serde_json::to_value(outcome).unwrap(), outcome.name());
        assert!(outcome.is_answered() || !outcome.is_good());
    }
}
