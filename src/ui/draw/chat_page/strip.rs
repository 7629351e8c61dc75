//! The ways to look at chats, beside each other above the page.

use ratatui::layout::Rect;

use crate::lang;
use crate::model::SourceId;
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::Way;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// What to call a vendor.
pub(super) fn source_title(scene: &Scene<'_>, source: SourceId) -> String {
    scene.live.source(source).title.clone().unwrap_or_else(|| lang::of(scene, source.name()).to_owned())
}

/// The ways beside each other, each vendor's under its name: all of them, else the one that is shown and its
/// neighbours.
pub(super) fn strip(canvas: &mut Canvas<'_>, scene: &Scene<'_>, ways: &[Way], open: Way, area: Rect) {
    let theme = scene.theme;
    let at = ways.iter().position(|way| *way == open).unwrap_or(0);
    let name = |at: usize| -> Option<Piece> {
        let way = *ways.get(at % ways.len().max(1))?;
        let vendor = match way {
            Way::Together => String::new(),
            _ => format!("{} ", source_title(scene, way.site().map_or(SourceId::Chat, SourceId::Site))),
        };
        let words = text::clean(&format!("{vendor}{}", lang::of(scene, way.short()))).into_owned();
        Some(if way == open {
            Piece::new(format!("[{words}]"), theme.focus())
        } else {
            Piece::new(format!(" {words} "), theme.faint())
        })
    };
    let all: Vec<Piece> = (0..ways.len()).filter_map(name).collect();
    let mut around = vec![Piece::new(theme.glyphs.more_left(), theme.faint())];
    around.extend([at + ways.len().saturating_sub(1), at, at + 1].into_iter().filter_map(name));
    around.push(Piece::new(theme.glyphs.more_right(), theme.faint()));
    let mut x = area.x + 1;
    for (piece, way) in all.iter().zip(ways).filter(|_| width_of(&all) + 2 <= usize::from(area.width)) {
        let wide = u16::try_from(piece.width()).unwrap_or(0);
        canvas.spot(Rect { x, width: wide, ..area }, Spot::Way(*way));
        x += wide;
    }
    let pieces = [all, around].into_iter().find(|pieces| width_of(pieces) + 2 <= usize::from(area.width));
    let alone = || name(at).into_iter().collect();
    canvas.line(area.x + 1, area.y, area.width.saturating_sub(1), &pieces.unwrap_or_else(alone));
}
