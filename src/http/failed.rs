//! Why there is no connection, or no answer: from the client's errors to a [`Transport`].

use std::error::Error as Cause;
use std::fs::File;
use std::io;

use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV5, Tunnel};
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error as Tls, PeerIncompatible};
use tower_service::Service;

use super::Exchange;
use super::limits::CONNECT_TIMEOUT;
use super::route::Route;
use crate::http::words::sentence;
use crate::http::{Error, ErrorKind};
use crate::model::{End, Flaw, Proxy, Refusal, Stamp, Transport};

/// What a proxy that is asked to `CONNECT` brings about.
type OfTunnel = <Tunnel<HttpConnector> as Service<hyper::Uri>>::Error;
/// What a SOCKS proxy brings about.
type OfSocks = <SocksV5<HttpConnector> as Service<hyper::Uri>>::Error;

/// Too many files of this process, and of the whole machine; the numbers are the same wherever this runs.
const NO_DESCRIPTORS: [i32; 2] = [24, 23];

/// How the client and its parts call a name that cannot be looked up.
const NAMES: [&str; 3] = ["dns error", "error resolving DNS", "error resolving for socks proxy"];

type Any<'a> = &'a (dyn Cause + 'static);

fn chain(error: Any<'_>) -> impl Iterator<Item = Any<'_>> {
    std::iter::successors(Some(error), |cause| match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        // An error of input and output hides what it was made of from its sources.
        Some(inner) => Some(inner as Any<'_>),
        None => (*cause).source(),
    })
}

/// The innermost cause in one line.
pub(super) fn innermost(error: Any<'_>) -> String {
    sentence(&chain(error).last().map(ToString::to_string).unwrap_or_default())
}

/// What was asked, of whom, and which way.
pub(super) struct Asked<'a> {
    /// As in `GET /path at host`.
    pub(super) place: &'a str,
    /// Host and port.
    pub(super) target: &'a str,
    /// Whether by TLS.
    pub(super) tls: bool,
    pub(super) route: &'a Route,
}

/// The problem behind an error of the client while a request was sent.
pub(super) fn problem(error: &reqwest::Error, asked: &Asked<'_>) -> Transport {
    if !error.is_connect() {
        return broken(error, asked.place, asked.route.proxy());
    }
    let host = || End::Host(asked.place.to_owned());
    let Some(proxy) = asked.route.proxy() else { return at(error, host(), None) };
    let there = || End::Proxy(proxy.clone());
    if error.is_timeout() && os_error(error).is_none() {
        return at(error, there(), None);
    }
    if let Some(tunnel) = chain(error).find_map(|cause| cause.downcast_ref::<OfTunnel>()) {
        let refuses = |why| refuses(proxy, asked.target, why);
        return match tunnel {
            OfTunnel::ConnectFailed(inner) => at(inner.as_ref(), there(), None),
            OfTunnel::ProxyAuthRequired => Transport::ProxyPassword { proxy: proxy.clone(), status: Some(407) },
            OfTunnel::ProxyHeadersTooLong => refuses(Refusal::NoProxy),
            OfTunnel::Io(_) | OfTunnel::TunnelUnexpectedEof => refuses(Refusal::Closed),
            OfTunnel::MissingHost | OfTunnel::TunnelUnsuccessful => refuses(Refusal::Tunnel),
        };
    }
    if let Some(socks) = chain(error).find_map(|cause| cause.downcast_ref::<OfSocks>()) {
        return of_socks(socks, proxy, asked.target);
    }
    if proxy.is_socks() {
        return at(error, host(), Some(proxy));
    }
    // Without a tunnel the proxy alone is connected to.
    at(error, if asked.tls { host() } else { there() }, None)
}

/// The problem of a connection that was made and broke, or on which nothing came in time.
pub(super) fn broken(error: &reqwest::Error, place: &str, via: Option<&Proxy>) -> Transport {
    if let Some(Tls::AlertReceived(AlertDescription::CertificateRequired)) = chain(error).find_map(tls) {
        return Transport::TlsClient(End::Host(place.to_owned()));
    }
    Transport::Broke { place: place.to_owned(), via: via.cloned(), why: innermost(error) }
}

/// Why there is no client at all: it reads the system's certificates when it is made.
pub(super) fn no_client(error: reqwest::Error) -> Error {
    let why = innermost(&error.without_url());
    if descriptors_are_out() {
        return Error::new(ErrorKind::Settings, Transport::Descriptors);
    }
    if why.contains("No CA certificates were loaded") {
        return Error::new(ErrorKind::Settings, Transport::NoAuthorities(why));
    }
    Error::new(ErrorKind::Settings, Exchange::NoClient(why))
}

/// Whether this process, or this machine, has no file descriptor left.
pub(super) fn descriptors_are_out() -> bool {
    File::open("/dev/null").is_err_and(|error| is_out(error.raw_os_error()))
}

fn is_out(number: Option<i32>) -> bool {
    number.is_some_and(|number| NO_DESCRIPTORS.contains(&number))
}

/// What of `error` kept a connection to `end` from being made; `socks5` leaves names to this machine.
pub(super) fn at(error: Any<'_>, end: End, socks5: Option<&Proxy>) -> Transport {
    let is_name = chain(error).any(|cause| NAMES.contains(&cause.to_string().as_str()));
    let os = os_error(error);
    if is_out(os.and_then(io::Error::raw_os_error)) || is_name && descriptors_are_out() {
        return Transport::Descriptors;
    }
    let why = innermost(error);
    if is_name {
        return Transport::NoName { end, socks5: socks5.cloned(), why: why.into() };
    }
    if let Some(tls) = chain(error).find_map(tls) {
        return of_tls(tls, end);
    }
    let is_late = chain(error).any(|cause| cause.to_string() == "operation timed out");
    match os.map(io::Error::kind) {
        None if is_late => Transport::Slow { end, seconds: CONNECT_TIMEOUT.as_secs() },
        Some(
            io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable,
        ) => Transport::NoRoute { end, why },
        Some(io::ErrorKind::PermissionDenied) => Transport::Forbidden { end, why },
        None if chain(error).any(is_cut) => Transport::TlsFailed { end, why },
        _ => Transport::NoConnection { end, why },
    }
}

/// The error of the system in it.
fn os_error(error: Any<'_>) -> Option<&io::Error> {
    chain(error).filter_map(|cause| cause.downcast_ref::<io::Error>()).find(|error| error.raw_os_error().is_some())
}

/// A connection that ends before it is one: what ends in the middle of a TLS handshake.
fn is_cut(cause: Any<'_>) -> bool {
    cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::UnexpectedEof)
}

