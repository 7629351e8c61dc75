//! Questions to the terminal itself, outside of the board's screen.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::guard::{Raw, SignalKeys};

/// How long a terminal may take to answer. Over a slow line it takes a round trip.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest answer that is read.
const LONGEST: usize = 256;

/// What a terminal told of itself; nothing where it said nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many cells an ideograph takes.
    pub wide_cells: Option<u16>,
    /// Whether it can hold a frame back until it is whole (mode 2026).
    pub synchronized: Option<bool>,
}

/// Columns and rows, where the terminal tells.
pub fn size() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0)
}

/// Asks the terminal. The last question is one that every terminal answers, so that one which cannot answer the others
/// keeps no user waiting; one that answers nothing is given up. Reads standard input, so ask while no key is expected.
pub fn told() -> Told {
    if !io::stdin().is_terminal()
        || !io::stdout().is_terminal()
        || std::env::var("TERM").is_ok_and(|term| term == "dumb")
    {
        return Told::default();
    }
    let Ok(_raw) = Raw::take(SignalKeys::Sent) else { return Told::default() };
    let mut out = io::stdout();
    // An ideograph at the line's beginning, where the cursor is then, mode 2026, and what kind of terminal it is.
    let asked = out.write_all("\r好\x1b[6n\r\x1b[K\x1b[?2026$p\x1b[c".as_bytes()).and_then(|()| out.flush());
    if asked.is_err() {
        return Told::default();
    }
    let (mut answer, deadline) = (Vec::new(), Instant::now() + PATIENCE);
    while !is_whole(&answer) {
        match next_byte(deadline) {
            Some(byte) if answer.len() < LONGEST => answer.push(byte),
            _ => return Told::default(),
        }
    }
    read(&answer)
}

/// What the terminal says next; nothing where it says nothing until then. What is not read stays for the shell.
fn next_byte(deadline: Instant) -> Option<u8> {
    let input = io::stdin();
    loop {
        let left = deadline.checked_duration_since(Instant::now())?;
        let mut waiting = [PollFd::new(&input, PollFlags::IN)];
        match poll(&mut waiting, Timespec::try_from(left).ok().as_ref()) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(Errno::INTR) => continue,
            Err(_) => return None,
        }
        let mut byte = [0];
        match rustix::io::read(&input, &mut byte) {
            Ok(1..) => return byte.first().copied(),
            Err(Errno::INTR | Errno::AGAIN) => {}
            Ok(_) | Err(_) => return None,
        }
    }
}

/// Whether the answer to the last question is in.
fn is_whole(answer: &[u8]) -> bool {
    String::from_utf8_lossy(answer).split('\x1b').any(|part| part.starts_with("[?") && part.ends_with('c'))
}

fn read(answer: &[u8]) -> Told {
    let text = String::from_utf8_lossy(answer);
    let mut told = Told::default();
    for part in text.split('\x1b') {
        if let Some(place) = part.strip_prefix('[').and_then(|part| part.strip_suffix('R')) {
            let column = place.split_once(';').and_then(|(_, column)| column.parse::<u16>().ok());
            told.wide_cells = column.map(|column| column.saturating_sub(1));
        }
        if let Some(mode) = part.strip_prefix("[?2026;").and_then(|part| part.strip_suffix("$y")) {
            // 0 is not known, 4 is never.
            told.synchronized = Some(matches!(mode, "1" | "2" | "3"));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_and_what_is_not_answered_stays_unknown() {
        let answer = b"\x1b[12;3R\x1b[?2026;2$y\x1b[?62;22c";
        assert!(is_whole(answer) && !is_whole(b"\x1b[12;3R\x1b[?2026;2$y"));
        assert_eq!(read(answer), Told { wide_cells: Some(2), synchronized: Some(true) });
        assert_eq!(read(b"\x1b[1;2R\x1b[?2026;0$y"), Told { wide_cells: Some(1), synchronized: Some(false) });
        assert_eq!(read(b"\x1b[?6c"), Told::default());
    }
}
