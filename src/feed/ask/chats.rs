//! The pages of one chat workload, as they come: which to ask for, where they end, and the day that they make. Pure.
//!
//! A poll asks for its pages again and again, a look-up for all of them once; the rest is the same for both.

use std::hash::BuildHasher as _;
use std::sync::Arc;
use std::time::Duration;

use foldhash::fast::RandomState;
use litemap::LiteMap;
use tokio::time::Instant;

use super::paging::{Told, claimed};
use crate::model::quick::QuickMap;
use crate::model::{ChatAgent, ChatDay, Problem, Stamp};
use crate::platforms::ChatPage;

/// More pages than this are not asked for.
const PAGES_MAX: u32 = 200;

/// A page as it was received.
pub(super) struct KeptPage {
    rows: Vec<Arc<ChatAgent>>,
    /// What was left out of it.
    pub(super) left_out: Option<Problem>,
    /// How many rows it had, also those that could not be read.
    sent: u64,
    full: bool,
    pub(super) at: Stamp,
    pub(super) received: Instant,
}

/// Where the rows turned out to end, although the vendor's counts say otherwise.
#[derive(Clone, Copy)]
struct End {
    page: u32,
    total: Option<u64>,
    pages: Option<u32>,
    at: Instant,
}

/// How many rows there are of each person and group: of thousands, hardly any is there twice.
#[derive(Default)]
struct Rows {
    hash: RandomState,
    /// By the hash of their keys. Two keys with one hash are looked at as if they were one.
    counts: QuickMap<u64, u32>,
    /// So many are not the first of their hash.
    again: usize,
}

impl Rows {
    fn add(&mut self, row: &ChatAgent) {
        let count = self.counts.entry(self.hash.hash_one(key(row))).or_default();
        self.again += usize::from(*count > 0);
        *count += 1;
    }

    fn remove(&mut self, row: &ChatAgent) {
        let hash = self.hash.hash_one(key(row));
        let Some(count) = self.counts.get_mut(&hash) else { return };
        *count -= 1;
        if *count > 0 {
            self.again -= 1;
        } else {
            self.counts.remove(&hash);
        }
    }
}

/// All pages of a day.
pub(super) struct Chats {
    held: LiteMap<u32, KeptPage>,
    rows: Rows,
    /// The pages up to this one are to be asked for.
    wanted: u32,
    /// How many rows the vendor says there are.
    expected: Option<u64>,
    /// How many pages the vendor says there are.
    counted: Option<u32>,
    ended: Option<End>,
    /// After so long it is looked again whether a page behind the last one has rows after all.
    again: Duration,
}

impl Chats {
    /// Nothing has come; the first page is to be asked for.
    pub(super) fn new(again: Duration) -> Self {
        let (held, rows) = (LiteMap::new(), Rows::default());
        Self { held, rows, wanted: 1, expected: None, counted: None, ended: None, again }
    }

    /// The pages that are to be asked for, and what came of each.
    pub(super) fn wanted(&self) -> impl Iterator<Item = (u32, Option<&KeptPage>)> {
        (1..=self.wanted).map(|page| (page, self.held.get(&page)))
    }

    /// The first page that is to be asked for and has not come.
    pub(super) fn missing(&self) -> Option<u32> {
        self.wanted().find(|(_, held)| held.is_none()).map(|(page, _)| page)
    }

    /// How many pages are to be asked for, as far as that is known.
    pub(super) const fn count(&self) -> u32 {
        self.wanted
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        for (_, held) in self.held.iter_mut() {
            held.at = held.at.plus(by);
        }
    }

