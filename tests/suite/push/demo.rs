//! A demo's centre, which pushes to its own board.

use callboard::cli::Vendors;
use callboard::commands::demo;
use callboard::config::Config;
use callboard::model::Clock;
use callboard::sim::faults::pushes::PushFaults;

use super::*;
use crate::sim_support::{AFTERNOON, Centre};

/// A centre, and the sources of a board on it that listens.
async fn on_a_centre() -> (Centre, glue::Sources) {
    let centre = Centre::open(|_| {}).await;
    let mut config = Config::default();
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    demo::connect(&mut config, &centre.sim.base_url(), centre.sim.credentials(), vendors).unwrap();
    demo::listen(&mut config, centre.sim.credentials());
    let clock: Clock = Arc::new(|| Stamp(AFTERNOON));
    let sources = glue::start_listening(&config, &clock).unwrap();
    (centre, sources)
}

#[tokio::test]
async fn what_happens_in_a_demo_reaches_its_board_as_it_happens() {
    let (centre, mut sources) = on_a_centre().await;
    let said = demo::push(&centre.sim, sources.listens, PushFaults::default());
    assert!(said.is_none(), "{said:?}");
    (0..30).for_each(|_| centre.pass(1_000));
    let is_event = |update: &Update| {
        let Payload::Pushed(callbacks) = &update.payload else { return false };
        callbacks.iter().any(|callback| matches!(callback, Callback::Event(_)))
    };
    next(&mut sources.updates, is_event).await;
    let told = centre.sim.deliveries().await;
    assert!(told.taken > 0 && told.refused == 0 && told.failed == 0, "{told:?}");
}

#[tokio::test]
async fn faults_of_callbacks_are_a_demos_too() {
    let (centre, sources) = on_a_centre().await;
    let said = demo::push(&centre.sim, sources.listens, PushFaults::read("wrong-sign=100").unwrap());
    assert!(said.is_none(), "{said:?}");
    (0..30).for_each(|_| centre.pass(1_000));
    let told = centre.sim.deliveries().await;
    assert!(told.refused > 0 && told.taken == 0, "{told:?}");
}

#[tokio::test]
async fn a_demo_without_a_port_for_callbacks_says_so_and_goes_on() {
    let centre = Centre::open(|_| {}).await;
    let said = demo::push(&centre.sim, None, PushFaults::default()).expect("something to say");
    assert_eq!(said.to_string(), "no callbacks come: no port is to be had for them");
    centre.pass(1_000);
    assert_eq!(centre.sim.deliveries().await, callboard::sim::Deliveries::default());
}
