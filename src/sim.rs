//! A contact centre that never was: a deterministic generator and an HTTP server that speaks the vendors' wire.
//!
//! The generator ([`World`]) knows nothing of HTTP; the server ([`Simulator`]) knows nothing of how a day goes.
//! What is sent is written from the vendors' documents and never with the client's wire types, so that one
//! misread is not made twice. Beside the vendors' endpoints the server has routes of its own, which no vendor
//! serves: `GET /__truth`, `POST /__pause`, `POST /__resume` and `POST /__fault/NAME`.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub mod causes;
pub mod codes;
pub mod faults;

mod agent;
mod ai;
mod calls;
mod channel;
mod chat;
mod credentials;
mod day;
mod events;
mod ledger;
mod live;
mod names;
mod outbox;
mod push;
mod query;
mod random;
mod record;
mod report;
mod rhythm;
mod server;
mod settings;
mod seven_moor;
mod signature;
mod sobot_call;
mod sobot_cn;
mod sobot_open;
mod wire;
mod world;
mod zone;

pub use credentials::Credentials;
pub use server::{Deliveries, Delivery, OnDelivery, PushTo, Simulator};
pub use settings::Lines;
pub use world::{Batch, Operation, Target, Value, World};
pub use zone::afternoon_zone;

use causes::Cause;
use faults::{Fault, Strike};
use seven_moor as moor;
use sobot_cn as cn;

/// The tenants that a site can be of the simulator, in the order of a settings file: whom each is asked for with, and what
/// leads a board to it.
static TENANTS: [settings::Tenant; 4] = [
    ("sobot", sobot_call::settings),
    ("sobot", sobot_open::settings),
    ("cn", sobot_cn::settings),
    ("7moor", seven_moor::settings),
];

/// The sections of a settings file that make a board a tenant of those vendors which are `wanted`.
pub fn settings(lines: &Lines<'_>, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    TENANTS.iter().filter(|(vendor, _)| wanted(vendor)).map(|(_, section)| section(lines)).collect()
}

/// Where the simulator reads the time: Unix time in milliseconds.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Who is told of a fault.
pub type OnStrike = Arc<dyn Fn(&Strike) + Send + Sync>;

/// How the call family's `Authorization` header must look. The vendor does not document it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AuthScheme {
    /// `Bearer <token>`.
    #[default]
    Bearer,
    /// The bare token.
    Raw,
    /// Both are accepted.
    Either,
}

/// What the simulated contact centre is like, and how strictly its server behaves.
#[derive(Clone)]
pub struct Options {
    /// How many agents the tenant has.
    pub agents: usize,
    /// Everything that happens follows from the seed and the clock.
    pub seed: u64,
    /// Operations per second on an unfiltered stream; `None` lets life take its natural pace.
    pub rate: Option<f64>,
    /// The site's zone: shifts, load and "today" follow its wall clock.
    pub zone: chrono_tz::Tz,
    /// The time, for the world as well as for tokens and limits.
    pub clock: Clock,
    /// A comment line is sent on a stream after this much silence.
    pub heartbeat: Duration,
    /// What the stream's `Authorization` header must look like.
    pub auth_scheme: AuthScheme,
    /// Whether no more is sent and taken than the documents promise, where the usual server is generous: an agent's
    /// token is required where the pages ask for one, the summary has the example's four figures, bots and outside
    /// numbers answer calls, `numberScope` and `operator` are obeyed, `agents` and `departIds` are taken as written in
    /// the table only, histories do not hear `timezoneid`, parts of bots' answers are spelt as in the tables with no
    /// comment between them, and answers carry no `Date`.
    pub strict: bool,
    /// Whether the summary carries the whole Call Monitoring Indicator table, or only the example's four fields.
    pub summary_counts: bool,
    /// Calls a minute over all chat and AI endpoints together before `229000`.
    pub open_calls_per_minute: usize,
    /// How long a token of any family is good for, unless a shorter life is asked for.
    pub token_lifetime: Duration,
    /// The company's id, as callbacks are signed for it; from the seed, without.
    pub company_id: Option<String>,
    /// The key that callbacks are signed with; from the seed, without.
    pub push_app_key: Option<String>,
    /// Endpoints that the tenant may not use: whatever has one of these in its path is answered with HTTP 403.
    pub forbidden: Vec<String>,
    /// One in so many messages of a stream, as the seed has it, leaves out what belongs to a state that changes: since
    /// when, and that the call before is over. None with 0.
    pub bare_every: u64,
    /// Messages a slow reader may be behind before its stream is closed.
    pub stream_buffer: usize,
    /// What goes wrong now and then, in the order that the seed gives; nothing when empty.
    pub faults: Vec<Fault>,
    /// How far apart faults are on average; each pause is half to one and a half of it.
    pub fault_every: Duration,
    /// The longest that a fault lasts which lasts a while (refused connections, a wrong clock, `Retry-After`).
    pub fault_spell: Duration,
    /// Told of each fault when it strikes.
    pub on_strike: Option<OnStrike>,
    /// What happens to the day, at which moment; nothing without. The days before have nothing of it.
    pub cause: Option<Cause>,
    /// The centre with its day so far, where that was lived through before; one of other options is not taken.
    pub beginning: Option<Beginning>,
}

/// A centre as it stands when it begins, its day so far lived through. That takes a while, so centres that begin alike can
/// share it.
#[derive(Clone)]
pub struct Beginning(Arc<World>);

impl Beginning {
    /// That of these options, at this time (Unix ms).
    pub fn new(options: &Options, start_ms: i64) -> Self {
        Self(Arc::new(options.world(start_ms)))
    }

    /// The centre, if it is that of these options at this time.
    fn world(&self, options: &Options, start_ms: i64) -> Option<World> {
        let centre = (options.seed, options.agents, options.zone);
        self.0.is_of(centre, start_ms, options.cause).then(|| World::clone(&self.0))
    }
}

impl Options {
    /// The usual centre of 48 agents in Shanghai, on the system's clock, with this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            agents: 48,
            seed,
            rate: None,
            zone: chrono_tz::Asia::Shanghai,
            clock: Arc::new(system_clock),
            heartbeat: Duration::from_secs(15),
            auth_scheme: AuthScheme::Bearer,
            strict: false,
            summary_counts: true,
            open_calls_per_minute: 20,
            token_lifetime: Duration::from_hours(24),
            company_id: None,
            push_app_key: None,
            forbidden: Vec::new(),
            bare_every: 0,
            stream_buffer: 1024,
            faults: Vec::new(),
            fault_every: Duration::from_secs(15),
            fault_spell: Duration::from_secs(10),
            on_strike: None,
            cause: None,
            beginning: None,
        }
    }

    /// The centre of these options at this time (Unix ms), with its day so far.
    fn world(&self, start_ms: i64) -> World {
        World::with_cause(self.seed, self.agents, self.zone, start_ms, self.cause)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::new(1)
    }
}

fn system_clock() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod storied;
#[cfg(test)]
mod tests;
