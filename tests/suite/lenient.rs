//! The door from bytes to JSON: whatever `cases.rs` lists is read at every entrance of every platform, and what is sent
//! for nothing is nothing everywhere.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use callboard::model::{
    AgentChange, AgentId, AiAsked, AiField, CallsAsked, Cell, Change, ChatBy, Day, ReportAsked, ReportOf, Stamp,
};
use callboard::platforms::seven_moor::{MoorClient, MoorSettings, QUALITY_PATH, TIME_PATH, WORKLOAD_PATH};
use callboard::platforms::sobot_call::{self, CallClient, CallSettings, Credential, decode};
use callboard::platforms::sobot_cn::{self, CnClient, CnSettings};
use callboard::platforms::sobot_open::{self, OpenClient};
use callboard::platforms::{
    AgentsApi, AiApi, AiFilter, CallsApi, ChatApi, ChatPlatformApi, DaySpan, Error, ErrorKind, Event, Gate, Message,
    Numbers, SessionsApi, Urgency,
};
use chrono::NaiveDate;
use futures_util::StreamExt;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

#[path = "../../src/platforms/lenient/json/cases.rs"]
mod cases;

use crate::vendor_support::{Hands, NOW, OpenGate, call_settings, counting, open_settings};
use cases::{Case, Form, NOTHING, REFUSED, TABLE};

mod lists;

/// Where something is looked up, by the last part of its path.
pub(crate) const REPORTS: &str = "/callservice/tm/tm-reports";
pub(crate) const LISTS: [&str; 6] = [
    sobot_open::ROBOTS_PATH,
    sobot_open::ENTRANCES_PATH,
    sobot_open::ZONES_PATH,
    sobot_open::RATING_LABELS_PATH,
    sobot_open::DISLIKE_LABELS_PATH,
    sobot_open::AUDIENCES_PATH,
];

/// Status and body by path.
type Answers = BTreeMap<String, (u16, Vec<u8>)>;

/// A server that answers every path as it was told last.
pub(crate) struct Tenant {
    server: MockServer,
    answers: Arc<Mutex<Answers>>,
}

/// What was read of a document.
#[derive(Debug, Default)]
struct Found {
    /// Names, where the entrance keeps them.
    names: Vec<Option<String>>,
    /// Figures, where it keeps any.
    figures: Vec<Option<u64>>,
}

impl Found {
    fn new(name: Option<impl Into<String>>, figure: Option<u64>) -> Self {
        Self { names: vec![name.map(Into::into)], figures: vec![figure] }
    }
}

pub(crate) async fn tenant() -> Tenant {
    let answers: Arc<Mutex<Answers>> = Arc::default();
    let known = Arc::clone(&answers);
    let answer = move |request: &Request| {
        let (status, body) = known.lock().unwrap().get(request.url.path()).cloned().unwrap_or((404, Vec::new()));
        let is_stream = request.headers.get("accept").is_some_and(|kind| kind == "text/event-stream") && status == 200;
        let kind = if is_stream && body.starts_with(b"data:") { "text/event-stream" } else { "application/json" };
        ResponseTemplate::new(status).set_body_raw(body, kind)
    };
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let tenant = Tenant { server, answers };
    tenant.say(sobot_open::TOKEN_PATH, r#"{"ret_code":"000000","item":{"token":"abcdefgh","expires_in":"86400"}}"#);
    tenant.say(sobot_cn::TOKEN_PATH, r#"{"code":"1000","data":{"access_token":"abcdefgh"}}"#);
    tenant
}

impl Tenant {
    pub(crate) fn say(&self, path: &str, body: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), (200, body.into()));
    }

    pub(crate) fn say_at(&self, paths: &[&str], body: &str) {
        for path in paths {
            self.say(path, body);
        }
    }

    fn fail(&self, path: &str, status: u16, body: impl Into<Vec<u8>>) {
        self.answers.lock().unwrap().insert(path.to_owned(), (status, body.into()));
    }

    pub(crate) fn voice(&self) -> CallClient {
        let credential = Credential::Token("ready-token".into());
        let settings = CallSettings { credential, ..call_settings(&self.server.uri()) };
        CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
    }

    pub(crate) fn open(&self) -> OpenClient {
        OpenClient::new(&open_settings(&self.server.uri(), None), Hands::at(NOW).clock(), gate()).unwrap()
    }

    pub(crate) fn china(&self) -> CnClient {
        let (app_id, app_key) = ("1".to_owned(), "hush-hush".into());
        let settings = CnSettings { base_url: self.server.uri(), app_id, app_key, cache: None };
        CnClient::new(&settings, Hands::at(NOW).clock(), gate()).unwrap()
    }

    pub(crate) fn moor(&self) -> MoorClient {
        let (app_key, secret_key) = ("1".to_owned(), "hush-hush".into());
        let zone = chrono_tz::Asia::Shanghai;
        let base_url = self.server.uri();
        let settings = MoorSettings { base_url, app_key, secret_key, zone, access_ids: vec![], agents: vec![] };
        MoorClient::new(&settings, Hands::at(NOW).clock(), counting(), gate()).unwrap()
    }
}

