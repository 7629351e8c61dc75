//! What the mouse does: a press is looked up in what the last frame noted, and becomes what keys could do.
//!
//! A press gives the keys to what it hits and chooses it; on what is chosen already it opens it, so that a
//! double-click opens anything. The right button is one step back.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::{AlertKey, Chats, Effect, Look, Page, Pane, PanelKind, View, Which, acts, alert_rows};
use crate::lists::ListId;
use crate::lists::agents::{Sort, Team};
use crate::model::{AgentId, AiField, Board, Stamp};
use crate::ui::action::Action;
use crate::ui::settings::Settings;
use crate::ui::state::Part;
use crate::ui::state::hits::{FrameMap, Spot, Wheel, Zone};

/// Rows that a notch of the wheel goes.
const NOTCH: isize = 3;
/// A press so soon (ms) at the place of one that opened something is the other half of a double-click.
const DOUBLE_MS: i64 = 500;

impl View {
    /// Whether the mouse is ours, and not the terminal's own.
    pub const fn has_mouse(&self) -> bool {
        self.pointer.mouse
    }

    pub(super) fn toggle_mouse(&mut self) -> Effect {
        let on = !self.has_mouse();
        self.pointer.mouse = on;
        self.say(if on {
            tr!(
                self.language,
                "the mouse is on: click, click again to open, wheel; the terminal selects with shift held"
            )
        } else {
            tr!(self.language, "the mouse is off: the terminal's own selection works again")
        });
        Effect::Mouse(on)
    }

    /// Does what a press of a button on a frame means; releases and all else mean nothing.
    pub fn press(
        &mut self,
        event: MouseEvent,
        map: &FrameMap,
        board: &Board,
        now: Stamp,
        settings: &Settings,
    ) -> Effect {
        let MouseEventKind::Down(button) = event.kind else { return Effect::None };
        if !self.has_mouse() {
            return Effect::None;
        }
        match button {
            MouseButton::Right => return self.act(Action::Back, board, now, settings),
            MouseButton::Middle => return Effect::None,
            MouseButton::Left => {}
        }
        let at = (event.column, event.row);
        let opened = self.pointer.pressed.take();
        if opened.is_some_and(|(place, when)| place == at && (0..DOUBLE_MS).contains(&now.since(when))) {
            return Effect::None;
        }
        let (spot, zone) = (map.spot_at(at), map.zone_at(at));
        if let Some(Spot::Does(action)) = spot {
            return self.act(action, board, now, settings);
        }
        let had_notice = self.notice.take().is_some();
        let look = Look { board, now, settings };
        let effect = match spot {
            _ if self.over.question.is_some() => Effect::None,
            Some(Spot::Suggestion(at)) if self.over.palette.is_some() => self.run_suggestion(at, &look),
            _ if self.over.palette.is_some() && zone == Some(Zone::Palette) => Effect::None,
            _ if self.over.palette.is_some() => self.close_palette(),
            spot => self.press_on_page(spot, zone, look),
        };
        if self.pointer.pressed.is_some() {
            self.pointer.pressed = Some((at, now));
        }
        if effect == Effect::None && had_notice { Effect::Redraw } else { effect }
    }

    fn press_on_page(&mut self, spot: Option<Spot>, zone: Option<Zone>, look: Look<'_>) -> Effect {
        if self.page() == &Page::Help && !self.is_line_open() {
            return Effect::None;
        }
        if self.over.input.is_some() {
            // As far as it is typed it holds; what is typed wrongly stays to be put right.
            self.accept_text(look);
            if self.over.input.is_some() {
                return Effect::Redraw;
            }
        }
        if let Some(panel) = self.over.panel.clone() {
            return match (spot, zone) {
                (Some(Spot::Item(cursor)), _) => {
                    let take = if panel.kind == PanelKind::Facets { Action::Open } else { Action::Toggle };
                    self.point_panel(cursor);
                    self.act_on_panel(take, &look)
                }
                (_, Some(Zone::Panel)) => Effect::None,
                _ => {
                    self.leave_panel(&look);
                    Effect::Redraw
                }
            };
        }
        match (spot, self.page()) {
            (Some(Spot::Agent(id)), Page::Board) => self.press_agent(id, look),
            (Some(Spot::Team(team, agent)), Page::Board) => self.press_line(team, agent, look),
            (Some(Spot::AgentHeading(sorts)), Page::Board) => self.press_agent_heading(sorts, look),
            (Some(Spot::Figure(pane, figure)), Page::Board) => {
                let shown = self.looked_at(look.board, look.now).0;
                let chosen = self.board.focus == pane && self.board.figure(shown) == Some(figure);
                self.focus_pane(pane);
                self.board.figure = Some(figure);
                self.open_if(chosen, look)
            }
            (Some(Spot::Alert(key)), Page::Board) => {
                let chosen = self.board.focus == Pane::Alerts && self.alerts.chosen.as_ref() == Some(&key);
                self.focus_pane(Pane::Alerts);
                self.alerts.chosen = Some(key);
                self.open_if(chosen, look)
            }
            (Some(Spot::Chat(key)), Page::Board) => {
                let chosen = self.board.focus == Pane::Chat && self.board.chat.as_ref() == Some(&key);
                self.focus_pane(Pane::Chat);
                self.board.chat = Some(key);
                self.open_if(chosen, look)
            }
            (Some(Spot::Row(id, key)), _) => self.press_row(id, &key, look),
            (Some(Spot::Heading(id, key)), _) => self.press_heading(id, key, &look),
            (Some(Spot::Report(report)), Page::Reports) => acts::reports::show(self, report),
            (Some(Spot::Way(way)), Page::Chat) => acts::chat::choose(self, way),
            (Some(Spot::AiStep(step)), Page::Ai) => {
                acts::ai::open(self, AiField::Step, step.key().to_owned());
                Effect::Redraw
            }
            _ => zone.map_or(Effect::None, |zone| self.focus_zone(zone)),
        }
    }

