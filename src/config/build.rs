//! From checked settings to the typed [`Config`]: the rules that take more than one key.

use super::alerts::Alerts;
use super::error::{ConfigError, Origin, show_path};
use super::keys::{self, Section};
use super::layer::{Entry, Layer};
use super::loader::Dirs;
use super::region::Region;
use super::schema::Schema;
use super::secret;
use super::theme::Themes;
use super::token::{self, Carrier};
use super::types::{
    Begins, Cache, CallCredentials, Config, KeyBindings, Kiosk, Limits, Log, Network, Screen, SevenMoor, Site,
    SobotCall, SobotCn, SobotOpen, TokenAgent,
};
use super::value::{FromValue, Value};
use super::values::Values;
use super::web;
use crate::files::group;
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Where a group's cache is unless the settings say otherwise.
const GROUPS_CACHE: &str = "/var/cache/callboard";

/// All layers as one, and what the rules need besides.
pub(super) struct Builder<'a> {
    pub schema: &'a Schema,
    pub settings: &'a Layer,
    pub env: &'a BTreeMap<String, OsString>,
    pub dirs: &'a Dirs,
}

impl Builder<'_> {
    /// The typed settings, or the first rule that is broken.
    pub fn build(&self) -> Result<Config, ConfigError> {
        Ok(Config {
            site: self.site(),
            sobot_call: self.sobot_call()?,
            sobot_open: self.sobot_open()?,
            sobot_cn: self.sobot_cn()?,
            seven_moor: self.seven_moor()?,
            network: Network { ca_file: self.path("network.ca_file") },
            screen: self.screen(),
            kiosk: Kiosk::of(&self.values(&keys::KIOSK)),
            themes: self.themes()?,
            limits: Limits::of(&self.values(&keys::LIMITS)),
            alerts: Alerts { rules: self.rules()?, ..Alerts::of(&self.values(&keys::ALERTS)) },
            keys: self.keys(),
            log: self.log(),
            cache: self.cache()?,
        })
    }

    /// The values of a section.
    pub fn values<'a>(&'a self, section: &'a Section) -> Values<'a> {
        Values::of(self.schema.section(section.path).unwrap_or(section), self.settings)
    }

    fn site(&self) -> Site {
        let mut site = Site::of(&self.values(&keys::SITE));
        site.busy_reasons = self
            .settings
            .within("site.busy_reasons")
            .filter_map(|(code, entry)| Some((code.parse().ok()?, text(entry)?)))
            .collect();
        site.chat_ids = self
            .settings
            .within("site.chat_ids")
            .filter_map(|(agent, entry)| Some((agent.to_owned(), text(entry)?)))
            .collect();
        site.departments = self
            .settings
            .within("site.departments")
            .filter_map(|(name, entry)| Some((name.to_owned(), FromValue::from_value(&entry.value)?)))
            .collect();
        site
    }

    fn sobot_call(&self) -> Result<Option<SobotCall>, ConfigError> {
        let Some(section) = self.settings.section("sobot_call") else {
            return Ok(None);
        };
        let way = self.way(&keys::SOBOT_CALL).ok_or_else(|| {
            ConfigError::new(
                section,
                "[sobot_call] has no credentials: set app_id and one of app_secret_env, \
                 app_secret_file, app_secret, or else one of token_env, token_file, token",
            )
        })?;
        let value = self.secret(way)?;
        let credentials = if way.path.starts_with("sobot_call.token") {
            carried(way, value.expose_secret())?;
            CallCredentials::Token(value)
        } else {
            CallCredentials::App { id: self.app_id("sobot_call", section, way)?, secret: value }
        };
        let base_url = self.host("sobot_call", section, "the Data Service", Region::data_service)?;
        let mut call = SobotCall::of(base_url, credentials, &self.values(&keys::SOBOT_CALL));
        if let Some(address) = self.settings.get("sobot_call.token_url").and_then(text) {
            call.token_url = address;
        }
        call.token_agent = self.token_agent(&call.credentials)?;
        self.check_address("sobot_call.base_url", call.allow_plain_http)?;
        self.check_address("sobot_call.token_url", call.allow_plain_http)?;
        Ok(Some(call))
    }

    fn sobot_open(&self) -> Result<Option<SobotOpen>, ConfigError> {
        let Some(section) = self.settings.section("sobot_open") else {
            return Ok(None);
        };
        let way = self.way(&keys::SOBOT_OPEN).ok_or_else(|| {
            ConfigError::new(
                section,
                "[sobot_open] has no credentials: set app_id and one of app_key_env, \
                 app_key_file, app_key",
            )
        })?;
        let app_id = self.app_id("sobot_open", section, way)?;
        let base_url = self.host("sobot_open", section, "chat statistics and AI records", Region::statistics)?;
        let open = SobotOpen::of(base_url, app_id, self.secret(way)?, &self.values(&keys::SOBOT_OPEN));
        self.check_address("sobot_open.base_url", open.allow_plain_http)?;
        Ok(Some(open))
    }

    fn sobot_cn(&self) -> Result<Option<SobotCn>, ConfigError> {
        let Some(section) = self.settings.section("sobot_cn") else {
            return Ok(None);
        };
        let way = self.way(&keys::SOBOT_CN).ok_or_else(|| {
            ConfigError::new(
                section,
                "[sobot_cn] has no credentials: set app_id and one of app_key_env, app_key_file, app_key",
            )
        })?;
        let app_id = self.app_id("sobot_cn", section, way)?;
        let base_url = self.settings.get("sobot_cn.base_url").and_then(text);
        let base_url = base_url.unwrap_or_else(|| Region::open_platform().to_owned());
        let cn = SobotCn::of(base_url, app_id, self.secret(way)?, &self.values(&keys::SOBOT_CN));
        self.check_address("sobot_cn.base_url", cn.allow_plain_http)?;
        Ok(Some(cn))
    }

    fn seven_moor(&self) -> Result<Option<SevenMoor>, ConfigError> {
        let Some(section) = self.settings.section("seven_moor") else {
            return Ok(None);
        };
        let way = self.way(&keys::SEVEN_MOOR).ok_or_else(|| {
            ConfigError::new(
                section,
                "[seven_moor] has no credentials: set app_key and one of secret_key_env, \
                 secret_key_file, secret_key",
            )
        })?;
        if let Some(entry) = self.settings.get("seven_moor.app_key") {
            carried(entry, &text(entry).unwrap_or_default())?;
        }
        let app_key = self.beside("seven_moor.app_key", section, way)?;
        let moor = SevenMoor::of(app_key, self.secret(way)?, &self.values(&keys::SEVEN_MOOR));
        self.check_address("seven_moor.base_url", moor.allow_plain_http)?;
        Ok(Some(moor))
    }

    fn themes(&self) -> Result<Themes, ConfigError> {
        let entry = self.settings.get("screen.theme");
        let name: String = self.values(&keys::SCREEN).read("theme");
        let dir = self.dirs.config.join("callboard").join("themes");
        Themes::load(&dir, &name, |reason| {
            entry.map_or_else(|| ConfigError::plain(format!("theme {reason}")), |entry| entry.wrong(reason))
        })
    }

    fn screen(&self) -> Screen {
        let values = self.values(&keys::SCREEN);
        let said = |key: &str| self.settings.get(&format!("screen.{key}")).is_some();
        let remember: bool = values.read("remember");
        Screen {
            remember: remember.then(|| self.dirs.looks()),
            said: Begins { theme: said("theme"), sort: said("sort"), tiles: said("tiles") },
            export_dir: self.path("screen.export_dir"),
            ..Screen::of(&values)
        }
    }

    fn keys(&self) -> Vec<KeyBindings> {
        self.settings
            .within("keys")
            .filter_map(|(action, entry)| {
                Some(KeyBindings {
                    action: action.to_owned(),
                    keys: FromValue::from_value(&entry.value)?,
                    origin: entry.origin.clone(),
                })
            })
            .collect()
    }

    fn log(&self) -> Log {
        let file = self.path("log.file").unwrap_or_else(|| self.dirs.log_file());
        Log { file: Some(file), ..Log::of(&self.values(&keys::LOG)) }
    }

    fn cache(&self) -> Result<Cache, ConfigError> {
        let entry = self.settings.get("cache.group");
        let group = entry.and_then(text).filter(|name| !name.is_empty());
        if let (Some(entry), Some(name)) = (entry, &group)
            && !group::is_name(name)
        {
            return Err(entry.wrong("must be the name of a group of this machine, such as \"callboard\""));
        }
        let usual = || if group.is_some() { PathBuf::from(GROUPS_CACHE) } else { self.dirs.tokens() };
        Ok(Cache { dir: Some(self.path("cache.dir").unwrap_or_else(usual)), group })
    }

    /// Whose token is used where the vendor's pages ask for an agent's: the id wins over the work number.
    fn token_agent(&self, credentials: &CallCredentials) -> Result<Option<TokenAgent>, ConfigError> {
        let values = self.values(&keys::SOBOT_CALL);
        let id = values.read::<Option<String>>("token_agent_id").map(|id| ("token_agent_id", TokenAgent::Id(id)));
        let number = values.read::<Option<String>>("token_agent").map(|of| ("token_agent", TokenAgent::Number(of)));
        match (id.or(number), credentials) {
            (None, _) => Ok(None),
            (Some((_, agent)), CallCredentials::App { .. }) => Ok(Some(agent)),
            (Some((name, _)), CallCredentials::Token(_)) => {
                let entry = self.settings.get(&format!("sobot_call.{name}"));
                Err(ConfigError::new(
                    entry.map_or(&Origin::Default, |entry| &entry.origin),
                    format!("{name} needs app_id and app_secret in [sobot_call]: a ready-made token asks for no other"),
                ))
            }
        }
    }

    /// The `base_url` of a section: as set, else the one that the region has for it.
    fn host(
        &self,
        section: &str,
        origin: &Origin,
        what: &str,
        documented: impl Fn(Region) -> Option<&'static str>,
    ) -> Result<String, ConfigError> {
        if let Some(address) = self.settings.get(&format!("{section}.base_url")).and_then(text) {
            return Ok(address);
        }
        let region: Region = self.values(&keys::SITE).read("region");
        documented(region).map(str::to_owned).ok_or_else(|| {
            let said = self.settings.get("site.region").map_or(String::new(), |entry| format!(" ({})", entry.origin));
            ConfigError::new(
                origin,
                format!(
                    "[{section}] needs base_url: no document names a host for {what} in region = \"{}\"{said}; ask Sobot \
                     for it",
                    region.as_str()
                ),
            )
        })
    }

    fn way(&self, section: &Section) -> Option<&Entry> {
        section.ways.iter().find_map(|way| self.settings.get(&format!("{}.{way}", section.path)))
    }

    fn secret(&self, way: &Entry) -> Result<SecretString, ConfigError> {
        secret::read(way, self.env, self.path(&way.path).as_deref())
    }

    fn app_id(&self, section: &str, origin: &Origin, way: &Entry) -> Result<String, ConfigError> {
        self.beside(&format!("{section}.app_id"), origin, way)
    }

    /// The text at `path`, without which the credential `way` is none.
    fn beside(&self, path: &str, origin: &Origin, way: &Entry) -> Result<String, ConfigError> {
        self.settings.get(path).and_then(text).ok_or_else(|| {
            let (section, wanted) = path.rsplit_once('.').unwrap_or(("", path));
            let name = way.path.rsplit_once('.').map_or("", |(_, name)| name);
            ConfigError::new(origin, format!("[{section}] needs {wanted} beside {name}"))
        })
    }

    fn check_address(&self, path: &str, allow_plain_http: bool) -> Result<(), ConfigError> {
        match self.settings.get(path).map(|entry| (entry, text(entry))) {
            Some((entry, Some(address))) if !allow_plain_http && !web::is_private(&address) => Err(entry.wrong(
                "must begin with https://; http:// is for this machine only, unless \
                     allow_plain_http = true",
            )),
            _ => Ok(()),
        }
    }

    /// A path setting, with `~/` the home directory. What the file says is relative to the file;
    /// what environment and flags say is relative to where the program was started.
    fn path(&self, path: &str) -> Option<PathBuf> {
        let entry = self.settings.get(path)?;
        let written = PathBuf::from_value(&entry.value)?;
        if let Ok(rest) = written.strip_prefix("~") {
            return Some(self.dirs.home.join(rest));
        }
        match &entry.origin {
            Origin::File { path, .. } => Some(path.parent().unwrap_or(Path::new("")).join(written)),
            _ => Some(written),
        }
    }
}

/// A secret that stands in a settings file which others can read.
pub(super) fn exposed_secret(file: &Layer, path: &Path) -> Option<ConfigError> {
    let entry = file.entries().find(|entry| matches!(entry.value, Value::Secret(_)))?;
    Some(entry.wrong(&format!(
        "is a secret in a file that other users can read or change; run chmod 600 {}",
        show_path(path)
    )))
}

/// Whether a header can carry what `entry` is, or leads to.
fn carried(entry: &Entry, value: &str) -> Result<(), ConfigError> {
    let Some(flaw) = token::flaw(value, Carrier::Header) else { return Ok(()) };
    let what = match entry.value {
        Value::Path(_) => "names a file whose text",
        Value::Text(_) if entry.path.ends_with("_env") => "names an environment variable whose text",
        _ => "is a text that",
    };
    Err(entry.wrong(&format!("{what} {flaw}; write it exactly as the vendor gave it")))
}

fn text(entry: &Entry) -> Option<String> {
    String::from_value(&entry.value)
}
