//! From bytes to keys, clicks and pastes. Pure: it is fed pieces as they come, cut at any byte, and told when it has
//! waited long enough for the rest of a sequence.
//!
//! What no key sends (answers to questions, focus, strings of a terminal, sequences that are not known) is read to its
//! end and left out, so that nothing of it acts. A paste is one event, never keys; so is a run of text that no hand
//! types, for terminals without bracketed paste.

use std::mem;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

/// How much of a paste is kept, in bytes; the rest is read and left out.
pub(super) const LONGEST_PASTE: usize = 64 * 1024;
/// The longest sequence that is kept to be looked at.
const LONGEST_SEQUENCE: usize = 64;
/// So much text in one piece, and not of one key that is held down, was pasted.
const TYPED_AT_ONCE: usize = 32;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What has begun and may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// Nothing.
    Nothing,
    /// An escape, which is a key of its own unless more follows.
    Escape,
    /// A sequence whose end has not come.
    Sequence,
    /// A paste whose end has not come.
    Paste,
    /// Text that no hand types, which may go on.
    Burst,
}

#[derive(Debug, Default)]
enum State {
    #[default]
    Ground,
    /// A character of more than one byte.
    Utf8 {
        bytes: [u8; 4],
        have: usize,
        need: usize,
        alt: bool,
    },
    Escape,
    Ss3,
    Csi(Vec<u8>),
    /// `CSI [` of the Linux console: one letter follows.
    Console,
    /// `CSI M`: three bytes follow.
    OldMouse(Vec<u8>),
    /// A string of the terminal's, up to its end; `escape` where the last byte was one. `empty` until a byte of it came.
    Text {
        opener: u8,
        empty: bool,
        escape: bool,
    },
    Paste(Vec<u8>),
}

/// The reader of one terminal's bytes.
#[derive(Debug, Default)]
pub(in crate::term) struct Parser {
    state: State,
    /// The last text was taken for a paste, and no quiet has come since: the next is its rest, however short.
    bursting: bool,
    /// The terminal has said so often how it is.
    answers: u64,
}

impl Parser {
    /// What has begun and may go on with the next piece.
    pub(super) fn open(&self) -> Open {
        match self.state {
            State::Ground if self.bursting => Open::Burst,
            State::Ground => Open::Nothing,
            State::Escape => Open::Escape,
            State::Paste(_) => Open::Paste,
            _ => Open::Sequence,
        }
    }

    /// How often the terminal has said how it is since this was asked last.
    pub(super) fn take_answers(&mut self) -> u64 {
        mem::take(&mut self.answers)
    }

    /// Takes the next piece.
    pub(in crate::term) fn feed(&mut self, piece: &[u8], out: &mut Vec<Event>) {
        let mut events = Vec::new();
        for byte in piece {
            self.byte(*byte, &mut events);
        }
        self.bursting = pasted(events, self.bursting, out);
    }

