//! Drawing is a function of values: nothing else goes in, nothing but the frame and its map comes out.

use std::thread;

use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::lang::Language;
use crate::ui::testing::{Desk, centre, settings};
use crate::ui::{FrameMap, Settings, draw};

/// The desk on each page, with a panel, the commands, a filter and a list that is scrolled.
const LOOKS: [&str; 14] = [
    "",
    "t",
    "<tab>z",
    "2",
    "2c",
    "2<down><down><right>",
    "3",
    "4",
    "5",
    "6",
    "?",
    "<enter>",
    ":",
    "/state:talking<enter>",
];

#[test]
fn two_frames_of_the_same_values_are_equal_in_two_threads_and_languages_at_once() {
    for look in LOOKS {
        let mut desk = Desk::new(centre(48), Settings { mouse: true, ..settings() });
        desk.keys(look);
        let (board, view, settings, now) = (&desk.board, &desk.view, &desk.settings, desk.now);
        let frame = |language| {
            let settings = Settings { language, ..settings.clone() };
            let mut terminal = Terminal::new(TestBackend::new(120, 34)).unwrap();
            let mut map = FrameMap::default();
            terminal.draw(|cells| map = draw(board, view, &settings, now, cells)).unwrap();
            (terminal.backend().buffer().clone(), map)
        };
        let both = || [frame(Language::English), frame(Language::Chinese)];
        let (one, other) = thread::scope(|threads| {
            let threads = [threads.spawn(both), threads.spawn(both)];
            let [one, other] = threads.map(|thread| thread.join().unwrap());
            (one, other)
        });
        assert_eq!(one, other, "{look}");
        assert_eq!(one, both(), "{look}");
        assert!(one[0].0 != one[1].0, "{look} is the same in both languages");
    }
}
