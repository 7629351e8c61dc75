//! The open platform client: one shared token, the codes, the budget, chats and AI records.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use callboard::config::private::Shared;
use callboard::feed::{Budget, CommonClock, Pool};
use callboard::model::Stamp;
use callboard::vendor::sobot_open::{OpenClient, OpenSettings, RECORDS_PATH, ROBOTS_PATH, TOKEN_PATH, WORKLOAD_PATH};
use callboard::vendor::{AiApi, AiFilter, ChatApi, Error, ErrorKind, Named, SessionsApi, Urgency};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, OpenGate, fixture, open_settings};

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 21).unwrap()
}

fn example(name: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(fixture(&format!("examples/sobot-open/{name}.json")), "application/json")
}

/// Gives `t1`, `t2`, … and makes each the only one that is taken.
#[derive(Default)]
struct Mint(Arc<AtomicU32>);

impl Respond for Mint {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let count = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        let item = json!({"token": format!("t{count}"), "expires_in": "86400"});
        ResponseTemplate::new(200).set_body_json(json!({"item": item, "ret_code": "000000", "ret_msg": "success"}))
    }
}

/// A tenant: only the newest token is taken.
async fn tenant() -> (MockServer, Arc<AtomicU32>) {
    let server = MockServer::start().await;
    let minted = Arc::new(AtomicU32::new(0));
    Mock::given(path(TOKEN_PATH)).respond_with(Mint(Arc::clone(&minted))).mount(&server).await;
    let newest = Arc::clone(&minted);
    let answer = move |request: &Request| {
        let expected = format!("t{}", newest.load(Ordering::SeqCst));
        let token = request.headers.get("token").map_or("", |token| token.to_str().unwrap());
        if token == expected { example("staff-work-statis") } else { example("error-900002-token-invalid") }
    };
    Mock::given(path(WORKLOAD_PATH)).respond_with(answer).mount(&server).await;
    (server, minted)
}

struct Session {
    client: OpenClient,
    gate: Arc<OpenGate>,
    hands: Hands,
}

fn session(server: &MockServer, scratch: Option<&TempDir>) -> Session {
    let (gate, hands) = (Arc::new(OpenGate::default()), Hands::at(NOW));
    let settings = open_settings(&server.uri(), scratch.map(TempDir::path));
    let shared: Arc<dyn callboard::vendor::Gate> = gate.clone();
    Session { client: OpenClient::new(&settings, hands.clock(), shared).unwrap(), gate, hands }
}

impl Session {
    async fn chats(&self) -> Result<usize, Error> {
        self.client.chat_page(day(), 1, Urgency::Poll).await.map(|page| page.rows.len())
    }

    fn passed(&self) -> usize {
        self.gate.passed.lock().unwrap().len()
    }
}

async fn asked(server: &MockServer, at: &str) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests.into_iter().filter(|request| request.url.path() == at).collect()
}

/// A client whose only answer, to everything but the token call, is this.
async fn answering(answer: ResponseTemplate) -> (MockServer, Session) {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN_PATH)).respond_with(Mint::default()).mount(&server).await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let session = session(&server, None);
    (server, session)
}

#[tokio::test]
async fn the_token_is_asked_for_with_the_signature_of_the_vendors_page() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN_PATH)).respond_with(example("get-token")).mount(&server).await;
    Mock::given(method("POST"))
        .and(header("token", "4ac37cb2e9c740dba4b75a34d5358802"))
        .and(header("language", "en"))
        .and(header("timezoneid", "Asia/Shanghai"))
        .respond_with(example("staff-work-statis"))
        .mount(&server)
        .await;
    let gate = Arc::new(OpenGate::default());
    // The page's own example: 2019-09-25 15:49:33, in seconds, cut off and not rounded.
    let hands = Hands::at(1_569_397_773_999);
    let client = OpenClient::new(&open_settings(&server.uri(), None), hands.clock(), gate).unwrap();
    client.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    let query = asked(&server, TOKEN_PATH).await[0].url.query().unwrap().to_owned();
    assert_eq!(query, "appid=1&create_time=1569397773&sign=258eec3118705112b2c53dc8043d4d34");
}

