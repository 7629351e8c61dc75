//! Figures for Prometheus and what reads its format: `/metrics`, and `/health` and `/ready` for who supervises the process.
//!
//! A process that keeps a board hands a [`Sight`] over once a second: values, taken from the board and its alarms as they are
//! then, and counted nowhere a second time. What is asked for is written from the last one when it is asked for. A figure whose
//! source is stale by then is left out: on the screen it would be `–`, and a number that stands still would look like rest.
//!
//! Agents are counted here and never named, and no customer's number comes here at all.
//!
//! The settings' section is `[metrics]` for any process that keeps a board, a hub too, and not one for each kind of process: what
//! is listened on is the machine's business and not the hub's, figures and their names are the same, and one settings file that
//! a board and a hub share must not say it twice. A hub hands [`HubEyes`] over beside.

mod centre;
mod hub;
mod latency;
mod listener;
mod meter;
mod published;
mod sample;
mod sight;
mod text;

pub use hub::HubEyes;
pub use latency::Latency;
pub use listener::{CONTENT_TYPE, Listener, SECTION};
pub use meter::{About, Kind, Meter, Part, Unit};
pub use published::{Published, SILENT_FOR, Unwell};
pub use sight::{Seen, Sight};

#[cfg(test)]
mod tests;
