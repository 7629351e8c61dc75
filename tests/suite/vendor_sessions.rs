//! AI sessions by every filter, the names behind their ids, and the chat workload split in a way of one's own.

use std::sync::Arc;
use std::time::Duration;

use callboard::model::{AiAsked, AiChoices, AiField, ChatBy, Choice, Stamp, TokenHealth};
use callboard::platforms::sobot_open::{
    AUDIENCES_PATH, DISLIKE_LABELS_PATH, ENTRANCES_PATH, OpenClient, RATING_LABELS_PATH, RECORDS_PATH, ROBOTS_PATH,
    TOKEN_PATH, WORKLOAD_PATH, ZONES_PATH,
};
use callboard::platforms::{ChatApi, ErrorKind, Gate, SessionsApi, Urgency};
use chrono::NaiveDate;
use serde_json::{Value, json};
use tempfile::TempDir;
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, OpenGate, fixture, open_settings, told};

/// The lists, each with its example.
const LISTS: [(&str, &str); 6] = [
    (ROBOTS_PATH, "query-ai-robot-list"),
    (ENTRANCES_PATH, "source-list"),
    (ZONES_PATH, "timezone-info"),
    (RATING_LABELS_PATH, "labels"),
    (DISLIKE_LABELS_PATH, "dislike-labels"),
    (AUDIENCES_PATH, "audiences"),
];

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 11, 20).unwrap()
}

fn example(name: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(fixture(&format!("examples/sobot-open/{name}.json")), "application/json")
}

fn data(data: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({"ret_code": "000000", "ret_msg": "success", "data": data}))
}

struct Session {
    server: MockServer,
    client: OpenClient,
    gate: Arc<OpenGate>,
}

/// A tenant with these answers, and the examples of the lists besides.
async fn session(answers: Vec<(&str, ResponseTemplate)>) -> Session {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN_PATH)).respond_with(example("get-token")).mount(&server).await;
    let examples = LISTS.iter().map(|(at, name)| (*at, example(name)));
    for (at, answer) in answers.into_iter().chain(examples) {
        Mock::given(path(at)).respond_with(answer).mount(&server).await;
    }
    let (client, gate) = client(&server, None);
    Session { server, client, gate }
}

fn client(server: &MockServer, scratch: Option<&TempDir>) -> (OpenClient, Arc<OpenGate>) {
    let gate = Arc::new(OpenGate::default());
    let shared: Arc<dyn Gate> = gate.clone();
    let settings = open_settings(&server.uri(), scratch.map(TempDir::path));
    (OpenClient::new(&settings, Hands::at(NOW).clock(), shared).unwrap(), gate)
}

impl Session {
    async fn asked(&self, at: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        requests.into_iter().filter(|request| request.url.path() == at).collect()
    }

    async fn last(&self, at: &str) -> Value {
        self.asked(at).await.last().unwrap().body_json().unwrap()
    }

    async fn choices(&self) -> AiChoices {
        self.client.choices(day(), Urgency::Interactive).await.unwrap()
    }

    fn passed(&self) -> Vec<Urgency> {
        self.gate.passed.lock().unwrap().clone()
    }

    /// "GET path at host", as errors say it.
    fn place(&self, at: &str) -> String {
        let verb = if at == ENTRANCES_PATH { "POST" } else { "GET" };
        format!("{verb} {at} at {}", self.server.address())
    }
}

fn choice(key: &str, label: &str) -> Choice {
    Choice { key: key.to_owned(), label: label.to_owned() }
}

fn asking(fields: &[(AiField, &[&str])]) -> AiAsked {
    AiAsked(fields.iter().map(|(field, keys)| (*field, keys.iter().map(|key| (*key).to_owned()).collect())).collect())
}

