//! Look-ups at the Data Service: every example of the vendor's pages, what is asked, and what goes wrong.

use callboard::model::{
    AgentId, AskedNumber, AskedText, BusyReason, CallFact, CallKind, CallResult, CallSource, CallsAsked, Cell, Day,
    DialKind, Handled, HangUp, Inquired, LegKind, LegResult, LegRole, MetricTable, MoreAsked, PhoneKind, ReportAsked,
    ReportOf, Role, Stamp, State, Told, Transferred, Unit,
};
use callboard::platforms::sobot_call::{CallClient, CallSettings, Credential};
use callboard::platforms::{AgentsApi, CallsApi, DaySpan, ErrorKind, Numbers};
use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use futures_util::StreamExt;
use serde_json::{Value, json};
use wiremock::matchers::{body_partial_json, method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting, fixture};

mod shapes;

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
    let page = client(&server).calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
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
    assert_eq!((call.result, call.ended_by), (Some(CallResult::Arrears), Some(HangUp::Neither)));
    assert!(call.agent.is_no_one() && call.first_agent.is_no_one() && call.first_rung.is_no_one());
    assert_eq!((call.transfers, call.inquiries), (Some(1), Some(1)));
    assert_eq!(
        Value::Object(call.attached.clone().into()),
        json!({"customerName": "ZhangSan", "customerDept": "universe bank"})
    );
    assert!(call.recording.as_deref().unwrap().ends_with("cc3738581df7413da5d3204364943e3d"));
    assert_eq!(call.fact(CallFact::Billed), Some(&Told::Ms(100_000)));
    assert_eq!(call.fact(CallFact::BilledMinutes), Some(&Told::Minutes(2)));
    assert_eq!(call.fact(CallFact::RouteId), Some(&Told::Text("3b36d0a056404a48b644c39ed82e22fe".to_owned())));
    assert_eq!(call.fact(CallFact::Source), Some(&Told::Source(CallSource::Ticket)));
    assert!(call.extra.is_empty(), "{:?}", call.extra);
}

#[tokio::test]
async fn what_is_asked_of_the_talk_list_is_what_the_document_names() {
    let server = MockServer::start().await;
    let at = format!("{REPORTS}/maincdrs/_search");
    example_at(&server, &at, "maincdrs-search").await;
    let client = client(&server);
    client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
    let asked = CallsAsked {
        agent: Some(AgentId::new("u1")),
        result: Some(CallResult::SystemMissed),
        kind: Some(CallKind::Outbound),
        customer: AskedNumber::new("138 1234-5678"),
        relay: Some(" 95588 ".to_owned()),
        ..CallsAsked::default()
    };
    client.calls_page(day(), &asked, 3, Numbers::Masked).await.unwrap();
    let (from, to) = (1_637_078_400_000_i64, 1_637_164_799_999_i64);
    assert_eq!(
        bodies(&server, &at).await,
        [
            json!({"startTime": from, "endTime": to, "pageNum": 1, "pageSize": 100, "hideNumber": 1}),
            json!({
                "startTime": from, "endTime": to, "pageNum": 3, "pageSize": 100, "hideNumber": 1, "agent": "u1",
                "agentType": 1, "callType": 3, "callResult": 22, "gatewayNumber": "95588", "customerNumber": "13812345678",
            }),
        ]
    );
    let headers = &server.received_requests().await.unwrap()[0].headers;
    assert_eq!(headers.get("timezoneid").unwrap(), "Asia/Shanghai");
    assert_eq!(headers.get("authorization").unwrap(), "Bearer ready-token");
}

