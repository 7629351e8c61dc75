//! Whose token is shown where: the company's on the stream and the lists of calls, an agent's where the vendor's pages
//! ask for one.

use callboard::model::{AgentId, CallsAsked, Day, ReportAsked, ReportOf, Stamp};
use callboard::platforms::sobot_call::{CallClient, CallSettings, Credential, PAGE_PATH, TokenAgent};
use callboard::platforms::{AgentsApi, CallsApi, DaySpan, Error, ErrorKind, Numbers};
use chrono::NaiveDate;
use serde_json::{Value, json};
use wiremock::matchers::{header, path, path_regex};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting, fixture};

const REPORTS: &str = "/callservice/tm/tm-reports";

fn day() -> DaySpan {
    let from = 1_637_078_400_000;
    DaySpan { date: NaiveDate::from_ymd_opt(2021, 11, 17).unwrap(), from: Stamp(from), to: Stamp(from + 86_400_000) }
}

fn client(settings: CallSettings) -> CallClient {
    CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
}

fn as_agent(server: &MockServer, agent: TokenAgent) -> CallSettings {
    CallSettings { token_agent: Some(agent), ..call_settings(&server.uri()) }
}

/// Gives `c1`, `c2`, … to the company, `a1`, `a2`, … to agents.
struct Mint(&'static str, std::sync::atomic::AtomicU32);

impl Respond for Mint {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let count = self.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
        let token = format!("{}{count}", self.0);
        ResponseTemplate::new(200).set_body_json(json!({"access_token": token, "expires_in": 7200}))
    }
}

async fn mints(server: &MockServer) {
    Mock::given(path("/tokens/company")).respond_with(Mint("c", 0.into())).mount(server).await;
    Mock::given(path("/tokens/agent")).respond_with(Mint("a", 0.into())).mount(server).await;
}

async fn asked(server: &MockServer, at: &str) -> Vec<Request> {
    let requests = server.received_requests().await.unwrap();
    requests.into_iter().filter(|request| request.url.path().contains(at)).collect()
}

fn shown(request: &Request) -> &str {
    request.headers.get("authorization").map_or("", |value| value.to_str().unwrap())
}

/// Asks everything once; what failed.
async fn everything(client: &CallClient) -> Vec<Error> {
    let report = |of| ReportAsked { of, day: Day::Today, agent: None };
    let mut failed = Vec::new();
    failed.extend(client.page(1).await.err());
    failed.extend(client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.err());
    failed.extend(client.call("c1", Numbers::Masked).await.err());
    failed.extend(client.history_page(day(), &AgentId::new("u1"), 1).await.err());
    for of in [ReportOf::Relays, ReportOf::AgentsWork, ReportOf::DepartmentsInbound] {
        failed.extend(client.report(day(), &report(of)).await.err());
    }
    failed.extend(client.recording("/recordings/r1").await.err());
    failed
}

/// Endpoints whose page says "the token", and those whose page says "Agent token".
const COMPANYS: [&str; 4] = ["monitoring/agents-metrics", "maincdrs/_search", "/partycdrs", "/cdrs/_search"];
const AGENTS: [&str; 6] = [
    "agent-histories/_search",
    "gateway_number/check_plan",
    "gateway-number-table/_search",
    "agent-table/_search",
    "depart-table/_search",
    "/recordings/",
];

async fn answers(server: &MockServer) {
    let full = fixture("examples/sobot-call/agents-metrics.full.json");
    let page = ResponseTemplate::new(200).set_body_raw(full, "application/json");
    Mock::given(path(PAGE_PATH)).respond_with(page).mount(server).await;
    let sound = ResponseTemplate::new(200).set_body_raw(b"\xff\xfb".to_vec(), "audio/mpeg");
    Mock::given(path_regex("/recordings/")).respond_with(sound).mount(server).await;
    let rows = json!({"code": 200, "data": {"list": [{"callID": "c1"}], "total": 1}});
    Mock::given(path_regex(REPORTS)).respond_with(ResponseTemplate::new(200).set_body_json(rows)).mount(server).await;
}

