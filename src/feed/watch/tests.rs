//! The whole watch, under paused time, against a scripted vendor.

use std::time::Duration;

use crate::feed::Request;
use crate::feed::fake::{
    BASE, Opening, Rig, agent, answered, changes, env_to_set, error, full, heard, ids, last_error, phases, reports,
    rosters,
};
use crate::model::{
    Board, Changes, Clocks, Payload, Phase, Reject, RejectReason, Roster, RosterKind, SourceId, Stamp, Update,
};
use crate::platforms::{ErrorKind, Event, FullPage, Message};

mod held_back;
mod paged;
mod resynced;

fn waiting(ms: i64, tries: u32) -> Phase {
    Phase::Waiting { until: BASE.plus(ms), tries }
}

/// A watch of one page with one agent, live.
pub(super) async fn live() -> Rig {
    let mut rig = Rig::new(500, |_| ());
    rig.pass(0.1).await;
    rig.full(1, full(1, vec![agent("a", 1)]));
    rig.pass(0.1).await;
    rig
}

#[tokio::test(start_paused = true)]
async fn the_full_message_of_a_single_page_is_the_board_at_once() {
    let mut rig = Rig::new(500, |_| ());
    let told = rig.pass(0.1).await;
    assert_eq!(phases(&told), [Phase::Connecting, Phase::AwaitingFull]);
    rig.full(1, full(1, vec![agent("a", 1)]));
    rig.changes(1, answered("a", 2));
    let told = rig.pass(0.1).await;
    assert!(matches!(&told[0].payload, Payload::Roster(roster) if roster.complete && roster.kind == RosterKind::Full));
    assert_eq!(phases(&told), [Phase::Live], "live only once the board has its agents");
    assert_eq!(changes(&told), [&answered("a", 2)]);
    assert_eq!(told[0].at, BASE.plus(100), "told when it was heard");
    assert_eq!(reports(&told).last().unwrap().connects, 1);
}

#[tokio::test(start_paused = true)]
async fn a_second_full_message_on_a_living_stream_replaces_the_first() {
    let mut rig = live().await;
    rig.full(1, full(1, vec![agent("b", 1)]));
    let told = rig.pass(0.1).await;
    assert_eq!(ids(rosters(&told)[0]), ["b"]);
    assert_eq!(rosters(&told)[0].kind, RosterKind::Full);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_ends_is_waited_for_and_opened_again() {
    let mut rig = live().await;
    rig.close(1);
    let told = rig.pass(0.5).await;
    assert_eq!(phases(&told), [waiting(1_000, 1)]);
    assert_eq!(last_error(&told).as_deref(), Some("the server closed the stream"));
    assert_eq!(rosters(&told).len(), 0, "the board stays as it is");
    let told = rig.pass(0.5).await;
    assert_eq!(phases(&told), [Phase::Connecting, Phase::AwaitingFull]);
    assert_eq!(last_error(&told).as_deref(), Some("the server closed the stream"), "until recovered");
    rig.full(1, full(1, vec![agent("a", 5)]));
    let told = rig.pass(0.1).await;
    assert_eq!((phases(&told), last_error(&told)), (vec![Phase::Live], None));
    assert_eq!(rosters(&told)[0].kind, RosterKind::Full);
    assert_eq!(rig.watches(1), [0, 1_000]);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_accepts_and_then_fails_is_not_hammered() {
    let mut rig = Rig::new(500, |rig| rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)]))));
    for _ in 0..6_000 {
        rig.pass(0.1).await;
        if rig.is_read(1) {
            rig.full(1, full(1, vec![agent("a", 1)]));
            rig.close(1);
        }
    }
    let asked = rig.watches(1).len();
    assert_eq!(asked, 3 + 1, "three streams, and one more after five minutes: {:?}", rig.watches(1));
    let polls = rig.fetches();
    assert!((55..=65).contains(&polls.len()), "every ten seconds: {polls:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_of_a_minute_means_dead_and_heartbeats_mean_alive() {
    let mut rig = live().await;
    let told = rig.pass_alive(1, 200).await;
    assert!(phases(&told).iter().all(|phase| *phase == Phase::Live), "{:?}", phases(&told));
    let told = rig.pass(39.9).await;
    assert_eq!(phases(&told), []);
    let told = rig.pass(0.2).await;
    assert!(matches!(phases(&told)[0], Phase::Waiting { tries: 1, .. }));
    assert_eq!(last_error(&told).as_deref(), Some("no bytes for 60 s"));
    assert!(!rig.is_read(1), "the dead connection is let go");
}

