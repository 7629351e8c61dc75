//! Pages of facts: names with their values in columns that scroll together.

use ratatui::layout::Rect;

use crate::lang::{self, Language};
use crate::model::{Extra, Rows, Stamp};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::draw::widgets;
use crate::ui::state::scene::Scene;
use crate::ui::text;

pub(super) type Line = Vec<Piece>;

/// Lines of one column, `room` cells wide, with names of `label` cells.
pub(super) struct Facts<'a> {
    scene: &'a Scene<'a>,
    room: usize,
    label: usize,
    pub(super) lines: Vec<Line>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(scene: &'a Scene<'_>, room: usize, label: usize) -> Self {
        Self { scene, room, label: label.min(room / 2), lines: Vec::new() }
    }

    /// A heading, with a blank line before it unless it is the first.
    pub(super) fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::new());
        }
        self.lines.push(vec![Piece::new(text, self.scene.theme.focus())]);
    }

    /// A name and its value, which goes on in further lines where it has to; nothing is cut but an endless word.
    pub(super) fn fact(&mut self, label: &str, value: &str) {
        self.styled(label, value, self.scene.theme.text());
    }

    pub(super) fn styled(&mut self, label: &str, value: &str, style: ratatui::style::Style) {
        let room = self.room.saturating_sub(self.label + 1).max(8);
        let mut lines = wrapped(&text::clean(value), room);
        if lines.is_empty() {
            lines.push(self.scene.dash().to_owned());
        }
        for (index, line) in lines.into_iter().enumerate() {
            let name = self.label_of(if index == 0 { label } else { "" });
            self.lines.push(vec![name, Piece::new(line, style)]);
        }
    }

    /// A value that may be unknown.
    pub(super) fn maybe(&mut self, label: &str, value: Option<&str>) {
        let dash = self.scene.dash();
        self.fact(label, value.unwrap_or(dash));
    }

    /// A sentence over the whole width.
    pub(super) fn sentence(&mut self, sentence: &str, style: ratatui::style::Style) {
        for line in wrapped(&text::clean(sentence), self.room) {
            self.lines.push(vec![Piece::new(line, style)]);
        }
    }

    /// A sentence under a line that it belongs to.
    pub(super) fn indented(&mut self, sentence: &str, style: ratatui::style::Style) {
        for line in wrapped(&text::clean(sentence), self.room.saturating_sub(2)) {
            self.lines.push(vec![Piece::new(format!("  {line}"), style)]);
        }
    }

    /// A fact's name alone, for a line that is more than a name and words.
    pub(super) fn label_of(&self, label: &str) -> Piece {
        let label = text::fit(label, self.label, self.scene.theme.glyphs.cut());
        Piece::new(text::pad(&label, self.label + 1), self.scene.theme.faint())
    }

    /// A line of one's own.
    pub(super) fn line(&mut self, line: Line) {
        self.lines.push(line);
    }
}

/// Parts under each other, with a blank line between them.
pub(super) fn join(parts: impl IntoIterator<Item = Vec<Line>>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !lines.is_empty() {
            lines.push(Line::new());
        }
        lines.extend(part);
    }
    lines
}

/// Breaks clean `text` into lines; a word that is longer than a line is broken too, so that an error's address or an id
/// can be read to its end.
pub(super) fn wrapped(text: &str, cells: usize) -> Vec<String> {
    let mut broken = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            broken.push(' ');
        }
        let mut used = 0;
        for c in word.chars() {
            let mut buffer = [0; 4];
            let wide = text::width(c.encode_utf8(&mut buffer));
            // Lines may be broken at ideographs as they are.
            if wide == 2 {
                used = 0;
                broken.push(c);
                continue;
            }
            if used + wide > cells && used > 0 {
                broken.push(' ');
                used = 0;
            }
            used += wide;
            broken.push(c);
        }
    }
    text::wrap(&broken, cells, "")
}

/// How many columns there are: one, two from the first of these widths on, three from the second; and the cells of each.
pub(super) fn columns_of(width: u16, body: Rect, [two, three]: [u16; 2]) -> (u16, usize) {
    let count = 1 + u16::from(width >= two) + u16::from(width >= three);
    (count, usize::from(body.width / count).saturating_sub(2))
}

/// Draws columns beside each other, scrolled together by the page's own scroll; the thumb goes on the right edge of
/// `frame`.
pub(super) fn columns(canvas: &mut Canvas<'_>, scene: &Scene<'_>, frame: Rect, body: Rect, columns: &[Vec<Line>]) {
    let rows = usize::from(body.height);
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let top = scene.view.scroll().min(longest.saturating_sub(rows));
    canvas.map.scroll = Some(top);
    canvas.map.rows = Some(rows);
    let width = body.width / (columns.len() as u16).max(1);
    for (index, lines) in columns.iter().enumerate() {
        let x = body.x + index as u16 * width;
        for (line, y) in lines.iter().skip(top).zip(body.y..body.bottom()) {
            canvas.line(x, y, width.saturating_sub(1), line);
        }
    }
    widgets::thumb(canvas, Rect { y: body.y, height: body.height, ..frame }, top, rows, longest);
}

/// Figures with their words in one line, as many as fit; one that is not known and need not be is left out.
pub(super) fn in_a_line<const N: usize>(
    scene: &Scene<'_>,
    facts: [(String, &'static str, bool); N],
    width: u16,
) -> Vec<Piece> {
    let theme = scene.theme;
    let mut pieces: Vec<Piece> = Vec::new();
    for (figure, word, _) in facts.into_iter().filter(|(_, _, shown)| *shown) {
        let gap = if pieces.is_empty() { "" } else { "  " };
        let fact =
            [Piece::new(format!("{gap}{figure} "), theme.strong()), Piece::new(lang::of(scene, word), theme.faint())];
        if width_of(&pieces) + width_of(&fact) > usize::from(width.saturating_sub(1)) {
            break;
        }
        pieces.extend(fact);
    }
    pieces
}

/// How many more there are than could be shown.
pub(super) fn more(language: Language, hidden: usize) -> String {
    tr!(language, "+{hidden} more", hidden = text::count(Some(hidden as u64), ""))
}

/// How many rows are here, of how many.
pub(super) fn loaded<T>(language: Language, rows: &Rows<T>) -> String {
    let here = text::count(Some(rows.rows.len() as u64), "");
    match rows.total {
        _ if rows.complete => tr!(language, "{count} today", count = here),
        Some(total) => {
            tr!(language, "{count} of {total} loaded", count = here, total = text::count(Some(total), ""))
        }
        None => tr!(language, "{count} loaded, more to come", count = here),
    }
}

/// A moment on the vendor's clock as the site's clock shows it.
pub(super) fn moment(scene: &Scene<'_>, at: Option<Stamp>) -> Option<String> {
    scene.ours(at).map(|at| scene.moment(at))
}

/// Fields without a typed home, as names and values in words; customer numbers masked unless `revealed`.
pub(super) fn fields(fields: &Extra, revealed: bool) -> Vec<(String, String)> {
    let fields: serde_json::Map<String, serde_json::Value> =
        if revealed { fields.clone().into() } else { fields.masked() };
    let value = |value: serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    fields.into_iter().map(|(key, field)| (key, value(field))).collect()
}
