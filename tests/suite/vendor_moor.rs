//! The client of 7moor's reports: a signature for every request, columns out of the header, agents joined.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::model::{AiTotals, Cell, ChatAgent, ChatTotals, Fold, Metric, Stamp, Unit};
use callboard::platforms::seven_moor::{MoorClient, MoorSettings, QUALITY_PATH, TIME_PATH, WORKLOAD_PATH};
use callboard::platforms::sign::hmac_sha256_base64;
use callboard::platforms::{ChatCut, ChatPlatformApi, DaySpan, Error, ErrorKind, Gate, Random, Urgency};
use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, OpenGate, counting, fixture, told};

const ONLINE: &str = "1b1070a2-e9f4-42c2-9f21-b2aab5b74119";
const BUSY: &str = "8b7ad7a6-945a-4a76-a1e6-b9c53ef6d08f";
const BREAK: &str = "f1ed03f7-b42c-406b-ac08-f441c8982d6d";
const VERY_GOOD: &str = "4bdb8852-0ec4-4597-b407-3f268ac3cd18";
const FAIR: &str = "f71212c6-0927-4bad-99dc-a61f73fe2233";

/// 2025-11-21 in Shanghai.
fn day() -> DaySpan {
    let from = DateTime::parse_from_rfc3339("2025-11-21T00:00:00+08:00").unwrap().timestamp_millis();
    let date = NaiveDate::from_ymd_opt(2025, 11, 21).unwrap();
    DaySpan { date, from: Stamp(from), to: Stamp(from + 86_400_000) }
}

fn at(hour: i64, minute: i64) -> Stamp {
    day().from.plus((hour * 60 + minute) * 60_000)
}

fn example(name: &str) -> Value {
    serde_json::from_str(&fixture(&format!("examples/7moor/{name}.json"))).unwrap()
}

fn of(path: &str) -> Value {
    example(match path {
        TIME_PATH => "session-time",
        WORKLOAD_PATH => "agent-workload",
        _ => "agent-quality",
    })
}

struct Tenant {
    server: MockServer,
    answers: Arc<Mutex<BTreeMap<&'static str, ResponseTemplate>>>,
    hands: Hands,
    gate: Arc<OpenGate>,
    client: MoorClient,
}

fn settings(uri: &str) -> MoorSettings {
    MoorSettings {
        base_url: uri.to_owned(),
        app_key: " 2000103 ".to_owned(),
        secret_key: "HWHp9xFVlbboxIU2S6DHA7sf9sGzt3".into(),
        zone: chrono_tz::Asia::Shanghai,
        access_ids: vec![],
        agents: vec![],
    }
}

async fn tenant_with(random: Random) -> Tenant {
    let server = MockServer::start().await;
    let answers: Arc<Mutex<BTreeMap<&'static str, ResponseTemplate>>> = Arc::default();
    let known = Arc::clone(&answers);
    let answer = move |request: &Request| {
        let path = request.url.path();
        let known = known.lock().unwrap().get(path).cloned();
        known.unwrap_or_else(|| ResponseTemplate::new(200).set_body_json(of(path)))
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let (hands, gate) = (Hands::at(NOW), Arc::new(OpenGate::default()));
    let shared: Arc<dyn Gate> = gate.clone();
    let client = MoorClient::new(&settings(&server.uri()), hands.clock(), random, shared).unwrap();
    Tenant { server, answers, hands, gate, client }
}

async fn tenant() -> Tenant {
    tenant_with(counting()).await
}

impl Tenant {
    /// Answers so, from a machine whose clock is as ours.
    fn say(&self, path: &'static str, answer: ResponseTemplate) {
        self.say_at(path, 0, answer);
    }

    /// Answers so, from a machine whose clock ours is that far ahead of.
    fn say_at(&self, path: &'static str, ahead_s: i64, answer: ResponseTemplate) {
        let at = Stamp(NOW - ahead_s * 1000).in_zone(&chrono_tz::Tz::UTC).unwrap();
        let date = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        self.answers.lock().unwrap().insert(path, answer.insert_header("date", date));
    }

    fn say_json(&self, path: &'static str, answer: &Value) {
        self.say(path, ResponseTemplate::new(200).set_body_json(answer));
    }

    fn say_all(&self, answer: &ResponseTemplate) {
        for path in [TIME_PATH, WORKLOAD_PATH, QUALITY_PATH] {
            self.say(path, answer.clone());
        }
    }

    async fn cut(&self) -> Result<ChatCut, Error> {
        self.client.platform_chats(day(), day(), Urgency::Poll).await
    }
}

fn column<'a>(metrics: &'a [Metric], key: &str) -> &'a Metric {
    metrics.iter().find(|metric| metric.key == key).unwrap_or_else(|| panic!("no {key}"))
}

