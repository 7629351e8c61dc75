//! Listening that ends, queues that fill, and what the board hears of it.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::sleep;

use super::*;
use crate::feed::fake::{BASE, env, last_error, phases, reports};
use crate::model::live::{CallEvent, Happening};
use crate::model::testing::answered_call;
use crate::model::{Stamp, Update};

/// Listens as a test says: each attempt lasts so long, or for good.
struct Ears {
    attempts: Mutex<VecDeque<Duration>>,
    inbox: Mutex<Option<Inbox>>,
    began: Mutex<Vec<Instant>>,
}

impl Ears {
    fn new(attempts: impl IntoIterator<Item = Duration>) -> Arc<Self> {
        let attempts = Mutex::new(attempts.into_iter().collect());
        Arc::new(Self { attempts, inbox: Mutex::default(), began: Mutex::default() })
    }

    fn inbox(&self) -> Inbox {
        self.inbox.lock().unwrap().clone().expect("it listens")
    }
}

impl Listen for Ears {
    async fn listen(&self, inbox: Inbox) -> Problem {
        self.began.lock().unwrap().push(Instant::now());
        let attempt = self.attempts.lock().unwrap().pop_front();
        if attempt != Some(Duration::ZERO) {
            inbox.opened();
            *self.inbox.lock().unwrap() = Some(inbox);
        }
        match attempt {
            Some(attempt) => sleep(attempt).await,
            None => std::future::pending().await,
        }
        "the port is in use".into()
    }
}

struct Rig {
    env: Env,
    updates: Receiver<Update>,
    records: Receiver<Vec<CallRecord>>,
    ears: Arc<Ears>,
}

impl Rig {
    fn new(attempts: impl IntoIterator<Item = Duration>) -> Self {
        let (env, updates) = env(BASE);
        let (sender, records) = mpsc::channel(4);
        let ears = Ears::new(attempts);
        let requests = env.requests.subscribe();
        tokio::spawn(run(Arc::clone(&ears), Some(sender), env.clone(), requests));
        Self { env, updates, records, ears }
    }

    async fn pass(&mut self, seconds: f64) -> Vec<Update> {
        sleep(Duration::from_secs_f64(seconds)).await;
        std::iter::from_fn(|| self.updates.try_recv().ok()).collect()
    }
}

fn event(id: &str) -> Pushed {
    let event = Callback::Event(Box::new(CallEvent::new(id, Happening::Ringing)));
    Pushed { callbacks: vec![event], ..Pushed::default() }
}

fn pushed(told: &[Update]) -> Vec<&Callback> {
    let pushed = told.iter().filter_map(|update| match &update.payload {
        Payload::Pushed(callbacks) => Some(callbacks),
        _ => None,
    });
    pushed.flatten().collect()
}

fn refusal(reason: RejectReason) -> Refusal {
    Refusal::new(401, reason, Problem::Said(format!("a {} callback", reason.name())))
}

