//! Today's AI sessions: how far they got, by robot, channel or reason, and the sessions themselves.

use ratatui::layout::Rect;

use super::facts::{loaded, wrapped};
use super::{probe, vendors};
use crate::lang;
use crate::lists::{List, ListId, Sheet};
use crate::model::{AiField, Lookup, Phase, PlatformTotals, Shelved, SourceId, Topic};
use crate::ui::action::Action;
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::sheet::{self, Frame};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::ai::{GroupsSheet, RecordsSheet, has_probes, is_off, probes_have_keys};
use crate::ui::text;

use only::only;

mod drift;
mod funnel;
mod only;

/// From this width on the funnel stands beside the groups.
const WIDE: u16 = 140;
/// Below this height there is room for one list, that with the keys.
const LOW: u16 = 18;

/// Below this height bot probes and sessions take turns: there is room for those with the keys.
const ONE_OF_TWO: u16 = 12;

/// The sessions, and below them the bots that are asked from time to time, where there are any.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    if !has_probes(scene) {
        sessions(canvas, scene, area);
    } else if area.height < ONE_OF_TWO {
        if probes_have_keys(scene) { probe::pane(canvas, scene, area) } else { sessions(canvas, scene, area) }
    } else {
        // What has the keys gets the larger part.
        let most = if probes_have_keys(scene) { area.height / 2 } else { (area.height / 3).max(5) };
        let height = probe::lines(scene).min(most);
        let above = Rect { height: area.height - height, ..area };
        sessions(canvas, scene, above);
        probe::pane(canvas, scene, Rect { y: above.bottom(), height, ..area });
    }
}

fn sessions(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let focus = !probes_have_keys(scene);
    if is_off(scene) {
        let platforms = vendors::with_robots(scene);
        if !platforms.is_empty() {
            of_vendors(canvas, scene, &platforms, area);
            return;
        }
        let inner = canvas.pane(area, &Title { name: tr!(scene, "AI sessions"), focus, ..Title::default() });
        canvas.middle(inner, &scene.why_empty(SourceId::Ai, tr!(scene, "AI records are"), tr!(scene, "answer")));
        return;
    }
    let notes = notes(scene, area);
    let body = Rect { height: area.height - notes.len() as u16, ..area };
    for (line, y) in notes.iter().zip(body.bottom()..area.bottom()) {
        canvas.put(area.x + 1, y, area.width - 2, &line.0, line.1);
    }
    let groups = GroupsSheet::new(scene);
    let records = RecordsSheet::new(scene);
    if body.height < LOW {
        funnel::line(canvas, scene, Rect { height: 1, ..body });
        let rest = Rect { y: body.y + 1, height: body.height - 1, ..body };
        if scene.view.tabs().ai.records {
            draw_records(canvas, scene, &records, rest);
        } else {
            draw_groups(canvas, scene, &groups, rest, true);
        }
        return;
    }
    // As many lines as there are groups, and headings and a border.
    let wanted = u16::try_from(groups.rows()).unwrap_or(u16::MAX).saturating_add(3).max(4);
    let rest = if body.width >= WIDE {
        let lines = funnel::lines(body.height);
        let height = wanted.clamp(lines, (body.height / 2).max(lines));
        let left = (body.width * 2 / 5).min(body.width - 76);
        let funnel = Rect { width: left, height, ..body };
        funnel::draw(canvas, scene, funnel, false);
        draw_groups(canvas, scene, &groups, Rect { x: body.x + left, width: body.width - left, ..funnel }, false);
        Rect { y: body.y + height, height: body.height - height, ..body }
    } else {
        let lines = funnel::lines(body.height);
        funnel::draw(canvas, scene, Rect { height: lines, ..body }, true);
        let both = body.height - lines;
        // What has the keys gets the larger part.
        let most = if scene.view.tabs().ai.records { (both * 2 / 5).max(5) } else { both * 3 / 5 };
        let height = wanted.min(most);
        let pane = Rect { y: body.y + lines, height, ..body };
        draw_groups(canvas, scene, &groups, pane, false);
        Rect { y: pane.bottom(), height: both - height, ..body }
    };
    draw_records(canvas, scene, &records, rest);
}

/// Whether there are only the sessions that other vendors tell of.
pub(super) fn is_of_vendors(scene: &Scene<'_>) -> bool {
    is_off(scene) && !has_probes(scene) && !vendors::with_robots(scene).is_empty()
}

/// What keys do here, for the bottom line.
pub(super) fn hints(scene: &Scene<'_>) -> Vec<(Action, &'static str)> {
    let (records, on_probes) = (scene.view.tabs().ai.records, probes_have_keys(scene));
    let next = match (records, on_probes) {
        (false, false) => tr!(scene, "sessions"),
        (true, false) if has_probes(scene) => tr!(scene, "bot probes"),
        _ => tr!(scene, "groups"),
    };
    let open = if records || on_probes { tr!(scene, "open") } else { tr!(scene, "only these") };
    vec![
        (Action::Down, tr!(scene, "choose")),
        (Action::Open, open),
        (Action::Back, tr!(scene, "back")),
        (Action::NextPane, next),
        (Action::By, tr!(scene, "by")),
        (Action::Narrow, tr!(scene, "only")),
        (Action::Filter, tr!(scene, "filter")),
        (Action::Sort, tr!(scene, "sort")),
        (Action::Columns, tr!(scene, "columns")),
        (Action::Export, "CSV"),
    ]
}