fn cell<'a>(cut: &'a ChatCut, agent: &ChatAgent, key: &str) -> &'a Cell {
    let place = cut.metrics.iter().position(|metric| metric.key == key).unwrap_or_else(|| panic!("no {key}"));
    let agent = cut.agents.iter().find(|known| known.id == agent.id).unwrap();
    &agent.cells[place]
}

fn labels(metrics: &[Metric]) -> Vec<&str> {
    metrics.iter().map(|metric| &*metric.label).collect()
}

#[tokio::test]
async fn every_request_is_signed_afresh_with_the_contracts_check_value() {
    // The contract's own moment and nonce.
    let tenant = tenant_with(Arc::new(|| 23_221)).await;
    let hands = Hands::at(1_608_119_594_999);
    let gate: Arc<dyn Gate> = tenant.gate.clone();
    let client = MoorClient::new(&settings(&tenant.server.uri()), hands.clock(), Arc::new(|| 23_221), gate).unwrap();
    client.platform_chats(day(), day(), Urgency::Poll).await.unwrap();
    for request in tenant.server.received_requests().await.unwrap() {
        let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap().to_owned();
        assert_eq!(header("m7-appkey"), "2000103");
        assert_eq!((header("m7-timestamp"), header("m7-nonce")), ("1608119594".to_owned(), "123221".to_owned()));
        assert_eq!(header("m7-sign"), "ybCwXrg9CMo39xv1kdfVLemqFmk+2Elz+vXYu1CyHlo=");
    }
}

#[tokio::test]
async fn no_two_requests_have_the_same_nonce_and_retries_none_either() {
    let tenant = tenant().await;
    tenant.say_all(&ResponseTemplate::new(502));
    tenant.cut().await.unwrap_err();
    tenant.hands.advance(Duration::from_secs(1));
    tenant.cut().await.unwrap_err();
    let requests = tenant.server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 6);
    let mut seen = BTreeSet::new();
    for (at, request) in requests.iter().enumerate() {
        let header = |name: &str| request.headers.get(name).unwrap().to_str().unwrap().to_owned();
        let (nonce, seconds, sign) = (header("m7-nonce"), header("m7-timestamp"), header("m7-sign"));
        assert!(nonce.len() == 6 && nonce.bytes().all(|digit| digit.is_ascii_digit()), "{nonce}");
        assert_eq!(seconds, (NOW / 1000 + i64::from(at >= 3)).to_string());
        assert_eq!(sign, hmac_sha256_base64("HWHp9xFVlbboxIU2S6DHA7sf9sGzt3", &["2000103", &seconds, &nonce]));
        assert!(seen.insert(nonce));
    }
    assert_eq!(tenant.gate.passed.lock().unwrap().len(), 6);
}

#[tokio::test]
async fn the_day_is_asked_for_on_the_vendors_wall() {
    let tenant = tenant().await;
    tenant.cut().await.unwrap();
    for request in tenant.server.received_requests().await.unwrap() {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["createTime"], json!(["2025-11-21 00:00:00", "2025-11-22 00:00:00"]));
        let dimension = (request.url.path() == TIME_PATH).then_some("half_hour");
        assert_eq!(body.get("dimension").and_then(Value::as_str), dimension);
    }
}

