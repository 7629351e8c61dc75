//! Tests of whole rooms and of the house.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy.toml's allowance does not reach helpers of tests"
)]

mod apart;
mod architecture;
mod callers;
mod config_command;
mod doctor;
mod documents;
mod end_to_end;
mod extremes;
mod faults;
mod filters;
mod fuzz_corpus;
mod fuzzed;
mod house;
mod hub;
mod hub_alerts;
mod lab;
mod languages;
mod ledger;
mod lenient;
mod live_calls;
mod lookups;
mod machine;
mod metrics;
#[cfg(feature = "nats")]
mod nats_support;
mod order;
mod packages;
mod ports;
mod probe;
mod probe_command;
mod pty;
mod push;
mod query;
mod recordings;
mod say_changes;
mod say_command;
mod schemas;
mod scope;
mod screen_support;
mod sentences;
mod settings;
mod settings_regions;
mod sim_ask;
mod sim_causes;
mod sim_client;
mod sim_day;
mod sim_lookups;
mod sim_push;
mod sim_refusals;
mod sim_strict;
mod sim_support;
mod sim_vendors;
mod sim_vendors_cn;
mod sim_vendors_moor;
mod sim_wire;
mod snapshot_command;
mod supply;
mod timeline_command;
mod tls_support;
mod vendor_agent_token;
mod vendor_ask;
mod vendor_bad;
mod vendor_call;
mod vendor_calls;
mod vendor_clock;
mod vendor_cn;
mod vendor_connections;
mod vendor_cut;
mod vendor_http;
mod vendor_messages;
mod vendor_moor;
mod vendor_open;
mod vendor_pages;
mod vendor_property;
mod vendor_proxies;
mod vendor_redirects;
mod vendor_rows;
mod vendor_sessions;
mod vendor_support;
mod vendor_tls;
mod vendors;
mod waiting;
mod walk;
mod words;
