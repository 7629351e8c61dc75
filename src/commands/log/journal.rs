//! systemd's journal, in its own protocol: a line and its level in one datagram. Standard error would be no place for it,
//! since that may be the terminal that is drawn on.

use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;

use tracing::Level;

use super::problem::Log;
use crate::model::plain;

/// Where it listens.
pub(super) const JOURNAL: &str = "/run/systemd/journal/socket";

/// A longer line is cut, in bytes: a datagram has its bounds.
const LONGEST: usize = 32 * 1024;

/// The journal that listens at a path.
pub(super) struct Journal {
    path: PathBuf,
    socket: Option<UnixDatagram>,
}

impl Journal {
    pub(super) const fn at(path: PathBuf) -> Self {
        Self { path, socket: None }
    }

    /// Tells it a line, without waiting for it.
    pub(super) fn write(&mut self, level: Level, line: &str) -> Result<(), Log> {
        let line = plain::line(line.trim_end_matches('\n'));
        let end = line.floor_char_boundary(LONGEST.min(line.len()));
        let cut = line.get(..end).unwrap_or_default();
        let told = format!("PRIORITY={}\nSYSLOG_IDENTIFIER=callboard\nMESSAGE={cut}\n", priority(level));
        self.send(told.as_bytes())
            .map_err(|error| Log::Unheard(self.path.display().to_string(), error.to_string().into()))
    }

    fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        let socket = if let Some(socket) = self.socket.take() {
            socket
        } else {
            let socket = UnixDatagram::unbound()?;
            socket.set_nonblocking(true)?;
            socket
        };
        let sent = socket.send_to(bytes, &self.path);
        self.socket = Some(socket);
        sent.map(|_| ())
    }
}

/// A level as syslog counts.
const fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}
