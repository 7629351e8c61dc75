//! Where in the day calls are missing that the vendor counts. Pure.
//!
//! A call is listed where it began. One that lasted long appears deep in the list, with thousands of calls before it that
//! are known. So the vendor is asked how many calls began in one part of the day, which takes a row, and that is held
//! against those that are known of it: of a part in which none is missing nothing is read. Others are cut in two, the
//! newest first, until so few calls are left beside each missing one that they are read.
//!
//! Calls that end meanwhile, and counts that were taken at different times, can hide a missing one from a search. They
//! cannot hide it from the next look at the newest calls, which finds more counted than known as before. A search only
//! spares reading: where it does not find what was missing when it began, or where a part has calls that are counted and
//! not listed, it has [failed](Step::Failed), and the list is read page by page to its end.

use std::ops::Range;

use crate::feed::ask::paging;
use crate::model::{CallRecord, Ledger, LedgerDay, SLICE_MS, Stamp};
use crate::platforms::ListPage;

/// So many calls are read for each that is missing rather than asking on.
const FEW: u64 = 400;

/// The part of the newest calls that is asked about first, in calls; each further part has twice as many.
const FIRST: u64 = 400;

/// A part of the day of which the vendor counted so many calls.
#[derive(Clone, Debug)]
struct Part {
    slices: Range<u32>,
    counted: u64,
    /// How many calls its newer part is to have, where that is not half of them.
    newer: Option<u64>,
}

/// What is asked at the moment.
#[derive(Clone, Debug)]
enum Asking {
    /// How many calls began in the newer part of one, which begins there.
    Count(Part, u32),
    /// The calls of one.
    Read { part: Part, page: u32, rows: u64, counted: Option<u64> },
}

/// What an answer leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// There is more to ask.
    GoesOn,
    /// Nothing is missing any more, as far as was counted.
    Found,
    /// It was not found, or the counts contradict each other.
    Failed,
}

/// A question: a part of the day, how much of it, and which page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) since: Stamp,
    pub(super) until: Stamp,
    pub(super) page: u32,
    /// Whether its calls are asked for, and not only how many there are.
    pub(super) reads: bool,
}

/// Calls that are counted and not listed, by where they were found: they are not searched for again.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden(Vec<(Range<u32>, u64)>);

impl Hidden {
    fn within(&self, slices: &Range<u32>) -> u64 {
        let inside = |part: &Range<u32>| part.start >= slices.start && part.end <= slices.end;
        self.0.iter().filter(|(part, _)| inside(part)).map(|(_, calls)| calls).sum()
    }

    /// So many are in this part now; how many more that is than were known of.
    fn set(&mut self, slices: &Range<u32>, calls: u64) -> u64 {
        let before = self.within(slices);
        self.0.retain(|(part, _)| part.start < slices.start || part.end > slices.end);
        if calls > 0 {
            self.0.push((slices.clone(), calls));
        }
        calls.saturating_sub(before)
    }

    /// Where a part may be cut: not through one in which some are hidden.
    fn cut(&self, slices: &Range<u32>, at: u32) -> Option<u32> {
        let through = self.0.iter().map(|(part, _)| part).find(|part| part.start < at && at < part.end);
        let places = through.map_or([at, at], |part| [part.end, part.start]);
        places.into_iter().find(|at| slices.start < *at && *at < slices.end)
    }

    fn all(&self) -> u64 {
        self.0.iter().map(|(_, calls)| calls).sum()
    }
}

/// A search under way.
#[derive(Clone, Debug)]
pub(super) struct Search {
    day: LedgerDay,
    /// Parts in which some are missing, the newest last.
    parts: Vec<Part>,
    asking: Option<Asking>,
    /// How many were missing when it began.
    missing: u64,
    /// How many were known.
    held: usize,
    /// How many were found that are counted and not listed, of which nothing was known.
    newly_hidden: u64,
}