#[tokio::test]
async fn every_call_passes_the_gate_token_calls_too_and_a_token_is_not_asked_for_twice() {
    let (server, minted) = tenant().await;
    let session = session(&server, None);
    for _ in 0..3 {
        session.chats().await.unwrap();
    }
    assert_eq!((minted.load(Ordering::SeqCst), session.passed()), (1, 4));
}

#[tokio::test]
async fn callers_at_the_same_time_share_one_token_request() {
    let (server, minted) = tenant().await;
    let session = session(&server, None);
    let all = futures_util::future::join_all((0..6).map(|_| session.chats())).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(minted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_token_is_refreshed_before_it_expires() {
    let (server, minted) = tenant().await;
    let session = session(&server, None);
    session.chats().await.unwrap();
    session.hands.advance(Duration::from_hours(21));
    session.chats().await.unwrap();
    assert_eq!(minted.load(Ordering::SeqCst), 1);
    session.hands.advance(Duration::from_hours(1));
    session.chats().await.unwrap();
    assert_eq!(minted.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn on_900002_the_token_is_refreshed_once_and_the_call_repeated_once() {
    let (server, minted) = tenant().await;
    let session = session(&server, None);
    session.chats().await.unwrap();
    // Somebody without our cache asks for a token: ours is dead.
    minted.fetch_add(1, Ordering::SeqCst);
    assert_eq!(session.chats().await, Ok(2));
    assert_eq!(asked(&server, WORKLOAD_PATH).await.len(), 3);
    assert_eq!(asked(&server, TOKEN_PATH).await.len(), 2);
}

#[tokio::test]
async fn a_tenant_that_refuses_every_token_is_asked_twice_and_no_more() {
    for name in ["error-900001-token-null", "error-900002-token-invalid"] {
        let (server, session) = answering(example(name)).await;
        let error = session.chats().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::TokenRefused);
        assert!(error.sentence.ends_with("does another program ask for tokens with the same app_id?"), "{error}");
        assert_eq!(asked(&server, WORKLOAD_PATH).await.len(), 2);
        assert_eq!(asked(&server, TOKEN_PATH).await.len(), 2);
    }
}

#[tokio::test]
async fn sessions_of_one_user_share_the_token_on_disk() {
    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    let (one, two) = (session(&server, Some(&scratch)), session(&server, Some(&scratch)));
    one.chats().await.unwrap();
    two.chats().await.unwrap();
    assert_eq!((minted.load(Ordering::SeqCst), two.passed()), (1, 1));
    let kept = fs::read_dir(scratch.path().join("tokens")).unwrap();
    let names: Vec<String> = kept.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(names.iter().all(|name| name.starts_with("token-")), "{names:?}");
}

#[tokio::test]
async fn a_token_that_another_session_has_refreshed_is_used_instead_of_asking_again() {
    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    let (one, two) = (session(&server, Some(&scratch)), session(&server, Some(&scratch)));
    one.chats().await.unwrap();
    two.chats().await.unwrap();
    // A stranger invalidates the token; `one` finds out first and asks for a new one.
    minted.fetch_add(1, Ordering::SeqCst);
    one.chats().await.unwrap();
    assert_eq!(asked(&server, TOKEN_PATH).await.len(), 2);
    let before = two.passed();
    two.chats().await.unwrap();
    assert_eq!(asked(&server, TOKEN_PATH).await.len(), 2, "theirs is used");
    assert_eq!(two.passed() - before, 2, "one call refused, one repeated, no token call");
}

#[tokio::test]
async fn a_token_that_others_end_again_and_again_is_said_to_be_taken() {
    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    let (one, two) = (session(&server, Some(&scratch)), session(&server, Some(&scratch)));
    let taken = |session: &Session| session.client.sessions_token().unwrap().taken;
    for session in [&one, &two] {
        session.chats().await.unwrap();
    }
    for (times, said) in [(1, false), (2, true), (3, true)] {
        // A program without our cache asks for a token: ours is dead.
        minted.fetch_add(1, Ordering::SeqCst);
        one.hands.advance(Duration::from_mins(1));
        two.hands.advance(Duration::from_mins(1));
        one.chats().await.unwrap();
        two.chats().await.unwrap();
        assert_eq!(taken(&one).is_some(), said, "{times}");
        assert_eq!(taken(&two), None, "it found the token that our other session had asked for");
    }
    let said = taken(&one).unwrap();
    assert!(said.starts_with("another program takes our token: 3 times in half an hour"), "{said}");
    assert!(said.contains("group in [cache]"), "{said}");
    one.hands.advance(Duration::from_mins(31));
    assert_eq!(taken(&one), None);
}

#[cfg(unix)]
#[tokio::test]
async fn users_of_one_group_share_token_and_budget() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path().join("callboard");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o2770)).unwrap();
    let gid = fs::metadata(&dir).unwrap().gid();
    let shared = Shared::of_gid(dir.clone(), "callboard", gid);
    let board = |owner| {
        let hands = Hands::at(NOW);
        let clock = CommonClock { name: "boot test".to_owned(), now: Arc::new(|| 1_000_000) };
        let pool = Pool::new(shared.clone(), "sobot_open", &server.uri(), "1", clock);
        let budget = Arc::new(Budget::new(6).drawing_from(pool, owner));
        let settings = OpenSettings { cache: Some(shared.clone()), ..open_settings(&server.uri(), None) };
        let gate: Arc<dyn callboard::vendor::Gate> = budget.clone();
        (OpenClient::new(&settings, hands.clock(), gate).unwrap(), budget)
    };
    let (one, two) = (board(1), board(2));
    one.0.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    two.0.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    assert_eq!(minted.load(Ordering::SeqCst), 1, "one token");
    assert_eq!(two.1.view().used, 3, "one budget: a token call and two questions");
    for entry in fs::read_dir(&dir).unwrap() {
        let about = entry.unwrap().metadata().unwrap();
        assert_eq!((about.mode() & 0o7777, about.gid()), (0o660, gid), "{about:?}");
    }
    assert_eq!(one.0.sessions_token().unwrap().unkept, None);
}

