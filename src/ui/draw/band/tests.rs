use ratatui::buffer::Buffer;

use super::*;
use crate::config::Blocks;
use crate::ui::theme::{ColourDepth, Theme};

/// The band alone on a screen of this size, and what is left below it.
fn drawn((width, height): (u16, u16), sentences: &[&str], theme: Theme) -> (Buffer, Rect) {
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let sentences: Vec<String> = sentences.iter().map(|sentence| (*sentence).to_owned()).collect();
    let rest = draw(&mut Canvas::new(&mut buffer, theme), area, &sentences, theme.alert());
    (buffer, rest)
}

fn theme(blocks: Option<Blocks>) -> Theme {
    let theme = Theme::new(ColourDepth::True, blocks.is_none());
    blocks.map_or(theme, |blocks| theme.with_blocks(blocks))
}

const SAID: [&str; 2] = ["Voice not live since 14:32:07", "Reconnecting. Figures are 4m old"];
const CHINESE: [&str; 2] = ["呼叫 自 14:32:07 起未更新", "重新连接中，数据是 4 分钟前的"];

#[test]
fn it_is_at_least_three_rows_high_from_afar_and_never_takes_the_page() {
    for blocks in [Some(Blocks::Half), Some(Blocks::Quadrant), Some(Blocks::Sextant), None] {
        for (size, sentences) in [((240, 67), SAID), ((320, 90), SAID), ((240, 67), CHINESE), ((320, 90), CHINESE)] {
            if blocks.is_none() && sentences == CHINESE {
                continue;
            }
            let (buffer, rest) = drawn(size, &sentences, theme(blocks));
            let case = format!("{size:?} {blocks:?} {sentences:?} {rest:?}");
            assert!(rest.y >= 5 && rest.y <= size.1 / 3 + 1, "{case}");
            assert_eq!((rest.y + rest.height, rest.width), (size.1, size.0), "{case}");
            let words = (0..rest.y).flat_map(|y| (0..size.0).map(move |x| (x, y)));
            let small = words.filter(|at| buffer[*at].symbol().chars().any(char::is_alphanumeric)).count();
            assert_eq!(small, 0, "{case}");
        }
    }
}

#[test]
fn on_a_small_screen_it_is_a_line_or_two() {
    for (width, height) in [(60, 15), (80, 24)] {
        let (buffer, rest) = drawn((width, height), &SAID, theme(Some(Blocks::Half)));
        assert!((1..=2).contains(&rest.y), "{width}×{height}: {rest:?}");
        let line: String = (0..width).map(|x| buffer[(x, 0)].symbol()).collect();
        assert!(line.contains("Voice not live since 14:32:07"), "{line}");
    }
    let (_, rest) = drawn((80, 24), &["word "; 90], theme(None));
    assert_eq!(rest.y, 3, "what is too long is cut");
}

/// Every cell of it is its colour or cut out of it, also where there are no colours.
#[test]
fn it_goes_from_edge_to_edge() {
    for depth in [ColourDepth::True, ColourDepth::Ansi16, ColourDepth::None] {
        for ascii in [false, true] {
            let (buffer, rest) = drawn((240, 67), &SAID, Theme::new(depth, ascii));
            for y in 0..rest.y {
                for x in [0, 239] {
                    assert!(buffer[(x, y)].modifier.contains(Modifier::REVERSED), "{depth:?} {ascii} {x} {y}");
                }
            }
            let cut = (0..rest.y).flat_map(|y| (0..240).map(move |x| (x, y)));
            let cut =
                cut.filter(|at| !buffer[*at].modifier.contains(Modifier::REVERSED) || buffer[*at].symbol() != " ");
            assert!(cut.count() > 200, "{depth:?} {ascii}");
            assert!(!buffer[(0, rest.y)].modifier.contains(Modifier::REVERSED));
        }
    }
}

#[test]
fn nothing_to_say_is_no_band() {
    let (_, rest) = drawn((240, 67), &[], theme(None));
    assert_eq!(rest, Rect::new(0, 0, 240, 67));
}
