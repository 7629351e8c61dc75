//! The other end of a connection by TLS to a receiver, for a try from here.
//!
//! It believes in the certificates of the settings and in no others; whether a vendor believes in them too cannot be told
//! from here.

use std::io;
use std::sync::Arc;

use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Why a certificate cannot be connected by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is good no longer, or not yet.
    OutOfDate,
    /// It is signed by one whose certificate is not in the file.
    Alone,
    /// It names no host.
    Nameless,
    /// Something else is wrong with it.
    Unfit(String),
}

/// Why there is no connection by TLS.
#[derive(Debug)]
pub enum NoTls {
    /// Another certificate is shown.
    Another,
    /// TLS is not spoken, or breaks off.
    Failed(io::Error),
}

/// Connects to one who shows the certificate of the settings.
pub struct Trial {
    connector: TlsConnector,
    /// A host that the certificate is for.
    host: ServerName<'static>,
    own: CertificateDer<'static>,
}

impl Trial {
    /// By the first of these certificates, with those above it.
    pub(super) fn new(chain: Vec<CertificateDer<'static>>) -> Result<Self, Doubt> {
        let provider = Arc::new(ring::default_provider());
        let own = chain.first().cloned().ok_or(Doubt::Nameless)?;
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(chain);
        let host = {
            let certificate = ParsedCertificate::try_from(&own).map_err(doubt)?;
            let known = provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, &roots, &[], UnixTime::now(), known)
                .map_err(doubt)?;
            host(&certificate)?
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(doubt)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), host, own })
    }

    /// Speaks TLS with the other end of `stream`.
    ///
    /// # Errors
    /// That it shows another certificate, or speaks no TLS.
    pub async fn connect<S>(&self, stream: S) -> Result<TlsStream<S>, NoTls>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let stream = self.connector.connect(self.host.clone(), stream).await.map_err(|error| {
            let why = error.get_ref().and_then(|why| why.downcast_ref::<Error>());
            if matches!(why, Some(Error::InvalidCertificate(_))) { NoTls::Another } else { NoTls::Failed(error) }
        })?;
        let is_own = stream.get_ref().1.peer_certificates().is_some_and(|all| all.first() == Some(&self.own));
        if is_own { Ok(stream) } else { Err(NoTls::Another) }
    }
}

fn doubt(error: Error) -> Doubt {
    use CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext, UnknownIssuer};
    match error {
        Error::InvalidCertificate(Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. }) => {
            Doubt::OutOfDate
        }
        Error::InvalidCertificate(UnknownIssuer) => Doubt::Alone,
        other => Doubt::Unfit(other.to_string()),
    }
}

/// A host that a certificate is for: told by asking for one that it cannot be for.
fn host(certificate: &ParsedCertificate<'_>) -> Result<ServerName<'static>, Doubt> {
    let other = ServerName::try_from("callboard.invalid").map_err(|error| Doubt::Unfit(error.to_string()))?;
    match verify_server_name(certificate, &other) {
        Ok(()) => Ok(other),
        Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext { presented, .. })) => {
            presented.iter().find_map(|name| named(name)).ok_or(Doubt::Nameless)
        }
        Err(error) => Err(doubt(error)),
    }
}

/// The host in `DnsName("*.board.example")` or `IpAddress(192.0.2.1)`.
fn named(presented: &str) -> Option<ServerName<'static>> {
    let (_, behind) = presented.split_once('(')?;
    let name = behind.strip_suffix(')')?.trim_matches('"');
    let name = name.strip_prefix("*.").map_or_else(|| name.to_owned(), |domain| format!("callbacks.{domain}"));
    ServerName::try_from(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_read_from_what_a_certificate_is_for() {
        for (presented, expected) in [
            ("DnsName(\"board.example\")", Some("board.example")),
            ("DnsName(\"*.example\")", Some("callbacks.example")),
            ("IpAddress(192.0.2.1)", Some("192.0.2.1")),
            ("UniformResourceIdentifier(\"https://board.example\")", None),
            ("DirectoryName", None),
        ] {
            assert_eq!(named(presented).map(|host| host.to_str().into_owned()).as_deref(), expected, "{presented}");
        }
    }
}
