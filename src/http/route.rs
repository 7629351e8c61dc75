//! Which way a connection takes: straight to the vendor, or through the proxy that the environment names
//! (`HTTPS_PROXY` or `HTTP_PROXY`, else `ALL_PROXY`, in capitals or not, but for the hosts of `NO_PROXY`).
//!
//! It is found out here and then told to the client, so that an error can name the variable.

use std::fmt;
use std::sync::Arc;

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::url::is_loopback;
use crate::http::{Error, ErrorKind, Result};
use crate::model::{Problem, Proxy, Transport};

/// Tells the value of a variable of the environment.
pub type Variables = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// The kinds of proxies that are spoken.
const SPOKEN: [&str; 4] = ["http", "https", "socks5", "socks5h"];

/// The way to a host.
#[derive(Clone)]
pub(super) enum Route {
    /// Straight there.
    Straight,
    /// Through a proxy.
    Through(Box<Through>),
    /// There is none: the variable is of no use.
    None(Problem),
}

/// The way through a proxy.
#[derive(Clone)]
pub(super) struct Through {
    /// Which, for sentences.
    proxy: Proxy,
    /// Its address as the variable has it, with a name and a password if they stand there.
    pub(super) address: reqwest::Proxy,
    /// Its host without brackets, and its port.
    peer: (String, u16),
}

impl fmt::Debug for Route {
    /// Without the address: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Straight => f.write_str("Straight"),
            Self::Through(through) => f.debug_tuple("Through").field(&through.proxy).finish(),
            Self::None(problem) => f.debug_tuple("None").field(problem).finish(),
        }
    }
}

impl Route {
    /// The proxy on the way.
    pub(super) fn proxy(&self) -> Option<&Proxy> {
        match self {
            Self::Through(through) => Some(&through.proxy),
            Self::Straight | Self::None(_) => None,
        }
    }
}

/// Whom a connection is made to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Host name or address, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The proxy, if that is whom.
    pub proxy: Option<Proxy>,
    /// Whether the vendor is spoken to by TLS.
    pub tls: bool,
}

/// The peer on the way to a base URL that has been checked.
///
/// # Errors
/// [`ErrorKind::Settings`] where there is no way.
pub(super) fn peer(route: &Route, base: &str) -> Result<Peer> {
    let url = Url::parse(base).ok();
    let tls = url.as_ref().is_some_and(|url| url.scheme() == "https");
    let (host, port) = match route {
        Route::None(problem) => return Err(Error::new(ErrorKind::Settings, problem.clone())),
        Route::Through(through) => through.peer.clone(),
        Route::Straight => {
            let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
            (unbracketed(host), url.as_ref().and_then(Url::port_or_known_default).unwrap_or(443))
        }
    };
    Ok(Peer { host, port, proxy: route.proxy().cloned(), tls })
}

fn unbracketed(host: &str) -> String {
    host.trim_start_matches('[').trim_end_matches(']').to_owned()
}

/// The way to `url` by these variables.
pub(super) fn of(url: &Url, variables: &Variables) -> Route {
    // Under CGI, `HTTP_PROXY` is a header of the request.
    if is_loopback(url) || variables("REQUEST_METHOD").is_some() {
        return Route::Straight;
    }
    let own = if url.scheme() == "https" { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    for names in [own, ["ALL_PROXY", "all_proxy"]] {
        let Some((named, value)) = first(names, variables) else { continue };
        if value.is_empty() {
            continue;
        }
        let excepted = first(["NO_PROXY", "no_proxy"], variables).is_some_and(|(_, hosts)| is_excepted(url, &hosts));
        return if excepted { Route::Straight } else { through(url, named, &value) };
    }
    Route::Straight
}

/// The first of two variables that is set, without blanks around its value.
fn first(names: [&'static str; 2], variables: &Variables) -> Option<(&'static str, String)> {
    names.into_iter().find_map(|name| Some((name, variables(name)?.trim().to_owned())))
}

/// Whether `NO_PROXY` names the host: by name, with all that is below it, by address, by network, or by `*`. `*.a.b` is
/// `.a.b`, and an entry with a port counts for that port alone.
fn is_excepted(url: &Url, hosts: &str) -> bool {
    let port = url.port_or_known_default();
    let entries = hosts.split([',', ' ', '\t']).filter_map(|entry| {
        let entry = entry.trim().to_ascii_lowercase();
        let entry = entry.strip_prefix("*.").map_or(entry.clone(), str::to_owned);
        match entry.rsplit_once(':') {
            Some((host, number)) if !host.is_empty() && (host.ends_with(']') || !host.contains(':')) => {
                let meant = number.parse().ok() == port;
                meant.then(|| unbracketed(host))
            }
            _ => Some(unbracketed(&entry)),
        }
    });
    let hosts: Vec<String> = entries.collect();
    let anywhere = Matcher::builder().all("http://proxy.invalid").no(hosts.join(",")).build();
    url.as_str().parse().is_ok_and(|target| anywhere.intercept(&target).is_none())
}

/// The way through the proxy that the variable `named` has as its value.
fn through(url: &Url, named: &'static str, value: &str) -> Route {
    let named = named.to_owned();
    let (scheme, rest) = value.split_once("://").unwrap_or(("http", value));
    let scheme = scheme.to_ascii_lowercase();
    if !SPOKEN.contains(&scheme.as_str()) {
        // What is no kind of proxy at all may be a part of a password.
        return Route::None(Problem::from(match scheme.as_str() {
            "socks" | "socks4" | "socks4a" => Transport::ProxyKind { named, scheme },
            _ => Transport::ProxyAddress { named },
        }));
    }
    let address = format!("{scheme}://{rest}");
    let found = url.as_str().parse().ok().and_then(|target| {
        let found = Matcher::builder().all(address.as_str()).build().intercept(&target)?;
        let uri = found.uri();
        let usual = match scheme.as_str() {
            "https" => 443,
            "http" => 80,
            _ => 1080,
        };
        let host = uri.host().filter(|host| !host.is_empty())?.to_owned();
        let signed = found.basic_auth().is_some() || found.raw_auth().is_some();
        Some((host, uri.port_u16().unwrap_or(usual), signed))
    });
    let client = reqwest::Proxy::all(&address).ok();
    let (Some((host, port, signed)), Some(client)) = (found, client) else {
        return Route::None(Transport::ProxyAddress { named }.into());
    };
    let proxy = Proxy { url: format!("{scheme}://{host}:{port}"), named, signed };
    Route::Through(Box::new(Through { proxy, address: client, peer: (unbracketed(&host), port) }))
}

#[cfg(test)]
mod tests;
