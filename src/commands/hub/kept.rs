//! What a hub keeps on disk: totals of half hours, and what people did about alerts.

use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::join;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use super::super::glue::KeptFiles;
use crate::app::{KeptForWeeks, keep_totals};
use crate::model::{Board, KeptFunnels, KeptTotals, Seen, Stamp};
use crate::serve::hub::{Onlooker, keep_seen};

/// What was learned of the day is written so much later, with what else is known by then.
const CALM: Duration = Duration::from_secs(5);

/// What a person did is written this soon.
const SOON: Duration = Duration::from_millis(200);

/// What the board knows of half hours, and when.
type Totals = (KeptTotals, Stamp);

/// The same of AI sessions.
type Funnels = (KeptFunnels, Stamp);

/// What is to be kept; nothing where nothing has changed since the hub began.
pub(super) struct Kept {
    totals: watch::Receiver<Option<Totals>>,
    funnels: watch::Receiver<Option<Funnels>>,
    seen: watch::Receiver<Option<Vec<Seen>>>,
}

/// What looks at the hub's board for what is to be kept, and what that is.
pub(super) fn keeper() -> (Onlooker, Kept) {
    let (send_totals, totals) = watch::channel(None);
    let (send_funnels, funnels) = watch::channel(None);
    let (send_seen, seen) = watch::channel(None);
    // What was read at the start is there already.
    let (mut of_totals, mut of_funnels, mut of_seen) = (0, 0, None);
    let look = move |board: &Board, _: &[usize], now: Stamp| {
        // Where nothing is kept there is no one who listens.
        if board.kept().revision() != of_totals {
            of_totals = board.kept().revision();
            let _ = send_totals.send(Some((board.kept().clone(), now)));
        }
        if board.funnels().revision() != of_funnels {
            of_funnels = board.funnels().revision();
            let _ = send_funnels.send(Some((board.funnels().clone(), now)));
        }
        let revision = board.seen_alerts().revision();
        if of_seen.replace(revision).is_some_and(|before| before != revision) {
            let _ = send_seen.send(Some(board.seen_alerts().retell()));
        }
    };
    (Box::new(look), Kept { totals, funnels, seen })
}

impl Kept {
    /// Writes into these files what is to be kept, a little after each change; for ever.
    pub(super) async fn keep(&mut self, files: KeptFiles, seen: Option<PathBuf>) {
        let Self { totals, funnels, seen: new_seen } = self;
        let totals = keep_up(files.totals, totals);
        let funnels = keep_up(files.funnels, funnels);
        let seen = async {
            while let Some(file) = &seen
                && new_seen.changed().await.is_ok()
            {
                sleep(SOON).await;
                write_seen(file, new_seen).await;
            }
        };
        join!(totals, funnels, seen);
        pending::<()>().await;
    }

    /// Writes what is known last, at the end.
    pub(super) async fn rest(&mut self, files: KeptFiles, seen: Option<PathBuf>) {
        if let Some(file) = &files.totals {
            write_totals(file, &mut self.totals).await;
        }
        if let Some(file) = &files.funnels {
            write_totals(file, &mut self.funnels).await;
        }
        if let Some(file) = &seen {
            write_seen(file, &mut self.seen).await;
        }
    }
}

/// Writes half hours a little after each change.
async fn keep_up<K: KeptForWeeks + Sync>(file: Option<PathBuf>, known: &mut watch::Receiver<Option<(K, Stamp)>>) {
    while let Some(file) = &file
        && known.changed().await.is_ok()
    {
        sleep(CALM).await;
        write_totals(file, known).await;
    }
}

async fn write_totals<K: KeptForWeeks + Sync>(file: &Path, totals: &mut watch::Receiver<Option<(K, Stamp)>>) {
    let last = totals.borrow_and_update().clone();
    if let Some((totals, now)) = last {
        let file = file.to_owned();
        write("totals", move || keep_totals(&file, totals, now).map(drop)).await;
    }
}

async fn write_seen(file: &Path, seen: &mut watch::Receiver<Option<Vec<Seen>>>) {
    let last = seen.borrow_and_update().clone();
    if let Some(seen) = last {
        let file = file.to_owned();
        write("what was done about alerts", move || keep_seen(&file, &seen)).await;
    }
}

async fn write(what: &str, job: impl FnOnce() -> io::Result<()> + Send + 'static) {
    if let Ok(Err(error)) = spawn_blocking(job).await {
        tracing::warn!("hub: {what}: {error}");
    }
}
