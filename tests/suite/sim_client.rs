//! An independent client on the simulator's stream: full message, then changes, then the truth, field by field.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeMap;
use std::pin::Pin;

use futures_util::{Stream, StreamExt};
use reqwest_eventsource::{Event, EventSource};
use serde_json::{Map, Value, json};

use crate::sim_support::{Centre, MODES};

/// A naive board: documents, patched where the operations say.
#[derive(Default)]
struct Board {
    agents: BTreeMap<String, Map<String, Value>>,
    summary: Map<String, Value>,
    total: u64,
    operations: u64,
    messages: u64,
}

impl Board {
    fn take(&mut self, message: &Value) {
        self.messages += 1;
        assert!(message["companyId"].as_str().is_some_and(|id| id.len() == 34));
        match message["MessageID"].as_str() {
            Some("EventAgentsMetricsWatch") => {
                self.summary.clone_from(message["agentsSummary"].as_object().expect("a summary"));
                self.total = message["agentsMetrics"]["total"].as_u64().expect("a total");
                for agent in message["agentsMetrics"]["list"].as_array().expect("a list") {
                    if let Some(id) = agent["agentUUID"].as_str() {
                        self.agents.insert(id.to_owned(), agent.as_object().expect("an agent").clone());
                    }
                }
            }
            Some("EventAgentsMetricsChanged") => {
                for operation in message["list"].as_array().expect("operations") {
                    self.operations += 1;
                    self.change(operation);
                }
            }
            other => panic!("an unknown message: {other:?}"),
        }
    }

    fn change(&mut self, operation: &Value) {
        let keys: Vec<&String> = operation.as_object().expect("an operation").keys().collect();
        assert_eq!(keys, ["id", "op", "path", "value"], "as in the example");
        assert_eq!(operation["op"], "replace");
        let path = operation["path"].as_str().expect("a path");
        let value = operation["value"].clone();
        if let Some(field) = path.strip_prefix("agentsMetrics/list/") {
            let id = operation["id"].as_str().expect("an id");
            let agent = self.agents.get_mut(id).unwrap_or_else(|| panic!("an operation for {id}, who is not here"));
            agent.insert(field.to_owned(), value).unwrap_or_else(|| panic!("{field} is new"));
        } else if let Some(field) = path.strip_prefix("agentsSummary/") {
            assert_eq!(operation["id"], "");
            self.summary.insert(field.to_owned(), value).unwrap_or_else(|| panic!("{field} is new"));
        } else {
            panic!("a path of no known shape: {path}");
        }
    }

    /// Reads messages until so many operations have come.
    async fn read_until(&mut self, source: &mut EventSource, operations: u64) {
        while self.operations < operations {
            match source.next().await.expect("the stream goes on") {
                Ok(Event::Open) => {}
                Ok(Event::Message(message)) => {
                    self.take(&serde_json::from_str(&message.data).expect("JSON"));
                }
                Err(error) => panic!("{error}"),
            }
        }
    }

    /// Reads the full message.
    async fn read_full(&mut self, source: &mut EventSource) {
        assert!(matches!(source.next().await, Some(Ok(Event::Open))));
        let Some(Ok(Event::Message(message))) = source.next().await else { panic!("no message") };
        assert_eq!(message.event, "message");
        self.take(&serde_json::from_str(&message.data).expect("JSON"));
    }

    fn equals(&self, truth: &Value) {
        let agents = truth["agents"].as_array().expect("agents");
        assert_eq!(self.agents.len(), agents.len());
        for agent in agents {
            let id = agent["agentUUID"].as_str().expect("an id");
            assert_eq!(Value::Object(self.agents[id].clone()), *agent);
        }
        assert_eq!(Value::Object(self.summary.clone()), truth["summary"]);
        assert_eq!(json!(self.total), truth["total"]);
    }
}

#[tokio::test]
async fn full_message_and_changes_make_the_truth() {
    for (rate, strict) in [(None, false), (Some(200.0), false), (None, true), (Some(200.0), true)] {
        // Without the summary's changes there are fewer in a message, and more messages at once.
        let centre = Centre::open(|options| {
            (options.rate, options.strict, options.stream_buffer) = (rate, strict, 8192);
        })
        .await;
        let token = centre.call_token().await;
        // What is due at this very moment happens before anybody listens.
        centre.pass(0);
        let before = centre.sim.live_truth()["sent"].as_u64().expect("a count");
        let request = centre.metrics("_watch/agents-metrics", "pageSize=500", &token);
        let mut source = EventSource::new(request).expect("a request that can be repeated");
        let mut board = Board::default();
        board.read_full(&mut source).await;
        board.equals(&centre.sim.live_truth());
        for _ in 0..30 {
            centre.pass(20_000);
            let held: Value = centre.post("/__pause").send().await.expect("an answer").json().await.expect("JSON");
            board.read_until(&mut source, held["sent"].as_u64().expect("a count") - before).await;
            board.equals(&held);
            centre.post("/__resume").send().await.expect("an answer");
        }
        // The strict one leaves most of the summary's changes out.
        assert!(board.operations > if strict { 500 } else { 1000 }, "{} operations", board.operations);
        assert!(board.messages > 150, "{} messages", board.messages);
        source.close();
    }
}

#[tokio::test]
async fn a_stream_tells_of_the_agents_on_its_page_and_of_the_whole_summary() {
    for strict in MODES {
        a_stream_tells_of_the_agents_on_its_page_and_of_the_whole_summary_in(strict).await;
    }
}

