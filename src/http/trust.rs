//! Whom to trust beside the system's certificate authorities: the CA of a company, or of a proxy that opens TLS.
//!
//! It is a matter of the machine's network, like its proxy, so that it is said once for the whole process and not by
//! every vendor's section.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::{fmt, io};

use reqwest::Certificate;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Variables;
use crate::files::text;
use crate::http::{Error, ErrorKind, Result};
use crate::model::Problem;

/// Largest file of certificates, in bytes.
const LARGEST: u64 = 4 * 1024 * 1024;

static OF_PROCESS: RwLock<Trust> = RwLock::new(Trust { certificates: Vec::new(), look_up: None, variables: None });

/// Looks a host's name up.
pub type LookUp = Arc<dyn Fn(&str) -> io::Result<Vec<IpAddr>> + Send + Sync>;

/// Certificates to trust beside the system's, and who knows the addresses of hosts and the proxies on the way.
#[derive(Clone, Default)]
pub struct Trust {
    pub(super) certificates: Vec<Certificate>,
    /// The system, without.
    pub(super) look_up: Option<LookUp>,
    /// The environment, without.
    variables: Option<Variables>,
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
        let wrong = |why: String| {
            let sentence = format!(
                "ca_file in [network], {}, {why}; check that it names a PEM file of certificates",
                path.display()
            );
            Error::new(ErrorKind::Settings, Problem::Said(sentence))
        };
        let about = std::fs::metadata(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        if !about.is_file() || about.len() > LARGEST {
            return Err(wrong("is no file of at most 4 MiB".to_owned()));
        }
        let pem = std::fs::read(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
        // A mark in front, or two bytes a character, would hide the first certificate or all of them.
        match Certificate::from_pem_bundle(text::read_lossy(pem).as_bytes()) {
            Ok(certificates) if certificates.is_empty() => Err(wrong("holds no certificate".to_owned())),
            Ok(certificates) => Ok(Self { certificates, ..Self::default() }),
            Err(_) => Err(wrong("holds something that is no certificate".to_owned())),
        }
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

    /// Lets every client that is made from now on go by this.
    pub fn of_this_process(self) {
        *OF_PROCESS.write().unwrap_or_else(PoisonError::into_inner) = self;
    }
}

/// [`LookUp`] as the client wants it.
pub(super) struct Resolver(pub(super) LookUp);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let look_up = Arc::clone(&self.0);
        Box::pin(async move {
            let found = tokio::task::spawn_blocking(move || look_up(name.as_str())).await??;
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
