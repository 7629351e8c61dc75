//! A stream that breaks in the middle of an event, from a server written by hand: a mock cannot do that.

use callboard::platforms::sobot_call::{CallClient, CallSettings, Credential};
use callboard::platforms::{AgentsApi, ErrorKind, Event, Message, Result};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::vendor_support::{Hands, NOW, call_settings, counting};

const WHOLE: &str = "data: {\"MessageID\":\"EventAgentsMetricsChanged\",\"list\":[]}\n\n";
const HALF: &str = "data: {\"MessageID\":\"EventAgentsMetricsChanged\",\n";

fn settings(base_url: &str) -> CallSettings {
    CallSettings { credential: Credential::Token("ready".into()), ..call_settings(base_url) }
}

/// Answers one request with these bytes, then hangs up.
async fn serve(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            socket.read_exact(&mut byte).await.unwrap();
            request.push(byte[0]);
        }
        socket.write_all(answer.as_bytes()).await.unwrap();
        socket.shutdown().await.unwrap();
    });
    format!("http://{address}")
}

async fn hear(answer: String) -> (String, Vec<Result<Event>>) {
    let url = serve(answer).await;
    let client = CallClient::new(settings(&url), Hands::at(NOW).clock(), counting()).unwrap();
    let watch = client.watch(1).await.unwrap();
    let told = |event: &Result<Event>| !matches!(event, Ok(Event::Bytes(_) | Event::Within(_)));
    let events = watch.events.filter(|event| std::future::ready(told(event))).collect().await;
    (url.trim_start_matches("http://").to_owned(), events)
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

fn is_empty_change(event: &Result<Event>) -> bool {
    matches!(event, Ok(Event::Message(Message::Changes(changes))) if changes.changes.is_empty())
}

#[tokio::test]
async fn a_cut_in_mid_event_gives_what_was_whole_and_then_one_clear_error() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
    let (host, events) = hear(format!("{head}{}{}", chunk(WHOLE), chunk(HALF))).await;
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(is_empty_change(&events[0]));
    let error = events[1].as_ref().unwrap_err();
    assert_eq!(error.kind, ErrorKind::Network);
    let start =
        format!("GET /callservice/v6/webmsg/monitoring/_watch/agents-metrics at {host}: the connection broke (");
    assert!(error.to_string().starts_with(&start) && error.to_string().ends_with("); trying again"), "{error}");
}

#[tokio::test]
async fn a_server_that_just_hangs_up_ends_the_stream_and_its_unfinished_event_is_dropped() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    let (_, events) = hear(format!("{head}{WHOLE}{HALF}")).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert!(is_empty_change(&events[0]));
}

#[tokio::test]
async fn a_server_that_hangs_up_without_an_answer_is_a_network_error() {
    let url = serve(String::new()).await;
    let client = CallClient::new(settings(&url), Hands::at(NOW).clock(), counting()).unwrap();
    assert_eq!(client.watch(1).await.err().unwrap().kind, ErrorKind::Network);
}
