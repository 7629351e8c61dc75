//! Calls as they happen: in a simulated centre the list has every call in progress, where the simulator has it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use axum::body::Bytes;
use axum::http::StatusCode;
use callboard::model::customer::is_mobile;
use callboard::model::{Board, LiveCall, Payload, Phase, SourceId, SourceReport, Stamp, Update};
use callboard::platforms::sobot_call::read_callback;
use callboard::sim::PushTo;
use callboard::ui::{Action, Effect, Keymap, Settings, View};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::screen_support::drawn;
use crate::sim_support::{AFTERNOON, Centre};

/// A board that is told what the centre pushes, and nothing else.
struct Told {
    centre: Centre,
    bodies: UnboundedReceiver<Bytes>,
    board: Board,
    settings: Settings,
    /// Customers' numbers, as they were pushed in full.
    numbers: BTreeSet<String>,
}

impl Told {
    async fn open() -> Self {
        let (sender, bodies) = mpsc::unbounded_channel();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let url = format!("http://{}/callbacks", listener.local_addr().expect("an address"));
        let app = axum::Router::new().fallback(move |body: Bytes| {
            let taken = sender.send(body).map_or(StatusCode::SERVICE_UNAVAILABLE, |()| StatusCode::OK);
            std::future::ready(taken)
        });
        tokio::spawn(async move { axum::serve(listener, app).await });
        let centre = Centre::open(|options| options.agents = 60).await;
        centre.sim.push_to(PushTo::new(&url), "--push").expect("an address");
        let mut board = Board::new();
        let live = SourceReport::new(SourceId::Push, Phase::Live);
        board.apply(Update::new(Stamp(centre.now()), Payload::Source(live)));
        let settings = Settings { zone: chrono_tz::Asia::Shanghai, ..Settings::default() };
        Self { centre, bodies, board, settings, numbers: BTreeSet::new() }
    }

    /// Lets so many ms pass, and takes what was pushed meanwhile in the order in which it happened, as if each had come at
    /// once.
    async fn pass(&mut self, ms: i64) {
        self.centre.pass(ms);
        self.centre.sim.deliveries().await;
        let mut told: Vec<(i64, i64, Bytes)> = Vec::new();
        while let Ok(body) = self.bodies.try_recv() {
            let fields: Value = serde_json::from_slice(&body).expect("JSON");
            let numbers = ["ANI", "DNIS"].into_iter().filter_map(|key| fields[key].as_str());
            self.numbers.extend(numbers.filter(|number| is_mobile(number)).map(str::to_owned));
            if let (Some(at), Some(nth)) = (fields["creationTime"].as_i64(), fields["referenceID"].as_i64()) {
                told.push((at, nth, body));
            }
        }
        told.sort();
        for (at, _, body) in told {
            let pushed = read_callback(body.to_vec()).expect("a callback");
            self.board.apply(Update::new(Stamp(at), Payload::Pushed(pushed.callbacks)));
        }
    }

    fn act(&self, view: &mut View, action: Action) -> Effect {
        let now = Stamp(self.centre.now());
        let effect = view.act(action, &self.board, now, &self.settings);
        view.put_in_order(&self.board, now, &self.settings);
        effect
    }

    /// The list as a file has it.
    fn file(&self, view: &mut View) -> String {
        let Effect::Export { text, .. } = self.act(view, Action::Export) else { panic!("no file") };
        text
    }

    /// The calls that the list has, by going into each of them, with what the rows say of where they are.
    fn listed(&self) -> BTreeMap<String, String> {
        let mut view = View::new(&self.settings, Keymap::new(&[]).expect("keys"));
        self.act(&mut view, Action::LiveCalls);
        let text = self.file(&mut view);
        let mut file = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = file.records().map(|row| row.expect("a row")).collect();
        let mut listed = BTreeMap::new();
        for row in &rows {
            self.act(&mut view, Action::Open);
            let on = view.whereabouts();
            let id = on.strip_prefix("the page of call ").unwrap_or_else(|| panic!("no call's page: {on}"));
            listed.insert(id.to_owned(), row[1].to_owned());
            self.act(&mut view, Action::Back);
            self.act(&mut view, Action::Down);
        }
        assert_eq!(listed.len(), rows.len(), "a row a call, in one order: {text}");
        listed
    }
}

