//! The agents of the board as a list.

use super::shown::{Kept, Role, Shown};
use crate::lang;
use crate::lists::Sheet;
use crate::lists::agents::{AgentsSheet, COLUMNS};
use crate::model::{Agent, CallKind, Level, LoginState, State};
use crate::ui::state::Pane;
use crate::ui::state::hits::{Spot, Zone};
use crate::ui::state::scene::Scene;
use crate::ui::text;

/// The agents as a list.
pub(in crate::ui) fn sheet<'a>(scene: &'a Scene<'_>) -> AgentsSheet<'a> {
    AgentsSheet::new(scene.board, &scene.listing, scene.at, scene.is_revealed())
}

impl Shown for AgentsSheet<'_> {
    fn shown(&self, scene: &Scene<'_>, row: usize, column: usize) -> String {
        let (Some(agent), Some(slot)) = (self.agent(row), self.slot(row)) else { return String::new() };
        let glyphs = scene.theme.glyphs;
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "name" => {
                let doubt = if scene.board.is_confirmed(slot) { " " } else { "?" };
                format!("{}{doubt}{}", glyphs.state(agent.state()), name(scene, agent, usize::from(u16::MAX)))
            }
            "time" => scene.elapsed(agent),
            "login" => logged_in(scene, agent),
            "call" => match agent.call.filter(|call| *call != CallKind::None) {
                Some(call) => format!("{} {}", glyphs.call(call), lang::word(scene, call)).trim_start().to_owned(),
                None => scene.dash().to_owned(),
            },
            _ => self.written(scene.into(), row, column),
        }
    }
    fn most_cells(&self, scene: &Scene<'_>, row: usize, column: usize) -> Option<usize> {
        let (agent, glyphs) = (self.agent(row)?, scene.theme.glyphs);
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "name" if !scene.settings.console => {
                Some(text::width(glyphs.state(agent.state())) + 1 + plain_cells(agent.label())?)
            }
            "login" => Some(if agent.at_least.login { text::width(glyphs.at_most()) } else { 0 } + "00:00".len()),
            "number" => plain_cells(agent.number.as_deref().unwrap_or_default()),
            "ext" => plain_cells(agent.extension.as_deref().unwrap_or_default()),
            _ => None,
        }
    }
    fn role(&self, scene: &Scene<'_>, row: usize, column: usize) -> Role {
        let (Some(agent), Some(slot)) = (self.agent(row), self.slot(row)) else { return Role::Text };
        let (level, here) = (scene.level(agent), agent.state() != State::Offline);
        match COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
            "name" => name_role(scene, slot, agent, level),
            "state" => Role::State(agent.state()),
            "time" if here => Role::Level(level),
            "level" => Role::Mark(level),
            "agent_answers" | "agent_misses" | "dialled" | "connected" | "reason" | "customer" if here => Role::Text,
            _ => Role::Faint,
        }
    }
    fn spot(&self, row: usize) -> Spot {
        self.agent(row).map_or(Spot::Row(self.id(), String::new()), |agent| Spot::Agent(agent.id.clone()))
    }
    fn zone(&self, rows: usize) -> Zone {
        Zone::Pane(Pane::Table, rows)
    }
    fn kept(&self, scene: &Scene<'_>) -> Option<Kept> {
        let rules = self.rules();
        let sorted = (rules.sort.name(), rules.reverse);
        Some(Kept { sorted, top: scene.view.board().shown().top, position: position(scene) })
    }
}

/// No less than the cells of a text of characters that stand alone, as nearly all names are, or of the dash in its place.
fn plain_cells(text: &str) -> Option<usize> {
    Some(text::lone_width(text)?.max(1))
}

/// When an agent logged in; earlier than that, where the vendor did not say when.
pub(in crate::ui) fn logged_in(scene: &Scene<'_>, agent: &Agent) -> String {
    let since = agent.login_since.filter(|_| agent.login != Some(LoginState::Offline));
    let earlier = if agent.at_least.login { scene.theme.glyphs.at_most() } else { "" };
    let since =
        since.map(|since| format!("{earlier}{}", scene.clock(since.plus(scene.skew().saturating_neg()), "%H:%M")));
    since.unwrap_or_else(|| scene.dash().to_owned())
}

/// Where the chosen agent stands in the list that is drawn.
pub(in crate::ui) fn position(scene: &Scene<'_>) -> Option<usize> {
    let slot = scene.board.slot(scene.view.board().selected()?.as_str())?;
    scene.listing.position(slot)
}

/// A person's name as a list shows it.
pub(in crate::ui) fn name(scene: &Scene<'_>, agent: &Agent, cells: usize) -> String {
    // Names that the screen has no letters for are all alike; the work number tells them apart.
    if scene.settings.console
        && !text::clean(agent.label()).chars().all(text::is_on_console)
        && let Some(number) = agent.number.as_deref().map(str::trim).filter(|number| !number.is_empty())
    {
        return text::fit(&tr!(scene, "no. {number}", number = number), cells, scene.theme.glyphs.cut());
    }
    text::fit(agent.label(), cells, scene.theme.glyphs.cut())
}

/// What part a name plays: those who are not here step back.
pub(in crate::ui) fn name_role(scene: &Scene<'_>, slot: usize, agent: &Agent, level: Level) -> Role {
    match (agent.state(), level) {
        (State::Offline, _) => Role::Faint,
        _ if !scene.board.is_confirmed(slot) => Role::Faint,
        (_, Level::Over) => Role::Strong,
        _ => Role::Text,
    }
}

#[cfg(test)]
mod tests;
