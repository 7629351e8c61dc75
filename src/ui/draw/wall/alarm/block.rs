//! One alert: whom it is about, then the state, for how long, the limit, the team.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::{Agent, Alert, Standing};
use crate::ui::draw::alerts;
use crate::ui::draw::big::{self, Hand, Lettered, Written};
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::draw::wall::who;
use crate::ui::state::scene::Scene;
use crate::ui::text;
use crate::ui::theme::Glyphs;

/// Lines of the number of those whose name has no large letters here.
const NUMBER: u16 = 11;
/// Between two words.
const BETWEEN: &str = "  ";

/// An alert as it is told.
pub(super) struct Block<'a> {
    name: String,
    agent: Option<&'a Agent>,
    /// The name, and what stands for it where it has no room, in the letters that there are for it.
    names: Vec<Lettered>,
    /// What is the matter, piece by piece; the last of them can be spared.
    pub(super) what: Vec<Piece>,
    /// The hands in which so many of them can be written, largest first.
    hands: Vec<Vec<Hand>>,
    /// As many of them as are needed.
    least: usize,
    unconfirmed: bool,
    escalated: bool,
}

/// How it is written where all of it is in large letters.
struct Large {
    name: Written,
    hand: Hand,
    /// The pieces of each line.
    lines: Vec<Vec<Piece>>,
    /// Whether they stand behind the name, and not below it.
    behind: bool,
}

impl<'a> Block<'a> {
    /// `None` for an agent who is gone.
    pub(super) fn of(scene: &'a Scene<'_>, standing: &Standing) -> Option<Self> {
        let (name, told) = alerts::subject(scene, &standing.alert, u16::MAX)?;
        let agent = match standing.alert {
            Alert::Agent { slot, .. } => scene.board.agent(slot),
            _ => None,
        };
        let mut what: Vec<Piece> = told.into_iter().filter_map(|piece| lean(&piece)).collect();
        // State and time; a figure and a source's age come alone.
        let least = what.len().saturating_sub(1).max(1);
        let theme = scene.theme;
        if standing.escalated.is_some() {
            what.insert(least.min(what.len()), Piece::new(tr!(scene, "escalated"), theme.alert()));
        }
        if standing.unconfirmed {
            what.insert(least.min(what.len()), Piece::new(tr!(scene, "unconfirmed"), theme.caution()));
        }
        let least = least + usize::from(standing.escalated.is_some()) + usize::from(standing.unconfirmed);
        what.extend(agent.and_then(|agent| team(scene, agent)).map(|team| Piece::new(team, theme.faint())));
        let (unconfirmed, escalated) = (standing.unconfirmed, standing.escalated.is_some());
        let glyphs = scene.theme.glyphs;
        let names = match agent {
            Some(agent) => who::lettered(scene, agent),
            None => vec![Lettered::of(&name, glyphs)],
        };
        let hands_of = |count: usize| what.get(..count).filter(|_| count >= least).map(|all| hands(all, glyphs));
        let hands = (0..=what.len()).map(|count| hands_of(count).unwrap_or_default()).collect();
        Some(Self { name, agent, names, what, hands, least, unconfirmed, escalated })
    }

    /// How much of the screen it has, beside one that has not escalated.
    pub(super) const fn weight(&self) -> u16 {
        if self.escalated { 2 } else { 1 }
    }

    /// Whether all that is needed can be in large letters.
    pub(super) fn has_room(&self, scene: &Scene<'_>, room: (u16, u16)) -> bool {
        self.large(scene, room).is_some()
    }

    /// The name in the largest letters that have room.
    fn largest(&self, room: (u16, u16)) -> Option<Written> {
        self.names.iter().find_map(|name| name.within(room))
    }

    /// The hands in which these pieces, the first of all, can be written.
    fn hands(&self, pieces: &[Piece]) -> &[Hand] {
        self.hands.get(pieces.len()).map_or(&[], Vec::as_slice)
    }

    /// All of it in large letters: with team and limit before without, below the name before behind it.
    fn large(&self, scene: &Scene<'_>, room: (u16, u16)) -> Option<Large> {
        let counts = (self.least..=self.what.len()).rev();
        let pieces = |count: usize| self.what.get(..count).unwrap_or(&self.what);
        counts.map(pieces).find_map(|pieces| self.below(room, pieces).or_else(|| self.behind(scene, room, pieces)))
    }

    /// With what is the matter below the name, which has at least half of the room; a third where it is no smaller than the
    /// rest all the same.
    fn below(&self, (cells, lines): (u16, u16), pieces: &[Piece]) -> Option<Large> {
        let room = lines.saturating_sub(2);
        let hands = self.hands(pieces);
        [room / 2, room * 2 / 3].into_iter().find_map(|most| {
            hands.iter().copied().find_map(|hand| {
                let broken = broken(pieces, hand, cells)?;
                let taken = height(broken.len(), hand);
                if taken > most {
                    return None;
                }
                let name = self.largest((cells, room.saturating_sub(taken)))?;
                let is_first = most * 2 <= room || name.hand.lines() >= hand.lines();
                is_first.then_some(Large { name, hand, lines: broken, behind: false })
            })
        })
    }

