//! A list of very many agents, read by several threads together.
//!
//! The full message of a hundred thousand agents is a text of 50 MB, which takes one thread ten times as long as anything
//! else that a board waits for. It is cut between rows, and each thread reads a part of them.
//!
//! Where to cut is found by looks, and then proved. Each part must be rows with commas between them and nothing else, and
//! what is left of the text without them a message that has its agents there: so the text is JSON, and means what all of that
//! means put together. Whatever is out of the ordinary leaves the whole to one thread, as if this had not been tried.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread::{self, Builder};

use serde::de::{DeserializeSeed, IgnoredAny};
use serde_json::Deserializer;

use super::agents::{Agents, RowSeed};
use super::gather::{Gather, List};
use super::wire::Document;

/// What is read by one thread, in bytes: more would take the processor from those who draw, for a few milliseconds.
const LARGE: usize = 12 * 1024 * 1024;
/// What a thread takes at a time, in bytes, where there is much.
const PART: usize = 2 * 1024 * 1024;
/// So many threads read at most.
const THREADS: usize = 4;
/// What may stand before the rows, and behind them, in bytes.
const AROUND: usize = 64 * 1024;
/// The first field of a row stands within so many bytes.
const FIRST: usize = 64;
/// What the rest of the message is read with in the place of the rows: an empty object says nothing.
const ROW: &str = "{}";

/// How many threads are to read a text of so many bytes. With musl it is one: its allocator has one lock for all of them, and
/// much of reading a row is to allocate its texts.
pub(super) fn threads(bytes: usize) -> usize {
    if bytes < LARGE || cfg!(target_env = "musl") {
        return 1;
    }
    thread::available_parallelism().map_or(1, usize::from).min(THREADS)
}

/// A message whose agents were read apart from the rest of it.
pub(super) struct Apart {
    /// The rest.
    rest: String,
    agents: Agents,
}

impl Apart {
    /// Cuts a message and has so many threads read the parts of it; `None` is one that one thread must read.
    pub(super) fn read(text: &str, threads: usize) -> Option<Self> {
        if threads < 2 {
            return None;
        }
        let bytes = text.as_bytes();
        // With the first bracket and the last of all, there is no other list but in rows.
        let from = bytes.iter().take(AROUND).position(|byte| *byte == b'[')? + 1;
        let to = bytes.len() - bytes.iter().rev().take(AROUND).position(|byte| *byte == b']')? - 1;
        let (before, rows, after) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
        let begin = beginning(rows).filter(|_| !after.contains('['))?;
        let parts = cut(rows, &begin, (rows.len() / PART).max(threads * 2))?;
        let rest = [before, ROW, after].concat();
        // Most of what is no list of agents is known by that, before any thread is started.
        rows_of(&mut serde_json::from_str(&rest).ok()?)?;
        Some(Self { rest, agents: read(&parts, about(rows, &begin), threads)? })
    }

    /// The message, which borrows from the rest of its text.
    pub(super) fn whole(self, text: &mut Option<String>) -> serde_json::Result<Document<'_>> {
        let mut document = serde_json::from_str(text.insert(self.rest))?;
        if let Some(rows) = rows_of(&mut document) {
            *rows = List::Items(self.agents, 0);
        }
        Ok(document)
    }
}

/// The list of agents of a message, bare or in the envelope of a call, if it has one that is not empty.
fn rows_of<'d>(document: &'d mut Document<'_>) -> Option<&'d mut List<Agents>> {
    let Document::Object(envelope) = document else { return None };
    let page = match (&mut envelope.page, &mut envelope.data) {
        (Some(page), _) => page,
        (None, Some(Document::Object(inner))) => inner.page.as_mut()?,
        _ => return None,
    };
    page.rows.as_mut().filter(|rows| matches!(rows, List::Items(agents, 0) if agents.any))
}

/// A comma, and what rows begin with, as far as the name of the first field of the first of them.
fn beginning(rows: &str) -> Option<String> {
    let first = rows.trim_start();
    let name = first.get(..first.as_bytes().iter().take(FIRST).position(|byte| *byte == b':')?)?;
    Some(format!(",{name}:"))
}

/// Cuts rows into at most so many parts of about one length, where a row seems to begin.
fn cut<'t>(rows: &'t str, begin: &str, parts: usize) -> Option<Vec<&'t str>> {
    let mut found = Vec::new();
    let mut from = 0;
    for part in 1..parts {
        let near = rows.floor_char_boundary(rows.len() / parts * part);
        if near <= from {
            continue;
        }
        let Some(behind) = rows.get(near..)?.find(begin) else { break };
        found.push(rows.get(from..near + behind)?);
        from = near + behind + 1;
    }
    found.push(rows.get(from..)?);
    (found.len() > 1).then_some(found)
}

