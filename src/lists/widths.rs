//! How many cells the columns of a list have come to need, and who has those that are free.
//!
//! A column needs what the widest of its words takes in any row that is here, whatever the filter, the order and what is
//! in view. What a column needs only grows: nothing a list does by itself makes a column narrower again, so headings
//! stand still while rows come, while a list is scrolled, filtered or ordered, and while times tick. A column that grows
//! after rows were first looked at takes a step more than it needs, where cells are left that no other column needs: the
//! next words that are a little wider move nothing.

use super::sheet::Column;

/// Words take no more cells than this from other columns.
pub const LONGEST: u16 = 60;

/// So many cells a column grows at once, where they are free.
const STEP: u16 = 4;

/// What a column came to need.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Need {
    key: String,
    cells: u16,
    /// What it takes where cells are left.
    ahead: u16,
}

/// What the columns of a list need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Widths {
    /// In the order in which they arose: a column whose need grows later takes nothing from one that had its room before.
    needs: Vec<Need>,
    /// How many of them arose when rows were first looked at.
    first: Option<usize>,
}

impl Widths {
    /// How many cells the widest words of a column take.
    pub fn need(&self, key: &str) -> u16 {
        self.last(key).map_or(0, |need| need.cells)
    }

    fn last(&self, key: &str) -> Option<&Need> {
        self.needs.iter().rev().find(|need| need.key == key)
    }

    /// Looks at rows: `cells` says how many the words of a column take in one; where they take no more than the third number,
    /// which the column needs already, anything up to that will do. Figures have room in their columns.
    pub fn measure<'c>(
        &mut self,
        columns: impl Iterator<Item = (usize, &'c Column)>,
        rows: impl Iterator<Item = usize>,
        cells: impl Fn(usize, usize, usize) -> usize,
    ) {
        let words = columns.filter(|(_, column)| !column.right);
        let mut needs: Vec<_> = words.map(|(at, column)| (at, column, self.need(&column.key))).collect();
        for row in rows {
            for (at, _, need) in needs.iter_mut().filter(|(.., need)| *need < LONGEST) {
                let wide = u16::try_from(cells(row, *at, usize::from(*need))).unwrap_or(LONGEST);
                *need = wide.min(LONGEST).max(*need);
            }
        }
        for (_, column, need) in needs {
            self.grow(&column.key, need);
        }
        self.first.get_or_insert(self.needs.len());
    }

    /// A column needs so many cells, if not more already.
    pub(crate) fn grow(&mut self, key: &str, cells: u16) {
        let before = self.last(key).map_or((0, 0), |need| (need.cells, need.ahead));
        if cells > before.0 {
            let step = if self.first.is_some() { STEP - 1 } else { 0 };
            let ahead = if cells <= before.1 { before.1 } else { cells.saturating_add(step) };
            self.needs.push(Need { key: key.to_owned(), cells, ahead });
        }
    }

    /// Gives free cells to the columns of a frame that need more than they have: to words, then to `headings`, then a
    /// step ahead. `place` says which of the `columns` is meant by a key, and how many cells stand around its words. How
    /// many cells are left.
    pub fn give(
        &self,
        mut free: u16,
        columns: &mut [u16],
        headings: &[u16],
        place: impl Fn(&str) -> Option<(usize, u16)>,
    ) -> u16 {
        let least = columns.to_vec();
        let mut give = |at: usize, wanted: u16| {
            if let Some(cells) = columns.get_mut(at) {
                let more = wanted.saturating_sub(*cells).min(free);
                *cells += more;
                free -= more;
            }
        };
        let (first, later) = self.needs.split_at(self.first.unwrap_or(self.needs.len()).min(self.needs.len()));
        for need in first {
            if let Some((at, around)) = place(&need.key) {
                give(at, need.cells.saturating_add(around));
            }
        }
        for (at, heading) in headings.iter().enumerate() {
            give(at, *heading);
        }
        for need in later {
            if let Some((at, around)) = place(&need.key) {
                give(at, need.cells.saturating_add(around));
            }
        }
        for need in later {
            let place = place(&need.key);
            let place = place.filter(|(at, around)| least.get(*at).is_some_and(|least| need.cells + around > *least));
            if let Some((at, around)) = place {
                give(at, need.ahead.saturating_add(around));
            }
        }
        free
    }
}

#[cfg(test)]
mod tests;
