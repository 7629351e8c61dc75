//! A simulator whose clock the test holds, a feed that does not wait long, and a board that is looked at after every
//! single update.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callboard::commands::snapshot;
use callboard::feed::{AiSettings, Budget, ChatSettings, Feed, Ramp, Request, WatchSettings};
use callboard::model::{Alarms, Board, Clock, Limits, Payload, SourceId, SourceState, Stamp, Tag, Update};
use callboard::platforms::sobot_call::{CallClient, CallSettings, Credential};
use callboard::platforms::sobot_open::{OpenClient, OpenSettings};
use callboard::sim::faults::{Fault, Strike};
use callboard::sim::{self, Options, Simulator, Target};
use callboard::ui::{Action, Keymap, Settings, View};
use secrecy::SecretString;
use serde_json::Value;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout};

use super::platforms::{self, CHINA, MOOR};
use crate::end_to_end::{differences, expected};
use crate::schemas::hold_snapshot;
use crate::screen_support::drawn;
use crate::sim_support::{AFTERNOON, simulator};
use crate::vendor_support::{call_settings, open_settings};

mod clients;

use clients::{call_client, open_client};

/// Long enough that only a board that never gets there fails; nothing is measured by it.
pub(super) const PATIENCE: Duration = Duration::from_mins(5);
/// As many times it is looked at least before patience ends: on a machine that is busy, time passes without a look.
const TURNS: u32 = 200;
/// After so long without news the world is moved on, so that whatever waits for a message or a request gets one.
pub(super) const LULL: Duration = Duration::from_millis(25);
/// Who waits for so long presses `r`.
pub(super) const TOO_LONG: Duration = Duration::from_secs(2);
/// How far the world is moved on each time, in ms.
pub(super) const PACE: i64 = 500;
/// How often a fault strikes in [`Rig::struck_often`].
pub(super) const OFTEN: u64 = 4;
/// The polls' budget: more than they need.
const CALLS_A_MINUTE: u32 = 1_800;
/// Waits that are not noticed.
pub(super) const RAMP: Ramp =
    Ramp { base: Duration::from_millis(100), cap: Duration::from_millis(100), healthy: Duration::from_millis(1) };

const PLATFORMS: [Tag; 2] = [CHINA, MOOR];

/// What a centre under test is like.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) seed: u64,
    pub(super) agents: usize,
    /// Agents a page: with fewer than agents there are several streams.
    pub(super) page_size: u32,
    /// Whether chats and AI sessions are polled as well.
    pub(super) polls: bool,
    /// Whether Sobot China and 7moor are polled as well.
    pub(super) platforms: bool,
    /// How long a stream may be silent, in ms.
    pub(super) idle: u64,
    /// How large one event may be, in bytes.
    pub(super) max_event: usize,
}

impl Default for Plan {
    fn default() -> Self {
        // Silence is a fault of its own: no computer is so slow that it is taken for one in another's test.
        Self { seed: 7, agents: 24, page_size: 500, polls: false, platforms: false, idle: 60_000, max_event: 1 << 20 }
    }
}

/// Which figures of which agent have been true at some time.
type Truths = BTreeMap<(String, String), BTreeSet<String>>;

pub(super) struct Rig {
    pub(super) sim: Simulator,
    pub(super) board: Box<Board>,
    /// Every sentence of an error the sources gave, in order and without repetition.
    pub(super) said: Vec<String>,
    /// What the screen looked like while there was an error.
    pub(super) frames: Vec<String>,
    /// How often an agent stood on the board with a time that the vendor did not send.
    pub(super) marked: u64,
    /// Agents who were on the board once and may not go from it.
    pub(super) may_lose: bool,
    plan: Plan,
    time: Arc<AtomicI64>,
    feed: Feed,
    updates: Receiver<Update>,
    truths: Truths,
    /// Every agent as the world has them, and whose fields have changed.
    rows: Vec<Value>,
    changed: BTreeSet<usize>,
    most: usize,
    alarms: Alarms,
    view: View,
    settings: Settings,
}

/// Settings that make a feed come back in hundredths of a second where it takes its time otherwise.
fn watch_settings(plan: Plan, ramp: Ramp) -> WatchSettings {
    // Where nothing may be taken for drifted, what is late is waited for as patiently as what is silent.
    let settle = Duration::from_millis((plan.idle / 200).max(20));
    WatchSettings {
        idle_timeout: Duration::from_millis(plan.idle),
        resync_every: Duration::from_millis(300),
        resync_gap: Duration::from_millis(20),
        settle,
        // A stream that is away has half of this before polls stand in for it, which would meet what it should.
        poll_every: Duration::from_millis((plan.idle / 4).max(1_000)),
        probe_every: Duration::from_millis(200),
        page_grace: Duration::from_millis(300),
        ramp,
    }
}

