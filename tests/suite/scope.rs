//! Which of the settings' departments, people, groups, robots and entrances each question carries; and that what is answered is
//! then of those alone.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use callboard::cli::Vendors;
use callboard::config::Config;
use callboard::model::{
    AgentId, AiAsked, CallRecord, CallsAsked, ChatBy, Clock, Day, ProbeMode, ReportAsked, ReportOf, Stamp, Topic,
};
use callboard::platforms::bots::{Asking, BotApi as _, BotSession, Question};
use callboard::platforms::seven_moor::{MoorClient, MoorSettings};
use callboard::platforms::sobot_call::{CallClient, CallSettings, CallTenant, Credential};
use callboard::platforms::sobot_cn::{CnClient, CnSettings};
use callboard::platforms::sobot_open::{Narrowed, OpenClient, OpenSettings};
use callboard::platforms::{
    AgentsApi, AiApi, AiFilter, CallsApi, ChatApi, ChatPlatformApi, DaySpan, Numbers, SessionsApi, Urgency,
};
use callboard::sim::Options;
use chrono::NaiveDate;
use serde_json::{Map, Value, json};
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::sim_support::{AFTERNOON, centre_and_settings};
use crate::vendor_support::{Hands, NOW, OpenGate, call_settings, counting, open_settings};

