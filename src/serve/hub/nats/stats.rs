//! What a hub on a NATS server counts, beside what its desk does.

use crate::feed::hub::Place;
use crate::model::Stamp;
use crate::serve::metrics::Latency;

/// What a hub on a NATS server counts. Counts are since the start of the process.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NatsStats {
    /// Whether it leads.
    pub leads: bool,
    /// Where the board stands that it keeps while another leads.
    pub follows: Option<Place>,
    /// Who leads, as far as was seen.
    pub leader: Option<String>,
    /// How often it began to lead.
    pub terms: u64,
    /// How often it began where another had left off, so that no board had to join anew.
    pub went_on: u64,
    /// How often it was fenced off: another hub had published.
    pub fenced: u64,
    /// Messages that the stream refused.
    pub refused: u64,
    /// How long acknowledgements took.
    pub latency: Latency,
    /// Bytes of the last keyframe.
    pub keyframe_bytes: u64,
    /// When it was stored, on the hub's clock.
    pub keyframe_at: Option<Stamp>,
}