impl Rig {
    /// A board that stands and equals the truth.
    pub(super) async fn open(plan: Plan, change: impl FnOnce(&mut Options)) -> Self {
        Self::open_with(plan, RAMP, change).await
    }

    /// The same with other waits before a stream is opened again.
    pub(super) async fn open_with(plan: Plan, stream: Ramp, change: impl FnOnce(&mut Options)) -> Self {
        let time = Arc::new(AtomicI64::new(AFTERNOON));
        let hand = Arc::clone(&time);
        let mut options = Options {
            agents: plan.agents,
            clock: Arc::new(move || hand.load(Ordering::SeqCst)),
            rate: Some(20.0),
            heartbeat: Duration::from_millis(50),
            open_calls_per_minute: 10 * CALLS_A_MINUTE as usize,
            fault_spell: Duration::from_millis(300),
            ..Options::new(plan.seed)
        };
        change(&mut options);
        let zone = options.zone;
        let sim = simulator(options).await;
        let hand = Arc::clone(&time);
        let clock: Clock = Arc::new(move || Stamp(hand.load(Ordering::SeqCst)));
        let (mut feed, updates) = Feed::new(clock.clone(), Arc::new(|| 0.5));
        feed.agents(Arc::new(call_client(&sim, plan, &clock)), watch_settings(plan, stream));
        if plan.polls {
            let client = Arc::new(open_client(&sim, &clock));
            // Polls begin 5 s before their figures get too old.
            let every = Duration::from_millis(5_600);
            feed.chat(Arc::clone(&client), ChatSettings { every, zone, calls_per_minute: CALLS_A_MINUTE, ramp: RAMP });
            let ai = AiSettings { every, zone, calls_per_minute: CALLS_A_MINUTE, ramp: RAMP, ..AiSettings::default() };
            feed.ai(client, ai);
        }
        if plan.platforms {
            for tag in PLATFORMS {
                platforms::start(&mut feed, &sim, &clock, (tag, zone), Duration::from_secs(3));
            }
        }
        let settings = Settings { zone, ..Settings::default() };
        // Only `pass` moves the world, so that nothing happens that it does not see.
        sim.pause();
        let rows = sim.live_truth()["agents"].as_array().unwrap().clone();
        let mut rig = Self {
            sim,
            board: Box::default(),
            said: Vec::new(),
            frames: Vec::new(),
            marked: 0,
            may_lose: false,
            plan,
            time,
            feed,
            updates,
            truths: Truths::new(),
            changed: (0..rows.len()).collect(),
            rows,
            most: 0,
            alarms: Alarms::new(settings.rules.clone(), settings.zone),
            view: View::new(&settings, Keymap::new(&[]).unwrap()),
            settings,
        };
        rig.remember();
        rig.settle().await;
        rig.said.clear();
        rig.frames.clear();
        rig
    }

    /// A board of this plan that said `phrase` when the fault struck, and stands again.
    pub(super) async fn struck(plan: Plan, fault: Fault, change: impl FnOnce(&mut Strike), phrase: &str) -> Self {
        let mut rig = Self::open(plan, |_| {}).await;
        rig.sim.strike(fault, change);
        rig.until_said(phrase).await;
        rig.live_on().await;
        rig
    }

    /// A board that stood again after each of [`OFTEN`] strikes.
    pub(super) async fn struck_often(fault: Fault) -> Self {
        let mut rig = Self::open(Plan::default(), |_| {}).await;
        for _ in 0..OFTEN {
            rig.sim.strike(fault, |_| {});
            rig.live_on().await;
        }
        rig
    }

    /// Lets so many ms pass, and the world with them.
    pub(super) fn pass(&mut self, ms: i64) {
        self.time.fetch_add(ms, Ordering::SeqCst);
        for batch in self.sim.tick() {
            for operation in batch.operations {
                let Target::Agent(index) = operation.target else { continue };
                self.rows[index as usize][operation.field] = match operation.value {
                    sim::Value::Number(number) => Value::from(number),
                    sim::Value::Text(text) => Value::from(text),
                };
                self.changed.insert(index as usize);
            }
            self.remember();
        }
    }

    fn now(&self) -> Stamp {
        Stamp(self.time.load(Ordering::SeqCst))
    }

    /// What has changed is true now, and may be shown from now on.
    fn remember(&mut self) {
        for index in std::mem::take(&mut self.changed) {
            let fields = expected(&self.rows[index]);
            let id = fields["id"].as_str().unwrap().to_owned();
            for (field, value) in fields.as_object().unwrap() {
                self.truths.entry((id.clone(), field.clone())).or_default().insert(plain(value));
            }
        }
    }

