//! Long work, apart from the threads that wait for connections and timers.
//!
//! What a vendor sends may take seconds to read. Read where it was received, it would hold up every other source, the
//! time that requests are given and whatever else waits there.

use std::any::Any;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// What is read where it was received, in bytes: reading it takes less than a millisecond.
pub(crate) const SMALL: usize = 64 * 1024;
/// So much is read at a time: more would only take the processor from those who draw and press keys.
static PLACES: Semaphore = Semaphore::const_new(2);

/// What is done apart, and what comes of it: of one type whatever it is, so that there is one kind of task for all of it
/// and not one, with all that the runtime has for each, for everything that is read anywhere.
type Job = Box<dyn FnOnce() -> Done + Send>;
type Done = Box<dyn Any + Send>;

/// Does what has `bytes` to read, on a thread of its own where they are many.
pub(crate) async fn apart<T: Send + 'static>(bytes: usize, job: impl FnOnce() -> T + Send + 'static) -> T {
    if bytes <= SMALL {
        return job();
    }
    match elsewhere(Box::new(move || Box::new(job()))).await.downcast() {
        Ok(done) => *done,
        // It is what the job returned.
        Err(_) => std::future::pending().await,
    }
}

async fn elsewhere(job: Job) -> Done {
    let place = PLACES.acquire().await;
    // The place is given back when the job is done, not when it is no longer waited for.
    let done = spawn_blocking(move || {
        let _place = place;
        job()
    });
    match done.await {
        Ok(done) => done,
        Err(failed) if failed.is_panic() => std::panic::resume_unwind(failed.into_panic()),
        // The program ends, and this is no longer waited for.
        Err(_) => std::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
