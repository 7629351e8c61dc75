//! The poller of closed sessions under paused time.

use std::sync::Mutex;

use tokio::time::sleep;

use super::*;
use crate::feed::fake::{BASE, env};
use crate::model::{AiChoices, ChatBy, Metric, TokenHealth, Update};
use crate::platforms::{ChatPage, Error};

const MINUTE: i64 = 60_000;

/// So many calls a minute, of which six are for these questions.
const PLACES: u32 = 6 * ONE_OF;

/// A tenant whose sessions last ten minutes and begin once a minute; the newest come first.
#[derive(Default)]
struct Tenant {
    /// Day, page, and what was asked.
    asked: Mutex<Vec<(NaiveDate, u32)>>,
    refuses: Mutex<Option<ErrorKind>>,
    clock: Mutex<Option<crate::model::Clock>>,
    /// Sessions of each day before today.
    before: u64,
}

fn session(began: Stamp, minute: i64) -> AiRecord {
    AiRecord {
        id: began.ms().to_string(),
        started: Some(began),
        ended: Some(began.plus(10 * MINUTE)),
        over: Some(true),
        robot: Some("Ava".to_owned()),
        valid: Some(true),
        asked: Some(minute % 3 == 0),
        handed: Some(minute % 3 == 0),
        ..AiRecord::default()
    }
}

impl SessionsApi for Tenant {
    const SECTION: &'static str = "desk";

    async fn sessions_page(
        &self,
        day: NaiveDate,
        asked: &AiAsked,
        page: u32,
        rows: u32,
        urgency: Urgency,
    ) -> Answer<ListPage<AiRecord>> {
        assert_eq!(asked.0[&AiField::Step], ["valid"], "closed ones of real agents");
        assert_eq!(urgency, Urgency::Background);
        self.asked.lock().unwrap().push((day, page));
        sleep(Duration::from_millis(200)).await;
        if let Some(kind) = *self.refuses.lock().unwrap() {
            return Err(Error::new(kind, crate::feed::problem::Streaming::NoAnswer(Duration::ZERO)));
        }
        let now = self.clock.lock().unwrap().as_ref().map(|clock| clock()).unwrap();
        let span = day::span(day, Tz::UTC);
        let is_today = day == day::today(now, Tz::UTC);
        let minutes = now.min(span.to).since(span.from) / MINUTE;
        let minutes =
            if is_today || day.succ_opt() == Some(day::today(now, Tz::UTC)) { minutes } else { self.before as i64 };
        let all = (0..minutes).map(|minute| session(span.from.plus(minute * MINUTE), minute));
        let closed: Vec<AiRecord> = all.filter(|one| one.ended <= Some(now)).collect();
        let total = closed.len() as u64;
        let skipped = (page as usize - 1) * rows as usize;
        let rows_of: Vec<AiRecord> = closed.into_iter().rev().skip(skipped).take(rows as usize).collect();
        let sent = rows_of.len() as u64;
        let full = sent == u64::from(rows);
        Ok(ListPage { rows: rows_of, total: Some(total), page_size: Some(rows), sent, full, hidden: 0, bytes: 0 })
    }
    async fn choices(&self, _: NaiveDate, _: Urgency) -> Answer<AiChoices> {
        Ok(AiChoices::default())
    }
    async fn workload_page(&self, _: NaiveDate, _: ChatBy, _: u32, _: Urgency) -> Answer<ChatPage> {
        std::future::pending().await
    }
    fn workload_metrics(&self) -> Vec<Metric> {
        Vec::new()
    }
    fn sessions_token(&self) -> Option<TokenHealth> {
        None
    }
}

struct Rig {
    tenant: Arc<Tenant>,
    env: Env,
    updates: mpsc::Receiver<Update>,
}

/// A poller that begins at `base`, and knows these days.
fn rig(base: Stamp, tenant: Tenant, known: BTreeSet<NaiveDate>) -> Rig {
    let (env, updates) = env(base);
    let tenant = Arc::new(tenant);
    *tenant.clock.lock().unwrap() = Some(env.clock.clone());
    let settings = FunnelSettings { known, calls_per_minute: PLACES, ..FunnelSettings::default() };
    tokio::spawn(run(Arc::clone(&tenant), settings, env.clone(), env.requests.subscribe()));
    Rig { tenant, env, updates }
}

impl Rig {
    /// The half hours that are told in so many minutes: the moment each begins at in minutes of its day, and its sessions.
    async fn pass(&mut self, minutes: i64) -> Vec<(NaiveDate, i64, u64)> {
        sleep(Duration::from_millis((minutes * MINUTE) as u64)).await;
        let mut told = Vec::new();
        while let Ok(update) = self.updates.try_recv() {
            let Payload::Funnels(halves) = update.payload else { panic!("{update:?}") };
            for half in halves {
                let date = day::today(half.from, Tz::UTC);
                let valid = half.rows.first().map_or(0, |all| all.funnel.valid);
                told.push((date, half.from.since(day::span(date, Tz::UTC).from) / MINUTE, valid));
            }
        }
        told
    }

    fn asked(&self) -> Vec<(NaiveDate, u32)> {
        std::mem::take(&mut *self.tenant.asked.lock().unwrap())
    }
}

fn weeks_before(date: NaiveDate) -> BTreeSet<NaiveDate> {
    (1..=4).map(|weeks| date - Days::new(weeks * 7)).collect()
}

