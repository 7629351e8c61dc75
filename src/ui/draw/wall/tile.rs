//! An agent's tile: all of it in the state's colour, with the name, the state's word and glyph, and the time.
//!
//! How large tiles are follows from how many there are: of all ways to part the room, the one with the largest letters. No
//! way is taken in which the word of a state or a time has no room whole; a name shrinks before it is cut.

use ratatui::layout::Rect;
use ratatui::style::{Color, Style};

use super::who;
use crate::model::{Agent, Level, State};
use crate::ui::draw::big::{self, Extent, Hand};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::table;
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// As many tiles stand on a page of 240×67 at most.
const MOST: usize = 24;
/// That page, in cells.
const PAGE: usize = 240 * 67;
/// Names are at least so wide in ordinary letters before one is cut: three ideographs, or six letters.
const NAME: &str = "Wwwwww";
/// Cells between the parts of a tile and its edge, and lines above and below them.
const EDGE: (u16, u16) = (1, 1);
/// Cells between a word and the time beside it.
const BESIDE: u16 = 3;

/// How the parts of a tile stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Name, state and time below each other.
    Stacked,
    /// State and time beside each other below the name.
    Beside,
}

impl Stand {
    /// How large the smallest letters can be in a tile of so many lines.
    const fn most(self, lines: u16) -> u16 {
        let lines = lines.saturating_sub(2 * EDGE.1);
        match self {
            Self::Stacked => lines / 3,
            Self::Beside => lines / 2,
        }
    }
}

/// What tiles have to hold: the widest of each part.
pub(super) struct Told {
    name: Extent,
    word: Extent,
    time: Extent,
}

impl Told {
    /// Of these agents: every word of a state is among it, so that a tile keeps its size when states change.
    pub(super) fn of<'a>(scene: &Scene<'_>, agents: impl Iterator<Item = &'a Agent>) -> Self {
        let ascii = scene.theme.glyphs.is_ascii();
        let words = State::NAMED.iter().map(|state| Extent::of(&table::state_word(scene.language, *state)));
        // So that the letters do not shrink when the first of them has been at it for ten minutes.
        let (mut name, mut time) = (Extent::of("Ég"), Extent::of("00:00"));
        for agent in agents {
            let own = Extent::of(&text::clean(agent.label()));
            if !ascii || own.is_own() {
                name = name.wider(own);
            }
            time = time.wider(Extent::of(&elapsed(scene, agent)));
        }
        Self { name, word: words.fold(Extent::NONE, Extent::wider), time }
    }
}

/// Time in the state, in few letters: of hours, no seconds are told.
fn elapsed(scene: &Scene<'_>, agent: &Agent) -> String {
    let Some(minutes) = scene.in_state(agent).map(|ms| ms / 60_000).filter(|minutes| *minutes >= 60) else {
        return scene.elapsed(agent).replacen(' ', "", 1);
    };
    let at_least = if agent.is_at_least() { scene.theme.glyphs.at_least() } else { "" };
    format!("{at_least}{}h{:02}", minutes / 60, minutes % 60)
}

/// Letters, largest first, and how wide the widest of what has to have room in them is.
type Letters = Vec<(Hand, u16)>;

/// The letters of a part, which needs no more room than `most` of a text, if there is one.
fn letters(part: Extent, most: Option<&str>, scene: &Scene<'_>) -> Letters {
    let most = most.map(Extent::of);
    let width = |hand: Hand| part.width(hand).min(most.map_or(u16::MAX, |most| most.width(hand)));
    big::hands_of(part, scene.theme.glyphs).into_iter().map(|hand| (hand, width(hand))).collect()
}

/// The letters of a tile's parts.
#[derive(Clone, Copy, Debug)]
struct Hands {
    name: Hand,
    word: Hand,
    time: Hand,
}

impl Hands {
    /// How large they are: the smallest of them first.
    fn size(self) -> (u16, u16) {
        let [name, word, time] = [self.name, self.word, self.time].map(Hand::lines);
        (name.min(word).min(time), name + word + time)
    }

    /// Lines of a tile at least.
    fn height(self, stand: Stand) -> u16 {
        let [name, word, time] = [self.name, self.word, self.time].map(Hand::lines);
        let below = match stand {
            Stand::Beside => word.max(time),
            Stand::Stacked => word + time,
        };
        name + below + 2 * EDGE.1
    }
}

/// How tiles stand on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) columns: u16,
    pub(super) rows: u16,
    stand: Stand,
    hands: Hands,
}

