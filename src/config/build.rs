//! From checked settings to the typed [`Config`]: the rules that take more than one key.

use std::time::Duration;

use super::error::{ConfigError, Origin, show_path};
use super::layer::{Entry, Layer};
use super::loader::Dirs;
use super::region::Region;
use super::secret::{self, CALL_WAYS, CN_WAYS, MOOR_WAYS, OPEN_WAYS};
use super::theme::Themes;
use super::token::{self, Carrier};
use super::types::{
    Begins, Cache, CallCredentials, Config, KeyBindings, Kiosk, Limits, Log, Network, Screen, SevenMoor, Site,
    SobotCall, SobotCn, SobotOpen, TokenAgent,
};
use super::value::{FromValue, Value};
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
            kiosk: self.kiosk(),
            themes: self.themes()?,
            limits: self.limits(),
            alerts: self.alerts()?,
            keys: self.keys(),
            log: self.log(),
            cache: self.cache()?,
        })
    }

    fn site(&self) -> Site {
        let mut site = Site::default();
        self.settings.fill("site.name", &mut site.name);
        self.settings.fill("site.timezone", &mut site.timezone);
        self.settings.fill("site.region", &mut site.region);
        self.settings.fill("site.language", &mut site.language);
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
        let way = self.way(CALL_WAYS).ok_or_else(|| {
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
        let mut call = SobotCall::new(base_url, credentials);
        let s = self.settings;
        s.fill("sobot_call.token_url", &mut call.token_url);
        s.fill("sobot_call.auth_scheme", &mut call.auth_scheme);
        s.fill("sobot_call.operator_user_id", &mut call.operator_user_id);
        s.fill("sobot_call.calls_operator", &mut call.calls_operator);
        s.fill("sobot_call.departments", &mut call.departments);
        s.fill("sobot_call.agents", &mut call.agents);
        s.fill("sobot_call.agent_type", &mut call.agent_type);
        s.fill("sobot_call.work_statuses", &mut call.work_statuses);
        s.fill("sobot_call.login_statuses", &mut call.login_statuses);
        s.fill("sobot_call.busy_reasons", &mut call.busy_reasons);
        s.fill("sobot_call.sort", &mut call.sort);
        s.fill("sobot_call.page_size", &mut call.page_size);
        s.fill("sobot_call.delay", &mut call.delay);
        s.fill("sobot_call.idle_timeout", &mut call.idle_timeout);
        s.fill("sobot_call.resync_every", &mut call.resync_every);
        s.fill("sobot_call.stale_after", &mut call.stale_after);
        s.fill("sobot_call.max_event_bytes", &mut call.max_event_bytes);
        s.fill("sobot_call.allow_plain_http", &mut call.allow_plain_http);
        call.token_agent = self.token_agent(&call.credentials)?;
        self.check_address("sobot_call.base_url", call.allow_plain_http)?;
        self.check_address("sobot_call.token_url", call.allow_plain_http)?;
        Ok(Some(call))
    }

    fn sobot_open(&self) -> Result<Option<SobotOpen>, ConfigError> {
        let Some(section) = self.settings.section("sobot_open") else {
            return Ok(None);
        };
        let way = self.way(OPEN_WAYS).ok_or_else(|| {
            ConfigError::new(
                section,
                "[sobot_open] has no credentials: set app_id and one of app_key_env, \
                 app_key_file, app_key",
            )
        })?;
        let app_id = self.app_id("sobot_open", section, way)?;
        let base_url = self.host("sobot_open", section, "chat statistics and AI records", Region::statistics)?;
        let mut open = SobotOpen::new(base_url, app_id, self.secret(way)?);
        let s = self.settings;
        s.fill("sobot_open.calls_per_minute", &mut open.calls_per_minute);
        s.fill("sobot_open.chat_every", &mut open.chat_every);
        s.fill("sobot_open.ai_every", &mut open.ai_every);
        s.fill("sobot_open.stale_after", &mut open.stale_after);
        s.fill("sobot_open.search_way", &mut open.search_way);
        s.fill("sobot_open.ai_records", &mut open.ai_records);
        s.fill("sobot_open.allow_plain_http", &mut open.allow_plain_http);
        self.check_address("sobot_open.base_url", open.allow_plain_http)?;
        Ok(Some(open))
    }

    fn sobot_cn(&self) -> Result<Option<SobotCn>, ConfigError> {
        let Some(section) = self.settings.section("sobot_cn") else {
            return Ok(None);
        };
        let way = self.way(CN_WAYS).ok_or_else(|| {
            ConfigError::new(
                section,
                "[sobot_cn] has no credentials: set app_id and one of app_key_env, app_key_file, app_key",
            )
        })?;
        let mut cn = SobotCn::new(self.app_id("sobot_cn", section, way)?, self.secret(way)?);
        let s = self.settings;
        s.fill("sobot_cn.base_url", &mut cn.base_url);
        s.fill("sobot_cn.calls_per_minute", &mut cn.calls_per_minute);
        s.fill("sobot_cn.every", &mut cn.every);
        s.fill("sobot_cn.stale_after", &mut cn.stale_after);
        s.fill("sobot_cn.allow_plain_http", &mut cn.allow_plain_http);
        self.check_address("sobot_cn.base_url", cn.allow_plain_http)?;
        Ok(Some(cn))
    }

    fn seven_moor(&self) -> Result<Option<SevenMoor>, ConfigError> {
        let Some(section) = self.settings.section("seven_moor") else {
            return Ok(None);
        };
        let way = self.way(MOOR_WAYS).ok_or_else(|| {
            ConfigError::new(
                section,
                "[seven_moor] has no credentials: set app_key and one of secret_key_env, \
                 secret_key_file, secret_key",
            )
        })?;
        if let Some(entry) = self.settings.get("seven_moor.app_key") {
            carried(entry, &text(entry).unwrap_or_default())?;
        }
        let mut moor = SevenMoor::new(self.beside("seven_moor.app_key", section, way)?, self.secret(way)?);
        let s = self.settings;
        s.fill("seven_moor.base_url", &mut moor.base_url);
        s.fill("seven_moor.zone", &mut moor.zone);
        s.fill("seven_moor.calls_per_minute", &mut moor.calls_per_minute);
        s.fill("seven_moor.every", &mut moor.every);
        s.fill("seven_moor.stale_after", &mut moor.stale_after);
        s.fill("seven_moor.allow_plain_http", &mut moor.allow_plain_http);
        self.check_address("seven_moor.base_url", moor.allow_plain_http)?;
        Ok(Some(moor))
    }

    fn themes(&self) -> Result<Themes, ConfigError> {
        let entry = self.settings.get("screen.theme");
        let name = entry.and_then(text).unwrap_or_else(|| "dark".to_owned());
        let dir = self.dirs.config.join("callboard").join("themes");
        Themes::load(&dir, &name, |reason| {
            entry.map_or_else(|| ConfigError::plain(format!("theme {reason}")), |entry| entry.wrong(reason))
        })
    }

    fn screen(&self) -> Screen {
        let mut screen = Screen::default();
        let s = self.settings;
        s.fill("screen.colour", &mut screen.colour);
        s.fill("screen.ascii", &mut screen.ascii);
        s.fill("screen.slow_line", &mut screen.slow_line);
        let mut escape_wait_ms = 50_u32;
        s.fill("screen.escape_wait_ms", &mut escape_wait_ms);
        screen.escape_wait = Duration::from_millis(u64::from(escape_wait_ms));
        s.fill("screen.mouse", &mut screen.mouse);
        s.fill("screen.language", &mut screen.language);
        s.fill("screen.privacy_reveal", &mut screen.privacy_reveal);
        s.fill("screen.reveal_for", &mut screen.reveal_for);
        s.fill("screen.tiles", &mut screen.tiles);
        s.fill("screen.sort", &mut screen.sort);
        let mut remember = true;
        s.fill("screen.remember", &mut remember);
        screen.remember = remember.then(|| self.dirs.state.join("callboard").join("looks"));
        let said = |path: &str| s.get(path).is_some();
        screen.said = Begins { theme: said("screen.theme"), sort: said("screen.sort"), tiles: said("screen.tiles") };
        screen.export_dir = self.path("screen.export_dir");
        screen
    }

    fn kiosk(&self) -> Kiosk {
        let mut kiosk = Kiosk::default();
        let s = self.settings;
        s.fill("kiosk.enabled", &mut kiosk.enabled);
        s.fill("kiosk.views", &mut kiosk.views);
        s.fill("kiosk.every", &mut kiosk.every);
        kiosk
    }

    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        let s = self.settings;
        s.fill("limits.ringing", &mut limits.ringing);
        s.fill("limits.talking", &mut limits.talking);
        s.fill("limits.wrap_up", &mut limits.wrap_up);
        s.fill("limits.busy", &mut limits.busy);
        s.fill("limits.holding", &mut limits.holding);
        s.fill("limits.missed_percent", &mut limits.missed_percent);
        limits
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
        let mut log = Log {
            file: Some(
                self.path("log.file").unwrap_or_else(|| self.dirs.state.join("callboard").join("callboard.log")),
            ),
            ..Log::default()
        };
        self.settings.fill("log.level", &mut log.level);
        log
    }

    fn cache(&self) -> Result<Cache, ConfigError> {
        let entry = self.settings.get("cache.group");
        let group = entry.and_then(text).filter(|name| !name.is_empty());
        if let (Some(entry), Some(name)) = (entry, &group)
            && !group::is_name(name)
        {
            return Err(entry.wrong("must be the name of a group of this machine, such as \"callboard\""));
        }
        let usual = || if group.is_some() { PathBuf::from(GROUPS_CACHE) } else { self.dirs.cache.join("callboard") };
        Ok(Cache { dir: Some(self.path("cache.dir").unwrap_or_else(usual)), group })
    }

    /// Whose token is used where the vendor's pages ask for an agent's: the id wins over the work number.
    fn token_agent(&self, credentials: &CallCredentials) -> Result<Option<TokenAgent>, ConfigError> {
        let set = |path: &str| {
            let entry = self.settings.get(path)?;
            Some((entry, Option::<String>::from_value(&entry.value)??))
        };
        let id = set("sobot_call.token_agent_id").map(|(entry, id)| (entry, TokenAgent::Id(id)));
        let number = || set("sobot_call.token_agent").map(|(entry, number)| (entry, TokenAgent::Number(number)));
        let Some((entry, agent)) = id.or_else(number) else { return Ok(None) };
        match credentials {
            CallCredentials::App { .. } => Ok(Some(agent)),
            CallCredentials::Token(_) => {
                let name = entry.path.rsplit_once('.').map_or("", |(_, name)| name);
                Err(ConfigError::new(
                    &entry.origin,
                    format!("{name} needs app_id and app_secret in [sobot_call]: a ready-made token asks for no other"),
                ))
            }
        }
    }

    fn region(&self) -> Region {
        let mut region = Region::Singapore;
        self.settings.fill("site.region", &mut region);
        region
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
        let region = self.region();
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

    fn way(&self, ways: &[&str]) -> Option<&Entry> {
        ways.iter().find_map(|way| self.settings.get(way))
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
