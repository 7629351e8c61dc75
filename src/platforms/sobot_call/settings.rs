//! What a client of the Data Service needs to know of the tenant.

use secrecy::{ExposeSecret, SecretString};

use crate::config::choice;

choice! {
    /// How the token is written into the `Authorization` header; the vendor does not say.
    AuthScheme {
        /// `Bearer <token>`.
        Bearer = "bearer",
        /// The token and nothing else.
        Raw = "raw",
    }
}

impl AuthScheme {
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Bearer => Self::Raw,
            Self::Raw => Self::Bearer,
        }
    }

    pub(super) fn write(self, token: &SecretString) -> String {
        let token = token.expose_secret();
        match self {
            Self::Bearer => format!("Bearer {token}"),
            Self::Raw => token.to_owned(),
        }
    }
}

/// What proves who we are.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A ready-made token; it cannot be renewed from here.
    Token(SecretString),
    /// An app id and its secret, for which the token URL gives company tokens.
    App {
        /// The app id.
        id: String,
        /// Its secret.
        secret: SecretString,
    },
}

/// The agent whose token is used where the vendor's pages ask for an agent's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenAgent {
    /// By work number.
    Number(String),
    /// By id.
    Id(String),
}

/// Everything this client needs to know.
#[derive(Clone, Debug)]
pub struct CallSettings {
    /// Scheme and host of the Data Service.
    pub base_url: String,
    /// Where company tokens are given, path included; not used with a ready-made token.
    pub token_url: String,
    /// Who we are.
    pub credential: Credential,
    /// Whose token is used for recordings, histories and reports; the company's where `None`. Only an app id and its
    /// secret can ask for one.
    pub token_agent: Option<TokenAgent>,
    /// How to write the token; the other way is tried once when this one is refused.
    pub auth_scheme: AuthScheme,
    /// The user in whose name a company token asks for the stream and its snapshot; empty to leave it out.
    pub operator_user_id: String,
    /// The id of the agent in whose name call lists are asked for (`operator`); left out unless set.
    pub calls_operator: Option<String>,
    /// Whether calls are matched by their customers' numbers, which then come unmasked and are dropped where they are read.
    pub match_callers: bool,
    /// Department ids; empty for all, as for every list here.
    pub departments: Vec<String>,
    /// Agents: work numbers or UUIDs, as `agent_type` says.
    pub agents: Vec<String>,
    /// 0 = `agents` are work numbers, 1 = UUIDs.
    pub agent_type: Option<u8>,
    /// Work state codes.
    pub work_statuses: Vec<i64>,
    /// Login state codes.
    pub login_statuses: Vec<i64>,
    /// Busy reason codes.
    pub busy_reasons: Vec<i64>,
    /// Order of the agents, like `agentNumber,asc`; empty to leave it out.
    pub sort: String,
    /// Rows a page, at most: fewer are asked for where the vendor does not give as many.
    pub page_size: u32,
    /// The undocumented `delay`; left out unless set.
    pub delay: Option<String>,
    /// IANA zone of the site, sent as `timezoneid`.
    pub timezone: String,
    /// How large one event may be, in bytes.
    pub max_event_bytes: usize,
}
