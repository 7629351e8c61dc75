//! What callers meet before they wait for an agent: the menu, at one number a bot, at times a number outside. Some hang
//! up on the way.

use super::super::codes;
use super::super::events::{Call, Way, What};
use super::super::ledger::With;
use super::super::world::World;
use super::super::zone::SECOND;
use super::ms;

/// Share of the callers who hang up in the menu at once: they dialled the wrong number, or will call later.
const AT_ONCE: f64 = 0.035;

/// Share of the callers who hang up in the menu after a while.
const IN_THE_MENU: f64 = 0.012;

/// Share of the other calls that the menu sends to a number outside.
const OUTSIDE: f64 = 0.02;

/// Share of the other calls that the system loses.
const SYSTEM: f64 = 0.004;

/// Share of the other calls that the menu sends to the bot; at the bot's own number it sends all of them.
const TO_THE_BOT: f64 = 0.05;

/// Share of the bot's callers who need no agent afterwards.
const CONTAINED: f64 = 0.45;

impl World {
    /// The menu takes a call that begins, and what follows is drawn.
    pub(super) fn greet(&mut self, call: Call) {
        self.hand(call.number, With::Menu);
        let dice = &mut self.callers;
        let menu = 1_500 + ms(dice.log_normal(3.0, 0.5).min(20.0));
        let [at_once, in_the_menu, outside, system, bot] =
            [AT_ONCE, IN_THE_MENU, OUTSIDE, SYSTEM, TO_THE_BOT].map(|share| dice.chance(share));
        let (after, way) = if at_once {
            (dice.between(700, 4_900), Way::HangsUp)
        } else if in_the_menu {
            (dice.between(6_000, 25_000), Way::HangsUp)
        } else if outside {
            (menu, Way::ToOutside)
        } else if system {
            (menu, Way::SystemLoses)
        } else if bot || self.ledger.at_bots_number(call.number) {
            (menu, Way::ToBot)
        } else {
            (menu, Way::Queue)
        };
        self.after(after, What::Onward(call, way));
    }

    /// A caller goes on, or away.
    pub(super) fn go_on(&mut self, call: Call, way: Way) {
        match way {
            Way::Queue => self.queue(call),
            Way::HangsUp | Way::Contained => self.end(call.number, codes::SIDE_CUSTOMER),
            Way::OutsideDone => self.end(call.number, codes::SIDE_OTHER),
            Way::ToBot => {
                self.hand(call.number, With::Bot);
                let talks = ms(self.callers.log_normal(35.0, 0.6).clamp(8.0, 180.0));
                let way = if self.callers.chance(CONTAINED) { Way::Contained } else { Way::Queue };
                self.after(talks, What::Onward(call, way));
            }
            Way::ToOutside => {
                self.hand(call.number, With::Outside);
                let talks = self.callers.between(20, 300) * SECOND;
                self.after(talks, What::Onward(call, Way::OutsideDone));
            }
            Way::SystemLoses => {
                self.hand(call.number, With::System);
                self.end(call.number, codes::SIDE_OTHER);
            }
        }
    }
}
