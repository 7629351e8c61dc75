//! Which keys do something on the page that is open: the bottom line names no others, and the help names these first.

use super::{Chats, Offered, Page, Pane, Way, Which, chat_ways, copy, count_alerts, has_legs, ongoing, record};
use crate::lists::{ListId, Opens};
use crate::model::Phase;
use crate::ui::action::{Action, Scope};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets;
use crate::ui::state::sheets::agent_calls::has_calls;

/// Whether `action` does something on `page`, as far as that can be told without doing it.
pub(in crate::ui) fn works(scene: &Scene<'_>, page: &Page, action: Action) -> bool {
    let view = scene.view;
    let offered = Offered::of(scene.board);
    match action {
        Action::Privacy => scene.settings.privacy_reveal || view.revealed_until(scene.now).is_some(),
        Action::Retry => {
            !view.is_replay() && scene.live.source_ids().any(|id| scene.live.source(id).phase != Phase::Off)
        }
        Action::CopyId | Action::CopyNumber => copy::is_there(scene, page, action),
        Action::Mouse | Action::Palette => !view.is_kiosk(),
        Action::NextAgent | Action::PreviousAgent => scene.listing.len() > 1,
        Action::Sites | Action::NextSite | Action::PreviousSite => view.sites().is_some(),
        Action::Freeze | Action::Record if page == &Page::Sites => false,
        // It is the last step back.
        Action::Back if page == &Page::Sites => !scene.list(ListId::Sites).filter.is_empty(),
        _ if action.scope() == Scope::Replay => view.is_replay(),
        _ if action.scope() == Scope::Board => match action {
            Action::Tiles => offered.voice,
            Action::Teams => offered.voice && scene.listing.rules().belonging.teams() > 0,
            Action::Acknowledge | Action::Snooze | Action::Mute => count_alerts(view) > 0,
            _ => true,
        },
        Action::Down => has_rows(scene, page),
        _ if action.scope() == Scope::Lists || action == Action::Open => in_list(scene, page, action, offered),
        _ => true,
    }
}

/// The same for what only a list can do.
#[expect(clippy::match_same_arms, reason = "it is read page by page")]
fn in_list(scene: &Scene<'_>, page: &Page, action: Action, offered: Offered) -> bool {
    let view = scene.view;
    match (page, action) {
        (Page::Help, _) => action == Action::Filter,
        (Page::Board, Action::Filter) => offered.voice,
        (Page::Board, Action::Sort | Action::Reverse | Action::Columns | Action::Export) => {
            offered.voice && !view.board().hides_agents()
        }
        (Page::Board, Action::Narrow | Action::By | Action::SaveRecording) => false,
        (Page::Board, Action::Open) => match view.board().focus() {
            Pane::Table => !scene.listing.is_empty(),
            Pane::Alerts => count_alerts(view) > 0,
            Pane::Chat => is_joined(scene),
            Pane::Now | Pane::Today | Pane::Ai => true,
        },
        (_, Action::LiveCall) => ongoing::of_page(scene, page).is_some(),
        (Page::LiveCall(id), Action::Open) => ongoing::next(scene, id).is_some(),
        (Page::Why, action) => matches!(action, Action::By | Action::NextPane | Action::PreviousPane),
        (Page::AiRecord(_) | Page::LiveCall(_), _) => false,
        (Page::Calls | Page::Ai, Action::Narrow) => true,
        (Page::Reports, Action::Narrow) => !sheets::facets_of(scene, page).is_empty(),
        (_, Action::Narrow) => false,
        (Page::Chat, Action::By | Action::NextPane | Action::PreviousPane) => chat_ways(scene.board).len() > 1,
        (Page::Reports, Action::By) | (Page::Ai, Action::By | Action::NextPane | Action::PreviousPane) => true,
        (
            Page::Calls
            | Page::Counted(Which::Figure(_) | Which::Row(..))
            | Page::StillLost
            | Page::LiveCalls
            | Page::Probe(_)
            | Page::Notes
            | Page::Timeline
            | Page::Sites,
            Action::NextPane | Action::PreviousPane,
        )
        | (_, Action::By) => false,
        (Page::Call(id), Action::NextPane | Action::PreviousPane) => has_legs(scene.board, id),
        (_, Action::NextPane | Action::PreviousPane) => true,
        (Page::Calls | Page::Call(_) | Page::Agent(_), Action::SaveRecording) => {
            !view.is_replay() && has_recording(scene, page)
        }
        (_, Action::SaveRecording) => false,
        // Both have one list, to which the keys go.
        (Page::Agent(id), Action::Filter | Action::Sort | Action::Reverse | Action::Columns | Action::Export) => {
            has_calls(scene.board, id)
        }
        (Page::Health, Action::Filter | Action::Sort | Action::Reverse | Action::Columns | Action::Export) => true,
        (Page::Agent(_), Action::Open) => {
            leads_on(scene, page).unwrap_or_else(|| ongoing::of_page(scene, page).is_some())
        }
        (Page::Call(_), Action::Open) => leads_on(scene, page) != Some(false),
        (_, Action::Open) => leads_on(scene, page).unwrap_or(false),
        _ => sheets::sheet_of(scene, page).is_some(),
    }
}

/// Whether there is a row to go to, or a page to scroll.
fn has_rows(scene: &Scene<'_>, page: &Page) -> bool {
    let view = scene.view;
    match (page, view.board().focus()) {
        (Page::Board, Pane::Table) => !scene.listing.is_empty(),
        (Page::Board, Pane::Alerts) => count_alerts(view) > 0,
        (Page::Board, Pane::Chat) => !view.board().chats().order().is_empty(),
        (Page::Board, _) => true,
        _ => sheets::sheet_of(scene, page).is_none_or(|sheet| sheets::chosen(scene, sheet.as_ref()).is_some()),
    }
}

/// Whether the chats that are chosen, or the first, are a voice agent's.
fn is_joined(scene: &Scene<'_>) -> bool {
    let chats = scene.view.board().chats();
    let chosen = |key: &str| {
        chats.order().iter().copied().find(|place| Chats::key_at(*place, scene.board).is_some_and(|known| known == key))
    };
    let place = scene.view.board().chosen_chat().map_or_else(|| chats.order().first().copied(), chosen);
    place.is_some_and(|place| chats.agent(place).is_some())
}

/// Whether the chosen row of the list that has the keys can be opened; `None` without a list.
fn leads_on(scene: &Scene<'_>, page: &Page) -> Option<bool> {
    let sheet = sheets::sheet_of(scene, page)?;
    let row = sheets::chosen(scene, sheet.as_ref());
    let skills = page == &Page::Chat && scene.view.tabs().chat.shown(scene.board) == Way::Skills;
    Some(row.is_some_and(|row| {
        skills || sheet.open(scene.language, row).is_some_and(|opens| !matches!(opens, Opens::Nothing(_)))
    }))
}

/// Whether the vendor names a recording of the call that is chosen or open.
fn has_recording(scene: &Scene<'_>, page: &Page) -> bool {
    let call = match page {
        Page::Call(id) => Some(id.clone()),
        _ => sheets::sheet_of(scene, page)
            .and_then(|sheet| Some(sheet.key(sheets::chosen(scene, sheet.as_ref())?).into_owned())),
    };
    call.is_some_and(|call| record(scene.board, &call).is_some_and(|call| call.recording.is_some()))
}
