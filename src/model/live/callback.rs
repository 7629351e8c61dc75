//! What may be pushed, and what a board that starts later is told instead.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::call::LiveCall;
use super::past::Past;
use super::told::{BotTalk, CallEvent, StateTold};
use crate::model::call::CallLeg;
use crate::model::time::Stamp;

/// What was pushed. Call records go to the poller of records instead, so that whatever comes first, one place judges them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Callback {
    /// What an agent does.
    State(Box<StateTold>),
    /// What happens to a call.
    Event(Box<CallEvent>),
    /// A leg of a call that has a record: the call's id, and the leg.
    Leg(Arc<str>, Box<CallLeg>),
    /// The end of a call, as its record tells it: id, and when.
    Ended(Arc<str>, Stamp),
    /// A bot's part in a call.
    Bot(Box<BotTalk>),
    /// No platform pushes this: what is known beside the calls in progress, to a board that begins anew. What that board
    /// knew of calls in progress is gone.
    Past(Box<Past>),
    /// Nor this: a call in progress, whole.
    Call(Box<LiveCall>),
}
