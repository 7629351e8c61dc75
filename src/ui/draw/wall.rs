//! The wall: the centre's figures, with their words, in letters that are read from the other end of the room.
//!
//! What there is room for is found by trying plans from the richest down; every card of a row has the same size of
//! digits, and room for one digit more than a quiet day needs, so that nothing jumps when a figure grows. On a screen
//! that is read from afar nothing that matters is in ordinary letters: where the words are too large for rows, the cards
//! flow, and what can be spared is left out.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::SourceId;
use crate::ui::draw::big::{self, Hand, Size};
use crate::ui::draw::canvas::Canvas;
use crate::ui::state::Offered;
use crate::ui::state::scene::Scene;

use super::board;
use cards::{Calls, Card};
use flow::Flow;
use longest::Longest;
use plan::Plan;

mod alarm;
mod cards;
mod chosen;
mod flow;
mod grid;
mod longest;
mod plan;
mod strip;
mod teams;
mod tile;
mod waits;
mod who;

pub(super) use alarm::draw as alarm;
pub(super) use grid::draw as grid;
pub(super) use strip::draw as strip;
pub(super) use teams::draw as teams;

/// So many figures that the site chose stand in one row.
const IN_A_ROW: usize = 4;

/// All that the wall of a site with voice tells.
struct Told<'a> {
    calls: Calls,
    now: Vec<Card>,
    other: Vec<Card>,
    longest: Longest<'a>,
}

impl<'a> Told<'a> {
    fn cards(&self) -> impl Iterator<Item = &Card> {
        self.calls.cards.iter().chain(&self.now).chain(&self.other)
    }

    /// The usual figures.
    fn usual(scene: &'a Scene<'_>) -> Self {
        let Calls { cards, wanted, .. } = cards::calls(scene);
        let calls = Calls { wanted, ..Calls::of(chosen::of_all(scene, cards)) };
        let other = chosen::of_all(scene, cards::other(scene));
        Self { calls, now: cards::now(scene), other, longest: Longest::of(scene) }
    }

    /// Those that the site chose, in two rows where they are many.
    fn chosen(scene: &'a Scene<'_>, mut chosen: Vec<Card>) -> Self {
        let behind = if chosen.len() > IN_A_ROW { chosen.split_off(chosen.len().div_ceil(2)) } else { Vec::new() };
        Self { calls: Calls::of(chosen), now: behind, other: Vec::new(), longest: Longest::of(scene) }
    }
}

pub(super) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let far = canvas.is_far();
    let (voice, chosen) = (Offered::of(scene.board).voice, chosen::cards(scene));
    if !voice && chosen.is_empty() {
        without_voice(canvas, scene, area, far);
        return;
    }
    if voice && !scene.board.has_roster() {
        nothing_yet(canvas, scene, area, far);
        return;
    }
    let told = if chosen.is_empty() { Told::usual(scene) } else { Told::chosen(scene, chosen) };
    let ascii = scene.theme.glyphs.is_ascii();
    let word = smallest_word(scene, told.cards());
    let line = told.longest.hand(scene);
    if far
        && (planned(canvas, scene, area, &told, &Plan::far(ascii, word, line))
            || flowing(canvas, scene, area, &told, word))
    {
        return;
    }
    if planned(canvas, scene, area, &told, &Plan::all(ascii, word, line)) || wrapped(canvas, scene, area, &told) {
        return;
    }
    let Told { calls, now, other, .. } = told;
    let room = usize::from(area.height).saturating_sub(now.len() + other.len()).max(calls.least);
    plan::plain(canvas, scene, area, calls.first(room).into_iter().chain(&now).chain(&other));
}

/// The smallest hand in which the words of all these cards can be written.
fn smallest_word<'a>(scene: &Scene<'_>, cards: impl Iterator<Item = &'a Card>) -> Hand {
    big::smallest(&cards.map(|card| card.word.as_str()).collect::<Vec<_>>(), scene.theme.glyphs)
}

/// Bold digits of so many lines are read from afar: more of them are worth more than larger ones.
const HIGH: u16 = 7;

