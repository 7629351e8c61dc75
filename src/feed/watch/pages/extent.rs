//! How many pages a list has, as far as the pages that came tell. Pure.
//!
//! Rows count, not what an answer says of itself: a total may be one too high, an echoed size wrong, and a vendor may
//! not listen to the number of the page. So pages end where the rows end, and go on while they come.

use crate::platforms::FullPage;

/// How many rows a page has: what the vendor echoes where that is less than was asked for; without an echo what came
/// in page 1, since a vendor may give fewer rows than it was asked for without a word. So may one that only repeats the
/// question: an echo is not believed where page 1 has less than half of the rows it should have, or more than it.
pub fn rows_a_page(asked: u32, echoed: Option<u32>, rows_in_first: u32, total: Option<u64>) -> u32 {
    if rows_in_first == 0 {
        return asked_for(asked, echoed);
    }
    let Some(echoed) = echoed.filter(|size| *size > 0) else { return rows_in_first };
    let size = echoed.min(asked);
    let due = total.unwrap_or(0).min(u64::from(size));
    if rows_in_first > size || u64::from(rows_in_first) < due / 2 { rows_in_first } else { size }
}

/// How many pages of `size` rows cover `total` agents; at least one.
pub fn pages_needed(total: Option<u64>, size: u32) -> u32 {
    let pages = total.unwrap_or(0).div_ceil(u64::from(size.max(1)));
    u32::try_from(pages).unwrap_or(u32::MAX).max(1)
}

/// The rows that a full page has by what was asked for and what is echoed.
fn asked_for(asked: u32, echoed: Option<u32>) -> u32 {
    echoed.filter(|size| *size > 0).map_or(asked, |size| size.min(asked))
}

/// How many pages there are, by the pages that came, at most `most` + 1. `size`: see [`rows_a_page`].
pub fn pages_there_are<'a>(
    asked: u32,
    size: u32,
    total: Option<u64>,
    most: u32,
    page: impl Fn(u32) -> Option<&'a FullPage>,
) -> u32 {
    let claimed = pages_needed(total, size).min(most.saturating_add(1));
    let mut rows = 0_u64;
    let mut number = 1;
    while number <= most {
        let here = page(number);
        if number > 1 && here.is_some_and(|here| is_behind_the_end(here, number, &page)) {
            return number - 1;
        }
        rows = rows.saturating_add(here.map_or(0, |here| u64::from(here.sent)));
        // Without a total, or with one that there are more rows than, only a page that is full has one behind it.
        let is_counted = total.is_some_and(|total| rows <= total);
        let goes_on = if is_counted {
            number < claimed
        } else {
            here.is_some_and(|here| here.sent > 0 && here.sent == asked_for(asked, here.page_size))
        };
        if !goes_on {
            return number;
        }
        number += 1;
    }
    number
}

/// Whether this page has nothing that the others do not have: the rows have ended before it.
fn is_behind_the_end<'a>(here: &FullPage, number: u32, page: impl Fn(u32) -> Option<&'a FullPage>) -> bool {
    let repeats = |other: Option<&FullPage>| {
        let ids = |page: &FullPage| page.agents.len();
        other.is_some_and(|other| {
            ids(other) == ids(here) && other.agents.iter().zip(&here.agents).all(|(one, two)| one.id == two.id)
        })
    };
    // An agent alone on a page may have moved to the next.
    here.sent == 0 || here.agents.len() > 1 && (repeats(page(1)) || repeats(page(number - 1)))
}
