//! The reports: the vendor's, and figures of today's calls by their records.

use crate::lists::CallsBy;
use crate::model::{Day, Lookup, ReportAsked, ReportOf};
use crate::ui::settings::Settings;

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

    /// Those of which there is something to show, in display order. Calls are told apart by the departments of the settings:
    /// the talk list ("Query Main Talk List") names no department, so that without settings none could be shown.
    pub(in crate::ui) fn offered(settings: &Settings) -> Vec<Self> {
        let by_department = !settings.departments.is_empty();
        Self::ALL.into_iter().filter(|report| by_department || *report != Self::Calls(CallsBy::Department)).collect()
    }

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

impl Default for Report {
    fn default() -> Self {
        Self::Vendors(ReportOf::HalfHours)
    }
}

/// What was chosen about reports.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct ReportsTab {
    /// Which is open.
    pub(in crate::ui) shown: Report,
    /// The relay number whose half hours are shown; all of them without.
    pub(in crate::ui) relay: Option<String>,
}

impl ReportsTab {
    /// Which of the vendor's reports is open; the one that the view begins with where none is.
    pub(in crate::ui) const fn of(&self) -> ReportOf {
        match self.shown {
            Report::Vendors(of) => of,
            Report::Calls(_) => ReportOf::HalfHours,
        }
    }

    /// Opens this one of the vendor's.
    pub(in crate::ui) const fn open(&mut self, of: ReportOf) {
        self.shown = Report::Vendors(of);
    }

    /// Opens the report so many steps on, round the ends.
    pub(in crate::ui::state) fn step(&mut self, steps: isize, settings: &Settings) {
        let offered = Report::offered(settings);
        let at = offered.iter().position(|report| *report == self.shown).unwrap_or(0);
        let to = at.cast_signed().saturating_add(steps).rem_euclid(offered.len().max(1).cast_signed()).cast_unsigned();
        self.shown = offered.get(to).copied().unwrap_or_default();
    }
}

/// A report on all agents.
pub(in crate::ui) const fn lookup(of: ReportOf, day: Day) -> Lookup {
    Lookup::Report(ReportAsked { of, day, agent: None })
}
