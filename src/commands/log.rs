//! The log goes to a file, never to the screen.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{SecondsFormat, Utc};
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::Failure;
use crate::app::{Audit, who};
use crate::config::{LogLevel, private};

/// The log of this process, once it has one.
static LOG: OnceLock<Arc<Mutex<File>>> = OnceLock::new();

/// Begins to log at `level` into `file`, which is made (mode 0600, its directory 0700) if need be. Without a file
/// nothing is logged.
///
/// # Errors
/// When the file cannot be opened for appending, or is not this user's alone.
pub fn begin(file: Option<&Path>, level: LogLevel) -> Result<(), Failure> {
    let Some(path) = file else { return Ok(()) };
    let log = private::append(path).map_err(|error| {
        Failure::Other(format!(
            "the log file {} cannot be opened: {error}; choose another with --log-file",
            path.display()
        ))
    })?;
    let log = Arc::clone(LOG.get_or_init(|| Arc::new(Mutex::new(log))));
    let lines = tracing_subscriber::fmt::layer().with_writer(Shared(log)).with_ansi(false).with_target(false);
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

struct Shared(Arc<Mutex<File>>);

impl<'a> MakeWriter<'a> for Shared {
    type Writer = Line<'a>;

    fn make_writer(&'a self) -> Line<'a> {
        Line(&self.0)
    }
}

/// A full disk must not take the board down: what cannot be written is lost.
struct Line<'a>(&'a Mutex<File>);

impl io::Write for Line<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = lock(self.0).write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
