//! Today's AI sessions: how many the robots contained, how many reached an agent, and why.

use ratatui::layout::Rect;

use crate::lang::{self, Language};
use crate::model::{AiCount, AiDay, AiField, AiRecord, PlatformTotals, SourceId, Topic, sort};
use crate::ui::draw::canvas::{Canvas, Piece, Title};
use crate::ui::draw::facts::{in_a_line, more};
use crate::ui::draw::vendors;
use crate::ui::draw::widgets;
use crate::ui::state::Pane;
use crate::ui::state::hits::Zone;
use crate::ui::state::scene::Scene;
use crate::ui::state::tabs::ai::named;
use crate::ui::text;

/// Lines it could use.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    let breakdowns = |day: &AiDay| sections(day).iter().map(|(_, rows)| rows.len() + 1).sum::<usize>();
    let platforms = robots(scene);
    if !platforms.is_empty() {
        return vendors::lines(&platforms) + scene.board.ai().map_or(0, breakdowns);
    }
    let marks = usize::from(mark(scene).is_some());
    scene.board.ai().map_or_else(|| scene.reasons(SourceId::Ai), |day| 1 + marks + breakdowns(day))
}

/// The vendors that tell of robots, where not only the board's own source does.
fn robots(scene: &Scene<'_>) -> Vec<PlatformTotals> {
    let platforms = vendors::with_robots(scene);
    if platforms.iter().any(|platform| platform.source != SourceId::Chat) { platforms } else { Vec::new() }
}

fn sections(day: &AiDay) -> Vec<(AiField, &[AiCount])> {
    let all = [
        (AiField::Reason, day.reasons.as_slice()),
        (AiField::Robot, day.robots.as_slice()),
        (AiField::Channel, day.channels.as_slice()),
    ];
    all.into_iter().filter(|(_, rows)| !rows.is_empty()).collect()
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let focus = scene.has_focus(Pane::Ai);
    canvas.zone(area, Zone::Pane(Pane::Ai, 0));
    let platforms = robots(scene);
    let right = if platforms.is_empty() {
        scene.scoped(SourceId::Ai, Topic::Robots, scene.age_title(SourceId::Ai))
    } else {
        Vec::new()
    };
    let inner = canvas.pane(area, &Title { name: tr!(scene, "AI agents today"), right, focus, ..Title::default() });
    let within = Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner };
    let used = match (scene.board.ai(), platforms.is_empty()) {
        (_, false) => vendors::draw(canvas, scene, &platforms, vendors::ROBOTS, within),
        (Some(day), true) => {
            canvas.line(within.x, within.y, within.width, &totals(scene, day, inner.width));
            match mark(scene).filter(|_| inner.height > 2) {
                Some(said) => {
                    canvas.put(within.x, within.y + 1, within.width, &said, scene.theme.caution());
                    2
                }
                None => 1,
            }
        }
        (None, true) => {
            canvas.middle(inner, &scene.why_empty(SourceId::Ai, tr!(scene, "AI records are"), tr!(scene, "answer")));
            return;
        }
    };
    let Some(day) = scene.board.ai() else { return };
    let height = inner.height.saturating_sub(used);
    let rest = Rect { x: inner.x + 1, y: inner.y + used, width: inner.width - 2, height };
    if scene.view.board().is_expanded() && focus {
        expanded(canvas, scene, day, rest);
    } else {
        breakdowns(canvas, scene, day, rest);
    }
    if scene.stale(SourceId::Ai).is_some() {
        canvas.tint(if platforms.is_empty() { inner } else { rest }, scene.theme.stale());
    }
}

/// The share that differs from the usual one and that chance explains least, and how many more there are.
fn mark(scene: &Scene<'_>) -> Option<String> {
    let drift = scene.board.ai_drift(scene.now)?;
    let (own, mark) = drift.marks().next()?;
    let others = drift.marks().count() - 1;
    let (glyph, word) = (scene.theme.glyphs.alert(), text::drift_word(scene, mark));
    let rest = if others > 0 { format!(" {}", more(scene.language, others)) } else { String::new() };
    Some(format!("{glyph} {word} {}{rest}", text::drift_in_short(scene, own, scene.dash())))
}

