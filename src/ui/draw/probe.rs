//! How bots answer that are asked from time to time: all of them beside the AI sessions, and one on a page of its own.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Piece, Title};
use super::facts::wrapped;
use super::sheet::{self, Frame};
use super::{spark, widgets};
use crate::lists::Sheet;
use crate::model::{Probe, ProbeTime, SourceId};
use crate::ui::state::scene::Scene;
use crate::ui::state::sheets::ai::{ProbesSheet, probes_have_keys};
use crate::ui::state::sheets::chosen;
use crate::ui::state::sheets::probe_runs::RunsSheet;
use crate::ui::text;

/// A trend of fewer cells says nothing, and one of more says no more.
const LEAST_TREND: u16 = 8;
const MOST_TREND: u16 = 48;

/// Cells of its span and its scale.
const SCALE: u16 = 46;

/// Below this height there is room for the runs alone.
const LOW: u16 = 14;

/// Lines that all of them could use: rows with heading and border, and a trend.
pub(super) fn lines(scene: &Scene<'_>) -> u16 {
    u16::try_from(scene.board.probes().len()).unwrap_or(u16::MAX).saturating_add(4)
}

/// All of them, with the trend of the one that is chosen.
pub(super) fn pane(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let sheet = ProbesSheet::new(scene);
    let down = scene.board.probes().down().count();
    let about = match down {
        0 => String::new(),
        1 => tr!(scene, "1 bot is down").to_owned(),
        down => tr!(scene, "{down} bots are down", down = down),
    };
    // A list needs its border, its heading and a row.
    let with_trend = area.height >= 5;
    let frame = Frame {
        area: Rect { height: area.height - u16::from(with_trend), ..area },
        title: Title {
            name: tr!(scene, "Bot probes"),
            alarm: down > 0,
            about,
            right: scene.age_title(SourceId::Probe),
            ..Title::default()
        },
        empty: Vec::new(),
        focus: probes_have_keys(scene),
        // Each probe has its own turns.
        stale: false,
    };
    sheet::draw(canvas, scene, &sheet, frame);
    let probe = chosen(scene, &sheet).and_then(|row| sheet.probe(row));
    if let Some(probe) = probe.filter(|_| with_trend) {
        let name = text::fit(&text::clean(&probe.set().name), 16, scene.theme.glyphs.cut());
        let label = tr!(scene, "{name}: first word", name = name);
        let line = Rect { x: area.x + 1, y: area.bottom() - 1, width: area.width.saturating_sub(2), height: 1 };
        trend(canvas, scene, (probe, ProbeTime::FirstWord), &label, line);
    }
}

/// One time of a probe from time to time, with its span and its scale, which it is not drawn without.
fn trend(canvas: &mut Canvas<'_>, scene: &Scene<'_>, of: (&Probe, ProbeTime), label: &str, line: Rect) {
    let (probe, time) = of;
    let x = canvas.put(line.x, line.y, line.width, &format!("{label} "), scene.theme.faint());
    let room = line.right().saturating_sub(x);
    // On a thin line nothing moves for show.
    if scene.view.written().thin.is_some() {
        return;
    }
    let cells = room.saturating_sub(SCALE).clamp(LEAST_TREND, MOST_TREND);
    let trend = probe.trend(time, usize::from(cells), scene.at);
    if trend.is_empty() {
        canvas.put(x, line.y, room, tr!(scene, "no word yet"), scene.theme.faint());
        return;
    }
    let top = text::took(Some(trend.top()), scene.dash());
    let scale = format!(" {}", spark::scale(scene, &trend, &top));
    if usize::from(room) < usize::from(cells) + text::width(&scale) {
        return;
    }
    let drawn = widgets::spark(scene.theme, &trend.columns, trend.columns.len(), scene.theme.graph());
    let x = canvas.line(x, line.y, cells, &[drawn]);
    canvas.put(x, line.y, line.right().saturating_sub(x), &scale, scene.theme.faint());
}

