//! What the simulator sends has the keys and the JSON types of the vendors' examples, and its pages cover everything.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::sim_support::{Centre, TODAY};

pub(crate) fn example(path: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples").join(path);
    serde_json::from_str(&std::fs::read_to_string(&file).expect("an example")).expect("JSON")
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Fails unless both have the same keys, but for `more` documented ones, and the same types under them.
pub(crate) fn same_shape(sent: &Value, example: &Value, more: &[&str]) {
    let (sent, example) = (sent.as_object().expect("an object"), example.as_object().expect("an object"));
    let keys = |object: &Map<String, Value>| object.keys().cloned().collect::<BTreeSet<_>>();
    let mut expected = keys(example);
    expected.extend(more.iter().map(|key| (*key).to_owned()));
    assert_eq!(keys(sent), expected);
    for (key, value) in example {
        assert_eq!(kind(&sent[key]), kind(value), "{key} is {}, the example has {value}", sent[key]);
    }
}

pub(crate) fn padded(value: &Value) {
    let text = value.as_str().expect("an id");
    assert_eq!(text.len(), 34, "{text:?}");
    assert!(text.starts_with(' ') && text.ends_with(' '), "{text:?}");
}

#[tokio::test]
async fn the_full_message_is_shaped_as_the_example() {
    let centre = Centre::open(|options| options.summary_counts = false).await;
    let token = centre.call_token().await;
    let sent = centre.snapshot("", &token).await;
    let example = example("sobot-call/agents-metrics.full.json");
    same_shape(&sent, &example, &[]);
    same_shape(&sent["agentsSummary"], &example["agentsSummary"], &[]);
    same_shape(&sent["agentsMetrics"], &example["agentsMetrics"], &[]);
    assert_eq!(sent["MessageID"], example["MessageID"]);
    padded(&sent["companyId"]);
    let list = sent["agentsMetrics"]["list"].as_array().expect("a list");
    assert_eq!(list.len(), 16);
    assert_eq!(list[15], json!({}));
    for agent in &list[..15] {
        same_shape(agent, &example["agentsMetrics"]["list"][0], &["agentID", "clientType"]);
        padded(&agent["agentUUID"]);
        assert_eq!(kind(&agent["agentID"]), "string");
    }
    assert_eq!(sent["creationTime"].as_i64().expect("a time"), centre.now());
}

#[tokio::test]
async fn the_summary_carries_the_whole_table_unless_told_not_to() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let sent = centre.snapshot("", &token).await;
    let documented = [
        "inboundCallsCount",
        "outboundCallsCount",
        "loginAgentsCount",
        "onlineAgentsCount",
        "busyAgentsCount",
        "sysLockAgentsCount",
        "logoutAgentsCount",
        "inCallAgentsCount",
        "readyAgentsCount",
        "busyingAgentsCount",
        "dialingAgentsCount",
        "ringingAgentsCount",
        "establishedAgentsCount",
        "heldAgentsCount",
        "acwAgentsCount",
        "sysLockingAgentsCount",
    ];
    same_shape(&sent["agentsSummary"], &example("sobot-call/agents-metrics.full.json")["agentsSummary"], &documented);
    assert_eq!(sent["agentsSummary"], centre.truth().await["summary"]);
}

#[tokio::test]
async fn pages_cover_every_agent_once() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.call_token().await;
    let mut numbers = Vec::new();
    for page in 1..=4 {
        let sent = centre.snapshot(&format!("pageNum={page}"), &token).await;
        assert_eq!(sent["agentsMetrics"]["total"], 48);
        assert_eq!(sent["agentsMetrics"]["pageNum"], page);
        assert_eq!(sent["agentsMetrics"]["pageSize"], 15);
        let list = sent["agentsMetrics"]["list"].as_array().expect("a list");
        assert_eq!(list.last(), Some(&json!({})));
        numbers.extend(list.iter().filter_map(|agent| agent["agentID"].as_str()).map(str::to_owned));
    }
    let expected: Vec<String> = (1000..1048).map(|number| number.to_string()).collect();
    assert_eq!(numbers, expected);
}

#[tokio::test]
async fn tokens_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let open = centre.ask_open_token(centre.now() / 1000).await;
    let example = example("sobot-open/get-token.json");
    same_shape(&open, &example, &[]);
    same_shape(&open["item"], &example["item"], &[]);
    assert_eq!(open["item"]["expires_in"], "86400");
    let call =
        centre.post("/tokens/company").json(&centre.company_request(centre.now())).send().await.expect("an answer");
    let call: Value = call.json().await.expect("JSON");
    assert_eq!((kind(&call["access_token"]), &call["expires_in"]), ("string", &json!("86400")));
}

