//! Which question about call records is asked next. Pure but for the moments that it is given.
//!
//! First all of today's records are read, newest first, in the largest pages that the vendor gives, up to the moment at
//! which that began: later records cannot move those pages. Beside that, and for ever after, the newest records are asked
//! for again and again. Their answer says how many records the day has by now. Where that is more than are known,
//! something is missing deeper in the list (a call that lasted long is listed where it began), and is [searched
//! for](Search) by the counts of parts of the day. What that does not find is looked for page by page; where even the end of
//! the list brings no balance, the vendor counts what it does not list: that is said, and not searched for again.
//!
//! A record that changes without a new one moves no count of the day. So now and then the last two hours are read again;
//! and counts by result, one small question at a time, are held against the ledger. A count must lie between what was
//! known when it was asked and what is known after the next look at the newest records; where it does not, the whole day
//! is read again, and what differs then is said.
//!
//! Records that the vendor pushes are taken here too, whichever comes first: see [`Unconfirmed`].

use std::time::Duration;

use litemap::LiteMap;
use tokio::time::Instant;

use crate::feed::ask::paging;
use crate::model::{
    CallKind, CallNews, CallRecord, CallResult, CallsAsked, Extent, Ledger, LedgerCall, LedgerDay, Matcher, Matching,
    ServiceTarget, Stamp, Unlisted,
};
use crate::platforms::ListPage;

mod question;
mod search;
mod unconfirmed;

pub(super) use question::{Asked, Next, Question, Told};
use search::{Hidden, Query, Search, Step};
use unconfirmed::Unconfirmed;

/// Rows a page that are asked for, largest first: the vendor documents no largest number.
const SIZES: [u32; 4] = [1000, 500, 200, 100];

/// Rows of a look at the newest records.
const NEWEST: u32 = 200;

/// How often records are read again that may have changed.
const REREAD_EVERY: Duration = Duration::from_mins(10);

/// How far back.
const REREAD_MS: i64 = 2 * 60 * 60 * 1_000;

/// After so many searches of a day that failed the list is looked through page by page at once.
const FAILURES: u32 = 3;

/// The results whose counts are compared.
const COMPARED: [CallResult; 6] = [
    CallResult::Answered,
    CallResult::HungUpFast,
    CallResult::AgentMissed,
    CallResult::AgentNotFound,
    CallResult::SystemMissed,
    CallResult::CustomerAnswered,
];

/// A reading of the list from the newest record back.
#[derive(Clone, Copy, Debug)]
struct Reading {
    page: u32,
    /// The rows of all pages so far.
    rows: u64,
    /// Where the list began: set with the first answer, so that later records move no page.
    until: Option<Stamp>,
    /// The oldest call so far, as long as each was older than the one before.
    since: Option<Stamp>,
    ordered: bool,
    /// It ends with calls that began before.
    back_to: Option<Stamp>,
}

impl Reading {
    const fn new(back_to: Option<Stamp>) -> Self {
        Self { page: 1, rows: 0, until: None, since: None, ordered: true, back_to }
    }
}

/// A count that waits to be compared.
#[derive(Clone, Copy, Debug)]
struct Counted {
    at: Instant,
    count: u64,
    before: u64,
}

/// What is known, and what is asked next.
pub(super) struct Plan {
    ledger: Ledger,
    matching: Matching,
    /// Which calls have the same number: known here alone.
    matcher: Matcher,
    every: Duration,
    /// Its place in [`SIZES`].
    size: usize,
    /// Fewer rows a page than were asked for: the vendor's own limit.
    given: Option<u32>,
    reading: Option<Reading>,
    whole: bool,
    since: Option<Stamp>,
    total: Option<u64>,
    /// How many records the vendor counts beyond those that it lists.
    beyond: i64,
    /// Its count when the look at the newest records began: what comes meanwhile is on a page that was read already.
    counted_first: Option<u64>,
    newest_page: u32,
    search: Option<Search>,
    /// Calls that are counted and not listed, where a search met them.
    hidden: Hidden,
    /// Searches that failed.
    failures: u32,
    newest_due: Instant,
    reread_due: Instant,
    count_due: Instant,
    counts: usize,
    counted: LiteMap<CallResult, Counted>,
    unlisted: Vec<Unlisted>,
    as_of: Option<Stamp>,
    /// What was pushed and is not in the list yet.
    pushed: Unconfirmed,
    /// Whether the settings narrow the list.
    narrowed: bool,
}

