//! The client of Sobot's platform in China: token, codes, six actions a day, and what they cost one another.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::files::private::Shared;
use callboard::model::{AiTotals, Cell, ChatTotals, Fold, MetricTable, Stamp, Unit};
use callboard::platforms::sobot_cn::{API_PATH, CnClient, CnSettings, TOKEN_PATH};
use callboard::platforms::{ChatCut, ChatPlatformApi, DaySpan, Error, ErrorKind, Gate, Urgency};
use chrono::NaiveDate;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::ports::HeldPort;
use crate::vendor_support::{Hands, NOW, OpenGate, fixture, told};

const ACTIONS: [&str; 6] = [
    "wb_session_human",
    "wb_session_robot",
    "wb_human_satisfaction",
    "wb_session_customer",
    "wb_session_message",
    "wb_robot_satisfaction",
];

fn day(date: u32) -> DaySpan {
    let date = NaiveDate::from_ymd_opt(2025, 11, date).unwrap();
    let from = date.and_hms_opt(0, 0, 0).unwrap().and_utc().timestamp_millis();
    DaySpan { date, from: Stamp(from), to: Stamp(from + 86_400_000) }
}

/// Answers by action (`wb_session_robot`) or by action and day (`wb_session_robot 2025-11-20`); the examples otherwise.
type Answers = Arc<Mutex<BTreeMap<String, ResponseTemplate>>>;

struct Tenant {
    server: MockServer,
    minted: Arc<AtomicU32>,
    answers: Answers,
    hands: Hands,
    gate: Arc<OpenGate>,
    client: CnClient,
}

fn failed(code: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"data": {}, "code": code}))
}

/// Gives tokens `t1`, `t2`, … and takes the newest only.
async fn tenant(scratch: Option<&TempDir>) -> Tenant {
    let server = MockServer::start().await;
    let (minted, answers) = (Arc::new(AtomicU32::new(0)), Answers::default());
    let count = Arc::clone(&minted);
    let mint = move |_: &Request| {
        let token = format!("t{}", count.fetch_add(1, Ordering::SeqCst) + 1);
        ResponseTemplate::new(200).set_body_json(json!({"data": {"access_token": token}, "code": "1000"}))
    };
    Mock::given(path(TOKEN_PATH)).respond_with(mint).mount(&server).await;
    let (newest, known) = (Arc::clone(&minted), Arc::clone(&answers));
    let answer = move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        if body["access_token"] != format!("t{}", newest.load(Ordering::SeqCst)) {
            return failed("1002");
        }
        let (action, date) = (body["action"].as_str().unwrap(), body["data"]["startDate"].as_str().unwrap());
        let known = known.lock().unwrap();
        let found = known.get(&format!("{action} {date}")).or_else(|| known.get(action)).cloned();
        found.unwrap_or_else(|| {
            let example = fixture(&format!("examples/sobot-cn/{action}.json"));
            ResponseTemplate::new(200).set_body_raw(example, "application/json")
        })
    };
    Mock::given(path(API_PATH)).respond_with(answer).mount(&server).await;
    let (hands, gate) = (Hands::at(NOW), Arc::new(OpenGate::default()));
    let client = client(&server.uri(), scratch, &hands, &gate);
    Tenant { server, minted, answers, hands, gate, client }
}

fn client(uri: &str, scratch: Option<&TempDir>, hands: &Hands, gate: &Arc<OpenGate>) -> CnClient {
    let settings = CnSettings {
        base_url: uri.to_owned(),
        app_id: " 1 ".to_owned(),
        app_key: "hush".into(),
        cache: scratch.map(|dir| Shared::of_user(dir.path().join("tokens"))),
    };
    let gate: Arc<dyn Gate> = gate.clone();
    CnClient::new(&settings, hands.clock(), gate).unwrap()
}

impl Tenant {
    fn say(&self, to: &str, answer: ResponseTemplate) {
        self.answers.lock().unwrap().insert(to.to_owned(), answer);
    }

    async fn cut(&self) -> Result<ChatCut, Error> {
        self.client.platform_chats(day(21), day(20), Urgency::Poll).await
    }

    async fn asked(&self, at: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        requests.into_iter().filter(|request| request.url.path() == at).collect()
    }

