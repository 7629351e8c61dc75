//! The open platform client: one shared token, the codes, the budget, chats and AI records.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use callboard::feed::{Budget, CommonClock, Pool};
use callboard::files::private::Shared;
use callboard::model::{AiStep, Stamp};
use callboard::platforms::sobot_open::{
    OpenClient, OpenSettings, RECORDS_PATH, ROBOTS_PATH, TOKEN_PATH, WORKLOAD_PATH,
};
use callboard::platforms::{AiApi, AiFilter, ChatApi, Error, ErrorKind, Named, SessionsApi, Urgency};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{any, header, method, path};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, OpenGate, fixture, open_settings};

mod later;

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
    let shared: Arc<dyn callboard::platforms::Gate> = gate.clone();
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
    // A program without our cache asks for a token: ours is dead.
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
        assert!(error.to_string().ends_with("does another program ask for tokens with the same app_id?"), "{error}");
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
    assert!(said.to_string().starts_with("another program takes our token: 3 times in half an hour"), "{said}");
    assert!(said.to_string().contains("group in [cache]"), "{said}");
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
        let gate: Arc<dyn callboard::platforms::Gate> = budget.clone();
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
                let said = &error.to_string();
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
        error.to_string(),
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
async fn a_page_of_a_hundred_thousand_rows_keeps_ten_times_what_was_asked_for_and_counts_the_rest() {
    let rows: Vec<Value> = (0..100_000).map(|row| json!({"staff_id": row.to_string(), "human_consult": 1})).collect();
    let body = json!({"items": rows, "total_count": "100", "page_count": 1, "page_size": 100, "ret_code": "000000"});
    let (_server, session) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let page = session.client.chat_page(day(), 1, Urgency::Poll).await.unwrap();
    assert_eq!((page.rows.len(), page.sent, page.total, page.full), (1_000, 100_000, Some(100_000), true));
    let said = page.left_out.unwrap();
    assert!(said.to_string().ends_with(" sent 100000 rows, and was asked for 100: 99000 are left out"), "{said}");
}

#[tokio::test]
async fn records_far_beyond_what_was_asked_for_are_left_out_and_counted() {
    let rows: Vec<Value> = (0..60_000).map(|row| json!({"cid": row.to_string()})).collect();
    let body = json!({"data": rows, "total_count": 3, "ret_code": "000000"});
    let (_server, session) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let page = session.client.ai_page(day(), &AiFilter::All, 50, Urgency::Poll).await.unwrap();
    assert_eq!((page.records.len(), page.total), (1_000, Some(3)), "the count is the vendor's");
    assert!(page.left_out.unwrap().to_string().contains(" sent 60000 rows"));
}
