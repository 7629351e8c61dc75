//! The file at the log's path, and how it is set aside before it grows too large.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

use super::problem::Log;
use crate::files::private;

/// Why a line is not in the log.
#[derive(Debug)]
pub(super) enum Lost {
    /// The file cannot be opened.
    Unopened(io::Error),
    /// It cannot be written.
    Unwritten(io::Error),
    /// What stands at its path keeps nothing.
    Unkept,
}

/// The file at the log's path. It is looked for there before every line: rotation renames or removes logs,
/// and what is written to the open file then is lost.
pub(super) struct Book {
    pub(super) path: PathBuf,
    pub(super) file: Option<File>,
    /// It is set aside before it has more bytes; 0 for never.
    largest: u64,
    /// So many of those that were set aside stay.
    keep: u32,
    /// What stands in the way of that, by its name.
    in_the_way: Option<PathBuf>,
}

impl Book {
    /// That at `path`, which is opened with the first line.
    pub(super) const fn new(path: PathBuf, largest: u64, keep: u32) -> Self {
        Self { path, file: None, largest, keep, in_the_way: None }
    }

    pub(super) fn reopen(&mut self) -> Result<(), Lost> {
        self.file = None;
        self.file = Some(private::append(&self.path).map_err(Lost::Unopened)?);
        Ok(())
    }

    /// Opens what is at the path now, unless it is open.
    fn find(&mut self) -> Result<(), Lost> {
        if self.file.as_ref().is_some_and(|file| private::is_at(file, &self.path)) { Ok(()) } else { self.reopen() }
    }

    /// Appends a line.
    pub(super) fn write(&mut self, line: &[u8]) -> Result<(), Lost> {
        self.find()?;
        self.set_aside(line.len());
        self.find()?;
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_all(line).map_err(|error| Lost::Unwritten(private::plainly(error)))
    }

    /// Appends a line that must be found again.
    pub(super) fn record(&mut self, line: &[u8]) -> Result<(), Lost> {
        self.write(line)?;
        if !self.is_lasting() {
            return Err(Lost::Unkept);
        }
        let removed = |file: &File| file.metadata().is_ok_and(|facts| facts.nlink() == 0);
        // In the very moment; it is written once more, and goes to the file that is there then.
        if self.file.as_ref().is_some_and(removed) { self.write(line) } else { Ok(()) }
    }

    /// Whether what is written to it stays, as far as is known: it does not on a device.
    pub(super) fn is_lasting(&self) -> bool {
        self.file.as_ref().is_none_or(|file| file.metadata().is_ok_and(|facts| facts.is_file()))
    }

    pub(super) fn problem(&self, why: &Lost) -> Log {
        let path = self.path.display().to_string();
        match why {
            Lost::Unopened(error) => Log::Unopened(path, error.to_string()),
            Lost::Unwritten(error) => Log::Unwritten(path, error.to_string().into()),
            Lost::Unkept => Log::Unwritten(path.clone(), Log::Unkept(path).into()),
        }
    }

    pub(super) fn error(&self, why: Lost) -> io::Error {
        match why {
            Lost::Unopened(error) | Lost::Unwritten(error) => error,
            Lost::Unkept => io::Error::other(Log::Unkept(self.path.display().to_string()).to_string()),
        }
    }

    /// That it grows on, because something is in the way of setting it aside.
    pub(super) fn stuck(&self) -> Option<Log> {
        let name = self.in_the_way.as_ref()?;
        Some(Log::Unrotated(self.path.display().to_string(), name.display().to_string()))
    }

    /// Sets the file aside, if it would be too large with `more` bytes. Where that cannot be, it grows on.
    fn set_aside(&mut self, more: usize) {
        if self.largest == 0 || !self.is_too_large(more) {
            return;
        }
        let Some(file) = &self.file else { return };
        // Another board of this user that is about to do the same does it alone.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            return;
        }
        if private::is_at(file, &self.path) {
            self.in_the_way = self.make_room().and_then(|()| self.leave()).err();
        }
        // The lock goes with the file.
        if self.in_the_way.is_none() {
            self.file = None;
        } else {
            let _ = file.unlock();
        }
    }

    fn is_too_large(&self, more: usize) -> bool {
        let facts = self.file.as_ref().and_then(|file| file.metadata().ok());
        facts.is_some_and(|facts| {
            facts.is_file() && facts.len() > 0 && facts.len().saturating_add(more as u64) > self.largest
        })
    }

    /// The name of the file that was set aside so many times ago.
    fn aside(&self, nth: u32) -> PathBuf {
        let mut name = OsString::from(self.path.as_os_str());
        name.push(format!(".{nth}"));
        name.into()
    }

    /// Gives each that was set aside the next name; the last one goes. Else what is in the way.
    fn make_room(&self) -> Result<(), PathBuf> {
        for nth in (1..=self.keep).rev() {
            let name = self.aside(nth);
            match private::is_own(&name) {
                Ok(true) if nth == self.keep => fs::remove_file(&name).map_err(|_| name)?,
                Ok(true) => fs::rename(&name, self.aside(nth + 1)).map_err(|_| name)?,
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Ok(false) | Err(_) => return Err(name),
            }
        }
        Ok(())
    }

    /// Gives the file itself the first of those names, or removes it where none is to stay.
    fn leave(&self) -> Result<(), PathBuf> {
        let left = if self.keep == 0 { fs::remove_file(&self.path) } else { fs::rename(&self.path, self.aside(1)) };
        left.map_err(|_| self.path.clone())
    }
}