#[tokio::test]
async fn chat_rows_are_shaped_as_the_example_and_add_up_to_the_truth() {
    let centre = Centre::open(|options| options.agents = 300).await;
    let token = centre.open_token().await;
    let example = example("sobot-open/staff-work-statis.json");
    let first = centre.staff_work(json!({}), &token).await;
    same_shape(&first, &example, &[]);
    assert_eq!((&first["page_size"], &first["ret_msg"]), (&json!(15), &json!("Succeed")));
    // More than a hundred is reset to a hundred, as the document says.
    let pages = centre.staff_work(json!({"page_size": "500"}), &token).await;
    assert_eq!(pages["page_size"], 100);
    let total = pages["total_count"].as_u64().expect("a count");
    let mut ids = BTreeSet::new();
    let mut chats = 0;
    for page in 1..=pages["page_count"].as_u64().expect("a count") {
        let sent = centre.staff_work(json!({"page_no": page.to_string(), "page_size": "100"}), &token).await;
        for row in sent["items"].as_array().expect("rows") {
            same_shape(row, &example["items"][0], &[]);
            assert_eq!((&row["start_date"], &row["end_date"]), (&json!(TODAY), &json!(TODAY)));
            ids.insert(row["staff_id"].as_str().expect("an id").to_owned());
            chats += row["human_consult"].as_i64().expect("a count");
        }
    }
    let truth = centre.truth().await;
    assert_eq!(ids.len() as u64, total);
    assert_eq!(truth["chat"]["rows"], json!(total));
    assert_eq!(truth["chat"]["human_consult"], json!(chats));
    assert!(chats > 500, "{chats} chats");
    let one = ids.first().expect("an id");
    let only = centre.staff_work(json!({"staff_id_list": [one]}), &token).await;
    assert_eq!(only["total_count"], 1);
}

#[tokio::test]
async fn ai_records_are_shaped_as_the_example_newest_first_and_complete() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.open_token().await;
    let example = example("sobot-open/record-list.json");
    let truth = centre.truth().await;
    let mut seen = BTreeSet::new();
    let mut last = i64::MAX;
    let mut page = 1;
    loop {
        let sent = centre.records(json!({"page_no": page}), &token).await;
        same_shape(&sent, &example, &[]);
        assert_eq!(sent["total_count"], truth["ai"]["sessions"]);
        for row in sent["data"].as_array().expect("rows") {
            same_shape(row, &example["data"][0], &[]);
            let begin = row["start_time"].as_i64().expect("a time");
            assert!(begin <= last, "newest first");
            assert!(row["end_time"].as_i64().expect("a time") >= begin);
            last = begin;
            seen.insert(row["cid"].as_str().expect("an id").to_owned());
            let handed = row["transfer2_human"] == 1;
            assert!(!handed || row["trigger2_human"] == 1);
            assert_eq!(row["trigger2_human"] == 1, row["valid_trigger2_human_type"] != "");
        }
        if page >= sent["page_count"].as_i64().expect("a count") {
            break;
        }
        page += 1;
    }
    assert_eq!(json!(seen.len()), truth["ai"]["sessions"]);
    assert!((250..600).contains(&seen.len()), "{} sessions", seen.len());
}

#[tokio::test]
async fn ai_filters_count_what_the_truth_counts() {
    let centre = Centre::open(|options| {
        options.agents = 300;
        options.open_calls_per_minute = 1000;
    })
    .await;
    let token = centre.open_token().await;
    let truth = centre.truth().await["ai"].clone();
    let mut checks = vec![
        (json!({}), truth["sessions"].clone()),
        (json!({"robot_consult": 1}), truth["ended"].clone()),
        (json!({"robot_valid": "1"}), truth["valid"].clone()),
        (json!({"trigger2_human": 1}), truth["triggered"].clone()),
        (json!({"transfer2_human": 1}), truth["handed"].clone()),
        (json!({"test": 1}), truth["tests"].clone()),
        (json!({"test": 0, "transfer2_human": 1}), truth["without_tests"]["handed"].clone()),
        (json!({"robot_types": ["AI_AGENT", "AI_COPILOT"]}), truth["sessions"].clone()),
        (json!({"like_dislike_status": 1, "robot_consult": 0}), json!(0)),
        (json!({"robotid": "14,15,18", "biz_type": "TEXT,CALL,WORK_ORDER,AI_AGENT"}), truth["sessions"].clone()),
    ];
    for (reason, count) in truth["by_reason"].as_object().expect("reasons") {
        checks.push((json!({"transfer2_human": 1, "valid_trigger2_human_type": reason}), count.clone()));
    }
    for (robot, count) in truth["by_robot"].as_object().expect("robots") {
        checks.push((json!({"robotid": robot}), count.clone()));
    }
    for (source, count) in truth["by_source"].as_object().expect("sources") {
        checks.push((json!({"source": source}), count.clone()));
    }
    for (filters, count) in checks {
        let sent = centre.records(filters.clone(), &token).await;
        assert_eq!(sent["total_count"], count, "{filters}");
    }
    for key in ["sessions", "ended", "valid", "handed", "tests"] {
        assert!(truth[key].as_i64().expect("a count") > 0, "no {key}");
    }
    assert!(truth["ended"].as_i64() < truth["sessions"].as_i64(), "some are in session");
    assert!(truth["by_source"]["unknown"].as_i64() > Some(0));

    let one = centre.records(json!({"page_size": 1}), &token).await["data"][0].clone();
    let found = centre.records(json!({"cid": one["cid"]}), &token).await;
    assert_eq!((&found["total_count"], &found["data"][0]), (&json!(1), &one));
    let evaluated = centre.records(json!({"satisfaction_status": 1}), &token).await["total_count"].as_i64();
    let not = centre.records(json!({"satisfaction_status": 0}), &token).await["total_count"].as_i64();
    assert_eq!(evaluated.zip(not).map(|(yes, no)| yes + no), truth["sessions"].as_i64());
}

