//! Styles, and the shortest way from one to another.

use std::io::Write as _;

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use super::glyph::Glyph;

/// Attributes that show on a blank.
const ON_BLANKS: Modifier = Modifier::REVERSED
    .union(Modifier::UNDERLINED)
    .union(Modifier::SLOW_BLINK)
    .union(Modifier::RAPID_BLINK)
    .union(Modifier::CROSSED_OUT);

/// The attributes, what sets each, and what takes it away.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 5, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// A colour in one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ink(u32);

impl Ink {
    const DEFAULT: Self = Self(0);

    /// One of the 16 that every terminal names, in the order of their codes.
    const fn named(code: u32) -> Self {
        Self(0x100_0000 | code)
    }

    #[expect(clippy::inline_always, reason = "each cell of a frame asks twice, and packages are built for size")]
    #[inline(always)]
    const fn of(color: Color) -> Self {
        match color {
            Color::Rgb(red, green, blue) => Self(0x300_0000 | (red as u32) << 16 | (green as u32) << 8 | blue as u32),
            Color::Reset => Self::DEFAULT,
            Color::Black => Self::named(0),
            Color::Red => Self::named(1),
            Color::Green => Self::named(2),
            Color::Yellow => Self::named(3),
            Color::Blue => Self::named(4),
            Color::Magenta => Self::named(5),
            Color::Cyan => Self::named(6),
            Color::Gray => Self::named(7),
            Color::DarkGray => Self::named(8),
            Color::LightRed => Self::named(9),
            Color::LightGreen => Self::named(10),
            Color::LightYellow => Self::named(11),
            Color::LightBlue => Self::named(12),
            Color::LightMagenta => Self::named(13),
            Color::LightCyan => Self::named(14),
            Color::White => Self::named(15),
            Color::Indexed(index) => Self(0x200_0000 | index as u32),
        }
    }
}

/// What is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pen {
    ground: Ink,
    attributes: Modifier,
    ink: Ink,
}

impl Pen {
    /// After a reset.
    pub(super) const PLAIN: Self = Self { ground: Ink::DEFAULT, attributes: Modifier::empty(), ink: Ink::DEFAULT };

    /// Whether they are the same one.
    #[expect(clippy::inline_always, reason = "each cell of a frame asks it, and packages are built for size")]
    #[inline(always)]
    pub(super) const fn is(self, other: Self) -> bool {
        self.ground.0 == other.ground.0
            && self.attributes.bits() == other.attributes.bits()
            && self.ink.0 == other.ink.0
    }

    /// By what pens are put in order, so that what costs most to change changes least.
    pub(super) const fn order(self) -> (u32, u16, u32) {
        (self.ground.0, self.attributes.bits(), self.ink.0)
    }

    /// Whether there is nothing to it but the ground.
    pub(super) fn is_ground(self) -> bool {
        self.attributes.is_empty() && self.ink == Ink::DEFAULT
    }

    /// Whether a blank of this ground looks alike in another pen.
    pub(super) fn lies_under(self, other: Self) -> bool {
        self.ground == other.ground && !other.attributes.intersects(ON_BLANKS)
    }
}

/// What a cell is written with. A blank shows no ink, unless its attributes show.
pub(super) fn pen_of(cell: &Cell, glyph: Glyph) -> Pen {
    let ground = Ink::of(cell.bg);
    if glyph == Glyph::BLANK && !cell.modifier.intersects(ON_BLANKS) {
        return Pen { ground, ..Pen::PLAIN };
    }
    Pen { ground, attributes: cell.modifier, ink: Ink::of(cell.fg) }
}

/// Appends what makes one pen the other; from anything, where there is none.
pub(super) fn change(from: Option<Pen>, to: Pen, out: &mut Vec<u8>) {
    if from == Some(to) {
        return;
    }
    let began = out.len();
    whole(to, out);
    let Some(from) = from else { return };
    let whole = out.len() - began;
    step(from, to, out);
    if out.len() - began - whole < whole {
        out.drain(began..began + whole);
    } else {
        out.truncate(began + whole);
    }
}

/// From anything.
fn whole(to: Pen, out: &mut Vec<u8>) {
    if to == Pen::PLAIN {
        out.extend_from_slice(b"\x1b[m");
        return;
    }
    out.extend_from_slice(b"\x1b[0");
    differ(Pen::PLAIN, to, out);
    out.push(b'm');
}

/// Only what differs.
fn step(from: Pen, to: Pen, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\x1b[");
    let began = out.len();
    differ(from, to, out);
    // The first of them has nothing to be parted from.
    if out.get(began) == Some(&b';') {
        out.remove(began);
    }
    out.push(b'm');
}

/// The parameters that differ, each with a semicolon before it.
fn differ(from: Pen, to: Pen, out: &mut Vec<u8>) {
    let (gone, mut come) = (from.attributes - to.attributes, to.attributes - from.attributes);
    let mut last = 0;
    for (attribute, _, off) in ATTRIBUTES {
        if gone.contains(attribute) && last != off {
            parameter(out, off);
            last = off;
            // Those that are taken away together.
            let same = ATTRIBUTES.iter().filter(|(_, _, its)| *its == off).map(|(its, ..)| *its);
            come |= to.attributes & same.collect::<Modifier>();
        }
    }
    let mut last = 0;
    for (attribute, on, _) in ATTRIBUTES {
        if come.contains(attribute) && last != on {
            parameter(out, on);
            last = on;
        }
    }
    if from.ink != to.ink {
        ink(to.ink, 30, out);
    }
    if from.ground != to.ground {
        ink(to.ground, 40, out);
    }
}

fn parameter(out: &mut Vec<u8>, figure: u8) {
    // Into memory: it does not fail.
    let _ = write!(out, ";{figure}");
}

/// A colour as ink (`base` 30) or ground (40).
fn ink(ink: Ink, base: u8, out: &mut Vec<u8>) {
    let [kind, red, green, blue] = ink.0.to_be_bytes();
    match kind {
        0 => parameter(out, base + 9),
        1 if blue < 8 => parameter(out, base + blue),
        1 => parameter(out, base + 60 + (blue - 8)),
        2 => [base + 8, 5, blue].into_iter().for_each(|figure| parameter(out, figure)),
        _ => [base + 8, 2, red, green, blue].into_iter().for_each(|figure| parameter(out, figure)),
    }
}
