//! Which voice agent each chat row belongs to, and the rows' order: found once a poll, not once a frame.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::model::{AgentId, Board, ChatAgent, JoinHow, Stamp, Tag};

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
    pub(in crate::ui) site: Option<Tag>,
    pub(in crate::ui) index: usize,
}

impl Place {
    /// The row that stands there.
    pub(in crate::ui) fn row(self, board: &Board) -> Option<&ChatAgent> {
        rows(board, self.site)?.get(self.index).map(Arc::as_ref)
    }
}

/// The rows of a vendor.
fn rows(board: &Board, site: Option<Tag>) -> Option<&[Arc<ChatAgent>]> {
    match site {
        None => board.chat().map(|day| day.rows.as_slice()),
        Some(tag) => {
            let site = board.sites().find(|site| site.tag == tag)?;
            site.day.as_ref().map(|day| day.agents.as_slice())
        }
    }
}

impl Chats {
    pub(super) fn new(ids: BTreeMap<String, String>) -> Self {
        Self { ids, ..Self::default() }
    }

    /// The settings' map: agent id or number → chat id.
    pub(in crate::ui) const fn ids(&self) -> &BTreeMap<String, String> {
        &self.ids
    }

    /// Everybody's rows, most chats first.
    pub(in crate::ui) fn order(&self) -> &[Place] {
        &self.order
    }

    /// Whose chats the row at `place` counts.
    pub(in crate::ui) fn agent(&self, place: Place) -> Option<(&AgentId, JoinHow)> {
        self.agents.get(&place.site)?.get(place.index)?.as_ref().map(|(id, how)| (id, *how))
    }

    /// Whose chats row `index` of the board's own counts.
    pub(in crate::ui) fn own(&self, index: usize) -> Option<(&AgentId, JoinHow)> {
        self.agent(Place { site: None, index })
    }

    /// A row's identity: one person may have a row for each skill group.
    pub(in crate::ui) fn key(row: &ChatAgent) -> String {
        format!("{}/{}", row.id, row.group.as_deref().unwrap_or_default())
    }

    /// A row's identity among those of all vendors.
    pub(in crate::ui) fn key_at(place: Place, board: &Board) -> Option<String> {
        let key = Self::key(place.row(board)?);
        Some(place.site.map_or_else(|| key.clone(), |tag| format!("{}:{key}", tag.as_str())))
    }

    pub(super) fn refresh(&mut self, board: &Board) {
        let generation = board.generation();
        let own = board.chat().map(|day| (None, generation, day.as_of, day.rows.len()));
        let sites = board.sites().filter_map(|site| {
            let day = site.day.as_ref()?;
            Some((Some(site.tag), generation, day.as_of, day.agents.len()))
        });
        let key: Vec<_> = own.into_iter().chain(sites).collect();
        if key == self.made_for {
            return;
        }
        self.order.clear();
        self.agents.clear();
        for (site, ..) in &key {
            let Some(rows) = rows(board, *site) else { continue };
            self.order.extend((0..rows.len()).map(|index| Place { site: *site, index }));
            self.agents.insert(*site, self.find_agents(board, rows));
        }
        self.made_for = key;
        self.order.sort_by(|a, b| {
            let (a, b) = (a.row(board), b.row(board));
            let chats = |row: Option<&ChatAgent>| row.and_then(|row| row.chats);
            let name = |row: Option<&ChatAgent>| row.and_then(|row| row.name.clone());
            chats(b).cmp(&chats(a)).then_with(|| name(a).cmp(&name(b)))
        });
    }

    /// The same rules as [`crate::model::join::chat_rows`], for all rows at once: by id, else by the settings, else
    /// by a name that is unique on both sides.
    fn find_agents(&self, board: &Board, rows: &[Arc<ChatAgent>]) -> Vec<Option<(AgentId, JoinHow)>> {
        let chat_ids: HashSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
        let mut by_name: HashMap<&str, (usize, usize)> = HashMap::new();
        let mut by_map: HashMap<&str, usize> = HashMap::new();
        for (slot, agent) in board.agents().iter().enumerate() {
            if let Some(name) = named(agent.name.as_deref()) {
                by_name.entry(name).or_insert((slot, 0)).1 += 1;
            }
            let mapped =
                self.ids.get(agent.id.as_str()).or_else(|| agent.number.as_deref().and_then(|no| self.ids.get(no)));
            if let Some(id) = mapped.filter(|_| !chat_ids.contains(agent.id.as_str())) {
                by_map.insert(id.as_str(), slot);
            }
        }
        let mut people: HashMap<&str, HashSet<&str>> = HashMap::new();
        for row in rows {
            if let Some(name) = named(row.name.as_deref()) {
                people.entry(name).or_default().insert(row.id.as_str());
            }
        }
        let find = |row: &ChatAgent| -> Option<(usize, JoinHow)> {
            if let Some(slot) = board.slot(&row.id) {
                return Some((slot, JoinHow::Id));
            }
            if let Some(slot) = by_map.get(row.id.as_str()) {
                return Some((*slot, JoinHow::Settings));
            }
            let name = named(row.name.as_deref())?;
            let (slot, namesakes) = *by_name.get(name)?;
            let agent = board.agent(slot)?;
            let own = chat_ids.contains(agent.id.as_str());
            let mapped = self.ids.contains_key(agent.id.as_str())
                || agent.number.as_deref().is_some_and(|number| self.ids.contains_key(number));
            let unique = namesakes == 1 && people.get(name).is_some_and(|ids| ids.len() == 1);
            (unique && !own && !mapped).then_some((slot, JoinHow::Name))
        };
        rows.iter()
            .map(|row| find(row).and_then(|(slot, how)| board.agent(slot).map(|agent| (agent.id.clone(), how))))
            .collect()
    }
}

fn named(name: Option<&str>) -> Option<&str> {
    name.map(str::trim).filter(|name| !name.is_empty())
}
