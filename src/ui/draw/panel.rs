//! A panel of choices over the page.

use ratatui::layout::Rect;

use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::widgets;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::facets;
use crate::ui::state::{Item, Panel, PanelKind, items};
use crate::ui::text;

/// Cells a panel takes at most.
const WIDEST: u16 = 64;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, panel: &Panel, body: Rect) {
    let items = items(scene, panel);
    let lines = lines(&items);
    let width = WIDEST.min(body.width.saturating_sub(4));
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2).min(body.height.saturating_sub(2));
    let area = Rect { x: body.right() - width - 1, y: body.y + 1, width, height };
    let (name, about) = match &panel.kind {
        PanelKind::Columns => (tr!(scene, "Columns"), tr!(scene, "which to show").to_owned()),
        PanelKind::Facets => (tr!(scene, "Only those with"), tr!(scene, "asked of the vendor").to_owned()),
        PanelKind::Choices(key) => {
            let title = facets(scene).into_iter().find(|facet| facet.key == *key).map(|facet| facet.title);
            (tr!(scene, "Only those with"), title.unwrap_or_default())
        }
    };
    canvas.clear(area);
    canvas.zone(area, Zone::Panel);
    let inner = canvas.pane(area, &Title { name, about, focus: true, ..Title::default() });
    let rows = usize::from(inner.height);
    let chosen = lines.iter().position(|line| matches!(line, Line::Item(at) if *at == panel.cursor));
    let top = widgets::window(panel.top, rows, lines.len(), chosen);
    canvas.map.panel = Some(top);
    for (place, line) in lines.iter().enumerate().skip(top).take(rows) {
        let y = inner.y + (place - top) as u16;
        match line {
            Line::Group(group) => {
                canvas.put(inner.x + 1, y, inner.width - 2, group, scene.theme.focus());
            }
            Line::Item(at) => {
                if let Some(item) = items.get(*at) {
                    item_line(canvas, scene, item, Rect { y, height: 1, ..inner });
                    canvas.spot(Rect { y, height: 1, ..inner }, Spot::Item(*at));
                }
            }
        }
        if Some(place) == chosen {
            canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.choice());
        }
    }
    widgets::thumb(canvas, Rect { y: inner.y, height: inner.height, ..area }, top, rows, lines.len());
}

enum Line {
    Group(String),
    Item(usize),
}

fn lines(items: &[Item]) -> Vec<Line> {
    let mut lines = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        if let Some(group) = item.group.as_ref().filter(|group| !group.is_empty()) {
            lines.push(Line::Group(group.clone()));
        }
        lines.push(Line::Item(at));
    }
    lines
}

fn item_line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, item: &Item, area: Rect) {
    let theme = scene.theme;
    let mark = item.checked.map_or("", |checked| theme.glyphs.checked(checked));
    let mut pieces = vec![Piece::new(text::pad(mark, usize::from(!mark.is_empty()) * 2), theme.text())];
    pieces.push(Piece::new(text::pad(&text::clean(&item.title), 22), theme.text()));
    if !item.about.is_empty() {
        pieces.push(Piece::new(format!(" {}", text::clean(&item.about)), theme.strong()));
    }
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
}
