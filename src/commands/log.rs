//! The log goes to a file, never to the screen.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Mutex;

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::Failure;
use crate::config::LogLevel;
use crate::model::plain;

/// Begins to log at `level` into `file`, which is made (mode 0600, its directory 0700) if need be. Without a file
/// nothing is logged.
///
/// # Errors
/// When the file cannot be opened for appending.
pub fn begin(file: Option<&Path>, level: LogLevel) -> Result<(), Failure> {
    let Some(path) = file else { return Ok(()) };
    let log = open(path).map_err(|error| {
        Failure::Other(format!(
            "the log file {} cannot be opened: {error}; choose another with --log-file",
            path.display()
        ))
    })?;
    let lines =
        tracing_subscriber::fmt::layer().with_writer(Shared(Mutex::new(log))).with_ansi(false).with_target(false);
    // Our own lines only: what libraries say of a request may hold its headers.
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), filter(level));
    let subscriber = tracing_subscriber::registry().with(lines.with_filter(ours));
    // A second call in one process keeps the first log: only tests do that.
    let _ = tracing::subscriber::set_global_default(subscriber);
    Ok(())
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    }
    OpenOptions::new().append(true).create(true).mode(0o600).open(path)
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

struct Shared(Mutex<File>);

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
        // One event a call, and whatever strangers said in it: whoever reads the log does so on a terminal.
        let text = String::from_utf8_lossy(bytes);
        let line = format!("{}\n", plain::line(text.trim_end_matches('\n')));
        if let Ok(mut file) = self.0.lock() {
            let _ = file.write_all(line.as_bytes());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
