//! An agent's tile: all of it in the state's colour, with the name, the state's word and glyph, and the time.
//!
//! How large tiles are follows from how many there are: of all ways to part the room, the one with the largest letters. No
//! way is taken in which the word of a state or a time has no room whole; a name shrinks before it is cut.

use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use super::who;
use crate::model::{Agent, Level, State};
use crate::ui::draw::big::{self, Hand};
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

/// What tiles have to hold.
pub(super) struct Told {
    names: Vec<String>,
    words: Vec<String>,
    times: Vec<String>,
}

impl Told {
    /// Of these agents: every word of a state is among it, so that a tile keeps its size when states change.
    pub(super) fn of<'a>(scene: &Scene<'_>, agents: impl Iterator<Item = &'a Agent>) -> Self {
        let ascii = scene.theme.glyphs.is_ascii();
        let words = State::NAMED.iter().map(|state| table::state_word(scene.language, *state)).collect();
        // So that the letters do not shrink when the first of them has been at it for ten minutes.
        let (mut names, mut times) = (vec!["Ég".to_owned()], vec!["00:00".to_owned()]);
        for agent in agents {
            let name = text::clean(agent.label());
            if !ascii || big::can(&name) {
                names.push(name.into_owned());
            }
            times.push(scene.elapsed(agent));
        }
        Self { names, words, times }
    }
}

/// Letters with what has to have room in them.
#[derive(Clone, Copy)]
struct Letters {
    hand: Hand,
    name: u16,
    word: u16,
}

