//! Which key does what.
//!
//! The defaults stand beside the actions ([`Action::default_keys`]); settings replace them action by action. The help
//! and the manual's tables are made from the live bindings, so neither can drift.

use std::collections::HashMap;

use crossterm::event::{KeyEvent, KeyEventKind};
use thiserror::Error;

pub use key::{Key, KeyNameError};

use super::action::{Action, Scope};
use super::settings::KeyOverride;
use super::text;
use crate::lang::nearest::nearest;
use crate::model::plain;

mod key;

/// What the keys act on at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The board.
    Board,
    /// A view with a list.
    List,
    /// An agent's page.
    Agent,
    /// The help.
    Help,
    /// A panel of choices.
    Panel,
    /// A question waits for its answer.
    Asking,
    /// A filter or a command is being typed.
    Typing,
}

impl Mode {
    const ALL: [Self; 7] = [Self::Board, Self::List, Self::Agent, Self::Help, Self::Panel, Self::Asking, Self::Typing];

    const fn name(self) -> &'static str {
        match self {
            Self::Board => "on the board",
            Self::List => "in lists",
            Self::Agent => "on an agent's page",
            Self::Panel => "in a panel of choices",
            Self::Asking => "when asked",
            Self::Help => "in the help",
            Self::Typing => "while typing",
        }
    }

    /// The scope of its own bindings.
    const fn own(self) -> Option<Scope> {
        match self {
            Self::Board => Some(Scope::Board),
            Self::List => Some(Scope::Lists),
            Self::Agent => Some(Scope::Agent),
            Self::Panel => Some(Scope::Panel),
            Self::Asking => Some(Scope::Asking),
            Self::Typing => Some(Scope::Typing),
            Self::Help => None,
        }
    }

    /// Whether a recording that is shown listens to keys in it.
    const fn plays(self) -> bool {
        matches!(self, Self::Board | Self::List | Self::Agent | Self::Help)
    }

    /// Whether keys of `scope` may ever work in it.
    pub(super) const fn is_of(self, scope: Scope) -> bool {
        self.reaches(scope) || matches!(scope, Scope::Replay) && self.plays()
    }

    /// Whether bindings of a scope work in it.
    pub(super) const fn reaches(self, scope: Scope) -> bool {
        matches!(
            (self, scope),
            (_, Scope::Everywhere)
                | (Self::Board | Self::List | Self::Agent, Scope::Lists)
                | (Self::Panel, Scope::Panel)
                | (Self::Asking, Scope::Asking)
                | (Self::Board, Scope::Board)
                | (Self::Agent, Scope::Agent)
                | (Self::Typing, Scope::Typing)
        )
    }
}

/// Why keys in the settings were refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeymapError {
    /// No such action.
    #[error("{origin}: there is no action `{}`; {}", written(action), meant(action))]
    UnknownAction {
        /// Where it was set.
        origin: String,
        /// What was named.
        action: String,
    },
    /// No such key.
    #[error("{origin}: `{action}` cannot be bound to `{}`: {reason}", written(key))]
    BadKey {
        /// Where it was set.
        origin: String,
        /// The action.
        action: String,
        /// What was named.
        key: String,
        /// Why that is not a key.
        reason: KeyNameError,
    },
    /// Typing needs this key.
    #[error("{origin}: `{action}` cannot be bound to `{}`: it is a character that a filter may contain", written(key))]
    Character {
        /// Where it was set.
        origin: String,
        /// The action.
        action: String,
        /// The key.
        key: String,
    },
    /// Terminals have another name for it.
    #[error(
        "{origin}: `{action}` cannot be bound to `{}`: a terminal sends `{sends}` for it; bind that instead",
        written(key)
    )]
    Fixed {
        /// Where it was set.
        origin: String,
        /// The action.
        action: String,
        /// The key.
        key: String,
        /// The key that arrives in its place.
        sends: &'static str,
    },
    /// One key, two actions.
    #[error(
        "{origin}: `{}` cannot be both `{first}` and `{second}` {place}; bind one of them to another key",
        written(key)
    )]
    Conflict {
        /// Where the override was set.
        origin: String,
        /// The key.
        key: String,
        /// One action.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Where both work.
        place: &'static str,
    },
    /// There would be no way out.
    #[error("{origin}: `{action}` needs at least one key: without it there is no way {out}")]
    NoWayOut {
        /// Where it was set.
        origin: String,
        /// The action.
        action: &'static str,
        /// What it is the way out of.
        out: &'static str,
    },
}

