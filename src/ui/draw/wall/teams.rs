//! The teams: tiles while all of them have room, else a line each; those for whom there is none are counted.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::lang;
use crate::lists::agents::{Team, TeamRow, Teams};
use crate::model::{SourceId, State, sort};
use crate::ui::draw::big::{self, Hand, Written};
use crate::ui::draw::canvas::{Canvas, Title};
use crate::ui::draw::table;
use crate::ui::draw::table::teams::{counted, name};
use crate::ui::state::scene::Scene;
use crate::ui::text;
use crate::ui::walls::Wall;

/// Cells between two parts of a line.
const GAP: u16 = 4;
/// Lines of a tile's parts: name, ready and talking, over a limit, longest.
const PARTS: u16 = 4;
/// A name has room for three ideographs or six letters at least, before it is cut.
const NAME: &str = "Wwwwww";

/// A figure with its word.
struct Part {
    figure: String,
    word: String,
    style: Style,
}

impl Part {
    fn told(&self) -> String {
        format!("{} {}", self.figure, self.word)
    }
}

/// A team as it is told.
struct Told<'a> {
    row: &'a TeamRow,
    name: String,
    /// Ready, talking, over a limit.
    parts: [Part; 3],
    /// Who has been at something for longest, and for how long.
    longest: (String, String),
}

impl<'a> Told<'a> {
    fn of(scene: &Scene<'_>, row: &'a TeamRow) -> Self {
        let theme = scene.theme;
        let state = |state: State, style: Style| Part {
            figure: counted(scene, row.count(state)),
            word: lang::word(scene, state),
            style,
        };
        // No agent ready is bad news, which is no matter of colour alone.
        let mut ready = state(State::Ready, theme.state(State::Ready));
        if row.count(State::Ready) == 0 && scene.board.is_complete() {
            (ready.figure, ready.style) = (format!("{}!", ready.figure), theme.alert());
        }
        let over = Part {
            figure: counted(scene, row.over),
            word: tr!(scene, "over").to_owned(),
            style: if row.over > 0 { theme.alert() } else { theme.faint() },
        };
        let who = row.longest.and_then(|(slot, _)| scene.board.agent(slot));
        let longest = (
            scene.duration(row.longest.map(|(_, ms)| ms)),
            who.map(|agent| table::name(scene, agent, usize::from(u16::MAX))).unwrap_or_default(),
        );
        let name = text::clean(&name(scene, &row.team)).into_owned();
        Self { row, name, parts: [ready, state(State::Talking, theme.state(State::Talking)), over], longest }
    }
}

pub(in crate::ui::draw) fn draw(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
    let teams = Teams::of(&scene.listing, scene.board, scene.at);
    // A wall of some departments tells of those alone.
    let is_shown = |row: &&TeamRow| {
        let named = |wall: &Wall| matches!(&row.team, Team::Department(name) if wall.departments.contains(name));
        scene.part().is_none_or(named)
    };
    let mut told: Vec<Told<'_>> = teams.rows().iter().filter(is_shown).map(|row| Told::of(scene, row)).collect();
    if told.is_empty() || scene.board.agents().is_empty() {
        table::empty(canvas, scene, area);
        return;
    }
    let pairs = pairs(scene, &told);
    if !tiles(canvas, scene, area, &told, &pairs) {
        // Where not all of them have room, those with an agent over a limit come first.
        sort::by_key(&mut told, |told| told.row.over == 0);
        let wide = |pair: &&Pair| widths(&told, **pair, scene).fits(area);
        let high = |pair: &&Pair| {
            (told.len() as u16).saturating_mul(pair.step()).saturating_add(pair.part.lines()) <= area.height
        };
        let all = pairs.iter().find(|pair| wide(pair) && high(pair));
        match all.or_else(|| pairs.iter().rev().find(wide)) {
            Some(pair) => lines(canvas, scene, area, &told, *pair),
            None => ordinary(canvas, scene, area, &told),
        }
    }
    if scene.is_away(SourceId::Agents) {
        canvas.tint(area, scene.theme.stale());
    }
}

/// Letters of names, and of everything else.
#[derive(Clone, Copy)]
struct Pair {
    name: Hand,
    part: Hand,
}

impl Pair {
    /// Lines of a tile's parts: the name, who is ready and who talks, who is over a limit, who has been at it for longest.
    fn lines(self) -> u16 {
        let (name, part) = (self.name.lines(), self.part.lines());
        name + 2 * part + name.max(part)
    }

    /// Lines of a team in a list of them, with the one that parts it from the next.
    fn step(self) -> u16 {
        self.name.lines().max(self.part.lines()) + 1
    }
}