fn gate() -> Arc<dyn Gate> {
    Arc::new(OpenGate::default())
}

pub(crate) fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 21).unwrap()
}

pub(crate) fn day() -> DaySpan {
    let from = 1_763_654_400_000;
    DaySpan { date: date(), from: Stamp(from), to: Stamp(from + 86_400_000) }
}

fn count(cell: Option<&Cell>) -> Option<u64> {
    match cell {
        Some(Cell::Number(number)) => Some(*number as u64),
        _ => None,
    }
}

fn name_of(cell: Option<&Cell>) -> Option<String> {
    match cell {
        Some(Cell::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

/// Whether a case can be written on one line, as an event of a stream must be.
fn is_line(case: &Case) -> bool {
    let parts = [case.front, case.behind, case.text, case.number];
    case.form == Form::Plain && parts.iter().all(|part| !part.iter().any(|byte| matches!(byte, b'\r' | b'\n')))
}

/// Runs the table through an entrance: `ask` reads what is answered at all of `paths`.
async fn holds<E: Debug>(
    entrance: &str,
    tenant: &Tenant,
    paths: &[&str],
    document: &str,
    ask: impl AsyncFn() -> Result<Found, E>,
) {
    for case in TABLE {
        for path in paths {
            tenant.say(path, case.write(document));
        }
        let found = ask().await.unwrap_or_else(|why| panic!("{entrance}, {}: {why:?}", case.name));
        for name in &found.names {
            assert_eq!(name.as_deref(), Some(case.name_read), "{entrance}, {}", case.name);
        }
        for figure in found.figures {
            assert_eq!(figure, case.number_read, "{entrance}, {}", case.name);
        }
    }
    for (name, written) in REFUSED {
        let good = document.replace("@text", "Li").replace("@number", "7");
        for path in paths {
            tenant.say(path, written.replace('@', &good));
        }
        let outcome = ask().await;
        assert!(outcome.is_err(), "{entrance}, {name}: {outcome:?}");
    }
}

const FULL: &str = r#"{"MessageID":"EventAgentsMetricsWatch","agentsMetrics":{"total":1,"list":[{"agentUUID":"a","agentName":"@text","inboundEstablishedCallsCountToday":@number}]}}"#;
const CHANGE: &str = r#"{"MessageID":"EventAgentsMetricsChanged","list":[{"op":"replace","id":"a","path":"agentsMetrics/list/agentName","value":"@text"},{"op":"replace","id":"a","path":"agentsMetrics/list/inboundEstablishedCallsCountToday","value":@number}]}"#;

fn heard(message: &Message) -> Found {
    match message {
        Message::Full(page) => Found::new(page.agents[0].name.clone(), page.agents[0].answered),
        Message::Changes(changes) => {
            let sets = changes.changes.iter().map(|change| match change {
                Change::Agent { set, .. } => set,
                Change::Summary(_) => panic!("{change:?}"),
            });
            let mut found = Found::new(None::<String>, None);
            for set in sets {
                match set {
                    AgentChange::Name(name) => found.names = vec![name.clone()],
                    AgentChange::Answered(count) => found.figures = vec![*count],
                    other => panic!("{other:?}"),
                }
            }
            found
        }
        Message::Rejected(reject) => panic!("{reject:?}"),
    }
}

#[tokio::test]
async fn the_streams_first_message_and_its_changes_are_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let client = tenant.voice();
    let (mut seen, event) = (0, |bytes: Vec<u8>| [b"data: ".to_vec(), bytes, b"\n\n".to_vec()].concat());
    for case in TABLE.iter().filter(|case| is_line(case)) {
        let body = [event(case.write(FULL)), event(case.write(CHANGE))].concat();
        tenant.say(sobot_call::WATCH_PATH, body);
        let events: Vec<_> = client.watch(1).await.unwrap().events.collect().await;
        let messages: Vec<Message> = events
            .into_iter()
            .filter_map(|event| match event {
                Ok(Event::Message(message)) => Some(message),
                _ => None,
            })
            .collect();
        assert_eq!(messages.len(), 2, "{}: {messages:?}", case.name);
        for message in &messages {
            let found = heard(message);
            assert_eq!(found.names, [Some(case.name_read.to_owned())], "{}", case.name);
            assert_eq!(found.figures, [case.number_read], "{}", case.name);
        }
        seen += 1;
    }
    assert!(seen > 30, "{seen}");
    for (name, written) in REFUSED {
        for document in [FULL, CHANGE] {
            let good = document.replace("@text", "Li").replace("@number", "7");
            assert!(matches!(decode(&written.replace('@', &good)), Message::Rejected(_)), "{name}");
        }
    }
}

#[tokio::test]
async fn the_agents_call_is_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let client = tenant.voice();
    let wrapped = format!("{{\"code\":200,\"data\":{FULL}}}");
    for document in [FULL, &wrapped] {
        holds("agents", &tenant, &[sobot_call::PAGE_PATH], document, async || {
            client.page(1).await.map(|page| heard(&Message::Full(Box::new(page))))
        })
        .await;
    }
}

#[tokio::test]
async fn tokens_are_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let none = |()| Found::default();
    let document =
        r#"{"code":200,"message":"@text","data":{"access_token":"abcdefgh","n":"@text","expires_in":@number}}"#;
    holds("company token", &tenant, &["/tokens/company"], document, async || {
        let client = CallClient::new(call_settings(&tenant.server.uri()), Hands::at(NOW).clock(), counting()).unwrap();
        client.sign_in().await.map(none)
    })
    .await;
    let document = r#"{"ret_code":"000000","item":{"token":"abcdefgh","n":"@text","expires_in":@number}}"#;
    holds("open token", &tenant, &[sobot_open::TOKEN_PATH], document, async || {
        tenant.open().sign_in(Urgency::Poll).await.map(none)
    })
    .await;
    let document = r#"{"code":"1000","data":{"access_token":"abcdefgh","n":"@text","expires_in":@number}}"#;
    holds("China's token", &tenant, &[sobot_cn::TOKEN_PATH], document, async || {
        tenant.china().sign_in(Urgency::Poll).await.map(none)
    })
    .await;
}