#[tokio::test]
async fn every_filter_is_sent_as_in_the_documents_request() {
    let session = session(vec![(RECORDS_PATH, example("record-list"))]).await;
    let asked = asking(&[
        (AiField::RobotKind, &["AI_AGENT"]),
        (AiField::Robot, &["18", "15", "14"]),
        (AiField::Business, &["TEXT", "AI_AGENT"]),
        (AiField::Channel, &["PC", "wap", "APP"]),
        (AiField::Guided, &["1"]),
        (AiField::Asked, &["0"]),
        (AiField::Handed, &["0"]),
        (AiField::Audience, &["a0546104b604441281419fc5b241417c"]),
        (AiField::AnswerKind, &["2", "3"]),
        (AiField::Reason, &["REPEAT"]),
        (AiField::Emotion, &["POSITIVE"]),
        (AiField::SecondRating, &["5"]),
        (AiField::Entrance, &["PC_24", "PC_1"]),
        (AiField::Ended, &["0"]),
        (AiField::Solved, &["2"]),
        (AiField::Rated, &["1"]),
        (AiField::Score, &["10", "9"]),
        (AiField::Stars, &["5"]),
        (AiField::RatingLabel, &["3bde5e888b8c447fb437eafb3f750992"]),
        (AiField::Valid, &["1"]),
        (AiField::Test, &["1"]),
        (AiField::Liked, &["2"]),
        (AiField::DislikeLabel, &["73da2cf57f42402b9c362fa1e4f62d6f"]),
        (AiField::Session, &["f2f0daf6552c4078893932b50dfb963c"]),
    ]);
    session.client.sessions_page(day(), &asked, 1, 15, Urgency::Interactive).await.unwrap();
    let documented: Value = serde_json::from_str(&fixture("examples/sobot-open/record-list.request.json")).unwrap();
    assert_eq!(session.last(RECORDS_PATH).await, documented);
    let missing: Vec<_> = AiField::ALL.into_iter().filter(|field| !asked.0.contains_key(field)).collect();
    // A step is several of them.
    assert_eq!(missing, [AiField::Step, AiField::Conversation], "the one parameter that the example leaves out");
}

#[tokio::test]
async fn keys_are_sent_trimmed_as_they_are_and_nothing_for_none() {
    let session = session(vec![(RECORDS_PATH, example("record-list"))]).await;
    let asked = asking(&[
        (AiField::Conversation, &[" 5bdc "]),
        (AiField::Solved, &["later"]),
        (AiField::Liked, &["1", "2"]),
        (AiField::Robot, &[" 18", "", "15 "]),
        (AiField::Audience, &[" "]),
        (AiField::Channel, &[]),
    ]);
    session.client.sessions_page(day(), &asked, 3, 500, Urgency::Poll).await.unwrap();
    let expected = json!({"start_time": "2025-11-20", "end_time": "2025-11-20", "timeZoneid": "Asia/Shanghai",
        "page_no": 3, "page_size": 100, "bizid": "5bdc", "solve_status": "later", "like_dislike_status": "1,2",
        "robotid": "18,15"});
    assert_eq!(session.last(RECORDS_PATH).await, expected);
    session.client.sessions_page(day(), &AiAsked::default(), 0, 0, Urgency::Poll).await.unwrap();
    let expected = json!({"start_time": "2025-11-20", "end_time": "2025-11-20", "timeZoneid": "Asia/Shanghai",
        "page_no": 1, "page_size": 1});
    assert_eq!(session.last(RECORDS_PATH).await, expected);
}