    fn document(&self) -> Value {
        let page = snapshot::Page {
            board: &self.board,
            now: self.now(),
            site: "test",
            zone: self.settings.zone,
            limits: &Limits::default(),
            lacking: &[],
        };
        hold_snapshot(snapshot::document(&page))
    }

    /// Applies one update and looks at what stands there then.
    fn apply(&mut self, update: Update) {
        let of_agents = matches!(update.payload, Payload::Roster(_) | Payload::Changes(_));
        self.board.apply(update);
        let touched = self.board.take_touched();
        let now = self.now();
        self.alarms.note(&self.board, &touched, now);
        self.view.note(&self.board, &self.alarms, &touched, now);
        for id in self.board.source_ids().collect::<Vec<_>>() {
            if let Some(error) = self.board.source(id).error.as_ref().map(ToString::to_string)
                && !self.said.contains(&error)
            {
                self.said.push(error);
                let frame = self.frame();
                self.frames.push(frame);
            }
        }
        if !of_agents {
            return;
        }
        let document = self.document();
        for agent in document["agents"].as_array().unwrap() {
            let id = agent["id"].as_str().unwrap().to_owned();
            self.marked += u64::from(agent["in_state_at_least"] == true);
            for (field, value) in agent.as_object().unwrap() {
                if agent[format!("{field}_at_least")] == true {
                    // The vendor did not say, and neither does the board.
                    continue;
                }
                let Some(truths) = self.truths.get(&(id.clone(), field.clone())) else { continue };
                let shown = if field.ends_with("_since") { instant(value) } else { plain(value) };
                assert!(truths.contains(&shown), "{id} {field} was never {shown}, only {truths:?}");
            }
            assert!(self.truths.contains_key(&(id.clone(), "id".to_owned())), "there never was an agent {id}");
        }
        let count = self.board.agents().len();
        assert!(self.may_lose || count >= self.most, "{} of {} agents were lost", self.most - count, self.most);
        self.most = if self.may_lose { count } else { self.most.max(count) };
    }

    /// The board and its health, as they are drawn, without frames and runs of blanks.
    fn frame(&mut self) -> String {
        let mut text = self.drawn((120, 34));
        let now = self.now();
        self.view.act(Action::Health, &self.board, now, &self.settings);
        // In one column, so that a sentence of several lines has nothing of its neighbours between its words.
        text += &self.drawn((80, 120));
        self.view.act(Action::Back, &self.board, now, &self.settings);
        text
    }

    fn drawn(&self, size: (u16, u16)) -> String {
        drawn(&self.board, &self.view, &self.settings, self.now(), size)
    }

    /// What differs from the truth, or still stands in the way of saying that nothing does.
    fn wrong(&self) -> Vec<String> {
        let mut wrong = differences(&self.document(), &self.sim.live_truth());
        let left = self.sim.faults_left();
        if left > 0 {
            wrong.push(format!("{left} faults are still to strike or to end: {:?}", self.sim.armed()));
        }
        let polls = [SourceId::Chat, SourceId::Ai].into_iter().filter(|_| self.plan.polls);
        let beside = PLATFORMS.map(SourceId::Platform).into_iter().filter(|_| self.plan.platforms);
        for id in iter::once(SourceId::Agents).chain(polls).chain(beside) {
            let source = self.board.source(id);
            let state = source.state(self.now(), i64::MAX);
            if state != SourceState::Live || source.error.is_some() {
                wrong.push(format!("{id} is {state:?}: {:?}", source.error));
            }
        }
        if self.plan.polls && wrong.is_empty() {
            wrong.extend(self.polls_wrong());
        }
        if self.plan.platforms && wrong.is_empty() {
            let truth = self.sim.truth();
            wrong.extend(PLATFORMS.into_iter().flat_map(|tag| platforms::differences(&self.board, tag, &truth)));
        }
        wrong
    }

    /// The same of the chats and the AI sessions.
    fn polls_wrong(&self) -> Vec<String> {
        let (document, truth) = (self.document(), self.sim.truth());
        let mut wrong = Vec::new();
        let mut differ = |what: &str, ours: &Value, theirs: &Value| {
            if ours.is_null() || ours.as_f64() != theirs.as_f64() {
                wrong.push(format!("{what}: board {ours}, truth {theirs}"));
            }
        };
        let chats = &document["chat"]["totals"];
        differ("chats", &chats["chats"], &truth["chat"]["human_consult"]);
        let sessions = &document["ai"]["totals"];
        differ("AI sessions", &sessions["sessions"], &truth["ai"]["sessions"]);
        for (ours, theirs) in [("handed", "reached"), ("contained", "contained"), ("valid", "valid")] {
            differ(ours, &sessions[ours], &truth["ai"]["steps"][theirs]);
        }
        wrong
    }

