//! Probes under paused time, with a bot of the test's own.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{StreamExt, stream};
use proptest::prelude::*;
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::memory::Memory;
use super::post::Post;
use super::prober::{ProbePlan, ProbeStep, Prober};
use super::*;
use crate::feed::fake::{BASE, env, error};
use crate::files::private::Shared;
use crate::model::Update;
use crate::model::probe::{ProbeMode, ProbeSet};
use crate::platforms::bots::{AnswerPart, AnswerPushed, Asking, BotAnswer, BotSession, MARK, PartKind, Question};
use crate::platforms::{self, ErrorKind, Urgency};

/// How a bot behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Answers,
    /// The session is not begun.
    Refuses,
    /// The question is not taken.
    Declines,
    /// The stream breaks after a word.
    Breaks,
    /// Nothing comes any more.
    Hangs,
}

/// A bot, and what was asked of it.
struct Bot {
    way: Way,
    /// Whether a session can be ended, by how often that was asked.
    ends: fn(u64) -> bool,
    begun: AtomicU64,
    ending: AtomicU64,
    open: Mutex<BTreeSet<String>>,
    /// How many questions are asked at once, and at most.
    asked: Mutex<(u32, u32)>,
    post: Arc<Post>,
}

impl Bot {
    fn new(way: Way, ends: fn(u64) -> bool) -> Arc<Self> {
        let post = Arc::new(Post::new(steady()));
        let (begun, ending) = (AtomicU64::new(0), AtomicU64::new(0));
        Arc::new(Self { way, ends, begun, ending, open: Mutex::default(), asked: Mutex::default(), post })
    }

    fn open(&self) -> usize {
        self.open.lock().unwrap().len()
    }
}

fn part(kind: PartKind, words: &str) -> AnswerPart {
    let status = Some("ENABLE".to_owned());
    AnswerPart { kind, message: None, session: None, words: words.to_owned(), status }
}

impl BotApi for Bot {
    const SECTION: &'static str = "bots";

    async fn begin(&self, asking: &Asking<'_>, _: Urgency) -> platforms::Result<BotSession> {
        sleep(Duration::from_millis(100)).await;
        assert!(asking.mark.starts_with(MARK) && asking.mark.len() > MARK.len());
        if self.way == Way::Refuses {
            return Err(error(ErrorKind::Answer));
        }
        let id = format!("s{}", self.begun.fetch_add(1, Ordering::SeqCst));
        self.open.lock().unwrap().insert(id.clone());
        Ok(BotSession {
            id,
            business: asking.business.to_owned(),
            business_kind: "AI_AGENT".to_owned(),
            business_kind_id: "1".to_owned(),
            robot: asking.robot.to_owned(),
            mark: asking.mark.to_owned(),
        })
    }

    async fn ask(&self, session: &BotSession, question: &Question<'_>) -> platforms::Result<BotAnswer> {
        // A place in the budget is waited for, and no time of the bot's.
        sleep(Duration::from_secs(7)).await;
        (question.sent)();
        {
            let mut asked = self.asked.lock().unwrap();
            asked.0 += 1;
            asked.1 = asked.1.max(asked.0);
        }
        sleep(Duration::from_millis(250)).await;
        let parts = match self.way {
            Way::Declines => {
                self.asked.lock().unwrap().0 -= 1;
                return Err(error(ErrorKind::Answer));
            }
            Way::Breaks => vec![(300, Ok(part(PartKind::Words, "We "))), (5, Err(error(ErrorKind::Network)))],
            _ => vec![
                (1_000, Ok(part(PartKind::Words, "We are open "))),
                (456, Ok(part(PartKind::Words, "from 9 to 5"))),
                (20, Ok(part(PartKind::Info, ""))),
            ],
        };
        self.asked.lock().unwrap().0 -= 1;
        let hangs = self.way == Way::Hangs;
        match question.mode {
            ProbeMode::Stream => {
                let parts = stream::iter(parts).then(|(ms, part)| async move {
                    sleep(Duration::from_millis(ms)).await;
                    part
                });
                let silence = stream::pending();
                Ok(BotAnswer::Stream(if hangs { Box::pin(silence) } else { Box::pin(parts) }))
            }
            ProbeMode::Whole => {
                parts.into_iter().map(|(_, part)| part).collect::<platforms::Result<_>>().map(BotAnswer::Whole)
            }
            ProbeMode::Callback => {
                let token = question.callback.unwrap().rsplit('/').next().unwrap().to_owned();
                let (post, session) = (Arc::clone(&self.post), session.id.clone());
                let parts = parts.into_iter().filter_map(|(_, part)| part.ok()).collect();
                tokio::spawn(async move {
                    sleep(Duration::from_secs(2)).await;
                    if !hangs {
                        post.deliver(&token, AnswerPushed { session, parts });
                    }
                });
                Ok(BotAnswer::Later)
            }
        }
    }

