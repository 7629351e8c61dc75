//! Bot probes against the simulator's bots, over real HTTP: their times, what comes of every fault, and that no session stays
//! open.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use callboard::commands::snapshot;
use callboard::feed::probe::AFTER_START;
use callboard::feed::probe::hearing::Steady;
use callboard::feed::probe::memory::Memory;
use callboard::feed::probe::post::Post;
use callboard::feed::probe::prober::{ProbePlan, Prober, Ran};
use callboard::feed::push::{Inbox, Listen};
use callboard::feed::{AiSettings, Feed};
use callboard::files::private::Shared;
use callboard::model::{Board, Clock, Limits, ProbeMode, ProbeOutcome, ProbeSet, Stamp};
use callboard::platforms::sobot_call::Callbacks;
use callboard::platforms::sobot_open::ask::read_callback;
use callboard::platforms::sobot_open::{OpenClient, OpenSettings};
use callboard::platforms::{Hints, Urgency};
use callboard::serve::{BotDesk, Receiver, ReceiverLimits, ReceiverSettings};
use callboard::sim::{Options, Simulator};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::schemas::hold_snapshot;
use crate::sim_support::{AFTERNOON, MODES, simulator};
use crate::vendor_support::{OpenGate, counting, open_settings};

mod faults;
mod shell;

/// A vendor with bots, and who probes them. All clocks go with the runtime's.
struct Rig {
    sim: Simulator,
    prober: Prober<OpenClient>,
    callback: String,
}

/// Takes answers that are pushed, below this address.
fn receiver(post: Arc<Post>, clock: Clock) -> String {
    let settings = ReceiverSettings {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        path: "/callbacks".to_owned(),
        cert: None,
        key: None,
        allow: Vec::new(),
        trusted_proxies: Vec::new(),
        limits: ReceiverLimits::default(),
    };
    let callbacks = Arc::new(Callbacks::new("1", &SecretString::from("forwarding-key")));
    let receiver = Receiver::new(callbacks, settings, clock, Hints::default());
    let receiver = receiver.taking_answers(BotDesk { post, read: read_callback });
    let address = receiver.take_port().unwrap();
    let (inbox, outbox) = Inbox::new();
    tokio::spawn(async move {
        let _kept = outbox;
        receiver.listen(inbox).await
    });
    format!("http://{address}/callbacks")
}

impl Rig {
    async fn new(strict: bool) -> Self {
        let began = Instant::now();
        let mut options = Options { strict, open_calls_per_minute: 10_000, ..Options::new(7) };
        options.clock = Arc::new(move || AFTERNOON + began.elapsed().as_millis() as i64);
        let sim = simulator(options).await;
        // Bots answer all the same.
        sim.pause();
        let known = sim.credentials();
        let settings = OpenSettings {
            app_id: known.open_app_id.clone(),
            app_key: known.open_app_key.clone().into(),
            probed: vec!["15".to_owned()],
            ..open_settings(&sim.base_url(), None)
        };
        let clock: Clock = Arc::new(move || Stamp(AFTERNOON + began.elapsed().as_millis() as i64));
        let steady: Steady = Arc::new(move || began.elapsed());
        let post = Arc::new(Post::new(Arc::clone(&steady)));
        let callback = receiver(Arc::clone(&post), Clock::clone(&clock));
        let api = OpenClient::new(&settings, Clock::clone(&clock), Arc::new(OpenGate::default())).unwrap();
        let prober = Prober {
            api: Arc::new(api),
            clock,
            steady,
            random: counting(),
            post: Some(post),
            memory: Arc::new(Memory::new(None, "t", "1")),
            urgency: Urgency::Background,
            after_start: AFTER_START,
        };
        Self { sim, prober, callback }
    }

    /// A probe that asks this bot.
    fn plan(&self, mode: ProbeMode, robot: &str) -> ProbePlan {
        let set =
            ProbeSet { name: "hours".to_owned(), robot: robot.to_owned(), mode, every_ms: 300_000, expects: true };
        ProbePlan {
            set,
            question: "When are you open?".to_owned(),
            expect: Some("9:00 to 21:00".to_owned()),
            callback: (mode == ProbeMode::Callback).then(|| self.callback.clone()),
        }
    }

    async fn run(&self, mode: ProbeMode) -> Ran {
        self.prober.run(&self.plan(mode, "15"), &CancellationToken::new()).await.unwrap()
    }

    /// What the simulator tells of the last answer.
    fn told(&self) -> Value {
        self.sim.asked()["answers"].as_array().unwrap().last().unwrap().clone()
    }

    /// How many sessions are open at the simulator's.
    fn open(&self) -> usize {
        self.sim.asked()["open"].as_array().unwrap().len()
    }
}