/// By the first plan for which there is room; whether there is one.
fn planned(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, told: &Told<'_>, plans: &[Plan]) -> bool {
    // The last of the calls stand in front of the agents where they have no room beside the others.
    let rows = |count: usize, behind: usize| -> Vec<Vec<&Card>> {
        let mut first = told.calls.first(count);
        let mut second = first.split_off(first.len().saturating_sub(behind));
        second.extend(&told.now);
        [first, second].into_iter().filter(|cards| !cards.is_empty()).collect()
    };
    let with = |plan: &Plan, count: usize| {
        let behinds = 0..if told.now.is_empty() { 1 } else { count.max(1) };
        behinds.map(|behind| rows(count, behind)).find(|rows| plan.fits(area, rows, &told.other))
    };
    let (least, wanted) = (told.calls.least, told.calls.wanted);
    let far = canvas.is_far();
    let high = plans.iter().filter(move |plan| far && plan.figure.is_bold() && plan.figure.lines() >= HIGH);
    let more = (least + 1..=wanted).rev().flat_map(|count| high.clone().map(move |plan| (plan, count)));
    let mut tries = more.chain(plans.iter().map(|plan| (plan, least)));
    let Some((plan, count)) = tries.find(|(plan, count)| with(plan, *count).is_some()) else { return false };
    // What can be spared stands where it costs no size.
    let Some(rows) = (count..=told.calls.cards.len()).rev().find_map(|count| with(plan, count)) else { return false };
    stand(canvas, scene, area, told, plan, &rows);
    true
}

/// In as many rows as the cards take in the smallest digits, with words in ordinary letters: where few have room beside
/// each other. Whether that has room.
fn wrapped(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, told: &Told<'_>) -> bool {
    let [.., figure] = *big::sizes(scene.theme.glyphs.is_ascii());
    let plan = Plan { figure, word: None, other: None, line: None, least: 0 };
    let rows = |count: usize| {
        let mut rows = plan::packed(told.calls.first(count), area.width, figure);
        rows.extend(plan::packed(told.now.iter().collect(), area.width, figure));
        rows
    };
    let counts = (told.calls.least..=told.calls.cards.len()).rev();
    let Some(rows) = counts.map(rows).find(|rows| plan.fits(area, rows, &told.other)) else { return false };
    stand(canvas, scene, area, told, &plan, &rows);
    true
}

/// Draws rows of cards, chats and AI below them, and who has been in a state for longest.
fn stand(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, told: &Told<'_>, plan: &Plan, rows: &[Vec<&Card>]) {
    let mut y = area.y;
    let spare = area.height
        - rows.len() as u16 * Plan::row(plan.figure, plan.word)
        - if told.other.is_empty() { 0 } else { plan.other_height() };
    let lines = (spare / plan.line_height()).min(6);
    // What is left over parts the rows from one another.
    let gap = (spare - lines * plan.line_height()).min(3) / 3;
    for cards in rows {
        plan::row(canvas, scene, Rect { y, ..area }, cards, plan.figure, plan.word);
        y += Plan::row(plan.figure, plan.word) + gap;
    }
    if let Some(size) = plan.other {
        let other: Vec<&Card> = told.other.iter().collect();
        plan::row(canvas, scene, Rect { y, ..area }, &other, size, plan.word.filter(|_| plan.line.is_some()));
        y += if told.other.is_empty() { 0 } else { plan.other_height() + gap };
    } else if !told.other.is_empty() {
        canvas.line(area.x + 1, y, area.width.saturating_sub(2), &plan::in_line(scene, &told.other, area.width));
        y += 1;
    }
    let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    told.longest.draw(canvas, scene, rest, plan.line, lines);
}

/// Every word beside its figure; whether there is room for at least the calls and the agents.
fn flowing(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, told: &Told<'_>, word: Hand) -> bool {
    let ascii = scene.theme.glyphs.is_ascii();
    let all: Vec<&Card> = told.cards().collect();
    let needed = told.calls.cards.iter().filter(|card| card.spare.is_none()).chain(&told.now);
    let least: Vec<&Card> = needed.clone().collect();
    let needed: Vec<&Card> = needed.chain(&told.other).collect();
    let lists = [all.as_slice(), needed.as_slice(), least.as_slice()];
    // That more is told is worth less than digits of seven lines, and than words that are whole.
    let tries = [(7, true), (3, true), (3, false)].into_iter().flat_map(|least| lists.map(|cards| (least, cards)));
    let mut flows = tries.filter_map(|(least, cards)| Flow::choose(cards, area, word, least, ascii));
    let Some(flow) = flows.next() else { return false };
    let rest = flow.draw(canvas, scene, area);
    let hand = told.longest.hand(scene);
    told.longest.draw(canvas, scene, rest, Some(hand), rest.height / (hand.lines() + 1));
    true
}