    /// What was asked, as action and day.
    async fn questions(&self) -> Vec<String> {
        let bodies = self.asked(API_PATH).await;
        let bodies = bodies.iter().map(|request| serde_json::from_slice::<Value>(&request.body).unwrap());
        bodies
            .map(|body| {
                assert_eq!(body["data"]["startDate"], body["data"]["endDate"]);
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                format!("{} {}", text(&body["action"]), text(&body["data"]["startDate"]))
            })
            .collect()
    }
}

fn cell<'a>(table: &'a MetricTable, row: usize, key: &str) -> &'a Cell {
    let at = table.metrics.iter().position(|metric| metric.key == key).unwrap_or_else(|| panic!("no {key}"));
    &table.rows[row].cells[at]
}

#[tokio::test]
async fn every_figure_of_every_example_is_on_the_table_under_its_own_name() {
    let tenant = tenant(None).await;
    let cut = tenant.cut().await.unwrap();
    let table = cut.figures.unwrap();
    assert_eq!(table.rows.iter().map(|row| &*row.key).collect::<Vec<_>>(), ["2025-11-21", "2025-11-20"]);
    let examples: usize = ACTIONS
        .iter()
        .map(|action| {
            let example: Value = serde_json::from_str(&fixture(&format!("examples/sobot-cn/{action}.json"))).unwrap();
            example["data"]["item"].as_object().unwrap().len()
        })
        .sum();
    assert_eq!(table.metrics.len(), examples, "nothing without a name, and no name without a figure");
    for row in &table.rows {
        for (metric, cell) in table.metrics.iter().zip(&row.cells) {
            assert!(cell.number().is_some(), "{} is {cell:?}", metric.key);
        }
    }
    for (key, value) in [
        ("sessions.all", 420.0),
        ("sessions.valid_rate", 0.9238),
        ("sessions.served_time", 252_000.0),
        ("sessions.agent_messages_each", 3.1),
        ("robot.alone_rate", 0.725),
        ("people.direct_share", 0.1538),
        ("people.most_at_once", 7.0),
        ("people.answers_to_questions", 1.1765),
        ("people.agent_messages", 1300.0),
        ("ratings.rate", 0.3967),
        ("ratings.average", 4.6),
        ("robot_ratings.rate", 0.1779),
    ] {
        let found = cell(&table, 0, key).number().unwrap();
        assert!((found - value).abs() < 1e-9, "{key}: {found}");
    }
    let words: Vec<&str> = table.metrics.iter().flat_map(|metric| [&*metric.key, &*metric.label]).collect();
    for word in ["avgServiceMessge", "canpinglv", "selfReceptionSessionZb", "solvedLv", "Recp"] {
        assert!(words.iter().all(|known| !known.contains(word)), "{word}");
    }
    let mut groups: Vec<&str> = table.metrics.iter().map(|metric| &*metric.group).collect();
    groups.dedup();
    assert_eq!(groups, ["sessions", "robot", "people", "satisfaction"]);
    let most = table.metrics.iter().find(|metric| metric.key == "people.most_at_once").unwrap();
    assert_eq!((most.unit, &most.fold), (Unit::Count, &Fold::Max));
    assert!(table.totals().iter().all(|cell| *cell == Cell::Unknown), "two days make no total");
    assert!(cut.missing.is_empty() && cut.agents.is_empty() && cut.trend.is_none());
}

#[tokio::test]
async fn the_panes_totals_are_those_that_mean_the_same() {
    let cut = tenant(None).await.cut().await.unwrap();
    let chats = ChatTotals {
        chats: Some(130),
        valid: Some(121),
        unanswered: Some(9),
        first_reply_ms: None,
        reply_ms: None,
        good: Some(43),
        rated: Some(48),
        ..ChatTotals::default()
    };
    assert_eq!(cut.totals, chats);
    let ai = AiTotals {
        sessions: Some(400),
        valid: Some(371),
        handed: Some(110),
        told_contained: Some(290),
        ..AiTotals::default()
    };
    assert_eq!(cut.ai, Some(ai));
    assert_eq!(ai.contained(), Some(290));
}

