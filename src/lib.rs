//! callboard: a live wallboard for contact centres, in the terminal.
//!
//! The library is what the program is made of, for programs that want the board without the screen: a gateway, a report, a
//! test. Everything that a [`model::Board`] knows arrived as a [`model::Update`], so a board can be built from a live
//! feed, from a recording, or by hand:
//!
//! ```
//! use callboard::model::{
//!     Agent, AgentChange, AgentId, Board, Change, Changes, Figure, Payload, Roster, RosterKind, Stamp, Update, WorkState,
//! };
//!
//! let mut board = Board::new();
//! assert_eq!(board.figure(Figure::Ready), None, "unknown, not 0");
//!
//! // The full list comes first: one agent, who has been ready for a minute.
//! let now = Stamp(1_763_706_727_000);
//! let mut agent = Agent::new(AgentId::new("1004"));
//! (agent.work, agent.work_since) = (Some(WorkState::Ready), Some(now.plus(-60_000)));
//! let roster = Roster::whole(RosterKind::Full, vec![agent]);
//! board.apply(Update::new(now, Payload::Roster(Box::new(roster))));
//! assert_eq!(board.figure(Figure::Ready), Some(1));
//!
//! // Then what each message changes.
//! let talks = Change::Agent { id: AgentId::new("1004"), set: AgentChange::Work(Some(WorkState::Talking)) };
//! let changes = Changes { changes: vec![talks], ..Changes::default() };
//! board.apply(Update::new(now.plus(1_000), Payload::Changes(changes)));
//! assert_eq!(board.figure(Figure::Ready), Some(0));
//! assert_eq!(board.figure(Figure::Talking), Some(1));
//! ```
//!
//! Data takes one way through the house and never turns back: bytes → `platforms` → `feed` → [`model::Update`] →
//! [`model::Board`] → `ui` → `term`; keys become actions, actions become changed state or a request to the feed.
//! `ARCHITECTURE.md` has the map.

#[macro_use]
pub mod packed;
#[macro_use]
pub mod lang;

pub mod app;
pub mod cli;
pub mod commands;
pub mod config;
pub mod feed;
pub mod files;
pub mod http;
pub mod lists;
pub mod model;
pub mod platforms;
pub mod say;
pub mod serve;
#[cfg(feature = "demo")]
pub mod sim;
pub mod tasks;
pub mod term;
pub mod ui;
