//! The agents by team: who is in each, and what that comes to.
//!
//! A team is a department of the settings, or a skill group that a vendor tells of. An agent in several is counted in each
//! of them, so that the teams' counts may add up to more than there are agents: [`Teams::several`] says so.

use super::listing::Listing;
use crate::lang::clean::clean;
use crate::model::{Agent, Board, Level, Stamp, State};

/// The states in which an agent is at something, so that it is of interest for how long.
const ENGAGED: [State; 6] =
    [State::Ringing, State::Dialling, State::Talking, State::Holding, State::WrapUp, State::Busy];

/// Which team.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Team {
    /// A department of the settings, by its name.
    Department(String),
    /// A skill group of the chats, as the vendor calls it.
    Group(String),
    /// Those who are in no team.
    None,
}

impl Team {
    /// What it is called, cleaned; `None` for those who are in no team.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::Department(name) | Self::Group(name) => Some(clean(name).into_owned()),
            Self::None => None,
        }
    }

    /// A filter that exactly its agents pass.
    pub fn filter(&self) -> String {
        let quoted = |name: &str| clean(name).replace('"', "\\\"");
        match self {
            Self::Department(name) => format!("dept=\"{}\"", quoted(name)),
            Self::Group(name) => format!("group=\"{}\"", quoted(name)),
            Self::None => "dept=\"\" group=\"\"".to_owned(),
        }
    }
}

/// A team with those of its agents that are to be seen, and what is counted of them.
#[derive(Clone, Debug, PartialEq)]
pub struct TeamRow {
    /// Which.
    pub team: Team,
    /// The slots of its agents, in the order of the list.
    pub slots: Vec<usize>,
    /// How many of them are over the last limit of their state.
    pub over: u64,
    /// Who has been at something for longest, and for how long, in ms: not who is ready or away.
    pub longest: Option<(usize, i64)>,
    by_state: [u64; STATES],
    /// Answered, missed, dialled, connected; `None` as soon as one of them is unknown.
    sums: [Option<u64>; 4],
}

/// As many states are counted apart.
const STATES: usize = 10;

impl TeamRow {
    const fn new(team: Team) -> Self {
        Self { team, slots: Vec::new(), over: 0, longest: None, by_state: [0; STATES], sums: [Some(0); 4] }
    }

    /// How many of its agents are in `state`.
    pub fn count(&self, state: State) -> u64 {
        self.by_state.get(state.index()).copied().unwrap_or(0)
    }

    /// What its agents answered, missed, dialled and had connected today, added up; `None` where that is unknown of one of
    /// them, or it has none.
    pub fn sums(&self) -> [Option<u64>; 4] {
        if self.slots.is_empty() { [None; 4] } else { self.sums }
    }

    fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        std::iter::once(Line::Team(self)).chain(self.slots.iter().map(move |slot| Line::Agent(self, *slot)))
    }

    fn take(&mut self, slot: usize, agent: &Agent, elapsed: Option<i64>, level: Level) {
        self.slots.push(slot);
        let state = agent.state();
        if let Some(count) = self.by_state.get_mut(state.index()) {
            *count += 1;
        }
        self.over += u64::from(level == Level::Over);
        if let Some(elapsed) = elapsed.filter(|_| ENGAGED.contains(&state))
            && self.longest.is_none_or(|(_, longest)| elapsed > longest)
        {
            self.longest = Some((slot, elapsed));
        }
        let counters = [agent.answered, agent.missed, agent.dialled, agent.connected];
        for (sum, counter) in self.sums.iter_mut().zip(counters) {
            *sum = sum.zip(counter).map(|(sum, counter)| sum.saturating_add(counter));
        }
    }
}

/// What stands in a line of the agents by team.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Line<'a> {
    /// A team, with what is counted of it.
    Team(&'a TeamRow),
    /// One of its agents, by slot.
    Agent(&'a TeamRow, usize),
}

/// The agents to be seen, team by team.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Teams {
    rows: Vec<TeamRow>,
    several: usize,
}

impl Teams {
    /// Those of a list, in its order, as they are at a moment. Departments come first, then skill groups, each by name, then
    /// those in no team. A department without an agent is there as long as there is no filter.
    pub fn of(listing: &Listing, board: &Board, now: Stamp) -> Self {
        let (rules, memberships) = (listing.rules(), listing.memberships());
        let departments = rules.belonging.all_departments().iter().cloned().map(Team::Department);
        let groups = memberships.groups().iter().cloned().map(Team::Group);
        let mut rows: Vec<TeamRow> = departments.chain(groups).map(TeamRow::new).collect();
        let (mut none, mut several) = (TeamRow::new(Team::None), 0);
        for slot in listing.slots(0, listing.len()) {
            let Some(agent) = board.agent(slot) else { continue };
            let moment = rules.moment(agent, now, board.skew_ms());
            let teams = memberships.teams(slot);
            for at in teams {
                if let Some(row) = rows.get_mut(*at) {
                    row.take(slot, agent, moment.in_state_ms, moment.level);
                }
            }
            if teams.is_empty() {
                none.take(slot, agent, moment.in_state_ms, moment.level);
            }
            several += usize::from(teams.len() > 1);
        }
        rows.push(none);
        let all = rules.filter.is_empty();
        rows.retain(|row| !row.slots.is_empty() || all && matches!(row.team, Team::Department(_)));
        Self { rows, several }
    }

    /// The teams, in order.
    pub fn rows(&self) -> &[TeamRow] {
        &self.rows
    }

    /// How many agents are counted in more than one team.
    pub const fn several(&self) -> usize {
        self.several
    }

    /// How many lines there are: one a team, and one for each of its agents.
    pub fn len(&self) -> usize {
        self.rows.iter().map(|row| 1 + row.slots.len()).sum()
    }

    /// Whether there is no line.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines from `first` on.
    pub fn lines(&self, first: usize) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().flat_map(TeamRow::lines).skip(first)
    }

    /// Where a team's line stands, or that of one of its agents; with an agent who is not in that team, where the agent is
    /// first.
    pub fn position(&self, team: Option<&Team>, slot: Option<usize>) -> Option<usize> {
        let find = |wanted: &dyn Fn(&Line<'_>) -> bool| self.lines(0).position(|line| wanted(&line));
        let Some(slot) = slot else {
            let team = team?;
            return find(&|line| matches!(line, Line::Team(row) if row.team == *team));
        };
        let there = |line: &Line<'_>| matches!(line, Line::Agent(row, at) if *at == slot && Some(&row.team) == team);
        find(&there).or_else(|| find(&|line| matches!(line, Line::Agent(_, at) if *at == slot)))
    }
}

#[cfg(test)]
mod tests;
