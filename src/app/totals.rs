//! Totals of half hours on disk: one small file a tenant and scope of its calls, and one of its AI sessions, kept for weeks.
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
use crate::model::{FunnelHalf, KeptFunnels, KeptHalf, KeptTotals, Stamp};

/// A change is written so much later, with what else has changed by then.
const CALM: Duration = Duration::from_secs(5);

/// What is kept for weeks in a file of its own.
pub trait KeptForWeeks: Clone + Default + Send + 'static {
    /// A half hour of it.
    type Half: Send;
    /// No file is larger, in bytes: five weeks take far less.
    const LARGEST: u64;

    /// What [`text`](Self::text) wrote, and how many lines are none of it.
    fn of_text(text: &str) -> (Self, usize);
    /// They as text.
    fn text(&self) -> String;
    /// Takes those in that are not there.
    fn fill_in(&mut self, halves: Vec<Self::Half>);
    /// Lets go of what is too old at `now`.
    fn forget(&mut self, now: Stamp);
    /// Counts up with every change.
    fn changes(&self) -> u64;
    /// The half hours, oldest first.
    fn halves(&self) -> Vec<Self::Half>;
    /// When the newest begins.
    fn newest(&self) -> Option<Stamp>;
}

impl KeptForWeeks for KeptTotals {
    type Half = KeptHalf;
    const LARGEST: u64 = 2 * 1024 * 1024;

    fn of_text(text: &str) -> (Self, usize) {
        Self::read(text)
    }
    fn text(&self) -> String {
        self.write()
    }
    fn fill_in(&mut self, halves: Vec<KeptHalf>) {
        self.fill(halves);
    }
    fn forget(&mut self, now: Stamp) {
        self.forget_before(now);
    }
    fn changes(&self) -> u64 {
        self.revision()
    }
    fn halves(&self) -> Vec<KeptHalf> {
        self.iter().copied().collect()
    }
    fn newest(&self) -> Option<Stamp> {
        self.iter().last().map(|half| half.from)
    }
}

impl KeptForWeeks for KeptFunnels {
    type Half = FunnelHalf;
    const LARGEST: u64 = 8 * 1024 * 1024;

    fn of_text(text: &str) -> (Self, usize) {
        Self::read(text)
    }
    fn text(&self) -> String {
        self.write()
    }
    fn fill_in(&mut self, halves: Vec<FunnelHalf>) {
        self.fill(halves);
    }
    fn forget(&mut self, now: Stamp) {
        self.forget_before(now);
    }
    fn changes(&self) -> u64 {
        self.revision()
    }
    fn halves(&self) -> Vec<FunnelHalf> {
        self.iter().cloned().collect()
    }
    fn newest(&self) -> Option<Stamp> {
        self.last().map(|half| half.from)
    }
}

/// The file of a tenant of `site` in `dir`; `scope` says what tells its totals from those of others: the account, and what
/// the settings narrow it to.
pub fn totals_file(dir: &Path, site: &str, scope: &[String]) -> PathBuf {
    dir.join(format!("{}.totals", file_stem(site, scope)))
}

/// The same of the half hours of AI sessions, whose account and scope are others.
pub fn funnels_file(dir: &Path, site: &str, scope: &[String]) -> PathBuf {
    dir.join(format!("{}.funnels", file_stem(site, scope)))
}

/// What is in the file, and what there is to say of it; a file that is damaged is left as it is.
pub fn kept_totals(file: &Path) -> (Vec<KeptHalf>, Option<Notice>) {
    kept::<KeptTotals>(file)
}

/// The same of the half hours of AI sessions.
pub fn kept_funnels(file: &Path) -> (Vec<FunnelHalf>, Option<Notice>) {
    kept::<KeptFunnels>(file)
}