    async fn end(&self, session: &str, _: Urgency) -> platforms::Result<()> {
        sleep(Duration::from_millis(50)).await;
        let nth = self.ending.fetch_add(1, Ordering::SeqCst);
        if !(self.ends)(nth) {
            return Err(error(ErrorKind::Network));
        }
        self.open.lock().unwrap().remove(session);
        Ok(())
    }
}

/// Time since the test began.
fn steady() -> hearing::Steady {
    let began = Instant::now();
    Arc::new(move || began.elapsed())
}

fn plan(mode: ProbeMode) -> ProbePlan {
    let set = ProbeSet { name: "hours".to_owned(), robot: "14".to_owned(), mode, every_ms: 300_000, expects: true };
    let callback = (mode == ProbeMode::Callback).then(|| "https://board.example/callbacks".to_owned());
    ProbePlan { set, question: "When are you open?".to_owned(), expect: Some("9 TO 5".to_owned()), callback }
}

fn prober(bot: &Arc<Bot>, memory: Memory) -> Prober<Bot> {
    let began = Instant::now();
    let bits = AtomicU64::new(0);
    Prober {
        api: Arc::clone(bot),
        clock: Arc::new(move || BASE.plus(began.elapsed().as_millis() as i64)),
        steady: steady(),
        random: Arc::new(move || u128::from(bits.fetch_add(1, Ordering::SeqCst))),
        post: Some(Arc::clone(&bot.post)),
        memory: Arc::new(memory),
        urgency: Urgency::Poll,
        after_start: AFTER_START,
    }
}

fn nowhere() -> Memory {
    Memory::new(None, "t", "1")
}

#[tokio::test(start_paused = true)]
async fn times_run_from_the_moment_the_question_is_sent_and_not_from_when_a_place_is_waited_for() {
    let times = |mode| async move {
        let prober = prober(&Bot::new(Way::Answers, |_| true), nowhere());
        let ran = prober.run(&plan(mode), &CancellationToken::new()).await.unwrap();
        assert_eq!((ran.run.outcome, &ran.run.problem), (ProbeOutcome::AsExpected, &None), "{mode:?}");
        assert_eq!(ran.run.began, BASE.plus(7_100), "{mode:?}");
        let steps: Vec<ProbeStep> = ran.steps.iter().map(|(step, _)| *step).collect();
        assert!(steps.is_sorted() && steps.len() == 6, "{steps:?}");
        (ran.run.accepted_ms, ran.run.first_word_ms, ran.run.last_word_ms)
    };
    assert_eq!(times(ProbeMode::Stream).await, (Some(250), Some(1_250), Some(1_706)));
    assert_eq!(times(ProbeMode::Whole).await, (Some(250), Some(250), Some(250)));
    assert_eq!(times(ProbeMode::Callback).await, (Some(250), Some(2_250), Some(2_250)));
}

