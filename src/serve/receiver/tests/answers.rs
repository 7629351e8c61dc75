//! Answers of bots that are pushed: below the path of callbacks, under a token, without a signature.

use std::time::Duration;

use super::*;
use crate::feed::probe::post::Post;
use crate::platforms::bots::AnswerPushed;
use crate::serve::BotDesk;

/// A body says of which session it is.
fn read(body: Vec<u8>) -> Option<AnswerPushed> {
    let session = String::from_utf8(body).unwrap();
    assert!(!session.starts_with("unread"), "{session}");
    (session != "none").then(|| AnswerPushed { session, parts: Vec::new() })
}

/// A receiver that takes answers, and where they go.
fn rig() -> (Rig, Arc<Post>) {
    let post = Arc::new(Post::new(Arc::new(|| Duration::from_millis(7))));
    let mut rig = Rig::new();
    let receiver = Arc::into_inner(rig.receiver).unwrap();
    rig.receiver = Arc::new(receiver.taking_answers(BotDesk { post: Arc::clone(&post), read }));
    (rig, post)
}

/// Unsigned, as the vendor's page has it.
async fn push(rig: &Rig, line: &str, body: &str) -> u16 {
    let length = body.len().to_string();
    let changed = [("x-sign", ""), ("x-time", ""), ("x-code", ""), ("content-length", length.as_str())];
    status(&rig.send(format!("{}{body}", rig.head(line, &changed)).as_bytes()).await)
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_taken_unsigned_under_the_token_of_an_open_question_and_no_other_body_is_read() {
    let (mut rig, post) = rig();
    let mut expected = post.expect("0123".to_owned(), "s1");
    for (line, body, answered) in [
        ("POST /callbacks/bot/0124", "unread", 404),
        ("POST /callbacks/bot/", "unread", 404),
        ("POST /callbacks/bot/0123/x", "unread", 404),
        ("POST /bot/0123", "unread", 404),
        ("GET /callbacks/bot/0123", "", 405),
        ("POST /callbacks", "unread", 401),
        ("POST /callbacks/bot/0123", "none", 400),
        ("POST /callbacks/bot/0123", "s2", 409),
        ("POST /callbacks/bot/0123", "s1", 200),
        ("POST /callbacks/bot/0123", "unread", 404),
    ] {
        assert_eq!(push(&rig, line, body).await, answered, "{line} {body}");
    }
    let answer = AnswerPushed { session: "s1".to_owned(), parts: Vec::new() };
    assert_eq!(expected.answer().await, Some((answer, Duration::from_millis(7))));
    assert_eq!(rig.calls().len(), 0, "nothing of it is a callback of calls");
}

#[tokio::test(start_paused = true)]
async fn an_answer_keeps_to_the_same_limits_as_any_callback() {
    let (rig, post) = rig();
    let _expected = post.expect("0123".to_owned(), "s1");
    let large = [("content-length", "1048577"), ("x-sign", "")];
    let answer = rig.send(rig.head("POST /callbacks/bot/0123", &large).as_bytes()).await;
    assert_eq!(status(&answer), 413);
    let slow = [("content-length", "10"), ("x-sign", "")];
    let mut stream = rig.connect();
    stream.write_all(format!("{}s", rig.head("POST /callbacks/bot/0123", &slow)).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert_eq!(status(&String::from_utf8(answer).unwrap()), 408);
    assert!(post.knows("0123"), "the question is still open");
}

#[tokio::test(start_paused = true)]
async fn without_a_question_that_is_pushed_there_is_no_such_address() {
    let rig = Rig::new();
    assert_eq!(push(&rig, "POST /callbacks/bot/0123", "s1").await, 404);
}
