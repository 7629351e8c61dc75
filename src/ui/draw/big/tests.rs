use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;

use super::*;
use crate::config::Blocks;
use crate::ui::ColourDepth;
use crate::ui::theme::Theme;

/// Every kind of screen; the last has no block characters.
const KINDS: [Option<Blocks>; 4] = [Some(Blocks::Half), Some(Blocks::Quadrant), Some(Blocks::Sextant), None];

fn theme(blocks: Option<Blocks>) -> Theme {
    let theme = Theme::new(ColourDepth::True, blocks.is_none());
    blocks.map_or(theme, |blocks| theme.with_blocks(blocks))
}

/// What is drawn, a blank in reverse as `#`; it is as wide as it says, and stays in its room.
fn drawn(text: &str, hand: Hand, theme: Theme) -> Vec<String> {
    let (wide, lines) = (hand.width(text), hand.lines());
    let area = Rect::new(0, 0, wide + 9, lines + 3);
    let mut buffer = Buffer::empty(area);
    let end = hand.draw(&mut Canvas::new(&mut buffer, theme), (2, 1), wide, text, theme.strong());
    assert_eq!(end, 2 + wide, "{text:?} {hand:?}");
    let ink = |x: u16, y: u16| {
        let cell = &buffer[(x, y)];
        if cell.modifier.contains(Modifier::REVERSED) { "#".to_owned() } else { cell.symbol().to_owned() }
    };
    for (x, y) in (0..area.width).flat_map(|x| (0..area.height).map(move |y| (x, y))) {
        let inside = (2..end).contains(&x) && (1..=lines).contains(&y);
        assert!(inside || ink(x, y) == " ", "{text:?} {hand:?}: ink at {x},{y}");
    }
    let row = |y| (2..end).map(|x| ink(x, y)).collect::<String>().trim_end().to_owned();
    (1..=lines).map(row).collect()
}

/// The narrowest letters of the font that a screen of this kind has.
fn narrowest(text: &str, blocks: Option<Blocks>) -> Hand {
    let hands = hands(&[text], theme(blocks).glyphs).into_iter().filter(|hand| matches!(hand, Hand::Font(_)));
    hands.min_by_key(|hand| (hand.column(), Reverse(hand.capital()))).unwrap()
}

