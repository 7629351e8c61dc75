//! Who waits by callbacks, as the board shows it, against those who wait in the simulated centre: in the queue or ringing, and
//! never in the menu.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use axum::body::Bytes;
use callboard::model::{
    Board, CallKind, LiveCall, Payload, Phase, Roster, RosterKind, SourceId, SourceReport, Stage, Stamp, Update,
    Waiting,
};
use callboard::platforms::sobot_call::read_callback;
use callboard::sim::PushTo;
use callboard::ui::{Keymap, Settings, View};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::screen_support::drawn;
use crate::sim_support::Centre;
use crate::vendor_support::full;

/// An address that takes everything, and what comes there.
async fn receiver() -> (String, UnboundedReceiver<Vec<u8>>) {
    let (sender, came) = mpsc::unbounded_channel();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}/callbacks", listener.local_addr().expect("an address"));
    let app = axum::Router::new().fallback(move |body: Bytes| {
        let sender = sender.clone();
        async move {
            let _ = sender.send(body.to_vec());
        }
    });
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, came)
}

/// Tells the board what was pushed, in the order in which it happened, as if each had come at once.
fn hear(board: &mut Board, came: &mut UnboundedReceiver<Vec<u8>>) {
    let mut told: Vec<(i64, i64, Vec<u8>)> = Vec::new();
    while let Ok(body) = came.try_recv() {
        let event: Value = serde_json::from_slice(&body).expect("JSON");
        if let (Some(at), Some(nth)) = (event["creationTime"].as_i64(), event["referenceID"].as_i64()) {
            told.push((at, nth, body));
        }
    }
    told.sort();
    for (at, _, body) in told {
        let pushed = read_callback(body).expect("a callback");
        board.apply(Update::new(Stamp(at), Payload::Pushed(pushed.callbacks)));
    }
}

/// Ids of inbound calls of the truth for which `is_it` holds.
fn inbound(live: &Value, is_it: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    let calls = live["calls"].as_array().expect("calls").iter();
    let calls = calls.filter(|call| call["callType"] == 2 && is_it(call));
    calls.map(|call| call["id"].as_str().expect("an id").trim().to_owned()).collect()
}

/// The same of the board's.
fn heard(board: &Board, is_it: impl Fn(&LiveCall) -> bool) -> BTreeSet<String> {
    let calls = board.live().iter().filter(|call| call.kind == Some(CallKind::Inbound) && is_it(call));
    calls.map(|call| call.id.to_string()).collect()
}

#[tokio::test]
async fn who_waits_on_screen_is_who_waits_in_the_centre_and_the_menu_is_never_called_queue() {
    let (url, mut came) = receiver().await;
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    centre.sim.push_to(PushTo::new(&url), "--push").expect("an address");
    let mut board = Board::new();
    for source in [SourceId::Agents, SourceId::Push] {
        let report = SourceReport::new(source, Phase::Live);
        board.apply(Update::new(Stamp(centre.now()), Payload::Source(report)));
    }
    let settings = Settings::default();
    let view = View::new(&settings, Keymap::new(&[]).expect("keys"));
    let (mut told_apart, mut in_the_menu, mut most) = (0, 0, 0);
    for look in 0..60 {
        centre.pass(30_000);
        centre.sim.deliveries().await;
        hear(&mut board, &mut came);
        let page = full(&centre.snapshot("pageSize=500", &token).await.to_string());
        let roster =
            Roster { summary: page.summary, total: page.total, ..Roster::whole(RosterKind::Full, page.agents) };
        let now = Stamp(centre.now());
        board.apply(Update::new(now, Payload::Roster(Box::new(roster))));
        // Calls that were under way when the first event came were not seen from their beginning.
        if look < 20 {
            continue;
        }
        let live = centre.sim.live_truth()["live"].clone();
        let truth = inbound(&live, |call| call["waits_since"].is_i64());
        let sure = heard(&board, |call| call.waits_since().is_some());
        let unsure = heard(&board, LiveCall::may_be_in_menu);
        assert!(sure.is_subset(&truth), "look {look}: {sure:?} wait, of {truth:?}");
        let all: BTreeSet<String> = sure.union(&unsure).cloned().collect();
        assert!(truth.is_subset(&all), "look {look}: {truth:?} wait, and {all:?} may");
        let menu = inbound(&live, |call| call["phase"] == "menu");
        let queue = heard(&board, |call| call.stage == Stage::Queue);
        assert!(menu.is_disjoint(&queue), "look {look}: {menu:?} are in the menu, {queue:?} in the queue");
        told_apart += usize::from(unsure.is_empty());
        in_the_menu += heard(&board, |call| call.stage == Stage::Menu).len();
        most = most.max(truth.len());
        let waiting = board.waiting(now);
        assert!(waiting.allows(truth.len() as u64), "look {look}: {waiting:?}, {} wait", truth.len());
        let figure = match waiting {
            Waiting::Exact(count) => count.to_string(),
            Waiting::Between(least, most) => format!("{least}–{most}"),
            Waiting::Unchecked(count, _) => format!("{count}?"),
            other => panic!("look {look}: {other:?}"),
        };
        let screen = drawn(&board, &view, &settings, now, (120, 34));
        assert!(screen.contains(&format!(" {figure} waiting")), "look {look}, {figure}: {screen}");
    }
    assert!(told_apart > 10 && in_the_menu > 0 && most > 0, "{told_apart} {in_the_menu} {most}");
}
