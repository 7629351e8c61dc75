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

/// The calls, while they have the keys.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>, id: &AgentId) -> Option<Box<dyn Shown + 'a>> {
    on_calls(scene, id).then(|| calls_sheet(scene, id))
}

/// The calls, while something else has the keys.
pub(in crate::ui) fn other_sheet<'a>(scene: &'a Scene<'_>, id: &AgentId) -> Option<Box<dyn Shown + 'a>> {
    (!on_calls(scene, id)).then(|| calls_sheet(scene, id))
}

fn on_calls(scene: &Scene<'_>, id: &AgentId) -> bool {
    scene.view.tabs().agent.part(has_calls(scene.board, id)) == Part::Calls
}

fn calls_sheet<'a>(scene: &'a Scene<'_>, id: &AgentId) -> Box<dyn Shown + 'a> {
    Box::new(CallsSheet::new(scene, ListId::AgentCalls, entry(scene, id)))
}
