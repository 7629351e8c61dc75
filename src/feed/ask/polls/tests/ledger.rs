//! The poller of call records: its budget, its rests, its days.

use super::*;
use crate::feed::fake::{BASE, env_to_set, error};
use crate::feed::{LedgerSettings, spawn_ledger};
use crate::model::testing::answered_call;
use crate::model::{
    AgentId, CallDetail, CallNews, CallRecord, CallResult, CallerKey, CallsAsked, Ledger, Matching, MetricTable,
    ReportAsked, StateSpan, TokenHealth,
};
use crate::platforms::{CallsApi, DaySpan, ErrorKind, ListPage, Numbers, Recording};

/// What is asked of the records.
#[derive(Clone, Debug, PartialEq)]
struct Question {
    at: Instant,
    day: DaySpan,
    asked: CallsAsked,
    page: u32,
    rows: u32,
}

/// A vendor with a call each minute since midnight, and answers that a test may spoil.
struct Vendor {
    latency: Mutex<Duration>,
    asked: Mutex<Vec<Question>>,
    answers: Mutex<VecDeque<Error>>,
    calls: Mutex<Vec<CallRecord>>,
    matches: bool,
}

fn record(started: Stamp) -> CallRecord {
    answered_call(&started.ms().to_string(), started)
}

impl Vendor {
    fn with(calls: i64) -> Arc<Self> {
        let newest_first = (0..calls).map(|minutes| record(BASE.plus(-(minutes + 1) * 60_000)));
        Arc::new(Self {
            latency: Mutex::new(Duration::from_millis(200)),
            asked: Mutex::default(),
            answers: Mutex::default(),
            calls: Mutex::new(newest_first.collect()),
            matches: false,
        })
    }

    /// One whose records say which calls have the same number.
    fn matching(records: Vec<CallRecord>) -> Arc<Self> {
        let calls = Mutex::new(records);
        let vendor = Arc::into_inner(Self::with(0)).unwrap();
        Arc::new(Self { calls, matches: true, ..vendor })
    }

    fn add(&self, record: CallRecord) {
        self.calls.lock().unwrap().insert(0, record);
    }

    fn fail(&self, kind: ErrorKind) {
        self.answers.lock().unwrap().push_back(error(kind));
    }

    fn asked(&self) -> Vec<Question> {
        self.asked.lock().unwrap().clone()
    }

    /// Seconds between one question and the next.
    fn gaps(&self) -> Vec<u64> {
        let asked = self.asked();
        asked.windows(2).map(|pair| (pair[1].at - pair[0].at).as_secs()).collect()
    }
}

impl CallsApi for Vendor {
    const SECTION: &'static str = "voice";

    async fn records_page(
        &self,
        day: DaySpan,
        asked: &CallsAsked,
        page: u32,
        rows: u32,
    ) -> Result<ListPage<CallRecord>> {
        self.asked.lock().unwrap().push(Question { at: Instant::now(), day, asked: asked.clone(), page, rows });
        let latency = *self.latency.lock().unwrap();
        sleep(latency).await;
        if let Some(error) = self.answers.lock().unwrap().pop_front() {
            return Err(error);
        }
        let is_todays = |call: &&CallRecord| call.started.is_some_and(|at| at >= day.from && at < day.to);
        let is_asked = |call: &&CallRecord| asked.result.is_none_or(|result| call.result == Some(result));
        let calls = self.calls.lock().unwrap();
        let found: Vec<&CallRecord> = calls.iter().filter(is_todays).filter(is_asked).collect();
        let total = Some(found.len() as u64);
        let from = (page as usize - 1) * rows as usize;
        let shown: Vec<CallRecord> = found.into_iter().skip(from).take(rows as usize).cloned().collect();
        let sent = shown.len() as u64;
        Ok(ListPage {
            rows: shown,
            total,
            page_size: Some(rows),
            sent,
            full: sent == u64::from(rows),
            hidden: 0,
            bytes: 1_000,
        })
    }
    fn matches_callers(&self) -> bool {
        self.matches
    }
    async fn calls_page(&self, _: DaySpan, _: &CallsAsked, _: u32, _: Numbers) -> Result<ListPage<CallRecord>> {
        Err(error(ErrorKind::Settings))
    }
    async fn call(&self, _: &str, _: Numbers) -> Result<CallDetail> {
        Err(error(ErrorKind::Settings))
    }
    async fn history_page(&self, _: DaySpan, _: &AgentId, _: u32) -> Result<ListPage<StateSpan>> {
        Err(error(ErrorKind::Settings))
    }
    async fn report(&self, _: DaySpan, _: &ReportAsked) -> Result<MetricTable> {
        Err(error(ErrorKind::Settings))
    }
    async fn recording(&self, _: &str) -> Result<Recording> {
        Err(error(ErrorKind::Settings))
    }
    fn calls_token(&self) -> Option<TokenHealth> {
        None
    }
}