#[tokio::test(start_paused = true)]
async fn silence_counts_while_the_full_message_is_awaited_too() {
    let mut rig = Rig::new(500, |_| ());
    let told = rig.pass(60.1).await;
    assert_eq!(last_error(&told).as_deref(), Some("no bytes for 60 s"));
    assert!(matches!(phases(&told).last(), Some(Phase::Waiting { tries: 1, .. })));
}

#[tokio::test(start_paused = true)]
async fn a_slow_board_is_not_a_silent_stream() {
    let mut rig = live().await;
    let mut board = Board::new();
    board.apply(Update::new(BASE, Payload::Roster(Box::new(Roster::whole(RosterKind::Full, vec![agent("a", 1)])))));
    let sent = 3_000_u64;
    for count in 0..sent {
        rig.changes(1, answered("a", count));
    }
    // Nothing is taken for two minutes, in which the stream lives on.
    for _ in 0..12 {
        tokio::time::sleep(Duration::from_secs(10)).await;
        rig.bytes(1);
    }
    for _ in 0..10 {
        let told = rig.pass(0.1).await;
        assert!(phases(&told).iter().all(|phase| *phase == Phase::Live), "{:?}", phases(&told));
        for update in told {
            board.apply(update);
        }
    }
    assert_eq!(board.source(SourceId::Agents).applied, sent, "nothing is lost");
    assert_eq!(board.agents()[0].answered, Some(sent - 1));
    assert_eq!(rig.watches(1), [0], "and the stream was never given up");
}

#[tokio::test(start_paused = true)]
async fn a_sign_of_life_is_told_at_most_once_a_second() {
    let mut rig = live().await;
    let mut signs = 0;
    for _ in 0..100 {
        rig.bytes(1);
        signs += heard(&rig.pass(0.1).await);
    }
    assert!((9..=11).contains(&signs), "{signs} in ten seconds");
    rig.pass(2.0).await;
    rig.bytes(1);
    rig.changes(1, answered("a", 2));
    let told = rig.pass(5.0).await;
    assert_eq!((heard(&told), changes(&told).len()), (0, 1), "a message is a sign of life by itself");
}

