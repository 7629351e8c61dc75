//! How large everything on the wall is.

use ratatui::layout::Rect;

use super::cards::Card;
use crate::ui::draw::big::{self, Hand, Size};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Sizes of everything, and what that takes.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// The centre's figures.
    pub(super) figure: Size,
    /// Their words; `None` for ordinary letters.
    pub(super) word: Option<Hand>,
    /// Chats and AI; `None` for one ordinary line.
    pub(super) other: Option<Size>,
    /// Who has been in a state for longest; `None` for ordinary lines.
    pub(super) line: Option<Hand>,
    /// At least so many of those.
    pub(super) least: u16,
}

impl Plan {
    /// Richest first, with the smallest hands for words and for lines of agents.
    pub(super) fn all(ascii: bool, word: Hand, line: Hand) -> [Self; 10] {
        let [giant, huge, large, middle, narrow, small] = *big::sizes(ascii);
        let plan = |figure, word, other, line, least| Self { figure, word, other, line, least };
        let (word, line) = (Some(word), Some(line));
        [
            plan(giant, word, Some(middle), line, 2),
            plan(huge, word, Some(middle), line, 2),
            plan(large, word, Some(middle), line, 2),
            plan(large, word, Some(middle), None, 3),
            plan(middle, word, Some(middle), line, 2),
            plan(middle, word, Some(middle), None, 3),
            plan(middle, None, Some(small), None, 3),
            plan(narrow, None, Some(small), None, 3),
            plan(narrow, None, None, None, 2),
            plan(small, None, None, None, 1),
        ]
    }

    /// Those of a screen that is read from afar, richest first: agents give way to the figures, ordinary letters are none.
    pub(super) fn far(ascii: bool, word: Hand, line: Hand) -> [Self; 10] {
        let [giant, huge, large, middle, narrow, small] = *big::sizes(ascii);
        let plan =
            |figure, other, least| Self { figure, word: Some(word), other: Some(other), line: Some(line), least };
        [
            plan(giant, middle, 2),
            plan(huge, middle, 2),
            plan(large, middle, 2),
            plan(large, middle, 1),
            plan(middle, middle, 2),
            plan(large, middle, 0),
            plan(middle, middle, 1),
            plan(middle, middle, 0),
            plan(narrow, narrow, 0),
            plan(narrow, small, 0),
        ]
    }

    /// Lines of a row of cards.
    pub(super) const fn row(figure: Size, word: Option<Hand>) -> u16 {
        // A line between figure and word where both are large, and one below.
        figure.lines()
            + match word {
                Some(word) => word.lines() + 2,
                None => 1,
            }
    }

    /// Lines of an agent, with what parts it from the next.
    pub(super) const fn line_height(self) -> u16 {
        match self.line {
            Some(size) => size.lines() + 1,
            None => 1,
        }
    }

    /// Lines of chats and AI.
    pub(super) const fn other_height(self) -> u16 {
        match self.other {
            Some(size) => Self::row(size, if self.line.is_some() { self.word } else { None }),
            None => 1,
        }
    }

    /// Whether rows of cards, chats and AI, and the least of agents have room.
    pub(super) fn fits(self, area: Rect, rows: &[Vec<&Card>], other: &[Card]) -> bool {
        let height = rows.len() as u16 * Self::row(self.figure, self.word)
            + if other.is_empty() { 0 } else { self.other_height() }
            + self.least * self.line_height();
        let wide = |size| natural(other, size, self.word.filter(|_| self.line.is_some()));
        height <= area.height
            && rows.iter().all(|cards| natural(cards.iter().copied(), self.figure, self.word) <= area.width)
            && self.other.is_none_or(|size| wide(size) <= area.width)
    }
}

/// Cells that a card takes.
fn card_width(card: &Card, figure: Size, word: Option<Hand>) -> u16 {
    let figure = card.figure_width(figure);
    let word = word.map_or_else(|| text::width(&card.word) as u16, |size| size.width(&card.word));
    figure.max(word)
}

/// Cells that a row of cards takes at least: figures stand clearly farther apart than digits do.
pub(super) fn natural<'a>(cards: impl IntoIterator<Item = &'a Card>, figure: Size, word: Option<Hand>) -> u16 {
    let gap = figure.gap();
    cards.into_iter().map(|card| card_width(card, figure, word).saturating_add(gap)).fold(1, u16::saturating_add)
}

/// As many cards in a row as have room with words in ordinary letters, in their order.
pub(super) fn packed(cards: Vec<&Card>, cells: u16, figure: Size) -> Vec<Vec<&Card>> {
    let mut rows: Vec<Vec<&Card>> = Vec::new();
    for card in cards {
        match rows.last_mut() {
            Some(row) if natural(row.iter().copied(), figure, None) + card_width(card, figure, None) <= cells => {
                row.push(card);
            }
            _ => rows.push(vec![card]),
        }
    }
    rows
}

/// Cards beside each other, what is left over shared among them.
pub(super) fn row(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    area: Rect,
    cards: &[&Card],
    figure: Size,
    word: Option<Hand>,
) {
    let spare = area.width.saturating_sub(natural(cards.iter().copied(), figure, word));
    let each = spare / (cards.len() as u16).max(1);
    let mut x = area.x + 1;
    for card in cards {
        let room = card_width(card, figure, word) + each;
        let (style, faint) = card.styles(scene.theme);
        let cells = area.right().saturating_sub(x);
        big::draw(canvas, (x, area.y), cells, &card.figure, figure, style);
        let y = area.y + figure.lines();
        match word {
            Some(hand) => hand.draw(canvas, (x, y + 1), cells, &card.word, faint),
            None => canvas.put(x, y, cells, &card.word, faint),
        };
        x += room + figure.gap();
    }
}

/// Cards in one ordinary line, as many as fit.
pub(super) fn in_line(scene: &Scene<'_>, cards: &[Card], width: u16) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for card in cards {
        let gap = if pieces.is_empty() { "" } else { "   " };
        let style = if card.stale { scene.theme.stale() } else { card.style };
        let fact = [Piece::new(format!("{gap}{} ", card.figure), style), Piece::new(&*card.word, scene.theme.faint())];
        if width_of(&pieces) + width_of(&fact) + 2 > usize::from(width) {
            break;
        }
        pieces.extend(fact);
    }
    pieces
}

/// No room for large digits: a figure a line.
pub(super) fn plain<'a>(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, cards: impl Iterator<Item = &'a Card>) {
    for (card, y) in cards.zip(area.y..area.bottom()) {
        let style = if card.stale { scene.theme.stale() } else { card.style };
        canvas.put_right(area.x, area.x + 12, y, &card.figure, style);
        canvas.put(area.x + 14, y, area.width.saturating_sub(15), &card.word, scene.theme.faint());
    }
}
