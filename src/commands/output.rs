//! Standard output, as the commands that print use it.

use std::io::{self, Write};

use super::Failure;

/// Prints `bytes`. A reader that has seen enough and closed the pipe is no failure.
///
/// # Errors
/// When standard output cannot be written to, a full disk for example.
pub fn print(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Other(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}
