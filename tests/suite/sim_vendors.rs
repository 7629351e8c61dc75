//! The two other vendors as the simulator plays them: shapes, refusals, figures that add up, and the real clients on it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use callboard::cli::Vendors;
use callboard::commands::{demo, simulate};
use callboard::config::{Config, Dirs, Loader, Overrides};
use callboard::model::{Cell, Clock, Stamp};
use callboard::vendor::seven_moor::{MoorClient, MoorSettings, QUALITY_PATH, TIME_PATH, WORKLOAD_PATH};
use callboard::vendor::sign::hmac_sha256_base64;
use callboard::vendor::sobot_cn::{API_PATH, CnClient, CnSettings, TOKEN_PATH};
use callboard::vendor::{ChatCut, ChatSiteApi, DaySpan, Error, ErrorKind, Gate, Urgency};
use chrono::NaiveDate;
use reqwest_old::{Response, StatusCode};
use serde_json::{Value, json};

use crate::sim_support::{AFTERNOON, Centre, TODAY, md5};
use crate::sim_wire::{example, same_shape};
use crate::vendor_support::{OpenGate, counting};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const MIDNIGHT: i64 = AFTERNOON - 14 * HOUR - 30 * MINUTE;
const YESTERDAY: &str = "2026-11-20";

const ACTIONS: [&str; 6] = [
    "wb_session_customer",
    "wb_session_robot",
    "wb_session_human",
    "wb_session_message",
    "wb_human_satisfaction",
    "wb_robot_satisfaction",
];

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("{value} is no whole number"))
}

fn count(item: &Value, key: &str) -> i64 {
    number(&item[key])
}

/// Asks for a token of the China platform; some parameters changed.
async fn ask_cn_token(centre: &Centre, change: &[(&str, &str)]) -> Value {
    let known = centre.sim.credentials();
    let created = change.iter().find(|(key, _)| *key == "createTime");
    let created = created.map_or(centre.now().to_string(), |(_, value)| (*value).to_owned());
    let sign = md5(&[&known.cn_app_id, &known.cn_app_key, &created]);
    let mut query: BTreeMap<&str, &str> =
        [("appId", known.cn_app_id.as_str()), ("createTime", &created), ("sign", &sign), ("expire", "24")].into();
    query.extend(change.iter().copied());
    let answer = centre.get(TOKEN_PATH).query(&query).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    answer.json().await.expect("JSON")
}

async fn cn_token(centre: &Centre) -> String {
    let answer = ask_cn_token(centre, &[]).await;
    assert_eq!(answer["code"], "1000");
    answer["data"]["access_token"].as_str().expect("a token").to_owned()
}

async fn cn_answer(centre: &Centre, body: &Value) -> Value {
    centre.post(API_PATH).json(body).send().await.expect("an answer").json().await.expect("JSON")
}

async fn cn_item(centre: &Centre, token: &str, action: &str, date: &str) -> Value {
    let body = json!({"action": action, "access_token": token, "data": {"startDate": date, "endDate": date}});
    let answer = cn_answer(centre, &body).await;
    assert_eq!(answer["code"], "1000", "{action} {date}");
    answer["data"]["item"].clone()
}

async fn cn_day(centre: &Centre, token: &str, date: &str) -> [Value; 6] {
    let mut items = [const { Value::Null }; 6];
    for (item, action) in items.iter_mut().zip(ACTIONS) {
        *item = cn_item(centre, token, action, date).await;
    }
    items
}

