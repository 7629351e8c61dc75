//! A frame in as few bytes as are safe.
//!
//! What the terminal shows is kept here, cell by cell, and a frame is what differs from it. Its runs (cells side by side
//! of one style) are written twice, from the top left to the bottom right and one style after the other, and the shorter
//! way is sent: between two runs that is a move or a style, whichever costs less. A blank shows no ink, so it is written
//! in any.
//!
//! A diff that is wrong is worse than one that is long. What is sent says nothing of what the terminal was told before:
//! a frame begins with an absolute move and a whole style, and ends with a reset. Where the cursor may stand elsewhere
//! than it is believed to (behind the last column, behind characters that terminals do not measure alike) the next move
//! is absolute. A wide character that is half overwritten has its other half written too, in whatever order.
//!
//! Sent are, besides text, these and no other, all of which xterm, the Linux console, tmux, screen and mosh know:
//!
//! | sequence | what |
//! |---|---|
//! | `CR` `LF` `BS` | to the first column, down (never from the last row), one to the left |
//! | `CSI y ; x H`, `CSI x G` | to a place, to a column |
//! | `CSI n A` `B` `C` `D` | up, down, right, left |
//! | `CSI … m` | 0 to 9 without 6, 22 to 29 without 26, 30 to 37, 39 to 47, 49, 90 to 97, 100 to 107, 38 and 48 with 5 or 2 |
//! | `CSI r`, `CSI 2 J` | no margins, nothing on the screen: before a frame that is whole |
//!
//! Nothing is erased by part of a line: what colour that leaves is the terminal's own choice (`bce`), and themes paint
//! their ground.

use std::collections::HashMap;

use ratatui::buffer::Buffer;

mod glyph;
mod moves;
mod style;

use glyph::{Glyph, read};
use moves::Cursor;
use style::{Pen, pen_of};

/// Sent before a frame that is whole: another writer may have left a style and margins behind.
const CLEAR: &[u8] = b"\x1b[m\x1b[r\x1b[2J";

/// The longest way that may be gone by writing once more what is there already, in cells.
const REWRITTEN: u16 = 8;

/// What a cell of the terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slot {
    glyph: Glyph,
    pen: Pen,
}

impl Slot {
    const BLANK: Self = Self { glyph: Glyph::BLANK, pen: Pen::PLAIN };
    /// The cells behind the first of a wide character; in the style of that one, whatever is written there.
    const BEHIND: Self = Self { glyph: Glyph::BEHIND, pen: Pen::PLAIN };

    /// A blank that shows nothing of the ink.
    fn joins_any(self) -> bool {
        self.glyph == Glyph::BLANK && self.pen.is_ground()
    }
}

/// Changed cells side by side that one style writes.
#[derive(Clone, Copy, Debug)]
struct Run {
    row: u16,
    from: u16,
    /// The column behind the last one.
    to: u16,
    /// Of a run of blanks, the ground alone counts.
    pen: Pen,
    blank: bool,
}

/// Makes frames bytes.
#[derive(Debug, Default)]
pub(super) struct Encoder {
    width: u16,
    height: u16,
    shown: Vec<Slot>,
    /// Characters of more than one code point, by the place of their first cell.
    clusters: HashMap<usize, Box<str>>,
    /// Whether the terminal shows what is believed.
    known: bool,
    runs: Vec<Run>,
    ways: [Vec<u8>; 2],
}

impl Encoder {
    /// For a terminal of this size that shows nothing yet.
    pub(super) fn blank(width: u16, height: u16) -> Self {
        let mut encoder = Self::default();
        encoder.start(width, height);
        encoder
    }

    /// Anything may be on the terminal.
    pub(super) const fn forget(&mut self) {
        self.known = false;
    }

    fn start(&mut self, width: u16, height: u16) {
        (self.width, self.height, self.known) = (width, height, true);
        self.shown.clear();
        self.shown.resize(usize::from(width) * usize::from(height), Slot::BLANK);
        self.clusters.clear();
    }

    /// Appends what makes the terminal show `frame`; nothing where it does already.
    pub(super) fn encode(&mut self, frame: &Buffer, out: &mut Vec<u8>) {
        let (width, height) = (frame.area.width, frame.area.height);
        if !self.known || (width, height) != (self.width, self.height) {
            out.extend_from_slice(CLEAR);
            self.start(width, height);
        }
        self.compare(frame);
        if self.runs.is_empty() {
            return;
        }
        let [mut straight, mut grouped] = std::mem::take(&mut self.ways);
        straight.clear();
        self.write(&mut straight);
        self.lend_pens();
        self.runs.sort_unstable_by_key(|run| (run.pen.order(), run.row, run.from));
        grouped.clear();
        self.write(&mut grouped);
        out.extend_from_slice(if grouped.len() < straight.len() { &grouped } else { &straight });
        self.ways = [straight, grouped];
    }

    /// Notes what is shown from now on, and which runs that takes.
    fn compare(&mut self, frame: &Buffer) {
        self.runs.clear();
        let width = usize::from(self.width);
        if width == 0 {
            return;
        }
        for (row, cells) in (0..self.height).zip(frame.content.chunks_exact(width)) {
            let (began, mut column) = (usize::from(row) * width, 0);
            while let Some(cell) = cells.get(usize::from(column)) {
                let (glyph, takes) = read(cell.symbol(), self.width - column);
                let slot = Slot { glyph, pen: pen_of(cell, glyph) };
                // Nearly every character is one that stands there already.
                let shown = self.shown.get(began + usize::from(column));
                let stays = shown.is_some_and(|shown| shown.glyph == glyph && shown.pen.is(slot.pen));
                if stays && takes == 1 && glyph != Glyph::CLUSTER {
                    column += 1;
                    continue;
                }
                if self.differs(row, column, takes, slot, cell.symbol()) {
                    self.set(row, column, takes, slot, cell.symbol());
                    self.add(row, column, takes, slot);
                }
                column += takes;
            }
        }
    }

