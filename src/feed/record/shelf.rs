//! A directory of recordings: each has a day of the site in it, or an hour, and only so many stay.
//!
//! Nothing is removed but what was made here: a plain file of this user by the name that is given here, which begins as a
//! recording of this site does, and into which no recorder writes.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use chrono_tz::Tz;

use super::{About, Reader};
use crate::files::private;
use crate::model::{Stamp, sort};

/// What every name begins and ends with.
const NAME: (&str, &str) = ("callboard-", ".rec");

/// Where recordings are to stay for less than this, each has an hour in it.
const HOURLY_BELOW: Duration = Duration::from_hours(48);

/// A directory of recordings of one site.
#[derive(Clone, Debug)]
pub struct Shelf {
    dir: PathBuf,
    site: String,
    zone: Tz,
    keep: Duration,
    max_size: u64,
}

impl Shelf {
    /// Of `site`, whose clock runs in `zone`, in `dir`. A recording stays for `keep` after its last update, none at all for
    /// ever; all of them have `max_size` bytes at most, 0 for any number.
    pub fn new(dir: &Path, site: &str, zone: Tz, keep: Duration, max_size: u64) -> Self {
        Self { dir: dir.to_owned(), site: site.to_owned(), zone, keep, max_size }
    }

    /// The recording that this moment belongs into.
    pub fn file_at(&self, now: Stamp) -> PathBuf {
        let is_hourly = !self.keep.is_zero() && self.keep < HOURLY_BELOW;
        let form = if is_hourly { "%Y%m%d-%H" } else { "%Y%m%d" };
        let time = now.in_zone(&self.zone).map(|at| at.format(form).to_string());
        let (begin, end) = NAME;
        self.dir.join(format!("{begin}{}{end}", time.unwrap_or_else(|| "00000000".to_owned())))
    }

    /// What a recording that is begun at this moment says of itself.
    pub fn about(&self, now: Stamp) -> About {
        About::new(&self.site, self.zone.name(), now)
    }

    /// Removes what is to stay no longer, the oldest first, and never the `current` one. Those that are gone.
    pub fn tidy(&self, current: &Path, now: Stamp) -> Vec<PathBuf> {
        if self.keep.is_zero() && self.max_size == 0 {
            return Vec::new();
        }
        let mut own = self.own();
        sort::by(&mut own, Ord::cmp);
        let mut total: u64 = own.iter().map(|kept| kept.bytes).sum();
        let keep_ms = i64::try_from(self.keep.as_millis()).unwrap_or(i64::MAX);
        let mut gone = Vec::new();
        for Kept { written, path, bytes } in own {
            let is_old = !self.keep.is_zero() && now.since(written) > keep_ms;
            let is_too_much = self.max_size > 0 && total > self.max_size;
            if path == current || !(is_old || is_too_much) || is_written(&path) {
                continue;
            }
            match fs::remove_file(&path) {
                Ok(()) => {
                    total = total.saturating_sub(bytes);
                    gone.push(path);
                }
                Err(error) => tracing::warn!("recordings: {} cannot be removed: {error}", path.display()),
            }
        }
        gone
    }

    /// The recordings of this site that were made here.
    fn own(&self) -> Vec<Kept> {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        entries.filter_map(|entry| self.kept(&entry.path())).collect()
    }

    fn kept(&self, path: &Path) -> Option<Kept> {
        if !is_name(path.file_name()?.to_str()?) || !private::is_own(path).ok()? {
            return None;
        }
        let file = File::open(path).ok()?;
        let facts = file.metadata().ok()?;
        let reader = Reader::new(&file, path).ok()?;
        let about = reader.about();
        let is_ours = about.site == self.site && about.timezone == self.zone.name();
        let written = facts.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let written = Stamp(i64::try_from(written.as_millis()).ok()?);
        is_ours.then(|| Kept { written, path: path.to_owned(), bytes: facts.size() })
    }
}

/// A recording that was made here.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kept {
    /// Its last update.
    written: Stamp,
    path: PathBuf,
    bytes: u64,
}

/// Whether a recorder writes into it.
fn is_written(path: &Path) -> bool {
    let lock = File::open(path).map(|file| file.try_lock());
    matches!(lock, Ok(Err(TryLockError::WouldBlock)))
}

/// `callboard-20261129.rec`, `callboard-20261129-14.rec`
fn is_name(name: &str) -> bool {
    let (begin, end) = NAME;
    let Some(time) = name.strip_prefix(begin).and_then(|rest| rest.strip_suffix(end)) else { return false };
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    match time.split_once('-') {
        Some((day, hour)) => digits(day, 8) && digits(hour, 2),
        None => digits(time, 8),
    }
}

#[cfg(test)]
mod tests;
