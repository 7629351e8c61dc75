//! Lines that a person types at a prompt, outside of the board's screen; secrets are not shown while they are typed.

use std::io::{self, Write};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::ask::Raw;

/// The longest line; enough for any credential. Room for it is taken at once, so that a growing secret leaves no copies.
const LONGEST: usize = 16 * 1024;

/// Asks for a line. `None` when the person gave up (control-C, or control-D on an empty line).
///
/// # Errors
/// When the terminal has gone.
pub fn shown(prompt: &str) -> io::Result<Option<String>> {
    Ok(typed(prompt, true)?.map(|line| line.to_string()))
}

/// Asks for a line that is not shown.
///
/// # Errors
/// When the terminal has gone.
pub fn hidden(prompt: &str) -> io::Result<Option<SecretString>> {
    Ok(typed(prompt, false)?.map(|line| SecretString::from(line.as_str())))
}

/// What a key does to a line.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The line goes on.
    On,
    /// This is to be shown behind it.
    Add(char),
    /// It has to be drawn anew.
    Anew,
    Done,
    GivenUp,
}

fn take(line: &mut String, key: &KeyEvent) -> Step {
    if key.kind == KeyEventKind::Release {
        return Step::On;
    }
    match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Enter, _) | (KeyCode::Char('j' | 'm'), true) => Step::Done,
        (KeyCode::Char('c'), true) => Step::GivenUp,
        (KeyCode::Char('d'), true) if line.is_empty() => Step::GivenUp,
        (KeyCode::Char('u'), true) => {
            line.clear();
            Step::Anew
        }
        (KeyCode::Backspace, _) | (KeyCode::Char('h'), true) => {
            line.pop();
            Step::Anew
        }
        (KeyCode::Char(c), false) if !c.is_control() && line.len() + c.len_utf8() <= LONGEST => {
            line.push(c);
            Step::Add(c)
        }
        _ => Step::On,
    }
}

/// What is typed is overwritten when it is no longer needed, whatever becomes of it.
fn typed(prompt: &str, show: bool) -> io::Result<Option<Zeroizing<String>>> {
    let mut out = io::stdout();
    let raw = Raw::take()?;
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut line = Zeroizing::new(String::with_capacity(LONGEST));
    let given = loop {
        let Event::Key(key) = read()? else { continue };
        match take(&mut line, &key) {
            Step::Add(c) if show => write!(out, "{c}")?,
            Step::Anew if show => write!(out, "\r\x1b[K{prompt}{}", line.as_str())?,
            Step::Done => break true,
            Step::GivenUp => break false,
            _ => {}
        }
        out.flush()?;
    };
    write!(out, "\r\n")?;
    out.flush()?;
    drop(raw);
    Ok(given.then_some(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_typed_mended_and_ended() {
        let mut line = String::new();
        let plain = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
        let control = |c| KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL);
        for c in "ab好".chars() {
            assert_eq!(take(&mut line, &plain(c)), Step::Add(c));
        }
        assert_eq!(take(&mut line, &KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE)), Step::Anew);
        assert_eq!(line, "ab");
        assert_eq!(take(&mut line, &control('d')), Step::On);
        assert_eq!(take(&mut line, &control('u')), Step::Anew);
        assert_eq!(take(&mut line, &control('d')), Step::GivenUp);
        assert_eq!(take(&mut line, &control('c')), Step::GivenUp);
        assert_eq!(take(&mut line, &KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)), Step::Done);
        assert_eq!(line, "");
    }
}
