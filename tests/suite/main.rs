//! Integration tests: one binary, one module a subject.
// Clippy's own exception for tests covers functions marked as such, not their helpers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod vendor_bad;
mod vendor_call;
mod vendor_cut;
mod vendor_http;
mod vendor_messages;
mod vendor_open;
mod vendor_property;
mod vendor_support;
