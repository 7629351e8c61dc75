//! Whom to trust beside the system's certificate authorities: the CA of a company, or of a proxy that opens TLS.
//!
//! It is a matter of the machine's network, like its proxy, so that it is said once for the whole process and not by
//! every vendor's section.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::{fmt, io};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Certificate, Identity};

use secrecy::zeroize::Zeroizing;

use super::Variables;
use super::made::Made;
use crate::files::text;
use crate::http::{Error, ErrorKind, Result};
use crate::model::Problem;

/// Largest file of certificates, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

static OF_PROCESS: RwLock<Trust> =
    RwLock::new(Trust { certificates: Vec::new(), shown: None, look_up: None, variables: None, made: None });

/// Looks a host's name up.
pub type LookUp = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

/// Certificates to trust beside the system's, and who knows the addresses of hosts and the proxies on the way.
#[derive(Clone, Default)]
pub struct Trust {
    pub(super) certificates: Vec<Certificate>,
    /// The certificate that is shown to who asks for one, and its key.
    pub(super) shown: Option<Identity>,
    /// The system, without.
    pub(super) look_up: Option<LookUp>,
    /// The environment, without.
    variables: Option<Variables>,
    /// The clients that go by just this; each has its own, without.
    pub(super) made: Option<Arc<Made>>,
}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trust").field("certificates", &self.certificates.len()).finish_non_exhaustive()
    }
}

impl Trust {
    /// The certificates of a PEM file.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] when it cannot be read, or holds no certificate.
    pub fn from_file(path: &Path) -> Result<Self> {
        Ok(Self { certificates: certificates(path, "network")?, ..Self::default() })
    }

    /// What this process trusts, and for one host, of which `section` of the settings tells, the certificates of a PEM file
    /// beside that; `shown` are the files of the certificate that is shown there, and of its key.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] when one of them cannot be read, or holds no certificate, or no key.
    pub fn beside(ca_file: Option<&Path>, shown: Option<(&Path, &Path)>, section: &'static str) -> Result<Self> {
        let mut trust = Self { made: None, ..of_process() };
        if let Some(path) = ca_file {
            trust.certificates.extend(certificates(path, section)?);
        }
        if let Some((cert, key)) = shown {
            trust.shown = Some(identity(cert, key, section)?);
        }
        Ok(trust)
    }

    /// The same with hosts looked up by `look_up`, which may wait, instead of by the system.
    #[must_use]
    pub fn looking_up(mut self, look_up: LookUp) -> Self {
        self.look_up = Some(look_up);
        self
    }

    /// The same with proxies named by these variables instead of the environment's.
    #[must_use]
    pub fn going_by(mut self, variables: Variables) -> Self {
        self.variables = Some(variables);
        self
    }

    /// Who tells the variables that name proxies.
    pub(super) fn variables(&self) -> Variables {
        self.variables.clone().unwrap_or_else(|| Arc::new(|name| std::env::var(name).ok()))
    }

    /// Lets every client that is made from now on go by this, and use what others of them have read.
    pub fn of_this_process(mut self) {
        self.made = Some(Arc::default());
        *OF_PROCESS.write().unwrap_or_else(PoisonError::into_inner) = self;
    }
}

/// The certificates of a PEM file, which stands as `ca_file` in `section` of the settings.
fn certificates(path: &Path, section: &'static str) -> Result<Vec<Certificate>> {
    let wrong = |why: String| {
        let sentence = format!(
            "ca_file in [{section}], {}, {why}; check that it names a PEM file of certificates",
            path.display()
        );
        Error::new(ErrorKind::Settings, Problem::Said(sentence))
    };
    // A mark in front, or two bytes a character, would hide the first certificate or all of them.
    match Certificate::from_pem_bundle(&pem(path).map_err(wrong)?) {
        Ok(certificates) if certificates.is_empty() => Err(wrong("holds no certificate".to_owned())),
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(wrong("holds something that is no certificate".to_owned())),
    }
}

/// The certificate in one file with the key in another, or in the same, as they stand in `section` of the settings.
fn identity(cert: &Path, key: &Path, section: &'static str) -> Result<Identity> {
    let wrong = |name: &str, path: &Path, why: String| {
        let sentence = format!("{name} in [{section}], {}, {why}; check cert and key there", path.display());
        Error::new(ErrorKind::Settings, Problem::Said(sentence))
    };
    let mut both = Zeroizing::new(pem(cert).map_err(|why| wrong("cert", cert, why))?);
    if key != cert {
        both.push(b'\n');
        both.extend_from_slice(&Zeroizing::new(pem(key).map_err(|why| wrong("key", key, why))?));
    }
    // What the library says of it could repeat some of it.
    Identity::from_pem(&both).map_err(|_| wrong("cert", cert, "holds no certificate with its private key".to_owned()))
}

/// What a PEM file holds, or why it cannot be had.
fn pem(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let about = std::fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
    if !about.is_file() || about.len() > LARGEST {
        return Err("is no file of at most 4 MiB".to_owned());
    }
    let pem = std::fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    Ok(text::read_lossy(pem).into_bytes())
}

/// [`LookUp`] as the client wants it.
pub(super) struct Resolver(pub(super) LookUp);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let look_up = Arc::clone(&self.0);
        Box::pin(async move {
            let found = crate::tasks::spawn_blocking(move || look_up(name.as_str())).await??;
            // The client puts the port of the URL in.
            let found: Addrs = Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)));
            Ok(found)
        })
    }
}

/// Lets every client that is made from now on trust the certificates of this file beside the system's; without a file,
/// the system's alone.
///
/// # Errors
/// Those of [`Trust::from_file`].
pub fn trust(ca_file: Option<&Path>) -> Result<()> {
    ca_file.map(Trust::from_file).transpose()?.unwrap_or_default().of_this_process();
    Ok(())
}

pub(super) fn of_process() -> Trust {
    OF_PROCESS.read().unwrap_or_else(PoisonError::into_inner).clone()
}
