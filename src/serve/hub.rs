//! A hub that serves its boards itself: it holds the sources of a site, and passes on what they tell over HTTPS.
//!
//! One task, the desk, owns the board, the ring of what was sent and who follows; connections ask it for what they need and
//! carry what it gives them. Nothing is believed of who connects before a token or a certificate is shown. What is looked up
//! for a board goes to the boards that want it, masked, and to no other.

mod alerts;
mod asks;
mod boards;
mod desk;
mod door;
mod key;
mod listen;
mod lookups;
#[cfg(feature = "nats")]
pub mod nats;
mod notes;
mod ring;
mod seen;
mod settings;
mod sounds;
mod tapes;

pub use alerts::DeskAlerts;
pub use asks::DeskDoor;
pub use boards::HubStats;
pub use desk::{Desk, DeskSettings, Onlooker};
pub use listen::Hub;
pub use notes::{keep_notes, kept_notes, notes_file};
pub use seen::{keep_seen, kept_seen, seen_file};
pub use settings::{HubLimits, HubSettings};
pub use tapes::TapeSettings;

#[cfg(test)]
mod tests;
