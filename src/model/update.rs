//! The one vocabulary in which everything reaches the board.

use litemap::LiteMap;

use serde::{Deserialize, Serialize};

use super::agent::{Agent, AgentChange, AgentId};
use super::ai::AiDay;
use super::chat::ChatDay;
use super::funnel::FunnelHalf;
use super::kept::KeptHalf;
use super::ledger::CallNews;
use super::live::Callback;
use super::lookup::{Data, Finding, Found};
use super::note::Note;
use super::platform::PlatformDay;
use super::probe::{ProbeRun, ProbeSet};
use super::problem::{Problem, Words};
use super::seen::Seen;
use super::source::{Reject, RejectReason, SourceId, SourceReport};
use super::summary::{Summary, SummaryChange};
use super::time::Stamp;

mod delta;
mod read;

pub use delta::RosterDelta;

/// The version of the vocabulary, written into recordings. The second one has today's calls, the third one what is
/// pushed, and how bots answer, the fourth one rosters of which only what differs is told, and what people at the boards of a
/// hub did about alerts, the fifth one notes, half hours of AI sessions, and what agents did in the half hours of calls; what
/// earlier ones say is read as it was.
pub const VERSION: u32 = 5;

/// Something the board is told. Serialised, customer numbers come out masked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Update {
    /// When it was heard, on our clock.
    pub at: Stamp,
    /// What.
    #[serde(flatten)]
    pub payload: Payload,
}

impl Update {
    /// An update heard at `at`.
    pub const fn new(at: Stamp, payload: Payload) -> Self {
        Self { at, payload }
    }
}

/// The words of the problems that an update tells of, beside their sentences.
#[derive(Default, Deserialize)]
struct Beside {
    #[serde(default)]
    told: Vec<Words>,
}

impl Update {
    /// Appends it as a recording has it: as JSON, with the words of problems beside their sentences, so that a replay
    /// tells them in its reader's language.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn line(&self, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        if self.payload.may_have_problems() {
            let mut payload = self.payload.clone();
            let worded = payload.problems().into_iter().filter(|problem| !matches!(problem, Problem::Said(_)));
            let told: Vec<Words> = worded.map(|problem| problem.words()).collect();
            if !told.is_empty() {
                out.pop();
                out.extend_from_slice(b",\"told\":");
                serde_json::to_writer(&mut *out, &told)?;
                out.push(b'}');
            }
        }
        Ok(())
    }

    /// What [`Update::line`] wrote; words that do not say what their sentence says are not taken.
    ///
    /// # Errors
    /// When it is none.
    pub fn of_line(line: &[u8]) -> serde_json::Result<Self> {
        let mut update: Self = serde_json::from_slice(line)?;
        if update.payload.may_have_problems() {
            let Beside { told } = serde_json::from_slice(line).unwrap_or_default();
            for problem in update.payload.problems() {
                let sentence = problem.to_string();
                if let Some(words) = told.iter().find(|words| words.to_string() == sentence) {
                    *problem = Problem::Told(words.clone());
                }
            }
        }
        Ok(update)
    }

    /// Whether a line is an update of a kind that this version does not know: a later one made it.
    pub fn is_of_unknown_kind(line: &[u8]) -> bool {
        #[derive(Deserialize)]
        struct Named {
            kind: String,
        }
        serde_json::from_slice::<Named>(line).is_ok_and(|named| !Payload::KINDS.contains(&named.kind.as_str()))
    }
}

/// What an update says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Payload {
    /// The agents, all at once.
    Roster(Box<Roster>),
    /// The agents, all at once, to a board that knows most of it: what differs. A hub tells its boards so.
    RosterDelta(Box<RosterDelta>),
    /// What one message of the stream changed.
    Changes(Changes),
    /// Today's chats.
    Chat(Box<ChatDay>),
    /// Today's AI sessions.
    Ai(Box<AiDay>),
    /// Today's chats on another platform.
    #[serde(rename = "site")]
    Platform(Box<PlatformDay>),
    /// Today's calls: records that are new or have changed.
    Calls(Box<CallNews>),
    /// What callbacks told, in the order in which they came.
    Pushed(Vec<Callback>),
    /// The probes that are set, all of them. Their runs are told afterwards.
    Probes(Vec<ProbeSet>),
    /// Runs of probes that are over.
    Probed(Vec<ProbeRun>),
    /// Totals of half hours of earlier days, as they were kept.
    Totals(Vec<KeptHalf>),
    /// How far the closed AI sessions of half hours got, of today and of earlier days.
    Funnels(Vec<FunnelHalf>),
    /// How a source stands.
    Source(SourceReport),
    /// A sign of life without news: a heartbeat, or an answer that changed nothing.
    Heard(SourceId),
    /// What became of a question that a person asked.
    Found(Box<Found>),
    /// What people did about alerts, at any board of a hub.
    Seen(Vec<Seen>),
    /// What people wrote down.
    Notes(Vec<Note>),
}

impl Payload {
    /// Every kind's name, as it is serialised.
    pub const KINDS: [&str; 17] = [
        "roster",
        "roster_delta",
        "changes",
        "chat",
        "ai",
        "site",
        "calls",
        "pushed",
        "probes",
        "probed",
        "totals",
        "funnels",
        "source",
        "heard",
        "found",
        "seen",
        "notes",
    ];

