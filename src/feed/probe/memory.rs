//! Which sessions of probes are open, remembered on disk: after a crash the next start ends them.
//!
//! Each process has a small file of its own, and a lock beside it for as long as it lives. Who starts takes over the files
//! whose lock is free: those of processes that are no more. Files are told apart by tenant, since the sessions of one mean
//! nothing to another.

use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::files::private::Shared;
use crate::model::sort;
use crate::platforms::lenient;

/// No file is larger.
const MOST_BYTES: u64 = 64 * 1024;
/// So many sessions are remembered.
const SESSIONS: usize = 256;
/// A session that the vendor refuses to end so often is none any more.
const REFUSALS: u32 = 12;

/// A session as it is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// A question of ours is asked in it.
    InUse,
    /// It is to be ended; so often the vendor refused to.
    Left(u32),
}

/// What a file holds.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    sessions: Vec<String>,
}

/// Where it is kept.
struct Place {
    shared: Shared,
    tenant: String,
    /// What the names of all files of this tenant begin with.
    prefix: String,
    /// What tells this process from others.
    id: String,
    file: String,
    lock: String,
    /// Held as long as this process lives.
    _held: File,
}

/// The open sessions of one tenant.
pub struct Memory {
    place: Option<Place>,
    open: Mutex<LiteMap<String, State>>,
    /// Why they are not remembered on disk.
    trouble: Mutex<Option<String>>,
}

impl Memory {
    /// Nothing is open. It is kept in `shared`, where that is given, under names of this `tenant` and of this process, whose
    /// `id` no other has. Both are made of what a file name may hold.
    pub fn new(shared: Option<Shared>, tenant: &str, id: &str) -> Self {
        let mut memory = Self { place: None, open: Mutex::default(), trouble: Mutex::default() };
        let Some(shared) = shared else { return memory };
        let prefix = format!("probes-{tenant}-");
        let (file, lock) = (format!("{prefix}{id}.json"), format!("{prefix}{id}.lock"));
        let held = shared.lock_file(&lock).and_then(|(held, _)| {
            held.try_lock().map_err(io::Error::other)?;
            Ok(held)
        });
        match held {
            Ok(held) => {
                memory.place = Some(Place {
                    shared,
                    tenant: tenant.to_owned(),
                    prefix,
                    id: id.to_owned(),
                    file,
                    lock,
                    _held: held,
                });
            }
            Err(error) => memory.stumble(&error),
        }
        memory
    }

    fn open(&self) -> MutexGuard<'_, LiteMap<String, State>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stumble(&self, error: &io::Error) {
        tracing::warn!("open sessions of bot probes are not remembered: {error}");
        *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
    }

    /// Why open sessions are not remembered on disk, where they should be.
    pub fn trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes over what processes left that are no more.
    pub fn adopt(&self) {
        let Some(place) = &self.place else { return };
        let names = match place.shared.names() {
            Ok(names) => names,
            Err(error) => return self.stumble(&error),
        };
        let id = |name: &String| {
            let rest = name.strip_prefix(&place.prefix)?;
            let id = rest.strip_suffix(".json").or_else(|| rest.strip_suffix(".lock"))?;
            (id != place.id).then(|| id.to_owned())
        };
        let others = sort::set(names.iter().filter_map(id));
        for other in others {
            if let Err(error) = self.take_over(place, &other) {
                self.stumble(&error);
            }
        }
    }

    fn take_over(&self, place: &Place, id: &str) -> io::Result<()> {
        let (file, lock) = (format!("{}{id}.json", place.prefix), format!("{}{id}.lock", place.prefix));
        let (held, _) = place.shared.lock_file(&lock)?;
        // The process that holds it lives, or is taking it over.
        if held.try_lock().is_err() {
            return Ok(());
        }
        let text = place.shared.read(&file, MOST_BYTES)?.unwrap_or_default();
        let kept: Kept = lenient::owned(&text).unwrap_or_default();
        let mut open = self.open();
        for session in kept.sessions.into_iter().take(SESSIONS) {
            open.entry(session).or_insert(State::Left(0));
        }
        // Ours first, so that a crash now loses nothing.
        Self::write(place, &open)?;
        place.shared.remove(&file)?;
        place.shared.remove(&lock)
    }

    fn write(place: &Place, open: &LiteMap<String, State>) -> io::Result<()> {
        if open.is_empty() {
            return place.shared.remove(&place.file);
        }
        let kept = Kept { sessions: open.keys().take(SESSIONS).cloned().collect() };
        let text = serde_json::to_string(&kept).map_err(io::Error::other)?;
        place.shared.replace(&place.file, text.as_bytes(), true)
    }

    fn keep(&self, open: &LiteMap<String, State>) {
        if let Some(place) = &self.place {
            match Self::write(place, open) {
                Ok(()) => *self.trouble.lock().unwrap_or_else(PoisonError::into_inner) = None,
                Err(error) => self.stumble(&error),
            }
        }
    }

    /// A session was begun.
    pub(super) fn begun(&self, session: &str) {
        let mut open = self.open();
        open.insert(session.to_owned(), State::InUse);
        self.keep(&open);
    }

    /// A session was ended.
    pub(super) fn ended(&self, session: &str) {
        let mut open = self.open();
        open.remove(session);
        self.keep(&open);
    }

    /// A session could not be ended; whether the vendor `refused` to. One that it refuses to end again and again is none.
    pub(super) fn left(&self, session: &str, refused: bool) {
        let mut open = self.open();
        let before = match open.get(session) {
            Some(State::Left(times)) => *times,
            _ => 0,
        };
        let times = before + u32::from(refused);
        if times >= REFUSALS {
            tracing::warn!("a session of a bot probe is given up: the vendor refused {times} times to end it");
            open.remove(session);
        } else {
            open.insert(session.to_owned(), State::Left(times));
        }
        self.keep(&open);
    }

    /// Where several boards meet, and under which tenant's name; `None` where they do not.
    pub(super) fn meeting(&self) -> Option<(Shared, String)> {
        self.place.as_ref().map(|place| (place.shared.clone(), place.tenant.clone()))
    }

    /// The sessions that are to be ended.
    pub fn to_end(&self) -> Vec<String> {
        self.open().iter().filter(|(_, state)| **state != State::InUse).map(|(session, _)| session.clone()).collect()
    }

    /// How many sessions are open, those in use too.
    pub fn count(&self) -> usize {
        self.open().len()
    }
}

