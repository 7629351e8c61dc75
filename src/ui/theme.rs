//! Colours and glyphs.
//!
//! They are those of a theme's file. The dark one has the hues of Okabe and Ito ("Color Universal Design", 2008), told
//! apart by people with any kind of colour vision; still, no state is ever told by colour alone. With fewer colours the
//! nearest ones are used, and without any (`NO_COLOR`) only bold, underlined, reversed and dim.
//!
//! A theme with colours paints its own ground, every cell of it: what it is read by then does not depend on whether
//! the terminal is dark or light. Without colours both are the terminal's own.

use ratatui::style::{Color, Modifier, Style};

use crate::config::theme::{Rgb, Tone};
use crate::config::{Blocks, Palette};
use crate::model::{CallKind, Level, State};

/// How many colours the terminal shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColourDepth {
    /// 24 bits.
    #[default]
    True,
    /// The 256 of xterm.
    Xterm256,
    /// The 16 that every terminal names.
    Ansi16,
    /// None: attributes only.
    None,
}

/// The dark theme, as its file has it.
const DARK: Palette = Palette {
    ground: tone(0x12, 0x16, 0x1b, 234, 0),
    text: tone(0xdc, 0xe1, 0xe6, 254, 15),
    faint: tone(0x8b, 0x95, 0xa1, 246, 7),
    stale: tone(0x6e, 0x78, 0x84, 244, 8),
    line: tone(0x45, 0x4f, 0x5b, 240, 8),
    choice: tone(0x1b, 0x2d, 0x4b, 18, 8),
    ready: tone(0x2b, 0xc4, 0x9a, 43, 10),
    ringing: tone(0xf0, 0xe4, 0x42, 227, 11),
    dialling: tone(0x6f, 0x9b, 0xe8, 111, 12),
    talking: tone(0x56, 0xb4, 0xe9, 74, 14),
    holding: tone(0xf0, 0xa8, 0x20, 214, 3),
    wrap_up: tone(0xdb, 0x92, 0xbb, 175, 13),
    locked: tone(0xf7, 0x68, 0x2e, 209, 9),
};

const fn tone(red: u8, green: u8, blue: u8, xterm: u8, ansi: u8) -> Tone {
    Tone { rgb: Rgb(red, green, blue), xterm, ansi }
}

const fn colour(tone: Tone, depth: ColourDepth) -> Color {
    match depth {
        ColourDepth::True => Color::Rgb(tone.rgb.0, tone.rgb.1, tone.rgb.2),
        ColourDepth::Xterm256 => Color::Indexed(tone.xterm),
        ColourDepth::Ansi16 => named(tone.ansi),
        ColourDepth::None => Color::Reset,
    }
}

const fn named(code: u8) -> Color {
    match code {
        0 => Color::Black,
        1 => Color::Red,
        2 => Color::Green,
        3 => Color::Yellow,
        4 => Color::Blue,
        5 => Color::Magenta,
        6 => Color::Cyan,
        7 => Color::Gray,
        8 => Color::DarkGray,
        9 => Color::LightRed,
        10 => Color::LightGreen,
        11 => Color::LightYellow,
        12 => Color::LightBlue,
        13 => Color::LightMagenta,
        14 => Color::LightCyan,
        _ => Color::White,
    }
}

/// The glyphs in use: one cell wide, in the fonts that terminals ship with.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs {
    ascii: bool,
    blocks: Blocks,
}

impl Glyphs {
    const fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// Whether only ASCII may be drawn.
    pub const fn is_ascii(self) -> bool {
        self.ascii
    }

    /// What large letters are made of; `None` where blanks in reverse have to do.
    pub const fn blocks(self) -> Option<Blocks> {
        if self.ascii { None } else { Some(self.blocks) }
    }

