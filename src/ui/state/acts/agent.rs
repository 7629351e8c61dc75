//! What keys do on one agent's page, and what it needs looked up.

use super::calls::save_recording;
use super::live;
use crate::model::{AgentId, Lookup, ReportOf, Want};
use crate::ui::action::Action;
use crate::ui::state::day::AgentDay;
use crate::ui::state::sheets::agent_calls::has_calls;
use crate::ui::state::tabs::agent::{calls_of, report_of};
use crate::ui::state::{Effect, Look, Page, Part, View, ongoing};

/// Acts that are this page's own; `None` leaves an act to the list of calls on it, or to the facts that scroll.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    let Page::Agent(id) = view.page().clone() else { return None };
    let calls = has_calls(look.scene(view).board, &id);
    let part = view.tabs.agent.part(calls);
    match action {
        Action::NextPane | Action::PreviousPane => {
            let parts: &[Part] = if calls { &[Part::Calls, Part::Day, Part::Facts] } else { &[Part::Day, Part::Facts] };
            let at = parts.iter().position(|other| *other == part).unwrap_or(0);
            let step = if action == Action::NextPane { 1 } else { parts.len() - 1 };
            view.tabs.agent.part = parts.get((at + step) % parts.len()).copied().unwrap_or_default();
            Some(Effect::Redraw)
        }
        // What only a list can do is done to the one list that there is.
        Action::Filter | Action::Sort | Action::Reverse | Action::Columns | Action::Export if calls => {
            view.tabs.agent.part = Part::Calls;
            None
        }
        Action::Open if part != Part::Calls && ongoing::of_page(&look.scene(view), view.page()).is_some() => {
            Some(live::open(view, look))
        }
        Action::SaveRecording if calls => {
            view.tabs.agent.part = Part::Calls;
            Some(save_recording(view, look))
        }
        Action::Left | Action::Right if part != Part::Calls => Some(step(view, action == Action::Right, look, id)),
        _ => None,
    }
}

/// To the next stretch of the day, or the one before. The last one is the present, whichever that comes to be.
fn step(view: &mut View, forward: bool, look: &Look<'_>, id: AgentId) -> Effect {
    let from = {
        let scene = look.scene(view);
        let day = AgentDay::of(&scene, &id);
        let Some(at) = day.chosen(view.tabs.agent.segment(&id)) else { return Effect::None };
        let to = if forward { at + 1 } else { at.saturating_sub(1) };
        let last = day.segments.len().saturating_sub(1);
        day.segments.get(to).filter(|_| to < last).map(|segment| segment.from)
    };
    view.tabs.agent.segment = from.map(|from| (id, from));
    Effect::Redraw
}

pub(in crate::ui::state) fn wants(id: &AgentId, wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::History(id.clone())));
    wants.push(Want::all(calls_of(id)));
    for of in [ReportOf::AgentsWork, ReportOf::AgentsInbound, ReportOf::AgentsOutbound] {
        wants.push(Want::all(report_of(id, of)));
    }
}

#[cfg(test)]
mod tests;
