//! What a hub is told, recorded: a file a day, for boards that look back.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use axum::body::Body;
use bytes::Bytes;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;
use futures_util::stream;
use tokio::sync::mpsc;

use crate::feed::record::{About, Take, Writer};
use crate::model::{Board, Problem, Stamp, Update};
use crate::tasks::spawn_blocking;

/// What ends the name of a recording.
const EXTENSION: &str = "rec";

/// So much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Where a hub records, and for how long.
#[derive(Clone, Debug)]
pub struct TapeSettings {
    /// The directory.
    pub dir: PathBuf,
    /// Recordings that are kept: one a day, today's included.
    pub days: u32,
}

/// The recordings of a hub.
pub(super) struct Tapes {
    settings: TapeSettings,
    site: String,
    zone: Tz,
    /// The day's, and whether it was said that it has ended by itself.
    today: Option<(NaiveDate, Take, bool)>,
}

impl Tapes {
    /// None is begun yet; days are those of `timezone`.
    pub(super) fn new(settings: TapeSettings, site: &str, timezone: &str) -> Self {
        Self { settings, site: site.to_owned(), zone: timezone.parse().unwrap_or(Tz::UTC), today: None }
    }

    /// Records `update`, without ever waiting; `board` is what was known before it.
    pub(super) fn offer(&mut self, update: &Update, board: &Board, now: Stamp) {
        let Some(date) = now.in_zone(&self.zone).map(|at| at.date_naive()) else { return };
        if self.today.as_ref().is_none_or(|(day, ..)| *day != date) {
            if let Some((_, before, _)) = self.today.take() {
                crate::tasks::spawn(before.finish());
            }
            let about = About::new(&self.site, self.zone.name(), now);
            let (settings, path) = (self.settings.clone(), path(&self.settings.dir, date));
            let open = move || {
                forget(&settings, date);
                Writer::open(&path, &about).map_err(Problem::from)
            };
            self.today = Some((date, Take::start(open, board.clone(), now), false));
        }
        if let Some((_, take, _)) = &mut self.today {
            take.offer(update);
        }
    }

    /// Goes on from `board`, if something was left out. To be called after each batch.
    pub(super) fn catch_up(&mut self, board: &Board, now: Stamp) {
        let Some((_, take, said)) = &mut self.today else { return };
        take.catch_up(board, now);
        if !*said && let Some(why) = take.state().failure {
            *said = true;
            tracing::error!("hub: {why}");
        }
    }

    /// Goes on from the whole board: it changed by more than is told.
    pub(super) const fn begin_anew(&mut self) {
        if let Some((_, take, _)) = &mut self.today {
            take.begin_anew();
        }
    }

    /// Ends them once everything is written.
    pub(super) async fn finish(self) {
        if let Some((_, take, _)) = self.today {
            take.finish().await;
        }
    }
}

pub(super) fn path(dir: &Path, date: NaiveDate) -> PathBuf {
    dir.join(format!("{date}.{EXTENSION}"))
}

/// The days in a directory that were recorded.
pub(super) fn days(dir: &Path) -> Vec<NaiveDate> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let paths = entries.map(|entry| entry.path());
    let recorded = paths.filter(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    recorded.filter_map(|path| path.file_stem()?.to_str()?.parse().ok()).collect()
}

/// Removes the recordings that are older than is wanted.
fn forget(settings: &TapeSettings, today: NaiveDate) {
    let Some(first) = today.checked_sub_days(Days::new(u64::from(settings.days.max(1)) - 1)) else { return };
    for day in days(&settings.dir).into_iter().filter(|day| *day < first) {
        let path = path(&settings.dir, day);
        match fs::remove_file(&path) {
            Ok(()) => tracing::info!("hub: {} is older than {} days and gone", path.display(), settings.days),
            Err(error) => tracing::warn!("hub: {} cannot be removed: {error}", path.display()),
        }
    }
}

/// The recording of that day, or the newest: its length, and its bytes.
pub(super) async fn opened(settings: TapeSettings, date: Option<NaiveDate>) -> Option<(u64, Body)> {
    let (mut file, length) = spawn_blocking(move || {
        let date = date.or_else(|| days(&settings.dir).into_iter().max())?;
        let file = fs::File::open(path(&settings.dir, date)).ok()?;
        let length = file.metadata().ok()?.len();
        Some((file, length))
    })
    .await
    .ok()??;
    let (pieces, rest) = mpsc::channel::<std::io::Result<Bytes>>(4);
    // It goes on while it is read: what was there at first is what is sent.
    spawn_blocking(move || {
        let mut left = length;
        while left > 0 {
            let mut piece = vec![0; PIECE.min(usize::try_from(left).unwrap_or(PIECE))];
            let read = file.read(&mut piece).map(|count| {
                piece.truncate(count);
                Bytes::from(piece)
            });
            let count = read.as_ref().map_or(0, Bytes::len);
            left = left.saturating_sub(count as u64);
            if pieces.blocking_send(read).is_err() || count == 0 {
                break;
            }
        }
    });
    let rest = stream::unfold(rest, |mut rest| async move { Some((rest.recv().await?, rest)) });
    Some((length, Body::from_stream(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_older_than_is_wanted_goes_and_nothing_else_does() {
        let dir = tempfile::tempdir().unwrap();
        let names =
            ["2026-11-20.rec", "2026-11-21.rec", "2026-11-27.rec", "2026-11-28.rec", "notes.rec", "2026-11-01.txt"];
        for name in names {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let settings = TapeSettings { dir: dir.path().to_owned(), days: 7 };
        forget(&settings, "2026-11-28".parse().unwrap());
        let left: Vec<&str> = names.into_iter().filter(|name| dir.path().join(name).exists()).collect();
        assert_eq!(left, ["2026-11-27.rec", "2026-11-28.rec", "notes.rec", "2026-11-01.txt"]);
    }
}
