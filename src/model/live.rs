//! Calls as they happen: what callbacks tell of calls and agents, in our words.
//!
//! Records say how a call ended, and the stream how agents stand. What a caller goes through meanwhile the vendor pushes:
//! an event at every step of a call. [`CallEvent`] is one of them; [`Callback`] is all that may be pushed. [`LiveCalls`]
//! follows every call and every party in it, and keeps who waits ([`call`] says who does, and [`menu`] who is still in the
//! menu); [`check`] holds that against the stream. For the page of one call, [`story`] keeps what happened to it, and
//! [`finished`] those that ended lately.

mod bots;
pub mod call;
pub mod callback;
pub mod calls;
pub mod check;
mod ended;
pub mod finished;
pub mod menu;
pub mod party;
pub mod past;
pub mod story;
pub mod told;

pub use call::{LiveCall, Missed, Stage};
pub use callback::Callback;
pub use calls::LiveCalls;
pub use check::{Apart, ByEvents, ByStream, Check, NoCheck, NoEvents, Waiting};
pub use finished::{CallEnd, FinishedCall};
pub use menu::{Menu, Menus};
pub use party::{LiveParty, PartyState};
pub use past::Past;
pub use story::CallStep;
pub use told::{BotTalk, CallEvent, DialogueLine, Happening, Line, PartyRole, Speaker, StateTold};
