//! A pseudo-terminal with the program in it, and a reader of its screen.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, ChildKiller, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::pty::support;

/// A test that waits this long for anything has failed; nothing is measured by it.
pub const PATIENCE: Duration = Duration::from_mins(5);
const CLEARED: &[u8] = b"\x1b[2J";
/// The terminal holds a frame back until this comes.
pub const FRAME_BEGIN: &[u8] = b"\x1b[?2026h";
/// And shows it at this.
pub const FRAME_END: &[u8] = b"\x1b[?2026l";

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
    /// The size that the next cleared screen has, and how much was written before.
    resized: Option<((u16, u16), usize)>,
    home: tempfile::TempDir,
}

/// What was on the screen, frame by frame from the start.
struct Replay {
    screen: vt100::Parser,
    done: usize,
}

impl Replay {
    /// The next whole frame in everything that was written.
    fn frame(&mut self, bytes: &[u8]) -> Option<String> {
        let rest = bytes.get(self.done..)?;
        let end = rest.windows(FRAME_END.len()).position(|piece| piece == FRAME_END)? + FRAME_END.len();
        self.screen.process(&rest[..end]);
        self.done += end;
        Some(self.screen.screen().contents())
    }
}

/// For how many seconds the board has recorded, as its header says.
fn recorded_for(screen: &str) -> Option<u32> {
    let clock = screen.split_once("REC ")?.1.get(..8)?;
    clock.split(':').try_fold(0, |sum, part| Some(sum * 60 + part.parse::<u32>().ok()?))
}

/// Whether the header says that all of so many agents are on the board. It says so in the longest form that fits, and
/// what else stands there depends on which source answers first.
pub fn lists_all(screen: &str, count: usize) -> bool {
    // Where the ages of all sources leave the header no room for it, the table tells how many rows it has.
    let rows = format!(" of {count}");
    screen.contains(&format!("{count} of {count}"))
        || screen.contains(&format!("{count}/{count}"))
        || screen.lines().any(|line| line.trim_end_matches([' ', '─', '╯']).ends_with(&rows))
}

