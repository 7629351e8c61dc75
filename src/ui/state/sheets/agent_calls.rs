//! The calls of an agent, on that agent's page.

use super::calls::CallsSheet;
use super::shown::Shown;
use crate::lists::ListId;
use crate::model::{AgentId, Board, Shelved};
use crate::ui::state::Part;
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::agent::calls_of;

/// The answer with them.
pub(in crate::ui) fn entry<'a>(scene: &'a Scene<'_>, id: &AgentId) -> Option<&'a Shelved> {
    scene.board.shelf().get(&calls_of(id))
}

/// Whether there are calls of this agent to choose from.
pub(in crate::ui) fn has_calls(board: &Board, id: &AgentId) -> bool {
    let entry = board.shelf().get(&calls_of(id));
    entry.and_then(Shelved::calls).is_some_and(|rows| !rows.rows.is_empty())
}

/// Whether the calls have the keys.
pub(super) fn has_keys(scene: &Scene<'_>, id: &AgentId) -> bool {
    scene.view.tabs().agent.part(has_calls(scene.board, id)) == Part::Calls
}

/// The calls.
pub(super) fn sheet<'a>(scene: &'a Scene<'_>, id: &AgentId) -> Box<dyn Shown + 'a> {
    Box::new(CallsSheet::new(scene, ListId::AgentCalls, entry(scene, id)))
}
