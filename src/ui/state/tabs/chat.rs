//! Today's chats, agent by agent.

use crate::lists::{Filter, List, SheetFields};
use crate::model::{Board, ChatBy, ChatDay, Lookup, Phase, Shelved, Site, SourceId, Want};
use crate::ui::action::Action;
use crate::ui::state::sheets;
use crate::ui::state::{Effect, Look, View, Way};

/// The ways there are for what is configured, in the order of the key that goes through them.
pub(in crate::ui) fn ways(board: &Board) -> Vec<Way> {
    let sites: Vec<&Site> = board.sites().collect();
    let mut ways = Vec::new();
    if board.voices().len() > 1 {
        ways.push(Way::Together);
    }
    if sites.is_empty() || board.chat().is_some() || board.source(SourceId::Chat).phase != Phase::Off {
        ways.extend([Way::Agents, Way::AgentsBySkill, Way::Skills]);
    }
    for site in sites {
        let day = site.day.as_ref();
        let people = day.is_some_and(|day| !day.agents.is_empty());
        let trend = day.is_some_and(|day| day.trend.is_some());
        // A vendor without any of them is here all the same: to say that it has not answered.
        if day.is_some_and(|day| day.figures.is_some()) || !(people || trend) {
            ways.push(Way::Figures(site.tag));
        }
        if people {
            ways.push(Way::People(site.tag));
        }
        if trend {
            ways.push(Way::Trend(site.tag));
        }
    }
    ways
}

/// The way that is shown: the chosen one as long as there is such a way, else another of the same
/// vendor, else the first.
pub(in crate::ui) fn way(view: &View, board: &Board) -> Way {
    let ways = ways(board);
    let chosen = view.tabs.chat.way.and_then(|chosen| {
        let same = |way: &&Way| way.site().is_some() && way.site() == chosen.site();
        ways.iter().find(|way| **way == chosen).or_else(|| ways.iter().find(same)).copied()
    });
    chosen.or_else(|| ways.first().copied()).unwrap_or(Way::Agents)
}

/// What was chosen about chats.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ChatTab {
    way: Option<Way>,
    /// Which way the rows were opened from, if from another.
    opened: Option<Way>,
}

impl ChatTab {
    /// The chosen way; whether there is such a way is for [`way`] to say.
    pub(in crate::ui) const fn way(&self) -> Option<Way> {
        self.way
    }

    /// Chooses a way.
    pub(in crate::ui) const fn choose(&mut self, way: Option<Way>) {
        self.way = way;
    }
}

/// Shows what one vendor tells: the first of its ways.
pub(in crate::ui) fn show(view: &mut View, source: SourceId) {
    view.tabs.chat.way = Some(match source {
        SourceId::Site(tag) => Way::Figures(tag),
        SourceId::Agents | SourceId::Chat | SourceId::Ai | SourceId::Calls => Way::Agents,
    });
    view.tabs.chat.opened = Some(Way::Together);
}

/// Back to where the rows were opened from, if they were. Whether they were.
pub(in crate::ui) fn close(view: &mut View) -> bool {
    let Some(from) = view.tabs.chat.opened.take() else { return false };
    view.tabs.chat.way = Some(from);
    if from == Way::Skills {
        view.set_list_filter(Way::AgentsBySkill.list(), Filter::default());
    }
    true
}

/// The day's chats split in a way: the board's own poll where it splits alike, else what was looked up.
pub(in crate::ui) fn day(board: &Board, split: ChatBy) -> (Option<&ChatDay>, Option<&Shelved>) {
    let polled = board.chat().filter(|day| day.by.is_none_or(|by| by == split));
    let entry = board.shelf().get(&Lookup::Chat(split));
    match polled {
        Some(day) => (Some(day), None),
        None => (entry.and_then(Shelved::chat), entry),
    }
}

/// Shows the chats split this way.
pub(in crate::ui) fn choose(view: &mut View, way: Way) -> Effect {
    view.tabs.chat.way = Some(way);
    view.tabs.chat.opened = None;
    view.list_mut(way.list()).renew();
    Effect::Redraw
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    match action {
        Action::By | Action::NextPane | Action::PreviousPane => {
            let (ways, now) = (ways(look.board), way(view, look.board));
            if ways.len() < 2 {
                return Some(Effect::None);
            }
            let step = if action == Action::PreviousPane { ways.len() - 1 } else { 1 };
            let at = ways.iter().position(|way| *way == now).map_or(0, |at| (at + step) % ways.len());
            Some(choose(view, ways.get(at).copied().unwrap_or(now)))
        }
        Action::Open if way(view, look.board) == Way::Skills => {
            let filter = {
                let scene = look.scene(view);
                let sheet = sheets::sheet(&scene)?;
                let fresh = List::default();
                let list = view.list(sheet.id()).unwrap_or(&fresh);
                let order = list.order(&scene, sheet.as_ref());
                let row = *order.get(list.position(sheet.as_ref(), &order)?)?;
                let name = sheet.key(row as usize).replace('"', "\\\"");
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

pub(super) fn wants(view: &View, board: &Board, wants: &mut Vec<Want>) {
    let Some(split) = way(view, board).by() else { return };
    // The poll comes by itself; until its first answer it is not known how it splits, and some vendors split one way only.
    if board.chat().and_then(|day| day.by).is_some_and(|by| by != split) {
        wants.push(Want::all(Lookup::Chat(split)));
    }
}

#[cfg(test)]
mod tests;