#[tokio::test(start_paused = true)]
async fn what_comes_is_handed_on_in_order_and_records_go_where_records_are_judged() {
    let mut rig = Rig::new([]);
    let told = rig.pass(0.1).await;
    assert_eq!(phases(&told), [Phase::Live]);
    let inbox = rig.ears.inbox();
    let record = answered_call("c1", BASE);
    assert!(inbox.offer(event("a"), 100));
    assert!(inbox.offer(Pushed { records: vec![record.clone()], ..event("b") }, 200));
    let told = rig.pass(0.1).await;
    assert_eq!(pushed(&told), [&event("a").callbacks[0], &event("b").callbacks[0]]);
    assert_eq!(rig.records.try_recv(), Ok(vec![record.clone()]));
    let report = |told: &[Update]| reports(told).last().map(|report| (report.connects, report.bytes));
    let later = rig.pass(1.0).await;
    assert_eq!(report(&[told, later].concat()), Some((2, 300)));
    // A record alone is a sign of life.
    assert!(inbox.offer(Pushed { records: vec![record], ..Pushed::default() }, 1));
    let told = rig.pass(0.1).await;
    assert!(told.iter().any(|update| update.payload == Payload::Heard(SourceId::Push)), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_port_in_use_is_said_and_tried_again_later_and_later_or_when_a_person_asks() {
    let mut rig = Rig::new([Duration::ZERO, Duration::ZERO, Duration::ZERO]);
    let told = rig.pass(0.1).await;
    let waits = |phase: &Phase| matches!(phase, Phase::Waiting { .. });
    assert!(phases(&told).last().is_some_and(waits), "{told:?}");
    assert_eq!(last_error(&told).as_deref(), Some("the port is in use"));
    rig.pass(0.8).await;
    assert_eq!(rig.ears.began.lock().unwrap().len(), 2);
    rig.env.requests.send(Request::Retry(Some(SourceId::Push))).unwrap();
    rig.pass(0.1).await;
    assert_eq!(rig.ears.began.lock().unwrap().len(), 3);
    let told = rig.pass(4.0).await;
    assert_eq!((phases(&told).last(), last_error(&told)), (Some(&Phase::Live), None));
}

#[tokio::test(start_paused = true)]
async fn a_queue_that_is_full_takes_no_more_and_what_was_taken_is_told_when_there_is_room() {
    let mut rig = Rig::new([]);
    rig.pass(0.1).await;
    let inbox = rig.ears.inbox();
    // The bytes are what is bounded first.
    assert!(inbox.offer(event("large"), QUEUED_BYTES));
    assert!(!inbox.offer(event("small"), 1));
    rig.pass(0.1).await;
    let taken = (0..=QUEUED).take_while(|number| inbox.offer(event(&number.to_string()), 1)).count();
    assert_eq!(taken, QUEUED);
    assert_eq!(pushed(&rig.pass(0.1).await).len(), QUEUED);
    assert!(inbox.offer(event("again"), QUEUED_BYTES), "its room was given back");
}

#[tokio::test(start_paused = true)]
async fn refusals_are_counted_by_reason_and_told_at_most_once_a_second() {
    let mut rig = Rig::new([]);
    rig.pass(2.0).await;
    let inbox = rig.ears.inbox();
    assert!(inbox.offer(event("a"), 1));
    rig.pass(2.0).await;
    for _ in 0..1_000 {
        inbox.refuse(&refusal(RejectReason::BadSignature));
        inbox.refuse(&refusal(RejectReason::Replayed));
        tokio::task::yield_now().await;
    }
    let told = rig.pass(1.5).await;
    let reports = reports(&told);
    assert!((1..=3).contains(&reports.len()), "{}", reports.len());
    let rejected = reports.last().unwrap().rejected.as_deref().unwrap();
    assert_eq!(
        rejected.counts,
        [(RejectReason::BadSignature, 1_000), (RejectReason::Replayed, 1_000)].into_iter().collect()
    );
    assert_eq!(rejected.last.len(), REJECTS_KEPT);
    assert_eq!(last_error(&told), None, "strangers are no fault of the source");
}

#[tokio::test(start_paused = true)]
async fn that_none_is_taken_is_an_error_until_one_is() {
    let mut rig = Rig::new([]);
    rig.pass(0.1).await;
    let inbox = rig.ears.inbox();
    (0..3).for_each(|_| inbox.refuse(&refusal(RejectReason::BadSignature)));
    let told = rig.pass(0.1).await;
    let said = "none of 3 callbacks was taken, the last one: a bad_signature callback";
    assert_eq!(last_error(&told).as_deref(), Some(said));
    assert!(inbox.offer(event("a"), 1));
    assert_eq!(last_error(&rig.pass(0.1).await), None);
    inbox.refuse(&refusal(RejectReason::Encrypted));
    assert_eq!(last_error(&rig.pass(0.1).await).as_deref(), Some("a encrypted callback"));
    // What cannot be read of a body that is taken is counted and costs nothing else.
    let reject = Reject::new(RejectReason::UnknownMessage, Problem::Said("MessageID \"Moonrise\"".to_owned()));
    assert!(inbox.offer(Pushed { rejects: vec![reject], ..event("b") }, 1));
    let told = rig.pass(1.1).await;
    assert_eq!((pushed(&told).len(), last_error(&told)), (1, None));
    let rejected = reports(&told).last().unwrap().rejected.clone().unwrap();
    assert_eq!(rejected.counts[&RejectReason::UnknownMessage], 1);
}

#[tokio::test(start_paused = true)]
async fn a_board_learns_what_was_refused_and_retells_it() {
    use crate::model::Board;
    let mut rig = Rig::new([]);
    rig.pass(0.1).await;
    rig.ears.inbox().refuse(&refusal(RejectReason::Replayed));
    let mut board = Board::new();
    rig.pass(1.5).await.into_iter().for_each(|update| board.apply(update));
    let source = board.source(SourceId::Push);
    assert_eq!((source.rejected_total(), source.last_rejected.len()), (1, 1));
    let mut again = Board::new();
    board.retell(Stamp(BASE.ms() + 5_000)).into_iter().for_each(|update| again.apply(update));
    assert_eq!(again.source(SourceId::Push).rejected, source.rejected);
    assert_eq!(again.source(SourceId::Push).last_rejected, source.last_rejected);
}