/// Each filter of the document's table, with a value of its type there.
#[tokio::test]
async fn every_filter_of_the_talk_list_is_asked_as_the_document_types_it() {
    type Set = fn(&mut MoreAsked);
    let filters: [(Set, Value); 21] = [
        (|asked| asked.ended_by = Some(HangUp::Neither), json!({"hangupDisposition": 1})),
        (|asked| asked.ended_by = Some(HangUp::Agent), json!({"hangupDisposition": 2})),
        (|asked| asked.ended_by = Some(HangUp::Customer), json!({"hangupDisposition": 3})),
        (|asked| asked.handled = Some(Handled::None), json!({"agentCount": 1})),
        (|asked| asked.handled = Some(Handled::One), json!({"agentCount": 2})),
        (|asked| asked.handled = Some(Handled::Several), json!({"agentCount": 3})),
        (|asked| asked.transferred = Some(Transferred::No), json!({"transferCount": 1})),
        (|asked| asked.transferred = Some(Transferred::Yes), json!({"transferCount": 2})),
        (|asked| asked.inquired = Some(Inquired::No), json!({"consultCount": 1})),
        (|asked| asked.inquired = Some(Inquired::Yes), json!({"consultCount": 2})),
        (|asked| asked.dial = Some(DialKind::Inbound), json!({"mainDialType": "Inbound"})),
        (|asked| asked.dial = Some(DialKind::Regular), json!({"mainDialType": "RegularMakeCall"})),
        (|asked| asked.dial = Some(DialKind::Click), json!({"mainDialType": "ClickToCallback"})),
        (|asked| asked.dial = Some(DialKind::TwoWay), json!({"mainDialType": "TwoWayToPSTN"})),
        (|asked| asked.dial = Some(DialKind::Internal), json!({"mainDialType": "Internal"})),
        (|asked| asked.dial = Some(DialKind::Preview), json!({"mainDialType": "PreviewOutbound"})),
        (|asked| asked.dial = Some(DialKind::Predictive), json!({"mainDialType": "PredictiveOutbound"})),
        (|asked| asked.attached = AskedText::new(" E0042 "), json!({"attachedData": "E0042"})),
        (|asked| asked.id = Some(" 6bf3 ".to_owned()), json!({"callID": "6bf3"})),
        (|asked| asked.department = Some(" d7 ".to_owned()), json!({"departmentId": "d7"})),
        (|_| (), json!({})),
    ];
    let server = MockServer::start().await;
    let at = format!("{REPORTS}/maincdrs/_search");
    example_at(&server, &at, "maincdrs-search").await;
    let client = client(&server);
    for (set, _) in &filters {
        let mut asked = CallsAsked::default();
        asked.ask_more(set);
        client.calls_page(day(), &asked, 1, Numbers::Masked).await.unwrap();
    }
    for (body, (_, wanted)) in bodies(&server, &at).await.into_iter().zip(filters) {
        let Value::Object(body) = body else { panic!("{body}") };
        let usual = ["startTime", "endTime", "pageNum", "pageSize", "hideNumber"];
        let own = body.into_iter().filter(|(key, _)| !usual.contains(&key.as_str()));
        assert_eq!(Value::Object(own.collect()), wanted);
    }
}

#[tokio::test]
async fn a_department_that_is_asked_for_is_one_of_the_settings_or_none() {
    for (own, asked, wanted) in [
        (vec![], Some("d7"), vec![json!("d7")]),
        (vec!["d1", "d7"], Some("d7"), vec![json!("d7")]),
        (vec!["d1", "d7"], None, vec![json!("d1"), json!("d7")]),
        (vec!["d1"], Some("d7"), vec![]),
    ] {
        let server = MockServer::start().await;
        let at = format!("{REPORTS}/maincdrs/_search");
        example_at(&server, &at, "maincdrs-search").await;
        let departments = own.iter().map(|id| (*id).to_owned()).collect();
        let settings = CallSettings { departments, ..call_settings(&server.uri()) };
        let settings = CallSettings { credential: Credential::Token("ready-token".into()), ..settings };
        let client = CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap();
        let department = asked.map(str::to_owned);
        let mut asked = CallsAsked::default();
        asked.ask_more(|more| more.department = department);
        let page = client.calls_page(day(), &asked, 1, Numbers::Masked).await.unwrap();
        let mut sent: Vec<Value> =
            bodies(&server, &at).await.into_iter().map(|body| body["departmentId"].clone()).collect();
        sent.sort_by_key(Value::to_string);
        assert_eq!(sent, wanted);
        assert_eq!((page.rows.is_empty(), page.full), (wanted.is_empty(), false));
    }
}

#[tokio::test]
async fn call_lists_name_no_operator_unless_a_setting_of_their_own_does() {
    for (stream, lists, operator) in
        [("u1", None, Value::Null), ("u1", Some("u2"), json!("u2")), ("", Some("u2"), json!("u2"))]
    {
        let server = MockServer::start().await;
        let at = format!("{REPORTS}/maincdrs/_search");
        example_at(&server, &at, "maincdrs-search").await;
        let settings = CallSettings {
            operator_user_id: stream.to_owned(),
            calls_operator: lists.map(str::to_owned),
            ..call_settings(&server.uri())
        };
        let settings = CallSettings { credential: Credential::Token("ready-token".into()), ..settings };
        let client = CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap();
        client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
        let sent = &bodies(&server, &at).await[0];
        assert_eq!(sent["operator"], operator);
        assert_eq!(sent.get("agentType").is_some(), lists.is_some(), "it says how operator and agent are named");
    }
}