/// What a person wrote where a key or an action should be, as a sentence repeats it.
fn written(name: &str) -> String {
    plain::line(&text::cut(name, 40, "…")).into_owned()
}

/// The action that was meant, else all that there are.
fn meant(action: &str) -> String {
    let names: Vec<&str> = Action::BINDABLE.iter().map(|action| action.name()).collect();
    match nearest(action.trim(), names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the actions are {}", names.join(", ")),
    }
}

/// One row of the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// The action.
    pub action: Action,
    /// Its keys, by name.
    pub keys: Vec<String>,
}

/// The default table: every action with its keys. The manual's tables are held against this.
pub fn bindings() -> Vec<Binding> {
    Action::BINDABLE
        .iter()
        .map(|action| Binding {
            action: *action,
            keys: action.default_keys().iter().map(|key| (*key).to_owned()).collect(),
        })
        .collect()
}

/// The live bindings.
#[derive(Clone, Debug)]
pub struct Keymap {
    keys: Vec<(Action, Vec<Key>)>,
    lookup: HashMap<(Mode, Key), Action>,
    /// While a recording is shown; these go first.
    replay: HashMap<Key, Action>,
}

impl Default for Keymap {
    fn default() -> Self {
        let keys = Action::BINDABLE.iter().map(|action| (*action, default_keys(*action))).collect();
        Self::build(keys)
    }
}

fn default_keys(action: Action) -> Vec<Key> {
    action.default_keys().iter().filter_map(|name| Key::parse(name).ok()).collect()
}

impl Keymap {
    /// The defaults with `overrides` laid over them.
    ///
    /// # Errors
    /// One sentence that names the place of the setting: an unknown action or key, two actions on one key, a plain
    /// character for a key that must work while something is typed, a key that no terminal sends, or no key to leave
    /// by.
    pub fn new(overrides: &[KeyOverride]) -> Result<Self, KeymapError> {
        let mut keys: Vec<(Action, Vec<Key>)> =
            Action::BINDABLE.iter().map(|action| (*action, default_keys(*action))).collect();
        for over in overrides {
            let found = keys.iter_mut().find(|(action, _)| action.name() == over.action.trim());
            let Some((action, bound)) = found else {
                return Err(KeymapError::UnknownAction { origin: over.origin.clone(), action: over.action.clone() });
            };
            *bound = parse_keys(*action, over)?;
        }
        leave_to_quit(&mut keys, overrides);
        check_conflicts(&keys, overrides)?;
        Ok(Self::build(keys))
    }

    fn build(keys: Vec<(Action, Vec<Key>)>) -> Self {
        let mut lookup = HashMap::new();
        for mode in Mode::ALL {
            // A page's own binding is entered last, so that it wins over the one that works everywhere.
            for own in [false, true] {
                for (action, bound) in &keys {
                    let scope = action.scope();
                    let reached = mode.reaches(scope) || works_in_help(mode, *action);
                    if !reached || (Some(scope) == mode.own()) != own {
                        continue;
                    }
                    if mode == Mode::Typing && !own && !works_while_typing(*action) {
                        continue;
                    }
                    for key in bound {
                        if mode != Mode::Typing || !key.is_character() {
                            lookup.insert((mode, *key), *action);
                        }
                    }
                }
            }
        }
        let of_replay = keys.iter().filter(|(action, _)| action.scope() == Scope::Replay);
        let replay = of_replay.flat_map(|(action, bound)| bound.iter().map(|key| (*key, *action))).collect();
        Self { keys, lookup, replay }
    }

    /// What `event` means to a recording that is shown in `mode`, if it means anything to it.
    pub fn replay_action(&self, event: KeyEvent, mode: Mode) -> Option<Action> {
        if event.kind == KeyEventKind::Release || !mode.plays() {
            return None;
        }
        self.replay.get(&Key::of(event)).copied()
    }

