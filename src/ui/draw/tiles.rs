//! The agents as tiles: many people at once, in the largest tile with which all of them fit.

use ratatui::layout::Rect;

use crate::model::{Agent, SourceId, State};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::facts::more;
use crate::ui::draw::widgets;
use crate::ui::state::Pane;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::text;

use super::table;

/// A kind of tile: outer size in cells, gaps included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    width: u16,
    height: u16,
    /// Lines of text.
    lines: u16,
    /// Whether it has a border.
    border: bool,
}

/// Largest first. The last is what remains when nothing fits all agents.
const KINDS: [Kind; 5] = [
    Kind { width: 24, height: 5, lines: 3, border: true },
    Kind { width: 21, height: 4, lines: 2, border: true },
    Kind { width: 19, height: 3, lines: 2, border: false },
    Kind { width: 17, height: 2, lines: 2, border: false },
    Kind { width: 22, height: 1, lines: 1, border: false },
];

impl Kind {
    pub(super) const fn height(self) -> u16 {
        self.height
    }

    /// How many fit beside and below each other.
    pub(super) fn fits(self, area: Rect) -> (usize, usize) {
        (usize::from(area.width / self.width).max(1), usize::from(area.height / self.height).max(1))
    }

    /// The largest with which so many fit, but none without the word of the state.
    pub(super) fn with_word(area: Rect, total: usize) -> Self {
        let kind = Self::choose(area, total);
        if kind.lines > 1 { kind } else { KINDS[3] }
    }

    fn choose(area: Rect, total: usize) -> Self {
        let all_fit = |kind: &Self| {
            let (columns, rows) = kind.fits(area);
            columns * rows >= total
        };
        KINDS.into_iter().find(all_fit).unwrap_or(KINDS[4])
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, boxed: bool) {
    let total = scene.listing.len();
    let mut inner = area;
    if boxed {
        inner = Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height.saturating_sub(2) };
    }
    let kind = Kind::choose(inner, total);
    let (columns, mut rows) = kind.fits(inner);
    // Without a border the count of those who do not fit needs a line of its own.
    if !boxed && columns * rows < total && rows > 1 && usize::from(inner.height) < rows * usize::from(kind.height) + 1 {
        rows -= 1;
    }
    let shown = scene.view.board().shown();
    let position = table::position(scene);
    let lines = total.div_ceil(columns);
    let top = widgets::window(shown.top / columns, rows, lines, position.map(|at| at / columns));
    canvas.map.agents = Some((top * columns, columns));
    canvas.map.rows = Some(rows);
    let first = top * columns;
    let visible = columns * rows;
    let mut hidden = Vec::new();
    if first > 0 {
        hidden.push(tr!(scene, "{count} above", count = text::count(Some(first as u64), "")));
    }
    let behind = total.saturating_sub(first + visible);
    if behind > 0 {
        hidden.push(more(scene.language, behind));
    }
    let hidden = hidden.join(tr!(scene, ", "; "clauses"));
    canvas.zone(area, Zone::Pane(Pane::Table, rows));
    if boxed {
        let (about, right) = table::title(scene);
        canvas.pane(
            area,
            &Title {
                name: &table::named(scene),
                about,
                right,
                bottom_right: hidden,
                focus: scene.has_focus(Pane::Table),
                ..Title::default()
            },
        );
    } else if !hidden.is_empty() {
        canvas.put_right(inner.x, inner.right() - 1, inner.bottom() - 1, &hidden, scene.theme.caution());
    }
    if total == 0 {
        table::empty(canvas, scene, inner);
        return;
    }
    // Tiles share what is left of the width, so that no wide edge stays empty.
    let width = (inner.width / columns as u16).min(kind.width + 8);
    for (index, slot) in scene.listing.slots(first, visible).enumerate() {
        let Some(agent) = scene.board.agent(slot) else { continue };
        let place = Rect {
            x: inner.x + (index % columns) as u16 * width,
            y: inner.y + (index / columns) as u16 * kind.height,
            width,
            height: kind.height,
        };
        tile(canvas, scene, kind, place, slot, agent);
        canvas.spot(place, Spot::Agent(agent.id.clone()));
        if position == Some(first + index) {
            let gap = u16::from(!kind.border);
            let height = if kind.border { kind.height } else { kind.lines };
            canvas.tint(Rect { width: place.width - gap, height, ..place }, scene.theme.choice());
        }
    }
    if scene.stale(SourceId::Agents).is_some() {
        canvas.tint(inner, scene.theme.stale());
    }
}

