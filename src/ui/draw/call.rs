//! One call: its legs as bars over time, its record in words, the chosen leg with its exact times.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::dialogue;
use super::facts::{columns, columns_of, join, wrapped};
use crate::lang;
use crate::lists::{ListId, Sheet};
use crate::model::{CallKind, Lookup, SourceId};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::calls::directed;
use crate::ui::state::sheets::legs::{Known, LegsSheet, has_keys};
use crate::ui::text;

mod bars;
mod part;
mod record;

/// From this width on the record and the chosen leg stand beside each other.
const TWO_COLUMNS: u16 = 76;
/// From this width on attached data has a column of its own.
const THREE_COLUMNS: u16 = 116;

/// Below this height legs and words share what there is.
const LOW: u16 = 18;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, id: &str, area: Rect) {
    let entry = scene.board.shelf().get(&Lookup::Call(id.to_owned()));
    let known = Known::of(scene, id);
    let (name, about) = title(scene, &known);
    // One that has ended changes no more.
    let stale = scene
        .answer_stale(entry, SourceId::Agents)
        .filter(|_| known.call.as_ref().is_none_or(|call| call.ended.is_none()));
    let right = if stale.is_some() { scene.answer_title(entry, SourceId::Agents) } else { scene.answer_age(entry) };
    let has_robot = scene.board.live().bot_of(id).is_some();
    if known.call.is_none() && known.legs().is_empty() && !has_robot {
        let inner = canvas.pane(area, &Title { name: &name, about, right, focus: true, ..Title::default() });
        canvas.middle(inner, &scene.why_no_answer(entry, tr!(scene, "the vendor has no record of this call")));
        return;
    }
    let sheet = LegsSheet::new(scene, id);
    let list = scene.list(ListId::Legs);
    let on_record = !has_keys(scene, id);
    let order = list.order(scene, &sheet);
    let why: Vec<String> = if known.legs().is_empty() {
        let why = scene.why_no_answer(entry, tr!(scene, "the vendor lists no legs of this call"));
        why.iter().flat_map(|why| wrapped(&text::clean(why), usize::from(area.width).saturating_sub(4))).collect()
    } else {
        Vec::new()
    };
    let lines = order.len().max(why.len()).max(1);
    let wanted = u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(bars::BESIDES + 2);
    // On a low screen the pane that has the keys gets the room.
    let most = match area.height {
        ..LOW if on_record => bars::BESIDES + 3,
        ..LOW => area.height.saturating_sub(5),
        height => (height / 2).max(8),
    };
    let top = Rect { height: wanted.min(most).min(area.height), ..area };
    let mut about = about;
    if !list.filter.is_empty() {
        let filter = text::fit(list.filter.text(), 32, scene.theme.glyphs.cut());
        about = tr!(
            scene,
            "{found} of {all} match {filter} {dot} {about}",
            found = order.len(),
            all = sheet.rows(),
            filter = filter,
            dot = scene.theme.glyphs.dot(),
            about = about
        );
    }
    let focus = !on_record;
    let inner = canvas.pane(top, &Title { name: &name, about, right, focus, ..Title::default() });
    if known.legs().is_empty() {
        // What the list knew of the call makes one bar; why there are no legs stands where they would.
        bars::draw(canvas, scene, &sheet, list, inner, false);
        for (line, y) in why.iter().zip(inner.y + 2..inner.bottom().saturating_sub(1)) {
            canvas.put(inner.x + 1, y, inner.width - 2, line, scene.theme.text());
        }
    } else if order.is_empty() {
        canvas.middle(
            inner,
            &[
                tr!(scene, "nothing matches {filter}", filter = list.filter.text()),
                scene.back(tr!(scene, "drops the filter")),
            ],
        );
    } else {
        bars::draw(canvas, scene, &sheet, list, inner, focus);
    }
    let below = Rect { y: top.bottom(), height: area.bottom() - top.bottom(), ..area };
    if below.height < 3 {
        return;
    }
    let chosen = list.position(&sheet, &order).and_then(|at| order.get(at)).and_then(|row| sheet.leg(*row as usize));
    canvas.zone(below, Zone::Record);
    let inner = canvas.pane(below, &Title { name: tr!(scene, "In words"), focus: on_record, ..Title::default() });
    let body = Rect { x: inner.x + 1, width: inner.width - 1, ..inner };
    let (count, room) = columns_of(area.width, body, [TWO_COLUMNS, THREE_COLUMNS]);
    // Of what only the ledger keeps, it is not known what else the vendor would tell.
    let whole = matches!(known.call, Some(Cow::Borrowed(_)));
    let facts = known.call.as_deref().map(|call| record::call(scene, call, &known, whole, room)).unwrap_or_default();
    let further = known.call.as_deref().filter(|_| whole);
    let further = further.map(|call| record::further(scene, call, room)).unwrap_or_default();
    let leg = chosen.map(|leg| record::leg(scene, &sheet.known, leg, room)).unwrap_or_default();
    let robot = dialogue::lines(scene, id, room);
    let parts = match count {
        3 => vec![facts, join([leg, robot]), further],
        2 => vec![facts, join([leg, robot, further])],
        // There the chosen leg comes first while legs are chosen, and the record while it is read.
        _ if on_record => vec![join([facts, robot, further, leg])],
        _ => vec![join([leg, facts, robot, further])],
    };
    columns(canvas, scene, below, body, &parts);
}

/// Who called or was called, and how it went.
fn title(scene: &Scene<'_>, known: &Known<'_>) -> (String, String) {
    let Some(call) = known.call.as_deref() else {
        return (format!("{}{}", super::figures::trail(scene), tr!(scene, "Call")), String::new());
    };
    let customer = scene.number(&call.customer).map(|number| text::fit(&number, 24, scene.theme.glyphs.cut()));
    let name = match customer {
        _ if call.customer.is_withheld() => tr!(scene, "Call, number withheld").to_owned(),
        Some(number) => tr!(scene, "Call {number}", number = number),
        None => tr!(scene, "Call").to_owned(),
    };
    let name = format!("{}{name}", super::figures::trail(scene));
    let kind = call.kind.filter(|kind| *kind != CallKind::None);
    let about = [
        kind.map(|kind| directed(scene.language, scene.theme, kind)),
        call.result.map(|word| lang::word(scene, word)),
        call.talk_ms.filter(|talk| *talk > 0).map(|talk| tr!(scene, "talk {time}", time = scene.duration(Some(talk)))),
        call.wait_ms().map(|wait| tr!(scene, "waited {time}", time = scene.duration(Some(wait)))),
    ];
    (name, about.into_iter().flatten().collect::<Vec<_>>().join(tr!(scene, ", "; "clauses")))
}
