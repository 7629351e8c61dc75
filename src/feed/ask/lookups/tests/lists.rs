use super::*;

#[tokio::test(start_paused = true)]
async fn the_first_page_shows_at_once_and_more_come_as_one_scrolls() {
    let mut desk = Desk::new(1_000);
    desk.want(&[calls()]);
    let told = desk.pass(0.15).await;
    let part = parts(&told)[0];
    assert_eq!((part.rows.len(), part.total, part.complete), (100, Some(1_000), false));
    assert_eq!(part.as_of, BASE.plus(100));
    desk.feed.want(vec![Want { rows: 320, ..Want::all(calls()) }]);
    let told = desk.pass(1.0).await;
    assert_eq!(parts(&told).len(), 3, "page by page");
    assert!(parts(&told).iter().all(|part| part.as_of == BASE.plus(100)), "as old as the first");
    assert_eq!(desk.vendor.names(), ["calls 1", "calls 2", "calls 3", "calls 4"]);
    assert_eq!(desk.shelf.get(&calls()).unwrap().calls().unwrap().rows.len(), 400);
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_come_in_a_hundred_pages_and_then_only_what_is_new() {
    let mut desk = Desk::new(10_000);
    desk.feed.want(vec![Want::all(calls())]);
    desk.pass(12.0).await;
    let rows = desk.shelf.get(&calls()).unwrap().calls().unwrap();
    assert!(rows.complete);
    assert_eq!(rows.rows.len(), 10_000);
    assert_eq!(desk.vendor.names().len(), 100);
    assert!(rows.rows.is_sorted_by(|a, b| a.started > b.started), "newest first");
    desk.pass(4.0).await;
    assert_eq!(desk.vendor.names()[100..], ["calls 1"]);
    for number in 10_000..10_003 {
        locked(&desk.vendor.calls).insert(0, call(number));
    }
    let told = desk.pass(15.0).await;
    assert_eq!(parts(&told).iter().map(|part| part.rows.len()).sum::<usize>(), 3, "what is known is not told again");
    assert_eq!(desk.vendor.names()[101..], ["calls 1", "calls 2"]);
    let entry = desk.shelf.get(&calls()).unwrap();
    assert!(entry.calls().unwrap().complete);
    assert_eq!(entry.calls().unwrap().total, Some(10_003));
    assert_eq!(entry.as_of, Some(BASE.plus(30_300)), "the last look at the newest page");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_fails_is_asked_again_and_what_is_there_stays() {
    let mut desk = Desk::new(300);
    desk.vendor.fail("calls 2", &[ErrorKind::Answer]);
    desk.feed.want(vec![Want::all(calls())]);
    desk.pass(0.5).await;
    assert!(desk.failure(&calls()).is_some());
    assert_eq!(desk.shelf.get(&calls()).unwrap().calls().unwrap().rows.len(), 100);
    desk.pass(3.0).await;
    assert_eq!(desk.vendor.names(), ["calls 1", "calls 2", "calls 2", "calls 3"]);
    assert_eq!(desk.failure(&calls()), None);
    assert!(desk.shelf.get(&calls()).unwrap().calls().unwrap().complete);
}

#[tokio::test(start_paused = true)]
async fn a_list_left_half_way_goes_on_where_it_was() {
    let mut desk = Desk::new(1_000);
    desk.feed.want(vec![Want::all(calls())]);
    desk.pass(0.35).await;
    desk.want(&[]);
    assert_eq!(desk.words(&calls(), 5.0).await, ["left"]);
    desk.feed.want(vec![Want::all(calls())]);
    desk.pass(1.0).await;
    let names = desk.vendor.names();
    assert_eq!(names[..4], ["calls 1", "calls 2", "calls 3", "calls 4"]);
    assert_eq!(names[4], "calls 4", "that one was dropped");
    assert_eq!(names.len(), 11);
    assert!(desk.shelf.get(&calls()).unwrap().calls().unwrap().complete);
}

#[tokio::test(start_paused = true)]
async fn a_new_day_begins_at_the_sites_midnight_and_with_an_empty_list() {
    // 23:59:50 in Singapore.
    let base = Stamp(BASE.ms() + 6 * 3_600_000 - 10_000);
    let settings = LookupSettings { zone: Tz::Asia__Singapore, ..LookupSettings::default() };
    let mut desk = Desk::over(Vendor::new(300, 0, None), base, settings);
    desk.feed.want(vec![
        Want::all(calls()),
        Want::all(report(ReportOf::Relays, Day::Yesterday)),
        Want::all(Lookup::Call("call 3".to_owned())),
    ]);
    desk.pass(5.0).await;
    assert_eq!(desk.shelf.get(&calls()).unwrap().calls().unwrap().rows.len(), 300);
    *locked(&desk.vendor.calls) = vec![call(1_000)];
    desk.pass(6.0).await;
    let rows = desk.shelf.get(&calls()).unwrap().calls().unwrap();
    assert_eq!(rows.day.to_string(), "2026-03-03");
    assert_eq!((rows.rows.len(), rows.complete), (1, true));
    let seen = locked(&desk.vendor.seen);
    let dates = |what: &str| -> Vec<String> {
        let of = seen.iter().filter(|seen| seen.what == what);
        of.filter_map(|seen| seen.date).map(|date| date.to_string()).collect()
    };
    assert_eq!(dates("calls 1"), ["2026-03-02", "2026-03-03"]);
    assert_eq!(dates("report Relays"), ["2026-03-01", "2026-03-02"]);
    assert_eq!(seen.iter().filter(|seen| seen.what == "call 3").count(), 1, "a call is of no day");
    let midnight = seen.iter().rfind(|seen| seen.what == "calls 1").unwrap().at;
    assert_eq!(midnight.duration_since(desk.vendor.start), Duration::from_secs(10));
}

#[tokio::test(start_paused = true)]
async fn lists_of_different_questions_do_not_disturb_each_other() {
    let mut desk = Desk::new(250);
    let mine = Lookup::Calls(CallsAsked { agent: Some(AgentId::new("a")), ..CallsAsked::default() });
    desk.feed.want(vec![Want { rows: 20, ..Want::all(mine.clone()) }, Want::all(calls())]);
    desk.pass(2.0).await;
    assert_eq!(desk.vendor.times("calls of a 1"), [0]);
    assert_eq!(desk.shelf.get(&mine).unwrap().calls().unwrap().rows.len(), 100);
    assert_eq!(desk.shelf.get(&calls()).unwrap().calls().unwrap().rows.len(), 250);
}

#[tokio::test(start_paused = true)]
async fn numbers_come_masked_and_are_asked_for_anew_when_they_are_looked_at_and_when_that_is_over() {
    let mut desk = Desk::new(150);
    let plain = |plain| vec![Want { plain, ..Want::all(calls()) }];
    desk.feed.want(plain(false));
    desk.pass(1.0).await;
    desk.feed.want(plain(true));
    let told = desk.pass(1.0).await;
    assert_eq!(parts(&told).iter().map(|part| part.rows.len()).sum::<usize>(), 150, "all rows come again");
    desk.feed.want(plain(false));
    desk.pass(1.0).await;
    assert_eq!(
        desk.vendor.names(),
        ["calls 1", "calls 2", "calls 1, plain", "calls 2, plain", "calls 1", "calls 2"],
        "once each, and at once"
    );
}
