//! Updates as a file tells them: a recording, or JSON lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use crate::commands::lines::Lines;
use crate::commands::{Failure, tail};
use crate::feed::record::{Reader, RecordingError, Updates};
use crate::files::text;
use crate::model::Update;
use crate::platforms::lenient;

/// The updates of a recording, of a file of JSON lines, or of standard input.
///
/// # Errors
/// When the file cannot be opened, or is a recording of a later version.
pub(super) fn updates(file: &Path) -> Result<Box<dyn Iterator<Item = Result<Update, Failure>>>, Failure> {
    if file != Path::new("-") {
        match Reader::open(file) {
            Ok(recording) => {
                return Ok(Box::new(Updates::new(recording).map(|update| update.map_err(Failure::from))));
            }
            // Then it is text, or says below why it is nothing.
            Err(RecordingError::NotOne(_) | RecordingError::NotPlain(_) | RecordingError::Io(..)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let input: Box<dyn BufRead> = if file == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        let opened = File::open(file);
        let opened = opened.map_err(|why| Failure::Other(format!("{}: {}", file.display(), why.kind())))?;
        Box::new(BufReader::new(opened))
    };
    Ok(Box::new(lines(input, file.display().to_string())))
}

/// The updates of JSON lines, one a line; blank lines are skipped.
pub(super) fn lines(input: impl BufRead, name: String) -> impl Iterator<Item = Result<Update, Failure>> {
    let said = move |at: usize, why: &dyn std::fmt::Display| Failure::Other(format!("{name}:{}: {why}", at + 1));
    Lines::new(input).enumerate().filter_map(move |(at, line)| match line {
        Err(why) => Some(Err(said(at, &why))),
        // Its lines do not end where a byte says so.
        Ok(line) if at == 0 && text::is_utf16(&line) => Some(Err(said(at, &"this is UTF-16; save it as UTF-8"))),
        Ok(line) => {
            let line = text::read_lossy(line);
            if line.chars().all(|c| c.is_whitespace() || c.is_control()) {
                return None;
            }
            // What a hub tells anew follows it, in updates.
            if is_anew(&line) {
                return None;
            }
            let update = lenient::by(&line, |line| Update::of_line(line.as_bytes()));
            Some(update.map_err(|why| said(at, &format!("this is no update: {why}"))))
        }
    })
}

/// Whether it is the line with which `tail` says that a whole board follows.
fn is_anew(line: &str) -> bool {
    #[derive(serde::Deserialize)]
    struct Kind {
        kind: String,
    }
    line.contains(tail::ANEW) && lenient::owned::<Kind>(line).is_ok_and(|line| line.kind == tail::ANEW)
}
