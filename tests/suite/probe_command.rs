//! `callboard probe`: what it prints, and its exit codes.

use std::process::{Command, Output};

use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A bot that says this, with a session that can be ended or cannot.
async fn bot(events: &[Value], ends: bool) -> MockServer {
    let server = MockServer::start().await;
    says(&server, events, ends).await;
    server
}

async fn says(server: &MockServer, events: &[Value], ends: bool) {
    let json = |body: Value| ResponseTemplate::new(200).set_body_json(body);
    let stream: String =
        events.iter().flat_map(|event| ["data: ".to_owned(), event.to_string(), "\n\n".to_owned()]).collect();
    let begun = json!({"data": {"ai_agent_cid": "c1", "bizid": "b", "biz_type": "AI_AGENT", "biz_typeid": "1"},
        "retCode": "000000"});
    let ended = if ends { json!({"ret_code": "000000"}) } else { json!({"ret_code": "999999", "ret_msg": "busy"}) };
    for (at, answer) in [
        ("/api/get_token", json(json!({"item": {"token": "t", "expires_in": "86400"}, "ret_code": "000000"}))),
        ("/ai-agent-open/ask/ask_init", json(begun)),
        ("/ai-agent-open/ask/answer", ResponseTemplate::new(200).set_body_raw(stream, "text/event-stream")),
        ("/ai-agent-open/ask/end_session", json(ended)),
    ] {
        Mock::given(path(at)).respond_with(answer).mount(server).await;
    }
}

fn part(kind: &str, words: &str, status: &str) -> Value {
    json!({"robot_answer_message_type": kind, "answer": words, "ai_agent_cid": "c1", "msgid": "m", "robot_status": status})
}

fn probe(server: &MockServer, home: &std::path::Path, arguments: &[&str]) -> Output {
    let settings = home.join("config.toml");
    let text = format!(
        "[sobot_open]\nbase_url = \"{}\"\napp_id = \"1\"\napp_key_env = \"TEST_SECRET\"\n\n[bot_probe.hours]\n\
         robot = \"14\"\nquestion = \"When are you open?\"\nexpect = \"9 to 5\"\n",
        server.uri()
    );
    std::fs::write(&settings, text).unwrap();
    Command::new(env!("CARGO_BIN_EXE_callboard"))
        .args(["probe", "--config"])
        .arg(&settings)
        .args(arguments)
        .env_clear()
        .env("HOME", home)
        .env("CALLBOARD_SYSTEM_CONFIG", "")
        .env("TEST_SECRET", "secret")
        .output()
        .unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

async fn ended(server: &MockServer) -> usize {
    let requests = server.received_requests().await.unwrap();
    requests.iter().filter(|request: &&Request| request.url.path().ends_with("end_session")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exit_code_tells_what_came_of_it_and_the_session_is_ended_each_time() {
    let words = |words| part("MESSAGE", words, "ENABLE");
    for (events, code, phrase) in [
        (
            vec![words("We are open from "), words("9 to 5."), part("ANSWER_INFO", "", "ENABLE")],
            0,
            "holds what is expected",
        ),
        (vec![words("Ask an agent.")], 3, "does not hold what is expected"),
        (vec![part("ANSWER_INFO", "", "ENABLE")], 4, "ended without a word"),
        (vec![words("We are"), part("ERROR_END", "", "ENABLE")], 4, "ERROR_END"),
        (vec![json!({"retCode": 300_001, "retMsg": "not available"})], 4, "300001"),
        (vec![part("MESSAGE", "Sorry", "EXHAUST")], 5, "EXHAUST"),
    ] {
        let (server, home) = (bot(&events, true).await, tempfile::tempdir().unwrap());
        let (got, out, err) = said(&probe(&server, home.path(), &["hours"]));
        assert_eq!(got, Some(code), "{events:?}: {out}{err}");
        assert!(out.contains(phrase) && out.contains("session ended"), "{out}{err}");
        assert_eq!(err.is_empty(), code == 0, "{err}");
        assert_eq!(ended(&server).await, 1);
        assert!(!out.contains("open from") && !out.contains("Sorry"), "what a bot says is not printed: {out}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_has_each_step_with_its_time() {
    let (server, home) = (bot(&[part("MESSAGE", "9 to 5", "ENABLE")], true).await, tempfile::tempdir().unwrap());
    let (code, out, err) = said(&probe(&server, home.path(), &["hours", "--json"]));
    let document: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}{err}"));
    assert_eq!((code, &document["good"], &document["run"]["outcome"]), (Some(0), &json!(true), &json!("as_expected")));
    let steps: Vec<&str> =
        document["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["begun", "sent", "accepted", "first_word", "last_word", "ended"]);
    assert!(document["steps"].as_array().unwrap().iter().all(|step| step["ms"].is_u64()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_could_not_be_ended_is_ended_by_the_next_start() {
    let (events, home) = ([part("MESSAGE", "9 to 5", "ENABLE")], tempfile::tempdir().unwrap());
    let server = bot(&events, false).await;
    let (code, out, _) = said(&probe(&server, home.path(), &["hours"]));
    assert_eq!(code, Some(0));
    assert!(out.contains("could not be ended"), "{out}");
    server.reset().await;
    says(&server, &events, true).await;
    assert_eq!(said(&probe(&server, home.path(), &["hours"])).0, Some(0));
    assert_eq!(ended(&server).await, 2, "that of before, and its own");
    server.reset().await;
    says(&server, &events, true).await;
    assert_eq!(said(&probe(&server, home.path(), &["hours"])).0, Some(0));
    assert_eq!(ended(&server).await, 1, "none is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_that_is_not_set_is_said_with_those_that_are() {
    let (server, home) = (bot(&[], true).await, tempfile::tempdir().unwrap());
    let (code, _, err) = said(&probe(&server, home.path(), &["hour"]));
    assert_eq!((code, err.as_str()), (Some(1), "callboard: there is no bot probe \"hour\"; did you mean hours?\n"));
    let (code, _, err) = said(&probe(&server, home.path(), &["something-else"]));
    assert_eq!(code, Some(1));
    assert!(err.contains("there are hours"), "{err}");
    assert_eq!(ended(&server).await, 0);
}
