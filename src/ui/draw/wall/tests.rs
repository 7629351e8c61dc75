//! What the wall shows, and how high it is, at the sizes of screens that hang on walls and of nearer ones.

use litemap::LiteMap;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::*;
use crate::config::{Blocks, KioskView};
use crate::lang::Language;
use crate::model::{Alarms, Board, Payload, Rules};
use crate::ui::settings::{KioskSettings, Settings};
use crate::ui::state::View;
use crate::ui::state::kiosk::Shows;
use crate::ui::testing::calls::calls_centre;
use crate::ui::testing::platforms::{only_open, two_vendors};
use crate::ui::testing::{Desk, apply, centre, centre_without_voice, crowd, settings};
use crate::ui::{ColourDepth, draw as frame_of};

pub(in crate::ui::draw) mod measure;

mod counts;
mod heights;
mod pages;

pub(super) const SIZES: [(u16, u16); 2] = [(240, 67), (320, 90)];

/// A language, and what letters are made of; a console has no ideographs, and is in English.
pub(super) const LOOKS: [(Language, Option<Blocks>); 7] = [
    (Language::English, Some(Blocks::Half)),
    (Language::English, Some(Blocks::Quadrant)),
    (Language::English, Some(Blocks::Sextant)),
    (Language::English, None),
    (Language::Chinese, Some(Blocks::Half)),
    (Language::Chinese, Some(Blocks::Quadrant)),
    (Language::Chinese, Some(Blocks::Sextant)),
];

/// A wall that has begun.
pub(super) fn desk(board: Board) -> Desk {
    let kiosk = Some(KioskSettings { views: vec![KioskView::Board], every_ms: 20_000 });
    let mut desk = Desk::new(board, Settings { kiosk, ..settings() });
    desk.wait(2);
    assert_eq!(desk.view.shows(), Shows::Wall);
    desk
}

/// The same wall with another look.
pub(super) fn dressed(desk: &Desk, language: Language, blocks: Option<Blocks>) -> (Settings, View) {
    let ascii = blocks.is_none();
    let blocks = blocks.unwrap_or(Blocks::Half);
    let colours = ColourDepth::Ansi16;
    let settings = Settings { language, ascii, console: ascii, blocks, colours, ..desk.settings.clone() };
    let mut view = desk.seen().in_language(language);
    view.put_in_order(&desk.board, desk.now, &settings);
    (settings, view)
}

pub(super) fn drawn(desk: &Desk, (settings, view): &(Settings, View), (width, height): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| {
            frame_of(&desk.board, view, settings, desk.now, frame);
        })
        .unwrap();
    terminal.backend().buffer().clone()
}

/// A wall with its agents in two departments, and a third without any.
fn of_teams(board: Board) -> Desk {
    let of = |from: usize, to: usize| (from..to).map(|at| (1000 + at).to_string()).collect::<Vec<String>>();
    let departments = LiteMap::from_iter([
        ("Day shift".to_owned(), of(0, 200)),
        ("夜班".to_owned(), of(100, 260)),
        ("Week-end".to_owned(), vec!["7".to_owned()]),
    ]);
    let kiosk = Some(KioskSettings { views: vec![KioskView::Board, KioskView::Teams], every_ms: 20_000 });
    Desk::new(board, Settings { departments, kiosk, ..settings() })
}

/// The same when it shows this, with a stream that is alive.
fn showing(board: Board, shows: Shows) -> Desk {
    let mut desk = of_teams(board);
    turn_to(&mut desk, |view| view.shows() == shows);
    desk
}

/// Lets the round go on to such a page, with no alert that interrupts.
fn turn_to(desk: &mut Desk, is_there: impl Fn(&View) -> bool) {
    let quiet = Alarms::new(Rules::default(), desk.settings.zone);
    for _ in 0..90 {
        desk.now = desk.now.plus(10_000);
        apply(&mut desk.board, desk.now, Payload::Heard(SourceId::Agents));
        desk.view.tick(&desk.board, &quiet, desk.now);
        if is_there(&desk.view) {
            return;
        }
    }
    panic!("it has no turn")
}

/// How many agents there are.
const COUNTS: [usize; 5] = [1, 5, 48, 300, 2000];

/// What of a cell is seen of a large letter.
fn ink(buffer: &Buffer, x: u16, y: u16) -> (&str, bool) {
    let cell = &buffer[(x, y)];
    (cell.symbol(), cell.modifier.contains(Modifier::REVERSED))
}

/// Whether `word` stands in the frame as `hand` writes it.
fn stands(buffer: &Buffer, scene: &Scene<'_>, word: &str, hand: Hand) -> bool {
    let (wide, lines) = (hand.width(word), hand.lines());
    let mut own = Buffer::empty(Rect::new(0, 0, wide, lines));
    hand.draw(&mut Canvas::new(&mut own, scene.theme), (0, 0), wide, word, scene.theme.text());
    let is_at = |x: u16, y: u16| {
        (0..lines).all(|line| (0..wide).all(|column| ink(&own, column, line) == ink(buffer, x + column, y + line)))
    };
    let (right, bottom) = (buffer.area.width - wide, buffer.area.height - lines);
    (0..=bottom).any(|y| (0..=right).any(|x| is_at(x, y)))
}

/// Every state has its word, and every word is as high as it is in the smallest letters that there are for all of them.
#[test]
fn the_words_of_the_states_are_there_and_high() {
    for board in [crowd(5), calls_centre()] {
        let desk = desk(board);
        for (language, blocks) in LOOKS {
            let look = dressed(&desk, language, blocks);
            let scene = Scene::new(&desk.board, &look.1, &look.0, desk.now);
            let (calls, now, other) = (cards::calls(&scene), cards::now(&scene), cards::other(&scene));
            let hand = smallest_word(&scene, calls.cards.iter().chain(&now).chain(&other));
            assert!(hand.lines() > 3, "{hand:?}");
            for size in SIZES {
                let buffer = drawn(&desk, &look, size);
                for card in &now {
                    let case = format!("{} {language:?} {blocks:?} {size:?}", card.word);
                    assert!(stands(&buffer, &scene, &card.word, hand), "{case}");
                }
            }
        }
    }
}

/// Where screens are small, words stand in ordinary letters: there would be no room for the figures otherwise.
#[test]
fn on_a_small_screen_the_words_are_there_in_ordinary_letters() {
    let desk = desk(centre(48));
    for (language, word) in [(Language::English, "talking"), (Language::Chinese, "通话中")] {
        let look = dressed(&desk, language, Some(Blocks::Half));
        let text = crate::ui::testing::text(&drawn(&desk, &look, (80, 24)));
        assert!(text.contains(word), "{text}");
    }
}
