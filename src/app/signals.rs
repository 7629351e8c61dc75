//! Signals that end the program or bring it back.

use std::io;

use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

/// SIGCONT on Linux and on the BSDs (macOS): the kernel's number differs.
#[cfg(target_os = "linux")]
const CONTINUE: i32 = 18;
#[cfg(not(target_os = "linux"))]
const CONTINUE: i32 = 19;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM, SIGINT or SIGHUP: leave, and leave the terminal as it was.
    End,
    /// SIGCONT: the process was stopped, and whoever had the terminal meanwhile left it in another state.
    Continue,
}

/// A source of signals.
#[derive(Debug)]
pub enum Signals {
    /// The process's own.
    Process {
        /// SIGTERM.
        terminate: Listener,
        /// SIGINT.
        interrupt: Listener,
        /// SIGHUP.
        hang_up: Listener,
        /// SIGCONT.
        resume: Listener,
    },
    /// None ever; for tests.
    Never,
}

impl Signals {
    /// Listens to the process's signals.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn listen() -> io::Result<Self> {
        Ok(Self::Process {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
            resume: signal(SignalKind::from_raw(CONTINUE))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        match self {
            Self::Process { terminate, interrupt, hang_up, resume } => tokio::select! {
                _ = terminate.recv() => Signal::End,
                _ = interrupt.recv() => Signal::End,
                _ = hang_up.recv() => Signal::End,
                _ = resume.recv() => Signal::Continue,
            },
            Self::Never => std::future::pending().await,
        }
    }
}
