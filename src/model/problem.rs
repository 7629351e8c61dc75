//! What goes wrong: what failed, at which step, whose fault it is, and what to do.
//!
//! One value from where it happens to where a person reads it. Each room declares its own with `problems!`, typed and
//! with their words; what every exchange with a vendor may meet on the way is [`Transport`]. Between rooms they all are
//! a [`Problem`]. Log, documents, `doctor` and `snapshot` say it in English, the screen in its reader's language.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::time::Stamp;

mod blame;
mod template;
mod words;

pub use blame::{Blame, Party, Step};
pub use template::{Ending, Listed, Quote, Templates, Translate, Value, With, Worded, Words};
pub(crate) use template::{ends, listed, problems};
pub use words::Fragment;

/// A proxy on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Its kind, host and port; never a user's name or password.
    pub url: String,
    /// The variable that names it.
    pub named: String,
    /// Whether a user's name and password stand there too.
    pub signed: bool,
}

impl Proxy {
    /// Whether it speaks SOCKS.
    pub fn is_socks(&self) -> bool {
        self.url.starts_with("socks")
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.url, self.named)
    }
}

/// Who is at the other end of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The vendor's host: what was asked of it, as in `GET /path at host`.
    Host(String),
    /// The proxy.
    Proxy(Proxy),
}

/// What is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It was good until then, by this machine's clock of then.
    Expired {
        /// Its end, where it is told.
        until: Option<Stamp>,
        /// What this machine's clock says.
        now: Option<Stamp>,
    },
    /// It is good from then on.
    NotYetValid {
        /// Its beginning, where it is told.
        from: Option<Stamp>,
        /// What this machine's clock says.
        now: Option<Stamp>,
    },
    /// It is for these names.
    OtherNames(Vec<String>),
    /// It names no host.
    NoName,
    /// Of an issuer that is not trusted here.
    UnknownIssuer,
    /// Not signed by the key of the CA that it names.
    BadSignature,
    /// A CA's certificate, shown by a host as its own.
    CaAsHost,
    /// Issued by a certificate that is no CA's.
    IssuerNoCa,
    /// Its CA may not issue certificates for such names.
    NameConstraint,
    /// It has been revoked.
    Revoked,
    /// Whether it has been revoked cannot be told.
    RevocationUnknown,
    /// It is for something else than servers.
    Purpose,
    /// Signed with an algorithm that is not supported.
    Algorithm,
    /// Of a version of X.509 before the third.
    Version,
    /// It cannot be read.
    Malformed,
    /// It breaks another rule, which has this name.
    Rule(String),
}

/// Why a proxy leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It answers `CONNECT` with something else than 200 and 407.
    Tunnel,
    /// Its rules forbid it.
    Rules,
    /// The host cannot be reached from there.
    Unreachable(String),
    /// It failed.
    Failed,
    /// It takes no address of that kind (a name, or a number).
    AddressKind,
    /// It closed the connection.
    Closed,
    /// Something answers that is no proxy of that kind.
    NoProxy,
}

/// What went wrong, as every room hands it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// What goes wrong on the way to a vendor.
    Transport(Box<Transport>),
    /// What a room declares with `problems!`, in words that are not yet in a language.
    Told(Words),
    /// What went wrong with one of several.
    In {
        /// Which of them.
        what: Value,
        /// What is wrong with it.
        source: Box<Self>,
    },
    /// What was said once, in English: old recordings hold no more than that.
    Said(String),
}

impl Problem {
    /// The same, said to be a problem with `what`.
    #[must_use]
    pub fn with(self, what: impl Into<Value>) -> Self {
        Self::In { what: what.into(), source: Box::new(self) }
    }

    /// Its words, not yet in a language.
    pub fn words(&self) -> Words {
        match self {
            Self::Transport(problem) => problem.words(),
            Self::Told(words) => words.clone(),
            Self::In { what, source } => With::What(what.clone(), (&**source).into()).words(),
            Self::Said(text) => Words::from_outside(text),
        }
    }

    /// Whose fault it is and at which step, as far as can be told from here.
    pub fn blame(&self) -> Option<Blame> {
        match self {
            Self::Transport(problem) => Some((problem.party(), problem.step())),
            Self::In { source, .. } => source.blame(),
            Self::Told(words) => words.blame(),
            Self::Said(_) => None,
        }
    }

    /// What failed, in English, without what is done about it.
    pub fn failed(&self) -> String {
        self.words().without_ending().to_string()
    }

    /// What a person can do about it, in English; `None` where there is nothing but to ask again.
    pub fn remedy(&self) -> Option<String> {
        self.words().remedy()
    }

    /// The same in no more than `max` characters, as it is said in English: words from outside are cut.
    #[must_use]
    pub fn shortened(self, max: usize) -> Self {
        match self {
            Self::Said(text) => Self::Said(template::cut(&text, max)),
            other => Self::Told(other.words().shortened(max)),
        }
    }
}

impl<T: Worded> From<T> for Problem {
    fn from(problem: T) -> Self {
        Self::Told(problem.words())
    }
}

impl From<&Problem> for Value {
    fn from(problem: &Problem) -> Self {
        Self::Words(problem.words())
    }
}

impl From<Transport> for Problem {
    fn from(problem: Transport) -> Self {
        Self::Transport(Box::new(problem))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.words().fmt(f)
    }
}

impl Serialize for Problem {
    /// In a sentence: documents that others read have no more than that.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::Said)
    }
}