#[test]
fn letters_of_every_script_are_made_of_every_kind_of_block() {
    type Drawn = [&'static [&'static str]; 4];
    let letters: [(&str, Drawn); 5] = [
        (
            "A",
            [
                &["  ▄▀▀▄", " ▄▀  ▀▄", " █▄▄▄▄█", " █    █", " █    █"],
                &[" ▞▚", "▗▘▝▖", "▐▄▄▌", "▐  ▌", "▐  ▌"],
                &[" 🬔🬧", "▐🬭🬭▌", "▐  ▌", "🬁  🬀"],
                &[
                    "   ##", "  #  #", "  #  #", " #    #", " #    #", " ######", " #    #", " #    #", " #    #",
                    " #    #",
                ],
            ],
        ),
        (
            "客",
            [
                &[
                    "      ▀▄",
                    " █▀▀▀▀▀▀▀▀▀▀▀▀█",
                    "▀   █▄▄▄▄▄▄▄ ▀",
                    "  ▄▀▄▄   ▄▀",
                    "   ▄▄▄▀▀▀▄▄▄",
                    "▀▀▀▄▄▄▄▄▄▄▄▄▀▀▀",
                    "   █       █",
                    "   █▀▀▀▀▀▀▀█",
                ],
                &["   ▚", "▐▀▀▀▀▀▀▌", "▘ ▙▄▄▄▝", " ▞▄ ▗▘", " ▗▄▀▚▄", "▀▚▄▄▄▄▀▘", " ▐   ▐", " ▐▀▀▀▜"],
                &["🬞🬭🬭🬶🬭🬭🬭🬏", "🬅 🬱🬭🬭🬭🬇🬀", " 🬅🬋🬭🬖🬀", "🬋🬤🬰🬭🬯🬰🬋🬃", " ▐🬭🬭🬭🬷", " 🬁   🬁"],
                &[
                    "      #",
                    "       #",
                    " ##############",
                    " #            #",
                    "#   #        #",
                    "    ########",
                    "   #      #",
                    "  # ##   #",
                    "      ###",
                    "   ###   ###",
                    "###         ###",
                    "   #########",
                    "   #       #",
                    "   #       #",
                    "   #########",
                    "   #       #",
                ],
            ],
        ),
        (
            "ж",
            [
                &["", " █  █  █", "  ▀▄█▄▀", "  ▄▀█▀▄", " █  █  █"],
                &["", "▐ ▌▐", " ▚▙▘", " ▞▛▖", "▐ ▌▐"],
                &["🬞 🬏🬞", "🬁🬢🬲🬅", "🬞🬅🬕🬢", "🬁 🬀🬁"],
                &["", "", " #  #  #", " #  #  #", "  # # #", "   ###", "   ###", "  # # #", " #  #  #", " #  #  #"],
            ],
        ),
        (
            // The letter and its accent are one of the font's own.
            "e\u{301}",
            [
                &["  ▄▄▀▀", "", " ▄▀▀▀▀▄", " █▄▄▄▄█", " █", " ▀▄▄▄▄▀"],
                &[" ▄▀", "", "▗▀▀▖", "▐▄▄▌", "▐", "▝▄▄▘"],
                &[" 🬋🬂", "🬞🬋🬋🬏", "▐🬋🬋🬄", "🬉🬭🬭🬃"],
                &["    ##", "  ##", "", "", "  ####", " #    #", " #    #", " ######", " #", " #", " #    #", "  ####"],
            ],
        ),
        (
            // These are not: the mark lies over the letter.
            "x\u{302}",
            [
                &["  ▄▀▀▄", "", "", " █    █", "  ▀▄▄▀", "  ▄▀▀▄", " █    █"],
                &[" ▞▚", "", "", "▐  ▌", " ▚▞", " ▞▚", "▐  ▌"],
                &[" 🬅🬈", "", "🬉🬏🬞🬄", " 🬘🬣", "🬉  🬄"],
                &[
                    "   ##", "  #  #", "", "", "", "", " #    #", " #    #", "  #  #", "   ##", "   ##", "  #  #",
                    " #    #", " #    #",
                ],
            ],
        ),
    ];
    for (letter, expected) in letters {
        for (kind, expected) in KINDS.into_iter().zip(expected) {
            assert_eq!(drawn(letter, narrowest(letter, kind), theme(kind)), expected, "{letter} {kind:?}");
        }
    }
}

#[test]
fn a_multiple_repeats_every_pixel() {
    let glyphs = theme(Some(Blocks::Half)).glyphs;
    let twice = hands(&["客"], glyphs).into_iter().find(|hand| hand.lines() == 16).unwrap();
    assert_eq!((twice.column(), twice.width("客")), (16, 32));
    let doubled = |row: &str| row.replace(' ', "  ").replace('#', "██");
    let whole = drawn("客", narrowest("客", None), theme(None));
    let expected: Vec<String> = whole.iter().map(|row| doubled(row)).collect();
    assert_eq!(drawn("客", twice, theme(Some(Blocks::Half))), expected);
}

#[test]
fn what_the_font_does_not_have_is_its_sign_for_that() {
    let letter = |text: &str| font::letters(text);
    // Beyond the basic plane, and of private use.
    assert_eq!(letter("\u{20bb7}"), letter("\u{fffd}"));
    assert_eq!(letter("\u{e000}"), letter("\u{fffd}"));
    assert_ne!(letter("客"), letter("\u{fffd}"));
    assert_eq!(letter("a\u{200d}b"), letter("ab"), "what cannot be seen takes no room");
}