#[tokio::test]
async fn a_tenant_that_takes_no_token_is_no_other_program() {
    let (_server, session) = answering(example("error-900002-token-invalid")).await;
    for _ in 0..5 {
        session.chats().await.unwrap_err();
    }
    assert_eq!(session.client.sessions_token().unwrap().taken, None, "none of them was ever good");
}

#[tokio::test]
async fn the_session_that_comes_to_the_end_of_a_token_second_finds_the_firsts() {
    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    let (one, two) = (session(&server, Some(&scratch)), session(&server, Some(&scratch)));
    one.chats().await.unwrap();
    two.chats().await.unwrap();
    for session in [&one, &two] {
        session.hands.advance(Duration::from_hours(22));
        session.chats().await.unwrap();
    }
    assert_eq!(minted.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_cache_that_cannot_be_used_costs_nothing_but_the_sharing() {
    let (server, minted) = tenant().await;
    let scratch = tempfile::tempdir().unwrap();
    // A file where the directory should be: nothing can be read or written below it.
    fs::write(scratch.path().join("tokens"), "in the way").unwrap();
    let session = session(&server, Some(&scratch));
    assert_eq!(session.chats().await, Ok(2));
    assert_eq!(session.chats().await, Ok(2));
    assert_eq!(minted.load(Ordering::SeqCst), 1);
}

/// Tokens that no header can carry.
fn unusable() -> [String; 7] {
    ["abc\r\nX", "abc\nX: 1", "a\0b", "tokén", "令牌", "  ", &"x".repeat(100_000)].map(str::to_owned)
}

/// The one file with a token in it.
fn token_file(scratch: &TempDir) -> std::path::PathBuf {
    let kept = fs::read_dir(scratch.path().join("tokens")).unwrap();
    let mut files = kept.map(|entry| entry.unwrap().path()).filter(|path| path.extension().unwrap() == "json");
    files.next().expect("a token is kept")
}

fn kept_token(scratch: &TempDir) -> String {
    let fields: Value = serde_json::from_str(&fs::read_to_string(token_file(scratch)).unwrap()).unwrap();
    fields["token"].as_str().unwrap().to_owned()
}

/// Puts another token into the cache, as new as it may be.
fn plant(scratch: &TempDir, token: &str) {
    let fields = json!({"token": token, "got_at": NOW, "expires_at": NOW + 86_400_000});
    fs::write(token_file(scratch), fields.to_string()).unwrap();
}

#[tokio::test]
async fn a_cached_token_that_no_header_can_carry_is_replaced_at_once() {
    for token in unusable() {
        let (server, minted) = tenant().await;
        let scratch = tempfile::tempdir().unwrap();
        session(&server, Some(&scratch)).chats().await.unwrap();
        plant(&scratch, &token);
        let next = session(&server, Some(&scratch));
        assert_eq!(next.chats().await, Ok(2), "{token:?}");
        assert_eq!((minted.load(Ordering::SeqCst), next.passed()), (2, 2), "{token:?}: one token call, one question");
        assert_eq!(kept_token(&scratch), "t2");
    }
}

#[tokio::test]
async fn a_refused_or_unusable_token_does_not_outlive_the_session_that_found_out() {
    for token in ["abc\r\nX", "dead"] {
        let (server, _) = tenant().await;
        let scratch = tempfile::tempdir().unwrap();
        session(&server, Some(&scratch)).chats().await.unwrap();
        plant(&scratch, token);
        let file = token_file(&scratch);
        server.reset().await;
        Mock::given(path(TOKEN_PATH)).respond_with(ResponseTemplate::new(500)).mount(&server).await;
        Mock::given(any()).respond_with(example("error-900002-token-invalid")).mount(&server).await;
        let next = session(&server, Some(&scratch));
        for _ in 0..3 {
            assert_eq!(next.chats().await.unwrap_err().kind, ErrorKind::Answer, "{token:?}: no token is to be had");
        }
        assert!(!file.exists(), "{token:?} is thrown away although there is no other");
        let tries = usize::from(token == "dead");
        assert_eq!(asked(&server, WORKLOAD_PATH).await.len(), tries, "{token:?} is not sent again");
    }
}

/// Gives this first, so many times, and then good tokens.
fn giving_first(token: &str, times: u32) -> impl Respond + use<> {
    let (token, given) = (token.to_owned(), AtomicU32::new(0));
    move |_: &Request| {
        let count = given.fetch_add(1, Ordering::SeqCst);
        let token = if count < times { token.clone() } else { "good".to_owned() };
        let item = json!({"token": token, "expires_in": "86400"});
        ResponseTemplate::new(200).set_body_json(json!({"item": item, "ret_code": "000000"}))
    }
}

#[tokio::test]
async fn a_token_of_the_vendors_that_no_header_can_carry_counts_as_refused() {
    for token in unusable() {
        for (bad, outcome) in [(1, true), (2, false)] {
            let server = MockServer::start().await;
            Mock::given(path(TOKEN_PATH)).respond_with(giving_first(&token, bad)).mount(&server).await;
            Mock::given(path(WORKLOAD_PATH))
                .and(header("token", "good"))
                .respond_with(example("staff-work-statis"))
                .mount(&server)
                .await;
            let scratch = tempfile::tempdir().unwrap();
            let session = session(&server, Some(&scratch));
            let first = session.chats().await;
            assert_eq!(first.is_ok(), outcome, "{token:?}: another is asked for at once, once: {first:?}");
            assert_eq!(asked(&server, TOKEN_PATH).await.len(), 2);
            if let Err(error) = first {
                assert_eq!(error.kind, ErrorKind::Answer, "asked for again with growing waits, and by r");
                let said = &error.sentence;
                assert!(
                    said.starts_with(&format!("the token that {} gave cannot be sent, since it ", server.address()))
                );
                assert!(!said.contains("abc") && !said.contains("xxx") && said.ends_with("; trying again"), "{said}");
                assert!(fs::read_dir(scratch.path().join("tokens")).unwrap().count() <= 1, "only the lock is there");
                assert_eq!(session.chats().await, Ok(2), "{token:?}");
            }
            assert_eq!(kept_token(&scratch), "good");
        }
    }
}

#[tokio::test]
async fn too_many_calls_pause_the_gate_for_as_long_as_the_vendor_says() {
    let (server, session) = answering(example("error-229000-too-frequent")).await;
    let error = session.chats().await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited(Duration::from_mins(1)));
    assert_eq!(
        error.sentence,
        format!(
            "POST {WORKLOAD_PATH} at {} was called too often (229000); nothing is asked for 60 s: lower \
             calls_per_minute in [sobot_open] if other programs ask too",
            server.address()
        )
    );
    assert_eq!(*session.gate.paused.lock().unwrap(), [Duration::from_mins(1)]);
    assert_eq!(asked(&server, WORKLOAD_PATH).await.len(), 1, "no retry storm");
}

/// What something between us and the vendor answers, in an envelope like the vendor's.
fn gateway(status: u16) -> ResponseTemplate {
    let body = json!({"ret_code": status.to_string(), "ret_msg": "slow down"});
    ResponseTemplate::new(status).insert_header("retry-after", "7").set_body_json(body)
}

#[tokio::test]
async fn each_code_becomes_the_kind_of_error_it_asks_for() {
    for (answer, kind, rest) in [
        (
            example("error-222000-input"),
            ErrorKind::Final,
            "calls the request wrong (222000): [startTime] and [endTime] time range cannot be greater than [90]d. Current \
             [startTime] input is [2023-01-01], and [endTime] input is [2023-09-01]; it is not repeated until the settings change",
        ),
        (
            example("error-999999-internal"),
            ErrorKind::Answer,
            "failed inside (999999): Unknown System Exception; trying again",
        ),
        (
            ResponseTemplate::new(200).set_body_json(json!({"retCode": "123456", "retMsg": "Huh"})),
            ErrorKind::Answer,
            "answered the unknown code \"123456\": Huh; trying again",
        ),
        (
            ResponseTemplate::new(200).set_body_json(json!({"items": []})),
            ErrorKind::Answer,
            "gave an answer without ret_code; trying again",
        ),
        (
            ResponseTemplate::new(200).set_body_string("nonsense"),
            ErrorKind::Answer,
            "gave an answer that is not JSON; trying again",
        ),
        (
            ResponseTemplate::new(200).set_body_raw("<html>", "text/html"),
            ErrorKind::Answer,
            "answered HTML (a proxy, or a wrong address in the settings?); trying again",
        ),
        (
            ResponseTemplate::new(403),
            ErrorKind::Settings,
            "forbids this (HTTP 403); check the app_id and what it may do",
        ),
        (ResponseTemplate::new(502), ErrorKind::Answer, "answered HTTP 502; trying again"),
        (
            gateway(429),
            ErrorKind::RateLimited(Duration::from_secs(7)),
            "was called too often (HTTP 429): slow down; waiting 7 s",
        ),
        (
            gateway(401),
            ErrorKind::TokenRefused,
            "refused the token (HTTP 401): slow down, also a fresh one; does another program ask for tokens with the \
             same app_id?",
        ),
        (gateway(502), ErrorKind::Answer, "answered the unknown code \"502\": slow down; trying again"),
    ] {
        let (server, session) = answering(answer).await;
        let error = session.chats().await.unwrap_err();
        assert_eq!(error.kind, kind, "{rest}");
        assert_eq!(error.sentence, format!("POST {WORKLOAD_PATH} at {} {rest}", server.address()));
    }
}

#[tokio::test]
async fn wrong_credentials_are_a_settings_error_in_the_vendors_words() {
    for (answer, why) in [
        (json!({"ret_code": "900003", "ret_msg": "sign is wrong"}), " (900003): sign is wrong"),
        (json!({"ret_code": "222000", "ret_msg": "no such appid"}), " (222000): no such appid"),
        (json!({"ret_code": "000000", "item": {}}), ""),
    ] {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_json(answer)).mount(&server).await;
        let error = session(&server, None).chats().await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Settings);
        assert_eq!(
            error.sentence,
            format!(
                "GET {TOKEN_PATH} at {} gave no token{why}; check app_id and app_key in [sobot_open]",
                server.address()
            )
        );
    }
}

