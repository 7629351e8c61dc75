//! Small graphs: bars, shares, sparklines, the thumb of a scrolled list.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{Canvas, Piece};
use crate::model::State;
use crate::ui::theme::Theme;

/// A bar for `value` of `most`, at most `cells` long; what is there at all has a cell. Not as high as its line, so that
/// bars under each other stay apart.
pub(super) fn bar(theme: Theme, value: u64, most: u64, cells: usize) -> String {
    if most == 0 || value == 0 || cells == 0 {
        return String::new();
    }
    let length = (value.min(most) as f64 / most as f64 * cells as f64).round() as usize;
    theme.glyphs.bar().repeat(length.clamp(1, cells))
}

/// Divides `cells` among `counts` in proportion; no share that is there at all is left without a cell while there are
/// enough, and all cells are used.
pub(super) fn shares(counts: &[u64], cells: usize) -> Vec<usize> {
    let sum = counts.iter().copied().fold(0, u64::saturating_add);
    if sum == 0 {
        return vec![0; counts.len()];
    }
    let exact = |count: u64| count as f64 / sum as f64 * cells as f64;
    let mut shares: Vec<usize> =
        counts.iter().map(|count| (exact(*count).floor() as usize).max(usize::from(*count > 0))).collect();
    // Largest remainder gets the next cell; the largest share gives one back where minimums took too much.
    while shares.iter().sum::<usize>() < cells {
        let rest = |(index, count): (usize, &u64)| exact(*count) - shares.get(index).copied().unwrap_or(0) as f64;
        let gains = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let Some((index, _)) = gains.max_by(|a, b| rest(*a).total_cmp(&rest(*b)).then(b.0.cmp(&a.0))) else { break };
        if let Some(share) = shares.get_mut(index) {
            *share += 1;
        }
    }
    while shares.iter().sum::<usize>() > cells {
        match shares.iter_mut().max() {
            Some(largest) if *largest > 0 => *largest -= 1,
            _ => break,
        }
    }
    shares
}

/// States as one proportional bar. Without colours, or in ASCII, each part is drawn in its state's glyph.
pub(super) fn state_bar(theme: Theme, counts: &[(State, u64)], cells: usize) -> Vec<Piece> {
    let numbers: Vec<u64> = counts.iter().map(|(_, count)| *count).collect();
    let shares = shares(&numbers, cells);
    let pieces = counts.iter().zip(shares).filter(|(_, share)| *share > 0);
    pieces.map(|((state, _), share)| Piece::new(block(theme, *state).repeat(share), theme.state(*state))).collect()
}

/// What a stretch of a state is drawn with.
pub(super) const fn block(theme: Theme, state: State) -> &'static str {
    match state {
        _ if theme.is_plain() || theme.glyphs.is_ascii() => theme.glyphs.state(state),
        State::Offline => "░",
        State::Unknown | State::Other(_) => "▒",
        _ => "█",
    }
}

/// Columns as a sparkline of at most `cells`, the running one last, right-aligned; one of which nothing is known is a gap.
pub(super) fn spark(theme: Theme, columns: &[Option<u64>], cells: usize, style: Style) -> Piece {
    let most = columns.iter().flatten().copied().max().unwrap_or(0);
    let mut text = " ".repeat(cells.saturating_sub(columns.len()));
    for column in columns {
        let Some(column) = column else {
            text.push(' ');
            continue;
        };
        let eighths = if most == 0 { 0 } else { (*column as f64 / most as f64 * 8.0).ceil() as usize };
        // A quiet stretch is a low line, not a gap: a gap would mean that it was not watched.
        text.push_str(theme.glyphs.spark(eighths.max(1)));
    }
    Piece::new(text, style)
}

/// Columns up to `rows` lines high, at most `cells` of them, right-aligned; top line first. One of which nothing is known is
/// a gap.
pub(super) fn chart_of(theme: Theme, columns: &[Option<u64>], cells: usize, rows: usize) -> Vec<String> {
    let most = columns.iter().flatten().copied().max().unwrap_or(0);
    let blank = " ".repeat(cells.saturating_sub(columns.len()));
    let height = |column: u64| {
        let eighths = if most == 0 { 0 } else { (column as f64 / most as f64 * (rows * 8) as f64).ceil() as usize };
        eighths.max(1)
    };
    let line = |below: usize| -> String {
        let cell = |column: &Option<u64>| {
            column.map_or(" ", |column| theme.glyphs.spark(height(column).saturating_sub(below * 8).min(8)))
        };
        columns.iter().map(cell).collect()
    };
    (0..rows).rev().map(|below| format!("{blank}{}", line(below))).collect()
}

/// Marks on the right edge of `area` which part of `total` rows is in view.
pub(super) fn thumb(canvas: &mut Canvas<'_>, area: Rect, top: usize, rows: usize, total: usize) {
    if total <= rows || area.height == 0 || area.width == 0 {
        return;
    }
    let height = usize::from(area.height);
    let size = (height * rows / total).clamp(1, height);
    let place = (height - size) * top / (total - rows).max(1);
    let (glyph, style) = (canvas.theme.glyphs.thumb(), canvas.theme.faint());
    let x = area.right() - 1;
    for y in (area.y..area.bottom()).skip(place.min(height - size)).take(size) {
        canvas.put(x, y, 1, glyph, style);
    }
}

/// The first row to show so that `chosen` is in view, moving no more than needed.
pub(super) fn window(top: usize, rows: usize, total: usize, chosen: Option<usize>) -> usize {
    let mut top = top.min(total.saturating_sub(rows));
    if let Some(chosen) = chosen {
        if chosen < top {
            top = chosen;
        } else if rows > 0 && chosen >= top + rows {
            top = chosen + 1 - rows;
        }
    }
    top
}

#[cfg(test)]
mod tests;
