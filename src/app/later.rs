//! A small file that is written a little after something has changed, by a task of its own: no disk ever holds up a key.

use std::io;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use super::problem::Notice;
use crate::tasks::spawn_blocking;

/// A person who quits waits no longer than this for the last change to be written.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// When a file is to be written next, and what is being written; `T` is what a write has to tell.
#[derive(Debug)]
pub(super) struct Pending<T> {
    due: Option<Instant>,
    jobs: JoinSet<io::Result<T>>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { due: None, jobs: JoinSet::new() }
    }
}

impl<T: 'static> Pending<T> {
    /// Something has changed: it is written after `calm`, with what else has changed by then.
    pub(super) fn changed(&mut self, calm: Duration) {
        self.due.get_or_insert_with(|| Instant::now() + calm);
    }

    /// Whether anything is to be written, or is being written.
    pub(super) fn is_busy(&self) -> bool {
        self.due.is_some() || !self.jobs.is_empty()
    }
}

/// What is kept in such a file.
pub(super) trait KeptLater {
    /// What a write has to tell.
    type Done: Default + Send + 'static;

    /// When it is written.
    fn pending(&mut self) -> &mut Pending<Self::Done>;

    /// What writes the file as it is to be now; `None` where it is to be as it is.
    fn job(&mut self) -> Option<impl FnOnce() -> io::Result<Self::Done> + Send + 'static>;

    /// What there is to say of a write.
    fn outcome(&mut self, done: io::Result<Self::Done>) -> Option<Notice>;

    /// Writes what is to be written, when it is time; ends with a sentence when there is something to say.
    async fn work(&mut self) -> Notice {
        loop {
            if let Some(done) = self.pending().jobs.join_next().await {
                if let Some(said) = self.outcome(done.unwrap_or_else(|_| Ok(Self::Done::default()))) {
                    return said;
                }
            } else if let Some(at) = self.pending().due {
                sleep_until(at).await;
                self.write();
            } else {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Begins to write what is to be written, without waiting for its time.
    fn hurry(&mut self) {
        if self.pending().due.is_some() {
            self.write();
        }
    }

    /// Writes what is not written yet, and waits for it for a moment.
    async fn stop(&mut self) {
        let done = async {
            while self.pending().jobs.join_next().await.is_some() {}
            if self.pending().due.is_some() {
                self.write();
            }
            while let Some(done) = self.pending().jobs.join_next().await {
                self.outcome(done.unwrap_or_else(|_| Ok(Self::Done::default())));
            }
        };
        // A disk that does not answer must not keep the shell waiting.
        let _ = timeout(LAST_WAIT, done).await;
    }

    /// Begins to write.
    fn write(&mut self) {
        self.pending().due = None;
        if let Some(job) = self.job() {
            let writing = async { spawn_blocking(job).await.unwrap_or_else(|_| Ok(Self::Done::default())) };
            self.pending().jobs.spawn(crate::tasks::boxed(writing));
        }
    }
}