fn refuses(proxy: &Proxy, target: &str, why: Refusal) -> Transport {
    Transport::ProxyRefuses { proxy: proxy.clone(), target: target.to_owned(), why }
}

fn of_socks(socks: &OfSocks, proxy: &Proxy, target: &str) -> Transport {
    let password = || Transport::ProxyPassword { proxy: proxy.clone(), status: None };
    let why = match socks {
        OfSocks::Inner(inner) => return at(inner, End::Proxy(proxy.clone()), None),
        OfSocks::Io(_) => Refusal::Closed,
        OfSocks::Parsing(_) | OfSocks::Serialize(_) | OfSocks::V4(_) => Refusal::NoProxy,
        OfSocks::DnsFailure | OfSocks::MissingHost | OfSocks::MissingPort => Refusal::Failed,
        // Its type cannot be named outside the library; what it prints can be read.
        OfSocks::V5(refused) => match refused.to_string().as_str() {
            "server does not support user/pass authentication" if proxy.signed => {
                return Transport::ProxyNoPassword(proxy.clone());
            }
            "server does not support user/pass authentication"
            | "server implements authentication incorrectly"
            | "credentials not accepted" => return password(),
            "connection not allowed" => Refusal::Rules,
            "address type not supported" | "command not supported" => Refusal::AddressKind,
            unreachable @ ("network unreachable" | "host unreachable" | "connection refused" | "ttl expired") => {
                Refusal::Unreachable(unreachable.to_owned())
            }
            _ => Refusal::Failed,
        },
    };
    refuses(proxy, target, why)
}

