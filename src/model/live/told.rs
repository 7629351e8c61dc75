//! What a callback tells.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::agent::AgentId;
use crate::model::call::{LegKind, Person};
use crate::model::customer::{Customer, masked_address};
use crate::model::status::{BusyReason, CallKind, LoginState, WorkState, words};
use crate::model::time::Stamp;

words! {
    /// What happens to a call, or to one of its parties.
    Happening {
        /// The call begins.
        Created = "created",
        /// The call is over.
        Deleted = "deleted",
        /// A party is dialled.
        Dialling = "dialling",
        /// It rings at a party.
        Ringing = "ringing",
        /// A party is connected.
        Established = "established",
        /// A party hung up, or was hung up.
        Released = "released",
        /// A party was put on hold.
        Held = "held",
        /// A party was taken back from hold.
        Retrieved = "retrieved",
        /// A party joined.
        PartyAdded = "party added",
        /// A party left.
        PartyLeft = "party left",
        /// A party took the place of another, as in a transfer.
        PartyChanged = "party changed",
        /// The tenant's own data changed.
        DataChanged = "data changed",
        /// A key was pressed.
        KeyPressed = "key pressed",
        /// A party failed.
        PartyFailed = "party failed",
        /// Something failed at an agent.
        AgentFailed = "agent failed",
    }
}

words! {
    /// What kind of party takes part in a call.
    PartyRole {
        /// The customer.
        Customer = "customer",
        /// An agent.
        Agent = "agent",
        /// A bot.
        Bot = "bot",
        /// A supervisor.
        Supervisor = "supervisor",
        /// An outside telephone.
        Outside = "outside number",
    }
}

words! {
    /// What part a line has in what happens.
    Line {
        /// The call comes from it.
        Origin = "origin",
        /// The call goes to it.
        Destination = "destination",
        /// It passed the call on.
        TransferBy = "transferred by",
        /// The call was passed on to it.
        TransferTo = "transferred to",
        /// It asks another while the customer waits.
        ConsultBy = "consulted by",
    }
}

/// One event of a call. `None` means that the vendor did not say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CallEvent {
    /// The vendor's id of the call, the one that its record has.
    pub call: Arc<str>,
    /// What happened; `None` for an event that no document names.
    pub what: Option<Happening>,
    /// When, on the vendor's clock.
    pub made: Option<Stamp>,
    /// Direction; a consultation has that of the call that it belongs to, or none.
    pub kind: Option<CallKind>,
    /// Whether it is a call from agent to agent while a customer waits.
    #[serde(default)]
    pub consult: bool,
    /// The party that it happened to, by the vendor's id, the one that its leg has.
    pub party: Option<Arc<str>>,
    /// What kind of party that is.
    pub role: Option<PartyRole>,
    /// Whose it is, where it is an agent's or a supervisor's.
    pub agent: Person,
    /// The part that the party's line has in it.
    pub line: Option<Line>,
    /// The customer's number.
    pub customer: Customer,
    /// Our number at which, or through which, the customer was reached.
    pub relay: Option<Arc<str>>,
    /// Codes of the skill groups that the agent is logged in to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queues: Vec<Arc<str>>,
}

/// What an agent does since a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StateTold {
    /// Who: by id, else by work number.
    pub agent: Person,
    /// Login state.
    pub login: Option<LoginState>,
    /// Work state.
    pub work: Option<WorkState>,
    /// Why busy.
    pub reason: Option<BusyReason>,
    /// When the state began, on the vendor's clock.
    pub since: Stamp,
    /// When the callback was made, on the vendor's clock.
    pub made: Option<Stamp>,
    /// The call, where the state is part of one.
    pub call: Option<Arc<str>>,
    /// Direction of the call.
    pub kind: Option<CallKind>,
    /// The agent's leg of the call.
    pub party: Option<Arc<str>>,
    /// How the agent came into it.
    pub came: Option<LegKind>,
}

words! {
    /// Who said a sentence.
    Speaker {
        /// The customer.
        Customer = "customer",
        /// An agent.
        Agent = "agent",
        /// The bot.
        Bot = "bot",
        /// An outside number.
        Outside = "outside number",
        /// Another system.
        OtherSystem = "third-party system",
        /// The platform: menu, announcements.
        System = "system",
    }
}

/// One sentence of a call's dialogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialogueLine {
    /// Who.
    pub speaker: Option<Speaker>,
    /// When, on the vendor's clock.
    pub at: Option<Stamp>,
    /// What.
    pub text: String,
}

/// A bot's part in a call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BotTalk {
    /// The vendor's id of the call.
    pub call: Arc<str>,
    /// How long the customer spoke with the bot, in ms.
    pub talk_ms: Option<i64>,
    /// How long the customer waited for an agent after the bot, in ms.
    pub wait_ms: Option<i64>,
    /// Rounds of question and answer.
    pub rounds: Option<u64>,
    /// What the customer wanted: its category.
    #[serde(serialize_with = "masked_address")]
    pub intent_class: Option<String>,
    /// What the customer wanted.
    #[serde(serialize_with = "masked_address")]
    pub intent: Option<String>,
    /// Whether an agent was asked for.
    pub to_agent: Option<bool>,
    /// What was said. It stays in this process: no form of it that is written has a word of it.
    #[serde(skip)]
    pub dialogue: Vec<DialogueLine>,
}

impl CallEvent {
    /// An event of this call, of which nothing more is known.
    pub fn new(call: &str, what: Happening) -> Self {
        Self { call: call.trim().into(), what: Some(what), ..Self::default() }
    }

    /// Who it is about, by id, else by work number.
    pub fn agent_id(&self) -> Option<AgentId> {
        self.agent.id.clone().or_else(|| self.agent.number.as_deref().map(AgentId::new))
    }

    /// Whether the caller pressed a key, and not an agent or a bot.
    pub(super) fn is_key_of_the_caller(&self) -> bool {
        self.what == Some(Happening::KeyPressed)
            && !self.consult
            && self.agent_id().is_none()
            && matches!(self.role, None | Some(PartyRole::Customer))
    }
}
