//! Whether a page of a list has another one behind it. Pure.
//!
//! Vendors say how many rows and how many pages there are, and are wrong in one or the other: a count of pages that has
//! nothing to do with the rows, a total that counts who is not listed, neither. Rows decide: a list ends where they end.

/// What a page told, and what came before it.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Its number, from 1.
    pub page: u32,
    /// The rows it had, also those that could not be read.
    pub sent: u64,
    /// Whether that is as many as a page holds.
    pub full: bool,
    /// The rows of all pages up to this one.
    pub rows: u64,
    /// Rows in all pages, as the vendor says.
    pub total: Option<u64>,
    /// How many pages there are, as the vendor says.
    pub pages: Option<u32>,
}

impl Told {
    /// Whether another page may have rows.
    pub const fn goes_on(self) -> bool {
        if self.sent == 0 {
            return false;
        }
        let is_counted = match self.pages {
            Some(pages) => Some(pages > self.page),
            None => None,
        };
        match (self.total, is_counted) {
            (Some(total), _) if total == self.rows => false,
            (Some(total), Some(is_counted)) if total > self.rows => is_counted || self.full,
            (Some(total), None) if total > self.rows => true,
            // There are more rows than it says there are: that says nothing.
            (Some(_), Some(false)) => false,
            (Some(_), _) | (None, None) => self.full,
            (None, Some(is_counted)) => is_counted,
        }
    }
}

/// How many pages can be asked for at once after the first, which had `sent` rows: as many as both counts agree on.
pub fn claimed(sent: u64, total: Option<u64>, pages: Option<u32>) -> u32 {
    let by_rows = total.filter(|_| sent > 0).map_or(1, |total| total.div_ceil(sent));
    let by_rows = u32::try_from(by_rows).unwrap_or(u32::MAX).max(1);
    pages.map_or(by_rows, |pages| pages.clamp(1, by_rows))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pages that are asked for of a list with so many rows, when every page says this of it.
    fn asked(rows: u64, total: Option<u64>, pages: Option<u32>) -> u32 {
        const SIZE: u64 = 100;
        let mut seen = 0;
        for page in 1.. {
            let sent = rows.saturating_sub(u64::from(page - 1) * SIZE).min(SIZE);
            seen += sent;
            if !(Told { page, sent, full: sent == SIZE, rows: seen, total, pages }).goes_on() {
                return page;
            }
        }
        0
    }

    #[test]
    fn a_list_ends_where_its_rows_end_whatever_is_said_of_it() {
        for (rows, total, pages, calls) in [
            (0, Some(0), Some(0), 1),
            (60, Some(60), Some(1), 1),
            (250, Some(250), Some(3), 3),
            (200, Some(200), Some(2), 2),
            // The total counts one that is not listed.
            (60, Some(61), Some(1), 1),
            (200, Some(201), Some(3), 3),
            // A count of pages that has nothing to do with the rows.
            (60, Some(60), Some(1_000_000), 1),
            (60, Some(1_000_000), Some(1_000_000), 2),
            (250, Some(250), Some(1), 3),
            (250, Some(250), Some(0), 3),
            (60, None, Some(1_000_000), 2),
            // A total that has nothing to do with the rows.
            (250, Some(60), Some(3), 3),
            (250, Some(0), None, 3),
            (60, Some(0), Some(1_000_000), 1),
            // Nothing is said.
            (250, None, None, 3),
            (200, None, None, 3),
            (250, Some(250), None, 3),
        ] {
            assert_eq!(asked(rows, total, pages), calls, "{rows} rows, {total:?} in {pages:?} pages");
        }
    }

    #[test]
    fn at_once_only_what_both_counts_agree_on_is_asked_for() {
        for (sent, total, pages, at_once) in [
            (100, Some(250), Some(3), 3),
            (60, Some(60), Some(1_000_000), 1),
            (100, Some(1_000_000), Some(3), 3),
            (100, None, Some(7), 1),
            (100, Some(250), None, 3),
            (0, Some(250), Some(3), 1),
            (97, Some(250), Some(3), 3),
        ] {
            assert_eq!(claimed(sent, total, pages), at_once, "{sent} rows, {total:?} in {pages:?} pages");
        }
    }
}