/// The poller under a budget of its own, and what a board makes of it.
struct Watched {
    env: Env,
    updates: mpsc::Receiver<Update>,
    pushed: mpsc::Sender<Vec<CallRecord>>,
    ledger: Option<Ledger>,
    reports: Vec<SourceReport>,
}

impl Watched {
    fn of(vendor: &Arc<Vendor>, calls_per_minute: u32, base: Stamp) -> Self {
        let (env, updates) = env(base);
        Self::in_env(vendor, calls_per_minute, env, updates)
    }

    fn in_env(vendor: &Arc<Vendor>, calls_per_minute: u32, env: Env, updates: mpsc::Receiver<Update>) -> Self {
        let gate = Arc::new(Budget::new(calls_per_minute));
        let settings = LedgerSettings { calls_per_minute, ..LedgerSettings::default() };
        let (pushed, records) = mpsc::channel(4);
        spawn_ledger(Arc::clone(vendor), gate, settings, env.clone(), Some(records));
        Self { env, updates, pushed, ledger: None, reports: Vec::new() }
    }

    async fn pass(&mut self, seconds: f64) -> Vec<CallNews> {
        sleep(Duration::from_secs_f64(seconds)).await;
        let mut told = Vec::new();
        while let Ok(update) = self.updates.try_recv() {
            match update.payload {
                Payload::Calls(news) => {
                    let fresh = || Ledger::new(news.day, news.target);
                    self.ledger.get_or_insert_with(fresh).take((*news).clone());
                    told.push(*news);
                }
                Payload::Source(report) => self.reports.push(report),
                _ => {}
            }
        }
        told
    }

    fn ledger(&self) -> &Ledger {
        self.ledger.as_ref().expect("records")
    }

    fn phase(&self) -> &Phase {
        &self.reports.last().expect("a report").phase
    }
}

#[tokio::test(start_paused = true)]
async fn today_is_read_and_kept_up_whatever_is_on_screen() {
    let vendor = Vendor::with(580);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    assert_eq!((rig.ledger().held(), rig.ledger().extent().whole), (580, true));
    assert_eq!(rig.phase(), &Phase::Live);
    vendor.add(record(BASE.plus(3_000)));
    rig.pass(25.0).await;
    assert_eq!(rig.ledger().figures().answered, 581);
    let age = BASE.plus(30_000).since(rig.ledger().as_of());
    assert!((0..=21_000).contains(&age), "{age} ms old");
}

#[tokio::test(start_paused = true)]
async fn only_what_is_new_or_changed_is_told() {
    let vendor = Vendor::with(100);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    let told = rig.pass(60.0).await;
    assert!(told.len() >= 3 && told.iter().all(|news| news.calls.is_empty()), "the age alone");
}

