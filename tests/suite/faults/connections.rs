//! The connection itself: refused, broken off, silent, slow.

use callboard::sim::faults::Fault;

use super::rig::{Plan, Rig};

/// Lets the fault strike a board of one stream, and expects this to be said meanwhile.
async fn said_and_outlived(fault: Fault, phrase: &str) {
    let plan = Plan { idle: 400, ..Plan::default() };
    let rig = Rig::struck(plan, fault, |strike| strike.on_stream = true, phrase).await;
    assert!(rig.connects() > 1, "the stream was opened anew");
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_connection_is_said_and_made_again() {
    said_and_outlived(Fault::Refused, "no connection (Connection refused").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reset_connection_is_said_and_made_again() {
    said_and_outlived(Fault::Reset, "the connection broke (Connection reset").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_reset_in_the_middle_of_a_message_is_opened_again() {
    said_and_outlived(Fault::ResetStream, "the connection broke (").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_breaks_off_is_asked_for_again() {
    said_and_outlived(Fault::CutAnswer, "the connection broke (").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_open_silence_is_noticed_and_the_stream_opened_again() {
    said_and_outlived(Fault::Silence, "no bytes for 0.4 s").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_message_that_comes_a_byte_at_a_time_is_given_up_and_asked_for_again() {
    said_and_outlived(Fault::Trickle, "bytes arrive, but no full message for 1.2 s").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_that_are_neither_read_nor_written_any_more_are_left_for_new_ones() {
    said_and_outlived(Fault::Stall, "no bytes for 0.4 s").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_is_held_back_is_polled_around_until_there_is_one() {
    // Patience enough to be polled around before the silence ends it.
    let plan = Plan { idle: 2_000, ..Plan::default() };
    let rig = Rig::struck(plan, Fault::Held, |_| {}, "; polling every 1s").await;
    assert!(rig.connects() > 1, "the stream was opened anew");
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_closed_at_any_byte_of_a_message_loses_nothing() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    for part in 0..=16 {
        rig.sim.strike(Fault::Cut, |strike| strike.place = f64::from(part) / 16.0);
        rig.pass(2_000);
        rig.live_on().await;
    }
    rig.assert_said("the server closed the stream");
    assert_eq!(rig.connects(), 1 + 17);
    assert_eq!(rig.rejected(), 0, "no half of a message was ever read");
    rig.close().await;
}
