//! The program as a person meets it: in a real pseudo-terminal, with real keys and signals.

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
mod pictures;
mod program;
mod recordings;
mod secrets;
mod sessions;
mod shell;
mod sites;
mod support;
