//! Where the cursor is, and the shortest way to where it is wanted.

use std::io::Write as _;

/// So many are shorter than a move that says how far.
const STEPS: u16 = 3;

/// Where the cursor is, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    /// Columns of the terminal.
    width: u16,
    at: Option<(u16, u16)>,
    /// Whether every terminal has it in that column.
    sure: bool,
}

/// A move that is being put together.
#[derive(Clone, Copy)]
struct Way {
    bytes: [u8; 24],
    len: usize,
}

impl Way {
    const NONE: Self = Self { bytes: [0; 24], len: 0 };

    fn with(mut self, text: std::fmt::Arguments<'_>) -> Self {
        let mut rest = self.bytes.get_mut(self.len..).unwrap_or_default();
        let room = rest.len();
        // The longest move is shorter than what there is room for.
        let _ = rest.write_fmt(text);
        self.len += room - rest.len();
        self
    }

    fn times(self, byte: char, count: u16) -> Self {
        (0..count).fold(self, |way, _| way.with(format_args!("{byte}")))
    }

    /// A sequence whose figure is left out where it is one.
    fn by(self, count: u16, last: char) -> Self {
        if count == 1 { self.with(format_args!("\x1b[{last}")) } else { self.with(format_args!("\x1b[{count}{last}")) }
    }

    fn or(self, other: Self) -> Self {
        if other.len < self.len { other } else { self }
    }

    /// To a column of the same row.
    fn along(self, from: u16, to: u16) -> Self {
        match to.cmp(&from) {
            std::cmp::Ordering::Equal => self,
            std::cmp::Ordering::Greater => self.by(to - from, 'C'),
            std::cmp::Ordering::Less if from - to <= STEPS => self.times('\x08', from - to),
            std::cmp::Ordering::Less => self.by(from - to, 'D'),
        }
    }

    /// To a row of the same column.
    fn across(self, from: u16, to: u16) -> Self {
        match to.cmp(&from) {
            std::cmp::Ordering::Equal => self,
            std::cmp::Ordering::Greater if to - from <= STEPS => self.times('\n', to - from),
            std::cmp::Ordering::Greater => self.by(to - from, 'B'),
            std::cmp::Ordering::Less => self.by(from - to, 'A'),
        }
    }

    fn to(row: u16, column: u16) -> Self {
        let (row, column) = (u32::from(row) + 1, u32::from(column) + 1);
        match (row, column) {
            (1, 1) => Self::NONE.with(format_args!("\x1b[H")),
            (row, 1) => Self::NONE.with(format_args!("\x1b[{row}H")),
            (row, column) => Self::NONE.with(format_args!("\x1b[{row};{column}H")),
        }
    }
}

impl Cursor {
    /// Anywhere.
    pub(super) const fn new(width: u16) -> Self {
        Self { width, at: None, sure: false }
    }

    /// It may be anywhere.
    pub(super) const fn lose(&mut self) {
        self.at = None;
    }

    pub(super) fn is_at(&self, row: u16, column: u16) -> bool {
        self.at == Some((row, column))
    }

    /// How many cells lie between it and a column further right in its row.
    pub(super) fn gap(&self, row: u16, column: u16) -> Option<u16> {
        let (_, at) = self.at.filter(|(its, at)| *its == row && *at < column && self.sure)?;
        Some(column - at)
    }

    /// Something was written, `cells` wide; `sure` where every terminal takes it for that wide.
    pub(super) fn wrote(&mut self, cells: u16, sure: bool) {
        self.sure &= sure;
        // Behind the last column it waits there, or has gone to the next row, or stays: terminals differ.
        self.at = self.at.map(|(row, column)| (row, column + cells)).filter(|(_, column)| *column < self.width);
    }

    /// Takes it to a place by the shortest move.
    pub(super) fn go(&mut self, row: u16, column: u16, out: &mut Vec<u8>) {
        let mut best = Way::to(row, column);
        if let Some((from_row, from)) = self.at {
            let down = Way::NONE.across(from_row, row);
            let next = u32::from(column) + 1;
            best = best.or(down.with(format_args!("\x1b[{next}G"))).or(down.with(format_args!("\r")).along(0, column));
            if self.sure {
                best = best.or(down.along(from, column));
            }
        }
        out.extend_from_slice(best.bytes.get(..best.len).unwrap_or_default());
        (self.at, self.sure) = (Some((row, column)), true);
    }
}