/// What other vendors tell of their robots, where the board has no sessions of its own.
fn of_vendors(canvas: &mut Canvas<'_>, scene: &Scene<'_>, platforms: &[PlatformTotals], area: Rect) {
    let about = tr!(scene, "today, all vendors").to_owned();
    let focus = !probes_have_keys(scene);
    let title = Title { name: tr!(scene, "AI sessions"), about, focus, ..Title::default() };
    let inner = canvas.pane(area, &title);
    let within = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let used = vendors::draw(canvas, scene, platforms, vendors::ROBOTS, within) + 1;
    let rest = Rect { y: within.y + used, height: within.height.saturating_sub(used), ..within };
    vendors::platform_figures(canvas, scene, rest);
}

fn draw_groups(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &GroupsSheet<'_>, area: Rect, alone: bool) {
    let ai = &scene.view.tabs().ai;
    let list = scene.list(sheet.id());
    let only = only(scene, &ai.asked).filter(|_| alone);
    let name = tr!(scene, "By {what}", what = lang::of(scene, ai.by.title()));
    let name = only.map_or_else(|| name.clone(), |only| tr!(scene, "{name}, only {only}", name = name, only = only));
    let empty = match (scene.board.ai(), ai.by) {
        (None, _) => scene.why_empty(SourceId::Ai, tr!(scene, "AI records are"), tr!(scene, "answer")),
        (Some(_), AiField::Reason) => vec![tr!(scene, "no session reached an agent yet today").to_owned()],
        (Some(_), by) => vec![tr!(scene, "no {what} is known yet", what = lang::of(scene, by.title()))],
    };
    let frame = Frame {
        area,
        title: Title {
            name: &name,
            about: sheet.about(scene.language),
            right: groups_standing(scene, sheet),
            ..Title::default()
        },
        empty,
        focus: !ai.records && !probes_have_keys(scene),
        stale: false,
    };
    let room = sheet::draw(canvas, scene, sheet, frame);
    let order = list.order(scene, sheet);
    let keys = order.iter().skip(room.top).take(room.rows);
    let keys = keys.map(|row| sheet.key(*row as usize).into_owned()).collect();
    canvas.map.groups = Some((ai.by, keys));
}

fn draw_records(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &RecordsSheet<'_>, area: Rect) {
    let ai = &scene.view.tabs().ai;
    let list = scene.list(ListId::AiRecords);
    let entry = ai.records_entry(scene.board);
    let only = only(scene, &ai.asked);
    let name = only
        .as_ref()
        .map_or_else(|| tr!(scene, "Sessions").to_owned(), |only| tr!(scene, "Sessions, only {only}", only = only));
    let nothing = match &only {
        Some(only) => tr!(scene, "no sessions today with {only}", only = only),
        None => tr!(scene, "no sessions yet today").to_owned(),
    };
    let mut empty = scene.why_no_answer(entry, &nothing);
    if only.is_some() && entry.is_some_and(Shelved::has_content) {
        empty.push(scene.back(tr!(scene, "asks for more sessions")));
    }
    let frame = Frame {
        area,
        title: Title {
            name: &name,
            about: records_about(scene, sheet, entry, list),
            right: scene.scoped(SourceId::Ai, Topic::Robots, records_standing(scene, sheet, entry)),
            ..Title::default()
        },
        empty,
        focus: ai.records && !probes_have_keys(scene),
        stale: sheet.stale(entry),
    };
    sheet::draw(canvas, scene, sheet, frame);
}

/// How old the oldest figures are.
fn groups_standing(scene: &Scene<'_>, sheet: &GroupsSheet<'_>) -> Vec<Piece> {
    let Some(as_of) = sheet.oldest() else { return Vec::new() };
    if let Some(stale) = scene.part_stale(Some(as_of), SourceId::Ai) {
        return vec![Piece::new(format!(" {stale} "), scene.theme.badge())];
    }
    let age = text::age(scene, scene.now.since(as_of).max(0));
    vec![Piece::new(tr!(scene, "{age} ago", age = age), scene.theme.faint())]
}

/// How old they are, or how it stands with asking.
fn records_standing(scene: &Scene<'_>, sheet: &RecordsSheet<'_>, entry: Option<&Shelved>) -> Vec<Piece> {
    if sheet.newest && sheet.stale(entry) {
        scene.age_title(SourceId::Ai)
    } else {
        scene.answer_title(entry, SourceId::Ai)
    }
}

