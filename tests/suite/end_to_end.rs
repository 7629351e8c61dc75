//! The whole way, over real HTTP and SSE on loopback: the simulator's own state against the snapshot, field by field.

use std::collections::BTreeMap;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{glue, snapshot};
use callboard::config::Config;
use callboard::feed::Told;
use callboard::model::{Board, Changes, Limits, Payload, SourceId, Update};
use callboard::sim::{Options, Simulator};
use chrono::DateTime;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::schemas::hold_snapshot;
use crate::sim_support::{MODES, afternoon, centre_and_settings, http};

/// Long enough that only a board that never gets there fails; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(5);

struct Centre {
    simulator: Simulator,
    config: Config,
}

impl Centre {
    async fn open(options: Options) -> Self {
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let (simulator, config) = centre_and_settings(options, vendors).await;
        Self { simulator, config }
    }

    async fn truth(&self) -> Value {
        let url = format!("{}/__truth", self.simulator.base_url());
        http().get(url).send().await.unwrap().json().await.unwrap()
    }

    async fn pause(&self) {
        let url = format!("{}/__pause", self.simulator.base_url());
        assert!(http().post(url).send().await.unwrap().status().is_success());
    }

    fn document(&self, board: &Board) -> Value {
        let page = snapshot::Page {
            board,
            now: glue::clock()(),
            site: "test",
            zone: self.config.site.timezone,
            limits: &Limits::default(),
            lacking: &[],
        };
        hold_snapshot(snapshot::document(&page))
    }
}

/// The vendor's code in our words, written down here once more from the document.
fn word(table: &[(i64, &str)], code: &Value) -> Value {
    let Some(code) = code.as_i64() else { return Value::Null };
    table.iter().find(|(known, _)| *known == code).map_or(json!(code), |(_, word)| match *word {
        "" => Value::Null,
        word => json!(word),
    })
}

const WORK: &[(i64, &str)] = &[
    (0, ""),
    (1, "ready"),
    (2, "busy"),
    (4, "wrap-up"),
    (5, "dialling"),
    (6, "ringing"),
    (7, "talking"),
    (8, "holding"),
    (98, "locked"),
];
const LOGIN: &[(i64, &str)] = &[(-1, ""), (0, "offline"), (1, "online"), (2, "busy"), (98, "locked")];
const REASON: &[(i64, &str)] = &[
    (0, ""),
    (2, "do-not-disturb"),
    (4, "wrap-up"),
    (11, "break"),
    (12, "training"),
    (13, "meeting"),
    (14, "dining"),
    (15, "activity"),
    (16, "custom-1"),
    (17, "custom-2"),
    (18, "custom-3"),
    (97, "forced-by-agent"),
    (98, "forced-by-system"),
    (99, "forced-by-supervisor"),
];
const CALL: &[(i64, &str)] = &[(0, "none"), (1, "internal"), (2, "inbound"), (3, "outbound")];
const PHONE: &[(i64, &str)] = &[(1, "web"), (2, "wechat"), (3, "phone"), (4, "sip"), (5, "app")];

/// One agent of the truth, as the snapshot must show them.
pub(crate) fn expected(agent: &Value) -> Value {
    let text = |key: &str| agent[key].as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let number = text("customerNumber");
    let masked = text("customerPrivacyNumber")
        .or_else(|| number.map(|number| format!("{}****{}", &number[..3], &number[number.len() - 4..])));
    json!({
        "id": text("agentUUID"),
        "number": text("agentID"),
        "name": text("agentName"),
        "login": word(LOGIN, &agent["agentLoginStatus"]),
        "work": word(WORK, &agent["agentWorkStatus"]),
        "reason": word(REASON, &agent["agentBusyReasonCode"]),
        "work_since": agent["lastWorkStatusChangedTime"],
        "login_since": agent["lastLoginStatusChangedTime"],
        "phone": word(PHONE, &agent["phoneType"]),
        "extension": text("thisDN"),
        "call": word(CALL, &agent["callType"]),
        "customer": masked,
        "agent_answers": agent["inboundEstablishedCallsCountToday"],
        "agent_misses": agent["inboundAbandonCallsCountToday"],
        "dialled": agent["outboundCallsCountToday"],
        "connected": agent["outboundEstablishedCallsCountToday"],
    })
}

