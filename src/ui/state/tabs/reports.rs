//! The reports.

use crate::lists::ListId;
use crate::model::{Board, Day, Lookup, ReportAsked, ReportOf, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, Look, View};

/// What was chosen about reports.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ReportsTab {
    /// Position in [`ReportOf::ALL`].
    at: usize,
    /// The relay number whose half hours are shown; all of them without.
    pub(in crate::ui) relay: Option<String>,
}

impl ReportsTab {
    /// Which report is open.
    pub(in crate::ui) fn of(&self) -> ReportOf {
        ReportOf::ALL.get(self.at).copied().unwrap_or(ReportOf::HalfHours)
    }

    /// Opens this one.
    pub(in crate::ui) fn open(&mut self, of: ReportOf) {
        self.at = ReportOf::ALL.iter().position(|other| *other == of).unwrap_or(self.at);
    }

    /// Which of all reports that is, from 1.
    pub(in crate::ui) const fn number(&self) -> usize {
        self.at + 1
    }
}

/// A report on everybody.
pub(in crate::ui) const fn lookup(of: ReportOf, day: Day) -> Lookup {
    Lookup::Report(ReportAsked { of, day, agent: None })
}

/// Shows the report at this place in [`ReportOf::ALL`].
pub(in crate::ui) fn show(view: &mut View, at: usize) -> Effect {
    view.tabs.reports.at = at % ReportOf::ALL.len();
    Effect::Redraw
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(view: &mut View, action: Action, _look: &Look<'_>) -> Option<Effect> {
    let count = ReportOf::ALL.len();
    match action {
        Action::NextPane | Action::By => view.tabs.reports.at = (view.tabs.reports.at + 1) % count,
        Action::PreviousPane => view.tabs.reports.at = (view.tabs.reports.at + count - 1) % count,
        _ => return None,
    }
    Some(Effect::Redraw)
}

/// Shows the half hours of one relay number, or of all.
pub(in crate::ui) fn narrow(view: &mut View, chosen: Vec<String>) {
    view.tabs.reports.relay = chosen.into_iter().next();
    view.list_mut(ListId::Report(ReportOf::HalfHours)).renew();
}

pub(super) fn wants(view: &View, _board: &Board, wants: &mut Vec<Want>) {
    let of = view.tabs().reports.of();
    wants.push(Want::all(lookup(of, Day::Today)));
    if of == ReportOf::HalfHours {
        wants.push(Want::all(lookup(of, Day::Yesterday)));
    }
}

#[cfg(test)]
mod tests;
