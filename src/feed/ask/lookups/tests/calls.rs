use super::*;

#[tokio::test(start_paused = true)]
async fn what_is_wanted_is_asked_at_once_and_then_as_often_as_it_gets_old() {
    let mut desk = Desk::new(300);
    let id = Lookup::Call("call 7".to_owned());
    desk.want(std::slice::from_ref(&id));
    assert_eq!(desk.words(&id, 0.05).await, ["asking"]);
    assert_eq!(desk.words(&id, 0.1).await, ["data"]);
    desk.pass(200.0).await;
    assert_eq!(desk.vendor.times("call 7"), [0, 60, 120, 180], "a call that has ended");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_runs_is_asked_for_more_often_until_it_ends() {
    let mut desk = Desk::new(3);
    locked(&desk.vendor.calls)[0].ended = None;
    desk.want(&[Lookup::Call("call 2".to_owned())]);
    desk.pass(40.0).await;
    locked(&desk.vendor.calls)[0].ended = Some(Stamp(9));
    desk.pass(110.0).await;
    assert_eq!(desk.vendor.times("call 2"), [0, 15, 30, 45, 105]);
}

#[tokio::test(start_paused = true)]
async fn reports_have_intervals_by_their_day() {
    let mut desk = Desk::new(0);
    desk.want(&[report(ReportOf::HalfHours, Day::Today), report(ReportOf::Relays, Day::Yesterday)]);
    desk.pass(7_300.0).await;
    assert_eq!(desk.vendor.times("report HalfHours").len(), 122);
    assert_eq!(desk.vendor.times("report Relays"), [0, 3_600, 7_200]);
    let seen = locked(&desk.vendor.seen);
    let dates: Vec<_> = seen[..2].iter().filter_map(|seen| seen.date).map(|date| date.to_string()).collect();
    assert_eq!(dates, ["2026-03-02", "2026-03-01"]);
}

#[tokio::test(start_paused = true)]
async fn two_at_once_are_asked_and_the_most_wanted_first() {
    let mut desk = Desk::new(0);
    let agents = ["a", "b", "c", "d"];
    let mut lookups: Vec<Lookup> = agents.iter().map(|agent| history(agent)).collect();
    lookups.push(calls());
    desk.want(&lookups);
    let told = desk.pass(0.05).await;
    assert_eq!(told.len(), 5, "all wait, and say so: {told:?}");
    assert_eq!(desk.vendor.names(), ["history of a 1", "history of b 1"]);
    desk.pass(3.0).await;
    assert_eq!(desk.vendor.most.load(Ordering::SeqCst), 2);
    let names = desk.vendor.names();
    let place = |name: &str| names.iter().position(|asked| asked == name).unwrap();
    assert!(place("history of c 1") < place("history of d 1") && place("history of d 1") < place("calls 1"));
    assert!(desk.shelf.get(&calls()).is_some_and(crate::model::Shelved::has_content));
}

#[tokio::test(start_paused = true)]
async fn an_agents_day_is_told_whole_and_oldest_first() {
    let mut desk = Desk::new(0);
    desk.want(&[history("a")]);
    assert_eq!(desk.words(&history("a"), 1.0).await, ["asking", "data"]);
    assert_eq!(desk.vendor.names(), ["history of a 1", "history of a 2", "history of a 3"]);
    let entry = desk.shelf.get(&history("a")).unwrap();
    let spans = entry.history().unwrap();
    assert_eq!(spans.len(), 250);
    assert!(spans.is_sorted_by_key(|span| span.from));
    assert_eq!(entry.as_of, Some(BASE.plus(100)), "as old as its first page");
}

#[tokio::test(start_paused = true)]
async fn leaving_ends_what_is_asked_and_coming_back_asks_anew() {
    let mut desk = Desk::new(0);
    *locked(&desk.vendor.took) = Duration::from_secs(5);
    desk.want(&[history("a")]);
    desk.pass(1.0).await;
    desk.want(&[]);
    assert_eq!(desk.words(&history("a"), 10.0).await, ["left"]);
    assert_eq!(desk.vendor.under_way.load(Ordering::SeqCst), 0);
    assert_eq!(desk.vendor.ended.load(Ordering::SeqCst), 0, "the future was dropped");
    assert_eq!(desk.shelf.get(&history("a")).unwrap().asking, None);
    desk.want(&[history("a")]);
    assert_eq!(desk.words(&history("a"), 60.0).await[..2], ["asking", "data"]);
}

#[tokio::test(start_paused = true)]
async fn going_back_and_forth_asks_nothing_while_the_answer_is_new() {
    let mut desk = Desk::new(300);
    desk.want(&[calls(), history("a")]);
    desk.pass(5.0).await;
    let before = desk.vendor.names().len();
    for _ in 0..4 {
        desk.want(&[calls()]);
        assert!(desk.words(&history("a"), 1.0).await.is_empty(), "nothing was asked, so nothing is left");
        desk.want(&[calls(), history("a")]);
        desk.pass(1.0).await;
    }
    assert_eq!(desk.vendor.names().len(), before, "{:?}", desk.vendor.names());
    desk.want(&[]);
    desk.pass(3_600.0).await;
    assert_eq!(desk.vendor.names().len(), before, "what is not looked at is not asked for");
    desk.want(&[history("a")]);
    desk.pass(0.05).await;
    assert_eq!(desk.vendor.names().len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_failure_waits_longer_each_time_and_costs_the_others_nothing() {
    let mut desk = Desk::new(10);
    desk.vendor.fail("call 1", &[ErrorKind::Network; 8]);
    let (bad, good) = (Lookup::Call("call 1".to_owned()), Lookup::Call("call 2".to_owned()));
    desk.want(&[bad.clone(), good.clone()]);
    let told = desk.pass(0.5).await;
    let failed = told.iter().find_map(|(at, _, finding)| match finding {
        Finding::Failed(failure) => Some((*at, failure.clone())),
        _ => None,
    });
    let (at, failure) = failed.unwrap();
    assert_eq!(failure.problem.to_string(), "call 1 failed with Network");
    assert!(!failure.refused);
    assert_eq!(failure.again, Some(at.plus(2_000)));
    desk.pass(250.0).await;
    // 2, 4, 8, 16, 32, 60, 60 s, and the time that each takes.
    assert_eq!(desk.vendor.times("call 1"), [0, 2, 6, 14, 30, 62, 122, 182, 242]);
    assert_eq!(desk.vendor.times("call 2"), [0, 60, 120, 180, 240]);
    assert_eq!(desk.failure(&bad), None, "it has recovered");
    assert!(desk.shelf.get(&good).unwrap().call().is_some());
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_names_a_pause_gets_it() {
    let mut desk = Desk::new(3);
    desk.vendor.fail("call 1", &[ErrorKind::RateLimited(Duration::from_secs(40))]);
    desk.want(&[Lookup::Call("call 1".to_owned())]);
    desk.pass(50.0).await;
    assert_eq!(desk.vendor.times("call 1"), [0, 40]);
}

#[tokio::test(start_paused = true)]
async fn what_may_be_refused_by_a_gateway_is_asked_again_every_ten_minutes() {
    let mut desk = Desk::new(9);
    desk.vendor.fail("report AgentsWork", &[ErrorKind::Settings; 3]);
    let refused = report(ReportOf::AgentsWork, Day::Today);
    desk.want(&[refused.clone(), calls()]);
    desk.pass(900.0).await;
    let failure = desk.failure(&refused).unwrap();
    let again = failure.again.unwrap().since(BASE);
    assert!(failure.refused && (1_200_000..1_201_000).contains(&again), "{failure:?}");
    // Looking at something else meanwhile does not make it sooner.
    desk.want(&[calls()]);
    desk.pass(10.0).await;
    desk.want(&[refused.clone(), calls()]);
    desk.pass(900.0).await;
    assert_eq!(desk.vendor.times("report AgentsWork")[..4], [0, 600, 1_200, 1_800]);
    assert_eq!(desk.failure(&refused), None, "without anybody's help");
}

#[tokio::test(start_paused = true)]
async fn what_the_vendor_calls_wrong_is_not_asked_again_until_a_person_asks() {
    let mut desk = Desk::new(10);
    desk.vendor.fail("report AgentsWork", &[ErrorKind::Final; 2]);
    let refused = report(ReportOf::AgentsWork, Day::Today);
    desk.want(&[refused.clone(), calls()]);
    desk.pass(600.0).await;
    desk.want(&[calls()]);
    desk.pass(600.0).await;
    desk.want(&[refused.clone(), calls()]);
    desk.pass(600.0).await;
    assert_eq!(desk.vendor.times("report AgentsWork"), [0]);
    let failure = desk.failure(&refused).unwrap();
    assert!(failure.refused && failure.again.is_none());
    assert!(desk.vendor.times("calls 1").len() > 100, "the others go on");
    for _ in 0..2 {
        desk.feed.request(Request::Retry(None));
        desk.pass(30.0).await;
    }
    assert_eq!(desk.vendor.times("report AgentsWork"), [0, 1_800, 1_830]);
    assert_eq!(desk.failure(&refused), None);
}

#[tokio::test(start_paused = true)]
async fn r_asks_everything_on_screen_at_once() {
    let mut desk = Desk::new(10);
    desk.vendor.fail("call 1", &[ErrorKind::Network; 1]);
    desk.want(&[Lookup::Call("call 1".to_owned()), history("a")]);
    desk.pass(1.0).await;
    desk.feed.request(Request::Retry(None));
    desk.pass(0.05).await;
    assert_eq!(desk.vendor.times("call 1"), [0, 1]);
    assert_eq!(desk.vendor.times("history of a 1"), [0, 1]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_configured_says_which_section_is_missing() {
    let (mut feed, mut updates) = Feed::new(Arc::new(|| BASE), Arc::new(|| 0.5));
    feed.lookups::<Vendor, Vendor>(None, None, Vec::new(), LookupSettings::default());
    feed.want(vec![Want::all(calls()), Want::all(Lookup::AiChoices)]);
    let mut sentences = Vec::new();
    while sentences.len() < 2 {
        let update = updates.recv().await.unwrap();
        let Payload::Found(found) = update.payload else { panic!("{update:?}") };
        if let Finding::Failed(failure) = found.finding {
            assert!(failure.absent && !failure.refused && failure.again.is_none(), "it was not refused");
            sentences.push(failure.problem.to_string());
        }
    }
    sentences.sort();
    assert_eq!(
        sentences,
        [
            "calls are not configured: add [voice] to the settings",
            "chat statistics and AI sessions are not configured: add [desk] to the settings",
        ]
    );
    let error = feed.recording("1", "/1.mp3").await.err().unwrap();
    assert_eq!(error.to_string(), "recordings are not configured: add [voice] to the settings");
}

#[tokio::test(start_paused = true)]
async fn a_recording_is_opened_by_its_address() {
    use futures_util::StreamExt;
    let desk = Desk::new(0);
    let opening = desk.feed.recording("1", "/1.mp3");
    drop(desk);
    let mut recording = opening.await.unwrap();
    assert_eq!(recording.bytes.next().await.unwrap().unwrap(), "/1.mp3");
}

#[tokio::test(start_paused = true)]
async fn health_is_told_when_it_changed_and_not_each_second() {
    let mut desk = Desk::new(300);
    desk.want(&[Lookup::Health]);
    let told = desk.pass(30.0).await;
    assert_eq!(told.len(), 1, "{told:?}");
    let health = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!(health.tokens, [token("voice")]);
    assert_eq!((health.answered, health.failed), (0, 0));
    *locked(&desk.vendor.took) = Duration::from_secs(3);
    desk.vendor.fail("call 1", &[ErrorKind::Network]);
    desk.want(&[Lookup::Health, calls(), Lookup::Call("call 1".to_owned())]);
    desk.pass(1.5).await;
    let health = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!(health.asking, ["calls", "one call"]);
    desk.pass(3.0).await;
    let health = desk.shelf.get(&Lookup::Health).unwrap().health().unwrap();
    assert_eq!((health.answered, health.failed, health.bytes), (1, 1, 1_000));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_looked_at_for_long_is_forgotten_before_the_board_forgets_it() {
    let mut desk = Desk::new(500);
    for number in 0..200 {
        desk.want(&[Lookup::Call(format!("call {number}"))]);
        desk.pass(0.2).await;
    }
    // Whatever is thought to be known must be on the shelf.
    for number in 0..200 {
        let lookup = Lookup::Call(format!("call {number}"));
        desk.want(std::slice::from_ref(&lookup));
        desk.pass(0.2).await;
        assert!(desk.shelf.get(&lookup).is_some_and(crate::model::Shelved::has_content), "{number}");
    }
}
