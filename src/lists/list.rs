//! What a person chose about a list, and what follows from it: which rows are seen, and in which order.

use std::cmp::Ordering;
use std::sync::Arc;

use super::ask::SheetRow;
use super::filter::Filter;
use super::sheet::{Column, Sheet};
use super::value::{Notation, Value};
use crate::lang::{self, Language, clean};

/// What a person chose about a list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Who is to be seen.
    pub filter: Filter,
    /// The column it is ordered by; `None` is the list's own order.
    pub sort: Option<String>,
    /// The other way round.
    pub reverse: bool,
    /// The chosen row; `None` is the first one, whatever comes to stand there.
    pub selected: Option<String>,
    /// Where it stood last.
    pub cursor: usize,
    /// Columns that were chosen, by key; `None` are the usual ones.
    pub columns: Option<Vec<String>>,
    /// How many columns behind the pinned one are scrolled out of view.
    pub side: usize,
    /// How many can be, as the last frame found; not known before one.
    pub reach: Option<usize>,
    /// First row in view.
    pub top: usize,
    /// How many rows the last frame had room for.
    pub room: usize,
    /// The order as it was put last.
    kept: Option<(Basis, Arc<[u32]>)>,
}

/// What of a list was in view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListRoom {
    /// First row in view.
    pub top: usize,
    /// How many rows there was room for.
    pub rows: usize,
    /// How many columns behind the pinned one are scrolled out of view, and how many can be; `None` where it has no
    /// columns.
    pub side: Option<(usize, usize)>,
}

/// What an order was made from.
#[derive(Clone, Debug, PartialEq)]
struct Basis {
    stamp: u64,
    rows: usize,
    filter: String,
    sort: Option<String>,
    reverse: bool,
    revealed: bool,
}

/// An order that is to be kept.
#[derive(Debug)]
pub struct Put {
    basis: Basis,
    order: Arc<[u32]>,
    /// Where the chosen row stands in it.
    cursor: usize,
}

impl List {
    /// Everything, in this order, with these columns.
    pub fn ordered(sort: Option<String>, reverse: bool, columns: Option<Vec<String>>) -> Self {
        Self { sort, reverse, columns, ..Self::default() }
    }

    /// The same filter, order and columns for other rows: nothing of where the old ones stood is kept.
    pub fn renew(&mut self) {
        let Self { filter, sort, reverse, columns, side, .. } = std::mem::take(self);
        *self = Self { filter, sort, reverse, columns, side, ..Self::default() };
    }

    /// The rows to be seen, in order: as it was put last, or worked out where rows, filter or order changed since.
    pub fn order(&self, notation: impl Into<Notation>, sheet: &dyn Sheet) -> Arc<[u32]> {
        let notation = notation.into();
        match &self.kept {
            Some((basis, order)) if *basis == self.basis(notation, sheet) => Arc::clone(order),
            _ => self.sorted(notation, sheet).into(),
        }
    }

    /// The order as [`List::keep`] keeps it; `None` where the one that is kept is still right.
    pub fn put(&self, notation: impl Into<Notation>, sheet: &dyn Sheet) -> Option<Put> {
        let notation = notation.into();
        let basis = self.basis(notation, sheet);
        if self.kept.as_ref().is_some_and(|(kept, _)| *kept == basis) {
            return None;
        }
        let order: Arc<[u32]> = self.sorted(notation, sheet).into();
        let cursor = self.position(sheet, &order).unwrap_or(self.cursor);
        Some(Put { basis, order, cursor })
    }

    /// Keeps an order, so that it is not worked out again while nothing changes.
    pub fn keep(&mut self, put: Put) {
        self.kept = Some((put.basis, put.order));
        self.cursor = put.cursor;
    }

    /// Takes note of what of it was in view.
    pub fn saw(&mut self, room: ListRoom) {
        (self.top, self.room) = (room.top, room.rows);
        if let Some((side, reach)) = room.side {
            (self.side, self.reach) = (side, Some(reach));
        }
    }

    fn basis(&self, notation: Notation, sheet: &dyn Sheet) -> Basis {
        Basis {
            stamp: sheet.stamp(),
            rows: sheet.rows(),
            filter: self.filter.text().to_owned(),
            sort: self.sort.clone(),
            reverse: self.reverse,
            revealed: notation.revealed,
        }
    }

