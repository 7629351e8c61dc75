//! The lease stands apart from what boards read: whatever a crowd of them does to that, the hub leads on. And apart from what
//! hubs of an earlier version had.

use std::sync::atomic::Ordering;

use bytes::Bytes;
use callboard::feed::hub::nats::store::Put;
use callboard::feed::hub::post::Manifest;
use callboard::feed::hub::problem::Unlinked;
use serde_json::{Value, json};

use super::relay::relay;
use super::*;

/// Has the hub make a keyframe; waits until it is stored.
async fn keyframe(link: &Link) {
    let headers = vec![("Cb-Ask", "keyframe".to_owned())];
    let asked = link.ask(Layout::new("main").ask(), headers, Bytes::new(), PATIENCE).await.unwrap();
    assert!(asked.unwrap().header("Cb-Wrong").is_none());
}

/// What says where the newest keyframe is, and its revision.
async fn manifest(link: &Link) -> (Manifest, u64) {
    let layout = Layout::new("main");
    let post = link.last(&layout.keyframes(), &layout.now()).await.unwrap().unwrap();
    (serde_json::from_slice(post.body()).unwrap(), post.number("Nats-Sequence").unwrap())
}

/// The number of the lease's last renewal.
async fn beat(link: &Link) -> u64 {
    let layout = Layout::new("main");
    let post = link.last(&layout.bucket(), &layout.lease()).await.unwrap().unwrap();
    serde_json::from_slice::<Value>(post.body()).unwrap()["beat"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_leads_on_while_the_stream_that_boards_read_stands_still() {
    let Some(server) = Nats::start() else { return };
    let (sim, config) = centre(201).await;
    let relay = relay(&server, &Layout::new("main").keyframes_config(1)).await;
    let mut hub = Contender::start(&on(&config, &relay.url, "jump1")).await;
    hub.leads().await;
    let mut wall = Wall::of(&board(&config, &server.url()));
    wall.until("the agents", |wall| wall.board.has_roster()).await;
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    relay.stalls.send(true).unwrap();
    let asking = tokio::spawn({
        let link = link.clone();
        async move { keyframe(&link).await }
    });
    let (from, place) = (beat(&link).await, wall.state().epoch);
    // By then who holds it without renewal would have lost it.
    let leads_on = async {
        while relay.stalled.load(Ordering::SeqCst) == 0 || beat(&link).await < from + 4 {
            wall.take().await;
        }
    };
    timeout(PATIENCE, leads_on).await.expect("the lease is not renewed");
    let stats = hub.stats();
    assert_eq!((stats.leads, stats.terms, stats.fenced), (true, 1, 0));
    asking.abort();
    sim.pause();
    is_as(&mut wall, &hub).await;
    assert_eq!((wall.told_anew, wall.state().epoch), (1, place));
    hub.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_knows_its_own_keyframe_where_the_answer_was_lost_and_is_fenced_off_by_anothers() {
    let Some(server) = Nats::start() else { return };
    let (_sim, config) = centre(202).await;
    let mut hub = Contender::start(&on(&config, &server.url(), "jump1")).await;
    hub.leads().await;
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    let layout = Layout::new("main");
    keyframe(&link).await;
    // As if it had written that itself, and never heard so.
    let (own, revision) = manifest(&link).await;
    let body = Bytes::from(serde_json::to_vec(&own).unwrap());
    let again = link.put(layout.now(), Vec::new(), body).await.unwrap();
    assert!(matches!(again, Put::At(now) if now > revision), "{again:?}");
    keyframe(&link).await;
    let (newer, _) = manifest(&link).await;
    assert!(newer.at().unwrap().is_after(own.at().unwrap()), "{newer:?} {own:?}");
    let stats = hub.stats();
    assert_eq!((stats.leads, stats.terms, stats.fenced), (true, 1, 0));
    // What another hub wrote it does not replace.
    let other = Manifest { place: Place { epoch: callboard::feed::hub::Epoch(7), n: 1 }.to_string(), ..own };
    link.put(layout.now(), Vec::new(), Bytes::from(serde_json::to_vec(&other).unwrap())).await.unwrap();
    let asking = tokio::spawn(async move { keyframe(&link).await });
    let fenced = hub.stats.wait_for(|stats| stats.fenced == 1 && stats.terms == 2);
    timeout(PATIENCE, fenced).await.expect("it is not fenced off").unwrap();
    asking.abort();
    hub.end().await;
}

/// Makes a stream as a hub of the version before did.
async fn make(link: &Link, name: &str, subjects: &str) {
    let config = json!({
        "name": name, "description": "callboard layout 1", "subjects": [subjects], "storage": "file", "num_replicas": 1,
        "retention": "limits", "discard": "old", "allow_direct": true
    });
    let body = Bytes::from(config.to_string());
    let made = link.ask(format!("$JS.API.STREAM.CREATE.{name}"), Vec::new(), body, PATIENCE).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(made.body()).contains("error"), "{made:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_hub_of_the_version_before_leads_beside_one_of_this() {
    let (_sim, config) = centre(203).await;
    for (name, subjects) in [("CB_main", "cb.main.in"), ("KV_cb_main", "$KV.cb_main.>")] {
        let Some(server) = Nats::start() else { return };
        let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
        make(&link, name, subjects).await;
        let hub = on(&config, &server.url(), "jump1");
        let standing = glue::nats::standing(&hub, hub.hub.nats.as_ref().unwrap(), &glue::clock(), Vec::new()).unwrap();
        let refused = timeout(PATIENCE, standing.station.connect(|_| {})).await.unwrap().unwrap_err().to_string();
        let expected = format!(
            "the stream {name} is of another version (callboard layout 1), not callboard layout 2; update the older program, \
             or remove the stream: nats stream rm"
        );
        assert_eq!(refused, expected);
        // Nothing was made beside what that one is at work on.
        for other in ["CB_main", "KV_cb_main", "KV_cbw_main"].into_iter().filter(|other| *other != name) {
            assert_eq!(link.stream(other).await, Ok(None), "{other}");
        }
    }
    // One that runs on while its streams are removed finds no place for its lease.
    let Some(server) = Nats::start() else { return };
    let link = Link::connect(&settings(&server.url(), Shown::Nothing)).await.unwrap();
    link.make_streams(&Layout::new("main"), 1).await.unwrap();
    let headers = vec![("Nats-Expected-Last-Subject-Sequence", "0".to_owned())];
    let put = link.put("$KV.cb_main.lease".to_owned(), headers, "{}".into()).await;
    assert!(matches!(put, Err(Unlinked::NoStream(..))), "{put:?}");
}
