//! Look-ups at the Data Service: every example of the vendor's pages, what is asked, and what goes wrong.

use callboard::model::{
    AgentId, AskedNumber, BusyReason, CallKind, CallResult, CallsAsked, Cell, Day, HangUp, LegKind, LegResult, LegRole,
    MetricTable, PhoneKind, ReportAsked, ReportOf, Role, Stamp, State, Unit,
};
use callboard::vendor::sobot_call::{CallClient, CallSettings, Credential};
use callboard::vendor::{AgentsApi, CallsApi, DaySpan, ErrorKind};
use chrono::NaiveDate;
use futures_util::StreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting, fixture};

const REPORTS: &str = "/callservice/tm/tm-reports";

fn client(server: &MockServer) -> CallClient {
    let settings = CallSettings { credential: Credential::Token("ready-token".into()), ..call_settings(&server.uri()) };
    CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
}

/// 17 November 2021 in Shanghai, the day of the examples' calls.
fn day() -> DaySpan {
    span(2021, 11, 17, 1_637_078_400_000)
}

fn span(year: i32, month: u32, day: u32, from: i64) -> DaySpan {
    DaySpan {
        date: NaiveDate::from_ymd_opt(year, month, day).unwrap(),
        from: Stamp(from),
        to: Stamp(from + 86_400_000),
    }
}

async fn answers(server: &MockServer, at: &str, body: impl Into<String>) {
    let answer = ResponseTemplate::new(200).set_body_raw(body.into(), "application/json");
    Mock::given(path(at)).respond_with(answer).mount(server).await;
}

async fn example_at(server: &MockServer, at: &str, name: &str) {
    answers(server, at, fixture(&format!("examples/sobot-call/{name}.json"))).await;
}

async fn bodies(server: &MockServer, at: &str) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    let asked = |request: &&Request| request.url.path() == at;
    requests.iter().filter(asked).map(|request| serde_json::from_slice(&request.body).unwrap_or_default()).collect()
}

#[tokio::test]
async fn the_main_talk_list_of_the_example_is_read_whole() {
    let server = MockServer::start().await;
    example_at(&server, &format!("{REPORTS}/maincdrs/_search"), "maincdrs-search").await;
    let page = client(&server).calls_page(day(), &CallsAsked::default(), 1).await.unwrap();
    assert_eq!((page.total, page.page_size, page.rows.len()), (Some(12), Some(15), 1));
    let call = &page.rows[0];
    assert_eq!(call.id, "6bf3cbb167a14c7521993665adba687b");
    assert_eq!(call.kind, Some(CallKind::Inbound));
    assert_eq!(call.customer.number.as_ref().unwrap().reveal(), "18618256606");
    assert_eq!(call.customer.shown().as_deref(), Some("186****6606"));
    assert_eq!(call.area.as_deref(), Some("yunnan kunming"));
    assert_eq!(call.relay.as_deref(), Some("95588"));
    assert_eq!(call.started, Some(Stamp(1_637_068_156_419)));
    assert_eq!(call.rang, Some(Stamp(1_637_068_256_419)));
    assert_eq!(call.answered, Some(Stamp(1_637_068_356_419)));
    assert_eq!(call.bridged, Some(Stamp(1_637_068_456_419)));
    assert_eq!(call.ended, Some(Stamp(1_637_068_556_419)));
    assert_eq!((call.talk_ms, call.total_ms), (Some(100_000), Some(120_000)));
    assert_eq!((call.result, call.ended_by), (Some(CallResult::Arrears), Some(HangUp::Somebody)));
    assert!(call.agent.is_nobody() && call.first_agent.is_nobody() && call.first_rung.is_nobody());
    assert_eq!((call.transfers, call.inquiries), (Some(1), Some(1)));
    assert_eq!(
        Value::Object(call.attached.clone().into()),
        json!({"customerName": "ZhangSan", "customerDept": "universe bank"})
    );
    assert!(call.recording.as_deref().unwrap().ends_with("cc3738581df7413da5d3204364943e3d"));
    assert_eq!(call.extra.get("feeSeconds"), Some(&json!(100)));
    assert!(!call.extra.contains_key("callID") && !call.extra.contains_key("screenNumber"));
}