/// A screen to draw on. vt100 miscounts where it has a single column or row.
fn paper(columns: u16, rows: u16) -> (u16, u16) {
    (rows.max(2), columns.max(2))
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
        Self::spawn(program, arguments, (columns, rows), environment, true)
    }

    /// Starts `callboard` on a terminal that takes nothing once its buffers are full.
    pub fn start_unread(arguments: &[&str], columns: u16, rows: u16) -> Self {
        Self::spawn(env!("CARGO_BIN_EXE_callboard"), arguments, (columns, rows), &[], false)
    }

    fn spawn(
        program: &str,
        arguments: &[&str],
        (columns, rows): (u16, u16),
        environment: &[(&str, &str)],
        read: bool,
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", home.path());
        command.env("CALLBOARD_SYSTEM_CONFIG", "");
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
            if !read {
                return;
            }
            while let Ok(count @ 1..) = reader.read(&mut piece) {
                if sender.send(piece[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let (rows, columns) = paper(columns, rows);
        let screen = vt100::Parser::new(rows, columns, 0);
        Self { child, master: pair.master, keys, output, screen, bytes: Vec::new(), shown: 0, resized: None, home }
    }

    /// A demo with these flags, and all of its agents on the screen.
    pub fn demo(arguments: &[&str], columns: u16, rows: u16) -> Self {
        let mut program = Self::start(&[&["demo", "--seed", "1"], arguments].concat(), columns, rows);
        program.wait_for_agents(48);
        program
    }

    /// The id of the process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
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

    /// Reads one more piece of what it writes.
    fn read(&mut self, deadline: Instant, what: &str) {
        match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(piece) => self.take(&piece),
            Err(RecvTimeoutError::Timeout) => panic!("never saw {what}; the screen is\n{}", self.text()),
            Err(RecvTimeoutError::Disconnected) => panic!("it ended before {what}; the screen is\n{}", self.text()),
        }
    }

    /// Reads until `holds` does, which looks with every piece that is written.
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + PATIENCE;
        while !holds(self) {
            self.read(deadline, what);
        }
    }

    /// Reads until `found` holds of the screen's text; fails with the screen when it never does.
    pub fn wait(&mut self, what: &str, found: impl Fn(&str) -> bool) -> String {
        self.wait_until(what, |program| found(&program.text()));
        self.text()
    }

    /// Waits until a piece of text has been on any screen since the start: a notice may have come and gone while
    /// something else was waited for.
    pub fn wait_shown(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut replay = self.replay();
        loop {
            while let Some(screen) = replay.frame(&self.bytes) {
                if screen.contains(text) {
                    return;
                }
            }
            self.read(deadline, &format!("{text:?} on any screen"));
        }
    }

    /// How often a piece of text has come onto the screen since the start.
    pub fn times_shown(&self, text: &str) -> usize {
        let (mut times, mut there, mut replay) = (0, false, self.replay());
        while let Some(screen) = replay.frame(&self.bytes) {
            let now = screen.contains(text);
            times += usize::from(now && !there);
            there = now;
        }
        times
    }

    /// From the start, on a screen that has always had the size of now.
    fn replay(&self) -> Replay {
        let (rows, columns) = self.screen.screen().size();
        Replay { screen: vt100::Parser::new(rows, columns, 0), done: 0 }
    }

    /// Waits until the board has recorded for so many seconds at least: a screen of just that second may never come.
    pub fn wait_recorded(&mut self, seconds: u32) {
        self.wait("a recording that goes on", |screen| recorded_for(screen).is_some_and(|so_far| so_far >= seconds));
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

    /// Waits until the header says that all of so many agents are on the board.
    pub fn wait_for_agents(&mut self, count: usize) -> String {
        self.wait(&format!("{count} agents"), |screen| lists_all(screen, count))
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
        self.wait_until(&format!("{sequence:?}"), |program| program.times(sequence) >= times);
    }

    /// Waits until nothing of a frame is missing: frames are held back by the terminal until they are whole. Questions to
    /// the terminal and notes may follow it.
    pub fn wait_for_whole_frame(&mut self) {
        let at = |program: &Self, edge: &[u8]| program.bytes.windows(edge.len()).rposition(|bytes| bytes == edge);
        self.wait_until("the end of a frame", |program| at(program, FRAME_END) > at(program, FRAME_BEGIN));
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
        if let Some((size, from)) = self.resized
            && let Some(at) = self.bytes[from..whole].windows(CLEARED.len()).position(|bytes| bytes == CLEARED)
        {
            self.resized = None;
            let cleared = (from + at).max(self.shown);
            self.show(cleared);
            self.screen.screen_mut().set_size(size.0, size.1);
        }
        self.show(whole);
    }

    /// Shows what was written up to there.
    fn show(&mut self, whole: usize) {
        let mut rest = &self.bytes[self.shown..whole];
        while let Some(at) = rest.windows(3).position(|bytes| bytes == "\u{fffd}".as_bytes()) {
            self.screen.process(&rest[..at]);
            self.screen.process(b"?");
            rest = &rest[at + 3..];
        }
        self.screen.process(rest);
        self.shown = whole;
    }

    /// Changes the size of the terminal, which the kernel tells the program. What was drawn for the old size is shown on
    /// that until the program clears the screen: vt100 panics at a wide character on a screen of one column.
    ///
    /// Before the first frame there is nothing to clear: a program that sees the new size only draws on it.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        let (height, width) = paper(columns, rows);
        if self.bytes.windows(FRAME_BEGIN.len()).any(|bytes| bytes == FRAME_BEGIN) {
            self.resized = Some(((height, width), self.bytes.len()));
        } else {
            self.screen.screen_mut().set_size(height, width);
        }
        self.master.resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Leaves the program no cell at all.
    pub fn shrink_to_nothing(&mut self) {
        self.master.resize(PtySize { rows: 0, cols: 0, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        support::signal(self.id(), name);
    }

    /// Whether the terminal shows what is typed, hands it over line by line and makes signals of keys, as a shell has it.
    pub fn is_cooked(&self) -> bool {
        const ISIG_ICANON_ECHO: u32 = 0b1011;
        let modes = self.master.get_termios().unwrap().local_flags.bits();
        modes & ISIG_ICANON_ECHO == ISIG_ICANON_ECHO
    }

    /// Waits until the process has stopped: one that is continued before that would stop after it.
    pub fn wait_stopped(&self) {
        let stat = format!("/proc/{}/stat", self.id());
        support::until("a stop", || std::fs::read_to_string(&stat).unwrap().contains(") T "));
    }

    /// The exit code of one that is not read, once it has ended.
    pub fn ended(&mut self) -> Option<u32> {
        self.child.try_wait().unwrap().map(|status| status.exit_code())
    }

    /// What its first thread waits for, as the kernel calls it.
    pub fn waits_for(&self) -> String {
        std::fs::read_to_string(format!("/proc/{0}/task/{0}/wchan", self.id())).unwrap_or_default()
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

    /// Quits, whatever is open, and reads to the end: it went well, and the terminal is as it was.
    pub fn quit(&mut self) {
        self.press("\x03");
        assert_eq!(self.end(), 0);
        self.assert_restored();
    }

    /// Closes the other end of the terminal, as a connection that is cut does, and gives the exit code; no signal may
    /// have killed it.
    pub fn hang_up(mut self) -> u32 {
        let mut killer = self.child.clone_killer();
        let child = std::mem::replace(&mut self.child, Box::new(Gone));
        let home = std::mem::replace(&mut self.home, tempfile::tempdir().unwrap());
        // The reader's end closes with the next frame, which is not taken any more; another size brings one, and where
        // a size is not told, a key.
        self.output = channel().1;
        self.press("\x0c");
        self.master.resize(PtySize { rows: 20, cols: 70, pixel_width: 0, pixel_height: 0 }).unwrap();
        drop(self);
        let (sender, ended) = channel();
        std::thread::spawn(move || {
            let mut child = child;
            let _ = sender.send(child.wait().unwrap());
        });
        let status = ended.recv_timeout(PATIENCE);
        if status.is_err() {
            let _ = killer.kill();
        }
        drop(home);
        let status = status.expect("it does not end without its terminal");
        assert_eq!(status.signal(), None);
        status.exit_code()
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

/// What stands in for a child that another thread waits for.
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
