//! The only writer to the terminal.
//!
//! A frame is built in memory and leaves in one write, wrapped in a synchronized update, so that nothing tears on a
//! slow line; a frame that changes nothing writes nothing. What was changed on the terminal is put back on every way
//! out: a normal end, an error, a signal, a panic.

use std::cell::Cell as Slot;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::AsFd;
use std::rc::Rc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use crossterm::queue;
use crossterm::terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};
use rustix::termios::tcgetwinsize;

pub mod ask;
mod echo;
mod encode;
mod guard;
mod input;
pub mod line;
mod patient;

pub use echo::Echo;
use echo::QUESTION;
use encode::Encoder;
pub use guard::{ENDING, discard, is_taken, restore};
use guard::{MOUSE_OFF, MOUSE_ON};
pub use input::{ESCAPE_WAIT, Input};
use patient::Patient;

/// Why the terminal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TermError {
    /// Standard input or output is not a terminal.
    #[error("the board draws on a terminal, and standard {0} is not one; for a script use `callboard snapshot`")]
    NotATerminal(&'static str),
    /// The terminal cannot move its cursor.
    #[error("TERM={0} cannot move its cursor; set TERM to what the terminal is (xterm-256color, linux, screen, …)")]
    Dumb(String),
    /// The system refused.
    #[error("the terminal cannot be set up: {0}")]
    Io(#[from] io::Error),
}

/// Where the size of the screen comes from.
enum Sized {
    Tty,
    Fixed(Rc<Slot<Size>>),
}

/// What ratatui asks of a terminal. It is told nothing but the size: what differs between frames is found, and written,
/// by the [`Encoder`], and the cursor stays hidden.
struct Quiet(Sized);

impl Backend for Quiet {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _position: P) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear_region(&mut self, _clear_type: ClearType) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        match &self.0 {
            Sized::Tty => tty_size(),
            Sized::Fixed(size) => Ok(size.get()),
        }
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size { width: 0, height: 0 } })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The size of the terminal that is drawn on. It is asked for before every frame, so that it is not opened anew for that.
fn tty_size() -> io::Result<Size> {
    match tcgetwinsize(io::stdout()) {
        Ok(size) => Ok(Size { width: size.ws_col, height: size.ws_row }),
        // There are other ways to find out.
        Err(_) => crossterm::terminal::size().map(|(width, height)| Size { width, height }),
    }
}

/// What was written to the terminal, for the measurements of Health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Frames that changed something.
    pub frames: u64,
    /// Bytes of those frames.
    pub bytes: u64,
    /// How long the terminal took to take all of them.
    pub waited: Duration,
}

/// The sequence that asks a terminal for a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Osc {
    /// OSC 9, of one text.
    Nine,
    /// OSC 777, of a title and a text.
    SevenSevenSeven,
}

/// Longest text of a notification, in characters.
const NOTE_CHARS: usize = 160;

/// A text that cannot end its sequence, nor begin another field of it.
fn harmless(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_control()).take(NOTE_CHARS);
    kept.map(|c| if c == ';' { ',' } else { c }).collect()
}

/// The terminal's two ends, open before anything else takes file descriptors; nothing is changed on it yet.
#[derive(Debug)]
pub struct Tty {
    /// Standard output in a file of our own: the library's buffers by lines and would cut a frame in two.
    out: File,
    keys: File,
}

impl Tty {
    /// Opens them.
    ///
    /// # Errors
    /// When standard input or output is not a terminal, one that cannot move its cursor, or there are no files left.
    pub fn open() -> Result<Self, TermError> {
        if !io::stdout().is_terminal() {
            return Err(TermError::NotATerminal("output"));
        }
        if !io::stdin().is_terminal() {
            return Err(TermError::NotATerminal("input"));
        }
        if let Some(term) = std::env::var("TERM").ok().filter(|term| matches!(term.as_str(), "" | "dumb")) {
            return Err(TermError::Dumb(term));
        }
        Ok(Self {
            out: File::from(io::stdout().as_fd().try_clone_to_owned()?),
            keys: File::from(io::stdin().as_fd().try_clone_to_owned()?),
        })
    }

    /// Takes the terminal over: raw mode, alternate screen, no cursor. What is typed is read from now until the program
    /// ends; an escape is held for `escape_wait`. The caller listens to signals already: the system's own answer to
    /// most of them would leave the terminal like that.
    ///
    /// # Errors
    /// When the terminal refuses, or the system has no thread for its keys.
    pub fn take(self, escape_wait: Duration) -> Result<(Screen, Input), TermError> {
        let screen = Screen::take(self.out)?;
        Ok((screen, Input::of_terminal(self.keys, escape_wait)?))
    }
}

/// A screen to draw on.
pub struct Screen {
    terminal: Terminal<Quiet>,
    encoder: Encoder,
    /// The bytes of the frame being built.
    pending: Vec<u8>,
    /// The same as they leave.
    leaving: Vec<u8>,
    out: Box<dyn Write>,
    written: Written,
    taken: bool,
    mouse: bool,
}

impl Screen {
    fn take(mut out: File) -> Result<Self, TermError> {
        guard::take_screen(&mut out)?;
        let mut screen = Self::over(Box::new(Patient(out)), Sized::Tty).inspect_err(|_| restore())?;
        screen.taken = true;
        // Where there is no alternate screen, what the shell has written is still there.
        screen.repaint();
        Ok(screen)
    }

