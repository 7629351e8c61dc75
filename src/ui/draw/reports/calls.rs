//! Today's calls by relay number, by department and by route, from their records: a table each, with the whole day below.

use ratatui::layout::Rect;

use crate::lists::CallsBy;
use crate::model::{Ledger, SourceId};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::Report;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::reports::calls::CallsSheet;
use crate::ui::text;

/// What the figures are, and what is left out of them.
fn about(scene: &Scene<'_>, ledger: &Ledger, by: CallsBy) -> String {
    let reach = text::reach(scene, scene.site_clock(), ledger);
    let what = match by {
        CallsBy::Relay | CallsBy::Route => None,
        CallsBy::Department => Some(tr!(scene, "of the agent who answered first; lost calls are by route")),
    };
    reach.into_iter().chain(what.map(str::to_owned)).collect::<Vec<_>>().join(tr!(scene, ", "; "clauses"))
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, by: CallsBy, nth: String, area: Rect) {
    let name = crate::lang::of(scene, Report::Calls(by).title());
    let title = Title { name, right: scene.age_title(SourceId::Calls), ..Title::default() };
    let Some(ledger) = scene.board.ledger() else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        let why = scene.why_empty(SourceId::Calls, tr!(scene, "call records are"), tr!(scene, "record"));
        canvas.middle(inner, &why);
        return;
    };
    let about = [nth, about(scene, ledger, by)];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let handle =
        tr!(scene, "{word}: {meaning}", word = tr!(scene, "AHT"), meaning = text::handle_definition(scene.language));
    let bottom = vec![Piece::new(handle, scene.theme.faint())];
    let title = Title { about: about.join(tr!(scene, ", "; "clauses")), bottom, ..title };
    let sheet = CallsSheet::new(scene, ledger, by);
    let empty = vec![tr!(scene, "no calls yet today").to_owned()];
    let stale = scene.stale(SourceId::Calls).is_some();
    sheet::draw(canvas, scene, &sheet, Frame { area, title, empty, focus: true, stale });
}
