//! What a view on a wall needs beside the view.

use super::heard::Heard;
use crate::lists::agents::Rules;
use crate::model::{AgentId, AlarmKey, Alert, Board, Stamp, Standing};
use crate::ui::kiosk::Round;
use crate::ui::settings::Settings;
use crate::ui::walls::Wall;

pub(super) mod order;

/// An alert as the round knows it: what it is about, and since when; where it has escalated, since then, which makes it
/// another one.
pub(in crate::ui) type Occasion = (AlarmKey, Stamp);

/// What a view on a wall needs beside the view.
#[derive(Clone, Debug)]
pub(super) struct Kiosk {
    pub(super) round: Round<Occasion>,
    /// The agents' order and filter at start, to which the wall returns.
    pub(super) rules: Rules,
    pub(super) tiles: bool,
    /// The agents in the order in which the pages show them: no agent moves between pages while they turn.
    pub(super) order: Vec<AgentId>,
    /// How many agents the last frame had room for.
    pub(super) drawn: usize,
    /// How many pages they have at most.
    pub(super) pages: usize,
    pub(super) retried: Option<Stamp>,
    pub(super) heard: Heard,
    /// What it shows, and of whom.
    pub(super) wall: Wall,
}

/// What a wall shows in place of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Shows {
    /// The page itself.
    Page,
    /// The figures.
    Wall,
    /// A page of the agents.
    Grid,
    /// The teams.
    Teams,
    /// Alerts.
    Alarm,
}

/// A page of the agents.
#[derive(Debug)]
pub(in crate::ui) struct GridPage<'a> {
    /// All agents of this turn of the round, in order.
    pub(in crate::ui) order: &'a [AgentId],
    /// The first of this page.
    pub(in crate::ui) first: usize,
    /// How many pages there are at most.
    pub(in crate::ui) pages: usize,
}

impl GridPage<'_> {
    /// How many of the agents have a tile, on pages of so many each.
    pub(in crate::ui) fn told(&self, room: usize) -> usize {
        told(self.order.len(), room, self.pages)
    }
}

/// Of so many agents, how many have a tile: all of them, or as many as the pages hold without the tile that counts the
/// others.
pub(super) fn told(total: usize, room: usize, pages: usize) -> usize {
    let most = room.saturating_mul(pages);
    if total <= most { total } else { most.saturating_sub(1) }
}

impl Kiosk {
    pub(super) fn new(settings: &Settings, rules: &Rules) -> Option<Box<Self>> {
        let kiosk = settings.kiosk.as_ref()?;
        Some(Box::new(Self {
            round: Round::new(&kiosk.views, kiosk.every_ms),
            rules: rules.clone(),
            tiles: settings.tiles,
            order: Vec::new(),
            drawn: 0,
            pages: kiosk.pages(),
            retried: None,
            heard: Heard::default(),
            wall: settings.wall.clone(),
        }))
    }

    /// Whether an alert is about what the wall shows: not about an agent, or a figure, of other departments.
    pub(super) fn concerns(&self, standing: &Standing, board: &Board) -> bool {
        match &standing.alert {
            Alert::Agent { slot, .. } => board.agent(*slot).is_none_or(|agent| self.wall.has(agent)),
            Alert::Figure { department: Some(name), .. } => {
                !self.wall.is_narrow() || self.wall.departments.contains(name)
            }
            Alert::Figure { department: None, .. } | Alert::Source { .. } => true,
        }
    }

    /// The last frame had room for so many agents.
    pub(super) const fn saw(&mut self, tiles: usize) {
        self.drawn = tiles;
    }

    /// This machine's clock was set by `by` ms.
    pub(super) fn clock_set(&mut self, by: i64) {
        self.round.clock_set(by, |(key, since)| (key.clone(), since.plus(by)));
        self.retried = self.retried.map(|at| at.plus(by));
        self.heard.clock_set(by);
    }
}

#[cfg(test)]
mod tests;
