//! The log goes to a file or to systemd's journal, never to the screen.

use std::io::{self, Write as _};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{SecondsFormat, Utc};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::Failure;
use crate::app::{Audit, who};
use crate::config::{self, LogLevel, LogTo};
use crate::model::{Problem, plain};
use crate::tasks::spawn_blocking;

mod book;
mod journal;
mod problem;

use book::Book;
use journal::{JOURNAL, Journal};
pub use problem::Log;

/// The log of this process, once it has one.
static LOG: OnceLock<Arc<Mutex<Place>>> = OnceLock::new();

/// Begins to log as the settings say: into the file, which is made (mode 0600, its directory 0700) if need be, or to the
/// journal. Without a file nothing is logged. Where it cannot be opened, on a disk that is full or read-only, nothing is
/// logged until it can, and [`trouble`] says so; unless the caller has just `named` it. SIGUSR1 opens it anew.
///
/// # Errors
/// When the file that was named cannot be opened for appending, or is not this user's alone.
pub fn begin(log: &config::Log, named: bool) -> Result<(), Failure> {
    let Some(path) = log.file.as_deref() else { return Ok(()) };
    let to_journal = log.to == LogTo::Journal && !named;
    let mut place = if to_journal {
        Place::Journal(Journal::at(JOURNAL.into()))
    } else {
        Place::File(Book::new(path.to_owned(), log.max_size, log.keep))
    };
    if let Err(lost) = place.reopen() {
        if named {
            return Err(Failure::Other(lost.to_string()));
        }
        *LOST.lock().unwrap_or_else(PoisonError::into_inner) = Some(lost);
    }
    let place = Arc::clone(LOG.get_or_init(|| Arc::new(Mutex::new(place))));
    reopen_when_told(&place);
    let shared = Shared { place, lost: &LOST };
    let lines = tracing_subscriber::fmt::layer().with_writer(shared).with_ansi(false).with_target(false);
    // The journal knows the time and the level of each line.
    let lines = if to_journal { lines.without_time().with_level(false).boxed() } else { lines.boxed() };
    // Our own lines only: what libraries say of a request may hold its headers.
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), filter(log.level));
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours));
    // A second call in one process keeps the first log: only tests do that.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(())
}

/// Where unmasking is written down: in the log of this process, whatever its level. Without a log, and on a device
/// where nothing stays, there is no such place.
pub fn audit() -> Audit {
    let Some(place) = LOG.get().filter(|place| lock(place).is_lasting()).map(Arc::clone) else {
        return Audit::default();
    };
    let who = who(rustix::process::getuid().as_raw(), |name| std::env::var(name).ok());
    Audit::new(who, move |line| {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
        lock(&place).record(&format!("{at} AUDIT {line}\n"))
    })
}

/// Where the log goes.
enum Place {
    File(Book),
    Journal(Journal),
}

impl Place {
    fn reopen(&mut self) -> Result<(), Log> {
        match self {
            Self::File(book) => book.reopen().map_err(|lost| book.problem(&lost)),
            Self::Journal(_) => Ok(()),
        }
    }

    /// Appends a line; what it says where all is not well although it is written.
    fn write(&mut self, level: Level, line: &str) -> Result<(), Log> {
        match self {
            Self::File(book) => {
                let written = book.write(line.as_bytes());
                written.map_err(|lost| book.problem(&lost))?;
                book.stuck().map_or(Ok(()), Err)
            }
            Self::Journal(journal) => journal.write(level, line),
        }
    }

    /// Appends a line that must be found again.
    fn record(&mut self, line: &str) -> io::Result<()> {
        match self {
            Self::File(book) => book.record(line.as_bytes()).map_err(|lost| book.error(lost)),
            Self::Journal(journal) => {
                journal.write(Level::INFO, line).map_err(|lost| io::Error::other(lost.to_string()))
            }
        }
    }

    /// Whether what is written to it stays, as far as is known.
    fn is_lasting(&self) -> bool {
        match self {
            Self::File(book) => book.is_lasting(),
            Self::Journal(_) => true,
        }
    }
}

/// Opens the log anew at every SIGUSR1, so that no line need come for the new file to be there.
fn reopen_when_told(place: &Arc<Mutex<Place>>) {
    let told = Handle::try_current().ok().and_then(|_| signal(SignalKind::user_defined1()).ok());
    let Some(mut told) = told else { return };
    let place = Arc::clone(place);
    crate::tasks::spawn(async move {
        while told.recv().await.is_some() {
            let place = Arc::clone(&place);
            // A disk may take its time.
            let _ = spawn_blocking(move || {
                let lost = lock(&place).reopen().err();
                *LOST.lock().unwrap_or_else(PoisonError::into_inner) = lost;
            })
            .await;
        }
    });
}

fn lock(place: &Mutex<Place>) -> MutexGuard<'_, Place> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
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
static LOST: Mutex<Option<Log>> = Mutex::new(None);

/// Why nothing is logged at the moment, where something should be.
pub fn trouble() -> Option<Problem> {
    LOST.lock().unwrap_or_else(PoisonError::into_inner).clone().map(Into::into)
}

/// Tells the shell what [`trouble`] says; for commands that have no screen to say it on.
pub fn mention() {
    if let Some(problem) = trouble() {
        // Without a listener, nothing is lost but that.
        let _ = writeln!(io::stderr(), "callboard: {problem}");
    }
}

struct Shared {
    place: Arc<Mutex<Place>>,
    lost: &'static Mutex<Option<Log>>,
}

impl<'a> MakeWriter<'a> for Shared {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(self, Level::INFO)
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> Line<'a> {
        Line(self, *about.level())
    }
}

/// A full disk must not take the board down: what cannot be written is lost, and that is said.
struct Line<'a>(&'a Shared, Level);

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Self(Shared { place, lost }, level) = self;
        // One event a call, and whatever strangers said in it: the log is read on a terminal.
        let text = String::from_utf8_lossy(bytes);
        let line = format!("{}\n", plain::line(text.trim_end_matches('\n')));
        let why = lock(place).write(*level, &line).err();
        *lost.lock().unwrap_or_else(PoisonError::into_inner) = why;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