/// How many sessions are here, of how many, and in which order unless another was chosen.
fn records_about(scene: &Scene<'_>, sheet: &RecordsSheet<'_>, entry: Option<&Shelved>, list: &List) -> String {
    let whole = !sheet.newest && !sheet.rows.is_empty();
    let order = if list.sort.is_none() && !list.reverse && whole { tr!(scene, "newest first") } else { "" };
    let count = match entry.and_then(Shelved::ai_records) {
        Some(rows) if rows.complete && rows.rows.is_empty() => tr!(scene, "none today").to_owned(),
        // How many there are is said with how many match.
        Some(rows) if rows.complete && !list.filter.is_empty() => tr!(scene, "today").to_owned(),
        Some(rows) => loaded(scene.language, rows),
        None if sheet.newest => {
            tr!(scene, "the newest {count}", count = text::count(Some(sheet.rows.len() as u64), ""))
        }
        None => tr!(scene, "today").to_owned(),
    };
    [count.as_str(), order]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(tr!(scene, ", "; "clauses"))
}

/// What is to be said under the lists: what failed while older figures stand, what has no names, other time zones. What
/// there is no room for is counted.
fn notes(scene: &Scene<'_>, area: Rect) -> Vec<(String, ratatui::style::Style)> {
    let theme = scene.theme;
    let room = usize::from(area.width).saturating_sub(2);
    let most = match area.height {
        ..LOW => 1,
        LOW..28 => 2,
        28..44 => 4,
        _ => 6,
    };
    let ai = &scene.view.tabs().ai;
    let mut sentences = Vec::new();
    let mut failed = |sentence: &str| {
        let sentence = format!("{} {sentence}", theme.glyphs.alert());
        if !sentences.iter().any(|(known, _)| *known == sentence) {
            sentences.push((sentence, theme.caution()));
        }
    };
    let has_rows = |entry: &&Shelved| entry.ai_records().is_some_and(|rows| !rows.rows.is_empty());
    if let Some(failure) = ai.records_entry(scene.board).filter(has_rows).and_then(|entry| entry.failure.as_ref()) {
        failed(&lang::sentence(scene, &failure.problem));
    }
    if funnel::totals(scene).is_some()
        && let Some(failure) = ai.funnel_entry(scene.board).and_then(|entry| entry.failure.as_ref())
    {
        failed(&lang::sentence(scene, &failure.problem));
    }
    // The part that fails of what comes by itself: its mark stays as long as it does.
    let source = scene.live.source(SourceId::Ai);
    if let Some(error) = source.error.as_deref().filter(|_| matches!(source.phase, Phase::Live | Phase::Polling)) {
        failed(&lang::sentence(scene, error));
    }
    if let Some(failure) = GroupsSheet::new(scene).failure() {
        failed(&tr!(scene, "groups: {failure}", failure = lang::sentence(scene, failure)));
    }
    let choices = scene.board.shelf().get(&Lookup::AiChoices);
    if let Some(failure) = choices.and_then(|entry| entry.failure.as_ref()) {
        failed(&tr!(scene, "names and choices: {failure}", failure = lang::sentence(scene, &failure.problem)));
    }
    if let Some(choices) = choices.and_then(Shelved::choices) {
        if let Some(zone) = choices.zones.first().filter(|zone| !same_zone(scene, &zone.key)) {
            let site = scene.settings.zone.name();
            let hint = tr!(
                scene,
                "the tenant's main time zone is {zone}, this site's {site}: the vendor's own pages cut the day elsewhere",
                site = site,
                zone = if zone.label.contains(&zone.key) {
                    zone.label.clone()
                } else {
                    format!("{} ({})", zone.key, zone.label)
                }
            );
            sentences.push((hint, theme.faint()));
        }
        sentences.extend(choices.missing.iter().map(|missing| {
            (tr!(scene, "missing: {missing}", missing = lang::sentence(scene, missing)), theme.faint())
        }));
    }
    sentences.extend(drift::sentences(scene));
    let mut lines = Vec::new();
    for (sentence, style) in sentences {
        lines.extend(wrapped(&text::clean(&sentence), room).into_iter().map(|line| (line, style)));
    }
    let hidden = lines.len().saturating_sub(most);
    lines.truncate(most);
    if hidden > 0
        && let Some((last, _)) = lines.last_mut()
    {
        let more = format!(
            " {}",
            if hidden == 1 {
                tr!(scene, "1 line more").to_owned()
            } else {
                tr!(scene, "{hidden} lines more", hidden = hidden)
            }
        );
        let cut = scene.theme.glyphs.cut();
        *last = format!("{}{more}", text::fit(&format!("{last} {cut}"), room.saturating_sub(text::width(&more)), cut));
    }
    lines
}

/// Whether the vendor's zone keeps the time of the site's, whatever it is called.
fn same_zone(scene: &Scene<'_>, key: &str) -> bool {
    let site = scene.settings.zone;
    match key.trim().parse::<chrono_tz::Tz>() {
        Ok(zone) => {
            zone == site || text::clock(scene, scene.at, zone, "%z") == text::clock(scene, scene.at, site, "%z")
        }
        Err(_) => key.trim().is_empty(),
    }
}
