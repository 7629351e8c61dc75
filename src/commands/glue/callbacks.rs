//! From settings to the receiver of callbacks.

use std::sync::Arc;

use crate::commands::registry::voice::{CallClient, Callbacks, PushTenant};
use crate::model::Clock;
use crate::platforms::Hints;
use crate::serve::{Receiver, ReceiverLimits, ReceiverSettings};

/// What listens for these callbacks, once it is told to. Their records are matched with those that `client` brings.
pub fn receiver(push: &PushTenant, client: Option<&CallClient>, clock: &Clock, hints: Hints) -> Receiver<Callbacks> {
    let callbacks = push.callbacks();
    let callbacks = match client {
        Some(client) => callbacks.beside(client),
        None => callbacks,
    };
    let settings = ReceiverSettings {
        listen: push.listen,
        path: push.path.clone(),
        cert: push.cert.clone(),
        key: push.key.clone(),
        allow: push.allow.clone(),
        trusted_proxies: push.trusted_proxies.clone(),
        limits: ReceiverLimits::default(),
    };
    Receiver::new(Arc::new(callbacks), settings, Clock::clone(clock), hints)
}
