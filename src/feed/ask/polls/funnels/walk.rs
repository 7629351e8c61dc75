//! Which page of a day's closed sessions to ask for next. Pure: pages go in, and when all of them were there comes out.
//!
//! Sessions stand in the order in which they began, the newest or the oldest first: the first page tells. They come in where
//! they began once they have ended, so the pages from now back to a moment that is long enough ago are asked for anew each
//! time; what comes twice is told apart by its id. A list in no order is asked for whole.

use crate::model::{AiRecord, Stamp};
use crate::platforms::ListPage;

/// No list is walked further than this in one go.
const PAGES_MAX: u32 = 2_000;

/// Nor a list in no order.
const UNORDERED_MAX: u32 = 100;

/// Which way the times of a list run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Order {
    Newest,
    Oldest,
    /// In none that can be seen.
    None,
}

/// What follows from a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// This page is next.
    Next(u32),
    /// All of them were there.
    Done,
    /// They cannot be had whole.
    Broken,
}

/// One walk through the pages.
#[derive(Debug)]
pub(super) struct Walk {
    /// What began before it is of no concern.
    horizon: Stamp,
    order: Option<Order>,
    /// The page that is asked for.
    page: u32,
    /// The first row of the page before.
    first: Option<String>,
    /// Pages asked for so far.
    asked: u32,
}

impl Walk {
    /// From the newest session back to the first that began before `horizon`.
    pub(super) const fn back_to(horizon: Stamp) -> Self {
        Self { horizon, order: None, page: 1, first: None, asked: 0 }
    }

    /// Goes back no further than this.
    pub(super) fn come_to(&mut self, horizon: Stamp) {
        self.horizon = self.horizon.max(horizon);
    }

    /// What began before it is of no concern.
    pub(super) const fn horizon(&self) -> Stamp {
        self.horizon
    }

    /// The page that is next.
    pub(super) const fn page(&self) -> u32 {
        self.page
    }

    /// Takes the page that was asked for.
    pub(super) fn take(&mut self, page: &ListPage<AiRecord>) -> Step {
        self.asked += 1;
        let first = page.rows.first().map(|row| row.id.clone());
        // A vendor that does not listen to the number of the page sends the same one again.
        if first.is_some() && self.first == first && self.asked > 1 {
            return Step::Broken;
        }
        let size = page.page_size.map_or(page.sent, u64::from).max(page.sent).max(1);
        let pages = page.total.map(|total| u32::try_from(total.div_ceil(size)).unwrap_or(u32::MAX));
        let seen = self.order;
        let order = *self.order.get_or_insert_with(|| order_of(&page.rows));
        if seen.is_none() && order == Order::Oldest && pages.is_some_and(|pages| pages > 1) {
            // The newest are on the last page; these come last, if at all.
            return self.next(pages.unwrap_or(1));
        }
        self.first = first;
        let began = page.rows.iter().filter_map(|row| row.started);
        let over = page.sent == 0;
        match order {
            Order::Newest | Order::None => {
                let is_far = order == Order::Newest && began.min().is_some_and(|oldest| oldest < self.horizon);
                let is_last = pages.map_or(!page.full, |pages| self.page >= pages);
                if over || is_far || is_last {
                    return Step::Done;
                }
                if order == Order::None && pages.is_none_or(|pages| pages > UNORDERED_MAX) {
                    return Step::Broken;
                }
                self.next(self.page.saturating_add(1))
            }
            Order::Oldest if self.page <= 1 || began.min().is_some_and(|oldest| oldest < self.horizon) => Step::Done,
            Order::Oldest => self.next(self.page - 1),
        }
    }

    fn next(&mut self, page: u32) -> Step {
        if self.asked >= PAGES_MAX || page > PAGES_MAX {
            return Step::Broken;
        }
        self.page = page;
        Step::Next(page)
    }
}

/// A page of one moment, or of one session, is in every order: then the newest are taken to come first.
fn order_of(rows: &[AiRecord]) -> Order {
    let times: Vec<Stamp> = rows.iter().filter_map(|row| row.started).collect();
    if times.is_sorted_by(|one, next| one >= next) {
        Order::Newest
    } else if times.is_sorted() {
        Order::Oldest
    } else {
        Order::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(began: i64) -> AiRecord {
        AiRecord { id: began.to_string(), started: Some(Stamp(began)), ..AiRecord::default() }
    }

    /// The pages that are asked for of a list of sessions that began then, three a page; and how it ends.
    fn walked(began: &[i64], horizon: i64, counts: bool) -> (Vec<u32>, Vec<i64>, Step) {
        let mut walk = Walk::back_to(Stamp(horizon));
        let (mut pages, mut got) = (Vec::new(), Vec::new());
        for _ in 0..50 {
            let page = walk.page();
            pages.push(page);
            let rows: Vec<_> = began.chunks(3).nth(page as usize - 1).unwrap_or_default().to_vec();
            got.extend(&rows);
            let (sent, total) = (rows.len() as u64, counts.then_some(began.len() as u64));
            let rows = rows.into_iter().map(row).collect();
            let told = ListPage { rows, total, page_size: Some(3), sent, full: sent == 3, hidden: 0, bytes: 0 };
            match walk.take(&told) {
                Step::Next(next) => assert_eq!(next, walk.page()),
                end => return (pages, got, end),
            }
        }
        panic!("it never ends: {pages:?}");
    }

    #[test]
    fn whatever_the_order_all_that_began_since_are_asked_for() {
        let newest: Vec<i64> = (0..20).rev().collect();
        let oldest: Vec<i64> = (0..20).collect();
        let mixed: Vec<i64> = (0..20).map(|at| (at * 13 + 5) % 20).collect();
        for (list, counts, expected) in [
            (&newest, true, &[1, 2, 3, 4][..]),
            (&newest, false, &[1, 2, 3, 4]),
            (&oldest, true, &[1, 7, 6, 5, 4]),
            (&mixed, true, &[1, 2, 3, 4, 5, 6, 7]),
        ] {
            let (pages, got, end) = walked(list, 10, counts);
            assert_eq!((pages.as_slice(), end), (expected, Step::Done), "{list:?}");
            assert!((10..20).all(|began| got.contains(&began)), "{got:?}");
        }
    }

    #[test]
    fn a_list_ends_where_it_ends() {
        for (list, pages) in
            [(vec![], vec![1]), (vec![5, 4], vec![1]), (vec![5, 4, 3], vec![1]), (vec![3, 4, 5], vec![1])]
        {
            assert_eq!((walked(&list, 0, true).0, walked(&list, 0, true).2), (pages, Step::Done), "{list:?}");
        }
        assert_eq!(walked(&[5, 4, 3], 0, false).0, [1, 2], "a full page may have another behind it");
    }

    #[test]
    fn a_vendor_that_sends_one_page_for_ever_is_not_believed() {
        let mut walk = Walk::back_to(Stamp(0));
        let rows = || (7..10).rev().map(row).collect();
        let told =
            || ListPage { rows: rows(), total: Some(90), page_size: Some(3), sent: 3, full: true, hidden: 0, bytes: 0 };
        assert_eq!(walk.take(&told()), Step::Next(2));
        assert_eq!(walk.take(&told()), Step::Broken);
    }

    #[test]
    fn a_long_list_in_no_order_is_left_alone() {
        let mixed: Vec<i64> = (0..400).map(|at| at * 267 % 400).collect();
        let (pages, _, end) = walked(&mixed, 10, true);
        assert_eq!((pages, end), (vec![1], Step::Broken));
    }
}
