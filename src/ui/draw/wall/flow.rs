//! Cards one behind the other, row after row, each word beside its figure: where the words are so large that the rows of
//! a plan have no room for them.

use ratatui::layout::Rect;

use super::cards::Card;
use crate::ui::draw::big::{self, Hand, Size};
use crate::ui::draw::canvas::Canvas;
use crate::ui::state::scene::Scene;

/// Cells between a figure and its word.
const BESIDE: u16 = 3;
/// Cells between one card and the next.
const GAP: u16 = 6;

/// Cards in rows, and their sizes.
pub(super) struct Flow<'a> {
    rows: Vec<Vec<&'a Card>>,
    figure: Size,
    word: Hand,
}

impl<'a> Flow<'a> {
    /// With the largest figures with which all cards have room; of at least `least` lines, and, if it is to be `whole`,
    /// with no word cut.
    pub(super) fn choose(
        cards: &[&'a Card],
        area: Rect,
        word: Hand,
        (least, whole): (u16, bool),
        ascii: bool,
    ) -> Option<Self> {
        let sizes = big::sizes(ascii).iter().filter(|size| size.lines() >= least && size.lines() <= word.lines() + 3);
        let mut flows = sizes.map(|size| Self { rows: packed(cards, area.width, *size, word), figure: *size, word });
        flows.find(|flow| {
            let wide = |card: &&Card| width(card, flow.figure, word) + 2 <= area.width;
            flow.lines() <= area.height && (!whole || cards.iter().all(wide))
        })
    }

    /// Lines of one row.
    const fn row(&self) -> u16 {
        let (figure, word) = (self.figure.lines(), self.word.lines());
        if figure > word { figure } else { word }
    }

    /// Lines of all rows, with one between any two of them.
    fn lines(&self) -> u16 {
        let rows = u16::try_from(self.rows.len()).unwrap_or(u16::MAX);
        rows.saturating_mul(self.row() + 1).saturating_sub(1)
    }

    /// Draws the rows; what is left of the area.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> Rect {
        let glyphs = scene.theme.glyphs;
        let mut y = area.y;
        for row in &self.rows {
            let taken: u16 = row.iter().map(|card| width(card, self.figure, self.word) + GAP).sum();
            let each = area.width.saturating_sub(taken) / (row.len() as u16).max(1);
            let mut x = area.x + 1;
            for card in row {
                let (style, faint) = card.styles(scene.theme);
                let wide = card.figure_width(self.figure);
                let cells = area.right().saturating_sub(x);
                let below = |lines: u16| y + (self.row() - lines) / 2;
                big::draw(canvas, (x, below(self.figure.lines())), cells, &card.figure, self.figure, style);
                let cells = cells.saturating_sub(wide + BESIDE + 1);
                if let Some(word) = big::like(&card.word, cells, self.word, glyphs) {
                    word.draw(canvas, (x + wide + BESIDE, below(word.hand.lines())), faint);
                }
                x += width(card, self.figure, self.word) + GAP + each;
            }
            y += self.row() + 1;
        }
        Rect { y, height: area.bottom().saturating_sub(y), ..area }
    }
}

/// Cells that a card takes.
fn width(card: &Card, figure: Size, word: Hand) -> u16 {
    card.figure_width(figure).saturating_add(BESIDE).saturating_add(word.width(&card.word))
}

/// As many cards in a row as have room, in their order; one that is wider than a row has one of its own.
fn packed<'a>(cards: &[&'a Card], cells: u16, figure: Size, word: Hand) -> Vec<Vec<&'a Card>> {
    let mut rows: Vec<Vec<&Card>> = Vec::new();
    let mut used = 0_u16;
    for &card in cards {
        let wide = width(card, figure, word).saturating_add(GAP);
        match rows.last_mut() {
            // The last gap of a row may be cut, but for what parts it from the edge.
            Some(row) if used.saturating_add(wide) <= cells.saturating_add(GAP - 2) => {
                row.push(card);
                used += wide;
            }
            _ => {
                rows.push(vec![card]);
                used = wide;
            }
        }
    }
    rows
}
