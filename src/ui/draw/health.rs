//! How everything stands: sources, tokens, budgets, lookups, and the last operations that were rejected. Never frozen:
//! whether the figures can be trusted is told as it is.

use ratatui::layout::Rect;

use super::facts::{Facts, Line, columns, columns_of, join, more};
use crate::lang;
use crate::lists::Sheet;
use crate::model::{Lookup, contradiction};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::rejected::Rejected;
use crate::ui::state::source_name;
use crate::ui::text;

mod hub;
mod machinery;
mod probes;
mod sources;
mod waiting;

/// From this width on sources stand beside everything else.
const TWO_COLUMNS: u16 = 110;
/// From this width on lookups have a column of their own.
const THREE_COLUMNS: u16 = 160;
/// Below this height only one of the two panes is drawn.
const BOTH: u16 = 20;
/// Cells of a fact's name.
const LABEL: usize = 12;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let rejected = Rejected::new(scene);
    let on_rejected = scene.view.tabs().health.rejected;
    let rows = u16::try_from(rejected.rows()).unwrap_or(u16::MAX);
    let below = match area.height {
        ..BOTH if on_rejected => area.height,
        ..BOTH => 0,
        height => {
            let most = if on_rejected { height / 2 } else { height / 4 };
            rows.saturating_add(3).clamp(4, most.max(4))
        }
    };
    let above = Rect { height: area.height - below, ..area };
    if above.height > 2 {
        facts(canvas, scene, above, !on_rejected);
    }
    if below > 2 {
        list(canvas, scene, &rejected, Rect { y: above.bottom(), height: below, ..area }, on_rejected);
    }
}

fn facts(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, focus: bool) {
    let entry = scene.live.shelf().get(&Lookup::Health);
    let rejected = scene.live.source_ids().map(|id| scene.live.source(id).rejected_total());
    let total = rejected.fold(0, u64::saturating_add);
    let about = match total {
        0 => tr!(scene, "nothing rejected").to_owned(),
        total => tr!(scene, "{total} rejected", total = text::count(Some(total), "")),
    };
    let title = Title { name: tr!(scene, "Health"), about, right: scene.answer_age(entry), focus, ..Title::default() };
    canvas.zone(area, Zone::Standing);
    let inner = canvas.pane(area, &title);
    let body = Rect { x: inner.x + 1, width: inner.width - 1, ..inner };
    let (count, room) = columns_of(area.width, body, [TWO_COLUMNS, THREE_COLUMNS]);
    let parts = [
        join([hub::lines(scene, room, LABEL), contradictions(scene, room), sources::lines(scene, room, LABEL)]),
        join([sources::clocks(scene, room, LABEL), machinery::tokens_and_budgets(scene, room, LABEL)]),
        machinery::lookups(scene, room, LABEL),
    ];
    let parts = match (count, parts) {
        (3, parts) => Vec::from(parts),
        (2, [first, second, third]) => vec![first, join([second, third])],
        (_, parts) => vec![join(parts)],
    };
    columns(canvas, scene, area, body, &parts);
}

/// So many contradictions are told one by one.
const TOLD: usize = 12;

/// Which figures contradict each other; nothing where none do.
fn contradictions(scene: &Scene<'_>, room: usize) -> Vec<Line> {
    let found = contradiction::contradictions(scene.board);
    if found.is_empty() {
        return Vec::new();
    }
    let mut facts = Facts::new(scene, room, LABEL);
    facts.heading(tr!(scene, "Contradictory figures"));
    for found in found.iter().take(TOLD) {
        let count = |value: f64| text::count(Some(value as u64), "");
        let part = lang::of(scene, &found.part);
        let what = match found.whole {
            Some((whole, all)) => {
                let whole = lang::of(scene, whole);
                tr!(
                    scene,
                    "{part} {count}, but {whole} {all}",
                    part = part,
                    count = count(found.value),
                    whole = whole,
                    all = count(all)
                )
            }
            None => format!("{part} {}", text::percent(Some(found.value), scene.dash())),
        };
        let source = source_name(scene.language, scene.live, found.source);
        let whose = if found.who.is_empty() { source } else { format!("{source}, {}", found.who) };
        facts.sentence(&tr!(scene, "{word}: {error}", word = whose, error = what), scene.theme.caution());
    }
    if found.len() > TOLD {
        facts.sentence(&more(scene.language, found.len() - TOLD), scene.theme.faint());
    }
    facts.lines
}

fn list(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &Rejected<'_>, area: Rect, focus: bool) {
    let frame = Frame {
        area,
        title: Title {
            name: tr!(scene, "Rejected"),
            about: tr!(scene, "the last twenty, newest first").to_owned(),
            ..Title::default()
        },
        empty: vec![tr!(scene, "nothing was rejected since start").to_owned()],
        focus,
        stale: false,
    };
    sheet::draw(canvas, scene, sheet, frame);
}
