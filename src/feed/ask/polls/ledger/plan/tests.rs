//! The plan against a list that grows, changes and keeps things to itself.

mod pushed;
mod searched;

use chrono::NaiveDate;

use super::*;
use crate::model::testing::answered_call;

const FROM: Stamp = Stamp(1_772_409_600_000);
const HOUR: i64 = 3_600_000;

fn day() -> LedgerDay {
    LedgerDay { date: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), from: FROM, to: FROM.plus(24 * HOUR) }
}

/// A vendor's list of one day.
struct Vendor {
    /// Newest first.
    calls: Vec<CallRecord>,
    /// Rows a page at most.
    most: u32,
    /// What is larger is called wrong.
    refuses: bool,
    /// Counted, and not listed: for every count of this result (`None`: of all).
    ghosts: Vec<Option<CallResult>>,
    /// Calls that began then are counted, and not listed.
    hidden: Vec<Stamp>,
    /// It answers as if no part of the day were asked for.
    deaf: bool,
    /// A call comes in before each page.
    busy: bool,
    asked: Vec<Question>,
}

fn record(id: u64, started: Stamp) -> CallRecord {
    answered_call(&id.to_string(), started)
}

impl Vendor {
    /// So many calls, one each ten seconds.
    fn with(calls: u64) -> Self {
        let mut vendor = Self {
            calls: Vec::new(),
            most: 1000,
            refuses: false,
            ghosts: Vec::new(),
            hidden: Vec::new(),
            deaf: false,
            busy: false,
            asked: Vec::new(),
        };
        (0..calls).for_each(|id| vendor.add(record(id, FROM.plus(id as i64 * 10_000))));
        vendor
    }

    fn add(&mut self, record: CallRecord) {
        let at = self.calls.partition_point(|known| known.started > record.started);
        self.calls.insert(at, record);
    }

    fn answer(&mut self, question: &Question) -> Option<ListPage<CallRecord>> {
        self.asked.push(question.clone());
        if self.busy {
            let id = self.calls.len() as u64;
            self.add(record(id, FROM.plus(id as i64 * 10_000)));
        }
        if question.rows > self.most && self.refuses {
            return None;
        }
        let size = question.rows.min(self.most);
        let since = question.since.filter(|_| !self.deaf);
        let within = |at| question.until.is_none_or(|until| at < Some(until)) && (since.is_none() || at >= since);
        let found: Vec<&CallRecord> = self
            .calls
            .iter()
            .filter(|call| within(call.started))
            .filter(|call| question.filter.kind.is_none_or(|kind| call.kind == Some(kind)))
            .filter(|call| question.filter.result.is_none_or(|result| call.result == Some(result)))
            .collect();
        let ghosts =
            self.ghosts.iter().filter(|ghost| question.filter.result.is_none() || **ghost == question.filter.result);
        let hidden = self.hidden.iter().filter(|at| question.filter.result.is_none() && within(Some(**at)));
        let total = Some((found.len() + ghosts.count() + hidden.count()) as u64);
        let from = (question.page as usize - 1) * size as usize;
        let rows: Vec<CallRecord> = found.into_iter().skip(from).take(size as usize).cloned().collect();
        let sent = rows.len() as u64;
        Some(ListPage { rows, total, page_size: Some(size), sent, full: sent == u64::from(size), hidden: 0, bytes: 0 })
    }
}

/// Plan and vendor, the clock in seconds since the beginning.
struct Rig {
    plan: Plan,
    start: Instant,
    seconds: u64,
    told: Ledger,
}

impl Rig {
    fn new() -> Self {
        let start = Instant::now();
        let target = ServiceTarget::default();
        let plan = Plan::new(day(), target, Duration::from_secs(20), start);
        Self { plan, start, seconds: 0, told: Ledger::new(day(), target) }
    }

    fn now(&self) -> Instant {
        self.start + Duration::from_secs(self.seconds)
    }