    /// A screen of a fixed size that writes to `out`; for tests and pictures. The size can be changed through the
    /// returned handle.
    ///
    /// # Errors
    /// Never for a writer in memory.
    pub fn fixed(out: Box<dyn Write>, width: u16, height: u16) -> Result<(Self, Rc<Slot<Size>>), TermError> {
        let size = Rc::new(Slot::new(Size { width, height }));
        Ok((Self::over(out, Sized::Fixed(Rc::clone(&size)))?, size))
    }

    fn over(out: Box<dyn Write>, size: Sized) -> Result<Self, TermError> {
        let terminal = Terminal::new(Quiet(size))?;
        let Size { width, height } = terminal.size()?;
        Ok(Self {
            terminal,
            encoder: Encoder::blank(width, height),
            pending: Vec::new(),
            leaving: Vec::new(),
            out,
            written: Written::default(),
            taken: false,
            mouse: false,
        })
    }

    /// Draws a frame: one write, or none when nothing changed.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn draw(&mut self, frame: impl FnOnce(&mut Frame)) -> Result<(), TermError> {
        self.compose(frame)?;
        self.send(false)
    }

    /// Builds a frame, which [`send`](Self::send) sends; one that is built on top of it is part of it. How many bytes it
    /// has so far.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn compose(&mut self, frame: impl FnOnce(&mut Frame)) -> Result<u64, TermError> {
        let Self { terminal, encoder, pending, .. } = self;
        terminal.draw(|of| {
            frame(of);
            encoder.encode(of.buffer_mut(), pending);
        })?;
        Ok(self.pending.len() as u64)
    }

    /// Asks the terminal now for an answer, which [`Input`] tells an [`Echo`] of.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn ask(&mut self) -> Result<(), TermError> {
        self.aside(QUESTION)
    }

    /// Forgets what is on the terminal, so that the next frame is written whole: after a `wall` message, a resume.
    pub const fn repaint(&mut self) {
        self.encoder.forget();
    }

    /// Sends what was built: one write, or none when nothing changed. Where `asking`, behind it the terminal is asked for
    /// an answer.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn send(&mut self, asking: bool) -> Result<(), TermError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let frame = &mut self.leaving;
        frame.clear();
        queue!(frame, BeginSynchronizedUpdate)?;
        frame.append(&mut self.pending);
        queue!(frame, EndSynchronizedUpdate)?;
        if asking {
            frame.extend_from_slice(QUESTION);
        }
        let began = Instant::now();
        self.out.write_all(frame)?;
        self.out.flush()?;
        self.written.waited += began.elapsed();
        self.written.frames += 1;
        self.written.bytes += frame.len() as u64;
        Ok(())
    }

    /// Rings the terminal's bell.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn bell(&mut self) -> Result<(), TermError> {
        self.aside(b"\x07")
    }

    /// Asks the terminal to show a notification; one that does not know how ignores it. Control characters are left
    /// out, long texts are cut.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn notify(&mut self, osc: Osc, title: &str, body: &str) -> Result<(), TermError> {
        let (title, body) = (harmless(title), harmless(body));
        let sequence = match osc {
            Osc::Nine => format!("\x1b]9;{title}: {body}\x07"),
            Osc::SevenSevenSeven => format!("\x1b]777;notify;{title};{body}\x07"),
        };
        self.aside(sequence.as_bytes())
    }

    /// Asks the terminal to take `text` into its clipboard (OSC 52); one that does not know how, or may not, ignores it, and none
    /// says whether it did. Within tmux that is for `set-clipboard` to say.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn copy(&mut self, text: &str) -> Result<(), TermError> {
        self.aside(format!("\x1b]52;c;{}\x07", BASE64.encode(text)).as_bytes())
    }

    /// Asks the terminal for what the mouse does, or no longer. Nothing is written when that is as it was.
    ///
    /// # Errors
    /// When the terminal has gone.
    pub fn mouse(&mut self, on: bool) -> Result<(), TermError> {
        if self.mouse == on {
            return Ok(());
        }
        self.mouse = on;
        if self.taken {
            guard::mouse(on);
        }
        self.aside(if on { MOUSE_ON } else { MOUSE_OFF })
    }

    /// Writes something that is no part of a frame, between two frames.
    fn aside(&mut self, bytes: &[u8]) -> Result<(), TermError> {
        self.out.write_all(bytes)?;
        self.out.flush()?;
        self.written.bytes += bytes.len() as u64;
        Ok(())
    }

    /// What was written so far.
    pub const fn written(&self) -> Written {
        self.written
    }

    /// Takes the terminal over once more after the process was stopped and continued.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub fn resume(&mut self) -> Result<(), TermError> {
        if self.taken {
            guard::take_screen(&mut self.out)?;
            if self.mouse {
                guard::mouse(true);
                self.aside(MOUSE_ON)?;
            }
        }
        self.repaint();
        Ok(())
    }

    /// Gives the terminal back for as long as the process is stopped.
    pub fn suspend(&mut self) {
        if self.taken {
            restore();
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.taken {
            restore();
        }
    }
}

#[cfg(test)]
mod tests;
