//! Callers whose calls were lost and whom no later contact reached, as far as the records tell: a row a number.

use ratatui::layout::Rect;

use super::figures;
use crate::lists::{ListId, Sheet};
use crate::model::{SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::still_lost::sheet;
use crate::ui::text;

/// Draws them, with what the list leaves out.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = sheet(scene);
    let list = scene.list(ListId::StillLost);
    let ledger = scene.board.ledger();
    let clock = scene.site_clock();
    let order = (list.sort.is_none() && !list.reverse && sheet.rows() > 0)
        .then(|| tr!(scene, "longest waiting first").to_owned());
    let reach = ledger.and_then(|ledger| text::reach(scene, clock, ledger));
    let about: Vec<String> = reach.into_iter().chain(order).collect();
    let empty = match ledger {
        None => scene.why_empty(SourceId::Calls, tr!(scene, "call records are"), tr!(scene, "answer")),
        Some(ledger) => {
            let why = text::still_lost_unknown(scene, ledger);
            vec![why.unwrap_or_else(|| tr!(scene, "a later call of every lost caller is in the records").to_owned())]
        }
    };
    let since = ledger.and_then(|ledger| text::still_lost_since(scene, clock, ledger));
    let frame = Frame {
        area,
        title: Title {
            name: &figures::still_lost(scene),
            about: about.join(tr!(scene, ", "; "clauses")),
            right: scene.scoped(SourceId::Calls, Topic::Calls, scene.age_title(SourceId::Calls)),
            bottom: since.map(|since| Piece::new(since, scene.theme.faint())).into_iter().collect(),
            ..Title::default()
        },
        empty,
        focus: true,
        stale: scene.stale(SourceId::Calls).is_some(),
    };
    sheet::draw(canvas, scene, &sheet, frame);
}
