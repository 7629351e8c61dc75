//! Colours and glyphs.
//!
//! Hues are those of Okabe and Ito ("Color Universal Design", 2008), told apart by people with any kind of colour
//! vision; still, no state is ever told by colour alone. With fewer colours the nearest ones are used, and without
//! any (`NO_COLOR`) only bold, underlined, reversed and dim.

use ratatui::style::{Color, Modifier, Style};

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

/// A hue of the theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hue {
    Ground,
    Text,
    Faint,
    Stale,
    Line,
    Green,
    Sky,
    Yellow,
    Orange,
    Red,
    Purple,
    Blue,
    Choice,
}

impl Hue {
    const fn colour(self, depth: ColourDepth) -> Color {
        let (rgb, indexed, named) = match self {
            Self::Ground => ((0x12, 0x16, 0x1b), 234, Color::Black),
            Self::Text => ((0xdc, 0xe1, 0xe6), 254, Color::White),
            Self::Faint => ((0x8b, 0x95, 0xa1), 246, Color::Gray),
            Self::Stale => ((0x6e, 0x78, 0x84), 243, Color::DarkGray),
            Self::Line => ((0x45, 0x4f, 0x5b), 240, Color::DarkGray),
            Self::Green => ((0x2b, 0xc4, 0x9a), 43, Color::LightGreen),
            Self::Sky => ((0x56, 0xb4, 0xe9), 74, Color::LightCyan),
            Self::Yellow => ((0xf0, 0xe4, 0x42), 227, Color::LightYellow),
            Self::Orange => ((0xf0, 0xa8, 0x20), 214, Color::Yellow),
            Self::Red => ((0xf7, 0x68, 0x2e), 202, Color::LightRed),
            Self::Purple => ((0xdb, 0x92, 0xbb), 175, Color::LightMagenta),
            Self::Blue => ((0x6f, 0x9b, 0xe8), 68, Color::LightBlue),
            Self::Choice => ((0x2b, 0x3a, 0x4d), 237, Color::DarkGray),
        };
        match depth {
            ColourDepth::True => Color::Rgb(rgb.0, rgb.1, rgb.2),
            ColourDepth::Xterm256 => Color::Indexed(indexed),
            ColourDepth::Ansi16 => named,
            ColourDepth::None => Color::Reset,
        }
    }
}

/// The glyphs in use: one cell wide, in the fonts that terminals ship with.
#[derive(Clone, Copy, Debug)]
pub struct Glyphs {
    ascii: bool,
}

impl Glyphs {
    const fn pick(self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    /// Whether only ASCII may be drawn.
    pub const fn is_ascii(self) -> bool {
        self.ascii
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

    /// Something somebody must act on.
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

    /// Something was cut off here.
    pub const fn cut(self) -> &'static str {
        self.pick("…", "~")
    }

    /// Between two facts.
    pub const fn dot(self) -> &'static str {
        self.pick("·", "-")
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
    /// The glyphs.
    pub glyphs: Glyphs,
}

impl Theme {
    /// A theme for a terminal of `depth`, with or without characters beyond ASCII.
    pub const fn new(depth: ColourDepth, ascii: bool) -> Self {
        Self { depth, glyphs: Glyphs { ascii } }
    }

    /// Whether there is no colour to tell things apart by.
    pub const fn is_plain(self) -> bool {
        matches!(self.depth, ColourDepth::None)
    }

    const fn fg(self, hue: Hue) -> Style {
        if self.is_plain() { Style::new() } else { Style::new().fg(hue.colour(self.depth)) }
    }

    /// The empty screen.
    pub const fn ground(self) -> Style {
        if self.is_plain() { Style::new() } else { self.fg(Hue::Text).bg(Hue::Ground.colour(self.depth)) }
    }

    /// Ordinary text.
    pub const fn text(self) -> Style {
        self.fg(Hue::Text)
    }

    /// Figures and names that are looked at first.
    pub const fn strong(self) -> Style {
        self.text().add_modifier(Modifier::BOLD)
    }

    /// Labels, units, hints.
    pub const fn faint(self) -> Style {
        if self.is_plain() { Style::new().add_modifier(Modifier::DIM) } else { self.fg(Hue::Faint) }
    }

    /// Borders.
    pub const fn line(self) -> Style {
        if self.is_plain() { Style::new().add_modifier(Modifier::DIM) } else { self.fg(Hue::Line) }
    }

    /// Borders of the pane that has the keys.
    pub const fn focus(self) -> Style {
        self.fg(Hue::Sky).add_modifier(Modifier::BOLD)
    }

    /// The chosen row, laid over its own colours.
    pub const fn choice(self) -> Style {
        match self.depth {
            ColourDepth::None | ColourDepth::Ansi16 => Style::new().add_modifier(Modifier::REVERSED),
            _ => Style::new().bg(Hue::Choice.colour(self.depth)).add_modifier(Modifier::BOLD),
        }
    }

    /// A state's word and glyph.
    pub const fn state(self, state: State) -> Style {
        match state {
            State::Ready => self.fg(Hue::Green),
            State::Ringing => self.fg(Hue::Yellow).add_modifier(Modifier::BOLD),
            State::Dialling => self.fg(Hue::Blue),
            State::Talking => self.fg(Hue::Sky),
            State::Holding => self.fg(Hue::Orange),
            State::WrapUp => self.fg(Hue::Purple),
            State::Busy | State::Unknown | State::Other(_) => self.text(),
            State::Locked => self.fg(Hue::Red),
            State::Offline => self.faint(),
        }
    }

    /// A time in state, by how far it has gone.
    pub const fn level(self, level: Level) -> Style {
        match (level, self.is_plain()) {
            (Level::Normal, _) => self.text(),
            (Level::Watch, true) => Style::new().add_modifier(Modifier::BOLD),
            (Level::Watch, false) => self.fg(Hue::Yellow),
            (Level::Warn, true) => Style::new().add_modifier(Modifier::BOLD.union(Modifier::UNDERLINED)),
            (Level::Warn, false) => self.fg(Hue::Orange).add_modifier(Modifier::BOLD),
            (Level::Over, true) => Style::new().add_modifier(Modifier::BOLD.union(Modifier::REVERSED)),
            (Level::Over, false) => self.fg(Hue::Red).add_modifier(Modifier::BOLD),
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
        self.fg(Hue::Red).add_modifier(Modifier::BOLD)
    }

    /// Something is not as it should be, but is being dealt with.
    pub const fn caution(self) -> Style {
        self.fg(Hue::Orange).add_modifier(Modifier::BOLD)
    }

    /// All is well.
    pub const fn good(self) -> Style {
        self.fg(Hue::Green).add_modifier(Modifier::BOLD)
    }

    /// A badge that must not be overlooked: FROZEN, STALE, numbers shown.
    pub const fn badge(self) -> Style {
        self.caution().add_modifier(Modifier::REVERSED)
    }

    /// A key in a hint.
    pub const fn key(self) -> Style {
        self.fg(Hue::Sky).add_modifier(Modifier::BOLD)
    }

    /// Sparklines and bars that carry no state.
    pub const fn graph(self) -> Style {
        self.fg(Hue::Sky)
    }

    /// A sparkline of what nobody wants.
    pub const fn bad_graph(self) -> Style {
        self.fg(Hue::Orange)
    }

    /// Laid over a pane whose figures are too old.
    pub const fn stale(self) -> Style {
        if self.is_plain() {
            Style::new().add_modifier(Modifier::DIM)
        } else {
            self.fg(Hue::Stale).remove_modifier(Modifier::BOLD)
        }
    }
}

#[cfg(test)]
mod tests;
