//! What keys do to the reports, and what they need looked up.

use crate::lists::ListId;
use crate::model::{Day, ReportOf, Want};
use crate::ui::action::Action;
use crate::ui::state::{Effect, Look, Report, View, report};

/// Shows this report.
pub(in crate::ui::state) fn show(view: &mut View, report: Report) -> Effect {
    view.tabs.reports.shown = report;
    Effect::Redraw
}

/// Acts that are this view's own; `None` leaves an act to the list.
pub(in crate::ui::state) fn act(view: &mut View, action: Action, look: &Look<'_>) -> Option<Effect> {
    match action {
        Action::NextPane | Action::By => view.tabs.reports.step(1, look.settings),
        Action::PreviousPane => view.tabs.reports.step(-1, look.settings),
        _ => return None,
    }
    Some(Effect::Redraw)
}

/// Shows the half hours of one relay number, or of all.
pub(in crate::ui::state) fn narrow(view: &mut View, chosen: Vec<String>) {
    view.tabs.reports.relay = chosen.into_iter().next();
    view.list_mut(ListId::Report(ReportOf::HalfHours)).renew();
}

pub(in crate::ui::state) fn wants(view: &View, wants: &mut Vec<Want>) {
    // Figures of calls come from their records, which are asked for whatever is on screen.
    let Report::Vendors(of) = view.tabs().reports.shown else { return };
    wants.push(Want::all(report(of, Day::Today)));
    if of == ReportOf::HalfHours {
        wants.push(Want::all(report(of, Day::Yesterday)));
        wants.push(Want::beside(report(of, Day::WeekAgo)));
    }
}

#[cfg(test)]
mod tests;
