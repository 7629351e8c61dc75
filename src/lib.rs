//! callboard: a live wallboard for contact centres, in the terminal.
//!
//! Data takes one way through the house and never turns back: bytes → `platforms` → `feed` → [`model::Update`] →
//! [`model::Board`] → `ui` → `term`; keys become actions, actions become a changed view or a request to the feed.

#[macro_use]
pub mod lang;

pub mod app;
pub mod cli;
pub mod commands;
pub mod config;
pub mod feed;
pub mod files;
pub mod http;
pub mod model;
pub mod platforms;
#[cfg(feature = "demo")]
pub mod sim;
pub mod term;
pub mod ui;