/// How tiles stand on a page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) columns: u16,
    pub(super) rows: u16,
    stand: Stand,
    /// Of names and states.
    word: Hand,
    time: Hand,
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
        let glyphs = scene.theme.glyphs;
        let texts = |of: &[&[String]]| -> Vec<String> { of.iter().flat_map(|texts| texts.iter().cloned()).collect() };
        let all = texts(&[&told.names, &told.words]);
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        let times: Vec<&str> = told.times.iter().map(String::as_str).collect();
        let widest = |hand: Hand, texts: &[String]| texts.iter().map(|text| hand.width(text)).max().unwrap_or(0);
        let letters = big::hands(&all, glyphs).into_iter().map(|hand| Letters {
            hand,
            name: widest(hand, &told.names).min(hand.width(NAME)),
            word: widest(hand, &told.words),
        });
        let letters: Vec<Letters> = letters.collect();
        let clocks: Vec<(Hand, u16)> =
            big::hands(&times, glyphs).into_iter().map(|hand| (hand, widest(hand, &told.times))).collect();
        let side = u16::try_from(most).unwrap_or(u16::MAX);
        let mut best: Option<(Self, (usize, u16, u16))> = None;
        for columns in 1..=side.min(area.width / 16) {
            for rows in 1..=side.min(area.height / 6) {
                let room = usize::from(columns) * usize::from(rows);
                if room > most {
                    break;
                }
                let cells = (area.width / columns, area.height / rows);
                for stand in [Stand::Beside, Stand::Stacked] {
                    let Some((word, time)) = largest(stand, cells, &letters, &clocks) else { continue };
                    let grid = Self { columns, rows, stand, word, time };
                    let (small, large) = (word.lines().min(time.lines()), word.lines() + time.lines());
                    let score = (room.min(wanted), small, large);
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
        let plain = scene.theme.is_plain() || scene.stale(crate::model::SourceId::Agents).is_some();
        let outer = Rect {
            width: place.width.saturating_sub(1).max(1),
            height: place.height.saturating_sub(u16::from(place.height > self.height())).max(1),
            ..place
        };
        let styles = ground(canvas, scene, outer, (state, level), plain);
        let inner = Rect {
            x: outer.x + EDGE.0,
            y: outer.y + EDGE.1,
            width: outer.width.saturating_sub(2 * EDGE.0),
            height: outer.height.saturating_sub(2 * EDGE.1),
        };
        let doubtful = table::doubt(scene, slot);
        canvas.put(outer.x + 1, inner.y, 1, doubtful.text.trim(), styles);
        let (word, time) = (self.word.lines(), self.time.lines());
        // What is left over parts the lines from one another.
        let spare = inner.height.saturating_sub(self.height().saturating_sub(2 * EDGE.1));
        let gap = (spare / 3).min(word / 2 + 1);
        let mut y = inner.y + gap;
        who::draw(
            canvas,
            scene,
            agent,
            Rect { y, height: word, ..inner },
            self.word,
            styles.add_modifier(Modifier::BOLD),
        );
        y += word + gap;
        let told = scene.elapsed(agent);
        let mark = scene.theme.glyphs.level(level);
        let mark = if mark == " " { scene.theme.glyphs.state(state) } else { mark };
        let text = table::state_word(scene.language, state);
        let beside = self.stand == Stand::Beside;
        let wide = self.time.width(&told).min(inner.width);
        let (x, behind) = if beside {
            (glyph(canvas, scene, mark, (inner.x, y), self.word, styles), wide + BESIDE)
        } else {
            (inner.x, 0)
        };
        let cells = inner.right().saturating_sub(x + behind);
        match big::like(&text, cells, self.word, scene.theme.glyphs) {
            Some(large) => {
                large.draw(canvas, (x, y), styles);
            }
            None => {
                canvas.put(x, y + word / 2, cells, &text, styles);
            }
        }
        let (at, y) = if beside {
            (inner.right().saturating_sub(wide), y + word.max(time) - time)
        } else {
            let y = y + word + gap;
            (glyph(canvas, scene, mark, (inner.x, y), self.time, styles), y)
        };
        self.time.draw(canvas, (at, y), wide, &told, styles.add_modifier(Modifier::BOLD));
    }

    /// Lines of a tile at least.
    fn height(&self) -> u16 {
        height(self.stand, self.word, self.time)
    }
}

/// Lines of a tile at least: between two parts there is one.
fn height(stand: Stand, word: Hand, time: Hand) -> u16 {
    let (word, time) = (word.lines(), time.lines());
    match stand {
        Stand::Beside => word + word.max(time) + 2 * EDGE.1,
        Stand::Stacked => 2 * word + time + 2 * EDGE.1,
    }
}

/// The largest letters with which a tile of so many cells and lines has room, the smaller of both as large as can be.
fn largest(
    stand: Stand,
    (cells, lines): (u16, u16),
    letters: &[Letters],
    clocks: &[(Hand, u16)],
) -> Option<(Hand, Hand)> {
    // The gap to the next tile is at its right.
    let cells = cells.saturating_sub(2 * EDGE.0 + 1);
    let fits = |word: &Letters, (time, wide): (Hand, u16)| {
        let width = match stand {
            Stand::Beside => word.name.max(glyph_width(word.hand) + word.word + BESIDE + wide),
            // Below each other, the glyph stands in front of the shorter one.
            Stand::Stacked => word.name.max(word.word).max(glyph_width(time) + wide),
        };
        width <= cells && height(stand, word.hand, time) <= lines && time.lines() <= 2 * word.hand.lines()
    };
    let pairs = letters.iter().filter_map(|word| {
        let time = clocks.iter().find(|clock| fits(word, **clock))?;
        Some((word.hand, time.0))
    });
    pairs.max_by_key(|(word, time)| (word.lines().min(time.lines()), word.lines() + time.lines()))
}

/// Cells of a state's glyph in front of its word or the time, with the gap behind it.
const fn glyph_width(hand: Hand) -> u16 {
    hand.column() + 1
}

/// Draws a glyph in front of a word in `hand`, as large as there is room; the column behind it.
fn glyph(canvas: &mut Canvas<'_>, scene: &Scene<'_>, mark: &str, (x, y): (u16, u16), hand: Hand, style: Style) -> u16 {
    let cells = glyph_width(hand);
    match big::within(mark, (cells.saturating_sub(1), hand.lines()), scene.theme.glyphs) {
        Some(large) => large.draw(canvas, (x, y + (hand.lines() - large.hand.lines()) / 2), style) + 1,
        None => canvas.put(x, y + hand.lines() / 2, 1, mark, style) + 1,
    }
}

/// Colours a tile; what is written on it. Without colours it has a border, and is the other way round over a limit.
fn ground(
    canvas: &mut Canvas<'_>,
    scene: &Scene<'_>,
    outer: Rect,
    (state, level): (State, Level),
    plain: bool,
) -> Style {
    let theme = scene.theme;
    let over = level == Level::Over;
    let framed = plain || matches!(state, State::Offline | State::Unknown | State::Other(_));
    if framed {
        canvas.pane(outer, &Title::default());
        if over {
            edge(canvas, outer, theme.alert());
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
