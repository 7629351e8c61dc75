//! Sobot's Data Service: the live agents stream and its snapshot call (`seeds`: "Monitor Management").

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use futures_util::StreamExt;
use tokio::sync::Mutex;

use super::caller_hash::CallerHash;
use super::sse::{self, Piece};
use super::{AgentsApi, Event, FullPage, Hints, Message, Random, Recoveries, Result, Watch};
use crate::http::Http;
use crate::http::apart::apart;
use crate::model::{Clock, Metric, Scope};

mod agents;
mod ask;
mod callbacks;
mod calls;
mod codes;
mod decode;
mod envelope;
mod export;
mod facts;
mod fields;
mod gather;
mod history;
mod indicators;
mod key;
mod lookups;
mod operations;
mod page_rows;
pub mod problem;
mod push;
mod question;
mod quick;
mod rejects;
mod reports;
mod row;
mod scalar;
mod scope;
mod section;
mod settings;
mod together;
mod token;
mod wire;

pub use callbacks::{Callbacks, read_callback};
pub use codes::{figure_name, figure_of, reason as busy_reason};
pub use decode::{decode, decode_page};
pub use push::PushTenant;
pub use section::CallTenant;
pub use settings::{AuthScheme, CallSettings, Credential, TokenAgent};

use page_rows::PageRows;
use question::{Agents, Holder, Reply, What, unexpected};
use token::{Tokens, Whose};

/// Path of the stream.
pub const WATCH_PATH: &str = "/callservice/v6/webmsg/monitoring/_watch/agents-metrics";
/// Path of the snapshot call.
pub const PAGE_PATH: &str = "/callservice/v6/webmsg/monitoring/agents-metrics";

/// The client.
pub struct CallClient {
    settings: CallSettings,
    http: Http,
    tokens: Tokens,
    /// The agent's, where the settings name one.
    agent_tokens: Option<Tokens>,
    /// Whether the company's token, fresh, was refused where the vendor's pages ask for an agent's.
    company_refused: AtomicBool,
    clock: Clock,
    random: Random,
    /// The scheme that worked, once one did.
    settled: Mutex<Option<AuthScheme>>,
    /// The tenant's display schemes, as they were answered.
    plans: Mutex<reports::Plans>,
    /// In which shape a report took names, once it did.
    names_shape: Mutex<Option<reports::Shape>>,
    /// What stands for customers' numbers where calls are matched.
    caller_hash: Option<Arc<CallerHash>>,
    /// How many agents a page are asked for.
    rows: Arc<PageRows>,
}

impl CallClient {
    /// A client that asks for nothing yet.
    ///
    /// # Errors
    /// [`ErrorKind::Settings`](crate::platforms::ErrorKind::Settings) for a URL that is none.
    pub fn new(settings: CallSettings, clock: Clock, random: Random) -> Result<Self> {
        let (Credential::Token(secret) | Credential::App { secret, .. }) = &settings.credential;
        let http = Http::new(&settings.base_url, "base_url in [sobot_call]")?
            .keeping(secret)
            .reading_time_by(crate::platforms::signing_clock::told_by);
        let tokens = Tokens::new(&settings, Whose::Company, clock.clone())?;
        let agent = settings.token_agent.clone().filter(|_| matches!(settings.credential, Credential::App { .. }));
        let agent_tokens = agent.map(|agent| Tokens::new(&settings, Whose::Agent(agent), clock.clone())).transpose()?;
        let caller_hash = settings.match_callers.then(|| Arc::new(CallerHash::new(random())));
        let rows = Arc::new(PageRows::new(settings.page_size));
        Ok(Self {
            settings,
            http,
            tokens,
            agent_tokens,
            company_refused: AtomicBool::new(false),
            clock,
            random,
            settled: Mutex::new(None),
            plans: Mutex::default(),
            names_shape: Mutex::new(None),
            caller_hash,
            rows,
        })
    }

    /// The same, with what streams tell of the vendor's clock.
    #[must_use]
    pub fn hinted(self, hints: Hints) -> Self {
        Self { tokens: self.tokens.hinted(hints), ..self }
    }

    /// Gets a token, unless there is one already.
    ///
    /// # Errors
    /// Those of the token call; a ready-made token is believed.
    pub async fn sign_in(&self) -> Result<()> {
        self.tokens.get().await.map(drop)
    }

    /// Gets the agent's token, unless there is one already; `false` where the settings name no agent.
    ///
    /// # Errors
    /// Those of the token call.
    pub async fn sign_in_agent(&self) -> Result<bool> {
        let Some(tokens) = &self.agent_tokens else { return Ok(false) };
        tokens.get().await.map(|_| true)
    }

    /// The query of both calls, in the order of the documents.
    fn query(&self, asked: Agents) -> Vec<(&'static str, String)> {
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
        query.push(("pageNum", asked.page.to_string()));
        query.push(("pageSize", asked.rows.to_string()));
        query
    }
}

impl AgentsApi for CallClient {
    async fn watch(&self, page: u32) -> Result<Watch> {
        let Reply::Stream(opened, asked) = self.insist(What::Stream(page), Holder::Company).await? else {
            return Err(unexpected());
        };
        let pieces = sse::decode(opened.bytes, self.settings.max_event_bytes, section::SECTION.path);
        let echoes = Arc::new(opened.echoes);
        let rows = Arc::clone(&self.rows);
        let events = pieces.then(move |piece| {
            let (echoes, rows) = (Arc::clone(&echoes), Arc::clone(&rows));
            let size = if let Ok(Piece::Data(text)) = &piece { text.len() } else { 0 };
            async move {
                if let Err(error) = &piece {
                    // The next attempt asks for fewer, if that may help.
                    rows.failed(asked.rows, error);
                }
                Ok(match piece? {
                    Piece::Bytes(count) => Event::Bytes(count),
                    Piece::Within(within) => Event::Within(within),
                    Piece::Retry(delay) => Event::Retry(delay),
                    Piece::Data(text) => {
                        let message = apart(size, move || decode(&echoes.cut(text))).await;
                        read(message, &rows, asked)
                    }
                })
            }
        });
        Ok(Watch { events: Box::pin(events), skew_ms: opened.skew_ms })
    }

    async fn page(&self, page: u32) -> Result<FullPage> {
        loop {
            let Reply::Page(mut answer, asked) = self.insist(What::Page(page), Holder::Company).await? else {
                return Err(unexpected());
            };
            if !self.rows.came(asked, &answer) {
                answer.keep_to(asked.rows);
                return Ok(*answer);
            }
        }
    }

    fn page_size(&self) -> u32 {
        self.rows.now()
    }

    async fn renew_token(&self) -> Result<()> {
        self.tokens.forget().await
    }

    fn agents_recoveries(&self) -> Option<Recoveries> {
        Some(self.tokens.recoveries())
    }

    fn agents_scope(&self) -> Option<Arc<Scope>> {
        self.settings.scope()
    }
}

/// What a message comes to of the stream of the page that was `asked` for.
fn read(message: Message, rows: &PageRows, asked: Agents) -> Event {
    match message {
        Message::Full(page) if rows.came(asked, &page) => Event::Again,
        Message::Full(mut page) => {
            page.keep_to(asked.rows);
            Event::Message(Message::Full(page))
        }
        message => Event::Message(message),
    }
}

/// Every figure of the reports.
pub(super) fn metrics() -> Vec<Metric> {
    use indicators::{INBOUND, INBOUND_AGENTS, OUTBOUND, RELAY, WORK};
    indicators::metrics(&[RELAY, INBOUND, INBOUND_AGENTS, OUTBOUND, WORK])
}
