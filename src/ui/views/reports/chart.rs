//! The chart of half hours: what came in, answered and missed on top of each other, and what went out below; yesterday
//! as a shadow behind both.

use ratatui::layout::Rect;

use super::halves::{Half, Halves, HalvesSheet, SLOTS, clock};
use crate::ui::canvas::{Canvas, Piece, Title};
use crate::ui::scene::Scene;
use crate::ui::sheet::{List, Sheet};
use crate::ui::text;
use crate::ui::theme::Theme;

/// Cells of the scale at the left.
const SCALE: u16 = 5;

/// What a cell of the chart is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Answered,
    Missed,
    Outbound,
    Shadow,
}

impl Part {
    const fn glyph(self, theme: Theme) -> &'static str {
        match (self, theme.glyphs.is_ascii()) {
            (Self::Answered, false) => "█",
            (Self::Missed, false) => "▒",
            (Self::Outbound, false) => "▓",
            (Self::Shadow, false) => "·",
            (Self::Answered, true) => "#",
            (Self::Missed, true) => "x",
            (Self::Outbound, true) => "=",
            (Self::Shadow, true) => ".",
        }
    }

    const fn style(self, theme: Theme) -> ratatui::style::Style {
        match self {
            Self::Answered | Self::Outbound => theme.graph(),
            Self::Missed => theme.bad_graph(),
            Self::Shadow => theme.faint(),
        }
    }
}

pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    halves: &Halves,
    sheet: &dyn Sheet,
    area: Rect,
    title: &Title<'_>,
) {
    let inner = canvas.pane(area, title);
    let chosen = chosen(scene, sheet).unwrap_or(halves.running);
    let lines = inner.height.saturating_sub(3);
    let out_lines = if lines >= 8 { lines / 3 } else { 0 };
    let in_lines = lines - out_lines;
    let cells = (inner.width.saturating_sub(SCALE + 1) / SLOTS as u16).clamp(1, 4);
    let most = |figure: fn(&Half) -> f64| {
        halves.today.iter().chain(&halves.yesterday).map(figure).fold(0.0_f64, f64::max).max(1.0)
    };
    let top = Rect { height: in_lines, ..inner };
    let tall = |half: &Half| half.inbound.max(half.answered);
    columns(canvas, scene, halves, top, cells, most(tall), |today, yesterday, low, high| {
        let mid = f64::midpoint(low, high);
        if today.answered > 0.0 && (today.answered >= mid || low == 0.0) && today.answered >= today.missed().min(mid) {
            Some(Part::Answered)
        } else if tall(today) >= mid || (low == 0.0 && today.missed() > 0.0) {
            Some(Part::Missed)
        } else {
            (tall(yesterday) >= mid).then_some(Part::Shadow)
        }
    });
    if out_lines > 0 {
        let below = Rect { y: inner.y + in_lines, height: out_lines, ..inner };
        columns(canvas, scene, halves, below, cells, most(|half| half.outbound), |today, yesterday, low, high| {
            let mid = f64::midpoint(low, high);
            if today.outbound >= mid || (low == 0.0 && today.outbound > 0.0) {
                Some(Part::Outbound)
            } else {
                (yesterday.outbound >= mid).then_some(Part::Shadow)
            }
        });
    }
    axis(canvas, scene, halves, chosen, Rect { y: inner.y + lines, height: 1, ..inner }, cells);
    exact(canvas, scene, halves, chosen, Rect { y: inner.y + lines + 1, height: 1, ..inner });
    legend(canvas, scene, out_lines > 0, Rect { y: inner.y + lines + 2, height: 1, ..inner });
}

/// The half hour whose row is chosen.
fn chosen(scene: &Scene<'_>, sheet: &dyn Sheet) -> Option<usize> {
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
    let order = list.order(scene, sheet);
    let row = order.get(list.position(sheet, &order)?)?;
    HalvesSheet::slot_of(&sheet.key(*row as usize))
}

