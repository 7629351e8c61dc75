//! How the machinery stands, as far as the feed knows it.

use tokio::time::Instant;

use super::apis::Apis;
use crate::feed::report::wall;
use crate::model::{BudgetHealth, ChatBy, Clock, Day, Health, Lookup, Stamp};
use crate::platforms::{CallsApi, SessionsApi};

/// What was counted since start.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) answered: u64,
    pub(super) failed: u64,
    pub(super) bytes: u64,
}

/// The present state; `asking`: what waits for an answer, in words.
pub(super) fn now<C: CallsApi, O: SessionsApi>(
    apis: &Apis<C, O>,
    asking: Vec<String>,
    tally: Tally,
    clock: &Clock,
) -> Health {
    let calls = apis.calls.as_ref().and_then(|api| api.calls_token());
    let agent = apis.calls.as_ref().and_then(|api| api.calls_agent_token());
    let sessions = apis.sessions.as_ref().and_then(|api| api.sessions_token());
    let budgets = apis.budgets.iter().map(|(section, budget)| {
        let view = budget.view();
        let count = |count: usize| count as u64;
        let at = Instant::now();
        BudgetHealth {
            section: (*section).to_owned(),
            used: count(view.used),
            limit: count(view.limit),
            queued: view.queued.map(count),
            paused_until: view.paused_for.map(|pause| whole_seconds(wall(clock, at + pause, at))),
            unshared: view.unshared,
        }
    });
    Health {
        tokens: calls.into_iter().chain(agent).chain(sessions).collect(),
        budgets: budgets.collect(),
        asking,
        answered: tally.answered,
        failed: tally.failed,
        bytes: tally.bytes,
    }
}

/// The same moment computed twice differs by a little: that is no news.
const fn whole_seconds(at: Stamp) -> Stamp {
    Stamp((at.ms() + 500).div_euclid(1_000) * 1_000)
}

/// A question in words, without a customer's number.
pub(super) fn words(lookup: &Lookup) -> String {
    match lookup {
        Lookup::Calls(asked) if *asked == crate::model::CallsAsked::default() => "calls".to_owned(),
        Lookup::Calls(_) => "calls, filtered".to_owned(),
        Lookup::Call(_) => "one call".to_owned(),
        Lookup::History(_) => "an agent's day".to_owned(),
        Lookup::Report(asked) => {
            let whose = if asked.agent.is_some() { ", one agent" } else { "" };
            let day = match asked.day {
                Day::Today => "today",
                Day::Yesterday => "yesterday",
                Day::WeekAgo => "a week ago",
            };
            format!("report: {}, {day}{whose}", asked.of.title())
        }
        Lookup::Chat(ChatBy::Department) => "chats by agent".to_owned(),
        Lookup::Chat(ChatBy::SkillGroup) => "chats by skill group".to_owned(),
        Lookup::AiRecords(asked) if asked.0.is_empty() => "AI sessions".to_owned(),
        Lookup::AiRecords(_) => "AI sessions, filtered".to_owned(),
        Lookup::AiFunnel(asked) if asked.0.is_empty() => "AI funnel".to_owned(),
        Lookup::AiFunnel(_) => "AI funnel, filtered".to_owned(),
        Lookup::AiChoices => "names of AI robots, channels and labels".to_owned(),
        Lookup::Health => "health".to_owned(),
    }
}
