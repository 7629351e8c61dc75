//! The board on a pseudo-terminal, as a person at it sees it.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::process::Process;

/// Columns and rows.
pub const SIZE: (u16, u16) = (200, 60);

/// What never shows in this time never will.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// What the board writes before and after a frame; what comes between them is no screen yet.
const FRAME: (&[u8], &[u8]) = (b"\x1b[?2026h", b"\x1b[?2026l");

/// What is on the screen.
pub struct Screen<'a>(&'a vt100::Screen);

impl Screen<'_> {
    /// Its text.
    pub fn text(&self) -> String {
        self.0.contents()
    }

    /// The text of one row.
    pub fn row(&self, row: u16) -> String {
        self.0.rows(0, SIZE.0).nth(usize::from(row)).unwrap_or_default()
    }

    /// The text of a row in so many columns from one on.
    pub fn piece(&self, row: u16, (from, columns): (u16, u16)) -> String {
        self.0.rows(from, columns).nth(usize::from(row)).unwrap_or_default()
    }

    /// Whether the background of two cells differs.
    pub fn differ(&self, one: (u16, u16), other: (u16, u16)) -> bool {
        let look = |(row, column)| self.0.cell(row, column).map(|cell| (cell.bgcolor(), cell.inverse()));
        look(one) != look(other)
    }
}

/// The board.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    parser: vt100::Parser,
    /// The end of what came, in which a mark of [`FRAME`] may have begun.
    tail: Vec<u8>,
    /// Whether the last frame has come to its end.
    whole: bool,
    /// When the last piece of output came.
    heard: Instant,
    /// While this is held, the terminal takes nothing.
    gate: Arc<Mutex<()>>,
    _master: Box<dyn MasterPty + Send>,
    _home: tempfile::TempDir,
}

impl Terminal {
    /// Starts the board with these settings.
    pub fn start(binary: &Path, settings: &Path) -> Self {
        let home = tempfile::tempdir().expect("a temporary directory");
        let (cols, rows) = SIZE;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(binary);
        command.arg("--config");
        command.arg(settings);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.env("CALLBOARD_SYSTEM_CONFIG", "");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).expect("the board starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("the terminal can be read");
        let keys = pair.master.take_writer().expect("the terminal can be written to");
        let (sender, output) = channel();
        let gate = Arc::new(Mutex::new(()));
        let at_the_gate = Arc::clone(&gate);
        std::thread::spawn(move || {
            let mut piece = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut piece) {
                if sender.send((Instant::now(), piece[..count].to_vec())).is_err() {
                    break;
                }
                drop(at_the_gate.lock());
            }
        });
        let parser = vt100::Parser::new(rows, cols, 0);
        Self {
            child,
            keys,
            output,
            parser,
            tail: Vec::new(),
            whole: true,
            heard: Instant::now(),
            gate,
            _master: pair.master,
            _home: home,
        }
    }

    /// The process.
    pub fn process(&self) -> Process {
        Process(self.child.process_id().expect("it runs"))
    }

    /// What is on the screen now.
    pub fn screen(&self) -> Screen<'_> {
        Screen(self.parser.screen())
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the board takes keys");
    }

    /// Takes nothing from the board for so long, as a line that hangs does.
    pub fn stall(&mut self, lasts: Duration) {
        let closed = self.gate.lock().expect("no thread panics at the gate");
        std::thread::sleep(lasts);
        drop(closed);
    }

    /// Follows the screen until then.
    pub fn read_until(&mut self, until: Instant) {
        while self.read(until) {}
    }

    /// Follows the screen until `found` holds of it; when what made it hold was written, if it ever was.
    pub fn seen(&mut self, patience: Duration, found: impl Fn(&Screen<'_>) -> bool) -> Option<Instant> {
        let deadline = Instant::now() + patience;
        loop {
            if self.whole && found(&self.screen()) {
                return Some(self.heard);
            }
            if !self.read(deadline) {
                return None;
            }
        }
    }

    /// The same, for the screen itself, which must come.
    pub fn wait(&mut self, what: &str, found: impl Fn(&Screen<'_>) -> bool) -> Screen<'_> {
        let seen = self.seen(PATIENCE, found);
        assert!(seen.is_some(), "{what} never showed; the screen is\n{}", self.screen().text());
        self.screen()
    }

    /// Takes the next piece of output; false when none came in time.
    fn read(&mut self, until: Instant) -> bool {
        match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok((at, piece)) => {
                self.heard = at;
                self.parser.process(&piece);
                self.follow(&piece);
                true
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => panic!("the board has ended:\n{}", self.screen().text()),
        }
    }

    /// Notes whether a frame has begun or ended.
    fn follow(&mut self, piece: &[u8]) {
        self.tail.extend_from_slice(piece);
        let last = |mark: &[u8]| self.tail.windows(mark.len()).rposition(|bytes| bytes == mark);
        match (last(FRAME.0), last(FRAME.1)) {
            (None, None) => {}
            (begun, ended) => self.whole = ended > begun,
        }
        self.tail.drain(..self.tail.len().saturating_sub(FRAME.0.len() - 1));
    }

    /// Waits for the end; the exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        while let Ok((_, piece)) = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.parser.process(&piece);
        }
        self.child.wait().map_or(1, |status| status.exit_code())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
    }
}
