//! Signals that end the program, stop it, or bring it back; and a terminal that has gone, which may come with none.

use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::task::Poll;
use std::time::Duration;

use rustix::io::Errno;
use signal_hook::consts::{SIGTSTP, SIGUSR2};
use signal_hook::low_level::emulate_default_handler;
use tokio::io::Interest;
use tokio::io::unix::AsyncFd;
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};
use tokio::time::sleep;

use crate::term;

/// What is in the middle of something when the terminal goes has so long to end it.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// The loop has so long to hear of a signal that ends it, and then is looked at so often.
const HEARING: (Duration, Duration) = (Duration::from_secs(2), Duration::from_millis(100));

/// SIGCONT on Linux and on the BSDs (macOS): the kernel's number differs.
#[cfg(target_os = "linux")]
const CONTINUE: i32 = 18;
#[cfg(not(target_os = "linux"))]
const CONTINUE: i32 = 19;

/// What a signal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signal {
    /// SIGTERM, SIGINT, SIGHUP, SIGQUIT or another that ends programs: leave, and leave the terminal as it was.
    End,
    /// SIGTSTP: give the terminal back, and stop.
    Stop,
    /// SIGCONT: the process was stopped, and another program left the terminal in another state meanwhile.
    Continue,
    /// SIGUSR2: read the settings anew.
    Reload,
}

/// A source of signals.
#[derive(Debug)]
pub enum Signals {
    /// The process's own.
    Process {
        /// Those that end it.
        end: Vec<Listener>,
        /// SIGTSTP.
        stop: Listener,
        /// SIGCONT.
        resume: Listener,
        /// SIGUSR2.
        reload: Listener,
        /// The terminal, where the program has one to lose.
        terminal: Terminal,
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
            end: ending()?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            resume: signal(SignalKind::from_raw(CONTINUE))?,
            reload: signal(SignalKind::from_raw(SIGUSR2))?,
            terminal: Terminal(None),
        })
    }

    /// The same on a terminal (standard input): a signal to leave is heard also while the terminal takes nothing and a
    /// frame waits for it, and its end is one too. The reader of keys turns in a circle on a
    /// terminal that has gone, and may do so in the middle of the loop; then the program ends without it.
    #[must_use]
    pub fn on_terminal(mut self) -> Self {
        if let Self::Process { terminal, .. } = &mut self {
            *terminal = Terminal::of_stdin();
            crate::tasks::spawn(async {
                Terminal::of_stdin().gone().await;
                sleep(LAST_WAIT).await;
                tracing::error!("the terminal has gone, and the loop did not end");
                term::restore();
                std::process::exit(0);
            });
            if let Ok(mut end) = ending() {
                crate::tasks::spawn(async move {
                    any(&mut end).await;
                    let (grace, pause) = HEARING;
                    sleep(grace).await;
                    while term::is_taken() {
                        term::discard();
                        sleep(pause).await;
                    }
                });
            }
        }
        self
    }

    /// The next one.
    pub async fn next(&mut self) -> Signal {
        match self {
            Self::Process { end, stop, resume, reload, terminal } => tokio::select! {
                // A terminal that goes sends SIGHUP and SIGCONT together.
                biased;
                () = any(end) => Signal::End,
                () = terminal.gone() => Signal::End,
                _ = stop.recv() => Signal::Stop,
                _ = resume.recv() => Signal::Continue,
                _ = reload.recv() => Signal::Reload,
            },
            Self::Never => std::future::pending().await,
        }
    }

    /// Waits until the program is to end, for commands without a screen; meanwhile it stops and goes on as it is told.
    pub async fn ended(&mut self) {
        // Without a screen there are no rules nor shades to be taken anew.
        while self.asked().await != Signal::End {}
    }

    /// The same for those that can read their settings anew: [`Signal::End`] or [`Signal::Reload`].
    pub async fn asked(&mut self) -> Signal {
        loop {
            match self.next().await {
                asked @ (Signal::End | Signal::Reload) => return asked,
                Signal::Stop => {
                    if let Err(error) = stop_here() {
                        tracing::warn!("SIGTSTP: {error}");
                    }
                }
                Signal::Continue => {}
            }
        }
    }
}

fn ending() -> io::Result<Vec<Listener>> {
    term::ENDING.into_iter().map(|number| signal(SignalKind::from_raw(number))).collect()
}

/// Waits for any of these.
async fn any(listeners: &mut [Listener]) {
    poll_fn(|context| {
        let came = listeners.iter_mut().any(|listener| listener.poll_recv(context).is_ready());
        if came { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// A terminal that may go.
#[derive(Debug)]
pub struct Terminal(Option<AsyncFd<OwnedFd>>);

impl Terminal {
    /// Must be called within a runtime. What cannot be watched never goes.
    #[expect(deprecated, reason = "its successor is unsafe, for what is not owned; this is, and is only waited for")]
    fn of_stdin() -> Self {
        let input = io::stdin().as_fd().try_clone_to_owned();
        Self(input.and_then(|input| AsyncFd::with_interest(input, Interest::READABLE)).ok())
    }

    /// Waits until the other end is gone.
    async fn gone(&self) {
        let Some(input) = &self.0 else { return std::future::pending().await };
        loop {
            match input.ready(Interest::READABLE).await {
                Ok(mut guard) if !guard.ready().is_read_closed() => guard.clear_ready(),
                Ok(_) => return,
                Err(_) => return std::future::pending().await,
            }
        }
    }
}

/// Whether it is what the system says of a terminal whose other end is gone.
pub(super) fn has_gone(error: &io::Error) -> bool {
    matches!(Errno::from_io_error(error), Some(Errno::IO | Errno::NXIO | Errno::PIPE))
}

/// Stops the process, as SIGTSTP does where it is not listened to; returns when it is continued.
///
/// # Errors
/// When the system refuses.
pub(super) fn stop_here() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}
