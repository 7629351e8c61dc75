//! Sobot's Data Service: the live agents stream and its snapshot call (`seeds`: "Monitor Management").

use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Mutex;

use super::http::{Http, Opening, Request, Verb};
use super::sse::{self, Piece};
use super::{AgentsApi, Error, ErrorKind, Event, FullPage, Random, Result, Watch};
use crate::model::Clock;

mod codes;
mod decode;
mod token;
mod wire;

pub use codes::{figure_name, figure_of, reason as busy_reason};
pub use decode::{decode, decode_page};

use token::Tokens;

/// Path of the stream.
pub const WATCH_PATH: &str = "/callservice/v6/webmsg/monitoring/_watch/agents-metrics";
/// Path of the snapshot call.
pub const PAGE_PATH: &str = "/callservice/v6/webmsg/monitoring/agents-metrics";

/// How the token is written into the `Authorization` header; the vendor does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthScheme {
    /// `Bearer <token>`.
    #[default]
    Bearer,
    /// The token and nothing else.
    Raw,
}

impl AuthScheme {
    const fn other(self) -> Self {
        match self {
            Self::Bearer => Self::Raw,
            Self::Raw => Self::Bearer,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Bearer => "bearer",
            Self::Raw => "raw",
        }
    }

    fn write(self, token: &SecretString) -> String {
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
    /// A token that somebody made already; it cannot be renewed from here.
    Token(SecretString),
    /// An app id and its secret, for which the token URL gives company tokens.
    App {
        /// The app id.
        id: String,
        /// Its secret.
        secret: SecretString,
    },
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
    /// How to write the token; the other way is tried once when this one is refused.
    pub auth_scheme: AuthScheme,
    /// The user in whose name a company token asks; empty to leave it out.
    pub operator_user_id: String,
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
    /// Rows a page.
    pub page_size: u32,
    /// The undocumented `delay`; left out unless set.
    pub delay: Option<String>,
    /// IANA zone of the site, sent as `timezoneid`.
    pub timezone: String,
    /// How large one event may be, in bytes.
    pub max_event_bytes: usize,
}

/// The client.
pub struct CallClient {
    settings: CallSettings,
    http: Http,
    tokens: Tokens,
    clock: Clock,
    random: Random,
    /// The scheme that worked, once one did.
    settled: Mutex<Option<AuthScheme>>,
}

/// The two things that are asked of the monitoring endpoints.
enum Reply {
    Stream(super::http::Opened),
    Page(Box<FullPage>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Stream,
    Page,
}

impl CallClient {
    /// A client that asks for nothing yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`] for a URL that is none.
    pub fn new(settings: CallSettings, clock: Clock, random: Random) -> Result<Self> {
        let http = Http::new(&settings.base_url, "base_url in [sobot_call]")?;
        let tokens = Tokens::new(&settings, clock.clone())?;
        Ok(Self { settings, http, tokens, clock, random, settled: Mutex::new(None) })
    }

    /// The query of both calls, in the order of the documents.
    fn query(&self, page: u32) -> Vec<(&'static str, String)> {
        let settings = &self.settings;
        let codes = |codes: &[i64]| codes.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
        let ids = |ids: &[String]| ids.iter().map(|id| id.trim()).collect::<Vec<_>>().join(",");
        let agent_type = if settings.agents.is_empty() { None } else { Some(settings.agent_type.unwrap_or(0)) };
        let mut query = vec![("product", "scc".to_owned())];
        let optional = [
            ("departmentIds", ids(&settings.departments)),
            ("agentType", agent_type.map_or_else(String::new, |kind| kind.to_string())),
            ("agents", ids(&settings.agents)),
            ("agentWorkStatuses", codes(&settings.work_statuses)),
            ("agentLoginStatuses", codes(&settings.login_statuses)),
            ("agentBusyReasonCodes", codes(&settings.busy_reasons)),
            ("delay", settings.delay.as_deref().unwrap_or_default().trim().to_owned()),
            ("sort", settings.sort.trim().to_owned()),
            ("operatorUserId", settings.operator_user_id.trim().to_owned()),
        ];
        query.extend(optional.into_iter().filter(|(_, value)| !value.is_empty()));
        query.push(("pageNum", page.to_string()));
        query.push(("pageSize", settings.page_size.to_string()));
        query
    }

