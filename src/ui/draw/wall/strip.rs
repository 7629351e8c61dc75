//! What stands above every page of the round: what counts most, whether it is live, what time it is; on the wall itself,
//! which has the figures, whose it is.
//!
//! From afar all of it is in large letters: a figure with its word beside it, or below it where there is no room beside.
//! What has no room is left out, the last figure first. On a small screen the words are in ordinary letters, or all of it
//! is one line.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::cards::{self, Card};
use super::{chosen, plan};
use crate::ui::draw::big::{self, Hand, Size};
use crate::ui::draw::canvas::{Canvas, Piece, width_of};
use crate::ui::draw::header;
use crate::ui::draw::outage::Outages;
use crate::ui::state::Offered;
use crate::ui::state::kiosk::Shows;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// Cells between its parts.
const GAP: u16 = 6;
/// Cells between a figure and its word.
const BESIDE: u16 = 4;
/// So many figures at most.
const FIGURES: usize = 3;

/// Draws the strip above a page of the round; the area below it.
pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, outages: &Outages) -> Rect {
    let far = canvas.is_far();
    if scene.view.shows() == Shows::Wall {
        return of_the_wall(canvas, scene, area, outages, far);
    }
    let told = Told::of(scene, outages);
    let most = Most::of(area);
    let taken = match told.arranged(scene, area.width.saturating_sub(2), most) {
        Some(arranged) => arranged.draw(canvas, scene, area, &told),
        None => told.line(canvas, scene, area),
    };
    below(area, taken)
}

fn below(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

/// The first of those that the wall shows: of calls, or of chats and robots where there is no voice.
fn figures(scene: &Scene<'_>) -> Vec<Card> {
    let chosen = chosen::cards(scene);
    if !chosen.is_empty() {
        return chosen;
    }
    let voice = Offered::of(scene.board).voice && scene.board.has_roster();
    chosen::of_all(scene, if voice { cards::calls(scene).cards } else { cards::other(scene) })
}

/// Whether what the page rests on is live, in a word.
fn state(scene: &Scene<'_>, outages: &Outages) -> (String, Style) {
    if outages.is_hub_silent() {
        return (tr!(scene, "hub silent").to_owned(), outages.style(scene));
    }
    if outages.are_grave() {
        return (tr!(scene, "not live").to_owned(), scene.theme.alert());
    }
    let (status, style) = header::status(scene);
    // A large letter is no badge.
    (status, style.remove_modifier(Modifier::REVERSED))
}

/// Lines that it may take.
#[derive(Clone, Copy)]
struct Most {
    /// With words beside figures.
    beside: u16,
    /// With words below them.
    below: u16,
    /// Whether words may be in ordinary letters.
    ordinary: bool,
}

impl Most {
    /// On 1080 lines, which are 240×67 with header and footer, it is large whatever that takes; on less, the page comes
    /// first.
    const fn of(area: Rect) -> Self {
        let (eighth, ordinary) = (area.height / 8, area.width < 240 || area.height < 64);
        let below = match (ordinary, area.height) {
            (false, height) => height / 4,
            (true, 30..) if eighth < 5 => 5,
            (true, 30..) => eighth,
            (true, _) => 0,
        };
        Self { beside: eighth, below, ordinary }
    }
}

/// What it tells.
struct Told {
    cards: Vec<Card>,
    state: (String, Style),
    clock: String,
}

/// How large it does.
struct Arranged {
    count: usize,
    figure: Size,
    /// `None` for ordinary letters.
    word: Option<Hand>,
    beside: bool,
}

impl Told {
    fn of(scene: &Scene<'_>, outages: &Outages) -> Self {
        let mut cards = figures(scene);
        cards.truncate(FIGURES);
        let (mut state, style) = state(scene, outages);
        if scene.view.sites().is_some() {
            // Walls of several sites take turns: a figure is nothing without whose it is.
            state = format!("{} {state}", text::clean(&scene.settings.site));
        }
        Self { cards, state: (state, style), clock: scene.clock(scene.now, "%H:%M") }
    }

    fn first(&self, count: usize) -> &[Card] {
        self.cards.get(..count).unwrap_or(&self.cards)
    }

    /// The first of all arrangements that has room, each as small as may be: the page below has the rest. Words beside
    /// figures come before those below, which take twice the room, and at last there is but one figure, or none.
    fn arranged(&self, scene: &Scene<'_>, cells: u16, most: Most) -> Option<Arranged> {
        let all = self.cards.len();
        let few = all.min(2);
        let some = |beside| (few..=all).rev().map(move |count| (count, beside));
        let last = (0..if most.ordinary { 0 } else { few }).rev().map(|count| (count, true));
        let mut tries = some(true).chain(some(false)).chain(last);
        tries.find_map(|(count, beside)| self.sized(scene, (count, beside), cells, most))
    }

    /// The smallest with so many figures, and with their words there.
    fn sized(&self, scene: &Scene<'_>, (count, beside): (usize, bool), cells: u16, most: Most) -> Option<Arranged> {
        let glyphs = scene.theme.glyphs;
        let words = self.first(count).iter().map(|card| card.word.as_str()).chain([self.state.0.as_str()]);
        let hands = big::hands(&words.collect::<Vec<_>>(), glyphs);
        let words = hands.into_iter().rev().map(Some).chain((most.ordinary && !beside).then_some(None));
        let sizes = big::sizes(glyphs.is_ascii());
        let mut all = words
            .flat_map(|word| sizes.iter().rev().map(move |figure| Arranged { count, figure: *figure, word, beside }));
        all.find(|arranged| arranged.fits(self, cells, most))
    }

    /// All of it in one line of ordinary letters; one line.
    fn line(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) -> u16 {
        let right = [
            Piece::new(format!("{}  ", self.state.0), self.state.1),
            Piece::new(self.clock.clone(), scene.theme.strong()),
        ];
        let cells = area.width.saturating_sub(width_of(&right) as u16 + 3);
        let at = canvas.line(area.x + 1, area.y, cells, &plan::in_line(scene, &self.cards, cells));
        canvas.line_right(at + 1, area.right().saturating_sub(1), area.y, &right);
        1
    }
}

impl Arranged {
    fn lines(&self) -> u16 {
        match self.word {
            Some(word) if self.beside => self.figure.lines().max(word.lines()),
            Some(word) => self.figure.lines() + word.lines() + 1,
            None => self.figure.lines() + 1,
        }
    }

    /// Cells of a word.
    fn word_width(&self, word: &str) -> u16 {
        self.word.map_or_else(|| text::width(word) as u16, |hand| hand.width(word))
    }

    /// Cells of a card with what parts it from the next.
    fn card_width(&self, card: &Card) -> u16 {
        let (figure, word) = (card.figure_width(self.figure), self.word_width(&card.word));
        let both = if self.beside { figure.saturating_add(BESIDE).saturating_add(word) } else { figure.max(word) };
        both.saturating_add(GAP)
    }

    /// Cells of state and clock.
    fn right_width(&self, told: &Told) -> u16 {
        let (state, clock) = (self.word_width(&told.state.0), self.figure.width(&told.clock));
        if self.beside { state.saturating_add(GAP).saturating_add(clock) } else { state.max(clock) }
    }

    fn fits(&self, told: &Told, cells: u16, most: Most) -> bool {
        // Figures are no smaller than their words, and not so much larger that the words are lost.
        let word = self.word.map_or(1, Hand::lines);
        let alike = self.figure.lines() + 1 >= word && (self.word.is_none() || self.figure.lines() <= word + 3);
        let lines = if self.beside { most.beside } else { most.below };
        let cards = || told.first(self.count).iter().map(|card| self.card_width(card)).fold(0, u16::saturating_add);
        alike && self.lines() <= lines && cards().saturating_add(self.right_width(told)) <= cells
    }

    /// Draws it; the lines it takes, with the one below large letters.
    fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, told: &Told) -> u16 {
        let lines = self.lines();
        let middle = |own: u16| area.y + (lines - own.min(lines)) / 2;
        let (figure_y, word_y) = match self.word {
            Some(word) if self.beside => (middle(self.figure.lines()), middle(word.lines())),
            Some(_) => (area.y, area.y + self.figure.lines() + 1),
            None => (area.y, area.y + self.figure.lines()),
        };
        let right = area.right().saturating_sub(self.right_width(told) + 1);
        let mut x = area.x + 1;
        for card in told.first(self.count) {
            let (style, faint) = card.styles(scene.theme);
            big::draw(canvas, (x, figure_y), right.saturating_sub(x), &card.figure, self.figure, style);
            let at = if self.beside { x + card.figure_width(self.figure) + BESIDE } else { x };
            self.put(canvas, (at, word_y), right.saturating_sub(at), &card.word, faint);
            x += self.card_width(card);
        }
        let (state, style) = &told.state;
        let edge = area.right().saturating_sub(1);
        let clock = edge.saturating_sub(self.figure.width(&told.clock));
        let cells = edge.saturating_sub(clock);
        big::draw(canvas, (clock, figure_y), cells, &told.clock, self.figure, scene.theme.strong());
        let wide = self.word_width(state);
        let at = if self.beside { clock.saturating_sub(GAP + wide) } else { edge.saturating_sub(wide) };
        self.put(canvas, (at, word_y), wide, state, *style);
        lines + u16::from(self.word.is_some())
    }

    fn put(&self, canvas: &mut Canvas<'_>, (x, y): (u16, u16), cells: u16, word: &str, style: Style) {
        match self.word {
            Some(hand) => hand.draw(canvas, (x, y), cells, word, style),
            None => canvas.put(x, y, cells, word, style),
        };
    }
}

