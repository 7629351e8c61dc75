//! Painting into the cell buffer, always inside it.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::model::plain;
use crate::ui::state::hits::{FrameMap, Spot, Zone};
use crate::ui::text;
use crate::ui::theme::Theme;

#[cfg(test)]
pub(super) mod writing;

/// A piece of a line in one style.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) style: Style,
}

impl Piece {
    pub(super) fn new(text: impl Into<String>, style: Style) -> Self {
        Self { text: text.into(), style }
    }

    pub(super) fn width(&self) -> usize {
        text::width(&self.text)
    }
}

/// Cells that pieces take together.
pub(super) fn width_of(pieces: &[Piece]) -> usize {
    pieces.iter().map(Piece::width).sum()
}

/// What a pane's border says.
#[derive(Debug, Default)]
pub(super) struct Title<'a> {
    /// Top left, a word.
    pub(super) name: &'a str,
    /// Whether the name is bad news.
    pub(super) alarm: bool,
    /// Behind the name, faint.
    pub(super) about: String,
    /// Top right.
    pub(super) right: Vec<Piece>,
    /// Bottom left.
    pub(super) bottom: Vec<Piece>,
    /// Bottom right.
    pub(super) bottom_right: String,
    /// Whether the pane has the keys.
    pub(super) focus: bool,
}

/// Lays `style` over a cell, as [`Cell::set_style`] does.
#[expect(clippy::inline_always, reason = "each cell of a frame goes through it, and packages are built for size")]
#[inline(always)]
fn lay(cell: &mut Cell, style: Style) {
    let Style { fg, bg, add_modifier, sub_modifier, .. } = style;
    if let Some(ink) = fg {
        cell.fg = ink;
    }
    if let Some(ground) = bg {
        cell.bg = ground;
    }
    cell.modifier = (cell.modifier | add_modifier) - sub_modifier;
}

/// The buffer with the theme it is painted in, and the map of what is painted where.
#[derive(Debug)]
pub(super) struct Canvas<'b> {
    buffer: &'b mut Buffer,
    pub(super) map: FrameMap,
    pub(super) theme: Theme,
    console: bool,
    /// What was written on it, to be measured.
    #[cfg(test)]
    pub(super) writings: Vec<writing::Writing>,
}

impl<'b> Canvas<'b> {
    pub(super) fn new(buffer: &'b mut Buffer, theme: Theme) -> Self {
        let ground = theme.ground();
        buffer.content.iter_mut().for_each(|cell| lay(cell, ground));
        Self {
            buffer,
            map: FrameMap::default(),
            theme,
            console: false,
            #[cfg(test)]
            writings: Vec::new(),
        }
    }

    /// With nothing but what the font of a console has, if it is one.
    pub(super) const fn for_console(mut self, console: bool) -> Self {
        self.console = console;
        self
    }

    /// Notes what can be pressed in `area`.
    pub(super) fn spot(&mut self, area: Rect, spot: Spot) {
        self.map.spot(area, spot);
    }

    /// Notes whose room `area` is.
    pub(super) fn zone(&mut self, area: Rect, zone: Zone) {
        self.map.zone(area, zone);
    }

    /// Writes clean `text` from `x` on, cut to `cells`; the column behind it.
    pub(super) fn put(&mut self, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        if y < area.top() || y >= area.bottom() || x < area.left() || x >= area.right() {
            return x;
        }
        #[cfg(test)]
        self.note(text, (x, y), (cells, 1), text::width(text) as u16);
        let room = usize::from(cells.min(area.right() - x));
        if !self.console && text::lone_width(text).is_some_and(|wide| wide <= room) {
            return self.put_alone(x, y, text, style);
        }
        let mut cut = text::cut(text, room, self.theme.glyphs.cut());
        if self.console {
            cut = text::for_console(cut);
        }
        if text::lone_width(&cut).is_some() {
            return self.put_alone(x, y, &cut, style);
        }
        // Where a text was not cleaned before: nothing that acts on a terminal gets past here.
        let calm = plain::line(&cut);
        self.buffer.set_stringn(x, y, calm.as_ref(), room, style).0
    }

