use super::*;
use crate::feed::fake::{BASE, error};
use crate::platforms::ErrorKind;

const ENDED: AiFilter = AiFilter::Step(AiStep::Ended);
const VALID: AiFilter = AiFilter::Step(AiStep::Valid);
const HEADLINE: [AiFilter; 4] = [AiFilter::All, AiFilter::Step(AiStep::Reached), ENDED, VALID];

#[tokio::test(start_paused = true)]
async fn the_headline_comes_first_and_together() {
    let mut rig = Rig::new(Tenant::new(0, 400), BASE).ai(AiSettings { rows: 20, ..AiSettings::default() });
    let told = rig.pass(5.0).await;
    assert_eq!(rig.tenant.asked()[..4], HEADLINE.map(Asked::Ai));
    let day = ais(&told)[0];
    let totals = day.totals;
    assert_eq!(
        (totals.sessions, totals.handed, totals.ended, totals.valid),
        (Some(400), Some(100), Some(200), Some(200))
    );
    assert_eq!(day.latest.len(), 20, "only the newest are listed");
    assert_eq!(day.as_of, BASE.plus(rig.tenant.second_call()), "as old as the first of the four");
}

#[tokio::test(start_paused = true)]
async fn breakdowns_are_learnt_from_the_records_and_the_robots_and_carry_their_age() {
    let mut rig = Rig::new(Tenant::new(0, 400), BASE).ai(AiSettings::default());
    let mut told = VecDeque::new();
    for _ in 0..600 {
        told.extend(rig.pass(1.0).await);
    }
    let day = *ais(&told).last().unwrap();
    let keys = |counts: &[crate::model::AiCount]| {
        let mut keys: Vec<String> = counts.iter().map(|count| count.key.clone()).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&day.reasons), ["reason 0", "reason 1", "reason 2", "reason 3", "reason 4"]);
    assert_eq!(keys(&day.channels), ["channel 0", "channel 1", "channel 2"]);
    assert_eq!(keys(&day.robots), ["robot 1", "robot 2", "robot 3"], "those no record names too");
    let robot = day.robots.iter().find(|robot| robot.key == "robot 1").unwrap();
    assert_eq!(robot.label, "Robot 1", "by its name in the list");
    assert_eq!(day.reasons[0].label, format!("{:?}", AiFilter::HandedFor(day.reasons[0].key.clone())));
    let all = || day.reasons.iter().chain(&day.robots).chain(&day.channels);
    assert!(all().all(|count| count.count == Some(200) && count.as_of.is_some()));
    let mut ages: Vec<_> = all().map(|count| count.as_of).collect();
    ages.sort();
    ages.dedup();
    assert_eq!(ages.len(), 11, "each was asked for at its own time");
    assert_eq!(rig.tenant.asked().iter().filter(|asked| **asked == Asked::Robots).count(), 1, "once an hour");
}

#[tokio::test(start_paused = true)]
async fn a_count_that_is_not_answered_leaves_the_others_and_is_asked_for_again() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|asked| (*asked == Asked::Ai(ENDED)).then(|| error(ErrorKind::Answer)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let mut told = rig.pass(4.0).await;
    let day = ais(&told)[0];
    assert_eq!((day.totals.sessions, day.totals.ended, day.totals.valid), (Some(400), None, Some(200)));
    assert_eq!(
        last_report(&told).error.as_ref().map(ToString::to_string).as_deref(),
        Some("ended sessions: Answer for a test")
    );
    for _ in 0..20 {
        told = rig.pass(30.0).await;
        let day = ais(&told).last().copied().cloned();
        if let Some(day) = day {
            assert!(day.totals.sessions.is_some() && day.totals.ended.is_none());
        }
    }
    let all = tenant.asked().iter().filter(|asked| **asked == Asked::Ai(AiFilter::All)).count();
    assert!(all >= 8, "the others go on: {all} rounds in ten minutes");
    tenant.obey();
    let told = rig.pass(40.0).await;
    assert_eq!(ais(&told).last().unwrap().totals.ended, Some(200));
    assert_eq!(last_report(&told).error, None);
}

#[tokio::test(start_paused = true)]
async fn what_looks_like_wrong_settings_is_asked_for_again_now_and_then() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(180.0).await;
    tenant.refuse(|_| Some(error(ErrorKind::Settings)));
    let before = tenant.asked().len();
    let told = rig.pass(3_600.0).await;
    let report = last_report(&told);
    assert!(matches!(report.phase, Phase::Waiting { .. }), "{:?}", report.phase);
    let calls = tenant.asked().len() - before;
    assert!((6..=14).contains(&calls), "{calls} calls in an hour");
    tenant.obey();
    let told = rig.pass(700.0).await;
    assert_eq!((&last_report(&told).phase, ais(&told).is_empty()), (&Phase::Live, false), "without anybody's help");
    let told = rig.pass(3_600.0).await;
    let day = ais(&told).last().copied().unwrap();
    let mut counts = day.reasons.iter().chain(&day.robots).chain(&day.channels);
    let now = (rig.env.clock)();
    assert!(counts.all(|count| count.as_of.is_some_and(|at| now.since(at) < 1_200_000)), "and its parts");
}