#[tokio::test]
async fn an_agents_token_is_shown_where_the_page_asks_for_one_and_nowhere_else() {
    let server = MockServer::start().await;
    mints(&server).await;
    answers(&server).await;
    let client = client(as_agent(&server, TokenAgent::Number(" 1001 ".to_owned())));
    assert_eq!(everything(&client).await, []);
    for (endpoints, token) in [(&COMPANYS[..], "Bearer c1"), (&AGENTS[..], "Bearer a1")] {
        for endpoint in endpoints {
            let requests = asked(&server, endpoint).await;
            assert!(!requests.is_empty() && requests.iter().all(|request| shown(request) == token), "{endpoint}");
        }
    }
    let sign = callboard::platforms::sign::md5_hex(&["app1763700000000tokenhush"]);
    let expected =
        json!({"responseType": "token", "appId": "app", "currentTime": NOW, "sign": sign, "agentNo": "1001"});
    let requests = asked(&server, "/tokens/agent").await;
    assert_eq!(requests.len(), 1, "it is kept");
    assert_eq!(requests[0].body_json::<Value>().unwrap(), expected);
    let (company, agent) = (client.calls_token().unwrap(), client.calls_agent_token().unwrap());
    assert_eq!((company.section.as_str(), company.renewals), ("sobot_call", 1));
    assert_eq!((agent.section.as_str(), agent.renewals), ("sobot_call, agent", 1));
}

#[tokio::test]
async fn an_agent_may_be_named_by_id_and_the_address_follows_the_companys() {
    for (token_url, at) in
        [("/tokens/company", "/tokens/agent"), ("/v2/company", "/v2/agent"), ("/mint", "/tokens/agent")]
    {
        let server = MockServer::start().await;
        Mock::given(path(at)).respond_with(Mint("a", 0.into())).mount(&server).await;
        let settings = as_agent(&server, TokenAgent::Id("u1".to_owned()));
        let client = client(CallSettings { token_url: format!("{}{token_url}", server.uri()), ..settings });
        assert_eq!(client.sign_in_agent().await, Ok(true));
        let body: Value = asked(&server, at).await[0].body_json().unwrap();
        assert_eq!((&body["agentId"], body.get("agentNo")), (&json!("u1"), None));
    }
}

#[tokio::test]
async fn without_an_agent_the_companys_token_is_shown_everywhere() {
    let server = MockServer::start().await;
    mints(&server).await;
    answers(&server).await;
    let client = client(call_settings(&server.uri()));
    assert_eq!(everything(&client).await, []);
    assert_eq!(client.sign_in_agent().await, Ok(false));
    for endpoint in COMPANYS.iter().chain(&AGENTS) {
        assert!(asked(&server, endpoint).await.iter().all(|request| shown(request) == "Bearer c1"), "{endpoint}");
    }
    assert_eq!(asked(&server, "/tokens/agent").await.len(), 0);
    assert_eq!(client.calls_agent_token(), None);
}

#[tokio::test]
async fn each_token_is_renewed_for_itself() {
    let server = MockServer::start().await;
    mints(&server).await;
    let histories = format!("{REPORTS}/agent-histories/_search");
    let refused = || ResponseTemplate::new(401);
    for token in ["Bearer a1", "a1"] {
        Mock::given(path(&histories)).and(header("authorization", token)).respond_with(refused()).mount(&server).await;
    }
    answers(&server).await;
    let client = client(as_agent(&server, TokenAgent::Number("1001".to_owned())));
    assert_eq!(everything(&client).await, []);
    let tokens = |at: &'static str| asked(&server, at);
    assert_eq!((tokens("/tokens/agent").await.len(), tokens("/tokens/company").await.len()), (2, 1));
    assert_eq!(shown(&asked(&server, "/recordings/").await[0]), "Bearer a2");
    client.renew_token().await.unwrap();
    assert_eq!(everything(&client).await, []);
    assert_eq!((tokens("/tokens/agent").await.len(), tokens("/tokens/company").await.len()), (2, 2));
}

