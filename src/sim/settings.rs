//! What leads a board to the simulator.

use super::Credentials;

/// What the sections of a settings file are written of.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// `http://` and the simulator's address.
    pub base: &'a str,
    /// The site's zone.
    pub zone: chrono_tz::Tz,
    /// What lets a client in.
    pub credentials: &'a Credentials,
    /// Whether a token of an agent's is asked for too.
    pub strict: bool,
}

/// A vendor's word, and the section of the settings that makes a site its tenant.
pub(super) type Tenant = (&'static str, fn(&Lines<'_>) -> String);
