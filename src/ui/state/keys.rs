//! A key that is pressed: what it does here, or that it does nothing here.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::{Effect, Look, NOTICE_TICKS, Page, Pane, View, count_alerts};
use crate::model::{Board, Stamp};
use crate::ui::action::Action;
use crate::ui::keymap::{Key, Mode};
use crate::ui::settings::Settings;

impl View {
    /// Does what a key of the keyboard means here; where it means nothing or nothing came of it, that is said.
    pub fn take_key(&mut self, key: KeyEvent, board: &Board, now: Stamp, settings: &Settings) -> Effect {
        let Some(action) = self.key(key) else {
            return if key.kind == KeyEventKind::Release { Effect::None } else { self.say_idle(key) };
        };
        let before = self.notice.take();
        match self.act_once(action, board, now, settings) {
            Effect::None if self.is_idle(action, Look { board, now, settings }) => {
                self.notice = before;
                self.say_idle(key)
            }
            Effect::None if before.is_some() => Effect::Redraw,
            effect => effect,
        }
    }

    /// Says in the bottom line that a key does nothing here, once for as long as it is held down. An open line and a
    /// question say there what can be pressed; a wall without a keyboard is told nothing.
    fn say_idle(&mut self, key: KeyEvent) -> Effect {
        let is_a_key = matches!(
            key.code,
            KeyCode::Char(_)
                | KeyCode::F(_)
                | KeyCode::Enter
                | KeyCode::Tab
                | KeyCode::BackTab
                | KeyCode::Backspace
                | KeyCode::Delete
                | KeyCode::Insert
                | KeyCode::Up
                | KeyCode::Down
                | KeyCode::Left
                | KeyCode::Right
                | KeyCode::Home
                | KeyCode::End
                | KeyCode::PageUp
                | KeyCode::PageDown
        );
        let mode = self.mode();
        let goes_round = self.goes_round();
        if !is_a_key || matches!(mode, Mode::Typing | Mode::Asking) || goes_round {
            return Effect::None;
        }
        let key = Key::of(key).to_string();
        let help = self.keymap.key_for(Action::Help, mode).filter(|_| mode != Mode::Help);
        let said = match help {
            Some(help) => tr!(self.language, "{key} does nothing here; {help} lists the keys", key = key, help = help),
            None => tr!(self.language, "{key} does nothing here", key = key),
        };
        if self.notice().is_some_and(|notice| notice == said) {
            return Effect::None;
        }
        self.notice = Some((said, NOTICE_TICKS));
        Effect::Redraw
    }

    /// Whether an action that came to nothing has no meaning here. At the end of a list, out of everything, and on a
    /// page that only scrolls there is nothing to say.
    pub(super) fn is_idle(&self, action: Action, look: Look<'_>) -> bool {
        let sideways = matches!(action, Action::Left | Action::Right);
        let upright = matches!(
            action,
            Action::Up | Action::Down | Action::PageUp | Action::PageDown | Action::First | Action::Last
        );
        match self.page() {
            _ if action == Action::Back => false,
            Page::Board if self.over.panel.is_none() && (sideways || upright) => match self.board.focus {
                Pane::Now | Pane::Today => false,
                Pane::Table => self.board.listing.is_empty() || sideways && !self.board.tiles,
                Pane::Alerts => sideways || count_alerts(self) == 0,
                Pane::Chat => sideways || self.board.chats.order().is_empty(),
                Pane::Ai => sideways,
            },
            _ if upright => self.over.panel.is_none() && look.list_id(self).is_some(),
            // As far to the side as there are columns.
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests;
