//! Whether a caller is still in the menu of the number that was called.
//!
//! No event tells that a number has a menu, and none that a caller has left it. What is told is each key that a caller
//! presses ("DTMF sent"). So calls that are over say how many keys led out of the menu of their number: to an agent, to a bot
//! or to an outside number. A call that none of them has had is held against the last `KEPT` of these.
//!
//! * As many keys as the most of them took: it is in the queue, since that key.
//! * Fewer keys than the least of them: it is in the menu, which is never called queue.
//! * Between, or as long as fewer than `ENOUGH` calls of the number were seen: menu or queue.
//! * No key was ever told of, at any number: nothing tells a menu from the queue, and a call waits from its beginning.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::caps;
use crate::model::time::Stamp;

/// So many calls of a number are looked back at.
const KEPT: usize = 16;

/// Fewer calls of a number say nothing of its menu.
const ENOUGH: usize = 3;

/// A bot or an outside number took the call before a key was pressed: from there no key leads to the queue.
pub(super) const NEVER: u8 = u8::MAX;

/// What is known of the menu of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Menu {
    /// No key was told of, at any number.
    #[default]
    Untold,
    /// Callers press keys; how many it takes at this number is not known.
    Unknown,
    /// It took no fewer keys than the first, and no more than the second.
    Keys(u8, u8),
}

/// Where a call is that no agent, bot or outside number has had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beginning {
    Menu,
    Either,
    Queue,
}

impl Menu {
    /// Where a call is whose caller has pressed so many keys.
    pub(super) fn beginning(self, keys: usize) -> Beginning {
        match self {
            Self::Untold => Beginning::Queue,
            Self::Keys(_, most) if keys >= usize::from(most) => Beginning::Queue,
            Self::Keys(least, _) if keys < usize::from(least) => Beginning::Menu,
            Self::Keys(..) | Self::Unknown => Beginning::Either,
        }
    }

    /// The key that led out of it, of those that were pressed; `None` where it took none.
    pub(super) fn led_out_by(self, keys: &[Stamp]) -> Option<Stamp> {
        match self {
            Self::Untold | Self::Keys(_, 0) => None,
            Self::Unknown => keys.last().copied(),
            Self::Keys(_, most) => keys.get(usize::from(most) - 1).or_else(|| keys.last()).copied(),
        }
    }

    /// Whether a call left it with fewer keys than any did before: an event of a key was missed, or the menu is another.
    pub(super) const fn is_skipped_by(self, keys: u8) -> bool {
        matches!(self, Self::Keys(least, _) if keys < least)
    }
}

/// What is known of the menus of all numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Menus {
    /// Whether a caller ever pressed a key.
    told: bool,
    /// How many keys the last calls of each number took; those of which no number was told are under the empty one.
    numbers: BTreeMap<Arc<str>, VecDeque<u8>>,
}

impl Menus {
    /// Whether a caller ever pressed a key.
    pub(super) const fn is_told(&self) -> bool {
        self.told
    }

    /// A caller pressed a key; whether it is the first of all.
    pub(super) const fn pressed(&mut self) -> bool {
        let first = !self.told;
        self.told = true;
        first
    }

    /// What is known of a number's.
    pub(super) fn of(&self, number: Option<&str>) -> Menu {
        if !self.told {
            return Menu::Untold;
        }
        let taken = self.numbers.get(number.unwrap_or_default()).filter(|taken| taken.len() >= ENOUGH);
        let ends = taken.and_then(|taken| Some((*taken.iter().min()?, *taken.iter().max()?)));
        ends.map_or(Menu::Unknown, |(least, most)| Menu::Keys(least, most))
    }

    /// So many keys led out of a number's menu; whether more or less is known by that.
    pub(super) fn led_out(&mut self, number: Option<&Arc<str>>, keys: u8) -> bool {
        let number = number.map_or_else(|| Arc::from(""), Arc::clone);
        if self.numbers.len() >= caps::MENUS && !self.numbers.contains_key(&number) {
            return false;
        }
        let before = self.of(Some(&number));
        let taken = self.numbers.entry(Arc::clone(&number)).or_default();
        taken.push_back(keys);
        if taken.len() > KEPT {
            taken.pop_front();
        }
        before != self.of(Some(&number))
    }
}

#[cfg(test)]
mod tests;
