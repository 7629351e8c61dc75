//! The clients of the library, of which as few are made as will do.
//!
//! One that speaks TLS reads the system's certificates, which are hundreds of files on most Linux machines, and keeps what
//! it read. So the clients of one process that trust the same and go the same way are one, and one that goes straight to a
//! host without TLS reads none.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, ClientBuilder, Url, redirect};
use tokio::runtime::Handle;

use super::error::Result;
use super::failed;
use super::limits::{CONNECT_TIMEOUT, IDLE_REUSE};
use super::made::Use;
use super::route::Route;
use super::trust::{Resolver, Trust};

/// The client for `url` by that way.
///
/// # Errors
/// When certificates cannot be used.
pub(super) fn client(url: &Url, route: &Route, trust: &Trust) -> Result<Client> {
    // A proxy may be spoken to by TLS.
    let tls = url.scheme() == "https" || route.proxy().is_some();
    let runtime = Handle::try_current().ok().map(|handle| handle.id());
    let wanted = Use { tls, proxy: route.proxy().cloned(), runtime };
    match &trust.made {
        Some(made) => made.get_or(&wanted, || make(&wanted, route, trust)),
        None => make(&wanted, route, trust),
    }
}

fn make(wanted: &Use, route: &Route, trust: &Trust) -> Result<Client> {
    // Two providers in one process, or none, make rustls panic; a second call of this finds the first one's.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .user_agent(concat!("callboard/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_keepalive(Duration::from_secs(30))
        .http1_only()
        .pool_idle_timeout(IDLE_REUSE)
        // They are followed in `send`, which never makes a GET of a POST.
        .redirect(redirect::Policy::none())
        .no_proxy();
    if let Route::Through(through) = route {
        builder = builder.proxy(through.address.clone());
    }
    if let Some(look_up) = &trust.look_up {
        builder = builder.dns_resolver(Arc::new(Resolver(Arc::clone(look_up))));
    }
    builder = if wanted.tls { trusting(builder, trust) } else { builder.tls_certs_only([]) };
    builder.build().map_err(failed::no_client)
}

fn trusting(mut builder: ClientBuilder, trust: &Trust) -> ClientBuilder {
    if !trust.certificates.is_empty() {
        builder = builder.tls_certs_merge(trust.certificates.iter().cloned());
    }
    match &trust.shown {
        Some(shown) => builder.identity(shown.clone()),
        None => builder,
    }
}