async fn a_stream_tells_of_the_agents_on_its_page_and_of_the_whole_summary_in(strict: bool) {
    let centre = Centre::open(|options| options.strict = strict).await;
    let token = centre.call_token().await;
    let request = centre.metrics("_watch/agents-metrics", "pageSize=10&pageNum=2", &token);
    let mut source = EventSource::new(request).expect("a request");
    let mut board = Board::default();
    board.read_full(&mut source).await;
    assert_eq!((board.agents.len(), board.total), (10, 48));
    centre.pass(600_000);
    let truth = centre.truth().await;
    // The last change of the summary is the last thing sent, so everything has come when they agree.
    while Value::Object(board.summary.clone()) != truth["summary"] || !agents_agree(&board, &truth) {
        let next = board.operations + 1;
        board.read_until(&mut source, next).await;
    }
    assert!(board.operations < truth["sent"].as_u64().expect("a count"), "others' changes were not sent");
    source.close();
}

fn agents_agree(board: &Board, truth: &Value) -> bool {
    let all = truth["agents"].as_array().expect("agents").iter();
    let mine = all.filter_map(|agent| Some((board.agents.get(agent["agentUUID"].as_str()?)?, agent)));
    mine.into_iter().all(|(held, agent)| Value::Object(held.clone()) == *agent)
}

#[tokio::test]
async fn a_filtered_stream_counts_its_own_agents() {
    for strict in MODES {
        a_filtered_stream_counts_its_own_agents_in(strict).await;
    }
}

async fn a_filtered_stream_counts_its_own_agents_in(strict: bool) {
    let centre = Centre::open(|options| options.strict = strict).await;
    let token = centre.call_token().await;
    let numbers: Vec<String> = (1000..1024).map(|number| number.to_string()).collect();
    let parameters = format!("pageSize=500&agentType=0&agents={}", numbers.join(","));
    let mut source = EventSource::new(centre.metrics("_watch/agents-metrics", &parameters, &token)).expect("a request");
    let mut board = Board::default();
    board.read_full(&mut source).await;
    assert_eq!((board.agents.len(), board.total), (24, 24));
    for _ in 0..60 {
        centre.pass(10_000);
    }
    let now = centre.snapshot(&parameters, &token).await;
    let truth = centre.truth().await;
    while Value::Object(board.summary.clone()) != now["agentsSummary"] || !agents_agree(&board, &truth) {
        let next = board.operations + 1;
        board.read_until(&mut source, next).await;
    }
    let answered: i64 =
        board.agents.values().filter_map(|agent| agent["inboundEstablishedCallsCountToday"].as_i64()).sum();
    assert_eq!(board.summary["inboundEstablishedCallsCountToday"], answered);
    source.close();
}

/// The pieces of a stream's body.
async fn body(centre: &Centre) -> Pin<Box<dyn Stream<Item = String>>> {
    let token = centre.call_token().await;
    let answer = centre.metrics("_watch/agents-metrics", "pageSize=500", &token).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    Box::pin(
        answer
            .bytes_stream()
            .map(|piece| piece.map_or_else(|_| String::new(), |piece| String::from_utf8_lossy(&piece).into_owned())),
    )
}

#[tokio::test(start_paused = true)]
async fn silence_is_broken_by_comments() {
    let centre = Centre::open(|_| {}).await;
    let mut body = body(&centre).await;
    let mut text = String::new();
    while !text.ends_with(": ping\n\n: ping\n\n") {
        text += &body.next().await.expect("the stream goes on");
    }
    assert!(text.starts_with("data: {\"MessageID\":\"EventAgentsMetricsWatch\",\"companyId\":\" "), "{text:.80}");
    assert_eq!(text.matches("data: ").count(), 1);
}

#[tokio::test]
async fn stopping_and_cutting_end_the_streams_between_two_events() {
    for strict in MODES {
        stopping_and_cutting(strict).await;
    }
}

async fn stopping_and_cutting(strict: bool) {
    let centre = Centre::open(|options| options.strict = strict).await;
    let (mut cut, mut stopped) = (body(&centre).await, body(&centre).await);
    assert_eq!(centre.sim.streams(), 2);
    centre.sim.close_streams();
    let mut text = String::new();
    while let Some(piece) = cut.next().await {
        text += &piece;
    }
    assert!(text.ends_with("\n\n"));
    while stopped.next().await.is_some() {}
    centre.sim.stop().await;
}

#[tokio::test]
async fn one_that_was_stopped_has_no_listener_any_more() {
    // The port of one may be another test's at once, but not the port of each of them.
    for _ in 0..5 {
        let centre = Centre::open(|_| {}).await;
        let address = centre.sim.address();
        centre.sim.stop().await;
        if tokio::net::TcpStream::connect(address).await.is_err() {
            return;
        }
    }
    panic!("it has a listener still");
}

#[tokio::test]
async fn a_reader_who_cannot_keep_up_loses_the_stream() {
    let centre = Centre::open(|options| options.stream_buffer = 20).await;
    let mut body = body(&centre).await;
    centre.pass(1_000);
    assert_eq!(centre.sim.streams(), 1);
    // Everything of half an hour comes at once; on one thread it cannot be read in between.
    centre.pass(1_800_000);
    assert_eq!(centre.sim.streams(), 0);
    while body.next().await.is_some() {}
}
