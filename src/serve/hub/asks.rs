//! What connections ask of the desk, and where.

use bytes::Bytes;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;

use super::boards::HubStats;
use super::sounds::Opening;
use super::tapes::TapeSettings;
use crate::feed::hub::direct::Asked;
use crate::feed::hub::{NoteAnswer, Place, See, SeeAnswer};
use crate::model::{Note, Rules};

/// A board that joins.
pub(super) struct Join {
    pub(super) board: String,
    /// Where it stands.
    pub(super) from: Option<Place>,
    /// Ends its connection.
    pub(super) closed: CancellationToken,
    pub(super) reply: oneshot::Sender<Joined>,
}

/// What a board that has joined is given: what comes first, and the line on which the rest comes.
pub(super) struct Joined {
    pub(super) head: Vec<Bytes>,
    pub(super) rest: Receiver<Bytes>,
}

/// What connections ask of the desk.
pub(super) enum Ask {
    /// To follow.
    Join(Join),
    /// What a board wants to know; the answer is the body.
    Want(Asked, oneshot::Sender<String>),
    /// What a person did about an alert.
    See(See, oneshot::Sender<SeeAnswer>),
    /// A note that a person wrote.
    Note(Note, oneshot::Sender<NoteAnswer>),
    /// To hold other rules against the board.
    Rules(Box<Rules>),
    /// To try the sources again.
    Retry(oneshot::Sender<()>),
    /// The sound of a call.
    Sound(String, oneshot::Sender<Option<Opening>>),
    /// A board that has no line was heard.
    #[cfg_attr(not(feature = "nats"), expect(dead_code, reason = "all boards of such a hub have a line"))]
    Heard(String),
    /// A keyframe that was made just now, as its events.
    #[cfg_attr(not(feature = "nats"), expect(dead_code, reason = "all boards of such a hub have a line"))]
    Keyframe(oneshot::Sender<Vec<Bytes>>),
    /// A token was refused.
    Refused,
}

/// Where connections ask the desk.
pub(super) type Asks = Sender<Ask>;

/// Where the desk is asked, and looked at.
pub struct DeskDoor {
    pub(super) asks: Asks,
    /// Where it records.
    pub(super) tapes: Option<TapeSettings>,
    /// What it counts.
    pub stats: watch::Receiver<HubStats>,
}

impl DeskDoor {
    /// Has the desk hold other rules against its board; what stands is judged anew.
    pub async fn take_rules(&self, rules: Rules) {
        // A desk that is gone holds none.
        let _ = self.asks.send(Ask::Rules(Box::new(rules))).await;
    }
}
