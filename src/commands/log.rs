//! The log goes to a file, never to the screen.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{SecondsFormat, Utc};
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::Failure;
use crate::app::{Audit, who};
use crate::config::{LogLevel, private};
use crate::model::plain;

/// The log of this process, once it has one.
static LOG: OnceLock<Arc<Mutex<File>>> = OnceLock::new();

/// Begins to log at `level` into `file`, which is made (mode 0600, its directory 0700) if need be. Without a file
/// nothing is logged. Where it cannot be opened, on a disk that is full or read-only, nothing is logged either, and
/// [`trouble`] says so; unless somebody has just `named` it.
///
/// # Errors
/// When the file that was named cannot be opened for appending, or is not this user's alone.
pub fn begin(file: Option<&Path>, level: LogLevel, named: bool) -> Result<(), Failure> {
    let Some(path) = file else { return Ok(()) };
    let log = match private::append(path) {
        Ok(log) => log,
        Err(error) => {
            let sentence =
                format!("the log file {} cannot be opened: {error}; choose another with --log-file", path.display());
            if named {
                return Err(Failure::Other(sentence));
            }
            *LOST.lock().unwrap_or_else(PoisonError::into_inner) = Some(sentence);
            return Ok(());
        }
    };
    let log = Arc::clone(LOG.get_or_init(|| Arc::new(Mutex::new(log))));
    let shared = Shared { file: log, path: path.to_owned(), lost: &LOST };
    let lines = tracing_subscriber::fmt::layer().with_writer(shared).with_ansi(false).with_target(false);
    // Our own lines only: what libraries say of a request may hold its headers.
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), filter(level));
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours));
    // A second call in one process keeps the first log: only tests do that.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(())
}

/// Where unmasking is written down: in the log of this process, whatever its level. Without a log, and on a device
/// where nothing stays, there is no such place.
pub fn audit() -> Audit {
    let stays = |log: &Arc<Mutex<File>>| lock(log).metadata().is_ok_and(|facts| facts.is_file());
    let Some(log) = LOG.get().filter(|log| stays(log)).map(Arc::clone) else { return Audit::default() };
    let who = who(rustix::process::getuid().as_raw(), |name| std::env::var(name).ok());
    Audit::new(who, move |line| {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
        lock(&log).write_all(format!("{at} AUDIT {line}\n").as_bytes())
    })
}

fn lock(log: &Mutex<File>) -> std::sync::MutexGuard<'_, File> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

const fn filter(level: LogLevel) -> LevelFilter {
    LevelFilter::from_level(match level {
        LogLevel::Error => Level::ERROR,
        LogLevel::Warn => Level::WARN,
        LogLevel::Info => Level::INFO,
        LogLevel::Debug => Level::DEBUG,
        LogLevel::Trace => Level::TRACE,
    })
}

/// Why the last line could not be written.
static LOST: Mutex<Option<String>> = Mutex::new(None);

/// Why nothing is logged at the moment, in one sentence, where something should be.
pub fn trouble() -> Option<String> {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Tells the shell what [`trouble`] says; for commands that have no screen to say it on.
pub fn mention() {
    if let Some(sentence) = trouble() {
        // Where nobody listens, nothing is lost but that.
        let _ = writeln!(io::stderr(), "callboard: {sentence}");
    }
}

struct Shared {
    file: Arc<Mutex<File>>,
    path: PathBuf,
    lost: &'static Mutex<Option<String>>,
}

impl<'a> MakeWriter<'a> for Shared {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self)
    }
}

/// A full disk must not take the board down: what cannot be written is lost, and that is said.
struct Line<'a>(&'a Shared);

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Shared { file, path, lost } = self.0;
        // One event a call, and whatever strangers said in it: whoever reads the log does so on a terminal.
        let text = String::from_utf8_lossy(bytes);
        let line = format!("{}\n", plain::line(text.trim_end_matches('\n')));
        let written = lock(file).write_all(line.as_bytes());
        let why = written.err().map(|error| format!("the log {} cannot be written: {error}", path.display()));
        *lost.lock().unwrap_or_else(PoisonError::into_inner) = why;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_costs_the_lines_and_is_said_until_it_is_over() {
        static LOST: Mutex<Option<String>> = Mutex::new(None);
        let shared = |path: &str| {
            let file = File::options().append(true).create(true).open(path).unwrap();
            Shared { file: Arc::new(Mutex::new(file)), path: path.into(), lost: &LOST }
        };
        let said = || LOST.lock().unwrap().clone();
        shared("/dev/full").make_writer().write_all(b"a line\n").unwrap();
        assert!(said().is_some_and(|said| said.starts_with("the log /dev/full cannot be written: No space left")));
        let scratch = tempfile::NamedTempFile::new().unwrap();
        shared(scratch.path().to_str().unwrap()).make_writer().write_all(b"a line\n").unwrap();
        assert_eq!(said(), None);
    }
}