    /// Writes characters that stand alone, one a cell or two, without looking for graphemes, from a place inside the
    /// buffer on.
    fn put_alone(&mut self, mut x: u16, y: u16, text: &str, style: Style) -> u16 {
        let area = self.buffer.area;
        let row = usize::from(y - area.y) * usize::from(area.width);
        let (from, to) = (row + usize::from(x - area.x), row + usize::from(area.width));
        let mut cells = self.buffer.content.get_mut(from..to).unwrap_or_default().iter_mut();
        let mut rest = text;
        while let Some((bytes, wide)) = text::lone(rest.as_bytes()) {
            let Some((character, behind)) = rest.split_at_checked(bytes) else { break };
            let Some(place) = cells.next() else { break };
            // Most blanks are written where nothing stands yet.
            if character != " " || place.symbol() != " " {
                place.set_symbol(character);
            }
            lay(place, style);
            x += 1;
            if wide > 1 {
                let Some(covered) = cells.next() else { break };
                covered.reset();
                x += 1;
            }
            rest = behind;
        }
        x
    }

    /// Sets one cell, a piece of a large letter.
    pub(super) fn dot(&mut self, x: u16, y: u16, c: char, style: Style) {
        if let Some(cell) = self.buffer.cell_mut((x, y)) {
            cell.set_char(c).set_style(style);
        }
    }

    /// Writes clean `text` so that it ends before column `end`; nothing is written left of `start`.
    pub(super) fn put_right(&mut self, start: u16, end: u16, y: u16, text: &str, style: Style) {
        let room = end.saturating_sub(start);
        let wide = u16::try_from(text::width(text)).unwrap_or(u16::MAX).min(room);
        self.put(end.saturating_sub(wide), y, wide, text, style);
    }

    /// Writes pieces one behind the other; the column behind them.
    pub(super) fn line(&mut self, x: u16, y: u16, cells: u16, pieces: &[Piece]) -> u16 {
        let end = x.saturating_add(cells);
        let mut at = x;
        for piece in pieces {
            if at >= end {
                break;
            }
            at = self.put(at, y, end - at, &piece.text, piece.style);
        }
        at
    }

    /// Writes pieces so that they end before column `end`.
    pub(super) fn line_right(&mut self, start: u16, end: u16, y: u16, pieces: &[Piece]) {
        let wide = u16::try_from(width_of(pieces)).unwrap_or(u16::MAX).min(end.saturating_sub(start));
        self.line(end.saturating_sub(wide), y, wide, pieces);
    }

    /// Wipes an area, for something to be drawn over the page.
    pub(super) fn clear(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        self.buffer.set_style(area, self.theme.ground());
    }

    /// Lays `style` over what is there.
    pub(super) fn tint(&mut self, area: Rect, style: Style) {
        self.buffer.set_style(area, style);
    }

