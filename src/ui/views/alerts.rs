//! Who is over which limit, and what is wrong with the figures themselves.

use ratatui::layout::Rect;

use crate::model::{Alert, Level, Phase, SourceId, SourceState};
use crate::ui::canvas::{Canvas, Piece, Title};
use crate::ui::scene::Scene;
use crate::ui::text;
use crate::ui::view::{AlertKey, Pane, source_name};
use crate::ui::widgets;

use super::table;

/// Lines it could use.
pub(super) fn rows(scene: &Scene<'_>) -> usize {
    scene.view.alerts().len().max(1)
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let alerts = scene.view.alerts();
    let rows = usize::from(area.height.saturating_sub(2));
    let keys = |alert: &Alert| AlertKey::of(alert, scene.board);
    let chosen = scene.view.chosen_alert().filter(|_| scene.has_focus(Pane::Alerts));
    let position = chosen.and_then(|key| alerts.iter().position(|alert| keys(alert).as_ref() == Some(key)));
    let top = widgets::window(0, rows, alerts.len(), position);
    if scene.has_focus(Pane::Alerts) {
        scene.view.shown().rows.set(rows);
    }
    let hidden = alerts.len().saturating_sub(rows);
    let name = match alerts.len() {
        0 => "Alerts".to_owned(),
        count => format!("Alerts {}", text::count(Some(count as u64), "")),
    };
    let inner = canvas.pane(
        area,
        &Title {
            name: &name,
            alarm: !alerts.is_empty(),
            bottom_right: if hidden > 0 { super::more(hidden) } else { String::new() },
            focus: scene.has_focus(Pane::Alerts),
            ..Title::default()
        },
    );
    if alerts.is_empty() {
        let quiet = if scene.board.has_roster() { "nobody is over a limit" } else { "nothing is known yet" };
        canvas.put(inner.x + 1, inner.y, inner.width.saturating_sub(2), quiet, scene.theme.faint());
        return;
    }
    for (line, alert) in alerts.iter().enumerate().skip(top).take(rows) {
        let y = inner.y + (line - top) as u16;
        row(canvas, scene, alert, Rect { x: inner.x + 1, y, width: inner.width.saturating_sub(2), height: 1 });
        if !matches!(alert, Alert::Source { .. }) && scene.stale(SourceId::Agents).is_some() {
            canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.stale());
        }
        if position == Some(line) {
            canvas.tint(Rect { y, height: 1, ..inner }, scene.theme.choice());
        }
    }
}

/// The subject on the left, what is over which limit on the right, so that the eye runs down two columns.
fn row(canvas: &mut Canvas<'_>, scene: &Scene<'_>, alert: &Alert, area: Rect) {
    let theme = scene.theme;
    let Some((who, what)) = subject(scene, alert, area.width / 2) else { return };
    let at = canvas.put(area.x, area.y, 2, theme.glyphs.alert(), theme.alert());
    let at = canvas.put(at + 1, area.y, area.width.saturating_sub(2), &who, theme.strong());
    canvas.line_right(at + 1, area.right(), area.y, &what);
}

/// Whom or what an alert is about, a name in at most `cells`, and what is the matter; `None` for an agent who is gone.
pub(super) fn subject(scene: &Scene<'_>, alert: &Alert, cells: u16) -> Option<(String, Vec<Piece>)> {
    let theme = scene.theme;
    Some(match alert {
        Alert::Agent { slot, state, limit_ms, .. } => {
            let agent = scene.board.agent(*slot)?;
            let elapsed = scene.duration(scene.in_state(agent));
            let name = table::name(scene, agent, usize::from(cells));
            let what = vec![
                Piece::new(format!("{} ", table::state_word(*state)), theme.state(*state)),
                Piece::new(text::pad_left(&elapsed, 7), theme.level(Level::Over)),
                Piece::new(format!("  limit {}", text::pad(&text::limit(*limit_ms), 3)), theme.faint()),
            ];
            (name, what)
        }
        Alert::Missed { percent, limit } => {
            let what = vec![
                Piece::new(text::percent_of(*percent), theme.level(Level::Over)),
                Piece::new(format!("  limit {}", text::percent_of(*limit)), theme.faint()),
            ];
            ("missed calls".to_owned(), what)
        }
        Alert::Source { source, state, age_ms } => {
            (source_name(scene.live, *source), source_words(scene, *source, *state, *age_ms))
        }
    })
}

fn source_words(scene: &Scene<'_>, id: SourceId, state: SourceState, age_ms: Option<i64>) -> Vec<Piece> {
    let theme = scene.theme;
    let age = age_ms.map(text::age).unwrap_or_default();
    let doing = match (state, &scene.live.source(id).phase) {
        (_, Phase::Waiting { until, .. }) => format!("  next try {}", scene.countdown(*until)),
        (_, Phase::Stopped) => "  stopped".to_owned(),
        (SourceState::Connecting, _) => "  connecting".to_owned(),
        _ => "  silent".to_owned(),
    };
    vec![Piece::new(format!("STALE {age}"), theme.level(Level::Over)), Piece::new(doing, theme.faint())]
}
