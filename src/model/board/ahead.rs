//! What the next messages are about, brought to the processor before they are applied.
//!
//! A message waits for the memory some five times: for where the index has its agent, for the agent, for what is kept beside
//! the agent, one after the other. Of several messages these waits can go on at once. Nothing is changed here, and nothing depends
//! on it but the time that messages take: seven eighths among a hundred thousand agents, and as long as ever where all
//! of them are close to the processor anyway (tests/bench, `ingest`).

use std::hint::black_box;

use super::Board;
use crate::model::agent::{Agent, AgentId};
use crate::model::update::{Change, Payload, Update};

/// So many changes of a message are looked at: nearly all messages have fewer, and are about one agent.
const CHANGES: usize = 16;

impl Board {
    /// Looks at what these updates will change: to be called where several of them are to be applied.
    pub fn look_ahead<'u>(&self, updates: impl IntoIterator<Item = &'u Update>) {
        for update in updates {
            let Payload::Changes(changes) = &update.payload else { continue };
            let mut last = None;
            for change in changes.changes.iter().take(CHANGES) {
                let Change::Agent { id, .. } = change else { continue };
                if last != Some(id) {
                    last = Some(id);
                    self.look_at(id);
                }
            }
        }
    }

    /// Reads something of each 64 bytes of an agent that messages change.
    fn look_at(&self, id: &AgentId) {
        let Some(slot) = self.index.get(&self.agents, id) else { return };
        let (Some(agent), Some(track)) = (self.agents.get(slot), self.tracks.get(slot)) else { return };
        let Agent { work_since, answered, connected, .. } = agent;
        black_box((*work_since, *answered, *connected, track.told, track.seen.before_last()));
    }
}

#[cfg(test)]
mod tests {
    use crate::model::testing::{NOW, centre};
    use crate::model::{AgentChange, AgentId, Board, Change, Changes, Payload, Update};

    #[test]
    fn an_agent_who_is_not_there_is_passed_over() {
        let set = |id: &str| Change::Agent { id: AgentId::new(id), set: AgentChange::Answered(Some(1)) };
        let board = centre(3);
        let known = board.agents()[1].id.as_str().to_owned();
        let changes = vec![set(&known), set("a stranger"), set(&known)];
        let updates = [Update::new(NOW, Payload::Changes(Changes { changes, ..Changes::default() }))];
        board.look_ahead(&updates);
        Board::new().look_ahead(&updates);
        assert_eq!(board.agents(), centre(3).agents());
    }
}