/// A time of the simulator's since the question, in ms.
fn since_asked(told: &Value, what: &str) -> Option<u64> {
    Some(told[what].as_u64()? - told["asked"].as_u64().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_probes_times_are_the_simulators_to_the_millisecond() {
    for strict in MODES {
        let rig = Rig::new(strict).await;
        for mode in [ProbeMode::ALL; 4].concat() {
            let Ran { run, steps } = rig.run(mode).await;
            let told = rig.told();
            assert_eq!((run.outcome, &run.problem), (ProbeOutcome::AsExpected, &None), "{mode:?}");
            assert_eq!(run.robot_status.as_deref(), Some("ENABLE"));
            assert_eq!(Some(run.began.ms()), told["asked"].as_i64());
            let measured = [run.accepted_ms, run.first_word_ms, run.last_word_ms];
            assert_eq!(
                measured,
                ["accepted", "first_word", "last_word"].map(|what| since_asked(&told, what)),
                "{mode:?}"
            );
            assert!(measured.iter().all(Option::is_some) && steps.is_sorted_by_key(|(_, at)| *at), "{steps:?}");
            let apart = run.first_word_ms < run.last_word_ms;
            assert_eq!(apart, mode == ProbeMode::Stream, "only there does one word come after the other");
        }
        assert_eq!((rig.open(), rig.prober.memory.count()), (0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_expected_is_held_against_what_the_bot_says_in_each_way() {
    let rig = Rig::new(false).await;
    for mode in ProbeMode::ALL {
        for (expect, outcome) in [
            (None, ProbeOutcome::Answered),
            (Some("EVERY day of the  week"), ProbeOutcome::AsExpected),
            (Some("on Sundays we are closed"), ProbeOutcome::NotAsExpected),
        ] {
            let plan = ProbePlan { expect: expect.map(str::to_owned), ..rig.plan(mode, "14") };
            let ran = rig.prober.run(&plan, &CancellationToken::new()).await.unwrap();
            assert_eq!(ran.run.outcome, outcome, "{mode:?}, {expect:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_is_deleted_expired_or_used_up_is_said_to_be_so_in_each_way() {
    let rig = Rig::new(true).await;
    for mode in ProbeMode::ALL {
        for (robot, status) in [("21", "EXHAUST"), ("22", "EXPIRE"), ("23", "DELETE")] {
            let ran = rig.prober.run(&rig.plan(mode, robot), &CancellationToken::new()).await.unwrap();
            assert_eq!((ran.run.outcome, ran.run.robot_status.as_deref()), (ProbeOutcome::Robot, Some(status)));
        }
    }
    assert_eq!(rig.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_cancelled_in_its_answer_ends_its_session() {
    let rig = Rig::new(false).await;
    let (cancel, plan) = (CancellationToken::new(), rig.plan(ProbeMode::Stream, "15"));
    let stop = async {
        while rig.sim.asked()["answers"][0]["first_word"].is_null() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(rig.open(), 1);
        cancel.cancel();
    };
    let (ran, ()) = tokio::join!(rig.prober.run(&plan, &cancel), stop);
    assert_eq!(ran, None);
    assert_eq!((rig.open(), rig.prober.memory.count()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn sessions_that_a_crash_left_open_are_ended_by_the_next_start() {
    let rig = Rig::new(false).await;
    let dir = tempfile::tempdir().unwrap();
    let memory = |id: &str| Memory::new(Some(Shared::of_user(dir.path().join("tokens"))), "t", id);
    let plan = rig.plan(ProbeMode::Stream, "15");
    let mut prober = rig.prober;
    prober.memory = Arc::new(memory("1"));
    let open = || rig.sim.asked()["open"].as_array().unwrap().len();
    {
        // A process that is killed runs no further, and lets go of its lock.
        let never = CancellationToken::new();
        let mut running = std::pin::pin!(prober.run(&plan, &never));
        while open() == 0 || rig.sim.asked()["answers"][0]["first_word"].is_null() {
            let turn = tokio::time::timeout(Duration::from_millis(10), running.as_mut()).await;
            assert!(turn.is_err(), "it was over too soon");
        }
    }
    assert_eq!(open(), 1);
    prober.memory = Arc::new(memory("2"));
    prober.memory.adopt();
    prober.end_left(&CancellationToken::new()).await;
    assert_eq!((open(), prober.memory.count()), (0, 0));
}

/// What a board tells of today's AI sessions that begins now and is looked at ten minutes later.
async fn figures(rig: &Rig) -> Value {
    let zone = Options::new(7).zone;
    let clock = &rig.prober.clock;
    let (mut feed, mut updates) = Feed::new(Clock::clone(clock), Arc::new(|| 0.5));
    feed.ai(Arc::clone(&rig.prober.api), AiSettings { zone, calls_per_minute: 1_800, ..AiSettings::default() });
    let (mut board, end) = (Board::new(), Instant::now() + Duration::from_mins(10));
    while let Ok(update) = tokio::time::timeout_at(end, updates.recv()).await {
        board.apply(update.unwrap());
    }
    feed.stop().await;
    let (now, limits) = (clock(), Limits::default());
    let page = snapshot::Page { board: &board, now, site: "test", zone, limits: &limits, lacking: &[] };
    let ai = &hold_snapshot(snapshot::document(&page))["ai"];
    let counts = |name: &str| {
        let of = |count: &Value| (count["key"].to_string(), count["count"].clone());
        ai[name].as_array().unwrap().iter().map(of).collect::<BTreeMap<_, _>>()
    };
    let rows: Vec<&Value> = ai["rows"].as_array().unwrap().iter().map(|row| &row["id"]).collect();
    json!({
        "totals": ai["totals"],
        "robots": counts("by_robot"),
        "channels": counts("by_channel"),
        "reasons": counts("by_reason"),
        "rows": rows,
    })
}

#[tokio::test(start_paused = true)]
async fn every_figure_of_ai_sessions_is_the_same_with_and_without_probes() {
    let rig = Rig::new(false).await;
    let without = figures(&rig).await;
    for mode in ProbeMode::ALL {
        rig.run(mode).await;
    }
    // One is still asked.
    let given_up = tokio::time::timeout(Duration::from_millis(500), rig.run(ProbeMode::Stream)).await;
    assert!(given_up.is_err());
    assert_eq!((rig.open(), rig.sim.asked()["sessions"].clone()), (1, json!(4)));
    let with = figures(&rig).await;
    assert_eq!(with, without);
    let truth = &rig.sim.truth()["ai"];
    assert_eq!(with["totals"]["sessions"], truth["sessions"]);
    for (ours, theirs) in [("handed", "reached"), ("contained", "contained"), ("valid", "valid")] {
        assert_eq!(with["totals"][ours], truth["steps"][theirs], "{ours}");
    }
}