#[tokio::test]
async fn the_workload_of_the_vendors_page_is_read_whole() {
    let (server, session) = answering(example("staff-work-statis")).await;
    let page = session.client.chat_page(day(), 3, Urgency::Background).await.unwrap();
    assert_eq!((page.total, page.pages, page.rows.len()), (Some(5), Some(1), 2));
    let row = &page.rows[1];
    assert_eq!(row.id, "903965b75366482dbc95a4322538e2c8");
    assert_eq!((row.name.as_deref(), row.group.as_deref()), (Some("staff2"), Some("group2")));
    assert_eq!((row.chats, row.valid, row.unanswered, row.received), (Some(9), Some(6), Some(5), Some(1)));
    assert_eq!((row.first_reply_ms, row.reply_ms), (Some(392_346.0), Some(392_346.0)));
    assert_eq!(row.session_ms, Some(228_155.666_7));
    assert_eq!((row.good, row.middle, row.bad), (Some(0), Some(0), Some(0)));
    let left: Vec<_> = row.extra.keys().collect();
    let who = ["end_date", "group_id", "group_name", "service_email", "service_nick", "staff_id", "start_date"];
    assert_eq!(left, who, "every figure is among the cells");
    assert!(row.cells.iter().all(|cell| cell.number().is_some()), "{row:?}");
    assert_eq!(*session.gate.passed.lock().unwrap(), [Urgency::Background; 2]);
    let request: Value = asked(&server, WORKLOAD_PATH).await[0].body_json().unwrap();
    let expected = json!({"search_way": "1", "start_date": "2025-11-21", "end_date": "2025-11-21", "page_no": "3", "page_size": "100"});
    assert_eq!(request, expected);
    let documented: Value =
        serde_json::from_str(&fixture("examples/sobot-open/staff-work-statis.request.json")).unwrap();
    for (key, value) in request.as_object().unwrap() {
        assert!(documented[key].is_string() && value.is_string(), "{key}");
    }
}

