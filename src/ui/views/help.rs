//! The help: made from the live bindings, the filter's own list and the limits in force, so that it cannot drift.

use ratatui::layout::Rect;

use crate::model::{Level, State};
use crate::ui::action::Scope;
use crate::ui::canvas::{Canvas, Piece, Title};
use crate::ui::filter;
use crate::ui::hits::Zone;
use crate::ui::lang;
use crate::ui::scene::Scene;
use crate::ui::sheet::LIST_HELP;
use crate::ui::text;
use crate::ui::widgets;

/// From this width on there are two columns.
const TWO_COLUMNS: u16 = 118;

type Line = Vec<Piece>;

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    scene.zone(area, Zone::Page);
    let inner = canvas.pane(
        area,
        &Title {
            name: tr!("Help"),
            about: tr!("every key as it is bound now").to_owned(),
            focus: true,
            ..Title::default()
        },
    );
    let columns: Vec<Vec<Line>> = if area.width >= TWO_COLUMNS {
        let cells = usize::from(inner.width / 2).saturating_sub(2);
        vec![keys(scene, cells), legend(scene, cells)]
    } else {
        let cells = usize::from(inner.width).saturating_sub(2);
        let mut lines = keys(scene, cells);
        lines.push(Vec::new());
        lines.extend(legend(scene, cells));
        vec![lines]
    };
    let rows = usize::from(inner.height);
    let longest = columns.iter().map(Vec::len).max().unwrap_or(0);
    let top = scene.view.scroll().get().min(longest.saturating_sub(rows));
    scene.view.scroll().set(top);
    scene.view.shown().rows.set(rows);
    let width = inner.width / columns.len() as u16;
    for (index, lines) in columns.iter().enumerate() {
        let x = inner.x + 1 + index as u16 * width;
        for (line, y) in lines.iter().skip(top).zip(inner.y..inner.bottom()) {
            canvas.line(x, y, width.saturating_sub(2), line);
        }
    }
    widgets::thumb(canvas, Rect { y: inner.y, height: inner.height, ..area }, top, rows, longest);
}

fn heading(scene: &Scene<'_>, text: &str) -> Line {
    vec![Piece::new(text, scene.theme.focus())]
}

/// A key or term with its meaning, broken into lines of `room` cells.
fn entry(scene: &Scene<'_>, key: &str, cells: usize, meaning: &str, room: usize) -> Vec<Line> {
    let room = room.saturating_sub(cells + 3).max(16);
    let lines = text::wrap(meaning, room, scene.theme.glyphs.cut()).into_iter().enumerate();
    lines
        .map(|(index, line)| {
            let key = if index == 0 { key } else { "" };
            vec![
                Piece::new(format!("  {}", text::pad(key, cells)), scene.theme.key()),
                Piece::new(format!(" {line}"), scene.theme.text()),
            ]
        })
        .collect()
}

fn keys(scene: &Scene<'_>, room: usize) -> Vec<Line> {
    let bindings: Vec<_> = scene.view.keymap().bindings().collect();
    let names = |keys: &[String]| if keys.is_empty() { tr!("not bound").to_owned() } else { keys.join(", ") };
    let cells = bindings.iter().map(|binding| text::width(&names(&binding.keys))).max().unwrap_or(0).min(24);
    let mut lines = Vec::new();
    for scope in Scope::ALL {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(heading(scene, lang::of(scope.title())));
        for binding in bindings.iter().filter(|binding| binding.action.scope() == scope) {
            lines.extend(entry(scene, &names(&binding.keys), cells, lang::of(binding.action.description()), room));
        }
    }
    lines
}

fn legend(scene: &Scene<'_>, room: usize) -> Vec<Line> {
    let theme = scene.theme;
    let glyphs = theme.glyphs;
    let mut lines = Vec::new();
    for (title, help) in
        [(tr!("Filter of the board's agents"), filter::HELP), (tr!("Filter of the other lists"), LIST_HELP)]
    {
        if !lines.is_empty() {
            lines.push(Vec::new());
        }
        lines.push(heading(scene, title));
        let cells = help.iter().map(|(term, _)| text::width(term)).max().unwrap_or(0);
        lines.extend(help.iter().flat_map(|(term, meaning)| entry(scene, term, cells, lang::of(meaning), room)));
    }

    lines.push(Vec::new());
    lines.push(heading(scene, tr!("States, and the limits of the time in them")));
    for state in State::NAMED {
        let mut line: Line = vec![Piece::new(
            format!("  {} {}", glyphs.state(*state), text::pad(&lang::word(state), 11)),
            theme.state(*state),
        )];
        let limits = scene.settings.limits.of(*state);
        for (index, limit) in limits.iter().enumerate() {
            let level = match (index + 1 == limits.len(), index) {
                (true, _) => Level::Over,
                (false, 0) => Level::Watch,
                (false, _) => Level::Warn,
            };
            let mark = glyphs.level(level).trim_end();
            line.push(Piece::new(text::pad(&format!("{}{mark}", text::limit(*limit)), 7), theme.level(level)));
        }
        lines.push(line);
    }

    lines.push(Vec::new());
    lines.push(heading(scene, tr!("Marks")));
    let marks: [(&str, &str); 9] = [
        (glyphs.level(Level::Over), tr!("past the last limit of the state: an alert")),
        (glyphs.level(Level::Warn), tr!("past the limit before the last")),
        (glyphs.call(crate::model::CallKind::Inbound), tr!("the customer called")),
        (glyphs.call(crate::model::CallKind::Outbound), tr!("the agent called")),
        (glyphs.call(crate::model::CallKind::Internal), tr!("a call between agents")),
        ("?", tr!("before a name: the last full message did not name this agent")),
        (glyphs.dash(), tr!("nobody knows")),
        ("12+", tr!("at least so many: not every agent is on the board")),
        ("41s!", tr!("figures 41 s old, and the last attempt to renew them failed")),
    ];
    lines.extend(marks.iter().flat_map(|(mark, meaning)| entry(scene, mark, 4, meaning, room)));
    lines
}
