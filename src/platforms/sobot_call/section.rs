//! `[sobot_call]`: its keys, and the tenant that they make of the site.

use std::time::Duration;

use super::{AuthScheme, CallSettings, Credential, TokenAgent};
use crate::config::keys::{Kind, Section, default, example, follows, quoted};
use crate::config::{Config, ConfigError, Reader, Region, Tenant, Values};
use crate::model::sort;
use crate::platforms::hosts;

const LOGIN_STATUSES: &[i64] = &[-1, 0, 1, 2, 98];
const WORK_STATUSES: &[i64] = &[0, 1, 2, 4, 5, 6, 7, 8, 98];
const BUSY_REASONS: &[i64] = &[0, 2, 4, 11, 12, 13, 14, 15, 16, 17, 18, 97, 98, 99];
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const MIB: i64 = 1024 * 1024;

/// The section.
pub(super) static SECTION: Section = Section {
    path: "sobot_call",
    doc: "The live stream of agents. Without this section the agent panes say \"not configured\".\n\
              Needs one credential: app_secret (with app_id) or a ready-made token, each of them\n\
              in an environment variable, in a file, or written here.",
    optional: true,
    ways: &["app_secret_env", "app_secret_file", "app_secret", "token_env", "token_file", "token"],
    keys: &[
        follows(
            "base_url",
            Kind::Url,
            || quoted(hosts::usual(Region::data_service)),
            "The data service. Unless set, the one of the region: in China https://openapi.soboten.com.",
        ),
        follows(
            "token_url",
            Kind::Url,
            || quoted(&hosts::company_token_url(hosts::usual(Region::data_service))),
            "Where a company token is asked for. Unless set, /tokens/company below base_url.",
        ),
        example("app_id", Kind::Text, &["app_id = \"your-app-id\""], "The application's id; needed with app_secret."),
        example(
            "app_secret_env",
            Kind::EnvName,
            &["app_secret_env = \"CALLBOARD_CALL_SECRET\""],
            "The environment variable that holds the application's secret.",
        ),
        example(
            "app_secret_file",
            Kind::Path,
            &["app_secret_file = \"~/.config/callboard/call.secret\""],
            "Or the file that holds it; only you may read that file (chmod 600).",
        ),
        example(
            "app_secret",
            Kind::Secret,
            &["app_secret = \"your-app-secret\""],
            "Or the secret itself; then only you may read this file (chmod 600).",
        ),
        example(
            "token_env",
            Kind::EnvName,
            &["token_env = \"CALLBOARD_CALL_TOKEN\""],
            "Instead of app_secret: the environment variable that holds a ready-made token.",
        ),
        example(
            "token_file",
            Kind::Path,
            &["token_file = \"~/.config/callboard/call.token\""],
            "Or the file that holds the token.",
        ),
        example("token", Kind::Secret, &["token = \"your-token\""], "Or the token itself."),
        default(
            "token_agent",
            Kind::OptionalText,
            "\"\"",
            "The work number of an agent, beside app_secret: recordings, histories and reports are then asked for with\n\
         that agent's token, as the vendor documents it. Unless set, with the company's.",
        ),
        default("token_agent_id", Kind::OptionalText, "\"\"", "The same by the agent's id, which wins."),
        default(
            "auth_scheme",
            Kind::Choice(AuthScheme::WORDS),
            "\"bearer\"",
            "How the Authorization header carries the token. After a first 401 the other one is tried once.",
        ),
        default(
            "operator_user_id",
            Kind::OptionalText,
            "\"\"",
            "The user on whose behalf the live agents are asked for; the vendor wants it with a company token.",
        ),
        default(
            "calls_operator",
            Kind::OptionalText,
            "\"\"",
            "The id of the agent on whose behalf lists of calls are asked for. What that changes the vendor does\n\
         not document, so it is left out unless set.",
        ),
        default("departments", Kind::Texts, "[]", "Ids of the departments to show; empty shows all."),
        default(
            "agents",
            Kind::Texts,
            "[]",
            "The agents to show, by work number or UUID as agent_type says; empty shows all.",
        ),
        default("agent_type", Kind::Code(&[0, 1]), "0", "What agents holds: 0 work numbers, 1 UUIDs."),
        default(
            "work_statuses",
            Kind::Codes(WORK_STATUSES),
            "[]",
            "Only agents in these states: 1 ready, 2 busy, 4 wrap-up, 5 dialling, 6 ringing, 7 talking,\n\
         8 holding, 98 locked, 0 unknown; empty shows all.",
        ),
        default(
            "login_statuses",
            Kind::Codes(LOGIN_STATUSES),
            "[]",
            "Only agents logged in so: 0 offline, 1 online, 2 occupied, 98 locked, -1 undefined; empty shows all.",
        ),
        default(
            "busy_reasons",
            Kind::Codes(BUSY_REASONS),
            "[]",
            "Only agents busy for these reasons; empty shows all.",
        ),
        default(
            "sort",
            Kind::SortOrder,
            "\"agentNumber,asc\"",
            "The order the vendor pages agents in. The screen sorts for itself.",
        ),
        default(
            "page_size",
            Kind::Integer(1, 100_000),
            "100_000",
            "Agents a page, at most: each page is a stream. Fewer are asked for where the vendor does not give as many, and \
             further pages are opened until all agents are there.",
        ),
        example(
            "delay",
            Kind::OptionalText,
            &["delay = \"1000\""],
            "The stream's delay parameter, which the vendor does not document; left out unless set.",
        ),
        default(
            "idle_timeout",
            Kind::Duration(5, 10 * MINUTE),
            "\"60s\"",
            "Silence after which the stream is dead and opened anew.",
        ),
        default(
            "resync_every",
            Kind::Duration(10, 24 * HOUR),
            "\"5m\"",
            "How often the full list is asked for, to heal what the stream missed.",
        ),
        default(
            "stale_after",
            Kind::Duration(1, 24 * HOUR),
            "\"30s\"",
            "Age after which the agent panes are marked stale.",
        ),
        default(
            "calls_per_minute",
            Kind::Integer(1, 600),
            "30",
            "Questions about call records a minute that keep today's calls up to date, over all sessions of this user. The\n\
         vendor documents no limit. What you look up yourself is not counted.",
        ),
        default("calls_every", Kind::Duration(5, HOUR), "\"20s\"", "How often the newest call records are asked for."),
        default(
            "match_callers",
            Kind::Bool,
            "false",
            "Whether lost calls are held against later calls with the same number, to tell who is still lost. Records of\n\
         calls are then asked for with customers' numbers unmasked (hideNumber = 2). Of each number a mask is kept and a\n\
         hash under a key that dies with the program; the number is dropped where it is read, and neither it nor the\n\
         hash is shown, logged, recorded or passed on. Unless set, numbers come masked, and the figure is unknown.",
        ),
        default(
            "max_event_bytes",
            Kind::Integer(MIB, 1024 * MIB),
            "67_108_864",
            "Largest event of the stream, in bytes; a larger one is an error.",
        ),
        default(
            "allow_plain_http",
            Kind::Bool,
            "false",
            "Allow http:// to other machines: secrets and customers' numbers then travel readable.",
        ),
    ],
};