#[tokio::test]
async fn chats_and_ai_are_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let client = tenant.open();
    let document = r#"{"ret_code":"000000","total_count":1,"page_count":1,"items":[{"staff_id":"a","service_nick":"@text","human_consult":@number}]}"#;
    holds("chats", &tenant, &[sobot_open::WORKLOAD_PATH], document, async || {
        let page = client.chat_page(date(), 1, Urgency::Poll).await?;
        Ok::<_, Error>(Found::new(page.rows[0].name.clone(), page.rows[0].chats))
    })
    .await;
    let document =
        r#"{"ret_code":"000000","total_count":1,"data":[{"cid":"a","robot_name":"@text","user_msg_times":@number}]}"#;
    holds("AI", &tenant, &[sobot_open::RECORDS_PATH], document, async || {
        let page = client.ai_page(date(), &AiFilter::All, 1, Urgency::Poll).await?;
        let record = &page.records[0].record;
        Ok::<_, Error>(Found::new(record.robot.clone(), record.customer_messages))
    })
    .await;
    holds("AI sessions", &tenant, &[sobot_open::RECORDS_PATH], document, async || {
        let page = client.sessions_page(date(), &AiAsked::default(), 1, 1, Urgency::Poll).await?;
        Ok::<_, Error>(Found::new(page.rows[0].robot.clone(), page.rows[0].customer_messages))
    })
    .await;
    let document = r#"{"ret_code":"000000","data":[{"kbid":"a","source":"a","timezoneid":"a","id":"a","ruleid":"a","robot_name":"@text","source_name":"@text","name":"@text","timezone_value":"@text","rule_title":"@text","q":@number}]}"#;
    holds("robots", &tenant, &[sobot_open::ROBOTS_PATH], document, async || {
        let robots = client.robots(Urgency::Poll).await?;
        Ok::<_, Error>(Found { names: robots.into_iter().map(|robot| Some(robot.label)).collect(), figures: vec![] })
    })
    .await;
    holds("choices", &tenant, &LISTS, document, async || {
        let choices = client.choices(date(), Urgency::Poll).await?;
        assert!(choices.missing.is_empty(), "{:?}", choices.missing);
        let own = [AiField::Robot, AiField::Entrance, AiField::RatingLabel, AiField::DislikeLabel, AiField::Audience];
        let lists = own.iter().map(|field| &choices.by_field[field]).chain([&choices.zones]);
        let names: Vec<_> = lists.map(|list| list.first().map(|choice| choice.label.clone())).collect();
        Ok::<_, Error>(Found { names, figures: vec![] })
    })
    .await;
}

