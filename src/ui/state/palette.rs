//! The palette: a command typed by its name, with what it could be above it.

use super::{Effect, Look, Palette, View};
use crate::lang;
use crate::ui::action::Action;
use crate::ui::state::command::{self, Does, Suggestion};

/// Longest command, in characters.
const LONGEST: usize = 200;
/// So many commands are remembered.
const REMEMBERED: usize = 50;
/// Suggestions that a page key goes.
const PAGE: isize = 8;

impl View {
    /// What could be meant by what is typed.
    pub(in crate::ui) fn suggestions(&self, look: &Look<'_>) -> Vec<Suggestion> {
        self.over.palette().map(|palette| command::suggestions(&look.scene(self), &palette.text)).unwrap_or_default()
    }

    pub(super) fn open_palette(&mut self) -> Effect {
        self.over.palette = Some(Box::default());
        Effect::Redraw
    }

    pub(super) fn close_palette(&mut self) -> Effect {
        self.over.palette = None;
        Effect::Redraw
    }

    /// Does what a key does to what is being typed.
    pub(super) fn type_command(&mut self, action: Action, look: Look<'_>) -> Effect {
        let Some(palette) = &mut self.over.palette else { return Effect::None };
        match action {
            Action::Back | Action::CancelFilter => return self.close_palette(),
            Action::AcceptFilter => return self.run_chosen(&look),
            Action::Complete => return self.complete(&look),
            Action::Up if palette.recalled.is_some() || (palette.text.is_empty() && palette.cursor == 0) => {
                return self.earlier(true);
            }
            Action::Down if palette.recalled.is_some() => return self.earlier(false),
            Action::Up => return self.move_suggestion(-1, &look),
            Action::Down => return self.move_suggestion(1, &look),
            Action::PageUp => return self.move_suggestion(-PAGE, &look),
            Action::PageDown => return self.move_suggestion(PAGE, &look),
            // Blanks only keep words apart; what a terminal pastes may hold more.
            Action::Type(c) if !c.is_control() && palette.text.chars().count() < LONGEST => palette.text.push(c),
            Action::DeleteCharacter => {
                if palette.text.pop().is_none() {
                    return self.close_palette();
                }
            }
            Action::DeleteWord => {
                let kept = palette.text.trim_end().rfind(' ').map_or(0, |at| at + 1);
                palette.text.truncate(kept);
            }
            Action::DeleteLine => palette.text.clear(),
            _ => return Effect::None,
        }
        palette.changed();
        Effect::Redraw
    }

    /// Chooses another suggestion, `lines` further down.
    pub(super) fn move_suggestion(&mut self, lines: isize, look: &Look<'_>) -> Effect {
        let last = self.suggestions(look).len().saturating_sub(1);
        let Some(palette) = &mut self.over.palette else { return Effect::None };
        let to = palette.cursor.saturating_add_signed(lines).min(last);
        if to == palette.cursor {
            return Effect::None;
        }
        palette.cursor = to;
        Effect::Redraw
    }

    /// To the command that was run before the one that is shown, or after it; behind the last one the line is empty.
    fn earlier(&mut self, older: bool) -> Effect {
        let Some(palette) = &mut self.over.palette else { return Effect::None };
        let to = match (palette.recalled, older) {
            (None, _) => Some(0),
            (Some(at), true) => Some((at + 1).min(self.over.history.len().saturating_sub(1))),
            (Some(at), false) => at.checked_sub(1),
        };
        let text = to.and_then(|to| self.over.history.iter().rev().nth(to));
        if to.is_some() && text.is_none() {
            return Effect::None;
        }
        palette.text = text.cloned().unwrap_or_default();
        palette.changed();
        palette.recalled = to;
        Effect::Redraw
    }

    fn complete(&mut self, look: &Look<'_>) -> Effect {
        let cursor = self.over.palette.as_ref().map_or(0, |palette| palette.cursor);
        let chosen = self.suggestions(look).into_iter().nth(cursor);
        let Some((palette, chosen)) = self.over.palette.as_mut().zip(chosen) else { return Effect::None };
        let text = command::completed(&chosen);
        if palette.text == text {
            return Effect::None;
        }
        palette.text = text;
        palette.changed();
        Effect::Redraw
    }

    fn run_chosen(&mut self, look: &Look<'_>) -> Effect {
        let cursor = self.over.palette.as_ref().map_or(0, |palette| palette.cursor);
        self.run_suggestion(cursor, look)
    }

    /// Runs a suggestion; without one, what is typed.
    pub(super) fn run_suggestion(&mut self, at: usize, look: &Look<'_>) -> Effect {
        let Some(typed) = self.over.palette.as_ref().map(|palette| palette.text.clone()) else { return Effect::None };
        let chosen = self.suggestions(look).into_iter().nth(at);
        if chosen.is_none() && typed.trim().is_empty() {
            return self.close_palette();
        }
        let line = chosen.as_ref().map_or_else(|| typed.trim().to_owned(), command::completed);
        if let Some(Suggestion { does: Does::Ask(_), why_not: None, .. }) = chosen {
            // Its argument comes next.
            if let Some(palette) = &mut self.over.palette {
                palette.text = line;
                palette.changed();
            }
            return Effect::Redraw;
        }
        // What is run finds the page as it was before the palette lay over it.
        let palette = self.over.palette.take();
        let outcome = match chosen {
            Some(Suggestion { text, why_not: Some(why_not), does: Does::Action(_) | Does::Ask(_), .. }) => Err(tr!(
                self.language,
                "{command} cannot be run here: {why}",
                command = text,
                why = lang::of(self.language, why_not)
            )),
            Some(Suggestion { does: Does::Action(action), text, .. }) => {
                let effect = self.act(action, look.board, look.now, look.settings);
                if effect == Effect::None && self.is_idle(action, *look) {
                    self.say(tr!(self.language, "{command} does nothing here", command = text));
                }
                Ok(effect)
            }
            Some(Suggestion { does: Does::Run(command, argument), .. }) => command::run(self, command, &argument, look),
            Some(Suggestion { does: Does::Ask(_), .. }) | None => command::run_typed(self, &typed, look),
        };
        match outcome {
            Ok(effect) => {
                self.remember(line);
                // The rest of a double-click is not meant for what came in its place.
                self.pointer.pressed = Some(((0, 0), look.now));
                if effect == Effect::None { Effect::Redraw } else { effect }
            }
            Err(error) => {
                self.over.palette = palette;
                if let Some(palette) = &mut self.over.palette {
                    palette.error = Some(error);
                }
                Effect::Redraw
            }
        }
    }

    fn remember(&mut self, line: String) {
        self.over.history.retain(|known| *known != line);
        self.over.history.push(line);
        let before = self.over.history.len().saturating_sub(REMEMBERED);
        self.over.history.drain(..before);
    }
}

impl Palette {
    /// Puts what was pasted behind what is typed.
    pub(super) fn paste(&mut self, line: &str) {
        let room = LONGEST.saturating_sub(self.text.chars().count());
        self.text.extend(line.chars().take(room));
        self.changed();
    }

    /// Another text has other suggestions.
    fn changed(&mut self) {
        self.error = None;
        self.cursor = 0;
        self.recalled = None;
        self.top = 0;
    }
}

#[cfg(test)]
mod tests;
