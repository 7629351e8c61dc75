//! A file that takes all of a frame, whatever the terminal is like.
//!
//! Another program on the same terminal may have made it one that refuses to wait (`O_NONBLOCK` belongs to the terminal's
//! open file, which is shared). A frame that is half written would leave half a sequence behind.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// Waits for room where there is none.
pub(super) struct Patient<W = File>(pub(super) W);

impl<W: Write + AsFd> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => room(&self.0)?,
                outcome => return outcome,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Waits until something can be written, or the other end has gone.
fn room(out: impl AsFd) -> io::Result<()> {
    match poll(&mut [PollFd::new(&out, PollFlags::OUT)], None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::os::unix::net::UnixStream;

    use super::*;

    #[test]
    fn a_frame_arrives_whole_where_the_terminal_refuses_to_wait() {
        let (out, mut terminal) = UnixStream::pair().unwrap();
        out.set_nonblocking(true).unwrap();
        let frame: Vec<u8> = (0..2_000_000_u32).map(|at| at as u8).collect();
        let sent = frame.clone();
        let writer = std::thread::spawn(move || Patient(out).write_all(&sent));
        let mut taken = Vec::new();
        terminal.read_to_end(&mut taken).unwrap();
        writer.join().unwrap().unwrap();
        assert!(taken == frame, "{} of {} bytes", taken.len(), frame.len());
    }

    #[test]
    fn one_that_has_gone_is_an_error() {
        let (out, terminal) = UnixStream::pair().unwrap();
        out.set_nonblocking(true).unwrap();
        drop(terminal);
        assert!(Patient(out).write_all(&[0; 100]).is_err());
    }
}