#[tokio::test]
async fn the_examples_make_agents_with_every_column_of_both_headers() {
    let cut = tenant().await.cut().await.unwrap();
    let people: Vec<_> = cut.agents.iter().map(|agent| (&*agent.id, agent.name.as_deref().unwrap())).collect();
    assert_eq!(people, [("6012", "别动"), ("8029", "在线客服"), ("6014", "6014"), ("8238", "庞磊测试123")]);
    let mut expected: Vec<String> = Vec::new();
    for name in ["agent-workload", "agent-quality"] {
        for column in example(name)["data"]["header"].as_array().unwrap() {
            let (key, label) = (column["prop"].as_str().unwrap(), column["label"].as_str().unwrap());
            assert!(key == "agentId" || self::column(&cut.metrics, key).label == label);
            if key != "agentId" && !expected.contains(&key.to_owned()) {
                expected.push(key.to_owned());
            }
        }
    }
    assert_eq!(cut.metrics.iter().map(|metric| &*metric.key).collect::<Vec<_>>(), expected, "in the headers' order");
    assert!(cut.agents.iter().all(|agent| agent.cells.len() == cut.metrics.len()));
    let (first, last) = (&cut.agents[0], &cut.agents[3]);
    for (agent, key, value) in [
        (first, "receiveLeavingCount", 4.0),
        (first, ONLINE, 1_607_000.0),
        (first, BUSY, 12_000.0),
        (first, "loginTotalTimeLength", 0.0),
        (&cut.agents[2], BUSY, 12_687_000.0),
        (last, "firstResponseNotIncludeLen", 36_000.0),
        (last, "pushCsrRate", 0.3333),
        (last, "quesAndAnswerRate", 1.0),
        (last, VERY_GOOD, 0.3333),
    ] {
        assert_eq!(cell(&cut, agent, key), &Cell::Number(value), "{key} of {}", agent.id);
    }
    assert_eq!(cell(&cut, &cut.agents[1], BUSY), &Cell::Unknown, "not sent is not nought");
    assert_eq!(cell(&cut, last, FAIR), &Cell::Unknown);
    for (key, group, unit) in [
        (ONLINE, "time", Unit::Duration),
        (BREAK, "time", Unit::Duration),
        (VERY_GOOD, "satisfaction", Unit::Share),
        (FAIR, "satisfaction", Unit::Share),
        ("assignCount", "volume", Unit::Count),
        ("avgMsgResponseLen", "speed", Unit::Duration),
        ("twentyFourHourSolutionRate", "quality", Unit::Share),
    ] {
        let metric = column(&cut.metrics, key);
        assert_eq!((&*metric.group, metric.unit), (group, unit), "{key}");
    }
    assert_eq!(column(&cut.metrics, VERY_GOOD).fold, Fold::Weighted("evaluateCount".to_owned()));
    assert!(cut.agents.iter().all(|agent| agent.extra.is_empty()), "everything has a column");
    let named = ChatAgent { cells: vec![], ..last.clone() };
    let expected = ChatAgent {
        id: "8238".to_owned(),
        name: Some("庞磊测试123".to_owned()),
        chats: Some(3),
        valid: Some(3),
        received: Some(3),
        first_reply_ms: Some(12_000.0),
        reply_ms: Some(12_000.0),
        session_ms: Some(28_000.0),
        ..ChatAgent::default()
    };
    assert_eq!(named, expected);
    let totals = ChatTotals {
        chats: Some(7),
        valid: Some(3),
        first_reply_ms: Some(12_000.0),
        reply_ms: Some(12_000.0),
        queued: Some(0),
        gave_up: Some(0),
        lost: Some(0),
        ..ChatTotals::default()
    };
    assert_eq!(cut.totals, totals);
    assert!(cut.figures.is_none() && cut.missing.is_empty());
}

