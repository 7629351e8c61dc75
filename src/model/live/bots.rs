//! Bots' parts in calls.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::told::BotTalk;
use crate::model::caps;

/// Those that were told last, one a call.
#[derive(Clone, Debug, Default)]
pub(super) struct BotTalks {
    talks: HashMap<Arc<str>, BotTalk>,
    order: VecDeque<Arc<str>>,
}

impl BotTalks {
    /// What is told again replaces what was told before; a dialogue that is not told again stays.
    pub(super) fn take(&mut self, mut talk: BotTalk) {
        talk.dialogue.truncate(caps::DIALOGUE);
        for line in &mut talk.dialogue {
            if line.text.len() > caps::TEXT {
                line.text = caps::cut(&line.text, caps::TEXT);
            }
        }
        let id = Arc::clone(&talk.call);
        if let Some(known) = self.talks.get_mut(&id) {
            let dialogue = std::mem::take(&mut known.dialogue);
            *known = talk;
            if known.dialogue.is_empty() {
                known.dialogue = dialogue;
            }
        } else {
            self.order.push_back(Arc::clone(&id));
            self.talks.insert(id, talk);
        }
        if self.order.len() > caps::BOT_TALKS
            && let Some(oldest) = self.order.pop_front()
        {
            self.talks.remove(&oldest);
        }
    }

    pub(super) fn get(&self, call: &str) -> Option<&BotTalk> {
        self.talks.get(call.trim())
    }

    /// In the order in which they were told of first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &BotTalk> {
        self.order.iter().filter_map(|call| self.talks.get(call))
    }
}
