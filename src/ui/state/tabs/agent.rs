//! One agent's page: its parts, and the stretch of the day that is chosen.

use crate::model::{AgentId, CallsAsked, Day, Lookup, ReportAsked, ReportOf, Stamp};
use crate::ui::state::Part;

/// What was chosen about an agent's page.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct AgentTab {
    /// Which part was last given the keys.
    pub(in crate::ui::state) part: Part,
    /// When the chosen stretch of the day began, and whose day; the present one without.
    pub(in crate::ui::state) segment: Option<(AgentId, Stamp)>,
}

impl AgentTab {
    /// Which part has the keys: calls only once there are any to choose.
    pub(in crate::ui) const fn part(&self, calls: bool) -> Part {
        match self.part {
            Part::Calls if !calls => Part::Facts,
            part => part,
        }
    }

    /// Gives a part the keys.
    pub(in crate::ui) const fn give(&mut self, part: Part) {
        self.part = part;
    }

    /// When the chosen stretch of this agent's day began; the present one without.
    pub(in crate::ui) fn segment(&self, id: &AgentId) -> Option<Stamp> {
        self.segment.as_ref().filter(|(whose, _)| whose == id).map(|(_, from)| *from)
    }
}

/// The calls of one agent, as they are asked for.
pub(in crate::ui) fn calls_of(id: &AgentId) -> Lookup {
    Lookup::Calls(CallsAsked { agent: Some(id.clone()), ..CallsAsked::default() })
}

/// The report on one agent's day.
pub(in crate::ui) fn report_of(id: &AgentId, of: ReportOf) -> Lookup {
    Lookup::Report(ReportAsked { of, day: Day::Today, agent: Some(id.clone()) })
}