#[tokio::test]
async fn the_example_by_time_makes_the_trend_and_the_robots_totals() {
    let cut = tenant().await.cut().await.unwrap();
    let ai = AiTotals { sessions: Some(7), handed: Some(0), told_contained: Some(7), ..AiTotals::default() };
    assert_eq!(
        (cut.ai, ai.contained(), ai.contained_share()),
        (Some(ai), Some(7), None),
        "of which sessions is not told"
    );
    let trend = cut.trend.unwrap();
    let header = example("session-time")["data"]["header"].as_array().unwrap().clone();
    assert_eq!(trend.metrics.len(), header.len() - 1);
    for (metric, column) in trend.metrics.iter().zip(&header[1..]) {
        assert_eq!((json!(metric.key), json!(metric.shown)), (column["prop"].clone(), column["show"].clone()));
        assert_eq!(json!(metric.label), column["label"]);
    }
    assert!(!column(&trend.metrics, "queueUpCount").shown);
    let length = trend.metrics.iter().position(|metric| metric.key == "sessionTimeLen").unwrap();
    assert_eq!(trend.rows[0].cells[length], Cell::Number(1_309_000.0));
    assert_eq!(trend.rows[0].label, "2021-08-05");
}

#[tokio::test]
async fn half_hours_begin_on_the_sites_clock_and_add_up() {
    let tenant = tenant().await;
    let mut answer = example("session-time");
    answer["data"]["list"] = json!([
        {"time": "2025-11-21 09:00", "robotCount": "3", "robotManualSucCount": 1, "manualCount": 2},
        {},
        {"time": "09:30~10:00", "robotCount": 4, "robotManualSucCount": 0},
        {"time": "合计", "robotCount": 7, "robotManualSucCount": 1, "manualCount": 2, "robotOnlyCount": 5, "queueUpCount": 3,
            "queueGiveUpCount": 1, "lossCount": "2"},
    ]);
    tenant.say_json(TIME_PATH, &answer);
    tenant.say(WORKLOAD_PATH, ResponseTemplate::new(500));
    tenant.say(QUALITY_PATH, ResponseTemplate::new(500));
    let cut = tenant.cut().await.unwrap();
    let ai = AiTotals { sessions: Some(7), handed: Some(1), told_contained: Some(5), ..AiTotals::default() };
    assert_eq!(cut.ai, Some(ai));
    let queue = ChatTotals { queued: Some(3), gave_up: Some(1), lost: Some(2), ..ChatTotals::default() };
    assert_eq!(cut.totals, ChatTotals { chats: Some(2), ..queue }, "no agent's report: the site's");
    let trend = cut.trend.unwrap();
    assert_eq!(trend.rows.iter().map(|row| row.from).collect::<Vec<_>>(), [Some(at(9, 0)), Some(at(9, 30))]);
    let robots = trend.metrics.iter().position(|metric| metric.key == "robotCount").unwrap();
    assert_eq!(trend.totals()[robots], Cell::Number(7.0), "the vendor's own");
}

