use super::*;
use crate::feed::fake::{BASE, error};
use crate::platforms::ErrorKind;

#[tokio::test(start_paused = true)]
async fn the_first_answers_are_shown_together() {
    let mut rig = Rig::new(Tenant::new(250, 0), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    let days = chats(&told);
    assert_eq!(days.len(), 1, "never a part of it");
    assert_eq!((days[0].rows.len(), days[0].expected, days[0].totals.chats), (250, Some(250), Some(250)));
    assert_eq!(rig.tenant.asked(), [Asked::Chat(1), Asked::Chat(2), Asked::Chat(3)]);
    let report = last_report(&told);
    assert_eq!((&report.phase, report.connects, &report.error), (&Phase::Live, 3, &None));
}

#[tokio::test(start_paused = true)]
async fn each_day_says_what_its_cells_are_and_what_a_row_stands_for() {
    let mut rig = Rig::new(Tenant::new(250, 0), BASE).chat(ChatSettings::default());
    let told = rig.pass(60.0).await;
    let days = chats(&told);
    assert!(days.len() > 1, "also when only one page of it is new");
    for day in days {
        assert_eq!((day.by, day.metrics.as_slice()), (Some(ChatBy::SkillGroup), &[metric()][..]));
    }
}

#[tokio::test(start_paused = true)]
async fn the_age_is_that_of_the_oldest_page() {
    let mut rig = Rig::new(Tenant::new(250, 0), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    assert_eq!(chats(&told)[0].as_of, BASE.plus(rig.tenant.second_call()));
    let told = rig.pass(50.0).await;
    assert!(chats(&told).windows(2).all(|pair| pair[0].as_of < pair[1].as_of), "each page makes it younger");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_cannot_be_had_leaves_rows_short_of_what_is_expected() {
    let tenant = Tenant::new(250, 0);
    tenant.refuse(|asked| (*asked == Asked::Chat(2)).then(|| error(ErrorKind::Answer)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    let day = chats(&told)[0];
    assert_eq!((day.rows.len(), day.expected), (150, Some(250)));
    let report = last_report(&told);
    assert_eq!(report.error.as_ref().map(ToString::to_string).as_deref(), Some("page 2 of 3: Answer for a test"));
    tenant.obey();
    let told = rig.pass(40.0).await;
    assert_eq!(chats(&told).last().unwrap().rows.len(), 250);
    assert_eq!((&last_report(&told).phase, &last_report(&told).error), (&Phase::Live, &None));
}

#[tokio::test(start_paused = true)]
async fn without_the_first_page_the_old_day_stays_and_the_error_is_said() {
    let tenant = Tenant::new(50, 0);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    assert_eq!(chats(&rig.pass(10.0).await).len(), 1);
    tenant.refuse(|_| Some(error(ErrorKind::Network)));
    let told = rig.pass(60.0).await;
    assert_eq!(chats(&told).len(), 0);
    let report = last_report(&told);
    assert!(matches!(report.phase, Phase::Waiting { tries, .. } if tries >= 2), "{:?}", report.phase);
    assert_eq!(report.error.as_ref().map(ToString::to_string).as_deref(), Some("Network for a test"));
    tenant.obey();
    rig.retry(SourceId::Chat);
    let told = rig.pass(5.0).await;
    assert_eq!((chats(&told).len(), &last_report(&told).phase), (1, &Phase::Live));
}

#[tokio::test(start_paused = true)]
async fn failures_back_off() {
    let tenant = Tenant::new(50, 0);
    tenant.refuse(|_| Some(error(ErrorKind::Network)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(300.0).await;
    let calls = tenant.asked().len();
    assert!((10..=16).contains(&calls), "{calls} calls in five minutes");
}

#[tokio::test(start_paused = true)]
async fn what_looks_like_wrong_settings_is_asked_for_again_now_and_then() {
    let tenant = Tenant::new(250, 0);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(200.0).await;
    tenant.refuse(|_| Some(error(ErrorKind::Settings)));
    let before = tenant.asked().len();
    let told = rig.pass(3_600.0).await;
    let report = last_report(&told);
    assert!(matches!(report.phase, Phase::Waiting { .. }), "{:?}", report.phase);
    assert_eq!(
        report.error.as_ref().map(ToString::to_string).as_deref().unwrap().rsplit(": ").next(),
        Some("Settings for a test")
    );
    let calls = tenant.asked().len() - before;
    assert!((6..=7).contains(&calls), "{calls} calls in an hour");
    tenant.obey();
    let told = rig.pass(600.0).await;
    assert_eq!((&last_report(&told).phase, &last_report(&told).error), (&Phase::Live, &None), "without anybody's help");
}

#[tokio::test(start_paused = true)]
async fn what_the_vendor_calls_wrong_is_not_repeated_until_a_person_asks() {
    let tenant = Tenant::new(50, 0);
    tenant.refuse(|_| Some(error(ErrorKind::Final)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    let report = last_report(&told);
    assert_eq!(
        (&report.phase, report.error.as_ref().map(ToString::to_string).as_deref()),
        (&Phase::Stopped, Some("Final for a test"))
    );
    rig.pass(3_600.0).await;
    assert_eq!(tenant.asked().len(), 1);
    rig.retry(SourceId::Ai);
    rig.pass(10.0).await;
    assert_eq!(tenant.asked().len(), 1, "another source is meant");
    tenant.obey();
    rig.retry(SourceId::Chat);
    let told = rig.pass(10.0).await;
    assert_eq!((chats(&told).len(), &last_report(&told).phase), (1, &Phase::Live));
}

#[tokio::test(start_paused = true)]
async fn too_many_calls_wait_as_long_as_the_vendor_says() {
    let tenant = Tenant::new(50, 0);
    let mut refused = false;
    tenant.refuse(move |_| {
        let first = !std::mem::replace(&mut refused, true);
        first.then(|| error(ErrorKind::RateLimited(Duration::from_secs(42))))
    });
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(42.0).await;
    assert_eq!(tenant.asked().len(), 1);
    rig.pass(3.0).await;
    assert_eq!(tenant.asked().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_moved_to_another_page_is_shown_once() {
    let mut rig = Rig::new(Tenant::new(150, 0), BASE).chat(ChatSettings::default());
    rig.pass(10.0).await;
    // Everybody moves up by fifty: rows of page 2 are on page 1 now.
    rig.tenant.agents.store(101, Ordering::SeqCst);
    let mut days = 0;
    for _ in 0..120 {
        let told = rig.pass(1.0).await;
        for day in chats(&told) {
            days += 1;
            let mut ids: Vec<&str> = day.rows.iter().map(|row| row.id.as_str()).collect();
            ids.sort_unstable();
            let all = ids.len();
            ids.dedup();
            assert_eq!(all, ids.len());
        }
    }
    assert!(days >= 2);
}

#[tokio::test(start_paused = true)]
async fn pages_that_are_no_more_are_forgotten() {
    let mut rig = Rig::new(Tenant::new(250, 0), BASE).chat(ChatSettings::default());
    rig.pass(10.0).await;
    rig.tenant.agents.store(80, Ordering::SeqCst);
    let told = rig.pass(120.0).await;
    let day = chats(&told).last().copied().unwrap();
    assert_eq!((day.rows.len(), day.expected), (80, Some(80)));
}

#[tokio::test(start_paused = true)]
async fn who_asks_gets_new_figures_though_nothing_had_failed() {
    let tenant = Tenant::new(250, 0);
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    rig.pass(15.0).await;
    assert_eq!(tenant.asked().len(), 3);
    rig.retry(SourceId::Chat);
    let told = rig.pass(12.0).await;
    assert_eq!(tenant.asked().len(), 6, "each page once more");
    assert!(!chats(&told).is_empty());
    rig.retry(SourceId::Chat);
    rig.pass(1.0).await;
    assert!(tenant.asked().len() <= 8, "what has just come is not asked for again");
}

#[tokio::test(start_paused = true)]
async fn chats_end_where_their_rows_end_whatever_the_counts_say() {
    type Said = (Option<u64>, Option<u32>);
    let cases: [(u64, Said, usize); 9] = [
        (60, (Some(60), Some(1_000_000)), 1),
        (60, (Some(61), Some(1)), 1),
        (60, (Some(1_000_000), Some(1_000_000)), 2),
        (250, (Some(250), Some(1)), 3),
        (250, (Some(10), Some(3)), 3),
        (250, (None, None), 3),
        (200, (Some(201), Some(3)), 3),
        (200, (None, Some(1_000_000)), 3),
        (0, (Some(5), Some(7)), 1),
    ];
    for (agents, said, calls) in cases {
        let tenant = Tenant::new(agents, 0);
        tenant.count(move |_| said);
        let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
        let told = rig.pass(15.0).await;
        let days = chats(&told);
        assert_eq!(days.len(), 1, "{agents} rows, {said:?}");
        assert_eq!((days[0].rows.len() as u64, days[0].expected), (agents, said.0), "{agents} rows, {said:?}");
        assert_eq!(tenant.asked().len(), calls, "{agents} rows, {said:?}");
        assert_eq!((&last_report(&told).phase, &last_report(&told).error), (&Phase::Live, &None));
        rig.pass(180.0).await;
        // Three or four rounds, and what was found to be behind the last row is not asked for in each of them.
        let most = (agents.div_ceil(100).max(1) * 6) as usize + 1;
        assert!(tenant.asked().len() <= calls + most, "{agents} rows, {said:?}: {:?}", tenant.asked());
    }
}

#[tokio::test(start_paused = true)]
async fn rows_behind_an_end_that_was_none_are_found_again() {
    let tenant = Tenant::new(100, 0);
    tenant.count(|_| (Some(250), Some(3)));
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    assert_eq!((chats(&told)[0].rows.len(), chats(&told)[0].expected), (100, Some(250)));
    tenant.agents.store(250, Ordering::SeqCst);
    let told = rig.pass(700.0).await;
    assert_eq!(chats(&told).last().unwrap().rows.len(), 250);
}

#[tokio::test(start_paused = true)]
async fn what_was_left_out_of_an_answer_is_said_beside_its_figures() {
    let tenant = Tenant::new(50, 0);
    let sentence = "the vendor sent 100000 rows, and was asked for 100: 99000 are left out";
    *tenant.left_out.lock().unwrap() = Some(sentence.into());
    let mut rig = Rig::new(Arc::clone(&tenant), BASE).chat(ChatSettings::default());
    let told = rig.pass(10.0).await;
    assert_eq!(chats(&told).len(), 1);
    assert_eq!(
        (&last_report(&told).phase, last_report(&told).error.as_ref().map(ToString::to_string).as_deref()),
        (&Phase::Live, Some(sentence))
    );
    *tenant.left_out.lock().unwrap() = None;
    assert_eq!(last_report(&rig.pass(60.0).await).error, None);
}
