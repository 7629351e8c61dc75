//! The threads of the program.
//!
//! Signals, keys and frames have threads of their own, and so have the sources, and the simulator that a demo brings
//! along. However long a source computes, its threads are not those that a person waits for; and whatever is still
//! computed when the program ends is not waited for.

use std::io;
use std::pin::Pin;
use std::sync::OnceLock;

use tokio::runtime::{Builder, EnterGuard, Handle, Runtime};

use crate::cli::Command;

/// Threads of the sources of a command. One is enough for a board, since what is large is read on others still (see
/// `http::apart`): of two, each would wake the other at every message, to take half of what is less work than a waking. What
/// answers others has two.
pub const fn of_sources(command: Option<&Command>) -> usize {
    match command {
        #[cfg(feature = "demo")]
        Some(Command::Demo(_) | Command::Simulate(_)) => 2,
        Some(Command::Hub(_)) => 2,
        _ => 1,
    }
}

static SOURCES: OnceLock<Handle> = OnceLock::new();

/// The threads, waiting for something to do.
#[derive(Debug)]
pub struct Threads {
    own: Runtime,
    sources: Runtime,
}

impl Threads {
    /// Starts them, so many of them for the sources.
    ///
    /// # Errors
    /// When the system gives no more.
    pub fn start(of_sources: usize) -> io::Result<Self> {
        let some = |count: usize| Builder::new_multi_thread().worker_threads(count).enable_all().build();
        Ok(Self { own: some(1)?, sources: some(of_sources.max(1))? })
    }

    /// Lets [`sources`] and [`beside`] be about these.
    #[must_use]
    pub fn of_this_process(self) -> Self {
        let _ = SOURCES.set(self.sources.handle().clone());
        self
    }

    /// Runs `program` on this thread, and ends with it whatever the others do.
    pub fn run<F: Future>(self, program: F) -> F::Output {
        // Behind a pointer: the runtime polls it in several places, each of which would have the whole program in it.
        let program: Pin<Box<dyn Future<Output = F::Output> + '_>> = Box::pin(program);
        let outcome = self.own.block_on(program);
        // What is stuck in a system call, or computes, must not keep the shell waiting.
        self.own.shutdown_background();
        self.sources.shutdown_background();
        outcome
    }
}

/// While it is held, what is spawned runs on the threads of the sources, where the process has such.
pub fn sources() -> Option<EnterGuard<'static>> {
    SOURCES.get().map(Handle::enter)
}

/// Does something on the threads of the sources, where the process has such.
pub async fn beside<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let Some(sources) = SOURCES.get() else { return work.await };
    match sources.spawn(work).await {
        Ok(done) => done,
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        // The program ends, and this is no longer waited for.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
