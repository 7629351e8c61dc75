//! Query strings as the vendors write them, and which hosts are this machine or the same.

use std::fmt::Write as _;

use reqwest::Url;

/// Escapes a query. Commas stay: the documents join lists with bare ones.
pub(super) fn query(pairs: &[(&'static str, String)]) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        if !out.is_empty() {
            out.push('&');
        }
        escape(&mut out, name);
        out.push('=');
        escape(&mut out, value);
    }
    out
}

fn escape(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b',') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// Whether `url` leads to this machine, where no proxy helps.
pub(super) fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        host.eq_ignore_ascii_case("localhost")
            || bare.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
    })
}

/// Same scheme, host and port.
pub(super) fn same_host(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host_str() == other.host_str()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Host and port.
pub(super) fn target(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

/// Scheme, host and port: where an address leads, without what it may carry.
pub(super) fn origin(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| format!("{}://{host}", url.scheme()), |port| format!("{}://{host}:{port}", url.scheme()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_keep_their_commas_and_everything_else_is_escaped() {
        let pairs = [("agents", "1001,1002".to_owned()), ("sort", "a b&c=张".to_owned())];
        assert_eq!(query(&pairs), "agents=1001,1002&sort=a%20b%26c%3D%E5%BC%A0");
    }

    #[test]
    fn this_machine_is_known_by_name_and_by_number() {
        for (url, loopback) in [
            ("http://127.0.0.1:80/", true),
            ("http://127.8.9.1/", true),
            ("http://[::1]:99/", true),
            ("http://LocalHost/", true),
            ("https://sg.sobot.io/", false),
            ("http://10.0.0.1/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(url).unwrap()), loopback, "{url}");
        }
    }

    #[test]
    fn another_port_or_scheme_is_another_host() {
        let same = |a: &str, b: &str| same_host(&Url::parse(a).unwrap(), &Url::parse(b).unwrap());
        assert!(same("https://a.io/x", "https://a.io:443/y"));
        assert!(!same("https://a.io/", "http://a.io/"));
        assert!(!same("http://a.io/", "http://a.io:8080/"));
        assert!(!same("http://a.io/", "http://b.io/"));
    }
}
