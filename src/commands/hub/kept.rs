//! What a hub keeps on disk: totals of half hours, and what people did about alerts.

use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::join;
use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::sleep;

use crate::app::keep_totals;
use crate::model::{Board, KeptTotals, Seen, Stamp};
use crate::serve::hub::{Onlooker, keep_seen};

/// What was learned of the day is written so much later, with what else is known by then.
const CALM: Duration = Duration::from_secs(5);

/// What a person did is written this soon.
const SOON: Duration = Duration::from_millis(200);

/// What the board knows of half hours, and when.
type Totals = (KeptTotals, Stamp);

/// What is to be kept; nothing where nothing has changed since the hub began.
pub(super) struct Kept {
    totals: watch::Receiver<Option<Totals>>,
    seen: watch::Receiver<Option<Vec<Seen>>>,
}

/// What looks at the hub's board for what is to be kept, and what that is.
pub(super) fn keeper() -> (Onlooker, Kept) {
    let (send_totals, totals) = watch::channel(None);
    let (send_seen, seen) = watch::channel(None);
    // What was read at the start is there already.
    let (mut of_totals, mut of_seen) = (0, None);
    let look = move |board: &Board, _: &[usize], now: Stamp| {
        // Where nothing is kept there is no one who listens.
        if board.kept().revision() != of_totals {
            of_totals = board.kept().revision();
            let _ = send_totals.send(Some((board.kept().clone(), now)));
        }
        let revision = board.seen_alerts().revision();
        if of_seen.replace(revision).is_some_and(|before| before != revision) {
            let _ = send_seen.send(Some(board.seen_alerts().retell()));
        }
    };
    (Box::new(look), Kept { totals, seen })
}

impl Kept {
    /// Writes into these files what is to be kept, a little after each change; for ever.
    pub(super) async fn keep(&mut self, totals: Option<PathBuf>, seen: Option<PathBuf>) {
        let Self { totals: new_totals, seen: new_seen } = self;
        let totals = async {
            while let Some(file) = &totals
                && new_totals.changed().await.is_ok()
            {
                sleep(CALM).await;
                write_totals(file, new_totals).await;
            }
        };
        let seen = async {
            while let Some(file) = &seen
                && new_seen.changed().await.is_ok()
            {
                sleep(SOON).await;
                write_seen(file, new_seen).await;
            }
        };
        join!(totals, seen);
        pending::<()>().await;
    }

    /// Writes what is known last, at the end.
    pub(super) async fn rest(&mut self, totals: Option<PathBuf>, seen: Option<PathBuf>) {
        if let Some(file) = &totals {
            write_totals(file, &mut self.totals).await;
        }
        if let Some(file) = &seen {
            write_seen(file, &mut self.seen).await;
        }
    }
}

async fn write_totals(file: &Path, totals: &mut watch::Receiver<Option<Totals>>) {
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
