//! What keys do to today's chats, and what they need looked up.

use crate::lists::{Filter, SheetFields};
use crate::model::{Board, Lookup, SourceId, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, Look, View, Way, chat_ways, sheets};

/// Shows what one vendor tells: the first of its ways.
pub(in crate::ui::state) fn show(view: &mut View, source: SourceId) {
    view.tabs.chat.way = Some(match source {
        SourceId::Platform(tag) => Way::Figures(tag),
        SourceId::Agents | SourceId::Chat | SourceId::Ai | SourceId::Calls | SourceId::Push | SourceId::Probe => {
            Way::Agents
        }
    });
    view.tabs.chat.opened = Some(Way::Together);
}

/// Back to where the rows were opened from, if they were. Whether they were.
pub(in crate::ui::state) fn close(view: &mut View) -> bool {
    let Some(from) = view.tabs.chat.opened.take() else { return false };
    view.tabs.chat.way = Some(from);
    if from == Way::Skills {
        view.set_list_filter(Way::AgentsBySkill.list(), Filter::default());
    }
    true
}

/// Shows the chats split this way.
pub(in crate::ui::state) fn choose(view: &mut View, way: Way) -> Effect {
    view.tabs.chat.way = Some(way);
    view.tabs.chat.opened = None;
    view.list_mut(way.list()).renew();
    Effect::Redraw
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    match action {
        Action::By | Action::NextPane | Action::PreviousPane => {
            let (ways, now) = (chat_ways(look.board), view.tabs.chat.shown(look.board));
            if ways.len() < 2 {
                return Some(Effect::None);
            }
            let step = if action == Action::PreviousPane { ways.len() - 1 } else { 1 };
            let at = ways.iter().position(|way| *way == now).map_or(0, |at| (at + step) % ways.len());
            Some(choose(view, ways.get(at).copied().unwrap_or(now)))
        }
        Action::Open if view.tabs.chat.shown(look.board) == Way::Skills => {
            let filter = {
                let scene = look.scene(view);
                let sheet = sheets::sheet(&scene)?;
                let name = sheet.key(sheets::chosen(&scene, sheet.as_ref())?).replace('"', "\\\"");
                format!("group=\"{name}\"")
            };
            view.tabs.chat.way = Some(Way::AgentsBySkill);
            view.tabs.chat.opened = Some(Way::Skills);
            let filter = {
                let scene = look.scene(view);
                let columns = sheets::sheet(&scene).map(|sheet| sheet.columns().into_owned()).unwrap_or_default();
                let fields = SheetFields { language: view.language(), sheet: None, columns: &columns };
                Filter::parse(&filter, &fields).unwrap_or_default()
            };
            view.list_mut(Way::AgentsBySkill.list()).renew();
            view.set_list_filter(Way::AgentsBySkill.list(), filter);
            Some(Effect::Redraw)
        }
        _ => None,
    }
}

pub(in crate::ui::state) fn wants(view: &View, board: &Board, wants: &mut Vec<Want>) {
    let Some(split) = view.tabs.chat.shown(board).by() else { return };
    // The poll comes by itself; until its first answer it is not known how it splits, and some vendors split one way only.
    if board.chat().and_then(|day| day.by).is_some_and(|by| by != split) {
        wants.push(Want::all(Lookup::Chat(split)));
    }
}

#[cfg(test)]
mod tests;
