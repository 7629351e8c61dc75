//! The log goes to a file, never to the screen.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use chrono::{SecondsFormat, Utc};
use tokio::runtime::Handle;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::spawn_blocking;
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer, SubscriberExt};

use super::Failure;
use crate::app::{Audit, who};
use crate::config::LogLevel;
use crate::files::private;
use crate::model::problem::{Problem, problems};
use crate::model::{Value, plain};

/// The log of this process, once it has one.
static LOG: OnceLock<Arc<Mutex<Book>>> = OnceLock::new();

/// Begins to log at `level` into `file`, which is made (mode 0600, its directory 0700) if need be. Without a file
/// nothing is logged. Where it cannot be opened, on a disk that is full or read-only, nothing is logged until it can, and
/// [`trouble`] says so; unless the caller has just `named` it. SIGUSR1 opens it anew.
///
/// # Errors
/// When the file that was named cannot be opened for appending, or is not this user's alone.
pub fn begin(file: Option<&Path>, level: LogLevel, named: bool) -> Result<(), Failure> {
    let Some(path) = file else { return Ok(()) };
    let mut book = Book { path: path.to_owned(), file: None };
    if let Err(why) = book.reopen() {
        let lost = book.problem(&why);
        if named {
            return Err(Failure::Other(lost.to_string()));
        }
        *LOST.lock().unwrap_or_else(PoisonError::into_inner) = Some(lost);
    }
    let book = Arc::clone(LOG.get_or_init(|| Arc::new(Mutex::new(book))));
    reopen_when_told(&book);
    let shared = Shared { book, lost: &LOST };
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
    let Some(book) = LOG.get().filter(|book| lock(book).is_lasting()).map(Arc::clone) else { return Audit::default() };
    let who = who(rustix::process::getuid().as_raw(), |name| std::env::var(name).ok());
    Audit::new(who, move |line| {
        let at = Utc::now().to_rfc3339_opts(SecondsFormat::Micros, true);
        let mut book = lock(&book);
        book.record(format!("{at} AUDIT {line}\n").as_bytes()).map_err(|lost| match lost {
            Lost::Unopened(error) | Lost::Unwritten(error) => error,
            Lost::Unkept => io::Error::other(Log::Unkept(book.path.display().to_string()).to_string()),
        })
    })
}

/// Why a line is not in the log.
enum Lost {
    /// The file cannot be opened.
    Unopened(io::Error),
    /// It cannot be written.
    Unwritten(io::Error),
    /// What stands at its path keeps nothing.
    Unkept,
}

problems! {
    /// Why a line is not in the log.
    pub enum Log {
        Unopened(path: String, why: String) = "the log file {path} cannot be opened: {why}" => fix "choose another with --log-file",
        Unwritten(path: String, why: Value) = "the log {path} cannot be written: {why}",
        Unkept(path: String) = "{path} keeps nothing that is written to it",
    }
}

/// The file at the log's path. It is looked for there before every line: rotation renames or removes logs,
/// and what is written to the open file then is lost.
struct Book {
    path: PathBuf,
    file: Option<File>,
}

impl Book {
    fn reopen(&mut self) -> Result<(), Lost> {
        self.file = None;
        self.file = Some(private::append(&self.path).map_err(Lost::Unopened)?);
        Ok(())
    }

    /// Appends a line.
    fn write(&mut self, line: &[u8]) -> Result<(), Lost> {
        if !self.file.as_ref().is_some_and(|file| private::is_at(file, &self.path)) {
            self.reopen()?;
        }
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(line).map_err(|error| Lost::Unwritten(private::plainly(error)))
    }

    /// Appends a line that must be found again.
    fn record(&mut self, line: &[u8]) -> Result<(), Lost> {
        self.write(line)?;
        if !self.is_lasting() {
            return Err(Lost::Unkept);
        }
        let removed = |file: &File| file.metadata().is_ok_and(|facts| facts.nlink() == 0);
        // In the very moment; it is written once more, and goes to the file that is there then.
        if self.file.as_ref().is_some_and(removed) { self.write(line) } else { Ok(()) }
    }

    /// Whether what is written to it stays, as far as is known: it does not on a device.
    fn is_lasting(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.metadata().is_ok_and(|facts| facts.is_file()))
    }

    fn problem(&self, why: &Lost) -> Log {
        let path = self.path.display().to_string();
        match why {
            Lost::Unopened(error) => Log::Unopened(path, error.to_string()),
            Lost::Unwritten(error) => Log::Unwritten(path, error.to_string().into()),
            Lost::Unkept => Log::Unwritten(path.clone(), Log::Unkept(path).into()),
        }
    }
}

