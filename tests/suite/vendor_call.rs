//! The Data Service client: query, headers, tokens, both auth schemes, and answers that are no stream.

use std::collections::HashSet;
use std::time::Duration;

use callboard::model::AgentId;
use callboard::platforms::sobot_call::{AuthScheme, CallClient, CallSettings, Credential, PAGE_PATH, WATCH_PATH};
use callboard::platforms::{AgentsApi, ErrorKind, Event, Message};
use futures_util::StreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{any, header, method, path};
use wiremock::{Match, Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting, fixture};

const FULL: &str = "examples/sobot-call/agents-metrics.full.json";
const DELTA: &str = "examples/sobot-call/agents-metrics.delta.json";

fn ready(base_url: &str) -> CallSettings {
    CallSettings { credential: Credential::Token(" ready\n".into()), ..call_settings(base_url) }
}

fn client(settings: CallSettings) -> CallClient {
    CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
}

fn full_page() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(fixture(FULL), "application/json")
}

/// Gives `t1`, `t2`, … one after the other.
struct Mint {
    count: std::sync::atomic::AtomicU32,
    delay: Duration,
}

impl Mint {
    fn new() -> Self {
        Self { count: 0.into(), delay: Duration::ZERO }
    }
}

impl Respond for Mint {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let count = self.count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        let body = json!({"code": 200, "data": {"access_token": format!("t{count}"), "expires_in": "7200"}});
        ResponseTemplate::new(200).set_body_json(body).set_delay(self.delay)
    }
}

async fn mint_on(server: &MockServer) {
    Mock::given(method("POST")).and(path("/tokens/company")).respond_with(Mint::new()).mount(server).await;
}

async fn asked(server: &MockServer, at: &str) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests.into_iter().filter(|request| request.url.path() == at).collect()
}

fn sent<'a>(request: &'a Request, name: &str) -> &'a str {
    request.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// Matches a request whose `Authorization` is one of these.
struct Authorised(&'static [&'static str]);

impl Match for Authorised {
    fn matches(&self, request: &Request) -> bool {
        self.0.contains(&sent(request, "authorization"))
    }
}

#[tokio::test]
async fn the_query_is_what_the_documents_show() {
    let server = MockServer::start().await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    client(ready(&server.uri())).page(1).await.unwrap();
    let everything = CallSettings {
        departments: vec![" d1 ".to_owned(), "d2".to_owned()],
        agents: vec!["1005".to_owned(), "1006".to_owned()],
        work_statuses: vec![5, 6],
        login_statuses: vec![1, 2],
        busy_reasons: vec![11, 15],
        sort: "agentNumber,asc".to_owned(),
        delay: Some("3".to_owned()),
        operator_user_id: "u1".to_owned(),
        page_size: 100,
        ..ready(&server.uri())
    };
    client(everything).page(7).await.unwrap();
    let requests = asked(&server, PAGE_PATH).await;
    assert_eq!(requests[0].url.query(), Some("product=scc&pageNum=1&pageSize=500"));
    assert_eq!(
        requests[1].url.query(),
        Some(
            "product=scc&departmentIds=d1,d2&agentType=0&agents=1005,1006&agentWorkStatuses=5,6&\
             agentLoginStatuses=1,2&agentBusyReasonCodes=11,15&delay=3&sort=agentNumber,asc&operatorUserId=u1&\
             pageNum=7&pageSize=100"
        )
    );
}

#[tokio::test]
async fn the_idempotency_key_is_new_for_every_attempt_and_the_zone_is_always_sent() {
    let server = MockServer::start().await;
    Mock::given(path(WATCH_PATH)).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    let client = client(ready(&server.uri()));
    for _ in 0..3 {
        assert!(client.watch(1).await.is_err());
    }
    let requests = asked(&server, WATCH_PATH).await;
    let keys: HashSet<_> = requests.iter().map(|request| sent(request, "idempotency-key")).collect();
    assert_eq!(keys.len(), 3);
    for request in &requests {
        let key = uuid::Uuid::parse_str(sent(request, "idempotency-key")).unwrap();
        assert_eq!(key.get_version_num(), 4);
        assert_eq!(sent(request, "timezoneid"), "Asia/Shanghai");
        assert_eq!(sent(request, "accept"), "text/event-stream");
        assert_eq!(sent(request, "authorization"), "Bearer ready");
    }
}