#[tokio::test(start_paused = true)]
async fn today_is_walked_through_once_and_each_half_hour_asked_for_after_its_end() {
    let today = day::today(BASE, Tz::UTC);
    let mut rig = rig(BASE, Tenant::default(), weeks_before(today));
    assert_eq!(rig.pass(1).await, [], "what a person looks at comes first");
    assert!(rig.asked().is_empty());
    let told = rig.pass(2).await;
    assert_eq!(rig.asked(), (1..=6).map(|page| (today, page)).collect::<Vec<_>>(), "ten hours, a session a minute");
    // The first began at midnight and ended ten minutes later.
    let expected: Vec<_> = (0..20).map(|half| (today, half * 30, if half == 0 { 20 } else { 30 })).collect();
    assert_eq!(told, expected);
    assert_eq!(rig.pass(29).await, [], "the half hour has ended and settles");
    assert!(rig.asked().is_empty());
    assert_eq!(rig.pass(2).await, [(today, 600, 30)]);
    assert_eq!(rig.asked(), [(today, 1)], "an hour and a half back is one page");
    assert_eq!(rig.pass(30).await, [(today, 630, 30)]);
}

#[tokio::test(start_paused = true)]
async fn the_last_half_hour_of_a_day_is_told_after_midnight_and_then_the_next_day_begins() {
    let late = BASE.plus(13 * 60 * MINUTE + 40 * MINUTE);
    let today = day::today(late, Tz::UTC);
    let tomorrow = today.succ_opt().unwrap();
    let known = weeks_before(today).into_iter().chain(weeks_before(tomorrow)).collect();
    let mut rig = rig(late, Tenant::default(), known);
    let told = rig.pass(5).await;
    assert_eq!((told.len(), told.last()), (47, Some(&(today, 23 * 60, 30))));
    assert_eq!(rig.pass(16).await, []);
    assert_eq!(rig.pass(3).await, [(today, 23 * 60 + 30, 30)], "those that ended by midnight");
    assert_eq!(rig.pass(30).await, [(tomorrow, 0, 20)]);
}

#[tokio::test(start_paused = true)]
async fn days_of_weeks_before_are_asked_for_once_unless_they_are_known_or_too_long() {
    let today = day::today(BASE, Tz::UTC);
    let known = BTreeSet::from([today - Days::new(14)]);
    let mut rig = rig(BASE, Tenant { before: 240, ..Tenant::default() }, known);
    let told = rig.pass(4).await;
    let days: BTreeSet<NaiveDate> = told.iter().map(|(date, ..)| *date).collect();
    let expected: BTreeSet<_> = [0, 7, 21, 28].map(|days| today - Days::new(days)).into();
    assert_eq!(days, expected);
    let week_ago: Vec<_> = told.iter().filter(|(date, ..)| *date == today - Days::new(7)).collect();
    assert_eq!(week_ago.len(), 48, "all of it");
    assert_eq!(week_ago.iter().map(|(.., valid)| valid).sum::<u64>(), 240);
    rig.asked();
    rig.pass(20).await;
    assert!(rig.asked().is_empty(), "once");
    let mut long = self::rig(BASE, Tenant { before: LONG_DAY + 1, ..Tenant::default() }, BTreeSet::new());
    let told = long.pass(4).await;
    assert!(told.iter().all(|(date, ..)| *date == today), "it would take too many calls");
    assert_eq!(long.asked().iter().filter(|(date, _)| *date != today).count(), 4, "one look at each");
}

#[tokio::test(start_paused = true)]
async fn days_of_many_pages_take_a_ninth_of_the_budget_at_most() {
    let mut rig = rig(BASE, Tenant { before: 6_000, ..Tenant::default() }, BTreeSet::new());
    rig.pass(3).await;
    rig.asked();
    rig.pass(20).await;
    let calls = rig.asked().len() as u32;
    let share = 20 * PLACES / ONE_OF;
    assert!((share - 10..=share).contains(&calls), "{calls} of {share}");
}

#[tokio::test(start_paused = true)]
async fn a_day_without_a_session_is_not_taken_for_one_on_which_nobody_came() {
    let today = day::today(BASE, Tz::UTC);
    let mut rig = rig(BASE, Tenant::default(), BTreeSet::new());
    let told = rig.pass(4).await;
    assert!(told.iter().all(|(date, ..)| *date == today));
    assert_eq!(rig.asked().iter().filter(|(date, _)| *date != today).count(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_asked_for_again_with_rests_and_nothing_is_told_of_it() {
    let today = day::today(BASE, Tz::UTC);
    let mut rig = rig(BASE, Tenant::default(), weeks_before(today));
    *rig.tenant.refuses.lock().unwrap() = Some(ErrorKind::Settings);
    assert_eq!(rig.pass(25).await, []);
    let tries = rig.asked().len();
    assert!((2..=4).contains(&tries), "{tries} tries");
    *rig.tenant.refuses.lock().unwrap() = None;
    let told = rig.pass(12).await;
    assert!(told.len() >= 20, "{told:?}");
    rig.env.cancel.cancel();
}

#[tokio::test(start_paused = true)]
async fn of_a_very_long_day_the_last_hours_are_known_from_an_hour_after_where_the_walk_ends() {
    let zone = Tz::UTC;
    let date = day::today(BASE, zone);
    let mut day = DayWalk::new(date, zone).unwrap();
    day.begin(BASE);
    let rows: Vec<AiRecord> = (0..100).map(|at| session(BASE.plus(-at * 3 * MINUTE), at)).collect();
    let page =
        ListPage { rows, total: Some(LONG_DAY + 1), page_size: Some(100), sent: 100, full: true, hidden: 0, bytes: 0 };
    let halves = taken(&mut day, &page, true);
    // At ten, three hours back is seven, and what had begun by then may have ended by eight.
    let from: Vec<i64> = halves.iter().map(|half| half.from.since(day.from) / MINUTE).collect();
    assert_eq!(from, [480, 510, 540]);
}
