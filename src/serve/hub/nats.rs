//! Hubs on a NATS server: any number of them, of which one leads.
//!
//! Each contends for the lease. Who holds it asks the vendors and publishes; the others follow like boards, so that one of them
//! can go on where it left off. What a hub publishes that leads no longer the server refuses, whatever that hub believes.

mod asked;
mod kept;
mod keyframes;
mod lead;
mod others;
mod renewal;
mod shelf;
mod spoken;
mod standby;
mod station;
mod stats;

pub use station::{Beginning, Station, StationSettings, Term};
pub use stats::NatsStats;