/// The live stream of agents (`sobot-call`, the Data Service).
#[derive(Debug, Clone)]
pub struct CallTenant {
    /// The data service, without a trailing slash.
    pub base_url: String,
    /// Where a company token is asked for.
    pub token_url: String,
    /// How the vendor knows us.
    pub credential: Credential,
    /// Whose token is used for recordings, histories and reports; the company's where `None`.
    pub token_agent: Option<TokenAgent>,
    /// How the `Authorization` header carries the token at first.
    pub auth_scheme: AuthScheme,
    /// `operatorUserId` of the stream and its snapshot, if any.
    pub operator_user_id: Option<String>,
    /// `operator` of call lists, an agent's id, if any.
    pub calls_operator: Option<String>,
    /// `departmentIds`; empty asks for all.
    pub departments: Vec<String>,
    /// `agents`; empty asks for all.
    pub agents: Vec<String>,
    /// `agentType`: 0 work numbers, 1 UUIDs.
    pub agent_type: u8,
    /// `agentWorkStatuses`, the vendor's codes; empty asks for all.
    pub work_statuses: Vec<i64>,
    /// `agentLoginStatuses`, the vendor's codes; empty asks for all.
    pub login_statuses: Vec<i64>,
    /// `agentBusyReasonCodes`, the vendor's codes; empty asks for all.
    pub busy_reasons: Vec<i64>,
    /// `sort`, as `field,asc` or `field,desc`.
    pub sort: String,
    /// `pageSize`, 1 to 1000.
    pub page_size: u32,
    /// `delay`, passed through; left out when `None`.
    pub delay: Option<String>,
    /// Silence after which the stream is dead, 5 s to 10 min.
    pub idle_timeout: Duration,
    /// How often the full list is asked for, 10 s to 24 h.
    pub resync_every: Duration,
    /// Age after which the panes are stale, 1 s to 24 h.
    pub stale_after: Duration,
    /// Questions about call records a minute, 1 to 600.
    pub calls_per_minute: u32,
    /// How often the newest call records are asked for, 5 s to 1 h.
    pub calls_every: Duration,
    /// Whether calls are matched by their customers' numbers.
    pub match_callers: bool,
    /// Largest event of the stream in bytes, 1 MiB to 1 GiB.
    pub max_event_bytes: usize,
    /// Whether `http://` to other machines was allowed.
    pub allow_plain_http: bool,
}

impl CallTenant {
    /// The defaults of the Data Service at `base_url`, with this credential.
    pub fn new(base_url: impl Into<String>, credential: Credential) -> Self {
        Self::of(base_url.into(), credential, &Values::defaults(&SECTION))
    }

