//! `[hub.sites.NAME]`: several sites that one board shows, each on a hub of its own.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::error::{ConfigError, Origin};
use super::hub::{self, Hub, HubSite, NatsAccess, Written};
use super::keys;
use super::layer::{Entry, Layer};
use super::tenant::Reader;
use super::types::Config;
use super::value::FromValue;
use super::web;
use crate::lang::nearest::nearest;

/// No board shows more sites: each is a board of its own in memory.
const MOST: usize = 50;

/// Of each pair: a site that has the first takes the second from itself alone, and not from `[hub]`, where it is the key of
/// another certificate, or another way to be known by a NATS server.
const TOGETHER: [(&str, &str); 19] = [
    ("cert", "key"),
    ("user", "creds_file"),
    ("user", "nkey_file"),
    ("token_env", "creds_file"),
    ("token_env", "nkey_file"),
    ("token_file", "creds_file"),
    ("token_file", "nkey_file"),
    ("token", "creds_file"),
    ("token", "nkey_file"),
    ("creds_file", "user"),
    ("creds_file", "token_env"),
    ("creds_file", "token_file"),
    ("creds_file", "token"),
    ("creds_file", "nkey_file"),
    ("nkey_file", "user"),
    ("nkey_file", "token_env"),
    ("nkey_file", "token_file"),
    ("nkey_file", "token"),
    ("nkey_file", "creds_file"),
];

/// The sites, ordered by name; none where the board follows one hub or asks the vendors itself.
///
/// # Errors
/// The first rule that is broken.
pub(super) fn all(from: Written<'_>) -> Result<Vec<HubSite>, ConfigError> {
    let keys = from.settings.within(keys::HUB_SITES.path);
    let mut written: BTreeSet<&str> = BTreeSet::new();
    written.extend(keys.filter_map(|(path, _)| path.rsplit_once('.').map(|(name, _)| name)));
    if let (true, Some(origin)) = (written.is_empty(), from.settings.section(keys::HUB_SITE.path)) {
        return Err(ConfigError::new(origin, "a section of [hub.sites] lacks url: where the site's hub is"));
    }
    let of_a_flag = |entry: Option<&Entry>| entry.is_some_and(|entry| matches!(entry.origin, Origin::Flag(_)));
    let url = from.settings.get("hub.url");
    let flagged = |name: &&str| of_a_flag(from.settings.get(&format!("{}.url", section(name))));
    let flags: Vec<&str> = written.iter().copied().filter(flagged).collect();
    // The command line says which hubs, whatever the settings say.
    let names = if flags.is_empty() { written.into_iter().collect() } else { flags.clone() };
    match (names.first(), url) {
        (None, _) => return Ok(Vec::new()),
        (Some(_), Some(_)) if flags.is_empty() && of_a_flag(url) => return Ok(Vec::new()),
        (Some(name), Some(url)) if flags.is_empty() => {
            let what = format!(
                "hub.url stands beside [{}]: a board follows one hub or several sites; give this hub a section of its own in \
                 [hub.sites], or take the sites out",
                section(name)
            );
            return Err(ConfigError::new(&url.origin, what));
        }
        _ => {}
    }
    hub::alone(from, "[hub.sites]")?;
    let mut sites: Vec<HubSite> = Vec::new();
    for name in names {
        let site = site(from, name)?;
        if let Some(other) = sites.iter().find(|other| other.title == site.title) {
            let what = format!("is what [{}] is called too: give each site a title of its own", section(&other.name));
            return Err(wrong(from, &format!("{}.title", section(name)), &what));
        }
        sites.push(site);
    }
    if sites.len() > MOST {
        return Err(ConfigError::plain(format!(
            "[hub.sites] has {} sites, and one board shows {MOST} at most: share them among several boards",
            sites.len()
        )));
    }
    if let Some(listen) = from.settings.get("metrics.listen").filter(|_| sites.len() > 1) {
        return Err(listen.wrong(
            "says nothing on a board of several sites: each site's hub publishes its figures by its own metrics.listen",
        ));
    }
    Ok(sites)
}

fn section(name: &str) -> String {
    format!("{}.{name}", keys::HUB_SITES.path)
}

fn wrong(from: Written<'_>, path: &str, reason: &str) -> ConfigError {
    let origin = || from.settings.origin_of(path.rsplit_once('.').map_or(path, |(section, _)| section));
    from.settings
        .get(path)
        .map_or_else(|| ConfigError::new(&origin(), format!("{path} {reason}")), |entry| entry.wrong(reason))
}

