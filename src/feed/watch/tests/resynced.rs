//! Resyncs beside a living stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::live;
use crate::feed::Request;
use crate::feed::fake::{agent, answered, changes, error, full, last_error, phases, reports, rosters};
use crate::model::{
    AgentChange, AgentId, Board, Change, Changes, Phase, Reject, RejectReason, RosterKind, SourceId, WorkState,
};
use crate::platforms::{ErrorKind, Event, Message};

#[tokio::test(start_paused = true)]
async fn is_made_every_five_minutes() {
    let mut rig = live().await;
    rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 7)])));
    let told = rig.pass_alive(1, 900).await;
    let times = rig.fetches();
    assert_eq!(times, [300_100, 600_100, 900_100]);
    let told = rosters(&told);
    assert!(told.iter().all(|roster| roster.kind == RosterKind::Resync && roster.complete));
    assert_eq!(told[0].agents[0].answered, Some(7));
}

#[tokio::test(start_paused = true)]
async fn what_a_message_implies_is_said_outright_and_by_when_it_was_heard() {
    let mut rig = live().await;
    let set = |set| Change::Agent { id: AgentId::new("a"), set };
    let ringing = set(AgentChange::Work(Some(WorkState::Ringing)));
    rig.changes(1, Changes { changes: vec![ringing.clone()], ..Changes::default() });
    rig.changes(1, Changes { changes: vec![ringing], ..Changes::default() });
    let told = rig.pass(0.5).await;
    let told = changes(&told);
    assert!(told[0].made.is_some());
    assert_eq!(told[0].implied, Some(vec![set(AgentChange::WorkSince(told[0].made))]));
    assert_eq!(told[1].implied, Some(Vec::new()), "the same state again");
}

#[tokio::test(start_paused = true)]
async fn is_made_at_most_once_in_five_seconds_for_unknown_agents() {
    let mut rig = live().await;
    rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)])));
    let mut told = Vec::new();
    for count in 0..100 {
        rig.changes(1, answered("stranger", count));
        told.extend(rig.pass(0.2).await);
    }
    let times = rig.fetches();
    assert!((4..=5).contains(&times.len()), "{times:?}");
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 5_000), "{times:?}");
    let told = changes(&told);
    assert!(told.iter().all(|changes| changes.changes.is_empty()), "not passed on");
    assert_eq!(told.iter().flat_map(|changes| &changes.rejects).count(), 100, "all counted");
}

#[tokio::test(start_paused = true)]
async fn is_made_for_every_kind_of_reject() {
    let reasons = [
        RejectReason::UnknownOp,
        RejectReason::UnknownPath,
        RejectReason::BadValue,
        RejectReason::Undecodable,
        RejectReason::UnknownMessage,
    ];
    for reason in reasons {
        let mut rig = live().await;
        rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)])));
        let reject = Reject { reason, detail: "".into() };
        rig.changes(1, Changes { rejects: vec![reject.clone()], ..answered("a", 2) });
        let told = rig.pass(3.0).await;
        assert_eq!(rig.fetches().len(), 1, "{reason:?}");
        assert_eq!(changes(&told)[0], &Changes { rejects: vec![reject.clone()], ..answered("a", 2) });
        rig.send(1, Ok(Event::Message(Message::Rejected(reject))));
        rig.pass(10.0).await;
        assert_eq!(rig.fetches().len(), 2, "{reason:?} as a whole message");
    }
}

#[tokio::test(start_paused = true)]
async fn brings_the_agent_who_was_missing_and_what_was_said_of_them() {
    let mut rig = live().await;
    rig.pages(Duration::from_millis(300), |_| Ok(full(2, vec![agent("a", 1), agent("b", 1)])));
    rig.changes(1, answered("b", 1));
    rig.pass(0.1).await;
    rig.changes(1, answered("b", 2));
    let told = rig.pass(20.0).await;
    assert_eq!(rig.fetches().len(), 1, "what it brought is no reason for another");
    assert_eq!(rosters(&told)[0].agents[1].answered, Some(2));
    rig.changes(1, answered("b", 3));
    assert_eq!(changes(&rig.pass(0.1).await), [&answered("b", 3)]);
}

