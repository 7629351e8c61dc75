//! An agent as one person: how chats and sessions of robots were joined to the agent of the voice platform, and the day beside
//! that of the team. Nothing here is guessed: what cannot be joined, or has too few to compare with, says so.

use std::collections::HashMap;

use crate::lists::{Value, who};
use crate::model::join::is_unsure;
use crate::model::{
    Agent, AgentId, CallRecord, Cell, ChatAgent, Day, Join, JoinHow, Ledger, LedgerCall, Lookup, MetricRow,
    ReportAsked, ReportOf, Role, Shelved, State, Tag, Tally, sort,
};
use crate::ui::state::chats::Chats;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::agent_calls::entry;

/// Of fewer there is no median.
pub(in crate::ui) const LEAST: usize = 5;

/// How one platform's chats were joined.
pub(in crate::ui) struct Joined {
    /// Which; `None` is the board's own.
    pub(in crate::ui) platform: Option<Tag>,
    /// How, and how many chats that makes.
    pub(in crate::ui) how: Option<(JoinHow, Option<u64>)>,
    /// Where they are not: whether the agent's name is there all the same, and more than once.
    pub(in crate::ui) unsure: bool,
}

/// What each platform's chats were joined by.
pub(in crate::ui) fn joins(scene: &Scene<'_>, agent: &Agent) -> Vec<Joined> {
    let chats = scene.view.board().chats();
    let joined = |platform: Option<Tag>, rows: &[std::sync::Arc<ChatAgent>]| {
        let how = chats.of(platform, &agent.id).map(|Join { how, rows: own }| {
            let counts = own.iter().filter_map(|at| rows.get(*at)).map(|row| row.chats);
            (how, counts.flatten().reduce(u64::saturating_add))
        });
        let unsure = how.is_none() && is_unsure(chats.holders(platform), rows, agent);
        Joined { platform, how, unsure }
    };
    let own = scene.board.chat().map(|day| joined(None, &day.rows));
    let others = scene.board.platforms().filter_map(|platform| {
        let rows = &platform.day.as_ref()?.agents;
        // A platform that tells of no agents has nothing to say of this one.
        (!rows.is_empty()).then(|| joined(Some(platform.tag), rows))
    });
    own.into_iter().chain(others).collect()
}

/// How many calls each agent took over from a bot, by the calls' ids; `None` where callbacks do not tell.
pub(in crate::ui) fn taken_over(scene: &Scene<'_>) -> Option<HashMap<AgentId, u64>> {
    let board = scene.board;
    if !board.listens() && board.live().bots().next().is_none() {
        return None;
    }
    let mut taken: HashMap<AgentId, u64> = HashMap::new();
    for talk in board.live().bots().filter(|talk| talk.to_agent == Some(true)) {
        let call = board.ledger().and_then(|ledger| ledger.call(&talk.call));
        let had = call.and_then(|call| call.first.as_deref().or(call.agent.as_deref()));
        if let Some(id) = had.and_then(|person| who(board, person)) {
            *taken.entry(id).or_default() += 1;
        }
    }
    Some(taken)
}

/// Today's calls of an agent, newest first: as they were looked up, else as the records of the day have them.
pub(in crate::ui) fn calls(scene: &Scene<'_>, agent: &Agent) -> Vec<CallRecord> {
    if let Some(rows) = entry(scene, &agent.id).and_then(Shelved::calls) {
        let mut calls = rows.rows.clone();
        sort::by_key(&mut calls, |call| std::cmp::Reverse(call.started));
        return calls;
    }
    let ledger = scene.board.ledger();
    ledger.map(|ledger| ledger.of_agent(agent).into_iter().map(LedgerCall::record).collect()).unwrap_or_default()
}

/// One figure of an agent beside the same of the team.
pub(in crate::ui) struct Figure {
    /// What it is called, to be translated.
    pub(in crate::ui) name: &'static str,
    /// The agent's.
    pub(in crate::ui) own: Value<'static>,
    /// The median of the team; nothing below [`LEAST`].
    pub(in crate::ui) median: Value<'static>,
    /// Of how many.
    pub(in crate::ui) of: usize,
}

/// An agent's day beside that of the team.
pub(in crate::ui) struct Beside {
    /// What the team is called; `None`: all agents.
    pub(in crate::ui) team: Option<String>,
    /// What is known of any of them.
    pub(in crate::ui) figures: Vec<Figure>,
    /// Whether the times of the team are known.
    pub(in crate::ui) has_times: bool,
}

/// Those whom an agent is compared with: the first department that the agent is in, else the first skill group, else all.
fn team<'a>(scene: &'a Scene<'_>, agent: &Agent) -> (Option<String>, Vec<&'a Agent>) {
    let belonging = &scene.listing.rules().belonging;
    let agents = scene.board.agents().iter();
    if let Some(name) = belonging.departments(agent).first().map(|name| (*name).to_owned()) {
        let own = agents.filter(|other| belonging.departments(other).contains(&name.as_str())).collect();
        return (Some(name), own);
    }
    if let Some(name) = belonging.groups(agent).next().map(str::to_owned) {
        let own = agents.filter(|other| belonging.groups(other).any(|group| group == name)).collect();
        return (Some(name), own);
    }
    (None, agents.collect())
}

/// Whether an agent is at work today, as far as the stream tells: logged in, or with a call counted.
fn is_at_work(agent: &Agent) -> bool {
    let counters = [agent.answered, agent.missed, agent.dialled, agent.connected];
    agent.state() != State::Offline || counters.into_iter().flatten().any(|count| count > 0)
}