#[tokio::test]
async fn figures_of_the_workload_may_be_strings_and_durations_written_out() {
    let items = json!([
        {"staff_id": " s ", "human_consult": "7", "avg_first_response_time_str": "00:05:53", "response_time_avg": "1500.5",
         "good": "many"},
        {},
        {"human_consult": 99, "service_nick": "sum of all"},
        7
    ]);
    let body = json!({"ret_code": "000000", "page_no": "1", "page_count": "4", "total_count": "301", "items": items});
    let (_server, session) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let page = session.client.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    assert_eq!((page.total, page.pages, page.rows.len()), (Some(301), Some(4), 1));
    let row = &page.rows[0];
    assert_eq!(
        (row.id.as_str(), row.chats, row.first_reply_ms, row.reply_ms),
        ("s", Some(7), Some(353_000.0), Some(1500.5))
    );
    assert_eq!((row.good, row.extra["good"].clone()), (None, json!("many")));
}

#[tokio::test]
async fn a_day_without_chats_is_an_empty_page_and_not_an_error() {
    let body = json!({"ret_code": "000000", "ret_msg": "Succeed", "total_count": 0});
    let (_server, session) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let page = session.client.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (Some(0), 0));
}

#[tokio::test]
async fn the_records_of_the_vendors_page_are_read_whole() {
    let (_server, session) = answering(example("record-list")).await;
    let page = session.client.ai_page(day(), &AiFilter::All, 20, Urgency::Poll).await.unwrap();
    assert_eq!(page.total, Some(32));
    let [seen] = page.records.as_slice() else { panic!("{page:?}") };
    let record = &seen.record;
    assert_eq!(record.id, "f2f0daf6552c4078893932b50dfb963c");
    assert_eq!((record.started, record.ended), (Some(Stamp(1_763_549_376_694)), Some(Stamp(1_763_551_895_072))));
    assert_eq!(
        (record.over, record.valid, record.asked, record.handed),
        (Some(true), Some(false), Some(false), Some(false))
    );
    assert_eq!(
        (record.robot.as_deref(), record.channel.as_deref(), record.reason.as_deref()),
        (Some("test"), None, None)
    );
    assert_eq!((record.customer_messages, record.robot_messages), (Some(1), Some(0)));
    assert_eq!(
        (seen.robot_key.as_deref(), seen.channel_key.as_deref(), seen.reason_key.as_deref()),
        (Some("18"), None, None)
    );
    for (key, kept) in
        [("uid", true), ("rule_infos", false), ("robot_flag", true), ("cid", false), ("start_time", false)]
    {
        assert_eq!(record.extra.contains_key(key), kept, "{key}");
    }
}

