//! Pages of facts: names with their values in columns that scroll together.

use ratatui::layout::Rect;

use crate::lang::{self, Language};
use crate::model::{AgentId, Board, BusyReason, Extra, Metric, Person, Stamp};
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::state::scene::Scene;
use crate::ui::settings::Settings;
use crate::ui::text;
use crate::ui::draw::widgets;

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

/// Which agent of the board a record means: by id, else by a work number that only one agent has.
pub(in crate::ui) fn who(board: &Board, person: &Person) -> Option<AgentId> {
    if person.id.is_some() {
        return person.id.clone();
    }
    let number = person.number.as_deref().map(str::trim).filter(|number| !number.is_empty())?;
    let mut same = board.agents().iter().filter(|agent| agent.number.as_deref().map(str::trim) == Some(number));
    let only = same.next()?;
    same.next().is_none().then(|| only.id.clone())
}

/// What to call a person: as the record does, else as the board does.
pub(super) fn called(board: &Board, person: &Person) -> Option<String> {
    let filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    if filled(&person.name) {
        return person.name.clone();
    }
    let known = person.id.as_ref().and_then(|id| board.agent(board.slot(id.as_str())?));
    let known = known.map(|agent| agent.label().to_owned());
    known.or_else(|| person.label().filter(|label| !label.trim().is_empty()).map(str::to_owned))
}

/// A name with the work number behind it.
pub(super) fn called_with_number(board: &Board, person: &Person) -> Option<String> {
    let name = called(board, person)?;
    let number = person.number.as_deref().map(str::trim).filter(|number| !number.is_empty() && *number != name);
    Some(number.map_or_else(|| name.clone(), |number| format!("{name} ({number})")))
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

/// What a figure is called here: time in a reason for being busy goes by the tenant's own name for that.
pub(super) fn label(language: Language, settings: &Settings, metric: &Metric) -> String {
    let (line, word) = match metric.label.strip_prefix("line busy, ") {
        Some(word) => (true, word),
        None => (false, metric.label.as_str()),
    };
    let is_it = |reason: &&BusyReason| reason.word().is_some_and(|own| own.replace('-', " ") == word);
    let reason = BusyReason::NAMED.iter().find(is_it).filter(|reason| settings.reasons.contains_key(reason));
    match reason.filter(|_| matches!(metric.group.as_str(), "breaks" | "line busy")) {
        Some(reason) if line => tr!(language, "line busy, {reason}", reason = settings.reason(language, *reason)),
        Some(reason) => settings.reason(language, *reason),
        None => lang::of(language, &metric.label).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fold, Unit};

    #[test]
    fn time_in_a_reason_goes_by_the_tenants_name_for_it() {
        let metric = |label: &str, group: &str| Metric {
            key: "key".to_owned(),
            label: label.to_owned(),
            group: group.to_owned(),
            unit: Unit::Duration,
            fold: Fold::Sum,
            role: None,
            shown: false,
        };
        let reasons = [(BusyReason::Training, "Coaching".to_owned()), (BusyReason::Custom1, "Mail".to_owned())];
        let settings = Settings { reasons: reasons.into(), ..Settings::default() };
        for (name, group, said) in [
            ("training", "breaks", "Coaching"),
            ("custom 1", "breaks", "Mail"),
            ("line busy, training", "line busy", "line busy, Coaching"),
            ("dining", "breaks", "dining"),
            ("training", "work", "training"),
        ] {
            assert_eq!(label(Language::English, &settings, &metric(name, group)), said);
        }
    }
}
