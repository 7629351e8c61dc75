//! Two platforms that are none, for what is the same for all.

use std::sync::LazyLock;
use std::time::Duration;

use secrecy::SecretString;

use super::super::keys::{Kind, Section, default, example};
use super::super::{ConfigError, Exported, Reader, Schema, Tenant};

pub static SCHEMA: LazyLock<Schema> = LazyLock::new(|| Schema::new(&EXPORTED));

static EXPORTED: [Exported; 2] = [Exported::of::<Acme>(), Exported::of::<Beta>()];

static ACME: Section = Section {
    path: "acme",
    doc: "One with two ways in.",
    optional: true,
    ways: &["app_secret_env", "app_secret_file", "app_secret", "token_env", "token_file", "token"],
    keys: &[
        default("base_url", Kind::Url, "\"https://acme.example\"", "Its host."),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application."),
        example("app_secret_env", Kind::EnvName, &["app_secret_env = \"ACME_SECRET\""], "Where its secret is."),
        example("app_secret_file", Kind::Path, &["app_secret_file = \"acme.secret\""], "Or the file."),
        example("app_secret", Kind::Secret, &["app_secret = \"your-secret\""], "Or the secret."),
        example("token_env", Kind::EnvName, &["token_env = \"ACME_TOKEN\""], "Where a token is."),
        example("token_file", Kind::Path, &["token_file = \"acme.token\""], "Or the file."),
        example("token", Kind::Secret, &["token = \"your-token\""], "Or the token."),
        default("departments", Kind::Texts, "[]", "Departments to show."),
        default("sort", Kind::SortOrder, "\"agentNumber,asc\"", "The order."),
        default("page_size", Kind::Integer(1, 1000), "500", "Agents a page."),
        default("resync_every", Kind::Duration(10, 600), "\"5m\"", "How often all of it."),
    ],
};

static BETA: Section = Section {
    path: "beta",
    doc: "One whose hosts follow the region.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application."),
        example("app_key_env", Kind::EnvName, &["app_key_env = \"BETA_KEY\""], "Where its key is."),
        example("app_key_file", Kind::Path, &["app_key_file = \"beta.key\""], "Or the file."),
        example("app_key", Kind::Secret, &["app_key = \"your-key\""], "Or the key."),
    ],
};

#[derive(Clone, Debug)]
pub struct Acme {
    pub way: &'static str,
    pub secret: SecretString,
    pub departments: Vec<String>,
    pub resync_every: Duration,
}

impl Tenant for Acme {
    const SECTION: &'static Section = &ACME;
    const SUCH_AS: Option<(&'static str, &'static str)> = Some(("page_size", "200"));

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way(
            "set app_id and one of app_secret_env, app_secret_file, app_secret, or else one of token_env, token_file, token",
        )?;
        let secret = way.secret()?;
        if way.name.starts_with("token") {
            way.carried(&secret)?;
        } else {
            from.beside("app_id", &way)?;
        }
        from.check_address("base_url", false)?;
        let values = from.values();
        let (departments, resync_every) = (values.read("departments"), values.read("resync_every"));
        Ok(Self { way: way.name, secret, departments, resync_every })
    }
}

#[derive(Clone, Debug)]
pub struct Beta {
    pub app_key: SecretString,
}

impl Tenant for Beta {
    const SECTION: &'static Section = &BETA;
    const REGIONAL: bool = true;
    const SOURCE: bool = true;

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way("set app_id and one of app_key_env, app_key_file, app_key")?;
        from.beside("app_id", &way)?;
        Ok(Self { app_key: way.secret()? })
    }
}