    /// A state.
    pub const fn state(self, state: State) -> &'static str {
        match state {
            State::Ready => self.pick("○", "o"),
            State::Ringing => self.pick("◐", "*"),
            State::Dialling => self.pick("◑", "^"),
            State::Talking => self.pick("●", "@"),
            State::Holding => self.pick("‖", "="),
            State::WrapUp => self.pick("◆", "w"),
            State::Busy => self.pick("■", "#"),
            State::Locked => self.pick("×", "x"),
            State::Offline => self.pick("·", "."),
            State::Unknown | State::Other(_) => "?",
        }
    }

    /// Where a call comes from.
    pub const fn call(self, call: CallKind) -> &'static str {
        match call {
            CallKind::Inbound => self.pick("↓", "<"),
            CallKind::Outbound => self.pick("↑", ">"),
            CallKind::Internal => self.pick("↔", "~"),
            _ => " ",
        }
    }

    /// Beside a row that is over a limit, or near it.
    pub const fn level(self, level: Level) -> &'static str {
        match level {
            Level::Over => self.pick("▲", "!"),
            Level::Warn => self.pick("△", "'"),
            Level::Watch | Level::Normal => " ",
        }
    }

    /// An alert.
    pub const fn alert(self) -> &'static str {
        self.pick("▲", "!")
    }

    /// Something a person must act on.
    pub const fn critical(self) -> &'static str {
        self.pick("◈", "#")
    }

    /// Something worth knowing.
    pub const fn info(self) -> &'static str {
        self.pick("△", "i")
    }

    /// Connected and fed.
    pub const fn live(self) -> &'static str {
        self.pick("●", "*")
    }

    /// Not connected yet, or not now.
    pub const fn waiting(self) -> &'static str {
        self.pick("◌", "o")
    }

    /// Given up.
    pub const fn stopped(self) -> &'static str {
        self.pick("×", "x")
    }

    /// Unknown.
    pub const fn dash(self) -> &'static str {
        self.pick("–", "-")
    }

    /// Before a figure that may be larger.
    pub const fn at_least(self) -> &'static str {
        self.pick("≥", ">")
    }

    /// Before a time that may be earlier.
    pub const fn at_most(self) -> &'static str {
        self.pick("≤", "<")
    }

    /// Something was cut off here.
    pub const fn cut(self) -> &'static str {
        self.pick("…", "~")
    }

    /// Between two facts.
    pub const fn dot(self) -> &'static str {
        self.pick("·", "-")
    }

    /// Between the steps of a way.
    pub const fn then(self) -> &'static str {
        self.pick("›", ">")
    }

    /// From the largest down.
    pub const fn down(self) -> &'static str {
        self.pick("↓", "v")
    }

    /// From the smallest up.
    pub const fn up(self) -> &'static str {
        self.pick("↑", "^")
    }

    /// There is more to the left.
    pub const fn more_left(self) -> &'static str {
        self.pick("◂", "<")
    }

    /// There is more to the right.
    pub const fn more_right(self) -> &'static str {
        self.pick("▸", ">")
    }

    /// Chosen among several, or not.
    pub const fn checked(self, checked: bool) -> &'static str {
        if checked { self.pick("■", "x") } else { self.pick("□", ".") }
    }

    /// A cell of a bar.
    pub const fn bar(self) -> &'static str {
        self.pick("▇", "#")
    }

    /// A column of a sparkline, `eighths` high, 0 to 8.
    pub const fn spark(self, eighths: usize) -> &'static str {
        match eighths {
            0 => self.pick(" ", " "),
            1 => self.pick("▁", "_"),
            2 => self.pick("▂", "."),
            3 => self.pick("▃", ":"),
            4 => self.pick("▄", "-"),
            5 => self.pick("▅", "="),
            6 => self.pick("▆", "+"),
            7 => self.pick("▇", "*"),
            _ => self.pick("█", "#"),
        }
    }

    /// Sort direction: falling, rising.
    pub const fn arrow(self, falling: bool) -> &'static str {
        if falling { self.pick("↓", "v") } else { self.pick("↑", "^") }
    }

    /// Border pieces: horizontal, vertical, then the corners clockwise from top left.
    pub const fn border(self) -> [&'static str; 6] {
        if self.ascii { ["-", "|", "+", "+", "+", "+"] } else { ["─", "│", "╭", "╮", "╯", "╰"] }
    }

    /// The part of a scroll bar that is in view.
    pub const fn thumb(self) -> &'static str {
        self.pick("┃", "#")
    }
}

/// Styles by meaning.
#[derive(Clone, Copy, Debug)]
pub struct Theme {
    depth: ColourDepth,
    palette: Palette,
    /// The glyphs.
    pub glyphs: Glyphs,
}