/// Opens the log anew at every SIGUSR1, so that no line need come for the new file to be there.
fn reopen_when_told(book: &Arc<Mutex<Book>>) {
    let told = Handle::try_current().ok().and_then(|_| signal(SignalKind::user_defined1()).ok());
    let Some(mut told) = told else { return };
    let book = Arc::clone(book);
    tokio::spawn(async move {
        while told.recv().await.is_some() {
            let book = Arc::clone(&book);
            // A disk may take its time.
            let _ = spawn_blocking(move || {
                let mut book = lock(&book);
                let lost = book.reopen().err().map(|why| book.problem(&why));
                *LOST.lock().unwrap_or_else(PoisonError::into_inner) = lost;
            })
            .await;
        }
    });
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
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
    book: Arc<Mutex<Book>>,
    lost: &'static Mutex<Option<Log>>,
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
        let Shared { book, lost } = self.0;
        // One event a call, and whatever strangers said in it: the log is read on a terminal.
        let text = String::from_utf8_lossy(bytes);
        let line = format!("{}\n", plain::line(text.trim_end_matches('\n')));
        let mut book = lock(book);
        let why = book.write(line.as_bytes()).err().map(|why| book.problem(&why));
        *lost.lock().unwrap_or_else(PoisonError::into_inner) = why;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_full_disk_costs_the_lines_and_is_said_until_it_is_over() {
        static LOST: Mutex<Option<Log>> = Mutex::new(None);
        let shared = |path: &str| {
            let file = File::options().append(true).create(true).open(path).unwrap();
            let book = Book { path: path.into(), file: Some(file) };
            Shared { book: Arc::new(Mutex::new(book)), lost: &LOST }
        };
        let said = || LOST.lock().unwrap().clone();
        shared("/dev/full").make_writer().write_all(b"a line\n").unwrap();
        assert!(
            said()
                .is_some_and(|said| said.to_string().starts_with("the log /dev/full cannot be written: No space left"))
        );
        let scratch = tempfile::NamedTempFile::new().unwrap();
        shared(scratch.path().to_str().unwrap()).make_writer().write_all(b"a line\n").unwrap();
        assert_eq!(said(), None);
    }
    type Way<'a> = (&'static str, Box<dyn Fn() + 'a>);

    /// What happens to a log while it is open.
    fn ways(log: &Path) -> [Way<'_>; 5] {
        let old = log.with_extension("1");
        let rename = {
            let old = old.clone();
            move || fs::rename(log, &old).unwrap()
        };
        [
            ("removed", Box::new(move || fs::remove_file(log).unwrap())),
            ("renamed", Box::new(rename.clone())),
            (
                "rotated",
                Box::new(move || {
                    rename();
                    fs::write(log, "").unwrap();
                }),
            ),
            ("its directory is gone", Box::new(move || fs::remove_dir_all(log.parent().unwrap()).unwrap())),
            ("emptied", Box::new(move || File::options().write(true).open(log).unwrap().set_len(0).unwrap())),
        ]
    }

    #[test]
    fn a_line_is_in_the_file_at_the_logs_path_whatever_became_of_the_one_before() {
        for number in 0..5 {
            let scratch = tempfile::tempdir().unwrap();
            let log = scratch.path().join("state/callboard.log");
            let mut book = Book { path: log.clone(), file: None };
            assert!(book.record(b"one\n").is_ok());
            let (way, happen) = &ways(&log)[number];
            happen();
            assert!(book.record(b"two\n").is_ok() && book.write(b"three\n").is_ok(), "{way}");
            assert_eq!(fs::read_to_string(&log).unwrap(), "two\nthree\n", "{way}");
            assert_eq!(fs::metadata(&log).unwrap().mode() & 0o777, 0o600, "{way}");
        }
    }

    #[test]
    fn what_takes_the_place_of_the_log_and_is_none_gets_no_line_and_the_sentence_names_it() {
        let scratch = tempfile::tempdir().unwrap();
        let (log, other) = (scratch.path().join("callboard.log"), scratch.path().join("other"));
        let mut book = Book { path: log.clone(), file: None };
        let fifo = || {
            rustix::fs::mknodat(rustix::fs::CWD, &log, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        };
        let link = || std::os::unix::fs::symlink(&other, &log).unwrap();
        let second_name = || fs::hard_link(&other, &log).unwrap();
        let ways: [(&str, &dyn Fn()); 3] = [("fifo", &fifo), ("link", &link), ("second name", &second_name)];
        for (way, put) in ways {
            assert!(book.record(b"one\n").is_ok(), "{way}");
            fs::remove_file(&log).unwrap();
            fs::write(&other, "theirs").unwrap();
            put();
            let why = book.record(b"two\n").err().map(|why| book.problem(&why)).unwrap();
            assert!(
                why.to_string().starts_with(&format!("the log file {} cannot be opened", log.display())),
                "{way}: {why}"
            );
            assert_eq!(fs::read_to_string(&other).unwrap(), "theirs", "{way}");
            fs::remove_file(&log).unwrap();
        }
        let mut nowhere = Book { path: "/dev/null".into(), file: None };
        assert!(nowhere.write(b"one\n").is_ok() && nowhere.record(b"two\n").is_err());
    }
}
