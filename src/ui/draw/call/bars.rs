//! Legs as bars over one axis of time.

use ratatui::layout::Rect;

use crate::lang;
use crate::lists::{List, ListId, ListRoom, Sheet, Widths};
use crate::model::{Stamp, sort};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::draw::sheet::style_of;
use crate::ui::draw::widgets;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::legs::{LegsSheet, Part, Span, mood, party};
use crate::ui::text;

/// From this width on each leg's talk stands beside its bar.
const WITH_TALK: u16 = 100;
/// From this width on each leg's result has a word.
const WITH_RESULT: u16 = 70;

/// Where the words before the bars stand.
struct Plan {
    name: u16,
    kind: u16,
    kind_cells: u16,
    result: Option<u16>,
    result_cells: u16,
    talk: Option<u16>,
    bar: u16,
    end: u16,
}

/// The bars have at least half of the room, whatever words there are.
const WORDS: u16 = 2;

impl Plan {
    fn of(area: Rect, widths: &Widths) -> Self {
        let name = area.x + 1;
        let (with_result, with_talk) = (area.width >= WITH_RESULT, area.width >= WITH_TALK);
        let mut cells = [if with_talk { 18 } else { 13 }, 9, if with_result { 8 } else { 0 }];
        let used = cells.iter().sum::<u16>() + 4 + if with_talk { 8 } else { 0 };
        widths.give((area.width / WORDS).saturating_sub(used), &mut cells, &[], |key| {
            let place = ["agent", "part", "result"].iter().position(|known| *known == key)?;
            (place < 2 || with_result).then_some((place, 0))
        });
        let [name_cells, kind_cells, result_cells] = cells;
        let kind = name + name_cells + 1;
        let mut x = kind + kind_cells + 1;
        let mut next = |shown: bool, cells: u16| {
            shown.then(|| {
                let at = x;
                x += cells;
                at
            })
        };
        let result = next(with_result, result_cells + 1);
        let talk = next(with_talk, 8);
        let end = area.right().saturating_sub(1);
        Self { name, kind, kind_cells, result, result_cells, talk, bar: x + 1, end }
    }
}

/// Lines that are needed besides the legs: the axis, the customer, the legend.
pub(super) const BESIDES: u16 = 3;

/// Draws the axis, what the customer went through, the legs in view and the legend.
pub(super) fn draw(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    sheet: &LegsSheet<'_>,
    list: &List,
    area: Rect,
    focus: bool,
) {
    let theme = scene.theme;
    let none = Widths::default();
    let plan = Plan::of(area, scene.view.widths(ListId::Legs).unwrap_or(&none));
    let order = list.order(scene, sheet);
    let rows = usize::from(area.height.saturating_sub(BESIDES));
    let position = list.position(sheet, &order);
    let top = widgets::window(list.top, rows, order.len(), position);
    canvas.map.lists.push((ListId::Legs, ListRoom { top, rows, side: None }));
    canvas.zone(area, Zone::List(ListId::Legs));
    let axis = sheet.known.axis();
    headings(canvas, scene, &plan, axis, area.y);
    let mut y = area.y + 1;
    let mut used: Vec<Part> = Vec::new();
    let mut bar = |canvas: &mut Canvas<'_>, spans: &[Span], y: u16| {
        for span in spans {
            if !used.contains(&span.part) {
                used.push(span.part);
            }
        }
        let Some(axis) = axis else { return };
        let cells = usize::from(plan.end.saturating_sub(plan.bar));
        canvas.line(plan.bar, y, plan.end.saturating_sub(plan.bar), &pieces(scene, spans, axis, cells));
    };
    canvas.put(plan.name, y, plan.kind - plan.name - 1, tr!(scene, "customer"), theme.faint());
    bar(canvas, &sheet.known.customer(), y);
    y += 1;
    for (place, row) in order.iter().enumerate().skip(top).take(rows) {
        let Some(leg) = sheet.leg(*row as usize) else { continue };
        let dash = scene.dash();
        let name = party(scene.language, scene, leg).unwrap_or_else(|| dash.to_owned());
        canvas.put(plan.name, y, plan.kind - plan.name - 1, &text::clean(&name), theme.text());
        let kind = leg.kind.map_or_else(|| dash.to_owned(), |kind| lang::word(scene, kind));
        canvas.put(plan.kind, y, plan.kind_cells, &kind, theme.text());
        if let Some(x) = plan.result {
            let (word, style) = leg.result.map_or((dash.to_owned(), theme.text()), |result| {
                (lang::word(scene, result), style_of(theme, mood(result)))
            });
            canvas.put(x, y, plan.result_cells, &word, style);
        }
        if let Some(x) = plan.talk {
            let talk = scene.duration(sheet.known.took(leg, Part::Talk));
            canvas.put_right(x, x + 7, y, &talk, theme.text());
        }
        bar(canvas, &sheet.known.leg(leg), y);
        canvas.spot(Rect { y, height: 1, ..area }, Spot::Row(ListId::Legs, sheet.key(*row as usize).into_owned()));
        if focus && position == Some(place) {
            canvas.tint(Rect { y, height: 1, ..area }, theme.choice());
        }
        y += 1;
    }
    legend(canvas, scene, &used, Rect { y: area.bottom() - 1, height: 1, ..area });
    widgets::thumb(
        canvas,
        Rect { y: area.y + 2, height: u16::try_from(rows).unwrap_or(u16::MAX), width: area.width + 1, x: area.x },
        top,
        rows,
        order.len(),
    );
}