/// Whose wall it is, whether it is live, what time it is. On a screen that is not read from afar, where that would take
/// more than an eighth of it from the figures, the header's line is all there is of it.
fn of_the_wall(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, outages: &Outages, far: bool) -> Rect {
    let (theme, glyphs) = (scene.theme, scene.theme.glyphs);
    let site = text::clean(&scene.settings.site);
    let (status, style) = state(scene, outages);
    let clock = scene.clock(scene.now, "%H:%M");
    let mut texts = vec![status.as_str(), clock.as_str()];
    if !glyphs.is_ascii() || big::can(&site) {
        texts.push(&site);
    }
    let hand = big::smallest(&texts, glyphs);
    if !far && hand.lines() + 1 > area.height / 8 {
        return area;
    }
    let (x, y) = (area.x + 1, area.y);
    let wide = hand.width(&clock);
    let right = area.right().saturating_sub(wide + 1);
    hand.draw(canvas, (right, y), wide, &clock, theme.strong());
    // The state has what the clock leaves, the name what both leave.
    let room = right.saturating_sub(x + GAP);
    let status = big::like(&status, room * 2 / 3, hand, glyphs);
    let state = status.as_ref().map_or(0, |status| status.width() + GAP);
    let at = match big::like(&site, room.saturating_sub(state), hand, glyphs) {
        Some(site) => site.draw(canvas, (x, y), theme.strong()),
        None => canvas.put(x, y + hand.lines() / 2, room.saturating_sub(state), &site, theme.strong()),
    };
    if let Some(status) = status {
        status.draw(canvas, (at + GAP, y), style);
    }
    below(area, hand.lines() + 1)
}

#[cfg(test)]
mod tests;