#[tokio::test]
async fn numbers_come_masked_unless_they_are_looked_at() {
    let server = MockServer::start().await;
    let (lists, calls) = (format!("{REPORTS}/maincdrs/_search"), format!("{REPORTS}/cdrs/_search"));
    example_at(&server, &lists, "maincdrs-search").await;
    example_at(&server, &calls, "cdrs-search").await;
    let client = client(&server);
    for numbers in [Numbers::Masked, Numbers::Plain] {
        client.calls_page(day(), &CallsAsked::default(), 1, numbers).await.unwrap();
        client.call("c1", numbers).await.unwrap();
    }
    for at in [lists, calls] {
        let hidden: Vec<_> = bodies(&server, &at).await.iter().map(|body| body["hideNumber"].clone()).collect();
        assert_eq!(hidden, [json!(1), Value::Null], "{at}");
    }
}

fn matching(server: &MockServer) -> CallClient {
    let settings = CallSettings {
        credential: Credential::Token("ready-token".into()),
        match_callers: true,
        ..call_settings(&server.uri())
    };
    CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap()
}

#[tokio::test]
async fn numbers_come_unmasked_for_the_ledger_alone_and_only_where_calls_are_matched() {
    let server = MockServer::start().await;
    let (lists, calls) = (format!("{REPORTS}/maincdrs/_search"), format!("{REPORTS}/cdrs/_search"));
    example_at(&server, &lists, "maincdrs-search").await;
    example_at(&server, &calls, "cdrs-search").await;
    let asked = CallsAsked::default();
    for client in [client(&server), matching(&server)] {
        client.records_page(day(), &asked, 1, 200).await.unwrap();
        client.calls_page(day(), &asked, 1, Numbers::Masked).await.unwrap();
        client.call("c1", Numbers::Masked).await.unwrap();
    }
    let hidden = |bodies: Vec<Value>| bodies.iter().map(|body| body["hideNumber"].clone()).collect::<Vec<_>>();
    assert_eq!(hidden(bodies(&server, &lists).await), [json!(1), json!(1), json!(2), json!(1)]);
    assert_eq!(hidden(bodies(&server, &calls).await), [json!(1), json!(1)]);
}

#[tokio::test]
async fn an_unmasked_number_is_dropped_where_it_is_read_for_a_mask_and_a_hash() {
    let server = MockServer::start().await;
    let row = |id: &str, number: Value| {
        json!({"callID": id, "callType": 2, "screenNumber": number, "encryptCustomerNumber": "", "recordUrl": "https://a/13812345678",
               "attachedData": {"phone": "13812345678"}, "note": "call 13812345678", "startTime": 1_637_080_000_000_i64})
    };
    let rows = json!([
        row("a", json!("13812345678")),
        row("b", json!("+86 138 1234 5678")),
        row("c", json!(13_900_000_000_i64)),
        row("d", json!("138****5678")),
        row("e", json!("anonymous")),
        row("f", json!("")),
    ]);
    let body = json!({"code": 200, "data": {"list": rows, "total": 6}}).to_string();
    answers(&server, &format!("{REPORTS}/maincdrs/_search"), body).await;
    let page = matching(&server).records_page(day(), &CallsAsked::default(), 1, 200).await.unwrap();
    let caller = |at: usize| page.rows[at].caller;
    assert!(caller(0).is_some() && caller(0) == caller(1) && caller(2).is_some() && caller(2) != caller(0));
    assert_eq!([caller(3), caller(4), caller(5)], [None; 3], "withheld, or masked all the same");
    assert_eq!(page.rows[0].customer.shown().as_deref(), Some("138****5678"));
    let everything = format!("{page:?}{}", serde_json::to_string(&page.rows).unwrap());
    for number in ["13812345678", "1234 5678", "13900000000"] {
        assert!(!everything.contains(number), "{number}: {everything}");
    }
    // Another key, another process: another hash.
    let masked = client(&server).records_page(day(), &CallsAsked::default(), 1, 200).await.unwrap();
    assert!(masked.rows.iter().all(|row| row.caller.is_none()));
}

