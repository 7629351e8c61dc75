//! Why there is no connection, in a sentence that says what to do about it: certificates and names of hosts are where a
//! person can do something.

use std::error::Error as Cause;
use std::io;

use rustls::{CertificateError, Error as Tls};

use crate::vendor::text::sentence;

/// The sentence for a connection to `place` that could not be made because of `error`.
pub(super) fn no_connection(error: reqwest::Error, place: &str) -> String {
    let error = error.without_url();
    let chain = || std::iter::successors(Some(&error as &(dyn Cause + 'static)), |cause| (*cause).source());
    let why = || sentence(&chain().last().map(ToString::to_string).unwrap_or_default());
    if chain().any(|cause| cause.to_string() == "dns error") {
        return format!(
            "{place}: the name of the host cannot be looked up ({}); check the address in the settings, and this machine's DNS",
            why()
        );
    }
    match chain().find_map(tls) {
        Some(Tls::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature)) => format!(
            "{place}: no connection, since nobody this machine trusts vouches for the certificate; if it is your company's, name its CA as ca_file in [network]"
        ),
        Some(Tls::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. })) => format!(
            "{place}: no connection, since the certificate has expired; look whether this machine's clock is right, and tell whoever runs the host"
        ),
        Some(Tls::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. })) => {
            format!(
                "{place}: no connection, since the certificate is not valid yet; look whether this machine's clock is right"
            )
        }
        Some(Tls::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => format!(
            "{place}: no connection, since the certificate is another host's; check the address in the settings, and the proxy"
        ),
        Some(Tls::InvalidMessage(_)) => format!(
            "{place}: no connection, since no TLS is spoken there; check the address in the settings (https:// or http://), and the proxy"
        ),
        _ => {
            let why = why();
            format!("{place}: no connection ({why}); check the address in the settings and the network")
        }
    }
}

/// What TLS says of it. An error of input and output hides what it was made of from its chain.
fn tls<'a>(cause: &'a (dyn Cause + 'static)) -> Option<&'a Tls> {
    let mut cause = cause;
    while let Some(inner) = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        cause = inner;
    }
    cause.downcast_ref()
}
