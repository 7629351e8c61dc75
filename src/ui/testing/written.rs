//! What a frame came to, in text: its letters, and its styles by the roles of the theme.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::style::{Color, Modifier};

use crate::ui::theme::Theme;

/// The cells that a terminal is sent: what stands behind a wide character is not.
pub fn cells(buffer: &Buffer) -> impl Iterator<Item = &Cell> {
    let mut behind = 0;
    buffer.content().iter().filter(move |cell| {
        let covered = behind > 0;
        behind = if covered { behind - 1 } else { cell.symbol().cell_width().saturating_sub(1) };
        !covered
    })
}

/// What is written, line by line.
pub fn text(buffer: &Buffer) -> String {
    let mut lines = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.cell_width().max(1);
        }
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

/// Every run of cells that differs from the empty screen: rows that look alike, then columns and role. A blank that
/// shows nothing ends no run.
pub fn styles(buffer: &Buffer, theme: Theme) -> String {
    let mut alike: Vec<(String, Vec<u16>)> = Vec::new();
    for y in 0..buffer.area.height {
        let mut runs: Vec<(u16, u16, String)> = Vec::new();
        for x in 0..buffer.area.width {
            let Some(name) = style_of(&buffer[(x, y)], theme) else { continue };
            match runs.last_mut() {
                Some((_, last, look)) if *look == name => *last = x,
                _ => runs.push((x, x, name)),
            }
        }
        runs.retain(|(_, _, name)| !name.is_empty());
        let mut row = String::new();
        for (from, to, name) in runs {
            let _ = write!(row, " {} {name};", span(from, to));
        }
        match alike.iter_mut().find(|(look, _)| *look == row) {
            _ if row.is_empty() => {}
            Some((_, rows)) => rows.push(y),
            None => alike.push((row, vec![y])),
        }
    }
    let mut lines = String::new();
    for (row, rows) in alike {
        let _ = writeln!(lines, "{}:{row}", spans(&rows));
    }
    lines
}

fn span(from: u16, to: u16) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}

fn spans(rows: &[u16]) -> String {
    let beside = rows.chunk_by(|one, next| next - one == 1);
    beside.map(|rows| span(rows[0], rows[rows.len() - 1])).collect::<Vec<_>>().join(",")
}

/// How a cell that shows something differs from the empty screen, by the roles of its colours: a theme may give them any.
fn style_of(cell: &Cell, theme: Theme) -> Option<String> {
    // A blank shows nothing but its background and what is reversed or underlined.
    let shows = cell.symbol() != " " || cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED);
    let ground = theme.ground();
    let behind = cell.bg != Color::Reset && Some(cell.bg) != ground.bg;
    if !shows && !behind {
        return None;
    }
    let mut look = String::new();
    if cell.fg != Color::Reset && Some(cell.fg) != ground.fg {
        look.push_str(&theme.roles(cell.fg));
    }
    if behind {
        let _ = write!(look, " on {}", theme.roles(cell.bg));
    }
    for (modifier, letter) in
        [(Modifier::BOLD, "+B"), (Modifier::DIM, "+D"), (Modifier::REVERSED, "+R"), (Modifier::UNDERLINED, "+U")]
    {
        if cell.modifier.contains(modifier) {
            look.push_str(letter);
        }
    }
    Some(look.trim().to_owned())
}
