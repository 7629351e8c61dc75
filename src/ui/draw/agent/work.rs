//! What an agent's time and calls of today came to, from the vendor's reports on this one agent.

use crate::lang;
use crate::model::{AgentId, Cell, Metric, MetricRow, ReportOf, Role, Shelved};
use crate::ui::draw::canvas::Piece;
use crate::ui::draw::facts::{Facts, Line};
use crate::ui::state::person::handle_ms;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::metrics::label;
use crate::ui::state::sheets::reports::told;
use crate::ui::state::tabs::agent::report_of;
use crate::ui::text;

use super::section::{LABEL, figure, section, stands, why};

/// Said when a report has no row.
const NOTHING: &str = mark!("the vendor has no figures on this agent today");

/// Figures that the first section has: what they mean and what they are called.
const TIMES: [(Role, &str); 7] = [
    (Role::LoggedIn, mark!("logged in")),
    (Role::Ready, mark!("ready")),
    (Role::InCall, mark!("in calls")),
    (Role::Talking, mark!("  talking")),
    (Role::Holding, mark!("  holding")),
    (Role::WrapUp, mark!("after-call work")),
    (Role::Busy, mark!("busy")),
];

/// The three reports on one agent.
pub(super) struct Work<'a> {
    reports: [(&'static str, Option<&'a Shelved>); 3],
    id: AgentId,
}

impl<'a> Work<'a> {
    pub(super) fn of(scene: &Scene<'a>, id: &AgentId) -> Self {
        let reports = [
            (mark!("Time today"), ReportOf::AgentsWork),
            (mark!("Inbound today"), ReportOf::AgentsInbound),
            (mark!("Outbound today"), ReportOf::AgentsOutbound),
        ];
        let shelf = scene.board.shelf();
        Self { reports: reports.map(|(name, of)| (name, shelf.get(&report_of(id, of)))), id: id.clone() }
    }

    /// The agent's row of a report: there should be one, but a vendor may answer with more.
    fn row(&self, entry: Option<&'a Shelved>) -> Option<(&'a [Metric], &'a MetricRow)> {
        let table = entry?.report()?;
        let own = table.rows.iter().find(|row| row.agent.as_ref() == Some(&self.id));
        let only = table.rows.first().filter(|row| table.rows.len() == 1 && row.agent.is_none());
        own.or(only).map(|row| (table.metrics.as_slice(), row))
    }

    /// The figure that means `role`, in its unit.
    fn role(&self, role: Role) -> Option<f64> {
        self.reports.iter().find_map(|(_, entry)| {
            let (metrics, row) = self.row(*entry)?;
            let at = metrics.iter().position(|metric| metric.role == Some(role))?;
            row.cells.get(at).and_then(Cell::number)
        })
    }

    /// Time in calls and in after-call work as a share of that and the time ready, 0 to 1. Being busy or logged in
    /// without being ready counts on neither side.
    fn occupancy(&self) -> Option<f64> {
        let taken = self.role(Role::InCall)? + self.role(Role::WrapUp)?;
        let all = taken + self.role(Role::Ready)?;
        (all > 0.0).then(|| taken / all)
    }

    /// Average handle time in ms.
    fn handle_ms(&self) -> Option<f64> {
        handle_ms(|role| self.role(role))
    }

