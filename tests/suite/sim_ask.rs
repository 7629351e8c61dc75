//! Asking the simulator's bots: shaped as the page's examples, in the time that its own truth tells, and a record like any other.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::http::HeaderMap;
use callboard::sim::PushTo;
use callboard::sim::faults::Fault;
use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio::time::Instant;

use crate::sim_support::{AFTERNOON, Centre, MODES};
use crate::sim_wire::{example, same_shape};

const ASK: &str = "/ai-agent-open/ask";

/// What the page requires of a part, and its two fields that are always of use.
const PART: [&str; 13] = [
    "robot_answer_type",
    "robot_answer_message_type",
    "answer",
    "transfer_result",
    "roundid",
    "msgid",
    "ai_agent_cid",
    "biz_id",
    "robot_name",
    "robot_logo",
    "robotid",
    "robot_status",
    "delay",
];

/// A centre whose clock goes with the runtime's, and who asks there.
struct Asker {
    centre: Centre,
    token: String,
    began: Instant,
}

impl Asker {
    async fn new(strict: bool) -> Self {
        let began = Instant::now();
        let clock = move || AFTERNOON + began.elapsed().as_millis() as i64;
        let centre = Centre::open(|options| {
            options.strict = strict;
            options.clock = Arc::new(clock);
        })
        .await;
        let token = centre.open_token().await;
        Self { centre, token, began }
    }

    /// The time, Unix ms.
    fn now(&self) -> i64 {
        AFTERNOON + self.began.elapsed().as_millis() as i64
    }

    async fn get(&self, path: &str) -> Value {
        self.centre.open_call(self.centre.get(&format!("{ASK}/{path}")), &self.token).await
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.centre.open_call(self.centre.post(&format!("{ASK}/{path}")).json(body), &self.token).await
    }

    async fn begin(&self, robot: &str) -> Value {
        self.get(&format!("ask_init?robotid={robot}&bizid=b1")).await
    }

    async fn end(&self, cid: &str) -> Value {
        self.get(&format!("end_session?ai_agent_cid={cid}")).await
    }

    /// The id of a session that has begun.
    async fn session(&self, robot: &str) -> String {
        self.begin(robot).await["data"]["ai_agent_cid"].as_str().expect("an id").to_owned()
    }

    async fn records(&self, filters: Value) -> Value {
        self.centre.records(filters, &self.token).await
    }

    /// Asks for an answer word by word, and reads it to its end.
    async fn stream(&self, body: &Value) -> Streamed {
        let asked = self.centre.post(&format!("{ASK}/answer")).json(body).header("token", &self.token);
        let answer = asked.send().await.expect("an answer");
        assert!(answer.headers()["content-type"].to_str().expect("text").starts_with("text/event-stream"));
        let mut streamed = Streamed { accepted: self.now(), events: Vec::new(), broken: false };
        let (mut pieces, mut text) = (answer.bytes_stream(), String::new());
        while let Some(piece) = pieces.next().await {
            let Ok(piece) = piece else {
                streamed.broken = true;
                break;
            };
            text += &String::from_utf8_lossy(&piece);
            while let Some((event, rest)) = text.split_once("\n\n") {
                if let Some(data) = event.strip_prefix("data: ") {
                    streamed.events.push((self.now(), serde_json::from_str(data).expect("JSON")));
                }
                text = rest.to_owned();
            }
        }
        streamed
    }

    /// What the simulator tells of the last answer.
    fn told(&self) -> Value {
        self.centre.sim.asked()["answers"].as_array().expect("answers").last().expect("one").clone()
    }

    fn open_sessions(&self) -> Vec<Value> {
        self.centre.sim.asked()["open"].as_array().expect("a list").clone()
    }
}

/// An answer that came word by word. Times are Unix ms.
struct Streamed {
    accepted: i64,
    events: Vec<(i64, Value)>,
    broken: bool,
}

impl Streamed {
    fn words(&self) -> String {
        self.events.iter().map(|(_, event)| part(event)["answer"].as_str().expect("text").to_owned()).collect()
    }

    /// What its last part says that it is.
    fn last(&self) -> Value {
        part(&self.events.last().expect("an event").1)["robot_answer_message_type"].clone()
    }
}

/// A question of the page's example, with other values.
fn question(cid: &str, others: &Value) -> Value {
    let mut body = example("sobot-ai-qa/answer.request.json");
    for (key, value) in [("ai_agent_cid", json!(cid)), ("robotid", json!("15")), ("question", json!("opening hours?"))]
    {
        body[key] = value;
    }
    for (key, value) in others.as_object().expect("an object") {
        body[key] = value.clone();
    }
    body
}

