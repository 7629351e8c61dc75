//! One ledger for all sessions that ask with the same credential: a small file, read and replaced under a lock at every
//! call that passes.
//!
//! What cannot be shared costs the sharing and not the board: a session then goes on by what it knows. What it passed
//! itself it always counts, whatever the file says.

use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::ledger::{Call, Ledger, WINDOW_MS};
use crate::files::private::{self, Shared};
use crate::platforms::Urgency;
use crate::platforms::sign::md5_hex;

/// Far beyond any budget that can be set.
const MAX_FILE_BYTES: u64 = 256 * 1024;
/// A look and a small write take a millisecond: a program that holds the lock for longer than all this is stuck.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(5);
/// How the name of a clock begins that counts from the start of the machine.
const BOOT: &str = "boot ";

/// A clock that all sessions of this machine read alike.
#[derive(Clone)]
pub struct CommonClock {
    /// What tells it from others, that of before a restart for example.
    pub name: String,
    /// Its time in ms.
    pub now: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl CommonClock {
    /// The time since this machine was started, its sleep included, which is never set; where that cannot be had, the wall
    /// clock.
    pub fn of_this_machine() -> Self {
        // Opened once: it is read several times for each call.
        let file = File::open("/proc/uptime").ok();
        let uptime = move || {
            let mut text = [0; 64];
            let length = file.as_ref()?.read_at(&mut text, 0).ok()?;
            let seconds: f64 =
                std::str::from_utf8(text.get(..length)?).ok()?.split_whitespace().next()?.parse().ok()?;
            Some((seconds * 1_000.0) as i64)
        };
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok();
        match boot.filter(|_| uptime().is_some()) {
            Some(boot) => Self { name: format!("{BOOT}{}", boot.trim()), now: Arc::new(move || uptime().unwrap_or(0)) },
            None => Self {
                name: "wall".to_owned(),
                now: Arc::new(|| {
                    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
                }),
            },
        }
    }
}

/// What came of asking for a place.
pub(super) struct Drawn {
    /// What is known now.
    pub(super) ledger: Ledger,
    /// When it may be tried again; `None`: the call has passed.
    pub(super) again: Option<i64>,
}

/// Where the ledger of one credential is.
#[derive(Clone)]
pub struct Pool {
    shared: Shared,
    file: String,
    lock: String,
    clock: CommonClock,
}

impl Pool {
    /// The ledger of the credential `id` at `base_url`, of the section of the settings `section`.
    pub fn new(shared: Shared, section: &str, base_url: &str, id: &str, clock: CommonClock) -> Self {
        let base_url = base_url.trim().trim_end_matches('/');
        let name = format!("budget-{}", md5_hex(&[section, "\n", base_url, "\n", id.trim()]));
        Self { shared, file: format!("{name}.json"), lock: format!("{name}.lock"), clock }
    }

    pub(super) fn now(&self) -> i64 {
        (self.clock.now)()
    }

    /// Lets `call` pass, if there is a place for it among those of all sessions. Blocks for as long as others hold the
    /// lock.
    pub(super) fn draw(&self, mine: &Ledger, asked: Urgency, limit: usize, call: Call) -> io::Result<Drawn> {
        let _lock = self.lock()?;
        let now = self.now();
        let mut ledger = self.ledger(mine, now);
        let at = ledger.place_at(asked, limit, now);
        if at > now {
            return Ok(Drawn { ledger, again: Some(at) });
        }
        ledger.pass(Call { at: now, ..call });
        self.write(&ledger)?;
        Ok(Drawn { ledger, again: None })
    }

    /// Tells the others what this session knows, a pause for example. Blocks like [`draw`](Self::draw).
    pub(super) fn tell(&self, mine: &Ledger) -> io::Result<()> {
        let _lock = self.lock()?;
        let now = self.now();
        let mut ledger = self.ledger(mine, now);
        ledger.forget(now);
        self.write(&ledger)
    }

    /// What all sessions know together, only to look at.
    pub(super) fn peek(&self, mine: &Ledger) -> Ledger {
        self.ledger(mine, self.now())
    }

    /// What all sessions know together. A file that must not be read is replaced by the next that is written, like one
    /// that is damaged.
    fn ledger(&self, mine: &Ledger, now: i64) -> Ledger {
        let mut ledger = mine.clone();
        let text = match self.shared.read(&self.file, MAX_FILE_BYTES) {
            Ok(None) => return ledger,
            Ok(Some(text)) => text,
            Err(_) => String::new(),
        };
        match Ledger::read(&text, &self.clock.name) {
            Some(theirs) => ledger.merge(&theirs),
            // Of before this machine was started, and that is longer ago than a minute.
            None if self.clock.name.starts_with(BOOT) && Ledger::clock_of(&text).is_some() && now >= WINDOW_MS => {}
            // What was passed in the last minute is not known.
            None => ledger.calm(now),
        }
        ledger
    }

    fn write(&self, ledger: &Ledger) -> io::Result<()> {
        // A machine that loses its power forgets its minute anyway.
        self.shared.replace(&self.file, ledger.write(&self.clock.name).as_bytes(), false)
    }

    fn lock(&self) -> io::Result<File> {
        let (mut file, mut tells) = self.shared.lock_file(&self.lock)?;
        for _ in 0..LOCK_TRIES {
            match file.try_lock() {
                Ok(()) if !tells || self.shared.has(&self.lock, &file) => return Ok(file),
                // It was removed meanwhile: others lock another.
                Ok(()) => (file, tells) = self.shared.lock_file(&self.lock)?,
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Err(private::odd(&self.shared.dir().join(&self.lock), "has been locked for too long by another session"))
    }
}

#[cfg(test)]
mod tests;