/// Every difference between the snapshot and the truth, in words.
pub fn differences(document: &Value, truth: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut differ = |what: String, ours: &Value, theirs: &Value| {
        let blank = |value: &Value| value.is_null() || value == "";
        if ours != theirs && !(blank(ours) && blank(theirs)) {
            wrong.push(format!("{what}: board {ours}, truth {theirs}"));
        }
    };
    differ("total".to_owned(), &document["total"], &truth["total"]);
    let ours: BTreeMap<&str, &Value> =
        document["agents"].as_array().unwrap().iter().map(|agent| (agent["id"].as_str().unwrap(), agent)).collect();
    let theirs = truth["agents"].as_array().unwrap();
    differ("agents".to_owned(), &json!(ours.len()), &json!(theirs.len()));
    for agent in theirs {
        let expected = expected(agent);
        let id = expected["id"].as_str().unwrap();
        let Some(mine) = ours.get(id) else {
            differ(id.to_owned(), &Value::Null, agent);
            continue;
        };
        for (field, theirs) in expected.as_object().unwrap() {
            let mine_all = mine;
            let mut mine = mine[field].clone();
            if field.ends_with("_since") {
                mine = mine
                    .as_str()
                    .map_or(Value::Null, |text| json!(DateTime::parse_from_rfc3339(text).unwrap().timestamp_millis()));
            }
            // A time that was not sent is as late as the message at most.
            let not_sent = mine_all[format!("{field}_at_least")] == true;
            if not_sent && mine.as_i64() >= theirs.as_i64() {
                continue;
            }
            differ(format!("{id} {field}"), &mine, theirs);
        }
    }
    for (name, count) in truth["summary"].as_object().unwrap() {
        let ours = match name.as_str() {
            "inboundEstablishedCallsCountToday" => "agent_answers",
            "inboundAbandonCallsCountToday" => "agent_misses",
            "outboundCallsCountToday" => "dialled",
            "outboundEstablishedCallsCountToday" => "connected",
            name => name,
        };
        differ(format!("summary {name}"), &document["summary"][ours], count);
    }
    wrong
}

