//! Asking a bot over HTTP: tokens, codes, and answers that are none.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use callboard::model::{AiAsked, ProbeMode};
use callboard::platforms::bots::{AnswerPart, Asking, BotAnswer, BotApi, BotSession, PartKind, Question};
use callboard::platforms::sobot_open::ask::{BEGIN_PATH, CALLBACK_PATH, END_PATH, STREAM_PATH, WHOLE_PATH};
use callboard::platforms::sobot_open::{OpenClient, RECORDS_PATH, TOKEN_PATH};
use callboard::platforms::{AiApi, AiFilter, Error, ErrorKind, SessionsApi, Urgency};
use futures_util::StreamExt;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, OpenGate, open_settings};

/// A vendor that answers this at these paths, and a client of it.
struct Rig {
    server: MockServer,
    client: OpenClient,
    gate: Arc<OpenGate>,
}

async fn rig(answers: Vec<(&str, ResponseTemplate)>) -> Rig {
    let server = MockServer::start().await;
    let minted = AtomicU32::new(0);
    let mint = move |_: &Request| {
        let token = format!("t{}", minted.fetch_add(1, Ordering::SeqCst) + 1);
        ResponseTemplate::new(200)
            .set_body_json(json!({"item": {"token": token, "expires_in": 86_400}, "ret_code": "000000"}))
    };
    Mock::given(path(TOKEN_PATH)).respond_with(mint).mount(&server).await;
    for (at, answer) in answers {
        Mock::given(path(at)).respond_with(answer).mount(&server).await;
    }
    let gate = Arc::new(OpenGate::default());
    let shared: Arc<dyn callboard::platforms::Gate> = Arc::<OpenGate>::clone(&gate);
    let client = OpenClient::new(&open_settings(&server.uri(), None), Hands::at(NOW).clock(), shared).unwrap();
    Rig { server, client, gate }
}

fn session() -> BotSession {
    BotSession {
        id: "c".to_owned(),
        business: "b".to_owned(),
        business_kind: "AI_AGENT".to_owned(),
        business_kind_id: "1000045".to_owned(),
        robot: "14".to_owned(),
        mark: "callboard-probe-1".to_owned(),
    }
}

