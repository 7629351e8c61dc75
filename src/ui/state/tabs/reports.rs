//! The reports: the vendor's, and figures of today's calls by their records.

use crate::lists::{CallsBy, ListId};
use crate::model::{Board, Day, Lookup, ReportAsked, ReportOf, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, Look, View};

/// What the view of reports can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Report {
    /// One that the vendor makes.
    Vendors(ReportOf),
    /// Today's calls by their records.
    Calls(CallsBy),
}

impl Report {
    /// All of them, in display order.
    pub(in crate::ui) const ALL: [Self; 10] = [
        Self::Vendors(ReportOf::HalfHours),
        Self::Vendors(ReportOf::Relays),
        Self::Calls(CallsBy::Relay),
        Self::Calls(CallsBy::Department),
        Self::Calls(CallsBy::Route),
        Self::Vendors(ReportOf::DepartmentsInbound),
        Self::Vendors(ReportOf::DepartmentsOutbound),
        Self::Vendors(ReportOf::AgentsInbound),
        Self::Vendors(ReportOf::AgentsOutbound),
        Self::Vendors(ReportOf::AgentsWork),
    ];

    /// What to call it.
    pub(in crate::ui) const fn title(self) -> &'static str {
        match self {
            Self::Vendors(of) => of.title(),
            Self::Calls(CallsBy::Relay) => mark!("Calls by relay number"),
            Self::Calls(CallsBy::Department) => mark!("Calls by department"),
            Self::Calls(CallsBy::Route) => mark!("Calls by route"),
        }
    }
}

/// What was chosen about reports.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ReportsTab {
    /// Position in [`Report::ALL`].
    at: usize,
    /// The relay number whose half hours are shown; all of them without.
    pub(in crate::ui) relay: Option<String>,
}

impl ReportsTab {
    /// Which is open.
    pub(in crate::ui) fn shown(&self) -> Report {
        Report::ALL.get(self.at).copied().unwrap_or(Report::Vendors(ReportOf::HalfHours))
    }

    /// Which of the vendor's reports is open; the one that the view begins with where none is.
    pub(in crate::ui) fn of(&self) -> ReportOf {
        match self.shown() {
            Report::Vendors(of) => of,
            Report::Calls(_) => ReportOf::HalfHours,
        }
    }

    /// Opens this one of the vendor's.
    pub(in crate::ui) fn open(&mut self, of: ReportOf) {
        self.at = Report::ALL.iter().position(|other| *other == Report::Vendors(of)).unwrap_or(self.at);
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

/// Shows the report at this place in [`Report::ALL`].
pub(in crate::ui) fn show(view: &mut View, at: usize) -> Effect {
    view.tabs.reports.at = at % Report::ALL.len();
    Effect::Redraw
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui) fn act(view: &mut View, action: Action, _look: &Look<'_>) -> Option<Effect> {
    let count = Report::ALL.len();
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
    // Figures of calls come from their records, which are asked for whatever is on screen.
    let Report::Vendors(of) = view.tabs().reports.shown() else { return };
    wants.push(Want::all(lookup(of, Day::Today)));
    if of == ReportOf::HalfHours {
        wants.push(Want::all(lookup(of, Day::Yesterday)));
        wants.push(Want::beside(lookup(of, Day::WeekAgo)));
    }
}

#[cfg(test)]
mod tests;
