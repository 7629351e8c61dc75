//! What is said of a hub.

use std::path::PathBuf;

use crate::feed::record::problem::Fault;
use crate::http::{Error, ErrorKind};
use crate::model::problem::problems;

problems! {
    /// Why a board on a hub is told nothing.
    pub enum Unfollowed {
        Silent = "the hub is silent",
        Behind = "not all that the hub says arrives",
        NotUnderstood(theirs: u32, ours: u32, why: Fault) = "the hub speaks vocabulary {theirs}, this board {ours}: {why}" => next "update the older of the two",
    }
}

problems! {
    /// Why nothing comes of a NATS server.
    pub enum Unlinked {
        Plain = "the NATS server's address begins with nats:// and leads to another machine" => fix "use tls://: credentials, and numbers that are looked up, would travel readable" by Settings at Prepare,
        NoAddress(url: String) = "{url} is no address of a NATS server" => fix "write it as tls://nats.example:4222" by Settings at Prepare,
        NoCredentials(file: PathBuf, why: String) = "the credentials {file} cannot be used: {why}" => fix "check creds_file beside the address of the NATS server" by Settings at Prepare,
        Unreached(host: String, why: String) = "the NATS server {host} cannot be reached: {why}" => fix "check the address, the network, and whether nats-server runs there" by Gateway at Connect,
        NoTls(host: String, why: String) = "no TLS with the NATS server {host}: {why}" => fix "check ca_file, cert and key, and the server's certificate" by Certificate at Tls,
        Refused(host: String) = "the NATS server {host} refuses these credentials" => fix "check user, token, creds_file, nkey_file and cert beside its address" by Settings at Answer,
        Denied(host: String, said: String) = "the NATS server {host} does not permit that: {said}" => fix "give its users the permissions of assets/nats/callboard.conf" by Settings at Answer,
        NoJetStream(host: String) = "the NATS server {host} has no JetStream for this account" => fix "set jetstream in its configuration, and enable it for the account" by Settings at Answer,
        NoRoom(host: String) = "the NATS server {host} has too little storage for JetStream" => fix "raise max_file_store in its configuration or max_file of the account: a site takes up to 328 MB" by Settings at Answer,
        NoStream(host: String, stream: String) = "the NATS server {host} has no stream {stream}" => fix "start callboard hub there, and check site" by Settings at Answer,
        OtherLayout(stream: String, theirs: String, ours: String) = "the stream {stream} is of another version ({theirs}), not {ours}" => fix "update the older program, or remove the stream: nats stream rm" by Settings at Answer,
        Lacks(stream: String, what: &'static str) = "the stream {stream} has no {what}" => fix "remove it, and let the hub make it: nats stream rm" by Settings at Answer,
        TooSmall(stream: String, limit: &'static str, is: u64, least: u64) = "the stream {stream} keeps too little: {limit} is {is}, not {least}" => fix "raise it: nats stream edit" by Settings at Answer,
        SmallMessages(host: String, is: u64, least: u64) = "the NATS server {host} takes messages of {is} bytes at most, not {least}" => fix "raise max_payload in its configuration" by Settings at Answer,
        Says(host: String, code: u64, said: String) = "the NATS server {host} says {code}: {said}",
        NoLeader(host: String, site: String) = "no hub leads the site {site} at the NATS server {host}" => next "waiting for one",
        NoKeyframe(host: String) = "the NATS server {host} has no whole board yet" => next "asking the hub for one",
        Late(host: String, seconds: u64) = "no answer by way of the NATS server {host} within {seconds} s" => next "asking again",
        NoNotes(host: String) = "the hub at the NATS server {host} takes no notes" => fix "update it to the version of this board" by Settings at Answer,
        NoTapes(host: String) = "the hub at the NATS server {host} records nothing" => fix "set record in its [hub.serve]" by Settings at Answer,
        NoTapeYet(host: String) = "the hub at the NATS server {host} has recorded nothing yet",
        NoTape(host: String, asked: String, kept: String) = "the hub at the NATS server {host} has no recording of {asked}: it has those of {kept}",
        OtherTape(host: String) = "the recording at the NATS server {host} breaks off: another hub leads now, and has recordings of its own",
        Gone(host: String) = "the connection to the NATS server {host} is gone" => next "connecting again",
        Garbled(host: String) = "what comes by way of the NATS server {host} is of no hub" => next "connecting again",
    }
}

impl Unlinked {
    /// The failure that it is of an exchange.
    pub fn error(self) -> Error {
        let kind = match &self {
            Self::Refused(_) | Self::NoCredentials(..) => ErrorKind::Credentials,
            Self::Plain
            | Self::NoAddress(_)
            | Self::Denied(..)
            | Self::NoJetStream(_)
            | Self::NoRoom(_)
            | Self::NoStream(..)
            | Self::OtherLayout(..)
            | Self::Lacks(..)
            | Self::TooSmall(..)
            | Self::SmallMessages(..) => ErrorKind::Settings,
            Self::NoTapes(_) | Self::NoTapeYet(_) | Self::NoTape(..) | Self::OtherTape(_) => ErrorKind::Final,
            Self::Unreached(..) | Self::NoTls(..) | Self::Gone(_) => ErrorKind::Network,
            Self::Late(..) | Self::NoLeader(..) => ErrorKind::Late,
            Self::Says(..) | Self::NoKeyframe(_) | Self::NoNotes(_) | Self::Garbled(_) => ErrorKind::Answer,
        };
        Error::new(kind, self)
    }
}