    /// Lets updates in, and the world pass, until the board equals the truth.
    pub(super) async fn settle(&mut self) {
        let patience = Instant::now() + PATIENCE;
        let (mut pressed, mut taken, mut turns) = (Instant::now(), 0_u32, 0_u32);
        loop {
            turns += 1;
            match timeout(LULL, self.updates.recv()).await {
                Ok(update) => {
                    self.apply(update.unwrap());
                    // The clock goes on, the world does not.
                    self.time.fetch_add(1, Ordering::SeqCst);
                    taken += 1;
                    let looks = self.updates.is_empty() || taken.is_multiple_of(8);
                    if looks && self.sim.faults_left() == 0 && self.wrong().is_empty() {
                        return;
                    }
                }
                Err(_) if self.wrong().is_empty() => return,
                Err(_) if self.sim.faults_left() > 0 => self.pass(PACE),
                Err(_) => {
                    self.time.fetch_add(PACE, Ordering::SeqCst);
                }
            }
            if pressed.elapsed() > TOO_LONG {
                pressed = Instant::now();
                self.press_r();
            }
            let late = Instant::now() > patience && turns > TURNS;
            assert!(!late, "the board never came to equal the truth: {:#?}\nsaid: {:#?}", self.wrong(), self.said);
        }
    }

    /// Lets the fault strike the stream and life go on, until the board equals the truth again.
    pub(super) async fn outlive(&mut self, fault: Fault) {
        self.outlive_as(fault, |strike| strike.on_stream = true).await;
    }

    /// What a person does who does not want to wait: an error that only new settings mend stops a poll until then.
    fn press_r(&self) {
        self.feed.request(Request::Retry(None));
    }

    /// Lets life go on until it is said.
    pub(super) async fn until_said(&mut self, phrase: &str) {
        let patience = Instant::now() + PATIENCE;
        while !self.said.iter().any(|sentence| sentence.contains(phrase)) {
            match timeout(LULL, self.updates.recv()).await {
                Ok(update) => self.apply(update.unwrap()),
                Err(_) => self.pass(PACE),
            }
            assert!(Instant::now() < patience, "`{phrase}` was never said: {:#?}", self.said);
        }
        self.assert_said(phrase);
    }

    /// The same, with what `change` makes of the strike.
    pub(super) async fn outlive_as(&mut self, fault: Fault, change: impl FnOnce(&mut Strike)) {
        self.sim.strike(fault, change);
        self.live_on().await;
    }

    /// Lets life go on, with what was let strike before.
    pub(super) async fn live_on(&mut self) {
        for _ in 0..4 {
            self.pass(PACE);
            while let Ok(update) = timeout(LULL, self.updates.recv()).await {
                self.apply(update.unwrap());
                if self.updates.is_empty() {
                    break;
                }
            }
        }
        self.settle().await;
    }

    /// How often an operation or a message was refused.
    pub(super) fn rejected(&self) -> u64 {
        self.board.source(SourceId::Agents).rejected.values().sum()
    }

    /// The same by reason.
    pub(super) fn refusals(&self) -> &litemap::LiteMap<callboard::model::RejectReason, u64> {
        &self.board.source(SourceId::Agents).rejected
    }

    /// How many bytes came.
    pub(super) fn heard(&self) -> u64 {
        self.board.source(SourceId::Agents).bytes
    }

    /// That Health shows this now.
    pub(super) fn assert_in_health(&mut self, words: &str) {
        let health = self.frame();
        assert!(health.contains(words), "`{words}` is not in {health}");
    }

    /// That a resync found something, and that Health shows how much.
    pub(super) fn assert_drift_in_health(&mut self) {
        let drifted = self.drifted();
        assert!(drifted > 0);
        let resyncs = self.board.source(SourceId::Agents).resyncs;
        self.assert_in_health(&format!("resyncs {resyncs}, {drifted} fields had drifted"));
    }

    pub(super) fn drifted(&self) -> u64 {
        self.board.source(SourceId::Agents).drifted
    }

    pub(super) fn connects(&self) -> u64 {
        self.board.source(SourceId::Agents).connects
    }

    /// That a source gave this sentence, or one with it inside, and that it stood on the screen then.
    pub(super) fn assert_said(&self, phrase: &str) {
        let at = self.said.iter().position(|sentence| sentence.contains(phrase));
        let Some(at) = at else { panic!("`{phrase}` was not said: {:#?}", self.said) };
        assert!(self.frames[at].contains(phrase), "`{phrase}` was not on screen:\n{}", self.frames[at]);
    }

    /// Ends everything.
    pub(super) async fn close(self) {
        self.feed.stop().await;
        self.sim.stop().await;
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A time as the snapshot writes it, in Unix ms.
fn instant(value: &Value) -> String {
    let text = plain(value);
    chrono::DateTime::parse_from_rfc3339(&text).map_or(text, |time| time.timestamp_millis().to_string())
}