/// What goes wrong on the way between this machine and a vendor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A variable names a proxy of a kind that is not spoken.
    ProxyKind {
        /// The variable.
        named: String,
        /// The kind, as in `socks4`.
        scheme: String,
    },
    /// A variable holds something that is no address of a proxy.
    ProxyAddress {
        /// The variable.
        named: String,
    },
    /// This machine has no file descriptor left.
    Descriptors,
    /// This machine has no certificates of authorities.
    NoAuthorities(String),
    /// A name cannot be looked up.
    NoName {
        /// Whose name.
        end: End,
        /// The proxy by `socks5://`, which leaves names to this machine.
        socks5: Option<Proxy>,
        /// In the system's words.
        why: Value,
    },
    /// No connection can be made.
    NoConnection {
        /// To whom.
        end: End,
        /// In the system's words.
        why: String,
    },
    /// No connection was made in time.
    Slow {
        /// With whom; the proxy where one is on the way.
        end: End,
        /// After so many seconds.
        seconds: u64,
    },
    /// This machine's network does not lead there.
    NoRoute {
        /// To whom.
        end: End,
        /// In the system's words.
        why: String,
    },
    /// This machine forbids the connection.
    Forbidden {
        /// To whom.
        end: End,
        /// In the system's words.
        why: String,
    },
    /// The proxy wants to know who asks, or does not accept who does.
    ProxyPassword {
        /// Which.
        proxy: Proxy,
        /// Its HTTP status, where it has one.
        status: Option<u16>,
    },
    /// The proxy takes no password at all.
    ProxyNoPassword(Proxy),
    /// The proxy leads nowhere.
    ProxyRefuses {
        /// Which.
        proxy: Proxy,
        /// The host and port that were asked for.
        target: String,
        /// Why.
        why: Refusal,
    },
    /// A certificate is not trusted.
    Certificate {
        /// Whose.
        end: End,
        /// Why.
        flaw: Flaw,
    },
    /// Something else than TLS is spoken.
    NoTls(End),
    /// No version of TLS that both speak.
    TlsVersion(End),
    /// The other side wants a certificate of ours.
    TlsClient(End),
    /// The TLS handshake failed.
    TlsFailed {
        /// With whom.
        end: End,
        /// In the library's words.
        why: String,
    },
    /// The connection broke.
    Broke {
        /// What was asked, and of whom.
        place: String,
        /// The proxy that reads along.
        via: Option<Proxy>,
        /// In the system's words.
        why: String,
    },
    /// No answer came in time.
    NoAnswer {
        /// What was asked, and of whom.
        place: String,
        /// The proxy on the way.
        via: Option<Proxy>,
        /// After so many seconds.
        seconds: u64,
    },
    /// The answer is a status that says no.
    Status {
        /// What was asked, and of whom.
        place: String,
        /// The proxy that reads along and may be the one who answers.
        via: Option<Proxy>,
        /// The HTTP status.
        status: u16,
        /// Whether a web page came with it.
        html: bool,
        /// The vendor's own words, where there are any.
        said: Option<Quote>,
    },
}

impl Transport {
    /// Whose fault it is, as far as can be told from here.
    fn party(&self) -> Party {
        match self {
            Self::ProxyKind { .. } | Self::ProxyAddress { .. } | Self::Status { status: 404 | 410 | 421, .. } => {
                Party::Settings
            }
            Self::Descriptors | Self::NoAuthorities(_) | Self::NoRoute { .. } | Self::Forbidden { .. } => {
                Party::ThisMachine
            }
            Self::NoName { .. } => Party::Resolver,
            Self::ProxyPassword { .. } | Self::ProxyNoPassword(_) | Self::ProxyRefuses { .. } => Party::Proxy,
            Self::Certificate { .. } => Party::Certificate,
            Self::NoConnection { end, .. }
            | Self::Slow { end, .. }
            | Self::NoTls(end)
            | Self::TlsVersion(end)
            | Self::TlsClient(end)
            | Self::TlsFailed { end, .. } => match end {
                End::Host(_) => Party::Vendor,
                End::Proxy(_) => Party::Proxy,
            },
            Self::Broke { via, .. } | Self::NoAnswer { via, .. } => {
                via.as_ref().map_or(Party::Vendor, |_| Party::Gateway)
            }
            Self::Status { status: 407 | 502..=504, .. } => Party::Gateway,
            Self::Status { .. } => Party::Vendor,
        }
    }

    /// The step that failed.
    const fn step(&self) -> Step {
        match self {
            Self::ProxyKind { .. } | Self::ProxyAddress { .. } | Self::NoAuthorities(_) => Step::Prepare,
            Self::NoName { .. } => Step::LookUp,
            Self::Descriptors
            | Self::NoConnection { .. }
            | Self::Slow { .. }
            | Self::NoRoute { .. }
            | Self::Forbidden { .. } => Step::Connect,
            Self::ProxyPassword { .. } | Self::ProxyNoPassword(_) | Self::ProxyRefuses { .. } => Step::Tunnel,
            Self::Certificate { .. }
            | Self::NoTls(_)
            | Self::TlsVersion(_)
            | Self::TlsClient(_)
            | Self::TlsFailed { .. } => Step::Tls,
            Self::Broke { .. } | Self::NoAnswer { .. } => Step::Wait,
            Self::Status { .. } => Step::Answer,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
