//! `[sobot_call.push]`: where callbacks are listened for, and who may send them.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use secrecy::SecretString;

use super::callbacks::{self, Callbacks};
use crate::config::keys::{Kind, Section, default, example};
use crate::config::{ConfigError, Reader, Subnet, Tenant};

/// The section.
pub(super) static SECTION: Section = Section {
    path: callbacks::SECTION,
    doc: "The vendor's callbacks: calls and states as they happen. Without this section nothing is listened for.\n\
          Needs company_id and one app_key: the key of message forwarding in the vendor's console, in an\n\
          environment variable, in a file, or written here.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        default(
            "listen",
            Kind::Listen,
            "\"127.0.0.1:8443\"",
            "Where to listen. Beyond this machine only with a certificate: else put a proxy that speaks TLS in front.",
        ),
        default("path", Kind::Text, "\"/callbacks\"", "The path of the address that the vendor is given."),
        example("company_id", Kind::Text, &["company_id = \"your-company-id\""], "The company's id at the vendor's."),
        example(
            "app_key_env",
            Kind::EnvName,
            &["app_key_env = \"CALLBOARD_PUSH_KEY\""],
            "The environment variable that holds the key by which callbacks are signed.",
        ),
        example(
            "app_key_file",
            Kind::Path,
            &["app_key_file = \"~/.config/callboard/push.key\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "app_key",
            Kind::Secret,
            &["app_key = \"your-app-key\""],
            "Or the key itself; then only you may read this file (chmod 600).",
        ),
        example(
            "cert",
            Kind::Path,
            &["cert = \"/etc/callboard/fullchain.pem\""],
            "The certificate and those above it (PEM): callbacks then come by TLS. Read anew each time it is renewed.",
        ),
        example(
            "key",
            Kind::Path,
            &["key = \"/etc/callboard/privkey.pem\""],
            "The certificate's private key (PEM). Unless set, it stands in the same file.",
        ),
        default(
            "allow",
            Kind::Networks,
            "[]",
            "Networks from which callbacks may come; empty allows all. The signature is looked at in any case.",
        ),
        default(
            "trusted_proxies",
            Kind::Networks,
            "[]",
            "Networks of proxies whose X-Forwarded-For is believed when allow is looked at; that of others is not.",
        ),
    ],
};

/// Where callbacks are listened for.
#[derive(Clone, Debug)]
pub struct PushTenant {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The path, a slash first.
    pub path: String,
    /// The company's id.
    pub company_id: String,
    /// The key by which callbacks are signed.
    pub app_key: SecretString,
    /// The certificate's file.
    pub cert: Option<PathBuf>,
    /// The file of its key; the certificate's own where `None`.
    pub key: Option<PathBuf>,
    /// From where callbacks may come; empty allows all.
    pub allow: Vec<Subnet>,
    /// Whose word on where they come from is believed.
    pub trusted_proxies: Vec<Subnet>,
}

impl PushTenant {
    /// What knows these callbacks.
    pub fn callbacks(&self) -> Callbacks {
        Callbacks::new(&self.company_id, &self.app_key)
    }
}

impl Tenant for PushTenant {
    const SECTION: &'static Section = &SECTION;
    const RECEIVES: bool = true;

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way("set company_id and one of app_key_env, app_key_file, app_key")?;
        let company_id = from.beside("company_id", &way)?;
        let values = from.values();
        // The kinds have been checked.
        let networks =
            |key: &str| values.read::<Vec<String>>(key).iter().filter_map(|text| text.parse().ok()).collect();
        let path: String = values.read("path");
        let listen = values.read::<String>("listen").parse();
        let push = Self {
            listen: listen.unwrap_or_else(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            path: format!("/{}", path.trim_matches('/')),
            company_id,
            app_key: way.secret()?,
            cert: from.file("cert"),
            key: from.file("key"),
            allow: networks("allow"),
            trusted_proxies: networks("trusted_proxies"),
        };
        if push.cert.is_none() && !push.listen.ip().is_loopback() {
            return Err(from.wrong(
                "listen",
                "must be an address of this machine alone, such as \"127.0.0.1:8443\", while there is no cert: callbacks would \
                 come in plain text; set cert and key, or put a proxy that speaks TLS in front",
            ));
        }
        Ok(push)
    }
}
