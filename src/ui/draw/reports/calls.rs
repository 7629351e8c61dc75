//! Today's calls by relay number, by department and by route, from their records: a table each, with the whole day below.

use ratatui::layout::Rect;

use crate::lists::{CallsBy, Sheet};
use crate::model::{Ledger, SourceId};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::Report;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::reports::calls::CallsSheet;
use crate::ui::text;

/// What the figures are, and what is left out of them.
fn about(scene: &Scene<'_>, ledger: &Ledger, by: CallsBy) -> String {
    let reach = text::reach(scene, scene.settings.zone, ledger);
    let what = match by {
        CallsBy::Relay | CallsBy::Route => tr!(scene, "talk is with holds and without after-call work"),
        CallsBy::Department => tr!(scene, "of the agent who answered first; lost calls are by route"),
    };
    reach.into_iter().chain([what.to_owned()]).collect::<Vec<_>>().join(tr!(scene, ", "; "clauses"))
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, by: CallsBy, area: Rect) {
    let name = crate::lang::of(scene, Report::Calls(by).title());
    let title = Title { name, right: scene.age_title(SourceId::Calls), ..Title::default() };
    let Some(ledger) = scene.board.ledger() else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        let why = scene.why_empty(SourceId::Calls, tr!(scene, "call records are"), tr!(scene, "record"));
        canvas.middle(inner, &why);
        return;
    };
    let nth = scene.view.tabs().reports.number();
    let nth = tr!(scene, "{nth} of {all}", nth = nth, all = Report::ALL.len());
    let about = [nth, about(scene, ledger, by)].join(tr!(scene, ", "; "clauses"));
    let title = Title { about, ..title };
    let sheet = CallsSheet::new(scene, ledger, by);
    let list = scene.list(sheet.id());
    let empty = vec![match by {
        CallsBy::Department => tr!(scene, "the settings name no departments").to_owned(),
        CallsBy::Relay | CallsBy::Route => tr!(scene, "no calls yet today").to_owned(),
    }];
    let stale = scene.stale(SourceId::Calls).is_some();
    sheet::draw(canvas, scene, &sheet, list, Frame { area, title, empty, focus: true, stale });
}
