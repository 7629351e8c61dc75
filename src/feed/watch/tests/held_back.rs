//! Proxies that cut streams, or hold them back: the figures stay young all the same.

use std::time::Duration;

use tokio::time::Instant;

use crate::feed::fake::{BASE, Opening, Rig, agent, error, full, ids, last_error, phases, rosters};
use crate::model::{Phase, RosterKind, Update};
use crate::platforms::{ErrorKind, Event, FullPage};

/// A watch beside a snapshot call that works.
fn rig(script: impl FnOnce(&Rig)) -> Rig {
    Rig::new(500, |rig| {
        rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 7)])));
        script(rig);
    })
}

fn says(told: &[Update], words: &str) -> bool {
    last_error(told).is_some_and(|sentence| sentence.contains(words))
}

#[tokio::test(start_paused = true)]
async fn however_soon_a_proxy_cuts_the_list_is_never_much_older_than_a_poll() {
    for lives in [0, 1, 30, 49, 50, 51, 99, 100, 101, 200, 300, 590, 610] {
        let mut rig = rig(|_| ());
        let (mut heard_until, mut fresh, mut oldest, mut lists) = (None, 0, 0, 0);
        for tenth in 0_u32..6_000 {
            let told = rig.pass(0.1).await;
            if !rosters(&told).is_empty() {
                (fresh, lists) = (tenth, lists + 1);
            }
            match heard_until {
                None if rig.is_read(1) => {
                    rig.full(1, full(1, vec![agent("a", 1)]));
                    heard_until = Some(tenth + lives);
                }
                Some(until) if tenth >= until => {
                    rig.close(1);
                    heard_until = None;
                }
                // What lives tells every change.
                Some(_) => fresh = tenth,
                None => {}
            }
            oldest = oldest.max(tenth - fresh);
        }
        assert!(oldest <= 102, "cut after {lives} tenths: {} s old", f64::from(oldest) / 10.0);
        assert!(lists <= 100, "cut after {lives} tenths: {lists} lists in ten minutes");
    }
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_cuts_in_the_middle_of_every_full_message_is_polled_around() {
    let mut rig = rig(|_| ());
    let mut told = Vec::new();
    for _ in 0..100 {
        told.extend(rig.pass(0.1).await);
        if rig.is_read(1) {
            rig.send(1, Ok(Event::Bytes(1)));
            rig.send(1, Ok(Event::Within(true)));
            rig.send(1, Err(error(ErrorKind::Network)));
        }
    }
    assert_eq!(ids(rosters(&told)[0]), ["a"]);
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
    assert!(
        says(&told, "the stream is unavailable (3 streams in a row gave no full message"),
        "{:?}",
        last_error(&told)
    );
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_holds_a_stream_back_is_polled_around_within_ten_seconds() {
    // Nothing but headers; not even those; comments; a message that does not end.
    for (what, seconds) in [("headers", 5.0), ("nothing", 5.0), ("comments", 5.0), ("a part", 10.0)] {
        let hangs = what == "nothing";
        let mut rig = rig(|rig| {
            if hangs {
                rig.opening(1, Opening::Hangs);
            }
        });
        let mut told = rig.pass(0.1).await;
        if what == "a part" {
            rig.send(1, Ok(Event::Within(true)));
        }
        for _ in 0..((seconds - 0.2) / 0.1) as u32 {
            if matches!(what, "comments" | "a part") {
                rig.bytes(1);
            }
            told.extend(rig.pass(0.1).await);
        }
        assert_eq!(rosters(&told).len(), 0, "{what}: a stream has its time");
        let told = rig.pass(0.3).await;
        assert_eq!((ids(rosters(&told)[0]), rosters(&told)[0].kind), (vec!["a"], RosterKind::Full), "{what}");
        assert_eq!(phases(&told).last(), Some(&Phase::Polling), "{what}");
        let sentence = "the stream is unavailable (no full message yet); polling every 10s";
        assert_eq!(last_error(&told).as_deref(), Some(sentence), "{what}");
        assert_eq!(rig.watches(1), [0], "{what}: the stream is still waited for");
        let told = rig.pass(20.0).await;
        assert_eq!(rosters(&told).len(), 2, "{what}: and asked for again every ten seconds");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_comes_late_ends_the_polls_that_stood_in_for_it() {
    let mut rig = rig(|_| ());
    rig.pass(16.0).await;
    assert_eq!(rig.fetches(), [5_000, 15_000]);
    rig.full(1, full(1, vec![agent("b", 1)]));
    let told = rig.pass(1.0).await;
    assert_eq!((ids(rosters(&told)[0]), phases(&told), last_error(&told)), (vec!["b"], vec![Phase::Live], None));
    rig.pass_alive(1, 200).await;
    assert_eq!(rig.fetches(), [5_000, 15_000], "no more polls");
    assert_eq!(rig.watches(1), [0]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_comes_after_the_streams_own_is_not_taken() {
    let mut rig = Rig::new(500, |rig| rig.pages(Duration::from_secs(3), |_| Ok(full(1, vec![agent("old", 7)]))));
    rig.pass(6.0).await;
    assert_eq!(rig.fetches(), [5_000]);
    rig.full(1, full(1, vec![agent("new", 1)]));
    let told = rig.pass(10.0).await;
    assert_eq!(rosters(&told).len(), 1);
    assert_eq!(ids(rosters(&told)[0]), ["new"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_the_vendor_refuses_while_it_answers_calls_is_polled_around() {
    let mut rig = rig(|rig| {
        for _ in 0..20 {
            rig.opening(1, Opening::Fails(error(ErrorKind::Answer)));
        }
    });
    let told = rig.pass(60.0).await;
    assert_eq!(rig.fetches().first(), Some(&5_000));
    assert_eq!((rosters(&told).len(), phases(&told).last()), (6, Some(&Phase::Polling)));
    assert!(says(&told, "the stream is unavailable (Answer for a test); polling every 10s"));
    assert!(rig.watches(1).len() > 4, "streams are tried as they would be without: {:?}", rig.watches(1));
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_is_not_there_is_asked_by_calls_no_more_often_than_for_streams() {
    let gone = || Opening::Fails(error(ErrorKind::Network));
    let mut rig = Rig::new(500, |rig| (0..100).for_each(|_| rig.opening(1, gone())));
    let told = rig.pass(600.0).await;
    let (calls, streams) = (rig.fetches().len(), rig.watches(1).len());
    assert!(calls > 0 && calls <= streams, "{calls} calls, {streams} streams");
    assert!(phases(&told).iter().all(|phase| *phase != Phase::Polling));
    assert_eq!(last_error(&told).as_deref(), Some("Network for a test"), "what is said is the stream's");
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_says_no_is_not_asked_in_another_way() {
    for kind in [ErrorKind::Settings, ErrorKind::RateLimited(Duration::from_mins(1))] {
        let mut rig = rig(|rig| {
            for _ in 0..20 {
                rig.opening(1, Opening::Fails(error(kind)));
            }
        });
        let told = rig.pass(50.0).await;
        assert_eq!(rig.fetches(), [0_u128; 0], "{kind:?}");
        assert!(matches!(phases(&told).last(), Some(Phase::Waiting { .. })), "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn polls_that_fail_while_they_stand_in_are_not_what_is_said() {
    let mut rig = Rig::new(500, |rig| rig.opening(1, Opening::Hangs));
    let told = rig.pass(30.0).await;
    assert!(rig.fetches().len() > 1);
    assert_eq!((phases(&told), last_error(&told)), (vec![Phase::Connecting], None), "the stream's own state counts");
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_held_back_is_brought_by_resyncs_beside_the_others() {
    let page = |number, agents| FullPage { page: number, page_size: Some(1), ..full(2, agents) };
    let mut rig = Rig::new(1, |rig| {
        rig.opening(2, Opening::Hangs);
        rig.pages(Duration::ZERO, move |number| {
            Ok(page(number, vec![agent(if number == 1 { "a" } else { "b" }, u64::from(number))]))
        });
    });
    rig.pass(0.1).await;
    rig.full(1, page(1, vec![agent("a", 1)]));
    let told = rig.pass(12.0).await;
    let last = rosters(&told).last().copied().unwrap();
    assert_eq!((ids(last), last.complete, last.kind), (vec!["a", "b"], true, RosterKind::Full));
    assert!(rig.is_read(1), "the first page's stream lives on");
    rig.bytes(1);
    let told = rig.pass(30.0).await;
    assert_eq!(rosters(&told).len(), 3, "its agents are no older than by polls");
    assert_eq!((rig.watches(1).len(), rig.watches(2).len()), (1, 1));
}

/// A snapshot call whose lists say when they were made, `ahead` ms by the vendor's clock.
fn dated(ahead: i64) -> impl FnMut(u32) -> crate::platforms::Result<FullPage> + Send + 'static {
    let start = Instant::now();
    move |_| {
        let made = Some(BASE.plus(ahead + start.elapsed().as_millis() as i64));
        Ok(FullPage { made, ..full(1, vec![agent("new", 2)]) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_message_that_a_proxy_passes_on_when_it_is_old_replaces_nothing() {
    // Whatever either clock says.
    for ahead in [0, 600_000, -600_000] {
        let mut rig = Rig::new(500, |rig| rig.pages(Duration::ZERO, dated(ahead)));
        rig.pass(55.0).await;
        rig.full(1, FullPage { made: Some(BASE.plus(ahead)), ..full(1, vec![agent("old", 1)]) });
        let told = rig.pass(10.0).await;
        assert!(rosters(&told).iter().all(|roster| ids(roster) == ["new"]));
        assert_eq!(phases(&told), [Phase::Polling]);
        let why = "a proxy holds the stream back: its full message is 55s older than a poll's";
        assert_eq!(last_error(&told), Some(format!("the stream is unavailable ({why}); polling every 10s")));
        assert!(!rig.is_read(1));
        // One that comes in time is taken, after a silence too.
        rig.pass(295.0).await;
        let made = Some(BASE.plus(ahead + rig.start.elapsed().as_millis() as i64 - 3_000));
        rig.full(1, FullPage { made, ..full(1, vec![agent("live", 1)]) });
        let told = rig.pass(1.0).await;
        assert_eq!((ids(rosters(&told)[0]), phases(&told).last()), (vec!["live"], Some(&Phase::Live)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_full_message_that_a_slow_line_brings_is_taken_however_old_it_is_by_then() {
    let mut rig = Rig::new(500, |rig| rig.pages(Duration::ZERO, dated(0)));
    rig.pass(0.1).await;
    for _ in 0..50 {
        rig.bytes(1);
        rig.pass(1.0).await;
    }
    rig.full(1, FullPage { made: Some(BASE), ..full(1, vec![agent("slow", 1)]) });
    let told = rig.pass(1.0).await;
    assert_eq!((ids(rosters(&told)[0]), phases(&told).last()), (vec!["slow"], Some(&Phase::Live)));
}
