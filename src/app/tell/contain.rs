//! A program that is told an alert, contained: it has no terminal and nothing to read, what it prints goes nowhere, and
//! all that it starts ends with it.
//!
//! The board starts itself once more as a keeper, in a session of its own, and the keeper starts the program in a
//! process group of its own. Processes that the program leaves behind become the keeper's, whatever session they have
//! moved to. At the timeout all of them are ended, and as soon as the board closes its end of a pipe: on whatever way
//! it leaves, the system closes that end.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitCode, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{
    Pid, Signal, WaitOptions, getpid, kill_process, kill_process_group, setsid, test_kill_process_group, waitpid,
};

use crate::app::problem::Told;
use crate::model::Problem;

/// The first argument of a keeper; after it come the timeout in ms, the program and its arguments.
const KEEPER: &str = "keep-alert-program";

/// How often a running program is looked at, at first and at last.
const GLANCES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(160));

/// So long what is asked to end has for it.
const GRACE: Duration = Duration::from_millis(500);

/// The longest answer that a keeper is believed, in bytes.
const SENTENCE_MAX: u64 = 4096;

/// What ends a running program before its time.
#[derive(Clone, Default)]
pub(super) struct Leash(Arc<Contained>);

#[derive(Default)]
struct Contained {
    ended: AtomicBool,
    /// The board's end of the keeper's pipe.
    pipe: Mutex<Option<ChildStdin>>,
}

impl Leash {
    /// Ends what runs, and what would be started after this.
    pub(super) fn end(&self) {
        self.0.ended.store(true, Ordering::SeqCst);
        self.hold(None);
    }

    fn is_ended(&self) -> bool {
        self.0.ended.load(Ordering::SeqCst)
    }

    fn hold(&self, pipe: Option<ChildStdin>) {
        let mut held = self.0.pipe.lock().unwrap_or_else(PoisonError::into_inner);
        *held = pipe.filter(|_| !self.is_ended());
    }
}

/// Starts the program with this environment and no other, and waits until it and all that it started have ended, or ends
/// them. Without a keeper (`this_program`, the board's own file) it is kept in its process group alone. What went
/// wrong, as it follows "the command".
pub(super) fn run(
    command: &[String],
    environment: impl Iterator<Item = (&'static str, OsString)>,
    this_program: Option<&Path>,
    timeout: Duration,
    leash: &Leash,
) -> Result<(), Problem> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let Some(this_program) = this_program else {
        let mut starting = Command::new(program);
        starting.args(arguments).env_clear().envs(environment);
        let pause = |time| {
            std::thread::sleep(time);
            leash.is_ended()
        };
        return keep(starting, program, timeout, None, pause);
    };
    let unstarted = |why: io::Error| Told::Unstarted(program.clone(), why.to_string());
    let keeper = Command::new(this_program)
        .arg0(env!("CARGO_PKG_NAME"))
        .arg(KEEPER)
        .arg(timeout.as_millis().to_string())
        .args(command)
        .env_clear()
        .envs(environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let mut keeper = keeper.map_err(unstarted)?;
    leash.hold(keeper.stdin.take());
    let mut said = Vec::new();
    let heard = keeper.stdout.take().map_or(Ok(0), |out| out.take(SENTENCE_MAX).read_to_end(&mut said));
    leash.hold(None);
    let status = keeper.wait().map_err(|why| Told::Unawaited(program.clone(), why.to_string()))?;
    match heard {
        Ok(_) if status.success() => Ok(()),
        Ok(1..) => {
            let words = serde_json::from_slice(&said).map(Problem::Told);
            Err(words.unwrap_or_else(|_| Problem::Said(String::from_utf8_lossy(&said).into_owned())))
        }
        _ => Err(Told::Unkept(program.clone(), status.to_string()).into()),
    }
}

/// Does what a keeper does and gives the exit code, where the command line begins as a keeper's.
pub fn keeper(mut arguments: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let named = arguments.nth(1)?;
    if named != KEEPER {
        return None;
    }
    let timeout = arguments.next().and_then(|ms| ms.to_str()?.parse().ok()).map(Duration::from_millis);
    let (Some(timeout), Some(program)) = (timeout, arguments.next()) else { return Some(ExitCode::FAILURE) };
    // A process that leads a group already has a session without a terminal to lose.
    let _ = setsid();
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_child_subreaper(Some(getpid()));
    let mut starting = Command::new(&program);
    starting.args(arguments);
    let kept = keep(starting, &program.to_string_lossy(), timeout, Some(getpid()), wait_for_board);
    Some(match kept {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // Where the board is gone, there is none to hear it.
            let mut out = io::stdout();
            let _ = out
                .write_all(serde_json::to_string(&problem.words()).unwrap_or_default().as_bytes())
                .and_then(|()| out.flush());
            ExitCode::FAILURE
        }
    })
}