#[tokio::test]
async fn an_answer_with_unmasked_numbers_that_cannot_be_read_tells_none_of_them() {
    let numbers = "13812345678, +86 139-0000-1111";
    for body in [
        format!("a page about {numbers}"),
        format!("{{\"code\": 500, \"message\": \"no calls of {numbers}\", \"data\": {{}}}}"),
        format!("{{\"code\": 200, \"data\": \"{numbers}\"}}"),
    ] {
        let server = MockServer::start().await;
        answers(&server, &format!("{REPORTS}/maincdrs/_search"), body).await;
        let error = matching(&server).records_page(day(), &CallsAsked::default(), 1, 200).await.unwrap_err();
        let said = format!("{error} {error:?}");
        assert!(!said.contains("12345678") && !said.contains("0000-1111") && !said.contains("00001111"), "{said}");
    }
}

#[tokio::test]
async fn a_number_that_comes_masked_is_shown_as_it_came() {
    let server = MockServer::start().await;
    let row = json!({"callID": "c1", "screenNumber": "186****6606"});
    let body = json!({"code": 200, "data": {"list": [row], "total": 1}}).to_string();
    answers(&server, &format!("{REPORTS}/maincdrs/_search"), body).await;
    let page = client(&server).calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
    assert_eq!(page.rows[0].customer.shown().as_deref(), Some("186****6606"));
}

#[tokio::test]
async fn one_call_is_put_together_from_both_answers() {
    let server = MockServer::start().await;
    let id = "6bf3cbb167a14c7521993665adba687b";
    example_at(&server, &format!("{REPORTS}/cdrs/_search"), "cdrs-search").await;
    example_at(&server, &format!("{REPORTS}/maincdrs/{id}/partycdrs"), "partycdrs").await;
    let detail = client(&server).call(&format!(" {id} "), Numbers::Masked).await.unwrap();
    assert_eq!(bodies(&server, &format!("{REPORTS}/cdrs/_search")).await, [json!({"callID": id, "hideNumber": 1})]);
    assert_eq!(detail.call.as_ref().unwrap().id, id);
    assert_eq!(detail.legs.len(), 1, "the same leg in both answers is one leg");
    let leg = &detail.legs[0];
    assert_eq!(leg.id, "8af8e51f23515fe2a62193e09ceaf0f2");
    assert_eq!((leg.kind, leg.role), (Some(LegKind::Call), Some(LegRole::Agent)));
    assert_eq!((leg.result, leg.ended_by), (Some(LegResult::Missed), Some(HangUp::Neither)));
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
    let detail = client(&server).call("c1", Numbers::Masked).await.unwrap();
    assert_eq!((detail.call.is_none(), detail.legs.len()), (true, 1));
    let error = client(&server).call("../../tokens", Numbers::Masked).await.unwrap_err();
    assert!(error.to_string().contains("is no id of a call"), "{error}");
}

#[tokio::test]
async fn an_unknown_call_is_said_to_be_unknown() {
    let server = MockServer::start().await;
    answers(&server, &format!("{REPORTS}/cdrs/_search"), r#"{"code":200,"data":{"list":[{}]}}"#).await;
    answers(&server, &format!("{REPORTS}/maincdrs/c1/partycdrs"), r#"{"code":200,"data":{"list":[]}}"#).await;
    let error = client(&server).call("c1", Numbers::Masked).await.unwrap_err();
    assert!(
        error.to_string().ends_with("knows no call \"c1\"") || error.to_string().contains("knows no call"),
        "{error}"
    );
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
            "startTime": "2022-07-06 04:00", "endTime": "2022-07-08 05:59", "agent": ["u1"], "agentType": 1,
            "pageNum": 2, "pageSize": 100,
        })],
        "the day from midnight to midnight in Shanghai, on whatever wall the vendor reads it"
    );
}