#[tokio::test]
async fn yesterday_is_not_today() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.open_token().await;
    let both = centre.records(json!({"start_time": "2026-11-20"}), &token).await;
    let today = centre.records(json!({}), &token).await;
    assert!(both["total_count"].as_i64() > today["total_count"].as_i64());
    let chats = centre.staff_work(json!({"start_date": "2026-11-19", "end_date": "2026-11-20"}), &token).await;
    assert_eq!((&chats["total_count"], &chats["items"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn lists_and_zones_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let token = centre.open_token().await;
    let base = "/ai-agent-open/api/statistics";
    let dates = json!({"start_time": TODAY, "end_time": TODAY});
    for (request, file, rows) in [
        (centre.get(&format!("{base}/queryAiRobotList")), "sobot-open/query-ai-robot-list.json", 3),
        (centre.get(&format!("{base}/queryAiRobotList?robotType=2")), "sobot-open/query-ai-robot-list.json", 1),
        (centre.post(&format!("{base}/sourceList")).json(&dates), "sobot-open/source-list.json", 3),
        (centre.get(&format!("{base}/getTimezoneInfo")), "sobot-open/timezone-info.json", 2),
    ] {
        let sent = centre.open_call(request, &token).await;
        let example = example(file);
        same_shape(&sent, &example, &[]);
        assert_eq!(sent["data"].as_array().map(Vec::len), Some(rows), "{file}");
        for row in sent["data"].as_array().expect("rows") {
            same_shape(row, &example["data"][0], &[]);
        }
    }
    let robots = centre.open_call(centre.get(&format!("{base}/queryAiRobotList")), &token).await;
    let names: BTreeSet<String> =
        robots["data"].as_array().expect("rows").iter().map(|row| row["kbid"].to_string()).collect();
    let truth = centre.truth().await;
    assert!(truth["ai"]["by_robot"].as_object().expect("robots").keys().all(|id| names.contains(id)));
}

/// Every key of an answer, at any depth.
fn keys(value: &Value) -> BTreeSet<String> {
    match value {
        Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| keys(value).into_iter().chain([key.clone()])).collect()
        }
        Value::Array(items) => items.iter().flat_map(keys).collect(),
        _ => BTreeSet::new(),
    }
}

/// Why the handle time of a day's calls has no after-call work in it: the one document that tells it answers one call a
/// request, and the states of an agent do not say after which call they were.
#[test]
fn of_the_documents_examples_only_the_one_of_a_single_call_tells_after_call_work() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/examples/sobot-call");
    let names = std::fs::read_dir(folder).expect("examples").map(|file| file.expect("a file").file_name());
    // What the platform sends by itself, call by call, is no list of the calls of a day.
    let names = names.map(|name| name.into_string().expect("a name")).filter(|name| !name.contains("callback"));
    let names: BTreeSet<String> = names.collect();
    let having = |is_it: &dyn Fn(&str) -> bool| {
        let has = |name: &&String| keys(&example(&format!("sobot-call/{name}"))).iter().any(|key| is_it(key));
        names.iter().filter(has).map(String::as_str).collect::<Vec<_>>()
    };
    assert_eq!(having(&|key| key.to_lowercase().contains("afterwork")), ["cdrs-search.json"]);
    let of_calls = having(&|key| matches!(key, "callID" | "partyId"));
    assert_eq!(of_calls, ["cdrs-search.json", "maincdrs-search.json", "partycdrs.json"]);
    assert!(having(&|key| key == "workStatus").contains(&"agent-histories-search.json"), "the states of an agent");
}