#[tokio::test]
async fn a_refusal_there_says_which_setting_helps() {
    for status in [401, 403] {
        let server = MockServer::start().await;
        mints(&server).await;
        for endpoint in AGENTS {
            Mock::given(path_regex(endpoint)).respond_with(ResponseTemplate::new(status)).mount(&server).await;
        }
        answers(&server).await;
        let ours = CallSettings { credential: Credential::Token("ready".into()), ..call_settings(&server.uri()) };
        for (settings, remedy, kind) in [
            (
                call_settings(&server.uri()),
                "set token_agent in [sobot_call] to an agent's work number",
                ErrorKind::Settings,
            ),
            (ours, "set app_id, app_secret and token_agent in [sobot_call]", ErrorKind::Settings),
            (
                as_agent(&server, TokenAgent::Number("1001".to_owned())),
                "check token_agent in [sobot_call], and what that agent may do",
                if status == 401 { ErrorKind::Answer } else { ErrorKind::Settings },
            ),
        ] {
            let failed = everything(&client(settings)).await;
            // A history, three reports and a recording; a scheme that cannot be had costs only its name.
            assert_eq!(failed.len(), 5, "{failed:#?}");
            for error in failed {
                assert!(error.to_string().contains(remedy), "{error}");
                assert_eq!(error.kind, kind, "{error}");
            }
        }
    }
}

#[tokio::test]
async fn a_companys_token_that_is_not_enough_is_not_renewed_again_and_again() {
    let server = MockServer::start().await;
    mints(&server).await;
    for endpoint in AGENTS {
        Mock::given(path_regex(endpoint)).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    }
    answers(&server).await;
    let client = client(call_settings(&server.uri()));
    for _ in 0..3 {
        assert_eq!(everything(&client).await.len(), 5);
    }
    assert_eq!(asked(&server, "/tokens/company").await.len(), 2, "the first, and one that was no better");
}

#[tokio::test]
async fn no_agents_token_is_an_error_that_names_its_setting_and_costs_the_rest_nothing() {
    for (agent, key) in [
        (TokenAgent::Number("9999".to_owned()), "token_agent in [sobot_call]"),
        (TokenAgent::Id("nobody".to_owned()), "token_agent_id in [sobot_call]"),
    ] {
        let server = MockServer::start().await;
        let none = ResponseTemplate::new(401).set_body_json(json!({"message": "no such agent"}));
        Mock::given(path("/tokens/agent")).respond_with(none).mount(&server).await;
        mints(&server).await;
        answers(&server).await;
        let client = client(as_agent(&server, agent));
        let failed = everything(&client).await;
        assert_eq!(failed.len(), 5, "{failed:#?}");
        for error in failed {
            assert_eq!(
                error.to_string(),
                format!("POST /tokens/agent at {} gave no agent's token: no such agent; check {key}", server.address())
            );
        }
    }
}

#[tokio::test]
async fn an_answer_may_not_repeat_the_agents_token() {
    const TOKEN: &str = "agent-token-that-must-stay-secret";
    let server = MockServer::start().await;
    let token = json!({"access_token": TOKEN, "expires_in": 7200});
    Mock::given(path("/tokens/agent"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(&server)
        .await;
    let echo = json!({"code": 500, "message": format!("no rights for {TOKEN}")});
    Mock::given(path_regex(REPORTS)).respond_with(ResponseTemplate::new(200).set_body_json(echo)).mount(&server).await;
    let client = client(as_agent(&server, TokenAgent::Number("1001".to_owned())));
    let error = client.history_page(day(), &AgentId::new("u1"), 1).await.unwrap_err();
    assert!(error.to_string().contains("no rights for") && !error.to_string().contains(TOKEN), "{error}");
    assert!(!format!("{:?}", client.calls_agent_token()).contains(TOKEN));
}