    fn place(&self, row: u16, column: u16) -> usize {
        usize::from(row) * usize::from(self.width) + usize::from(column)
    }

    fn slot(&self, row: u16, column: u16) -> Slot {
        self.shown.get(self.place(row, column)).copied().unwrap_or(Slot::BLANK)
    }

    fn differs(&self, row: u16, column: u16, cells: u16, slot: Slot, symbol: &str) -> bool {
        self.slot(row, column) != slot
            || (1..cells).any(|behind| self.slot(row, column + behind).glyph != Glyph::BEHIND)
            || slot.glyph == Glyph::CLUSTER
                && self.clusters.get(&self.place(row, column)).is_none_or(|shown| **shown != *symbol)
    }

    fn set(&mut self, row: u16, column: u16, cells: u16, slot: Slot, symbol: &str) {
        let place = self.place(row, column);
        if slot.glyph == Glyph::CLUSTER {
            self.clusters.insert(place, symbol.into());
        }
        let cells = self.shown.iter_mut().skip(place).take(usize::from(cells));
        for (at, shown) in cells.enumerate() {
            let before = std::mem::replace(shown, if at == 0 { slot } else { Slot::BEHIND });
            if before.glyph == Glyph::CLUSTER && (at > 0 || slot.glyph != Glyph::CLUSTER) {
                self.clusters.remove(&(place + at));
            }
        }
    }

    /// Makes a changed character part of the run before it, or begins another.
    fn add(&mut self, row: u16, column: u16, cells: u16, slot: Slot) {
        let (to, blank) = (column + cells, slot.joins_any());
        if let Some(run) = self.runs.last_mut().filter(|run| run.row == row && run.to == column) {
            if run.pen == slot.pen || blank && slot.pen.lies_under(run.pen) {
                run.to = to;
                run.blank &= blank;
                return;
            }
            if run.blank && run.pen.lies_under(slot.pen) {
                (run.to, run.pen, run.blank) = (to, slot.pen, false);
                return;
            }
        }
        self.runs.push(Run { row, from: column, to, pen: slot.pen, blank });
    }

    /// Lets runs of blanks be written in a style that is needed anyway, nearby ones first.
    fn lend_pens(&mut self) {
        let mut last: Option<Pen> = None;
        let mut lend = |run: &mut Run| match last {
            _ if !run.blank => last = Some(run.pen),
            Some(pen) if run.pen.lies_under(pen) => (run.pen, run.blank) = (pen, false),
            _ => {}
        };
        self.runs.iter_mut().for_each(&mut lend);
        // The first ones have no run before them.
        self.runs.iter_mut().rev().for_each(&mut lend);
    }

    /// Writes the runs in the order that they are in.
    fn write(&self, out: &mut Vec<u8>) {
        let (mut cursor, mut pen) = (Cursor::new(self.width), None);
        for run in &self.runs {
            let next = match pen {
                // Whatever it is written in, a blank looks alike.
                Some(now) if run.blank && run.pen.lies_under(now) => now,
                _ => run.pen,
            };
            // Moves are the same in any style, but the cells between are not.
            style::change(pen, next, out);
            pen = Some(next);
            let mut column = run.from;
            while column < run.to {
                column = self.put(run.row, column, next, &mut cursor, out);
            }
        }
        if pen != Some(Pen::PLAIN) {
            style::change(None, Pen::PLAIN, out);
        }
    }

    /// Writes one character; the column behind it.
    fn put(&self, row: u16, column: u16, pen: Pen, cursor: &mut Cursor, out: &mut Vec<u8>) -> u16 {
        let glyph = self.slot(row, column).glyph;
        let mut behind = column + 1;
        while behind < self.width && self.slot(row, behind).glyph == Glyph::BEHIND {
            behind += 1;
        }
        self.go(row, column, pen, cursor, out);
        let cells = behind - column;
        if cells > 1 && !glyph.is_sure() {
            // A terminal that takes it for a narrower one leaves the other cells as they were.
            out.resize(out.len() + usize::from(cells), b' ');
            cursor.lose();
            cursor.go(row, column, out);
        }
        match glyph {
            Glyph::CLUSTER => {
                let text = self.clusters.get(&self.place(row, column)).map_or(" ", |text| text);
                out.extend_from_slice(text.as_bytes());
                cursor.lose();
            }
            glyph => {
                glyph.write(out);
                cursor.wrote(cells, glyph.is_sure());
                if cells > 1 && !glyph.is_sure() {
                    cursor.lose();
                }
            }
        }
        behind
    }

    /// Takes the cursor to a place, by what lies between where that is written in the same style and no longer.
    fn go(&self, row: u16, column: u16, pen: Pen, cursor: &mut Cursor, out: &mut Vec<u8>) {
        if cursor.is_at(row, column) {
            return;
        }
        let began = out.len();
        let from = *cursor;
        cursor.go(row, column, out);
        let Some(gap) = from.gap(row, column).filter(|gap| *gap <= REWRITTEN) else { return };
        let moved = out.len() - began;
        let between = || (column - gap..column).map(|at| self.slot(row, at));
        let is_alike = |slot: Slot| {
            slot.glyph.is_plain()
                && (slot.pen == pen && !slot.joins_any() || slot.joins_any() && slot.pen.lies_under(pen))
        };
        if between().map(|slot| slot.glyph.len()).sum::<usize>() <= moved && between().all(is_alike) {
            out.truncate(began);
            between().for_each(|slot| slot.glyph.write(out));
        }
    }
}

#[cfg(test)]
mod tests;