pub(super) fn tile(canvas: &mut Canvas<'_>, scene: &Scene<'_>, kind: Kind, place: Rect, slot: usize, agent: &Agent) {
    let theme = scene.theme;
    let state = agent.state();
    let level = scene.level(agent);
    let mark = theme.glyphs.level(level);
    let glyph = if mark == " " { theme.glyphs.state(state) } else { mark };
    let glyph_style = if mark == " " { theme.state(state) } else { theme.level_mark(level) };
    let time_style = if state == State::Offline { theme.faint() } else { theme.level(level) };
    let time = Piece::new(scene.elapsed(agent), time_style);
    let inner = if kind.border {
        let title = Title::default();
        let inner = canvas.pane(Rect { width: place.width - 1, ..place }, &title);
        canvas.tint(Rect { width: place.width - 1, height: 1, ..place }, border_style(scene, state));
        Rect { x: inner.x, width: inner.width, ..inner }
    } else {
        Rect { width: place.width.saturating_sub(2), ..place }
    };
    let cells = usize::from(inner.width);
    let time_width = time.width().max(5);
    let glyph = Piece::new(glyph, glyph_style);
    let doubt = table::doubt(scene, slot);
    let name_style = table::name_style(scene, slot, agent, level);
    if kind.lines == 1 {
        let name = table::name(scene, agent, cells.saturating_sub(time_width + 3));
        canvas.line(inner.x, inner.y, inner.width, &[glyph, doubt, Piece::new(name, name_style)]);
        canvas.line_right(inner.x, inner.right(), inner.y, &[time]);
        return;
    }
    let name = table::name(scene, agent, cells.saturating_sub(2));
    canvas.line(inner.x, inner.y, inner.width, &[glyph, doubt, Piece::new(name, name_style)]);
    let indent = if cells >= 17 { 2 } else { 1 };
    let room = inner.width.saturating_sub(indent + time_width as u16 + 1);
    canvas.put(inner.x + indent, inner.y + 1, room, &table::state_word(scene.language, state), theme.state(state));
    canvas.line_right(inner.x + 2, inner.right(), inner.y + 1, &[time]);
    if kind.lines > 2 {
        let number = Piece::new(agent.number.as_deref().map(text::clean).unwrap_or_default(), theme.faint());
        // Who is on the line stands on no wall.
        let is_seen = state == State::Busy || !scene.view.is_kiosk();
        let mut about = if is_seen { table::detail(scene, agent) } else { Vec::new() };
        if about.is_empty() {
            let plain = |value: Option<u64>| value.map_or(scene.dash().to_owned(), |n| n.to_string());
            about = vec![Piece::new(tr!(scene, "{count} answers", count = plain(agent.answered)), theme.faint())];
        }
        let room = inner.width.saturating_sub(2);
        canvas.line(inner.x + 2, inner.y + 2, room, &about);
        if width_of(&about) + number.width() < usize::from(room) {
            canvas.line_right(inner.x + 2, inner.right(), inner.y + 2, &[number]);
        }
    }
}

/// A tile's upper edge carries its state's colour.
fn border_style(scene: &Scene<'_>, state: State) -> ratatui::style::Style {
    if scene.theme.is_plain() { scene.theme.line() } else { scene.theme.state(state) }
}
