//! What a hub keeps on disk: totals of half hours, what people did about alerts, and notes.

use std::future::pending;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::join;
use tokio::sync::watch;
use tokio::time::sleep;

use super::super::glue::KeptFiles;
use crate::app::{KeptForWeeks, keep_totals};
use crate::model::{Board, KeptFunnels, KeptTotals, Note, Seen, Stamp};
use crate::serve::hub::{Onlooker, keep_notes, keep_seen};
use crate::tasks::spawn_blocking;

/// What was learned of the day is written so much later, with what else is known by then.
const CALM: Duration = Duration::from_secs(5);

/// What a person did is written this soon.
const SOON: Duration = Duration::from_millis(200);

/// What the board knows of half hours, and when.
type Totals = (KeptTotals, Stamp);

/// Where it is kept; nothing is where there is no file.
#[derive(Clone, Debug, Default)]
pub(super) struct Files {
    /// What is kept for weeks.
    pub(super) weeks: KeptFiles,
    /// What people did about alerts.
    pub(super) seen: Option<PathBuf>,
    /// Notes.
    pub(super) notes: Option<PathBuf>,
}
/// The same of AI sessions.
type Funnels = (KeptFunnels, Stamp);

/// What is to be kept; nothing where nothing has changed since the hub began.
pub(super) struct Kept {
    totals: watch::Receiver<Option<Totals>>,
    funnels: watch::Receiver<Option<Funnels>>,
    seen: watch::Receiver<Option<Vec<Seen>>>,
    notes: watch::Receiver<Option<Vec<Note>>>,
}

/// What looks at the hub's board for what is to be kept, and what that is.
pub(super) fn keeper() -> (Onlooker, Kept) {
    let (send_totals, totals) = watch::channel(None);
    let (send_funnels, funnels) = watch::channel(None);
    let (send_seen, seen) = watch::channel(None);
    let (send_notes, notes) = watch::channel(None);
    // What was read at the start is there already.
    let (mut of_totals, mut of_funnels, mut of_seen, mut of_notes) = (0, 0, None, None);
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
        let revision = board.notes().revision();
        if of_notes.replace(revision).is_some_and(|before| before != revision) {
            let _ = send_notes.send(Some(board.notes().held(now).to_vec()));
        }
    };
    (Box::new(look), Kept { totals, funnels, seen, notes })
}

impl Kept {
    /// Writes into these files what is to be kept, a little after each change; for ever.
    pub(super) async fn keep(&mut self, files: Files) {
        let Self { totals, funnels, seen, notes } = self;
        join!(
            keep_on(files.weeks.totals, totals, CALM, write_totals),
            keep_on(files.weeks.funnels, funnels, CALM, write_totals),
            keep_on(files.seen, seen, SOON, write_seen),
            keep_on(files.notes, notes, SOON, write_notes),
        );
        pending::<()>().await;
    }

    /// Writes what is known last, at the end.
    pub(super) async fn rest(&mut self, files: Files) {
        if let Some(file) = &files.weeks.totals {
            write_totals(file, &mut self.totals).await;
        }
        if let Some(file) = &files.weeks.funnels {
            write_totals(file, &mut self.funnels).await;
        }
        if let Some(file) = &files.seen {
            write_seen(file, &mut self.seen).await;
        }
        if let Some(file) = &files.notes {
            write_notes(file, &mut self.notes).await;
        }
    }
}

/// Writes what is to be kept so long after each change.
async fn keep_on<T>(
    file: Option<PathBuf>,
    news: &mut watch::Receiver<T>,
    later: Duration,
    write: impl AsyncFn(&Path, &mut watch::Receiver<T>),
) {
    while let Some(file) = &file
        && news.changed().await.is_ok()
    {
        sleep(later).await;
        write(file, news).await;
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

async fn write_notes(file: &Path, notes: &mut watch::Receiver<Option<Vec<Note>>>) {
    let last = notes.borrow_and_update().clone();
    if let Some(notes) = last {
        let file = file.to_owned();
        write("notes", move || keep_notes(&file, &notes)).await;
    }
}

async fn write(what: &str, job: impl FnOnce() -> io::Result<()> + Send + 'static) {
    if let Ok(Err(error)) = spawn_blocking(job).await {
        tracing::warn!("hub: {what}: {error}");
    }
}
