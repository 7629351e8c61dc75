//! In which shapes look-ups are asked, and whose numbers come.

use super::*;

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
async fn the_tenants_scheme_is_a_name_and_chooses_no_columns() {
    let usual = {
        let server = MockServer::start().await;
        plan(&server).await;
        answers(&server, &format!("{REPORTS}/gateway-number-table/_search"), r#"{"code":0,"data":{"metric":[]}}"#)
            .await;
        report(&server, ReportOf::Relays, None).await.metrics
    };
    for more in [json!({}), json!({"fields": "outbound_calls"}), json!({"list": ["outbound_calls"]})] {
        let server = MockServer::start().await;
        let mut ours =
            json!({"id": " 765b29d607da42a3b57a8e4e868a31dc ", "planName": "Ours", "checked": 1, "planType": 2});
        ours.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let schemes = json!({"code": 0, "data": [{"planName": "Other", "checked": 0}, ours]});
        answers(&server, &format!("{REPORTS}/gateway_number/check_plan"), schemes.to_string()).await;
        answers(&server, &format!("{REPORTS}/gateway-number-table/_search"), r#"{"code":0,"data":{"metric":[]}}"#)
            .await;
        let table = report(&server, ReportOf::Relays, None).await;
        assert_eq!(table.plan.as_deref(), Some("Ours"));
        assert_eq!(table.metrics, usual, "no document says which indicators a scheme shows");
    }
    assert_eq!(usual.len(), 30);
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
            .and(body_partial_json(asked))
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
            .and(body_partial_json(json!({"currPage": page})))
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
    assert!(error.to_string().contains("the recording was deleted"), "{error}");
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
        (
            200,
            envelope(json!("229000"), "slow"),
            ErrorKind::RateLimited(std::time::Duration::from_mins(1)),
            "for 60 s: lower calls_per",
        ),
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
        let error = client(&server).calls_page(day(), &asked, 1, Numbers::Masked).await.unwrap_err();
        assert_eq!(error.kind, kind, "{body}: {error}");
        assert!(error.to_string().contains(words), "{body}: {error}");
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
        let error = client(&server).calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap_err();
        assert!(error.to_string().contains(&format!("({code})")) && !error.to_string().contains("Scene"), "{error}");
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
    client.calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
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
        let page = client(&server).calls_page(day(), &CallsAsked::default(), 1, Numbers::Masked).await.unwrap();
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