    /// Opens what was chosen before; what was chosen only now is seen first.
    fn open_if(&mut self, chosen: bool, look: Look<'_>) -> Effect {
        if !chosen {
            return Effect::Redraw;
        }
        self.pointer.pressed = Some(((0, 0), look.now));
        self.act_on_page(Action::Open, look)
    }

    fn press_agent(&mut self, id: AgentId, look: Look<'_>) -> Effect {
        let chosen = self.board.focus == Pane::Table && self.board.selected.as_ref() == Some(&id);
        self.focus_pane(Pane::Table);
        self.board.selected = Some(id);
        let position = self.board.position(self.looked_at(look.board, look.now).0);
        self.board.cursor = position.unwrap_or(self.board.cursor);
        self.open_if(chosen, look)
    }

    /// A line of the agents by team: a team's own, or that of one of its agents.
    fn press_line(&mut self, team: Team, agent: Option<AgentId>, look: Look<'_>) -> Effect {
        let chosen =
            self.board.focus == Pane::Table && self.board.team.as_ref() == Some(&team) && self.board.selected == agent;
        self.focus_pane(Pane::Table);
        (self.board.team, self.board.selected) = (Some(team), agent);
        self.open_if(chosen, look)
    }

    fn press_agent_heading(&mut self, sorts: &[Sort], look: Look<'_>) -> Effect {
        self.focus_pane(Pane::Table);
        let rules = self.board.listing.rules();
        let (sort, reverse) = match sorts.first() {
            _ if sorts.contains(&rules.sort) => (rules.sort, !rules.reverse),
            Some(sort) => (*sort, false),
            None => return Effect::None,
        };
        self.sort_agents(sort, reverse, look.board, look.now);
        Effect::Redraw
    }

    fn press_row(&mut self, id: ListId, key: &str, look: Look<'_>) -> Effect {
        let had_keys = look.list_id(self) == Some(id);
        self.focus_list(id);
        // The list that was seen may have gone with its page.
        if look.list_id(self) != Some(id) {
            return Effect::Redraw;
        }
        let chosen = self.choose_row(id, key, &look);
        self.open_if(had_keys && chosen, look)
    }

    fn press_heading(&mut self, id: ListId, key: String, look: &Look<'_>) -> Effect {
        if id == ListId::Agents {
            let sort = Sort::from_name(&key);
            return sort.map_or(Effect::None, |sort| self.press_agent_heading(&[sort], *look));
        }
        self.focus_list(id);
        if look.list_id(self) != Some(id) {
            return Effect::Redraw;
        }
        let list = self.list_mut(id);
        if list.sort.as_ref() == Some(&key) {
            list.reverse = !list.reverse;
        } else {
            self.sort_list(id, key);
        }
        Effect::Redraw
    }

    fn focus_pane(&mut self, pane: Pane) {
        if self.board.focus != pane {
            self.board.focus = pane;
            self.board.figure = None;
            self.scroll = 0;
        }
    }

    /// Gives the keys to the part of the page that a list is.
    pub(in crate::ui) fn focus_list(&mut self, id: ListId) {
        match id {
            ListId::AgentCalls => self.tabs.agent.give(Part::Calls),
            ListId::Legs => self.tabs.calls.record = false,
            ListId::NoAgentYet => self.tabs.calls.meaning = false,
            ListId::AiRecords => (self.tabs.ai.records, self.tabs.ai.probes) = (true, false),
            ListId::AiGroups(_) => (self.tabs.ai.records, self.tabs.ai.probes) = (false, false),
            ListId::Probes => self.tabs.ai.probes = true,
            ListId::Rejected => self.tabs.health.rejected = true,
            _ => {}
        }
    }

