//! Who may ask: tokens that end, are stolen, refused, or wanted in another form, and a clock that is off.

use callboard::sim::faults::Fault;
use callboard::sim::{AuthScheme, Options};

use super::rig::{Plan, Rig};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_ends_in_mid_stream_is_renewed() {
    let mut rig = Rig::open(Plan { polls: true, ..Plan::default() }, |_| {}).await;
    rig.outlive(Fault::TokenExpired).await;
    rig.assert_said("the server closed the stream");
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_another_client_ended_is_renewed() {
    let mut rig = Rig::open(Plan { polls: true, ..Plan::default() }, |_| {}).await;
    for _ in 0..3 {
        rig.outlive(Fault::TokenStolen).await;
    }
    assert_eq!(rig.connects(), 1, "the stream has a token of its own");
    rig.close().await;
}

async fn refused_once(scheme: AuthScheme) {
    let with_scheme = |options: &mut Options| options.auth_scheme = scheme;
    let mut rig = Rig::open(Plan::default(), with_scheme).await;
    rig.sim.strike(Fault::Unauthorized, |strike| (strike.on_stream, strike.times) = (true, 1));
    rig.live_on().await;
    rig.sim.strike(Fault::Unauthorized, |strike| (strike.on_stream, strike.times) = (true, 4));
    rig.until_said("gave no token").await;
    rig.live_on().await;
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_401_with_bearer_renews_the_token_and_says_so_when_there_is_none() {
    refused_once(AuthScheme::Bearer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_401_without_bearer_renews_the_token_and_says_so_when_there_is_none() {
    refused_once(AuthScheme::Raw).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_suddenly_wanted_in_the_other_way_is_written_so() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    for _ in 0..2 {
        rig.outlive(Fault::Scheme).await;
    }
    rig.assert_said("the server closed the stream");
    assert_eq!(rig.connects(), 3);
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vendor_whose_clock_is_ten_minutes_off_lets_us_in_all_the_same() {
    for place in [0.2, 0.8] {
        let mut rig = Rig::open(Plan { polls: true, ..Plan::default() }, |_| {}).await;
        rig.outlive_as(Fault::Clock, |strike| strike.place = place).await;
        rig.assert_said("the server closed the stream");
        rig.close().await;
    }
}