impl Theme {
    /// The dark theme for a terminal of `depth`, with or without characters beyond ASCII.
    pub const fn new(depth: ColourDepth, ascii: bool) -> Self {
        Self { depth, palette: DARK, glyphs: Glyphs { ascii, blocks: Blocks::Half } }
    }

    /// The same with the colours of `palette`; `None` is attributes only.
    #[must_use]
    pub const fn coloured(mut self, palette: Option<Palette>) -> Self {
        match palette {
            Some(palette) => self.palette = palette,
            None => self.depth = ColourDepth::None,
        }
        self
    }

    /// The same with large letters made of `blocks`, where there are more than ASCII's characters.
    #[must_use]
    pub const fn with_blocks(mut self, blocks: Blocks) -> Self {
        self.glyphs.blocks = blocks;
        self
    }

    /// Whether there is no colour to tell things apart by.
    pub const fn is_plain(self) -> bool {
        matches!(self.depth, ColourDepth::None)
    }

    const fn fg(self, tone: Tone) -> Style {
        if self.is_plain() { Style::new() } else { Style::new().fg(colour(tone, self.depth)) }
    }

    /// The empty screen.
    pub const fn ground(self) -> Style {
        if self.is_plain() {
            Style::new()
        } else {
            self.fg(self.palette.text).bg(colour(self.palette.ground, self.depth))
        }
    }

    /// Ordinary text.
    pub const fn text(self) -> Style {
        self.fg(self.palette.text)
    }

    /// Figures and names that are looked at first.
    pub const fn strong(self) -> Style {
        self.text().add_modifier(Modifier::BOLD)
    }

    /// Labels, units, hints.
    pub const fn faint(self) -> Style {
        if self.is_plain() { Style::new().add_modifier(Modifier::DIM) } else { self.fg(self.palette.faint) }
    }

    /// Borders.
    pub const fn line(self) -> Style {
        if self.is_plain() { Style::new().add_modifier(Modifier::DIM) } else { self.fg(self.palette.line) }
    }

    /// Borders of the pane that has the keys.
    pub const fn focus(self) -> Style {
        self.fg(self.palette.talking).add_modifier(Modifier::BOLD)
    }

    /// The chosen row, laid over its own colours.
    pub const fn choice(self) -> Style {
        match self.depth {
            // Dim cells would be holes in it.
            ColourDepth::None => Style::new().add_modifier(Modifier::REVERSED).remove_modifier(Modifier::DIM),
            // No two of sixteen colours are near enough for a row of many: it is told by being the other way round.
            ColourDepth::Ansi16 => {
                let (ground, text) = (colour(self.palette.ground, self.depth), colour(self.palette.text, self.depth));
                Style::new().fg(ground).bg(text).add_modifier(Modifier::BOLD)
            }
            _ => Style::new().bg(colour(self.palette.choice, self.depth)).add_modifier(Modifier::BOLD),
        }
    }

    /// A state's word and glyph.
    pub const fn state(self, state: State) -> Style {
        match state {
            State::Ready => self.fg(self.palette.ready),
            State::Ringing => self.fg(self.palette.ringing).add_modifier(Modifier::BOLD),
            State::Dialling => self.fg(self.palette.dialling),
            State::Talking => self.fg(self.palette.talking),
            State::Holding => self.fg(self.palette.holding),
            State::WrapUp => self.fg(self.palette.wrap_up),
            State::Busy | State::Unknown | State::Other(_) => self.text(),
            State::Locked => self.fg(self.palette.locked),
            State::Offline => self.faint(),
        }
    }

    /// What lies under a tile that is all of a state's colour, and what is written on it. Where there are no colours, and
    /// of who is not here, it is the empty screen.
    pub fn whole(self, state: State) -> Style {
        let tone = match state {
            State::Ready => self.palette.ready,
            State::Ringing => self.palette.ringing,
            State::Dialling => self.palette.dialling,
            State::Talking => self.palette.talking,
            State::Holding => self.palette.holding,
            State::WrapUp => self.palette.wrap_up,
            State::Busy => self.palette.faint,
            State::Locked => self.palette.locked,
            State::Offline | State::Unknown | State::Other(_) => return self.ground(),
        };
        self.written_on(tone)
    }