#[tokio::test]
async fn the_stream_gives_signs_of_life_retry_and_messages_in_order() {
    let server = MockServer::start().await;
    let one_line = |name: &str| serde_json::from_str::<Value>(&fixture(name)).unwrap().to_string();
    let body =
        format!(": hello\n\nretry: 1500\ndata: {}\n\nevent: x\ndata: {}\n\n:\n\n", one_line(FULL), one_line(DELTA));
    let length = body.len();
    let events = ResponseTemplate::new(200).set_body_raw(body, "text/event-stream;charset=utf-8");
    Mock::given(path(WATCH_PATH)).respond_with(events).mount(&server).await;
    let watch = client(ready(&server.uri())).watch(1).await.unwrap();
    assert!(watch.skew_ms.is_some());
    let events: Vec<Event> = watch.events.map(Result::unwrap).collect().await;
    let bytes: usize = events.iter().map(|event| if let Event::Bytes(count) = event { *count } else { 0 }).sum();
    assert_eq!(bytes, length);
    let rest: Vec<_> = events.into_iter().filter(|event| !matches!(event, Event::Bytes(_))).collect();
    assert_eq!(rest[0], Event::Retry(Duration::from_millis(1500)));
    assert!(matches!(&rest[1], Event::Message(Message::Full(page)) if page.agents.len() == 1));
    assert!(matches!(&rest[2], Event::Message(Message::Changes(changes)) if changes.changes.len() == 2));
    assert_eq!(rest.len(), 3);
}

#[tokio::test]
async fn the_company_token_is_asked_for_with_a_signature_and_kept_for_half_its_life() {
    let server = MockServer::start().await;
    mint_on(&server).await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    let hands = Hands::at(NOW);
    let client = CallClient::new(call_settings(&server.uri()), hands.clock(), counting()).unwrap();
    client.page(1).await.unwrap();
    hands.advance(Duration::from_secs(3599));
    client.page(1).await.unwrap();
    hands.advance(Duration::from_secs(2));
    client.page(1).await.unwrap();
    let tokens = asked(&server, "/tokens/company").await;
    assert_eq!(tokens.len(), 2);
    let body: Value = tokens[0].body_json().unwrap();
    // md5 of app + 1763700000000 + token + hush
    let sign = callboard::platforms::sign::md5_hex(&["app1763700000000tokenhush"]);
    assert_eq!(body, json!({"responseType": "token", "appId": "app", "currentTime": NOW, "sign": sign}));
    let used: Vec<_> = asked(&server, PAGE_PATH).await.iter().map(|r| sent(r, "authorization").to_owned()).collect();
    assert_eq!(used, ["Bearer t1", "Bearer t1", "Bearer t2"]);
}

#[tokio::test]
async fn one_token_request_is_in_flight_however_many_wait_for_it() {
    let server = MockServer::start().await;
    let slow = Mint { delay: Duration::from_millis(50), ..Mint::new() };
    Mock::given(path("/tokens/company")).respond_with(slow).mount(&server).await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    let client = client(call_settings(&server.uri()));
    let pages = futures_util::future::join_all((1..=8).map(|page| client.page(page))).await;
    assert!(pages.iter().all(Result::is_ok));
    assert_eq!(asked(&server, "/tokens/company").await.len(), 1);
}

#[tokio::test]
async fn a_refresh_before_its_time_that_fails_leaves_the_old_token_in_use() {
    let server = MockServer::start().await;
    Mock::given(path("/tokens/company")).respond_with(Mint::new()).up_to_n_times(1).mount(&server).await;
    Mock::given(path("/tokens/company")).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    let hands = Hands::at(NOW);
    let client = CallClient::new(call_settings(&server.uri()), hands.clock(), counting()).unwrap();
    client.page(1).await.unwrap();
    hands.advance(Duration::from_secs(4000));
    client.page(1).await.unwrap();
    client.page(1).await.unwrap();
    assert_eq!(asked(&server, "/tokens/company").await.len(), 2, "and it is not asked for at every call");
    hands.advance(Duration::from_secs(4000));
    assert_eq!(client.page(1).await.unwrap_err().kind, ErrorKind::Answer);
}

