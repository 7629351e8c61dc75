//! `[sobot_open]`: its keys, and the tenant that they make of the site.

use std::time::Duration;

use secrecy::SecretString;

use super::OpenSettings;
use super::scope::Narrowed;
use crate::config::keys::{Kind, Section, default, example, follows, quoted};
use crate::config::{Config, ConfigError, Reader, Region, Tenant, Values};
use crate::model::sort;
use crate::platforms::hosts;

const HOUR: u64 = 3600;

/// The section.
pub(super) static SECTION: Section = Section {
    path: "sobot_open",
    doc: "Chat workload and AI records. Without this section their panes say \"not configured\".\n\
              Needs app_id and one way to app_key.",
    optional: true,
    ways: &["app_key_env", "app_key_file", "app_key"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(hosts::usual(Region::statistics)),
            "The statistics service. Unless set, the one of the region: in North America https://us.sobot.com.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id."),
        example(
            "app_key_env",
            Kind::EnvName,
            &["app_key_env = \"CALLBOARD_OPEN_KEY\""],
            "The environment variable that holds the application's key.",
        ),
        example(
            "app_key_file",
            Kind::Path,
            &["app_key_file = \"~/.config/callboard/open.key\""],
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
            "18",
            "Calls a minute over everything asked here. The vendor's limit is 20 for the whole tenant;\n\
         go higher only when yours was raised.",
        ),
        default(
            "chat_every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the chat figures may get before they are asked for again.",
        ),
        default(
            "ai_every",
            Kind::Duration(10, HOUR),
            "\"60s\"",
            "How old the AI sessions' headline figures may get before they are asked for again.",
        ),
        default(
            "stale_after",
            Kind::Duration(10, 24 * HOUR),
            "\"3m\"",
            "Age after which the chat and AI panes are marked stale.",
        ),
        default(
            "search_way",
            Kind::Code(&[1, 2]),
            "1",
            "How chat workload is counted: 1 a row for each agent, 2 a row for each of an agent's skill groups.",
        ),
        default(
            "agents",
            Kind::Texts,
            "[]",
            "Ids of the people (staff_id) whose chats are shown; empty shows all. The vendor narrows the figures.",
        ),
        default("groups", Kind::Texts, "[]", "Ids of the skill groups whose chats are shown; empty shows all."),
        default("robots", Kind::Texts, "[]", "Ids of the robots whose AI sessions are shown; empty shows all."),
        default("ai_records", Kind::Integer(1, 100), "20", "How many of the newest AI records are listed."),
        default("allow_plain_http", Kind::Bool, "false", "Allow http:// to other machines: keys then travel readable."),
    ],
};

/// Chat workload and AI records (`sobot-open`).
#[derive(Debug, Clone)]
pub struct OpenTenant {
    /// The statistics service, without a trailing slash.
    pub base_url: String,
    /// The application's id.
    pub app_id: String,
    /// The application's key.
    pub app_key: SecretString,
    /// Calls a minute over everything asked of this tenant, 1 to 600.
    pub calls_per_minute: u32,
    /// How old the chat figures may get, 10 s to 1 h.
    pub chat_every: Duration,
    /// How old the headline figures of AI sessions may get, 10 s to 1 h.
    pub ai_every: Duration,
    /// Age after which the panes are stale, 10 s to 24 h.
    pub stale_after: Duration,
    /// `search_way`: 1 a row an agent, 2 a row for each of their skill groups.
    pub search_way: u8,
    /// `staff_id_list`; empty asks for all.
    pub agents: Vec<String>,
    /// `group_id_list`; empty asks for all.
    pub groups: Vec<String>,
    /// `robotid` of AI sessions; empty asks for all.
    pub robots: Vec<String>,
    /// How many of the newest AI records are listed, 1 to 100.
    pub ai_records: u32,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl OpenTenant {
    /// The defaults of the statistics service at `base_url`, with these credentials.
    pub fn new(base_url: impl Into<String>, app_id: impl Into<String>, app_key: SecretString) -> Self {
        Self::of(base_url.into(), app_id.into(), app_key, &Values::defaults(&SECTION))
    }

    fn of(base_url: String, app_id: String, app_key: SecretString, from: &Values<'_>) -> Self {
        Self {
            base_url,
            app_id,
            app_key,
            calls_per_minute: from.read("calls_per_minute"),
            chat_every: from.read("chat_every"),
            ai_every: from.read("ai_every"),
            stale_after: from.read("stale_after"),
            search_way: from.read("search_way"),
            agents: from.read("agents"),
            groups: from.read("groups"),
            robots: from.read("robots"),
            ai_records: from.read("ai_records"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

impl OpenTenant {
    /// What the client has to know of it.
    pub fn client(&self, config: &Config) -> OpenSettings {
        OpenSettings {
            base_url: self.base_url.clone(),
            app_id: self.app_id.clone(),
            app_key: self.app_key.clone(),
            timezone: config.site.timezone.name().to_owned(),
            language: config.site.language.as_str().to_owned(),
            search_way: self.search_way,
            narrowed: Narrowed::new(&self.agents, &self.groups, &self.robots),
            probed: config.bot_probes.iter().map(|probe| probe.robot.clone()).collect(),
            cache: config.cache.shared(),
        }
    }

    /// What tells the AI sessions that it asks for from those of others: where it asks, by which account, for which robots, and
    /// by whose days.
    pub fn sessions_of(&self, config: &Config) -> Vec<String> {
        let mut robots: Vec<&str> = self.robots.iter().map(|robot| robot.trim()).collect();
        sort::by(&mut robots, Ord::cmp);
        robots.dedup();
        vec![self.base_url.clone(), self.app_id.clone(), robots.join(","), config.site.timezone.name().to_owned()]
    }
}

impl Tenant for OpenTenant {
    const SECTION: &'static Section = &SECTION;
    const REGIONAL: bool = true;
    const BOTS: bool = true;

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way("set app_id and one of app_key_env, app_key_file, app_key")?;
        let app_id = from.beside("app_id", &way)?;
        let base_url = hosts::base_url(from, SECTION.path, "chat statistics and AI records", Region::statistics)?;
        let open = Self::of(base_url, app_id, way.secret()?, &from.values());
        from.check_address("base_url", open.allow_plain_http)?;
        Ok(open)
    }
}
