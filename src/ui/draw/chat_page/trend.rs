//! Today by half hours, as another vendor counts them: the first of its counts as a chart.

use ratatui::layout::Rect;

use crate::lang;
use crate::model::{Cell, MetricRow, MetricTable, Stamp, Unit};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::chat::begun;
use crate::ui::text;

/// Cells of the scale at the left.
const SCALE: u16 = 6;
/// Cells of the widest column, with the gap behind it.
const WIDEST: usize = 5;
/// A day has not many more half hours: what needs more places is no day by half hours.
const PLACES_MAX: usize = 100;

/// A place for each stretch of time from the first to the last: what the vendor leaves out is a gap, not closed up.
fn spread(rows: Vec<&MetricRow>) -> Vec<Option<&MetricRow>> {
    let froms: Option<Vec<i64>> = rows.iter().map(|row| row.from.map(Stamp::ms)).collect();
    let Some(froms) = froms else { return rows.into_iter().map(Some).collect() };
    let steps = froms.iter().zip(froms.iter().skip(1)).map(|(one, next)| next - one);
    let step = steps.filter(|step| *step > 0).min().unwrap_or(1);
    let place = |from: i64| usize::try_from((from - froms.first().copied().unwrap_or(from)) / step).unwrap_or(0);
    let places = froms.last().map_or(0, |last| place(*last) + 1);
    if places > PLACES_MAX.max(rows.len()) {
        return rows.into_iter().map(Some).collect();
    }
    let mut spread = vec![None; places];
    for (row, from) in rows.into_iter().zip(&froms) {
        if let Some(free) = spread.get_mut(place(*from)) {
            *free = Some(row);
        }
    }
    spread
}

/// Draws the first count over the day.
pub(super) fn chart(canvas: &mut Canvas<'_>, scene: &Scene<'_>, table: &MetricTable, area: Rect, title: Title<'_>) {
    let theme = scene.theme;
    let first = table.metrics.iter().position(|metric| metric.unit == Unit::Count);
    let label = first
        .and_then(|at| table.metrics.get(at))
        .map(|metric| text::clean(lang::of(scene, &metric.label)).into_owned());
    let inner = canvas.pane(area, &Title { about: label.unwrap_or_default(), ..title });
    let Some(first) = first.filter(|_| inner.height >= 4 && inner.width > SCALE + 8) else { return };
    let rows = begun(scene, table);
    let count = |row: &MetricRow| row.cells.get(first).and_then(Cell::number).unwrap_or(0.0).max(0.0);
    let most = rows.iter().map(|row| count(row)).fold(0.0, f64::max).max(1.0);
    let lines = usize::from(inner.height - 1);
    let room = usize::from(inner.width - SCALE - 1);
    let rows = spread(rows);
    // The latest half hours, where not all of them fit.
    let kept = rows.len().min(room);
    let rows = rows.get(rows.len() - kept..).unwrap_or_default();
    let wide = (room / rows.len().max(1)).clamp(1, WIDEST);
    let bar = if wide > 2 { wide - 1 } else { wide };
    let (left, axis) = (inner.x + SCALE, inner.bottom() - 1);
    canvas.put_right(inner.x, left - 1, inner.y, &text::count(Some(most as u64), ""), theme.faint());
    canvas.put_right(inner.x, left - 1, axis, "0", theme.faint());
    let mut free = left;
    for (index, row) in rows.iter().enumerate() {
        let Some(row) = row else { continue };
        let x = left + (index * wide) as u16;
        let eighths = (count(row) / most * (lines * 8) as f64).ceil() as usize;
        for below in 0..lines {
            let filled = eighths.saturating_sub(below * 8).min(8);
            if filled > 0 {
                let sign = theme.glyphs.spark(filled).repeat(bar);
                canvas.put(x, axis - 1 - below as u16, bar as u16, &sign, theme.graph());
            }
        }
        let Some(from) = row.from else { continue };
        let hour = scene.clock(from, "%H:%M");
        if x >= free && hour.ends_with(":00") {
            canvas.put(x, axis, 2, hour.get(..2).unwrap_or_default(), theme.faint());
            free = x + 3;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_hour_that_is_left_out_is_a_gap_also_on_the_days_the_clocks_change() {
        const HALF: i64 = 1_800_000;
        let row = |from: Option<i64>| MetricRow { from: from.map(Stamp), ..MetricRow::default() };
        let spread_of = |froms: &[Option<i64>]| {
            let rows: Vec<MetricRow> = froms.iter().map(|from| row(*from)).collect();
            let spread = spread(rows.iter().collect());
            spread
                .iter()
                .map(|row| row.map_or(-1, |row| row.from.map_or(0, |from| from.ms() / HALF)))
                .collect::<Vec<_>>()
        };
        assert_eq!(spread_of(&[Some(3 * HALF), Some(4 * HALF), Some(7 * HALF)]), [3, 4, -1, -1, 7]);
        // A day of 25 hours has 50, of 23 has 46: they are as far apart as time is.
        for halves in [46, 49, 50] {
            let all: Vec<Option<i64>> = (0..halves).map(|half| Some(half * HALF)).collect();
            assert_eq!(spread_of(&all), (0..halves).collect::<Vec<_>>());
        }
        assert_eq!(spread_of(&[Some(0), None, Some(HALF)]), [0, 0, 1], "undated: one after the other");
        assert_eq!(spread_of(&[Some(HALF), Some(HALF + 1), Some(90 * HALF)]).len(), 3, "no half hours");
        assert_eq!(spread_of(&[]), [0_i64; 0]);
    }
}
