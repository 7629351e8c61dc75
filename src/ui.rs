//! The screen: what a person sees and does.
//!
//! Pure functions only. [`draw`] makes a frame of a [`Board`](crate::model::Board) and a [`View`]; a key becomes an [`Action`] through the
//! [`Keymap`]; [`View::act`] turns the action into a changed view and an [`Effect`] for the loop to carry out. Nothing
//! here reads a clock, a terminal or a network.

pub mod action;
pub mod handover;
pub mod hub;
pub mod keymap;
pub mod line;
pub mod settings;
pub mod sites;
pub mod spoken;
pub mod state;
pub mod story;
pub mod text;
pub mod theme;
pub mod walls;

mod draw;
mod kiosk;
mod tape;

#[cfg(test)]
mod frames;
#[cfg(test)]
mod testing;

pub use action::{Action, Scope};
pub use draw::draw;
pub use hub::{Hub, HubAbout, HubLink};
pub use keymap::{Binding, Keymap, KeymapError, Mode, bindings};
pub use line::{Thin, Written};
pub use settings::{KeyOverride, KioskSettings, Settings};
pub use sites::{Site, SiteState, Sites};
pub use state::hits::{FrameMap, Wheel};
pub use state::{Effect, Looks, Pane, View};
pub use tape::Tape;
pub use theme::ColourDepth;
pub use walls::{Target, Wall, WallFigure};
