//! Integration tests: one binary, one module a subject.

mod vendor_bad;
mod vendor_call;
mod vendor_cut;
mod vendor_http;
mod vendor_messages;
mod vendor_open;
mod vendor_property;
mod vendor_support;
