use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::model::Stamp;

/// A call that began at `began`.
fn call(began: i64) -> CallRecord {
    let ended = Some(Stamp(began + 1));
    CallRecord { id: format!("call {began}"), started: Some(Stamp(began)), ended, ..CallRecord::default() }
}

/// A vendor's list.
struct List {
    rows: Vec<CallRecord>,
    size: usize,
    tells_total: bool,
    asked: Vec<u32>,
}

impl List {
    /// So many calls, newest first.
    fn newest(count: i64, size: usize) -> Self {
        Self { rows: (0..count).rev().map(call).collect(), size, tells_total: true, asked: Vec::new() }
    }

    fn oldest(count: i64, size: usize) -> Self {
        Self { rows: (0..count).map(call).collect(), ..Self::newest(0, size) }
    }

    fn page(&mut self, page: u32) -> ListPage<CallRecord> {
        self.asked.push(page);
        let from = (page as usize - 1) * self.size;
        let rows = self.rows.iter().skip(from).take(self.size).cloned().collect();
        let total = self.tells_total.then_some(self.rows.len() as u64);
        let rows: Vec<CallRecord> = rows;
        let sent = rows.len() as u64;
        ListPage {
            sent,
            full: sent == self.size as u64,
            rows,
            total,
            page_size: Some(self.size as u32),
            hidden: 0,
            bytes: 1,
        }
    }

    /// Asks until nothing more is wanted; the ids told, in their order.
    fn fetch(&mut self, pager: &mut Pager, rows: usize) -> Vec<String> {
        self.asked.clear();
        let mut told = Vec::new();
        while let Some(page) = pager.next(rows) {
            told.extend(pager.take(self.page(page)).into_iter().map(|row| row.id));
            assert!(self.asked.len() < 10_000, "it never ends: {:?}", &self.asked[..50]);
        }
        told
    }

    fn refresh(&mut self, pager: &mut Pager, rows: usize) -> Vec<String> {
        pager.refresh();
        self.fetch(pager, rows)
    }
}

fn names(range: impl Iterator<Item = i64>) -> Vec<String> {
    range.map(|began| format!("call {began}")).collect()
}

#[test]
fn only_as_many_pages_are_asked_for_as_are_wanted() {
    let mut list = List::newest(1_000, 100);
    let mut pager = Pager::new();
    assert_eq!(list.fetch(&mut pager, 50), names((900..1_000).rev()));
    assert_eq!(list.asked, [1]);
    assert!(!pager.is_complete());
    assert_eq!(list.fetch(&mut pager, 230), names((700..900).rev()));
    assert_eq!(list.asked, [2, 3], "scrolling goes on where it was");
    assert_eq!(list.fetch(&mut pager, 230), names(0..0));
    assert_eq!(list.asked, [0_u32; 0]);
}

#[test]
fn ten_thousand_calls_are_a_hundred_pages() {
    let mut list = List::newest(10_000, 100);
    let mut pager = Pager::new();
    assert_eq!(list.fetch(&mut pager, usize::MAX).len(), 10_000);
    assert_eq!(list.asked, (1..=100).collect::<Vec<_>>());
    assert!(pager.is_complete());
    assert_eq!(pager.total(), Some(10_000));
    list.refresh(&mut pager, usize::MAX);
    assert_eq!(list.asked, [1], "nothing new is one page");
}

#[test]
fn rows_that_are_left_out_on_purpose_are_neither_counted_nor_looked_for() {
    let mut list = List::newest(250, 100);
    let (mut pager, mut told) = (Pager::new(), 0);
    while let Some(page) = pager.next(usize::MAX) {
        let mut answer = list.page(page);
        answer.rows.retain(|row| row.started.is_none_or(|at| at.ms() % 5 != 0));
        answer.hidden = 50;
        told += pager.take(answer).len();
        assert!(list.asked.len() <= 3, "{:?}", list.asked);
    }
    assert_eq!((told, pager.total(), pager.is_complete()), (200, Some(200), true));
}

