//! The page of several sites.

use ratatui::layout::Rect;

use super::header::brief;
use crate::lang;
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::chosen;
use crate::ui::state::sheets::sites::sheet;
use crate::ui::text;

/// Cells of the bottom border that are not the sentence's.
const BESIDE: u16 = 24;

/// Draws them, and below them what is wrong with the one that is chosen.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = sheet(scene);
    let wrong = chosen(scene, &sheet).and_then(|row| sheet.site(row)).and_then(|site| {
        let problem = site.problem.as_ref()?;
        let sentence = brief(&text::clean(&lang::sentence(scene, problem)));
        // Beside it stands how many columns have no room.
        let room = usize::from(area.width.saturating_sub(BESIDE));
        Some(text::fit(&sentence, room, scene.theme.glyphs.cut()))
    });
    let frame = Frame {
        area,
        title: Title {
            name: tr!(scene, "Sites"),
            bottom: wrong.map(|why| Piece::new(why, scene.theme.caution())).into_iter().collect(),
            ..Title::default()
        },
        empty: vec![tr!(scene, "starting").to_owned()],
        focus: true,
        stale: false,
    };
    sheet::draw(canvas, scene, &sheet, frame);
}