/// The vendor's own figure goes up twice a second; the answer to the snapshot call is a second old when it arrives.
#[tokio::test(start_paused = true)]
async fn never_takes_the_board_back_in_time_and_counts_no_drift_that_is_none() {
    let mut rig = live().await;
    let figure = Arc::new(AtomicU64::new(1));
    let truth = Arc::clone(&figure);
    rig.pages(Duration::from_secs(1), move |_| Ok(full(1, vec![agent("a", truth.load(Ordering::SeqCst))])));
    let mut board = Board::new();
    let (mut seen, mut resyncs) = (0, 0);
    for round in 0..1_400_u64 {
        let count = figure.fetch_add(1, Ordering::SeqCst) + 1;
        if round % 2 == 0 {
            rig.changes(1, answered("a", count));
        } else {
            // Heard a little after it happened.
            tokio::time::sleep(Duration::from_millis(400)).await;
            rig.changes(1, answered("a", count));
        }
        for update in rig.pass(0.25).await {
            board.apply(update);
            if let Some(shown) = board.agent(0).and_then(|agent| agent.answered) {
                assert!(shown >= seen, "{shown} after {seen}");
                seen = shown;
            }
        }
        resyncs = board.source(SourceId::Agents).resyncs;
    }
    assert!(resyncs >= 1);
    assert_eq!(board.source(SourceId::Agents).drifted, 0);
    assert_eq!(seen, 1_401);
}

#[tokio::test(start_paused = true)]
async fn finds_what_the_stream_failed_to_tell() {
    let mut rig = live().await;
    rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 50)])));
    let mut board = Board::new();
    rig.full(1, full(1, vec![agent("a", 1)]));
    for update in rig.pass_alive(1, 320).await {
        board.apply(update);
    }
    assert_eq!(board.source(SourceId::Agents).drifted, 1);
    assert_eq!(board.source(SourceId::Agents).resyncs, 1);
    assert_eq!(board.agent(0).unwrap().answered, Some(50));
}

#[tokio::test(start_paused = true)]
async fn that_fails_is_said_and_does_not_end_the_stream() {
    let mut rig = live().await;
    rig.request(Request::Retry(None));
    let told = rig.pass(3.0).await;
    assert_eq!(last_error(&told).as_deref(), Some("resync failed: Network for a test"));
    assert!(phases(&told).iter().all(|phase| *phase == Phase::Live));
    assert!(rig.is_read(1));
    rig.pages(Duration::ZERO, |_| Ok(full(1, vec![agent("a", 1)])));
    let told = rig.pass(10.0).await;
    assert_eq!(last_error(&told), None);
    assert_eq!(reports(&told).last().unwrap().resyncs, 1);
}

#[tokio::test(start_paused = true)]
async fn with_a_refused_token_renews_it_once() {
    let mut rig = live().await;
    let asked = Arc::new(AtomicU64::new(0));
    rig.pages(Duration::ZERO, move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Err(error(ErrorKind::TokenRefused)),
        _ => Ok(full(1, vec![agent("a", 1)])),
    });
    rig.request(Request::Retry(None));
    let told = rig.pass(3.0).await;
    assert_eq!((rig.renewals(), rosters(&told).len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn is_dropped_when_a_full_message_overtakes_it_or_the_stream_ends() {
    let mut rig = live().await;
    rig.pages(Duration::from_secs(10), |_| Ok(full(1, vec![agent("old", 1)])));
    rig.request(Request::Retry(None));
    rig.pass(1.0).await;
    rig.full(1, full(1, vec![agent("new", 1)]));
    let told = rig.pass(20.0).await;
    assert_eq!(rosters(&told).len(), 1);
    assert_eq!(rosters(&told)[0].agents[0].id, AgentId::new("new"));

    rig.request(Request::Retry(None));
    rig.pass(1.0).await;
    rig.close(1);
    let told = rig.pass(11.0).await;
    assert_eq!(rosters(&told).len(), 0, "nothing that cannot be brought up to date is shown");
}
