//! One agent's page.

use crate::model::{AgentId, Board, CallsAsked, Day, Lookup, ReportAsked, ReportOf, Want};
use crate::ui::action::Action;
use crate::ui::view::{Effect, Look, View};

/// What was chosen about an agent's page.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct AgentTab {}

/// Acts that are this page's own; `None` leaves an act to the list of calls on it.
pub(in crate::ui) fn act(_view: &mut View, _action: Action, _look: &Look<'_>) -> Option<Effect> {
    None
}

/// The calls of one agent, as they are asked for.
pub(in crate::ui) fn calls_of(id: &AgentId) -> Lookup {
    Lookup::Calls(CallsAsked { agent: Some(id.clone()), ..CallsAsked::default() })
}

/// The report on one agent's day.
pub(in crate::ui) fn report_of(id: &AgentId, of: ReportOf) -> Lookup {
    Lookup::Report(ReportAsked { of, day: Day::Today, agent: Some(id.clone()) })
}

pub(super) fn wants(_view: &View, _board: &Board, id: &AgentId, wants: &mut Vec<Want>) {
    wants.push(Want::all(Lookup::History(id.clone())));
    wants.push(Want::all(calls_of(id)));
    for of in [ReportOf::AgentsWork, ReportOf::AgentsInbound, ReportOf::AgentsOutbound] {
        wants.push(Want::all(report_of(id, of)));
    }
}
