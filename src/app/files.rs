//! Files that a person asks for: what a list shows as CSV, and recordings of calls.
//!
//! Each is written by a task of its own, so that neither a slow disk nor a slow vendor holds up a key. Nothing is ever
//! overwritten; only the user may read what is written; what was not finished does not stay.

use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use futures_util::StreamExt;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::problem::Written;
use crate::feed::Recording;
use crate::feed::record::{About, Opened, Take, TakeState, Writer};
use crate::model::{Clock, Problem};
use crate::tasks::spawn_blocking;
use crate::ui::text::{self, BYTE_ORDER_MARK};

mod fresh;

use fresh::{Fresh, check, show};

/// A recording that brings nothing for so long has broken off.
const SILENCE: Duration = Duration::from_mins(1);

/// No recording is larger; what is, is none.
const LARGEST: u64 = 1024 * 1024 * 1024;

/// A person who quits waits no longer than this for half a recording to be removed.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// So much of a name is kept.
const NAME_MAX: usize = 80;

/// Writes files, one task each.
pub(super) struct Files {
    dir: PathBuf,
    zone: Tz,
    clock: Clock,
    jobs: JoinSet<Problem>,
    cancel: CancellationToken,
}

impl Files {
    /// Writes to `dir`, which must exist by then; names have the time in `zone`.
    pub(super) fn new(dir: PathBuf, zone: Tz, clock: Clock) -> Self {
        Self { dir, zone, clock, jobs: JoinSet::new(), cancel: CancellationToken::new() }
    }

    /// Writes to another directory from now on.
    pub(super) fn change_dir(&mut self, dir: PathBuf) {
        self.dir = dir;
    }

    /// Names have the time in `zone`, by this clock, from now on.
    pub(super) fn be_of(&mut self, zone: Tz, clock: Clock) {
        (self.zone, self.clock) = (zone, clock);
    }

    /// Writes `text`, which is CSV with a header, to a new file. A byte order mark goes first: without one Excel takes
    /// UTF-8 for the code page of its machine, and Chinese names for something else.
    pub(super) fn export(&mut self, name: &str, text: String) {
        let (dir, stem) = (self.dir.clone(), self.stem(name));
        self.jobs.spawn(crate::tasks::boxed(async move {
            let written = blocking(move || {
                let rows = rows(&text);
                let marked = format!("{BYTE_ORDER_MARK}{text}");
                fresh::write(&dir, &stem, ".csv", marked.as_bytes()).map(|path| (path, rows))
            });
            match written.await {
                Ok((path, rows)) => {
                    let path = show(&path);
                    let written = if rows == 1 { Written::One(path) } else { Written::Rows(rows, path) };
                    tracing::info!("export: {written}");
                    written.into()
                }
                Err(why) => said("export", why),
            }
        }));
    }