    /// Nothing has followed for long enough: what was begun is all there is. An escape and its letter are keys; half a
    /// sequence is none.
    pub(super) fn give_up(&mut self, out: &mut Vec<Event>) {
        self.bursting = false;
        match mem::take(&mut self.state) {
            State::Escape => out.push(key(KeyCode::Esc, KeyModifiers::NONE)),
            State::Ss3 => out.push(character('O', KeyModifiers::ALT)),
            State::Csi(bytes) if bytes.is_empty() => out.push(character('[', KeyModifiers::ALT)),
            State::Text { opener, empty: true, escape: false } => {
                out.push(character(char::from(opener), KeyModifiers::ALT));
            }
            State::Paste(text) => out.push(Event::Paste(String::from_utf8_lossy(&text).into_owned())),
            _ => {}
        }
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Event>) {
        match mem::take(&mut self.state) {
            State::Ground => self.ground(byte, KeyModifiers::NONE, out),
            State::Utf8 { mut bytes, have, need, alt } => {
                if byte & 0xc0 != 0x80 {
                    // What came before was no character.
                    return self.ground(byte, KeyModifiers::NONE, out);
                }
                if let Some(place) = bytes.get_mut(have) {
                    *place = byte;
                }
                let have = have + 1;
                if have < need {
                    self.state = State::Utf8 { bytes, have, need, alt };
                } else if let Some(c) = bytes.get(..need).and_then(|bytes| str::from_utf8(bytes).ok()?.chars().next()) {
                    out.push(character(c, if alt { KeyModifiers::ALT } else { KeyModifiers::NONE }));
                }
            }
            State::Escape => match byte {
                b'[' => self.state = State::Csi(Vec::new()),
                b'O' => self.state = State::Ss3,
                b']' | b'P' | b'X' | b'^' | b'_' => {
                    self.state = State::Text { opener: byte, empty: true, escape: false };
                }
                0x1b => {
                    out.push(key(KeyCode::Esc, KeyModifiers::NONE));
                    self.state = State::Escape;
                }
                _ => self.ground(byte, KeyModifiers::ALT, out),
            },
            State::Ss3 if byte >= 0x20 => out.extend(ss3(byte)),
            State::Csi(bytes) if byte >= 0x20 => self.csi(bytes, byte, out),
            State::Console if byte >= 0x20 => {
                let number = byte.wrapping_sub(b'A');
                if number < 5 {
                    out.push(key(KeyCode::F(number + 1), KeyModifiers::NONE));
                }
            }
            State::OldMouse(mut bytes) if byte >= 0x20 => {
                bytes.push(byte);
                match bytes.as_slice() {
                    [button, column, row] => {
                        let (button, at) = (button - 0x20, (u16::from(*column - 0x20), u16::from(*row - 0x20)));
                        out.extend(mouse(u16::from(button), at, button & 3 == 3));
                    }
                    _ => self.state = State::OldMouse(bytes),
                }
            }
            State::Ss3 | State::Csi(_) | State::Console | State::OldMouse(_) => {
                self.ground(byte, KeyModifiers::NONE, out);
            }
            State::Text { opener, escape, .. } => match byte {
                0x07 => {}
                b'\\' if escape => {}
                0x1b => self.state = State::Text { opener, empty: false, escape: true },
                _ if escape => {
                    self.state = State::Escape;
                    self.byte(byte, out);
                }
                // No string holds these: a person presses them, to be rid of it.
                0x03 | b'\r' | 0x18 | 0x1a => self.ground(byte, KeyModifiers::NONE, out),
                _ => self.state = State::Text { opener, empty: false, escape: false },
            },
            State::Paste(mut text) => {
                text.push(byte);
                if text.ends_with(PASTE_END) {
                    text.truncate(text.len() - PASTE_END.len());
                    out.push(Event::Paste(String::from_utf8_lossy(&text).into_owned()));
                } else {
                    // What is left out in the middle still lets the end be found.
                    if text.len() > LONGEST_PASTE + 2 * PASTE_END.len() {
                        text.drain(LONGEST_PASTE..text.len() - PASTE_END.len());
                    }
                    self.state = State::Paste(text);
                }
            }
        }
    }

    fn ground(&mut self, byte: u8, with: KeyModifiers, out: &mut Vec<Event>) {
        let control = with | KeyModifiers::CONTROL;
        match byte {
            0x1b => self.state = State::Escape,
            b'\r' => out.push(key(KeyCode::Enter, with)),
            b'\t' => out.push(key(KeyCode::Tab, with)),
            0x7f => out.push(key(KeyCode::Backspace, with)),
            0 => out.push(key(KeyCode::Char(' '), control)),
            0x01..=0x1a => out.push(key(KeyCode::Char(char::from(byte - 1 + b'a')), control)),
            0x1c..=0x1f => out.push(key(KeyCode::Char(char::from(byte - 0x1c + b'4')), control)),
            0x20..=0x7e => out.push(character(char::from(byte), with)),
            0xc2..=0xf4 => {
                let need = if byte < 0xe0 {
                    2
                } else if byte < 0xf0 {
                    3
                } else {
                    4
                };
                self.state =
                    State::Utf8 { bytes: [byte, 0, 0, 0], have: 1, need, alt: with.contains(KeyModifiers::ALT) };
            }
            // No character begins like this.
            _ => {}
        }
    }

