//! All agents in large tiles, page by page.

use ratatui::layout::Rect;

use crate::model::{Agent, AgentId, Level, SourceId, State};
use crate::ui::draw::big::{self, Hand};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::range;
use crate::ui::draw::{table, tiles, totals};
use crate::ui::state::scene::Scene;
use crate::ui::text;

use super::who;

/// More pages than this are more than a round has patience for: smaller tiles then.
const PAGES: usize = 4;
/// Where it is read from afar smaller tiles cannot be read: two minutes of twenty seconds.
const FAR_PAGES: usize = 6;
/// As many agents say in which letters all of them are.
const LOOKED_AT: usize = 64;
/// Cells of a large tile at least: a time beside a state, and a name of nine letters.
const WIDE: u16 = 58;

/// A large tile.
#[derive(Clone, Copy)]
struct Shape {
    hand: Hand,
    /// Whether the state is large too, in a row of its own.
    state: bool,
}

impl Shape {
    /// A border, the name, the state, the time.
    const fn height(self) -> u16 {
        let rows = if self.state { 3 } else { 2 };
        self.hand.lines() * rows + rows + 1
    }

    /// How many fit beside and below each other.
    const fn fits(self, inner: Rect) -> (u16, u16) {
        (inner.width / WIDE, inner.height / self.height())
    }
}

/// The smallest hand for all that large tiles tell.
fn hand(scene: &Scene<'_>, order: &[AgentId]) -> Hand {
    let glyphs = scene.theme.glyphs;
    let agents = order.iter().take(LOOKED_AT).filter_map(|id| scene.board.agent(scene.board.slot(id.as_str())?));
    // With accents and tails, so that no letter of those that are not looked at is cut.
    let mut texts = vec!["Ég".to_owned()];
    for agent in agents {
        let name = text::clean(agent.label());
        if !glyphs.is_ascii() || big::can(&name) {
            texts.push(name.into_owned());
        }
        texts.push(table::state_word(scene.language, agent.state()));
        texts.push(scene.elapsed(agent));
    }
    big::smallest(&texts.iter().map(String::as_str).collect::<Vec<_>>(), glyphs)
}

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(page) = scene.view.grid_page() else { return };
    let far = canvas.is_far();
    totals::today_line(canvas, scene, Rect { height: 1, ..area });
    totals::now_line(canvas, scene, Rect { y: area.y + 1, height: 1, ..area });
    let area = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
    let inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    let total = page.order.len();
    let hand = hand(scene, page.order);
    let pages = if far { FAR_PAGES } else { PAGES };
    let has_room = |shape: &Shape| {
        let (columns, rows) = shape.fits(inner);
        columns > 1 && rows > 1 && total <= usize::from(columns) * usize::from(rows) * pages
    };
    let [.., small] = *big::sizes(scene.theme.glyphs.is_ascii());
    // At last with names in ordinary letters, where those of their script have no room.
    let mut shapes =
        [(hand, far), (hand, false), (Hand::Own(small), false)].into_iter().map(|(hand, state)| Shape { hand, state });
    let large = shapes.find(has_room);
    let (columns, rows) = large.map_or_else(
        || {
            let (columns, rows) = tiles::LARGEST.fits(inner);
            (columns as u16, rows as u16)
        },
        |shape| shape.fits(inner),
    );
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
        if let Some(shape) = large {
            tile(canvas, scene, shape, Rect { height: shape.height(), ..place }, slot, agent);
        } else {
            tiles::tile(canvas, scene, tiles::LARGEST, place, slot, agent);
        }
    }
    if scene.is_away(SourceId::Agents) {
        canvas.tint(inner, scene.theme.stale());
    }
}

fn tile(canvas: &mut Canvas<'_>, scene: &Scene<'_>, shape: Shape, place: Rect, slot: usize, agent: &Agent) {
    let theme = scene.theme;
    let (state, level) = (agent.state(), scene.level(agent));
    let outer = Rect { width: place.width - 1, ..place };
    let inner = canvas.pane(outer, &Title::default());
    let edge = if level == Level::Over { theme.alert() } else { theme.state(state) };
    canvas.tint(Rect { height: 1, ..outer }, edge);
    let room = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let style = table::name_style(scene, slot, agent, level);
    canvas.line(room.x - 1, room.y, 1, &[table::doubt(scene, slot)]);
    let hand = shape.hand;
    who::draw(canvas, scene, agent, Rect { height: hand.lines(), ..room }, hand, style);
    let word = table::state_word(scene.language, state);
    let mut y = room.y + hand.lines() + 1;
    let large = big::like(&word, room.width, hand, theme.glyphs).filter(|_| shape.state);
    if let Some(word) = &large {
        word.draw(canvas, (room.x, y), theme.state(state));
        y += hand.lines() + 1;
    }
    let time_style = if state == State::Offline { theme.faint() } else { theme.level(level) };
    let time = scene.elapsed(agent);
    let wide = hand.width(&time).min(room.width);
    hand.draw(canvas, (room.right() - wide, y), wide, &time, time_style);
    let cells = room.width.saturating_sub(wide + 1);
    let glyph = theme.glyphs.level(level);
    let glyph = if glyph == " " { theme.glyphs.state(state) } else { glyph };
    let state = [Piece::new(format!("{glyph} "), theme.state(state)), Piece::new(word, theme.state(state))];
    let shown = if large.is_some() { 1 } else { 2 };
    canvas.line(room.x, y, cells, state.get(..shown).unwrap_or(&state));
    canvas.line(room.x, y + 1, cells, &table::detail(scene, agent));
    let number = agent.number.as_deref().map(text::clean).unwrap_or_default();
    canvas.put(room.x, y + 2, cells, &number, theme.faint());
}