fn totals(scene: &Scene<'_>, day: &AiDay, width: u16) -> Vec<Piece> {
    let totals = &day.totals;
    let facts = [
        (text::count(totals.sessions, scene.dash()), mark!("sessions"), true),
        (text::percent(totals.contained_share(), scene.dash()), mark!("contained"), true),
        (text::percent(totals.handed_share(), scene.dash()), mark!("reached an agent"), true),
        (text::count(totals.valid, scene.dash()), mark!("valid"), totals.valid.is_some()),
        (text::count(totals.ended, scene.dash()), mark!("ended"), totals.ended.is_some()),
    ];
    in_a_line(scene, facts, width)
}

/// As many sections as there is room for, one under the other; on a wide pane beside each other.
fn breakdowns(canvas: &mut Canvas<'_>, scene: &Scene<'_>, day: &AiDay, area: Rect) {
    let sections = sections(day);
    if sections.is_empty() || area.height < 2 {
        return;
    }
    let needed: usize = sections.iter().map(|(_, rows)| rows.len() + 1).sum();
    if needed > usize::from(area.height) && area.width >= 26 * sections.len() as u16 {
        let width = area.width / sections.len() as u16;
        for (index, (of, rows)) in sections.iter().enumerate() {
            let column = Rect { x: area.x + index as u16 * width, width: width - 1, ..area };
            section(canvas, scene, *of, rows, column);
        }
        return;
    }
    let mut y = area.y;
    for (of, rows) in sections {
        let height = area.bottom().saturating_sub(y);
        if height < 2 {
            return;
        }
        y += section(canvas, scene, of, rows, Rect { y, height, ..area });
    }
}

/// Counts older than this say so: they are counted in turn, and may be older than the totals above them.
const OLD_MS: i64 = 60_000;

/// What is to be said beside a heading: what is left out, what is still to be counted, how old the oldest count is.
fn remark(scene: &Scene<'_>, rows: &[AiCount], hidden: usize) -> String {
    let waiting = rows.iter().filter(|row| row.count.is_none()).count();
    let oldest = rows.iter().filter_map(|row| row.as_of).min().map(|at| scene.now.since(at));
    let mut parts = Vec::new();
    if hidden > 0 {
        parts.push(more(scene.language, hidden));
    }
    if waiting > 0 {
        parts.push(tr!(scene, "counting {waiting}", waiting = waiting));
    }
    if let Some(age) = oldest.filter(|age| *age > OLD_MS) {
        parts.push(tr!(scene, "{age} old", age = text::age(scene, age)));
    }
    parts.join(tr!(scene, ", "; "clauses"))
}

/// A heading with its bars, largest first; how many lines were used. What was not counted yet is no row, but said.
fn section(canvas: &mut Canvas<'_>, scene: &Scene<'_>, of: AiField, rows: &[AiCount], area: Rect) -> u16 {
    let theme = scene.theme;
    let title = match of {
        AiField::Reason => tr!(scene, "reached an agent because"),
        AiField::Channel => tr!(scene, "by channel"),
        _ => tr!(scene, "by robot"),
    };
    canvas.put(area.x, area.y, area.width, title, theme.faint());
    let mut sorted: Vec<&AiCount> = rows.iter().filter(|row| row.count.is_some()).collect();
    sort::by_key(&mut sorted, |row| std::cmp::Reverse(row.count));
    let most = sorted.first().and_then(|row| row.count).unwrap_or(0);
    let room = usize::from(area.height.saturating_sub(1));
    let hidden = sorted.len().saturating_sub(room);
    let start = area.x + text::width(title) as u16 + 1;
    canvas.put_right(start, area.right(), area.y, &remark(scene, rows, hidden), theme.faint());
    let label = (area.width / 2).clamp(8, 24);
    for (row, y) in sorted.iter().zip(area.y + 1..area.bottom()) {
        canvas.put(area.x, y, label - 1, &text::clean(named(scene.language, of, &row.label)), theme.text());
        canvas.put_right(area.x + label, area.x + label + 6, y, &text::count(row.count, scene.dash()), theme.strong());
        let cells = usize::from(area.width.saturating_sub(label + 8).min(40));
        let drawn = widgets::bar(theme, row.count.unwrap_or(0), most, cells);
        canvas.put(area.x + label + 7, y, cells as u16, &drawn, theme.graph());
    }
    1 + sorted.len().min(room) as u16
}

