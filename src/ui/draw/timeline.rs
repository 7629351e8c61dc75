//! What happened, in facts: since the board began, or in the recording that is shown.

use ratatui::layout::Rect;

use crate::model::Fact;
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::timeline::sheet;
use crate::ui::text;

/// Draws them, with how many there are and how far a recording was looked through.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let told = scene.view.told();
    let incidents = told.facts.iter().filter(|fact| Fact::is_incident(fact)).count() as u64;
    let incidents = tr!(scene, "incidents {count}", count = text::count(Some(incidents), scene.dash()));
    let reach = match (told.span, told.until) {
        (Some(_), Some(until)) => Some(tr!(scene, "looked through until {time}", time = scene.clock(until, "%H:%M"))),
        (Some(_), None) => Some(tr!(scene, "of the whole recording").to_owned()),
        (None, _) => Some(tr!(scene, "since this board began").to_owned()),
    };
    let order = (!told.facts.is_empty()).then(|| tr!(scene, "the last one first").to_owned());
    let about: Vec<String> = [Some(incidents), reach, order].into_iter().flatten().collect();
    let frame = Frame {
        area,
        title: Title {
            name: tr!(scene, "Timeline"),
            about: about.join(tr!(scene, ", "; "clauses")),
            ..Title::default()
        },
        empty: vec![tr!(scene, "nothing out of the ordinary was seen yet").to_owned()],
        focus: true,
        stale: false,
    };
    sheet::draw(canvas, scene, &sheet(scene), frame);
}