impl Rig {
    /// Asks in this way; the parts of the answer up to its end or an error, and how often a question was sent.
    async fn ask(&self, mode: ProbeMode) -> (Result<Vec<AnswerPart>, Error>, u32) {
        let count = AtomicU32::new(0);
        let sent = || {
            count.fetch_add(1, Ordering::SeqCst);
        };
        let question = Question {
            text: "When?",
            mode,
            callback: Some("https://b.example/callbacks/bot/t"),
            urgency: Urgency::Poll,
            sent: &sent,
        };
        let session = session();
        let parts = match self.client.ask(&session, &question).await {
            Ok(BotAnswer::Stream(parts)) => {
                let parts: Vec<_> = parts.collect().await;
                parts.into_iter().collect()
            }
            Ok(BotAnswer::Whole(parts)) => Ok(parts),
            Ok(BotAnswer::Later) => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        (parts, count.load(Ordering::SeqCst))
    }

    async fn requests(&self, at: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        requests.into_iter().filter(|request| request.url.path() == at).collect()
    }
}

fn stream(text: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(text.to_owned(), "text/event-stream")
}

fn part(words: &str) -> Value {
    json!({"robot_answer_message_type": "MESSAGE", "answer": words, "msgid": "m", "robot_status": "ENABLE"})
}

#[tokio::test]
async fn a_session_is_begun_and_ended_as_the_page_has_it_and_each_call_passes_the_gate() {
    let begun = json!({"data": {"bizid": "b", "ai_agent_cid": "c", "biz_type": "AI_AGENT", "biz_typeid": "1000045"},
        "retCode": "000000", "retMsg": "success"});
    let ended = json!({"data": {}, "ret_code": "000000", "ret_msg": "success"});
    let answers = [(BEGIN_PATH, begun), (END_PATH, ended)];
    let rig = rig(answers.map(|(at, body)| (at, ResponseTemplate::new(200).set_body_json(body))).into()).await;
    let asking = Asking { robot: "14", mark: "callboard-probe-1", business: "b" };
    assert_eq!(rig.client.begin(&asking, Urgency::Poll).await.unwrap(), session());
    rig.client.end("c", Urgency::Poll).await.unwrap();
    assert_eq!(rig.requests(BEGIN_PATH).await[0].url.query(), Some("robotid=14&bizid=b"));
    assert_eq!(rig.requests(END_PATH).await[0].url.query(), Some("ai_agent_cid=c"));
    assert_eq!(rig.gate.passed.lock().unwrap().len(), 3, "the token's call too");
}

#[tokio::test]
async fn an_answer_comes_word_by_word_whatever_stands_between() {
    let text = format!(
        "\u{feff}: ping\n\nevent: message\ndata: {}\n\nid: 7\r\ndata: {}\r\n\r\ndata: [DONE]\n\ndata: {}",
        part("We are "),
        json!({"data": [part("open")], "retCode": "000000"}),
        part(" (unfinished, so never said)")
    );
    let rig = rig(vec![(STREAM_PATH, stream(&text))]).await;
    let (parts, sent) = rig.ask(ProbeMode::Stream).await;
    let words: Vec<String> = parts.unwrap().into_iter().map(|part| part.words).collect();
    assert_eq!((words, sent), (vec!["We are ".to_owned(), "open".to_owned()], 1));
    let body: Value = rig.requests(STREAM_PATH).await[0].body_json().unwrap();
    assert_eq!((&body["uid"], &body["transfer"]), (&json!("callboard-probe-1"), &json!(false)));
}

#[tokio::test]
async fn a_vendor_that_answers_at_once_where_a_stream_was_asked_for_is_understood() {
    let whole = json!({"data": [part("We are open")], "retCode": "000000"});
    let rig = rig(vec![(STREAM_PATH, ResponseTemplate::new(200).set_body_json(whole))]).await;
    let parts = rig.ask(ProbeMode::Stream).await.0.unwrap();
    assert_eq!((parts.len(), parts[0].kind, parts[0].words.as_str()), (1, PartKind::Words, "We are open"));
}

#[tokio::test]
async fn what_is_no_answer_is_said_in_a_sentence_in_each_way() {
    let json = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let ways = [(ProbeMode::Stream, STREAM_PATH), (ProbeMode::Whole, WHOLE_PATH), (ProbeMode::Callback, CALLBACK_PATH)];
    for (mode, at) in ways {
        for (answer, kind, phrase) in [
            (json(json!({"retCode": "300001", "retMsg": "no such robot"})), ErrorKind::Answer, "300001"),
            (json(json!({"ret_code": 300_001, "ret_msg": "no such robot"})), ErrorKind::Answer, "no such robot"),
            (json(json!({"ret_code": "222000", "ret_msg": "[robotid] is wrong"})), ErrorKind::Final, "robotid"),
            (json(json!({"ret_code": "999999"})), ErrorKind::Answer, "999999"),
            (ResponseTemplate::new(502), ErrorKind::Answer, "502"),
            (ResponseTemplate::new(200).set_body_raw("<html>", "text/html"), ErrorKind::Answer, ""),
            (ResponseTemplate::new(200).set_body_raw("nothing", "application/json"), ErrorKind::Answer, "not JSON"),
        ] {
            let rig = rig(vec![(at, answer)]).await;
            let error = rig.ask(mode).await.0.unwrap_err();
            assert_eq!(error.kind, kind, "{mode:?}: {error}");
            assert!(error.to_string().contains(phrase), "{mode:?}: {error}");
            assert_eq!(rig.requests(at).await.len(), 1, "a question is asked once: {error}");
        }
    }
}

#[tokio::test]
async fn a_refused_token_is_exchanged_once_and_the_question_counts_from_when_it_was_sent_last() {
    let refused = json!({"ret_code": "900002", "ret_msg": "token invalid"});
    for (mode, at) in [(ProbeMode::Stream, STREAM_PATH), (ProbeMode::Whole, WHOLE_PATH)] {
        let rig = rig(vec![(at, ResponseTemplate::new(200).set_body_json(&refused))]).await;
        let (answer, sent) = rig.ask(mode).await;
        assert_eq!((answer.unwrap_err().kind, sent), (ErrorKind::TokenRefused, 2), "{mode:?}");
        assert_eq!(rig.requests(TOKEN_PATH).await.len(), 2);
    }
}

#[tokio::test]
async fn an_answer_too_large_to_be_one_is_given_up() {
    let large = format!("data: {{\"answer\": \"{}\"}}\n\n", "x".repeat(300 * 1024));
    let rig = rig(vec![(STREAM_PATH, stream(&large))]).await;
    let error = rig.ask(ProbeMode::Stream).await.0.unwrap_err();
    assert!(error.to_string().contains("more than an answer"), "{error}");
}

fn record(uid: &str, robot: &str, nth: u32) -> Value {
    json!({"cid": format!("c{nth}"), "uid": uid, "robot_flag": robot, "start_time": NOW + i64::from(nth)})
}

/// Answers with those of the rows that the question's robots and line of business let through.
fn records(rows: Vec<Value>) -> impl Fn(&Request) -> ResponseTemplate {
    move |request: &Request| {
        let asked: Value = request.body_json().unwrap();
        let robots = asked["robotid"].as_str().map(|robots| robots.split(',').collect::<Vec<_>>());
        let is_own = asked["biz_type"] == "AI_AGENT";
        let fits = |row: &&Value| {
            let robot = row["robot_flag"].as_str().unwrap();
            robots.as_ref().is_none_or(|robots| robots.contains(&robot)) && (!is_own || row["uid"] != "customer")
        };
        let fitting: Vec<&Value> = rows.iter().filter(fits).collect();
        let size = asked["page_size"].as_u64().unwrap() as usize;
        let from = (asked["page_no"].as_u64().unwrap() as usize - 1) * size;
        let shown: Vec<&Value> = fitting.iter().rev().skip(from).take(size).copied().collect();
        ResponseTemplate::new(200).set_body_json(
            json!({"data": shown, "total_count": fitting.len(), "page_size": size, "ret_code": "000000"}),
        )
    }
}

/// A tenant with 30 sessions of customers and so many of probes with bot 14.
async fn counted(probes: u32, of_ours: bool) -> (Rig, Option<u64>, usize, Option<u64>, u64) {
    let customers = (0..30).map(|nth| record("customer", if nth % 2 == 0 { "14" } else { "15" }, nth * 10));
    let own = (0..probes).map(|nth| record(&format!("callboard-probe-{nth}"), "14", (29 - nth % 30) * 10 + 5));
    let mut rows: Vec<Value> = customers.chain(own).collect();
    rows.sort_by_key(|row| row["start_time"].as_i64());
    let mut rig = rig(Vec::new()).await;
    Mock::given(path(RECORDS_PATH)).respond_with(records(rows)).mount(&rig.server).await;
    if of_ours {
        let mut settings = open_settings(&rig.server.uri(), None);
        settings.probed = vec!["14".to_owned()];
        let shared: Arc<dyn callboard::platforms::Gate> = Arc::<OpenGate>::clone(&rig.gate);
        rig.client = OpenClient::new(&settings, Hands::at(NOW).clock(), shared).unwrap();
    }
    let day = chrono::NaiveDate::from_ymd_opt(2025, 11, 21).unwrap();
    let all = rig.client.ai_page(day, &AiFilter::All, 20, Urgency::Poll).await.unwrap();
    let robot = rig.client.ai_page(day, &AiFilter::Robot("14".to_owned()), 1, Urgency::Poll).await.unwrap();
    let listed = rig.client.sessions_page(day, &AiAsked::default(), 1, 50, Urgency::Interactive).await.unwrap();
    assert!(all.records.iter().all(|seen| !seen.record.id.ends_with('5')), "none of them is listed");
    let shown = listed.total.unwrap() - listed.hidden;
    (rig, all.total, all.records.len(), robot.total, shown)
}

#[tokio::test]
async fn figures_and_lists_are_the_same_with_and_without_the_sessions_of_probes() {
    for of_ours in [true, false] {
        let (without, total, rows, robot, shown) = counted(0, of_ours).await;
        assert_eq!((total, rows, robot, shown), (Some(30), 20, Some(15), 30));
        let asked = without.requests(RECORDS_PATH).await.len();
        assert_eq!(asked, if of_ours { 6 } else { 3 }, "nothing is asked twice where no bot is probed");
        // Those of other boards show themselves among the newest records.
        for probes in [1, 10, 140] {
            let (_, total, rows, robot, shown) = counted(probes, of_ours).await;
            assert_eq!((total, robot, shown), (Some(30), Some(15), 30), "{probes} of probes, ours: {of_ours}");
            assert!(rows >= 1, "{probes}: customers' sessions are still listed");
        }
    }
}
