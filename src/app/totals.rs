//! Totals of half hours on disk: one small file a tenant and scope, kept for weeks.
//!
//! It is read once before anything is drawn, and written by a task of its own a little after the board knows of another
//! half hour, and when the program ends. What another board of the tenant wrote meanwhile is kept. A file of which a part
//! cannot be read is set aside and its good lines are written anew; one that cannot be read at all is left alone, and then
//! nothing is written.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::later::{KeptLater, Pending};
use super::memory::file_stem;
use super::problem::Notice;
use crate::files::private;
use crate::model::{KeptHalf, KeptTotals, Stamp};

/// A change is written so much later, with what else has changed by then.
const CALM: Duration = Duration::from_secs(5);
/// No file is larger, in bytes: five weeks take a tenth of it.
const LARGEST: u64 = 2 * 1024 * 1024;

/// The file of a tenant of `site` in `dir`; `scope` says what tells its totals from those of others: the account, and what
/// the settings narrow it to.
pub fn totals_file(dir: &Path, site: &str, scope: &[String]) -> PathBuf {
    dir.join(format!("{}.totals", file_stem(site, scope)))
}

/// What is in the file, and what there is to say of it; a file that is damaged is left as it is.
pub fn kept_totals(file: &Path) -> (Vec<KeptHalf>, Option<Notice>) {
    match read(file) {
        Ok((halves, 0)) => (halves, None),
        Ok((halves, lines)) => {
            tracing::warn!("totals: {lines} lines of {} cannot be read", file.display());
            (halves, None)
        }
        Err(error) => {
            tracing::warn!("totals: {error}");
            (Vec::new(), Some(Notice::TotalsUnread(error.to_string())))
        }
    }
}

/// The half hours in the file, and how many lines cannot be read.
fn read(file: &Path) -> io::Result<(Vec<KeptHalf>, usize)> {
    let (totals, broken) = match private::read(file, LARGEST) {
        Ok(Some(text)) => KeptTotals::read(&text),
        Ok(None) => return Ok((Vec::new(), 0)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => (KeptTotals::default(), 1),
        Err(error) => return Err(error),
    };
    Ok((totals.iter().copied().collect(), broken))
}

/// The same for who writes the file anew: what is damaged is set aside. The name that it then has.
fn take(file: &Path) -> io::Result<(Vec<KeptHalf>, Option<PathBuf>)> {
    let (halves, broken) = read(file)?;
    let aside = if broken > 0 { Some(private::set_aside(file)?) } else { None };
    if let Some(aside) = &aside {
        tracing::warn!("totals: {broken} lines of {} cannot be read; it is now {}", file.display(), aside.display());
    }
    Ok((halves, aside))
}

/// Writes what is known at `now` into the file, beside what is in it; the name of what was damaged and is set aside.
///
/// # Errors
/// When it cannot be read, or not be written.
pub fn keep_totals(file: &Path, mut totals: KeptTotals, now: Stamp) -> io::Result<Option<PathBuf>> {
    private::make_dir(private::parent(file))?;
    let (halves, aside) = take(file)?;
    totals.fill(halves);
    totals.forget_before(now);
    // Another board of the tenant has another number.
    let next = file.with_extension(format!("{}.next", std::process::id()));
    private::replace(file, &next, totals.write().as_bytes())?;
    Ok(aside)
}

/// The totals of one tenant, as they are written.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// Nothing is written without one.
    file: Option<PathBuf>,
    /// What is to be written.
    now: Option<(KeptTotals, Stamp)>,
    pending: Pending<Option<PathBuf>>,
    revision: u64,
    told: bool,
}

impl Totals {
    /// Those in `file`.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// What was kept, and what there is to say of it.
    pub(super) fn read(&mut self) -> (Vec<KeptHalf>, Option<Notice>) {
        let Some(file) = &self.file else { return (Vec::new(), None) };
        match take(file) {
            Ok((halves, aside)) => {
                if aside.is_some() {
                    // What is good of it is written anew at once.
                    let mut totals = KeptTotals::default();
                    totals.take(halves.iter().copied());
                    let newest = halves.iter().map(|half| half.from).max().unwrap_or_default();
                    self.now = Some((totals, newest));
                    self.pending.changed(Duration::ZERO);
                }
                (halves, aside.map(|aside| Notice::TotalsBroken(aside.display().to_string())))
            }
            Err(error) => {
                tracing::warn!("totals: {error}");
                self.file = None;
                (Vec::new(), Some(Notice::TotalsUnread(error.to_string())))
            }
        }
    }

    /// What is known at the start is known to be kept.
    pub(super) const fn begin(&mut self, totals: &KeptTotals) {
        self.revision = totals.revision();
    }

    /// Takes note of what the board knows at `now`.
    pub(super) fn note(&mut self, totals: &KeptTotals, now: Stamp) {
        if self.file.is_some() && self.revision != totals.revision() {
            self.revision = totals.revision();
            self.now = Some((totals.clone(), now));
            self.pending.changed(CALM);
        }
    }

    /// Whether anything is to be written, or is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.is_busy()
    }
}

impl KeptLater for Totals {
    type Done = Option<PathBuf>;

    fn pending(&mut self) -> &mut Pending<Option<PathBuf>> {
        &mut self.pending
    }

    fn job(&mut self) -> Option<impl FnOnce() -> io::Result<Option<PathBuf>> + Send + 'static> {
        let (file, (totals, now)) = (self.file.clone()?, self.now.take()?);
        Some(move || keep_totals(&file, totals, now))
    }

    /// Each file that was set aside, and a failure the first time.
    fn outcome(&mut self, done: io::Result<Option<PathBuf>>) -> Option<Notice> {
        match done {
            Ok(aside) => aside.map(|aside| Notice::TotalsBroken(aside.display().to_string())),
            Err(error) => {
                tracing::warn!("totals: {error}");
                let first = !std::mem::replace(&mut self.told, true);
                first.then(|| Notice::TotalsUnread(error.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests;
