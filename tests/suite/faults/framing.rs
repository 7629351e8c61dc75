//! How a stream is cut into bytes and lines.

use std::time::Duration;

use callboard::feed::Ramp;
use callboard::model::{Phase, SourceId};
use callboard::sim::faults::Fault;

use super::rig::{OFTEN, Plan, RAMP, Rig};

/// However a message is framed, nothing is to be noticed of it.
async fn unnoticed(fault: Fault) {
    let rig = Rig::struck_often(fault).await;
    assert_eq!((rig.rejected(), rig.drifted()), (0, 0));
    let reopens = fault == Fault::Bom;
    assert_eq!(rig.connects(), if reopens { 1 + OFTEN } else { 1 });
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
    let asked = Duration::from_secs(2);
    let ramp = Ramp { cap: asked, ..RAMP };
    let mut rig = Rig::open_with(Plan::default(), ramp, |options| options.fault_spell = asked).await;
    rig.sim.strike(Fault::Retry, |strike| strike.part = 1.0);
    rig.live_on().await;
    assert_eq!((rig.rejected(), rig.drifted(), rig.connects()), (0, 0, 1));
    rig.sim.strike(Fault::Cut, |_| {});
    rig.until_said("the server closed the stream").await;
    let source = rig.board.source(SourceId::Agents);
    let (Phase::Waiting { until, tries: 1 }, Some(since)) = (&source.phase, source.phase_since) else {
        panic!("{:?}", source.phase)
    };
    // Three quarters of what was asked for; who did not hear of it waits for less than a tenth of a second.
    let wait = until.since(since);
    assert!((1_000..=1_500).contains(&wait), "{wait} ms");
    rig.live_on().await;
    rig.close().await;
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
async fn a_message_with_bytes_that_are_not_utf8_is_read() {
    unnoticed(Fault::InvalidUtf8).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_almost_json_is_read() {
    unnoticed(Fault::AlmostJson).await;
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
    let said = "the stream sent an event of more than 1048576 bytes; raise max_event_bytes";
    let rig = Rig::struck(Plan::default(), Fault::Large, |_| {}, said).await;
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_without_end_is_said_and_not_kept() {
    let said = "the stream sent an event of more than 1048576 bytes";
    let rig = Rig::struck(Plan::default(), Fault::Endless, |_| {}, said).await;
    rig.close().await;
}
