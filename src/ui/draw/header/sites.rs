//! What the header says of several sites: how many are live on the page that lists them, and on that of one which of the
//! others have alerts.

use ratatui::layout::Rect;

use crate::model::Severity;
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::sites::{Site, Sites};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// A site's name has so many cells among others.
const NAME: usize = 16;

/// Named on one line at most.
const MOST: usize = 3;

/// The line of the page that lists them, the clock at its end.
pub(super) fn line(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sites: &Sites, clock: &[Piece], area: Rect) {
    let theme = scene.theme;
    let (live, all) = (sites.live(), sites.all.len());
    let (mark, style) = match live {
        0 => (theme.glyphs.alert(), theme.alert()),
        live if live < all => (theme.glyphs.alert(), theme.caution()),
        _ => (theme.glyphs.live(), theme.good()),
    };
    let count = |count: usize| text::count(Some(count as u64), "");
    let words = tr!(scene, "{live} of {all} sites live", live = count(live), all = count(all));
    let pieces = [Piece::new("callboard  ", theme.strong()), Piece::new(format!("{mark} {words}"), style)];
    let at = canvas.line(area.x + 1, area.y, area.width - 1, &pieces);
    canvas.line_right(at + 1, area.right() - 1, area.y, clock);
}

/// Which of the other sites have alerts that no person has seen to; where there is little room, the first of them and how
/// many more there are.
pub(super) fn pieces(scene: &Scene<'_>, all: bool, pieces: &mut Vec<Piece>) {
    let Some(sites) = scene.view.sites() else { return };
    let alarming = sites.alarming();
    let theme = scene.theme;
    let told = if all { MOST.min(alarming.len()) } else { 1 };
    for site in alarming.iter().take(told) {
        let style = match site.worst {
            Some(Severity::Critical) => theme.badge(),
            Some(Severity::Warning) => theme.alert(),
            _ => theme.caution(),
        };
        pieces.push(Piece::new("  ", theme.text()));
        pieces.push(Piece::new(format!("{} {}", theme.glyphs.alert(), named(scene, site)), style));
    }
    let more = alarming.len().saturating_sub(told);
    if more > 0 {
        pieces.push(Piece::new(format!(" +{more}"), theme.alert()));
    }
}

/// `Berlin 2`.
fn named(scene: &Scene<'_>, site: &Site) -> String {
    let name = text::fit(&text::clean(&site.name), NAME, scene.theme.glyphs.cut());
    format!("{name} {}", text::count(site.alerts, scene.dash()))
}
