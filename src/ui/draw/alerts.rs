//! Who is over which limit, and what is wrong with the figures themselves; over the whole screen also what was.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::model::{
    About, Alert, Compare, Level, Mark, Measure, Past, Phase, Severity, SourceId, SourceState, Stamp, Standing,
};
use crate::ui::draw::canvas::{Canvas, Piece, Title, width_of};
use crate::ui::draw::facts::more;
use crate::ui::draw::widgets;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::state::{AlertKey, Offered, Pane, alert_rows, count_alerts, source_name};
use crate::ui::text;

use super::table;

/// Cells from which on a row says that it is unconfirmed; a narrower one has a question mark.
const ROOM_FOR_WORDS: u16 = 60;

/// Cells of a person who saw to an alert.
const PERSON: usize = 24;

/// Cells of a severity's word.
const SEVERITY: usize = 9;

/// Cells of a row beside what an alert is about and what is the matter.
const BEFORE: usize = 4;

/// Lines it could use.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    scene.view.alerts().standing().len().max(1)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let total = count_alerts(scene.view);
    let rows = usize::from(area.height.saturating_sub(2));
    let chosen = scene.view.alerts().chosen().filter(|_| scene.has_focus(Pane::Alerts));
    let position = chosen.and_then(|chosen| alert_rows(scene.view).position(|key| key == *chosen));
    let top = widgets::window(0, rows, total, position);
    canvas.zone(area, Zone::Pane(Pane::Alerts, rows));
    if scene.has_focus(Pane::Alerts) {
        canvas.map.rows = Some(rows);
    }
    let hidden = total.saturating_sub(rows);
    let inner = canvas.pane(
        area,
        &Title {
            name: &name(scene),
            about: about(scene, total),
            alarm: scene.view.alerts().open() > 0,
            bottom_right: if hidden > 0 { more(scene.language, hidden) } else { String::new() },
            focus: scene.has_focus(Pane::Alerts),
            ..Title::default()
        },
    );
    if total == 0 {
        let offered = Offered::of(scene.board);
        let known = scene.board.source_ids().any(|id| scene.board.source(id).as_of.is_some());
        let quiet = match (scene.board.has_roster(), offered.voice) {
            (true, _) => tr!(scene, "nothing is over a limit"),
            (false, false) if known => tr!(scene, "no alerts"),
            (false, _) => tr!(scene, "nothing is known yet"),
        };
        canvas.put(inner.x + 1, inner.y, inner.width.saturating_sub(2), quiet, scene.theme.faint());
        return;
    }
    for (line, key) in alert_rows(scene.view).enumerate().skip(top).take(rows) {
        let y = inner.y + (line - top) as u16;
        let place = Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 };
        match (scene.view.alerts().standing().get(line), &key) {
            (Some(standing), AlertKey::Now(_)) => {
                row(canvas, scene, standing, place);
                if standing.unconfirmed {
                    canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.stale());
                }
            }
            (_, AlertKey::Past(id)) => {
                if let Some(past) = scene.view.alerts().past().find(|past| past.id == *id) {
                    past_row(canvas, scene, past, place);
                }
            }
            (None, AlertKey::Now(_)) => {}
        }
        canvas.spot(Rect { y, height: 1, ..inner }, Spot::Alert(key));
        if position == Some(line) {
            canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.choice());
        }
    }
}

/// How many there are that are not acknowledged.
fn name(scene: &Scene<'_>) -> String {
    match scene.view.alerts().open() {
        0 => tr!(scene, "Alerts").to_owned(),
        count => tr!(scene, "Alerts {count}", count = text::count(Some(count as u64), "")),
    }
}

/// How many are acknowledged, and how many are cleared.
fn about(scene: &Scene<'_>, rows: usize) -> String {
    let standing = scene.view.alerts().standing().len();
    let (seen, over) = (standing - scene.view.alerts().open(), rows.saturating_sub(standing));
    let parts = [(seen, tr!(scene, "acknowledged")), (over, tr!(scene, "cleared today"))];
    let parts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}")).collect();
    parts.join(tr!(scene, ", "; "clauses"))
}

fn severity(scene: &Scene<'_>, severity: Severity) -> (&'static str, Style) {
    let theme = scene.theme;
    match severity {
        Severity::Info => (theme.glyphs.info(), theme.strong()),
        Severity::Warning => (theme.glyphs.alert(), theme.alert()),
        Severity::Critical => (theme.glyphs.critical(), theme.badge()),
    }
}

