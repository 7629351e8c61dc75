//! Which way a connection takes: straight to the vendor, or through the proxy that the environment names
//! (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, but for the hosts of `NO_PROXY`).

use hyper_util::client::proxy::matcher::Matcher;
use reqwest::Url;

use super::url::is_loopback;

/// Whom a connection is made to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Host name or address, without brackets.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether that is a proxy.
    pub is_proxy: bool,
    /// Whether the vendor is spoken to by TLS.
    pub tls: bool,
}

/// The peer for a base URL that has been checked.
pub(super) fn peer(base: &str) -> Peer {
    peer_by(&Matcher::from_system(), base)
}

fn peer_by(proxies: &Matcher, base: &str) -> Peer {
    let Ok(url) = Url::parse(base) else {
        return Peer { host: String::new(), port: 0, is_proxy: false, tls: false };
    };
    let tls = url.scheme() == "https";
    let unbracketed = |host: &str| host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let proxy = if is_loopback(&url) { None } else { base.parse().ok().and_then(|target| proxies.intercept(&target)) };
    if let Some(proxy) = proxy {
        let uri = proxy.uri();
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(usual);
        return Peer { host: unbracketed(uri.host().unwrap_or_default()), port, is_proxy: true, tls };
    }
    let port = url.port_or_known_default().unwrap_or(443);
    Peer { host: unbracketed(url.host_str().unwrap_or_default()), port, is_proxy: false, tls }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_of_the_environment_is_the_peer_but_not_for_this_machine_nor_for_excepted_hosts() {
        let proxies = Matcher::builder().https("http://user:secret@proxy.lan:3128").no("direct.io").build();
        let peer = |base| peer_by(&proxies, base);
        let straight = |host: &str, port| Peer { host: host.to_owned(), port, is_proxy: false, tls: true };
        let through = Peer { host: "proxy.lan".to_owned(), port: 3128, is_proxy: true, tls: true };
        assert_eq!(peer("https://sg.sobot.io"), through);
        assert_eq!(peer("https://direct.io:8443/x"), straight("direct.io", 8443));
        assert_eq!(peer("https://[::1]:99"), straight("::1", 99));
        assert_eq!(peer("http://sg.sobot.io"), Peer { tls: false, ..straight("sg.sobot.io", 80) });
    }
}
