//! A pseudo-terminal with the program in it, and a reader of its screen.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// A test that waits this long for a screen has failed; nothing is measured by it.
const PATIENCE: Duration = Duration::from_mins(1);

pub struct Program {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// Every byte written so far.
    pub bytes: Vec<u8>,
    /// So many of them are on the screen.
    shown: usize,
    home: tempfile::TempDir,
}

impl Program {
    /// Starts `callboard` with `arguments` on a terminal of this size.
    pub fn start(arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::start_with(arguments, columns, rows, &[])
    }

    /// The same, with more environment.
    pub fn start_with(arguments: &[&str], columns: u16, rows: u16, environment: &[(&str, &str)]) -> Self {
        Self::start_other(env!("CARGO_BIN_EXE_callboard"), arguments, columns, rows, environment)
    }

    /// The same with another program: a shell, for what only a shell can do before it becomes ours.
    pub fn start_other(
        program: &str,
        arguments: &[&str],
        columns: u16,
        rows: u16,
        environment: &[(&str, &str)],
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.env("LANG", "C.UTF-8");
        for (name, value) in environment {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut piece = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { child, master: pair.master, keys, output, screen, bytes: Vec::new(), shown: 0, home }
    }

    /// Types.
    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// What is on the screen.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The screen, cell by cell.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Reads until `found` holds of the screen's text; fails with the screen when it never does.
    pub fn wait(&mut self, what: &str, found: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let text = self.text();
            if found(&text) {
                return text;
            }
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(piece) => self.take(&piece),
                Err(RecvTimeoutError::Timeout) => panic!("never saw {what}; the screen is\n{text}"),
                Err(RecvTimeoutError::Disconnected) => panic!("it ended before {what}; the screen is\n{text}"),
            }
        }
    }

    /// Waits until `found` holds of the screen's text, or the program ends: whether it holds.
    pub fn ends_or(&mut self, found: impl Fn(&str) -> bool) -> bool {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if found(&self.text()) {
                return true;
            }
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(piece) => self.take(&piece),
                Err(RecvTimeoutError::Disconnected) => return found(&self.text()),
                Err(RecvTimeoutError::Timeout) => panic!("neither ended nor shown: {}", self.text()),
            }
        }
    }

    /// Waits for a piece of text.
    pub fn wait_for(&mut self, text: &str) -> String {
        self.wait(&format!("{text:?}"), |screen| screen.contains(text))
    }

    /// Waits for a sequence to have been written.
    pub fn wait_for_bytes(&mut self, sequence: &str) {
        self.wait_for_times(sequence, 1);
    }

    /// Waits for a sequence to have been written so many times.
    pub fn wait_for_times(&mut self, sequence: &str, times: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.times(sequence) < times {
            let piece = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            let piece = piece.unwrap_or_else(|_| panic!("{sequence:?} was never written: {}", self.text()));
            self.take(&piece);
        }
    }

    /// Waits until nothing of a frame is missing: frames are held back by the terminal until they are whole.
    pub fn wait_for_whole_frame(&mut self) {
        let deadline = Instant::now() + PATIENCE;
        while !self.bytes.ends_with(b"\x1b[?2026l") {
            let piece = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            let piece = piece.unwrap_or_else(|_| panic!("no frame ended: {}", self.text()));
            self.take(&piece);
        }
    }

    /// How often a sequence has been written so far.
    pub fn times(&self, sequence: &str) -> usize {
        String::from_utf8_lossy(&self.bytes).matches(sequence).count()
    }

    fn take(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        // U+FFFD, which takes a cell on every terminal, vt100 leaves out: it is shown a question mark.
        let cut = match self.bytes.as_slice() {
            [.., 0xef] => 1,
            [.., 0xef, 0xbf] => 2,
            _ => 0,
        };
        let whole = self.bytes.len() - cut;
        let mut rest = &self.bytes[self.shown..whole];
        while let Some(at) = rest.windows(3).position(|bytes| bytes == "\u{fffd}".as_bytes()) {
            self.screen.process(&rest[..at]);
            self.screen.process(b"?");
            rest = &rest[at + 3..];
        }
        self.screen.process(rest);
        self.shown = whole;
    }

    /// Changes the size of the terminal, which the kernel tells the program.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        self.screen.screen_mut().set_size(rows, columns);
    }

    /// Leaves the program no cell at all.
    pub fn shrink_to_nothing(&mut self) {
        self.master.resize(PtySize { rows: 0, cols: 0, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap();
        let status = Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status().unwrap();
        assert!(status.success());
    }

    /// Waits until the process has stopped: one that is continued before that would stop after it.
    pub fn wait_stopped(&self) {
        let stat = format!("/proc/{}/stat", self.child.process_id().unwrap());
        let deadline = Instant::now() + PATIENCE;
        while !std::fs::read_to_string(&stat).unwrap().contains(") T ") {
            assert!(Instant::now() < deadline, "it does not stop");
            std::thread::yield_now();
        }
    }

    /// Reads to the end and gives the exit code.
    pub fn end(&mut self) -> u32 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(piece) => self.take(&piece),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it did not end; the screen is\n{}", self.text()),
            }
        }
        self.child.wait().unwrap().exit_code()
    }

    /// Closes the other end of the terminal, as a connection that is cut does, and gives the exit code.
    pub fn hang_up(mut self) -> u32 {
        let mut killer = self.child.clone_killer();
        let child = std::mem::replace(&mut self.child, Box::new(Gone));
        let home = std::mem::replace(&mut self.home, tempfile::tempdir().unwrap());
        // The reader's end closes with the next frame, which nobody takes any more; another size brings one.
        self.output = channel().1;
        self.master.resize(PtySize { rows: 20, cols: 70, pixel_width: 0, pixel_height: 0 }).unwrap();
        drop(self);
        let (sender, ended) = channel();
        std::thread::spawn(move || {
            let mut child = child;
            let _ = sender.send(child.wait().unwrap().exit_code());
        });
        let code = ended.recv_timeout(PATIENCE);
        if code.is_err() {
            let _ = killer.kill();
        }
        drop(home);
        code.expect("it does not end without its terminal")
    }

    /// Whether the terminal was put back: the alternate screen left, the cursor shown, line wrap on, in that end state.
    pub fn assert_restored(&self) {
        let text = String::from_utf8_lossy(&self.bytes);
        let last = |sequence: &str| text.rfind(sequence);
        let states: BTreeMap<&str, (Option<usize>, Option<usize>)> = BTreeMap::from([
            ("alternate screen", (last("\x1b[?1049l"), last("\x1b[?1049h"))),
            ("cursor", (last("\x1b[?25h"), last("\x1b[?25l"))),
            ("line wrap", (last("\x1b[?7h"), last("\x1b[?7l"))),
        ]);
        for (what, (back, taken)) in states {
            assert!(back > taken, "{what} was not put back");
        }
        assert!(!self.screen.screen().alternate_screen());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A failed test must not leave a board behind.
        let _ = self.child.kill();
    }
}

/// What stands in for a child that somebody else waits for.
#[derive(Debug)]
struct Gone;

impl ChildKiller for Gone {
    fn kill(&mut self) -> std::io::Result<()> {
        Ok(())
    }
    fn clone_killer(&self) -> Box<dyn ChildKiller + Send + Sync> {
        Box::new(Self)
    }
}

impl Child for Gone {
    fn try_wait(&mut self) -> std::io::Result<Option<ExitStatus>> {
        Ok(Some(ExitStatus::with_exit_code(0)))
    }
    fn wait(&mut self) -> std::io::Result<ExitStatus> {
        Ok(ExitStatus::with_exit_code(0))
    }
    fn process_id(&self) -> Option<u32> {
        None
    }
}