    /// Takes a page in. `at` and `now` are the same moment.
    pub(super) fn take(&mut self, page: u32, answer: ChatPage, at: Stamp, now: Instant) {
        let ChatPage { rows, total, pages, left_out, sent, full } = answer;
        // A page behind the last row may say anything.
        if page == 1 || sent > 0 {
            self.expected = total.or(self.expected);
            self.counted = pages;
        }
        let rows: Vec<Arc<ChatAgent>> = rows.into_iter().map(Arc::new).collect();
        for row in &rows {
            self.rows.add(row);
        }
        let before = self.held.insert(page, KeptPage { rows, left_out, sent, full, at, received: now });
        self.let_go(before);
        if page == 1 {
            self.wanted = self.wanted.max(claimed(sent, total, pages).min(PAGES_MAX));
        }
        if let Some(last) = self.last_page(now) {
            self.wanted = last;
            while let Some(beyond) = self.held.last().map(|(page, _)| *page).filter(|page| *page > last) {
                let gone = self.held.remove(&beyond);
                self.let_go(gone);
            }
        }
    }

    fn let_go(&mut self, pages: impl IntoIterator<Item = KeptPage>) {
        pages.into_iter().for_each(|page| page.rows.iter().for_each(|row| self.rows.remove(row)));
    }

    /// The page that the rows end on, as far as that can be told; the page behind those that are known is to be asked
    /// for, if it may have rows.
    fn last_page(&mut self, now: Instant) -> Option<u32> {
        let mut rows = 0_u64;
        let mut page = 1;
        loop {
            let held = self.held.get(&page)?;
            let repeats = |other| self.held.get(&other).is_some_and(|other| is_repeated(&other.rows, &held.rows));
            // A vendor that does not listen to the number of the page gives the same again.
            if page > 1 && (held.sent == 0 || repeats(1) || repeats(page - 1)) {
                self.ended = Some(End { page: page - 1, total: self.expected, pages: self.counted, at: now });
                return Some(page - 1);
            }
            rows = rows.saturating_add(held.sent);
            let (total, pages) = (self.expected, self.counted);
            let told = Told { page, sent: held.sent, full: held.full, rows, total, pages };
            let is_known = self.ended.is_some_and(|ended| {
                let is_new = now.saturating_duration_since(ended.at) < self.again;
                (ended.page, ended.total, ended.pages) == (page, total, pages) && is_new
            });
            if page >= PAGES_MAX || is_known || !told.goes_on() {
                return Some(page);
            }
            page += 1;
            self.wanted = self.wanted.max(page);
        }
    }

    /// The day that the pages make, as old as the oldest of them. A row that moved to another page between two calls
    /// is the one that was received last.
    pub(super) fn day(&self) -> ChatDay {
        let as_of = self.held.values().map(|held| held.at).min().unwrap_or_default();
        if self.rows.again == 0 {
            let rows = self.held.values().flat_map(|held| held.rows.iter().cloned()).collect();
            return ChatDay::shared(as_of, self.expected, rows);
        }
        let mut newest: QuickMap<(&str, Option<&str>), (Instant, u32)> = QuickMap::default();
        for (page, held) in &self.held {
            for row in &held.rows {
                let seen = newest.entry(key(row)).or_insert((held.received, *page));
                *seen = (*seen).max((held.received, *page));
            }
        }
        let is_newest = |page: u32, row: &ChatAgent| {
            row.id.is_empty() || newest.get(&key(row)).is_none_or(|(_, newest)| *newest == page)
        };
        let rows = self.held.iter().flat_map(|(page, held)| held.rows.iter().map(move |row| (*page, row)));
        let rows = rows.filter(|(page, row)| is_newest(*page, row)).map(|(_, row)| Arc::clone(row)).collect();
        ChatDay::shared(as_of, self.expected, rows)
    }
}

/// Whether a page has the same rows as another.
fn is_repeated(one: &[Arc<ChatAgent>], other: &[Arc<ChatAgent>]) -> bool {
    !one.is_empty() && one.len() == other.len() && one.iter().zip(other).all(|(one, other)| key(one) == key(other))
}