    /// The name of its kind, one of [`KINDS`](Self::KINDS).
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Roster(_) => "roster",
            Self::RosterDelta(_) => "roster_delta",
            Self::Changes(_) => "changes",
            Self::Chat(_) => "chat",
            Self::Ai(_) => "ai",
            Self::Platform(_) => "site",
            Self::Calls(_) => "calls",
            Self::Pushed(_) => "pushed",
            Self::Probes(_) => "probes",
            Self::Probed(_) => "probed",
            Self::Totals(_) => "totals",
            Self::Funnels(_) => "funnels",
            Self::Source(_) => "source",
            Self::Heard(_) => "heard",
            Self::Found(_) => "found",
            Self::Seen(_) => "seen",
            Self::Notes(_) => "notes",
        }
    }

    /// Whether it is one of those that tell of problems.
    fn may_have_problems(&self) -> bool {
        match self {
            Self::Changes(changes) => !changes.rejects.is_empty(),
            Self::Source(_) | Self::Platform(_) => true,
            Self::Probed(runs) => runs.iter().any(|run| run.problem.is_some()),
            Self::Found(found) => match &found.finding {
                Finding::Failed(_) => true,
                Finding::Data(data) => matches!(**data, Data::AiChoices(_) | Data::Health(_)),
                Finding::Asking | Finding::Left => false,
            },
            Self::Roster(_)
            | Self::RosterDelta(_)
            | Self::Chat(_)
            | Self::Ai(_)
            | Self::Calls(_)
            | Self::Pushed(_)
            | Self::Probes(_)
            | Self::Totals(_)
            | Self::Funnels(_)
            | Self::Heard(_)
            | Self::Seen(_)
            | Self::Notes(_) => false,
        }
    }

    /// The problems that it tells of.
    fn problems(&mut self) -> Vec<&mut Problem> {
        match self {
            Self::Changes(changes) => changes.rejects.iter_mut().map(|reject| &mut reject.detail).collect(),
            Self::Source(report) => {
                let last = report.rejected.iter_mut().flat_map(|rejected| rejected.last.iter_mut());
                report.error.as_deref_mut().into_iter().chain(last.map(|reject| &mut reject.detail)).collect()
            }
            Self::Platform(day) => day.missing.iter_mut().collect(),
            Self::Probed(runs) => runs.iter_mut().flat_map(|run| &mut run.problem).collect(),
            Self::Found(found) => match &mut found.finding {
                Finding::Failed(failure) => vec![&mut failure.problem],
                Finding::Data(data) => match &mut **data {
                    Data::AiChoices(choices) => choices.missing.iter_mut().collect(),
                    Data::Health(health) => health.problems(),
                    _ => Vec::new(),
                },
                Finding::Asking | Finding::Left => Vec::new(),
            },
            // Which kinds these are is said in one place: `may_have_problems`.
            _ => Vec::new(),
        }
    }

    /// The source that says it; what was looked up or kept comes from none.
    pub fn source(&self) -> Option<SourceId> {
        match self {
            Self::Roster(_) | Self::RosterDelta(_) | Self::Changes(_) => Some(SourceId::Agents),
            Self::Chat(_) => Some(SourceId::Chat),
            Self::Ai(_) => Some(SourceId::Ai),
            Self::Platform(day) => Some(SourceId::Platform(day.tag)),
            Self::Calls(_) => Some(SourceId::Calls),
            Self::Pushed(_) => Some(SourceId::Push),
            Self::Probes(_) | Self::Probed(_) => Some(SourceId::Probe),
            Self::Source(report) => Some(report.source),
            Self::Heard(source) => Some(*source),
            Self::Found(_) | Self::Totals(_) | Self::Funnels(_) | Self::Seen(_) | Self::Notes(_) => None,
        }
    }
}

/// Why a roster was fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterKind {
    /// A connection's full message. The stream was away: what differs now has changed, not drifted.
    Full,
    /// A resync beside a living stream: what differs now, the stream failed to tell. Counted as drift.
    Resync,
}

/// The complete set of agents: one full message, all its pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Roster {
    /// Why.
    pub kind: RosterKind,
    /// The centre's figures.
    pub summary: Summary,
    /// How many agents the vendor says there are.
    pub total: Option<u64>,
    /// Whether every page could be opened. Agents absent from an incomplete roster stay on the board, unconfirmed.
    pub complete: bool,
    /// The agents, in the vendor's order, without duplicates.
    pub agents: Vec<Agent>,
}

impl Roster {
    /// All agents there are, without a figure for the centre.
    pub fn whole(kind: RosterKind, agents: Vec<Agent>) -> Self {
        let total = Some(agents.len() as u64);
        Self { kind, summary: Summary::default(), total, complete: true, agents }
    }
}

/// One message's operations: applied in order, as one step. To a reader that fell behind, those of many messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Changes {
    /// What to set.
    pub changes: Vec<Change>,
    /// When the vendor made the message, on its clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Stamp>,
    /// What follows from the message and was not said in it, to be set after the rest ([`companion`](super::companion)):
    /// times among it are those from which on a state has lasted at least. `None` where that was not worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implied: Option<Vec<Change>>,
    /// What had to be refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rejects: Vec<Reject>,
    /// What is to be counted beside these, if the reader fell behind and was spared some.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spared: Option<Box<Spared>>,
}

/// What a reader that fell behind was not told one by one. The counters must be as if it had been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spared {
    /// Operations that were as good as applied: a later one on the same field is told, or a roster.
    #[serde(default)]
    pub applied: u64,
    /// Further operations and messages that were rejected.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub rejected: LiteMap<RejectReason, u64>,
    /// Fields that had drifted when a roster came that was not told.
    #[serde(default)]
    pub drifted: u64,
}

/// One operation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// On an agent.
    Agent {
        /// Who.
        id: AgentId,
        /// What.
        set: AgentChange,
    },
    /// On the centre's figures.
    Summary(SummaryChange),
}