/// The day of every site lies within what is asked, by whichever clock the vendor reads the request.
#[tokio::test]
async fn whatever_zone_the_vendor_reads_a_history_in_the_sites_day_is_in_it() {
    for site in ["Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"] {
        let (zone, date): (Tz, _) = (site.parse().unwrap(), NaiveDate::from_ymd_opt(2022, 7, 7).unwrap());
        let begins = |date: NaiveDate| {
            let wall = date.and_hms_opt(0, 0, 0).unwrap();
            Stamp(wall.and_local_timezone(zone).earliest().unwrap().timestamp_millis())
        };
        let day = DaySpan { date, from: begins(date), to: begins(date.succ_opt().unwrap()) };
        let server = MockServer::start().await;
        let at = format!("{REPORTS}/agent-histories/_search");
        answers(&server, &at, r#"{"code":200,"data":{"pageData":[]}}"#).await;
        client(&server).history_page(day, &AgentId::new("u1"), 1).await.unwrap();
        let sent = &bodies(&server, &at).await[0];
        for read in ["Asia/Singapore", "UTC", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", site] {
            let read: Tz = read.parse().unwrap();
            let moment = |key: &str| {
                let wall = NaiveDateTime::parse_from_str(sent[key].as_str().unwrap(), "%Y-%m-%d %H:%M").unwrap();
                Stamp(wall.and_local_timezone(read).earliest().unwrap().timestamp_millis())
            };
            assert!(moment("startTime") <= day.from, "{site}, read in {read}: {sent}");
            assert!(moment("endTime").plus(60_000) >= day.to, "{site}, read in {read}: {sent}");
        }
    }
}

#[tokio::test]
async fn times_that_are_only_written_are_read_on_the_wall_that_the_other_rows_show() {
    let server = MockServer::start().await;
    // 01:30 in Singapore, and so on, to a client that said Asia/Shanghai of a site that could be anywhere.
    let rows = json!({"code": 200, "data": {"pageData": [
        {"startTime": "2022-07-06 17:00", "endTime": "2022-07-06 17:30", "loginStatus": 1, "workStatus": 1},
        {"startTime": "2022-07-06 17:30", "startTimeMs": 1_657_128_600_123_i64, "endTime": "2022-07-06 18:00",
         "loginStatus": 1, "workStatus": 7},
    ]}});
    answers(&server, &format!("{REPORTS}/agent-histories/_search"), rows.to_string()).await;
    let day = span(2022, 7, 7, 1_657_123_200_000);
    let page = client(&server).history_page(day, &AgentId::new("u1"), 1).await.unwrap();
    let told: Vec<_> = page.rows.iter().map(|span| (span.from.ms(), span.to.map(Stamp::ms))).collect();
    assert_eq!(
        told,
        [(1_657_126_800_000, Some(1_657_128_600_000)), (1_657_128_600_123, Some(1_657_130_400_000)),],
        "the vendor writes UTC, as the second row shows"
    );
}

#[tokio::test]
async fn states_are_read_from_numbers_text_or_durations() {
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
        row(json!({"startTimeMs": 1_657_000_000_000_i64, "endTimeMs": 1_657_100_000_000_i64, "loginStatus": 1,
                   "workStatus": 1})),
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
            (State::Ready, None, 1_657_000_000_000, Some(1_657_130_400_000)),
            (State::Ready, None, 1_657_000_000_000, Some(1_657_100_000_000)),
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
    let mut scopes: Vec<&str> = sent.iter().filter_map(|body| body["numberScope"].as_str()).collect();
    scopes.sort_unstable();
    assert_eq!((scopes, table.rows.len()), (vec!["2", "3"], 1), "a vendor that gives the same twice has it once");
}

#[tokio::test]
async fn the_relay_numbers_of_people_and_of_robots_are_two_questions_and_one_report() {
    let server = MockServer::start().await;
    plan(&server).await;
    let at_path = format!("{REPORTS}/gateway-number-table/_search");
    let told = |rows: Value| json!({"code": 200, "data": {"metric": rows, "total": 1, "amount": {"inbound_calls": 1}}});
    for (scope, row) in [
        ("2", json!([{"gateway_number": "95588", "inbound_calls": 7}])),
        ("3", json!([{"gateway_number": "95588", "inbound_calls": 4}])),
    ] {
        let answer = ResponseTemplate::new(200).set_body_json(told(row));
        let asked = Mock::given(path(at_path.as_str())).and(body_partial_json(json!({"numberScope": scope})));
        asked.respond_with(answer).mount(&server).await;
    }
    let table = report(&server, ReportOf::Relays, None).await;
    let rows: Vec<_> = table.rows.iter().map(|row| (row.number.as_deref(), row.cells[0].clone())).collect();
    assert_eq!(
        rows,
        [(Some("people"), Cell::Number(7.0)), (Some("robots"), Cell::Number(4.0))],
        "the same number twice"
    );
    assert_ne!(table.rows[0].key, table.rows[1].key);
    assert_eq!((table.totals.clone(), table.expected), (None, Some(2)), "neither's totals are those of both");
    assert_eq!(table.totals()[0], Cell::Number(11.0));
}

#[tokio::test]
async fn a_tenant_without_robots_has_the_report_on_people() {
    let server = MockServer::start().await;
    plan(&server).await;
    let at_path = format!("{REPORTS}/gateway-number-table/_search");
    let refused = ResponseTemplate::new(403);
    let robots = Mock::given(path(at_path.as_str())).and(body_partial_json(json!({"numberScope": "3"})));
    robots.respond_with(refused).with_priority(1).mount(&server).await;
    answers(&server, &at_path, r#"{"code":200,"data":{"metric":[{"gateway_number":"1","inbound_calls":7}]}}"#).await;
    let table = report(&server, ReportOf::Relays, None).await;
    assert_eq!(table.rows.iter().map(|row| row.number.as_deref()).collect::<Vec<_>>(), [None]);
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
    let written = r#"["ddb3063ae7544df3a77b4e3912f1b942"]"#;
    assert_eq!((&sent[0]["agents"], &sent[0]["agentType"]), (&json!(written), &json!(1)), "an array, as a string");
}

/// Answers the agents' report with `found` when `agents` is of this shape, and with `otherwise` when it is not.
async fn agents_taken(server: &MockServer, as_text: bool, found: Value, otherwise: ResponseTemplate) {
    let path_of = format!("{REPORTS}/agent-table/_search");
    let shape = move |request: &Request| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        body["agents"].is_string() == as_text
    };
    let found = ResponseTemplate::new(200).set_body_json(found);
    Mock::given(path(&path_of)).and(shape).respond_with(found).mount(server).await;
    Mock::given(path(&path_of)).respond_with(otherwise).mount(server).await;
}

#[tokio::test]
async fn agents_are_named_in_the_other_shape_where_one_is_wrong_or_finds_nothing() {
    let nothing = || ResponseTemplate::new(200).set_body_json(json!({"code": 0, "data": {"metric": [], "total": 0}}));
    let wrong = || ResponseTemplate::new(400).set_body_json(json!({"code": 400, "message": "agents is wrong"}));
    let enveloped = || ResponseTemplate::new(200).set_body_json(json!({"code": 400, "message": "agents is wrong"}));
    let row = json!({"code": 0, "data": {"metric": [{"serviceId": "u1", "serviceName": "Jon"}], "total": 1}});
    for as_text in [true, false] {
        for otherwise in [nothing(), wrong(), enveloped()] {
            let server = MockServer::start().await;
            plan(&server).await;
            agents_taken(&server, as_text, row.clone(), otherwise).await;
            let client = client(&server);
            let asked = ReportAsked { of: ReportOf::AgentsWork, day: Day::Today, agent: Some(AgentId::new("u1")) };
            for _ in 0..3 {
                let table = client.report(day(), &asked).await.unwrap();
                assert_eq!(table.rows[0].label, "Jon");
            }
            let sent = bodies(&server, &format!("{REPORTS}/agent-table/_search")).await;
            let shapes: Vec<bool> = sent.iter().map(|body| body["agents"].is_string()).collect();
            let expected = if as_text { vec![true; 3] } else { vec![true, false, false, false] };
            assert_eq!(shapes, expected, "which worked is remembered");
        }
    }
    // Wrong both ways is said in the words about the documented shape; nothing both ways is nothing.
    let server = MockServer::start().await;
    plan(&server).await;
    Mock::given(path(format!("{REPORTS}/agent-table/_search"))).respond_with(wrong()).mount(&server).await;
    let asked = ReportAsked { of: ReportOf::AgentsWork, day: Day::Today, agent: Some(AgentId::new("u1")) };
    let error = client(&server).report(day(), &asked).await.unwrap_err();
    assert!(error.to_string().contains("agents is wrong"), "{error}");
    let server = MockServer::start().await;
    plan(&server).await;
    Mock::given(path(format!("{REPORTS}/agent-table/_search"))).respond_with(nothing()).mount(&server).await;
    assert_eq!(client(&server).report(day(), &asked).await.unwrap().rows, []);
}