#[tokio::test]
async fn reordered_and_unknown_columns_are_read_by_their_header() {
    let tenant = tenant().await;
    let answer = json!({"success": true, "code": 200, "data": {
        "header": [
            {"prop": "newCount", "label": "新指标", "show": "true"},
            {"prop": "initCount", "label": "会话", "show": "false"},
            {"prop": " agentId ", "label": "座席姓名", "show": true},
            {"prop": "newRate", "label": "新占比"},
            {"prop": "newLength", "label": "新时长", "show": 1},
            {"prop": "remark", "show": true},
            {"prop": "initCount", "label": "twice", "show": true},
            {"label": "no key"},
            "no column",
            {"prop": "state-1", "label": "会议总时长", "isCustomHeader": true, "show": true},
            {"prop": "nowhere", "label": "空", "show": true},
        ],
        "list": [
            {"newRate": "12.5%", "agentId": " 王五[7001] ", "newCount": "4", "initCount": 2, "remark": "ok",
             "newLength": "00:01:30", "everyTimeLength": {" state-1 ": "60", "state-2": 5}, "secret-sauce": [1]},
            {"agentId": "赵六[7002]", "newCount": 5, "initCount": "x", "newRate": "--"},
            {"newCount": 9},
        ],
    }});
    tenant.say_json(WORKLOAD_PATH, &answer);
    tenant.say_json(QUALITY_PATH, &json!({"success": "true", "code": "200", "data": {"header": [], "list": []}}));
    let cut = tenant.cut().await.unwrap();
    assert_eq!(labels(&cut.metrics), ["新指标", "会话", "新占比", "新时长", "remark", "会议总时长", "空"]);
    let shown: Vec<bool> = cut.metrics.iter().map(|metric| metric.shown).collect();
    assert_eq!(shown, [true, false, true, true, true, true, true]);
    let units: Vec<Unit> = cut.metrics.iter().map(|metric| metric.unit).collect();
    assert_eq!(units, [Unit::Count, Unit::Count, Unit::Share, Unit::Duration, Unit::Text, Unit::Duration, Unit::Count]);
    let [first, second] = &cut.agents[..] else { panic!("{:?}", cut.agents) };
    assert_eq!((&*first.id, first.name.as_deref(), first.chats), ("7001", Some("王五"), Some(2)));
    assert_eq!(first.cells[0], Cell::Number(4.0));
    assert_eq!(first.cells[3], Cell::Number(90_000.0));
    assert_eq!(first.cells[4], Cell::Text("ok".to_owned()));
    assert_eq!(first.cells[5], Cell::Number(60_000.0));
    assert_eq!(second.cells[1], Cell::Text("x".to_owned()), "shown as it came");
    assert_eq!((&first.cells[2], &second.cells[2]), (&Cell::Number(0.125), &Cell::Unknown));
    assert_eq!(second.chats, None);
    assert_eq!(json!(first.extra), json!({"secret-sauce": [1], "everyTimeLength": {"state-2": 5}}));
}

#[tokio::test]
async fn rows_without_a_header_name_their_own_columns() {
    let tenant = tenant().await;
    let list = json!([{"agentId": "a[1]", "initCount": 3, "satisfaction": {"s-1": 50}}]);
    tenant.say_json(WORKLOAD_PATH, &json!({"success": true, "code": "200", "data": {"list": list}}));
    tenant.say_json(QUALITY_PATH, &json!({"success": true, "code": "200", "data": {"list": null}}));
    let cut = tenant.cut().await.unwrap();
    assert_eq!(labels(&cut.metrics), ["initCount", "s-1"]);
    assert_eq!(cut.agents[0].cells, [Cell::Number(3.0), Cell::Number(0.5)]);
}

#[tokio::test]
async fn one_agent_in_both_reports_is_one_row() {
    let tenant = tenant().await;
    let mut answer = example("agent-quality");
    answer["data"]["list"][0]["agentId"] = json!("6014[6014]");
    tenant.say_json(QUALITY_PATH, &answer);
    let cut = tenant.cut().await.unwrap();
    assert_eq!(cut.agents.len(), 3);
    let agent = &cut.agents[2];
    assert_eq!((agent.chats, agent.reply_ms), (Some(2), Some(12_000.0)), "the workload's word comes first");
    assert_eq!(cell(&cut, agent, BUSY), &Cell::Number(12_687_000.0));
    assert_eq!(cell(&cut, agent, VERY_GOOD), &Cell::Number(0.3333));
}