/// The letters in which teams can be told, largest first: names are no larger than the rest, but where their script has no
/// letters so small.
fn pairs(scene: &Scene<'_>, told: &[Told<'_>]) -> Vec<Pair> {
    let glyphs = scene.theme.glyphs;
    let mut texts = vec![tr!(scene, "longest"; "wait").to_owned(), more(scene, told.len())];
    let mut names = vec!["Ég".to_owned()];
    for told in told {
        texts.extend(told.parts.iter().map(Part::told));
        texts.push(told.longest.0.clone());
        names.extend(
            [&told.name, &told.longest.1].into_iter().filter(|name| !glyphs.is_ascii() || big::can(name)).cloned(),
        );
    }
    let hands = |texts: &[String]| big::hands(&texts.iter().map(String::as_str).collect::<Vec<_>>(), glyphs);
    let names = hands(&names);
    let name = |part: Hand| names.iter().find(|name| name.lines() <= part.lines()).or(names.last()).copied();
    hands(&texts).into_iter().filter_map(|part| Some(Pair { name: name(part)?, part })).collect()
}

/// Those who have no line.
fn more(scene: &Scene<'_>, count: usize) -> String {
    tr!(scene, "+{count} teams", count = count)
}

/// A tile for each, in the largest letters with which all of them have room; whether there is such a hand.
fn tiles(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, all: &[Told<'_>], pairs: &[Pair]) -> bool {
    let (count, glyphs) = (u16::try_from(all.len()).unwrap_or(u16::MAX), scene.theme.glyphs);
    let widest = |pair: Pair| {
        let hand = pair.part;
        let first = |told: &Told<'_>| {
            let [ready, talking, over] = &told.parts;
            let both = hand.width(&ready.told()).saturating_add(GAP).saturating_add(hand.width(&talking.told()));
            both.max(hand.width(&over.told())).max(hand.width(&told.longest.0))
        };
        all.iter().map(first).max().unwrap_or(0).max(pair.name.width(NAME)).saturating_add(5)
    };
    let columns = 1..=count.min(area.width / 16).max(1);
    let found = pairs.iter().find_map(|pair| {
        let high = |columns: &u16| pair.lines() + PARTS < area.height / count.div_ceil(*columns);
        let first = columns.clone().find(high)?;
        // The fewer columns, the wider they are.
        let cells = area.width / first;
        let named = |told: &Told<'_>| big::like(&told.name, cells.saturating_sub(5), pair.name, glyphs).is_some();
        (widest(*pair) <= cells && all.iter().all(named)).then_some((*pair, first))
    });
    let Some((pair, columns)) = found else { return false };
    let (width, height) = (area.width / columns, area.height / count.div_ceil(columns));
    for (index, told) in all.iter().enumerate() {
        let at = index as u16;
        let place =
            Rect { x: area.x + at % columns * width, y: area.y + at / columns * height, width: width - 1, height };
        tile(canvas, scene, place, told, pair);
    }
    true
}

fn tile(canvas: &mut Canvas<'_>, scene: &Scene<'_>, place: Rect, told: &Told<'_>, pair: Pair) {
    let hand = pair.part;
    let theme = scene.theme;
    let inner = canvas.pane(place, &Title::default());
    if told.row.over > 0 {
        for edge in [Rect { height: 1, ..place }, Rect { y: place.bottom() - 1, height: 1, ..place }] {
            canvas.tint(edge, theme.alert());
        }
    }
    let (x, cells) = (inner.x + 1, inner.width.saturating_sub(2));
    let spare = inner.height.saturating_sub(pair.lines());
    let gap = (spare / PARTS).clamp(1, hand.lines());
    let mut y = inner.y + gap / 2;
    if let Some(name) = big::like(&told.name, cells, pair.name, theme.glyphs) {
        name.draw(canvas, (x, y), theme.strong());
    }
    y += pair.name.lines() + gap;
    let [ready, talking, over] = &told.parts;
    let at = hand.draw(canvas, (x, y), cells, &ready.told(), ready.style) + GAP;
    hand.draw(canvas, (at, y), inner.right().saturating_sub(at), &talking.told(), talking.style);
    y += hand.lines() + gap;
    hand.draw(canvas, (x, y), cells, &over.told(), over.style);
    y += hand.lines() + gap;
    let (time, who) = &told.longest;
    let at = hand.draw(canvas, (x, y), cells, time, theme.text()) + GAP;
    if let Some(who) = big::like(who, inner.right().saturating_sub(at + 1), pair.name, theme.glyphs) {
        who.draw(canvas, (at, y), theme.faint());
    }
}

/// How wide the columns of the lines are.
struct Widths {
    name: u16,
    parts: [u16; 4],
}

impl Widths {
    fn fits(&self, area: Rect) -> bool {
        let parts: u16 = self.parts.iter().map(|wide| wide.saturating_add(GAP)).fold(0, u16::saturating_add);
        parts.saturating_add(self.name).saturating_add(2) <= area.width
    }
}

/// The words over the lines.
fn words(scene: &Scene<'_>) -> [String; 4] {
    [
        lang::word(scene, State::Ready),
        lang::word(scene, State::Talking),
        tr!(scene, "over").to_owned(),
        tr!(scene, "longest"; "wait").to_owned(),
    ]
}

