//! How a stream is cut into bytes and lines.

use callboard::sim::faults::Fault;

use super::rig::{Plan, Rig};

/// However a message is framed, nothing is to be noticed of it.
async fn unnoticed(fault: Fault) {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    let reopens = fault == Fault::Bom;
    for _ in 0..4 {
        rig.sim.strike(fault, |_| {});
        rig.live_on().await;
    }
    assert_eq!((rig.rejected(), rig.drifted()), (0, 0));
    assert_eq!(rig.connects(), if reopens { 5 } else { 1 });
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_in_pieces_of_one_byte_is_read() {
    unnoticed(Fault::OneByte).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_in_pieces_of_1460_bytes_is_read() {
    unnoticed(Fault::Packets).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_end_in_cr_lf_are_read() {
    unnoticed(Fault::CrLf).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_that_end_in_cr_alone_are_read() {
    unnoticed(Fault::Cr).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_byte_order_mark_is_passed_over() {
    unnoticed(Fault::Bom).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn comments_anywhere_are_passed_over() {
    unnoticed(Fault::Comments).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_asks_for_a_delay_is_heard() {
    unnoticed(Fault::Retry).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn named_events_are_read_like_any_other() {
    unnoticed(Fault::Named).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_in_several_data_lines_is_read() {
    unnoticed(Fault::ManyLines).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_that_are_not_utf8_are_replaced_and_the_stream_goes_on() {
    unnoticed(Fault::InvalidUtf8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_of_20_mb_is_read() {
    let plan = Plan { idle: 20_000, max_event: 64 << 20, ..Plan::default() };
    let mut rig = Rig::open(plan, |_| {}).await;
    rig.outlive(Fault::Large).await;
    assert_eq!((rig.rejected(), rig.drifted(), rig.connects()), (0, 0, 2));
    assert!(rig.heard() > 20_000_000, "{} bytes", rig.heard());
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_larger_than_the_settings_allow_is_said_and_not_kept() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    rig.sim.strike(Fault::Large, |_| {});
    rig.until_said("the stream sent an event of more than 1048576 bytes; raise max_event_bytes").await;
    rig.live_on().await;
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_without_end_is_said_and_not_kept() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    rig.sim.strike(Fault::Endless, |_| {});
    rig.until_said("the stream sent an event of more than 1048576 bytes").await;
    rig.live_on().await;
    rig.close().await;
}