    /// Asks and answers until nothing is due for so many seconds more; a question takes none.
    fn run(&mut self, vendor: &mut Vendor, seconds: u64) {
        let end = self.seconds + seconds;
        for _ in 0..10_000 {
            match self.plan.next(self.now()) {
                Next::Ask(question) => self.answer(vendor, &question),
                Next::Wait(at) => {
                    let due = (at - self.start).as_secs_f64().ceil() as u64;
                    if due > end {
                        self.seconds = end;
                        return;
                    }
                    self.seconds = due;
                }
            }
        }
        panic!("it never rests");
    }

    fn answer(&mut self, vendor: &mut Vendor, question: &Question) {
        let Some(page) = vendor.answer(question) else {
            assert!(self.plan.asks_smaller(question));
            return;
        };
        let asked_at = FROM.plus(20 * HOUR + self.seconds as i64 * 1_000);
        // A moment apart, so that what was asked before the other is known.
        let asked = self.now() + Duration::from_micros(vendor.asked.len() as u64);
        if let Some(news) = self.plan.took(question, &page, Told { now: self.now(), asked, asked_at }) {
            self.told.take(news);
        }
    }
}

fn readings(vendor: &Vendor) -> usize {
    vendor.asked.iter().filter(|question| question.what == Asked::Reading).count()
}

#[test]
fn the_day_is_read_newest_first_in_the_largest_pages_that_the_vendor_takes() {
    for (most, refuses, pages) in [(1000, false, 3), (200, false, 12), (300, true, 14), (100, true, 27)] {
        let mut vendor = Vendor { most, refuses, ..Vendor::with(2_400) };
        let mut rig = Rig::new();
        rig.run(&mut vendor, 10);
        assert_eq!(readings(&vendor), pages, "{most} rows a page");
        assert_eq!(rig.told.held(), 2_400);
        assert!(rig.told.extent().whole && rig.told.unlisted().is_empty());
    }
}

#[test]
fn until_all_is_read_it_is_said_since_when_and_how_many_of_how_many() {
    let mut vendor = Vendor::with(2_400);
    let mut rig = Rig::new();
    let Next::Ask(first) = rig.plan.next(rig.now()) else { panic!("a question") };
    rig.answer(&mut vendor, &first);
    let extent = rig.told.extent();
    let since = Some(FROM.plus(1_400 * 10_000));
    assert_eq!(extent, Extent { whole: false, since, total: Some(2_400) });
    assert_eq!(rig.told.held(), 1_000);
}

#[test]
fn a_call_that_comes_while_the_day_is_read_moves_no_page() {
    let mut vendor = Vendor { most: 100, ..Vendor::with(1_000) };
    let mut rig = Rig::new();
    for id in 0..30 {
        vendor.add(record(5_000 + id, FROM.plus(10 * HOUR + id as i64)));
        if let Next::Ask(question) = rig.plan.next(rig.now()) {
            rig.answer(&mut vendor, &question);
        }
    }
    rig.run(&mut vendor, 60);
    assert_eq!(rig.told.held(), vendor.calls.len());
}