/// The breakdowns beside each other, and under them the newest sessions.
fn expanded(canvas: &mut Canvas<'_>, scene: &Scene<'_>, day: &AiDay, area: Rect) {
    let sections = sections(day);
    let longest = sections.iter().map(|(_, rows)| rows.len() + 1).max().unwrap_or(0) as u16;
    let mut rest = area;
    if longest > 0 {
        let height = longest.min(area.height / 2);
        rest = Rect { y: area.y + 1 + height + 1, height: area.height.saturating_sub(height + 2), ..area };
        let width = area.width / sections.len() as u16;
        for (index, (of, rows)) in sections.iter().enumerate() {
            let x = area.x + index as u16 * width;
            section(canvas, scene, *of, rows, Rect { x, y: area.y + 1, width: width - 2, height });
        }
    }
    records(canvas, scene, &day.latest, rest);
}

fn records(canvas: &mut Canvas<'_>, scene: &Scene<'_>, records: &[AiRecord], area: Rect) {
    let theme = scene.theme;
    if area.height < 2 {
        return;
    }
    let rows = usize::from(area.height - 1);
    let top = scene.view.scroll().min(records.len().saturating_sub(rows));
    canvas.map.scroll = Some(top);
    canvas.map.rows = Some(rows);
    let starts = if area.width < 100 { [0, 7, 20, 31, 40, 48] } else { [0, 8, 28, 48, 62, 74] };
    let cells = starts.iter().zip(starts.iter().skip(1)).map(|(from, to)| to - from - 1).collect::<Vec<u16>>();
    let cells = |column: usize| cells.get(column).copied().unwrap_or(0);
    let starts = starts.map(|start| area.x + start);
    let headings = [
        tr!(scene, "began"),
        tr!(scene, "robot"),
        tr!(scene, "channel"),
        tr!(scene, "messages"),
        tr!(scene, "lasted"),
        tr!(scene, "outcome"),
    ];
    for (x, heading) in starts.iter().zip(headings) {
        canvas.put(*x, area.y, 12, heading, theme.faint());
    }
    if records.is_empty() {
        canvas.put(area.x, area.y + 1, area.width, tr!(scene, "no sessions yet today"), theme.faint());
    }
    for (record, y) in records.iter().skip(top).zip(area.y + 1..area.bottom()) {
        let [began, robot, channel, messages, lasted, outcome] = starts;
        let word =
            |text: &Option<String>| text.as_deref().map_or(scene.dash().to_owned(), |t| text::clean(t).into_owned());
        let when = record.started.map_or(scene.dash().to_owned(), |at| scene.clock(at, "%H:%M"));
        canvas.put(began, y, 7, &when, theme.text());
        canvas.put(robot, y, cells(1), &word(&record.robot), theme.text());
        canvas.put(channel, y, cells(2), lang::of(scene, &word(&record.channel)), theme.text());
        let sent = |count: Option<u64>| text::count(count, scene.dash());
        let both = format!("{}/{}", sent(record.customer_messages), sent(record.robot_messages));
        canvas.put(messages, y, cells(3), &both, theme.text());
        let length = record.started.zip(record.ended).map(|(from, to)| to.since(from));
        canvas.put(lasted, y, cells(4), &scene.duration(length), theme.text());
        let (text, style) = result(scene.language, record, theme);
        canvas.put(outcome, y, area.right().saturating_sub(outcome), &text, style);
    }
    widgets::thumb(
        canvas,
        Rect { y: area.y + 1, height: area.height - 1, width: area.width + 2, ..area },
        top,
        rows,
        records.len(),
    );
}

fn result(language: Language, record: &AiRecord, theme: crate::ui::theme::Theme) -> (String, ratatui::style::Style) {
    match (record.handed, record.over) {
        (Some(true), _) => {
            let reason = record
                .reason
                .as_deref()
                .map(|words| lang::of(language, words))
                .map(text::clean)
                .filter(|reason| !reason.is_empty());
            (
                reason.map_or(tr!(language, "reached an agent").to_owned(), |reason| {
                    tr!(language, "agent: {reason}", reason = reason)
                }),
                theme.caution(),
            )
        }
        (_, Some(false)) => (tr!(language, "still talking").to_owned(), theme.graph()),
        (Some(false), Some(true)) => (tr!(language, "contained").to_owned(), theme.text()),
        _ if record.asked == Some(true) => (tr!(language, "asked for an agent").to_owned(), theme.caution()),
        _ => (theme.glyphs.dash().to_owned(), theme.faint()),
    }
}
