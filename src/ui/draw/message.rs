//! The message that people put on the board: a band across every page of a wall, a few lines where a person sits.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::band;
use super::canvas::{Canvas, Piece};
use crate::model::Message;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Lines that are left to the page.
const LEAST: u16 = 12;
/// Lines of ordinary letters, at most.
const MOST: usize = 3;

/// Draws it at the upper edge of `area`, if there is one; the area below it. `None` where the page can spare no line.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> Option<Rect> {
    let Some(message) = scene.view.message(scene.now) else { return Some(area) };
    let spare = usize::from(area.height.saturating_sub(LEAST));
    if spare < 2 {
        return None;
    }
    if scene.view.is_kiosk() {
        return Some(across(canvas, scene, message, area));
    }
    let lines = lines(scene, message, area.width, spare.min(MOST));
    for (pieces, y) in lines.iter().zip(area.y..area.bottom()) {
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), pieces);
    }
    let used = lines.len() as u16;
    Some(Rect { y: area.y + used, height: area.height - used, ..area })
}

/// The band. From afar what is said has all of it, and from whom it is stands below in the smallest large letters.
fn across(canvas: &mut Canvas<'_>, scene: &Scene<'_>, message: &Message, area: Rect) -> Rect {
    let (text, about) = (message.text.clone(), about(scene, message));
    let style = scene.theme.key();
    if canvas.is_far() {
        band::signed(canvas, area, &text, &about, style)
    } else {
        band::draw(canvas, area, &[text, about], style)
    }
}

/// Draws it in the bottom line, where that is not needed otherwise; whether it did.
pub(super) fn at_the_bottom(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> bool {
    let Some(message) = scene.view.message(scene.now) else { return false };
    let over = scene.view.over();
    let is_typed = over.palette().is_some() || over.input().is_some();
    if is_typed || over.question().is_some() || scene.view.notice().is_some() {
        return false;
    }
    for pieces in lines(scene, message, area.width, 1) {
        canvas.line(area.x + 1, area.y, area.width.saturating_sub(2), &pieces);
    }
    true
}

/// From whom, and until when.
fn about(scene: &Scene<'_>, message: &Message) -> String {
    let time = scene.clock(message.until, "%H:%M");
    match &message.from {
        Some(name) => tr!(scene, "from {name}, until {time}", name = name, time = time),
        None => tr!(scene, "shown until {time}", time = time),
    }
}

/// The message in at most so many lines, and behind it or below it from whom it is.
fn lines(scene: &Scene<'_>, message: &Message, width: u16, most: usize) -> Vec<Vec<Piece>> {
    let mark = scene.theme.glyphs.cut();
    let cells = usize::from(width.saturating_sub(4));
    let about = about(scene, message);
    let behind = text::width(&about) + 1;
    let mut parts = text::wrap(&message.text, cells, mark);
    let fits = |parts: &[String]| parts.last().is_some_and(|last| text::width(last) + behind <= cells);
    let below = !fits(&parts) && most > 1;
    let room = if below { most - 1 } else { most };
    if parts.len() > room {
        let rest = parts.split_off(room.saturating_sub(1)).join(" ");
        let cells = if below { cells } else { cells.saturating_sub(behind) };
        parts.push(text::cut(&rest, cells, mark).into_owned());
    }
    let style = badge(scene);
    let faint = Piece::new(format!(" {about}"), scene.theme.faint());
    let mut lines: Vec<Vec<Piece>> = parts.iter().map(|part| vec![Piece::new(format!(" {part} "), style)]).collect();
    match lines.last_mut() {
        Some(last) if !below => last.push(faint),
        _ => lines.push(vec![faint]),
    }
    lines
}

/// Of the message: seen at once, and no alarm.
fn badge(scene: &Scene<'_>) -> Style {
    scene.theme.key().add_modifier(Modifier::REVERSED)
}
