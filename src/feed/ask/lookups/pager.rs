//! Which page of a long list to ask for next. Pure: pages go in, rows that the board does not have yet come out.
//!
//! What is held always begins at the newest row and has no gap, so that "newest first" stays true while one scrolls.
//! No vendor says in which order its pages come: the first page tells. Oldest first, the list is walked from its last
//! page backwards. Rows that come in between shift the others to later pages, or lengthen the last one; either way
//! pages overlap, and rows are told apart by their ids.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::model::{AiRecord, CallRecord, Listed};
use crate::platforms::ListPage;

mod digest;

use digest::digest;

/// No list is walked further than this: a tenant with more asks for less.
const PAGES_MAX: u32 = 2_000;

/// So many pages without news are looked through for calls that still ran.
const CHASED: u32 = 5;

/// No more rows than this are kept of a list, however many a page has.
const ROWS_MAX: usize = 200_000;

/// So many pages in a row without news end a list.
const ECHOES: u32 = 3;

/// After a walk through all pages that found nothing of what should still be there, so many rounds pass before the
/// next.
const REWALK_AFTER: u64 = 20;

/// A row of a list that comes in pages.
pub(super) trait Row: Listed + Debug {
    /// Whether it may change soon, however far down it stands.
    fn runs(&self) -> bool;
}

impl Row for CallRecord {
    fn runs(&self) -> bool {
        self.ended.is_none()
    }
}

impl Row for AiRecord {
    // Robots leave sessions open for hours, and every page of them costs a place in the budget.
    fn runs(&self) -> bool {
        false
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Newest,
    Oldest,
}

/// A row that the board has.
#[derive(Debug)]
struct KnownRow {
    digest: u64,
    /// The round that brought it. Only once that round is complete is there no gap above it.
    round: u64,
    runs: bool,
    /// The round that saw it last.
    met: u64,
}

/// What a page brought.
#[derive(Clone, Copy, Debug, Default)]
struct PageNews {
    /// Something above what was there when the last round was complete. What stands below that only lies deeper.
    fresh: bool,
    /// A row that was there looks different.
    changed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hunt {
    /// Nothing is known.
    First,
    /// Looking for the last page of a list that begins with its oldest row: behind `low`, which has rows, and before
    /// `high`, which has none.
    Seek { page: u32, low: u32, high: Option<u32> },
    /// From the newest page known on to newer ones; `changed`: whether rows on it had changed.
    Rise { page: u32, from: u32, changed: bool },
    /// From the newest page down to where nothing is new; `quiet` pages had nothing.
    Fall { page: u32, quiet: u32 },
    /// Through all pages, for rows that must have slipped by.
    Walk { page: u32, fruitful: bool },
    /// The newest rows are there; further down when a person scrolls.
    Rest,
}

/// The state of one list.
#[derive(Debug)]
pub(super) struct Pager {
    held: HashMap<String, KnownRow>,
    total: Option<u64>,
    /// How many of them are left out on purpose, and on no page.
    hidden: u64,
    /// The total that the newest page of this round told: rows that came later may be missing without a fault.
    expected: Option<u64>,
    /// Rows a page, as seen and as the vendor says.
    seen_size: u64,
    said_size: Option<u64>,
    order: Option<Order>,
    /// The page with the newest row, and the deepest one that was walked to.
    top: u32,
    reached: u32,
    /// The oldest row is there.
    ended: bool,
    echoes: u32,
    round: u64,
    settled: u64,
    running: usize,
    unmet: usize,
    step: Hunt,
    accepted: u64,
    rewalk_at: u64,
    /// The page that was taken last, and a hash of its ids and its total.
    last: Option<(u32, u64)>,
}

impl Pager {
    pub(super) fn new() -> Self {
        Self {
            held: HashMap::new(),
            total: None,
            hidden: 0,
            expected: None,
            seen_size: 0,
            said_size: None,
            order: None,
            top: 1,
            reached: 1,
            ended: false,
            echoes: 0,
            round: 1,
            settled: 0,
            running: 0,
            unmet: 0,
            step: Hunt::First,
            accepted: 0,
            rewalk_at: 0,
            last: None,
        }
    }