#[tokio::test]
async fn a_page_of_the_vendors_example_keeps_all_that_one_records_page_needs() {
    let session = session(vec![(RECORDS_PATH, example("record-list"))]).await;
    let page = session.client.sessions_page(day(), &AiAsked::default(), 1, 15, Urgency::Interactive).await.unwrap();
    assert_eq!((page.total, page.page_size), (Some(32), Some(15)));
    assert_eq!(page.bytes, fixture("examples/sobot-open/record-list.json").len() as u64);
    let [record] = page.rows.as_slice() else { panic!("{page:?}") };
    assert_eq!(record.id, "f2f0daf6552c4078893932b50dfb963c");
    assert_eq!((record.started, record.robot.as_deref()), (Some(Stamp(1_763_549_376_694)), Some("test")));
    let example: Value = serde_json::from_str(&fixture("examples/sobot-open/record-list.json")).unwrap();
    let typed = [
        "cid",
        "start_time",
        "end_time",
        "robot_consult",
        "robot_name",
        "source",
        "robot_valid",
        "trigger2_human",
        "transfer2_human",
        "valid_trigger2_human_type",
        "user_msg_times",
        "robot_msg_times",
        "robot_type",
        "biz_type_enum",
        "satisfaction_status",
        "like_dislike_status",
        "rule_infos",
        "test",
        "bizid",
    ];
    for (key, value) in example["data"][0].as_object().unwrap() {
        assert_eq!(record.extra.get(key), (!typed.contains(&key.as_str())).then_some(value), "{key}");
    }
    let told: Vec<(AiField, &str)> = record.told.iter().map(|(field, words)| (*field, words.as_str())).collect();
    let expected = [
        (AiField::RobotKind, "copilot"),
        (AiField::Business, "chat"),
        (AiField::Rated, "no"),
        (AiField::Liked, "neither"),
        (AiField::Audience, "GV9P0w3v84"),
        (AiField::Test, "no"),
        (AiField::Conversation, "5bdcd797c7b14d8cbd29ad2e525f87ae"),
    ];
    assert_eq!(told, expected);
    assert_eq!(session.passed(), [Urgency::Interactive; 2], "the token, and the page");
}

#[tokio::test]
async fn sessions_come_in_the_vendors_order_and_numbers_may_be_strings() {
    let rows =
        json!([{"cid": "old", "start_time": "1763549376"}, {}, {"cid": "new", "start_time": 1_763_549_999_000_i64}]);
    for data in [json!({"list": rows}), rows] {
        let body = json!({"retCode": "000000", "total_count": "301", "page_size": "50", "data": data});
        let session = session(vec![(RECORDS_PATH, ResponseTemplate::new(200).set_body_json(body))]).await;
        let page = session.client.sessions_page(day(), &AiAsked::default(), 2, 100, Urgency::Poll).await.unwrap();
        let ids: Vec<_> = page.rows.iter().map(|record| record.id.as_str()).collect();
        assert_eq!((page.total, page.page_size, ids), (Some(301), Some(50), vec!["old", "new"]));
    }
    let body = json!({"ret_code": "000000", "total_count": "a few", "data": []});
    let session = session(vec![(RECORDS_PATH, ResponseTemplate::new(200).set_body_json(body))]).await;
    let error = session.client.sessions_page(day(), &AiAsked::default(), 1, 15, Urgency::Poll).await.unwrap_err();
    let host = session.server.address();
    assert_eq!(
        error.to_string(),
        format!("POST {RECORDS_PATH} at {host} answered a total_count that is not a count; trying again")
    );
}

#[tokio::test]
async fn the_lists_of_the_vendors_pages_become_choices() {
    let session = session(vec![]).await;
    let choices = session.choices().await;
    assert_eq!(choices.missing, []);
    assert_eq!(choices.zones, [choice("Asia/Shanghai", "GMT+08:00 beijing")]);
    for (field, expected) in [
        (AiField::Robot, choice("56", "cccc")),
        // The page's example of the entrances is a copy of the list of robots: what is there is shown.
        (AiField::Entrance, choice("56", "cccc")),
        (AiField::RatingLabel, choice("f22b65ffc8a440af87dbe901e8f22313", "hello")),
        (AiField::DislikeLabel, choice("45d1568f195c47b6a98f011392c658af", "123213")),
        (AiField::Audience, choice("52e49616bfa2455abc3ccfbb10de1218", "test")),
    ] {
        assert_eq!(choices.by_field[&field], [expected], "{field:?}");
    }
    for (at, _) in LISTS {
        let requests = session.asked(at).await;
        let [request] = requests.as_slice() else { panic!("{at}: {requests:?}") };
        assert_eq!(request.method.as_str(), if at == ENTRANCES_PATH { "POST" } else { "GET" }, "{at}");
    }
    let expected = json!({"start_time": "2025-11-20", "end_time": "2025-11-20", "timeZoneid": "Asia/Shanghai"});
    assert_eq!(session.last(ENTRANCES_PATH).await, expected);
    let mut passed = session.passed();
    let first = passed.drain(..2).collect::<Vec<_>>();
    assert_eq!(first, [Urgency::Interactive; 2], "a token and the first list, which a person waits for");
    assert_eq!(passed, [Urgency::Following; 5], "the other five lists");
}

