//! What the simulator pushes: signed as documented, shaped as the example, equal to the reports, and never in the way of the
//! world.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode};
use callboard::sim::faults::pushes::PushFaults;
use callboard::sim::{Deliveries, Delivery, PushTo};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::ports::HeldPort;
use crate::sim_support::{AFTERNOON, Centre, md5};
use crate::sim_wire::{example, same_shape};

/// Far longer than anything here takes.
const NEVER: Duration = Duration::from_hours(1);

/// How a receiver treats a callback.
#[derive(Clone, Copy, PartialEq)]
enum Manners {
    Answers(u16),
    /// Reads it and says nothing more.
    Silent,
}

/// One callback as it came.
struct Came {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Value,
    /// Its body did not come at once: so much of it did, and so much was announced.
    piece: Option<(usize, usize)>,
}

impl Came {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn text(&self, key: &str) -> &str {
        self.body[key].as_str().unwrap_or_default().trim()
    }

    fn is_signed(&self, centre: &Centre) -> bool {
        let known = centre.sim.credentials();
        let (time, code) = (self.header("X-Log-TimeStamp"), self.header("X-Log-RandomCode"));
        self.header("X-Log-Sign") == md5(&[&known.company_id, time, code, &known.push_app_key])
    }

    /// A record, and none of the bot's lists.
    fn is_record(&self) -> bool {
        self.body.get("callResult").is_some()
            && self.body.get("intentName").is_none()
            && self.body.get("intentTagName").is_none()
    }
}

async fn take(request: Request, manners: Manners, came: UnboundedSender<Came>) -> StatusCode {
    let (parts, body) = request.into_parts();
    let length = parts.headers.get("content-length").and_then(|value| value.to_str().ok()?.parse().ok()).unwrap_or(0);
    let mut came_whole = Came {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        headers: parts.headers,
        body: Value::Null,
        piece: None,
    };
    let mut pieces = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(piece) = pieces.next().await {
        bytes.extend(piece.expect("a piece"));
        if bytes.len() == 1 && bytes.len() < length {
            let _ = came.send(Came { piece: Some((bytes.len(), length)), ..came_whole });
            return std::future::pending().await;
        }
    }
    came_whole.body = serde_json::from_slice(&bytes).expect("JSON");
    let _ = came.send(came_whole);
    match manners {
        Manners::Answers(status) => StatusCode::from_u16(status).expect("a status"),
        Manners::Silent => std::future::pending().await,
    }
}

/// A receiver's address, and what comes there.
async fn receiver(manners: Manners) -> (String, UnboundedReceiver<Came>) {
    let (sender, came) = mpsc::unbounded_channel();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}/callbacks/sobot", listener.local_addr().expect("an address"));
    let app = axum::Router::new().fallback(move |request: Request| take(request, manners, sender.clone()));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, came)
}

fn faulty(url: &str, faults: &str) -> PushTo {
    PushTo { faults: PushFaults::read(faults).expect("a list"), ..PushTo::new(url) }
}

/// A centre that pushes to a receiver which takes everything.
async fn pushing(faults: Option<&str>) -> (Centre, UnboundedReceiver<Came>) {
    let (url, came) = receiver(Manners::Answers(200)).await;
    let centre = Centre::open(|_| {}).await;
    let to = faults.map_or_else(|| PushTo::new(&url), |faults| faulty(&url, faults));
    centre.sim.push_to(to, "--push").expect("an address");
    (centre, came)
}

/// Everything that has come, once it is known what became of all that was sent.
async fn all(centre: &Centre, came: &mut UnboundedReceiver<Came>) -> (Deliveries, Vec<Came>) {
    let told = centre.sim.deliveries().await;
    let mut all = Vec::new();
    while let Ok(one) = came.try_recv() {
        all.push(one);
    }
    (told, all)
}

#[tokio::test]
async fn every_callback_is_posted_alone_and_signed_as_documented() {
    let (centre, mut came) = pushing(None).await;
    for _ in 0..10 {
        centre.pass(30_000);
        let (_, all) = all(&centre, &mut came).await;
        assert!(all.iter().all(|one| one.header("X-Log-TimeStamp") == centre.now().to_string()));
        for one in all {
            assert_eq!((one.method.as_str(), one.path.as_str()), ("POST", "/callbacks/sobot"));
            assert_eq!(one.header("content-type"), "application/json;charset=utf-8");
            assert!(one.is_signed(&centre) && one.body.is_object());
        }
    }
    let told = centre.sim.deliveries().await;
    assert!(told.taken > 300 && told.taken == told.queued, "{told:?}");
    assert_eq!((told.refused, told.failed, told.no_room, told.lost), (0, 0, 0, 0));
    assert_eq!(centre.truth().await["deliveries"]["taken"], told.taken);
}

