//! A recording going on: a task that takes updates and writes them, so that no disk holds up the sender.

use std::path::PathBuf;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::problem::Halt;
use super::{Opened, Recorder, RecordingError, Writer};
use crate::model::{Board, Problem, Stamp, Update};
use crate::tasks::spawn_blocking;

/// What was taken is on its way to the disk after so long.
const FLUSH: Duration = Duration::from_secs(1);

/// So many updates may wait for the disk before they are left out.
const HELD: usize = 4096;

/// So many are taken at once.
const BATCH: usize = 512;

/// How a recording stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TakeState {
    /// Where it is written; `None` while the file is being opened.
    pub path: Option<PathBuf>,
    /// Bytes of a torn block that were dropped from the file that goes on.
    pub dropped: u64,
    /// Whether a recording that was there goes on.
    pub appended: bool,
    /// Bytes written in this session.
    pub bytes: u64,
    /// Updates written in this session, or about to be.
    pub updates: u64,
    /// Why it has ended by itself.
    pub failure: Option<Problem>,
}

/// Opens a recording, where the disk may be waited for.
type Open = Box<dyn FnOnce() -> Result<(Writer, Opened), Problem> + Send>;

enum Told {
    Update(Update),
    /// Go on in another file.
    Into(Open, Stamp),
    /// Something was left out: begin anew from this board.
    Anew(Box<Board>, Stamp),
    /// The clock was set by so many ms.
    ClockSet(i64, Stamp),
}

/// A recording going on.
#[derive(Debug)]
pub struct Take {
    told: mpsc::Sender<Told>,
    state: watch::Receiver<TakeState>,
    task: JoinHandle<()>,
    behind: bool,
    /// Since when.
    pub since: Stamp,
}

impl Take {
    /// Begins a recording with what `board` knows at `now`; `open` says where, on a thread that may wait for a disk.
    pub fn start(
        open: impl FnOnce() -> Result<(Writer, Opened), Problem> + Send + 'static,
        board: Board,
        now: Stamp,
    ) -> Self {
        let (told, inbox) = mpsc::channel(HELD);
        let (said, state) = watch::channel(TakeState::default());
        let task = crate::tasks::spawn(async move {
            if let Err(problem) = run(open, board, now, inbox, &said).await {
                said.send_modify(|state| state.failure = Some(problem));
            }
        });
        Self { told, state, task, behind: false, since: now }
    }

    /// Records `update`, waiting for room; `false` once the recording has ended by itself.
    pub async fn record(&self, update: Update) -> bool {
        self.told.send(Told::Update(update)).await.is_ok()
    }

    /// Records that `board` takes the place of everything, waiting for room; `false` once the recording has ended by itself.
    pub async fn record_board(&self, board: Board, now: Stamp) -> bool {
        self.told.send(Told::Anew(Box::new(board), now)).await.is_ok()
    }

    /// Takes note that this machine's clock was set by `by` ms, waiting for room; `false` once the recording has ended
    /// by itself.
    pub async fn clock_set(&self, by: i64, now: Stamp) -> bool {
        self.told.send(Told::ClockSet(by, now)).await.is_ok()
    }

    /// Goes on in another file, waiting for room; `false` once the recording has ended by itself.
    pub async fn go_on_in(
        &self,
        open: impl FnOnce() -> Result<(Writer, Opened), Problem> + Send + 'static,
        now: Stamp,
    ) -> bool {
        self.told.send(Told::Into(Box::new(open), now)).await.is_ok()
    }

    /// Goes on from the whole board at the next [`catch_up`](Self::catch_up): it changed by more than is told.
    pub const fn begin_anew(&mut self) {
        self.behind = true;
    }

    /// Records `update` without ever waiting: where the disk cannot keep up, it is left out.
    pub fn offer(&mut self, update: &Update) {
        if !self.behind
            && matches!(self.told.try_send(Told::Update(update.clone())), Err(mpsc::error::TrySendError::Full(_)))
        {
            self.behind = true;
        }
    }

    /// Goes on from `board`, if something was left out and there is room again. To be called after each batch.
    pub fn catch_up(&mut self, board: &Board, now: Stamp) {
        if self.behind && self.told.capacity() > HELD / 2 {
            self.behind = self.told.try_send(Told::Anew(Box::new(board.clone()), now)).is_err();
        }
    }

    /// How it stands.
    pub fn state(&self) -> TakeState {
        self.state.borrow().clone()
    }

    /// Waits until it stands otherwise; `false` once it has ended.
    pub async fn changed(&mut self) -> bool {
        self.state.changed().await.is_ok()
    }

    /// Ends it when everything is written; how it stood then.
    pub async fn finish(self) -> TakeState {
        drop(self.told);
        // A task that panicked has ended too.
        let _ = self.task.await;
        self.state.borrow().clone()
    }
}

async fn run(
    open: impl FnOnce() -> Result<(Writer, Opened), Problem> + Send + 'static,
    board: Board,
    now: Stamp,
    mut inbox: mpsc::Receiver<Told>,
    said: &watch::Sender<TakeState>,
) -> Result<(), Problem> {
    let (mut recorder, path, opened) = blocking(move || {
        let (writer, opened) = open()?;
        let path = writer.path().to_owned();
        let recorder = Recorder::new(writer, board, now).map_err(ended)?;
        Ok((recorder, path, opened))
    })
    .await?;
    said.send_modify(|state| {
        state.path = Some(path);
        state.appended = opened != Opened::New;
        state.dropped = if let Opened::Appended { dropped } = opened { dropped } else { 0 };
        state.bytes = recorder.bytes();
    });
    let mut due: Option<Instant> = None;
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let count = tokio::select! {
            biased;
            () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => None,
            count = inbox.recv_many(&mut batch, BATCH) => Some(count),
        };
        let told = std::mem::replace(&mut batch, Vec::with_capacity(BATCH));
        recorder = blocking(move || {
            for told in told {
                match told {
                    Told::Update(update) => recorder.take(update),
                    Told::Into(open, now) => {
                        let (writer, _) = open()?;
                        recorder.go_on_in(writer, now)
                    }
                    Told::Anew(board, now) => recorder.begin_anew(*board, now),
                    Told::ClockSet(by, now) => recorder.clock_set(by, now),
                }
                .map_err(ended)?;
            }
            if count.is_none_or(|count| count == 0) {
                recorder.flush().and_then(|()| recorder.check()).map_err(ended)?;
            }
            Ok(recorder)
        })
        .await?;
        due = recorder.is_pending().then(|| due.unwrap_or_else(|| Instant::now() + FLUSH));
        said.send_if_modified(|state| {
            let before = (state.bytes, state.updates);
            (state.bytes, state.updates) = (recorder.bytes(), recorder.updates());
            if state.path.as_deref() != Some(recorder.path()) {
                state.path = Some(recorder.path().to_owned());
            }
            before != (state.bytes, state.updates)
        });
        if count == Some(0) {
            return Ok(());
        }
    }
}

fn ended(error: RecordingError) -> Problem {
    Halt::Failed(error.into()).into()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Problem> + Send + 'static) -> Result<T, Problem> {
    spawn_blocking(work).await.unwrap_or_else(|_| Err(Halt::Broken.into()))
}
