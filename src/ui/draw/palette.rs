//! The palette: the command being typed on the bottom line, and above it what it could be.

use ratatui::layout::Rect;

use crate::lang;
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::facts::wrapped;
use crate::ui::draw::sheet::range;
use crate::ui::draw::widgets;
use crate::ui::keymap::Mode;
use crate::ui::state::Palette;
use crate::ui::state::command::{self, Suggestion};
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells the list takes at most.
const WIDEST: u16 = 100;
/// Suggestions in view at most.
const MOST: u16 = 12;
/// Cells of a command with its argument at least.
const NAME: u16 = 17;
/// From this width on the keys stand beside the commands.
const WITH_KEYS: u16 = 60;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(palette) = scene.view.over().palette() else { return };
    let suggestions = command::suggestions(scene, &palette.text);
    list(canvas, scene, palette, &suggestions, area);
    let bottom = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    line(canvas, scene, palette, bottom);
}

/// What is typed, and what the keys do with it.
fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, palette: &Palette, area: Rect) {
    let theme = scene.theme;
    canvas.clear(area);
    canvas.zone(area, Zone::Palette);
    let key = |action| scene.view.keymap().key_for(action, Mode::Typing).map(|key| key.to_string()).unwrap_or_default();
    let (run, complete, close) = (key(Action::AcceptFilter), key(Action::Complete), key(Action::CancelFilter));
    let hints = [
        tr!(scene, "{complete} complete   {run} run   {close} close", complete = complete, run = run, close = close),
        tr!(scene, "{close} close", close = close),
    ];
    let typed = text::clean(&palette.text).into_owned();
    let trailing = if palette.text.ends_with(' ') { " " } else { "" };
    let mut shown = format!("{typed}{trailing}");
    let width = usize::from(area.width);
    let fits = |hint: &&String| text::width(hint) + text::width(&shown) + 8 <= width;
    let about = Piece::new(hints.iter().find(fits).cloned().unwrap_or_default(), theme.faint());
    // The end of a long command is what is being typed, so its beginning gives way.
    let room = width.saturating_sub(about.width() + 6).max(4);
    while text::width(&shown) > room {
        shown.remove(0);
    }
    let at = canvas.put(area.x + 1, area.y, 1, ":", theme.key());
    let at = canvas.put(at, area.y, area.right().saturating_sub(at), &shown, theme.strong());
    let cursor = if theme.is_plain() || theme.glyphs.is_ascii() { "_" } else { "▏" };
    let at = canvas.put(at, area.y, 1, cursor, theme.key());
    canvas.line_right(at + 1, area.right().saturating_sub(1), area.y, &[about]);
}

/// What was wrong with what was run, and what could be meant.
fn list(canvas: &mut Canvas<'_>, scene: &Scene<'_>, palette: &Palette, suggestions: &[Suggestion], area: Rect) {
    let theme = scene.theme;
    let width = area.width.min(WIDEST);
    let error = palette.error.as_deref().map(text::clean);
    let mut said = error.map(|error| wrapped(&error, usize::from(width.saturating_sub(4)))).unwrap_or_default();
    if said.is_empty() && suggestions.is_empty() {
        said.push(tr!(scene, "nothing is called that").to_owned());
    }
    let style = if palette.error.is_some() { theme.caution() } else { theme.faint() };
    let lines = u16::try_from(said.len()).unwrap_or(MOST);
    let rows = u16::try_from(suggestions.len()).unwrap_or(MOST).min(MOST.saturating_sub(lines));
    let height = (lines + rows + 2).min(area.height.saturating_sub(1));
    if height < 3 || width < 8 {
        return;
    }
    let area = Rect { x: area.x, y: area.bottom() - 1 - height, width, height };
    canvas.clear(area);
    canvas.zone(area, Zone::Palette);
    let rows = usize::from((height - 2).saturating_sub(lines));
    let top = widgets::window(palette.top, rows, suggestions.len(), Some(palette.cursor));
    canvas.map.palette = Some(top);
    let in_view = if suggestions.len() > rows && rows > 0 {
        range(scene.language, top, rows, suggestions.len())
    } else {
        String::new()
    };
    let title = Title { name: tr!(scene, "Commands"), bottom_right: in_view, focus: true, ..Title::default() };
    let inner = canvas.pane(area, &title);
    for (line, y) in said.iter().zip(inner.y..inner.bottom()) {
        canvas.put(inner.x + 1, y, inner.width.saturating_sub(2), line, style);
    }
    let inner = Rect { y: (inner.y + lines).min(inner.bottom()), height: inner.height.saturating_sub(lines), ..inner };
    let longest = suggestions.iter().map(|one| text::width(&one.text)).max().unwrap_or(0);
    let name = u16::try_from(longest).unwrap_or(u16::MAX).clamp(NAME, (width / 3).max(NAME));
    for ((at, suggestion), y) in suggestions.iter().enumerate().skip(top).zip(inner.y..inner.bottom()) {
        let row = Rect { y, height: 1, ..inner };
        draw_row(canvas, scene, suggestion, name, row);
        canvas.spot(row, Spot::Suggestion(at));
        if at == palette.cursor {
            canvas.tint(row, theme.choice());
        }
    }
    widgets::thumb(canvas, Rect { y: inner.y, height: inner.height, ..area }, top, rows, suggestions.len());
}

fn draw_row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, suggestion: &Suggestion, cells: u16, row: Rect) {
    let theme = scene.theme;
    let can = suggestion.why_not.is_none();
    let style = if can { theme.key() } else { theme.faint() };
    let end = row.right().saturating_sub(1);
    let mut name = vec![Piece::new(suggestion.text.clone(), style)];
    if !suggestion.argument.is_empty() {
        name.push(Piece::new(
            format!(" {}", lang::of(scene, suggestion.argument)),
            if can { theme.text() } else { theme.faint() },
        ));
    }
    let x = row.x + 1;
    let cells = cells.min(row.width.saturating_sub(2));
    canvas.line(x, row.y, cells, &name);
    let at = x + cells + 1;
    let mut right = end;
    if let Some(key) = suggestion.key.as_deref().filter(|_| row.width >= WITH_KEYS && can) {
        canvas.put_right(at, end, row.y, key, theme.key());
        right = end.saturating_sub(u16::try_from(text::width(key)).unwrap_or(0) + 1);
    }
    let about = suggestion.why_not.map_or(suggestion.about.as_str(), |why_not| lang::of(scene, why_not));
    canvas.put(at, row.y, right.saturating_sub(at), about, if can { theme.text() } else { theme.faint() });
}
