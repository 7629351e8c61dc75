use super::*;
use crate::lang::Language;
use crate::lists::Sheet;
use crate::model::AgentChange;
use crate::ui::Settings;
use crate::ui::testing::{Desk, NOW, centre, change, settings};

/// Names as vendors send them, some of which are not what they look like.
const NAMES: [&str; 10] = [
    "Wang Fang",
    "李娜",
    "欧阳明月 Lin",
    "  blanks  ",
    "tab\tand\u{1b}[31mred",
    "Zoe\u{301}",
    "😀 Lee",
    "ﷺ",
    "",
    "한국",
];

#[test]
fn no_cell_takes_more_than_what_is_known_of_it_without_writing_it() {
    let mut board = centre(40);
    for (agent, name) in NAMES.iter().enumerate() {
        let text = || Some((*name).into());
        let changes = vec![AgentChange::Name(text()), AgentChange::Number(text()), AgentChange::Extension(text())];
        change(&mut board, NOW, agent, changes);
    }
    for (language, console, ascii) in
        [(Language::English, false, false), (Language::Chinese, false, true), (Language::English, true, false)]
    {
        let settings = Settings { ascii, language, console, ..settings() };
        let desk = Desk::new(board.clone(), settings);
        let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
        let sheet = sheet(&scene).of_all();
        let mut known = 0;
        for row in 0..sheet.rows() {
            for column in 0..COLUMNS.len() {
                let Some(most) = sheet.most_cells(&scene, row, column) else { continue };
                let shown = sheet.shown(&scene, row, column);
                assert!(text::width(&shown) <= most, "{shown:?} in {most} cells");
                known += 1;
            }
        }
        assert!(known > sheet.rows() / 2, "it is known of some");
    }
}
