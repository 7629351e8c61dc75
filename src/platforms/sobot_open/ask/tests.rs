//! What is sent, and how what comes back is read, in either spelling of the page.

use super::*;
use crate::platforms::bots::PartKind;

const PLACE: &str = "POST /ask at h";

fn fields(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { panic!("{value}") };
    fields
}

fn asking() -> Asking<'static> {
    Asking { robot: "14", mark: "callboard-probe-1", business: "b" }
}

fn session() -> BotSession {
    let example = json!({"data": {
        "bizid": "a97e877ad6b9403bbf945401ea331111",
        "ai_agent_cid": "17ad7f4ab65b4aedadb3b72caf6a86cd",
        "biz_type": "AI_AGENT",
        "biz_typeid": "1000045",
    }, "retCode": "000000", "retMsg": "success"});
    begun(fields(example), &asking(), PLACE).unwrap()
}

#[test]
fn a_session_is_read_as_the_example_and_as_the_table_have_it() {
    let as_example = session();
    let table = json!({"data": {
        "bizId": "a97e877ad6b9403bbf945401ea331111",
        "aiAgentCid": "17ad7f4ab65b4aedadb3b72caf6a86cd",
        "bizType": "AI_AGENT",
        "bizTypeId": 1_000_045,
    }});
    assert_eq!(begun(fields(table), &asking(), PLACE).unwrap(), as_example);
    assert_eq!((as_example.robot.as_str(), as_example.mark.as_str()), ("14", "callboard-probe-1"));
    for nothing in [json!({}), json!({"data": null}), json!({"data": {"ai_agent_cid": " "}})] {
        let error = begun(fields(nothing), &asking(), PLACE).unwrap_err();
        assert!(error.to_string().contains("began no session"), "{error}");
    }
}

#[test]
fn a_question_is_marked_never_asks_for_an_agent_and_names_an_address_only_for_a_callback() {
    let question = |mode| Question {
        text: "When?",
        mode,
        callback: Some("https://b.example/callbacks/bot/t"),
        urgency: Urgency::Poll,
        sent: &|| {},
    };
    for mode in ProbeMode::ALL {
        let body = body(&session(), &question(mode));
        assert_eq!(body["uid"], "callboard-probe-1");
        assert_eq!(body["transfer"], false);
        assert_eq!((&body["question"], &body["show_question"]), (&json!("When?"), &json!("When?")));
        assert_eq!(body["ai_agent_cid"], "17ad7f4ab65b4aedadb3b72caf6a86cd");
        assert_eq!(body.get("call_back_url").is_some(), mode == ProbeMode::Callback, "{mode:?}");
    }
}

#[test]
fn a_part_is_read_bare_or_in_an_envelope_and_in_either_spelling() {
    let bare = r#"{"robotAnswerMessageType": "MESSAGE", "answer": "We are ", "msgId": 7, "aiAgentCid": "c", "robotStatus": "ENABLE"}"#;
    let wrapped = r#"{"data": [{"robot_answer_message_type": "MESSAGE", "answer": "We are ", "msgid": "7",
        "ai_agent_cid": "c", "robot_status": "ENABLE"}], "retCode": 0}"#;
    let expected = AnswerPart {
        kind: PartKind::Words,
        message: Some("7".to_owned()),
        session: Some("c".to_owned()),
        words: "We are ".to_owned(),
        status: Some("ENABLE".to_owned()),
    };
    for event in [bare, wrapped] {
        assert_eq!(part::of_event(event, PLACE), Ok(Some(expected.clone())), "{event}");
    }
    for nothing in ["", " ", "[DONE]", "{}", r#"{"data": {}, "retCode": "000000", "retMsg": "success"}"#] {
        assert_eq!(part::of_event(nothing, PLACE), Ok(None), "{nothing}");
    }
    let kinds = [
        ("ANSWER_INFO", PartKind::Info),
        ("PROCESS_INFO", PartKind::Info),
        ("ERROR", PartKind::Failed),
        ("ERROR_END", PartKind::BrokenOff),
        ("SOMETHING_NEW", PartKind::Words),
    ];
    for (name, kind) in kinds {
        let event = json!({"robot_answer_message_type": name}).to_string();
        assert_eq!(part::of_event(&event, PLACE).unwrap().map(|part| part.kind), Some(kind), "{name}");
    }
}

#[test]
fn a_code_in_the_stream_is_an_error_be_it_a_number_or_a_text() {
    for code in [json!("300001"), json!(300_001)] {
        let event = json!({"retCode": code, "retMsg": "the robot is not available"}).to_string();
        let error = part::of_event(&event, PLACE).unwrap_err();
        assert!(error.to_string().contains("300001") && error.to_string().contains("not available"), "{error}");
    }
    let error = part::of_event(r#"{"ret_code": 900002, "ret_msg": "invalid"}"#, PLACE).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TokenRefused);
    let error = part::of_event("<html>", PLACE).unwrap_err();
    assert!(error.to_string().contains("not JSON"), "{error}");
}

#[test]
fn an_answer_that_is_pushed_is_read_as_the_data_model_has_it_as_a_list_and_alone() {
    let one = json!({"robot_answer_message_type": "MESSAGE", "answer": "yes", "ai_agent_cid": "c"});
    let model = json!({"msgid": "m", "bizid": "b", "push_type": "ROBOT_ANSWER", "data": [one]});
    let deep = json!({"data": {"ai_agent_cid": "c", "data": [{"answer": "yes"}]}});
    for body in [model, json!([one]), one.clone(), json!({"data": [one], "retCode": "000000"}), deep] {
        let read = read_callback(body.to_string().into_bytes()).unwrap_or_else(|| panic!("{body}"));
        assert_eq!((read.session.as_str(), read.parts.len(), read.parts[0].words.as_str()), ("c", 1, "yes"), "{body}");
    }
    for none in ["", "[]", "{}", "nothing", r#"{"data": []}"#, r#"{"answer": "of no session"}"#] {
        assert_eq!(read_callback(none.as_bytes().to_vec()), None, "{none}");
    }
}