#[tokio::test]
async fn what_is_asked_of_the_talk_list_is_what_the_document_names() {
    let server = MockServer::start().await;
    let at = format!("{REPORTS}/maincdrs/_search");
    example_at(&server, &at, "maincdrs-search").await;
    let client = client(&server);
    client.calls_page(day(), &CallsAsked::default(), 1).await.unwrap();
    let asked = CallsAsked {
        agent: Some(AgentId::new("u1")),
        result: Some(CallResult::SystemMissed),
        kind: Some(CallKind::Outbound),
        customer: AskedNumber::new("138 1234-5678"),
        relay: Some(" 95588 ".to_owned()),
    };
    client.calls_page(day(), &asked, 3).await.unwrap();
    let (from, to) = (1_637_078_400_000_i64, 1_637_164_799_999_i64);
    assert_eq!(
        bodies(&server, &at).await,
        [
            json!({"startTime": from, "endTime": to, "pageNum": 1, "pageSize": 100}),
            json!({
                "startTime": from, "endTime": to, "pageNum": 3, "pageSize": 100, "agent": "u1", "agentType": 1,
                "callType": 3, "callResult": 22, "gatewayNumber": "95588", "customerNumber": "13812345678",
            }),
        ]
    );
    let headers = &server.received_requests().await.unwrap()[0].headers;
    assert_eq!(headers.get("timezoneid").unwrap(), "Asia/Shanghai");
    assert_eq!(headers.get("authorization").unwrap(), "Bearer ready-token");
}

#[tokio::test]
async fn one_call_is_put_together_from_both_answers() {
    let server = MockServer::start().await;
    let id = "6bf3cbb167a14c7521993665adba687b";
    example_at(&server, &format!("{REPORTS}/cdrs/_search"), "cdrs-search").await;
    example_at(&server, &format!("{REPORTS}/maincdrs/{id}/partycdrs"), "partycdrs").await;
    let detail = client(&server).call(&format!(" {id} ")).await.unwrap();
    assert_eq!(bodies(&server, &format!("{REPORTS}/cdrs/_search")).await, [json!({"callID": id})]);
    assert_eq!(detail.call.as_ref().unwrap().id, id);
    assert_eq!(detail.legs.len(), 1, "the same leg in both answers is one leg");
    let leg = &detail.legs[0];
    assert_eq!(leg.id, "8af8e51f23515fe2a62193e09ceaf0f2");
    assert_eq!((leg.kind, leg.role), (Some(LegKind::Call), Some(LegRole::Agent)));
    assert_eq!((leg.result, leg.ended_by), (Some(LegResult::Missed), Some(HangUp::Somebody)));
    assert_eq!(leg.phone, Some(PhoneKind::Web));
    assert_eq!(leg.agent.id.as_ref().unwrap().as_str(), "ccc661e374bc5e8b8323af632e77367d");
    assert_eq!((leg.agent.name.as_deref(), leg.agent.number.as_deref()), (Some("Tom"), Some("1001")));
    assert_eq!(leg.from.name.as_deref(), Some("FromAgentName"));
    assert_eq!(leg.dialled.shown().as_deref(), Some("186****8888"));
    assert_eq!(leg.wrapped, Some(Stamp(1_637_068_756_419)));
    assert_eq!((leg.talk_ms, leg.last), (Some(100_000), Some(false)));
}

#[tokio::test]
async fn half_of_a_call_is_shown_when_the_other_half_is_refused() {
    let server = MockServer::start().await;
    Mock::given(path(format!("{REPORTS}/cdrs/_search"))).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    example_at(&server, &format!("{REPORTS}/maincdrs/c1/partycdrs"), "partycdrs").await;
    let detail = client(&server).call("c1").await.unwrap();
    assert_eq!((detail.call.is_none(), detail.legs.len()), (true, 1));
    let error = client(&server).call("../../tokens").await.unwrap_err();
    assert!(error.sentence.contains("is no id of a call"), "{error}");
}

