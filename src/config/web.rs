//! Addresses of the vendor: what is allowed, and where plain `http` is.

use url::{Host, Url};

/// Where a NATS server listens unless it is told otherwise.
const NATS_PORT: u16 = 4222;

/// An address as the vendor rooms use it: `scheme://host[:port][/path]`, without a trailing slash.
///
/// # Errors
/// A predicate: what it must be.
pub fn address(text: &str) -> Result<String, String> {
    const ALLOWED: &str = "must be an http or https address with a host, such as \"https://sg.sobot.io\"";
    let lower = text.to_ascii_lowercase();
    // The URL standard mends blanks, backslashes and missing slashes; a settings file should not need it.
    let strict = lower
        .strip_prefix("https://")
        .or_else(|| lower.strip_prefix("http://"))
        .is_some_and(|rest| !rest.starts_with('/'))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\');
    if !strict {
        return Err(ALLOWED.to_owned());
    }
    let host = lower.split('/').nth(2).unwrap_or_default();
    if !host.is_ascii() {
        return Err("must name its host in ASCII; write an international name as its \"xn--\" form".to_owned());
    }
    let url = Url::parse(text).map_err(|why| format!("{ALLOWED} ({why})"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not carry a user name or a password".to_owned());
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end before any ? or #".to_owned());
    }
    if !url.has_host() {
        return Err(ALLOWED.to_owned());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Whether this is meant to be the address of a NATS server.
pub fn is_nats(text: &str) -> bool {
    let scheme = text.trim_start().split(':').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("nats") || scheme.eq_ignore_ascii_case("tls")
}

/// The address of a NATS server, as `nats://host:port` or `tls://host:port`.
pub fn nats_address(text: &str) -> Option<String> {
    let (scheme, host) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    // Its host is read as that of an address that the URL standard knows.
    let plain = match scheme.as_str() {
        "nats" => "http",
        "tls" => "https",
        _ => return None,
    };
    let address = address(&format!("{plain}://{host}")).ok()?;
    let (_, host) = address.split_once("://")?;
    let url = Url::parse(&address).ok()?;
    let bare = url.path().trim_end_matches('/').is_empty();
    bare.then(|| match url.port() {
        Some(_) => format!("{scheme}://{host}"),
        // The port that those addresses have by themselves is left out, and is another one there.
        None if text.ends_with(":80") || text.ends_with(":443") => text.to_ascii_lowercase(),
        None => format!("{scheme}://{host}:{NATS_PORT}"),
    })
}

/// Whether requests to this address stay secret: `https`, or a host that is this machine.
pub fn is_private(address: &str) -> bool {
    let known = match address.split_once("://") {
        Some(("tls", _)) => return true,
        Some(("nats", host)) => format!("http://{host}"),
        _ => address.to_owned(),
    };
    let Ok(url) = Url::parse(&known) else {
        return false;
    };
    url.scheme() == "https"
        || match url.host() {
            Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_in_ascii() {
        let said = address("https://呼叫.example/api").unwrap_err();
        assert_eq!(said, "must name its host in ASCII; write an international name as its \"xn--\" form");
        assert_eq!(address("https://xn--6stx22e.example/呼").unwrap(), "https://xn--6stx22e.example/%E5%91%BC");
    }
}
