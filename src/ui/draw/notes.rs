//! Notes of the last day.

use ratatui::layout::Rect;

use super::figures;
use crate::lists::{ListId, Sheet};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::notes::NotesSheet;
use crate::ui::text;

/// Draws them, the newest first.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = NotesSheet::new(scene);
    let list = scene.list(ListId::Notes);
    let mut about =
        vec![tr!(scene, "{count} of the last 24 hours", count = text::count(Some(sheet.rows() as u64), ""))];
    about.extend(
        (list.sort.is_none() && !list.reverse && sheet.rows() > 1).then(|| tr!(scene, "newest first").to_owned()),
    );
    let mut empty = vec![tr!(scene, "no note was written in the last 24 hours").to_owned()];
    empty.extend((!scene.view.is_replay()).then(|| tr!(scene, ":note TEXT writes one").to_owned()));
    let frame = Frame {
        area,
        title: Title {
            name: &format!("{}{}", figures::trail(scene), tr!(scene, "Notes")),
            about: about.join(tr!(scene, ", "; "clauses")),
            ..Title::default()
        },
        empty,
        focus: true,
        stale: false,
    };
    sheet::draw(canvas, scene, &sheet, frame);
}