#[tokio::test]
async fn records_come_newest_first_with_their_words_and_keys() {
    let rows = json!([
        {"cid": "old", "start_time": "1763549376", "transfer2_human": 0, "valid_trigger2_human_type": "REPEAT"},
        {"cid": "new", "start_time": 1_763_549_999_000_i64, "transfer2_human": "1", "valid_trigger2_human_type": "KEY_WORD",
         "source": "wxkf", "robot_flag": 15},
        {},
        {"bizid": "none", "source": "Zalo", "transfer2_human": 1, "valid_trigger2_human_type": "NOVEL"},
    ]);
    for data in [json!({"list": rows}), rows] {
        let body = json!({"ret_code": "000000", "total_count": "3", "data": data});
        let (_server, session) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
        let page = session.client.ai_page(day(), &AiFilter::Handed, 3, Urgency::Poll).await.unwrap();
        let ids: Vec<_> = page.records.iter().map(|seen| seen.record.id.as_str()).collect();
        assert_eq!((page.total, ids), (Some(3), vec!["new", "old", "none"]));
        let (new, old, none) = (&page.records[0], &page.records[1], &page.records[2]);
        assert_eq!(new.record.reason.as_deref(), Some("keyword"));
        assert_eq!((new.record.channel.as_deref(), new.channel_key.as_deref()), (Some("WeChat agent"), Some("wxkf")));
        assert_eq!((new.record.robot.as_deref(), new.robot_key.as_deref()), (Some("15"), Some("15")));
        assert_eq!((new.reason_key.as_deref(), old.reason_key.as_deref()), (Some("KEY_WORD"), None));
        assert_eq!((none.record.channel.as_deref(), none.record.reason.as_deref()), (Some("Zalo"), Some("NOVEL")));
    }
}