    fn focus_zone(&mut self, zone: Zone) -> Effect {
        match (zone, self.page()) {
            (Zone::Pane(pane, _), Page::Board) => self.focus_pane(pane),
            (Zone::List(id), _) => self.focus_list(id),
            (Zone::Agent(part), Page::Agent(_)) => self.tabs.agent.give(part),
            (Zone::Record, Page::Call(_)) => self.tabs.calls.record = true,
            (Zone::Meaning, Page::Counted(Which::NoAgentYet)) => self.tabs.calls.meaning = true,
            (Zone::Standing, Page::Health) => self.tabs.health.rejected = false,
            _ => return Effect::None,
        }
        Effect::Redraw
    }

    /// Scrolls what is under the wheel, whatever has the keys. Rows that are chosen are taken along at the edge.
    pub fn wheel(&mut self, wheel: Wheel, map: &FrameMap, board: &Board, now: Stamp, settings: &Settings) {
        let Some(zone) = map.zone_at(wheel.at()).filter(|_| self.has_mouse()) else { return };
        if self.over.question.is_some()
            || self.over.panel.is_some() != (zone == Zone::Panel) && self.over.palette.is_none()
        {
            return;
        }
        let lines = wheel.down().saturating_mul(NOTCH);
        let look = Look { board, now, settings };
        match (zone, self.page()) {
            (Zone::Palette, _) if self.over.palette.is_some() => {
                self.move_suggestion(wheel.down(), &look);
            }
            _ if self.over.palette.is_some() => {}
            (Zone::Panel, _) => self.roll_panel(lines, &look),
            (Zone::Pane(Pane::Table, _), Page::Board) => self.roll_agents(wheel.down(), look),
            (Zone::Pane(pane @ (Pane::Alerts | Pane::Chat), rows), Page::Board) => {
                self.roll_rows(pane, rows, lines, look);
            }
            (Zone::Pane(Pane::Ai, _), Page::Board) if self.board.expanded => self.roll_page(lines),
            (Zone::List(id), _) => {
                self.roll_list(id, lines, &look);
                let list = self.list_mut(id);
                list.side = list.side.saturating_add_signed(wheel.right());
            }
            (Zone::Agent(_) | Zone::Record | Zone::Meaning | Zone::Standing | Zone::Page, _) => self.roll_page(lines),
            _ => {}
        }
    }

    /// The end is held to what is there when it is drawn.
    fn roll_page(&mut self, lines: isize) {
        self.scroll = self.scroll.saturating_add_signed(lines);
    }

    fn roll_agents(&mut self, notches: isize, look: Look<'_>) {
        let frozen = self.frozen.take();
        let (board, at) = frozen.as_ref().map_or((look.board, look.now), |frozen| (&frozen.board, frozen.since));
        self.board.roll(notches, NOTCH, board, at);
        self.frozen = frozen;
    }

    /// Panes whose chosen row is at their lower edge as soon as they are scrolled.
    fn roll_rows(&mut self, pane: Pane, rows: usize, lines: isize, look: Look<'_>) {
        let board = self.looked_at(look.board, look.now).0;
        let (alerts, chats): (Vec<AlertKey>, Vec<String>) = match pane {
            Pane::Alerts => (alert_rows(self).collect(), Vec::new()),
            _ => {
                (Vec::new(), self.board.chats.order().iter().filter_map(|place| Chats::key_at(*place, board)).collect())
            }
        };
        let focused = self.board.focus == pane;
        let position = match pane {
            Pane::Alerts => self.alerts.chosen.as_ref().and_then(|chosen| alerts.iter().position(|key| key == chosen)),
            _ => self.board.chat.as_ref().and_then(|chosen| chats.iter().position(|key| key == chosen)),
        };
        let total = alerts.len().max(chats.len());
        if total <= rows || rows == 0 {
            return;
        }
        let edge = rows.saturating_sub(1);
        let from = position.filter(|_| focused).unwrap_or(0);
        let from = if lines > 0 { from.max(edge) } else { from };
        let to = from.saturating_add_signed(lines).min(total - 1);
        self.focus_pane(pane);
        match pane {
            Pane::Alerts => self.alerts.chosen = alerts.get(to).cloned(),
            _ => self.board.chat = chats.get(to).cloned(),
        }
    }
}

#[cfg(test)]
mod tests;
