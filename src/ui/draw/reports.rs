//! The reports: the day by half hours as a chart with yesterday behind it, and tables of relay numbers, departments
//! and agents.

use ratatui::layout::Rect;

use crate::lang;
use crate::model::{Day, MetricTable, ReportOf, Shelved, SourceId, Topic};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::draw::strip;
use crate::ui::state::Report;
use crate::ui::state::hits::Spot;
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::reports::halves::{self, Halves};
use crate::ui::state::sheets::reports::{entry, sheet};
use crate::ui::text;

mod calls;
mod chart;
mod compared;
mod figures;

/// Lines that a table keeps below the chart at least.
const TABLE_LINES: u16 = 7;
/// From this height on the reports beside the one that is open are named.
const WITH_STRIP: u16 = 18;
/// From this height on the last half hour stands beside those of other days.
const WITH_OTHER_DAYS: u16 = 26;
/// From this width on all figures of the chosen half hour stand beside the chart, in a pane of so many cells.
const WITH_FIGURES: u16 = 140;
const FIGURES: u16 = 48;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let tab = &scene.view.tabs().reports;
    let mut area = area;
    if area.height >= WITH_STRIP {
        let reports = Report::offered(scene.settings);
        let open = reports.iter().position(|report| *report == tab.shown).unwrap_or(0);
        let names: Vec<String> = reports.iter().map(|report| lang::of(scene, report.title()).to_owned()).collect();
        let spot = |at: usize| reports.get(at).copied().map(Spot::Report);
        strip::draw(canvas, scene, &names, open, spot, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let of = match tab.shown {
        Report::Vendors(of) => of,
        Report::Calls(by) => return calls::draw(canvas, scene, by, nth(scene, tab.shown), area),
    };
    let entry = entry(scene, Day::Today);
    let table = entry.and_then(Shelved::report);
    let title = Title {
        name: lang::of(scene, of.title()),
        about: about(scene, table),
        right: scene.scoped(SourceId::Agents, topic(of), scene.answer_title(entry, SourceId::Agents)),
        ..Title::default()
    };
    let Some((sheet, table)) = sheet(scene).zip(table) else {
        let inner = canvas.pane(area, &Title { focus: true, ..title });
        canvas.middle(inner, &scene.why_no_answer(entry, tr!(scene, "the report is empty")));
        return;
    };
    if let Some(sentence) = failure(scene) {
        canvas.put(area.x + 1, area.y, area.width - 2, &sentence, scene.theme.caution());
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    if of == ReportOf::HalfHours && area.height >= WITH_OTHER_DAYS {
        compared::draw(canvas, scene, Rect { height: 1, ..area });
        area = Rect { y: area.y + 1, height: area.height - 1, ..area };
    }
    let stale = scene.answer_stale(entry, SourceId::Agents).is_some();
    let mut below = area;
    let mut title = title;
    if of == ReportOf::HalfHours {
        let height = (area.height * 3 / 5).max(9).min(area.height.saturating_sub(TABLE_LINES)).min(26);
        if height >= 8 {
            let top = Rect { height, ..area };
            let halves = Halves::new(scene, table);
            let chosen = chart::chosen(scene, sheet.as_ref()).unwrap_or(halves.running);
            let mut left = top;
            if area.width >= WITH_FIGURES {
                left.width -= FIGURES;
                let right = Rect { x: left.right(), width: FIGURES, ..top };
                figures::draw(canvas, scene, &halves, chosen, right);
            }
            chart::draw(canvas, scene, &halves, chosen, left, &title);
            if stale {
                let within = Rect { x: top.x + 1, y: top.y + 1, width: top.width - 2, height: height - 2 };
                canvas.tint(within, scene.theme.stale());
            }
            below = Rect { y: area.y + height, height: area.height - height, ..area };
            title = Title { name: tr!(scene, "In figures"), ..Title::default() };
        }
        title.about = halves::about(scene);
    }
    let empty = vec![tr!(scene, "the report is empty").to_owned()];
    sheet::draw(canvas, scene, sheet.as_ref(), Frame { area: below, title, empty, focus: true, stale });
}

/// Which of the reports it is: `2 of 10`.
fn nth(scene: &Scene<'_>, shown: Report) -> String {
    let offered = Report::offered(scene.settings);
    let nth = offered.iter().position(|report| *report == shown).map_or(1, |at| at + 1);
    tr!(scene, "{nth} of {all}", nth = nth, all = offered.len())
}

/// Which of the reports it is, whose choice the columns are, and whether rows are missing.
fn about(scene: &Scene<'_>, table: Option<&MetricTable>) -> String {
    let tab = &scene.view.tabs().reports;
    let mut about = nth(scene, tab.shown);
    let Some(table) = table else { return about };
    if let Some(plan) = table.plan.as_deref() {
        about = tr!(scene, "{about}, plan {plan}", about = about, plan = text::fit(plan, 24, scene.theme.glyphs.cut()));
    }
    let held = table.rows.len() as u64;
    if let Some(expected) = table.expected.filter(|expected| *expected > held) {
        about = tr!(scene, "{about}, {held} of {expected} rows came", about = about, held = held, expected = expected);
    }
    about
}

/// What a report is about.
const fn topic(of: ReportOf) -> Topic {
    match of {
        ReportOf::HalfHours | ReportOf::Relays => Topic::Relays,
        ReportOf::DepartmentsInbound | ReportOf::DepartmentsOutbound => Topic::Departments,
        ReportOf::AgentsInbound | ReportOf::AgentsOutbound | ReportOf::AgentsWork => Topic::AgentReports,
    }
}

/// Why the last try brought nothing, where older figures are still shown.
fn failure(scene: &Scene<'_>) -> Option<String> {
    let said = |day| entry(scene, day).and_then(|entry| entry.failure.as_ref());
    let half_hours = scene.view.tabs().reports.of() == ReportOf::HalfHours;
    let yesterday = || {
        said(Day::Yesterday)
            .filter(|_| half_hours)
            .map(|failure| tr!(scene, "yesterday: {failure}", failure = lang::sentence(scene, &failure.problem)))
    };
    let sentence = said(Day::Today).map(|failure| lang::sentence(scene, &failure.problem)).or_else(yesterday)?;
    Some(format!("{} {}", scene.theme.glyphs.alert(), text::clean(&sentence)))
}