/// How many rows there may be, by the first of them: room for all is made once, and not by moving those that are there.
fn about(rows: &str, begin: &str) -> usize {
    let some = rows.get(..rows.floor_char_boundary(AROUND)).unwrap_or_default();
    let count = some.matches(begin).count() + 1;
    (rows.len() / some.len().max(1) * count).min(Agents::MOST)
}

/// Has so many threads read the parts, this one among them; `rows` is about how many there are in all.
///
/// Each takes the next part that none has taken. What others read is put behind the rest while it is still close to the
/// processor, and its memory serves them for the next part, so that they need no new pages for their share of the agents.
fn read(parts: &[&str], rows: usize, threads: usize) -> Option<Agents> {
    let each = rows / parts.len().max(1) + 1;
    let taken = AtomicUsize::new(0);
    let take = || {
        let number = taken.fetch_add(1, Ordering::Relaxed);
        parts.get(number).map(|part| (number, *part))
    };
    thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        let start = |_| {
            let (tell, take) = (tell.clone(), &take);
            let read = move || {
                while let Some((number, part)) = take() {
                    if tell.send((number, Agents::of_rows(part, each))).is_err() {
                        break;
                    }
                }
            };
            // The parts that one that cannot be started would read are read by the others.
            Builder::new().name("agents".to_owned()).spawn_scoped(scope, read).ok()
        };
        let others: Vec<_> = (1..threads).filter_map(start).collect();
        drop(tell);
        let read = || {
            let mut joined = Joined::with_room(rows, parts.len());
            while let Some((number, part)) = take() {
                if number == joined.parts {
                    joined.read(part)?;
                } else {
                    joined.put(number, Agents::of_rows(part, each)?);
                }
                for (number, read) in told.try_iter() {
                    joined.put(number, read?);
                }
            }
            for (number, read) in &told {
                joined.put(number, read?);
            }
            // Beyond that, rows are counted and not read.
            (joined.parts == parts.len() && joined.rows <= Agents::MOST).then_some(joined.agents)
        };
        let agents = read();
        // The others end at what they would tell next.
        drop(told);
        for thread in others {
            let _ = thread.join();
        }
        agents
    })
}

/// The parts that were read, as far as none before them is missing, and those behind a missing one.
struct Joined {
    agents: Agents,
    rows: usize,
    /// So many parts are in `agents`.
    parts: usize,
    waiting: Vec<Option<(Agents, usize)>>,
}

impl Joined {
    fn with_room(agents: usize, parts: usize) -> Self {
        let mut joined =
            Self { agents: Agents::default(), rows: 0, parts: 0, waiting: (0..parts).map(|_| None).collect() };
        joined.agents.list.reserve_exact(agents);
        joined
    }

    /// Reads the next part to where it belongs.
    fn read(&mut self, part: &str) -> Option<()> {
        self.rows += self.agents.read_rows(part)?;
        self.parts += 1;
        self.join();
        Some(())
    }

    /// Takes what a part is.
    fn put(&mut self, part: usize, read: (Agents, usize)) {
        if let Some(place) = self.waiting.get_mut(part) {
            *place = Some(read);
        }
        self.join();
    }

    fn join(&mut self) {
        while let Some((more, rows)) = self.waiting.get_mut(self.parts).and_then(Option::take) {
            self.agents.join(more);
            self.rows += rows;
            self.parts += 1;
        }
    }
}

impl Agents {
    /// What rows are, and how many; see [`Agents::read_rows`]. There is `room` for so many agents.
    fn of_rows(text: &str, room: usize) -> Option<(Self, usize)> {
        let mut found = Self::default();
        found.list.reserve_exact(room);
        let rows = found.read_rows(text)?;
        Some((found, rows))
    }

    /// Takes rows with commas between them, and tells how many; `None` where there is anything else, or something nested in
    /// a row: how deep that may be depends on where the row stands.
    fn read_rows(&mut self, text: &str) -> Option<usize> {
        let mut rest = text;
        for rows in 1..=Self::MOST {
            let mut reader = Deserializer::from_str(rest);
            let row = RowSeed(self).deserialize(&mut reader).ok()?;
            self.note(&row);
            let (row, behind) = rest.split_at_checked(reader.into_iter::<IgnoredAny>().byte_offset())?;
            if !is_flat(row.trim_start()) {
                return None;
            }
            rest = behind.trim_start_matches([' ', '\n', '\t', '\r']);
            if rest.is_empty() {
                return Some(rows);
            }
            rest = rest.strip_prefix(',')?;
        }
        None
    }
}

/// Whether a row, which is JSON, has nothing nested in it. Few have a bracket at all beside their own.
fn is_flat(row: &str) -> bool {
    if !row.contains('[') && !row.get(1..).is_some_and(|row| row.contains('{')) {
        return true;
    }
    let (mut quoted, mut escaped, mut opened) = (false, false, 0);
    for byte in row.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => opened += 1,
            _ => {}
        }
    }
    opened < 2
}

#[cfg(test)]
mod tests;
