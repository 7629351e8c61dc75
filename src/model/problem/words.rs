//! The words for every problem, each in one template: what failed, and behind the semicolon what to do or what the board
//! does next. The PO file has the same templates.

use chrono::DateTime;

use super::{End, Ending, Flaw, Proxy, Refusal, Transport, Value, Words, problems};
use crate::model::time::Stamp;

problems! {
    /// Parts of the sentences below.
    pub enum Fragment {
        HtmlPage = "an HTML page with ",
        TheProxy(proxy: String) = "the proxy {proxy}",
        Http(status: u16) = " (HTTP {status})",
    }
}

/// What stands in the braces of a template.
type Values = Vec<(&'static str, Value)>;

/// A template, and its values.
type Wording = (&'static str, Values);

impl Transport {
    /// Its words, not yet in a language.
    pub fn words(&self) -> Words {
        let (template, values) = self.wording();
        Words::new(template, values).ending(self.ending())
    }

    /// All of them have one.
    const fn ending(&self) -> Ending {
        match self {
            Self::Broke { .. } | Self::NoAnswer { .. } | Self::Status { status: 500.., .. } => Ending::Next,
            _ => Ending::Fix,
        }
    }

    fn wording(&self) -> Wording {
        match self {
            Self::ProxyKind { named, scheme } => (
                "{named} names a proxy of the kind {scheme}://, which callboard does not speak; write socks5h://, socks5://, http:// or https:// there",
                vec![("named", named.into()), ("scheme", scheme.into())],
            ),
            Self::ProxyAddress { named } => (
                "{named} holds no address of a proxy; write it like http://proxy.example:3128 or socks5h://proxy.example:1080",
                vec![("named", named.into())],
            ),
            Self::Descriptors => (
                "this machine has no file descriptor left for a connection; raise the limit (ulimit -n), or end programs that hold files open",
                Vec::new(),
            ),
            Self::NoAuthorities(why) => (
                "this machine has no certificates of authorities ({why}); install the system's package of them (ca-certificates)",
                vec![("why", why.into())],
            ),
            Self::NoName { end, socks5, why } => no_name(end, socks5.as_ref(), why),
            Self::NoConnection { end, why } => with(
                end,
                "{place}: no connection ({why}); check the address in the settings and the network",
                "the proxy {proxy} takes no connection ({why}); check that it runs, and the address in {named}",
                vec![("why", why.into())],
            ),
            Self::Slow { end, seconds } => with(
                end,
                "{place}: no connection within {seconds} s; check the address in the settings, the firewall, and whether a proxy is needed (HTTPS_PROXY)",
                "no connection through the proxy {proxy} within {seconds} s; check that it runs, and the address in {named}",
                vec![("seconds", seconds.into())],
            ),
            Self::NoRoute { end, why } => with(
                end,
                "{place}: this machine's network does not lead there ({why}); check its connection and its routes",
                "this machine's network does not lead to the proxy {proxy} ({why}); check its connection and its routes",
                vec![("why", why.into())],
            ),
            Self::Forbidden { end, why } => with(
                end,
                "{place}: this machine forbids the connection ({why}); check its firewall and what this user may do",
                "this machine forbids the connection to the proxy {proxy} ({why}); check its firewall and what this user may do",
                vec![("why", why.into())],
            ),
            Self::ProxyPassword { proxy, status } => password(proxy, *status),
            Self::ProxyNoPassword(proxy) => through(
                proxy,
                "the proxy {proxy} takes no user name and password; remove them from {named}",
                Vec::new(),
            ),
            Self::ProxyRefuses { proxy, target, why } => refuses(proxy, target, why),
            Self::Certificate { end, flaw } => certificate(end, flaw),
            Self::NoTls(end) => with(
                end,
                "{place}: no connection, since no TLS is spoken there; check the address in the settings (https:// or http://), and the proxy",
                "the proxy {proxy} speaks no TLS; write http:// instead of https:// in {named}",
                Vec::new(),
            ),
            Self::TlsVersion(end) => with(
                end,
                "{place}: no connection, since TLS 1.2 and 1.3 are not spoken there; ask the operator of the host to allow them",
                "the proxy {proxy} speaks neither TLS 1.2 nor 1.3; ask its operator to allow them",
                Vec::new(),
            ),
            Self::TlsClient(end) => with(
                end,
                "{place}: no connection, since a certificate of the client is wanted; ask the vendor for a way without, callboard has none",
                "the proxy {proxy} wants a certificate of the client; ask its operator for a way without, callboard has none",
                Vec::new(),
            ),
            Self::TlsFailed { end, why } => with(
                end,
                "{place}: no connection, since the TLS handshake failed ({why}); check the address in the settings, the firewall and the proxy",
                "the TLS handshake with the proxy {proxy} failed ({why}); check the address in {named}",
                vec![("why", why.into())],
            ),
            Self::Broke { place, via, why } => beside(
                place,
                via.as_ref(),
                "{place}: the connection broke ({why}); trying again",
                "{place}: the connection through the proxy {proxy} broke ({why}); trying again",
                vec![("why", why.into())],
            ),
            Self::NoAnswer { place, via, seconds } => beside(
                place,
                via.as_ref(),
                "{place} did not answer within {seconds} s; trying again",
                "{place} did not answer within {seconds} s through the proxy {proxy}; trying again",
                vec![("seconds", seconds.into())],
            ),
            Self::Status { place, via, status, html, said } => {
                let template = status_template(*status, *html, via.is_some());
                let html = &html.then_some(Fragment::HtmlPage);
                let mut values = vec![("status", status.into()), ("html", html.into()), ("said", said.into())];
                values.push(("place", place.into()));
                values.extend(via.iter().map(|proxy| ("proxy", proxy.to_string().into())));
                (template, values)
            }
        }
    }
}

fn through(proxy: &Proxy, template: &'static str, mut values: Values) -> Wording {
    values.extend([("proxy", proxy.to_string().into()), ("named", (&proxy.named).into())]);
    (template, values)
}

fn with(end: &End, host: &'static str, proxied: &'static str, mut values: Values) -> Wording {
    match end {
        End::Host(place) => {
            values.push(("place", place.into()));
            (host, values)
        }
        End::Proxy(proxy) => through(proxy, proxied, values),
    }
}

fn beside(
    place: &str,
    via: Option<&Proxy>,
    straight: &'static str,
    proxied: &'static str,
    mut values: Values,
) -> Wording {
    values.push(("place", place.into()));
    match via {
        None => (straight, values),
        Some(proxy) => through(proxy, proxied, values),
    }
}

fn no_name(end: &End, socks5: Option<&Proxy>, why: &Value) -> Wording {
    let why = vec![("why", why.clone())];
    if let (End::Host(place), Some(proxy)) = (end, socks5) {
        return beside(
            place,
            Some(proxy),
            "",
            "{place}: the name of the host cannot be looked up ({why}); check the address in the settings and this machine's DNS, or write socks5h:// in {named}, and the proxy looks it up",
            why,
        );
    }
    with(
        end,
        "{place}: the name of the host cannot be looked up ({why}); check the address in the settings, and this machine's DNS",
        "the name of the proxy {proxy} cannot be looked up ({why}); check {named}, and this machine's DNS",
        why,
    )
}

fn password(proxy: &Proxy, status: Option<u16>) -> Wording {
    let template = if proxy.signed {
        "the proxy {proxy} does not accept the user name and password of {named}{status}; correct them there, with @ written as %40 and : as %3A"
    } else {
        "the proxy {proxy} asks for a user name and password{status}; put them into {named}, as in http://user:password@proxy.example:3128"
    };
    through(proxy, template, vec![("status", (&status.map(Fragment::Http)).into())])
}

fn refuses(proxy: &Proxy, target: &str, why: &Refusal) -> Wording {
    let mut values = vec![("target", target.into())];
    let template = match why {
        Refusal::Tunnel => {
            "the proxy {proxy} opens no tunnel to {target}; ask its operator to allow that host and port, or name the host in NO_PROXY if it is reached without"
        }
        Refusal::Rules => {
            "the rules of the proxy {proxy} forbid {target}; ask its operator to allow that host and port, or name the host in NO_PROXY if it is reached without"
        }
        Refusal::Unreachable(why) => {
            values.push(("why", why.into()));
            "the proxy {proxy} does not reach {target} ({why}); check the address in the settings, or ask the operator of the proxy"
        }
        Refusal::Failed => {
            "the proxy {proxy} failed to connect to {target}; check the address in the settings, or ask the operator of the proxy"
        }
        Refusal::AddressKind => {
            let other = if proxy.url.starts_with("socks5h") { "socks5://" } else { "socks5h://" };
            values.push(("other", other.into()));
            "the proxy {proxy} does not take such an address: {target}; write {other} in {named}"
        }
        Refusal::Closed => {
            "the proxy {proxy} closed the connection instead of leading to {target}; check the kind and the port in {named}, or ask its operator"
        }
        Refusal::NoProxy => {
            "what answers at {proxy} is no proxy of that kind; check the kind (http://, socks5h://) and the port in {named}"
        }
    };
    through(proxy, template, values)
}

fn certificate(end: &End, flaw: &Flaw) -> Wording {
    let mut values = vec![(
        "who",
        match end {
            End::Host(place) => place.into(),
            End::Proxy(proxy) => Fragment::TheProxy(proxy.to_string()).into(),
        },
    )];
    let template = match flaw {
        Flaw::Expired { until, now } => {
            values.extend([("until", date(*until).into()), ("now", date(*now).into())]);
            "{who}: no connection, since the certificate has expired ({until}); check this machine's clock ({now}), else tell the operator of the host"
        }
        Flaw::NotYetValid { from, now } => {
            values.extend([("from", date(*from).into()), ("now", date(*now).into())]);
            "{who}: no connection, since the certificate is not valid yet (from {from}); check this machine's clock ({now}), else tell the operator of the host"
        }
        Flaw::OtherNames(names) => {
            values.push(("names", listed(names).into()));
            "{who}: no connection, since the certificate is for another host ({names}); check the address in the settings, and the proxy"
        }
        Flaw::NoName => {
            "{who}: no connection, since the certificate names no host as subjectAltName; have it issued again with the name there, a common name is not read"
        }
        Flaw::UnknownIssuer => {
            "{who}: no connection, since the issuer of the certificate is not trusted here; if it is your company's, name its CA as ca_file in [network]"
        }
        Flaw::BadSignature => {
            "{who}: no connection, since the certificate is not signed by the CA that it names; if the CA has a new key, name its new certificate as ca_file in [network]"
        }
        Flaw::CaAsHost => {
            "{who}: no connection, since the host shows the certificate of a CA as its own (self-signed); give the host one of its own that this CA has issued, and name the CA as ca_file in [network]"
        }
        Flaw::IssuerNoCa => {
            "{who}: no connection, since the certificate was issued by one that is no CA's; have it issued again by a CA"
        }
        Flaw::NameConstraint => {
            "{who}: no connection, since the CA may not issue certificates for this host; have it issued again by another CA"
        }
        Flaw::Revoked => {
            "{who}: no connection, since the certificate has been revoked; tell the operator of the host, and trust nothing that this host says"
        }
        Flaw::RevocationUnknown => {
            "{who}: no connection, since the list of revoked certificates is missing or too old; tell the operator of the CA"
        }
        Flaw::Purpose => {
            "{who}: no connection, since the certificate is not for a server; have it issued again for serverAuth"
        }
        Flaw::Algorithm => {
            "{who}: no connection, since the certificate is signed in a way that is not supported; have it issued again with SHA-256"
        }
        Flaw::Version => {
            "{who}: no connection, since the certificate is older than X.509 version 3; have it issued again with a subjectAltName"
        }
        Flaw::Malformed => "{who}: no connection, since the certificate cannot be read; tell the operator of the host",
        Flaw::Rule(rule) => {
            values.push(("rule", rule.into()));
            "{who}: no connection, since the certificate breaks a rule ({rule}); tell the operator of the host"
        }
    };
    (template, values)
}

/// A moment to the minute; a dash where it is not told.
fn date(at: Option<Stamp>) -> String {
    let at = at.and_then(|at| DateTime::from_timestamp_millis(at.ms()));
    at.map_or_else(|| "–".to_owned(), |at| at.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// The first three names.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, …") } else { shown }
}

/// Who answers so may be the vendor, a gateway, or the proxy that reads along (`proxied`).
fn status_template(status: u16, html: bool, proxied: bool) -> &'static str {
    match status {
        402 => "{place} wants to be paid first ({html}HTTP 402){said}; ask the vendor what the contract covers",
        403 if html && proxied => {
            "{place}: the proxy {proxy} or the host behind it forbids this ({html}HTTP 403){said}; ask the operator of the proxy to allow the host, and check the app_id and what it may do"
        }
        403 => "{place} forbids this ({html}HTTP 403){said}; check the app_id and what it may do",
        404 => "{place} is not there ({html}HTTP 404){said}; check the address in the settings",
        405 | 406 | 415 => {
            "{place} does not take this kind of request ({html}HTTP {status}){said}; check the address in the settings"
        }
        407 => {
            "{place}: a proxy that no variable names asks for a user name and password ({html}HTTP 407){said}; ask the operator of the network for the proxy to name in HTTPS_PROXY"
        }
        409 | 423 => "{place} is held up by another request ({html}HTTP {status}){said}; ask the vendor if it stays so",
        410 => "{place} is there no longer ({html}HTTP 410){said}; check the address in the settings",
        413 => {
            "{place} calls the request too large ({html}HTTP 413){said}; ask for less: set fewer agents or departments"
        }
        414 => {
            "{place} calls the address too long ({html}HTTP 414){said}; ask for less: set fewer agents or departments"
        }
        421 => {
            "{place} was answered by a host that does not serve it ({html}HTTP 421){said}; look where the proxy and the address in the settings lead"
        }
        426 => {
            "{place} wants another version of HTTP or TLS ({html}HTTP 426){said}; ask the operator of the host or of the proxy"
        }
        428 => {
            "{place} wants conditions in the request that no document names ({html}HTTP 428){said}; ask the operator of the host or of the proxy"
        }
        431 => {
            "{place} calls the headers too large ({html}HTTP 431){said}; check whether the token is unusually long, or ask the operator of the host or of the proxy"
        }
        451 => {
            "{place} may not be shown for legal reasons ({html}HTTP 451){said}; ask the vendor, or the operator of the network"
        }
        400..=499 => "{place} calls the request wrong ({html}HTTP {status}){said}; check the settings",
        502..=504 if proxied => {
            "{place}: the proxy {proxy} or the host behind it answered {html}HTTP {status}{said}; trying again"
        }
        _ => "{place} answered {html}HTTP {status}{said}; trying again",
    }
}
