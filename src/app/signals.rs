//! Signals that end the program, stop it, or bring it back.

use std::io;

use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;
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
    /// SIGTSTP: give the terminal back, and stop.
    Stop,
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
        /// SIGTSTP.
        stop: Listener,
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
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            resume: signal(SignalKind::from_raw(CONTINUE))?,
        })
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        match self {
            Self::Process { terminate, interrupt, hang_up, stop, resume } => tokio::select! {
                _ = terminate.recv() => Signal::End,
                _ = interrupt.recv() => Signal::End,
                _ = hang_up.recv() => Signal::End,
                _ = stop.recv() => Signal::Stop,
                _ = resume.recv() => Signal::Continue,
            },
            Self::Never => std::future::pending().await,
        }
    }
}

/// Stops the process, as SIGTSTP does where nobody listens to it; returns when it is continued.
///
/// # Errors
/// When the system refuses.
pub(super) fn stop_here() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
