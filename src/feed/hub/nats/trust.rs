//! Whom a connection to a NATS server trusts where several files say so. The client takes one file, and of several the last alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_nats::rustls::crypto::ring;
use async_nats::rustls::pki_types::pem::PemObject;
use async_nats::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use async_nats::rustls::{ClientConfig, RootCertStore};

/// Trusts who has a certificate by one of those in these files; `shown` are the files of the certificate that is shown, and of
/// its key. The files are read here.
///
/// # Errors
/// Which file cannot be used, and why.
pub(super) fn trusting(ca_files: &[PathBuf], shown: Option<&(PathBuf, PathBuf)>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    for file in ca_files {
        for certificate in certificates(file)? {
            roots.add(certificate).map_err(|why| wrong(file, &why))?;
        }
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|why| why.to_string())?
        .with_root_certificates(roots);
    let Some((cert, key)) = shown else { return Ok(config.with_no_client_auth()) };
    let private = PrivateKeyDer::from_pem_slice(&read(key)?).map_err(|why| wrong(key, &why))?;
    config.with_client_auth_cert(certificates(cert)?, private).map_err(|why| wrong(cert, &why))
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&read(file)?).collect();
    certificates.map_err(|why| wrong(file, &why))
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|why| wrong(file, &why))
}

fn wrong(file: &Path, why: &dyn std::fmt::Display) -> String {
    format!("{}: {why}", file.display())
}
