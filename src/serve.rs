//! What is asked of us: the HTTP server that vendors push to, the one of a hub that boards follow, and the one that tells
//! figures to a monitoring system.
//!
//! Nothing is believed of who connects. A connection costs one of a few places, a request is looked at by its headers
//! alone until its signature is found good, and a body has a length and a time. What a callback means its platform knows;
//! where it goes is the feed's business.

mod answers;
mod guests;
pub mod hub;
pub mod metrics;
pub mod problem;
mod receiver;
mod replays;
mod request;
mod settings;
mod tls;
mod trial;
mod wire;

pub use answers::BotDesk;
pub use receiver::Receiver;
pub use settings::{ReceiverLimits, ReceiverSettings};
pub use trial::{Doubt, NoTls, Trial};
