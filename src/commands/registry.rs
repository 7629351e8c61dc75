//! The platforms, one line each: nothing else in the program has to know them.
//!
//! Adding one of chats is its folder in `platforms/`, its simulator's in `sim/`, and a line of [`PLATFORMS`].

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::entry::{ChatEntry, Entry};
use crate::config::{Exported, Schema};
use crate::platforms;

/// Who tells of the agents and their calls.
pub use crate::platforms::sobot_call as voice;

/// Who tells of the chats and AI sessions of the same centre.
pub use crate::platforms::sobot_open as desk;

/// All of them, in the order in which they are shown and asked about.
pub static PLATFORMS: [Entry; 4] = [
    Entry::of::<voice::CallClient>(),
    Entry::of::<desk::OpenClient>(),
    Entry::of_chats::<platforms::sobot_cn::CnClient>(),
    Entry::of_chats::<platforms::seven_moor::MoorClient>(),
];

/// All there is to set.
pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let exported: Vec<Exported> = PLATFORMS.iter().flat_map(Entry::sections).collect();
    Schema::new(exported.leak())
});

/// The platforms of chats that a site may have beside others.
pub fn chat_platforms() -> impl Iterator<Item = &'static ChatEntry> {
    PLATFORMS.iter().filter_map(|entry| entry.chats.as_ref())
}

/// What callboard calls what the platforms tell, for those who translate the screen.
pub fn vocabulary() -> BTreeSet<String> {
    PLATFORMS.iter().flat_map(|entry| (entry.words)()).collect()
}

#[cfg(test)]
mod tests;
