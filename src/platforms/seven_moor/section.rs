//! `[seven_moor]`: its keys, and the tenant that they make of the site.

use std::time::Duration;

use chrono_tz::Tz;
use secrecy::SecretString;

use super::MoorSettings;
use crate::config::keys::{Kind, Section, default, example};
use crate::config::{ConfigError, Reader, Tenant, Values};

const HOUR: u64 = 3600;

/// The section.
pub(super) static SECTION: Section = Section {
    path: "seven_moor",
    doc: "Chats of a tenant on 7moor's v7 platform. Without this section nothing is asked there.\n\
              Needs app_key and one way to secret_key.",
    optional: true,
    ways: &["secret_key_env", "secret_key_file", "secret_key"],
    keys: &[
        default("base_url", Kind::Url, "\"https://v7openapi.7moor.com\"", "The open platform."),
        example("app_key", Kind::Text, &["app_key = \"your-app-key\""], "The account's number there."),
        example(
            "secret_key_env",
            Kind::EnvName,
            &["secret_key_env = \"CALLBOARD_MOOR_SECRET\""],
            "The environment variable that holds the account's secret key.",
        ),
        example(
            "secret_key_file",
            Kind::Path,
            &["secret_key_file = \"~/.config/callboard/moor.key\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "secret_key",
            Kind::Secret,
            &["secret_key = \"your-secret-key\""],
            "Or the key itself; then only you may read this file (chmod 600).",
        ),
        default(
            "zone",
            Kind::Zone,
            "\"Asia/Shanghai\"",
            "IANA time zone of the times the vendor writes, which say nothing about theirs.",
        ),
        default(
            "access_ids",
            Kind::Texts,
            "[]",
            "Ids of the entrances whose sessions are counted by half hours; empty counts all.",
        ),
        default("agents", Kind::Texts, "[]", "Ids of the people whose chats are shown; empty shows all."),
        default(
            "calls_per_minute",
            Kind::Integer(1, 600),
            "60",
            "Calls a minute over everything asked here. The vendor documents no limit.",
        ),
        default(
            "every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the figures may get before they are asked for again.",
        ),
        default(
            "stale_after",
            Kind::Duration(10, 24 * HOUR),
            "\"3m\"",
            "Age after which what comes from here is marked stale.",
        ),
        default("allow_plain_http", Kind::Bool, "false", "Allow http:// to other machines: keys then travel readable."),
    ],
};

/// Chats on 7moor's v7 platform (`7moor`).
#[derive(Debug, Clone)]
pub struct MoorTenant {
    /// The open platform, without a trailing slash.
    pub base_url: String,
    /// The account's number.
    pub app_key: String,
    /// The key that signs.
    pub secret_key: SecretString,
    /// The zone of the vendor's times.
    pub zone: Tz,
    /// `accessIds` of the sessions by time; empty asks for all.
    pub access_ids: Vec<String>,
    /// `agentList` of workload and quality; empty asks for all.
    pub agents: Vec<String>,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the figures may get, 10 s to 1 h.
    pub every: Duration,
    /// Age after which they are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl MoorTenant {
    /// The defaults, with these credentials.
    pub fn new(app_key: impl Into<String>, secret_key: SecretString) -> Self {
        Self::of(app_key.into(), secret_key, &Values::defaults(&SECTION))
    }

    fn of(app_key: String, secret_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url: from.read("base_url"),
            app_key,
            secret_key,
            zone: from.read("zone"),
            access_ids: from.read("access_ids"),
            agents: from.read("agents"),
            calls_per_minute: from.read("calls_per_minute"),
            every: from.read("every"),
            stale_after: from.read("stale_after"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

impl MoorTenant {
    /// What the client has to know of it.
    pub fn client(&self) -> MoorSettings {
        MoorSettings {
            base_url: self.base_url.clone(),
            app_key: self.app_key.clone(),
            secret_key: self.secret_key.clone(),
            zone: self.zone,
            access_ids: filled(&self.access_ids),
            agents: filled(&self.agents),
        }
    }
}

fn filled(ids: &[String]) -> Vec<String> {
    ids.iter().map(|id| id.trim()).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

impl Tenant for MoorTenant {
    const SECTION: &'static Section = &SECTION;
    const SOURCE: bool = true;

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way("set app_key and one of secret_key_env, secret_key_file, secret_key")?;
        from.carried("app_key")?;
        let app_key = from.beside("app_key", &way)?;
        let moor = Self::of(app_key, way.secret()?, &from.values());
        from.check_address("base_url", moor.allow_plain_http)?;
        Ok(moor)
    }
}

/// The open platform.
pub(super) fn base_url() -> String {
    Values::defaults(&SECTION).read("base_url")
}