#[tokio::test]
async fn on_a_first_401_the_other_scheme_is_tried_once_and_what_worked_is_kept() {
    for (configured, works) in [(AuthScheme::Bearer, "ready"), (AuthScheme::Raw, "Bearer ready")] {
        let server = MockServer::start().await;
        Mock::given(header("authorization", works)).respond_with(full_page()).mount(&server).await;
        Mock::given(any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
        let client = client(CallSettings { auth_scheme: configured, ..ready(&server.uri()) });
        client.page(1).await.unwrap();
        client.page(1).await.unwrap();
        let used: Vec<_> =
            asked(&server, PAGE_PATH).await.iter().map(|r| sent(r, "authorization").to_owned()).collect();
        assert_eq!(used.len(), 3, "{used:?}");
        assert_eq!(used[1..], [works, works]);
    }
}

#[tokio::test]
async fn a_token_refused_both_ways_is_renewed_once_and_then_it_is_an_error() {
    let server = MockServer::start().await;
    mint_on(&server).await;
    Mock::given(path(WATCH_PATH)).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let client = client(call_settings(&server.uri()));
    let error = client.watch(1).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Answer, "the caller must not renew it once more");
    assert_eq!(
        error.to_string(),
        format!(
            "GET {WATCH_PATH} at {} refused the token (HTTP 401), also a fresh one; check app_id and operator_user_id in \
             [sobot_call], and what they may do",
            server.address()
        )
    );
    let used: Vec<_> = asked(&server, WATCH_PATH).await.iter().map(|r| sent(r, "authorization").to_owned()).collect();
    assert_eq!(used, ["Bearer t1", "t1", "Bearer t2"]);
    assert_eq!(asked(&server, "/tokens/company").await.len(), 2);
    client.watch(1).await.err().unwrap();
    assert_eq!(asked(&server, "/tokens/company").await.len(), 3, "one token an attempt");
}

#[tokio::test]
async fn a_refused_token_is_renewed_even_where_the_other_scheme_is_called_a_wrong_request() {
    for status in [400, 403] {
        let server = MockServer::start().await;
        mint_on(&server).await;
        Mock::given(header("authorization", "Bearer t2")).respond_with(full_page()).mount(&server).await;
        Mock::given(header("authorization", "t1")).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        Mock::given(path(PAGE_PATH)).respond_with(ResponseTemplate::new(401)).mount(&server).await;
        let outcome = client(call_settings(&server.uri())).page(1).await;
        assert!(outcome.is_ok(), "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn an_expired_token_is_renewed_once_and_the_scheme_that_worked_is_kept() {
    let server = MockServer::start().await;
    mint_on(&server).await;
    Mock::given(Authorised(&["t1"])).respond_with(full_page()).up_to_n_times(1).mount(&server).await;
    Mock::given(Authorised(&["t2"])).respond_with(full_page()).mount(&server).await;
    Mock::given(path(PAGE_PATH)).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let client = client(call_settings(&server.uri()));
    client.page(1).await.unwrap();
    client.page(1).await.unwrap();
    let used: Vec<_> = asked(&server, PAGE_PATH).await.iter().map(|r| sent(r, "authorization").to_owned()).collect();
    assert_eq!(used, ["Bearer t1", "t1", "t1", "t2"]);
}

#[tokio::test]
async fn a_refused_ready_made_token_is_a_settings_error() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let client = client(ready(&server.uri()));
    let error = client.page(1).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Settings);
    assert_eq!(
        error.to_string(),
        format!(
            "GET {PAGE_PATH} at {} refused the token (HTTP 401); the token in the settings is wrong or has expired: put \
             a new one there",
            server.address()
        )
    );
    assert_eq!(client.renew_token().await.unwrap_err().kind, ErrorKind::Settings);
    for (token, flaw) in [(" ", "is empty"), ("abc\r\nX", "has a line end"), ("tokén", "not ASCII")] {
        let unfit = CallSettings { credential: Credential::Token(token.into()), ..ready(&server.uri()) };
        let error = CallClient::new(unfit, Hands::at(NOW).clock(), counting()).err().unwrap();
        assert_eq!(error.kind, ErrorKind::Settings);
        assert!(error.to_string().starts_with("token in [sobot_call] ") && error.to_string().contains(flaw), "{error}");
    }
}

#[tokio::test]
async fn a_company_token_that_no_header_can_carry_counts_as_refused() {
    for token in ["abc\r\nX", "a\0b", "令牌", "", "  "] {
        for (bad, outcome) in [(1, true), (2, false)] {
            let server = MockServer::start().await;
            let given = std::sync::atomic::AtomicU32::new(0);
            let mint = move |_: &Request| {
                let count = given.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                let token = if count < bad { token } else { "good" };
                ResponseTemplate::new(200).set_body_json(json!({"code": 200, "data": {"accessToken": token}}))
            };
            Mock::given(path("/tokens/company")).respond_with(mint).mount(&server).await;
            Mock::given(Authorised(&["Bearer good"])).respond_with(full_page()).mount(&server).await;
            let client = client(call_settings(&server.uri()));
            let first = client.page(1).await;
            assert_eq!(first.is_ok(), outcome, "{token:?}: another is asked for at once, once");
            assert_eq!(asked(&server, "/tokens/company").await.len(), 2);
            if let Err(error) = first {
                assert_eq!(error.kind, ErrorKind::Answer, "{token:?}: asked for again with growing waits, and by r");
                assert!(error.to_string().contains("cannot be sent, since it "), "{error}");
                assert!(client.page(1).await.is_ok(), "{token:?} was not kept");
            }
        }
    }
}