fn site(from: Written<'_>, name: &str) -> Result<HubSite, ConfigError> {
    let section = section(name);
    let origin = from.settings.origin_of(&section);
    let own = |key: &str| from.settings.get(&format!("{section}.{key}"));
    if own("url").is_none() {
        let what =
            format!("[{section}] lacks url: where the site's hub is, such as url = \"https://hub.example:8444\"");
        return Err(ConfigError::new(&origin, what));
    }
    let settings = from.settings.with_section_for(from.schema, &section, keys::HUB.path, &TOGETHER);
    let has = |key: &str| settings.get(&format!("{}.{key}", keys::HUB.path)).is_some();
    let by_nats = own("url").and_then(Entry::text).is_some_and(|url| web::is_nats(&url));
    if !by_nats && !has("cert") && !keys::HUB.ways.iter().any(|way| has(way)) {
        let what = format!(
            "[{section}] has neither a token nor a certificate, and neither has [hub] for all sites: set one of token_env, \
             token_file, token, or cert"
        );
        return Err(ConfigError::new(&origin, what));
    }
    let (hub, access) = follow(from, &settings, &origin)?;
    Ok(HubSite {
        name: name.to_owned(),
        title: own("title").and_then(Entry::text).unwrap_or_else(|| name.to_owned()),
        timezone: own("timezone").and_then(|entry| Tz::from_value(&entry.value)),
        hub,
        access,
    })
}

/// The hub that these settings name in `[hub]`, and how a NATS server knows this board there.
fn follow(from: Written<'_>, settings: &Layer, origin: &Origin) -> Result<(Hub, NatsAccess), ConfigError> {
    let from = Written { settings, ..from };
    let hub: Reader<'_> = from.reader(&keys::HUB, origin);
    Ok((hub::follow(from, &hub)?, hub::access(&hub)?))
}

impl Config {
    /// The settings of one of several sites, as if the board followed its hub alone.
    #[must_use]
    pub fn at_site(&self, site: &HubSite) -> Self {
        let mut config = self.clone();
        config.hub.sites = Vec::new();
        config.hub.follow = Some(site.hub.clone());
        config.hub.access = site.access.clone();
        config.site.name.clone_from(&site.title);
        config.site.timezone = site.timezone.unwrap_or(self.site.timezone);
        config
    }

    /// The settings of each site; of one site, they are these.
    pub fn of_sites(&self) -> Vec<Self> {
        if self.hub.sites.is_empty() {
            return vec![self.clone()];
        }
        self.hub.sites.iter().map(|site| self.at_site(site)).collect()
    }

    /// The same where `[hub.sites]` has but one site: as if `[hub]` named its hub.
    #[must_use]
    pub(super) fn of_the_only_site(self) -> Self {
        match self.hub.sites.as_slice() {
            [site] => self.at_site(site),
            _ => self,
        }
    }

    /// The same with this site alone.
    ///
    /// # Errors
    /// When there is no such site.
    pub(super) fn chosen_site(self, name: &str) -> Result<Self, ConfigError> {
        let is_it = |site: &&HubSite| site.name == name || site.title == name;
        match self.hub.sites.iter().find(is_it) {
            Some(site) => Ok(self.at_site(site)),
            None => Err(self.no_site(name)),
        }
    }

    fn no_site(&self, name: &str) -> ConfigError {
        let all: Vec<&str> = self.hub.sites.iter().map(|site| site.name.as_str()).collect();
        let rest = match (all.is_empty(), nearest(name, all.iter().copied())) {
            (true, _) => "the settings have not several sites in [hub.sites]; leave --site out".to_owned(),
            (false, Some(near)) => format!("did you mean {near:?}?"),
            (false, None) => format!("there are {}", all.join(", ")),
        };
        ConfigError::new(&Origin::Flag("--site"), format!("{name:?} is the name of no site; {rest}"))
    }

    /// Looks whether there is one site, as a command needs that tells of one.
    ///
    /// # Errors
    /// That there are several, and which.
    pub fn check_one_site(&self) -> Result<(), ConfigError> {
        if self.hub.sites.is_empty() {
            return Ok(());
        }
        let all: Vec<&str> = self.hub.sites.iter().map(|site| site.name.as_str()).collect();
        let what = format!("this is of one site, and there are several: say which with --site, of {}", all.join(", "));
        Err(ConfigError::plain(what))
    }
}
