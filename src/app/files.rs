//! Files that a person asks for: what a list shows as CSV, and recordings of calls.
//!
//! Each is written by a task of its own, so that neither a slow disk nor a slow vendor holds up a key. Nothing is ever
//! overwritten; only the user may read what is written; what was not finished does not stay.

use std::fmt::Display;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use futures_util::StreamExt;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::feed::Recording;
use crate::feed::record::{About, Opened, Take, TakeState, Writer};
use crate::model::Clock;
use crate::ui::text::{self, BYTE_ORDER_MARK};

mod fresh;

use fresh::{Fresh, check};

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
    jobs: JoinSet<String>,
    cancel: CancellationToken,
}

impl Files {
    /// Writes to `dir`, which must exist by then; names have the time in `zone`.
    pub(super) fn new(dir: PathBuf, zone: Tz, clock: Clock) -> Self {
        Self { dir, zone, clock, jobs: JoinSet::new(), cancel: CancellationToken::new() }
    }

    /// Writes `text`, which is CSV with a header, to a new file. A byte order mark goes first: without one Excel takes
    /// UTF-8 for the code page of its machine, and Chinese names for something else.
    pub(super) fn export(&mut self, name: &str, text: String) {
        let (dir, stem) = (self.dir.clone(), self.stem(name));
        self.jobs.spawn(async move {
            let written = blocking(move || {
                let rows = rows(&text);
                let marked = format!("{BYTE_ORDER_MARK}{text}");
                fresh::write(&dir, &stem, ".csv", marked.as_bytes()).map(|path| (path, rows))
            });
            match written.await {
                Ok((path, rows)) => {
                    let rows = if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") };
                    tracing::info!("export: wrote {rows} to {}", path.display());
                    format!("wrote {rows} to {}", path.display())
                }
                Err(why) => said("export", why),
            }
        });
    }

    /// Saves the recording of `call` that `opening` brings to a new file.
    pub(super) fn save<E: Display + Send + 'static>(
        &mut self,
        call: &str,
        opening: impl Future<Output = Result<Recording, E>> + Send + 'static,
    ) {
        let (dir, stem, cancel) = (self.dir.clone(), self.stem(&format!("recording-{call}")), self.cancel.clone());
        self.jobs.spawn(async move {
            match save(dir, stem, opening, cancel).await {
                Ok((path, bytes)) => {
                    tracing::info!("recording: saved {bytes} bytes to {}", path.display());
                    format!("saved the recording to {}", path.display())
                }
                Err(why) => said("recording", why),
            }
        });
    }

    /// How to open a new recording of the board, on a thread that may wait for the disk.
    pub(super) fn recording(
        &self,
        about: About,
    ) -> impl FnOnce() -> Result<(Writer, Opened), String> + Send + 'static + use<> {
        let (dir, stem) = (self.dir.clone(), self.stem("board"));
        move || {
            let (file, path) = Fresh::create(&dir, &stem, ".rec")?.keep_open()?;
            Writer::on(file, &path, true, &about).map_err(|error| error.to_string())
        }
    }

    /// Ends a recording of the board.
    pub(super) fn end(&mut self, take: Take) {
        self.jobs.spawn(async move {
            let TakeState { path, bytes, updates, failure, .. } = take.finish().await;
            match (failure, path) {
                (Some(why), _) => said("recording", why),
                (None, Some(path)) => {
                    tracing::info!("recording: wrote {updates} updates, {bytes} bytes to {}", path.display());
                    let updates = text::count(Some(updates), "");
                    format!("wrote {updates} updates, {} to {}", text::bytes(bytes), path.display())
                }
                (None, None) => said("recording", "the recording has ended before it began".to_owned()),
            }
        });
    }

    /// Whether anything is being written.
    pub(super) fn is_busy(&self) -> bool {
        !self.jobs.is_empty()
    }

    /// What became of the next file that is done; never, if there is none.
    pub(super) async fn next(&mut self) -> String {
        match self.jobs.join_next().await {
            Some(Ok(sentence)) => sentence,
            Some(Err(_)) => "the file was not written: the program has a fault there".to_owned(),
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

fn said(what: &str, why: String) -> String {
    tracing::warn!("{what}: {why}");
    why
}

async fn save<E: Display>(
    dir: PathBuf,
    stem: String,
    opening: impl Future<Output = Result<Recording, E>>,
    cancel: CancellationToken,
) -> Result<(PathBuf, u64), String> {
    let broken = |why: &dyn Display| format!("the recording was not saved: {why}");
    let left = || "the recording was not saved: the program ended".to_owned();
    let place = dir.clone();
    blocking(move || check(&place)).await?;
    let recording = tokio::select! {
        biased;
        () = cancel.cancelled() => return Err(left()),
        opened = opening => opened.map_err(|error| broken(&error))?,
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
            Ok(Some(Err(error))) => return Err(broken(&error)),
            Ok(None) => break,
            Err(_) => return Err(broken(&format!("nothing more came for {} s", SILENCE.as_secs()))),
        };
        count = count.saturating_add(piece.len() as u64);
        if count > LARGEST {
            return Err(broken(&"it is larger than 1 GiB"));
        }
        part = blocking(move || {
            part.write(&piece)?;
            Ok(part)
        })
        .await?;
    }
    if let Some(length) = length.filter(|length| *length != count) {
        return Err(broken(&format!("only {count} of {length} bytes came")));
    }
    if count == 0 {
        return Err(broken(&"it is empty"));
    }
    blocking(move || part.publish(&dir, &stem, ".mp3")).await.map(|path| (path, count))
}

/// Does something that may have to wait for a disk.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    spawn_blocking(work).await.unwrap_or_else(|_| Err("the file was not written: the program ended".to_owned()))
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