#[tokio::test(start_paused = true)]
async fn a_count_that_looks_wrongly_set_leaves_the_others_alone() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|asked| (*asked == Asked::Ai(ENDED)).then(|| error(ErrorKind::Settings)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(600.0).await;
    let day = ais(&told).last().copied().unwrap();
    assert_eq!((day.totals.ended, day.totals.valid), (None, Some(200)));
    assert!(tenant.asked().iter().filter(|asked| **asked == Asked::Ai(AiFilter::All)).count() >= 8);
    assert_eq!(
        last_report(&told).error.as_ref().map(ToString::to_string).as_deref(),
        Some("ended sessions: Settings for a test")
    );
}

#[tokio::test(start_paused = true)]
async fn what_the_vendor_calls_wrong_is_not_repeated_until_a_person_asks() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|_| Some(error(ErrorKind::Final)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(3_600.0).await;
    assert_eq!(tenant.asked().len(), 1);
    let report = last_report(&told);
    assert_eq!(
        (&report.phase, report.error.as_ref().map(ToString::to_string).as_deref()),
        (&Phase::Stopped, Some("Final for a test"))
    );
    tenant.obey();
    rig.retry(SourceId::Ai);
    let told = rig.pass(6.0).await;
    assert_eq!(last_report(&told).phase, Phase::Live);
    assert!(!ais(&told).is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_count_that_the_vendor_calls_wrong_or_whose_key_it_refuses_is_no_matter_of_that_count_alone() {
    for (kind, phase_stops) in [(ErrorKind::Final, true), (ErrorKind::Credentials, false)] {
        let tenant = Tenant::new(0, 400);
        tenant.refuse(move |asked| (*asked == Asked::Ai(ENDED)).then(|| error(kind)));
        let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
        let told = rig.pass(120.0).await;
        let of = |filter: &AiFilter| tenant.asked().iter().filter(|asked| **asked == Asked::Ai(filter.clone())).count();
        assert_eq!(of(&ENDED), 1, "{kind:?} is not repeated at once");
        assert_eq!(last_report(&told).phase == Phase::Stopped, phase_stops, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_breakdown_that_is_refused_does_not_stop_the_headline() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|asked| match asked {
        Asked::Ai(AiFilter::Channel(key)) if key == "channel 2" => Some(error(ErrorKind::Final)),
        Asked::Robots | Asked::Ai(AiFilter::Channel(_)) => Some(error(ErrorKind::Settings)),
        _ => None,
    });
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let count = |wanted: Asked| tenant.asked().iter().filter(|asked| **asked == wanted).count();
    let channel = |number: u32| count(Asked::Ai(AiFilter::Channel(format!("channel {number}"))));
    let told = rig.pass(600.0).await;
    assert_eq!(last_report(&told).phase, Phase::Live);
    assert_eq!((channel(1), channel(2)), (1, 1), "not asked again");
    assert!(count(Asked::Ai(AiFilter::HandedFor("reason 1".to_owned()))) > 1);
    assert!(count(Asked::Ai(AiFilter::All)) >= 9);
    rig.pass(3_600.0).await;
    assert!((6..=7).contains(&channel(1)), "but every ten minutes, where that may help: {}", channel(1));
    assert_eq!(channel(2), 1);
    assert!((6..=8).contains(&count(Asked::Robots)), "{}", count(Asked::Robots));
}

#[tokio::test(start_paused = true)]
async fn a_network_that_is_down_is_said_and_the_figures_stay_with_their_age() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(20.0).await;
    tenant.refuse(|_| Some(error(ErrorKind::Network)));
    let told = rig.pass(120.0).await;
    assert_eq!(ais(&told).len(), 0, "nothing is told anew");
    assert!(matches!(last_report(&told).phase, Phase::Waiting { .. }));
    tenant.obey();
    let told = rig.pass(180.0).await;
    assert_eq!((&last_report(&told).phase, &last_report(&told).error), (&Phase::Live, &None));
}

#[tokio::test(start_paused = true)]
async fn what_becomes_of_the_breakdowns_does_not_hide_why_the_headline_waits() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(20.0).await;
    // Breakdowns fail and succeed in turn.
    let mut failing = false;
    tenant.refuse(move |asked| match asked {
        Asked::Ai(AiFilter::All) => Some(error(ErrorKind::Network)),
        Asked::Ai(filter) if HEADLINE.contains(filter) => None,
        _ => {
            failing = !failing;
            failing.then(|| error(ErrorKind::Answer))
        }
    });
    let before = tenant.asked().len();
    let told = rig.pass(600.0).await;
    let waits = reports(&told).filter(|report| matches!(report.phase, Phase::Waiting { .. }));
    let mut said: Vec<_> = waits.map(|report| report.error.as_ref().map(ToString::to_string)).collect();
    assert!(said.len() > 10, "{}", said.len());
    said.dedup();
    assert_eq!(said, [Some("Network for a test".to_owned())]);
    let counted = tenant.asked()[before..].iter().filter(|asked| **asked != Asked::Ai(AiFilter::All)).count();
    assert!(counted > 4, "{counted} calls for breakdowns meanwhile");
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_hold_the_breakdowns_too() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(5.0).await;
    let mut refused = false;
    tenant.refuse(move |_| {
        let first = !std::mem::replace(&mut refused, true);
        first.then(|| error(ErrorKind::RateLimited(Duration::from_secs(50))))
    });
    let before = tenant.asked().len();
    rig.pass(45.0).await;
    assert!(tenant.asked().len() <= before + 2, "{:?}", tenant.asked());
}

#[tokio::test(start_paused = true)]
async fn who_asks_gets_new_totals_though_nothing_had_failed() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(10.0).await;
    let rounds = |tenant: &Tenant| tenant.asked().iter().filter(|asked| **asked == Asked::Ai(AiFilter::All)).count();
    assert_eq!(rounds(&tenant), 1);
    rig.retry(SourceId::Ai);
    rig.pass(20.0).await;
    assert_eq!(rounds(&tenant), 2, "{:?}", tenant.asked());
}

