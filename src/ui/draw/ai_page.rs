//! Today's AI sessions: how far they got, by robot, channel or reason, and the sessions themselves.

use ratatui::layout::Rect;

use super::facts::wrapped;
use super::vendors;
use crate::lang::{self, Language};
use crate::lists::{List, ListId, Sheet};
use crate::model::{AiAsked, AiField, Choice, Lookup, Phase, Rows, Shelved, SourceId, Stamp, Topic, Voice};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::state::scene::Scene;
use crate::ui::draw::sheet::{self, Drawn, Frame};
use crate::ui::state::Facet;
use crate::ui::state::tabs::ai as tab;
use crate::ui::text;

use super::chat_page::VendorsSheet;
use groups::GroupsSheet;
use records::RecordsSheet;

pub(super) use records::lasted;

mod funnel;
mod groups;
mod records;

/// From this width on the funnel stands beside the groups.
const WIDE: u16 = 140;
/// Below this height there is room for one list, that with the keys.
const LOW: u16 = 18;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    if is_off(scene) {
        let voices = vendors::with_robots(scene);
        if !voices.is_empty() {
            of_vendors(canvas, scene, &voices, area);
            return;
        }
        let inner = canvas.pane(area, &Title { name: tr!(scene, "AI sessions"), focus: true, ..Title::default() });
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
    let own = scene.live.source(SourceId::Ai).phase != Phase::Off || has_answers(scene);
    !own && !vendors::with_robots(scene).is_empty()
}

/// What other vendors tell of their robots, where the board has no sessions of its own.
fn of_vendors(canvas: &mut Canvas<'_>, scene: &Scene<'_>, voices: &[Voice], area: Rect) {
    let about = tr!(scene, "today, all vendors").to_owned();
    let title = Title { name: tr!(scene, "AI sessions"), about, focus: true, ..Title::default() };
    let inner = canvas.pane(area, &title);
    let within = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
    let used = vendors::draw(canvas, scene, voices, vendors::ROBOTS, within) + 1;
    let rest = Rect { y: within.y + used, height: within.height.saturating_sub(used), ..within };
    vendors::site_figures(canvas, scene, rest);
}

fn draw_groups(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &GroupsSheet<'_>, area: Rect, alone: bool) {
    let ai = &scene.view.tabs().ai;
    let fresh = List::default();
    let list = scene.view.list(sheet.id()).unwrap_or(&fresh);
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
            right: sheet.standing(scene),
            ..Title::default()
        },
        empty,
        focus: !ai.records,
        stale: false,
    };
    let room = sheet::draw(canvas, scene, sheet, list, frame);
    let order = list.order(scene, sheet);
    let keys = order.iter().skip(room.top).take(room.rows);
    let keys = keys.map(|row| sheet.key(*row as usize).into_owned()).collect();
    canvas.map.groups = Some((ai.by, keys));
}

fn draw_records(canvas: &mut Canvas<'_>, scene: &Scene<'_>, sheet: &RecordsSheet<'_>, area: Rect) {
    let ai = &scene.view.tabs().ai;
    let fresh = List::default();
    let list = scene.view.list(ListId::AiRecords).unwrap_or(&fresh);
    let entry = records_entry(scene);
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
            about: sheet.about(entry, list),
            right: scene.scoped(SourceId::Ai, Topic::Robots, sheet.standing(entry)),
            ..Title::default()
        },
        empty,
        focus: ai.records,
        stale: sheet.stale(entry),
    };
    sheet::draw(canvas, scene, sheet, list, frame);
}

/// The list that has the keys.
pub(super) fn sheet<'a>(scene: &'a Scene<'_>) -> Box<dyn Drawn + 'a> {
    if is_off(scene) { Box::new(VendorsSheet::new(scene)) } else { one(scene, scene.view.tabs().ai.records) }
}

/// The list that has not.
pub(super) fn other_sheet<'a>(scene: &'a Scene<'_>) -> Option<Box<dyn Drawn + 'a>> {
    (!is_off(scene)).then(|| one(scene, !scene.view.tabs().ai.records))
}

fn is_off(scene: &Scene<'_>) -> bool {
    scene.live.source(SourceId::Ai).phase == Phase::Off && !has_answers(scene)
}