#[tokio::test]
async fn a_call_that_nobody_knows_is_said_so() {
    let server = MockServer::start().await;
    answers(&server, &format!("{REPORTS}/cdrs/_search"), r#"{"code":200,"data":{"list":[{}]}}"#).await;
    answers(&server, &format!("{REPORTS}/maincdrs/c1/partycdrs"), r#"{"code":200,"data":{"list":[]}}"#).await;
    let error = client(&server).call("c1").await.unwrap_err();
    assert!(error.sentence.ends_with("knows no call \"c1\"") || error.sentence.contains("knows no call"), "{error}");
}

#[tokio::test]
async fn an_agents_history_is_read_and_asked_for_by_day() {
    let server = MockServer::start().await;
    let at = format!("{REPORTS}/agent-histories/_search");
    example_at(&server, &at, "agent-histories-search").await;
    let day = span(2022, 7, 7, 1_657_123_200_000);
    let page = client(&server).history_page(day, &AgentId::new("u1"), 2).await.unwrap();
    assert_eq!((page.total, page.rows.len()), (Some(12), 1));
    let span = page.rows[0];
    assert_eq!((span.state, span.reason), (State::Offline, None));
    assert_eq!((span.from, span.to), (Stamp(1_657_126_800_000), Some(Stamp(1_657_209_540_000))));
    assert_eq!(
        bodies(&server, &at).await,
        [json!({
            "startTime": "2022-07-07 00:00", "endTime": "2022-07-07 23:59", "agent": ["u1"], "agentType": 1,
            "pageNum": 2, "pageSize": 100,
        })]
    );
}

#[tokio::test]
async fn states_are_read_from_numbers_text_or_durations_and_cut_to_the_day() {
    let server = MockServer::start().await;
    let day = span(2022, 7, 7, 1_657_123_200_000);
    let row = |fields: Value| fields;
    let rows = json!({"code": "200", "data": {"pageData": [
        row(json!({"startTime": " 2022-07-07 01 : 00 ", "endTime": "2022-07-07 02:30:15", "loginStatus": "2",
                   "workStatus": "2", "noReadyStatus": "14"})),
        row(json!({"startTimeMs": "1657126800000", "endTimeMs": 0, "duration": "60", "loginStatus": 1, "workStatus": 7,
                   "noReadyStatus": 14})),
        row(json!({"startTimeMs": 1_657_000_000_000_i64, "endTimeMs": 1_657_130_400_000_i64, "loginStatus": 1,
                   "workStatus": 1})),
        row(json!({"startTimeMs": 1_657_000_000_000_i64, "endTimeMs": 1_657_100_000_000_i64, "workStatus": 1})),
        row(json!({"startTimeMs": 1_657_200_000_000_i64, "loginStatus": 1, "workStatus": 4})),
        row(json!({"workStatus": 1})),
        row(json!({})),
    ]}});
    answers(&server, &format!("{REPORTS}/agent-histories/_search"), rows.to_string()).await;
    let page = client(&server).history_page(day, &AgentId::new("u1"), 1).await.unwrap();
    let told: Vec<_> =
        page.rows.iter().map(|span| (span.state, span.reason, span.from.ms(), span.to.map(Stamp::ms))).collect();
    assert_eq!(
        told,
        [
            (State::Busy, Some(BusyReason::Dining), 1_657_126_800_000, Some(1_657_132_215_000)),
            (State::Talking, None, 1_657_126_800_000, Some(1_657_126_860_000)),
            (State::Ready, None, 1_657_123_200_000, Some(1_657_130_400_000)),
            (State::WrapUp, None, 1_657_200_000_000, None),
        ]
    );
}

async fn report(server: &MockServer, of: ReportOf, agent: Option<&str>) -> MetricTable {
    let asked = ReportAsked { of, day: Day::Today, agent: agent.map(AgentId::new) };
    client(server).report(day(), &asked).await.unwrap()
}

async fn plan(server: &MockServer) {
    example_at(server, &format!("{REPORTS}/gateway_number/check_plan"), "check-plan").await;
}

fn at(table: &MetricTable, key: &str) -> usize {
    table.metrics.iter().position(|metric| metric.key == key).unwrap_or_else(|| panic!("no column {key}"))
}

#[tokio::test]
async fn the_relay_report_of_the_example_has_its_half_hour_and_its_totals() {
    let server = MockServer::start().await;
    plan(&server).await;
    let path = format!("{REPORTS}/gateway-number-table/_search");
    let body: Value = serde_json::from_str(&fixture("examples/sobot-call/gateway-number-table.json")).unwrap();
    answers(&server, &path, body.to_string().replace("\"total\":15", "\"total\":1")).await;
    let table = report(&server, ReportOf::HalfHours, None).await;
    assert_eq!(table.plan.as_deref(), Some("Default plan"));
    let row = &table.rows[0];
    assert_eq!(row.relay.as_deref(), Some("01088881234"));
    assert_eq!(row.from, Some(Stamp(1_647_505_800_000)), "half past four in Shanghai");
    assert_eq!(row.cells[at(&table, "inbound_calls")], Cell::Number(0.0));
    assert_eq!(row.cells[at(&table, "outbound_answer_ratio")], Cell::Unknown);
    assert_eq!(table.totals.as_ref().unwrap()[table.role(Role::Outbound).unwrap()], Cell::Number(0.0));
    let sent = bodies(&server, &path).await;
    assert_eq!((&sent[0]["dimensions"], &sent[0]["dateType"]), (&json!(3), &json!(11)));
    assert_eq!(sent[0]["startDate"], "2021-11-17");
    assert_eq!((&sent[0]["startTime"], &sent[0]["endTime"]), (&json!("00:00"), &json!("24:00")));
    assert!(sent[0]["customerFields"].as_str().unwrap().starts_with("inbound_calls,"));
}

#[tokio::test]
async fn an_agents_report_is_asked_for_that_agent_and_its_seconds_become_ms() {
    let server = MockServer::start().await;
    plan(&server).await;
    let path = format!("{REPORTS}/agent-table/_search");
    let fixed = fixture("examples/sobot-call/agent-table.json")
        .replacen("\"agent_login_sum_duration\": 0", "\"agent_login_sum_duration\": \"3600\"", 1)
        .replacen("\"inbound_agent_partits\": 0", "\"workReady_percent\": \"36.84%\"", 1);
    answers(&server, &path, fixed).await;
    let table = report(&server, ReportOf::AgentsWork, Some("ddb3063ae7544df3a77b4e3912f1b942")).await;
    let row = &table.rows[0];
    assert_eq!((row.label.as_str(), row.number.as_deref()), ("Jon", Some("1234")));
    assert_eq!(row.agent.as_ref().unwrap().as_str(), "ddb3063ae7544df3a77b4e3912f1b942");
    assert_eq!(row.cells[table.role(Role::LoggedIn).unwrap()], Cell::Number(3_600_000.0));
    let share = at(&table, "workReady_percent");
    assert_eq!(table.metrics[share].unit, Unit::Share);
    assert!(matches!(row.cells[share], Cell::Number(share) if (share - 0.3684).abs() < 1e-9));
    let sent = bodies(&server, &path).await;
    assert_eq!((&sent[0]["dimensions"], &sent[0]["agentReportType"]), (&json!(8), &json!(4)));
    assert_eq!((&sent[0]["agents"], &sent[0]["agentType"]), (&json!(["ddb3063ae7544df3a77b4e3912f1b942"]), &json!(1)));
}

#[tokio::test]
async fn the_department_report_of_the_example_is_read_for_both_directions() {
    let server = MockServer::start().await;
    plan(&server).await;
    let path = format!("{REPORTS}/depart-table/_search");
    example_at(&server, &path, "depart-table").await;
    let inbound = report(&server, ReportOf::DepartmentsInbound, None).await;
    assert_eq!(
        (inbound.rows[0].label.as_str(), inbound.rows[0].key.as_str()),
        ("departName", "73e6f3c96cc74038aea9ff140e68f9b4")
    );
    assert_eq!(inbound.rows[0].cells[at(&inbound, "inbound_agent_ringing_partits")], Cell::Number(0.0));
    let outbound = report(&server, ReportOf::DepartmentsOutbound, None).await;
    assert_eq!(outbound.rows[0].cells[outbound.role(Role::Connected).unwrap()], Cell::Number(0.0));
    let sent = bodies(&server, &path).await;
    assert_eq!([&sent[0]["callType"], &sent[1]["callType"]], [&json!(2), &json!(3)]);
    assert_eq!(sent[0]["dimensions"], 11);
}

#[tokio::test]
async fn the_tenants_scheme_chooses_the_columns_however_it_is_written() {
    for listed in [
        json!("outbound_calls, inbound_calls,nobody_knows"),
        json!(["outbound_calls", "inbound_calls"]),
        json!([{"field": "outbound_calls"}, {"field": "inbound_calls", "name": "Inbound"}]),
    ] {
        let server = MockServer::start().await;
        let schemes = json!({"code": 0, "data": [
            {"planName": "Other", "checked": 0, "fields": "inbound_calls_duration"},
            {"planName": "Ours", "checked": 1, "fields": listed},
        ]});
        answers(&server, &format!("{REPORTS}/gateway_number/check_plan"), schemes.to_string()).await;
        let empty = r#"{"code":0,"data":{"metric":[],"total":0}}"#;
        answers(&server, &format!("{REPORTS}/gateway-number-table/_search"), empty).await;
        let table = report(&server, ReportOf::Relays, None).await;
        assert_eq!(table.plan.as_deref(), Some("Ours"));
        let shown: Vec<&str> =
            table.metrics.iter().filter(|metric| metric.shown).map(|metric| metric.key.as_str()).collect();
        assert_eq!(shown, ["outbound_calls", "inbound_calls"]);
        assert_eq!(table.metrics.len(), 30, "the others can still be chosen");
    }
}

#[tokio::test]
async fn a_refused_scheme_costs_only_the_scheme_and_it_is_not_asked_for_again_at_once() {
    let server = MockServer::start().await;
    let plan = format!("{REPORTS}/gateway_number/check_plan");
    Mock::given(path(&plan)).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    example_at(&server, &format!("{REPORTS}/depart-table/_search"), "depart-table").await;
    let client = client(&server);
    for _ in 0..2 {
        let asked = ReportAsked { of: ReportOf::DepartmentsInbound, day: Day::Today, agent: None };
        let table = client.report(day(), &asked).await.unwrap();
        assert_eq!((table.plan, table.rows.len()), (None, 1));
    }
    assert_eq!(bodies(&server, &plan).await.len(), 1);
}

#[tokio::test]
async fn a_report_of_several_pages_is_read_to_its_end() {
    let server = MockServer::start().await;
    plan(&server).await;
    let path_of = format!("{REPORTS}/depart-table/_search");
    for page in 1..=3 {
        let rows: Vec<Value> = (0..if page < 3 { 2 } else { 1 })
            .map(|row| json!({"departId": format!("{page}-{row}"), "departName": format!("D{page}{row}")}))
            .collect();
        let answer = json!({"code": 0, "data": {"metric": rows, "total": "5", "currPage": page, "pageSize": 2}});
        let asked = json!({"currPage": page});
        Mock::given(path(&path_of))
            .and(wiremock::matchers::body_partial_json(asked))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .mount(&server)
            .await;
    }
    let table = report(&server, ReportOf::DepartmentsInbound, None).await;
    let keys: Vec<&str> = table.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(keys, ["1-0", "1-1", "2-0", "2-1", "3-0"]);
    assert_eq!(table.expected, Some(5));
}

/// The keys of a report whose pages are these, whatever the vendor says of its rows; and how many pages were asked for.
async fn pages_of_a_report(pages: &[&[&str]], total: Value, size: Value) -> (Vec<String>, usize) {
    let server = MockServer::start().await;
    plan(&server).await;
    let path_of = format!("{REPORTS}/depart-table/_search");
    for (page, keys) in (1..).zip(pages.iter().copied().chain([&[][..]])) {
        let rows: Vec<Value> = keys.iter().map(|key| json!({"departId": key, "departName": key})).collect();
        let answer = json!({"code": 0, "data": {"metric": rows, "total": total, "pageSize": size}});
        Mock::given(path(&path_of))
            .and(wiremock::matchers::body_partial_json(json!({"currPage": page})))
            .respond_with(ResponseTemplate::new(200).set_body_json(answer))
            .mount(&server)
            .await;
    }
    let table = report(&server, ReportOf::DepartmentsInbound, None).await;
    (table.rows.into_iter().map(|row| row.key).collect(), bodies(&server, &path_of).await.len())
}

#[tokio::test]
async fn a_report_ends_where_its_rows_end_and_takes_no_page_twice() {
    let (one, two): (&[&str], &[&str]) = (&["a", "b"], &["c"]);
    for (pages, total, size, keys, asked) in [
        (&[one, two][..], json!(4), json!(2), vec!["a", "b", "c"], 3),
        (&[one, two], json!(null), json!(2), vec!["a", "b", "c"], 2),
        (&[one, two], json!(1_000_000), json!(1000), vec!["a", "b", "c"], 3),
        (&[one, one, one], json!(1_000_000), json!(2), vec!["a", "b"], 2),
        (&[one, two, two], json!("many"), json!(1), vec!["a", "b", "c"], 3),
        (&[one, two], json!(0), json!(2), vec!["a", "b", "c"], 2),
    ] {
        let said = format!("{total} rows, {size} a page");
        let (found, calls) = pages_of_a_report(pages, total, size).await;
        assert_eq!((found.iter().map(String::as_str).collect(), calls), (keys, asked), "{said}");
    }
}

#[tokio::test]
async fn a_recording_is_asked_of_our_own_host_whatever_the_record_names() {
    let server = MockServer::start().await;
    let at = "/callservice/v6/cc-audios/recordings/cc3738581df7413da5d3204364943e3d";
    Mock::given(method("GET"))
        .and(path(at))
        .respond_with(ResponseTemplate::new(200).set_body_raw(b"\xff\xfbsound".to_vec(), "audio/mpeg"))
        .mount(&server)
        .await;
    let address = "https:// record.soboten.com/recordings/cc3738581df7413da5d3204364943e3d ";
    let recording = client(&server).recording(address).await.unwrap();
    assert_eq!(recording.length, Some(7));
    let pieces: Vec<_> = recording.bytes.map(|piece| piece.unwrap()).collect().await;
    assert_eq!(pieces.concat(), b"\xff\xfbsound");
    for wrong in
        ["https://elsewhere/x", "", "https://record.soboten.com/recordings/../../tokens", "/recordings/a b/c d?"]
    {
        let error = client(&server).recording(wrong).await;
        assert!(error.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_recording_that_is_no_sound_is_an_error_in_the_vendors_words() {
    let server = MockServer::start().await;
    let refusal = json!({"code": 500, "status": "Failed", "message": "the recording was deleted"});
    Mock::given(path_regex("/recordings/"))
        .respond_with(ResponseTemplate::new(200).set_body_json(refusal))
        .mount(&server)
        .await;
    let Err(error) = client(&server).recording("/recordings/a1").await else { panic!("no error") };
    assert!(error.sentence.contains("the recording was deleted"), "{error}");
}

#[tokio::test]
async fn errors_are_sentences_and_carry_neither_tokens_nor_numbers() {
    let envelope =
        |code: Value, message: &str| json!({"code": code, "status": "Failed", "message": message}).to_string();
    for (status, body, kind, words) in [
        (403, String::new(), ErrorKind::Settings, "may not be asked by this tenant (403)"),
        (200, envelope(json!(403), "no right"), ErrorKind::Settings, "no right"),
        (200, envelope(json!("3002"), "AgentIsInMonitorScene"), ErrorKind::Answer, "already monitoring a call (3002)"),
        (400, envelope(json!(3102), "AgentIsInDailingScene"), ErrorKind::Answer, "ringing at the agent (3102)"),
        (200, envelope(json!(500), "boom"), ErrorKind::Answer, "boom"),
        (502, "<html>bad gateway</html>".to_owned(), ErrorKind::Answer, "HTTP 502"),
        (200, "<html>login</html>".to_owned(), ErrorKind::Answer, "HTML"),
        (200, "[]".to_owned(), ErrorKind::Answer, "JSON object"),
        (200, r#"{"code":200,"data":"x"}"#.to_owned(), ErrorKind::Answer, "data that is no object"),
        (404, envelope(json!(404), "no such API"), ErrorKind::Settings, "no such API"),
    ] {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_raw(body.clone(), "application/json");
        Mock::given(path(format!("{REPORTS}/maincdrs/_search"))).respond_with(answer).mount(&server).await;
        let asked = CallsAsked { customer: AskedNumber::new("13812345678"), ..CallsAsked::default() };
        let error = client(&server).calls_page(day(), &asked, 1).await.unwrap_err();
        assert_eq!(error.kind, kind, "{body}: {error}");
        assert!(error.sentence.contains(words), "{body}: {error}");
        let all = format!("{error} {error:?} {asked:?}");
        assert!(!all.contains("13812345678") && !all.contains("ready-token"), "{all}");
    }
}

#[tokio::test]
async fn every_documented_error_code_has_its_words() {
    for code in [3001, 3002, 3003, 3004, 3005, 3101, 3102] {
        let server = MockServer::start().await;
        let body = json!({"code": code, "message": "AgentIsInBargedInScene"});
        Mock::given(method("POST")).respond_with(ResponseTemplate::new(200).set_body_json(body)).mount(&server).await;
        let error = client(&server).calls_page(day(), &CallsAsked::default(), 1).await.unwrap_err();
        assert!(error.sentence.contains(&format!("({code})")) && !error.sentence.contains("Scene"), "{error}");
    }
}

#[tokio::test]
async fn a_look_up_renews_a_refused_token_once_and_keeps_the_scheme_that_worked() {
    let server = MockServer::start().await;
    let at = format!("{REPORTS}/maincdrs/_search");
    let token = json!({"code": 200, "data": {"access_token": "t2", "expires_in": 7200}});
    Mock::given(path("/tokens/company"))
        .respond_with(ResponseTemplate::new(200).set_body_json(token))
        .mount(&server)
        .await;
    Mock::given(path(&at)).respond_with(ResponseTemplate::new(401)).up_to_n_times(2).mount(&server).await;
    example_at(&server, &at, "maincdrs-search").await;
    let client = CallClient::new(call_settings(&server.uri()), Hands::at(NOW).clock(), counting()).unwrap();
    assert!(client.calls_token().is_none(), "nothing was asked for yet");
    client.calls_page(day(), &CallsAsked::default(), 1).await.unwrap();
    let health = client.calls_token().unwrap();
    assert_eq!((health.renewals, health.ready_made), (2, false));
    assert_eq!((health.since, health.until), (Some(Stamp(NOW)), Some(Stamp(NOW + 7_200_000))));
    client.renew_token().await.unwrap();
}

#[tokio::test]
async fn rows_may_stand_under_any_of_the_documented_names() {
    for data in [
        json!({"list": [{"callID": "a"}, {}], "total": "1"}),
        json!({"pageData": [{"callID": " a "}]}),
        json!({"metric": [{"callID": "a"}, "junk", null]}),
        json!([{"callID": "a"}, {"screenNumber": "13812345678"}]),
    ] {
        let server = MockServer::start().await;
        let body = json!({"code": 0, "data": data}).to_string();
        answers(&server, &format!("{REPORTS}/maincdrs/_search"), body).await;
        let page = client(&server).calls_page(day(), &CallsAsked::default(), 1).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["a"]);
    }
}

#[tokio::test]
async fn a_scheme_that_could_not_be_had_for_a_moment_is_asked_for_again() {
    let server = MockServer::start().await;
    let scheme = format!("{REPORTS}/gateway_number/check_plan");
    Mock::given(path(&scheme)).respond_with(ResponseTemplate::new(502)).up_to_n_times(1).mount(&server).await;
    plan(&server).await;
    example_at(&server, &format!("{REPORTS}/depart-table/_search"), "depart-table").await;
    let client = client(&server);
    let asked = ReportAsked { of: ReportOf::DepartmentsInbound, day: Day::Today, agent: None };
    assert_eq!(client.report(day(), &asked).await.unwrap().plan, None);
    assert_eq!(client.report(day(), &asked).await.unwrap().plan.as_deref(), Some("Default plan"));
}

/// The callback that the vendor pushes when an agent's status changes speaks of states with the codes of the other
/// endpoints; a receiver of it would need no table of its own.
#[tokio::test]
async fn the_example_of_the_status_callback_has_the_codes_of_a_history() {
    let pushed: Value = serde_json::from_str(&fixture("examples/sobot-call/agent-status-callback.json")).unwrap();
    let row = json!({
        "agentUUID": pushed["agentUUID"], "startTimeMs": pushed["startTime"], "loginStatus": pushed["loginStatus"],
        "noReadyStatus": pushed["notReadyStatus"], "workStatus": pushed["workStatus"],
    });
    let server = MockServer::start().await;
    let body = json!({"code": 200, "data": {"pageData": [row], "total": 1}}).to_string();
    answers(&server, &format!("{REPORTS}/agent-histories/_search"), body).await;
    let id = AgentId::new(pushed["agentUUID"].as_str().unwrap());
    let page = client(&server).history_page(span(2022, 7, 7, 1_657_123_200_000), &id, 1).await.unwrap();
    let told = page.rows[0];
    assert_eq!((told.state, told.reason, told.from, told.to), (State::Talking, None, Stamp(1_657_126_800_000), None));
}