#[tokio::test]
async fn a_token_thrown_away_is_asked_for_anew() {
    let server = MockServer::start().await;
    mint_on(&server).await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    let client = client(call_settings(&server.uri()));
    client.page(1).await.unwrap();
    client.renew_token().await.unwrap();
    client.page(1).await.unwrap();
    assert_eq!(sent(&asked(&server, PAGE_PATH).await[1], "authorization"), "Bearer t2");
}

#[tokio::test]
async fn wrong_credentials_are_a_settings_error_in_the_vendors_words() {
    for (answer, why) in [
        (ResponseTemplate::new(401).set_body_json(json!({"message": "appId not found."})), ": appId not found"),
        (ResponseTemplate::new(200).set_body_json(json!({"ret_code": "1", "ret_msg": "sign error"})), ": sign error"),
        (ResponseTemplate::new(200).set_body_json(json!({})), ""),
    ] {
        let server = MockServer::start().await;
        Mock::given(path("/tokens/company")).respond_with(answer).mount(&server).await;
        let error = client(call_settings(&server.uri())).watch(1).await.err().unwrap();
        assert_eq!(error.kind, ErrorKind::Credentials);
        assert_eq!(
            error.to_string(),
            format!(
                "POST /tokens/company at {} gave no token{why}; check app_id and app_secret in [sobot_call]",
                server.address()
            )
        );
    }
}

#[tokio::test]
async fn forbidden_is_a_settings_error() {
    let server = MockServer::start().await;
    let forbidden = ResponseTemplate::new(403).set_body_json(json!({"message": "operatorUserId is required"}));
    Mock::given(any()).respond_with(forbidden).mount(&server).await;
    let error = client(ready(&server.uri())).watch(1).await.err().unwrap();
    assert_eq!(error.kind, ErrorKind::Settings);
    assert_eq!(
        error.to_string(),
        format!(
            "GET {WATCH_PATH} at {} forbids this (HTTP 403): operatorUserId is required; check the app_id and what it \
             may do",
            server.address()
        )
    );
}

#[tokio::test]
async fn a_200_that_is_no_event_stream_is_told_apart_from_an_error_in_it() {
    let full = fixture(FULL);
    for (body, kind, expected) in [
        ("<html>welcome</html>", "text/html", ErrorKind::NotAStream),
        ("whatever", "application/octet-stream", ErrorKind::NotAStream),
        (full.as_str(), "application/json", ErrorKind::NotAStream),
        (r#"{"code":3105,"message":"no"}"#, "application/json", ErrorKind::Answer),
        (r#"{"code":403,"message":"no"}"#, "application/json;charset=utf-8", ErrorKind::Settings),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(200).set_body_raw(body, kind);
        Mock::given(any()).respond_with(answer).mount(&server).await;
        let error = client(ready(&server.uri())).watch(1).await.err().unwrap();
        assert_eq!(error.kind, expected, "{body}: {error}");
        if kind == "text/html" {
            assert_eq!(
                error.to_string(),
                format!(
                    "GET {WATCH_PATH} at {} answered HTML (a proxy, or a wrong address in the settings?); asking for snapshots instead",
                    server.address()
                )
            );
        }
    }
}

#[tokio::test]
async fn the_snapshot_call_gives_a_page() {
    let server = MockServer::start().await;
    Mock::given(path(PAGE_PATH)).respond_with(full_page()).mount(&server).await;
    let client = client(ready(&server.uri()));
    let page = client.page(1).await.unwrap();
    assert_eq!(page.agents[0].id, AgentId::new("8d477de896c148d89ee71eeffc67a7ad"));
    assert_eq!(client.page_size(), 500);
}

#[tokio::test]
async fn an_event_that_is_too_large_ends_the_stream_with_a_clear_error() {
    let server = MockServer::start().await;
    let body = format!("data: {{}}\n\ndata: {}\n\n", "x".repeat(2_000));
    let events = ResponseTemplate::new(200).set_body_raw(body, "text/event-stream");
    Mock::given(any()).respond_with(events).mount(&server).await;
    let small = CallSettings { max_event_bytes: 1_000, ..ready(&server.uri()) };
    let events: Vec<_> = client(small).watch(1).await.unwrap().events.collect().await;
    assert_eq!(events.last().unwrap().as_ref().unwrap_err().kind, ErrorKind::TooLarge);
}
