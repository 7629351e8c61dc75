//! Whatever is changed on the terminal is changed here, and noted, so that all of it is put back: at the end, by a
//! panic, and before a signal ends or stops the process.
//!
//! The board hears of signals by itself, since it has more to end than its screen. Questions outside of it ([`Raw`])
//! wait for a person and hear nothing: for them a thread waits for signals, puts the terminal back, and lets the signal
//! do what it does.

use std::io::{self, Write};
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::ResetColor;
use crossterm::terminal::{
    DisableLineWrap, EnableLineWrap, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use rustix::termios::{Action, LocalModes, OptionalActions, QueueSelector, tcflow, tcflush, tcgetattr, tcsetattr};
use signal_hook::consts::{
    SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGIO, SIGPROF, SIGQUIT, SIGTERM, SIGTSTP, SIGVTALRM, SIGXCPU,
};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// Signals that end a program that does not listen to them. SIGUSR1 and SIGXFSZ are not among them: they end none of
/// ours.
pub const ENDING: [i32; 9] = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGALRM, SIGXCPU, SIGVTALRM, SIGPROF, SIGIO];

/// Presses, releases and the wheel, with columns beyond 223. Not every motion: a frame needs none of them, and over a
/// thin line they would crowd out the keys.
pub(super) const MOUSE_ON: &[u8] = b"\x1b[?1000h\x1b[?1006h";
pub(super) const MOUSE_OFF: &[u8] = b"\x1b[?1006l\x1b[?1000l";

/// What the keys that send signals (control-C, control-Z, control-\) do in raw mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignalKeys {
    /// They are keys like any other.
    Typed,
    /// They send their signals.
    Sent,
}

/// What is changed on the terminal at the moment.
#[derive(Clone, Copy, Debug)]
struct Changed {
    raw: Option<SignalKeys>,
    screen: bool,
    mouse: bool,
}

const NOTHING: Changed = Changed { raw: None, screen: false, mouse: false };

static CHANGED: Mutex<Changed> = Mutex::new(NOTHING);

fn changed() -> MutexGuard<'static, Changed> {
    CHANGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the whole terminal for a screen that `out` leads to, or takes it once more.
///
/// # Errors
/// When the terminal refuses; it is then as it was.
pub(super) fn take_screen(out: &mut impl Write) -> io::Result<()> {
    let mut changed = changed();
    let taken = enter(&mut changed, SignalKeys::Typed).and_then(|()| {
        changed.screen = true;
        execute!(out, EnterAlternateScreen, Hide, DisableLineWrap, EnableBracketedPaste)
    });
    if taken.is_err() {
        undo(&mut changed);
    }
    taken
}

/// Notes that the terminal is about to be asked for what the mouse does, or no longer.
pub(super) fn mouse(on: bool) {
    changed().mouse = on;
}

/// Whether anything is changed on the terminal, or is just being changed or put back. Waits for nothing.
pub fn is_taken() -> bool {
    CHANGED.try_lock().map_or(true, |changed| changed.raw.is_some() || changed.screen)
}

/// Throws away what the terminal has not taken yet, so that a write that waits for it goes on.
pub fn discard() {
    let out = io::stdout();
    // What waits is woken when the flow begins again, not by what is thrown away. A terminal that has gone wakes it
    // too.
    let _ = tcflow(&out, Action::OOff);
    let _ = tcflush(&out, QueueSelector::OFlush);
    let _ = tcflow(&out, Action::OOn);
}

/// Puts the terminal back as it was found. Does nothing when it is not ours; may be called from anywhere, also from
/// a panic hook, and twice.
pub fn restore() {
    undo(&mut changed());
}