/// The four headers, signed for this moment, and what of them is changed.
fn moor_headers(centre: &Centre, seconds: &str, nonce: &str, change: &[(&str, &str)]) -> BTreeMap<String, String> {
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

/// A well signed request with a nonce nobody has used.
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
async fn the_china_platforms_answers_are_shaped_as_the_examples() {
    let centre = Centre::open(|_| {}).await;
    let token = cn_token(&centre).await;
    for action in ACTIONS {
        let body = json!({"action": action, "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
        let answer = cn_answer(&centre, &body).await;
        let example = example(&format!("sobot-cn/{action}.json"));
        same_shape(&answer, &example, &[]);
        same_shape(&answer["data"]["item"], &example["data"]["item"], &[]);
    }
}

#[tokio::test]
async fn the_china_platform_checks_signature_clock_token_and_question() {
    let centre = Centre::open(|_| {}).await;
    let failed = example("sobot-cn/error-1001.json");
    let off = |ms: i64| (AFTERNOON + ms).to_string();
    for change in [
        ("appId", "another".to_owned()),
        ("sign", "0".repeat(32)),
        ("createTime", off(-5 * MINUTE - 1)),
        ("createTime", off(5 * MINUTE + 1)),
        ("createTime", (AFTERNOON / 1000).to_string()),
        ("createTime", "now".to_owned()),
        ("expire", "25".to_owned()),
        ("expire", "0".to_owned()),
    ] {
        assert_eq!(ask_cn_token(&centre, &[(change.0, &change.1)]).await, failed, "{change:?}");
    }
    assert_eq!(ask_cn_token(&centre, &[("createTime", &off(-4 * MINUTE))]).await["code"], "1000");
    let token = cn_token(&centre).await;
    let good =
        json!({"action": "wb_session_robot", "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
    assert_eq!(cn_answer(&centre, &good).await["code"], "1000");
    let changed = |path: &str, value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(path).expect("a field") = value;
        body
    };
    for body in [
        changed("/action", json!("wb_session_nobody")),
        changed("/data/startDate", json!("21.11.2026")),
        changed("/data/endDate", json!(YESTERDAY)),
        changed("/data/startDate", json!("2020-01-01")),
        changed("/data", json!(null)),
    ] {
        assert_eq!(cn_answer(&centre, &body).await, failed, "{body}");
    }
    let no_token = json!({"data": {}, "code": "1002"});
    assert_eq!(cn_answer(&centre, &changed("/access_token", json!("0"))).await, no_token);
    assert_eq!(cn_answer(&centre, &json!("?")).await, no_token);
    centre.sim.revoke_tokens();
    assert_eq!(cn_answer(&centre, &good).await, no_token);
}

#[tokio::test]
async fn a_token_of_the_china_platform_lives_as_long_as_was_asked_for() {
    let centre = Centre::open(|options| options.token_lifetime = Duration::from_hours(3)).await;
    let ask = |token: &Value| json!({"action": "wb_session_robot", "access_token": token, "data": {"startDate": TODAY, "endDate": TODAY}});
    let short = ask_cn_token(&centre, &[("expire", "1")]).await["data"]["access_token"].clone();
    let long = ask_cn_token(&centre, &[("expire", "24")]).await["data"]["access_token"].clone();
    assert_eq!(cn_answer(&centre, &ask(&short)).await["code"], "1000", "a second token does not end the first");
    for (pass, short_code, long_code) in
        [(HOUR - 1, "1000", "1000"), (1, "1002", "1000"), (2 * HOUR - 1, "1002", "1000"), (1, "1002", "1002")]
    {
        centre.pass(pass);
        assert_eq!(cn_answer(&centre, &ask(&short)).await["code"], short_code);
        assert_eq!(cn_answer(&centre, &ask(&long)).await["code"], long_code);
    }
}

fn consistent([customer, robot, human, message, ratings, robot_ratings]: &[Value; 6]) {
    assert_eq!(
        count(customer, "totalValidSession") + count(customer, "totalInvalidSession"),
        count(customer, "totalConsultSession")
    );
    assert_eq!(
        count(robot, "consultSession") + count(human, "selfReceptionSession"),
        count(customer, "totalConsultSession")
    );
    assert_eq!(count(robot, "validSession") + count(robot, "invalidSession"), count(robot, "consultSession"));
    assert_eq!(count(robot, "selfReceptionSession") + count(robot, "toHumanSession"), count(robot, "consultSession"));
    assert_eq!(
        count(robot, "toHumanSession") + count(human, "selfReceptionSession"),
        count(human, "consultSession"),
        "whoever comes to a person was handed over or came straight"
    );
    assert_eq!(count(human, "validSession") + count(human, "invalidSession"), count(human, "consultSession"));
    assert_eq!(
        count(human, "validReceptionSession") + count(human, "invalidReceptionSession"),
        count(human, "validSession")
    );
    let marked = ["solvedSession", "notSolvedSession", "notMarkIsSolved"].map(|key| count(human, key));
    assert_eq!(marked.iter().sum::<i64>(), count(human, "consultSession"));
    assert_eq!(
        count(message, "totalCustomerMessage") + count(message, "robotMessage") + count(message, "serviceMessage"),
        count(message, "totalMessage")
    );
    assert_eq!(
        count(message, "customerToRobotMessage") + count(message, "customerToServiceMessage"),
        count(message, "totalCustomerMessage")
    );
    assert_eq!(
        count(message, "customerToServiceMessage") + count(message, "serviceMessage"),
        count(message, "totalHumanMessage")
    );
    assert_eq!(count(ratings, "effectSessionCount"), count(human, "validSession"));
    assert_eq!(
        ["good", "middle", "bad"].map(|key| count(ratings, key)).iter().sum::<i64>(),
        count(ratings, "totalTimes")
    );
    assert_eq!(count(ratings, "initiative") + count(ratings, "invites"), count(ratings, "totalTimes"));
    assert_eq!(count(ratings, "solved") + count(ratings, "notSolved"), count(ratings, "solvedCount"));
    assert_eq!(count(ratings, "score2") + count(ratings, "score1"), count(ratings, "bad"));
    assert!(count(ratings, "score4") <= count(ratings, "good"));
    assert_eq!(count(robot_ratings, "effectSessionCount"), count(robot, "validSession"));
    assert_eq!(count(robot_ratings, "solved") + count(robot_ratings, "notSolved"), count(robot_ratings, "totalTimes"));
    let share = count(human, "validSession") as f64 * 100.0 / count(human, "consultSession").max(1) as f64;
    assert_eq!(human["validSessionRate"], format!("{share:.2}%"));
}

#[tokio::test]
async fn the_china_platforms_day_adds_up_and_grows_and_yesterday_is_whole() {
    let centre = Centre::open(|_| {}).await;
    let token = cn_token(&centre).await;
    let mut sessions = 0;
    for _ in 0..4 {
        let day = cn_day(&centre, &token, TODAY).await;
        consistent(&day);
        let now = count(&day[0], "totalConsultSession");
        assert!(now > sessions, "{now} after {sessions}");
        sessions = now;
        centre.pass(20 * MINUTE);
    }
    assert!(sessions > 200, "{sessions} sessions");
    let yesterday = cn_day(&centre, &token, YESTERDAY).await;
    consistent(&yesterday);
    assert!(count(&yesterday[0], "totalConsultSession") > sessions);
    centre.pass(HOUR);
    assert!(cn_day(&centre, &token, YESTERDAY).await == yesterday, "nothing is added to yesterday");
    assert_eq!(count(&cn_item(&centre, &token, "wb_session_customer", "2026-11-22").await, "totalConsultSession"), 0);
    let both = json!({
        "action": "wb_session_robot", "access_token": token, "data": {"startDate": YESTERDAY, "endDate": TODAY},
    });
    let both = cn_answer(&centre, &both).await["data"]["item"].clone();
    let today = cn_item(&centre, &token, "wb_session_robot", TODAY).await;
    assert_eq!(
        count(&both, "consultSession"),
        count(&today, "consultSession") + count(&yesterday[1], "consultSession")
    );
    // Over midnight, today becomes yesterday.
    centre.pass(12 * HOUR);
    let over = cn_day(&centre, &token, TODAY).await;
    assert!(count(&over[1], "consultSession") > count(&today, "consultSession"));
    let truth = centre.sim.truth();
    assert!(number(&truth["cn"]["sessions"]) < count(&over[0], "totalConsultSession"), "the truth is of the new day");
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
        rows.iter().for_each(|row| same_shape(row, &example["data"]["list"][0], &[]));
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
            match known.get(prop) {
                Some(example) => {
                    same_shape(column, example, &[]);
                    assert_eq!(column["label"], example["label"], "{prop}");
                }
                None => {
                    own += 1;
                    let like = documented.last().expect("a column");
                    same_shape(column, if path == TIME_PATH { &documented[1].1 } else { &like.1 }, &[]);
                    assert_eq!(prop.len(), 36, "{prop} is an id");
                }
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
    let cases: [(String, &str, &[(&str, &str)], u16, &str); 10] = [
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
        assert_eq!(answer.headers()["date"], "Sat, 21 Nov 2026 06:30:00 GMT", "whoever is off sees by how much");
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
    let agent = &truth["seven_moor"]["agents"][3];
    let mut one = today();
    one["agentList"] = json!([agent["id"]]);
    let rows = moor_list(&centre, WORKLOAD_PATH, &one).await;
    assert_eq!(rows.len(), 1);
    assert!(rows[0]["agentId"].as_str().expect("text").contains(agent["name"].as_str().expect("a name")));
    let mut sessions = 0;
    for door in truth["seven_moor"]["doors"].as_array().expect("doors") {
        let mut body = today();
        body["accessIds"] = json!([door]);
        let through = sum(&moor_list(&centre, TIME_PATH, &body).await, "initCount");
        assert!(through > 0);
        sessions += through;
    }
    assert_eq!(sessions, number(&truth["seven_moor"]["sessions"]));
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

fn span(from: i64) -> DaySpan {
    let date = if from == MIDNIGHT { TODAY } else { YESTERDAY };
    let date: NaiveDate = date.parse().expect("a date");
    DaySpan { date, from: Stamp(from), to: Stamp(from + 24 * HOUR) }
}

async fn cut(client: &impl ChatSiteApi) -> Result<ChatCut, Error> {
    client.chat_site(span(MIDNIGHT), span(MIDNIGHT - 24 * HOUR), Urgency::Poll).await
}

fn clock_at(ms: i64) -> Clock {
    Arc::new(move || Stamp(ms))
}

fn cn_client(centre: &Centre) -> CnClient {
    let known = centre.sim.credentials();
    let settings = CnSettings {
        base_url: centre.sim.base_url(),
        app_id: known.cn_app_id.clone(),
        app_key: known.cn_app_key.clone().into(),
        cache_dir: None,
    };
    let gate: Arc<dyn Gate> = Arc::new(OpenGate::default());
    CnClient::new(&settings, clock_at(centre.now()), gate).expect("a client")
}

fn moor_client(centre: &Centre, ahead: i64, secret: &str) -> MoorClient {
    let settings = MoorSettings {
        base_url: centre.sim.base_url(),
        app_key: centre.sim.credentials().moor_app_key.clone(),
        secret_key: secret.into(),
        zone: chrono_tz::Asia::Shanghai,
    };
    let gate: Arc<dyn Gate> = Arc::new(OpenGate::default());
    MoorClient::new(&settings, clock_at(centre.now() + ahead), counting(), gate).expect("a client")
}

#[tokio::test]
async fn the_china_platforms_client_reads_the_truth() {
    let centre = Centre::open(|_| {}).await;
    let client = cn_client(&centre);
    let first = cut(&client).await.expect("figures");
    let truth = centre.truth().await["cn"].clone();
    let people = &truth["people"];
    let read = |value: &Value| value.as_u64();
    assert_eq!(first.totals.chats, read(&people["chats"]));
    assert_eq!(
        first.totals.rated,
        read(&json!(truth["ratings"]["scores"].as_array().expect("scores").iter().map(number).sum::<i64>()))
    );
    let ai = first.ai.expect("robots");
    assert_eq!((ai.sessions, ai.valid), (read(&truth["robot"]["sessions"]), read(&truth["robot"]["valid"])));
    assert_eq!(ai.handed, read(&truth["robot"]["handed"]));
    let table = first.figures.expect("a table");
    let cell = |row: usize, key: &str| {
        let at = table.metrics.iter().position(|metric| metric.key == key).expect("a column");
        table.rows[row].cells[at].number().unwrap_or_else(|| panic!("{key} is {:?}", table.rows[row].cells[at]))
    };
    for (key, fact) in [
        ("sessions.all", &truth["sessions"]),
        ("sessions.valid", &truth["valid"]),
        ("robot.alone", &truth["robot"]["alone"]),
        ("robot.messages", &truth["robot"]["messages"]),
        ("people.chats", &people["chats"]),
        ("people.direct", &people["straight"]),
        ("people.answered", &people["answered"]),
        ("people.unanswered", &people["unreceived"]),
        ("people.resolved", &people["resolved"]),
        ("people.most_at_once", &people["most_at_once"]),
        ("people.agent_messages", &people["messages"]),
        ("people.characters", &people["characters"]),
        ("ratings.resolved", &truth["ratings"]["resolved"]),
        ("ratings.score1", &truth["ratings"]["scores"][0]),
        ("robot_ratings.resolved", &truth["robot"]["helped"]),
    ] {
        assert_eq!(Some(cell(0, key)), fact.as_f64(), "{key}");
    }
    let all = table.rows.iter().flat_map(|row| &row.cells);
    assert!(all.into_iter().all(|cell| matches!(cell, Cell::Number(_))), "every figure of both days is read");
    assert!(cell(1, "sessions.all") > cell(0, "sessions.all"), "yesterday is whole");
    // A token that is good no more is exchanged.
    centre.sim.revoke_tokens();
    let again = cut(&client).await.expect("figures");
    assert_eq!((again.totals, again.missing), (first.totals, vec![]));
}

#[tokio::test]
async fn seven_moors_client_reads_the_truth() {
    let centre = Centre::open(|_| {}).await;
    let secret = centre.sim.credentials().moor_secret_key.clone();
    let cut = cut(&moor_client(&centre, 0, &secret)).await.expect("figures");
    assert_eq!(cut.missing, Vec::<String>::new());
    let truth = centre.truth().await["seven_moor"].clone();
    let agents = truth["agents"].as_array().expect("agents");
    assert_eq!(cut.agents.len(), agents.len());
    for agent in agents {
        let id = agent["number"].as_str().expect("a number");
        let read = cut.agents.iter().find(|known| known.id == id).unwrap_or_else(|| panic!("no {id}"));
        assert_eq!(read.name.as_deref(), agent["name"].as_str());
        let work = &agent["work"];
        assert_eq!((read.chats, read.valid), (work["chats"].as_u64(), work["valid"].as_u64()));
        assert_eq!(read.received, work["replied"].as_u64());
        let time = |label: &str| {
            let at = cut.metrics.iter().position(|metric| metric.label == label).expect("a column");
            read.cells[at].number()
        };
        assert_eq!(time("在线总时长"), Some((number(&work["states_ms"][0]) / 1000 * 1000) as f64));
        assert!(read.extra.is_empty(), "{:?}", read.extra);
    }
    let chats: i64 = agents.iter().map(|agent| count(&agent["work"], "chats")).sum();
    assert_eq!(cut.totals.chats, u64::try_from(chats).ok());
    let ai = cut.ai.expect("robots");
    assert_eq!((ai.sessions, ai.handed), (truth["robot"].as_u64(), truth["handed"].as_u64()));
    let trend = cut.trend.expect("half hours");
    let column = trend.metrics.iter().position(|metric| metric.key == "initCount").expect("a column");
    let half_hours = truth["half_hours"].as_array().expect("half hours");
    assert_eq!(trend.rows.len(), 30);
    for (place, (row, fact)) in trend.rows.iter().zip(half_hours).enumerate() {
        assert_eq!(row.from, Some(Stamp(MIDNIGHT + place as i64 * 30 * MINUTE)));
        assert_eq!(row.cells[column].number(), fact["sessions"].as_f64(), "{}", row.label);
    }
}

#[tokio::test]
async fn the_clients_say_in_words_what_the_simulator_refuses() {
    let centre =
        Centre::open(|options| options.forbidden = vec!["/open/platform/api".into(), "agent/quality".into()]).await;
    let secret = centre.sim.credentials().moor_secret_key.clone();
    let error = cut(&moor_client(&centre, 7 * MINUTE, &secret)).await.expect_err("a clock that is off");
    assert_eq!(error.kind, ErrorKind::Answer);
    assert!(error.sentence.contains("this machine's clock is 7 min ahead of the vendor's"), "{error}");
    let error = cut(&moor_client(&centre, 0, "another")).await.expect_err("a wrong key");
    assert_eq!(error.kind, ErrorKind::Settings);
    assert!(error.sentence.contains("m7-sign签名错误"), "{error}");
    let partly = cut(&moor_client(&centre, 0, &secret)).await.expect("the other two");
    assert_eq!(partly.missing.len(), 1);
    assert!(partly.missing[0].contains("没有权限"), "{:?}", partly.missing);
    assert!(cut(&cn_client(&centre)).await.is_err());
    let answer = centre.post(API_PATH).json(&json!({})).send().await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert_eq!(answer.json::<Value>().await.expect("JSON"), example("sobot-cn/error-1001.json"));
    assert_eq!(ask_cn_token(&centre, &[]).await["code"], "1000", "only what is named is forbidden");
}

#[tokio::test]
async fn the_same_seed_brings_the_same_chats_and_another_seed_others() {
    let facts = |seed| async move {
        let truth = Centre::open(|options| options.seed = seed).await.truth().await;
        (truth["cn"].clone(), truth["seven_moor"].clone())
    };
    let usual = facts(1).await;
    assert!(usual == facts(1).await);
    let other = facts(2).await;
    assert!(usual.0 != other.0 && usual.1 != other.1);
    assert_ne!(usual.0["sessions"], usual.1["sessions"], "two tenants, two days");
}

#[tokio::test]
async fn demo_and_simulate_make_a_tenant_of_the_chosen_vendors() {
    let centre = Centre::open(|_| {}).await;
    let (base, known) = (centre.sim.base_url(), centre.sim.credentials());
    for (sobot, cn, seven_moor) in [(true, false, false), (false, true, false), (false, true, true), (true, true, true)]
    {
        let vendors = Vendors { sobot, cn, seven_moor };
        let text = simulate::settings(&base, chrono_tz::Asia::Tokyo, known, vendors);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("config.toml");
        std::fs::write(&file, &text).expect("a file");
        private(&file);
        let loader = Loader { env: BTreeMap::new(), dirs: Dirs::under(folder.path()) };
        let printed = loader.load(&Overrides { config: Some(file), ..Overrides::default() });
        let printed = printed.unwrap_or_else(|error| panic!("{error}\n{text}")).config;
        let mut shown = Config::default();
        shown.site.timezone = chrono_tz::Asia::Tokyo;
        demo::connect(&mut shown, &base, known, vendors);
        for config in [&printed, &shown] {
            assert_eq!((config.sobot_call.is_some(), config.sobot_open.is_some()), (sobot, sobot));
            let china = config.sobot_cn.as_ref().map(|cn| (cn.base_url.clone(), cn.app_id.clone()));
            assert_eq!(china, cn.then(|| (base.clone(), known.cn_app_id.clone())));
            let moor = config.seven_moor.as_ref().map(|moor| (moor.base_url.clone(), moor.app_key.clone(), moor.zone));
            assert_eq!(moor, seven_moor.then(|| (base.clone(), known.moor_app_key.clone(), chrono_tz::Asia::Tokyo)));
        }
    }
}

#[cfg(unix)]
fn private(file: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).expect("a mode");
}

#[cfg(not(unix))]
fn private(_file: &Path) {}
