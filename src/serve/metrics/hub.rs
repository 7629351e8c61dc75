//! What a hub has to tell of itself, beside the board that it keeps.

use std::time::Duration;

use super::latency::Latency;
use super::meter::Meter;
use super::sample::{Rests, Samples};

/// What a hub hands over beside its board. What is `None` is not written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HubEyes {
    /// Whether it leads its site, and does not stand by.
    pub leader: Option<bool>,
    /// The epoch that is led or followed.
    pub epoch: Option<u64>,
    /// The number of the last message of that epoch.
    pub sequence: Option<u64>,
    /// How long acknowledgements took since the process began.
    pub ack_latency: Option<Latency>,
    /// Messages refused since the process began because another hub leads.
    pub refused_publishes: Option<u64>,
    /// Size of the last keyframe in bytes, packed.
    pub keyframe_bytes: Option<u64>,
    /// How old the last keyframe is now.
    pub keyframe_age: Option<Duration>,
    /// Boards that follow.
    pub boards: Option<u64>,
    /// Times that a board joined since the process began.
    pub joins: Option<u64>,
    /// Gaps filled for boards since the process began.
    pub gaps_filled: Option<u64>,
    /// Questions that boards want answered now, equal ones once.
    pub wants: Option<u64>,
}

/// Puts what a hub tells among the others.
pub(super) fn put(hub: &HubEyes, to: &mut Samples) {
    let now = [
        (Meter::HubLeader, hub.leader.map(u64::from)),
        (Meter::HubEpoch, hub.epoch),
        (Meter::HubSequence, hub.sequence),
        (Meter::HubKeyframeBytes, hub.keyframe_bytes),
        (Meter::HubBoards, hub.boards),
        (Meter::HubWants, hub.wants),
    ];
    for (meter, value) in now {
        to.put(meter, Rests::Loop, [], value);
    }
    let counted =
        [(Meter::HubRefused, hub.refused_publishes), (Meter::HubJoins, hub.joins), (Meter::HubGaps, hub.gaps_filled)];
    for (meter, value) in counted {
        to.put(meter, Rests::Nothing, [], value);
    }
    to.put(Meter::HubAckLatency, Rests::Nothing, [], hub.ack_latency.clone());
    to.put_age(Meter::HubKeyframeAge, [], hub.keyframe_age);
}