    /// Saves the recording of `call` that `opening` brings to a new file.
    pub(super) fn save<E: Into<Problem> + Send + 'static>(
        &mut self,
        call: &str,
        opening: impl Future<Output = Result<Recording, E>> + Send + 'static,
    ) {
        let (dir, stem, cancel) = (self.dir.clone(), self.stem(&format!("recording-{call}")), self.cancel.clone());
        self.jobs.spawn(crate::tasks::boxed(async move {
            match save(dir, stem, opening, cancel).await {
                Ok((path, bytes)) => {
                    tracing::info!("recording: saved {bytes} bytes to {}", path.display());
                    Written::Saved(show(&path)).into()
                }
                Err(why) => said("recording", why),
            }
        }));
    }

    /// How to open a new recording of the board, on a thread that may wait for the disk.
    pub(super) fn recording(
        &self,
        about: About,
    ) -> impl FnOnce() -> Result<(Writer, Opened), Problem> + Send + 'static + use<> {
        let (dir, stem) = (self.dir.clone(), self.stem("board"));
        move || {
            let (file, path) = Fresh::create(&dir, &stem, ".rec")?.keep_open()?;
            Writer::on(file, &path, true, &about).map_err(Problem::from)
        }
    }

    /// Ends a recording of the board.
    pub(super) fn end(&mut self, take: Take) {
        self.jobs.spawn(crate::tasks::boxed(async move {
            let TakeState { path, bytes, updates, failure, .. } = take.finish().await;
            match (failure, path) {
                (Some(why), _) => said("recording", why),
                (None, Some(path)) => {
                    tracing::info!("recording: wrote {updates} updates, {bytes} bytes to {}", path.display());
                    let updates = text::count(Some(updates), "");
                    Written::Recorded(updates, text::bytes(bytes), show(&path)).into()
                }
                (None, None) => said("recording", Written::NotBegun.into()),
            }
        }));
    }

    /// Whether anything is being written.
    pub(super) fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// What became of the next file that is done; never, if there is none.
    pub(super) async fn next(&mut self) -> Problem {
        match self.jobs.join_next().await {
            Some(Ok(told)) => told,
            Some(Err(_)) => Written::Fault.into(),
            None => std::future::pending().await,
        }
    }

    /// Breaks off recordings, and waits for a moment until what was begun is finished or gone.
    pub(super) async fn stop(&mut self) {
        self.cancel.cancel();
        let gone = async { while self.jobs.join_next().await.is_some() {} };
        // A disk that does not answer must not keep the shell waiting.
        let _ = timeout(LAST_WAIT, gone).await;
    }

    fn stem(&self, name: &str) -> String {
        let now = (self.clock)();
        let time = now.in_zone(&self.zone).map(|at| at.format("%Y%m%d-%H%M%S").to_string());
        format!("callboard-{}-{}", clean(name), time.unwrap_or_else(|| now.ms().to_string()))
    }
}

fn said(what: &str, why: Problem) -> Problem {
    tracing::warn!("{what}: {why}");
    why
}

async fn save<E: Into<Problem>>(
    dir: PathBuf,
    stem: String,
    opening: impl Future<Output = Result<Recording, E>>,
    cancel: CancellationToken,
) -> Result<(PathBuf, u64), Problem> {
    let broken = |why: Problem| Problem::from(Written::NotSaved((&why).into()));
    let left = || Problem::from(Written::NotSavedInTime);
    let place = dir.clone();
    blocking(move || check(&place)).await?;
    let recording = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(left()),
        opened = opening => opened.map_err(|error| broken(error.into()))?,
    };
    let Recording { mut bytes, length } = recording;
    let (place, name) = (dir.clone(), stem.clone());
    let mut part = blocking(move || Fresh::create(&place, &name, ".mp3.part")).await?;
    let mut count = 0_u64;
    loop {
        let piece = tokio::select! {
            biased;
            () = cancel.cancelled() => return Err(left()),
            piece = timeout(SILENCE, bytes.next()) => piece,
        };
        let piece = match piece {
            Ok(Some(Ok(piece))) => piece,
            Ok(Some(Err(error))) => return Err(broken(error.problem)),
            Ok(None) => break,
            Err(_) => return Err(broken(Written::Silent(SILENCE.as_secs()).into())),
        };
        count = count.saturating_add(piece.len() as u64);
        if count > LARGEST {
            return Err(broken(Written::TooLarge.into()));
        }
        part = blocking(move || {
            part.write(&piece)?;
            Ok(part)
        })
        .await?;
    }
    if let Some(length) = length.filter(|length| *length != count) {
        return Err(broken(Written::Cut(count, length).into()));
    }
    if count == 0 {
        return Err(broken(Written::Empty.into()));
    }
    blocking(move || part.publish(&dir, &stem, ".mp3")).await.map(|path| (path, count))
}

/// Does something that may have to wait for a disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    spawn_blocking(work).await.unwrap_or_else(|_| Err(Written::Ended.into()))
}

/// How many rows a CSV text has below its header; a line break within quotes is none.
fn rows(text: &str) -> usize {
    let reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    reader.into_byte_records().count()
}

/// What of `name` may stand in a file's name, whatever a vendor put into it.
fn clean(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') { c } else { '-' };
    let cleaned: String = name.trim().chars().take(NAME_MAX).map(fits).collect();
    let trimmed = cleaned.trim_matches('-');
    if trimmed.is_empty() { "file".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests;
