//! TLS for those who connect: a certificate from files, read anew when it is renewed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use super::problem::Deaf;

/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_mins(1);

/// Largest file of certificates or keys, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// Who is asked for a certificate, too.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    /// The certificates of those who issue theirs.
    pub(super) ca: PathBuf,
    /// Whether one who shows none is let in all the same.
    pub(super) may_show_none: bool,
}

/// Shows a certificate.
pub(super) struct Shown {
    cert: PathBuf,
    key: PathBuf,
    section: &'static str,
    clients: Option<Clients>,
    acceptor: TlsAcceptor,
    changed: [Option<SystemTime>; 2],
    looked: Instant,
}

impl Shown {
    /// Reads the certificate and its key.
    pub(super) fn read(cert: &Path, key: &Path, section: &'static str) -> Result<Self, Deaf> {
        Self::asking(cert, key, section, None)
    }

    /// The same, and asks those who connect for theirs.
    pub(super) fn asking(
        cert: &Path,
        key: &Path,
        section: &'static str,
        clients: Option<Clients>,
    ) -> Result<Self, Deaf> {
        let acceptor = acceptor(cert, key, section, clients.as_ref())?;
        let (changed, looked) = ([cert, key].map(changed), Instant::now());
        Ok(Self { cert: cert.to_owned(), key: key.to_owned(), section, clients, acceptor, changed, looked })
    }

    /// What shows it as it is now. One that cannot be read is not taken, and the one of before is shown.
    pub(super) fn acceptor(&mut self) -> TlsAcceptor {
        let now = Instant::now();
        if now.saturating_duration_since(self.looked) >= LOOK_EVERY {
            self.looked = now;
            let changed = [&self.cert, &self.key].map(changed);
            if changed != self.changed {
                match acceptor(&self.cert, &self.key, self.section, self.clients.as_ref()) {
                    Ok(acceptor) => {
                        (self.acceptor, self.changed) = (acceptor, changed);
                        tracing::info!("{}: {} was read anew", self.section, self.cert.display());
                    }
                    // It may be half written: the next look tells.
                    Err(problem) => {
                        tracing::warn!("{}: {problem}; the certificate of before is shown", self.section);
                    }
                }
            }
        }
        self.acceptor.clone()
    }
}

fn changed(file: impl AsRef<Path>) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

/// What shows the certificate in one file with the key in another, or in the same.
fn acceptor(cert: &Path, key: &Path, section: &'static str, clients: Option<&Clients>) -> Result<TlsAcceptor, Deaf> {
    let chain = chain(cert, section)?;
    let private = PrivateKeyDer::from_pem_slice(&text(key, section)?);
    let private = private.map_err(|_| Deaf::NoKey(key.to_owned(), section))?;
    let unfit = |why: rustls::Error| Deaf::Unfit(cert.to_owned(), why.to_string(), section);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(unfit)?;
    let config = match clients {
        None => config.with_no_client_auth(),
        Some(Clients { ca, may_show_none }) => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(self::chain(ca, section)?);
            let provider = Arc::new(ring::default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            let verifier = if *may_show_none { verifier.allow_unauthenticated() } else { verifier };
            let unfit = |why: String| Deaf::Unfit(ca.clone(), why, section);
            config.with_client_cert_verifier(verifier.build().map_err(|why| unfit(why.to_string()))?)
        }
    };
    let config = config.with_single_cert(chain, private).map_err(unfit)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The certificate in a file, and those above it: at least one.
pub(super) fn chain(cert: &Path, section: &'static str) -> Result<Vec<CertificateDer<'static>>, Deaf> {
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&text(cert, section)?)
        .collect::<Result<_, pem::Error>>()
        .map_err(|why| Deaf::Unfit(cert.to_owned(), why.to_string(), section))?;
    if chain.is_empty() {
        return Err(Deaf::NoCertificate(cert.to_owned(), section));
    }
    Ok(chain)
}

fn text(file: &Path, section: &'static str) -> Result<Vec<u8>, Deaf> {
    let wrong = |why: String| Deaf::Unreadable(file.to_owned(), why, section);
    let about = fs::metadata(file).map_err(|error| wrong(error.to_string()))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(wrong("it is no file of at most 1 MiB".to_owned()));
    }
    fs::read(file).map_err(|error| wrong(error.to_string()))
}
