//! Whose fault a problem is, and at which step it came up.

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// This machine: its network, its clock, its file descriptors.
    ThisMachine,
    /// The settings, or the environment.
    Settings,
    /// The name server.
    Resolver,
    /// The proxy that a variable names.
    Proxy,
    /// A certificate.
    Certificate,
    /// Something between here and the vendor: a gateway, or a proxy that may not be the one to blame.
    Gateway,
    /// The vendor.
    Vendor,
}

impl Party {
    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ThisMachine => "this_machine",
            Self::Settings => "settings",
            Self::Resolver => "resolver",
            Self::Proxy => "proxy",
            Self::Certificate => "certificate",
            Self::Gateway => "gateway",
            Self::Vendor => "vendor",
        }
    }
}

/// The step that failed, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Reading which way to go.
    Prepare,
    /// Looking a name up.
    LookUp,
    /// Making a connection.
    Connect,
    /// Being led on by a proxy.
    Tunnel,
    /// The TLS handshake.
    Tls,
    /// Waiting for an answer, or for the rest of it.
    Wait,
    /// The answer is a no.
    Answer,
}

impl Step {
    /// Its name in documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::LookUp => "look_up",
            Self::Connect => "connect",
            Self::Tunnel => "tunnel",
            Self::Tls => "tls",
            Self::Wait => "wait",
            Self::Answer => "answer",
        }
    }
}

/// Whose fault a problem is, and the step that failed.
pub type Blame = (Party, Step);