fn of_tls(tls: &Tls, end: End) -> Transport {
    match tls {
        Tls::InvalidCertificate(error) => Transport::Certificate { end, flaw: flaw(error) },
        Tls::InvalidMessage(_) => Transport::NoTls(end),
        Tls::PeerIncompatible(PeerIncompatible::ServerDoesNotSupportTls12Or13)
        | Tls::AlertReceived(AlertDescription::ProtocolVersion) => Transport::TlsVersion(end),
        Tls::AlertReceived(AlertDescription::CertificateRequired) => Transport::TlsClient(end),
        other => Transport::TlsFailed { end, why: sentence(&other.to_string()) },
    }
}

fn flaw(error: &CertificateError) -> Flaw {
    let stamp = |time: &UnixTime| Stamp(i64::try_from(time.as_secs()).unwrap_or(i64::MAX).saturating_mul(1_000));
    match error {
        CertificateError::ExpiredContext { time, not_after } => {
            Flaw::Expired { until: Some(stamp(not_after)), now: Some(stamp(time)) }
        }
        CertificateError::Expired => Flaw::Expired { until: None, now: None },
        CertificateError::NotValidYetContext { time, not_before } => {
            Flaw::NotYetValid { from: Some(stamp(not_before)), now: Some(stamp(time)) }
        }
        CertificateError::NotValidYet => Flaw::NotYetValid { from: None, now: None },
        CertificateError::NotValidForNameContext { presented, .. } if presented.is_empty() => Flaw::NoName,
        CertificateError::NotValidForNameContext { presented, .. } => {
            Flaw::OtherNames(presented.iter().map(|name| sentence(bare(name))).collect())
        }
        CertificateError::NotValidForName => Flaw::OtherNames(Vec::new()),
        CertificateError::UnknownIssuer => Flaw::UnknownIssuer,
        CertificateError::BadSignature => Flaw::BadSignature,
        CertificateError::Revoked => Flaw::Revoked,
        CertificateError::UnknownRevocationStatus
        | CertificateError::ExpiredRevocationList
        | CertificateError::ExpiredRevocationListContext { .. }
        | CertificateError::InvalidOcspResponse => Flaw::RevocationUnknown,
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => Flaw::Purpose,
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => Flaw::Algorithm,
        CertificateError::BadEncoding | CertificateError::UnhandledCriticalExtension => Flaw::Malformed,
        // The library's own name of the rule: `CaUsedAsEndEntity`.
        other => {
            let told = match other {
                CertificateError::Other(rule) => format!("{:?}", rule.0),
                other => format!("{other:?}"),
            };
            rule(told.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default())
        }
    }
}

/// The flaw that the library calls so.
fn rule(name: &str) -> Flaw {
    match name {
        "CaUsedAsEndEntity" => Flaw::CaAsHost,
        "EndEntityUsedAsCa" => Flaw::IssuerNoCa,
        "NameConstraintViolation" => Flaw::NameConstraint,
        "UnsupportedCertVersion" => Flaw::Version,
        "UnsupportedSignatureAlgorithm" => Flaw::Algorithm,
        "EkuError" | "RequiredEkuNotFound" | "RequiredEkuNotFoundContext" => Flaw::Purpose,
        "ExtensionValueInvalid"
        | "MalformedNameConstraint"
        | "MissingOrMalformedExtensions"
        | "MalformedExtensions"
        | "MalformedDnsIdentifier" => Flaw::Malformed,
        other => Flaw::Rule(other.to_owned()),
    }
}

/// Of `DnsName("a.b")`: `a.b`.
fn bare(name: &str) -> &str {
    let inner = name.split_once('(').map_or(name, |(_, inner)| inner.strip_suffix(')').unwrap_or(inner));
    inner.trim_matches('"')
}

/// What TLS says of it.
fn tls(cause: Any<'_>) -> Option<&Tls> {
    cause.downcast_ref()
}
