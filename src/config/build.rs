//! From checked settings to the typed [`Config`]: the rules that take more than one key.

use super::alerts::Alerts;
use super::dirs::Dirs;
use super::error::ConfigError;
use super::hub;
use super::keys::{self, Section};
use super::layer::{Entry, Layer};
use super::probes;
use super::rules;
use super::schema::Schema;
use super::sites;
use super::tenant::{Exported, Kept, Reader, Tenants};
use super::theme::Themes;
use super::types::{
    Begins, Cache, Config, KeyBindings, Limits, Log, Metrics, Network, Recordings, Screen, ServiceLevel, Site, Totals,
};
use super::value::FromValue;
use super::values::Values;
use super::walls;
use crate::files::group;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

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
        let themes = self.themes()?;
        // That a section does not belong here is said before what it lacks.
        let written = hub::Written { schema: self.schema, settings: self.settings, env: self.env, dirs: self.dirs };
        let hub = hub::all(written, sites::all(written)?)?;
        let (kiosk, walls) = walls::all(self.settings, &self.values(&keys::KIOSK), &themes)?;
        let config = Config {
            site: self.site(),
            tenants: self.tenants()?,
            hub,
            network: Network { ca_file: self.path("network.ca_file") },
            screen: self.screen(),
            kiosk,
            walls,
            themes,
            limits: Limits::of(&self.values(&keys::LIMITS)),
            service_level: ServiceLevel::of(&self.values(&keys::SERVICE_LEVEL)),
            alerts: Alerts {
                rules: rules::all(self.settings, &self.values(&keys::ALERTS))?,
                ..Alerts::of(&self.values(&keys::ALERTS))
            },
            bot_probes: probes::all(self.settings, self.schema.platforms())?,
            keys: self.keys(),
            log: self.log(),
            recordings: Recordings::of(&self.values(&keys::RECORDINGS)),
            cache: self.cache()?,
            renamed: self.settings.renamed().to_vec(),
            totals: self.totals(),
            metrics: self.metrics(),
            runtime: self.dirs.runtime.clone(),
        };
        Ok(config.of_the_only_site())
    }

    /// The values of a section.
    pub fn values<'a>(&'a self, section: &'a Section) -> Values<'a> {
        Values::of(self.schema.section(section.path).unwrap_or(section), self.settings)
    }

    fn site(&self) -> Site {
        let mut site = Site::of(&self.values(&keys::SITE));
        // Not collected: that would sort first, by a sort of its own for each map.
        let busy_reasons = self.settings.within("site.busy_reasons");
        site.busy_reasons.extend(busy_reasons.filter_map(|(code, entry)| Some((code.parse().ok()?, entry.text()?))));
        let chat_ids = self.settings.within("site.chat_ids");
        site.chat_ids.extend(chat_ids.filter_map(|(agent, entry)| Some((agent.to_owned(), entry.text()?))));
        let departments = self.settings.within("site.departments");
        site.departments.extend(
            departments.filter_map(|(name, entry)| Some((name.to_owned(), FromValue::from_value(&entry.value)?))),
        );
        site
    }

    /// What the site is a tenant of: every platform whose section was opened.
    fn tenants(&self) -> Result<Tenants, ConfigError> {
        let mut tenants = Tenants::default();
        for Exported { section, .. } in self.schema.platforms() {
            if let Some(tenant) = self.tenant(section.path)? {
                tenants.keep(section.path, tenant);
            }
        }
        Ok(tenants)
    }

    /// What the section at `path` comes to, if it is a platform's and was opened.
    pub(super) fn tenant(&self, path: &str) -> Result<Option<Box<dyn Kept>>, ConfigError> {
        let platform = self.schema.platforms().iter().find(|platform| platform.section.path == path);
        let (Some(Exported { section, read, .. }), Some(origin)) = (platform, self.settings.section(path)) else {
            return Ok(None);
        };
        let values = self.values(section);
        let region = self.values(&keys::SITE).read("region");
        let (settings, env, dirs) = (self.settings, self.env, self.dirs);
        read(&Reader { settings, env, dirs, section, values, region, origin }).map(Some)
    }

    pub(super) fn themes(&self) -> Result<Themes, ConfigError> {
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

    fn totals(&self) -> Totals {
        let keep: bool = self.values(&keys::TOTALS).read("keep");
        Totals { dir: keep.then(|| self.path("totals.dir").unwrap_or_else(|| self.dirs.totals())) }
    }

    fn metrics(&self) -> Metrics {
        let listen: Option<String> = self.values(&keys::METRICS).read("listen");
        // The kind has been checked.
        Metrics { listen: listen.and_then(|listen| listen.parse().ok()) }
    }

    pub(super) fn cache(&self) -> Result<Cache, ConfigError> {
        let entry = self.settings.get("cache.group");
        let group = entry.and_then(Entry::text).filter(|name| !name.is_empty());
        if let (Some(entry), Some(name)) = (entry, &group)
            && !group::is_name(name)
        {
            return Err(entry.wrong("must be the name of a group of this machine, such as \"callboard\""));
        }
        let usual = || if group.is_some() { PathBuf::from(GROUPS_CACHE) } else { self.dirs.tokens() };
        Ok(Cache { dir: Some(self.path("cache.dir").unwrap_or_else(usual)), group })
    }

    /// A path setting.
    fn path(&self, path: &str) -> Option<PathBuf> {
        self.settings.get(path)?.file(&self.dirs.home)
    }
}