impl Grid {
    /// How many tiles it has.
    pub(super) const fn room(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    /// The one for so many agents: with room for all of them, else for as many as there is room for; `None` where there is
    /// none for large letters.
    pub(super) fn choose(scene: &Scene<'_>, told: &Told, total: usize, area: Rect) -> Option<Self> {
        let most = (MOST * usize::from(area.width) * usize::from(area.height) / PAGE).max(MOST);
        let wanted = total.clamp(1, most);
        let (names, words, times) =
            (letters(told.name, Some(NAME), scene), letters(told.word, None, scene), letters(told.time, None, scene));
        let side = u16::try_from(most).unwrap_or(u16::MAX);
        let mut best: Option<(Self, (usize, u16, u16))> = None;
        for columns in 1..=side.min(area.width / 16) {
            // Rows that no agent needs only make the others smaller, and fewer than have been found tell of fewer.
            let needed = u16::try_from(wanted.div_ceil(usize::from(columns))).unwrap_or(u16::MAX);
            for rows in (1..=needed.min(side).min(area.height / 6)).rev() {
                let room = usize::from(columns) * usize::from(rows);
                if best.as_ref().is_some_and(|(_, (told, ..))| room.min(wanted) < *told) {
                    break;
                }
                if room > most {
                    continue;
                }
                let cells = (area.width / columns, area.height / rows);
                for stand in [Stand::Beside, Stand::Stacked] {
                    // What can only be smaller than what has been found is not looked at.
                    let cannot = |(_, (told, small, _)): &(Self, (usize, u16, u16))| {
                        room.min(wanted) == *told && stand.most(cells.1) < *small
                    };
                    if best.as_ref().is_some_and(cannot) {
                        continue;
                    }
                    let Some(hands) = largest(stand, cells, [&names, &words, &times]) else { continue };
                    let (small, all) = hands.size();
                    let (grid, score) = (Self { columns, rows, stand, hands }, (room.min(wanted), small, all));
                    if best.as_ref().is_none_or(|(_, best)| score > *best) {
                        best = Some((grid, score));
                    }
                }
            }
        }
        best.map(|(grid, _)| grid)
    }

    /// Draws one.
    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, place: Rect, slot: usize, agent: &Agent) {
        let (state, level) = (agent.state(), scene.level(agent));
        // What is too old is in no state's colour.
        let plain = scene.theme.is_plain() || scene.is_away(crate::model::SourceId::Agents);
        let outer = Rect {
            width: place.width.saturating_sub(1).max(1),
            height: place.height.saturating_sub(u16::from(place.height > self.height())).max(1),
            ..place
        };
        let styles = ground(canvas, scene, outer, (state, level), plain);
        if outer.height == place.height && level != Level::Over && !framed(state, plain) {
            part(canvas, outer, styles);
        }
        let inner = Rect {
            x: outer.x + EDGE.0,
            y: outer.y + EDGE.1,
            width: outer.width.saturating_sub(2 * EDGE.0),
            height: outer.height.saturating_sub(2 * EDGE.1),
        };
        let Hands { name, word: hand, time } = self.hands;
        let (word, lines) = (hand.lines(), time.lines());
        let beside = self.stand == Stand::Beside;
        // What is left over parts the lines from one another, the name from the rest first.
        let spare = outer.height.saturating_sub(self.height());
        let between = if beside { 1 } else { 2 };
        let gap = (spare / between).min(word / 2 + 1);
        let first = if gap == 0 { spare } else { gap };
        let mut y = inner.y + spare.saturating_sub(first + gap * (between - 1)) / 2;
        named(canvas, scene, agent, Rect { y, height: name.lines(), ..inner }, (name, first > 0), styles);
        y += name.lines() + first;
        let told = elapsed(scene, agent);
        let mark = scene.theme.glyphs.level(level);
        let mark = if mark == " " { scene.theme.glyphs.state(state) } else { mark };
        // What is not confirmed is asked about where its sign would stand.
        let doubt = table::doubt(scene, slot).text;
        let mark = if doubt.trim().is_empty() { mark } else { doubt.trim() };
        let wide = time.width(&told).min(inner.width);
        let (x, behind) =
            if beside { (glyph(canvas, scene, mark, (inner.x, y), hand, styles), wide + BESIDE) } else { (inner.x, 0) };
        let cells = inner.right().saturating_sub(x + behind);
        let text = table::state_word(scene.language, state);
        match big::like(&text, cells, hand, scene.theme.glyphs) {
            Some(large) => {
                large.draw(canvas, (x, y), styles);
            }
            None => {
                canvas.put(x, y + word / 2, cells, &text, styles);
            }
        }
        let (at, y) = if beside {
            (inner.right().saturating_sub(wide), y + word.max(lines) - lines)
        } else {
            let y = y + word + gap;
            (glyph(canvas, scene, mark, (inner.x, y), time, styles), y)
        };
        time.draw(canvas, (at, y), wide, &told, styles);
    }

    /// How large its letters are: the lowest of them, and all together.
    #[cfg(test)]
    pub(super) fn size(&self) -> (u16, u16) {
        self.hands.size()
    }

    /// Lines of a tile at least.
    fn height(&self) -> u16 {
        self.hands.height(self.stand)
    }
}