/// The middle of `values`; nothing below [`LEAST`].
fn median(mut values: Vec<f64>) -> Option<f64> {
    if values.len() < LEAST {
        return None;
    }
    sort::by(&mut values, f64::total_cmp);
    let upper = values.get(values.len() / 2)?;
    let lower = values.get((values.len() - 1) / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// Average handle time in ms: time talked with customers, inbound and outbound, and in after-call work, for each call that was
/// answered or connected.
pub(in crate::ui) fn handle_ms(role: impl Fn(Role) -> Option<f64>) -> Option<f64> {
    let sum = |one: Option<f64>, other: Option<f64>| match (one, other) {
        (None, None) => None,
        (one, other) => Some(one.unwrap_or(0.0) + other.unwrap_or(0.0)),
    };
    let talked = sum(role(Role::TalkInbound), role(Role::TalkOutbound));
    let talked = talked.or_else(|| role(Role::Talking))?;
    let calls = sum(role(Role::Answered), role(Role::Connected))?;
    let handled = talked + role(Role::WrapUp)?;
    (calls > 0.0).then(|| handled / calls)
}

/// Where a report has which figure, and its rows by agent.
type Report<'a> = (HashMap<Role, usize>, HashMap<&'a AgentId, &'a MetricRow>);

/// The reports on all agents, as far as they were looked up.
struct Reports<'a>(Vec<Report<'a>>);

impl<'a> Reports<'a> {
    fn of(scene: &Scene<'a>) -> Self {
        let of = [ReportOf::AgentsWork, ReportOf::AgentsInbound, ReportOf::AgentsOutbound];
        let lookups = of.map(|of| Lookup::Report(ReportAsked { of, day: Day::Today, agent: None }));
        let tables = lookups.iter().filter_map(|lookup| scene.board.shelf().get(lookup)?.report());
        let indexed = tables.map(|table| {
            let roles = table.metrics.iter().enumerate().filter_map(|(at, metric)| Some((metric.role?, at)));
            let rows = table.rows.iter().filter_map(|row| Some((row.agent.as_ref()?, row)));
            (roles.collect(), rows.collect())
        });
        Self(indexed.collect())
    }

    fn role(&self, id: &AgentId, role: Role) -> Option<f64> {
        self.0.iter().find_map(|(roles, rows)| rows.get(id)?.cells.get(*roles.get(&role)?).and_then(Cell::number))
    }
}

/// Today's chats by agent, of all platforms.
fn chats_by_agent<'a>(scene: &'a Scene<'_>, chats: &'a Chats) -> HashMap<&'a AgentId, u64> {
    let mut by_agent: HashMap<&AgentId, u64> = HashMap::new();
    for place in chats.order() {
        let counted = place.row(scene.board).and_then(|row| row.chats);
        if let (Some((id, _)), Some(count)) = (chats.agent(*place), counted) {
            *by_agent.entry(id).or_default() += count;
        }
    }
    by_agent
}

/// An agent's day beside the team's.
pub(in crate::ui) fn beside(scene: &Scene<'_>, agent: &Agent) -> Beside {
    let (team, members) = team(scene, agent);
    let members: Vec<&Agent> = members.into_iter().filter(|member| is_at_work(member)).collect();
    let ledger = scene.board.ledger().filter(|ledger| ledger.extent().whole);
    let answerers: HashMap<&str, &Tally> =
        ledger.into_iter().flat_map(Ledger::by_answerer).map(|(id, tally)| (id.as_str(), tally)).collect();
    let talk = |member: &Agent| {
        let number = member.number.as_deref().map(str::trim).unwrap_or_default();
        let tally = answerers.get(member.id.as_str()).or_else(|| answerers.get(number))?;
        (tally.talked > 0).then(|| tally.talk_ms as f64 / tally.talked as f64)
    };
    let reports = Reports::of(scene);
    let chats = chats_by_agent(scene, scene.view.board().chats());
    let taken = taken_over(scene);
    let count = |count: Option<u64>| count.map(|count| count as f64);
    let mut figures = Vec::new();
    let mut figure = |name, unit: fn(f64) -> Value<'static>, of: &dyn Fn(&Agent) -> Option<f64>| {
        let values: Vec<f64> = members.iter().filter_map(|member| of(member)).collect();
        let (own, known) = (of(agent), values.len());
        if own.is_some() || known > 0 {
            let value = |number: Option<f64>| number.map_or(Value::None, unit);
            figures.push(Figure { name, own: value(own), median: value(median(values)), of: known });
        }
    };
    figure(mark!("agent answers"), Value::Count, &|member| count(member.answered));
    figure(mark!("agent misses"), Value::Count, &|member| count(member.missed));
    figure(mark!("connected"), Value::Count, &|member| count(member.connected));
    figure(mark!("average talk"), Value::Millis, &talk);
    figure(mark!("average handle time"), Value::Millis, &|member| handle_ms(|role| reports.role(&member.id, role)));
    for (name, role) in [
        (mark!("ready"), Role::Ready),
        (mark!("in calls"), Role::InCall),
        (mark!("after-call work"), Role::WrapUp),
        (mark!("busy"), Role::Busy),
    ] {
        figure(name, Value::Millis, &|member| reports.role(&member.id, role));
    }
    figure(mark!("chats"), Value::Count, &|member| count(chats.get(&member.id).copied()));
    figure(mark!("taken over from bots"), Value::Count, &|member| {
        taken.as_ref().map(|taken| taken.get(&member.id).copied().unwrap_or(0) as f64)
    });
    Beside { team, figures, has_times: !reports.0.is_empty() }
}

#[cfg(test)]
mod tests;
