//! What is looked up through a hub.

use std::collections::BTreeSet;

use callboard::commands::demo;
use callboard::model::{AskedNumber, AskedText, CallResult, CallsAsked, Lookup, MoreAsked, Shelved, Want};
use futures_util::StreamExt;

use super::*;

const NUMBER: &str = "13900017788";

fn look(wall: &Wall, lookups: &[Lookup]) {
    wall.sources.feed.want(lookups.iter().cloned().map(Want::all).collect());
}

fn ids(shelved: &Shelved) -> BTreeSet<String> {
    shelved.calls().into_iter().flat_map(|rows| &rows.rows).map(|call| call.id.clone()).collect()
}

/// Waits for the whole answer.
async fn found(wall: &mut Wall, lookup: &Lookup) {
    wall.until(&format!("{lookup:?}"), |wall| {
        wall.board.shelf().get(lookup).is_some_and(|entry| {
            assert!(entry.failure.is_none(), "{:?}", entry.failure);
            entry.calls().map_or_else(|| entry.has_content(), |rows| rows.complete)
        })
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_its_legs_and_its_sound_are_looked_up_through_the_hub() {
    let (_sim, config) = centre(81).await;
    let running = Running::start(&config);
    let mut wall = Wall::on(&running, &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let all = Lookup::Calls(CallsAsked::default());
    look(&wall, std::slice::from_ref(&all));
    found(&mut wall, &all).await;
    let rows = &wall.board.shelf().get(&all).and_then(Shelved::calls).unwrap().rows;
    assert!(rows.len() > 20);
    let answered =
        rows.iter().find(|call| call.result == Some(CallResult::Answered) && call.bridged.is_some()).unwrap();
    let call = answered.id.clone();
    let one = Lookup::Call(call.clone());
    look(&wall, std::slice::from_ref(&one));
    found(&mut wall, &one).await;
    let detail = wall.board.shelf().get(&one).and_then(Shelved::call).unwrap();
    assert!(detail.call.as_ref().is_some_and(|own| own.id == call) && !detail.legs.is_empty(), "{detail:?}");
    let address = detail.call.as_ref().and_then(|call| call.recording.clone()).expect("it is known that there is one");
    let mut sound = wall.sources.feed.recording(&call, &address).await.unwrap();
    let first = sound.bytes.next().await.unwrap().unwrap();
    assert_eq!(first[0], 0xff, "an MPEG frame");
    let none = wall.sources.feed.recording("no-such-call", "").await.err().unwrap();
    assert_eq!(none.to_string(), "the hub knows no recording of this call");
    // Another board that asks the same is told what is there at once.
    let mut other = Wall::on(&running, &config);
    look(&other, std::slice::from_ref(&one));
    found(&mut other, &one).await;
    running.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_person_types_reaches_the_vendor_whole_and_comes_back_in_no_answer() {
    let (sim, mut config) = centre(82).await;
    let vendor = tap(sim.address()).await;
    let vendors = Vendors { sobot: true, ..Vendors::default() };
    demo::connect(&mut config, &format!("http://{}", vendor.address), sim.credentials(), vendors).unwrap();
    let running = Running::start(&config);
    let way = tap(running.address).await;
    let mut wall = Wall::at(&format!("http://{}", way.address), &config);
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let number = Lookup::Calls(CallsAsked { customer: AskedNumber::new(NUMBER), ..CallsAsked::default() });
    let more = MoreAsked { attached: AskedText::new("华东区"), ..CallsAsked::default().more().clone() };
    let attached = Lookup::Calls(CallsAsked { more: Some(Box::new(more)), ..CallsAsked::default() });
    let both = [number.clone(), attached.clone()];
    look(&wall, &both);
    for lookup in &both {
        found(&mut wall, lookup).await;
    }
    let records = sim.records();
    let named = records.iter().filter(|call| call["attached"]["customerDept"] == "华东区");
    let truth: BTreeSet<String> = named.map(|call| call["id"].as_str().unwrap().to_owned()).collect();
    let told = ids(wall.board.shelf().get(&attached).unwrap());
    assert!(!told.is_empty() && told.is_subset(&truth), "{told:?} {truth:?}");
    assert!(vendor.asked(NUMBER) > 0, "the vendor is asked for the number as it was typed");
    assert!(way.asked(NUMBER) > 0 && way.answered(NUMBER) == 0, "it goes to the hub, and does not come back");
    assert!(way.answered("139****7788") > 0, "the answer is masked");
    // A look at the calls of before does not undo what is asked now.
    let state = wall.state();
    assert!(state.problem.is_none() && state.open);
    running.end().await;
}
