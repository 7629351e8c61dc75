//! Lines that a person types at a prompt, outside of the board's screen; secrets are not shown while they are typed.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;

use super::guard::{Raw, SignalKeys};
use super::input::Parser;

/// The longest line; enough for any credential. Room for it is taken at once, so that a growing secret leaves no copies.
const LONGEST: usize = 16 * 1024;

/// Asks for a line. `None` when the person gave up (control-C, control-\, or control-D on an empty line).
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
enum KeyEffect {
    /// The line goes on.
    On,
    /// This is to be shown behind it.
    Add(char),
    /// It has to be drawn anew.
    Anew,
    Done,
    /// The process is to stop until it is continued.
    Stop,
    GivenUp,
}

fn take(line: &mut String, key: &KeyEvent) -> KeyEffect {
    if key.kind == KeyEventKind::Release {
        return KeyEffect::On;
    }
    match (key.code, key.modifiers.contains(KeyModifiers::CONTROL)) {
        (KeyCode::Enter, _) | (KeyCode::Char('j' | 'm'), true) => KeyEffect::Done,
        // Control-\ is sent like control-4.
        (KeyCode::Char('c' | '4'), true) => KeyEffect::GivenUp,
        (KeyCode::Char('z'), true) => KeyEffect::Stop,
        (KeyCode::Char('d'), true) if line.is_empty() => KeyEffect::GivenUp,
        (KeyCode::Char('u'), true) => {
            line.clear();
            KeyEffect::Anew
        }
        (KeyCode::Backspace, _) | (KeyCode::Char('h'), true) => {
            line.pop();
            KeyEffect::Anew
        }
        (KeyCode::Char(c), false) if !c.is_control() && line.len() + c.len_utf8() <= LONGEST => {
            line.push(c);
            KeyEffect::Add(c)
        }
        _ => KeyEffect::On,
    }
}

/// What happens while a line is typed.
enum Typed {
    Key(KeyEvent),
    /// The process was stopped and goes on: the shell wrote over what stood there.
    Again,
}

/// The keys, one after the other.
struct Keys {
    raw: Raw,
    parser: Parser,
    ready: VecDeque<Event>,
}

impl Keys {
    fn take() -> io::Result<Self> {
        Ok(Self { raw: Raw::take(SignalKeys::Typed)?, parser: Parser::default(), ready: VecDeque::new() })
    }

    fn next(&mut self) -> io::Result<Typed> {
        loop {
            match self.ready.pop_front() {
                Some(Event::Key(key)) => return Ok(Typed::Key(key)),
                // A terminal that marks what is pasted: it is typed all the same.
                Some(Event::Paste(text)) => {
                    for (at, c) in text.lines().next().unwrap_or_default().chars().enumerate() {
                        let key = KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
                        self.ready.insert(at, Event::Key(key));
                    }
                }
                Some(_) => {}
                None => {
                    if self.was_continued()? {
                        return Ok(Typed::Again);
                    }
                    self.read()?;
                }
            }
        }
    }

    /// Waits for a key, or until the process was stopped and goes on; whether that was it.
    fn was_continued(&self) -> io::Result<bool> {
        let input = io::stdin();
        let mut continued = self.raw.continued();
        let mut waiting = vec![PollFd::new(&input, PollFlags::IN)];
        waiting.extend(continued.as_ref().map(|continued| PollFd::new(*continued, PollFlags::IN)));
        while let Err(error) = poll(&mut waiting, None) {
            if error != Errno::INTR {
                return Err(error.into());
            }
        }
        let was = waiting.get(1).is_some_and(|continued| !continued.revents().is_empty());
        if let Some(continued) = continued.as_mut().filter(|_| was) {
            let _ = continued.read(&mut [0; 64]);
        }
        Ok(was)
    }

    /// Reads a byte and no more: what follows the line is not ours.
    fn read(&mut self) -> io::Result<()> {
        let mut byte = Zeroizing::new([0]);
        match rustix::io::read(io::stdin(), &mut *byte) {
            Ok(0) => Err(ErrorKind::UnexpectedEof.into()),
            Ok(_) => {
                let mut events = Vec::new();
                self.parser.feed(byte.as_slice(), &mut events);
                self.ready.extend(events);
                Ok(())
            }
            Err(Errno::INTR | Errno::AGAIN) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// What is typed is overwritten when it is no longer needed, whatever becomes of it.
fn typed(prompt: &str, show: bool) -> io::Result<Option<Zeroizing<String>>> {
    let mut out = io::stdout();
    let mut keys = Keys::take()?;
    write!(out, "{prompt}")?;
    out.flush()?;
    let mut line = Zeroizing::new(String::with_capacity(LONGEST));
    let given = loop {
        let step = match keys.next()? {
            Typed::Key(key) => take(&mut line, &key),
            Typed::Again => KeyEffect::Anew,
        };
        match step {
            KeyEffect::Add(c) if show => write!(out, "{c}")?,
            KeyEffect::Anew => write!(out, "\r\x1b[K{prompt}{}", if show { line.as_str() } else { "" })?,
            // As the terminal would have done.
            KeyEffect::Stop => kill_current_process_group(Signal::TSTP)?,
            KeyEffect::Done => break true,
            KeyEffect::GivenUp => break false,
            KeyEffect::Add(_) | KeyEffect::On => {}
        }
        out.flush()?;
    };
    write!(out, "\r\n")?;
    out.flush()?;
    drop(keys);
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
            assert_eq!(take(&mut line, &plain(c)), KeyEffect::Add(c));
        }
        assert_eq!(take(&mut line, &KeyEvent::new(KeyCode::Backspace, KeyModifiers::NONE)), KeyEffect::Anew);
        assert_eq!(line, "ab");
        assert_eq!(take(&mut line, &control('d')), KeyEffect::On);
        assert_eq!(take(&mut line, &control('u')), KeyEffect::Anew);
        assert_eq!(take(&mut line, &control('d')), KeyEffect::GivenUp);
        assert_eq!(take(&mut line, &control('c')), KeyEffect::GivenUp);
        assert_eq!(take(&mut line, &control('4')), KeyEffect::GivenUp);
        assert_eq!(take(&mut line, &control('z')), KeyEffect::Stop);
        assert_eq!(take(&mut line, &KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE)), KeyEffect::Done);
        assert_eq!(line, "");
    }
}