impl Search {
    /// Begins where the vendor counts `missing` more calls than are known and than it hides.
    pub(super) fn new(ledger: &Ledger, hidden: &mut Hidden, counted: u64, missing: u64, beyond: u64) -> Option<Self> {
        if hidden.all() > beyond {
            // Some of them have come out since.
            *hidden = Hidden::default();
        }
        let day = ledger.day();
        let slices = u32::try_from((day.to.since(day.from).max(0) + SLICE_MS - 1).div_euclid(SLICE_MS)).ok()?;
        let placeless = (ledger.held() as u64).saturating_sub(ledger.began(0..slices));
        let counted = counted.saturating_sub(placeless);
        let all = Part { slices: 0..slices, counted, newer: Some(FIRST) };
        let (held, parts) = (ledger.held(), vec![all]);
        let mut search = Self { day, parts, asking: None, missing, held, newly_hidden: 0 };
        (search.go_on(ledger, hidden) == Step::GoesOn).then_some(search)
    }

    fn at(&self, slice: u32) -> Stamp {
        self.day.from.plus(i64::from(slice).saturating_mul(SLICE_MS)).min(self.day.to)
    }

    /// What to ask now.
    pub(super) fn query(&self) -> Option<Query> {
        let (slices, page, reads) = match self.asking.as_ref()? {
            Asking::Count(part, from) => (*from..part.slices.end, 1, false),
            Asking::Read { part, page, .. } => (part.slices.clone(), *page, true),
        };
        Some(Query { since: self.at(slices.start), until: self.at(slices.end), page, reads })
    }

    /// Takes the answer in, whose rows are in the ledger.
    pub(super) fn took(
        &mut self,
        page: &ListPage<CallRecord>,
        full: bool,
        ledger: &Ledger,
        hidden: &mut Hidden,
    ) -> Step {
        let Some(total) = page.total else { return Step::Failed };
        match self.asking.take() {
            None => return Step::Failed,
            Some(Asking::Count(part, from)) => {
                let older = part.slices.start..from;
                let counted = part.counted.saturating_sub(total);
                let known = ledger.began(older.clone());
                // A vendor that does not listen to where a part begins or ends counts too much of it.
                if known >= FIRST && counted < known / 2 {
                    return Step::Failed;
                }
                let further = part.newer.map(|calls| calls.saturating_mul(2)).filter(|calls| *calls < known);
                self.parts.push(Part { slices: older, counted, newer: further });
                self.parts.push(Part { slices: from..part.slices.end, counted: total, newer: None });
            }
            Some(Asking::Read { part, page: number, rows, counted }) => {
                let rows = rows.saturating_add(page.sent);
                // What came while it was read is on a page that was read already.
                let counted = counted.unwrap_or(total).min(total);
                let told = paging::Told { page: number, sent: page.sent, full, rows, total: Some(total), pages: None };
                if told.goes_on() {
                    self.asking = Some(Asking::Read { part, page: number + 1, rows, counted: Some(counted) });
                    return Step::GoesOn;
                }
                let unlisted = counted.saturating_sub(ledger.began(part.slices.clone()));
                // The newest part grows with the day, the place in which they are does not.
                let end = ledger.slice_holding(part.slices.clone(), 1) + 1;
                self.newly_hidden += hidden.set(&(part.slices.start..end), unlisted);
            }
        }
        self.go_on(ledger, hidden)
    }

    /// Turns to the next part in which some are missing.
    fn go_on(&mut self, ledger: &Ledger, hidden: &Hidden) -> Step {
        while let Some(part) = self.parts.pop() {
            let known = ledger.began(part.slices.clone()).saturating_add(hidden.within(&part.slices));
            let missing = part.counted.saturating_sub(known);
            if missing == 0 {
                continue;
            }
            let few = part.counted <= FEW.saturating_mul(missing);
            let half = ledger.began(part.slices.clone()).div_ceil(2);
            let at = ledger.slice_holding(part.slices.clone(), part.newer.unwrap_or(half));
            let cut = hidden.cut(&part.slices, at.max(part.slices.start + 1)).filter(|_| !few);
            self.asking = Some(match cut {
                Some(at) => Asking::Count(part, at),
                None => Asking::Read { part, page: 1, rows: 0, counted: None },
            });
            return Step::GoesOn;
        }
        let found = (ledger.held() as u64).saturating_sub(self.held as u64);
        if self.newly_hidden == 0 && found >= self.missing { Step::Found } else { Step::Failed }
    }
}