    /// Begins a round from the newest row, if none is under way.
    pub(super) fn refresh(&mut self) {
        if self.step != Hunt::Rest {
            return;
        }
        self.round += 1;
        self.unmet = self.running;
        self.step = match self.order {
            Some(Order::Oldest) => Hunt::Rise { page: self.top, from: self.top, changed: false },
            _ => Hunt::Fall { page: 1, quiet: 0 },
        };
    }

    /// Forgets the round under way: it is not waited for.
    pub(super) fn abandon(&mut self) {
        self.step = match self.step {
            Hunt::First | Hunt::Seek { .. } => Hunt::First,
            _ => Hunt::Rest,
        };
    }

    /// Whether the newest rows are there, and the pager only goes further down.
    pub(super) fn rests(&self) -> bool {
        self.step == Hunt::Rest
    }

    /// Whether nothing has come yet.
    pub(super) const fn is_empty_handed(&self) -> bool {
        matches!(self.step, Hunt::First | Hunt::Seek { .. })
    }

    /// Whether it looks for rows that slipped by.
    pub(super) const fn walks(&self) -> bool {
        matches!(self.step, Hunt::Walk { .. })
    }

    /// How many rows the vendor says there are, without those that are left out on purpose.
    pub(super) fn total(&self) -> Option<u64> {
        self.total.map(|total| total.saturating_sub(self.hidden))
    }

    /// Whether all there is to be had is there.
    pub(super) fn is_complete(&self) -> bool {
        self.ended && self.rests() && self.missing() <= self.accepted
    }

    /// Pages walked so far on the way down.
    pub(super) const fn depth(&self) -> u32 {
        self.top.abs_diff(self.reached) + 1
    }

    /// The page to ask for, when `rows` are wanted; `None` when there is nothing to ask.
    pub(super) fn next(&mut self, rows: usize) -> Option<u32> {
        match self.step {
            Hunt::First => Some(1),
            Hunt::Seek { page, .. } | Hunt::Rise { page, .. } | Hunt::Fall { page, .. } | Hunt::Walk { page, .. } => {
                Some(page)
            }
            Hunt::Rest if self.held.len() >= rows => None,
            Hunt::Rest if !self.ended => self.below(self.reached),
            Hunt::Rest if self.missing() > self.accepted && self.round >= self.rewalk_at => {
                self.step = Hunt::Walk { page: 1, fruitful: false };
                Some(1)
            }
            Hunt::Rest => None,
        }
    }

    /// Takes the answer to the page that was asked for; the rows that the board has to be told.
    pub(super) fn take<T: Row>(&mut self, mut answer: ListPage<T>) -> Vec<T> {
        let mut count = answer.sent;
        if self.is_repeated(&answer) {
            // The vendor does not listen to the number of the page: the rows have ended.
            answer.rows.clear();
            count = 0;
        }
        if count > 0 || self.is_empty_handed() {
            self.total = answer.total.or(self.total.filter(|_| count > 0));
            self.hidden = answer.hidden;
        }
        self.seen_size = self.seen_size.max(count);
        self.said_size = answer.page_size.map(u64::from).or(self.said_size);
        let mut news = Vec::new();
        match self.step {
            Hunt::First => self.take_first(answer.rows, count, &mut news),
            Hunt::Seek { page, low, high } if count == 0 && page > 1 => {
                self.step =
                    Hunt::Seek { page: low + (page - low) / 2, low, high: Some(high.unwrap_or(page).min(page)) };
            }
            Hunt::Seek { page, high: Some(high), .. } if page + 1 < high => {
                self.step = Hunt::Seek { page: page + (high - page) / 2, low: page, high: Some(high) };
            }
            Hunt::Seek { page, .. } => self.take_last(page, answer.rows, count, &mut news),
            Hunt::Rise { page, from, changed } => {
                let brought = self.hold(answer.rows, self.round, &mut news);
                self.rose(page, from, changed || page == from && brought.changed, count);
            }
            Hunt::Fall { page, quiet } => {
                if page == 1 && self.turns(&answer.rows) {
                    self.hold(answer.rows, self.round, &mut news);
                    self.expected = self.total;
                    self.rose(1, 1, false, count);
                } else {
                    let brought = self.hold(answer.rows, self.round, &mut news);
                    self.fell(page, quiet, brought, count);
                }
            }
            Hunt::Walk { page, fruitful } => {
                self.hold(answer.rows, self.settled, &mut news);
                self.walked(page, fruitful || !news.is_empty(), count);
            }
            Hunt::Rest => self.take_deeper(answer.rows, count, &mut news),
        }
        news
    }