#[tokio::test(start_paused = true)]
async fn no_more_is_asked_than_its_budget_allows() {
    // A centre with 10 calls a minute to spend, and 600 records, of which the vendor gives 100 at a time.
    let vendor = Vendor::with(595);
    let mut rig = Watched::of(&vendor, 10, BASE);
    rig.pass(600.0).await;
    let asked = vendor.asked();
    let minute = Duration::from_mins(1);
    let most =
        asked.iter().map(|one| asked.iter().filter(|other| other.at >= one.at && other.at - one.at < minute).count());
    assert!(most.max() <= Some(10), "{} questions", asked.len());
    assert!(rig.ledger().extent().whole);
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_counts_calls_is_left_alone_for_as_long_as_it_says() {
    let vendor = Vendor::with(10);
    vendor.fail(ErrorKind::RateLimited(Duration::from_secs(90)));
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(60.0).await;
    assert_eq!(vendor.asked().len(), 1);
    assert!(matches!(rig.phase(), Phase::Waiting { .. }), "{:?}", rig.phase());
    rig.pass(60.0).await;
    assert!(vendor.gaps()[0] >= 90, "{:?}", vendor.gaps());
    assert_eq!((rig.ledger().held(), rig.phase()), (10, &Phase::Live));
}

#[tokio::test(start_paused = true)]
async fn a_vendor_that_is_slow_is_given_rest_in_the_same_way() {
    let vendor = Vendor::with(10);
    *vendor.latency.lock().unwrap() = Duration::from_secs(40);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(600.0).await;
    assert!(vendor.gaps().iter().all(|gap| *gap >= 120), "an answer of 40 s, and 80 s of rest: {:?}", vendor.gaps());
    assert_eq!(rig.ledger().held(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_called_too_large_is_asked_for_smaller_at_once() {
    let vendor = Vendor::with(300);
    vendor.fail(ErrorKind::Settings);
    vendor.fail(ErrorKind::Final);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(10.0).await;
    let sizes: Vec<u32> = vendor.asked().iter().take(4).map(|asked| asked.rows).collect();
    assert_eq!(sizes, [1000, 500, 200, 200]);
    assert_eq!((rig.ledger().held(), rig.phase()), (300, &Phase::Live));
    assert!(rig.reports.iter().all(|report| report.error.is_none()), "it is no fault");
}

#[tokio::test(start_paused = true)]
async fn records_that_are_refused_are_said_and_asked_for_again() {
    let vendor = Vendor::with(30);
    (0..4).for_each(|_| vendor.fail(ErrorKind::Settings));
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(30.0).await;
    assert!(rig.ledger.is_none());
    let report = rig.reports.last().unwrap();
    assert!(matches!(report.phase, Phase::Waiting { .. }) && report.error.is_some(), "{report:?}");
    rig.env.requests.send(Request::Retry(Some(SourceId::Calls))).unwrap();
    rig.pass(10.0).await;
    assert_eq!((rig.ledger().held(), rig.phase()), (30, &Phase::Live));
    assert_eq!(rig.reports.last().unwrap().error, None);
}

#[tokio::test(start_paused = true)]
async fn a_new_day_begins_with_its_own_calls_alone() {
    let vendor = Vendor::with(30);
    // Ten seconds before midnight in UTC.
    let base = Stamp(BASE.ms() + 14 * 3_600_000 - 10_000);
    vendor.add(record(base.plus(-5_000)));
    let mut rig = Watched::of(&vendor, 30, base);
    rig.pass(5.0).await;
    assert_eq!(rig.ledger().held(), 31);
    vendor.add(record(base.plus(12_000)));
    rig.pass(30.0).await;
    assert_eq!((rig.ledger().held(), rig.ledger().extent().whole), (1, true));
    assert!(vendor.asked().last().unwrap().day.date > vendor.asked()[0].day.date);
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_is_set_keeps_the_age_of_the_figures() {
    let vendor = Vendor::with(30);
    let (env, updates, clock) = env_to_set(BASE);
    let mut rig = Watched::in_env(&vendor, 30, env, updates);
    rig.pass(12.0).await;
    clock.set(600_000);
    rig.pass(1.0).await;
    (0..3).for_each(|_| vendor.fail(ErrorKind::Network));
    rig.pass(30.0).await;
    // What is told from now on is by the new clock.
    let age = BASE.plus(600_000 + 43_000).since(rig.ledger().as_of());
    assert!((0..=45_000).contains(&age), "{age} ms old");
}

#[tokio::test(start_paused = true)]
async fn what_the_vendor_counts_otherwise_than_it_lists_is_said_in_health() {
    let vendor = Vendor::with(30);
    // One of them is never listed again with the others.
    vendor.add(CallRecord { kind: None, ..record(BASE.plus(-1)) });
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(120.0).await;
    let error = rig.reports.last().unwrap().error.clone();
    assert_eq!(
        error.unwrap().to_string(),
        "the vendor counts 31 inbound calls as \"answered\" and lists 30: figures of calls may be off"
    );
    assert_eq!(rig.phase(), &Phase::Live);
}

/// A call of this number, lost or answered.
fn of(number: u8, started: Stamp, result: CallResult) -> CallRecord {
    let answered = record(started);
    let bridged = answered.bridged.filter(|_| result == CallResult::Answered);
    CallRecord { caller: Some(CallerKey::new([number; 16])), bridged, result: Some(result), ..answered }
}

#[tokio::test(start_paused = true)]
async fn callers_who_are_still_lost_are_told_and_those_who_are_reached_later_no_more() {
    let minutes = |count: i64| BASE.plus(-count * 60_000);
    let vendor = Vendor::matching(vec![
        of(1, minutes(10), CallResult::AgentMissed),
        of(2, minutes(20), CallResult::SystemMissed),
        of(1, minutes(30), CallResult::AgentMissed),
    ]);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    assert_eq!((rig.ledger().matching(), rig.ledger().still_lost()), (&Matching::On, Some(2)));
    assert_eq!(rig.ledger().still_lost_callers()[0].tries, 2);
    vendor.add(of(1, BASE.plus(2_000), CallResult::Answered));
    let told = rig.pass(25.0).await;
    let calls: usize = told.iter().map(|news| news.calls.len()).sum();
    assert_eq!((rig.ledger().still_lost(), calls), (Some(1), 3), "the call, and the two that it answers");
}

#[tokio::test(start_paused = true)]
async fn callers_of_yesterday_are_yesterdays() {
    // Ten seconds before midnight in UTC.
    let base = Stamp(BASE.ms() + 14 * 3_600_000 - 10_000);
    let vendor = Vendor::matching(vec![of(1, base.plus(-60_000), CallResult::AgentMissed)]);
    let mut rig = Watched::of(&vendor, 30, base);
    rig.pass(5.0).await;
    assert_eq!(rig.ledger().still_lost(), Some(1));
    vendor.add(of(2, base.plus(12_000), CallResult::AgentMissed));
    rig.pass(30.0).await;
    assert_eq!((rig.ledger().held(), rig.ledger().still_lost()), (1, Some(1)));
    assert_eq!(rig.ledger().matching(), &Matching::On);
}

#[tokio::test(start_paused = true)]
async fn without_the_setting_nothing_is_known_of_callers_and_its_section_is_named() {
    let vendor = Vendor::with(3);
    vendor.add(of(1, BASE.plus(-1_000), CallResult::AgentMissed));
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    assert_eq!((rig.ledger().figures().lost, rig.ledger().still_lost()), (1, None));
    assert_eq!(rig.ledger().matching(), &Matching::Off("voice".into()));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_pushed_is_in_the_ledger_at_once_and_the_poll_brings_nothing_else() {
    let vendor = Vendor::with(30);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    let call = record(BASE.plus(4_000));
    rig.pushed.send(vec![call.clone()]).await.unwrap();
    let told = rig.pass(0.1).await;
    assert_eq!(told.iter().map(|news| news.calls.len()).sum::<usize>(), 1);
    assert_eq!((rig.ledger().held(), rig.ledger().figures().answered), (31, 31));
    assert!(rig.ledger().extent().whole);
    let asked = vendor.asked().len();
    vendor.add(call);
    let told = rig.pass(60.0).await;
    assert!(told.iter().all(|news| news.calls.is_empty()), "{told:?}");
    assert_eq!(rig.reports.last().unwrap().error, None);
    assert!(vendor.asked().len() - asked <= 8, "no deeper look than without it");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_over_does_not_run_again_by_an_answer_that_was_asked_for_before_or_by_a_list_that_lags() {
    let vendor = Vendor::with(30);
    let running = |call: CallRecord| CallRecord { ended: None, bridged: None, result: None, ..call };
    let over = record(BASE.plus(-10_000));
    vendor.add(running(over.clone()));
    *vendor.latency.lock().unwrap() = Duration::from_secs(2);
    let mut rig = Watched::of(&vendor, 30, BASE);
    // The first question is under way.
    rig.pass(1.0).await;
    rig.pushed.send(vec![over.clone()]).await.unwrap();
    rig.pass(60.0).await;
    let held = |rig: &Watched| rig.ledger().call(&over.id).cloned().unwrap();
    assert_eq!((held(&rig).ended, held(&rig).result), (over.ended, over.result));
    // Late, one of before is pushed as well.
    rig.pushed.send(vec![running(over.clone())]).await.unwrap();
    rig.pass(1.0).await;
    assert_eq!(held(&rig).result, over.result);
    // What the list says of it in the end holds.
    let corrected = CallRecord { result: Some(CallResult::AgentMissed), bridged: None, ..over.clone() };
    *vendor.calls.lock().unwrap().first_mut().unwrap() = corrected.clone();
    rig.pass(60.0).await;
    assert_eq!((held(&rig).result, rig.ledger().figures().lost), (corrected.result, 1));
}

#[tokio::test(start_paused = true)]
async fn callers_of_pushed_calls_are_matched_as_those_of_the_list() {
    let vendor = Vendor::matching(vec![of(1, BASE.plus(-600_000), CallResult::AgentMissed)]);
    let mut rig = Watched::of(&vendor, 30, BASE);
    rig.pass(5.0).await;
    assert_eq!(rig.ledger().still_lost(), Some(1));
    rig.pushed.send(vec![of(1, BASE.plus(4_000), CallResult::Answered)]).await.unwrap();
    let told = rig.pass(0.1).await;
    let calls: usize = told.iter().map(|news| news.calls.len()).sum();
    assert_eq!((rig.ledger().still_lost(), calls), (Some(0), 2), "the call, and the one that it answers");
}