#[tokio::test(start_paused = true)]
async fn bytes_alone_are_reported_at_most_once_a_second() {
    let mut rig = live().await;
    let mut told = Vec::new();
    for _ in 0..100 {
        rig.bytes(1);
        told.extend(rig.pass(0.1).await);
    }
    told.extend(rig.pass(1.0).await);
    let count = reports(&told).len();
    assert!((10..=12).contains(&count), "{count} reports in eleven seconds");
    assert_eq!(reports(&told).last().unwrap().bytes, 100);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_and_the_stream_opened_at_once_but_only_once() {
    let refused = || Opening::Fails(error(ErrorKind::TokenRefused));
    let mut rig = Rig::new(500, |rig| {
        rig.opening(1, refused());
        rig.opening(1, refused());
    });
    let told = rig.pass(0.5).await;
    assert_eq!(rig.watches(1), [0, 0]);
    assert_eq!(rig.renewals(), 1);
    assert_eq!(phases(&told).last(), Some(&waiting(800, 1)));
    rig.pass(0.5).await;
    assert_eq!((rig.watches(1), rig.renewals()), (vec![0, 0, 800], 2));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_only_settings_can_give_waits_at_the_cap() {
    let mut rig = Rig::new(500, |rig| {
        rig.opening(1, Opening::Fails(error(ErrorKind::TokenRefused)));
        rig.renewing(Err(error(ErrorKind::Settings)));
    });
    let told = rig.pass(1.0).await;
    assert_eq!(phases(&told).last(), Some(&waiting(30_000, 1)));
    assert_eq!(last_error(&told).as_deref(), Some("Settings for a test"));
}

#[tokio::test(start_paused = true)]
async fn retry_now_does_not_wait() {
    let mut rig = Rig::new(500, |rig| rig.opening(1, Opening::Fails(error(ErrorKind::Settings))));
    rig.pass(1.0).await;
    rig.request(Request::Retry(Some(SourceId::Chat)));
    rig.pass(1.0).await;
    assert_eq!(rig.watches(1), [0], "another source is meant");
    rig.request(Request::Retry(None));
    rig.pass(1.0).await;
    assert_eq!(rig.watches(1), [0, 2_000]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_was_refused_without_a_clock_to_sign_by_is_opened_as_soon_as_there_is_one() {
    let mut rig = Rig::new(500, |rig| rig.opening(1, Opening::Fails(error(ErrorKind::Settings))));
    rig.pass(30.0).await;
    let before = rig.watches(1).len();
    rig.env.hints.note(Some(600_000));
    rig.pass(1.0).await;
    assert_eq!(rig.watches(1).len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn a_server_sets_the_base_of_the_ramp() {
    let mut rig = live().await;
    rig.send(1, Ok(Event::Retry(Duration::from_secs(4))));
    rig.close(1);
    let told = rig.pass(0.1).await;
    assert_eq!(phases(&told), [waiting(4_200, 1)]);
}

#[tokio::test(start_paused = true)]
async fn without_a_stream_the_snapshot_call_is_polled_until_there_is_one() {
    let mut rig = Rig::new(500, |rig| {
        rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream)));
        rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream)));
        rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)])));
    });
    let told = rig.pass(25.0).await;
    assert_eq!(rig.fetches(), [0, 10_000, 20_000]);
    assert_eq!(rosters(&told).len(), 3);
    assert!(rosters(&told).iter().all(|roster| roster.kind == RosterKind::Full));
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
    assert_eq!(
        last_error(&told).as_deref(),
        Some("the stream is unavailable (NotAStream for a test); polling every 10s")
    );
    rig.pass(300.0).await;
    assert_eq!(rig.watches(1), [0, 300_000], "asked for again every five minutes");
    let told = rig.pass(300.0).await;
    assert_eq!(rig.watches(1), [0, 300_000, 600_000]);
    assert!(phases(&told).iter().all(|phase| *phase == Phase::Polling), "polling until the full message is there");
    let polls = rig.fetches().len();
    rig.full(1, full(1, vec![agent("a", 2)]));
    let told = rig.pass(50.0).await;
    assert_eq!((phases(&told), last_error(&told)), (vec![Phase::Live], None));
    assert_eq!(rig.fetches().len(), polls, "no more polls");
}

#[tokio::test(start_paused = true)]
async fn a_failed_poll_is_said_and_backs_off() {
    let mut rig = Rig::new(500, |rig| rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream))));
    let told = rig.pass(2.0).await;
    assert_eq!(rig.fetches(), [0, 800]);
    assert_eq!(phases(&told).last(), Some(&waiting(2_400, 2)));
    let sentence = last_error(&told).unwrap();
    assert!(sentence.ends_with("polling every 10s; the last poll failed: Network for a test"), "{sentence}");
    rig.request(Request::Retry(Some(SourceId::Agents)));
    rig.pass(0.1).await;
    assert_eq!((rig.fetches().len(), rig.watches(1).len()), (3, 2), "a person asks for both");
}

