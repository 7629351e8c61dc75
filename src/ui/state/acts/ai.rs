//! What keys do to today's AI sessions, and what they need looked up.

use crate::lists::ListId;
use crate::model::{AiAsked, AiField, Board, Choice, Lookup, Phase, SourceId, Want};
use crate::ui::action::Action;
use crate::ui::state::sheets::ai::{has_probes, is_off};
use crate::ui::state::tabs::ai::{AiTab, GROUPED_BY, groups, one};
use crate::ui::state::{Effect, Look, Page, View};

/// Groups that are counted at a time: each of them costs up to five calls of the vendor's budget.
const COUNTED_AT_ONCE: usize = 12;

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    let (has_probes, has_sessions) = {
        let scene = look.scene(view);
        (has_probes(&scene), !is_off(&scene))
    };
    let ai = &mut view.tabs.ai;
    match action {
        Action::NextPane | Action::PreviousPane => next_part(ai, has_probes, has_sessions, action == Action::NextPane),
        Action::By => {
            let at = GROUPED_BY.iter().position(|field| *field == ai.by).unwrap_or(0);
            ai.by = GROUPED_BY.get((at + 1) % GROUPED_BY.len()).copied().unwrap_or(AiField::Robot);
            (ai.records, ai.probes) = (false, false);
        }
        _ => return None,
    }
    Some(Effect::Redraw)
}

/// Gives the keys to the next part of the page: groups, sessions, bot probes where there are any; without sessions, to
/// what the page has instead, and the probes.
fn next_part(ai: &mut AiTab, has_probes: bool, has_sessions: bool, forward: bool) {
    if !has_sessions {
        ai.probes = has_probes && !ai.probes;
        return;
    }
    let parts = if has_probes { 3 } else { 2 };
    let now = if has_probes && ai.probes { 2 } else { usize::from(ai.records) };
    let next = (now + if forward { 1 } else { parts - 1 }) % parts;
    ai.probes = next == 2;
    if next < 2 {
        ai.records = next == 1;
    }
}

/// The records of one group, as something that was opened leads to them.
pub(in crate::ui::state) fn open(view: &mut View, field: AiField, key: String) {
    let asked = view.tabs.ai.asked.with(field, key);
    let ai = &mut view.tabs.ai;
    (ai.records, ai.probes) = (true, false);
    if ai.asked != asked {
        let before = ai.asked.clone();
        ai.before.push(before);
        set(view, asked);
    }
    view.push(Page::Ai);
}

/// Asks for other sessions: the choice `key` of [`facets`](crate::ui::state::sheets::facets) is now `chosen`.
pub(in crate::ui::state) fn narrow(view: &mut View, key: &str, chosen: Vec<String>) {
    let Some(field) = AiField::ALL.into_iter().find(|field| field.title() == key) else { return };
    let chosen: Vec<String> =
        chosen.into_iter().map(|key| key.trim().to_owned()).filter(|key| !key.is_empty()).collect();
    let mut asked = view.tabs.ai.asked.clone();
    if chosen.is_empty() {
        asked.0.remove(&field);
    } else {
        asked.0.insert(field, chosen);
    }
    set(view, asked);
}

/// One step out of what was narrowed; whether there was one: out of the group that was opened last, else to all
/// sessions.
pub(in crate::ui::state) fn widen(view: &mut View) -> bool {
    let ai = &mut view.tabs.ai;
    while let Some(before) = ai.before.pop() {
        if before != ai.asked {
            ai.records = false;
            set(view, before);
            return true;
        }
    }
    if ai.asked == AiAsked::default() {
        return false;
    }
    set(view, AiAsked::default());
    true
}

/// Closes the group that was opened last, if one is; whether one was.
pub(in crate::ui::state) fn close(view: &mut View) -> bool {
    !view.tabs.ai.before.is_empty() && widen(view)
}

fn set(view: &mut View, asked: AiAsked) {
    if view.tabs.ai.asked == asked {
        return;
    }
    view.tabs.ai.asked = asked;
    view.list_mut(ListId::AiRecords).renew();
    for field in GROUPED_BY {
        view.list_mut(ListId::AiGroups(field)).renew();
    }
}

pub(in crate::ui::state) fn wants(view: &View, board: &Board, wants: &mut Vec<Want>) {
    // Other vendors tell theirs by themselves; none could be asked.
    if board.source(SourceId::Ai).phase == Phase::Off && board.ai().is_none() {
        return;
    }
    let ai = &view.tabs().ai;
    // One call brings the sessions themselves; the funnel takes five.
    let rows = view.tabs().rows_needed(ListId::AiRecords);
    wants.push(Want { rows, ..Want::all(Lookup::AiRecords(ai.asked.clone())) });
    wants.push(Want::all(Lookup::AiFunnel(ai.asked.clone())));
    // Names take many calls, and are waited for only where there is something to choose.
    let choosing = view.over().panel().is_some();
    if choosing {
        wants.push(Want::all(Lookup::AiChoices));
    }
    // Steps are counted together.
    let by = Some(ai.by).filter(|by| *by != AiField::Step);
    let there = by.map(|by| groups(view.language(), board, &ai.asked, by)).unwrap_or_default();
    let seen = ai.seen.as_ref().filter(|(by, _)| *by == ai.by).map(|(_, keys)| keys);
    let shown = |choice: &Choice| seen.is_none_or(|keys| keys.contains(&choice.key));
    for group in there.into_iter().filter(shown).take(COUNTED_AT_ONCE) {
        let want = Want::beside(Lookup::AiFunnel(ai.asked.with(ai.by, group.key)));
        if !wants.iter().any(|known| known.lookup == want.lookup) {
            wants.push(want);
        }
    }
    if !choosing {
        wants.push(Want::beside(Lookup::AiChoices));
    }
}

pub(in crate::ui::state) fn wants_of_one(id: &str, wants: &mut Vec<Want>) {
    wants.push(Want::all(one(id)));
    // The names of what the record only has keys for.
    wants.push(Want::beside(Lookup::AiChoices));
}

#[cfg(test)]
mod tests;
