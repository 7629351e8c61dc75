//! What a board looks like, without a terminal.

use callboard::model::{Board, Stamp};
use callboard::ui::{Action, Keymap, Settings, View, draw};
use chrono_tz::Tz;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

/// One column, in which every sentence stands whole, and room for all sources.
const PAGE: (u16, u16) = (100, 100);

/// What is drawn at this size, without borders and runs of blanks.
pub(crate) fn drawn(
    board: &Board,
    view: &View,
    settings: &Settings,
    now: Stamp,
    (columns, rows): (u16, u16),
) -> String {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let frame = terminal.draw(|frame| {
        draw(board, view, settings, now, frame);
    });
    frame.unwrap();
    let cells: String = terminal.backend().buffer().content().iter().map(ratatui::buffer::Cell::symbol).collect();
    let words = cells.split(|c: char| c.is_whitespace() || "│┃║╭╮╰╯─━═".contains(c));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ") + "\n"
}

/// The page on health, just opened.
pub(crate) fn health(board: &Board, now: Stamp, zone: Tz) -> String {
    let settings = Settings { zone, ..Settings::default() };
    let mut view = View::new(&settings, Keymap::new(&[]).unwrap());
    view.act(Action::Health, board, now, &settings);
    drawn(board, &view, &settings, now, PAGE)
}
