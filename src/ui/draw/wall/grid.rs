//! All agents in large tiles, page by page.

use ratatui::layout::Rect;

use crate::model::{Agent, Level, SourceId, State};
use crate::ui::draw::big::{self, Size};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::range;
use crate::ui::draw::{table, tiles, totals};
use crate::ui::state::scene::Scene;
use crate::ui::text;

use super::who;

/// More pages than this are more than a round has patience for: smaller tiles then.
const PAGES: usize = 4;
/// Cells of a large tile at least: a time beside a state, and a name of nine letters.
const WIDE: u16 = 58;

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(page) = scene.view.grid_page() else { return };
    totals::today_line(canvas, scene, Rect { height: 1, ..area });
    totals::now_line(canvas, scene, Rect { y: area.y + 1, height: 1, ..area });
    let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    let total = page.order.len();
    let [.., small] = *big::sizes(scene.theme.glyphs.is_ascii());
    let large = (inner.width / WIDE, inner.height / large_height(small));
    let fits = usize::from(large.0) * usize::from(large.1);
    let large = Some(large).filter(|(columns, rows)| *columns > 1 && *rows > 1 && total <= fits * PAGES);
    let (columns, rows) = large.unwrap_or_else(|| {
        let (columns, rows) = tiles::LARGEST.fits(inner);
        (columns as u16, rows as u16)
    });
    let room = usize::from(columns) * usize::from(rows);
    canvas.map.tiles = Some(room);
    let pages = total.div_ceil(room).max(1);
    let (about, right) = table::title(scene);
    let nth = (page.first / room + 1).min(pages);
    canvas.pane(
        area,
        &Title {
            name: tr!(scene, "Agents"),
            about: tr!(
                scene,
                "page {nth} of {pages} {dot} {about}",
                nth = nth,
                pages = pages,
                dot = scene.theme.glyphs.dot(),
                about = about
            ),
            right,
            bottom_right: if total > room { range(scene.language, page.first, room, total) } else { String::new() },
            ..Title::default()
        },
    );
    if total == 0 {
        table::empty(canvas, scene, inner);
        return;
    }
    let width = inner.width / columns;
    let height = if large.is_some() { inner.height / rows } else { tiles::LARGEST.height() };
    let ids = page.order.iter().skip(page.first).take(room).enumerate();
    for (index, id) in ids {
        // Who has left since the round began leaves a gap: the others keep their places.
        let Some(slot) = scene.board.slot(id.as_str()) else { continue };
        let Some(agent) = scene.board.agent(slot) else { continue };
        let place = Rect {
            x: inner.x + (index as u16 % columns) * width,
            y: inner.y + (index as u16 / columns) * height,
            width,
            height,
        };
        if large.is_some() {
            tile(canvas, scene, small, Rect { height: large_height(small), ..place }, slot, agent);
        } else {
            tiles::tile(canvas, scene, tiles::LARGEST, place, slot, agent);
        }
    }
    if scene.stale(SourceId::Agents).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
}

/// A border, the name, the time.
const fn large_height(size: Size) -> u16 {
    size.lines() * 2 + 3
}

fn tile(canvas: &mut Canvas<'_>, scene: &Scene<'_>, size: Size, place: Rect, slot: usize, agent: &Agent) {
    let theme = scene.theme;
    let (state, level) = (agent.state(), scene.level(agent));
    let outer = Rect { width: place.width - 1, ..place };
    let inner = canvas.pane(outer, &Title::default());
    let edge = if level == Level::Over { theme.alert() } else { theme.state(state) };
    canvas.tint(Rect { height: 1, ..outer }, edge);
    let room = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let style = table::name_style(scene, slot, agent, level);
    canvas.line(room.x - 1, room.y, 1, &[table::doubt(scene, slot)]);
    who(canvas, scene, agent, Rect { height: size.lines(), ..room }, size, style);
    let y = room.y + size.lines() + 1;
    let time_style = if state == State::Offline { theme.faint() } else { theme.level(level) };
    let time = scene.elapsed(agent);
    let wide = size.width(&time).min(room.width);
    big::draw(canvas, (room.right() - wide, y), wide, &time, size, time_style);
    let cells = room.width.saturating_sub(wide + 1);
    let glyph = theme.glyphs.level(level);
    let glyph = if glyph == " " { theme.glyphs.state(state) } else { glyph };
    let state = [
        Piece::new(format!("{glyph} "), theme.state(state)),
        Piece::new(table::state_word(scene.language, state), theme.state(state)),
    ];
    canvas.line(room.x, y, cells, &state);
    canvas.line(room.x, y + 1, cells, &table::detail(scene, agent));
    let number = agent.number.as_deref().map(text::clean).unwrap_or_default();
    canvas.put(room.x, y + 2, cells, &number, theme.faint());
}
