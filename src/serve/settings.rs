//! Where to listen, for whom, and what a request may take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::config::Subnet;

/// What a request may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReceiverLimits {
    /// Bytes of a body (1 MiB).
    pub body_bytes: usize,
    /// How long a body may take to come (10 s).
    pub body_time: Duration,
    /// How long headers may take to come, and how long a connection may lie idle before them (60 s).
    pub head_time: Duration,
    /// Bytes of a request's headers (16 KiB).
    pub head_bytes: usize,
    /// Callbacks that are read at once (64).
    pub at_once: usize,
    /// Connections at once (256). One more takes the place of the oldest that has shown no good signature.
    pub connections: usize,
    /// Signatures that are remembered (500,000: 830 callbacks a second).
    pub remembered: usize,
}

impl Default for ReceiverLimits {
    fn default() -> Self {
        Self {
            body_bytes: 1024 * 1024,
            body_time: Duration::from_secs(10),
            head_time: Duration::from_mins(1),
            head_bytes: 16 * 1024,
            at_once: 64,
            connections: 256,
            remembered: 500_000,
        }
    }
}

/// Where to listen, and for whom.
#[derive(Clone, Debug)]
pub struct ReceiverSettings {
    /// The address.
    pub listen: SocketAddr,
    /// The path of callbacks, a slash first.
    pub path: String,
    /// The certificate's file; plain text where `None`.
    pub cert: Option<PathBuf>,
    /// The file of its key; the certificate's own where `None`.
    pub key: Option<PathBuf>,
    /// From where callbacks may come; empty allows all.
    pub allow: Vec<Subnet>,
    /// Whose word on where they come from is believed.
    pub trusted_proxies: Vec<Subnet>,
    /// What a request may take.
    pub limits: ReceiverLimits,
}