#[test]
fn a_refresh_goes_down_to_where_nothing_is_new() {
    let mut list = List::newest(1_000, 100);
    let mut pager = Pager::new();
    list.fetch(&mut pager, 300);
    for began in 1_000..1_150 {
        list.rows.insert(0, call(began));
    }
    assert_eq!(list.refresh(&mut pager, 300), names((1_000..1_150).rev()));
    assert_eq!(list.asked, [1, 2, 3]);
    assert!(!pager.is_complete());
}

#[test]
fn a_refresh_of_a_short_view_does_not_walk_the_whole_list() {
    let mut list = List::newest(1_000, 100);
    let mut pager = Pager::new();
    list.fetch(&mut pager, 50);
    for began in 1_000..1_005 {
        list.rows.insert(0, call(began));
    }
    // A row that is gone must not make it look for that row for ever.
    list.rows.remove(50);
    list.refresh(&mut pager, 50);
    assert_eq!(list.asked, [1, 2]);
}

#[test]
fn a_round_that_was_left_half_way_leaves_no_gap() {
    let mut list = List::newest(500, 100);
    let mut pager = Pager::new();
    list.fetch(&mut pager, usize::MAX);
    for began in 500..750 {
        list.rows.insert(0, call(began));
    }
    pager.refresh();
    let page = pager.next(usize::MAX).unwrap();
    assert_eq!(pager.take(list.page(page)).len(), 100);
    pager.abandon();
    assert_eq!(list.refresh(&mut pager, usize::MAX), names((500..650).rev()), "page 1 has no news, and does not stop");
    assert!(pager.is_complete());
}

#[test]
fn a_call_that_ran_is_seen_to_end_though_nothing_above_it_is_new() {
    let mut list = List::newest(500, 100);
    list.rows[250].ended = None;
    let mut pager = Pager::new();
    list.fetch(&mut pager, usize::MAX);
    assert!(list.refresh(&mut pager, usize::MAX).is_empty());
    assert_eq!(list.asked, [1, 2, 3], "down to the one that runs");
    list.rows[250].ended = Some(Stamp(9));
    assert_eq!(list.refresh(&mut pager, usize::MAX), ["call 249"]);
    list.refresh(&mut pager, usize::MAX);
    assert_eq!(list.asked, [1]);
}