#[tokio::test]
async fn another_company_and_key_sign_and_are_told_everywhere() {
    let (url, mut came) = receiver(Manners::Answers(200)).await;
    let centre = Centre::open(|options| {
        options.company_id = Some("my-company".to_owned());
        options.push_app_key = Some("my-key".to_owned());
    })
    .await;
    centre.sim.push_to(PushTo::new(&url), "--push").expect("an address");
    centre.pass(120_000);
    let (_, all) = all(&centre, &mut came).await;
    assert!(all.len() > 50, "{}", all.len());
    for one in all {
        let sign = md5(&["my-company", one.header("X-Log-TimeStamp"), one.header("X-Log-RandomCode"), "my-key"]);
        assert_eq!((one.header("X-Log-Sign"), one.text("companyId")), (sign.as_str(), "my-company"));
    }
}

#[tokio::test]
async fn the_agent_status_callback_is_shaped_as_the_example() {
    let (centre, mut came) = pushing(None).await;
    let example = example("sobot-call/agent-status-callback.json");
    let mut without_call = example.clone();
    for key in ["callID", "callType", "partyId", "dialType"] {
        without_call.as_object_mut().expect("an object").remove(key);
    }
    centre.pass(1_200_000);
    let (_, all) = all(&centre, &mut came).await;
    let (mut in_call, mut others) = (0, 0);
    for one in all.iter().filter(|one| one.text("messageID") == "AgentHistoryLogES") {
        if one.body.get("callID").is_some() {
            same_shape(&one.body, &example, &["attachedData"]);
            assert!(one.body["attachedData"].is_string());
            in_call += 1;
        } else {
            same_shape(&one.body, &without_call, &[]);
            others += 1;
        }
        assert_eq!(one.body["msgType"], example["msgType"]);
    }
    assert!(in_call > 100 && others > 50, "{in_call} {others}");
}

#[tokio::test]
async fn a_pushed_record_is_the_one_that_the_reports_give() {
    let (centre, mut came) = pushing(None).await;
    let token = centre.call_token().await;
    // Long enough for calls that begin afterwards to end, and for their records that come late.
    for _ in 0..20 {
        centre.pass(120_000);
    }
    let (_, all) = all(&centre, &mut came).await;
    let reports = "/callservice/tm/tm-reports";
    let asked = json!({"startTime": AFTERNOON - 7_200_000, "endTime": centre.now(), "pageNum": 1, "pageSize": 1000});
    let search = centre.post(&format!("{reports}/maincdrs/_search")).json(&asked);
    let list: Value =
        search.header("Authorization", format!("Bearer {token}")).send().await.unwrap().json().await.unwrap();
    let rows = list["data"]["list"].as_array().expect("rows");
    let id = |value: &Value| value["callID"].as_str().unwrap_or_default().trim().to_owned();
    let listed: BTreeMap<String, &Value> = rows.iter().map(|row| (id(row), row)).collect();
    let (mut mains, mut legs): (BTreeMap<String, &Value>, BTreeMap<String, Vec<&Value>>) = Default::default();
    for one in all.iter().filter(|one| one.is_record()) {
        if one.body.get("partyId").is_some() {
            legs.entry(id(&one.body)).or_default().push(&one.body);
        } else {
            assert!(mains.insert(id(&one.body), &one.body).is_none(), "pushed twice");
        }
    }
    let mut compared = 0;
    for (call, pushed) in &mains {
        // A few come to the list late.
        let Some(row) = listed.get(call) else { continue };
        assert_eq!(pushed, row);
        compared += 1;
        if compared % 10 == 0 {
            let ask = centre.get(&format!("{reports}/maincdrs/{call}/partycdrs"));
            let answer = ask.header("Authorization", format!("Bearer {token}")).send().await.unwrap();
            let parties: Value = answer.json().await.unwrap();
            let mut parties: Vec<&Value> = parties["data"]["list"].as_array().expect("rows").iter().collect();
            assert_eq!(parties.pop(), Some(&json!({})));
            assert_eq!(legs.remove(call).unwrap_or_default(), parties);
        }
    }
    assert!(compared > 100 && compared * 10 > mains.len() * 9, "{compared} of {}", mains.len());
}

