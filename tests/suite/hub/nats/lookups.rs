//! What is looked up, heard and done about alerts by way of a NATS server.

use callboard::feed::hub::{See, SeeAnswer};
use callboard::model::{About, AgentId, CallResult, CallsAsked, Lookup, SeenHow, Shelved, Want};
use futures_util::StreamExt;

use super::*;

/// Asks, and waits for the whole answer.
async fn found(wall: &mut Wall, lookup: &Lookup) {
    wall.sources.feed.want(vec![Want::all(lookup.clone())]);
    wall.until(&format!("{lookup:?}"), |wall| {
        wall.board.shelf().get(lookup).is_some_and(|entry| {
            assert!(entry.failure.is_none(), "{:?}", entry.failure);
            entry.calls().map_or_else(|| entry.has_content(), |rows| rows.complete)
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_their_sound_and_what_is_done_about_alerts_pass_by_way_of_the_server() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(195).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let own = board(&config, &server.url());
    let mut wall = Wall::of(&own);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let all = Lookup::Calls(CallsAsked::default());
    found(&mut wall, &all).await;
    let rows = &wall.board.shelf().get(&all).and_then(Shelved::calls).unwrap().rows;
    assert!(rows.len() > 20);
    let answered =
        |call: &&callboard::model::CallRecord| call.result == Some(CallResult::Answered) && call.bridged.is_some();
    let call = rows.iter().find(answered).unwrap().id.clone();
    let one = Lookup::Call(call.clone());
    found(&mut wall, &one).await;
    let mut sound = wall.sources.feed.recording(&call, "").await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = sound.bytes.next().await {
        bytes.extend_from_slice(&piece.unwrap());
    }
    assert_eq!(bytes[0], 0xff, "an MPEG frame");
    assert!(sound.length.is_none_or(|length| length == bytes.len() as u64));
    let none = wall.sources.feed.recording("no-such-call", "").await.err().unwrap();
    assert_eq!(none.to_string(), "the hub knows no recording of this call");
    // Another board that asks the same is told what is there at once, and both what either does about an alert.
    let mut other = Wall::of(&own);
    other.until("the agents", |wall| wall.board.has_roster()).await;
    found(&mut other, &one).await;
    let about = About::Agent(AgentId::new(wall.board.agents()[3].id.as_str()));
    let see =
        |rule: &str| See { rule: rule.to_owned(), about: about.clone(), how: SeenHow::Muted, who: "wang".to_owned() };
    assert_eq!(wall.sources.feed.see(see("of_our_own")).await, Ok(SeeAnswer::NoRule));
    assert_eq!(wall.sources.feed.see(see("wrap_up")).await, Ok(SeeAnswer::Done));
    for wall in [&mut wall, &mut other] {
        wall.until("what was done", |wall| wall.board.seen_alerts().iter().next().is_some()).await;
    }
    hub.end().await;
}
