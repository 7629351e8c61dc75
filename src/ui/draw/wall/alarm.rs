//! Alerts over the whole screen: who, and what is the matter, as large as there is room for.
//!
//! Several share the screen, one that escalated with twice the room of another. From afar there are as many as have room
//! in large letters; what has none is counted.

use ratatui::layout::Rect;

use crate::model::Standing;
use crate::ui::draw::big;
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::facts::more;
use crate::ui::state::scene::Scene;

use block::Block;

mod block;

/// Lines of an alert with others beside it, at least.
const LEAST: u16 = 6;
/// The same from afar: a line of the smallest large letters, and one that parts it from the next.
const LEAST_FAR: u16 = 5;

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let standing = scene.view.alerts().standing();
    let all: Vec<&Standing> = scene.view.alarm().into_iter().filter_map(|at| standing.get(at)).collect();
    // One more than have room says that there are others.
    let most = usize::from(area.height / LEAST_FAR) + 1;
    let blocks: Vec<Block<'_>> = all.iter().filter_map(|standing| Block::of(scene, standing)).take(most).collect();
    let far = canvas.is_far();
    // Nothing is in ordinary letters that is read from afar.
    let name = match all.len() {
        _ if far => String::new(),
        1 => tr!(scene, "Alert").to_owned(),
        count => tr!(scene, "{count} alerts", count = count),
    };
    let inside = Rect { height: area.height.saturating_sub(2), width: area.width.saturating_sub(6), ..area };
    let (shown, last) = if far { Shares::far(scene, &blocks, inside) } else { (Shares::near(&blocks, inside), 0) };
    let hidden = all.len().saturating_sub(shown.0.len());
    let counted = if hidden > 0 { more(scene.language, hidden) } else { String::new() };
    let bottom_right = if far { String::new() } else { counted.clone() };
    let inner = canvas.pane(area, &Title { name: &name, alarm: true, bottom_right, ..Title::default() });
    border(canvas, area);
    let room = Rect { x: inner.x + 2, width: inner.width.saturating_sub(4), ..inner };
    let mut y = room.y;
    for (block, height) in blocks.iter().zip(shown.0) {
        block.draw(canvas, scene, Rect { y, height, ..room });
        y += height;
    }
    let rest = Rect { y: room.bottom().saturating_sub(last), height: last, ..room };
    if let Some(counted) = big::within(&counted, (rest.width, rest.height), scene.theme.glyphs) {
        counted.draw(canvas, (rest.x, rest.y), scene.theme.faint());
    }
}

/// Lines of each alert that is shown.
struct Shares(Vec<u16>);

impl Shares {
    /// As many as have room in large letters, and the lines that are left for the number of the others.
    fn far(scene: &Scene<'_>, blocks: &[Block<'_>], room: Rect) -> (Self, u16) {
        let cells = room.width;
        // As high as the widest number of them.
        let counted = big::smallest(&[&more(scene.language, blocks.len())], scene.theme.glyphs).lines();
        let most = usize::from(room.height / LEAST_FAR).clamp(1, blocks.len().max(1));
        let with = |count: usize| {
            let last = if count < blocks.len() { counted } else { 0 };
            (Self::of(blocks.get(..count).unwrap_or(blocks), room.height.saturating_sub(last)), last)
        };
        let fits = |(shares, _): &(Self, u16)| {
            blocks.iter().zip(&shares.0).all(|(block, height)| block.has_room((cells, *height)))
        };
        (1..=most).rev().map(with).find(fits).unwrap_or_else(|| with(1))
    }

    /// As many as have room for a name in large letters and a line of ordinary ones.
    fn near(blocks: &[Block<'_>], room: Rect) -> Self {
        let count = usize::from((room.height / LEAST).max(1)).min(blocks.len());
        Self::of(blocks.get(..count).unwrap_or(blocks), room.height)
    }

    /// All of the lines, to each as much as it weighs.
    fn of(blocks: &[Block<'_>], lines: u16) -> Self {
        let all: u16 = blocks.iter().map(Block::weight).sum();
        Self(blocks.iter().map(|block| lines / all.max(1) * block.weight()).collect())
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

#[cfg(test)]
mod tests;
