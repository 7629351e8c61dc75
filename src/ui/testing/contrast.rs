//! Whether what a frame draws can be read, in every built-in theme and at every depth: looked at in every frame that
//! any test draws, so that no pair of colours is used which was not measured.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex};

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};

use crate::config::theme::{ANSI, Rgb, Tone, xterm};
use crate::config::{Palette, Themes};
use crate::ui::theme::Theme;

use super::cells;

/// Fails unless every cell is painted, and every pair of roles has the contrast it needs wherever they stand.
pub(super) fn check(buffer: &Buffer, theme: Theme) {
    static THEMES: LazyLock<Vec<crate::config::Theme>> = LazyLock::new(|| Themes::default().all);
    // What has been measured once has its contrast in every other frame.
    static MEASURED: LazyLock<Mutex<BTreeSet<(&'static str, &'static str)>>> = LazyLock::new(Mutex::default);
    let dark = THEMES[0].palette.unwrap();
    if theme.ground().bg != Some(Color::Rgb(dark.ground.rgb.0, dark.ground.rgb.1, dark.ground.rgb.2)) {
        return;
    }
    for (front, back) in pairs(buffer, &dark) {
        if MEASURED.lock().unwrap().contains(&(front, back)) {
            continue;
        }
        for theme in THEMES.iter() {
            let Some(palette) = theme.palette else { continue };
            measure(&theme.name, &palette, front, back);
        }
        MEASURED.lock().unwrap().insert((front, back));
    }
}

/// Which roles stand on which, as the dark theme's frame tells them.
fn pairs(buffer: &Buffer, dark: &Palette) -> BTreeSet<(&'static str, &'static str)> {
    let drawn = |role: &&'static str| dark.role(role).map(|Tone { rgb, .. }| (Color::Rgb(rgb.0, rgb.1, rgb.2), *role));
    let roles: Vec<(Color, &str)> = Palette::ROLES.iter().filter_map(drawn).collect();
    let role = |colour: Color| {
        let found = roles.iter().find(|(own, _)| *own == colour);
        found.unwrap_or_else(|| panic!("{colour:?} is the colour of no role")).1
    };
    let mut pairs = BTreeSet::new();
    for cell in cells(buffer) {
        let (front, back) = (role(cell.fg), role(cell.bg));
        assert!(!cell.modifier.contains(Modifier::DIM), "what is dim has a contrast that is not known");
        if cell.symbol() != " " || cell.modifier.intersects(Modifier::REVERSED | Modifier::UNDERLINED) {
            pairs.insert(if cell.modifier.contains(Modifier::REVERSED) { (back, front) } else { (front, back) });
        }
    }
    pairs
}

fn measure(theme: &str, palette: &Palette, front: &str, back: &str) {
    let tone = |role: &str| palette.role(role).unwrap();
    let (one, other) = (tone(front), tone(back));
    let quiet = |role: &str| matches!(role, "faint" | "stale");
    // Borders carry nothing that has to be read.
    let least = match front {
        "line" => 1.2,
        _ if theme == "high-contrast" => 7.0,
        _ if quiet(front) || quiet(back) => 3.0,
        _ => 4.5,
    };
    let ansi = |tone: Tone| ANSI[usize::from(tone.ansi)].1;
    // The chosen row is text the other way round there.
    let (few, on) = if back == "choice" { (tone("ground"), tone("text")) } else { (one, other) };
    // A terminal's sixteen colours are its user's own: these are xterm's.
    let depths: [(&str, Rgb, Rgb, f64); 3] = [
        ("24 bits", one.rgb, other.rgb, least),
        ("256", xterm(one.xterm), xterm(other.xterm), least),
        ("16", ansi(few), ansi(on), least.min(3.0)),
    ];
    for (depth, one, other, least) in depths {
        let ratio = one.contrast(other);
        assert!(ratio >= least, "{theme}, {depth}: {front} on {back} has {ratio:.2}, wanted {least}");
    }
}