/// One of them, with every run that is kept.
pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, name: &str, area: Rect) {
    let shown = text::fit(&text::clean(name), 32, scene.theme.glyphs.cut());
    let title = tr!(scene, "Bot probe {name}", name = shown);
    let Some(probe) = scene.board.probes().get(name) else {
        let inner = canvas.pane(area, &Title { name: &title, focus: true, ..Title::default() });
        canvas.middle(inner, &[tr!(scene, "this probe is set no longer").to_owned()]);
        return;
    };
    let sheet = RunsSheet::new(scene, name);
    let run = chosen(scene, &sheet).and_then(|row| sheet.run(row));
    let cells = usize::from(area.width.saturating_sub(4));
    let mut sentences: Vec<Vec<Piece>> = facts(scene, probe)
        .iter()
        .flat_map(|said| wrapped(said, cells))
        .map(|line| vec![Piece::new(line, scene.theme.text())])
        .collect();
    // The room does not move with the row that is chosen.
    let failure = run.and_then(|run| text::probe_failed(scene, run)).unwrap_or_default();
    let failure = wrapped(&text::clean(&failure), cells);
    let about =
        if area.height < LOW { 0 } else { u16::try_from(sentences.len()).unwrap_or(u16::MAX).saturating_add(6) };
    let about = about.min(area.height / 2);
    if about > 0 {
        let pane = Rect { height: about, ..area };
        let inner = canvas.pane(pane, &Title { name: &title, right: age(scene, probe), ..Title::default() });
        let body = Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner };
        sentences.extend(failure.into_iter().take(2).map(|line| vec![Piece::new(line, scene.theme.caution())]));
        let times = [(ProbeTime::FirstWord, tr!(scene, "first word")), (ProbeTime::LastWord, tr!(scene, "last word"))];
        let widest = times.iter().map(|(_, word)| text::width(word)).max().unwrap_or(0);
        for ((time, word), y) in times.into_iter().zip(body.y..body.bottom()) {
            trend(canvas, scene, (probe, time), &text::pad(word, widest), Rect { y, height: 1, ..body });
        }
        for (line, y) in sentences.iter().zip(body.y + 2..body.bottom()) {
            canvas.line(body.x, y, body.width, line);
        }
    }
    let rest = Rect { y: area.y + about, height: area.height - about, ..area };
    let name: &str = if about > 0 { tr!(scene, "Runs") } else { title.as_str() };
    let count = text::count(Some(sheet.rows() as u64), "");
    let frame = Frame {
        area: rest,
        title: Title { name, about: count, ..Title::default() },
        empty: vec![tr!(scene, "not asked yet").to_owned()],
        focus: true,
        stale: probe.is_stale(scene.now),
    };
    sheet::draw(canvas, scene, &sheet, frame);
}

/// How old the last run is.
fn age(scene: &Scene<'_>, probe: &Probe) -> Vec<Piece> {
    let Some(age) = probe.age_ms(scene.now) else { return Vec::new() };
    let age = text::age(scene, age);
    if probe.is_stale(scene.now) {
        return vec![Piece::new(format!(" {} ", tr!(scene, "STALE {age}", age = age)), scene.theme.badge())];
    }
    vec![Piece::new(tr!(scene, "{age} ago", age = age), scene.theme.faint())]
}

/// What it asks, how often it was answered, and since when it is down or when it was good last.
fn facts(scene: &Scene<'_>, probe: &Probe) -> Vec<String> {
    let counts = probe.counts(scene.at);
    let count = |count: u64| text::count(Some(count), "");
    let mut said = vec![
        text::probe_asks(scene, probe.set()),
        tr!(
            scene,
            "last 24 h: runs {runs}, without a whole answer {unanswered}, not as expected {unexpected}",
            runs = count(counts.runs),
            unanswered = count(counts.unanswered),
            unexpected = count(counts.unexpected)
        ),
    ];
    let last_good = probe.last_good().map(|run| scene.moment(run.began));
    said.push(match (probe.down_since(), last_good) {
        (Some(since), _) => tr!(scene, "down since {since}: no whole answer since then", since = scene.moment(since)),
        (None, Some(when)) => tr!(scene, "last good answer {when}", when = when),
        (None, None) => tr!(scene, "no good answer yet").to_owned(),
    });
    said
}