    /// What `event` means in `mode`; `None` for a key without a meaning, and for releases.
    pub fn action(&self, event: KeyEvent, mode: Mode) -> Option<Action> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let key = Key::of(event);
        if let Some(action) = self.lookup.get(&(mode, key)) {
            return Some(*action);
        }
        (mode == Mode::Typing).then(|| key.character().map(Action::Type)).flatten()
    }

    /// The live table: every action with its keys.
    pub fn bindings(&self) -> impl Iterator<Item = Binding> + '_ {
        self.keys
            .iter()
            .map(|(action, keys)| Binding { action: *action, keys: keys.iter().map(Key::to_string).collect() })
    }

    /// The first key that does `action` in `mode`; `None` when it has none there.
    pub fn key_for(&self, action: Action, mode: Mode) -> Option<Key> {
        let (_, keys) = self.keys.iter().find(|(bound, _)| *bound == action)?;
        let of_replay = |key: &Key| mode.plays() && self.replay.get(key) == Some(&action);
        keys.iter().copied().find(|key| self.lookup.get(&(mode, *key)) == Some(&action) || of_replay(key))
    }
}

/// The help is filtered as a list is, though it is none.
fn works_in_help(mode: Mode, action: Action) -> bool {
    mode == Mode::Help && action == Action::Filter
}

/// A key that the settings give to `quit` is not left to `close`, unless they say so.
fn leave_to_quit(keys: &mut [(Action, Vec<Key>)], overrides: &[KeyOverride]) {
    if overrides.iter().any(|over| over.action.trim() == Action::Close.name()) {
        return;
    }
    let quits = keys.iter().find(|(action, _)| *action == Action::Quit).map(|(_, bound)| bound.clone());
    if let Some((quits, (_, closes))) = quits.zip(keys.iter_mut().find(|(action, _)| *action == Action::Close)) {
        closes.retain(|key| !quits.contains(key));
    }
}

/// Everywhere-bindings that make sense beside a text being typed.
const fn works_while_typing(action: Action) -> bool {
    matches!(
        action,
        Action::Close | Action::Quit | Action::Repaint | Action::Up | Action::Down | Action::PageUp | Action::PageDown
    )
}

fn parse_keys(action: Action, over: &KeyOverride) -> Result<Vec<Key>, KeymapError> {
    let mut keys = Vec::with_capacity(over.keys.len());
    for name in &over.keys {
        let key = Key::parse(name).map_err(|reason| KeymapError::BadKey {
            origin: over.origin.clone(),
            action: over.action.clone(),
            key: name.clone(),
            reason,
        })?;
        if action.scope() == Scope::Typing && key.is_character() {
            return Err(KeymapError::Character {
                origin: over.origin.clone(),
                action: over.action.clone(),
                key: name.clone(),
            });
        }
        if let Some(sends) = key.sent_as() {
            return Err(KeymapError::Fixed {
                origin: over.origin.clone(),
                action: over.action.clone(),
                key: name.clone(),
                sends,
            });
        }
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    match way_out(action) {
        Some(out) if keys.is_empty() => {
            Err(KeymapError::NoWayOut { origin: over.origin.clone(), action: action.name(), out })
        }
        _ => Ok(keys),
    }
}

/// What an action is the only way out of: it keeps a key.
const fn way_out(action: Action) -> Option<&'static str> {
    match action {
        Action::Quit => Some("to leave the program"),
        Action::Back => Some("back from a page"),
        Action::CancelFilter => Some("out of what is being typed"),
        _ => None,
    }
}

/// Refuses one key for two actions that work in the same place, unless the defaults have it so on purpose.
fn check_conflicts(keys: &[(Action, Vec<Key>)], overrides: &[KeyOverride]) -> Result<(), KeymapError> {
    let origin = |first: Action, second: Action| {
        overrides.iter().find(|over| [first.name(), second.name()].contains(&over.action.trim()))
    };
    for mode in Mode::ALL {
        let mut taken: HashMap<Key, Action> = HashMap::new();
        for (action, bound) in keys.iter().filter(|(action, _)| mode.is_of(action.scope())) {
            if mode == Mode::Typing && action.scope() == Scope::Everywhere && !works_while_typing(*action) {
                continue;
            }
            for key in bound {
                let Some(other) = taken.insert(*key, *action) else { continue };
                let Some(over) = origin(other, *action) else { continue };
                if default_keys(other).contains(key) && default_keys(*action).contains(key) {
                    continue;
                }
                return Err(KeymapError::Conflict {
                    origin: over.origin.clone(),
                    key: key.to_string(),
                    first: other.name(),
                    second: action.name(),
                    place: mode.name(),
                });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
