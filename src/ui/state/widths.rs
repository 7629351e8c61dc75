//! What the columns of the lists need, for as long as the page with them is open.
//!
//! Rows are looked at when they come or change, once: the next frame asks for those alone. A page that is opened anew
//! begins anew, and so does a list with other columns.

use chrono::NaiveDate;

use super::Page;
use crate::lang::Language;
use crate::lists::{List, ListId, Sheet, Widths};

/// The lists of the pages that are open.
#[derive(Clone, Debug, Default)]
pub(super) struct Measures(Vec<Measure>);

/// A list, as far as its rows were looked at.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    page: Page,
    id: ListId,
    columns: Option<Vec<String>>,
    written: Written,
    rows: Rows,
    widths: Widths,
}

/// How words are written: numbers in full, moments of another day with their date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub(super) language: Language,
    pub(super) revealed: bool,
    pub(super) today: Option<NaiveDate>,
}

/// Which rows there were.
#[derive(Clone, Debug, PartialEq)]
struct Rows {
    listed: u64,
    stamp: u64,
    count: usize,
}

impl Measures {
    /// What the columns of a list need.
    pub(super) fn of(&self, page: &Page, id: ListId) -> Option<&Widths> {
        self.find(page, id).map(|known| &known.widths)
    }

    fn find(&self, page: &Page, id: ListId) -> Option<&Measure> {
        self.0.iter().find(|known| known.id == id && known.page == *page)
    }

    /// The same once these rows have been looked at; nothing where they were before. `cells` says how many the words of a
    /// column take in a row.
    pub(super) fn with_rows(
        &self,
        page: &Page,
        sheet: &dyn Sheet,
        list: &List,
        written: Written,
        cells: impl Fn(usize, usize, usize) -> usize,
    ) -> Option<Measure> {
        let rows = Rows { listed: sheet.listed(), stamp: sheet.stamp(), count: sheet.rows() };
        if rows.count == 0 {
            return None;
        }
        let known = self.find(page, sheet.id());
        let known = known.filter(|known| known.written.language == written.language && known.columns == list.columns);
        let seen = known.filter(|known| known.written == written && known.rows.listed == rows.listed);
        if seen.is_some_and(|seen| seen.rows == rows) {
            return None;
        }
        let columns = sheet.columns();
        let shown = list.shown(&columns);
        let shown = shown.into_iter().filter_map(|at| Some((at, columns.get(at)?)));
        let mut widths = known.map(|known| known.widths.clone()).unwrap_or_default();
        match seen.and_then(|seen| sheet.changed(seen.rows.stamp)) {
            Some(changed) => widths.measure(shown, changed.into_iter(), cells),
            None => widths.measure(shown, 0..rows.count, cells),
        }
        Some(Measure { page: page.clone(), id: sheet.id(), columns: list.columns.clone(), written, rows, widths })
    }

    /// Keeps what was looked at anew, and what belongs to a page that is open.
    pub(super) fn keep(&mut self, news: Vec<Measure>, is_open: impl Fn(&Page) -> bool) {
        self.0.retain(|known| {
            let renewed = news.iter().any(|new| (new.id, &new.page) == (known.id, &known.page));
            !renewed && is_open(&known.page)
        });
        self.0.extend(news);
    }
}