#[tokio::test]
async fn each_filter_asks_with_the_documented_fields() {
    let (server, session) = answering(example("record-list")).await;
    let documented: Value = serde_json::from_str(&fixture("examples/sobot-open/record-list.request.json")).unwrap();
    for (filter, fields) in [
        (AiFilter::All, json!({})),
        (AiFilter::Ended, json!({"robot_consult": 1})),
        (AiFilter::Valid, json!({"robot_valid": 1})),
        (AiFilter::Handed, json!({"transfer2_human": 1})),
        (
            AiFilter::HandedFor("REPEAT".to_owned()),
            json!({"transfer2_human": 1, "valid_trigger2_human_type": "REPEAT"}),
        ),
        (AiFilter::Robot("18".to_owned()), json!({"robotid": "18"})),
        (AiFilter::Channel("PC".to_owned()), json!({"source": "PC"})),
    ] {
        session.client.ai_page(day(), &filter, 500, Urgency::Poll).await.unwrap();
        let request: Value = asked(&server, RECORDS_PATH).await.last().unwrap().body_json().unwrap();
        let mut expected = json!({"start_time": "2025-11-21", "end_time": "2025-11-21", "timeZoneid": "Asia/Shanghai",
            "page_no": 1, "page_size": 100});
        expected.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        assert_eq!(request, expected, "{filter:?}");
        for (key, value) in request.as_object().unwrap() {
            assert_eq!(documented[key].is_string(), value.is_string(), "{key} has the documented type");
        }
    }
}

#[tokio::test]
async fn robots_have_their_number_as_key() {
    let (server, session) = answering(example("query-ai-robot-list")).await;
    let robots = session.client.robots(Urgency::Background).await.unwrap();
    assert_eq!(robots, [Named { key: "56".to_owned(), label: "cccc".to_owned() }]);
    assert_eq!(asked(&server, ROBOTS_PATH).await[0].method.as_str(), "GET");
    let label = |filter| session.client.label(&filter);
    assert_eq!(label(AiFilter::HandedFor("MUCH_UNKNOWN".to_owned())), "missing knowledge");
    assert_eq!(label(AiFilter::Channel("rednote".to_owned())), "rednote");
    assert_eq!(label(AiFilter::Robot("56".to_owned())), "56");
}

#[tokio::test]
async fn every_other_example_of_the_family_has_an_envelope_we_understand() {
    for (name, robots) in [
        ("audiences", 0),
        ("dislike-labels", 0),
        ("labels", 0),
        ("timezone-info", 0),
        // The page's example of the channels is a copy of the list of robots.
        ("source-list", 1),
    ] {
        let (_server, session) = answering(example(name)).await;
        assert_eq!(session.client.robots(Urgency::Background).await.map(|robots| robots.len()), Ok(robots), "{name}");
    }
}
