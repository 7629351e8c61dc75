//! 7moor as the simulator plays it: shapes, refusals, and half hours and agents that add up.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use callboard::platforms::seven_moor::{QUALITY_PATH, TIME_PATH, WORKLOAD_PATH};
use callboard::platforms::sign::hmac_sha256_base64;
use reqwest_old::Response;
use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre};
use crate::sim_vendors::{MINUTE, count, number};
use crate::sim_wire::{example, same_shape};

/// Headers that are sent otherwise than they should be.
type Change<'a> = &'a [(&'a str, &'a str)];

/// The four headers, signed for this moment, and what of them is changed.
fn moor_headers(centre: &Centre, seconds: &str, nonce: &str, change: Change) -> BTreeMap<String, String> {
    let known = centre.sim.credentials();
    let sign = hmac_sha256_base64(&known.moor_secret_key, &[&known.moor_app_key, seconds, nonce]);
    let mut headers: BTreeMap<String, String> = [
        ("m7-appkey", known.moor_app_key.as_str()),
        ("m7-nonce", nonce),
        ("m7-timestamp", seconds),
        ("m7-sign", &sign),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    headers.extend(change.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    headers
}

async fn moor_send(centre: &Centre, path: &str, headers: &BTreeMap<String, String>, body: &Value) -> Response {
    let request = headers.iter().fold(centre.post(path), |request, (name, value)| request.header(name, value));
    request.json(body).send().await.expect("an answer")
}

/// A well signed request with a fresh nonce.
async fn moor_ask(centre: &Centre, path: &str, body: &Value) -> Value {
    let key = centre.fresh_key();
    let nonce = format!("{:06}", u64::from_str_radix(&key[24..], 16).expect("hex"));
    let headers = moor_headers(centre, &(centre.now() / 1000).to_string(), &nonce, &[]);
    moor_send(centre, path, &headers, body).await.json().await.expect("JSON")
}

fn today() -> Value {
    json!({"createTime": ["2026-11-21 00:00:00", "2026-11-22 00:00:00"], "dimension": "half_hour"})
}

async fn moor_list(centre: &Centre, path: &str, body: &Value) -> Vec<Value> {
    let answer = moor_ask(centre, path, body).await;
    assert_eq!(answer["success"], true, "{}", answer["message"]);
    answer["data"]["list"].as_array().expect("rows").clone()
}

fn sum(rows: &[Value], key: &str) -> i64 {
    rows.iter().map(|row| count(row, key)).sum()
}

fn refused(body: &Value, code: &str, words: &str) {
    assert_eq!((&body["success"], &body["code"]), (&json!(false), &json!(code)), "{body}");
    assert!(body["message"].as_str().is_some_and(|message| message.contains(words)), "{body}");
    assert!(body.get("data").is_none());
}

#[tokio::test]
async fn seven_moors_answers_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let truth = centre.truth().await;
    for (path, file) in
        [(TIME_PATH, "session-time"), (WORKLOAD_PATH, "agent-workload"), (QUALITY_PATH, "agent-quality")]
    {
        let (answer, example) = (moor_ask(&centre, path, &today()).await, example(&format!("7moor/{file}.json")));
        same_shape(&answer, &example, &[]);
        same_shape(&answer["data"], &example["data"], &[]);
        same_shape(&answer["requestInfo"], &example["requestInfo"], &[]);
        same_shape(&answer["requestInfo"]["span"], &example["requestInfo"]["span"], &[]);
        assert_eq!(answer["requestInfo"]["body"], today());
        let rows = answer["data"]["list"].as_array().expect("rows");
        for row in rows {
            same_shape(row, &example["data"]["list"][0], &[]);
        }
        let columns = |value: &Value| {
            let header = value["data"]["header"].as_array().expect("columns").clone();
            header
                .iter()
                .map(|column| (column["prop"].as_str().expect("a key").to_owned(), column.clone()))
                .collect::<Vec<_>>()
        };
        let (sent, documented) = (columns(&answer), columns(&example));
        let known: BTreeMap<String, Value> = documented.iter().cloned().collect();
        let mut own = 0;
        for (prop, column) in &sent {
            if let Some(example) = known.get(prop) {
                same_shape(column, example, &[]);
                assert_eq!(column["label"], example["label"], "{prop}");
            } else {
                own += 1;
                same_shape(column, &documented.last().expect("a column").1, &[]);
                assert_eq!(prop.len(), 36, "{prop} is an id");
            }
        }
        let unique: BTreeSet<&String> = sent.iter().map(|(prop, _)| prop).collect();
        assert_eq!(unique.len(), sent.len());
        assert!(documented.iter().all(|(prop, _)| prop.len() == 36 || unique.contains(prop)), "none is left out");
        assert!(sent.iter().any(|(_, column)| column["show"] == false), "some are hidden");
        let order = |columns: &[(String, Value)]| -> Vec<String> {
            columns.iter().map(|(prop, _)| prop.clone()).filter(|prop| prop.len() != 36).collect()
        };
        assert_ne!(order(&sent), order(&documented), "the tenant has its own order");
        assert_eq!(
            own,
            match path {
                TIME_PATH => 0,
                WORKLOAD_PATH => 4,
                _ => 5,
            }
        );
    }
    let names: BTreeSet<&str> =
        truth["agents"].as_array().expect("agents").iter().filter_map(|agent| agent["agentName"].as_str()).collect();
    let rows = moor_list(&centre, WORKLOAD_PATH, &today()).await;
    let joined = rows.iter().filter(|row| {
        let (name, number) = row["agentId"].as_str().expect("a name").rsplit_once('[').expect("a number");
        assert!(number.len() == 5 && number.ends_with(']'), "{number}");
        names.contains(name)
    });
    assert_eq!((joined.count(), rows.len()), (12, 14));
}

#[tokio::test]
async fn seven_moor_checks_key_clock_nonce_and_signature() {
    let centre = Centre::open(|_| {}).await;
    let now = (AFTERNOON / 1000).to_string();
    let at = |seconds: i64| (AFTERNOON / 1000 + seconds).to_string();
    let cases: [(String, &str, Change, u16, &str); 10] = [
        (now.clone(), "100001", &[("m7-appkey", "1")], 401, "m7-appkey不存在"),
        (now.clone(), "100001", &[("m7-sign", "Bxg/hPidTlWcK9JGHJiI6YCkOVQ0GEQSqx4FhI0Yfrw=")], 401, "签名错误"),
        (now.clone(), "100001", &[("m7-nonce", "100002")], 401, "签名错误"),
        (now.clone(), "100001", &[("m7-sign", "")], 400, "缺少鉴权参数"),
        (now.clone(), "10001", &[], 400, "6位数字"),
        (now, "10000a", &[], 400, "6位数字"),
        (AFTERNOON.to_string(), "100001", &[], 400, "10位时间戳"),
        ("now".to_owned(), "100001", &[], 400, "10位时间戳"),
        (at(301), "100001", &[], 400, "相差超过5分钟"),
        (at(-301), "100001", &[], 400, "相差超过5分钟"),
    ];
    for (seconds, nonce, change, status, words) in cases {
        let headers = moor_headers(&centre, &seconds, nonce, change);
        let answer = moor_send(&centre, TIME_PATH, &headers, &today()).await;
        assert_eq!(answer.status(), status, "{words}");
        assert_eq!(answer.headers()["date"], "Sat, 21 Nov 2026 06:30:00 GMT", "a client that is off sees by how much");
        refused(&answer.json().await.expect("JSON"), &status.to_string(), words);
    }
    let near = moor_headers(&centre, &at(-299), "100003", &[]);
    assert_eq!(moor_send(&centre, TIME_PATH, &near, &today()).await.status(), 200);
}

#[tokio::test]
async fn seven_moor_takes_no_signature_twice_within_five_minutes() {
    let centre = Centre::open(|_| {}).await;
    // Signed for a moment to come, so that the clock check does not hide the memory's end.
    let seconds = (AFTERNOON / 1000 + 299).to_string();
    let headers = moor_headers(&centre, &seconds, "123221", &[]);
    assert_eq!(moor_send(&centre, TIME_PATH, &headers, &today()).await.status(), 200);
    for path in [TIME_PATH, WORKLOAD_PATH] {
        let answer = moor_send(&centre, path, &headers, &today()).await;
        assert_eq!(answer.status(), 400);
        refused(&answer.json().await.expect("JSON"), "400", "5分钟内已被使用");
    }
    let other = moor_headers(&centre, &seconds, "123222", &[]);
    assert_eq!(moor_send(&centre, TIME_PATH, &other, &today()).await.status(), 200, "another nonce is another request");
    centre.pass(5 * MINUTE - 1);
    assert_eq!(moor_send(&centre, TIME_PATH, &headers, &today()).await.status(), 400);
    centre.pass(1);
    assert_eq!(moor_send(&centre, TIME_PATH, &headers, &today()).await.status(), 200);
}

#[tokio::test]
async fn seven_moor_says_what_is_wrong_with_a_question() {
    let centre = Centre::open(|_| {}).await;
    let times = |from: &str, to: &str| json!({"createTime": [from, to]});
    for (body, words) in [
        (json!({}), "createTime"),
        (json!({"createTime": ["2026-11-21 00:00:00"]}), "createTime"),
        (times("2026-11-21", "2026-11-22"), "createTime"),
        (times("2026-11-22 00:00:00", "2026-11-21 00:00:00"), "createTime"),
        (times("2025-11-01 00:00:00", "2026-11-21 00:00:00"), "不能超过一年"),
        (json!({"createTime": today()["createTime"], "dimension": "minute"}), "dimension"),
        (json!({"createTime": today()["createTime"], "accessIds": "x"}), "参数类型"),
    ] {
        refused(&moor_ask(&centre, TIME_PATH, &body).await, "400", words);
    }
    let rows = |dimension: Option<&str>| {
        let mut body = json!({"createTime": ["2026-11-20 00:00:00", "2026-11-22 00:00:00"]});
        if let Some(dimension) = dimension {
            body["dimension"] = json!(dimension);
        }
        let centre = &centre;
        async move { moor_list(centre, TIME_PATH, &body).await }
    };
    let hours = rows(None).await;
    for (dimension, count, last) in [
        ("half_hour", 48 + 30, "2026-11-21 14:30"),
        ("hour", 24 + 15, "2026-11-21 14:00"),
        ("day", 2, "2026-11-21"),
        ("month", 1, "2026-11"),
        ("year", 1, "2026"),
    ] {
        let rows = rows(Some(dimension)).await;
        assert_eq!(rows.len(), count, "{dimension}");
        assert_eq!(rows[count - 1]["time"], last);
        assert_eq!(sum(&rows, "initCount"), sum(&hours, "initCount"), "{dimension}");
    }
    assert_eq!(hours.len(), 39);
    let truth = centre.truth().await;
    let agent = &truth["moor"]["agents"][3];
    let mut one = today();
    one["agentList"] = json!([agent["id"]]);
    let rows = moor_list(&centre, WORKLOAD_PATH, &one).await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0]["agentId"].as_str().expect("text").contains(agent["name"].as_str().expect("a name")));
    let mut sessions = 0;
    for door in truth["moor"]["doors"].as_array().expect("doors") {
        let mut body = today();
        body["accessIds"] = json!([door]);
        let through = sum(&moor_list(&centre, TIME_PATH, &body).await, "initCount");
        assert!(through > 0);
        sessions += through;
    }
    assert_eq!(sessions, number(&truth["moor"]["sessions"]));
}

