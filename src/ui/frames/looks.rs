//! Every theme, on every page: what it paints, and what it is told by.

use std::fmt::Write as _;

use ratatui::style::{Color, Modifier};

use super::*;
use crate::config::theme::{ANSI, Rgb, Tone};
use crate::config::{Palette, Theme, Themes};

/// Keys to every kind of page.
const PAGES: [&str; 11] = ["", "t", "j<enter>", "2", "3", "4", "5", "6", "?", "/state:talking", "<tab><tab><tab>z"];

fn desk(theme: &Theme, colours: ColourDepth, keys: &str) -> Desk {
    let settings = Settings { themes: vec![theme.clone()], colours, ..settings() };
    let mut desk = Desk::new(centre(48), settings);
    desk.keys(keys);
    desk
}

/// Every other frame names a colour by its role; these are the colours.
#[test]
fn the_palettes_of_the_built_in_themes() {
    let mut said = String::new();
    for theme in Themes::default().all {
        let _ = writeln!(said, "{}", theme.name);
        for role in Palette::ROLES {
            let Some(Tone { rgb: Rgb(red, green, blue), xterm, ansi }) = theme.palette.and_then(|all| all.role(role))
            else {
                continue;
            };
            let named = ANSI[usize::from(ansi)].0;
            let _ = writeln!(said, "  {role:<9} #{red:02x}{green:02x}{blue:02x} {xterm:>3} {named}");
        }
    }
    assert_snapshot!("palettes", said);
}

#[test]
fn a_theme_with_colours_paints_every_cell_and_one_without_leaves_them_to_the_terminal() {
    for theme in Themes::default().all {
        for colours in [ColourDepth::True, ColourDepth::Xterm256, ColourDepth::Ansi16, ColourDepth::None] {
            let plain = theme.palette.is_none() || colours == ColourDepth::None;
            for keys in PAGES {
                for (width, height) in [(9, 3), (80, 24), (120, 34)] {
                    let buffer = desk(&theme, colours, keys).buffer(width, height);
                    for cell in cells(&buffer) {
                        let painted = (cell.fg != Color::Reset, cell.bg != Color::Reset);
                        assert_eq!(painted, (!plain, !plain), "{} {colours:?} {keys}: {cell:?}", theme.name);
                    }
                }
            }
        }
    }
}

/// Who sees no colours at all sees who is over a limit, near it, and how bad an alert is.
#[test]
fn severity_and_states_are_told_without_any_colour() {
    let mono = Themes::default().all.pop().unwrap();
    assert_eq!(mono.name, "mono");
    let mut desk = desk(&mono, ColourDepth::True, "");
    let buffer = desk.buffer(120, 34);
    let marked = |mark: &str, wanted: Modifier| {
        let cells = buffer.content().iter().filter(|cell| cell.symbol() == mark);
        let all: Vec<bool> = cells.map(|cell| cell.modifier.contains(wanted)).collect();
        assert!(!all.is_empty() && all.iter().all(|marked| *marked), "{mark}");
    };
    marked("▲", Modifier::BOLD);
    marked("△", Modifier::BOLD | Modifier::UNDERLINED);
    let chosen = desk.keys("j").buffer(120, 34);
    let reversed = |buffer: &ratatui::buffer::Buffer| {
        buffer.content().iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count()
    };
    assert!(reversed(&chosen) > reversed(&buffer), "the chosen row is told by being reversed");
}