/// Raw mode. The shell may have had the terminal in between, so what the process believes of it may no longer be so.
fn enter(changed: &mut Changed, keys: SignalKeys) -> io::Result<()> {
    changed.raw = Some(keys);
    disable_raw_mode()?;
    enable_raw_mode()?;
    if keys == SignalKeys::Sent {
        let terminal = io::stdin();
        let mut modes = tcgetattr(&terminal)?;
        modes.local_modes |= LocalModes::ISIG;
        tcsetattr(&terminal, OptionalActions::Now, &modes)?;
    }
    Ok(())
}

/// Puts everything back; what was changed until then. Nothing can be done about a terminal that is gone.
fn undo(changed: &mut Changed) -> Changed {
    let before = std::mem::replace(changed, NOTHING);
    if before.mouse {
        let _ = io::stdout().write_all(MOUSE_OFF);
    }
    if before.screen {
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            DisableBracketedPaste,
            EnableLineWrap,
            ResetColor,
            LeaveAlternateScreen,
            Show
        );
    }
    if before.raw.is_some() {
        let _ = disable_raw_mode();
    }
    before
}

/// Raw mode for a question, put back when dropped and before a signal ends or stops the process.
pub(super) struct Raw(SignalKeys);

impl Raw {
    /// Takes the keys.
    ///
    /// # Errors
    /// When the terminal refuses, or signals cannot be waited for.
    pub(super) fn take(keys: SignalKeys) -> io::Result<Self> {
        watch()?;
        let mut changed = changed();
        let taken = enter(&mut changed, keys);
        if taken.is_err() {
            undo(&mut changed);
        }
        taken.map(|()| Self(keys))
    }

    /// Readable when the process was continued, and what stands on the terminal may be gone; read it empty.
    #[expect(clippy::unused_self, reason = "there is one while there is raw mode")]
    pub(super) fn continued(&self) -> Option<&'static UnixStream> {
        CONTINUED.get().map(|(_, listener)| listener)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let mut changed = changed();
        if changed.raw == Some(self.0) {
            undo(&mut changed);
        }
    }
}

/// What the thread of signals writes to when the process was continued, and what is read then.
static CONTINUED: OnceLock<(UnixStream, UnixStream)> = OnceLock::new();

/// Waits for signals from now on, on a thread of its own.
fn watch() -> io::Result<()> {
    static WATCHED: Mutex<bool> = Mutex::new(false);
    let mut watched = WATCHED.lock().unwrap_or_else(PoisonError::into_inner);
    if *watched {
        return Ok(());
    }
    let (teller, listener) = UnixStream::pair()?;
    teller.set_nonblocking(true)?;
    listener.set_nonblocking(true)?;
    let _ = CONTINUED.set((teller, listener));
    let mut signals = Signals::new(ENDING.into_iter().chain([SIGTSTP, SIGCONT]))?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || signals.forever().for_each(obey))?;
    *watched = true;
    Ok(())
}

/// Does what the signal does where it is not listened to, once the terminal is as it was found.
fn obey(signal: i32) {
    // Nothing is changed on the terminal while this is held; a signal that ends the process never lets go of it.
    let mut changed = changed();
    match signal {
        SIGTSTP => {
            let before = undo(&mut changed);
            let _ = emulate_default_handler(SIGTSTP);
            again(&mut changed, before);
        }
        // One that cannot be heard may have stopped it, and the shell has had the terminal since.
        SIGCONT => {
            let before = *changed;
            again(&mut changed, before);
        }
        _ => {
            if undo(&mut changed).raw == Some(SignalKeys::Typed) {
                // The shell's own prompt begins a line.
                let mut out = io::stdout();
                let _ = out.write_all(b"\n").and_then(|()| out.flush());
            }
            let _ = emulate_default_handler(signal);
            std::process::exit(128 + signal);
        }
    }
}

fn again(changed: &mut Changed, before: Changed) {
    let Some(keys) = before.raw else { return };
    // A terminal that is gone says so to any reader.
    let _ = enter(changed, keys);
    if let Some((teller, _)) = CONTINUED.get() {
        // Where there is no reader, it was told often enough.
        let _ = (&*teller).write(&[0]);
    }
}