/// What a question carries.
enum Carries {
    /// These of the settings.
    These(&'static [(&'static str, &'static str)]),
    /// Nothing: what it names by its id is one call, one agent or one recording.
    One,
    /// The bot that a probe asks, which the settings name apart.
    Bot,
    /// Nothing: it asks for names, not for figures.
    Names,
    /// Nothing, for the vendor takes nothing: what it answers is the whole company's, and is said to be.
    Whole,
    /// Nothing: it asks for a token.
    Token,
}

use Carries::{Bot, Names, One, These, Token, Whole};

const REPORTS: &str = "/callservice/tm/tm-reports";
const MONITORING: &str = "/callservice/v6/webmsg/monitoring";
const STATISTICS: &str = "/ai-agent-open/api/statistics";

/// Every endpoint that the program asks.
fn table() -> Vec<(String, Carries)> {
    let both: Carries = These(&[("departmentIds", "d1"), ("agents", "1001"), ("agentType", "0")]);
    let twice: Carries = These(&[("departmentIds", "d1"), ("agents", "1001"), ("agentType", "0")]);
    vec![
        ("/tokens/company".to_owned(), Token),
        ("/tokens/agent".to_owned(), Token),
        (format!("{MONITORING}/_watch/agents-metrics"), both),
        (format!("{MONITORING}/agents-metrics"), twice),
        (
            format!("{REPORTS}/maincdrs/_search"),
            These(&[("departmentId", "d1"), ("agent", "1001"), ("agentType", "0")]),
        ),
        (format!("{REPORTS}/maincdrs/{{id}}/partycdrs"), One),
        (format!("{REPORTS}/cdrs/_search"), One),
        (format!("{REPORTS}/agent-histories/_search"), One),
        ("/callservice/v6/cc-audios/recordings/{id}".to_owned(), One),
        (format!("{REPORTS}/gateway_number/check_plan"), Names),
        (format!("{REPORTS}/gateway-number-table/_search"), Whole),
        (format!("{REPORTS}/agent-table/_search"), These(&[("agents", r#"["1001"]"#), ("agentType", "2")])),
        (format!("{REPORTS}/depart-table/_search"), These(&[("departIds", r#"["d1"]"#)])),
        ("/api/get_token".to_owned(), Token),
        (
            "/chat-static-api/api/customerService/staffWorkStatis".to_owned(),
            These(&[("staff_id_list", r#"["s1"]"#), ("group_id_list", r#"["g1"]"#)]),
        ),
        (format!("{STATISTICS}/recordList"), These(&[("robotid", "14")])),
        (format!("{STATISTICS}/queryAiRobotList"), Names),
        (format!("{STATISTICS}/sourceList"), Names),
        (format!("{STATISTICS}/getTimezoneInfo"), Names),
        (format!("{STATISTICS}/getLabels"), Names),
        (format!("{STATISTICS}/getLabelInfoList"), Names),
        (format!("{STATISTICS}/simpleList"), Names),
        ("/ai-agent-open/ask/ask_init".to_owned(), Bot),
        ("/ai-agent-open/ask/answer".to_owned(), Bot),
        ("/ai-agent-open/ask/answer_no_stream".to_owned(), Bot),
        ("/ai-agent-open/ask/answer_with_call_back".to_owned(), Bot),
        ("/ai-agent-open/ask/end_session".to_owned(), One),
        ("/open/platform/getAccessToken.json".to_owned(), Token),
        ("/open/platform/api.json".to_owned(), Whole),
        ("/openapi/im-report/session/time".to_owned(), These(&[("accessIds", r#"["a1"]"#)])),
        ("/openapi/im-report/agent/workload".to_owned(), These(&[("agentList", r#"["m1"]"#)])),
        ("/openapi/im-report/agent/quality".to_owned(), These(&[("agentList", r#"["m1"]"#)])),
    ]
}

/// Everything by which any endpoint can be narrowed.
const KEYS: [&str; 12] = [
    "departmentIds",
    "departmentId",
    "departIds",
    "agents",
    "agent",
    "agentType",
    "staff_id_list",
    "group_id_list",
    "robotid",
    "robotids",
    "accessIds",
    "agentList",
];

fn ids(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| (*id).to_owned()).collect()
}

fn narrowed_voice(server: &MockServer, credential: Credential) -> CallClient {
    let settings = CallSettings {
        credential,
        departments: ids(&[" d1 "]),
        agents: ids(&["1001"]),
        agent_type: Some(0),
        ..call_settings(&server.uri())
    };
    CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
}

fn narrowed_desk(server: &MockServer) -> OpenClient {
    let narrowed = Narrowed::new(&ids(&["s1"]), &ids(&["g1"]), &ids(&["14"]));
    let settings = OpenSettings { narrowed, ..open_settings(&server.uri(), None) };
    OpenClient::new(&settings, Hands::at(NOW).clock(), Arc::new(OpenGate::default())).unwrap()
}

fn moor(server: &MockServer, access_ids: &[&str], agents: &[&str]) -> MoorClient {
    let settings = MoorSettings {
        base_url: server.uri(),
        app_key: "1".to_owned(),
        secret_key: "hush".into(),
        zone: chrono_tz::Asia::Shanghai,
        access_ids: ids(access_ids),
        agents: ids(agents),
    };
    MoorClient::new(&settings, Hands::at(NOW).clock(), counting(), Arc::new(OpenGate::default())).unwrap()
}

fn day() -> DaySpan {
    DaySpan {
        date: NaiveDate::from_ymd_opt(2025, 11, 21).unwrap(),
        from: Stamp(1_763_654_400_000),
        to: Stamp(1_763_740_800_000),
    }
}

/// A server that answers every question with a little of what is expected.
async fn server() -> MockServer {
    let server = MockServer::start().await;
    let give = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let token = json!({"ret_code": "000000", "item": {"token": "t", "expires_in": "86400"}});
    Mock::given(path("/api/get_token")).respond_with(give(token)).mount(&server).await;
    let token = json!({"code": "1000", "data": {"access_token": "t", "expires_in": 86400}});
    Mock::given(path("/open/platform/getAccessToken.json")).respond_with(give(token)).mount(&server).await;
    let figures = json!({"code": "1000", "data": {"item": {"consultSession": 1}}});
    Mock::given(path("/open/platform/api.json")).respond_with(give(figures)).mount(&server).await;
    for at in ["session/time", "agent/workload", "agent/quality"] {
        let empty = json!({"success": true, "code": "200", "data": {"header": [], "list": []}});
        Mock::given(path(format!("/openapi/im-report/{at}"))).respond_with(give(empty)).mount(&server).await;
    }
    for at in ["company", "agent"] {
        let token = json!({"access_token": "t", "expires_in": "86400"});
        Mock::given(path(format!("/tokens/{at}"))).respond_with(give(token)).mount(&server).await;
    }
    let empty = json!({"code": 200, "ret_code": "000000", "data": {"list": []}, "items": [], "total_count": 0});
    Mock::given(any()).respond_with(give(empty)).with_priority(10).mount(&server).await;
    server
}

/// Asks everything that there is to ask. What comes of it does not matter here.
async fn ask_everything(server: &MockServer) {
    let agent = callboard::platforms::sobot_call::TokenAgent::Number("1001".to_owned());
    let app = Credential::App { id: "app".to_owned(), secret: "hush".into() };
    let settings = CallSettings {
        token_agent: Some(agent),
        departments: ids(&[" d1 "]),
        agents: ids(&["1001"]),
        agent_type: Some(0),
        credential: app,
        ..call_settings(&server.uri())
    };
    let voice = CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap();
    let _ = voice.watch(1).await;
    let _ = voice.page(1).await;
    let _ = voice.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await;
    let _ = voice.call("c1", Numbers::Masked).await;
    let _ = voice.history_page(day(), &AgentId::new("a1"), 1).await;
    let _ = voice.recording("https://elsewhere/recordings/r1").await;
    for of in ReportOf::ALL {
        let _ = voice.report(day(), &ReportAsked { of, day: Day::Today, agent: None }).await;
    }
    let desk = narrowed_desk(server);
    let (date, urgency) = (day().date, Urgency::Interactive);
    let _ = desk.chat_page(date, 1, urgency).await;
    let _ = desk.workload_page(date, ChatBy::SkillGroup, 1, urgency).await;
    for filter in [AiFilter::All, AiFilter::Robot("14".to_owned()), AiFilter::Channel("PC".to_owned())] {
        let _ = desk.ai_page(date, &filter, 1, urgency).await;
    }
    let _ = desk.sessions_page(date, &AiAsked::default(), 1, 20, urgency).await;
    let _ = desk.robots(urgency).await;
    let _ = desk.choices(date, urgency).await;
    ask_a_bot(&desk).await;
    let china = CnSettings { base_url: server.uri(), app_id: "1".to_owned(), app_key: "2".into(), cache: None };
    let china = CnClient::new(&china, Hands::at(NOW).clock(), Arc::new(OpenGate::default())).unwrap();
    let _ = china.platform_chats(day(), day(), urgency).await;
    let _ = moor(server, &["a1"], &["m1"]).platform_chats(day(), day(), urgency).await;
}

/// As a probe does: a bot that the settings' narrowing does not name.
async fn ask_a_bot(desk: &OpenClient) {
    let (robot, mark, urgency) = ("21", "callboard-probe-1", Urgency::Interactive);
    let _ = desk.begin(&Asking { robot, mark, business: "b" }, urgency).await;
    let session = BotSession {
        id: "c".to_owned(),
        business: "b".to_owned(),
        business_kind: "AI_AGENT".to_owned(),
        business_kind_id: "1".to_owned(),
        robot: robot.to_owned(),
        mark: mark.to_owned(),
    };
    for mode in [ProbeMode::Stream, ProbeMode::Whole, ProbeMode::Callback] {
        let callback = Some("https://board.example/callbacks");
        let _ = desk.ask(&session, &Question { text: "When?", mode, callback, urgency, sent: &|| () }).await;
    }
    let _ = desk.end(&session.id, urgency).await;
}

/// A path as the table has it.
fn template(path: &str) -> String {
    let parts: Vec<&str> =
        path.split('/').map(|part| if matches!(part, "c1" | "r1") { "{id}" } else { part }).collect();
    parts.join("/")
}

/// What a request says, wherever it says it.
fn said(request: &Request) -> Map<String, Value> {
    let mut said: Map<String, Value> =
        request.url.query_pairs().map(|(key, value)| (key.into_owned(), json!(value))).collect();
    if let Ok(Value::Object(body)) = serde_json::from_slice(&request.body) {
        said.extend(body);
    }
    said
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[tokio::test]
async fn every_question_carries_what_the_settings_narrow_or_is_known_to_carry_nothing() {
    let server = server().await;
    ask_everything(&server).await;
    let table = table();
    let requests = server.received_requests().await.unwrap();
    for (at, carries) in &table {
        let asked: Vec<_> = requests.iter().filter(|request| template(request.url.path()) == *at).collect();
        assert!(!asked.is_empty(), "{at} was not asked");
        for request in asked {
            let said = said(request);
            let expected: &[(&str, &str)] = match carries {
                These(expected) => expected,
                One => {
                    // The one that is asked for is named by its own id.
                    let others = ["departmentIds", "departmentId", "departIds", "agents", "robotid"];
                    assert!(others.iter().all(|key| !said.contains_key(*key)), "{at}: {said:?}");
                    continue;
                }
                Bot => &[("robotid", "21")],
                Names | Whole | Token => &[],
            };
            let sent: BTreeSet<(&str, String)> =
                KEYS.iter().filter_map(|key| Some((*key, written(said.get(*key)?)))).collect();
            let expected: BTreeSet<(&str, String)> =
                expected.iter().map(|(key, value)| (*key, (*value).to_owned())).collect();
            assert_eq!(sent, expected, "{at}");
        }
    }
    for request in &requests {
        let asked = template(request.url.path());
        assert!(table.iter().any(|(at, _)| *at == asked), "{asked} is asked and stands in no table");
    }
}

#[test]
fn the_table_names_every_endpoint_of_the_platforms() {
    let known: HashSet<String> = table().into_iter().map(|(at, _)| at).collect();
    let begins = ["/callservice/", "/tokens/", "/api/", "/chat-static-api/", "/ai-agent-open/", "/open/", "/openapi/"];
    let mut seen = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/platforms")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let text = std::fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            for literal in code.flat_map(|line| line.split('"').skip(1).step_by(2)) {
                if begins.iter().any(|begin| literal.starts_with(begin)) {
                    let at = if literal.ends_with('/') { format!("{literal}{{id}}") } else { literal.to_owned() };
                    assert!(known.contains(&at), "{literal} of {} stands in no table", file.display());
                    seen += 1;
                }
            }
        }
    }
    assert!(seen >= 20, "only {seen} paths were found");
}

#[tokio::test]
async fn what_carries_nothing_is_said_to_be_of_the_whole_company() {
    let server = MockServer::start().await;
    let voice = narrowed_voice(&server, Credential::Token("t".into())).agents_scope().unwrap();
    for (topic, narrowed) in [
        (Topic::Agents, true),
        (Topic::Calls, true),
        (Topic::Relays, false),
        (Topic::Departments, true),
        (Topic::AgentReports, true),
    ] {
        assert_eq!(voice.narrows(topic), narrowed, "{topic:?}");
    }
    let only = |departments: &[&str], agents: &[&str], operator: Option<&str>| {
        let settings = CallSettings {
            credential: Credential::Token("t".into()),
            departments: ids(departments),
            agents: ids(agents),
            calls_operator: operator.map(str::to_owned),
            ..call_settings(&server.uri())
        };
        CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap().agents_scope()
    };
    assert_eq!(only(&[], &[], None), None);
    assert_eq!(only(&["d1"], &[], None).unwrap().whole, [Topic::Relays, Topic::AgentReports].into());
    assert_eq!(only(&[], &["1"], None).unwrap().whole, [Topic::Relays, Topic::Departments].into());
    let many: Vec<String> = (0..9).map(|id| id.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert!(!only(&many, &[], None).unwrap().narrows(Topic::Calls), "so many questions are not asked for a page");
    assert!(!only(&[], &["1001"], Some("u1")).unwrap().narrows(Topic::Calls), "agentType says of both what they are");
    for (access_ids, agents, whole) in [
        (&["a1"][..], &["m1"][..], vec![]),
        (&["a1"], &[], vec![Topic::Chats]),
        (&[], &["m1"], vec![Topic::Robots, Topic::Trend]),
    ] {
        let scope = moor(&server, access_ids, agents).platform_scope().unwrap();
        assert_eq!(scope.whole.iter().copied().collect::<Vec<_>>(), whole, "{access_ids:?} {agents:?}");
    }
    assert_eq!(moor(&server, &[], &[]).platform_scope(), None);
    let desk = narrowed_desk(&server);
    assert!(desk.chat_scope().unwrap().narrows(Topic::Chats) && desk.ai_scope().unwrap().narrows(Topic::Robots));
}

#[tokio::test]
async fn each_department_with_each_agent_is_a_question_of_the_talk_list() {
    let server = server().await;
    let settings = CallSettings {
        credential: Credential::Token("t".into()),
        departments: ids(&["d1", "d2"]),
        agents: ids(&["u1", "u2"]),
        agent_type: Some(1),
        ..call_settings(&server.uri())
    };
    let client = CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap();
    client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
    let asked = CallsAsked { agent: Some(AgentId::new("u9")), ..CallsAsked::default() };
    client.calls_page(day(), &asked, 1, Numbers::Masked).await.unwrap();
    let bodies = server.received_requests().await.unwrap();
    let pairs = bodies.iter().map(|request| {
        let said = said(request);
        (written(&said["departmentId"]), written(&said["agent"]), said["agentType"].clone())
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    let pair = |department: &str, agent: &str| (department.to_owned(), agent.to_owned(), json!(1));
    let expected = [("d1", "u1"), ("d2", "u1"), ("d1", "u2"), ("d2", "u2"), ("d1", "u9"), ("d2", "u9")];
    assert_eq!(pairs, expected.map(|(department, agent)| pair(department, agent)));
}

#[tokio::test]
async fn a_robot_that_is_not_in_the_settings_is_not_asked_for() {
    let server = server().await;
    let desk = narrowed_desk(&server);
    let (date, urgency) = (day().date, Urgency::Interactive);
    let page = desk.ai_page(date, &AiFilter::Robot("18".to_owned()), 1, urgency).await.unwrap();
    assert_eq!((page.total, page.records.len()), (Some(0), 0));
    assert!(server.received_requests().await.unwrap().is_empty());
}

/// A client of the simulated centre that is narrowed to these.
fn client_of(config: &Config, departments: &[String], agents: &[String]) -> CallClient {
    let tenant = config.tenants.get::<CallTenant>().unwrap();
    let tenant = CallTenant { departments: departments.to_vec(), agents: agents.to_vec(), ..tenant.clone() };
    let clock: Clock = Arc::new(|| Stamp(AFTERNOON));
    CallClient::new(tenant.client(config), clock, counting()).unwrap()
}

async fn all_calls(client: &CallClient) -> Vec<CallRecord> {
    let mut calls = Vec::new();
    for page in 1.. {
        let page = client.calls_page(today(), &CallsAsked::default(), page, Numbers::Masked).await.unwrap();
        calls.extend(page.rows);
        if !page.full {
            break;
        }
    }
    calls
}

fn today() -> DaySpan {
    let from = Stamp(AFTERNOON - 14 * 3_600_000 - 1_800_000);
    DaySpan { date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(), from, to: from.plus(86_400_000) }
}

#[tokio::test]
async fn the_calls_and_reports_of_a_department_are_those_of_its_agents_alone() {
    let mut options = Options::new(7);
    options.clock = Arc::new(|| AFTERNOON);
    let (_sim, config) = centre_and_settings(options, Vendors { sobot: true, ..Vendors::default() }).await;
    let whole = client_of(&config, &[], &[]);
    let report = |of| ReportAsked { of, day: Day::Today, agent: None };
    let departments = whole.report(today(), &report(ReportOf::DepartmentsInbound)).await.unwrap();
    assert!(departments.rows.len() > 2, "the centre has departments");
    let every_call: HashSet<String> = all_calls(&whole).await.into_iter().map(|call| call.id).collect();
    let ids: Vec<String> = departments.rows.iter().take(2).map(|row| row.key.clone()).collect();
    let mut apart = HashSet::new();
    for (row, id) in departments.rows.iter().zip(&ids) {
        let part = client_of(&config, std::slice::from_ref(id), &[]);
        let roster: HashSet<AgentId> = part.page(1).await.unwrap().agents.into_iter().map(|agent| agent.id).collect();
        let calls = all_calls(&part).await;
        assert!(!calls.is_empty() && calls.len() < every_call.len(), "{} of {}", calls.len(), every_call.len());
        for call in calls.iter().take(20) {
            let legs = part.call(&call.id, Numbers::Masked).await.unwrap().legs;
            assert!(legs.iter().any(|leg| leg.agent.id.as_ref().is_some_and(|id| roster.contains(id))), "{}", call.id);
        }
        apart.extend(calls.into_iter().map(|call| call.id));
        let table = part.report(today(), &report(ReportOf::DepartmentsInbound)).await.unwrap();
        assert_eq!(table.rows, std::slice::from_ref(row), "its own row, as in the report on all");
    }
    let both: Vec<CallRecord> = all_calls(&client_of(&config, &ids, &[])).await;
    let told: HashSet<String> = both.iter().map(|call| call.id.clone()).collect();
    assert_eq!(told, apart, "two departments together");
    let numbers: Vec<String> = whole
        .page(1)
        .await
        .unwrap()
        .agents
        .iter()
        .take(3)
        .filter_map(|agent| agent.number.clone())
        .map(String::from)
        .collect();
    let some = client_of(&config, &[], &numbers);
    let table = some.report(today(), &report(ReportOf::AgentsWork)).await.unwrap();
    let named: HashSet<String> = table.rows.iter().filter_map(|row| row.number.clone()).collect();
    assert_eq!(named, numbers.iter().cloned().collect(), "the agents of the settings");
}