    /// With what is the matter behind the name, in one line.
    fn behind(&self, scene: &Scene<'_>, (cells, lines): (u16, u16), pieces: &[Piece]) -> Option<Large> {
        let most = lines.saturating_sub(1);
        self.hands(pieces).iter().copied().filter(|hand| hand.lines() <= most).find_map(|hand| {
            let wide = width(pieces, hand).saturating_add(hand.width(BETWEEN));
            let room = cells.checked_sub(wide).filter(|room| *room >= cells / 4)?;
            let name = match self.agent {
                Some(agent) => who::written(scene, agent, (room, most), hand)?,
                None => big::like(&self.name, room, hand, scene.theme.glyphs)?,
            };
            (name.width() <= room).then(|| Large { name, hand, lines: vec![pieces.to_vec()], behind: true })
        })
    }

    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
        match self.large(scene, (area.width, area.height)) {
            Some(large) => {
                let y = large.draw(canvas, area);
                // What has no room is told all the same where ordinary letters can be read.
                let shown: usize = large.lines.iter().map(Vec::len).sum();
                let rest = self.what.get(shown..).unwrap_or_default();
                if !canvas.is_far() && y < area.bottom() {
                    line(canvas, (area.x, y), area.width, rest);
                }
            }
            None => self.ordinary(canvas, scene, area),
        }
        if self.unconfirmed {
            canvas.tint(area, scene.theme.stale());
        }
    }

    /// The name as large as there is room for, and what is the matter in ordinary letters.
    fn ordinary(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
        let strong = scene.theme.strong();
        let room = (area.width, area.height.saturating_sub(2));
        let name = self.largest(room);
        let used = match &name {
            Some(name) => name.hand.lines(),
            None if self.agent.is_some() => room.1.clamp(1, NUMBER),
            None => 1,
        };
        let y = area.y + area.height.saturating_sub(used + 2) / 3;
        match (name, self.agent) {
            (Some(name), _) => {
                name.draw(canvas, (area.x, y), strong);
            }
            (None, Some(agent)) => who::ordinary(canvas, scene, agent, Rect { y, height: used, ..area }, strong),
            (None, None) => {
                canvas.put(area.x, y, area.width, &self.name, strong);
            }
        }
        let y = y + used + 1;
        if y >= area.bottom() {
            return;
        }
        line(canvas, (area.x, y), area.width, &self.what);
    }
}

/// Pieces in a line of ordinary letters.
fn line(canvas: &mut Canvas<'_>, (x, y): (u16, u16), cells: u16, pieces: &[Piece]) {
    let gap = Piece::new(BETWEEN, canvas.theme.text());
    let pieces: Vec<Piece> = pieces.iter().flat_map(|piece| [piece.clone(), gap.clone()]).collect();
    canvas.line(x, y, cells, &pieces);
}

impl Large {
    /// Draws it; the line behind the last one, with one that parts them.
    fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) -> u16 {
        let strong = canvas.theme.strong();
        let (name, own) = (self.name.hand.lines(), height(self.lines.len(), self.hand));
        let used = if self.behind { name.max(own) } else { name + 1 + own };
        let y = area.y + area.height.saturating_sub(used) / 3;
        let lower = |lines: u16| y + used.saturating_sub(lines);
        let gap = self.hand.width(BETWEEN);
        let (x, mut line_y) = if self.behind {
            (self.name.draw(canvas, (area.x, lower(name)), strong) + gap, lower(own))
        } else {
            self.name.draw(canvas, (area.x, y), strong);
            (area.x, y + name + 1)
        };
        for line in &self.lines {
            let mut at = x;
            for piece in line {
                let cells = area.right().saturating_sub(at);
                at = self.hand.draw(canvas, (at, line_y), cells, &piece.text, piece.style) + gap;
            }
            line_y += self.hand.lines() + 1;
        }
        line_y
    }
}

/// A piece without the blanks by which lists stand in columns; `None` if nothing is left.
fn lean(piece: &Piece) -> Option<Piece> {
    let words: Vec<&str> = piece.text.split_whitespace().collect();
    (!words.is_empty()).then(|| Piece::new(text::clean(&words.join(" ")).into_owned(), plain(piece.style)))
}

/// A large letter is no badge.
fn plain(style: Style) -> Style {
    style.remove_modifier(ratatui::style::Modifier::REVERSED)
}

/// The department of an agent, or the group where there is none.
fn team(scene: &Scene<'_>, agent: &Agent) -> Option<String> {
    let belonging = &scene.listing.rules().belonging;
    let name = belonging.departments(agent).first().copied().or_else(|| belonging.groups(agent).next())?;
    Some(text::clean(name).into_owned()).filter(|name| !name.trim().is_empty())
}

/// The hands in which all pieces can be written, largest first.
fn hands(pieces: &[Piece], glyphs: Glyphs) -> Vec<Hand> {
    big::hands(&pieces.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>(), glyphs)
}

/// Cells of pieces beside each other.
fn width(pieces: &[Piece], hand: Hand) -> u16 {
    let gap = hand.width(BETWEEN);
    let all = pieces.iter().map(|piece| hand.width(&piece.text).saturating_add(gap)).fold(0, u16::saturating_add);
    all.saturating_sub(gap)
}

/// Lines of so many lines of letters, with one between any two of them.
fn height(lines: usize, hand: Hand) -> u16 {
    (lines as u16).saturating_mul(hand.lines() + 1).saturating_sub(1)
}

/// The pieces in lines, none of them broken; `None` if one is wider than a line.
fn broken(pieces: &[Piece], hand: Hand, cells: u16) -> Option<Vec<Vec<Piece>>> {
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        if hand.width(&piece.text) > cells {
            return None;
        }
        match lines.last_mut() {
            Some(line) if width(&[line.as_slice(), std::slice::from_ref(piece)].concat(), hand) <= cells => {
                line.push(piece.clone());
            }
            _ => lines.push(vec![piece.clone()]),
        }
    }
    Some(lines)
}