#[tokio::test]
async fn one_report_that_fails_costs_only_its_part() {
    let tenant = tenant().await;
    let refusal = json!({"success": false, "code": "500", "message": "内部错误。"});
    tenant.say_json(TIME_PATH, &refusal);
    let cut = tenant.cut().await.unwrap();
    let host = tenant.server.address();
    assert_eq!(told(&cut.missing), [format!("POST {TIME_PATH} at {host} failed (\"500\"): 内部错误; trying again")]);
    assert_eq!((cut.agents.len(), cut.trend, cut.ai), (4, None, None));
    tenant.say_json(WORKLOAD_PATH, &refusal);
    let cut = tenant.cut().await.unwrap();
    assert_eq!((cut.agents.len(), cut.missing.len(), cut.lost), (1, 2, 2));
    tenant.say_json(QUALITY_PATH, &refusal);
    let error = tenant.cut().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Answer);
}

#[tokio::test]
async fn a_clock_that_is_off_is_said_in_words() {
    let refusal = json!({"success": false, "code": "400", "message": "timestamp expired"});
    for (ahead_s, status, words) in [
        (7 * 60, 400, Some("this machine's clock is 7 min ahead of the vendor's")),
        (-7 * 60, 401, Some("this machine's clock is 7 min behind the vendor's")),
        (3 * 3600, 200, Some("this machine's clock is 3 h ahead of the vendor's")),
        (-30 * 86_400, 403, Some("this machine's clock is 30 days behind the vendor's")),
        (4 * 60, 400, None),
        (7 * 60, 502, None),
    ] {
        let tenant = tenant().await;
        for path in [TIME_PATH, WORKLOAD_PATH, QUALITY_PATH] {
            tenant.say_at(path, ahead_s, ResponseTemplate::new(status).set_body_json(&refusal));
        }
        let error = tenant.cut().await.unwrap_err();
        match words {
            Some(words) => {
                assert_eq!(error.kind, ErrorKind::Answer, "a clock that is set right needs no new settings");
                let host = tenant.server.address();
                assert_eq!(
                    error.to_string(),
                    format!(
                        "POST {WORKLOAD_PATH} at {host} refused the request: timestamp expired; {words}: set this \
                         machine's clock (or its time service)"
                    )
                );
            }
            None => assert!(!error.to_string().contains("clock"), "{error}"),
        }
        let skew = tenant.client.platform_wire().skew_ms.unwrap();
        assert!((skew + ahead_s * 1000).abs() < 2000, "{skew}");
    }
}