#[tokio::test(start_paused = true)]
async fn rounds_that_follow_on_each_other_leave_a_place_for_the_rest() {
    let tenant = Tenant::with_latency(0, 400, Duration::from_secs(8));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(1_800.0).await;
    let counted = ais(&told).last().unwrap().reasons.iter().filter(|reason| reason.count.is_some()).count();
    let asked = |wanted: Asked| tenant.asked().iter().filter(|asked| **asked == wanted).count();
    let rounds = asked(Asked::Ai(AiFilter::All));
    assert!(
        counted > 0 && asked(Asked::Robots) == 1,
        "{counted} counted, {rounds} rounds, {} calls",
        tenant.asked().len()
    );
    assert!(rounds >= 18, "the headline goes on: {rounds} rounds in half an hour");
}

#[tokio::test(start_paused = true)]
async fn a_part_that_goes_on_failing_keeps_its_mark_while_others_are_answered() {
    let tenant = Tenant::new(0, 400);
    tenant.refuse(|asked| (*asked == Asked::Robots).then(|| error(ErrorKind::Answer)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(60.0).await;
    assert!(ais(&told).last().unwrap().reasons.iter().any(|count| count.count.is_some()), "others are answered");
    for _ in 0..60 {
        let told = rig.pass(10.0).await;
        for report in reports(&told) {
            let stands = (&report.phase, report.error.as_ref().map(ToString::to_string));
            assert_eq!(stands, (&Phase::Live, Some("list of robots: Answer for a test".to_owned())));
        }
    }
    tenant.obey();
    let told = rig.pass(180.0).await;
    assert_eq!(last_report(&told).error, None, "until it is answered");
}

#[tokio::test(start_paused = true)]
async fn a_count_that_begins_to_fail_stays_for_a_while_and_does_not_age_the_others() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    rig.pass(20.0).await;
    tenant.refuse(|asked| (*asked == Asked::Ai(VALID)).then(|| error(ErrorKind::Answer)));
    let told = rig.pass(80.0).await;
    assert_eq!(ais(&told).last().unwrap().totals.valid, Some(200), "nothing is taken off for a moment's failure");
    let told = rig.pass(300.0).await;
    let day = *ais(&told).last().unwrap();
    assert_eq!((day.totals.valid, day.totals.sessions), (None, Some(400)), "then the rest goes on without it");
    assert!((rig.env.clock)().since(day.as_of) < 60_000, "as old as what is shown");
    assert_eq!(
        last_report(&told).error.as_ref().map(ToString::to_string).as_deref(),
        Some("valid sessions: Answer for a test")
    );
}

#[tokio::test(start_paused = true)]
async fn the_steps_beside_the_headline_are_counted_in_turn_behind_the_breakdowns() {
    let tenant = Tenant::new(0, 400);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).ai(AiSettings::default());
    let told = rig.pass(5.0).await;
    let totals = ais(&told)[0].totals;
    assert_eq!((totals.contained(), totals.contained_share()), (Some(100), Some(0.5)), "of the valid ones");
    assert_eq!((totals.of(AiStep::Test), totals.of(AiStep::Running)), (None, None), "before they are counted");
    let told = rig.pass(900.0).await;
    let day = *ais(&told).last().unwrap();
    for step in breakdown::BESIDE {
        assert_eq!(day.totals.of(step), Some(200), "{step:?}");
    }
    assert!(day.beside_as_of.is_some_and(|at| (rig.env.clock)().since(at) < 1_000_000));
}
