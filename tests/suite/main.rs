//! suite

mod sim_client;
mod sim_refusals;
mod sim_support;
mod sim_wire;
