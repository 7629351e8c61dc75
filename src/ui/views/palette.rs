//! The palette: the command being typed on the bottom line, and above it what it could be.

use ratatui::layout::Rect;

use crate::ui::action::Action;
use crate::ui::canvas::{Canvas, Piece, Title};
use crate::ui::command::{self, Suggestion};
use crate::ui::hits::{Spot, Zone};
use crate::ui::keymap::Mode;
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::view::Palette;
use crate::ui::widgets;

/// Cells the list takes at most.
const WIDEST: u16 = 100;
/// Suggestions in view at most.
const MOST: u16 = 12;
/// Cells of a command with its argument.
const NAME: usize = 17;
/// From this width on the keys stand beside the commands.
const WITH_KEYS: u16 = 60;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let Some(palette) = scene.view.palette() else { return };
    let suggestions = command::suggestions(scene, &palette.text);
    list(canvas, scene, palette, &suggestions, area);
    let bottom = Rect { y: area.bottom().saturating_sub(1), height: area.height.min(1), ..area };
    line(canvas, scene, palette, bottom);
}

/// What is typed, and what the keys do with it or what was wrong with it.
fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, palette: &Palette, area: Rect) {
    let theme = scene.theme;
    canvas.clear(area);
    scene.zone(area, Zone::Palette);
    let key = |action| scene.view.keymap().key_for(action, Mode::Typing).map(|key| key.to_string()).unwrap_or_default();
    let (run, complete, close) = (key(Action::AcceptFilter), key(Action::Complete), key(Action::CancelFilter));
    let hints = [format!("{complete} complete   {run} run   {close} close"), format!("{close} close")];
    let typed = text::clean(&palette.text).into_owned();
    let trailing = if palette.text.ends_with(' ') { " " } else { "" };
    let mut shown = format!("{typed}{trailing}");
    let width = usize::from(area.width);
    let about = if let Some(error) = &palette.error {
        // The end of a sentence gives way to what it is about.
        let room = width.saturating_sub(text::width(&shown).min(width / 4) + 6);
        Piece::new(text::cut(&text::clean(error), room, theme.glyphs.cut()).into_owned(), theme.caution())
    } else {
        let fits = |hint: &&String| text::width(hint) + text::width(&shown) + 8 <= width;
        Piece::new(hints.iter().find(fits).cloned().unwrap_or_default(), theme.faint())
    };
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

fn list(canvas: &mut Canvas<'_>, scene: &Scene<'_>, palette: &Palette, suggestions: &[Suggestion], area: Rect) {
    let theme = scene.theme;
    let room = area.height.saturating_sub(1);
    let wanted = u16::try_from(suggestions.len().max(1)).unwrap_or(MOST).min(MOST) + 2;
    let height = wanted.min(room);
    let width = area.width.min(WIDEST);
    if height < 3 || width < 8 {
        return;
    }
    let area = Rect { x: area.x, y: area.bottom() - 1 - height, width, height };
    canvas.clear(area);
    scene.zone(area, Zone::Palette);
    let rows = usize::from(height - 2);
    let top = widgets::window(palette.top.get(), rows, suggestions.len(), Some(palette.cursor));
    palette.top.set(top);
    let in_view = if suggestions.len() > rows { super::range(top, rows, suggestions.len()) } else { String::new() };
    let title = Title { name: "Commands", bottom_right: in_view, focus: true, ..Title::default() };
    let inner = canvas.pane(area, &title);
    if suggestions.is_empty() {
        canvas.put(inner.x + 1, inner.y, inner.width.saturating_sub(2), "no command is called that", theme.faint());
        return;
    }
    for (line, (at, suggestion)) in suggestions.iter().enumerate().skip(top).take(rows).enumerate() {
        let row = Rect { y: inner.y + line as u16, height: 1, ..inner };
        draw_row(canvas, scene, suggestion, row);
        scene.spot(row, || Spot::Suggestion(at));
        if at == palette.cursor {
            canvas.tint(row, theme.choice());
        }
    }
    widgets::thumb(canvas, Rect { y: inner.y, height: inner.height, ..area }, top, rows, suggestions.len());
}

fn draw_row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, suggestion: &Suggestion, row: Rect) {
    let theme = scene.theme;
    let can = suggestion.why_not.is_none();
    let style = if can { theme.key() } else { theme.faint() };
    let end = row.right().saturating_sub(1);
    let mut name = vec![Piece::new(suggestion.text.clone(), style)];
    if !suggestion.argument.is_empty() {
        name.push(Piece::new(format!(" {}", suggestion.argument), if can { theme.text() } else { theme.faint() }));
    }
    let x = row.x + 1;
    let cells = (row.width.saturating_sub(2)).min(NAME as u16);
    canvas.line(x, row.y, cells, &name);
    let at = x + cells + 1;
    let mut right = end;
    if let Some(key) = suggestion.key.as_deref().filter(|_| row.width >= WITH_KEYS && can) {
        canvas.put_right(at, end, row.y, key, theme.key());
        right = end.saturating_sub(u16::try_from(text::width(key)).unwrap_or(0) + 1);
    }
    let about = suggestion.why_not.unwrap_or(&suggestion.about);
    canvas.put(at, row.y, right.saturating_sub(at), about, if can { theme.text() } else { theme.faint() });
}