impl Plan {
    pub(super) fn new(day: LedgerDay, target: ServiceTarget, every: Duration, now: Instant) -> Self {
        Self {
            ledger: Ledger::new(day, target),
            matching: Matching::Unsaid,
            matcher: Matcher::default(),
            every,
            size: 0,
            given: None,
            reading: Some(Reading::new(None)),
            whole: false,
            since: None,
            total: None,
            beyond: 0,
            counted_first: None,
            newest_page: 1,
            search: None,
            hidden: Hidden::default(),
            failures: 0,
            newest_due: now + every,
            reread_due: now + REREAD_EVERY,
            count_due: now + every,
            counts: 0,
            counted: LiteMap::new(),
            unlisted: Vec::new(),
            as_of: None,
            pushed: Unconfirmed::default(),
            narrowed: false,
        }
    }

    /// The same, with or without lost calls held against later ones.
    pub(super) fn matching(self, matching: Matching) -> Self {
        Self { matching, ..self }
    }

    /// The same of a list that the settings narrow, or not.
    pub(super) fn narrowed(self, narrowed: bool) -> Self {
        Self { narrowed, ..self }
    }

    /// The plan of another day, with what was learnt of the size of pages. No number of a day is known on the next.
    pub(super) fn begin(&self, day: LedgerDay, now: Instant) -> Self {
        let plan = Self::new(day, self.ledger.target(), self.every, now).matching(self.matching.clone());
        Self { size: self.size, given: self.given, ..plan.narrowed(self.narrowed) }
    }

    pub(super) const fn day(&self) -> LedgerDay {
        self.ledger.day()
    }

    pub(super) fn unlisted(&self) -> &[Unlisted] {
        &self.unlisted
    }

    pub(super) fn clock_set(&mut self, by: i64) {
        self.as_of = self.as_of.map(|at| at.plus(by));
    }

    /// A person does not want to wait.
    pub(super) fn hurry(&mut self, now: Instant) {
        self.newest_due = now;
    }

    fn rows(&self) -> u32 {
        let size = SIZES.get(self.size).copied().unwrap_or(NEWEST);
        self.given.map_or(size, |given| given.min(size))
    }

    pub(super) fn next(&self, now: Instant) -> Next {
        let page = |what, page, rows, since, until| {
            Next::Ask(Question { what, filter: CallsAsked::default(), page, rows, since, until })
        };
        if self.newest_page > 1 || self.newest_due <= now {
            return page(Asked::Newest, self.newest_page, self.rows().min(NEWEST), None, None);
        }
        if let Some(Query { since, until, page: number, reads }) = self.search.as_ref().and_then(Search::query) {
            let rows = if reads { self.rows() } else { 1 };
            return page(Asked::Search, number, rows, Some(since), Some(until));
        }
        if let Some(reading) = self.reading {
            return page(Asked::Reading, reading.page, self.rows(), None, reading.until);
        }
        if self.count_due <= now
            && let Some(result) = COMPARED.get(self.counts % COMPARED.len()).copied()
        {
            let filter = CallsAsked { kind: Some(CallKind::Inbound), result: Some(result), ..CallsAsked::default() };
            // What was pushed the vendor need not count yet.
            let pushed = self.pushed.ended_with(&self.ledger, result, now);
            let what = Asked::Count(result, self.ledger.ended_with(result).saturating_sub(pushed));
            return Next::Ask(Question { what, filter, page: 1, rows: 1, since: None, until: None });
        }
        Next::Wait(self.newest_due.min(self.count_due))
    }

    /// Whether a question that was called wrong is asked again with smaller pages.
    pub(super) fn asks_smaller(&mut self, question: &Question) -> bool {
        if question.what != Asked::Reading || question.page != 1 {
            return false;
        }
        if self.size + 1 < SIZES.len() {
            self.size += 1;
            return true;
        }
        // It was not that; the next attempt begins with the largest again.
        self.size = 0;
        false
    }