/// A site without voice: its chats and robots in the largest digits that leave the rest its room; read from afar there
/// is no rest.
fn without_voice(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, far: bool) {
    let all = cards::other(scene);
    let (chats, robots): (Vec<&Card>, Vec<&Card>) = all.iter().partition(|card| card.of_chats);
    let rows: Vec<Vec<&Card>> = [chats, robots].into_iter().filter(|cards| !cards.is_empty()).collect();
    let far = far && !rows.is_empty();
    let words: Vec<&str> = rows.iter().flatten().map(|card| card.word.as_str()).collect();
    let hands = big::hands(&words, scene.theme.glyphs);
    let small = big::smallest(&words, scene.theme.glyphs);
    // Words grow with their figures, to half of their height.
    let words = |figure: Size| -> Vec<Option<Hand>> {
        let larger = hands.iter().filter(move |hand| far && hand.lines() * 2 <= figure.lines()).copied();
        larger.chain([small]).map(Some).chain((!far).then_some(None)).collect()
    };
    let sizes = big::sizes(scene.theme.glyphs.is_ascii()).iter().copied();
    let mut plans = sizes.flat_map(|size| words(size).into_iter().map(move |word| (size, word)));
    let room = if far { area.height } else { area.height * 3 / 5 };
    let fits = |(figure, word): &(Size, Option<Hand>)| {
        rows.len() as u16 * Plan::row(*figure, *word) <= room
            && rows.iter().all(|cards| plan::natural(cards.iter().copied(), *figure, *word) <= area.width)
    };
    let found = plans.find(fits);
    let mut y = area.y;
    if let Some((figure, word)) = found {
        let spare = room.saturating_sub(rows.len() as u16 * Plan::row(figure, word)) / (rows.len() as u16 + 1);
        let gap = if far { spare } else { 0 };
        for cards in &rows {
            plan::row(canvas, scene, Rect { y: y + gap, ..area }, cards, figure, word);
            y += Plan::row(figure, word) + gap;
        }
        if far {
            return;
        }
    }
    let rest = Rect { y, height: area.bottom().saturating_sub(y), ..area };
    board::panes_without_voice(canvas, scene, rest);
}

/// Before the first message: why.
fn nothing_yet(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, far: bool) {
    let other = cards::other(scene);
    let why = scene.why_empty(SourceId::Agents, tr!(scene, "the agents' stream is"), tr!(scene, "message"));
    let half = area.height / 2;
    let word = Some(smallest_word(scene, other.iter())).filter(|_| far);
    let fits = |size: &Size| Plan::row(*size, word) < half && plan::natural(&other, *size, word) <= area.width;
    let mut sizes = big::sizes(scene.theme.glyphs.is_ascii()).iter().copied();
    let mut rest = area;
    if let Some(size) = sizes.find(|size| !other.is_empty() && fits(size)) {
        plan::row(canvas, scene, area, &other.iter().collect::<Vec<_>>(), size, word);
        let taken = Plan::row(size, word) + 1;
        rest = Rect { y: area.y + taken, height: area.height - taken, ..area };
    }
    let style = |index| if index == 0 { scene.theme.text() } else { scene.theme.faint() };
    let sentences = why.iter().enumerate().map(|(index, sentence)| (sentence.clone(), style(index)));
    let sentences: Vec<(String, Style)> = sentences.collect();
    let inner = Rect { x: rest.x + 1, width: rest.width.saturating_sub(2), ..rest };
    if !far || big::sentences(canvas, inner, &sentences).is_none() {
        canvas.middle(rest, &why);
    }
}

#[cfg(test)]
mod tests;
