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
    /// Looks at what these updates will change: to be called where several of them are to be applied. How many agents it
    /// found, one as often as an update comes back to them.
    pub fn look_ahead<'u>(&self, updates: impl IntoIterator<Item = &'u Update>) -> usize {
        let mut found = 0;
        for update in updates {
            let Payload::Changes(changes) = &update.payload else { continue };
            let mut last = None;
            for change in changes.changes.iter().take(CHANGES) {
                let Change::Agent { id, .. } = change else { continue };
                if last != Some(id) {
                    last = Some(id);
                    found += usize::from(self.look_at(id).is_some());
                }
            }
        }
        found
    }

    /// Reads something of each 64 bytes of an agent that messages change; `None` where there is no such agent.
    fn look_at(&self, id: &AgentId) -> Option<()> {
        let slot = self.index.get(&self.agents, id)?;
        let Agent { work_since, answered, connected, .. } = self.agents.get(slot)?;
        let track = self.tracks.get(slot)?;
        black_box((*work_since, *answered, *connected, track.told, track.seen.before_last()));
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::CHANGES;
    use crate::model::testing::{NOW, centre};
    use crate::model::{AgentChange, AgentId, Board, Change, Changes, Payload, Update};

    /// One message about these agents, one after the other.
    fn about(ids: &[&str]) -> [Update; 1] {
        let set = |id: &&str| Change::Agent { id: AgentId::new(id), set: AgentChange::Answered(Some(1)) };
        let changes = ids.iter().map(set).collect();
        [Update::new(NOW, Payload::Changes(Changes { changes, ..Changes::default() }))]
    }

    #[test]
    fn each_agent_whom_a_message_is_about_is_looked_at_once_in_a_row_and_no_stranger_is() {
        let board = centre(3);
        let [first, second, _] = board.agents() else { panic!("a centre of three") };
        let (first, second) = (first.id.as_str(), second.id.as_str());
        assert_eq!(board.look_ahead(&about(&[first, first, "a stranger", second, second])), 2);
        assert_eq!(board.look_ahead(&about(&["a stranger"])), 0);
        assert_eq!(Board::new().look_ahead(&about(&[first])), 0);
    }

    #[test]
    fn of_a_long_message_the_beginning_is_looked_at() {
        let board = centre(2);
        let [first, second] = board.agents() else { panic!("a centre of two") };
        let turns = [first.id.as_str(), second.id.as_str()].repeat(CHANGES);
        assert_eq!(board.look_ahead(&about(&turns)), CHANGES);
    }
}