    /// Takes an answer in; what to tell of it.
    pub(super) fn took(&mut self, question: &Question, page: &ListPage<CallRecord>, told: Told) -> Option<CallNews> {
        match question.what {
            Asked::Count(result, before) => {
                self.counts = self.counts.wrapping_add(1);
                self.count_due = told.now + self.every;
                if let Some(count) = page.total {
                    self.counted.insert(result, Counted { at: told.asked, count, before });
                }
                None
            }
            Asked::Newest => {
                let calls = self.listed(&page.rows, told.asked);
                self.took_newest(question, page, told);
                Some(self.news(calls, told.asked_at))
            }
            Asked::Search => {
                let calls = self.listed(&page.rows, told.asked);
                self.took_search(question, page, told);
                (!calls.is_empty() || self.search.is_none()).then(|| self.news(calls, told.asked_at))
            }
            Asked::Reading => {
                let calls = self.listed(&page.rows, told.asked);
                self.took_reading(question, page, told);
                Some(self.news(calls, told.asked_at))
            }
        }
    }

    /// Takes records that were pushed; what to tell of them.
    pub(super) fn took_pushed(&mut self, records: Vec<CallRecord>, now: Instant, at: Stamp) -> Option<CallNews> {
        let records = self.pushed.push(records, &self.ledger, self.narrowed, now);
        let calls = self.upsert(&records);
        (!calls.is_empty()).then(|| self.news(calls, at))
    }

    /// Takes the rows of an answer.
    fn listed(&mut self, rows: &[CallRecord], asked: Instant) -> Vec<LedgerCall> {
        if self.pushed.is_empty() {
            return self.upsert(rows);
        }
        let rows = self.pushed.keep(rows, &self.ledger, asked);
        self.upsert(&rows)
    }

    /// The records that are new or have changed.
    fn upsert(&mut self, rows: &[CallRecord]) -> Vec<LedgerCall> {
        if self.matching == Matching::On {
            return self.matcher.upsert(&mut self.ledger, rows);
        }
        let mut calls: Vec<LedgerCall> = rows.iter().map(|row| self.ledger.entry(row)).collect();
        calls.retain(|call| self.ledger.upsert(call.clone()));
        calls
    }

    fn news(&self, calls: Vec<LedgerCall>, at: Stamp) -> CallNews {
        CallNews {
            day: self.ledger.day(),
            target: self.ledger.target(),
            calls,
            extent: Extent { whole: self.whole, since: self.since.filter(|_| !self.whole), total: self.total },
            unlisted: self.unlisted.clone(),
            matching: self.matching.clone(),
            as_of: self.as_of.unwrap_or(at),
        }
    }

    fn took_reading(&mut self, question: &Question, page: &ListPage<CallRecord>, told: Told) {
        let Some(mut reading) = self.reading else { return };
        // A vendor that puts fewer rows on a page than it was asked for has a limit of its own.
        let more = page.total.is_some_and(|total| total > page.sent);
        if question.page == 1 && more && page.sent > 0 && page.sent < u64::from(question.rows) {
            self.given = u32::try_from(page.sent).ok();
        }
        if question.page == 1 {
            self.as_of = Some(told.asked_at);
            self.total = page.total.or(self.total);
            // From now on the list begins where it does now, by the vendor's clock.
            reading.until = page.rows.iter().filter_map(|row| row.started).max().map(|newest| newest.plus(1));
        }
        reading.rows = reading.rows.saturating_add(page.sent);
        for started in page.rows.iter().filter_map(|row| row.started) {
            reading.ordered &= reading.since.is_none_or(|since| started <= since);
            reading.since = Some(reading.since.map_or(started, |since| since.min(started)));
        }
        let full = page.full || self.given.is_some_and(|given| page.sent >= u64::from(given));
        let goes_on = paging::Told {
            page: question.page,
            sent: page.sent,
            full,
            rows: reading.rows,
            total: page.total,
            pages: None,
        }
        .goes_on();
        let far_enough =
            reading.back_to.zip(reading.since).is_some_and(|(back, since)| reading.ordered && since < back);
        if !self.whole {
            self.since = reading.since.filter(|_| reading.ordered);
        }
        if goes_on && !far_enough {
            reading.page += 1;
            self.reading = Some(reading);
            return;
        }
        self.reading = None;
        self.whole = true;
        self.reread_due = told.now + REREAD_EVERY;
        // What ended meanwhile is looked for at once.
        self.newest_due = told.now;
    }