/// The words over the columns, and the ends of the axis with its length between them.
fn headings(canvas: &mut Canvas<'_>, scene: &Scene<'_>, plan: &Plan, axis: Option<(Stamp, Stamp)>, y: u16) {
    let faint = scene.theme.faint();
    canvas.put(plan.name, y, plan.kind - plan.name - 1, tr!(scene, "Agent"), faint);
    canvas.put(plan.kind, y, plan.kind_cells, tr!(scene, "Part"), faint);
    if let Some(x) = plan.result {
        canvas.put(x, y, plan.result_cells, tr!(scene, "Result"), faint);
    }
    if let Some(x) = plan.talk {
        canvas.put_right(x, x + 7, y, tr!(scene, "Talk"), faint);
    }
    let Some((from, to)) = axis else { return };
    let clock = |at: Stamp| scene.ours(Some(at)).map(|at| scene.clock(at, "%H:%M:%S")).unwrap_or_default();
    canvas.put(plan.bar, y, 8, &clock(from), faint);
    canvas.put_right(plan.bar, plan.end, y, &clock(to), faint);
    let length = scene.duration(Some(to.since(from)));
    let wide = text::width(&length) as u16;
    let room = plan.end.saturating_sub(plan.bar);
    if room >= 20 + wide {
        canvas.put(plan.bar + (room - wide) / 2, y, wide, &length, faint);
    }
}

/// Stretches as a bar of `cells`. A short one keeps a cell of its own: it is laid over its longer neighbours.
fn pieces(scene: &Scene<'_>, spans: &[Span], (from, to): (Stamp, Stamp), cells: usize) -> Vec<Piece> {
    let length = to.since(from).max(1) as f64;
    let place = |at: Stamp| (at.since(from) as f64 / length * cells as f64).round().clamp(0.0, cells as f64) as usize;
    let mut laid: Vec<Option<Part>> = vec![None; cells];
    let mut spans: Vec<Span> = spans.to_vec();
    sort::by_key(&mut spans, |span| std::cmp::Reverse(span.to.since(span.from)));
    for span in spans {
        let start = place(span.from).min(cells.saturating_sub(1));
        let end = place(span.to).max(start + 1).min(cells);
        for cell in laid.iter_mut().take(end).skip(start) {
            *cell = Some(span.part);
        }
    }
    let theme = scene.theme;
    let mut pieces: Vec<Piece> = Vec::new();
    let mut before = None;
    for part in laid {
        let (glyph, style) = part.map_or((" ", theme.text()), |part| (part.glyph(theme), part.style(theme)));
        match pieces.last_mut() {
            Some(last) if before == Some(part) => last.text.push_str(glyph),
            _ => pieces.push(Piece::new(glyph, style)),
        }
        before = Some(part);
    }
    pieces
}

/// What the bars in view are made of.
fn legend(canvas: &mut Canvas<'_>, scene: &Scene<'_>, used: &[Part], area: Rect) {
    let theme = scene.theme;
    let build = |gap: &str| {
        let mut pieces = Vec::new();
        for part in Part::ALL.into_iter().filter(|part| used.contains(part)) {
            pieces.push(Piece::new(part.glyph(theme), part.style(theme)));
            pieces.push(Piece::new(format!(" {}{gap}", lang::of(scene, part.word())), theme.faint()));
        }
        pieces
    };
    let room = usize::from(area.width).saturating_sub(2);
    let wide = build("   ");
    let pieces = if width_of(&wide) <= room { wide } else { build(" ") };
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
}