    /// Turns the colours of each cell round: what was written is cut out of them.
    pub(super) fn invert(&mut self, area: Rect) {
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.modifier.toggle(Modifier::REVERSED);
                }
            }
        }
    }

    /// Whether the screen hangs on a wall, whatever part of it is drawn on: 1080 lines are 240×67. Nothing that matters is
    /// in ordinary letters there.
    pub(super) const fn is_far(&self) -> bool {
        self.buffer.area.width >= 200 && self.buffer.area.height >= 58
    }

    /// A border with its titles; the room inside.
    pub(super) fn pane(&mut self, area: Rect, title: &Title<'_>) -> Rect {
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let style = if title.focus { self.theme.focus() } else { self.theme.line() };
        let [across, down, top_left, top_right, bottom_right, bottom_left] = self.theme.glyphs.border();
        let (right, bottom) = (area.right() - 1, area.bottom() - 1);
        let rule = across.repeat(usize::from(area.width - 2));
        for (y, left_corner, right_corner) in [(area.y, top_left, top_right), (bottom, bottom_left, bottom_right)] {
            self.put(area.x, y, 1, left_corner, style);
            self.put(area.x + 1, y, area.width - 2, &rule, style);
            self.put(right, y, 1, right_corner, style);
        }
        for y in area.y + 1..bottom {
            self.put(area.x, y, 1, down, style);
            self.put(right, y, 1, down, style);
        }
        self.titles(area, title);
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    fn titles(&mut self, area: Rect, title: &Title<'_>) {
        let theme = self.theme;
        let mut end = area.right() - 2;
        let right = u16::try_from(width_of(&title.right)).unwrap_or(u16::MAX);
        if right > 0 && right + 4 <= area.width {
            let start = end - right;
            self.put(start - 1, area.y, 1, " ", theme.line());
            let behind = self.line(start, area.y, right, &title.right);
            self.put(behind, area.y, 1, " ", theme.line());
            end = start - 1;
        }
        let name = match title {
            Title { alarm: true, .. } => theme.alert(),
            Title { focus: true, .. } => theme.focus(),
            _ => theme.strong(),
        };
        let mut pieces = Vec::new();
        if !title.name.is_empty() {
            pieces.extend([Piece::new(" ", name), Piece::new(title.name, name)]);
        }
        if !title.about.is_empty() {
            pieces.push(Piece::new(format!(" {} {}", theme.glyphs.dot(), title.about), theme.faint()));
        }
        if !pieces.is_empty() {
            pieces.push(Piece::new(" ", name));
        }
        let start = area.x + 1;
        self.line(start, area.y, end.saturating_sub(start), &pieces);

        let bottom = area.bottom() - 1;
        let mut end = area.right() - 2;
        if !title.bottom_right.is_empty() {
            let text = format!(" {} ", title.bottom_right);
            self.put_right(area.x + 2, end, bottom, &text, theme.faint());
            end = end.saturating_sub(u16::try_from(text::width(&text)).unwrap_or(u16::MAX));
        }
        let start = area.x + 2;
        if !title.bottom.is_empty() && width_of(&title.bottom) + 2 <= usize::from(end.saturating_sub(start)) {
            let at = self.put(start, bottom, 1, " ", theme.line());
            let at = self.line(at, bottom, end - at, &title.bottom);
            self.put(at, bottom, 1, " ", theme.line());
        }
    }

    /// Sentences in the middle of an area, the first one plain, the others faint.
    pub(super) fn middle(&mut self, area: Rect, sentences: &[String]) {
        let cells = usize::from(area.width.saturating_sub(2)).clamp(1, 72);
        let mut lines: Vec<(String, Style)> = Vec::new();
        for (index, sentence) in sentences.iter().enumerate() {
            let style = if index == 0 { self.theme.text() } else { self.theme.faint() };
            let wrapped = text::wrap(&text::clean(sentence), cells, self.theme.glyphs.cut());
            lines.extend(wrapped.into_iter().map(|line| (line, style)));
        }
        if lines.len() > usize::from(area.height) {
            lines.truncate(usize::from(area.height));
            if let Some((last, _)) = lines.last_mut() {
                *last =
                    text::cut(&format!("{last} {}", " ".repeat(cells)), cells, self.theme.glyphs.cut()).into_owned();
            }
        }
        let above = (area.height - u16::try_from(lines.len()).unwrap_or(area.height)) / 3;
        for (y, (line, style)) in (area.y + above..area.bottom()).zip(lines) {
            let wide = u16::try_from(text::width(&line)).unwrap_or(area.width).min(area.width);
            self.put(area.x + (area.width - wide) / 2, y, wide, &line, style);
        }
    }
}