fn kept<K: KeptForWeeks>(file: &Path) -> (Vec<K::Half>, Option<Notice>) {
    match read::<K>(file) {
        Ok((kept, 0)) => (kept.halves(), None),
        Ok((kept, lines)) => {
            tracing::warn!("totals: {lines} lines of {} cannot be read", file.display());
            (kept.halves(), None)
        }
        Err(error) => {
            tracing::warn!("totals: {error}");
            (Vec::new(), Some(Notice::TotalsUnread(error.to_string())))
        }
    }
}

/// What is in the file, and how many lines cannot be read.
fn read<K: KeptForWeeks>(file: &Path) -> io::Result<(K, usize)> {
    match private::read(file, K::LARGEST) {
        Ok(Some(text)) => Ok(K::of_text(&text)),
        Ok(None) => Ok((K::default(), 0)),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok((K::default(), 1)),
        Err(error) => Err(error),
    }
}

/// The same for who writes the file anew: what is damaged is set aside. The name that it then has.
fn take<K: KeptForWeeks>(file: &Path) -> io::Result<(K, Option<PathBuf>)> {
    let (kept, broken) = read::<K>(file)?;
    let aside = if broken > 0 { Some(private::set_aside(file)?) } else { None };
    if let Some(aside) = &aside {
        tracing::warn!("totals: {broken} lines of {} cannot be read; it is now {}", file.display(), aside.display());
    }
    Ok((kept, aside))
}

/// Writes what is known at `now` into the file, beside what is in it; the name of what was damaged and is set aside.
///
/// # Errors
/// When it cannot be read, or not be written.
pub fn keep_totals<K: KeptForWeeks>(file: &Path, mut known: K, now: Stamp) -> io::Result<Option<PathBuf>> {
    private::make_dir(private::parent(file))?;
    let (kept, aside) = take::<K>(file)?;
    known.fill_in(kept.halves());
    known.forget(now);
    // Another board of the tenant has another number.
    let next = file.with_extension(format!("{}.next", std::process::id()));
    private::replace(file, &next, known.text().as_bytes())?;
    Ok(aside)
}

/// The totals of one tenant, as they are written.
#[derive(Debug)]
pub(super) struct Totals<K = KeptTotals> {
    /// Nothing is written without one.
    file: Option<PathBuf>,
    /// What is to be written.
    now: Option<(K, Stamp)>,
    pending: Pending<Option<PathBuf>>,
    revision: u64,
    told: bool,
}

impl<K> Default for Totals<K> {
    fn default() -> Self {
        Self { file: None, now: None, pending: Pending::default(), revision: 0, told: false }
    }
}

impl<K: KeptForWeeks> Totals<K> {
    /// Those in `file`.
    pub(super) fn new(file: PathBuf) -> Self {
        Self { file: Some(file), ..Self::default() }
    }

    /// What was kept, and what there is to say of it.
    pub(super) fn read(&mut self) -> (Vec<K::Half>, Option<Notice>) {
        let Some(file) = &self.file else { return (Vec::new(), None) };
        match take::<K>(file) {
            Ok((kept, aside)) => {
                let halves = kept.halves();
                if aside.is_some() {
                    // What is good of it is written anew at once.
                    let newest = kept.newest().unwrap_or_default();
                    self.now = Some((kept, newest));
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
    pub(super) fn begin(&mut self, known: &K) {
        self.revision = known.changes();
    }

    /// Takes note of what the board knows at `now`.
    pub(super) fn note(&mut self, known: &K, now: Stamp) {
        if self.file.is_some() && self.revision != known.changes() {
            self.revision = known.changes();
            self.now = Some((known.clone(), now));
            self.pending.changed(CALM);
        }
    }

    /// Whether anything is to be written, or is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.is_busy()
    }
}

impl<K: KeptForWeeks> KeptLater for Totals<K> {
    type Done = Option<PathBuf>;

    fn pending(&mut self) -> &mut Pending<Option<PathBuf>> {
        &mut self.pending
    }

    fn job(&mut self) -> Option<impl FnOnce() -> io::Result<Option<PathBuf>> + Send + 'static> {
        let (file, (known, now)) = (self.file.clone()?, self.now.take()?);
        Some(move || keep_totals(&file, known, now))
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