    fn csi(&mut self, mut bytes: Vec<u8>, byte: u8, out: &mut Vec<Event>) {
        match byte {
            b'[' if bytes.is_empty() => self.state = State::Console,
            b'M' if bytes.is_empty() => self.state = State::OldMouse(Vec::new()),
            0x20..=0x3f => {
                if bytes.len() < LONGEST_SEQUENCE {
                    bytes.push(byte);
                }
                self.state = State::Csi(bytes);
            }
            0x40..=0x7e if bytes == b"200" && byte == b'~' => self.state = State::Paste(Vec::new()),
            b'n' if bytes == b"0" => self.answers += 1,
            0x40..=0x7e if bytes.len() < LONGEST_SEQUENCE => out.extend(csi(&bytes, byte)),
            0x40..=0x7e => {}
            // Not part of any sequence.
            _ => self.ground(byte, KeyModifiers::NONE, out),
        }
    }
}

/// Puts text in one piece that no hand types into one paste, and any text while one goes on: whether one does. A paste
/// that the terminal marks is none of these, and ends one.
fn pasted(events: Vec<Event>, mut going_on: bool, out: &mut Vec<Event>) -> bool {
    let mut run: Vec<char> = Vec::new();
    let mut held: Vec<Event> = Vec::new();
    let mut end = |run: &mut Vec<char>, held: &mut Vec<Event>, mut going_on: bool| {
        let of_one_key = run.windows(2).all(|pair| matches!(pair, [a, b] if a == b));
        going_on |= run.len() >= TYPED_AT_ONCE && !of_one_key;
        if going_on && !run.is_empty() {
            out.push(Event::Paste(run.iter().take(LONGEST_PASTE).collect()));
        } else {
            out.append(held);
        }
        run.clear();
        held.clear();
        going_on
    };
    for event in events {
        if let Some(c) = typed(&event) {
            run.push(c);
            held.push(event);
        } else {
            going_on = end(&mut run, &mut held, going_on) && !matches!(event, Event::Paste(_));
            held.push(event);
            end(&mut run, &mut held, going_on);
        }
    }
    end(&mut run, &mut held, going_on)
}