#[tokio::test]
async fn what_every_tenant_has_can_be_chosen_and_is_as_documented() {
    let session = session(vec![]).await;
    let choices = session.choices().await;
    let keys = |field: AiField| choices.by_field[&field].iter().map(|choice| choice.key.as_str()).collect::<Vec<_>>();
    for field in [
        AiField::Ended,
        AiField::Valid,
        AiField::Asked,
        AiField::Handed,
        AiField::Rated,
        AiField::Guided,
        AiField::Test,
    ] {
        assert_eq!(choices.by_field[&field], [choice("1", "yes"), choice("0", "no")], "{field:?}");
    }
    assert_eq!(keys(AiField::RobotKind), ["AI_AGENT", "AI_COPILOT"]);
    assert_eq!(keys(AiField::Business), ["TEXT", "CALL", "WORK_ORDER", "AI_AGENT"]);
    assert_eq!(
        keys(AiField::Reason),
        ["KEY_WORD", "REPEAT", "PROCESS_NODE_TRANSFER", "OTHER", "CUSTOM_SCENE", "MUCH_UNKNOWN"]
    );
    assert_eq!(keys(AiField::AnswerKind), ["1", "2", "3", "4"]);
    assert_eq!(keys(AiField::Solved), ["1", "2", "3"]);
    assert_eq!(keys(AiField::Liked), ["1", "2", "3"]);
    assert_eq!(keys(AiField::Emotion), ["POSITIVE", "NEGATIVE"]);
    assert_eq!(keys(AiField::SecondRating), ["5", "1"]);
    assert_eq!(keys(AiField::Score), ["10", "9", "8", "7", "6", "5", "4", "3", "2", "1", "0"]);
    assert_eq!(keys(AiField::Stars), ["5", "4", "3", "2", "1"]);
    assert_eq!(keys(AiField::Channel).len(), 18);
    assert_eq!(choices.label(AiField::Channel, "wxkf"), "WeChat agent");
    assert_eq!(choices.label(AiField::Reason, "MUCH_UNKNOWN"), "missing knowledge");
    for field in AiField::ALL {
        assert_eq!(choices.by_field.contains_key(&field), !field.is_typed(), "{field:?}");
    }
}

#[tokio::test]
async fn lists_are_read_leniently() {
    let session = session(vec![
        (ROBOTS_PATH, data(&json!({"list": [{"kbid": " 7 "}, {}, {"robot_name": "nameless"}, {"kbid": 7}]}))),
        (
            ENTRANCES_PATH,
            data(&json!([
                {"channel_flag_plus": "PC_24", "channel_flag": "24", "source": "PC", "channel_flag_name": "Website"},
                {"channel_flag": 2, "source": "wap", "name": "Mobile site"},
                {"channel_flag": "31"},
                {"source": "line", "channel_flag_name": null, "name": "LINE"},
            ])),
        ),
        (
            ZONES_PATH,
            data(&json!([
                {"timezoneid": "Asia/Singapore", "timezone_value": "GMT+08:00 Singapore", "main_timezone_flag": 0},
                {"timezoneid": "Asia/Tokyo", "timezone": "+09:00"},
                {"timezoneid": "Asia/Shanghai", "timezone_value": "GMT+08:00 beijing", "main_timezone_flag": "1"},
            ])),
        ),
        (RATING_LABELS_PATH, data(&json!(null))),
        (DISLIKE_LABELS_PATH, data(&json!([{"id": "gone", "name": "old", "is_del": 1}]))),
        (AUDIENCES_PATH, data(&json!({"ruleid": "r", "rule_title": "VIP"}))),
    ])
    .await;
    let choices = session.choices().await;
    assert_eq!(choices.missing, []);
    assert_eq!(choices.by_field[&AiField::Robot], [choice("7", "7")]);
    assert_eq!(
        choices.by_field[&AiField::Entrance],
        [choice("PC_24", "Website"), choice("wap_2", "Mobile site"), choice("31", "31"), choice("line", "LINE")]
    );
    assert_eq!(
        choices.zones,
        [
            choice("Asia/Shanghai", "GMT+08:00 beijing"),
            choice("Asia/Singapore", "GMT+08:00 Singapore"),
            choice("Asia/Tokyo", "+09:00")
        ]
    );
    assert_eq!(choices.by_field[&AiField::RatingLabel], []);
    assert_eq!(choices.by_field[&AiField::DislikeLabel], [], "deleted ones cannot be chosen");
    assert_eq!(choices.by_field[&AiField::Audience], [choice("r", "VIP")]);
}