    fn of(base_url: String, credential: Credential, from: &Values<'_>) -> Self {
        Self {
            token_url: hosts::company_token_url(&base_url),
            base_url,
            credential,
            token_agent: None,
            auth_scheme: from.read("auth_scheme"),
            operator_user_id: from.read("operator_user_id"),
            calls_operator: from.read("calls_operator"),
            departments: from.read("departments"),
            agents: from.read("agents"),
            agent_type: from.read("agent_type"),
            work_statuses: from.read("work_statuses"),
            login_statuses: from.read("login_statuses"),
            busy_reasons: from.read("busy_reasons"),
            sort: from.read("sort"),
            page_size: from.read("page_size"),
            delay: from.read("delay"),
            idle_timeout: from.read("idle_timeout"),
            resync_every: from.read("resync_every"),
            stale_after: from.read("stale_after"),
            calls_per_minute: from.read("calls_per_minute"),
            calls_every: from.read("calls_every"),
            match_callers: from.read("match_callers"),
            max_event_bytes: from.read("max_event_bytes"),
            allow_plain_http: from.read("allow_plain_http"),
        }
    }
}

impl CallTenant {
    /// What the client has to know of it.
    pub fn client(&self, config: &Config) -> CallSettings {
        CallSettings {
            base_url: self.base_url.clone(),
            token_url: self.token_url.clone(),
            credential: self.credential.clone(),
            token_agent: self.token_agent.clone(),
            auth_scheme: self.auth_scheme,
            operator_user_id: self.operator_user_id.clone().unwrap_or_default(),
            calls_operator: self.calls_operator.clone(),
            match_callers: self.match_callers,
            departments: self.departments.clone(),
            agents: self.agents.clone(),
            agent_type: (!self.agents.is_empty()).then_some(self.agent_type),
            work_statuses: self.work_statuses.clone(),
            login_statuses: self.login_statuses.clone(),
            busy_reasons: self.busy_reasons.clone(),
            sort: self.sort.clone(),
            page_size: self.page_size,
            delay: self.delay.clone(),
            timezone: config.site.timezone.name().to_owned(),
            max_event_bytes: self.max_event_bytes,
        }
    }
}

impl CallTenant {
    /// What tells its call records from those of another account or of another part of it. A ready-made token does not say
    /// whose it is.
    pub fn records_of(&self, config: &Config) -> Vec<String> {
        let account = match &self.credential {
            Credential::App { id, .. } => id.clone(),
            Credential::Token(_) => String::new(),
        };
        let sorted = |ids: &[String]| {
            let mut ids = ids.to_vec();
            sort::by(&mut ids, Ord::cmp);
            ids.dedup();
            ids.join(",")
        };
        vec![
            self.base_url.clone(),
            account,
            self.calls_operator.clone().unwrap_or_default(),
            sorted(&self.departments),
            sorted(&self.agents),
            self.agent_type.to_string(),
            config.site.timezone.name().to_owned(),
        ]
    }
}

impl Tenant for CallTenant {
    const SECTION: &'static Section = &SECTION;
    const REGIONAL: bool = true;
    const SUCH_AS: Option<(&'static str, &'static str)> = Some(("page_size", "200"));

    fn read(from: &Reader<'_>) -> Result<Self, ConfigError> {
        let way = from.way(
            "set app_id and one of app_secret_env, app_secret_file, app_secret, or else one of token_env, token_file, token",
        )?;
        let value = way.secret()?;
        let credential = if way.name.starts_with("token") {
            way.carried(&value)?;
            Credential::Token(value)
        } else {
            Credential::App { id: from.beside("app_id", &way)?, secret: value }
        };
        let base_url = hosts::base_url(from, SECTION.path, "the Data Service", Region::data_service)?;
        let mut call = Self::of(base_url, credential, &from.values());
        if let Some(address) = from.set("token_url") {
            call.token_url = address;
        }
        call.token_agent = token_agent(from, &call.credential)?;
        from.check_address("base_url", call.allow_plain_http)?;
        from.check_address("token_url", call.allow_plain_http)?;
        Ok(call)
    }
}

/// Whose token is used where the vendor's pages ask for an agent's: the id wins over the work number.
fn token_agent(from: &Reader<'_>, credential: &Credential) -> Result<Option<TokenAgent>, ConfigError> {
    let values = from.values();
    let id = values.read::<Option<String>>("token_agent_id").map(|id| ("token_agent_id", TokenAgent::Id(id)));
    let number = values.read::<Option<String>>("token_agent").map(|of| ("token_agent", TokenAgent::Number(of)));
    match (id.or(number), credential) {
        (None, _) => Ok(None),
        (Some((_, agent)), Credential::App { .. }) => Ok(Some(agent)),
        (Some((key, _)), Credential::Token(_)) => {
            let what = "needs app_id and app_secret in [sobot_call]: a ready-made token asks for no other";
            Err(from.refuse_at(key, format!("{key} {what}")))
        }
    }
}
