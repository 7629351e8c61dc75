//! Who is in the list, and on which page of it.

use callboard::sim::faults::Fault;

use super::rig::{Plan, Rig};

/// Three pages of agents.
fn pages() -> Plan {
    Plan { agents: 60, page_size: 20, ..Plan::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_leaves_in_silence_is_noticed() {
    let mut rig = Rig::open(pages(), |_| {}).await;
    rig.may_lose = true;
    rig.outlive(Fault::Leave).await;
    assert_eq!(rig.board.agents().len(), 59);
    rig.assert_drift_in_health();
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_joins_in_silence_is_noticed() {
    let mut rig = Rig::open(pages(), |_| {}).await;
    rig.may_lose = true;
    rig.outlive(Fault::Leave).await;
    rig.may_lose = false;
    let drifted = rig.drifted();
    rig.outlive(Fault::Join).await;
    assert_eq!(rig.board.agents().len(), 60);
    assert!(rig.drifted() > drifted);
    rig.assert_drift_in_health();
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_become_fewer_and_more_while_they_are_read_are_followed() {
    let mut rig = Rig::open(pages(), |_| {}).await;
    rig.may_lose = true;
    rig.outlive(Fault::PageCount).await;
    assert_eq!(rig.board.agents().len(), 40);
    rig.outlive(Fault::PageCount).await;
    assert_eq!(rig.board.agents().len(), 60);
    rig.assert_said("the server closed the stream");
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_total_smaller_than_the_list_takes_no_agent_off_the_board() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    for _ in 0..3 {
        rig.outlive(Fault::ShortTotal).await;
    }
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_total_larger_than_the_list_keeps_no_page_waiting_for_agents_who_are_not_listed() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    for _ in 0..3 {
        rig.outlive(Fault::LongTotal).await;
        assert_eq!(rig.board.agents().len(), 24);
        assert!(rig.board.is_listed());
    }
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_listed_twice_is_shown_once() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    for _ in 0..3 {
        rig.outlive(Fault::DuplicateIds).await;
        assert_eq!(rig.board.agents().len(), 24);
    }
    rig.close().await;
}