impl Drop for Memory {
    /// Leaves no file behind where nothing is open. The lock goes first or last alike: it is still held.
    fn drop(&mut self) {
        let nothing = self.open.get_mut().unwrap_or_else(PoisonError::into_inner).is_empty();
        if let Some(place) = self.place.as_ref().filter(|_| nothing) {
            let removed = place.shared.remove(&place.file).and_then(|()| place.shared.remove(&place.lock));
            if let Err(error) = removed {
                tracing::debug!(%error, "a file of bot probes stays");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(dir: &tempfile::TempDir, tenant: &str, id: &str) -> Memory {
        Memory::new(Some(Shared::of_user(dir.path().join("tokens"))), tenant, id)
    }

    fn files(dir: &tempfile::TempDir) -> Vec<String> {
        Shared::of_user(dir.path().join("tokens")).names().unwrap()
    }

    #[test]
    fn what_a_process_left_the_next_one_takes_over_and_nothing_of_one_that_lives() {
        let dir = tempfile::tempdir().unwrap();
        let first = memory(&dir, "t", "1");
        first.begun("a");
        first.begun("b");
        first.ended("b");
        let second = memory(&dir, "t", "2");
        second.adopt();
        assert!(second.to_end().is_empty(), "the first one lives");
        // A crash: the lock is gone with the process, the file is not.
        drop(first);
        let other = memory(&dir, "u", "3");
        other.adopt();
        assert!(other.to_end().is_empty(), "another tenant's mean nothing here");
        second.adopt();
        assert_eq!(second.to_end(), ["a"]);
        second.ended("a");
        assert_eq!((second.count(), second.trouble()), (0, None));
        drop((second, other));
        assert_eq!(files(&dir), Vec::<String>::new(), "nothing is left behind");
    }

    #[test]
    fn a_session_that_the_vendor_refuses_to_end_is_given_up_in_the_end_and_a_broken_line_never_does() {
        let memory = Memory::new(None, "t", "1");
        for _ in 0..100 {
            memory.left("a", false);
        }
        assert_eq!(memory.to_end(), ["a"]);
        (0..REFUSALS).for_each(|_| memory.left("a", true));
        assert_eq!(memory.count(), 0);
    }

    #[test]
    fn a_file_that_is_none_costs_nothing_but_what_it_held() {
        let dir = tempfile::tempdir().unwrap();
        let shared = Shared::of_user(dir.path().join("tokens"));
        shared.replace("probes-t-0.json", b"nothing of the kind", false).unwrap();
        let memory = memory(&dir, "t", "1");
        memory.adopt();
        assert_eq!(memory.trouble(), None);
        assert_eq!(files(&dir), ["probes-t-1.lock"]);
    }
}
