//! Certificates made for a test, by an authority of its own, and servers that show them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::{ServerConfig, crypto};

/// The years of a certificate that is good whenever a test runs.
pub(crate) const ALWAYS: (i32, i32) = (2000, 2200);

/// Who issues certificates.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, as a file would hold it.
    pub(crate) pem: String,
}

/// One of a name that no other has.
pub(crate) fn authority() -> Authority {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    authority_with(|params| {
        let name = format!("authority {}", COUNT.fetch_add(1, Ordering::Relaxed));
        params.distinguished_name.push(DnType::CommonName, name);
    })
}

pub(crate) fn authority_with(change: impl FnOnce(&mut CertificateParams)) -> Authority {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    change(&mut params);
    let pem = params.self_signed(&key).unwrap().pem();
    Authority { issuer: Issuer::new(params, key), pem }
}

/// One who speaks TLS with a certificate of `authority` for these names, good in these years.
pub(crate) fn acceptor(authority: &Authority, names: &[&str], (from, to): (i32, i32)) -> TlsAcceptor {
    acceptor_with(authority, names, |params| {
        (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    })
}

/// A certificate of `authority` for these names and its key, each as a file would hold it.
pub(crate) fn pem_of(authority: &Authority, names: &[&str]) -> [String; 2] {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let params = CertificateParams::new(names).unwrap();
    [params.signed_by(&key, &authority.issuer).unwrap().pem(), key.serialize_pem()]
}

/// The same, good in these years.
pub(crate) fn pem_in(authority: &Authority, names: &[&str], (from, to): (i32, i32)) -> [String; 2] {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    (params.not_before, params.not_after) = (date_time_ymd(from, 1, 1), date_time_ymd(to, 1, 1));
    [params.signed_by(&key, &authority.issuer).unwrap().pem(), key.serialize_pem()]
}

pub(crate) fn acceptor_with(
    authority: &Authority,
    names: &[&str],
    change: impl FnOnce(&mut CertificateParams),
) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    change(&mut params);
    showing(&params.signed_by(&key, &authority.issuer).unwrap(), &key)
}

/// One who shows a certificate that it has signed itself, and the certificate as a file would hold it.
pub(crate) fn self_signed(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> (TlsAcceptor, String) {
    let key = KeyPair::generate().unwrap();
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    change(&mut params);
    let certificate = params.self_signed(&key).unwrap();
    (showing(&certificate, &key), certificate.pem())
}

fn showing(certificate: &Certificate, key: &KeyPair) -> TlsAcceptor {
    let private = PrivatePkcs8KeyDer::from(key.serialize_der());
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], private.into())
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