fn columns(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    halves: &Halves,
    area: Rect,
    cells: u16,
    most: f64,
    part: impl Fn(&Half, &Half, f64, f64) -> Option<Part>,
) {
    let theme = scene.theme;
    let lines = f64::from(area.height.max(1));
    canvas.put_right(area.x, area.x + SCALE, area.y, &text::count(Some(most as u64), ""), theme.faint());
    if area.height > 1 {
        canvas.put_right(area.x, area.x + SCALE, area.bottom() - 1, "0", theme.faint());
    }
    for (line, y) in (area.y..area.bottom()).rev().enumerate() {
        let (low, high) = (most * line as f64 / lines, most * (line as f64 + 1.0) / lines);
        for (slot, (today, yesterday)) in halves.today.iter().zip(&halves.yesterday).enumerate() {
            let Some(part) = part(today, yesterday, low, high) else { continue };
            let x = area.x + SCALE + 1 + slot as u16 * cells;
            // A gap between columns where there is room for one.
            let wide = if cells > 2 { cells - 1 } else { cells };
            canvas.put(x, y, wide, &part.glyph(theme).repeat(usize::from(wide)), part.style(theme));
        }
    }
}

/// Hours below the columns; the running half hour and the chosen one are marked.
fn axis(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves, chosen: usize, area: Rect, cells: u16) {
    let theme = scene.theme;
    let every = if cells >= 2 { 4 } else { 8 };
    let x = |slot: usize| area.x + SCALE + 1 + slot as u16 * cells;
    for slot in (0..SLOTS).step_by(every) {
        canvas.put(x(slot), area.y, 5, clock(slot).get(..2).unwrap_or_default(), theme.faint());
    }
    canvas.put(x(halves.running), area.y, 1, theme.glyphs.live(), theme.good());
    canvas.put(x(chosen), area.y, 1, theme.glyphs.up(), theme.focus());
}

/// The chosen half hour, today and yesterday.
fn exact(canvas: &mut Canvas<'_>, scene: &Scene<'_>, halves: &Halves, chosen: usize, area: Rect) {
    let theme = scene.theme;
    let figures = |half: &Half| {
        let count = |number: f64| text::count(Some(number as u64), "");
        format!(
            "{} in, {} answered, {} missed, {} out",
            count(half.inbound),
            count(half.answered),
            count(half.missed()),
            count(half.outbound)
        )
    };
    let empty = Half::default();
    let today = figures(halves.today.get(chosen).unwrap_or(&empty));
    let yesterday = figures(halves.yesterday.get(chosen).unwrap_or(&empty));
    let running = if chosen == halves.running { " so far" } else { "" };
    let mut pieces = vec![
        Piece::new(format!("{}-{}  ", clock(chosen), clock(chosen + 1)), theme.focus()),
        Piece::new(format!("{today}{running}"), theme.strong()),
    ];
    let about = format!("   yesterday {yesterday}");
    if usize::from(area.width) > crate::ui::canvas::width_of(&pieces) + text::width(&about) + 1 {
        pieces.push(Piece::new(about, theme.faint()));
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}

fn legend(canvas: &mut Canvas<'_>, scene: &Scene<'_>, outbound: bool, area: Rect) {
    let theme = scene.theme;
    let mut pieces = Vec::new();
    let parts = [
        (Part::Answered, "answered", true),
        (Part::Missed, "missed", true),
        (Part::Outbound, "outbound", outbound),
        (Part::Shadow, "yesterday", true),
    ];
    for (part, word, _) in parts.into_iter().filter(|(.., shown)| *shown) {
        pieces.push(Piece::new(part.glyph(theme), part.style(theme)));
        pieces.push(Piece::new(format!(" {word}   "), theme.faint()));
    }
    pieces.push(Piece::new(theme.glyphs.live(), theme.good()));
    pieces.push(Piece::new(" running   ", theme.faint()));
    pieces.push(Piece::new(theme.glyphs.up(), theme.focus()));
    pieces.push(Piece::new(" chosen", theme.faint()));
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces);
}
