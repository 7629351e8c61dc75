//! A call as long as no agent, bot or outside number has had it: in the menu, in the queue, or one of the two.

use super::{LiveCall, Stage, could_have_it};
use crate::model::caps;
use crate::model::live::menu::{Beginning, Menu, NEVER};
use crate::model::live::told::{Happening, PartyRole};
use crate::model::time::Stamp;

impl LiveCall {
    /// Its caller pressed a key. One that is told twice is one.
    pub(super) fn note_key(&mut self, at: Stamp) {
        if let Err(place) = self.keys.binary_search(&at) {
            self.keys.insert(place, at);
            self.keys.truncate(caps::KEYS);
        }
    }

    /// Something happened to the party in this place: it may be the first that comes on and may have the call.
    pub(super) fn note_came(&mut self, slot: usize, what: Option<Happening>, at: Stamp) {
        let comes = matches!(
            what,
            Some(
                Happening::Ringing
                    | Happening::Established
                    | Happening::Held
                    | Happening::Retrieved
                    | Happening::PartyAdded
                    | Happening::PartyChanged
            )
        );
        let role = self.parties.get(slot).filter(|party| comes && could_have_it(party)).and_then(|party| party.role);
        if let Some(role) = role
            && self.came_on.is_none_or(|(first, _)| at < first)
        {
            self.came_on = Some((at, role));
        }
    }

    /// Where it is as long as no agent, bot or outside number has had it.
    pub(super) fn beginning(&self) -> (Stage, Stamp) {
        let place = if self.is_inbound() { self.menu.beginning(self.keys.len()) } else { Beginning::Either };
        match (place, self.menu.led_out_by(&self.keys)) {
            (Beginning::Menu, _) => (Stage::Menu, self.began),
            (Beginning::Queue, Some(key)) => (Stage::Queue, key.max(self.began)),
            (Beginning::Queue, None) | (Beginning::Either, _) => (Stage::Begun, self.began),
        }
    }

    /// Whether no agent, bot or outside number has had it, as far as is told.
    pub(in crate::model::live) fn is_at_its_beginning(&self) -> bool {
        match self.stage {
            Stage::Begun | Stage::Menu => true,
            Stage::Queue => !self.parties.iter().any(|party| could_have_it(party) && party.is_gone()),
            _ => false,
        }
    }

    /// Whether events do not tell if its caller is in the menu still, or waits.
    pub fn may_be_in_menu(&self) -> bool {
        self.stage == Stage::Begun && self.is_inbound() && self.menu.beginning(self.keys.len()) == Beginning::Either
    }

    /// What is known of the menu of its number.
    pub(in crate::model::live) const fn menu(&self) -> Menu {
        self.menu
    }

    /// The same is known anew.
    pub(in crate::model::live) fn note_menu(&mut self, menu: Menu) {
        if self.menu == menu {
            return;
        }
        self.menu = menu;
        if self.is_at_its_beginning() {
            let (stage, since) = self.stage_by_parties();
            let before = since.since(self.began);
            self.spent = if before > 0 { vec![(Stage::Menu, before)] } else { Vec::new() };
            (self.stage, self.since) = (stage, since);
        }
    }

    /// The keys that its caller pressed before any came on who may have it.
    pub(super) fn keys_before(&self) -> &[Stamp] {
        let end = self.came_on.map_or(self.keys.len(), |(on, _)| self.keys.partition_point(|key| *key <= on));
        self.keys.get(..end).unwrap_or_default()
    }

    /// Whether its caller pressed a key at its beginning: in a menu.
    pub(in crate::model::live) fn has_chosen(&self) -> bool {
        self.is_inbound() && !self.keys_before().is_empty()
    }

    /// How many keys led out of the menu; `None` where it has not left it, or was not seen from its beginning.
    pub(in crate::model::live) fn led_out(&self) -> Option<u8> {
        let (_, first) = self.came_on.filter(|_| self.created && !self.late && self.is_inbound())?;
        let keys = u8::try_from(self.keys_before().len()).unwrap_or(NEVER);
        Some(if keys == 0 && first != PartyRole::Agent { NEVER } else { keys })
    }
}
