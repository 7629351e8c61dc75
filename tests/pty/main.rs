//! The program as a person meets it: in a real pseudo-terminal, with real keys and signals.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

mod faults;
mod floods;
mod harness;
mod hostile;
mod init;
mod kiosk;
mod lines;
mod looks;
mod messages;
mod metrics;
mod mouse;
mod program;
mod recordings;
mod secrets;
mod sessions;
mod shell;
mod sites;
mod support;