    fn took_newest(&mut self, question: &Question, page: &ListPage<CallRecord>, told: Told) {
        if question.page == 1 {
            self.as_of = Some(told.asked_at);
            self.newest_due = told.asked + self.every;
        }
        self.total = page.total.or(self.total);
        if self.search.is_some() {
            return;
        }
        if question.page == 1 {
            self.counted_first = page.total;
        }
        let full = page.sent >= u64::from(question.rows) || page.full;
        if self.whole
            && let (Some(first), Some(now)) = (self.counted_first, page.total)
        {
            let total = first.min(now);
            // What was pushed and no list has had it may be counted or not.
            let least = signed(total) - signed(self.ledger.held() as u64);
            let most = least + signed(self.pushed.unlisted(told.now));
            if least > self.beyond && full {
                if question.page > 1 || !self.begin_search(total, least) {
                    self.newest_page = question.page + 1;
                }
                return;
            }
            // At the end of the list what is missing is not listed; in balance less is.
            self.beyond = self.beyond.clamp(least, most);
        }
        self.newest_page = 1;
        self.newest_due = told.asked + self.every;
        self.looked(told);
    }

    /// Whether what is missing, where `total` are counted, is searched for by counts.
    fn begin_search(&mut self, total: u64, least: i64) -> bool {
        if self.failures < FAILURES {
            let missing = u64::try_from(least - self.beyond).unwrap_or(0);
            let beyond = u64::try_from(self.beyond).unwrap_or(0);
            self.search = Search::new(&self.ledger, &mut self.hidden, total, missing, beyond);
        }
        self.search.is_some()
    }

    fn took_search(&mut self, question: &Question, page: &ListPage<CallRecord>, told: Told) {
        let Some(search) = &mut self.search else { return };
        let full = page.sent >= u64::from(question.rows)
            || page.full
            || self.given.is_some_and(|given| page.sent >= u64::from(given));
        match search.took(page, full, &self.ledger, &mut self.hidden) {
            Step::GoesOn => return,
            Step::Found => {}
            Step::Failed => {
                self.failures += 1;
                self.newest_page = 2;
            }
        }
        self.search = None;
        if self.newest_page == 1 {
            self.looked(told);
        }
    }

    /// All that was counted when the newest were looked at is known now.
    fn looked(&mut self, told: Told) {
        if self.whole {
            self.compare(told);
        }
        if self.whole && self.reading.is_none() && self.reread_due <= told.now {
            self.reading = Some(Reading::new(Some(told.asked_at.plus(-REREAD_MS))));
        }
    }

    /// Holds the counts that were asked for before against what is known now.
    fn compare(&mut self, told: Told) {
        let mut unlisted = Vec::new();
        if self.beyond > 0 {
            let listed = self.ledger.held() as u64;
            unlisted.push(Unlisted { result: None, counted: listed.saturating_add_signed(self.beyond), listed });
        }
        let before = self.unlisted.clone();
        for result in COMPARED {
            let known = before.iter().find(|differs| differs.result == Some(result)).copied();
            let ready = self.counted.get(&result).copied().filter(|counted| counted.at < told.asked);
            let Some(counted) = ready else {
                unlisted.extend(known);
                continue;
            };
            self.counted.remove(&result);
            let after = self.ledger.ended_with(result);
            let (least, most) = (counted.before.min(after), counted.before.max(after));
            if (least..=most).contains(&counted.count) {
                continue;
            }
            unlisted.push(Unlisted { result: Some(result), counted: counted.count, listed: after });
            // Once for each that begins to differ: perhaps a record changed long ago.
            if known.is_none() && self.reading.is_none() {
                self.reading = Some(Reading::new(None));
            }
        }
        self.unlisted = unlisted;
    }
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