#[tokio::test]
async fn the_token_is_asked_for_once_signed_as_the_contract_says() {
    let tenant = tenant(None).await;
    tenant.cut().await.unwrap();
    tenant.cut().await.unwrap();
    let asked = tenant.asked(TOKEN_PATH).await;
    assert_eq!(asked.len(), 1);
    // md5 of "1", "hush" and the moment.
    let sign = callboard::platforms::sign::md5_hex(&["1hush1763700000000"]);
    let query = format!("appId=1&createTime={NOW}&sign={sign}&expire=24");
    assert_eq!(asked[0].url.query(), Some(&*query));
    assert_eq!(tenant.gate.passed.lock().unwrap().len(), 1 + 12 + 6, "everything passes the gate");
    let token = tenant.client.token().unwrap();
    assert_eq!((&*token.section, token.since, token.renewals), ("sobot_cn", Some(Stamp(NOW)), 1));
    assert_eq!(token.until, Some(Stamp(NOW + 86_400_000)));
    assert!(tenant.client.platform_wire().bytes > 2000);
}

#[tokio::test]
async fn yesterday_stands_beside_today_and_is_asked_for_once_an_hour() {
    let tenant = tenant(None).await;
    let item = json!({"data": {"item": {"consultSession": 99}}, "code": "1000"});
    tenant.say("wb_session_human 2025-11-20", ResponseTemplate::new(200).set_body_json(item));
    let first = tenant.cut().await.unwrap().figures.unwrap();
    assert_eq!(cell(&first, 0, "people.chats"), &Cell::Number(130.0));
    assert_eq!(cell(&first, 1, "people.chats"), &Cell::Number(99.0));
    let both = |date: u32| ACTIONS.map(|action| format!("{action} 2025-11-{date}"));
    let expected: Vec<String> = both(21).into_iter().chain(both(20)).collect();
    assert_eq!(tenant.questions().await, expected);
    let urgencies = tenant.gate.passed.lock().unwrap().clone();
    assert_eq!(urgencies.iter().filter(|urgency| **urgency == Urgency::Background).count(), 6);
    let second = tenant.cut().await.unwrap().figures.unwrap();
    assert_eq!(second, first);
    assert_eq!(tenant.questions().await.len(), 18);
    tenant.hands.advance(Duration::from_hours(1));
    tenant.cut().await.unwrap();
    assert_eq!(tenant.questions().await.len(), 30);
    // After midnight yesterday is another day.
    tenant.client.platform_chats(day(22), day(21), Urgency::Poll).await.unwrap();
    assert_eq!(tenant.questions().await.len(), 42);
}

#[tokio::test]
async fn on_1002_the_token_is_renewed_once_and_the_question_repeated_once() {
    let tenant = tenant(None).await;
    tenant.cut().await.unwrap();
    tenant.minted.fetch_add(1, Ordering::SeqCst);
    let cut = tenant.cut().await.unwrap();
    assert_eq!((cut.totals.chats, cut.missing.len()), (Some(130), 0));
    assert_eq!(tenant.asked(TOKEN_PATH).await.len(), 2);
    assert_eq!(tenant.questions().await.len(), 12 + 7);
}

#[tokio::test]
async fn a_tenant_that_refuses_every_token_is_asked_twice_and_no_more() {
    let tenant = tenant(None).await;
    for action in ACTIONS {
        tenant.say(action, failed("1002"));
    }
    let error = tenant.cut().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::TokenRefused);
    let host = tenant.server.address();
    assert_eq!(
        error.to_string(),
        format!("wb_session_human of 2025-11-21 at {host} refused the token (1002), also a fresh one; trying again")
    );
    assert_eq!((tenant.asked(TOKEN_PATH).await.len(), tenant.questions().await.len()), (2, 2));
}

#[tokio::test]
async fn a_token_without_text_counts_as_refused_and_a_body_carries_any_other() {
    for (token, asked) in [("", 2), ("  ", 2), ("令\r\n牌", 1)] {
        let server = MockServer::start().await;
        let given = AtomicU32::new(0);
        let mint = move |_: &Request| {
            let token = if given.fetch_add(1, Ordering::SeqCst) == 0 { token } else { "good" };
            ResponseTemplate::new(200).set_body_json(json!({"data": {"access_token": token}, "code": "1000"}))
        };
        Mock::given(path(TOKEN_PATH)).respond_with(mint).expect(asked).mount(&server).await;
        let wanted = if asked == 1 { token } else { "good" };
        let answer = move |request: &Request| {
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            let data = json!({"item": {"all_session": 1}});
            if body["access_token"] == wanted {
                ResponseTemplate::new(200).set_body_json(json!({"data": data, "code": "1000"}))
            } else {
                failed("1002")
            }
        };
        Mock::given(path(API_PATH)).respond_with(answer).mount(&server).await;
        let client = client(&server.uri(), None, &Hands::at(NOW), &Arc::new(OpenGate::default()));
        client.platform_chats(day(21), day(20), Urgency::Poll).await.unwrap();
    }
}