    fn sorted(&self, notation: Notation, sheet: &dyn Sheet) -> Vec<u32> {
        let columns = sheet.columns();
        let passes = |row: &u32| {
            let row = SheetRow { sheet, columns: &columns, notation, row: *row as usize };
            self.filter.is_empty() || self.filter.passes(&row)
        };
        let mut order: Vec<u32> = (0..u32::try_from(sheet.rows()).unwrap_or(u32::MAX)).filter(passes).collect();
        let chosen = self.sort.as_ref().and_then(|key| columns.iter().position(|column| column.key == *key));
        // A chosen column begins with its largest figures, or at A.
        let by = match chosen {
            Some(column) => Some((column, columns.get(column).is_some_and(|column| column.right) != self.reverse)),
            None => sheet.natural().map(|(column, down)| (column, down != self.reverse)),
        };
        let Some((column, down)) = by else {
            if self.reverse {
                order.reverse();
            }
            return order;
        };
        let mut keyed: Vec<(SortKey, u32)> =
            order.iter().map(|row| (sort_key(&sheet.value(notation.language, *row as usize, column)), *row)).collect();
        keyed.sort_by(|(a, i), (b, j)| a.compare(b, down).then(i.cmp(j)));
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// Where the chosen row stands in `order`.
    pub fn position(&self, sheet: &dyn Sheet, order: &[u32]) -> Option<usize> {
        if order.is_empty() {
            return None;
        }
        let Some(selected) = &self.selected else { return Some(0) };
        let at = |at: usize| order.get(at).is_some_and(|row| sheet.key(*row as usize) == *selected);
        if at(self.cursor) {
            return Some(self.cursor);
        }
        // New rows push it down by a few: it is near the place where it stood.
        let from = self.cursor.min(order.len() - 1);
        let near = (1..order.len()).flat_map(|far| [from.checked_add(far), from.checked_sub(far)]).flatten();
        Some(std::iter::once(from).chain(near).find(|place| at(*place)).unwrap_or(from))
    }

    /// The columns to show, by position in the sheet, the pinned one first.
    pub fn shown(&self, columns: &[Column]) -> Vec<usize> {
        match &self.columns {
            Some(chosen) => {
                let chosen = chosen.iter().filter_map(|key| columns.iter().position(|column| column.key == *key));
                std::iter::once(0).chain(chosen.filter(|at| *at > 0)).take(columns.len()).collect()
            }
            None => (0..columns.len()).filter(|at| *at == 0 || columns.get(*at).is_some_and(|c| c.shown)).collect(),
        }
    }

    /// The order in words, for a title.
    pub fn order_title(&self, language: Language, columns: &[Column]) -> Option<String> {
        let column = columns.iter().find(|column| Some(column.key.as_ref()) == self.sort.as_deref());
        match (column, self.reverse) {
            (Some(column), false) => Some(tr!(language, "by {column}", column = lang::of(language, &column.title))),
            (Some(column), true) => {
                Some(tr!(language, "by {column}, reversed", column = lang::of(language, &column.title)))
            }
            (None, true) => Some(tr!(language, "reversed").to_owned()),
            (None, false) => None,
        }
    }
}

enum SortKey {
    Nothing,
    Figure(f64),
    Text(String),
}

fn sort_key(value: &Value<'_>) -> SortKey {
    match value {
        Value::Text(text) => SortKey::Text(clean::clean(text).to_lowercase()),
        value => value.figure().map_or(SortKey::Nothing, SortKey::Figure),
    }
}

impl SortKey {
    /// What is unknown comes last, whichever way round.
    fn compare(&self, other: &Self, down: bool) -> Ordering {
        let way = |order: Ordering| if down { order.reverse() } else { order };
        match (self, other) {
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) | (Self::Text(_), Self::Figure(_)) => Ordering::Greater,
            (_, Self::Nothing) | (Self::Figure(_), Self::Text(_)) => Ordering::Less,
            (Self::Figure(a), Self::Figure(b)) => way(a.total_cmp(b)),
            (Self::Text(a), Self::Text(b)) => way(a.cmp(b)),
        }
    }
}

#[cfg(test)]
mod tests;
