//! Standard output, as the commands that print use it.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Write};

use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};

use super::Failure;
use crate::files::private;
use crate::model::plain;

/// Prints `bytes`. A reader that has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When standard output cannot be written to, a full disk for example.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    going_on(pour(bytes)).map(drop)
}

/// Writes `bytes` to standard output at once.
///
/// # Errors
/// When that cannot be written to, or has no reader any more.
pub fn pour(bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes.as_ref()).and_then(|()| out.flush())
}

/// Whether there is still a reader; one that has seen enough is no failure.
///
/// # Errors
/// When standard output cannot be written to for another reason.
pub fn going_on(printed: io::Result<()>) -> Result<bool, Failure> {
    match printed {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        Err(error) => Err(full(error)),
    }
}

/// Why standard output cannot be written to.
pub fn full(error: io::Error) -> Failure {
    Failure::Other(format!("standard output: {}", private::plainly(error)))
}

/// Whether standard output was closed when the program began. The runtime has then put `/dev/null` in its place, where
/// everything can be printed for ever; a shell that is told to print there opens it for writing alone.
pub fn is_closed() -> bool {
    let out = io::stdout();
    let both_ways = fcntl_getfl(&out).is_ok_and(|flags| flags.contains(OFlags::RDWR));
    let nowhere = || Some(fstat(&out).ok()?.st_rdev == stat("/dev/null").ok()?.st_rdev);
    both_ways && nowhere() == Some(true)
}

/// Says a sentence on standard error; where that is closed, nothing is lost but that.
pub fn note(sentence: &str) {
    let _ = writeln!(io::stderr(), "callboard: {}", plain::lines(sentence));
}

/// The same JSON with every character in it that acts on a terminal escaped: JSON itself escapes only some of them.
/// Line ends between values stay.
pub fn escaped(json: &str) -> Cow<'_, str> {
    if !json.chars().any(|c| c != '\n' && plain::acts(c)) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 64);
    for c in json.chars() {
        if c == '\n' || !plain::acts(c) {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn json_on_a_terminal_acts_on_nothing_and_says_the_same() {
        let value = json!({"a\u{9b}31m": ["\u{7f}\u{202e}x\u{200b}", "\u{e0041}\u{1f3fb}", "李娜\n\t\u{1b}"]});
        for written in [value.to_string(), format!("{value:#}")] {
            let escaped = escaped(&written);
            assert!(!escaped.chars().any(|c| c != '\n' && plain::acts(c)), "{escaped}");
            assert_eq!(serde_json::from_str::<Value>(&escaped).unwrap(), value);
        }
        assert!(matches!(escaped("{\n  \"a\": \"李娜\"\n}"), Cow::Borrowed(_)));
    }
}