/// The character that a key puts into a text.
fn typed(event: &Event) -> Option<char> {
    let Event::Key(key) = event else { return None };
    let plain = key.modifiers.difference(KeyModifiers::SHIFT).is_empty();
    match key.code {
        KeyCode::Char(c) if plain => Some(c),
        // A line end comes as control-J too.
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Enter if plain => Some('\n'),
        KeyCode::Tab if plain => Some('\t'),
        _ => None,
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
    Event::Key(KeyEvent::new(code, modifiers))
}

fn character(c: char, with: KeyModifiers) -> Event {
    key(KeyCode::Char(c), if c.is_uppercase() { with | KeyModifiers::SHIFT } else { with })
}

fn ss3(byte: u8) -> Option<Event> {
    let code = match byte {
        b'M' => KeyCode::Enter,
        b'j'..=b'y' => KeyCode::Char(char::from(byte - b'j' + b'*')),
        b'X' => KeyCode::Char('='),
        _ => letter(byte)?,
    };
    Some(key(code, KeyModifiers::NONE))
}

/// The key that a letter at the end of a sequence names.
fn letter(byte: u8) -> Option<KeyCode> {
    Some(match byte {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(byte - b'P' + 1),
        b'Z' => KeyCode::BackTab,
        _ => return None,
    })
}

/// The numbers of a sequence, each with the one behind its colon.
fn numbers(text: &[u8]) -> Option<Vec<(u32, u32)>> {
    let text = str::from_utf8(text).ok()?;
    let number = |text: &str| if text.is_empty() { Some(0) } else { text.parse().ok() };
    text.split(';')
        .map(|part| {
            let (first, rest) = part.split_once(':').unwrap_or((part, ""));
            Some((number(first)?, number(rest.split(':').next().unwrap_or(""))?))
        })
        .collect()
}

fn csi(bytes: &[u8], last: u8) -> Option<Event> {
    if let Some(rest) = bytes.strip_prefix(b"<") {
        let numbers = numbers(rest)?;
        let [(button, _), (column, _), (row, _)] = numbers.as_slice() else { return None };
        let at = (u16::try_from(*column).ok()?, u16::try_from(*row).ok()?);
        return matches!(last, b'M' | b'm').then(|| mouse(u16::try_from(*button).ok()?, at, last == b'm'))?;
    }
    let numbers = numbers(bytes)?;
    let first = numbers.first().map_or(0, |(first, _)| *first);
    let (with, kind) = numbers.get(1).copied().unwrap_or_default();
    // A key that is let go.
    if kind == 3 {
        return None;
    }
    let modifiers = modifiers(with);
    match (last, numbers.as_slice()) {
        (b'M', [(button, _), (column, _), (row, _)]) => {
            let button = u16::try_from(button.checked_sub(32)?).ok()?;
            let at = (u16::try_from(*column).ok()?, u16::try_from(*row).ok()?);
            mouse(button, at, button & 3 == 3)
        }
        // With numbers it is the place of the cursor, an answer.
        (b'R', _) if !bytes.is_empty() => None,
        (b'~', [(27, _), _, (code, _)]) => by_code(*code, modifiers),
        (b'~', _) => by_number(first).map(|code| key(code, modifiers)),
        (b'u', _) => by_code(first, modifiers),
        (_, [] | [_] | [_, _]) if first <= 1 => letter(last).map(|code| key(code, modifiers)),
        _ => None,
    }
}

fn modifiers(with: u32) -> KeyModifiers {
    let bits = with.saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [
        (1, KeyModifiers::SHIFT),
        (2, KeyModifiers::ALT),
        (4, KeyModifiers::CONTROL),
        (8, KeyModifiers::SUPER),
        (16, KeyModifiers::HYPER),
        (32, KeyModifiers::META),
    ] {
        if bits & bit != 0 {
            modifiers |= modifier;
        }
    }
    modifiers
}

fn by_code(code: u32, modifiers: KeyModifiers) -> Option<Event> {
    Some(match code {
        9 if modifiers.contains(KeyModifiers::SHIFT) => key(KeyCode::BackTab, modifiers),
        9 => key(KeyCode::Tab, modifiers),
        13 => key(KeyCode::Enter, modifiers),
        27 => key(KeyCode::Esc, modifiers),
        127 => key(KeyCode::Backspace, modifiers),
        _ => character(char::from_u32(code).filter(|c| !c.is_control())?, modifiers),
    })
}

fn by_number(number: u32) -> Option<KeyCode> {
    let function = |from: u32, first: u32| u8::try_from(number - from + first).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28..=29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

fn mouse(button: u16, (column, row): (u16, u16), released: bool) -> Option<Event> {
    let held = match button & 3 {
        1 => MouseButton::Middle,
        2 => MouseButton::Right,
        // 3 is the release of one that is not named.
        _ => MouseButton::Left,
    };
    let kind = match (button & 0b1100_0000, button & 3, button & 32 != 0) {
        (64, 0, _) => MouseEventKind::ScrollUp,
        (64, 1, _) => MouseEventKind::ScrollDown,
        (64, 2, _) => MouseEventKind::ScrollLeft,
        (64, _, _) => MouseEventKind::ScrollRight,
        (0, 3, true) => MouseEventKind::Moved,
        (0, _, true) => MouseEventKind::Drag(held),
        (0, ..) if released => MouseEventKind::Up(held),
        (0, ..) => MouseEventKind::Down(held),
        _ => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    for (bit, modifier) in [(4, KeyModifiers::SHIFT), (8, KeyModifiers::ALT), (16, KeyModifiers::CONTROL)] {
        if button & bit != 0 {
            modifiers |= modifier;
        }
    }
    let (column, row) = (column.checked_sub(1)?, row.checked_sub(1)?);
    Some(Event::Mouse(MouseEvent { kind, column, row, modifiers }))
}

#[cfg(test)]
mod tests;
