//! The end of commands that print: a signal, a reader that has seen enough, or the end of what there is to print.

use super::Failure;
use crate::app::Signals;
use crate::tasks::spawn_blocking;

/// Listens to the process's signals.
///
/// # Errors
/// When the system refuses.
pub fn signals() -> Result<Signals, Failure> {
    Signals::listen().map_err(|error| Failure::Other(format!("no signals to be had: {error}")))
}

/// Prints what is read from files, apart from what hears signals: until all is printed, or a signal comes.
///
/// # Errors
/// Those of `printing`.
pub async fn unless_ended(
    signals: &mut Signals,
    printing: impl FnOnce() -> Result<(), Failure> + Send + 'static,
) -> Result<(), Failure> {
    let printing = spawn_blocking(printing);
    tokio::select! {
        biased;
        () = signals.ended() => Ok(()),
        printed = printing => printed.unwrap_or_else(|_| Err(Failure::Other("nothing could be printed".to_owned()))),
    }
}
