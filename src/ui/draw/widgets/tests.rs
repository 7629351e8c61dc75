use proptest::prelude::*;

use super::*;
use crate::model::{Series, Stamp};
use crate::ui::theme::ColourDepth;

const THEME: Theme = Theme::new(ColourDepth::True, false);

#[test]
fn bars_never_vanish_and_never_overflow() {
    assert_eq!(bar(THEME, 8, 8, 4), "▇▇▇▇");
    assert_eq!(bar(THEME, 9, 8, 4), "▇▇▇▇");
    assert_eq!(bar(THEME, 3, 8, 4), "▇▇");
    assert_eq!(bar(THEME, 1, 1000, 4), "▇");
    assert_eq!(bar(THEME, 0, 8, 4), "");
    assert_eq!(bar(THEME, 3, 0, 4), "");
}

#[test]
fn a_sparkline_ends_with_now_on_the_right() {
    let mut series = Series::default();
    for (at, total) in [(0, 0), (5_000, 4), (10_000, 4), (15_000, 12)] {
        series.note(Stamp(at), total);
    }
    assert_eq!(spark(THEME, &series.spark(6).columns, 6, Style::new()).text, "  ▁▄▁█");
    assert_eq!(spark(THEME, &Series::default().spark(3).columns, 3, Style::new()).text, "   ");
}

#[test]
fn the_window_moves_no_more_than_needed() {
    assert_eq!(window(0, 10, 100, None), 0);
    assert_eq!(window(0, 10, 100, Some(9)), 0);
    assert_eq!(window(0, 10, 100, Some(10)), 1);
    assert_eq!(window(50, 10, 100, Some(20)), 20);
    assert_eq!(window(95, 10, 100, None), 90);
    assert_eq!(window(95, 10, 3, Some(2)), 0);
}

proptest! {
    #[test]
    fn shares_use_every_cell_and_leave_no_share_out(counts in prop::collection::vec(0_u64..500, 1..11), cells in 0_usize..120) {
        let shares = shares(&counts, cells);
        let there = counts.iter().filter(|count| **count > 0).count();
        prop_assert_eq!(shares.iter().sum::<usize>(), if there == 0 { 0 } else { cells });
        for (count, share) in counts.iter().zip(&shares) {
            prop_assert!(*count > 0 || *share == 0);
            prop_assert!(*count == 0 || *share > 0 || cells < there);
        }
    }
}
