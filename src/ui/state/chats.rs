//! Which voice agent each chat row belongs to, and the rows' order: found once a poll, not once a frame.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::lang::Language;
use crate::lists::Opens;
use crate::model::join::holders;
use crate::model::{AgentId, Board, ChatAgent, Join, JoinHow, Stamp, Tag, sort};

/// The chat rows of all vendors in order of their number of chats, with the agents they belong to.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Chats {
    ids: BTreeMap<String, String>,
    made_for: Vec<(Option<Tag>, u64, Stamp, usize)>,
    order: Vec<Place>,
    agents: HashMap<Option<Tag>, Vec<Option<(AgentId, JoinHow)>>>,
}

/// Where a row stands: with which other vendor (`None`: among the board's own chats), and in which place there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::ui) struct Place {
    pub(in crate::ui) platform: Option<Tag>,
    pub(in crate::ui) index: usize,
}

impl Place {
    /// The row that stands there.
    pub(in crate::ui) fn row(self, board: &Board) -> Option<&ChatAgent> {
        rows(board, self.platform)?.get(self.index).map(Arc::as_ref)
    }
}

/// The rows of a vendor.
fn rows(board: &Board, platform: Option<Tag>) -> Option<&[Arc<ChatAgent>]> {
    match platform {
        None => board.chat().map(|day| day.rows.as_slice()),
        Some(tag) => {
            let platform = board.platforms().find(|platform| platform.tag == tag)?;
            platform.day.as_ref().map(|day| day.agents.as_slice())
        }
    }
}

impl Chats {
    pub(super) fn new(ids: BTreeMap<String, String>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// The rows of all, most chats first.
    pub(in crate::ui) fn order(&self) -> &[Place] {
        &self.order
    }

    /// Whose chats the row at `place` counts.
    pub(in crate::ui) fn agent(&self, place: Place) -> Option<(&AgentId, JoinHow)> {
        self.agents.get(&place.platform)?.get(place.index)?.as_ref().map(|(id, how)| (id, *how))
    }

    /// Whose chats row `index` of the board's own counts.
    pub(in crate::ui) fn own(&self, index: usize) -> Option<(&AgentId, JoinHow)> {
        self.agent(Place { platform: None, index })
    }

    /// Whose chats the rows of a vendor count (`None`: the board's own), row by row.
    pub(in crate::ui) fn holders(&self, platform: Option<Tag>) -> &[Option<(AgentId, JoinHow)>] {
        self.agents.get(&platform).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of a vendor (`None`: the board's own) that count this agent's chats.
    pub(in crate::ui) fn of(&self, platform: Option<Tag>, id: &AgentId) -> Option<Join> {
        Join::of(self.agents.get(&platform)?, id)
    }

    /// A row's identity: one person may have a row for each skill group.
    pub(in crate::ui) fn key(row: &ChatAgent) -> String {
        [row.id.as_str(), "/", row.group.as_deref().unwrap_or_default()].concat()
    }

    /// A row's identity among those of all vendors.
    pub(in crate::ui) fn key_at(place: Place, board: &Board) -> Option<String> {
        let key = Self::key(place.row(board)?);
        Some(match place.platform {
            Some(tag) => format!("{}:{key}", tag.as_str()),
            None => key,
        })
    }

    /// The skill groups in which each voice agent has chats.
    pub(super) fn groups(&self, board: &Board) -> HashMap<AgentId, BTreeSet<String>> {
        let mut groups: HashMap<AgentId, BTreeSet<String>> = HashMap::new();
        for place in &self.order {
            let group = place.row(board).and_then(|row| row.group.as_deref()).map(str::trim);
            if let (Some((id, _)), Some(group)) = (self.agent(*place), group.filter(|group| !group.is_empty())) {
                groups.entry(id.clone()).or_default().insert(group.to_owned());
            }
        }
        groups
    }

    /// Takes note of the rows that have come; whether any have.
    pub(super) fn refresh(&mut self, board: &Board) -> bool {
        let generation = board.generation();
        let own = board.chat().map(|day| (None, generation, day.as_of, day.rows.len()));
        let platforms = board.platforms().filter_map(|platform| {
            let day = platform.day.as_ref()?;
            Some((Some(platform.tag), generation, day.as_of, day.agents.len()))
        });
        let key: Vec<_> = own.into_iter().chain(platforms).collect();
        if key == self.made_for {
            return false;
        }
        self.order.clear();
        self.agents.clear();
        for (platform, ..) in &key {
            let Some(rows) = rows(board, *platform) else { continue };
            self.order.extend((0..rows.len()).map(|index| Place { platform: *platform, index }));
            self.agents.insert(*platform, holders(board.agents(), rows, &self.ids));
        }
        self.made_for = key;
        sort::by(&mut self.order, |a, b| {
            let (a, b) = (a.row(board), b.row(board));
            let chats = |row: Option<&ChatAgent>| row.and_then(|row| row.chats);
            let name = |row: Option<&ChatAgent>| row.and_then(|row| row.name.clone());
            chats(b).cmp(&chats(a)).then_with(|| name(a).cmp(&name(b)))
        });
        true
    }
}

/// How the row's person was found among the agents.
pub(in crate::ui) const fn how(how: JoinHow) -> &'static str {
    match how {
        JoinHow::Id => mark!("same id"),
        JoinHow::Settings => mark!("by settings"),
        JoinHow::Name => mark!("same name"),
    }
}

/// What is behind a row of chats: the voice agent whose they are.
pub(super) fn opens(language: Language, agents: &[Option<(AgentId, JoinHow)>], row: usize) -> Option<Opens> {
    Some(match agents.get(row)? {
        Some((id, _)) => Opens::Agent(id.clone()),
        None => Opens::Nothing(
            tr!(language, "this person's chats are not joined to a voice agent: no id or unique name matches")
                .to_owned(),
        ),
    })
}
