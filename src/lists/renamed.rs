//! What columns were called once: what was kept, or learned, under these names still holds.

use super::sheet::ListId;

/// Of the agents.
const AGENTS: &[(&str, &str)] =
    &[("answered", "agent_answers"), ("missed", "agent_misses"), ("missed-share", "agent_misses_percent")];

/// Of the figures of today's calls.
const CALLS_BY: &[(&str, &str)] = &[("talk", "handle_time")];

/// The columns of a list that have another name now: what they were called, and what they are called.
pub const fn renamed(id: ListId) -> &'static [(&'static str, &'static str)] {
    match id {
        ListId::Agents => AGENTS,
        ListId::CallsBy(_) => CALLS_BY,
        _ => &[],
    }
}

/// What the column of a list with this key is called now.
pub fn current(id: ListId, key: &str) -> &str {
    renamed(id).iter().find(|(before, _)| *before == key).map_or(key, |(_, now)| *now)
}