/// Where the list may say that a call is, by where the simulator has it: what comes first is what it should say. While a
/// colleague is asked, or a call is passed on, the simulator looks at the one who dials or is rung, and the list at the
/// customer.
fn may_say(call: &Value) -> &'static [&'static str] {
    match (call["phase"].as_str().unwrap_or_default(), call["callType"] == 2) {
        ("menu", _) => &["menu", "menu or queue"],
        ("queue", _) => &["queue", "menu or queue"],
        ("bot", _) => &["robot"],
        ("outside", _) => &["outside number"],
        ("ringing", _) => &["ringing", "on hold", "talking"],
        ("dialing", false) => &["dialling", "ringing"],
        ("talking", _) => &["talking", "on hold"],
        ("dialing", true) | ("held", _) => &["on hold", "talking"],
        (phase, _) => panic!("no such place: {phase}"),
    }
}

#[tokio::test]
async fn the_list_has_every_call_in_progress_where_the_simulator_has_it() {
    let mut told = Told::open().await;
    let (mut seen, mut apart, mut places) = (0, 0, BTreeMap::<String, u64>::new());
    for _ in 0..16 {
        told.pass(45_000).await;
        let truth = told.centre.sim.live_truth();
        let calls = truth["live"]["calls"].as_array().expect("calls");
        let known: BTreeMap<&str, &Value> =
            calls.iter().map(|call| (call["id"].as_str().expect("an id").trim(), call)).collect();
        // A talk between agents is no call of the truth: it is a part of one.
        let between_agents = |id: &str| told.board.live().get(id).is_some_and(LiveCall::is_consultation);
        let listed = told.listed();
        for (id, says) in listed.iter().filter(|(id, _)| !between_agents(id)) {
            let call = known.get(id.as_str()).unwrap_or_else(|| panic!("{id} is over, and the list has it: {says}"));
            // Of one that began before anything was pushed, only what came later is known.
            if call["start"].as_i64().expect("a moment") >= AFTERNOON {
                let places_of_it = may_say(call);
                assert!(places_of_it.contains(&says.as_str()), "{says}: {call}");
                let both = says == "menu or queue" || places_of_it.first() == Some(&says.as_str());
                apart += u64::from(!both);
                *places.entry(says.clone()).or_default() += 1;
            }
        }
        for (id, call) in known.iter().filter(|(_, call)| call["start"].as_i64() >= Some(AFTERNOON)) {
            assert!(listed.contains_key(*id), "not listed: {call}");
            seen += 1;
        }
    }
    assert!(seen > 50, "a centre with calls: {seen}");
    assert!(apart * 10 < seen, "{apart} of {seen} are not where the simulator has them: {places:?}");
    assert!(["talking", "ringing"].iter().all(|place| places.contains_key(*place)), "{places:?}");
}

/// Numbers are masked in the list, in its file, and on the page of every call.
#[tokio::test]
async fn no_customers_number_is_on_a_page_of_calls_as_they_happen() {
    let mut told = Told::open().await;
    for _ in 0..6 {
        told.pass(60_000).await;
    }
    let numbers = &told.numbers;
    assert!(numbers.len() > 3, "customers' numbers were pushed: {numbers:?}");
    let mut view = View::new(&told.settings, Keymap::new(&[]).expect("keys"));
    told.act(&mut view, Action::LiveCalls);
    let now = Stamp(told.centre.now());
    let mut pages = vec![told.file(&mut view), drawn(&told.board, &view, &told.settings, now, (200, 60))];
    for _ in 0..told.board.live().len() {
        told.act(&mut view, Action::Open);
        pages.push(drawn(&told.board, &view, &told.settings, now, (200, 60)));
        told.act(&mut view, Action::Back);
        told.act(&mut view, Action::Down);
    }
    for page in &pages {
        assert!(numbers.iter().all(|number| !page.contains(number.as_str())), "{page}");
    }
}
