//! Tasks, of few types: what the runtime has for each type of task, and that for each of its schedulers, is in the program
//! once for all that return the same, and not once for each place that starts one.

use std::pin::Pin;

use tokio::task::JoinHandle;

/// A task that returns a `T`.
pub type Task<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A task, for a set of them.
pub fn boxed<T>(task: impl Future<Output = T> + Send + 'static) -> Task<T> {
    Box::pin(task)
}

/// Starts a task.
pub fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    tokio::spawn(boxed(task))
}

/// Does what may wait for a disk or compute for long, on a thread for such work.
pub fn spawn_blocking<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let job: Box<dyn FnOnce() -> T + Send> = Box::new(job);
    tokio::task::spawn_blocking(job)
}
