//! What keys do to today's calls and to one of them, and what they need looked up.

use std::borrow::Cow;

use crate::lists::{ListId, Opens, who};
use crate::model::{
    AgentId, AskedNumber, AskedText, Board, CallKind, CallResult, CallsAsked, DialKind, Handled, HangUp, Inquired,
    Lookup, Stamp, Transferred, Want,
};
use crate::ui::action::Action;
use crate::ui::settings::Settings;
use crate::ui::state::sheets;
use crate::ui::state::tabs::calls::CallsTab;
use crate::ui::state::{Effect, Look, Page, Report, View, has_legs, holders, record};

/// Counts the calls that are there, once for each answer.
pub(in crate::ui::state) fn count(view: &mut View, board: &Board, now: Stamp, settings: &Settings) {
    keep(view, board, settings);
    if view.page() != &Page::Calls {
        return;
    }
    let CallsTab { asked, counted, .. } = &view.tabs.calls;
    let entry = view.looked_at(board, now).0.shelf().get(&Lookup::Calls(asked.clone()));
    if let Some(counted) = entry.and_then(|entry| counted.with(asked, entry)) {
        view.tabs.calls.counted = counted;
    }
}

/// Makes what lists show of the ledger, once for each state of it; what led to a page that is open, and what the help lies
/// over, is kept up too.
fn keep(view: &mut View, board: &Board, settings: &Settings) {
    let View { frozen, pages, tabs, .. } = view;
    let board = frozen.as_ref().map_or(board, |frozen| &frozen.board);
    let (behind, departments) = (&mut tabs.calls.behind, &settings.departments);
    let listed = pages.iter().rev().find_map(Page::which);
    if let Some((which, ledger)) = listed.and_then(|which| Some((which, which.ledger(board)?))) {
        behind.renew_calls(ledger, which.clone(), departments);
    }
    if pages.contains(&Page::StillLost)
        && let Some(ledger) = board.ledger()
    {
        behind.renew_callers(ledger);
    }
    if pages.contains(&Page::LiveCalls) {
        behind.renew_live(board);
    }
    if let Report::Calls(by) = tabs.reports.shown
        && pages.contains(&Page::Reports)
        && let Some(ledger) = board.ledger()
    {
        behind.renew_report(ledger, by, departments);
    }
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    (action == Action::SaveRecording).then(|| save_recording(view, look))
}

/// Acts that are the page of one call's own.
pub(in crate::ui::state) fn act_on_one(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    match action {
        Action::SaveRecording => Some(save_recording(view, look)),
        Action::NextPane | Action::PreviousPane => {
            let Page::Call(id) = view.page() else { return None };
            // The record has the keys where there is nothing else.
            if !has_legs(look.scene(view).board, id) {
                return Some(Effect::None);
            }
            let calls = &mut view.tabs.calls;
            calls.record = !calls.record;
            Some(Effect::Redraw)
        }
        // Without legs there is still the agent whom the record names.
        Action::Open => {
            let opens = {
                let scene = look.scene(view);
                let Page::Call(id) = view.page() else { return None };
                if sheets::sheet(&scene).is_some() {
                    return None;
                }
                let agent = record(scene.board, id).and_then(|call| who(scene.board, &call.agent));
                agent.map_or_else(
                    || Opens::Nothing(tr!(view.language(), "the record names no agent").to_owned()),
                    Opens::Agent,
                )
            };
            Some(view.open_row(opens, look))
        }
        _ => None,
    }
}

/// Acts that are the page's own on which callers without an agent are counted.
pub(in crate::ui::state) fn act_on_callers(view: &mut View, action: Action) -> Option<Effect> {
    matches!(action, Action::NextPane | Action::PreviousPane).then(|| {
        let calls = &mut view.tabs.calls;
        calls.meaning = !calls.meaning;
        Effect::Redraw
    })
}

