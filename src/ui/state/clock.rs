//! A view on a machine whose clock was set.

use super::View;
use crate::model::Alarms;

impl View {
    /// Takes note that this machine's clock was set by `by` ms (ahead is positive), as the board and the alarms have: nothing on screen
    /// has lasted longer or shorter for it, least of all customers' numbers.
    pub fn clock_set(&mut self, by: i64, alarms: &Alarms) {
        self.alerts.take(alarms);
        self.reveal_until = self.reveal_until.map(|until| until.plus(by));
        if let Some(message) = &mut self.message {
            message.until = message.until.plus(by);
        }
        if let Some(hub) = &mut self.hub {
            hub.heard = hub.heard.map(|heard| heard.plus(by));
        }
        if let Some(frozen) = &mut self.frozen {
            frozen.board.clock_set(by);
            frozen.since = frozen.since.plus(by);
        }
        if let Some(kiosk) = &mut self.kiosk {
            kiosk.clock_set(by);
        }
        self.pointer.pressed = None;
    }
}
