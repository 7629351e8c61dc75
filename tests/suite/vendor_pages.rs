//! How many agents a page are asked for: as many as the vendor gives at once.

use std::sync::Mutex;

use callboard::platforms::sobot_call::{CallClient, CallSettings, Credential, PAGE_PATH, WATCH_PATH};
use callboard::platforms::{AgentsApi, Event, Message, Result};
use futures_util::StreamExt;
use serde_json::json;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::vendor_support::{Hands, NOW, call_settings, counting};

const AGENTS: usize = 1_200;

/// What the vendor does to whom more than `most` a page are too many.
#[derive(Clone, Copy)]
enum Does {
    Refuses,
    SaysNo,
    TakesItsDefault,
}

struct Vendor {
    most: usize,
    does: Does,
    asked: &'static Mutex<Vec<(usize, usize)>>,
}

impl Respond for Vendor {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = |name: &str| {
            let value = request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
            value.and_then(|value| value.parse::<usize>().ok()).unwrap()
        };
        let (page, size) = (number("pageNum"), number("pageSize"));
        self.asked.lock().unwrap().push((page, size));
        let size = match self.does {
            _ if size <= self.most => size,
            Does::Refuses => return ResponseTemplate::new(400),
            Does::SaysNo => {
                return ResponseTemplate::new(200).set_body_json(json!({"code": 3001, "message": "too many"}));
            }
            Does::TakesItsDefault => 15,
        };
        let row = |index: usize| json!({"agentUUID": format!("agent-{index}"), "agentWorkStatus": 1});
        let rows: Vec<_> = (0..AGENTS).map(row).skip((page - 1) * size).take(size).collect();
        let full = json!({"MessageID": "EventAgentsMetricsWatch",
            "agentsMetrics": {"pageNum": page, "pageSize": size, "total": AGENTS, "list": rows}});
        match request.url.path() {
            WATCH_PATH => ResponseTemplate::new(200).set_body_raw(format!("data: {full}\n\n"), "text/event-stream"),
            _ => ResponseTemplate::new(200).set_body_json(full),
        }
    }
}

/// A client of such a vendor, and the pages that it asks for.
async fn client(most: usize, does: Does) -> (MockServer, CallClient, &'static Mutex<Vec<(usize, usize)>>) {
    let asked: &'static Mutex<Vec<(usize, usize)>> = Box::leak(Box::default());
    let server = MockServer::start().await;
    for at in [WATCH_PATH, PAGE_PATH] {
        Mock::given(path(at)).respond_with(Vendor { most, does, asked }).mount(&server).await;
    }
    let settings = CallSettings {
        credential: Credential::Token("ready".into()),
        page_size: 100_000,
        ..call_settings(&server.uri())
    };
    (server, CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap(), asked)
}

/// How many agents the stream of a page brings, opened as often as it asks to be.
async fn streamed(client: &CallClient, page: u32) -> usize {
    for _ in 0..10 {
        let events: Vec<Result<Event>> = client.watch(page).await.unwrap().events.collect().await;
        for event in events {
            match event.unwrap() {
                Event::Again => break,
                Event::Message(Message::Full(page)) => return page.agents.len(),
                _ => {}
            }
        }
    }
    panic!("asked for anew again and again");
}

#[tokio::test]
async fn one_stream_is_enough_where_the_vendor_gives_all() {
    let (_server, client, asked) = client(100_000, Does::Refuses).await;
    assert_eq!(streamed(&client, 1).await, AGENTS);
    assert_eq!((client.page_size(), asked.lock().unwrap().as_slice()), (100_000, [(1, 100_000)].as_slice()));
}

#[tokio::test]
async fn the_largest_page_that_is_given_is_found_and_kept_to() {
    for does in [Does::Refuses, Does::SaysNo, Does::TakesItsDefault] {
        let (_server, streams, asked) = client(1_000, does).await;
        assert_eq!((streamed(&streams, 1).await, streamed(&streams, 2).await), (1_000, 200));
        assert_eq!(streams.page(2).await.unwrap().agents.len(), 200, "the snapshot call asks for as many");
        let found = [(1, 100_000), (1, 10_000), (1, 1_000), (2, 1_000), (2, 1_000)];
        assert_eq!(asked.lock().unwrap().as_slice(), found);

        let (_server, calls, asked) = client(1_000, does).await;
        assert_eq!(calls.page(1).await.unwrap().agents.len(), 1_000);
        assert_eq!((calls.page_size(), asked.lock().unwrap().as_slice()), (1_000, &found[..3]));
    }
}

#[tokio::test]
async fn a_list_that_outgrows_an_event_is_asked_for_in_smaller_pages() {
    let (_server, client, _) = client(100_000, Does::Refuses).await;
    assert_eq!(streamed(&client, 1).await, AGENTS);
    let (server, small, asked) = self::client(100_000, Does::Refuses).await;
    drop(small);
    let settings = CallSettings {
        credential: Credential::Token("ready".into()),
        page_size: 100_000,
        max_event_bytes: 20_000,
        ..call_settings(&server.uri())
    };
    let small = CallClient::new(settings, Hands::at(NOW).clock(), counting()).unwrap();
    let mut tries = 0;
    while small.watch(1).await.unwrap().events.collect::<Vec<_>>().await.iter().any(Result::is_err) {
        tries += 1;
        assert!(tries < 10);
    }
    assert_eq!((tries, small.page_size(), asked.lock().unwrap().last()), (4, 100, Some(&(1, 100))));
}
