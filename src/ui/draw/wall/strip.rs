//! What stands above everything that is read from afar: whose wall it is, whether it is live, what time it is.

use ratatui::layout::Rect;
use ratatui::style::Modifier;

use super::plan::is_far;
use crate::ui::draw::big;
use crate::ui::draw::canvas::Canvas;
use crate::ui::draw::header;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells between its parts.
const GAP: u16 = 6;

/// Draws the strip where the screen is read from afar; the area below it, which is all of it elsewhere.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> Rect {
    if !is_far(area) {
        return area;
    }
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let site = text::clean(&scene.settings.site);
    let (status, style) = header::status(scene);
    // A large letter is no badge.
    let style = style.remove_modifier(Modifier::REVERSED);
    let clock = scene.clock(scene.now, "%H:%M");
    let mut texts = vec![status.as_str(), clock.as_str()];
    if !glyphs.is_ascii() || big::can(&site) {
        texts.push(&site);
    }
    let hand = big::smallest(&texts, glyphs);
    let (x, y) = (area.x + 1, area.y);
    let wide = hand.width(&clock);
    let right = area.right().saturating_sub(wide + 1);
    hand.draw(canvas, (right, y), wide, &clock, theme.strong());
    // The state has what the clock leaves, the name what both leave.
    let room = right.saturating_sub(x + GAP);
    let status = big::like(&status, room * 2 / 3, hand, glyphs);
    let state = status.as_ref().map_or(0, |status| status.width() + GAP);
    let at = match big::like(&site, room.saturating_sub(state), hand, glyphs) {
        Some(site) => site.draw(canvas, (x, y), theme.strong()),
        None => canvas.put(x, y + hand.lines() / 2, room.saturating_sub(state), &site, theme.strong()),
    };
    if let Some(status) = status {
        status.draw(canvas, (at + GAP, y), style);
    }
    let taken = (hand.lines() + 1).min(area.height);
    Rect { y: area.y + taken, height: area.height - taken, ..area }
}
