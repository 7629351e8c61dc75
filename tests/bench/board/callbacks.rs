//! Callbacks as the vendor signs and sends them: signature, body, board.
//!
//! 2,000 a second are to cost no more than half a core. How many times that are taken is printed before the benchmark.

use std::hint::black_box;
use std::time::Instant;

use callboard::model::{Board, Payload, Phase, SourceId, SourceReport, Stamp, Update};
use callboard::platforms::CallbacksApi;
use callboard::platforms::sobot_call::{Callbacks, read_callback};
use criterion::{BatchSize, Criterion, SamplingMode, Throughput};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::centre::{self, NOW};

const AGENTS: usize = 1_000;
const CALLS: usize = 2_000;
/// So many calls begin between two events of a call.
const APART: usize = 50;

/// Events a second that are wanted, and of which part of a core.
const WANTED: f64 = 2_000.0;
const CORE: f64 = 0.5;

/// What happens to a call, and to whom.
const STEPS: [(&str, &str); 8] = [
    ("EventCallCreated", ""),
    ("EventRinging", "Agent"),
    ("EventEstablished", "Agent"),
    ("EventHeld", "Agent"),
    ("EventRetrieved", "Agent"),
    ("EventReleased", "Agent"),
    ("EventReleased", "Customer"),
    ("EventCallDeleted", ""),
];

/// A callback on its way here.
struct Sent {
    at: Stamp,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

fn vendor() -> Callbacks {
    Callbacks::new("825072edbd914f47aa8704de02f1cdb6", &SecretString::from("forwarding-key"))
}

fn event(call: usize, (name, role): (&str, &str), at: Stamp) -> Value {
    let agent = call % AGENTS;
    let mut event = json!({
        "messageID": name, "creationTime": at.ms(), "companyId": "825072edbd914f47aa8704de02f1cdb6", "referenceID": call,
        "attachedData": "{}", "callID": format!("{call:032x}"), "partyID": format!("{call:030x}-{role}"),
        "callType": "Inbound", "partyRole": role, "ANI": format!("138{call:08}"), "DNIS": "4006001234", "thisDN": "8001",
        "thisDNRole": "Destination", "otherDN": "", "otherDNRole": "", "thirdDN": "", "thirdDNRole": "",
    });
    if role == "Agent"
        && let Some(fields) = event.as_object_mut()
    {
        fields.insert("agentUUID".to_owned(), json!(centre::id(agent)));
        fields.insert("agentID".to_owned(), json!((1_000 + agent).to_string()));
        fields.insert("thisQueues".to_owned(), json!(["q8001", "q8002"]));
    }
    event
}

/// The events of all calls in the order in which they happen, 2,000 a second, with hundreds of calls in progress at a time.
fn sent() -> Vec<Sent> {
    let steps = (0..CALLS).flat_map(|call| STEPS.into_iter().enumerate().map(move |(step, what)| (call, step, what)));
    let mut steps: Vec<_> = steps.collect();
    steps.sort_by_key(|(call, step, _)| (call + step * APART, *step));
    let vendor = vendor();
    let mut sent = Vec::with_capacity(steps.len());
    for (place, (call, _, what)) in steps.into_iter().enumerate() {
        let at = NOW.plus(place as i64 / 2);
        let body = event(call, what, at).to_string().into_bytes();
        sent.push(Sent { at, headers: vendor.sign(at, &format!("{place:06}")), body });
    }
    sent
}

/// A board that listens.
fn board() -> Board {
    let mut board = centre::board(AGENTS);
    let live = SourceReport::new(SourceId::Push, Phase::Live);
    board.apply(Update::new(NOW, Payload::Source(live)));
    board
}

fn hear(board: &mut Board, vendor: &Callbacks, sent: &[Sent]) {
    for Sent { at, headers, body } in sent {
        let header =
            |name: &'static str| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        black_box(vendor.signed(&header).expect("it is signed"));
        let pushed = read_callback(body.clone()).expect("it is one");
        board.apply(Update::new(*at, Payload::Pushed(pushed.callbacks)));
    }
}

pub fn bench(criterion: &mut Criterion) {
    let (sent, vendor) = (sent(), vendor());
    let mut told = board();
    let began = Instant::now();
    hear(&mut told, &vendor, &sent);
    let a_second = sent.len() as f64 / began.elapsed().as_secs_f64();
    let past = told.live().past();
    assert_eq!((past.events, past.ended_unseen, told.live().len()), (sent.len() as u64, 0, 0));
    println!("callbacks: {a_second:.0} a second on one core, {:.1} times what is wanted", a_second * CORE / WANTED);

    let mut group = criterion.benchmark_group("callbacks");
    group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(sent.len() as u64));
    group.bench_function("signed, decoded and applied", |bencher| {
        bencher.iter_batched_ref(board, |board| hear(board, &vendor, &sent), BatchSize::LargeInput);
    });
    group.bench_function("serde_json alone", |bencher| {
        bencher.iter(|| {
            for Sent { body, .. } in &sent {
                black_box(serde_json::from_slice::<Value>(body).expect("it is JSON"));
            }
        });
    });
    group.finish();
}
