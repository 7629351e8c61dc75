//! Which settings a board goes on with once they were read anew.

use super::types::{Config, Screen, Site};
use super::walls::Kiosk;

impl Config {
    /// These settings with what a board takes while it runs out of the `new` ones; [`Change::is_live`](super::Change::is_live)
    /// says of each key whether it is taken.
    #[must_use]
    pub fn taking(&self, new: Self) -> Self {
        let old = self.clone();
        Self {
            site: Site { departments: new.site.departments, busy_reasons: new.site.busy_reasons, ..old.site },
            // Only how old their figures may be is looked at: nothing is asked with these before a restart.
            tenants: new.tenants,
            screen: Screen {
                escape_wait: old.screen.escape_wait,
                messages: old.screen.messages,
                remember: old.screen.remember,
                ..new.screen
            },
            kiosk: Kiosk { enabled: old.kiosk.enabled, ..new.kiosk },
            walls: new.walls,
            themes: new.themes,
            limits: new.limits,
            alerts: new.alerts,
            keys: new.keys,
            ..old
        }
    }
}