    /// Whether these are the rows of the page before, asked for under another number. Where so many rows came in that
    /// a page became the next one, the total tells.
    fn is_repeated<T: Row>(&mut self, answer: &ListPage<T>) -> bool {
        let page = match self.step {
            Hunt::First => 1,
            Hunt::Seek { page, .. } | Hunt::Rise { page, .. } | Hunt::Fall { page, .. } | Hunt::Walk { page, .. } => {
                page
            }
            Hunt::Rest => self.below(self.reached).unwrap_or(1),
        };
        let mut hasher = DefaultHasher::new();
        for row in &answer.rows {
            row.id().hash(&mut hasher);
        }
        answer.total.hash(&mut hasher);
        let print = hasher.finish();
        let before = self.last.replace((page, print));
        !answer.rows.is_empty() && page > 1 && before.is_some_and(|(other, before)| other != page && before == print)
    }

    fn take_first<T: Row>(&mut self, rows: Vec<T>, count: u64, news: &mut Vec<T>) {
        self.order = order(&rows);
        self.expected = self.total;
        (self.top, self.reached) = (1, 1);
        if self.order == Some(Order::Oldest) {
            if self.total.is_some_and(|total| total > count) {
                // The newest rows are elsewhere; these come last.
                self.step = Hunt::Seek { page: self.last_page(), low: 1, high: None };
                return;
            }
            self.ended = true;
            self.hold(rows, self.round, news);
            self.rose(1, 1, false, count);
        } else {
            self.hold(rows, self.round, news);
            self.ended = self.ends(1, count);
            self.settle();
        }
    }

    /// A list that was too short to tell its order begins with its oldest row after all.
    fn turns<T: Row>(&mut self, rows: &[T]) -> bool {
        if self.order.is_some() {
            return false;
        }
        self.order = order(rows);
        let turns = self.order == Some(Order::Oldest);
        if turns {
            (self.top, self.reached, self.ended) = (1, 1, true);
        }
        turns
    }

    fn take_last<T: Row>(&mut self, page: u32, rows: Vec<T>, count: u64, news: &mut Vec<T>) {
        self.expected = self.total;
        self.hold(rows, self.round, news);
        (self.top, self.reached, self.ended) = (page, page, page == 1);
        self.rose(page, page, false, count);
    }

    fn rose(&mut self, page: u32, from: u32, changed: bool, count: u64) {
        if count > 0 {
            self.top = self.top.max(page);
        }
        self.expected = self.total;
        let more = match self.total {
            Some(_) => self.last_page() > page,
            None => count >= self.seen_size,
        };
        self.step = if more && count > 0 && page < PAGES_MAX {
            Hunt::Rise { page: page + 1, from, changed }
        } else if changed && from > self.reached {
            Hunt::Fall { page: from - 1, quiet: 0 }
        } else if self.unmet > 0 && from > self.reached {
            Hunt::Fall { page: from - 1, quiet: 1 }
        } else {
            return self.settle();
        };
    }

    fn fell(&mut self, page: u32, quiet: u32, brought: PageNews, count: u64) {
        let below = if self.order == Some(Order::Oldest) {
            // Nothing new comes in further down, and what was not walked to is of no concern.
            (page > self.reached).then(|| page - 1)
        } else {
            if page == 1 {
                self.expected = self.total;
            }
            self.reached = self.reached.max(page);
            let all = count == 0 || self.passes_all(page, count);
            self.ended |= all;
            (!all && page < PAGES_MAX).then_some(page + 1)
        };
        let quiet = if brought.fresh || brought.changed { 0 } else { quiet + 1 };
        let known = self.order == Some(Order::Oldest) || page < self.reached;
        let goes_on = quiet == 0 || self.unmet > 0 && quiet <= CHASED && known;
        match below {
            Some(page) if goes_on => self.step = Hunt::Fall { page, quiet },
            _ => self.settle(),
        }
    }

