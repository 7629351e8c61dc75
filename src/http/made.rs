//! The clients of the library that were made already.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use reqwest::Client;
use tokio::runtime::Id;

use super::error::Result;
use crate::model::Proxy;

/// What tells one client from another among those that trust the same.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Use {
    /// Whether it must be able to speak TLS.
    pub(super) tls: bool,
    /// The proxy that it goes through.
    pub(super) proxy: Option<Proxy>,
    /// The runtime that drives its connections: they end with it.
    pub(super) runtime: Option<Id>,
}

/// The clients that were made, by what they can be used for.
#[derive(Default)]
pub(super) struct Made(Mutex<Vec<(Use, Client)>>);

impl fmt::Debug for Made {
    /// Without the clients: they may know the password of a proxy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Made").finish_non_exhaustive()
    }
}

impl Made {
    /// The client for that use: the one that there is, else a new one.
    ///
    /// # Errors
    /// Those of `make`.
    pub(super) fn get_or(&self, wanted: &Use, make: impl FnOnce() -> Result<Client>) -> Result<Client> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = known.iter().find(|(used, _)| used == wanted) {
            return Ok(client.clone());
        }
        let client = make()?;
        known.push((wanted.clone(), client.clone()));
        Ok(client)
    }
}