fn one<'a>(scene: &'a Scene<'_>, records: bool) -> Box<dyn Drawn + 'a> {
    if records { Box::new(RecordsSheet::new(scene)) } else { Box::new(GroupsSheet::new(scene)) }
}

/// Everything the vendor can tell sessions apart by.
pub(super) fn facets(scene: &Scene<'_>) -> Vec<Facet> {
    let asked = &scene.view.tabs().ai.asked;
    let named = |field: AiField, mut choice: Choice| {
        choice.label = named(scene.language, field, &choice.label).to_owned();
        choice
    };
    let facet = |field: AiField| Facet {
        key: field.title().to_owned(),
        title: lang::of(scene, field.title()).to_owned(),
        chosen: asked.0.get(&field).cloned().unwrap_or_default(),
        choices: if field.is_typed() {
            Vec::new()
        } else {
            tab::choices_of(scene.language, scene.board, field).into_iter().map(|choice| named(field, choice)).collect()
        },
        several: field.takes_several(),
        typed: field.is_typed(),
    };
    AiField::ALL.into_iter().map(facet).collect()
}

/// What a choice is called on screen: ours are translated, the tenant's own names are theirs.
pub(super) fn named(language: Language, field: AiField, label: &str) -> &str {
    match field {
        AiField::Robot
        | AiField::Entrance
        | AiField::RatingLabel
        | AiField::DislikeLabel
        | AiField::Audience
        | AiField::Session
        | AiField::Conversation => label,
        _ => lang::of(language, label),
    }
}

/// What is asked for, in words; nothing when all sessions are.
fn only(scene: &Scene<'_>, asked: &AiAsked) -> Option<String> {
    let words: Vec<String> = asked
        .0
        .iter()
        .filter(|(_, keys)| !keys.is_empty())
        .map(|(field, keys)| {
            let label = |key: &String| {
                let label = tab::label(scene.language, scene.board, *field, key);
                text::fit(&text::clean(named(scene.language, *field, &label)), 24, scene.theme.glyphs.cut())
            };
            format!(
                "{} {}",
                lang::of(scene, field.title()),
                keys.iter().map(label).collect::<Vec<_>>().join(tr!(scene, " or "))
            )
        })
        .collect();
    (!words.is_empty()).then(|| words.join(tr!(scene, ", "; "clauses")))
}

fn has_answers(scene: &Scene<'_>) -> bool {
    let entries = [funnel_entry(scene), records_entry(scene)];
    scene.board.ai().is_some() || entries.into_iter().flatten().any(Shelved::has_content)
}

fn funnel_entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::AiFunnel(scene.view.tabs().ai.asked.clone()))
}

fn records_entry<'a>(scene: &'a Scene<'_>) -> Option<&'a Shelved> {
    scene.board.shelf().get(&Lookup::AiRecords(scene.view.tabs().ai.asked.clone()))
}

/// A moment on the clock of the AI records' vendor, brought to ours.
pub(super) fn ours(scene: &Scene<'_>, at: Option<Stamp>) -> Option<Stamp> {
    at.map(|at| at.plus(scene.skew().saturating_neg()))
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
    let mut sentences = Vec::new();
    let mut failed = |sentence: &str| {
        let sentence = format!("{} {sentence}", theme.glyphs.alert());
        if !sentences.iter().any(|(known, _)| *known == sentence) {
            sentences.push((sentence, theme.caution()));
        }
    };
    let has_rows = |entry: &&Shelved| entry.ai_records().is_some_and(|rows| !rows.rows.is_empty());
    if let Some(failure) = records_entry(scene).filter(has_rows).and_then(|entry| entry.failure.as_ref()) {
        failed(&lang::sentence(scene, &failure.problem));
    }
    if funnel::totals(scene).is_some()
        && let Some(failure) = funnel_entry(scene).and_then(|entry| entry.failure.as_ref())
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

/// How many rows are here, of how many.
fn loaded<T>(language: Language, rows: &Rows<T>) -> String {
    let count = |count: usize| text::count(Some(count as u64), "");
    match rows.total {
        _ if rows.complete => tr!(language, "{count} today", count = count(rows.rows.len())),
        Some(total) => {
            tr!(
                language,
                "{count} of {total} loaded",
                count = count(rows.rows.len()),
                total = text::count(Some(total), "")
            )
        }
        None => tr!(language, "{count} loaded, more to come", count = count(rows.rows.len())),
    }
}