#[tokio::test]
async fn seven_moors_half_hours_and_agents_add_up_at_any_moment() {
    let centre = Centre::open(|_| {}).await;
    let mut before = 0;
    for _ in 0..3 {
        let slots = moor_list(&centre, TIME_PATH, &today()).await;
        let work = moor_list(&centre, WORKLOAD_PATH, &today()).await;
        let quality = moor_list(&centre, QUALITY_PATH, &today()).await;
        assert!(sum(&slots, "initCount") > before);
        before = sum(&slots, "initCount");
        assert_eq!(sum(&slots, "manualCount"), sum(&work, "initCount") - sum(&work, "transferInCount"));
        assert_eq!(sum(&slots, "transferCount"), sum(&work, "transferOutCount"));
        assert_eq!(sum(&work, "transferOutCount"), sum(&work, "transferInCount"));
        assert!(sum(&slots, "inviteCount") >= sum(&work, "inviteCount"), "not every invitation is taken");
        assert_eq!(sum(&slots, "agentSendMsgCount"), sum(&work, "agentSendMsgCount"));
        assert_eq!(sum(&slots, "evaluateCount"), sum(&quality, "evaluateCount"));
        assert_eq!(sum(&slots, "pushCsrCount"), sum(&quality, "pushCsrCount"));
        assert!(sum(&slots, "leavingCount") >= sum(&work, "receiveLeavingCount"));
        assert!(sum(&slots, "visitorSendMsgCount") > sum(&work, "visitorSendMsgCount"), "robots hear the rest");
        for (work, quality) in work.iter().zip(&quality) {
            for key in ["agentId", "initCount", "assignCount", "invalidCount", "inviteCount", "replyCount"] {
                assert_eq!(work[key], quality[key]);
            }
            let taken = ["assignCount", "inviteCount", "transferInCount"].map(|key| count(work, key));
            assert_eq!(taken.iter().sum::<i64>(), count(work, "initCount"));
            let times = work["everyTimeLength"].as_object().expect("times");
            let states = times.iter().filter(|(id, _)| id.len() == 36).map(|(_, time)| number(time));
            assert_eq!(states.sum::<i64>(), number(&times["loginTotalTimeLength"]));
            let shares = quality["satisfaction"].as_object().expect("shares");
            let whole: f64 = shares.values().filter_map(Value::as_f64).sum();
            let rated = count(quality, "evaluateCount") > 0;
            assert!(if rated { (whole - 100.0).abs() < 0.03 } else { whole == 0.0 }, "{quality}");
        }
        centre.pass(7 * MINUTE);
    }
    assert!(before > 100);
}
