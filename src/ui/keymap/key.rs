//! One key, by name: `ctrl-l`, `enter`, `G`, `?`.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use thiserror::Error;

/// Why a name is not a key's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyNameError {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// A word that names no key.
    #[error(
        "there is no key of that name; a key is one character, or enter, esc, tab, space, backspace, delete, insert, \
         up, down, left, right, home, end, pageup, pagedown, f1 to f24, with ctrl-, alt- or shift- before it"
    )]
    Unknown,
    /// Shift and a character.
    #[error("shift is part of the character: write the character that it gives, such as `G` or `?`")]
    ShiftedCharacter,
}

/// A key with its modifiers, in the one form that all terminals' ways of reporting it are brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    modifiers: KeyModifiers,
}

const NAMED: &[(&str, KeyCode)] = &[
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("space", KeyCode::Char(' ')),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

const OTHER_NAMES: &[(&str, KeyCode)] = &[
    ("return", KeyCode::Enter),
    ("escape", KeyCode::Esc),
    ("del", KeyCode::Delete),
    ("pgup", KeyCode::PageUp),
    ("pgdn", KeyCode::PageDown),
];

impl Key {
    /// Reads a key's name; letters in words and modifiers in any case.
    pub fn parse(name: &str) -> Result<Self, KeyNameError> {
        let mut rest = name.trim();
        let mut modifiers = KeyModifiers::NONE;
        while let Some((prefix, tail)) = rest.split_once(['-', '+']) {
            let modifier = match prefix.to_ascii_lowercase().as_str() {
                "ctrl" | "control" | "c" => KeyModifiers::CONTROL,
                "alt" | "meta" | "a" => KeyModifiers::ALT,
                "shift" => KeyModifiers::SHIFT,
                _ => break,
            };
            if tail.is_empty() {
                break;
            }
            modifiers |= modifier;
            rest = tail;
        }
        let code = Self::code(rest)?;
        if matches!(code, KeyCode::Char(c) if c != ' ')
            && modifiers.contains(KeyModifiers::SHIFT)
            && !modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT)
        {
            return Err(KeyNameError::ShiftedCharacter);
        }
        Ok(Self { code, modifiers }.normal())
    }

    fn code(name: &str) -> Result<KeyCode, KeyNameError> {
        let mut chars = name.chars();
        match (chars.next(), chars.next()) {
            (None, _) => return Err(KeyNameError::Empty),
            (Some(c), None) if !c.is_control() => return Ok(KeyCode::Char(c)),
            _ => {}
        }
        let lower = name.to_ascii_lowercase();
        if let Some((_, code)) = NAMED.iter().chain(OTHER_NAMES).find(|(known, _)| *known == lower) {
            return Ok(*code);
        }
        if lower == "backtab" {
            return Ok(KeyCode::BackTab);
        }
        let number = lower.strip_prefix('f').and_then(|digits| digits.parse::<u8>().ok());
        number.filter(|n| (1..=24).contains(n)).map(KeyCode::F).ok_or(KeyNameError::Unknown)
    }

    /// The key that a terminal reported.
    pub fn of(event: KeyEvent) -> Self {
        Self { code: event.code, modifiers: event.modifiers }.normal()
    }

    /// Terminals report one key in several ways: `G` with or without shift, `BackTab` or shift with `Tab`.
    fn normal(self) -> Self {
        let mut modifiers = self.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        let mut code = self.code;
        if code == KeyCode::Tab && modifiers.contains(KeyModifiers::SHIFT) {
            code = KeyCode::BackTab;
        }
        if code == KeyCode::BackTab {
            modifiers |= KeyModifiers::SHIFT;
        }
        if let KeyCode::Char(c) = code {
            let with_control = modifiers.contains(KeyModifiers::CONTROL);
            if with_control {
                code = KeyCode::Char(c.to_ascii_lowercase());
            } else if modifiers.contains(KeyModifiers::SHIFT) && c.is_ascii_lowercase() {
                code = KeyCode::Char(c.to_ascii_uppercase());
            }
            modifiers.remove(KeyModifiers::SHIFT);
        }
        Self { code, modifiers }
    }

    /// The character this key types, if it types one.
    pub fn character(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// The key that a terminal reports in its place, where the two are one byte on the wire.
    pub fn sent_as(&self) -> Option<&'static str> {
        let control = self.modifiers.contains(KeyModifiers::CONTROL);
        match self.code {
            KeyCode::Char('i') if control => Some("tab"),
            KeyCode::Char('m') if control => Some("enter"),
            KeyCode::Char('[') if control => Some("esc"),
            _ => None,
        }
    }

    /// Whether it types a character.
    pub fn is_character(&self) -> bool {
        self.character().is_some()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = String::new();
        for (modifier, word) in
            [(KeyModifiers::CONTROL, "ctrl-"), (KeyModifiers::ALT, "alt-"), (KeyModifiers::SHIFT, "shift-")]
        {
            if self.modifiers.contains(modifier) {
                name.push_str(word);
            }
        }
        match self.code {
            KeyCode::BackTab => name.push_str("tab"),
            KeyCode::F(n) => name.extend(["f", n.to_string().as_str()]),
            code => match (NAMED.iter().find(|(_, known)| *known == code), code) {
                (Some((known, _)), _) => name.push_str(known),
                (None, KeyCode::Char(c)) => name.push(c),
                (None, _) => name.push('?'),
            },
        }
        f.pad(&name)
    }
}