    /// The edge of a tile whose agent is over a limit, and what is written on it.
    pub fn whole_alert(self) -> Style {
        self.written_on(self.palette.locked)
    }

    /// Written on a colour as it is written in it; without colours, the other way round.
    fn written_on(self, tone: Tone) -> Style {
        let ground = match self.depth {
            ColourDepth::None => return Style::new().add_modifier(Modifier::REVERSED),
            // A console shows the light colours as the dark ones of the same hue when they lie under letters: on black, red
            // and blue letters are light there, on the others dark.
            ColourDepth::Ansi16 if matches!(tone.ansi, 0 | 1 | 4 | 8 | 9 | 12) => self.lighter(),
            ColourDepth::Ansi16 => self.darker(),
            _ => self.palette.ground,
        };
        Style::new().fg(colour(ground, self.depth)).bg(colour(tone, self.depth))
    }

    /// The lighter one of ground and text.
    fn lighter(self) -> Tone {
        let (ground, text) = (self.palette.ground, self.palette.text);
        if ground.rgb.contrast(Rgb(0, 0, 0)) > text.rgb.contrast(Rgb(0, 0, 0)) { ground } else { text }
    }

    /// The darker one of ground and text.
    fn darker(self) -> Tone {
        if self.lighter() == self.palette.ground { self.palette.text } else { self.palette.ground }
    }

    /// A time in state, by how far it has gone.
    pub const fn level(self, level: Level) -> Style {
        match (level, self.is_plain()) {
            (Level::Normal, _) => self.text(),
            (Level::Watch, true) => Style::new().add_modifier(Modifier::BOLD),
            (Level::Watch, false) => self.fg(self.palette.ringing),
            (Level::Warn, true) => Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            (Level::Warn, false) => self.fg(self.palette.holding).add_modifier(Modifier::BOLD),
            (Level::Over, true) => Style::new().add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
            (Level::Over, false) => self.fg(self.palette.locked).add_modifier(Modifier::BOLD),
        }
    }

    /// The mark before a row that is over a limit or near it.
    pub const fn level_mark(self, level: Level) -> Style {
        match level {
            Level::Over => self.alert(),
            _ => self.level(level),
        }
    }

    /// An alert's mark.
    pub const fn alert(self) -> Style {
        self.fg(self.palette.locked).add_modifier(Modifier::BOLD)
    }

    /// Something is not as it should be, but is being dealt with.
    pub const fn caution(self) -> Style {
        self.fg(self.palette.holding).add_modifier(Modifier::BOLD)
    }

    /// All is well.
    pub const fn good(self) -> Style {
        self.fg(self.palette.ready).add_modifier(Modifier::BOLD)
    }

    /// A badge that must not be overlooked: FROZEN, STALE, numbers shown.
    pub const fn badge(self) -> Style {
        self.caution().add_modifier(Modifier::REVERSED)
    }

    /// A key in a hint.
    pub const fn key(self) -> Style {
        self.fg(self.palette.talking).add_modifier(Modifier::BOLD)
    }

    /// Sparklines and bars that carry no state.
    pub const fn graph(self) -> Style {
        self.fg(self.palette.talking)
    }

    /// A sparkline of what is not wanted.
    pub const fn bad_graph(self) -> Style {
        self.fg(self.palette.holding)
    }

    /// Laid over a pane whose figures are too old.
    pub const fn stale(self) -> Style {
        if self.is_plain() {
            Style::new().add_modifier(Modifier::DIM)
        } else {
            self.fg(self.palette.stale).remove_modifier(Modifier::BOLD)
        }
    }
}

#[cfg(test)]
impl Theme {
    /// The roles that have this colour on the terminal; with few colours several may.
    pub(in crate::ui) fn roles(self, wanted: Color) -> String {
        let has = |role: &&&str| self.palette.role(role).is_some_and(|tone| colour(tone, self.depth) == wanted);
        let roles: Vec<&str> = Palette::ROLES.iter().filter(has).copied().collect();
        assert!(!roles.is_empty(), "{wanted:?} is the colour of no role");
        roles.join("|")
    }
}

#[cfg(test)]
mod tests;
