//! How each site's screen was left: one small file a site.
//!
//! It is read once before anything is drawn, and written by a task of its own a few seconds after a change and when the
//! program ends, so that no disk ever holds up a key. The file is the user's alone, is never looked for behind a symlink
//! and is replaced as a whole; of two boards of one site, the one that was changed last is remembered. Whatever is wrong with it costs what
//! was remembered and not the board.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::later::{KeptLater, Pending};
use super::problem::Notice;
use crate::config::Begins;
use crate::files::private;
use crate::ui::Looks;

/// A change is written so much later, with what else has changed by then.
const CALM: Duration = Duration::from_secs(3);
/// No file is larger, in bytes.
const LARGEST: u64 = 64 * 1024;
/// So many letters of a site's name stand in its file's.
const NAME_MAX: usize = 40;

/// What is remembered of one site.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Nothing is remembered without one.
    file: Option<PathBuf>,
    said: Begins,
    /// What the file held at the start, and how the screen looked then.
    kept: Looks,
    begun: Looks,
    /// What was last seen.
    now: Looks,
    pending: Pending<()>,
    told: bool,
}

impl Memory {
    /// That of `site` in the directory `dir`, with what was `said` for this start.
    pub(super) fn new(dir: &Path, site: &str, said: Begins) -> Self {
        Self { file: Some(dir.join(file_name(site))), said, ..Self::default() }
    }

    /// How the screen was left, if that is known.
    ///
    /// # Errors
    /// Why it cannot be known.
    pub(super) fn read(&mut self) -> Result<Option<Looks>, Notice> {
        let Some(file) = &self.file else { return Ok(None) };
        let looks = match private::read(file, LARGEST) {
            Ok(Some(text)) => Looks::read(&text),
            Ok(None) => return Ok(None),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
            Err(error) => {
                tracing::warn!("looks: {error}");
                return Err(Notice::Forgotten(error.to_string()));
            }
        };
        let looks = looks.ok_or_else(|| {
            tracing::warn!("looks: {} is damaged", file.display());
            Notice::Damaged(file.display().to_string())
        })?;
        self.kept = looks.clone();
        Ok(Some(looks))
    }

    /// The screen begins so; with `anew` what is in the file does not hold, and is replaced.
    pub(super) fn begin(&mut self, looks: Looks, anew: bool) {
        if anew {
            self.kept = Looks::default();
            self.pending.changed(Duration::ZERO);
        }
        self.begun = looks.clone();
        self.now = looks;
    }

    /// Takes note of how the screen looks.
    pub(super) fn note(&mut self, looks: Looks) {
        if self.file.is_some() && self.now != looks {
            self.now = looks;
            self.pending.changed(CALM);
        }
    }

    /// Whether anything is to be written, or is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.pending.is_busy()
    }
}

impl KeptLater for Memory {
    type Done = ();

    fn pending(&mut self) -> &mut Pending<()> {
        &mut self.pending
    }

    fn job(&mut self) -> Option<impl FnOnce() -> io::Result<()> + Send + 'static> {
        let file = self.file.clone()?;
        let text = self.now.clone().over(&self.kept, &self.begun, self.said).write();
        Some(move || {
            private::make_dir(private::parent(&file))?;
            // Another board of the site has another number.
            let next = file.with_extension(format!("{}.next", std::process::id()));
            private::replace(&file, &next, text.as_bytes())
        })
    }

    /// A failure, the first time.
    fn outcome(&mut self, done: io::Result<()>) -> Option<Notice> {
        let error = done.err()?;
        tracing::warn!("looks: {error}");
        let first = !std::mem::replace(&mut self.told, true);
        first.then(|| Notice::Unremembered(error.to_string()))
    }
}

/// The file of a site.
fn file_name(site: &str) -> String {
    format!("{}.toml", file_stem(site, &[]))
}

/// The name of a site's file: the site's as far as a file can be called so, and what tells it from names that look the same
/// and from files of the site that are about something else than `about`.
pub(super) fn file_stem(site: &str, about: &[String]) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let name: String = site.chars().take(NAME_MAX).map(fits).collect();
    // FNV-1a, 64 bits: it is the same in every version.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = site.bytes().fold(0xcbf2_9ce4_8422_2325_u64, fold);
    // A byte that no text has stands between them.
    let hash = about.iter().fold(hash, |hash, about| about.bytes().fold(fold(hash, 0xff), fold));
    format!("{}-{hash:016x}", name.trim_matches('-'))
}

#[cfg(test)]
mod tests;
