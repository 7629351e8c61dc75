//! A simulator whose clock the test holds, and an HTTP client that knows nothing of the program's own.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use callboard::cli::Vendors;
use callboard::commands::{demo, glue};
use callboard::config::Config;
use callboard::model::{Clock, Stamp};
use callboard::platforms::sobot_call::{CallTenant, TokenAgent};
use callboard::sim::{Beginning, Options, Simulator, afternoon_zone};
use md5::{Digest, Md5};
use reqwest_old::{Client, RequestBuilder};
use serde_json::{Value, json};

/// Half past two on a Saturday afternoon in Shanghai, 21 November 2026.
pub(crate) const AFTERNOON: i64 = 1_795_242_600_000;

/// That day, as requests write it.
pub(crate) const TODAY: &str = "2026-11-21";

/// A simulator that is generous, and one that sends and takes no more than the documents promise.
pub(crate) const MODES: [bool; 2] = [false, true];

/// A client that asks only the simulator, whatever proxy the environment names.
pub(crate) fn http() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

/// A centre that lives by the real clock where it is afternoon now, so that there has been a day to tell of.
pub(crate) fn afternoon(seed: u64) -> Options {
    Options { zone: afternoon_zone(glue::clock()().ms()), ..Options::new(seed) }
}

/// A simulator on a free port. Those that begin in the same [`AFTERNOON`] share the day that led to it.
pub(crate) async fn simulator(mut options: Options) -> Simulator {
    static BEGUN: Mutex<BTreeMap<(u64, usize, &str), Beginning>> = Mutex::new(BTreeMap::new());
    let start = (options.clock)();
    if start == AFTERNOON && options.cause.is_none() {
        let centre = (options.seed, options.agents, options.zone.name());
        let known = BEGUN.lock().expect("no test failed in it").get(&centre).cloned();
        let beginning = known.unwrap_or_else(|| Beginning::new(&options, start));
        options.beginning = Some(beginning.clone());
        BEGUN.lock().expect("no test failed in it").insert(centre, beginning);
    }
    Simulator::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), options).await.expect("a free port")
}

/// A simulator, and settings that lead to its tenants.
pub(crate) async fn centre_and_settings(options: Options, vendors: Vendors) -> (Simulator, Config) {
    let mut config = Config::default();
    config.site.timezone = options.zone;
    let strict = options.strict;
    let sim = simulator(options).await;
    demo::connect(&mut config, &sim.base_url(), sim.credentials(), vendors).expect("lines that are settings");
    if let (true, Some(call)) = (strict, config.tenants.get_mut::<CallTenant>()) {
        call.token_agent = Some(TokenAgent::Number(sim.credentials().agent_number.clone()));
    }
    (sim, config)
}

/// A running simulator and everything needed to talk to it.
pub(crate) struct Centre {
    pub(crate) sim: Simulator,
    pub(crate) http: Client,
    clock: Arc<AtomicI64>,
    keys: AtomicU64,
}

