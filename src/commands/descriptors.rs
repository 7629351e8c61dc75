//! File descriptors: how many this process may have, and for what.

use std::fs;
use std::io::stderr;
use std::os::fd::{AsFd, OwnedFd};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::feed::Streams;

/// What a board has open at a time without its sources.
const NEEDED: usize = 28;

/// What is opened besides streams once the sources begin: the terminal and its signals, polls and lookups with the
/// connections that are kept for the next, names that are looked up, a recording, an export, the program that is told
/// alerts.
const LATER: u32 = 40;

/// More than a board can use: a hundred streams, and what is beside them. Limits may be a billion, and some programs that
/// are started with such a one close each of them.
const ENOUGH: u64 = 4096;

/// Raises the limit, where the system allows it to be raised.
pub fn raise() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.map_or(ENOUGH, |maximum| maximum.min(ENOUGH));
    if current.is_some_and(|current| current < most) {
        // As it was, it may still do.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum });
    }
}

/// Looks whether there are as many as any command needs. A runtime that finds no room for its own files falls over, so
/// this is to be asked before there is one.
///
/// # Errors
/// One sentence.
pub fn check() -> Result<(), String> {
    // Of what is open anyway: a root without devices has no file that could be opened instead.
    let another = || stderr().as_fd().try_clone_to_owned().ok();
    let tried: Vec<OwnedFd> = (0..NEEDED).map_while(|_| another()).collect();
    if tried.len() == NEEDED {
        return Ok(());
    }
    Err(format!(
        "only {} more files can be open at a time, and {NEEDED} are needed: too few file descriptors; raise `ulimit -n`",
        tried.len()
    ))
}

/// How many streams there may be at a time, so that everything else finds what it needs.
pub fn streams() -> Streams {
    let limit = getrlimit(Resource::Nofile).current.map_or(u32::MAX, |limit| u32::try_from(limit).unwrap_or(u32::MAX));
    beside(limit, open())
}

const fn beside(limit: u32, open: u32) -> Streams {
    let beside = open.saturating_add(LATER);
    let most = limit.saturating_sub(beside);
    Streams { most: if most == 0 { 1 } else { most }, beside }
}

/// How many are open now, where the system lists them.
fn open() -> u32 {
    let listed = fs::read_dir("/dev/fd").map(Iterator::count).ok();
    listed.and_then(|count| u32::try_from(count).ok()).unwrap_or(16)
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    #[test]
    fn streams_get_what_is_left_beside_everything_else_and_there_is_one_at_least() {
        assert_eq!(beside(64, 14), Streams { most: 10, beside: 54 });
        assert_eq!(beside(1024, 14).most, 970);
        assert_eq!((beside(40, 14).most, beside(0, u32::MAX).most), (1, 1));
        let here = open();
        let _held: Vec<_> = (0..9).map(|_| File::open("/dev/null").unwrap()).collect();
        assert!(here > 2 && streams().beside > LATER);
    }
}