#[test]
fn in_all_kinds_a_name_is_as_large_as_there_is_room_and_shrinks_before_it_is_cut() {
    for kind in KINDS {
        let glyphs = theme(kind).glyphs;
        let name = "Christopher Montgomery";
        let found = |cells| within(name, (cells, 40), glyphs);
        let mut last = u16::MAX;
        let mut cut = 0;
        for cells in (10..=240).rev() {
            let Some(written) = found(cells) else { continue };
            assert!(written.width() <= cells, "{kind:?} {cells}");
            if written.text == name {
                assert!(written.hand.capital() <= last, "{kind:?} {cells}");
                assert_eq!(cut, 0, "{kind:?} {cells}: whole though a wider room cut it");
                last = written.hand.capital();
            } else {
                cut += 1;
                let smaller = hands(&[name], glyphs).into_iter().map(|hand| hand.width(name)).min();
                assert!(smaller > Some(cells), "{kind:?} {cells}: cut though it has room");
                assert!(written.text.starts_with("Chr") && written.text.ends_with(written.hand.cut_mark()));
            }
        }
        assert!(cut > 0, "{kind:?}");
        assert_eq!(found(3), None, "{kind:?}");
        assert_eq!(within(name, (240, 2), glyphs), None, "{kind:?}: nothing is that low");
        assert_eq!(within(" ", (240, 40), glyphs), None, "{kind:?}");
    }
}

/// Names of our own letters stay in those at the heights that the font does not have.
#[test]
fn our_own_letters_are_the_smallest_with_halves() {
    let glyphs = theme(Some(Blocks::Half)).glyphs;
    assert!(matches!(smallest(&["ready", "talking"], glyphs), Hand::Own(_)));
    assert_eq!(smallest(&["ready", "talking"], glyphs).lines(), 4);
    assert_eq!(smallest(&["空闲", "通话中"], glyphs).lines(), 8);
    assert_eq!(smallest(&["空闲", "通话中"], theme(Some(Blocks::Sextant)).glyphs).lines(), 6);
    assert_eq!(smallest(&["ready", "talking"], theme(Some(Blocks::Sextant)).glyphs).column(), 4);
}

#[test]
fn sentences_are_broken_into_lines_that_have_room() {
    let theme = theme(Some(Blocks::Half));
    let told = "the vendor refuses this app id (403): change app_id in [acme_voice]".to_owned();
    for (width, height) in [(238, 60), (160, 40), (60, 20), (20, 10)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width + 2, height + 2));
        let mut canvas = Canvas::new(&mut buffer, theme);
        let taken = sentences(&mut canvas, Rect::new(0, 0, width, height), &[(told.clone(), theme.text())]);
        assert_eq!(taken.is_some(), width > 100, "{width}x{height}");
        assert!(taken.is_none_or(|lines| lines <= height + 1));
        let ink = buffer.content.iter().any(|cell| cell.symbol() != " ");
        assert_eq!(ink, taken.is_some(), "nothing is drawn where there is no room");
    }
}

/// Letters of several scripts, with and without marks, wide and narrow, known to the font or not.
fn names() -> impl Strategy<Value = String> {
    let letters =
        vec!["a", "Z", "g", "1", ":", " ", "É", "e\u{301}", "x\u{302}", "ж", "客", "服", "한", "–", "ت", "\u{1f600}"];
    vec(select(letters), 0..16).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_drawn_is_as_wide_as_it_says_and_never_beyond_its_room(
        name in names(), cells in 1_u16..160, lines in 1_u16..40, kind in select(KINDS.to_vec())
    ) {
        let theme = theme(kind);
        if let Some(written) = within(&name, (cells, lines), theme.glyphs) {
            prop_assert!(written.width() <= cells && written.hand.lines() <= lines);
            // What it checks, for all that is drawn, is in it.
            drawn(&written.text, written.hand, theme);
        }
    }

    #[test]
    fn how_much_there_is_of_a_text_comes_to_its_width_in_every_hand(
        one in names(), other in names(), kind in select(KINDS.to_vec())
    ) {
        let glyphs = theme(kind).glyphs;
        let (first, second) = (Extent::of(&one), Extent::of(&other));
        let (both, joined) = (first.with(second), format!("{one}{other}"));
        let own = sizes(glyphs.is_ascii()).iter().copied().map(Hand::Own);
        for hand in Scale::all(Grain::of(glyphs), (0, 16)).map(Hand::Font).chain(own) {
            prop_assert_eq!(first.width(hand), hand.width(&one));
            prop_assert_eq!(both.width(hand), hand.width(&joined), "{:?} {:?}", joined, hand);
        }
        for hand in hands(&[&one, &other], glyphs) {
            prop_assert!(first.is_in(hand) && second.is_in(hand));
            prop_assert_eq!(first.wider(second).width(hand), hand.width(&one).max(hand.width(&other)));
        }
    }
}
