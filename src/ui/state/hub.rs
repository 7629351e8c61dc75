//! A view of a board that a hub tells.

use super::View;
use crate::ui::hub::Hub;

impl View {
    /// Takes note of how the board stands with its hub; whether more than ages changes on screen.
    pub fn set_hub(&mut self, hub: Hub) -> bool {
        let differs = self.hub.as_ref().is_none_or(|before| before.differs(&hub));
        self.hub = Some(Box::new(hub));
        differs
    }

    /// How the board stands with its hub, if a hub tells it.
    pub fn hub(&self) -> Option<&Hub> {
        self.hub.as_deref()
    }
}