/// Whom or what an alert is about, a name in at most `cells`, and what is the matter; `None` for an agent who is gone.
pub(super) fn subject(scene: &Scene<'_>, alert: &Alert, cells: u16) -> Option<(String, Vec<Piece>)> {
    let theme = scene.theme;
    Some(match alert {
        Alert::Agent { slot, state, limit_ms, .. } => {
            let agent = scene.board.agent(*slot)?;
            let elapsed = scene.elapsed(agent);
            let name = table::name(scene, agent, usize::from(cells));
            let what = vec![
                Piece::new(format!("{} ", table::state_word(scene.language, *state)), theme.state(*state)),
                Piece::new(text::pad_left(&elapsed, 7), theme.level(Level::Over)),
                Piece::new(
                    format!("  {}", tr!(scene, "limit {limit}", limit = text::pad(&text::limit(scene, *limit_ms), 3))),
                    theme.faint(),
                ),
            ];
            (name, what)
        }
        Alert::Figure { measure, compare, value, limit, over_ms, department } => {
            let limit = figure(*measure, *limit);
            let limit = match compare {
                Compare::Above => tr!(scene, "limit {limit}", limit = limit),
                Compare::Below => tr!(scene, "limit below {limit}", limit = limit),
                Compare::Equals => tr!(scene, "limit = {limit}", limit = limit),
            };
            // A limit may be any number, a share may not.
            let told = match measure {
                _ if measure.is_percent() => text::percent(Some(*value / 100.0), ""),
                _ if measure.is_time() => measure.show(*value),
                _ => text::score(*value),
            };
            let what =
                vec![Piece::new(told, theme.level(Level::Over)), Piece::new(format!("  {limit}"), theme.faint())];
            let whose = department.as_deref().map(|name| format!(" · {name}")).unwrap_or_default();
            let over = over_ms.map(|over| tr!(scene, "last {time}", time = text::limit(scene, over)));
            let over = over.map(|over| format!(" · {over}")).unwrap_or_default();
            (text::fit(&format!("{}{over}{whose}", lang::of(scene, measure.label())), usize::from(cells), "…"), what)
        }
        Alert::Source { source, state, age_ms } => {
            (source_name(scene.language, scene.live, *source), source_words(scene, *source, *state, *age_ms))
        }
    })
}

/// The subject on the left, what is over which limit on the right, so that the eye runs down two columns.
fn row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, standing: &Standing, area: Rect) {
    let theme = scene.theme;
    let Some((who, mut what)) = subject(scene, &standing.alert, area.width / 2) else { return };
    let (glyph, mut style) = severity(scene, standing.severity);
    if let Some(mark) = standing.mark {
        style = theme.faint();
        for piece in &mut what {
            piece.style = theme.faint();
        }
        let severity = if scene.settings.rules.has_severities() { SEVERITY + 1 } else { 0 };
        let room = usize::from(area.width).saturating_sub(text::width(&who) + BEFORE + severity);
        what = marked(scene, mark, standing, &what, room);
    }
    if let Some(at) = standing.escalated.filter(|_| standing.mark.is_none()) {
        what.insert(0, Piece::new(format!("{}  ", escalated(scene, at)), theme.alert()));
    }
    if standing.unconfirmed {
        let words =
            if area.width >= ROOM_FOR_WORDS { format!("{}  ", tr!(scene, "unconfirmed")) } else { "? ".to_owned() };
        what.insert(0, Piece::new(words, theme.caution()));
    }
    let at = canvas.put(area.x, area.y, 2, glyph, style);
    let mut at = at + 1;
    if scene.settings.rules.has_severities() {
        let word = text::pad(lang::of(scene, standing.severity.word()), SEVERITY);
        at = canvas.put(at, area.y, area.right().saturating_sub(at), &word, style);
    }
    let named = if standing.mark.is_some() { theme.faint() } else { theme.strong() };
    let at = canvas.put(at, area.y, area.right().saturating_sub(at), &who, named);
    canvas.line_right(at + 1, area.right(), area.y, &what);
}

fn figure(measure: Measure, value: f64) -> String {
    match measure {
        _ if measure.is_percent() => text::percent_of(value),
        _ if measure.is_time() => measure.show(value),
        _ => text::score(value),
    }
}

fn escalated(scene: &Scene<'_>, at: Stamp) -> String {
    tr!(scene, "escalated {when}", when = scene.clock(at, "%H:%M"))
}

/// What is the matter, behind what was done about it: by whom, where that is told and there is room for it, at the cost of
/// the last piece if it has to be.
fn marked(scene: &Scene<'_>, mark: Mark, standing: &Standing, what: &[Piece], room: usize) -> Vec<Piece> {
    let with = |words: String, what: &[Piece]| {
        let mut all = vec![Piece::new(format!("{words}  "), scene.theme.strong())];
        all.extend_from_slice(what);
        all
    };
    let who = standing.by.as_ref().map(|by| person(scene, &by.who)).unwrap_or_default();
    if !who.is_empty() {
        let less = what.get(..what.len().saturating_sub(1)).unwrap_or_default();
        let whole = mark_words(scene, mark, &who);
        let short = match mark {
            Mark::Acknowledged(at) => tr!(scene, "by {who} {when}", who = who, when = scene.clock(at, "%H:%M")),
            Mark::Snoozed(_) | Mark::Muted => whole.clone(),
        };
        let tries = [(&whole, what), (&whole, less), (&short, what), (&short, less)];
        let all = tries.into_iter().map(|(words, what)| with(words.clone(), what)).find(|all| width_of(all) <= room);
        if let Some(all) = all {
            return all;
        }
    }
    with(mark_words(scene, mark, ""), what)
}

