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
