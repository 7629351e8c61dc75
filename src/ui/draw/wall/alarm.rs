//! Alerts over the whole screen: who, and what is the matter, as large as there is room for.

use ratatui::layout::Rect;

use crate::model::{Alert, Standing};
use crate::ui::draw::alerts;
use crate::ui::draw::big::{self, Hand};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::facts::more;
use crate::ui::state::scene::Scene;
use crate::ui::theme::Glyphs;

use super::{strip, who};

/// Lines of an alert with others beside it, at least.
const LEAST: u16 = 6;
/// Lines of the number of those whose name has no large letters here.
const NUMBER: u16 = 11;
/// Between two words.
const BETWEEN: &str = "  ";

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let theme = scene.theme;
    let area = strip::draw(canvas, scene, area);
    let all: Vec<&Standing> =
        scene.view.alarm().into_iter().filter_map(|at| scene.view.alerts().standing().get(at)).collect();
    let name =
        if all.len() == 1 { tr!(scene, "Alert").to_owned() } else { tr!(scene, "{count} alerts", count = all.len()) };
    let shown = all.len().min(usize::from((area.height.saturating_sub(2) / LEAST).max(1)));
    let hidden = all.len() - shown;
    let inner = canvas.pane(
        area,
        &Title {
            name: &name,
            alarm: true,
            bottom_right: if hidden > 0 { more(scene.language, hidden) } else { String::new() },
            ..Title::default()
        },
    );
    border(canvas, area);
    let each = inner.height / (shown as u16).max(1);
    for (index, standing) in all.into_iter().take(shown).enumerate() {
        let block = Rect {
            x: inner.x + 2,
            y: inner.y + index as u16 * each,
            width: inner.width.saturating_sub(4),
            height: each,
        };
        one(canvas, scene, &standing.alert, block);
        if standing.unconfirmed {
            canvas.tint(block, theme.stale());
            let words = format!(" {} ", tr!(scene, "unconfirmed"));
            canvas.put_right(block.x, block.right(), block.bottom().saturating_sub(1), &words, theme.badge());
        }
    }
}

/// The frame in the colour of alerts: that something is the matter is seen before anything is read.
fn border(canvas: &mut Canvas<'_>, area: Rect) {
    let style = canvas.theme.alert();
    for edge in [
        Rect { height: 1, ..area },
        Rect { y: area.bottom() - 1, height: 1, ..area },
        Rect { width: 1, ..area },
        Rect { x: area.right() - 1, width: 1, ..area },
    ] {
        canvas.tint(edge, style);
    }
}

/// The largest hand in which these words fit beside each other.
fn largest(words: &[&str], cells: u16, lines: u16, glyphs: Glyphs) -> Option<Hand> {
    let joined = words.join(BETWEEN);
    big::hands(&[&joined], glyphs).into_iter().find(|hand| hand.lines() <= lines && hand.width(&joined) <= cells)
}

fn one(canvas: &mut Canvas<'_>, scene: &Scene<'_>, alert: &Alert, area: Rect) {
    let theme = scene.theme;
    let Some((name, what)) = alerts::subject(scene, alert, area.width) else { return };
    let agent = match alert {
        Alert::Agent { slot, .. } => scene.board.agent(*slot),
        _ => None,
    };
    // The words in ordinary letters take a line; in large ones as much as the name at most.
    let half = area.height.saturating_sub(2) / 2;
    // What does not fit whole is written without its limit.
    let (whole, short) = (what.as_slice(), what.split_last().map_or(&[][..], |(_, before)| before));
    let large = [whole, short].into_iter().find_map(|part| {
        let words: Vec<&str> = part.iter().flat_map(|piece| piece.text.split_whitespace()).collect();
        if words.is_empty() {
            return None;
        }
        Some((largest(&words, area.width, half, theme.glyphs)?, part))
    });
    let words_height = large.map_or(1, |(hand, _)| hand.lines());
    let room = (area.width, area.height.saturating_sub(words_height + 1));
    let title = agent.map_or_else(|| big::within(&name, room, theme.glyphs), |agent| who::largest(scene, agent, room));
    let used = match &title {
        Some(title) => title.hand.lines(),
        None if agent.is_some() => room.1.min(NUMBER).max(1),
        None => 1,
    };
    let y = area.y + area.height.saturating_sub(used + 1 + words_height) / 3;
    match (title, agent) {
        (Some(title), _) => {
            title.draw(canvas, (area.x, y), theme.strong());
        }
        (None, Some(agent)) => who::ordinary(canvas, scene, agent, Rect { y, height: used, ..area }, theme.strong()),
        (None, None) => {
            canvas.put(area.x, y, area.width, &name, theme.strong());
        }
    }
    let y = y + used + 1;
    if y >= area.bottom() {
        return;
    }
    let Some((hand, part)) = large else {
        canvas.line(area.x, y, area.width, &what);
        return;
    };
    let mut at = area.x;
    for piece in part {
        for word in piece.text.split_whitespace() {
            at = hand.draw(canvas, (at, y), area.right().saturating_sub(at), word, piece.style);
            at += hand.width(BETWEEN);
        }
    }
}
