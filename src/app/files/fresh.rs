//! A file that was not there before, and goes again unless it is finished.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::app::problem::Written;
use crate::files::private;
use crate::model::Problem;

/// So many files of one name and second are told apart.
const NAMES_MAX: u32 = 999;

/// Whether `dir` is there to be written to.
pub(super) fn check(dir: &Path) -> Result<(), Problem> {
    match fs::metadata(dir) {
        Ok(about) if about.is_dir() => Ok(()),
        Ok(_) => Err(Written::NoDirectory(show(dir)).into()),
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Written::Missing(show(dir)).into()),
        Err(error) => Err(unwritable(dir, &error)),
    }
}

/// Writes a new file; its path.
pub(super) fn write(dir: &Path, stem: &str, ending: &str, content: &[u8]) -> Result<PathBuf, Problem> {
    let mut file = Fresh::create(dir, stem, ending)?;
    file.write(content)?;
    file.check()?;
    Ok(file.keep())
}

/// A file in the making: removed when it is dropped.
#[derive(Debug)]
pub(super) struct Fresh {
    path: PathBuf,
    file: File,
    kept: bool,
    /// Whether the file system tells by its numbers that the open file is the one at the path; some of those over a
    /// network do not.
    tells: bool,
}

impl Fresh {
    /// Makes a new file that only the user may read. A name that is taken, be it by a link to nowhere, is left alone.
    pub(super) fn create(dir: &Path, stem: &str, ending: &str) -> Result<Self, Problem> {
        check(dir)?;
        for path in names(dir, stem, ending) {
            match private::create(&path) {
                Ok(file) => {
                    let tells = private::is_at(&file, &path);
                    return Ok(Self { path, file, kept: false, tells });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unwritable(&path, &error)),
            }
        }
        Err(taken(dir, stem, ending))
    }

    /// Appends.
    pub(super) fn write(&mut self, content: &[u8]) -> Result<(), Problem> {
        self.file.write_all(content).map_err(|error| unwritable(&self.path, &private::plainly(error)))
    }

    fn is_at_its_path(&self) -> bool {
        if self.tells { private::is_at(&self.file, &self.path) } else { self.path.exists() }
    }

    /// Looks whether what was written is where its path leads.
    fn check(&self) -> Result<(), Problem> {
        if self.is_at_its_path() {
            return Ok(());
        }
        Err(Written::Removed(show(&self.path)).into())
    }

    /// It is finished.
    pub(super) fn keep(mut self) -> PathBuf {
        self.kept = true;
        std::mem::take(&mut self.path)
    }

    /// It stays from the start, whatever becomes of it: the file and its path.
    pub(super) fn keep_open(mut self) -> Result<(File, PathBuf), Problem> {
        let file = self.file.try_clone().map_err(|error| unwritable(&self.path, &error))?;
        self.kept = true;
        Ok((file, std::mem::take(&mut self.path)))
    }

    /// It is finished, and gets its final name, which no file had before.
    pub(super) fn publish(self, dir: &Path, stem: &str, ending: &str) -> Result<PathBuf, Problem> {
        self.check()?;
        for path in names(dir, stem, ending) {
            // A second name for the file, unlike a new one, never takes the place of another file's.
            match fs::hard_link(&self.path, &path) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(_) => return self.rename(dir, stem, ending),
            }
        }
        Err(taken(dir, stem, ending))
    }

    /// Where files cannot have two names: takes a free name first, then puts the file in its own place.
    pub(super) fn rename(mut self, dir: &Path, stem: &str, ending: &str) -> Result<PathBuf, Problem> {
        let place = Self::create(dir, stem, ending)?;
        fs::rename(&self.path, &place.path).map_err(|error| unwritable(&place.path, &error))?;
        self.kept = true;
        Ok(place.keep())
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // What has taken its place is another's.
        if !self.kept && self.is_at_its_path() {
            // One that is gone already need not be removed.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// `stem` and `ending`, then with a number in between.
fn names(dir: &Path, stem: &str, ending: &str) -> impl Iterator<Item = PathBuf> {
    (1..=NAMES_MAX).map(move |number| match number {
        1 => dir.join(format!("{stem}{ending}")),
        _ => dir.join(format!("{stem}-{number}{ending}")),
    })
}

fn taken(dir: &Path, stem: &str, ending: &str) -> Problem {
    Written::Taken(show(&dir.join(format!("{stem}{ending}"))), NAMES_MAX).into()
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    let why = match error.kind() {
        ErrorKind::PermissionDenied => Written::Forbidden.into(),
        _ => error.to_string().into(),
    };
    Written::Unwritten(show(path), why).into()
}

/// The path as it can be shown in a sentence.
pub(super) fn show(path: &Path) -> String {
    path.display().to_string()
}
