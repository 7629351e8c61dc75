//! Callers who wait, on the wall.

use super::cards::Card;
use crate::ui::draw::waiting::{self, Waits};
use crate::ui::state::scene::Scene;

/// A sign behind what is bad news: that is no matter of colour alone.
const fn sign(alarms: bool) -> &'static str {
    if alarms { "!" } else { "" }
}

impl Card {
    /// How many wait.
    pub(super) fn waiting(scene: &Scene<'_>, waits: &Waits) -> Self {
        Self {
            // The blank behind the sign is too wide in large letters.
            figure: format!("{}{}", waits.number.replace(' ', ""), sign(waits.alarms)),
            room: "00",
            word: waiting::word(scene).to_owned(),
            style: waits.style,
            stale: false,
            of_chats: false,
            spare: None,
        }
    }

    /// How long the first of them has waited.
    pub(super) fn longest_wait(scene: &Scene<'_>, waits: &Waits) -> Self {
        Self {
            figure: format!("{}{}", waits.longest_cell, sign(waits.longest_alarms)),
            room: "0:00",
            word: waiting::longest_word(scene).to_owned(),
            style: waits.longest_style,
            stale: false,
            of_chats: false,
            spare: None,
        }
    }
}
