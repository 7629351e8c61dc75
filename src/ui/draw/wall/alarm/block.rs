//! One alert: whom it is about, then the state, for how long, the limit, the team.

use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::model::{Agent, Alert, Standing};
use crate::ui::draw::alerts;
use crate::ui::draw::big::{self, Extent, Fitted, Hand, Lettered};
use crate::ui::draw::canvas::{Canvas, Piece};
use crate::ui::draw::wall::who;
use crate::ui::state::scene::Scene;
use crate::ui::text;

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
    extents: Vec<Extent>,
    /// What is between two of them.
    between: Extent,
    /// The hands in which so many of them can be written, largest first.
    hands: Vec<Vec<Hand>>,
    /// As many of them as are needed.
    least: usize,
    unconfirmed: bool,
    escalated: bool,
}

/// How it is written where all of it is in large letters.
struct Large<'a> {
    name: Fitted<'a>,
    hand: Hand,
    /// So many pieces are told.
    count: usize,
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
        let extents: Vec<Extent> = what.iter().map(|piece| Extent::of(&piece.text)).collect();
        let widest = |all: &[Extent]| all.iter().copied().fold(Extent::NONE, Extent::wider);
        let hands_of = |count: usize| extents.get(..count).filter(|_| count >= least).map(widest);
        let hands_of = |count: usize| hands_of(count).map(|widest| big::hands_of(widest, glyphs));
        let hands = (0..=what.len()).map(|count| hands_of(count).unwrap_or_default()).collect();
        let between = Extent::of(BETWEEN);
        Some(Self { name, agent, names, what, extents, between, hands, least, unconfirmed, escalated })
    }

    /// How much of the screen it has, beside one that has not escalated.
    pub(super) const fn weight(&self) -> u16 {
        if self.escalated { 2 } else { 1 }
    }

    /// Whether all that is needed can be in large letters.
    pub(super) fn has_room(&self, room: (u16, u16)) -> bool {
        self.large(room).is_some()
    }

    /// The name in the largest letters that have room.
    fn largest(&self, room: (u16, u16)) -> Option<Fitted<'_>> {
        self.names.iter().find_map(|name| name.fitted(room))
    }

    /// The hands in which so many pieces can be written.
    fn hands(&self, count: usize) -> impl Iterator<Item = Hand> {
        self.hands.get(count).map_or(&[][..], Vec::as_slice).iter().copied()
    }

    /// All of it in large letters: with team and limit before without, below the name before behind it.
    fn large(&self, room: (u16, u16)) -> Option<Large<'_>> {
        let mut counts = (self.least..=self.what.len()).rev();
        counts.find_map(|count| self.below(room, count).or_else(|| self.behind(room, count)))
    }

    /// With what is the matter below the name, which has at least half of the room; a third where it is no smaller than the
    /// rest all the same.
    fn below(&self, (cells, lines): (u16, u16), count: usize) -> Option<Large<'_>> {
        let room = lines.saturating_sub(2);
        [room / 2, room * 2 / 3].into_iter().find_map(|most| {
            self.hands(count).filter(|hand| hand.lines() <= most).find_map(|hand| {
                let taken = height(self.lines(count, hand, cells)?, hand);
                if taken > most {
                    return None;
                }
                let name = self.largest((cells, room.saturating_sub(taken)))?;
                let is_first = most * 2 <= room || name.hand.lines() >= hand.lines();
                is_first.then_some(Large { name, hand, count, behind: false })
            })
        })
    }

    /// With what is the matter behind the name, in one line.
    fn behind(&self, (cells, lines): (u16, u16), count: usize) -> Option<Large<'_>> {
        let most = lines.saturating_sub(1);
        self.hands(count).filter(|hand| hand.lines() <= most).find_map(|hand| {
            let room = cells.checked_sub(self.width(count, hand)).filter(|room| *room >= cells / 4)?;
            let name = self.names.iter().find_map(|name| {
                let own = name.like(room, hand);
                // Letters in which a name can be written are often larger than those of all the rest.
                own.or_else(|| name.fitted((room, most)).filter(|_| self.agent.is_some()))
            })?;
            (name.width() <= room).then_some(Large { name, hand, count, behind: true })
        })
    }

    /// Cells of so many pieces beside each other, with what parts them from what is before.
    fn width(&self, count: usize, hand: Hand) -> u16 {
        let gap = self.between.width(hand);
        let wide = |extent: &Extent| extent.width(hand).saturating_add(gap);
        self.extents.iter().take(count).map(wide).fold(0, u16::saturating_add)
    }

    /// Whether a line begins with it, for each of so many pieces; none is wider than a line.
    fn begins(&self, count: usize, hand: Hand, cells: u16) -> impl Iterator<Item = bool> {
        let gap = self.between.width(hand);
        let mut line: Option<u16> = None;
        self.extents.iter().take(count).map(move |piece| {
            let wide = piece.width(hand);
            let longer = line.map(|line| line.saturating_add(gap).saturating_add(wide)).filter(|line| *line <= cells);
            line = longer.or(Some(wide));
            longer.is_none()
        })
    }

    /// In how many lines so many pieces stand; `None` if one is wider than a line: none is broken.
    fn lines(&self, count: usize, hand: Hand, cells: u16) -> Option<usize> {
        let is_wide = |piece: &Extent| piece.width(hand) > cells;
        let is_broken = self.extents.iter().take(count).any(is_wide);
        (!is_broken).then(|| self.begins(count, hand, cells).filter(|begins| *begins).count())
    }

    pub(super) fn draw(&self, canvas: &mut Canvas<'_>, scene: &Scene<'_>, area: Rect) {
        match self.large((area.width, area.height)) {
            Some(large) => {
                let y = self.draw_large(canvas, area, &large);
                // What has no room is told all the same where ordinary letters can be read.
                let rest = self.what.get(large.count..).unwrap_or_default();
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
                name.written().draw(canvas, (area.x, y), strong);
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

    /// Draws it; the line behind the last one, with one that parts them.
    fn draw_large(&self, canvas: &mut Canvas<'_>, area: Rect, large: &Large<'_>) -> u16 {
        let (hand, written) = (large.hand, large.name.written());
        let cells = if large.behind { u16::MAX } else { area.width };
        let begins: Vec<bool> = self.begins(large.count, hand, cells).collect();
        let strong = canvas.theme.strong();
        let lines = begins.iter().filter(|begins| **begins).count();
        let (name, own) = (written.hand.lines(), height(lines, hand));
        let used = if large.behind { name.max(own) } else { name + 1 + own };
        let y = area.y + area.height.saturating_sub(used) / 3;
        let lower = |lines: u16| y + used.saturating_sub(lines);
        let gap = self.between.width(hand);
        let (x, mut line_y) = if large.behind {
            (written.draw(canvas, (area.x, lower(name)), strong) + gap, lower(own))
        } else {
            written.draw(canvas, (area.x, y), strong);
            (area.x, y + name + 1)
        };
        let mut at = x;
        for (index, (piece, begins)) in self.what.iter().zip(begins).enumerate() {
            if begins && index > 0 {
                (at, line_y) = (x, line_y + hand.lines() + 1);
            }
            let cells = area.right().saturating_sub(at);
            at = hand.draw(canvas, (at, line_y), cells, &piece.text, piece.style) + gap;
        }
        line_y + hand.lines() + 1
    }
}

/// Pieces in a line of ordinary letters.
fn line(canvas: &mut Canvas<'_>, (x, y): (u16, u16), cells: u16, pieces: &[Piece]) {
    let gap = Piece::new(BETWEEN, canvas.theme.text());
    let pieces: Vec<Piece> = pieces.iter().flat_map(|piece| [piece.clone(), gap.clone()]).collect();
    canvas.line(x, y, cells, &pieces);
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

/// Lines of so many lines of letters, with one between any two of them.
fn height(lines: usize, hand: Hand) -> u16 {
    (lines as u16).saturating_mul(hand.lines() + 1).saturating_sub(1)
}
