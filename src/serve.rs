//! What is asked of us: the HTTP server that vendors push to.
//!
//! Nothing is believed of who connects. A connection costs one of a few places, a request is looked at by its headers
//! alone until its signature is found good, and a body has a length and a time. What a callback means its platform knows;
//! where it goes is the feed's business.

pub mod problem;
mod replays;
mod request;
mod tls;

mod receiver;

pub use receiver::{Receiver, ReceiverLimits, ReceiverSettings};
