//! Addresses of the vendor: what is allowed, and where plain `http` is.

use url::{Host, Url};

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

/// Whether requests to this address stay secret: `https`, or a host that is this machine.
pub fn is_private(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
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
