//! What one message of a stream says.

use litemap::LiteMap;

use callboard::model::RejectReason;
use callboard::sim::faults::Fault;

use super::rig::{OFTEN, Plan, Rig};

/// So many times more a fault strikes whose harm is up to chance.
const MORE: usize = 40;

/// A message that is wrong costs what is wrong in it: one thing is refused, and a resync brings what was lost by it.
async fn refused(fault: Fault, reason: RejectReason) {
    let mut rig = Rig::struck_often(fault).await;
    assert_eq!(rig.refusals(), &LiteMap::from_iter([(reason, OFTEN)]));
    assert_eq!(rig.connects(), 1, "one bad message does not end the stream");
    let words = reason.name().replace('_', " ");
    rig.assert_in_health(&format!("rejected {OFTEN}: {OFTEN} {words}"));
    rig.close().await;
}

/// Nothing is refused, and nothing that the stream told is lost.
async fn unnoticed(fault: Fault) {
    let rig = Rig::struck_often(fault).await;
    assert_eq!((rig.rejected(), rig.drifted(), rig.connects()), (0, 0, 1));
    rig.close().await;
}

/// What the stream never said is found by a resync, counted, and shown in Health.
async fn found(fault: Fault) {
    let mut rig = Rig::struck_often(fault).await;
    // Messages that change places do harm only where both set one field and no third sets it before the resync, which
    // is up to who is quicker.
    for _ in 0..MORE {
        if rig.drifted() == 0 {
            rig.outlive(fault).await;
        }
    }
    assert_eq!((rig.rejected(), rig.connects()), (0, 1));
    rig.assert_drift_in_health();
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_not_json_is_refused_and_what_it_said_is_asked_for() {
    refused(Fault::InvalidJson, RejectReason::Undecodable).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_value_of_a_wrong_type_is_refused_and_asked_for() {
    refused(Fault::WrongTypes, RejectReason::BadValue).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_for_an_unknown_agent_is_refused() {
    refused(Fault::UnknownId, RejectReason::UnknownId).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_other_than_replace_is_refused() {
    refused(Fault::UnknownOp, RejectReason::UnknownOp).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operation_on_an_unknown_path_is_refused() {
    refused(Fault::UnknownPath, RejectReason::UnknownPath).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_of_an_unknown_kind_is_refused() {
    refused(Fault::UnknownMessage, RejectReason::UnknownMessage).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn numbers_written_as_strings_are_numbers() {
    unnoticed(Fault::TextNumbers).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_comes_twice_changes_nothing() {
    unnoticed(Fault::Duplicated).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_without_its_time_is_marked_and_a_call_without_its_end_is_over() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    // Whether a message that is struck says anything of a state is up to life.
    while rig.marked == 0 {
        rig.sim.strike(Fault::Bare, |_| {});
        rig.live_on().await;
    }
    assert_eq!((rig.rejected(), rig.drifted(), rig.connects()), (0, 0, 1));
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_full_message_on_a_living_stream_is_taken() {
    unnoticed(Fault::SecondFull).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn messages_that_change_places_are_put_right() {
    found(Fault::Reordered).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_that_drifted_are_found_and_counted() {
    found(Fault::Drift).await;
}
