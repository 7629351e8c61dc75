use std::collections::BTreeSet;

use ratatui::style::Color;

use super::*;

#[test]
fn every_state_has_a_glyph_of_its_own_one_cell_wide() {
    for ascii in [false, true] {
        let glyphs = Theme::new(ColourDepth::True, ascii).glyphs;
        let all: BTreeSet<&str> = State::NAMED.iter().map(|state| glyphs.state(*state)).collect();
        assert_eq!(all.len(), State::NAMED.len());
        assert!(all.iter().all(|glyph| crate::ui::text::width(glyph) == 1 && (!ascii || glyph.is_ascii())));
    }
}

#[test]
fn without_colour_no_style_names_one_and_the_levels_still_differ() {
    let theme = Theme::new(ColourDepth::None, false);
    let mut styles: Vec<Style> = State::NAMED.iter().map(|state| theme.state(*state)).collect();
    styles.extend([theme.ground(), theme.choice(), theme.stale(), theme.badge(), theme.key(), theme.graph()]);
    let levels = [Level::Normal, Level::Watch, Level::Warn, Level::Over].map(|level| theme.level(level));
    styles.extend(levels);
    for style in styles {
        assert!(style.fg.is_none_or(|fg| fg == Color::Reset) && style.bg.is_none_or(|bg| bg == Color::Reset));
    }
    let different: BTreeSet<u16> = levels.iter().map(|style| style.add_modifier.bits()).collect();
    assert_eq!(different.len(), levels.len());
}

#[test]
fn each_depth_uses_its_own_kind_of_colour() {
    let fg = |depth| Theme::new(depth, false).state(State::Ready).fg;
    assert!(matches!(fg(ColourDepth::True), Some(Color::Rgb(..))));
    assert!(matches!(fg(ColourDepth::Xterm256), Some(Color::Indexed(_))));
    assert_eq!(fg(ColourDepth::Ansi16), Some(Color::LightGreen));
    assert_eq!(fg(ColourDepth::None), None);
}

#[test]
fn the_dark_theme_is_its_file_and_a_theme_without_colours_uses_attributes_only() {
    let built_in = crate::config::Themes::default().all;
    assert_eq!(built_in.first().unwrap().palette, Some(DARK));
    let theme = Theme::new(ColourDepth::True, false);
    assert!(theme.coloured(None).is_plain());
    for own in built_in {
        assert!(Theme::new(ColourDepth::None, false).coloured(own.palette).is_plain(), "{}", own.name);
    }
}

#[test]
fn every_two_states_differ_in_every_theme_at_every_depth() {
    for own in crate::config::Themes::default().all.into_iter().filter(|own| own.palette.is_some()) {
        for depth in [ColourDepth::True, ColourDepth::Xterm256, ColourDepth::Ansi16] {
            let theme = Theme::new(depth, false).coloured(own.palette);
            // An unknown state looks like text, as being busy does, and has a glyph of its own.
            let states: Vec<State> = State::NAMED.iter().copied().filter(|state| *state != State::Unknown).collect();
            for (at, one) in states.iter().enumerate() {
                for other in states.iter().skip(at + 1) {
                    assert_ne!(theme.state(*one), theme.state(*other), "{}: {one} and {other}, {depth:?}", own.name);
                }
            }
            let levels = [Level::Normal, Level::Watch, Level::Warn, Level::Over].map(|level| theme.level(level));
            for (at, level) in levels.iter().enumerate() {
                assert!(!levels[at + 1..].contains(level), "{}: levels, {depth:?}", own.name);
            }
        }
    }
}

/// The colours of a Linux console, and what it makes of a light one under a letter.
fn console(code: u8, under: bool) -> Rgb {
    let on = |bit: u8, part: u8| if code & bit != 0 { part } else { 0 };
    if code < 8 || under {
        // Yellow is brown there.
        let green = if code & 7 == 3 { 0x55 } else { on(2, 0xaa) };
        return Rgb(on(1, 0xaa), green, on(4, 0xaa));
    }
    let light = |bit: u8| if code & bit != 0 { 0xff } else { 0x55 };
    Rgb(light(1), light(2), light(4))
}

/// Letters on a tile that is all of its state's colour can be read: large ones, in every theme, at every depth, and on a
/// console, which has eight colours to lie under letters.
#[test]
fn what_is_written_on_a_states_whole_colour_can_be_read() {
    let code = |wanted: Option<Color>| (0..16).find(|code| Some(named(*code)) == wanted).unwrap();
    let rgb = |wanted: Option<Color>| match wanted {
        Some(Color::Rgb(red, green, blue)) => Rgb(red, green, blue),
        Some(Color::Indexed(index)) => crate::config::theme::xterm(index),
        other => panic!("{other:?}"),
    };
    for own in crate::config::Themes::default().all.into_iter().filter(|own| own.palette.is_some()) {
        for depth in [ColourDepth::True, ColourDepth::Xterm256, ColourDepth::Ansi16] {
            let theme = Theme::new(depth, false).coloured(own.palette);
            let states = State::NAMED.iter().map(|state| (state.to_string(), theme.whole(*state)));
            for (name, style) in states.chain([("alert".to_owned(), theme.whole_alert())]) {
                let ratio = if depth == ColourDepth::Ansi16 {
                    // Large letters are blanks in reverse there, whose colour lies under them.
                    let on = |under: bool| console(code(style.fg), under).contrast(console(code(style.bg), true));
                    on(false).min(on(true))
                } else {
                    rgb(style.fg).contrast(rgb(style.bg))
                };
                let least = if depth == ColourDepth::Ansi16 { 3.0 } else { 4.5 };
                assert!(ratio >= least, "{}, {depth:?}: {name} has {ratio:.2}", own.name);
            }
        }
    }
    let plain = Theme::new(ColourDepth::None, false);
    assert!(State::NAMED.iter().all(|state| plain.whole(*state).bg.is_none()));
}
