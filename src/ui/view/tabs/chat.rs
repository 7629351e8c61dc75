//! Today's chats, agent by agent.

use crate::model::{Board, ChatBy, ChatDay, Lookup, Shelved, Want};
use crate::ui::action::Action;
use crate::ui::sheet::{List, ListId, SheetFilter};
use crate::ui::view::{Effect, Look, View};
use crate::ui::views;

/// What a row of the view stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Way {
    /// An agent.
    #[default]
    Agents,
    /// An agent in one of their skill groups.
    AgentsBySkill,
    /// A skill group.
    Skills,
}

impl Way {
    const fn next(self) -> Self {
        match self {
            Self::Agents => Self::AgentsBySkill,
            Self::AgentsBySkill => Self::Skills,
            Self::Skills => Self::Agents,
        }
    }

    /// How the vendor is asked to split the rows.
    pub(in crate::ui) const fn by(self) -> ChatBy {
        match self {
            Self::Agents => ChatBy::Department,
            Self::AgentsBySkill | Self::Skills => ChatBy::SkillGroup,
        }
    }

    /// In words, for the title.
    pub(in crate::ui) const fn title(self) -> &'static str {
        match self {
            Self::Agents => "a row an agent",
            Self::AgentsBySkill => "a row an agent and skill group",
            Self::Skills => "a row a skill group",
        }
    }

    /// The list that is drawn.
    pub(in crate::ui) const fn list(self) -> ListId {
        match self {
            Self::Agents => ListId::Chat(ChatBy::Department),
            Self::AgentsBySkill => ListId::Chat(ChatBy::SkillGroup),
            Self::Skills => ListId::ChatGroups,
        }
    }
}

/// What was chosen about chats.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ChatTab {
    pub(in crate::ui) way: Way,
    /// Whether the rows are those of a skill group that was opened.
    opened: bool,
}

/// Back to the skill groups, if one of them was opened. Whether it was.
pub(in crate::ui) fn close_group(view: &mut View) -> bool {
    let opened = std::mem::take(&mut view.tabs.chat.opened);
    if opened {
        view.tabs.chat.way = Way::Skills;
        view.set_list_filter(Way::AgentsBySkill.list(), SheetFilter::default());
    }
    opened
}

/// The day's chats split in a way: the board's own poll where it splits alike, else what was looked up.
pub(in crate::ui) fn day(board: &Board, way: Way) -> (Option<&ChatDay>, Option<&Shelved>) {
    let polled = board.chat().filter(|day| day.by.is_none_or(|by| by == way.by()));
    let entry = board.shelf().get(&Lookup::Chat(way.by()));
    match polled {
        Some(day) => (Some(day), None),
        None => (entry.and_then(Shelved::chat), entry),
    }
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    match action {
        Action::By => {
            view.tabs.chat.way = view.tabs.chat.way.next();
            view.tabs.chat.opened = false;
            view.list_mut(view.tabs.chat.way.list()).renew();
            Some(Effect::Redraw)
        }
        Action::Open if view.tabs.chat.way == Way::Skills => {
            let filter = {
                let scene = look.scene(view);
                let sheet = views::sheet(&scene)?;
                let fresh = List::default();
                let list = view.list(sheet.id()).unwrap_or(&fresh);
                let order = list.order(&scene, sheet.as_ref());
                let row = *order.get(list.position(sheet.as_ref(), &order)?)?;
                let name = sheet.key(row as usize).replace('"', "\\\"");
                format!("group=\"{name}\"")
            };
            view.tabs.chat.way = Way::AgentsBySkill;
            view.tabs.chat.opened = true;
            let filter = {
                let scene = look.scene(view);
                let columns = views::sheet(&scene).map(|sheet| sheet.columns().into_owned()).unwrap_or_default();
                SheetFilter::parse(&filter, &columns).unwrap_or_default()
            };
            view.list_mut(Way::AgentsBySkill.list()).renew();
            view.set_list_filter(Way::AgentsBySkill.list(), filter);
            Some(Effect::Redraw)
        }
        _ => None,
    }
}

pub(super) fn wants(view: &View, board: &Board, wants: &mut Vec<Want>) {
    let way = view.tabs().chat.way;
    // The poll comes by itself; until its first answer nobody knows how it splits, and some vendors split one way only.
    if board.chat().and_then(|day| day.by).is_some_and(|by| by != way.by()) {
        wants.push(Want::all(Lookup::Chat(way.by())));
    }
}

#[cfg(test)]
mod tests;