#[tokio::test]
async fn each_refusal_becomes_the_kind_of_error_it_asks_for() {
    let body = |code: &str| json!({"success": false, "code": code, "message": "no"});
    for (answer, kind, part) in [
        (ResponseTemplate::new(401), ErrorKind::Credentials, "refuses the signature; check app_key and secret_key"),
        (ResponseTemplate::new(200).set_body_json(body("403")), ErrorKind::Credentials, "refuses the signature: no;"),
        (ResponseTemplate::new(400).set_body_json(body("400")), ErrorKind::Settings, "calls the request wrong"),
        (ResponseTemplate::new(404), ErrorKind::Settings, "is not there"),
        (ResponseTemplate::new(503), ErrorKind::Answer, "HTTP 503"),
        (ResponseTemplate::new(200).set_body_json(body("9")), ErrorKind::Answer, "failed (\"9\"): no; trying again"),
        (ResponseTemplate::new(200).set_body_json(body("200")), ErrorKind::Answer, "failed: no; trying again"),
        (ResponseTemplate::new(200).set_body_string("[1]"), ErrorKind::Answer, "not JSON"),
        (ResponseTemplate::new(200).set_body_json(json!({})), ErrorKind::Answer, "without code"),
        (ResponseTemplate::new(200).set_body_raw("<p>", "text/html"), ErrorKind::Answer, "answered HTML"),
        (
            ResponseTemplate::new(200).set_body_json(json!({"success": true, "code": "200"})),
            ErrorKind::Answer,
            "without data",
        ),
        (
            ResponseTemplate::new(200).set_body_json(json!({"code": "200", "data": {"list": "x"}})),
            ErrorKind::Answer,
            "a list that is none",
        ),
        (ResponseTemplate::new(429), ErrorKind::RateLimited(Duration::from_mins(1)), "too often"),
    ] {
        let tenant = tenant().await;
        tenant.say_all(&answer);
        let error = tenant.cut().await.unwrap_err();
        assert_eq!(error.kind, kind, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert_eq!(tenant.gate.paused.lock().unwrap().len(), usize::from(part == "too often"));
    }
}

#[tokio::test]
async fn no_secret_is_in_any_sentence_or_debug() {
    let tenant = tenant().await;
    let mut said = vec![format!("{:?}", settings("http://a.b"))];
    for status in [302, 400, 401, 403, 500] {
        tenant.say_all(&ResponseTemplate::new(status).set_body_json(json!({"message": "call 13800138000"})));
        let error = tenant.cut().await.unwrap_err();
        said.push(format!("{error} {error:?}"));
    }
    let said = said.join("\n");
    assert!(!said.contains("HWHp9x") && !said.contains("m7-sign") && !said.contains("13800138000"), "{said}");
    assert_eq!(tenant.client.token(), None);
}

#[tokio::test]
async fn two_hundred_thousand_columns_cost_the_columns_beyond_a_thousand_and_are_counted() {
    const COLUMNS: usize = 200_000;
    let tenant = tenant().await;
    let mut header: Vec<Value> = (0..COLUMNS)
        .map(|at| json!({"prop": format!("column{at}"), "label": format!("列{at}"), "show": true}))
        .collect();
    header.push(json!({"prop": "agentId", "label": "坐席", "show": true}));
    let row = |name: &str| json!({"agentId": name, "column0": 7, "column999": 8, "column1000": 9});
    let list: Vec<Value> = ["别动[6012]", "李娜[6013]"].map(row).into();
    tenant.say_json(WORKLOAD_PATH, &json!({"success": true, "code": "200", "data": {"header": header, "list": list}}));
    // Without a header the rows name the columns.
    let wide: serde_json::Map<String, Value> = (0..COLUMNS).map(|at| (format!("wide{at}"), json!(1))).collect();
    let mut wide = Value::Object(wide);
    wide["agentId"] = json!("别动[6012]");
    tenant.say_json(QUALITY_PATH, &json!({"success": true, "code": "200", "data": {"list": [wide]}}));
    let cut = tenant.cut().await.unwrap();
    assert_eq!(cut.agents.len(), 2);
    assert!(cut.metrics.len() <= 2_000, "{}", cut.metrics.len());
    assert_eq!(cell(&cut, &cut.agents[0], "column0"), &Cell::Number(7.0));
    let host = tenant.server.address();
    // The column that names the agents stood beyond those that are kept, where none can tell what it is.
    let said = [(WORKLOAD_PATH, 200_001), (QUALITY_PATH, 200_000)]
        .map(|(path, sent)| format!("POST {path} at {host} sent {sent} columns; no more than 1000 are kept"));
    assert_eq!(told(&cut.missing), said);
    assert_eq!(cut.lost, 0, "what is left out is not what could not be had");
}

#[tokio::test]
async fn columns_that_a_document_names_are_kept_wherever_they_stand() {
    let tenant = tenant().await;
    let mut header: Vec<Value> =
        (0..5_000).map(|at| json!({"prop": format!("column{at}"), "label": "x", "show": true})).collect();
    header.push(json!({"prop": "initCount", "label": "接待会话数", "show": true}));
    let list = json!([{"agentId": "别动[6012]", "initCount": 7}]);
    tenant.say_json(WORKLOAD_PATH, &json!({"success": true, "code": "200", "data": {"header": header, "list": list}}));
    let cut = tenant.cut().await.unwrap();
    let agent = cut.agents.iter().find(|agent| agent.id == "6012").unwrap();
    assert_eq!(agent.chats, Some(7));
}