    /// Durations and occupancy.
    pub(super) fn times(&self, scene: &Scene<'_>, room: usize) -> Vec<Line> {
        let mut facts = Facts::new(scene, room, LABEL);
        let (name, entry) = self.reports[0];
        section(&mut facts, scene, lang::of(scene, name), stands(scene, entry));
        if self.row(entry).is_none() {
            why(&mut facts, scene, entry, lang::of(scene, NOTHING));
            return facts.lines;
        }
        let (dash, strong, faint) = (scene.dash(), scene.theme.strong(), scene.theme.faint());
        let handle = scene.duration(self.handle_ms().map(|ms| ms as i64));
        figure(&mut facts, scene, tr!(scene, "occupancy"), (&text::percent(self.occupancy(), dash), ""), strong);
        figure(&mut facts, scene, tr!(scene, "average handle time"), (&handle, ""), strong);
        let logged_in = self.role(Role::LoggedIn).filter(|ms| *ms > 0.0);
        for (role, name) in TIMES {
            let Some(ms) = self.role(role) else { continue };
            let share = logged_in.filter(|_| role != Role::LoggedIn).map(|all| ms / all);
            let time = scene.duration(Some(ms as i64));
            figure(&mut facts, scene, lang::of(scene, name), (&time, &text::percent(share, "")), scene.theme.text());
        }
        let told = TIMES.map(|(role, _)| role);
        self.shown(&mut facts, scene, entry, Groups::One, &told);
        facts.sentence(
            tr!(scene, "occupancy: in calls and after-call work, of these and ready; shares: of logged in"),
            faint,
        );
        facts.sentence(
            tr!(scene, "average handle time: talk and after-call work for each call answered or connected"),
            faint,
        );
        facts.lines
    }

    /// Inbound and outbound figures. What a first section said already about why there is nothing is not said again.
    pub(super) fn calls(&self, scene: &Scene<'_>, room: usize) -> Vec<Line> {
        let mut facts = Facts::new(scene, room, LABEL);
        let mut said = scene.why_no_answer(self.reports[0].1, lang::of(scene, NOTHING));
        if self.row(self.reports[0].1).is_some() {
            said.clear();
        }
        for (name, entry) in self.reports.into_iter().skip(1) {
            let reasons = scene.why_no_answer(entry, lang::of(scene, NOTHING));
            let known = self.row(entry).is_some();
            if known || reasons != said {
                section(&mut facts, scene, lang::of(scene, name), stands(scene, entry));
            }
            if known {
                self.shown(&mut facts, scene, entry, Groups::FirstUnnamed, &[]);
            } else if reasons != said {
                why(&mut facts, scene, entry, lang::of(scene, NOTHING));
                said = reasons;
            }
        }
        facts.lines
    }

    /// The columns that are shown by default, by group.
    fn shown(
        &self,
        facts: &mut Facts<'_>,
        scene: &Scene<'_>,
        entry: Option<&'a Shelved>,
        groups: Groups,
        but: &[Role],
    ) {
        let Some((metrics, row)) = self.row(entry) else { return };
        let wanted = |metric: &Metric| metric.shown && !metric.role.is_some_and(|role| but.contains(&role));
        grouped(facts, scene, groups, (metrics, &row.cells), &wanted);
    }
}

/// How groups of figures are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Groups {
    /// Each has its name above it.
    Named,
    /// The first one is named by the section it stands in.
    FirstUnnamed,
    /// They are not.
    One,
}

/// Figures under the names of their groups, in the order of the columns; what is unknown is left out.
pub(super) fn grouped(
    facts: &mut Facts<'_>,
    scene: &Scene<'_>,
    how: Groups,
    (metrics, cells): (&[Metric], &[Cell]),
    wanted: &dyn Fn(&Metric) -> bool,
) {
    let mut groups: Vec<&str> = Vec::new();
    for metric in metrics {
        if !groups.contains(&metric.group.as_str()) {
            groups.push(&metric.group);
        }
    }
    for (place, group) in groups.into_iter().enumerate() {
        let unnamed = how == Groups::One || (how == Groups::FirstUnnamed && place == 0);
        let mut named = unnamed;
        for (metric, cell) in metrics.iter().zip(cells) {
            if metric.group != group || *cell == Cell::Unknown || !wanted(metric) {
                continue;
            }
            if !named {
                facts.line(vec![Piece::new(text::clean(lang::of(scene, group)), scene.theme.strong())]);
                named = true;
            }
            let name = format!(
                "{}{}",
                if unnamed { "" } else { "  " },
                text::clean(&label(scene.language, scene.settings, metric))
            );
            figure(
                facts,
                scene,
                &name,
                (&told(scene, Some(metric), Some(cell)).written(scene), ""),
                scene.theme.text(),
            );
        }
    }
}
