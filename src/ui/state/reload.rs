//! Other settings, taken while they are looked at: what a person chose here since the start stays as it is.

use std::sync::Arc;

use super::View;
use super::widths::Measures;
use crate::lists::agents::{Belonging, Rules};
use crate::model::{Board, Stamp, sort};
use crate::ui::keymap::Keymap;
use crate::ui::kiosk::Round;
use crate::ui::settings::Settings;

impl View {
    /// Goes on with the settings `after` in the place of those `before`. Theme, order and tiles change where the settings of
    /// them do.
    pub fn take_settings(
        &mut self,
        (before, after): (&Settings, &Settings),
        keymap: Keymap,
        board: &Board,
        now: Stamp,
    ) {
        let name = |settings: &Settings, at: usize| settings.themes.get(at).map(|theme| theme.name.clone());
        let shown = name(before, self.theme);
        let place = after.themes.iter().position(|theme| Some(&theme.name) == shown.as_ref());
        let is_other = name(before, before.theme) != name(after, after.theme);
        self.theme = place.filter(|_| !is_other).unwrap_or(after.theme);
        self.language = after.language;
        self.keymap = Arc::new(keymap);
        if before.tiles != after.tiles {
            self.board.tiles = after.tiles;
        }
        let departments = after.departments.iter().chain(&after.of_groups);
        let departments = sort::map(departments.map(|(name, who)| (name.clone(), who.clone())));
        let known = Arc::clone(&self.board.listing.rules().belonging);
        let belonging = Arc::new(Belonging::new(&departments).with_groups_of(&known));
        let renewed = |rules: &Rules| {
            let order = (before.sort != after.sort).then_some((after.sort, false));
            let (sort, reverse) = order.unwrap_or((rules.sort, rules.reverse));
            Rules {
                sort,
                reverse,
                filter: rules.filter.clone(),
                language: after.language,
                limits: after.limits.clone(),
                reasons: after.reasons.clone(),
                belonging: Arc::clone(&belonging),
            }
        };
        if let Some(opened) = &mut self.board.opened {
            opened.rules = renewed(&opened.rules);
        }
        if let (Some(kiosk), Some(turns)) = (&mut self.kiosk, &after.kiosk) {
            if before.kiosk != after.kiosk {
                kiosk.round = Round::new(&turns.views, turns.every_ms);
                kiosk.pages = turns.pages();
            }
            kiosk.wall.clone_from(&after.wall);
            kiosk.rules = renewed(&kiosk.rules);
            kiosk.tiles = after.tiles;
        }
        let rules = renewed(self.board.listing.rules());
        match &self.frozen {
            Some(frozen) => self.board.listing.take_rules(rules, &frozen.board, frozen.since),
            None => self.board.listing.take_rules(rules, board, now),
        }
        self.measures = Measures::default();
    }
}

#[cfg(test)]
mod tests;