fn widths(all: &[Told<'_>], pair: Pair, scene: &Scene<'_>) -> Widths {
    let hand = pair.part;
    let mut parts = words(scene).map(|word| hand.width(&word));
    let [ready, talking, over, longest] = &mut parts;
    for told in all {
        for (wide, part) in [&mut *ready, &mut *talking, &mut *over].into_iter().zip(&told.parts) {
            *wide = (*wide).max(hand.width(&part.figure));
        }
        *longest = (*longest).max(hand.width(&told.longest.0));
    }
    Widths { name: pair.name.width(NAME), parts }
}

/// A line for each, as many as there is room for, and how many there is none for.
fn lines(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, all: &[Told<'_>], pair: Pair) {
    let Widths { parts, .. } = widths(all, pair, scene);
    let (theme, hand) = (scene.theme, pair.part);
    let behind: u16 = parts.iter().map(|wide| wide + GAP).sum();
    let from = area.right().saturating_sub(behind + 1);
    let ends: Vec<u16> = parts
        .iter()
        .scan(from, |at, wide| {
            *at += GAP + wide;
            Some(*at)
        })
        .collect();
    let put = |canvas: &mut Canvas<'_>, end: u16, y: u16, text: &str, style: Style| {
        let wide = hand.width(text);
        hand.draw(canvas, (end.saturating_sub(wide), y), wide, text, style);
    };
    for (word, end) in words(scene).iter().zip(&ends) {
        put(canvas, *end, area.y, word, theme.faint());
    }
    let cells = from.saturating_sub(area.x + 1);
    // A script without letters so small has larger ones in its line.
    let name = |told: &Told<'_>| {
        big::like(&told.name, cells, pair.name, theme.glyphs)
            .or_else(|| big::within(&told.name, (cells, area.height), theme.glyphs))
    };
    let rows: Vec<Option<Written>> = all.iter().map(name).collect();
    let high = |name: &Option<Written>| name.as_ref().map_or(0, |name| name.hand.lines()).max(hand.lines());
    // The words take a line of their own, and so do those who have none.
    let head = hand.lines() + 1;
    let shown = fitting(&rows.iter().map(high).collect::<Vec<_>>(), area.height.saturating_sub(head), head);
    let mut y = area.y + head;
    for (told, row) in all.iter().zip(&rows).take(shown) {
        let lines = high(row);
        match row {
            Some(name) => {
                name.draw(canvas, (area.x + 1, y), theme.strong());
            }
            None => {
                canvas.put(area.x + 1, y + lines / 2, cells, &told.name, theme.strong());
            }
        }
        let middle = y + (lines - hand.lines()) / 2;
        let figures = told.parts.iter().map(|part| (part.figure.as_str(), part.style));
        let time = std::iter::once((told.longest.0.as_str(), theme.text()));
        for ((figure, style), end) in figures.chain(time).zip(&ends) {
            put(canvas, *end, middle, figure, style);
        }
        y += lines + 1;
    }
    if shown < all.len() && y + hand.lines() <= area.bottom() {
        let rest = more(scene, all.len() - shown);
        hand.draw(canvas, (area.x + 1, y), area.width.saturating_sub(2), &rest, theme.faint());
    }
}

/// How many rows of these heights have room in so many lines, with one between any two of them; where that is not all of
/// them, with room for a last one of `rest` lines.
fn fitting(rows: &[u16], lines: u16, rest: u16) -> usize {
    let within = |lines: u16| {
        let ends = rows.iter().scan(0_u16, |end, row| {
            *end = end.saturating_add(row + 1);
            Some(*end)
        });
        ends.take_while(|end| *end <= lines + 1).count()
    };
    if within(lines) == rows.len() { rows.len() } else { within(lines.saturating_sub(rest)) }
}

/// In ordinary letters, where large ones have no room.
fn ordinary(canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect, all: &[Told<'_>]) {
    let theme = scene.theme;
    let shown =
        if all.len() > usize::from(area.height) { usize::from(area.height).saturating_sub(1) } else { all.len() };
    for (told, y) in all.iter().take(shown).zip(area.y..) {
        let name = text::fit(&told.name, 18, theme.glyphs.cut());
        let mut at = canvas.put(area.x + 1, y, 20, &text::pad(&name, 20), theme.strong());
        for part in &told.parts {
            at = canvas.put(at, y, 14, &text::pad(&part.told(), 14), part.style);
        }
        let (time, who) = &told.longest;
        canvas.put(at, y, area.right().saturating_sub(at), &format!("{time} {who}"), theme.text());
    }
    if shown < all.len() {
        let y = area.bottom().saturating_sub(1);
        canvas.put(area.x + 1, y, area.width.saturating_sub(2), &more(scene, all.len() - shown), theme.faint());
    }
}