/// The largest letters with which a tile of so many cells and lines has room, the smallest of them as large as can be.
fn largest(stand: Stand, (cells, lines): (u16, u16), [names, words, times]: [&Letters; 3]) -> Option<Hands> {
    // The gap to the next tile is at its right.
    let cells = cells.saturating_sub(2 * EDGE.0 + 1);
    let mut best: Option<Hands> = None;
    for (name, _) in names.iter().filter(|(_, wide)| *wide <= cells) {
        for (word, wide) in words.iter().filter(|(word, wide)| *wide <= cells && word.lines() <= name.lines()) {
            // The word is the smaller of the two.
            let is_too_small = best.is_some_and(|best| word.lines() < best.size().0);
            if is_too_small || name.lines() + word.lines() + 2 * EDGE.1 > lines {
                continue;
            }
            let time = times.iter().find(|(time, clock)| {
                let width = match stand {
                    Stand::Beside => glyph_width(*word) + wide + BESIDE + clock,
                    // Below each other, the glyph stands in front of the shorter one.
                    Stand::Stacked => glyph_width(*time) + clock,
                };
                let hands = Hands { name: *name, word: *word, time: *time };
                width <= cells && hands.height(stand) <= lines && time.lines() <= 2 * name.lines()
            });
            let Some((time, _)) = time else { continue };
            let hands = Hands { name: *name, word: *word, time: *time };
            if best.is_none_or(|best| hands.size() > best.size()) {
                best = Some(hands);
            }
        }
    }
    best
}

/// Cells of a state's glyph in front of its word or the time, with the gap behind it.
const fn glyph_width(hand: Hand) -> u16 {
    hand.column() + glyph_gap(hand)
}

/// Cells behind a glyph: more than between two letters, so that it is not taken for one.
const fn glyph_gap(hand: Hand) -> u16 {
    if hand.column() < 6 { 1 } else { hand.column() / 3 }
}

/// Draws a glyph in front of a word in `hand`, as large as there is room; the column behind it.
fn glyph(canvas: &mut Canvas<'_>, scene: &Scene<'_>, mark: &str, (x, y): (u16, u16), hand: Hand, style: Style) -> u16 {
    let gap = glyph_gap(hand);
    match big::within(mark, (hand.column(), hand.lines()), scene.theme.glyphs) {
        Some(large) => large.draw(canvas, (x, y + (hand.lines() - large.hand.lines()) / 2), style) + gap,
        None => canvas.put(x, y + hand.lines() / 2, 1, mark, style) + 1,
    }
}

/// Colours a tile; what is written on it. Without colours it has a border, which is the other way round over a limit.
fn ground(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    outer: Rect,
    (state, level): (State, Level),
    plain: bool,
) -> Style {
    let theme = scene.theme;
    let over = level == Level::Over;
    if framed(state, plain) {
        canvas.pane(outer, &Title::default());
        if over {
            edge(canvas, outer, if theme.is_plain() { theme.whole_alert() } else { theme.alert() });
        }
        return if state == State::Offline { theme.faint() } else { theme.text() };
    }
    let style = theme.whole(state);
    canvas.tint(outer, style);
    if over {
        edge(canvas, outer, theme.whole_alert());
        // The edge of who is locked would not be seen: all of a tile over a limit has a line of its own.
        let [across, ..] = theme.glyphs.border();
        let rule = across.repeat(usize::from(outer.width));
        for y in [outer.y, outer.bottom().saturating_sub(1)] {
            canvas.put(outer.x, y, outer.width, &rule, theme.whole_alert());
        }
    }
    style
}

/// Whether a tile has a border for want of a colour.
const fn framed(state: State, plain: bool) -> bool {
    plain || matches!(state, State::Offline | State::Unknown | State::Other(_))
}

/// Parts a tile from the one below by half a line, where there is no whole one for that; on a console by a line.
fn part(canvas: &mut Canvas<'_>, outer: Rect, style: Style) {
    let (sign, style) = match (style.bg, canvas.theme.glyphs.is_ascii()) {
        (Some(colour), false) => ('▀', Style::new().fg(colour).bg(canvas.theme.ground().bg.unwrap_or(Color::Reset))),
        _ => ('_', style),
    };
    for x in outer.left()..outer.right() {
        canvas.dot(x, outer.bottom().saturating_sub(1), sign, style);
    }
}

/// Writes the name at the lower edge of its area; a line above that where nothing parts it from what is below and there is
/// one to spare.
fn named(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    agent: &Agent,
    area: Rect,
    (hand, is_apart): (Hand, bool),
    style: Style,
) {
    let Some(name) = who::written(scene, agent, (area.width, area.height), hand) else {
        who::ordinary(canvas, scene, agent, area, style);
        return;
    };
    let spare = area.height.saturating_sub(name.hand.lines());
    name.draw(canvas, (area.x, area.y + spare - u16::from(!is_apart).min(spare)), style);
}

/// Lays a style over the edge of an area.
fn edge(canvas: &mut Canvas<'_>, area: Rect, style: Style) {
    for side in [
        Rect { height: 1, ..area },
        Rect { y: area.bottom().saturating_sub(1), height: 1, ..area },
        Rect { width: 1, ..area },
        Rect { x: area.right().saturating_sub(1), width: 1, ..area },
    ] {
        canvas.tint(side, style);
    }
}

#[cfg(test)]
mod tests;
