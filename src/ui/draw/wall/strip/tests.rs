use super::*;
use crate::config::{Blocks, KioskView};
use crate::lang::Language;
use crate::model::{Board, Phase, SourceId};
use crate::ui::draw::wall::tests::measure::Frame;
use crate::ui::draw::wall::tests::{LOOKS, SIZES, desk, dressed};
use crate::ui::settings::KioskSettings;
use crate::ui::testing::calls::calls_centre;
use crate::ui::testing::{Desk, centre, centre_without_voice, crowd, report};

fn boards() -> [(&'static str, Board); 4] {
    [("calls", calls_centre()), ("48", centre(48)), ("5", crowd(5)), ("chats", centre_without_voice())]
}

/// How the strip is arranged below a header of one line and above a footer.
fn arranged(scene: &Scene<'_>, (width, height): (u16, u16)) -> (usize, Option<Arranged>) {
    let area = Rect::new(0, 1, width, height - 2);
    let told = Told::of(scene, &Outages::of(scene));
    let most = Most::of(area);
    (told.cards.len(), told.arranged(scene, width - 2, most))
}

/// From afar two figures at least, of three rows at least, with their words.
#[test]
fn from_afar_figures_and_words_are_large_in_every_look() {
    for (name, board) in boards() {
        let desk = desk(board);
        for (language, blocks) in LOOKS {
            let (settings, view) = dressed(&desk, language, blocks);
            let scene = Scene::new(&desk.board, &view, &settings, desk.now);
            for size in SIZES {
                let case = format!("{name} {language:?} {blocks:?} {size:?}");
                let (cards, arranged) = arranged(&scene, size);
                let Some(Arranged { count, figure, word, .. }) = arranged else { panic!("{case}") };
                assert!(count >= cards.min(2), "{case}: {count} of {cards}");
                assert!(figure.lines() >= 3 && word.is_some_and(|word| word.lines() >= 3), "{case}");
            }
        }
    }
}

#[test]
fn on_smaller_screens_it_is_as_large_as_fits_and_at_last_one_line() {
    let desk = desk(calls_centre());
    // Width, height, lines of the figures; 1 for ordinary letters.
    for (width, height, lines) in [(80, 24, 1), (100, 30, 1), (120, 34, 4), (160, 48, 4)] {
        let (settings, view) = dressed(&desk, Language::English, Some(Blocks::Half));
        let scene = Scene::new(&desk.board, &view, &settings, desk.now);
        let (_, arranged) = arranged(&scene, (width, height));
        assert_eq!(arranged.map_or(1, |arranged| arranged.figure.lines()), lines, "{width}×{height}");
    }
}

/// The wall with its round at the page of `view`.
fn at(board: Board, view: KioskView) -> Desk {
    let mut desk = desk(board);
    let kiosk = Some(KioskSettings { views: vec![view], every_ms: 20_000 });
    desk = Desk::new(desk.board, crate::ui::settings::Settings { kiosk, ..desk.settings });
    let page = |desk: &Desk| !matches!(desk.view.shows(), Shows::Wall | Shows::Alarm);
    assert!((0..300).any(|_| page(desk.listen(1))), "{view:?}");
    desk
}

/// A person who has the keys has the page.
#[test]
fn it_is_not_there_while_a_person_has_the_keys() {
    let mut desk = at(centre(48), KioskView::Calls);
    let before = desk.text(80, 24);
    desk.keys("2");
    assert_ne!(desk.text(80, 24).lines().nth(1), before.lines().nth(1));
}

#[test]
fn a_page_that_is_not_live_says_so() {
    let mut desk = desk(centre(48));
    let now = desk.now;
    report(&mut desk.board, now, SourceId::Agents, Phase::Stopped, Some("403"));
    let scene = Scene::new(&desk.board, &desk.view, &desk.settings, desk.now);
    assert_eq!(state(&scene, &Outages::of(&scene)).0, "not live");
}

/// The page of the figures has it where it takes no more than an eighth of the screen; below that, the header is all.
#[test]
fn on_the_page_of_the_figures_it_is_large_or_left_to_the_header() {
    let desk = desk(calls_centre());
    for (size, lines) in [((80, 24), 0), ((120, 34), 0), ((160, 48), 5), ((240, 67), 5)] {
        let (settings, view) = dressed(&desk, Language::English, Some(Blocks::Half));
        let scene = Scene::new(&desk.board, &view, &settings, desk.now);
        let frame = Frame::of(&scene, size, |canvas| {
            let area = Rect::new(0, 1, size.0, size.1 - 2);
            assert_eq!(draw(canvas, &scene, area, &Outages::of(&scene)).y - area.y, lines, "{size:?}");
        });
        assert_eq!(frame.lines_of("14:32") >= 4, lines > 0, "{size:?}");
    }
}