/// Saves the recording of the call that is chosen or open; asks first while numbers are masked, because voices are
/// not.
pub(in crate::ui::state) fn save_recording(view: &mut View, look: &Look<'_>) -> Effect {
    let (found, revealed) = {
        let scene = look.scene(view);
        let chosen = match view.page() {
            Page::Call(id) => Some(id.clone()),
            _ => sheets::sheet(&scene).and_then(|sheet| {
                let row = sheets::chosen(&scene, sheet.as_ref())?;
                Some(sheet.key(row).into_owned())
            }),
        };
        let Some(call) = chosen else {
            view.say(tr!(view.language(), "there is no call here"));
            return Effect::Redraw;
        };
        let known = record(scene.board, &call);
        // The ledger keeps no addresses: the vendor's own answer about the call names it.
        if matches!(known, Some(Cow::Owned(_))) {
            view.say(tr!(view.language(), "the vendor has not told yet whether there is a recording of this call"));
            return Effect::Redraw;
        }
        let address = known.and_then(|call| call.recording.clone());
        (address.map(|address| Effect::SaveRecording { call, address }), scene.is_revealed())
    };
    match found {
        None => view.say(tr!(view.language(), "the vendor names no recording of this call")),
        Some(effect) if revealed => return effect,
        Some(effect) => view.ask(tr!(view.language(), "The recording is not masked: save it anyway?"), effect),
    }
    Effect::Redraw
}

/// Asks for other calls: the choice `key` of [`facets`](crate::ui::state::sheets::facets) is now `chosen`.
pub(in crate::ui::state) fn narrow(view: &mut View, key: &str, chosen: Vec<String>) {
    let chosen = chosen.into_iter().next().filter(|chosen| !chosen.trim().is_empty());
    let mut asked = view.tabs.calls.asked.clone();
    match key {
        "result" => asked.result = chosen.as_deref().and_then(CallResult::from_word),
        "direction" => asked.kind = chosen.as_deref().and_then(CallKind::from_word),
        "agent" => asked.agent = chosen.as_deref().map(AgentId::new),
        "relay" | "relay-typed" => asked.relay = chosen.map(|relay| relay.trim().to_owned()),
        "customer" => {
            let number = chosen.as_deref().and_then(AskedNumber::new);
            if chosen.is_some() && number.is_none() {
                view.say(tr!(view.language(), "a customer's number has digits"));
                return;
            }
            asked.customer = number;
        }
        "hung-up" => asked.ask_more(|more| more.ended_by = chosen.as_deref().and_then(HangUp::from_word)),
        "dial" => asked.ask_more(|more| more.dial = chosen.as_deref().and_then(DialKind::from_word)),
        "handled" => asked.ask_more(|more| more.handled = chosen.as_deref().and_then(Handled::from_word)),
        "transferred" => asked.ask_more(|more| more.transferred = chosen.as_deref().and_then(Transferred::from_word)),
        "inquired" => asked.ask_more(|more| more.inquired = chosen.as_deref().and_then(Inquired::from_word)),
        "attached" => asked.ask_more(|more| more.attached = chosen.as_deref().and_then(AskedText::new)),
        "id" => asked.ask_more(|more| more.id = chosen.map(|id| id.trim().to_owned())),
        "department" => asked.ask_more(|more| more.department = chosen.map(|id| id.trim().to_owned())),
        _ => return,
    }
    set(view, asked, true);
}

/// One step out of what was narrowed; whether there was one. A page that was opened with its calls narrowed is left
/// with them, and does not stay narrowed unseen.
pub(in crate::ui::state) fn widen(view: &mut View) -> bool {
    let calls = &view.tabs.calls;
    if let Some(before) = calls.before.clone().filter(|before| *before != calls.asked) {
        set(view, before, false);
        return true;
    }
    if calls.asked == CallsAsked::default() {
        return false;
    }
    let opened = view.pages.len() > 1;
    set(view, CallsAsked::default(), false);
    !opened
}

fn set(view: &mut View, asked: CallsAsked, narrowing: bool) {
    let calls = &mut view.tabs.calls;
    if calls.asked == asked {
        return;
    }
    let before = std::mem::replace(&mut calls.asked, asked);
    calls.before = if narrowing { Some(calls.before.take().unwrap_or(before)) } else { None };
    view.list_mut(ListId::Calls).renew();
}

pub(in crate::ui::state) fn wants(view: &View, wants: &mut Vec<Want>) {
    let rows = view.tabs().rows_needed(ListId::Calls);
    wants.push(Want { rows, ..Want::all(Lookup::Calls(view.tabs().calls.asked.clone())) });
}

pub(in crate::ui::state) fn wants_of_one(board: &Board, id: &str, wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::Call(id.to_owned())));
    wants.extend(holders(board, id).into_iter().map(|agent| Want::all(Lookup::History(agent))));
}

#[cfg(test)]
mod tests;