#[tokio::test]
async fn what_is_looked_up_of_calls_is_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let client = tenant.voice();
    let (main, cdrs) = (format!("{REPORTS}/maincdrs/_search"), format!("{REPORTS}/cdrs/_search"));
    let (parties, histories) =
        (format!("{REPORTS}/maincdrs/a/partycdrs"), format!("{REPORTS}/agent-histories/_search"));
    let (plan, relays) =
        (format!("{REPORTS}/gateway_number/check_plan"), format!("{REPORTS}/gateway-number-table/_search"));
    let document = r#"{"code":200,"data":{"total":1,"list":[{"callID":"a","partyId":"p","gatewayNumber":"@text","transferCount":@number}]}}"#;
    holds("calls", &tenant, &[&main], document, async || {
        let page = client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await?;
        Ok::<_, Error>(Found::new(page.rows[0].relay.clone(), page.rows[0].transfers))
    })
    .await;
    holds("a call", &tenant, &[&cdrs, &parties], document, async || {
        let detail = client.call("a", Numbers::Masked).await?;
        let mut found = Found::new(detail.call.as_ref().unwrap().relay.clone(), detail.call.unwrap().transfers);
        found.names.push(detail.legs[0].relay.clone());
        Ok::<_, Error>(found)
    })
    .await;
    let began = day().from.ms();
    let document = format!(
        r#"{{"code":200,"data":{{"list":[{{"startTimeMs":{began},"workStatus":1,"note":"@text","duration":@number}}]}}}}"#
    );
    holds("histories", &tenant, &[&histories], &document, async || {
        let page = client.history_page(day(), &AgentId::new("a"), 1).await?;
        let lasted = page.rows[0].to.map(|to| to.since(day().from).unsigned_abs() / 1000);
        Ok::<_, Error>(Found { names: vec![], figures: vec![lasted] })
    })
    .await;
    let report = async || {
        let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
        client.report(day(), &asked).await
    };
    let document = r#"{"code":200,"data":{"total":1,"metric":[{"gateway_number":"@text","inbound_calls":@number}],"amount":{"inbound_calls":@number}}}"#;
    holds("reports", &tenant, &[&relays], document, async || {
        let table = report().await?;
        let at = table.metrics.iter().position(|metric| metric.key == "inbound_calls").unwrap();
        assert_eq!(count(table.totals.unwrap().get(at)), count(table.rows[0].cells.get(at)));
        Ok::<_, Error>(Found::new(Some(table.rows[0].label.clone()), count(table.rows[0].cells.get(at))))
    })
    .await;
    tenant.say(&relays, r#"{"code":200,"data":{"total":0,"metric":[]}}"#);
    for case in TABLE {
        tenant.say(&plan, case.write(r#"{"code":200,"data":{"planName":"@text","q":@number}}"#));
        // A scheme is remembered for a while.
        let client = tenant.voice();
        let asked = ReportAsked { of: ReportOf::Relays, day: Day::Today, agent: None };
        assert_eq!(client.report(day(), &asked).await.unwrap().plan.as_deref(), Some(case.name_read), "{}", case.name);
    }
}

#[tokio::test]
async fn the_other_platforms_are_read_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    let document = r#"{"code":"1000","data":{"item":{"name":"@text","consultSession":@number}}}"#;
    holds("China", &tenant, &[sobot_cn::API_PATH], document, async || {
        let cut = tenant.china().platform_chats(day(), day(), Urgency::Poll).await?;
        assert!(cut.missing.is_empty(), "{:?}", cut.missing);
        let row = cut.figures.unwrap().rows.swap_remove(0);
        Ok::<_, Error>(Found { names: vec![], figures: vec![row.cells.iter().find_map(|cell| count(Some(cell)))] })
    })
    .await;
    let client = tenant.moor();
    let document = r#"{"success":true,"code":"200","data":{"header":[{"prop":"agentId","label":"A"},{"prop":"w","label":"W"},{"prop":"q","label":"@text"}],"list":[{"agentId":"@text","time":"10:00~10:30","w":"@text","q":@number}]}}"#;
    holds("7moor", &tenant, &[TIME_PATH, WORKLOAD_PATH, QUALITY_PATH], document, async || {
        let cut = client.platform_chats(day(), day(), Urgency::Poll).await?;
        assert!(cut.missing.is_empty(), "{:?}", cut.missing);
        let at = |key: &str| cut.metrics.iter().position(|metric| metric.key == key).unwrap();
        let (agent, metric) = (&cut.agents[0], &cut.metrics[at("q")]);
        let mut found = Found::new(agent.name.clone(), count(agent.cells.get(at("q"))));
        found.names.extend([Some(metric.label.clone()), name_of(agent.cells.get(at("w")))]);
        Ok::<_, Error>(found)
    })
    .await;
}

/// What went wrong at each entrance, where the vendor's own words come with whatever is tolerated.
async fn told(tenant: &Tenant, say: impl Fn(&Tenant, &str, &str)) -> Vec<(&'static str, Error)> {
    let main = format!("{REPORTS}/maincdrs/_search");
    let voice = r#"{"code":3105,"status":"Failed","message":"@text","data":null,"q":@number}"#;
    let open = r#"{"ret_code":"999999","ret_msg":"@text","q":@number}"#;
    for (path, document) in [
        (sobot_call::PAGE_PATH, voice),
        (sobot_call::WATCH_PATH, voice),
        ("/tokens/company", r#"{"code":500,"message":"@text","q":@number}"#),
        (&main, voice),
        (sobot_open::WORKLOAD_PATH, open),
        (sobot_open::RECORDS_PATH, open),
        (sobot_cn::API_PATH, r#"{"code":"1001","msg":"@text","q":@number}"#),
        (TIME_PATH, r#"{"success":false,"code":"9","message":"@text","q":@number}"#),
        (WORKLOAD_PATH, r#"{"success":false,"code":"9","message":"@text","q":@number}"#),
        (QUALITY_PATH, r#"{"success":false,"code":"9","message":"@text","q":@number}"#),
    ] {
        say(tenant, path, document);
    }
    let company = CallClient::new(call_settings(&tenant.server.uri()), Hands::at(NOW).clock(), counting()).unwrap();
    let (voice, open) = (tenant.voice(), tenant.open());
    vec![
        ("agents", voice.page(1).await.unwrap_err()),
        ("the stream", voice.watch(1).await.err().unwrap()),
        ("company token", company.sign_in().await.unwrap_err()),
        ("calls", voice.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap_err()),
        ("chats", open.chat_page(date(), 1, Urgency::Poll).await.unwrap_err()),
        ("workload", open.workload_page(date(), ChatBy::Department, 1, Urgency::Poll).await.unwrap_err()),
        ("AI", open.ai_page(date(), &AiFilter::All, 1, Urgency::Poll).await.unwrap_err()),
        ("China", tenant.china().platform_chats(day(), day(), Urgency::Poll).await.unwrap_err()),
        ("7moor", tenant.moor().platform_chats(day(), day(), Urgency::Poll).await.unwrap_err()),
    ]
}

#[tokio::test]
async fn what_a_vendor_says_of_an_error_is_heard_with_whatever_is_tolerated() {
    let tenant = tenant().await;
    for case in TABLE {
        for status in [200, 500] {
            for (entrance, error) in
                told(&tenant, |tenant, path, document| tenant.fail(path, status, case.write(document))).await
            {
                let said = case.name_read.trim_matches(|c: char| !c.is_ascii_alphabetic());
                let said = said.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap();
                assert!(error.to_string().contains(said), "{entrance}, {}: {error}", case.name);
            }
        }
    }
}
