use std::cell::Cell;

use proptest::prelude::*;

use super::*;

const COLUMNS: [Column; 3] =
    [Column::left("name", "Name", 8), Column::left("group", "Group", 6), Column::right("calls", "Calls", 6)];

fn given(widths: &Widths, free: u16, headings: &[u16]) -> ([u16; 3], u16) {
    let mut cells = COLUMNS.map(|column| column.width);
    let left = widths
        .give(free, &mut cells, headings, |key| COLUMNS.iter().position(|column| column.key == key).map(|at| (at, 0)));
    (cells, left)
}

fn measure(widths: &mut Widths, rows: &[[usize; 3]]) {
    widths.measure(COLUMNS.iter().enumerate(), 0..rows.len(), |row, column, _| rows[row][column]);
}

#[test]
fn words_have_what_is_free_before_headings_and_figures_keep_their_room() {
    let mut widths = Widths::default();
    measure(&mut widths, &[[10, 4, 30], [5, 9, 2]]);
    assert_eq!(given(&widths, 20, &[]), ([10, 9, 6], 15));
    assert_eq!(given(&widths, 20, &[4, 11, 8]), ([10, 11, 8], 11));
    assert_eq!(given(&widths, 4, &[4, 11, 8]), ([10, 8, 6], 0));
    assert_eq!(given(&widths, 6, &[4, 11, 8]), ([10, 10, 6], 0));
}

#[test]
fn a_column_that_grows_later_takes_a_step_from_what_no_other_needs() {
    let mut widths = Widths::default();
    measure(&mut widths, &[[10, 9, 0]]);
    measure(&mut widths, &[[11, 3, 0]]);
    assert_eq!(given(&widths, 20, &[]), ([14, 9, 6], 11));
    let before = given(&widths, 20, &[]);
    measure(&mut widths, &[[14, 9, 0], [12, 0, 0]]);
    assert_eq!(given(&widths, 20, &[]).0[1..], before.0[1..], "what is a little wider moves nothing");
    measure(&mut widths, &[[0, 16, 0]]);
    assert_eq!(given(&widths, 14, &[]), ([14, 14, 6], 0), "what was given first stays");
}

#[test]
fn no_words_take_all_the_room() {
    let mut widths = Widths::default();
    measure(&mut widths, &[[4_000, usize::MAX, 0]]);
    assert_eq!(given(&widths, 1_000, &[]).0, [LONGEST, LONGEST, 6]);
}

#[test]
fn only_rows_that_came_are_looked_at_and_none_where_a_column_has_all_it_may_have() {
    let mut widths = Widths::default();
    let looked = Cell::new(0);
    let cells = |wide: usize| {
        let looked = &looked;
        move |_: usize, _: usize, _: usize| {
            looked.set(looked.get() + 1);
            wide
        }
    };
    widths.measure(COLUMNS.iter().enumerate(), 0..20_000, cells(5));
    assert_eq!(looked.take(), 40_000);
    widths.measure(COLUMNS.iter().enumerate(), [7, 19_999].into_iter(), cells(4));
    assert_eq!(looked.take(), 4);
    widths.measure(COLUMNS.iter().enumerate(), 0..20_000, cells(60));
    assert_eq!(looked.take(), 2);
}

proptest! {
    /// Whatever comes, no column is ever narrower than it needs while cells are free, or than it was, save for a step
    /// that another's words need.
    #[test]
    fn needs_are_met_in_the_order_in_which_they_arose_and_never_shrink(
        parts in proptest::collection::vec(proptest::collection::vec([0_usize..70, 0_usize..70, 0_usize..70], 1..5), 1..8),
        free in 0_u16..120,
    ) {
        let mut widths = Widths::default();
        let mut before: Option<([u16; 3], Vec<u16>)> = None;
        for rows in &parts {
            measure(&mut widths, rows);
            let (cells, left) = given(&widths, free, &[5, 12, 9]);
            let spent: u16 = cells.iter().zip(&COLUMNS).map(|(cells, column)| cells - column.width).sum();
            prop_assert_eq!(spent + left, free);
            let needs: Vec<u16> = COLUMNS.iter().map(|column| widths.need(&column.key)).collect();
            if left > 0 {
                prop_assert!(cells.iter().zip(&needs).all(|(cells, need)| cells >= need));
            }
            if let Some((old, old_needs)) = before {
                for at in 0..3 {
                    prop_assert!(cells[at] >= old[at].min(old_needs[at].max(COLUMNS[at].width)));
                    prop_assert!(needs[at] >= old_needs[at]);
                }
                if needs == old_needs {
                    prop_assert_eq!(cells, old);
                }
            }
            before = Some((cells, needs));
        }
    }
}
