//! What goes wrong, and what comes of it.

use super::*;

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
        assert_eq!(error.to_string(), format!("POST {WORKLOAD_PATH} at {} {rest}", server.address()));
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
        assert_eq!(error.kind, ErrorKind::Credentials);
        assert_eq!(
            error.to_string(),
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
        let page = session.client.ai_page(day(), &AiFilter::Step(AiStep::Reached), 3, Urgency::Poll).await.unwrap();
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
        (AiFilter::Step(AiStep::Test), json!({"test": 1})),
        (AiFilter::Step(AiStep::Copilot), json!({"robot_types": ["AI_COPILOT"], "test": 0})),
        (AiFilter::Step(AiStep::Ended), json!({"robot_types": ["AI_AGENT"], "test": 0, "robot_consult": 1})),
        (
            AiFilter::Step(AiStep::Valid),
            json!({"robot_types": ["AI_AGENT"], "test": 0, "robot_consult": 1, "robot_valid": 1}),
        ),
        (
            AiFilter::HandedFor("REPEAT".to_owned()),
            json!({"robot_types": ["AI_AGENT"], "test": 0, "robot_consult": 1, "robot_valid": 1, "transfer2_human": 1,
                "valid_trigger2_human_type": "REPEAT"}),
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
