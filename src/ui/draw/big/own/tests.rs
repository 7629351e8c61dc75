use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::super::face::LETTERS;
use super::*;
use crate::ui::ColourDepth;
use crate::ui::testing::text as read;
use crate::ui::theme::Theme;

fn drawn(text: &str, size: Size, ascii: bool) -> Buffer {
    let area = Rect::new(0, 0, size.width(text) + 2, size.lines());
    let mut buffer = Buffer::empty(area);
    let theme = Theme::new(ColourDepth::True, ascii);
    draw(&mut Canvas::new(&mut buffer, theme), (0, 0), area.width, text, size, theme.strong());
    buffer
}

#[test]
fn figures_are_made_of_half_blocks() {
    insta::assert_snapshot!(read(&drawn("1,204 4.3%", size(false, 1, 1), false)));
    insta::assert_snapshot!(read(&drawn("07:12", size(false, 2, 2), false)));
}

#[test]
fn in_ascii_a_pixel_is_a_blank_in_reverse() {
    for size in ASCII {
        let buffer = drawn("8", size, true);
        assert_eq!(read(&buffer).trim(), "");
        let reversed = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        assert!(reversed > 10, "{size:?}: {reversed}");
    }
}

#[test]
fn nothing_is_wider_or_higher_than_it_says() {
    let text: String = LETTERS.iter().map(|(letter, ..)| *letter).collect();
    for ascii in [false, true] {
        for size in sizes(ascii) {
            let buffer = drawn(&text, *size, ascii);
            let ink = |x: u16| {
                (0..size.lines())
                    .any(|y| buffer[(x, y)].symbol() != " " || buffer[(x, y)].modifier.contains(Modifier::REVERSED))
            };
            let last = (0..buffer.area.width).filter(|x| ink(*x)).max().unwrap();
            assert_eq!(last + 1, size.width(&text), "{size:?}");
        }
    }
}

#[test]
fn every_letter_is_found_where_it_stands() {
    for (sign, large, little) in LETTERS {
        assert_eq!(letter(*sign), Some(&(*sign, *large, *little)), "{sign}");
    }
    for none in [' ', 'a', 'é', '客', '\u{7f}', '['] {
        assert_eq!(letter(none), None, "{none:?}");
    }
}

#[test]
fn digits_are_all_as_wide_and_letters_tell_apart() {
    for size in sizes(false).iter().chain(sizes(true)) {
        for digit in '0'..='9' {
            assert_eq!(size.width(&digit.to_string()), size.width("0"));
        }
    }
    for (index, (letter, large, little)) in LETTERS.iter().enumerate() {
        for (other, large_too, little_too) in &LETTERS[..index] {
            assert!(large != large_too && little != little_too, "{letter} looks like {other}");
        }
    }
}

#[test]
fn names_lose_their_marks_and_other_scripts_are_refused() {
    assert!(can("Zoë Müller-Ødegård") && can("Łukasz"));
    assert!(can("Zoë Müller") && can("12:30") && can("–"));
    assert!(!can("李娜") && !can("Анна"));
    assert_eq!(plain("Zoë –").collect::<String>(), "ZOE -");
}