#[test]
fn one_that_never_ends_is_not_followed_for_ever() {
    let mut list = List::newest(2_000, 100);
    list.rows[1_850].ended = None;
    let mut pager = Pager::new();
    list.fetch(&mut pager, usize::MAX);
    list.refresh(&mut pager, usize::MAX);
    assert_eq!(list.asked, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn a_list_that_begins_with_its_oldest_is_walked_from_its_end() {
    let mut list = List::oldest(1_030, 100);
    let mut pager = Pager::new();
    let told = list.fetch(&mut pager, 100);
    assert_eq!(list.asked, [1, 11, 10], "the last page has thirty");
    assert_eq!(told.iter().cloned().collect::<BTreeSet<_>>(), names(900..1_030).into_iter().collect());
    list.fetch(&mut pager, 200);
    assert_eq!(list.asked, [9]);
    list.rows.extend((1_030..1_120).map(call));
    let told = list.refresh(&mut pager, 200);
    assert_eq!(told, names(1_030..1_120));
    assert_eq!(list.asked, [11, 12]);
    assert_eq!(list.fetch(&mut pager, usize::MAX).len(), 800);
    assert_eq!(list.asked, [8, 7, 6, 5, 4, 3, 2, 1]);
    assert!(pager.is_complete());
}

#[test]
fn a_list_of_one_that_grows_turns_out_to_begin_with_its_oldest() {
    let mut list = List::oldest(1, 10);
    let mut pager = Pager::new();
    assert_eq!(list.fetch(&mut pager, usize::MAX), names(0..1));
    list.rows.extend((1..35).map(call));
    assert_eq!(list.refresh(&mut pager, usize::MAX), names(1..35));
    assert_eq!(list.asked, [1, 2, 3, 4]);
    list.rows.push(call(35));
    assert_eq!(list.refresh(&mut pager, usize::MAX), names(35..36));
    assert_eq!(list.asked, [4]);
}

#[test]
fn a_vendor_that_tells_no_total_is_asked_until_a_page_is_short() {
    for mut list in [List::newest(250, 100), List::oldest(250, 100), List::newest(200, 100)] {
        list.tells_total = false;
        let mut pager = Pager::new();
        assert_eq!(list.fetch(&mut pager, usize::MAX).len(), list.rows.len());
        assert_eq!(list.asked, [1, 2, 3]);
        assert!(pager.is_complete());
    }
}

#[test]
fn a_vendor_that_answers_every_page_with_the_first_is_not_asked_for_ever() {
    let mut pager = Pager::new();
    let mut list = List::newest(100, 100);
    let mut asked = 0;
    while pager.next(usize::MAX).is_some() {
        let page = ListPage { total: None, ..list.page(1) };
        pager.take(page);
        asked += 1;
        assert!(asked < 10);
    }
    pager = Pager::new();
    asked = 0;
    for _ in 0..10 {
        while pager.next(usize::MAX).is_some() {
            pager.take(ListPage { total: Some(1_000), ..list.page(1) });
            asked += 1;
            assert!(asked < 60, "ten pages, ten once more in search of the rest, and one a round");
        }
        pager.refresh();
    }
}

#[test]
fn rows_that_could_not_be_read_are_looked_for_once_and_then_given_up() {
    let mut list = List::newest(300, 100);
    let mut pager = Pager::new();
    let mut asked = Vec::new();
    for _ in 0..10 {
        while let Some(page) = pager.next(usize::MAX) {
            let mut answer = list.page(page);
            answer.rows.truncate(97);
            pager.take(answer);
            asked.push(page);
        }
        pager.refresh();
    }
    assert_eq!(asked[..6], [1, 2, 3, 1, 2, 3], "pages end where the rows end, read or not");
    assert!(asked.len() <= 18, "{asked:?}");
}

#[test]
fn an_empty_list_is_complete() {
    let mut list = List::newest(0, 100);
    let mut pager = Pager::new();
    assert!(list.fetch(&mut pager, 50).is_empty());
    assert_eq!(list.asked, [1]);
    assert!(pager.is_complete() && !pager.is_empty_handed());
    list.rows.push(call(1));
    assert_eq!(list.refresh(&mut pager, 50), ["call 1"]);
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Newest,
    Oldest,
    Any,
}

proptest! {
    #[test]
    fn every_row_is_told_exactly_once_whatever_the_order_and_whatever_comes_in_between(
        size in 1_usize..13,
        count in 0_i64..90,
        kind in prop::sample::select(vec![Kind::Newest, Kind::Oldest, Kind::Any]),
        shuffle in any::<u64>(),
        arrivals in prop::collection::vec(0_usize..4, 0..40),
        wanted in prop::collection::vec(1_usize..100, 0..6),
    ) {
        let mut list = match kind {
            Kind::Oldest => List::oldest(count, size),
            _ => List::newest(count, size),
        };
        let mut random = fastrand::Rng::with_seed(shuffle);
        if matches!(kind, Kind::Any) {
            random.shuffle(&mut list.rows);
        }
        let mut pager = Pager::new();
        let mut told: BTreeMap<String, usize> = BTreeMap::new();
        let mut arrivals = arrivals.into_iter();
        let mut next = count;
        let scrolls = wanted.into_iter().chain(std::iter::repeat_n(usize::MAX, 50));
        for rows in scrolls {
            while let Some(page) = pager.next(rows) {
                for row in pager.take(list.page(page)) {
                    *told.entry(row.id).or_default() += 1;
                }
                for _ in 0..arrivals.next().unwrap_or(0) {
                    let at = match kind {
                        Kind::Newest => 0,
                        Kind::Oldest => list.rows.len(),
                        Kind::Any => random.usize(..=list.rows.len()),
                    };
                    list.rows.insert(at, call(next));
                    next += 1;
                }
                prop_assert!(list.asked.len() < 5_000);
            }
            pager.refresh();
        }
        let expected: BTreeMap<String, usize> = names(0..next).into_iter().map(|id| (id, 1)).collect();
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn what_is_held_has_no_gap_above_its_oldest_row(
        // One row does not tell which way the times run.
        size in 2_usize..13,
        count in 0_i64..90,
        oldest in any::<bool>(),
        arrivals in prop::collection::vec(0_usize..4, 0..20),
        rows in 1_usize..60,
    ) {
        let mut list = if oldest { List::oldest(count, size) } else { List::newest(count, size) };
        let mut pager = Pager::new();
        let mut arrivals = arrivals.into_iter();
        let (mut told, mut next) = (BTreeSet::new(), count);
        for _ in 0..5 {
            let mut newest = None;
            while let Some(page) = pager.next(rows) {
                let before = next - 1;
                for row in pager.take(list.page(page)) {
                    told.insert(row.started.unwrap().ms());
                }
                newest.get_or_insert(before);
                for _ in 0..arrivals.next().unwrap_or(0) {
                    let at = if oldest { list.rows.len() } else { 0 };
                    list.rows.insert(at, call(next));
                    next += 1;
                }
            }
            if let (Some(newest), Some(deepest)) = (newest, told.first().copied()) {
                for began in deepest..=newest {
                    prop_assert!(told.contains(&began), "{began} of {deepest} to {newest}");
                }
                prop_assert!(told.len() >= rows.min(newest as usize + 1));
            }
            pager.refresh();
        }
    }
}

#[test]
fn a_list_whose_pages_repeat_ends_there_whatever_its_total() {
    for (mut list, rows) in [(List::newest(100, 100), 100), (List::oldest(100, 100), 100)] {
        let mut pager = Pager::new();
        let first = list.page(1);
        let mut asked = 0;
        let mut told = 0;
        while pager.next(usize::MAX).is_some() {
            asked += 1;
            told += pager.take(ListPage { total: Some(1_000_000), ..first.clone() }).len();
            assert!(asked < 40, "it never ends");
        }
        assert_eq!(told, rows);
    }
}

#[test]
fn a_total_that_is_a_million_too_high_costs_a_few_pages() {
    for mut list in [List::newest(250, 100), List::oldest(250, 100)] {
        let mut pager = Pager::new();
        let mut told = BTreeSet::new();
        let mut asked = Vec::new();
        while let Some(page) = pager.next(usize::MAX) {
            asked.push(page);
            let answer = ListPage { total: Some(1_000_000), ..list.page(page) };
            told.extend(pager.take(answer).into_iter().map(|row| row.id));
            assert!(asked.len() < 40, "{asked:?}");
        }
        assert_eq!(told.len(), 250, "{asked:?}");
        assert_eq!(pager.total(), Some(1_000_000), "it is said as it is");
    }
}

#[test]
fn a_list_is_kept_to_so_many_rows_however_many_a_page_has() {
    let mut list = List::newest(150_000, 150_000);
    list.tells_total = false;
    let mut pager = Pager::new();
    let mut told = pager.take(list.page(1)).len();
    for page in 2..5 {
        assert_eq!(pager.next(usize::MAX), (page == 2).then_some(2));
        if page == 2 {
            let rows: Vec<CallRecord> = (-150_000..0).rev().map(call).collect();
            let page = ListPage { sent: 150_000, full: true, rows, total: None, page_size: None, hidden: 0, bytes: 1 };
            told += pager.take(page).len();
        }
    }
    assert_eq!(told, ROWS_MAX);
}