#[test]
fn a_call_that_lasted_long_is_found_where_it_began() {
    let mut vendor = Vendor::with(3_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    let before = vendor.asked.len();
    // It began 1,200 calls ago, and is over only now.
    vendor.add(record(9_999, FROM.plus(1_800 * 10_000 + 1)));
    rig.run(&mut vendor, 20);
    assert!(rig.told.call("9999").is_some());
    let asked: Vec<&Question> =
        vendor.asked.iter().skip(before).filter(|question| !matches!(question.what, Asked::Count(..))).collect();
    assert!(asked.len() <= 8, "{asked:?}");
    assert!(asked.iter().filter(|question| question.rows > 1).count() <= 2, "the newest, and where it is: {asked:?}");
    let before = vendor.asked.len();
    rig.run(&mut vendor, 20);
    assert!(vendor.asked.len() - before <= 3, "in balance one page is enough");
}

#[test]
fn what_is_counted_and_never_listed_is_said_and_searched_for_once() {
    let mut vendor = Vendor { ghosts: vec![None, Some(CallResult::AgentMissed)], ..Vendor::with(1_000) };
    let mut rig = Rig::new();
    rig.run(&mut vendor, 400);
    let differs = rig.told.unlisted();
    assert!(differs.contains(&Unlisted { result: None, counted: 1_002, listed: 1_000 }), "{differs:?}");
    assert!(
        differs.contains(&Unlisted { result: Some(CallResult::AgentMissed), counted: 1, listed: 0 }),
        "{differs:?}"
    );
    let before = vendor.asked.len();
    rig.run(&mut vendor, 100);
    assert!(vendor.asked.len() - before <= 12, "{} questions in 100 s", vendor.asked.len() - before);
    vendor.ghosts.clear();
    rig.run(&mut vendor, 300);
    assert_eq!(rig.told.unlisted(), [], "it agrees again");
}

#[test]
fn what_comes_while_the_list_is_searched_is_no_disagreement() {
    let mut vendor = Vendor { ghosts: vec![None], busy: true, ..Vendor::with(1_000) };
    let mut rig = Rig::new();
    for _ in 0..40 {
        rig.run(&mut vendor, 20);
        let beyond: Vec<u64> = rig.told.unlisted().iter().map(|differs| differs.counted - differs.listed).collect();
        assert!(beyond.iter().all(|beyond| *beyond == 1), "one is counted and not listed: {:?}", rig.told.unlisted());
    }
    assert_eq!(rig.told.unlisted().len(), 1);
}

#[test]
fn a_record_that_changed_long_ago_is_noticed_by_the_counts_and_read_again() {
    let mut vendor = Vendor::with(3_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    // The vendor decides otherwise on a call of the morning.
    let changed = vendor.calls.last_mut().unwrap();
    changed.result = Some(CallResult::AgentMissed);
    rig.run(&mut vendor, 400);
    assert_eq!(rig.told.figures().lost, 1);
    assert_eq!(rig.told.unlisted(), []);
}

#[test]
fn a_record_that_changed_lately_is_read_again_within_ten_minutes() {
    let mut vendor = Vendor::with(7_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    let before = readings(&vendor);
    let place = vendor.calls.len() - 6_500;
    vendor.calls[place].talk_ms = Some(77);
    rig.run(&mut vendor, 620);
    let id = vendor.calls[place].id.clone();
    assert_eq!(rig.told.call(&id).unwrap().talk_ms, Some(77));
    assert!(readings(&vendor) - before <= 3, "two hours of them, not the day");
}

#[test]
fn a_vendor_that_tells_no_total_is_read_to_the_end() {
    let mut vendor = Vendor::with(250);
    let mut rig = Rig::new();
    for _ in 0..4 {
        let Next::Ask(question) = rig.plan.next(rig.now()) else { break };
        let page = vendor.answer(&question).map(|page| ListPage { total: None, ..page }).unwrap();
        let told = Told { now: rig.now(), asked: rig.now(), asked_at: FROM.plus(HOUR) };
        rig.plan.took(&question, &page, told).into_iter().for_each(|news| rig.told.take(news));
    }
    assert_eq!(rig.told.held(), 250);
    assert!(rig.told.extent().whole && rig.told.extent().total.is_none());
}

#[test]
fn another_day_begins_empty_with_what_was_learnt_of_pages() {
    let mut vendor = Vendor { most: 300, refuses: true, ..Vendor::with(900) };
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    let next = LedgerDay { from: day().to, to: day().to.plus(24 * HOUR), ..day() };
    let plan = rig.plan.begin(next, rig.now());
    let Next::Ask(question) = plan.next(rig.now()) else { panic!("a question") };
    assert_eq!((question.rows, question.page, plan.day()), (200, 1, next));
}