#[tokio::test]
async fn a_bad_signature_is_a_matter_of_the_settings_and_ends_the_asking() {
    let server = MockServer::start().await;
    let example = fixture("examples/sobot-cn/error-1001.json");
    // The vendor's clock is ours: that is not why.
    let date = Stamp(NOW).in_zone(&chrono_tz::Tz::UTC).unwrap().format("%a, %d %b %Y %H:%M:%S GMT");
    let refusal =
        ResponseTemplate::new(200).set_body_raw(example, "application/json").insert_header("date", date.to_string());
    Mock::given(path(TOKEN_PATH)).respond_with(refusal).mount(&server).await;
    let client = client(&server.uri(), None, &Hands::at(NOW), &Arc::new(OpenGate::default()));
    let error = client.platform_chats(day(21), day(20), Urgency::Poll).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials);
    let host = server.address();
    assert_eq!(
        error.to_string(),
        format!(
            "GET {TOKEN_PATH} at {host} gave no token: it refuses the signature (1001); check app_id and app_key in [sobot_cn]"
        )
    );
    assert_eq!(server.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn one_action_that_fails_costs_only_its_own_figures() {
    let tenant = tenant(None).await;
    tenant.say("wb_session_robot", failed("1001"));
    let cut = tenant.cut().await.unwrap();
    let table = cut.figures.unwrap();
    assert_eq!((cut.ai, cut.totals.chats, cut.lost), (None, Some(130), 1));
    for row in [0, 1] {
        assert_eq!(cell(&table, row, "robot.sessions"), &Cell::Unknown);
        assert_eq!(cell(&table, row, "robot.messages"), &Cell::Number(1810.0), "another action's");
    }
    let host = tenant.server.address();
    assert_eq!(
        told(&cut.missing),
        [format!(
            "wb_session_robot of 2025-11-21 at {host} failed (1001); if it stays so, ask the vendor \
             whether you may use it"
        )]
    );
    assert_eq!(tenant.questions().await.len(), 11, "what fails today is not asked about yesterday");
}

#[tokio::test]
async fn yesterdays_failure_costs_nothing_of_today() {
    let tenant = tenant(None).await;
    tenant.say("wb_session_human 2025-11-20", ResponseTemplate::new(429));
    let cut = tenant.cut().await.unwrap();
    assert_eq!((cut.totals.chats, cut.missing.len(), cut.lost), (Some(130), 1, 0));
    assert_eq!(*tenant.gate.paused.lock().unwrap(), [Duration::from_mins(1)]);
    assert_eq!(tenant.questions().await.len(), 7, "no storm");
    assert_eq!(cell(&cut.figures.unwrap(), 1, "robot.sessions"), &Cell::Unknown);
}

/// What something between us and the vendor answers, in an envelope like the vendor's.
fn gateway(status: u16) -> ResponseTemplate {
    let body = json!({"code": status.to_string(), "message": "slow down"});
    ResponseTemplate::new(status).insert_header("retry-after", "7").set_body_json(body)
}

#[tokio::test]
async fn a_gateway_that_refuses_the_token_is_heard_whatever_code_it_gives() {
    let tenant = tenant(None).await;
    for action in ACTIONS {
        tenant.say(action, gateway(401));
    }
    assert_eq!(tenant.cut().await.unwrap_err().kind, ErrorKind::TokenRefused);
}

#[tokio::test]
async fn all_actions_failing_is_an_error_of_the_right_kind() {
    let fails = |answer: ResponseTemplate| async move {
        let tenant = tenant(None).await;
        for action in ACTIONS {
            tenant.say(action, answer.clone());
        }
        (tenant.cut().await.unwrap_err(), tenant.questions().await.len())
    };
    let page = ResponseTemplate::new(200).set_body_raw("<html>hello</html>", "text/html");
    for (answer, kind, asked, part) in [
        (failed("1001"), ErrorKind::Answer, 6, "failed (1001)"),
        (failed("7"), ErrorKind::Answer, 6, "the unknown code \"7\""),
        (page, ErrorKind::Answer, 6, "answered HTML"),
        (ResponseTemplate::new(502), ErrorKind::Answer, 6, "HTTP 502"),
        (ResponseTemplate::new(403), ErrorKind::Settings, 6, "HTTP 403"),
        (gateway(403), ErrorKind::Settings, 6, "HTTP 403): slow down"),
        (gateway(502), ErrorKind::Answer, 6, "the unknown code \"502\""),
        (gateway(429), ErrorKind::RateLimited(Duration::from_secs(7)), 1, "too often (HTTP 429): slow down"),
        (ResponseTemplate::new(200).set_body_string("{"), ErrorKind::Answer, 6, "not JSON"),
        (ResponseTemplate::new(200).set_body_json(json!({"code": 1000})), ErrorKind::Answer, 6, "without data"),
        (failed("1000"), ErrorKind::Answer, 6, "no figures"),
        (ResponseTemplate::new(429), ErrorKind::RateLimited(Duration::from_mins(1)), 1, "too often"),
    ] {
        let (error, questions) = fails(answer).await;
        assert_eq!((error.kind, questions), (kind, asked), "{error}");
        assert!(
            error.to_string().starts_with("wb_session_human of 2025-11-21 at ") && error.to_string().contains(part)
        );
    }
}

#[tokio::test]
async fn a_day_without_figures_is_unknown_and_no_error() {
    let tenant = tenant(None).await;
    for action in ACTIONS {
        let nothing = json!({"code": 1000, "data": {"item": {"consultSession": null}}});
        tenant.say(action, ResponseTemplate::new(200).set_body_json(nothing));
    }
    let cut = tenant.cut().await.unwrap();
    assert_eq!((cut.totals, cut.ai), (ChatTotals::default(), None));
    assert!(cut.figures.unwrap().rows.iter().flat_map(|row| &row.cells).all(|cell| *cell == Cell::Unknown));
}

#[tokio::test]
async fn a_host_that_is_not_there_is_asked_once() {
    let (hands, gate) = (Hands::at(NOW), Arc::new(OpenGate::default()));
    let nothing = HeldPort::new();
    let uri = format!("http://{}", nothing.address);
    let client = client(&uri, None, &hands, &gate);
    let error = client.platform_chats(day(21), day(20), Urgency::Poll).await.unwrap_err();
    assert_eq!((error.kind, gate.passed.lock().unwrap().len()), (ErrorKind::Network, 1));
}

#[tokio::test]
async fn sessions_of_one_user_share_the_token_but_not_with_the_other_platform() {
    let scratch = tempfile::tempdir().unwrap();
    let tenant = tenant(Some(&scratch)).await;
    tenant.cut().await.unwrap();
    let second = client(&tenant.server.uri(), Some(&scratch), &tenant.hands, &tenant.gate);
    second.platform_chats(day(21), day(20), Urgency::Poll).await.unwrap();
    assert_eq!(tenant.minted.load(Ordering::SeqCst), 1);
    let mut settings = crate::vendor_support::open_settings(&tenant.server.uri(), Some(scratch.path()));
    settings.app_id = "1".to_owned();
    let gate: Arc<dyn Gate> = tenant.gate.clone();
    let open = callboard::platforms::sobot_open::OpenClient::new(&settings, tenant.hands.clock(), gate).unwrap();
    let error = callboard::platforms::ChatApi::chat_page(&open, day(21).date, 1, Urgency::Poll).await.unwrap_err();
    assert!(error.to_string().contains("/api/get_token"), "it asks for its own: {error}");
}

#[tokio::test]
async fn no_secret_is_in_any_sentence_or_debug() {
    let tenant = tenant(None).await;
    let settings =
        CnSettings { base_url: tenant.server.uri(), app_id: "1".to_owned(), app_key: "hush".into(), cache: None };
    assert_eq!(settings.app_key.expose_secret(), "hush");
    let mut said = vec![format!("{settings:?}")];
    for answer in [
        failed("1002"),
        failed("7"),
        ResponseTemplate::new(500).set_body_string("t1"),
        ResponseTemplate::new(302).insert_header("location", "http://elsewhere.example/?access_token=t1"),
    ] {
        for action in ACTIONS {
            tenant.say(action, answer.clone());
        }
        let error = tenant.cut().await.unwrap_err();
        said.push(format!("{error} {error:?}"));
    }
    said.push(format!("{:?}", tenant.client.token()));
    let said = said.join("\n");
    assert!(
        !said.contains("hush") && !said.contains("sign=") && !said.contains("\"t1") && !said.contains("=t1"),
        "{said}"
    );
}