/// Lower-case hex of the parts' MD5.
pub(crate) fn md5(parts: &[&str]) -> String {
    let digest = Md5::digest(parts.concat().as_bytes());
    digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

impl Centre {
    /// A centre at [`AFTERNOON`] whose time moves only when the test moves it.
    pub(crate) async fn open(change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(AtomicI64::new(AFTERNOON));
        let hand = Arc::clone(&clock);
        let mut options = Options::new(1);
        options.clock = Arc::new(move || hand.load(Ordering::SeqCst));
        change(&mut options);
        Self { sim: simulator(options).await, http: http(), clock, keys: AtomicU64::new(1) }
    }

    /// The time, Unix ms.
    pub(crate) fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Lets so many ms pass, and the world with them.
    pub(crate) fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::SeqCst);
        self.sim.tick();
    }

    /// A UUID that has not been used.
    pub(crate) fn fresh_key(&self) -> String {
        format!("00000000-0000-4000-8000-{:012x}", self.keys.fetch_add(1, Ordering::SeqCst))
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sim.base_url())
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path))
    }

    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.http.post(self.url(path))
    }

    /// The body of `POST /tokens/company`, signed for this time.
    pub(crate) fn company_request(&self, time: i64) -> Value {
        let known = self.sim.credentials();
        let sign = md5(&[&known.call_app_id, &time.to_string(), "token", &known.call_app_secret]);
        json!({"responseType": "token", "appId": known.call_app_id, "currentTime": time, "sign": sign})
    }

    /// A token of the call family that is an agent's.
    pub(crate) async fn agent_token(&self, fields: Value) -> Option<String> {
        let mut body = self.company_request(self.now());
        for (key, value) in fields.as_object().expect("an object") {
            body[key] = value.clone();
        }
        let answer = self.post("/tokens/agent").json(&body).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        answer["access_token"].as_str().map(str::to_owned)
    }

    /// A token of the call family.
    pub(crate) async fn call_token(&self) -> String {
        let answer =
            self.post("/tokens/company").json(&self.company_request(self.now())).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    /// Asks for a token of the open family for this time, in seconds.
    pub(crate) async fn ask_open_token(&self, seconds: i64) -> Value {
        let known = self.sim.credentials();
        let time = seconds.to_string();
        let sign = md5(&[&known.open_app_id, &time, &known.open_app_key]);
        let asked =
            self.get("/api/get_token").query(&[("appid", &known.open_app_id), ("create_time", &time), ("sign", &sign)]);
        asked.send().await.expect("an answer").json().await.expect("JSON")
    }

    /// A token of the open family.
    pub(crate) async fn open_token(&self) -> String {
        let answer = self.ask_open_token(self.now() / 1000).await;
        answer["item"]["token"].as_str().unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
    }

    /// A request of the agents-metrics family with everything it needs; `path` ends in its own parameters.
    pub(crate) fn metrics(&self, kind: &str, parameters: &str, token: &str) -> RequestBuilder {
        let operator = &self.sim.credentials().operator_user_id;
        self.get(&format!(
            "/callservice/v6/webmsg/monitoring/{kind}?product=scc&operatorUserId={operator}&{parameters}"
        ))
        .header("Authorization", format!("Bearer {token}"))
        .header("Idempotency-Key", self.fresh_key())
        .header("timezoneid", "Asia/Shanghai")
    }

    /// The full message, once.
    pub(crate) async fn snapshot(&self, parameters: &str, token: &str) -> Value {
        let answer = self.metrics("agents-metrics", parameters, token).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.json().await.expect("JSON")
    }

    /// A call of the open family.
    pub(crate) async fn open_call(&self, request: RequestBuilder, token: &str) -> Value {
        let request = request.header("token", token).header("language", "en").header("timezoneid", "Asia/Shanghai");
        let answer = request.send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        answer.json().await.expect("JSON")
    }

    /// `recordList` for today with these filters.
    pub(crate) async fn records(&self, filters: Value, token: &str) -> Value {
        let mut body = json!({"start_time": TODAY, "end_time": TODAY, "timeZoneid": "Asia/Shanghai", "page_no": 1, "page_size": 100});
        for (key, value) in filters.as_object().expect("an object") {
            body[key] = value.clone();
        }
        self.open_call(self.post("/ai-agent-open/api/statistics/recordList").json(&body), token).await
    }

    /// `staffWorkStatis` for today with these fields.
    pub(crate) async fn staff_work(&self, fields: Value, token: &str) -> Value {
        let mut body = json!({"search_way": "1", "start_date": TODAY, "end_date": TODAY});
        for (key, value) in fields.as_object().expect("an object") {
            body[key] = value.clone();
        }
        self.open_call(self.post("/chat-static-api/api/customerService/staffWorkStatis").json(&body), token).await
    }

    /// The world's own state.
    pub(crate) async fn truth(&self) -> Value {
        self.get("/__truth").send().await.expect("an answer").json().await.expect("JSON")
    }
}

/// A simulator whose clock stands at [`AFTERNOON`], and a feed on its tenants.
pub(crate) async fn feed_on_a_centre(
    vendors: Vendors,
    change: impl FnOnce(&mut Options),
) -> (Simulator, glue::Sources) {
    let mut options = Options::new(7);
    options.clock = Arc::new(|| AFTERNOON);
    change(&mut options);
    let (sim, config) = centre_and_settings(options, vendors).await;
    let clock: Clock = Arc::new(|| Stamp(AFTERNOON));
    let sources = glue::start(&config, &clock).expect("clients");
    (sim, sources)
}