/// Who did something about an alert; empty where that was at this screen.
fn person(scene: &Scene<'_>, who: &str) -> String {
    text::fit(who, PERSON, scene.theme.glyphs.cut())
}

/// What was done about an alert, and by whom, where that is known.
fn mark_words(scene: &Scene<'_>, mark: Mark, by: &str) -> String {
    match mark {
        Mark::Acknowledged(at) if by.is_empty() => acknowledged(scene, at),
        Mark::Acknowledged(at) => acknowledged_by(scene, at, by),
        Mark::Snoozed(until) => {
            let when = scene.clock(until, "%H:%M");
            if by.is_empty() {
                tr!(scene, "snoozed until {when}", when = when)
            } else {
                tr!(scene, "snoozed by {who} until {when}", who = by, when = when)
            }
        }
        Mark::Muted if by.is_empty() => tr!(scene, "muted").to_owned(),
        Mark::Muted => tr!(scene, "muted by {who}", who = by),
    }
}

fn acknowledged(scene: &Scene<'_>, at: Stamp) -> String {
    tr!(scene, "acknowledged {when}", when = scene.clock(at, "%H:%M"))
}

fn acknowledged_by(scene: &Scene<'_>, at: Stamp, who: &str) -> String {
    tr!(scene, "acknowledged by {who} at {when}", who = who, when = scene.clock(at, "%H:%M"))
}

/// From when to when, about whom, what it was; how long it lasted and when it was acknowledged.
fn past_row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, past: &Past, area: Rect) {
    let theme = scene.theme;
    let rule = scene.settings.rules.get(past.key.rule);
    let words = rule.map(|rule| text::rule_words(scene.language, rule)).unwrap_or_default();
    let who = text::clean(&past.who).into_owned();
    let who = if matches!(past.key.about, About::Source(_)) { lang::of(scene, &who).to_owned() } else { who };
    let subject = if who.is_empty() { words } else { format!("{who}  {words}") };
    let times = tr!(
        scene,
        "{from} to {to}",
        from = scene.clock(past.began, "%H:%M:%S"),
        to = scene.clock(past.ended, "%H:%M:%S")
    );
    let by = past.by.as_ref().map(|who| person(scene, who)).unwrap_or_default();
    let seen = match past.acknowledged {
        Some(at) if by.is_empty() => format!("{}  ", acknowledged(scene, at)),
        Some(at) => format!("{}  ", acknowledged_by(scene, at, &by)),
        None => String::new(),
    };
    let escalated = past.escalated.map(|at| format!("{}  ", escalated(scene, at))).unwrap_or_default();
    let lasted = scene.duration(Some(past.ended.since(past.began)));
    let right = [
        Piece::new(escalated, theme.faint()),
        Piece::new(seen, theme.faint()),
        Piece::new(tr!(scene, "cleared after {time}", time = text::pad_left(&lasted, 7)), theme.faint()),
    ];
    let (glyph, _) = severity(scene, past.severity);
    let at = canvas.put(area.x, area.y, 2, glyph, theme.faint());
    let at = canvas.put(at + 1, area.y, area.right().saturating_sub(at + 1), &times, theme.faint());
    let room = area.right().saturating_sub(at + 2).saturating_sub(width_of(&right) as u16 + 2);
    let at = canvas.put(at + 2, area.y, room, &subject, theme.faint());
    canvas.line_right(at + 1, area.right(), area.y, &right);
}

fn source_words(scene: &Scene<'_>, id: SourceId, state: SourceState, age_ms: Option<i64>) -> Vec<Piece> {
    let theme = scene.theme;
    let age = age_ms.map(|ms| text::age(scene, ms)).unwrap_or_default();
    let doing = match (state, &scene.live.source(id).phase) {
        (_, Phase::Waiting { until, .. }) => {
            format!("  {}", tr!(scene, "next try {when}", when = scene.countdown(*until)))
        }
        (_, Phase::Stopped) => format!("  {}", tr!(scene, "stopped")),
        (SourceState::Connecting, _) => format!("  {}", tr!(scene, "connecting")),
        _ => format!("  {}", tr!(scene, "silent")),
    };
    vec![Piece::new(tr!(scene, "STALE {age}", age = age), theme.level(Level::Over)), Piece::new(doing, theme.faint())]
}