/// Waits so long, or until the board has closed its end of standard input; whether it has.
fn wait_for_board(time: Duration) -> bool {
    let input = io::stdin();
    let mut waiting = [PollFd::new(&input, PollFlags::IN)];
    match poll(&mut waiting, Timespec::try_from(time).ok().as_ref()) {
        // Nothing is ever written there.
        Ok(ready) => ready > 0,
        Err(_) => false,
    }
}

/// Starts the program and waits until nothing of it is left, or ends it: at the timeout, or when `pause` says that the
/// board has ended. What its processes leave behind becomes the children of `keeper`, if there is one.
fn keep(
    mut starting: Command,
    program: &str,
    timeout: Duration,
    keeper: Option<Pid>,
    mut pause: impl FnMut(Duration) -> bool,
) -> Result<(), Problem> {
    starting.process_group(0).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = starting.spawn().map_err(|why| Told::Unstarted(program.to_owned(), why.to_string()))?;
    let began = Instant::now();
    let kept = Kept { group: Pid::from_child(&child), keeper };
    let (mut glance, longest) = GLANCES;
    let mut ended = None;
    loop {
        if ended.is_none() {
            ended = child.try_wait().map_err(|why| Told::Unawaited(program.to_owned(), why.to_string()))?;
        }
        if let Some(status) = ended.filter(|_| !kept.is_alive()) {
            return verdict(program, status);
        }
        if began.elapsed() >= timeout {
            kept.end(&mut child);
            let seconds = timeout.as_secs();
            let why = if ended.is_none() { Told::Overran } else { Told::LeftBehind };
            return Err(why(program.to_owned(), seconds).into());
        }
        let left = timeout.saturating_sub(began.elapsed());
        if pause(glance.min(left)) {
            kept.end(&mut child);
            return Err(Told::BoardEnded(program.to_owned()).into());
        }
        glance = (glance * 2).min(longest);
    }
}

fn verdict(program: &str, status: ExitStatus) -> Result<(), Problem> {
    if status.success() { Ok(()) } else { Err(Told::Ended(program.to_owned(), status.to_string()).into()) }
}

/// All that a program has started.
struct Kept {
    group: Pid,
    keeper: Option<Pid>,
}

impl Kept {
    /// Whether anything of it runs.
    fn is_alive(&self) -> bool {
        match processes() {
            Some(processes) => processes.iter().any(|process| self.has(process) && !process.is_dead),
            None => test_kill_process_group(self.group).is_ok(),
        }
    }

    fn has(&self, process: &Process) -> bool {
        let is_left = self.keeper.is_some_and(|keeper| process.parent == keeper.as_raw_pid());
        process.group == self.group.as_raw_pid() || is_left
    }

    /// Asks all of it to end, and ends what has not after a moment.
    fn end(&self, child: &mut Child) {
        self.signal(Signal::TERM);
        if self.ends_within(GRACE, child, |_| {}) {
            return;
        }
        // Again and again: it may start others meanwhile.
        self.ends_within(GRACE, child, |kept| kept.signal(Signal::KILL));
    }

    fn ends_within(&self, time: Duration, child: &mut Child, meanwhile: impl Fn(&Self)) -> bool {
        let until = Instant::now() + time;
        loop {
            meanwhile(self);
            if !matches!(child.try_wait(), Ok(None)) && !self.is_alive() {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            std::thread::sleep(GLANCES.0);
        }
    }

    fn signal(&self, signal: Signal) {
        // One that has gone meanwhile is no error.
        let _ = kill_process_group(self.group, signal);
        let _ = kill_process_group(self.group, Signal::CONT);
        for process in processes().unwrap_or_default().iter().filter(|process| self.has(process)) {
            let Some(id) = Pid::from_raw(process.id) else { continue };
            if process.is_dead && process.id != self.group.as_raw_pid() {
                let _ = waitpid(Some(id), WaitOptions::NOHANG);
            } else if process.group != self.group.as_raw_pid() {
                let _ = kill_process(id, signal);
            }
        }
    }
}

/// A process, as the system lists it.
struct Process {
    id: i32,
    parent: i32,
    group: i32,
    is_dead: bool,
}

/// All processes there are; `None` where the system does not list them in files.
fn processes() -> Option<Vec<Process>> {
    let entries = fs::read_dir("/proc").ok()?;
    let processes: Vec<Process> = entries.filter_map(|entry| process(&entry.ok()?.file_name())).collect();
    (!processes.is_empty()).then_some(processes)
}

fn process(id: &OsStr) -> Option<Process> {
    let id: i32 = id.to_str()?.parse().ok()?;
    // Names, in parentheses, may hold anything.
    let stat = fs::read(format!("/proc/{id}/stat")).ok()?;
    let stat = String::from_utf8_lossy(&stat);
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let is_dead = matches!(fields.next()?, "Z" | "X");
    Some(Process { id, parent: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()?, is_dead })
}

/// The file of this program, as a process that it starts finds it: also after another version took its place.
pub fn this_program() -> Option<PathBuf> {
    let own = Path::new("/proc/self/exe");
    if own.exists() { Some(own.to_owned()) } else { std::env::current_exe().ok() }
}
