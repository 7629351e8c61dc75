//! The hub: one process holds the token, the streams and the budget of a site, and passes on what it is told to any number
//! of boards.
//!
//! All but [`direct`] and `nats` is pure: it reads no clock, waits for nothing and knows no transport. [`Publisher`] turns updates into
//! numbered [`Envelope`]s, [`Follower`] turns envelopes back into what a board is told, and says when something is missing.
//! The number of an envelope is its [`Place`]: the epoch of who leads, and a count from 1 in it. Between two keyframes a
//! board that has every number has everything; one that lacks a number knows it, since a beat comes every second.
//!
//! What an envelope carries is a block as recordings have it, so customers' numbers travel masked. What is looked up for
//! one board goes to the boards that want it and is in no envelope.

pub mod alerts;
mod asking;
pub mod chain;
pub mod clock;
pub mod direct;
pub mod envelope;
pub(in crate::feed) mod follow;
pub mod follower;
pub mod layout;
pub mod lease;
#[cfg(feature = "nats")]
pub mod nats;
pub mod notes;
pub mod post;
pub mod problem;
pub mod publisher;
pub mod questions;
pub mod state;
pub mod wants;
pub mod way;
pub mod wire;

pub use alerts::{HubAlerts, KeptAlerts, See, SeeAnswer};
pub use clock::{Exchange, HubClock};
pub use envelope::{Body, Envelope, Epoch, Place};
pub use follower::{Follower, Input, Link, Output};
pub use lease::Lease;
pub use notes::NoteAnswer;
pub use problem::Unfollowed;
pub use publisher::Publisher;
pub use questions::Unmasked;
pub use state::{About, HubState};
pub use wants::Wants;
pub use way::Way;