#[tokio::test(start_paused = true)]
async fn three_streams_without_a_full_message_lead_to_polling() {
    let mut rig = Rig::new(500, |rig| rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)]))));
    let told = rig.pass(190.0).await;
    assert_eq!(rig.watches(1).len(), 3);
    assert_eq!(phases(&told).last(), Some(&Phase::Polling));
    let sentence = last_error(&told).unwrap();
    assert!(sentence.contains("3 streams in a row gave no full message"), "{sentence}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_is_given_up() {
    let mut rig = Rig::new(500, |rig| rig.opening(1, Opening::Hangs));
    let told = rig.pass(60.5).await;
    assert_eq!(last_error(&told).as_deref(), Some("no answer for 60 s"));
    rig.pass(1.0).await;
    assert_eq!(rig.watches(1).len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_clocks_difference_is_refined_by_the_full_message_and_told_before_it() {
    let mut rig = Rig::new(500, |rig| rig.skew(3_000));
    rig.pass(0.1).await;
    let made = |ms| Some(Stamp(BASE.ms() + 100 + ms));
    rig.full(1, FullPage { made: made(3_400), ..full(1, vec![agent("a", 1)]) });
    let told = rig.pass(0.1).await;
    assert!(matches!(&told[0].payload, Payload::Source(report) if report.skew_ms == Some(3_400)));
    assert!(matches!(&told[1].payload, Payload::Roster(_)));
    rig.full(1, FullPage { made: made(900_000), ..full(1, vec![agent("a", 1)]) });
    let told = rig.pass(2.0).await;
    assert!(reports(&told).iter().all(|report| report.skew_ms == Some(3_400)), "implausible: not believed");
}

/// What the last report says of clocks: by which one times are told, the gateway's, and that of the messages.
fn clocks(told: &[Update]) -> Option<(Option<i64>, Option<i64>, Option<i64>)> {
    let report = reports(told).last().copied().cloned()?;
    let Clocks { date_ms, message_ms, .. } = report.clocks.unwrap();
    Some((report.skew_ms, date_ms, message_ms))
}

#[tokio::test(start_paused = true)]
async fn a_gateways_date_that_is_wrong_moves_no_age_where_the_messages_and_our_clock_agree() {
    for off in [600_000, -600_000] {
        let mut rig = Rig::new(500, |rig| rig.skew(off));
        rig.pass(0.1).await;
        rig.full(1, FullPage { made: Some(BASE.plus(100)), ..full(1, vec![agent("a", 1)]) });
        let told = rig.pass(0.1).await;
        assert_eq!(clocks(&told), Some((Some(0), Some(off), Some(0))));
        let first = told.iter().position(|update| matches!(update.payload, Payload::Roster(_))).unwrap();
        assert_eq!(clocks(&told[..first]).unwrap().0, Some(0), "told before the agents' times");
    }
}

#[tokio::test(start_paused = true)]
async fn a_stream_of_changes_proves_the_messages_clock_and_late_ones_do_not_move_it() {
    let mut rig = Rig::new(500, |rig| rig.skew(0));
    rig.pass(0.1).await;
    rig.full(1, FullPage { made: Some(BASE.plus(100 + 600_000)), ..full(1, vec![agent("a", 1)]) });
    let told = rig.pass(0.9).await;
    assert_eq!(clocks(&told), Some((Some(0), Some(0), None)), "one message against two clocks");
    let mut told = Vec::new();
    for second in 1..15 {
        let made = Some(BASE.plus(second * 1_000 + 600_000));
        rig.changes(1, Changes { made, ..answered("a", second as u64) });
        told.extend(rig.pass(1.0).await);
    }
    assert_eq!(clocks(&told), Some((Some(600_000), Some(0), Some(600_000))));
    for second in 15..20 {
        for late in [5_000, 30_000, 600_000, 900_000] {
            let made = Some(BASE.plus(second * 1_000 + 600_000 - late));
            rig.changes(1, Changes { made, ..answered("a", second as u64) });
        }
        assert!(clocks(&rig.pass(1.0).await).is_none_or(|(skew, ..)| skew == Some(600_000)));
    }
}

#[tokio::test(start_paused = true)]
async fn polls_tell_clocks_as_streams_do() {
    let mut rig = Rig::new(500, |rig| {
        rig.opening(1, Opening::Fails(error(ErrorKind::NotAStream)));
        let made = Some(BASE.plus(300_000));
        rig.pages(Duration::ZERO, move |_| {
            Ok(FullPage { made, skew_ms: Some(300_200), ..full(1, vec![agent("a", 1)]) })
        });
    });
    let told = rig.pass(1.0).await;
    assert_eq!(clocks(&told), Some((Some(300_000), Some(300_200), Some(300_000))));
    let roster = told.iter().position(|update| matches!(update.payload, Payload::Roster(_))).unwrap();
    assert_eq!(clocks(&told[..roster]).unwrap().0, Some(300_000), "told before the agents' times");
}

#[tokio::test(start_paused = true)]
async fn what_the_messages_tell_of_the_clock_is_a_hint_for_signing() {
    let mut rig = Rig::new(500, |_| ());
    let mut wakes = rig.env.hints.recoveries().subscribe();
    rig.pass(0.1).await;
    rig.full(1, FullPage { made: Some(BASE.plus(100 + 600_000)), ..full(1, vec![agent("a", 1)]) });
    rig.pass(0.1).await;
    assert_eq!(rig.env.hints.skew_ms(), Some(600_000));
    assert!(wakes.has_changed().unwrap(), "there was no clock to sign by");
    wakes.mark_unchanged();
    rig.full(1, FullPage { made: Some(BASE.plus(200 + 600_000)), ..full(1, vec![agent("a", 1)]) });
    rig.pass(0.1).await;
    assert!(!wakes.has_changed().unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_leaves_the_vendors_where_it_was() {
    let (env, updates, machine) = env_to_set(BASE);
    let mut rig = Rig::on((env, updates), 500, |rig| rig.skew(3_000));
    rig.pass(0.1).await;
    rig.full(1, full(1, vec![agent("a", 1)]));
    rig.pass(5.0).await;
    for (set, skew) in [(600_000, -597_000), (-1_200_000, 603_000), (597_000, 6_000)] {
        machine.set(set);
        rig.changes(1, answered("a", 7));
        let told = rig.pass(2.0).await;
        let at = told.iter().position(|update| matches!(update.payload, Payload::Changes(_))).unwrap();
        // The board hears of it before it holds any time against the new clock.
        let reported = reports(&told[..=at]).last().map(|report| report.skew_ms);
        assert_eq!(reported, Some(Some(skew)), "{told:?}");
        assert_eq!(rig.watches(1).len(), 1, "no reason to connect anew");
    }
}

#[tokio::test(start_paused = true)]
async fn rejects_are_passed_on_to_be_counted() {
    let mut rig = live().await;
    let reject = |reason| Reject { reason, detail: "for a test".into() };
    rig.send(1, Ok(Event::Message(Message::Rejected(reject(RejectReason::UnknownMessage)))));
    rig.full(1, FullPage { rejects: vec![reject(RejectReason::Undecodable)], ..full(1, vec![agent("a", 1)]) });
    let told = rig.pass(0.1).await;
    let mut board = Board::new();
    for update in told {
        board.apply(update);
    }
    let rejected = &board.source(SourceId::Agents).rejected;
    assert_eq!(rejected.get(&RejectReason::UnknownMessage), Some(&1));
    assert_eq!(rejected.get(&RejectReason::Undecodable), Some(&1));
}

#[tokio::test(start_paused = true)]
async fn a_first_message_that_cannot_be_read_ends_the_attempt() {
    let mut rig = Rig::new(500, |_| ());
    rig.pass(0.1).await;
    let reject = Reject { reason: RejectReason::Undecodable, detail: "not JSON".into() };
    rig.send(1, Ok(Event::Message(Message::Rejected(reject))));
    let told = rig.pass(0.1).await;
    assert_eq!(last_error(&told).as_deref(), Some("the first message cannot be read: not JSON"));
    assert_eq!(changes(&told)[0].rejects.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_of_an_abandoned_stream_is_taken_for_news() {
    let mut rig = live().await;
    rig.send(1, Err(error(ErrorKind::Network)));
    rig.pass(0.1).await;
    assert!(!rig.is_read(1));
    rig.pass(1.0).await;
    rig.full(1, full(1, vec![agent("b", 1)]));
    let told = rig.pass(0.1).await;
    assert_eq!(ids(rosters(&told)[0]), ["b"]);
}