/// Feeds a board until `operations` were applied, stops the world, and waits until the board equals it.
async fn follow(options: Options, operations: u64) -> (Value, Value) {
    let centre = Centre::open(options).await;
    let mut sources = glue::start(&centre.config, &glue::clock()).unwrap();
    let mut board = Board::new();
    let applied = |board: &Board| board.source(SourceId::Agents).applied;
    let fed = async {
        while !board.is_complete() || applied(&board) < operations || board.chat().is_none() || board.ai().is_none() {
            board.apply(sources.updates.recv().await.unwrap());
        }
    };
    timeout(PATIENCE, fed).await.expect("operations keep coming");
    centre.pause().await;
    let truth = centre.truth().await;
    let settle = async {
        loop {
            let wrong = differences(&centre.document(&board), &truth);
            if wrong.is_empty() {
                return;
            }
            let update = timeout(PATIENCE / 2, sources.updates.recv()).await;
            let Ok(update) = update else { panic!("the board never came to equal the truth: {wrong:#?}") };
            board.apply(update.unwrap());
        }
    };
    settle.await;
    let document = centre.document(&board);
    drop(sources);
    centre.simulator.stop().await;
    (document, truth)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_two_thousand_operations_the_board_equals_the_simulators_truth_field_by_field() {
    for strict in MODES {
        let (document, truth) = follow(Options { rate: Some(400.0), strict, ..afternoon(7) }, 2_000).await;
        let agents = &document["sources"]["agents"];
        assert_eq!(agents["state"], "live", "{agents}");
        assert_eq!(agents["rejected"], json!({}), "nothing was refused");
        assert_eq!(agents["drifted"], 0);
        assert_eq!(agents["connects"], 1);
        for source in ["chat", "ai"] {
            assert_eq!(document["sources"][source]["state"], "live", "{}", document["sources"][source]);
        }
        assert!(document["chat"]["totals"]["chats"].as_u64().unwrap() > 0);
        assert!(document["ai"]["totals"]["sessions"].as_u64().unwrap() > 0);
        // What the documents do not promise is unknown where it is not told, and never 0.
        assert_eq!(truth["summary"].as_object().unwrap().len(), if strict { 4 } else { 20 });
        for calls in ["inboundCallsCount", "outboundCallsCount"] {
            assert_eq!(document["summary"][calls].is_null(), strict, "{calls}: {}", document["summary"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_half_of_the_messages_bare_the_board_equals_the_truth_and_nothing_drifts() {
    let options = Options { rate: Some(400.0), bare_every: 2, ..afternoon(5) };
    let (document, _) = follow(options, 2_000).await;
    let agents = &document["sources"]["agents"];
    assert_eq!((&agents["rejected"], &agents["drifted"]), (&json!({}), &json!(0)), "{agents}");
    let rows = document["agents"].as_array().unwrap();
    assert!(rows.iter().any(|agent| agent["in_state_at_least"] == true), "and says which times were not sent");
    assert!(rows.iter().any(|agent| agent["in_state_at_least"] == false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_agents_than_one_page_are_all_on_the_board_and_followed() {
    for strict in MODES {
        let options = Options { rate: Some(1_000.0), agents: 520, strict, ..afternoon(3) };
        let (document, _) = follow(options, 1_000).await;
        assert_eq!(document["total"], 520);
        assert_eq!(document["agents"].as_array().unwrap().len(), 520);
        assert_eq!(document["sources"]["agents"]["drifted"], 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_verified_board_is_the_vendors_and_a_damaged_one_is_not() {
    for strict in MODES {
        verified(strict).await;
    }
}

async fn verified(strict: bool) {
    let options = Options { agents: 40, rate: Some(300.0), strict, ..afternoon(11) };
    let centre = Centre::open(options).await;
    let clock = glue::clock();
    let mut sources = glue::follow(&centre.config, &clock).unwrap();
    let mut board = Board::new();
    let filled = async {
        while !board.has_roster() || !board.is_complete() || board.source(SourceId::Agents).applied < 200 {
            let Some(Told::Update(update)) = sources.updates.recv().await else { panic!("the sources have ended") };
            board.apply(update);
        }
    };
    timeout(PATIENCE, filled).await.unwrap();
    let deadline = || tokio::time::Instant::now() + PATIENCE;
    let verdict = snapshot::verify(&mut board, &mut sources, deadline()).await.unwrap();
    assert_eq!((verdict.differences.as_slice(), verdict.agents), ([].as_slice(), 40));
    assert_eq!(verdict.board, verdict.snapshot);

    let id = board.agents()[7].id.clone();
    let set = callboard::model::AgentChange::Extension(Some("nonsense".into()));
    let changes = vec![callboard::model::Change::Agent { id: id.clone(), set }];
    let payload = Payload::Changes(Changes { changes, ..Changes::default() });
    board.apply(Update::new(clock(), payload));
    let verdict = snapshot::verify(&mut board, &mut sources, deadline()).await.unwrap();
    let [found] = verdict.differences.as_slice() else { panic!("{:?}", verdict.differences) };
    assert_eq!((found.agent.as_ref(), found.field.as_str()), (Some(&id), "extension"));
    assert_eq!(found.board, json!("nonsense"));
    assert_ne!(verdict.board, verdict.snapshot);
    centre.simulator.stop().await;
}