    fn walked(&mut self, page: u32, fruitful: bool, count: u64) {
        if page == 1 {
            self.expected = self.total;
        }
        if count > 0 && !self.passes_all(page, count) && page < PAGES_MAX {
            self.step = Hunt::Walk { page: page + 1, fruitful };
            return;
        }
        if !fruitful {
            self.accepted = self.missing();
            self.rewalk_at = self.round + REWALK_AFTER;
        }
        self.step = Hunt::Rest;
    }

    fn take_deeper<T: Row>(&mut self, rows: Vec<T>, count: u64, news: &mut Vec<T>) {
        let Some(page) = self.below(self.reached) else { return };
        self.hold(rows, self.settled, news);
        self.reached = page;
        self.echoes = if news.is_empty() { self.echoes + 1 } else { 0 };
        self.ended = match self.order {
            Some(Order::Oldest) => page <= 1,
            _ => self.ends(page, count),
        };
    }

    fn below(&self, page: u32) -> Option<u32> {
        match self.order {
            Some(Order::Oldest) => page.checked_sub(1).filter(|page| *page > 0),
            _ => Some(page + 1),
        }
    }

    fn settle(&mut self) {
        self.settled = self.round;
        self.step = Hunt::Rest;
    }

    /// Whether, newest first, nothing comes after `page`, which had `count` rows.
    fn ends(&self, page: u32, count: u64) -> bool {
        let all = self.expected.is_some_and(|expected| self.held.len() as u64 + self.hidden >= expected);
        let over = self.echoes >= ECHOES || self.held.len() >= ROWS_MAX;
        count == 0 || all || over || page >= PAGES_MAX || self.passes_all(page, count)
    }

    /// Whether the pages up to `page` have room for all rows. Pages may hold less than they should where rows could
    /// not be read, so the fullest page seen counts.
    fn passes_all(&self, page: u32, count: u64) -> bool {
        match self.total {
            Some(total) => u64::from(page).saturating_mul(self.seen_size) >= total,
            None => count < self.seen_size,
        }
    }

    /// The page that the newest row of a list that begins with its oldest should be on.
    fn last_page(&self) -> u32 {
        // What the vendor says counts unless it sends far less than that.
        let size = self.said_size.filter(|said| self.seen_size * 2 > *said).unwrap_or(self.seen_size);
        let last = self.total.unwrap_or(0).div_ceil(size.max(1));
        u32::try_from(last).unwrap_or(u32::MAX).clamp(1, PAGES_MAX)
    }

    /// How many rows slipped by.
    fn missing(&self) -> u64 {
        self.expected.map_or(0, |expected| expected.saturating_sub(self.held.len() as u64 + self.hidden))
    }

    /// Notes rows as brought by `round`; those that the board has not, or has otherwise, go to `news`.
    fn hold<T: Row>(&mut self, rows: Vec<T>, round: u64, news: &mut Vec<T>) -> PageNews {
        let mut brought = PageNews::default();
        let (mut above, mut below) = (false, false);
        for row in rows {
            let (digest, runs) = (digest(&row), row.runs());
            let is_full = self.held.len() >= ROWS_MAX;
            match self.held.entry(row.id().to_owned()) {
                Entry::Vacant(_) if is_full => {}
                Entry::Vacant(place) => {
                    above = true;
                    self.running += usize::from(runs);
                    place.insert(KnownRow { digest, round, runs, met: self.round });
                    news.push(row);
                }
                Entry::Occupied(mut place) => {
                    let held = place.get_mut();
                    if held.round > self.settled {
                        above = true;
                    } else {
                        below = true;
                        brought.fresh |= above;
                    }
                    if held.met != self.round {
                        held.met = self.round;
                        self.unmet = self.unmet.saturating_sub(usize::from(held.runs));
                    }
                    if held.digest != digest {
                        brought.changed = true;
                        self.running = self.running + usize::from(runs) - usize::from(held.runs);
                        (held.digest, held.runs) = (digest, runs);
                        news.push(row);
                    }
                }
            }
        }
        brought.fresh |= above && !below;
        brought
    }
}

/// Which way the times of `rows` run; `None` where they do not tell.
fn order<T: Row>(rows: &[T]) -> Option<Order> {
    let mut times = rows.iter().filter_map(Listed::began);
    let first = times.next()?;
    let last = times.next_back()?;
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Some(Order::Oldest),
        std::cmp::Ordering::Greater => Some(Order::Newest),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests;