#[tokio::test]
async fn a_list_that_fails_costs_only_itself() {
    let session = session(vec![
        (ROBOTS_PATH, data(&json!([{"robot_name": "cccc"}]))),
        (ENTRANCES_PATH, ResponseTemplate::new(403)),
        (ZONES_PATH, data(&json!("none"))),
        (RATING_LABELS_PATH, example("error-229000-too-frequent")),
        (DISLIKE_LABELS_PATH, example("error-999999-internal")),
    ])
    .await;
    let choices = session.choices().await;
    let expected = [
        format!("the robots: {} answered a list without kbid; trying again", session.place(ROBOTS_PATH)),
        format!(
            "the entrances: {} forbids this (HTTP 403); check the app_id and what it may do",
            session.place(ENTRANCES_PATH)
        ),
        format!("the time zones: {} answered data that is not a list; trying again", session.place(ZONES_PATH)),
        format!(
            "the labels of ratings: {} was called too often (229000); nothing is asked for 60 s: lower \
             calls_per_minute in [sobot_open] if other programs ask too",
            session.place(RATING_LABELS_PATH)
        ),
        format!(
            "the labels of dislikes: {} failed inside (999999): Unknown System Exception; trying again",
            session.place(DISLIKE_LABELS_PATH)
        ),
    ];
    assert_eq!(told(&choices.missing), expected);
    assert_eq!(choices.by_field[&AiField::Audience], [choice("52e49616bfa2455abc3ccfbb10de1218", "test")]);
    assert!(choices.by_field.contains_key(&AiField::Score), "what every tenant has is there");
    for field in [AiField::Robot, AiField::Entrance, AiField::RatingLabel, AiField::DislikeLabel] {
        assert!(!choices.by_field.contains_key(&field), "{field:?}");
    }
    assert_eq!(*session.gate.paused.lock().unwrap(), [Duration::from_mins(1)]);
}

#[tokio::test]
async fn it_is_an_error_only_when_every_list_fails() {
    let failing = |other: &'static str| {
        let answers =
            LISTS.map(|(at, _)| (at, if at == ZONES_PATH { example(other) } else { ResponseTemplate::new(502) }));
        session(answers.to_vec())
    };
    let all = failing("error-999999-internal").await;
    let error = all.client.choices(day(), Urgency::Interactive).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Answer);
    assert_eq!(error.to_string(), format!("{} answered HTTP 502; trying again", all.place(ROBOTS_PATH)));
    let paused = failing("error-229000-too-frequent").await;
    let error = paused.client.choices(day(), Urgency::Interactive).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::RateLimited(Duration::from_mins(1)), "the pause is heard");
}

#[tokio::test]
async fn a_refused_token_is_exchanged_once_for_all_lists() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN_PATH))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"ret_code": "000000", "item": {"token": "stale"}})),
        )
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(path(TOKEN_PATH)).respond_with(example("get-token")).mount(&server).await;
    let answer = |request: &Request| match request.headers.get("token").and_then(|token| token.to_str().ok()) {
        Some("stale") => example("error-900002-token-invalid"),
        _ => data(&json!([])),
    };
    Mock::given(any()).respond_with(answer).mount(&server).await;
    let (client, gate) = client(&server, None);
    let choices = client.choices(day(), Urgency::Background).await.unwrap();
    assert_eq!(choices.missing, []);
    let tokens = server.received_requests().await.unwrap();
    assert_eq!(tokens.iter().filter(|request| request.url.path() == TOKEN_PATH).count(), 2);
    assert!(gate.passed.lock().unwrap().iter().all(|urgency| *urgency == Urgency::Background));
    assert_eq!(client.sessions_token().unwrap().renewals, 2);
}

