//! What the vendor tests share: fixtures, an injected clock and randomness, a gate that takes notes, settings.

use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard::files::private::Shared;
use callboard::model::{Board, Clock, Payload, Problem, Stamp, Update};
use callboard::platforms::sobot_call::{AuthScheme, CallSettings, Credential, decode};
use callboard::platforms::sobot_open::{Narrowed, OpenSettings};
use callboard::platforms::{FullPage, Gate, Message, Random, Urgency};

pub use crate::fuzzed::plain::board_of;

pub const NOW: i64 = 1_763_700_000_000;

/// An example from the vendor's pages, or another fixture.
pub fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A clock that a test sets.
#[derive(Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn at(ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(ms)))
    }

    pub fn clock(&self) -> Clock {
        let hands = Arc::clone(&self.0);
        Arc::new(move || Stamp(hands.load(Ordering::SeqCst)))
    }

    pub fn advance(&self, by: Duration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

/// 1, 2, 3 …
pub fn counting() -> Random {
    let count = AtomicU64::new(0);
    Arc::new(move || u128::from(count.fetch_add(1, Ordering::SeqCst) + 1))
}

/// Lets everything through and writes it down.
#[derive(Default)]
pub struct OpenGate {
    pub passed: Mutex<Vec<Urgency>>,
    pub paused: Mutex<Vec<Duration>>,
}

impl Gate for OpenGate {
    fn pass(&self, urgency: Urgency) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.passed.lock().unwrap().push(urgency);
        Box::pin(std::future::ready(()))
    }

    fn pause(&self, pause: Duration) {
        self.paused.lock().unwrap().push(pause);
    }
}

/// Settings with an app id and its secret, everything else as it comes.
pub fn call_settings(base_url: &str) -> CallSettings {
    CallSettings {
        base_url: base_url.to_owned(),
        token_url: format!("{base_url}/tokens/company"),
        credential: Credential::App { id: "app".to_owned(), secret: "hush".into() },
        token_agent: None,
        auth_scheme: AuthScheme::Bearer,
        operator_user_id: String::new(),
        calls_operator: None,
        match_callers: false,
        departments: vec![],
        agents: vec![],
        agent_type: None,
        work_statuses: vec![],
        login_statuses: vec![],
        busy_reasons: vec![],
        sort: String::new(),
        page_size: 500,
        delay: None,
        timezone: "Asia/Shanghai".to_owned(),
        max_event_bytes: 1 << 20,
    }
}

pub fn open_settings(base_url: &str, cache_dir: Option<&Path>) -> OpenSettings {
    OpenSettings {
        search_way: 1,
        narrowed: Narrowed::default(),
        probed: vec![],
        base_url: base_url.to_owned(),
        app_id: "1".to_owned(),
        app_key: "2".into(),
        timezone: "Asia/Shanghai".to_owned(),
        language: "en".to_owned(),
        cache: cache_dir.map(|dir| Shared::of_user(dir.join("tokens"))),
    }
}

pub fn full(text: &str) -> FullPage {
    match decode(text) {
        Message::Full(page) => *page,
        other => panic!("not a full message: {other:?}"),
    }
}

/// Applies a message of the stream.
pub fn hear(board: &mut Board, text: &str) {
    let payload = match decode(text) {
        Message::Changes(changes) => Payload::Changes(changes),
        other => panic!("not a change message: {other:?}"),
    };
    board.apply(Update::new(Stamp(NOW), payload));
}

/// In a sentence each, as English says them.
pub fn told(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}
