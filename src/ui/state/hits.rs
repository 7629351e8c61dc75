//! What stands where in a frame: for the mouse, for scrolling, for what is asked of the vendors.
//!
//! While a frame is drawn it is noted which rectangle stands for what; a press or a turn of the wheel then looks that
//! up. Things are noted by what they are and not by their row, so that a press means what the person saw even when
//! the list has moved since.

use crossterm::event::{MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::{AlertKey, BoardFigure, Pane, Part, Report, Way};
use crate::lists::agents::{Sort, Team};
use crate::lists::{ListId, ListRoom};
use crate::model::{AgentId, AiField, AiStep};
use crate::ui::action::Action;

/// Something that can be pressed.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) enum Spot {
    /// An agent of the board.
    Agent(AgentId),
    /// A line of the board's agents by team: the team's own, or that of one of its agents.
    Team(Team, Option<AgentId>),
    /// A heading of the board's agents, with the orders that go by it.
    AgentHeading(&'static [Sort]),
    /// A figure of a pane.
    Figure(Pane, BoardFigure),
    /// An alert.
    Alert(AlertKey),
    /// A person's chats, by key.
    Chat(String),
    /// A row of a list, by key.
    Row(ListId, String),
    /// A heading of a list, by the column's key.
    Heading(ListId, String),
    /// A report.
    Report(Report),
    /// A way to split chats.
    Way(Way),
    /// A step of AI sessions.
    AiStep(AiStep),
    /// A line of the panel of choices.
    Item(usize),
    /// A suggested command.
    Suggestion(usize),
    /// What a key would do.
    Does(Action),
}

/// Something that has the keys when it is pressed, and scrolls under the wheel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Zone {
    /// A pane of the board, with so many rows in view.
    Pane(Pane, usize),
    /// A list.
    List(ListId),
    /// A part of an agent's page.
    Agent(Part),
    /// A call in words.
    Record,
    /// What *no agent yet* counts, in words.
    Meaning,
    /// The facts of Health.
    Standing,
    /// A page that only scrolls.
    Page,
    /// The panel of choices.
    Panel,
    /// The suggested commands.
    Palette,
}

/// What a frame came to: what can be pressed where, how many rows had room, where scrolling ended up. Drawing makes it;
/// the view is told of it before the next thing a person does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameMap {
    /// Whether the mouse is ours: without it, nothing can be pressed.
    mouse: bool,
    spots: Vec<(Rect, Spot)>,
    zones: Vec<(Rect, Zone)>,
    /// First of the board's agents in view, and in how many columns they stand.
    pub(in crate::ui) agents: Option<(usize, usize)>,
    /// How many rows there was room for, where the keys are.
    pub(in crate::ui) rows: Option<usize>,
    /// The pane that had no room of its own, and was drawn over the agents.
    pub(in crate::ui) covering: Option<Pane>,
    /// First line in view of a page or pane that only scrolls.
    pub(in crate::ui) scroll: Option<usize>,
    /// The lists in view.
    pub(in crate::ui) lists: Vec<(ListId, ListRoom)>,
    /// Keys of the groups of AI sessions in view.
    pub(in crate::ui) groups: Option<(AiField, Vec<String>)>,
    /// First line in view of the panel of choices.
    pub(in crate::ui) panel: Option<usize>,
    /// First line in view of the suggested commands.
    pub(in crate::ui) palette: Option<usize>,
    /// How many agents a page of the wall has room for.
    pub(in crate::ui) tiles: Option<usize>,
}

/// What is drawn last lies on top.
fn topmost<T: Clone>(noted: &[(Rect, T)], at: Position) -> Option<T> {
    noted.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, what)| what.clone())
}

impl FrameMap {
    pub(in crate::ui) fn new(mouse: bool) -> Self {
        Self { mouse, ..Self::default() }
    }

    /// Where each heading begins.
    #[cfg(test)]
    pub(in crate::ui) fn headings(&self) -> Vec<(String, u16)> {
        let heading = |(area, spot): &(Rect, Spot)| match spot {
            Spot::Heading(_, key) => Some((key.clone(), area.x)),
            Spot::AgentHeading(sorts) => Some((format!("{sorts:?}"), area.x)),
            _ => None,
        };
        self.spots.iter().filter_map(heading).collect()
    }

    /// Notes what can be pressed in `area`.
    pub(in crate::ui) fn spot(&mut self, area: Rect, spot: Spot) {
        if self.mouse && !area.is_empty() {
            self.spots.push((area, spot));
        }
    }

    /// Notes whose room `area` is. What was noted below it is covered.
    pub(in crate::ui) fn zone(&mut self, area: Rect, zone: Zone) {
        if self.mouse && !area.is_empty() {
            self.zones.push((area, zone));
        }
    }

    /// What can be pressed at a place of the screen.
    pub(in crate::ui) fn spot_at(&self, at: (u16, u16)) -> Option<Spot> {
        topmost(&self.spots, at.into())
    }

    /// Whose room a place of the screen is.
    pub(in crate::ui) fn zone_at(&self, at: (u16, u16)) -> Option<Zone> {
        topmost(&self.zones, at.into())
    }

    /// Everything that can be pressed.
    #[cfg(test)]
    pub(in crate::ui) fn spots(&self) -> &[(Rect, Spot)] {
        &self.spots
    }

    /// Every room.
    #[cfg(test)]
    pub(in crate::ui) fn zones(&self) -> &[(Rect, Zone)] {
        &self.zones
    }
}

/// Turns of the wheel at one place, added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wheel {
    at: (u16, u16),
    down: i32,
    right: i32,
}

impl Wheel {
    /// The turn that an event tells of, if it tells of one.
    pub const fn of(event: MouseEvent) -> Option<Self> {
        let (down, right) = match event.kind {
            MouseEventKind::ScrollUp => (-1, 0),
            MouseEventKind::ScrollDown => (1, 0),
            MouseEventKind::ScrollLeft => (0, -1),
            MouseEventKind::ScrollRight => (0, 1),
            _ => return None,
        };
        Some(Self { at: (event.column, event.row), down, right })
    }

    /// Both turns as one; `None` where they are at different places.
    #[must_use]
    pub fn and(self, other: Self) -> Option<Self> {
        let (down, right) = (self.down.saturating_add(other.down), self.right.saturating_add(other.right));
        (self.at == other.at).then_some(Self { at: self.at, down, right })
    }

    /// Where.
    pub(in crate::ui) const fn at(self) -> (u16, u16) {
        self.at
    }

    /// Notches down, up below 0.
    pub(in crate::ui) fn down(self) -> isize {
        isize::try_from(self.down).unwrap_or_default()
    }

    /// Notches to the right, to the left below 0.
    pub(in crate::ui) fn right(self) -> isize {
        isize::try_from(self.right).unwrap_or_default()
    }
}