#[tokio::test]
async fn a_receiver_that_refuses_or_is_not_there_is_counted_and_said_once() {
    let (url, _came) = receiver(Manners::Answers(401)).await;
    let nothing = HeldPort::new();
    let gone = format!("http://{}/", nothing.address);
    for (url, refused) in [(url, true), (gone, false)] {
        let centre = Centre::open(|_| {}).await;
        let (sender, mut said) = mpsc::unbounded_channel();
        let on_change = Some(std::sync::Arc::new(move |became: &Delivery| drop(sender.send(became.clone()))) as _);
        centre.sim.push_to(PushTo { on_change, ..PushTo::new(url) }, "--push").expect("an address");
        centre.pass(60_000);
        let told = centre.sim.deliveries().await;
        assert!(told.queued > 20 && told.taken == 0, "{told:?}");
        assert_eq!(if refused { told.refused } else { told.failed }, told.queued);
        let first = said.try_recv().expect("a word");
        assert_eq!(first == Delivery::Refused(401), refused, "{first:?}");
        assert!(said.try_recv().is_err(), "said again");
    }
}

#[tokio::test]
async fn a_receiver_that_never_answers_holds_up_nothing_and_what_finds_no_room_is_counted() {
    let (url, _came) = receiver(Manners::Silent).await;
    let centre = Centre::open(|_| {}).await;
    centre.sim.push_to(PushTo { room: 8, ..PushTo::new(url) }, "--push").expect("an address");
    for _ in 0..10 {
        centre.pass(60_000);
    }
    let truth = centre.truth().await;
    assert_eq!(truth["now"], centre.now());
    let count = |name: &str| truth["deliveries"][name].as_u64().expect("a count");
    // Eight wait, and one a way is with the receiver.
    assert!((8..=12).contains(&count("queued")), "{}", truth["deliveries"]);
    assert!(count("no_room") > 300 && count("taken") == 0, "{}", truth["deliveries"]);
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_in_a_sentence() {
    let centre = Centre::open(|_| {}).await;
    for url in ["receiver:8443", "ftp://receiver/", "http://", "http://user@receiver/"] {
        let error = centre.sim.push_to(PushTo::new(url), "--push").expect_err(url).to_string();
        assert!(error.starts_with("--push "), "{error}");
    }
    centre.pass(60_000);
    assert_eq!(centre.truth().await["deliveries"], Value::Null);
}

#[tokio::test]
async fn lost_callbacks_do_not_come_and_late_ones_come_later() {
    let (centre, mut came) = pushing(Some("lost=100")).await;
    centre.pass(120_000);
    let (told, none) = all(&centre, &mut came).await;
    assert!(told.lost > 50 && told.queued == 0 && none.is_empty(), "{told:?}");
    let (centre, mut came) = pushing(Some("late=100")).await;
    centre.pass(4_000);
    assert_eq!(all(&centre, &mut came).await.1.len(), 0);
    centre.pass(60_000);
    let (told, late) = all(&centre, &mut came).await;
    assert!(told.queued > 0 && late.iter().all(|one| one.is_signed(&centre)));
    let made: Vec<i64> = late.iter().filter_map(|one| one.body["creationTime"].as_i64()).collect();
    assert!(made.len() > 5 && made.iter().all(|made| centre.now() - made >= 5_000), "{made:?}");
}

#[tokio::test]
async fn doubled_callbacks_have_two_codes_and_replayed_ones_one() {
    for (faults, codes) in [("doubled=100", 2), ("replayed=100", 1)] {
        let (centre, mut came) = pushing(Some(faults)).await;
        centre.pass(120_000);
        let (_, all) = all(&centre, &mut came).await;
        let mut twice: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for one in &all {
            assert!(one.is_signed(&centre));
            twice.entry(one.body.to_string()).or_default().push(one.header("X-Log-RandomCode"));
        }
        assert!(twice.len() > 50, "{}", twice.len());
        for seen in twice.values() {
            assert_eq!((seen.len(), seen.iter().collect::<BTreeSet<_>>().len()), (2, codes), "{faults}");
        }
    }
}

#[tokio::test]
async fn reordered_callbacks_come_after_the_next_of_their_call() {
    let (centre, mut came) = pushing(Some("reordered=30")).await;
    centre.pass(600_000);
    centre.pass(10_000);
    let (_, all) = all(&centre, &mut came).await;
    let mut last: BTreeMap<&str, i64> = BTreeMap::new();
    let (mut swapped, mut events) = (0, 0);
    for one in all.iter().filter(|one| one.text("messageID").starts_with("Event")) {
        let number = one.body["referenceID"].as_i64().expect("a number");
        swapped += i64::from(last.insert(one.text("callID"), number).is_some_and(|last| last > number));
        events += 1;
    }
    assert!(swapped * 20 > events && swapped * 3 < events, "{swapped} of {events}");
}

#[tokio::test]
async fn wrongly_signed_encrypted_and_large_callbacks_are_what_they_are_called() {
    let (centre, mut came) = pushing(Some("wrong-sign=100")).await;
    centre.pass(60_000);
    let (_, wrong) = all(&centre, &mut came).await;
    assert!(wrong.len() > 20 && wrong.iter().all(|one| !one.is_signed(&centre)));
    let (centre, mut came) = pushing(Some("encrypted=100")).await;
    centre.pass(60_000);
    let (_, encrypted) = all(&centre, &mut came).await;
    assert!(encrypted.len() > 20);
    for one in encrypted {
        assert!(one.is_signed(&centre));
        same_shape(&one.body, &json!({"content": "LuB+VCYAKuhhkZ27SyQmemjwFUYO"}), &[]);
    }
    let (url, mut came) = receiver(Manners::Answers(413)).await;
    let centre = Centre::open(|_| {}).await;
    centre.sim.push_to(PushTo { room: 4, ..faulty(&url, "large=100") }, "--push").expect("an address");
    centre.pass(60_000);
    let (told, large) = all(&centre, &mut came).await;
    assert!(told.queued > 0 && told.refused == told.queued, "{told:?}");
    for one in large {
        let length: usize = one.header("content-length").parse().expect("a length");
        assert!(length > 10_000_000 && one.is_signed(&centre) && one.body.get("companyId").is_some());
    }
}

#[tokio::test]
async fn a_slow_callback_comes_a_byte_at_a_time_and_holds_up_no_other() {
    let (url, mut came) = receiver(Manners::Answers(200)).await;
    let centre = Centre::open(|_| {}).await;
    centre.sim.push_to(PushTo { byte_every: NEVER, ..faulty(&url, "slow=2") }, "--push").expect("an address");
    for _ in 0..10 {
        centre.pass(60_000);
    }
    let (mut slow, mut whole) = (0, 0);
    while slow < 4 || whole < 300 {
        let one = came.recv().await.expect("a callback");
        match one.piece {
            Some((piece, length)) => {
                assert!(piece == 1 && length > 100 && one.is_signed(&centre), "{piece} of {length}");
                slow += 1;
            }
            None => whole += 1,
        }
    }
}

#[tokio::test]
async fn the_truth_tells_who_waits_how_long_and_where_every_call_is() {
    let centre = Centre::open(|options| options.agents = 120).await;
    let mut most = 0;
    for _ in 0..60 {
        centre.pass(60_000);
        let truth = centre.sim.live_truth();
        let live = &truth["live"];
        let calls = live["calls"].as_array().expect("calls");
        let phases: BTreeMap<&str, u64> = live["phases"]
            .as_object()
            .expect("phases")
            .iter()
            .map(|(name, count)| (name.as_str(), count.as_u64().expect("a count")))
            .collect();
        for (phase, count) in &phases {
            assert_eq!(calls.iter().filter(|call| call["phase"] == *phase).count() as u64, *count, "{phase}");
        }
        assert_eq!(phases.values().sum::<u64>(), calls.len() as u64);
        assert_eq!(live["waiting"], phases["queue"] + phases["ringing"]);
        let waits: Vec<i64> =
            calls.iter().filter_map(|call| Some(centre.now() - call["waits_since"].as_i64()?)).collect();
        assert_eq!(live["longest_wait"], json!(waits.iter().max()));
        assert_eq!(live["seem_to_wait"], phases["menu"] + phases["queue"] + phases["ringing"]);
        for place in ["menu", "bot", "queue", "outside"] {
            assert_eq!(truth["callers"][place], phases[place], "{place}");
        }
        assert_eq!(truth["waiting"], phases["queue"]);
        let inbound = calls.iter().filter(|call| call["callType"] == 2).count();
        assert_eq!(truth["summary"]["inboundCallsCount"], inbound);
        // Colleagues who are asked talk in a call that another holds.
        let working = |name: &str| truth["summary"][name].as_u64().expect("a count");
        assert_eq!((phases["dialing"], phases["held"]), (working("dialingAgentsCount"), working("heldAgentsCount")));
        assert!(phases["ringing"] <= working("ringingAgentsCount"));
        most = most.max(phases["queue"]);
    }
    assert!(most > 0, "callers wait in this centre");
}