    /// One attempt with one token and one scheme.
    async fn attempt(&self, what: What, page: u32, scheme: AuthScheme, token: &SecretString) -> Result<Reply> {
        let bits = (self.random)();
        let key = uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid();
        let headers = [
            ("authorization", scheme.write(token)),
            ("idempotency-key", key.to_string()),
            ("timezoneid", self.settings.timezone.clone()),
        ];
        let query = self.query(page);
        let path = if what == What::Stream { WATCH_PATH } else { PAGE_PATH };
        let request = Request { verb: Verb::Get, path, query: &query, headers: &headers, body: None };
        let place = self.http.place(&request);
        let now = || (self.clock)();
        let answer = if what == What::Stream {
            match self.http.open(&request, now).await? {
                Opening::Stream(opened) => return Ok(Reply::Stream(opened)),
                Opening::Plain(answer) => answer,
            }
        } else {
            self.http.ask(&request, now).await?
        };
        if let Some(error) = answer.status_error(&place, decode::vendor_words(&answer.body).as_deref()) {
            return Err(error);
        }
        if what == What::Page {
            return match answer.html_error(&place) {
                Some(error) => Err(error),
                None => decode_page(&answer.body, &place).map(|page| Reply::Page(Box::new(page))),
            };
        }
        if let Some(error) = decode::answered_error(&answer.body, &place) {
            return Err(error);
        }
        let what = if answer.html { "HTML" } else { "something that is no event stream" };
        Err(Error::new(
            ErrorKind::NotAStream,
            format!(
                "{place} answered {what} (a proxy, or a wrong address in the settings?); asking for snapshots instead"
            ),
        ))
    }

    /// Asks with what is known to work; on a refusal tries the other scheme once (unless one has worked before), then
    /// a new token once.
    async fn insist(&self, what: What, page: u32) -> Result<Reply> {
        let mut token = self.tokens.get().await?;
        let mut renewed = false;
        loop {
            let settled = *self.settled.lock().await;
            let scheme = settled.unwrap_or(self.settings.auth_scheme);
            let mut reply = self.attempt(what, page, scheme, &token).await;
            if settled.is_none() {
                let mut worked = scheme;
                if refused(&reply) && !renewed {
                    worked = scheme.other();
                    let second = self.attempt(what, page, worked, &token).await;
                    // A header that is not understood may be called a wrong request; the first word was the token's.
                    if !matches!(&second, Err(error) if error.kind == ErrorKind::Settings) {
                        reply = second;
                    }
                }
                if reply.is_ok() {
                    *self.settled.lock().await = Some(worked);
                    if worked != scheme {
                        tracing::info!(
                            "the token is refused as {:?} and taken as {:?}: set auth_scheme = {:?} in [sobot_call]",
                            scheme.name(),
                            worked.name(),
                            worked.name()
                        );
                    }
                }
            }
            match reply {
                Err(error) if error.kind == ErrorKind::TokenRefused && !renewed => {
                    renewed = true;
                    token = self.tokens.renew(&token, &error).await?;
                }
                // Whoever asked would take a refusal for a reason to renew; that is done, so all it can do is wait.
                Err(error) if error.kind == ErrorKind::TokenRefused => {
                    let sentence = format!(
                        "{}, also a fresh one; check app_id and operator_user_id in [sobot_call], and what they may do",
                        error.sentence
                    );
                    return Err(Error::new(ErrorKind::Answer, sentence));
                }
                reply => return reply,
            }
        }
    }
}

fn refused(reply: &Result<Reply>) -> bool {
    matches!(reply, Err(error) if error.kind == ErrorKind::TokenRefused)
}

fn unexpected() -> Error {
    Error::new(ErrorKind::Answer, "the answer was not of the kind that was asked for; trying again")
}

impl AgentsApi for CallClient {
    async fn watch(&self, page: u32) -> Result<Watch> {
        let Reply::Stream(opened) = self.insist(What::Stream, page).await? else { return Err(unexpected()) };
        let pieces = sse::decode(opened.bytes, self.settings.max_event_bytes);
        let events = pieces.map(|piece| {
            piece.map(|piece| match piece {
                Piece::Bytes(count) => Event::Bytes(count),
                Piece::Retry(delay) => Event::Retry(delay),
                Piece::Data(text) => Event::Message(decode(&text)),
            })
        });
        Ok(Watch { events: Box::pin(events), skew_ms: opened.skew_ms })
    }

    async fn page(&self, page: u32) -> Result<FullPage> {
        match self.insist(What::Page, page).await? {
            Reply::Page(page) => Ok(*page),
            Reply::Stream(_) => Err(unexpected()),
        }
    }

    fn page_size(&self) -> u32 {
        self.settings.page_size
    }

    async fn renew_token(&self) -> Result<()> {
        self.tokens.forget().await
    }
}
