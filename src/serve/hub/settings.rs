//! Where a hub serves boards, which, and what they may take.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use crate::config::HubServe;

/// What boards may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HubLimits {
    /// Bytes of a body (256 KiB).
    pub body_bytes: usize,
    /// How long a body may take to come (10 s).
    pub body_time: Duration,
    /// How long headers may take to come, and how long a connection may lie idle before them (30 s).
    pub head_time: Duration,
    /// Bytes of a request's headers (16 KiB).
    pub head_bytes: usize,
    /// Connections at once (3,072: a board has two). One more takes the place of the oldest that has shown no token.
    pub connections: usize,
    /// Messages that may wait for one board (256); a board that is slower is closed, and comes back.
    pub waiting: usize,
    /// For how long what was sent is kept, for boards that come back (15 min).
    pub kept: Duration,
    /// How much of it, in bytes (64 MiB).
    pub kept_bytes: usize,
    /// Answers that are kept beside those that boards want (500).
    pub answers: usize,
}

impl HubLimits {
    /// Those that the settings say, and else the documented ones.
    pub fn of(serve: &HubServe) -> Self {
        Self {
            body_bytes: 256 * 1024,
            body_time: Duration::from_secs(10),
            head_time: Duration::from_secs(30),
            head_bytes: 16 * 1024,
            connections: 3072,
            waiting: 256,
            kept: serve.resume_for,
            kept_bytes: usize::try_from(serve.resume_size).unwrap_or(usize::MAX),
            answers: serve.answers,
        }
    }
}

impl Default for HubLimits {
    fn default() -> Self {
        Self::of(&HubServe::default())
    }
}

/// Where a hub serves boards, and which.
#[derive(Clone, Debug)]
pub struct HubSettings {
    /// The address.
    pub listen: SocketAddr,
    /// The token that boards show.
    pub token: Option<SecretString>,
    /// The certificate's file; plain text where `None`.
    pub cert: Option<PathBuf>,
    /// The file of its key; the certificate's own where `None`.
    pub key: Option<PathBuf>,
    /// Certificates of those who issue certificates to boards.
    pub client_ca: Option<PathBuf>,
    /// What boards may take.
    pub limits: HubLimits,
}

impl HubSettings {
    /// Those that the settings say, with these limits.
    pub fn of(serve: &HubServe, limits: HubLimits) -> Self {
        let HubServe { listen, token, cert, key, client_ca, .. } = serve.clone();
        Self { listen, token, cert, key, client_ca, limits }
    }
}