fn key(row: &ChatAgent) -> (&str, Option<&str>) {
    (row.id.as_str(), row.group.as_deref())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const AT: Stamp = Stamp(1_795_242_727_000);

    fn page(ids: &[&str], total: Option<u64>, pages: Option<u32>) -> ChatPage {
        let rows = ids.iter().map(|id| ChatAgent { id: (*id).to_owned(), chats: Some(1), ..ChatAgent::default() });
        let rows: Vec<ChatAgent> = rows.collect();
        let sent = rows.len() as u64;
        ChatPage { rows, total, pages, left_out: None, sent, full: sent == 2 }
    }

    /// The ids of the day that is made of these pages, and how many of them were asked for.
    fn asked(list: &[&[&str]], total: Option<u64>, pages: Option<u32>) -> (Vec<String>, u32) {
        let mut chats = Chats::new(Duration::ZERO);
        let mut asked = 0;
        while let Some(number) = chats.missing() {
            asked += 1;
            let ids = list.get(number as usize - 1).copied().unwrap_or_default();
            chats.take(number, page(ids, total, pages), AT, Instant::now());
        }
        (chats.day().rows.iter().map(|row| row.id.clone()).collect(), asked)
    }

    #[test]
    fn a_workload_ends_where_its_rows_end_and_repeats_nothing() {
        let three: &[&[&str]] = &[&["a", "b"], &["c", "d"], &["e"]];
        let all = ["a", "b", "c", "d", "e"].as_slice();
        for (list, total, pages, ids, calls) in [
            (three, Some(5), Some(3), all, 3),
            (three, Some(6), None, all, 4),
            (three, None, Some(1_000_000), all, 4),
            (three, Some(5), Some(1), all, 3),
            (&[&["a", "b"], &["a", "b"]], Some(1_000_000), None, &["a", "b"], 2),
            (&[&["a", "b"], &["c", "d"], &["c", "d"]], None, None, &["a", "b", "c", "d"], 3),
            // One moved to the next page before that was asked for.
            (&[&["a", "b"], &["b", "c"]], Some(4), Some(2), &["a", "b", "c"], 2),
            (&[], Some(7), Some(7), &[], 1),
        ] {
            let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
            assert_eq!(asked(list, total, pages), (ids, calls), "{list:?}, {total:?} in {pages:?} pages");
        }
    }

    #[test]
    fn two_rows_of_one_agent_on_one_page_are_both_the_vendors() {
        let (ids, _) = asked(&[&["a", "a"]], Some(2), Some(1));
        assert_eq!(ids, ["a", "a"]);
    }

    proptest! {
        /// However rows move from page to page and pages come and go, it is the last of each person that counts.
        #[test]
        fn rows_that_are_there_once_are_those_that_are_told(
            pages in prop::collection::vec((1_u32..5, prop::collection::vec((0_usize..9, 0_u64..4), 0..3)), 1..20)
        ) {
            let (mut chats, mut now) = (Chats::new(Duration::ZERO), Instant::now());
            for (number, rows) in pages {
                now += Duration::from_secs(1);
                let ids: Vec<String> = rows.iter().map(|(id, _)| if *id == 0 { String::new() } else { id.to_string() }).collect();
                let mut answer = page(&ids.iter().map(String::as_str).collect::<Vec<_>>(), None, None);
                answer.rows.iter_mut().zip(&rows).for_each(|(row, (_, count))| row.chats = Some(*count));
                chats.take(number, answer, AT, now);
                let told = chats.day();
                let again = chats.rows.again;
                // As if each of them might be there more than once.
                chats.rows.again = 1;
                prop_assert_eq!(&told, &chats.day());
                chats.rows.again = again;
                let mut keys: Vec<_> = chats.held.values().flat_map(|held| held.rows.iter().map(|row| key(row))).collect();
                let all = keys.len();
                keys.sort_unstable();
                keys.dedup();
                prop_assert_eq!(again, all - keys.len());
            }
        }
    }
}