/// The part in an event, whichever of the page's two spellings it has, by the names of the tables.
fn part(event: &Value) -> Map<String, Value> {
    let fields = event.get("data").map_or(event, |data| &data[0]).as_object().expect("a part");
    let plain = |name: &str| name.replace('_', "").to_lowercase();
    let named = |name: &str| PART.iter().find(|known| plain(known) == plain(name)).map(|known| (*known).to_owned());
    fields.iter().map(|(name, value)| (named(name).expect("a documented field"), value.clone())).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_asked_and_answered_is_shaped_as_the_pages_examples() {
    for strict in MODES {
        let asker = Asker::new(strict).await;
        let begun = asker.begin("15").await;
        same_shape(&begun, &example("sobot-ai-qa/ask-init.json"), &[]);
        same_shape(&begun["data"], &example("sobot-ai-qa/ask-init.json")["data"], &[]);
        let cid = begun["data"]["ai_agent_cid"].as_str().expect("an id");
        let mut documented = example("sobot-ai-qa/answer.json");
        documented["data"][0].as_object_mut().expect("a part").retain(|key, _| PART.contains(&key.as_str()));
        let whole = asker.post("answer_no_stream", &question(cid, &json!({}))).await;
        same_shape(&whole, &documented, &[]);
        same_shape(&whole["data"][0], &documented["data"][0], &[]);
        let streamed = asker.stream(&question(cid, &json!({}))).await;
        for (_, event) in streamed.events.iter().filter(|(_, event)| strict || event.get("data").is_some()) {
            same_shape(event, &documented, &[]);
            same_shape(&event["data"][0], &documented["data"][0], &[]);
        }
        let later = asker.post("answer_with_call_back", &question(cid, &json!({"call_back_url": ""}))).await;
        assert_eq!(later, example("sobot-ai-qa/answer-with-call-back.json"));
        assert_eq!(asker.end(cid).await, example("sobot-ai-qa/end-session.json"));
    }
}

#[tokio::test(start_paused = true)]
async fn words_come_when_the_simulator_says_that_they_do() {
    for strict in MODES {
        let asker = Asker::new(strict).await;
        let cid = asker.session("15").await;
        let streamed = asker.stream(&question(&cid, &json!({}))).await;
        assert_eq!(streamed.words(), "We are open from 9:00 to 21:00, every day of the week.");
        let (info, spoken) = streamed.events.split_last().expect("events");
        assert_eq!(part(&info.1)["robot_answer_message_type"], "ANSWER_INFO");
        assert!(spoken.iter().all(|(_, event)| part(event)["robot_answer_message_type"] == "MESSAGE"));
        let (told, last) = (asker.told(), spoken[spoken.len() - 1].0);
        let times = [&told["accepted"], &told["first_word"], &told["last_word"]];
        assert_eq!(times, [&json!(streamed.accepted), &json!(spoken[0].0), &json!(last)]);
        assert!(told["asked"].as_i64() < told["accepted"].as_i64() && told["over"].as_i64() >= Some(info.0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_is_a_record_and_stays_open_until_it_is_ended() {
    let asker = Asker::new(false).await;
    asker.centre.sim.pause();
    let before = asker.records(json!({})).await;
    let figures = asker.centre.truth().await["ai"].clone();
    let cid = asker.session("14").await;
    assert_eq!(asker.records(json!({"cid": cid})).await["total_count"], 0, "nothing was asked yet");
    let whose = json!({
        "uid": "someone", "robotid": "14", "biz_id": "b1", "biz_type": "AI_AGENT", "source_enum": "APP",
    });
    asker.stream(&question(&cid, &whose)).await;
    for (ended, open) in [(0, 1), (1, 0)] {
        let found = asker.records(json!({"cid": cid, "robotid": "14", "source": "APP"})).await;
        let record = &found["data"][0];
        same_shape(record, &before["data"][0], &[]);
        assert_eq!((&found["total_count"], &record["robot_consult"]), (&json!(1), &json!(ended)));
        assert_eq!((&record["uid"], &record["bizid"]), (&json!("someone"), &json!("b1")));
        assert_eq!((&record["biz_type_enum"], &record["user_msg_times"]), (&json!("AI_AGENT"), &json!(1)));
        assert_eq!(asker.open_sessions().len(), open);
        asker.end(&cid).await;
    }
    let all = asker.records(json!({})).await;
    assert_eq!(all["total_count"].as_i64(), before["total_count"].as_i64().map(|count| count + 1));
    assert_eq!(all["data"][0]["cid"], json!(cid), "newest first");
    assert_eq!(asker.centre.truth().await["ai"], figures, "the centre's own figures are of its own customers");
    let left = asker.session("14").await;
    tokio::time::advance(Duration::from_hours(30)).await;
    assert_eq!(asker.open_sessions()[0]["cid"], json!(left));
}

#[tokio::test(start_paused = true)]
async fn bots_that_rest_say_why_and_one_that_is_none_is_refused() {
    let asker = Asker::new(true).await;
    for (robot, status) in [("21", "EXHAUST"), ("22", "EXPIRE"), ("23", "DELETE")] {
        let cid = asker.session(robot).await;
        let streamed = asker.stream(&question(&cid, &json!({"robotid": robot}))).await;
        let [(_, event)] = streamed.events.as_slice() else { panic!("{:?}", streamed.events) };
        assert_eq!((&part(event)["robot_status"], streamed.words()), (&json!(status), String::new()));
        assert_eq!(asker.told()["first_word"], Value::Null);
    }
    assert_eq!(asker.begin("99").await["ret_code"], "222000");
}

#[tokio::test(start_paused = true)]
async fn who_asks_needs_a_token_a_place_and_every_required_field() {
    let asker = Asker::new(false).await;
    let centre = &asker.centre;
    for path in ["ask_init?robotid=15&bizid=b", "end_session?ai_agent_cid=x"] {
        let refused = centre.open_call(centre.get(&format!("{ASK}/{path}")), "no token").await;
        assert_eq!(refused["ret_code"], "900002", "{path}");
    }
    let whole = centre.post(&format!("{ASK}/answer_no_stream")).json(&question("x", &json!({})));
    assert_eq!(centre.open_call(whole, "").await["ret_code"], "900001");
    for key in ["question", "show_question", "input_type_enum", "biz_id", "biz_type", "biz_type_id", "robotid"] {
        let mut body = question("x", &json!({}));
        body[key] = json!("");
        assert_eq!(asker.post("answer_no_stream", &body).await["ret_msg"], format!("[{key}] is required"));
    }
    assert_eq!(asker.end("never begun").await["ret_code"], "222000");
    let mut codes = Vec::new();
    for _ in 0..20 {
        codes.push(asker.begin("15").await["ret_code"].clone());
    }
    assert!(codes.contains(&json!("229000")), "they share the places of a minute with everything else");
}

/// An address, and what is posted there: the names of its headers, and the body.
async fn receiver() -> (String, UnboundedReceiver<(Vec<String>, Value)>) {
    let (sender, came) = mpsc::unbounded_channel();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let url = format!("http://{}/answers", listener.local_addr().expect("an address"));
    let take = move |headers: HeaderMap, Json(body): Json<Value>| {
        let names: Vec<String> = headers.keys().map(ToString::to_string).collect();
        let _ = sender.send((names, body));
        std::future::ready(())
    };
    let app = axum::Router::new().route("/answers", axum::routing::post(take));
    tokio::spawn(async move { axum::serve(listener, app).await });
    (url, came)
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_pushed_to_the_address_of_its_question_as_the_data_model_has_it() {
    for strict in MODES {
        let asker = Asker::new(strict).await;
        let (url, mut came) = receiver().await;
        let cid = asker.session("15").await;
        asker.post("answer_with_call_back", &question(&cid, &json!({"call_back_url": url}))).await;
        let (headers, pushed) = came.recv().await.expect("an answer");
        assert!(!headers.iter().any(|name| name.starts_with("x-log")), "the page tells of no signature: {headers:?}");
        same_shape(&pushed, &json!({"msgid": "", "data": [], "bizid": "", "push_type": ""}), &[]);
        assert_eq!((&pushed["push_type"], &pushed["data"][0]["ai_agent_cid"]), (&json!("ROBOT_ANSWER"), &json!(cid)));
        let told = asker.told();
        assert_eq!(told["first_word"], told["last_word"]);
        assert!(told["first_word"].as_i64() > told["accepted"].as_i64());
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_an_address_of_its_own_goes_the_way_of_all_callbacks() {
    let asker = Asker::new(true).await;
    let (url, mut came) = receiver().await;
    asker.centre.sim.push_to(PushTo::new(url), "--push").expect("an address");
    let cid = asker.session("15").await;
    asker.post("answer_with_call_back", &question(&cid, &json!({"call_back_url": ""}))).await;
    loop {
        let (headers, pushed) = came.recv().await.expect("callbacks");
        if pushed["push_type"] == "ROBOT_ANSWER" {
            assert!(headers.iter().any(|name| name == "x-log-sign"), "{headers:?}");
            return;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_strikes_a_stream_is_seen_in_it_once() {
    let asker = Asker::new(true).await;
    let cid = asker.session("15").await;
    let body = question(&cid, &json!({}));
    for (fault, broken, last) in [
        (Fault::BotCut, true, "MESSAGE"),
        (Fault::BotReordered, false, "MESSAGE"),
        (Fault::BotError, false, "ERROR_END"),
        (Fault::BotExhausted, false, "ANSWER_INFO"),
    ] {
        asker.centre.sim.strike(fault, |_| {});
        let streamed = asker.stream(&body).await;
        assert_eq!((streamed.broken, streamed.last()), (broken, json!(last)), "{fault:?}");
        assert!(asker.centre.sim.armed().is_empty());
    }
    asker.centre.sim.strike(Fault::BotEmpty, |_| {});
    assert!(asker.stream(&body).await.events.is_empty());
    assert!(!asker.stream(&body).await.events.is_empty());
}
