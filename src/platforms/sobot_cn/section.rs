//! `[sobot_cn]`: its keys, and the tenant that they make of the site.

use std::time::Duration;

use secrecy::SecretString;

use super::CnSettings;
use crate::config::keys::{Kind, Section, default, example, follows, quoted};
use crate::config::{Config, ConfigError, Reader, Region, Tenant, Values};

const HOUR: u64 = 3600;

/// The section.
pub(super) static SECTION: Section = Section {
    path: "sobot_cn",
    doc: "Chats, robots and ratings of a tenant on Sobot's platform in China. Without this section nothing\n\
              is asked there. Needs app_id and one way to app_key.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(Region::open_platform()),
            "The open platform, which is in China whatever the region.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
        example(
            "app_key_env",
            Kind::EnvName,
            &["app_key_env = \"CALLBOARD_CN_KEY\""],
            "The environment variable that holds the application's key.",
        ),
        example(
            "app_key_file",
            Kind::Path,
            &["app_key_file = \"~/.config/callboard/cn.key\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "app_key",
            Kind::Secret,
            &["app_key = \"your-app-key\""],
            "Or the key itself; then only you may read this file (chmod 600).",
        ),
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

/// Chats, robots and ratings on Sobot's platform in China (`sobot-cn`).
#[derive(Debug, Clone)]
pub struct CnTenant {
    /// The open platform, without a trailing slash.
    pub base_url: String,
    /// The application's id.
    pub app_id: String,
    /// The application's key.
    pub app_key: SecretString,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the figures may get, 10 s to 1 h.
    pub every: Duration,
    /// Age after which they are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl CnTenant {
    /// The defaults, with these credentials.
    pub fn new(app_id: impl Into<String>, app_key: SecretString) -> Self {
        Self::of(Region::open_platform().to_owned(), app_id.into(), app_key, &Values::defaults(&SECTION))
    }

    fn of(base_url: String, app_id: String, app_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url,
            app_id,
            app_key,
            calls_per_minute: from.read("calls_per_minute"),
            every: from.read("every"),
            stale_after: from.read("stale_after"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

impl CnTenant {
    /// What the client has to know of it.
    pub fn client(&self, config: &Config) -> CnSettings {
        CnSettings {
            base_url: self.base_url.clone(),
            app_id: self.app_id.clone(),
            app_key: self.app_key.clone(),
            cache: config.cache.shared(),
        }
    }
}

impl Tenant for CnTenant {
    const SECTION: &'static Section = &SECTION;
    const SOURCE: bool = true;

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way("set app_id and one of app_key_env, app_key_file, app_key")?;
        let app_id = from.beside("app_id", &way)?;
        let base_url = from.set("base_url").unwrap_or_else(|| Region::open_platform().to_owned());
        let cn = Self::of(base_url, app_id, way.secret()?, &from.values());
        from.check_address("base_url", cn.allow_plain_http)?;
        Ok(cn)
    }
}