#[tokio::test]
async fn the_workload_is_split_as_asked_whatever_the_settings_say() {
    let session = session(vec![(WORKLOAD_PATH, example("staff-work-statis"))]).await;
    assert_eq!(session.client.chat_by(), Some(ChatBy::Department), "the settings say 1");
    for (by, way) in [(ChatBy::SkillGroup, "2"), (ChatBy::Department, "1")] {
        let page = session.client.workload_page(day(), by, 2, Urgency::Interactive).await.unwrap();
        assert_eq!((page.rows.len(), page.total), (2, Some(5)));
        let request = session.last(WORKLOAD_PATH).await;
        assert_eq!((&request["search_way"], &request["page_no"]), (&json!(way), &json!("2")));
        assert_eq!(request["start_date"], "2025-11-20");
    }
    assert_eq!(session.passed(), [Urgency::Interactive; 3]);
}

#[tokio::test]
async fn every_cell_of_the_workload_stands_under_its_metric() {
    let session = session(vec![(WORKLOAD_PATH, example("staff-work-statis"))]).await;
    let page = session.client.workload_page(day(), ChatBy::Department, 1, Urgency::Poll).await.unwrap();
    let metrics = session.client.workload_metrics();
    assert_eq!(metrics, session.client.chat_metrics());
    let row = &page.rows[1];
    assert_eq!(row.cells.len(), metrics.len());
    let cell = |key: &str| &row.cells[metrics.iter().position(|metric| metric.key == key).unwrap()];
    for (key, number) in [
        ("human_consult", 9.0),
        ("max_conv_num", 1.0),
        ("avg_session_duration", 228_155.666_7),
        ("valid_recep_rate_str", 0.166_7),
        ("response_duration_max", 572_595.0),
        ("msg_staff_wordcount", 50.0),
    ] {
        let found = cell(key).number().unwrap();
        assert!((found - number).abs() < 1e-9, "{key}: {found}");
    }
    let groups: Vec<_> = metrics.chunk_by(|a, b| a.group == b.group).map(|group| group[0].group.as_str()).collect();
    let scales = ["satisfaction", "satisfaction, 5 stars", "satisfaction, 10 points"];
    assert_eq!(groups, [&["volume", "speed", "quality"][..], &scales].concat());
}

#[tokio::test]
async fn the_token_says_how_it_stands_and_not_what_it_is() {
    let server = MockServer::start().await;
    Mock::given(path(TOKEN_PATH)).respond_with(example("get-token")).mount(&server).await;
    Mock::given(path(RECORDS_PATH)).respond_with(example("record-list")).mount(&server).await;
    let scratch = tempfile::tempdir().unwrap();
    let (ours, theirs) = (client(&server, Some(&scratch)).0, client(&server, Some(&scratch)).0);
    assert_eq!(ours.sessions_token(), None, "none was needed yet");
    for client in [&ours, &theirs] {
        client.sessions_page(day(), &AiAsked::default(), 1, 1, Urgency::Poll).await.unwrap();
    }
    let asked = TokenHealth {
        section: "sobot_open".to_owned(),
        since: Some(Stamp(NOW)),
        until: Some(Stamp(NOW).plus(86_400_000)),
        ready_made: false,
        renewals: 1,
        unkept: None,
        taken: None,
    };
    assert_eq!(ours.sessions_token(), Some(asked.clone()));
    assert_eq!(theirs.sessions_token(), Some(TokenHealth { since: None, renewals: 0, ..asked }), "found in the cache");
}

#[tokio::test]
async fn a_token_that_cannot_be_had_counts_and_stands_nowhere() {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(502)).mount(&server).await;
    let (client, _) = client(&server, None);
    client.sessions_page(day(), &AiAsked::default(), 1, 1, Urgency::Poll).await.unwrap_err();
    let health = client.sessions_token().unwrap();
    assert_eq!((health.since, health.until, health.renewals), (None, None, 1));
}
