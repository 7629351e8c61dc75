//! What is answered instead of an answer.

use callboard::sim::faults::{Fault, Strike};

use super::rig::{Plan, Rig};

/// Lets the stream be answered so, and expects this to be said meanwhile.
async fn of_the_stream(fault: Fault, phrase: &str) {
    let once = |strike: &mut Strike| (strike.on_stream, strike.times) = (true, 1);
    let rig = Rig::struck(Plan::default(), fault, once, phrase).await;
    assert_eq!((rig.rejected(), rig.drifted()), (0, 0));
    rig.close().await;
}

/// Lets a poll of chats or AI sessions be answered so, and expects this to be said meanwhile.
async fn of_a_poll(fault: Fault, phrase: &str) {
    let once = |strike: &mut Strike| (strike.on_stream, strike.times) = (false, 1);
    let rig = Rig::struck(Plan { polls: true, ..Plan::default() }, fault, once, phrase).await;
    assert_eq!(rig.connects(), 1, "the stream has nothing to do with it");
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_502_with_a_web_page_is_said_and_outlived() {
    of_the_stream(Fault::BadGateway, "answered an HTML page with HTTP 502; trying again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_503_with_a_web_page_is_said_and_outlived() {
    of_the_stream(Fault::Unavailable, "answered an HTML page with HTTP 503; trying again").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_200_with_a_web_page_is_polled_around_until_there_is_a_stream() {
    of_the_stream(Fault::Html, "answered HTML (a proxy, or a wrong address in the settings?)").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_301_to_another_host_is_not_followed() {
    of_the_stream(Fault::Moved, "redirects elsewhere (HTTP 301), where no token is sent").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_307_to_another_host_is_not_followed() {
    of_the_stream(Fault::Redirected, "redirects elsewhere (HTTP 307), where no token is sent").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_is_not_json_is_said_and_outlived() {
    of_the_stream(Fault::NotJson, "answered something that is no event stream").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_403_is_said_and_tried_again() {
    of_the_stream(Fault::Forbidden, "forbids this (HTTP 403): your company has no permission").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn http_429_is_said_and_waited_for() {
    of_the_stream(Fault::TooMany, "was called too often (HTTP 429)").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_packed_stream_is_read_like_any_other() {
    let mut rig = Rig::open(Plan::default(), |_| {}).await;
    rig.sim.strike(Fault::Gzip, |strike| (strike.on_stream, strike.times) = (true, 3));
    rig.live_on().await;
    rig.pass(5_000);
    rig.live_on().await;
    assert_eq!((rig.rejected(), rig.drifted()), (0, 0));
    rig.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_229000_is_said_and_waited_for() {
    of_a_poll(Fault::Code229000, "was called too often (229000); nothing is asked for").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_222000_is_said_and_tried_again() {
    of_a_poll(Fault::Code222000, "[page_no] is wrong").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn code_999999_is_said_and_tried_again() {
    of_a_poll(Fault::Code999999, "System busy").await;
}
