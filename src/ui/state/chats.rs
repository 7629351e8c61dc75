//! Which voice agent each chat row belongs to, and the rows' order: found once a poll, not once a frame.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use foldhash::fast::FixedState;
use litemap::LiteMap;

use crate::lang::Language;
use crate::lists::Opens;
use crate::model::join::holders;
use crate::model::{AgentId, Board, ChatAgent, Join, JoinHow, Stamp, Tag, sort};

/// The chat rows of all vendors in order of their number of chats, with the agents they belong to.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Chats {
    ids: LiteMap<String, String>,
    made_for: Vec<(Option<Tag>, u64, Stamp, usize)>,
    /// A print of what agents are called, and of which names that is.
    called: Option<((u64, u64), u64)>,
    /// A print of all that says who belongs to whom.
    joined: Option<u64>,
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
    pub(super) fn new(ids: LiteMap<String, String>) -> Self {
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

    /// Takes note of the rows that have come; whether they may belong to others than before, or be in other groups.
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
        let joined = Some(self.print(board, &key));
        let other = self.joined != joined;
        if other {
            self.agents.clear();
        }
        // Each with what it stands by: to look for that in the rows at each comparison would take most of the time.
        let mut order: Vec<(Option<u64>, Option<&str>, Place)> = Vec::with_capacity(self.order.len());
        for (platform, ..) in &key {
            let Some(rows) = rows(board, *platform) else { continue };
            let place = |index| Place { platform: *platform, index };
            order.extend(rows.iter().enumerate().map(|(at, row)| (row.chats, row.name.as_deref(), place(at))));
            if other {
                self.agents.insert(*platform, holders(board.agents(), rows, &self.ids));
            }
        }
        self.made_for = key;
        self.joined = joined;
        sort::by(&mut order, |(a_chats, a_name, _), (b_chats, b_name, _)| {
            b_chats.cmp(a_chats).then_with(|| a_name.cmp(b_name))
        });
        self.order.clear();
        self.order.extend(order.into_iter().map(|(.., place)| place));
        other
    }

    /// A print of what says who belongs to whom, and who is in which group: most answers change figures alone.
    fn print(&mut self, board: &Board, of: &[(Option<Tag>, u64, Stamp, usize)]) -> u64 {
        let known = self.called.filter(|(names, _)| *names == board.names());
        let (_, called) = *self.called.insert(known.unwrap_or_else(|| (board.names(), called(board))));
        print(board, of, called)
    }
}

/// A print of what agents are called: all of ten thousand are fetched from the memory for it.
fn called(board: &Board) -> u64 {
    let mut print = FixedState::default().build_hasher();
    for agent in board.agents() {
        (agent.id.as_str(), agent.number.as_deref(), agent.name.as_deref()).hash(&mut print);
    }
    print.finish()
}

fn print(board: &Board, of: &[(Option<Tag>, u64, Stamp, usize)], called: u64) -> u64 {
    let mut print = FixedState::default().build_hasher();
    called.hash(&mut print);
    for (platform, ..) in of {
        let rows = rows(board, *platform).unwrap_or_default();
        (platform.as_ref().map(Tag::as_str), rows.len()).hash(&mut print);
        for row in rows {
            (row.id.as_str(), row.name.as_deref(), row.group.as_deref()).hash(&mut print);
        }
    }
    print.finish()
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
