//! What is looked up while the hub is away.

use callboard::model::{CallsAsked, Lookup, Want};

use super::cuts::comes_back;
use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_look_up_fails_with_the_reason_while_the_hub_is_away_and_is_answered_when_it_is_back() {
    let (_sim, mut config) = centre(84).await;
    let running = Running::start(&config);
    config.hub.serve.listen = running.address;
    let mut wall = Wall::on(&running, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    running.end().await;
    wall.until("the end of the hub", |wall| wall.state().problem.is_some()).await;
    let all = Lookup::Calls(CallsAsked::default());
    wall.sources.feed.want(vec![Want::all(all.clone())]);
    wall.until("a failure", |wall| wall.board.shelf().get(&all).is_some_and(|entry| entry.failure.is_some())).await;
    let entry = wall.board.shelf().get(&all).unwrap();
    let failure = entry.failure.as_ref().unwrap();
    assert!(failure.problem.to_string().contains(&config.hub.serve.listen.to_string()), "{}", failure.problem);
    assert!(failure.again.is_some() && entry.asking.is_none() && !failure.absent);
    let again = Running::start(&config);
    comes_back(&mut wall).await;
    wall.until("the answer", |wall| {
        wall.board.shelf().get(&all).is_some_and(|entry| entry.failure.is_none() && entry.has_content())
    })
    .await;
    again.end().await;
}