#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_is_said_and_the_session_is_ended() {
    for mode in ProbeMode::ALL {
        for way in [Way::Refuses, Way::Declines, Way::Breaks, Way::Hangs] {
            let breaks_otherwise = way == Way::Breaks && mode == ProbeMode::Callback;
            if breaks_otherwise || way == Way::Hangs && mode == ProbeMode::Whole {
                continue;
            }
            let bot = Bot::new(way, |_| true);
            let prober = prober(&bot, nowhere());
            let ran = prober.run(&plan(mode), &CancellationToken::new()).await.unwrap();
            assert_eq!(ran.run.outcome, ProbeOutcome::Failed, "{way:?} {mode:?}");
            assert!(ran.run.problem.is_some() && !ran.run.left_open);
            assert_eq!((bot.open(), prober.memory.count()), (0, 0), "{way:?} {mode:?}");
            assert_eq!(bot.asked.lock().unwrap().0, 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_without_a_receiver_is_said_and_asks_nothing() {
    let bot = Bot::new(Way::Answers, |_| true);
    let prober = Prober { post: None, ..prober(&bot, nowhere()) };
    let ran = prober.run(&plan(ProbeMode::Callback), &CancellationToken::new()).await.unwrap();
    assert_eq!(ran.run.problem, Some(Probing::NoReceiver.into()));
    assert_eq!(bot.begun.load(Ordering::SeqCst), 0);
}

/// What the board is told of runs until the feed ends.
fn runs(updates: &mut mpsc::Receiver<Update>) -> Vec<ProbeRun> {
    let mut runs = Vec::new();
    while let Ok(update) = updates.try_recv() {
        if let Payload::Probed(told) = update.payload {
            runs.extend(told);
        }
    }
    runs
}

#[tokio::test(start_paused = true)]
async fn a_probe_runs_every_so_often_one_question_at_a_time_and_ends_with_the_feed() {
    let (env, mut updates) = env(BASE);
    let bot = Bot::new(Way::Answers, |_| true);
    let (task, farewell) = spawn(prober(&bot, nowhere()), vec![plan(ProbeMode::Stream)], env.clone());
    sleep(Duration::from_mins(16)).await;
    let told = runs(&mut updates);
    assert_eq!(told.len(), 4);
    let apart: Vec<i64> = told.windows(2).map(|pair| pair[1].began.since(pair[0].began)).collect();
    assert_eq!(apart, [300_000; 3]);
    assert_eq!(bot.asked.lock().unwrap().1, 1);
    env.cancel.cancel();
    farewell.wait().await;
    task.await.unwrap();
    assert_eq!(bot.open(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_run_that_outlasts_its_turn_leaves_turns_out_and_never_asks_twice() {
    let (env, mut updates) = env(BASE);
    let bot = Bot::new(Way::Hangs, |_| true);
    let often =
        ProbePlan { set: ProbeSet { every_ms: 10_000, ..plan(ProbeMode::Stream).set }, ..plan(ProbeMode::Stream) };
    let (_task, _farewell) = spawn(prober(&bot, nowhere()), vec![often], env.clone());
    sleep(Duration::from_mins(5)).await;
    let told = runs(&mut updates);
    assert!((3..=5).contains(&told.len()), "a minute each: {}", told.len());
    assert!(told.iter().all(|run| run.outcome == ProbeOutcome::Failed));
    assert!(bot.open() <= 1, "one at a time");
    env.cancel.cancel();
}

#[tokio::test(start_paused = true)]
async fn of_two_boards_one_asks_and_the_other_is_told_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let memory = |id: &str| Memory::new(Some(Shared::of_user(dir.path().join("tokens"))), "t", id);
    let bots = [Bot::new(Way::Answers, |_| true), Bot::new(Way::Answers, |_| true)];
    let (first, mut first_told) = env(BASE);
    let (second, mut second_told) = env(BASE);
    let tasks = [
        spawn(prober(&bots[0], memory("1")), vec![plan(ProbeMode::Stream)], first.clone()),
        spawn(prober(&bots[1], memory("2")), vec![plan(ProbeMode::Stream)], second.clone()),
    ];
    sleep(Duration::from_mins(11)).await;
    let (ours, theirs) = (runs(&mut first_told), runs(&mut second_told));
    assert_eq!((ours.len(), &ours), (3, &theirs));
    let begun: u64 = bots.iter().map(|bot| bot.begun.load(Ordering::SeqCst)).sum();
    assert_eq!(begun, 3, "each answer is spent once");
    first.cancel.cancel();
    second.cancel.cancel();
    drop(tasks);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a run goes, whenever it is stopped or the process dies, and however often a session cannot be ended: once it
    /// can, by this process or by the next one, none is open.
    #[test]
    fn an_open_session_is_always_ended(
        way in prop::sample::select(vec![Way::Answers, Way::Declines, Way::Breaks, Way::Hangs]),
        mode in prop::sample::select(ProbeMode::ALL.to_vec()),
        stop in prop::option::of(0_u64..90_000),
        crash in any::<bool>(),
        broken in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let dir = tempfile::tempdir().unwrap();
            let memory = |id: &str| Memory::new(Some(Shared::of_user(dir.path().join("tokens"))), "t", id);
            let ends: fn(u64) -> bool = if broken { |nth| nth > 2 } else { |_| true };
            let bot = Bot::new(way, ends);
            let first = prober(&bot, memory("1"));
            let cancel = CancellationToken::new();
            let stopping = async {
                match stop {
                    Some(ms) => sleep(Duration::from_millis(ms)).await,
                    None => std::future::pending().await,
                }
            };
            let the_plan = plan(mode);
            {
                let running = first.run(&the_plan, &cancel);
                tokio::pin!(running);
                tokio::select! {
                    _ = &mut running => {}
                    () = stopping => if !crash {
                        cancel.cancel();
                        let _ = running.await;
                    }
                }
            }
            // The process is gone, in whatever way.
            drop(first);
            let next = prober(&bot, memory("2"));
            next.memory.adopt();
            for _ in 0..4 {
                next.end_left(&CancellationToken::new()).await;
            }
            // What was begun without its answer having come is known to no one.
            let unknown = usize::from(crash && stop.is_some_and(|ms| ms <= 100));
            assert!(bot.open() <= unknown, "{} open", bot.open());
            assert_eq!(next.memory.count(), 0);
        });
    }
}
