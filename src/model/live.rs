//! Calls as they happen: what callbacks tell of calls and agents, in our words.
//!
//! Records say how a call ended, and the stream how agents stand. What a caller goes through meanwhile the vendor pushes:
//! an event at every step of a call. [`CallEvent`] is one of them; [`Callback`] is all that may be pushed.

pub mod told;

pub use told::{BotTalk, CallEvent, Callback, DialogueLine, Happening, Line, PartyRole, Speaker, StateTold};
