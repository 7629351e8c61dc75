//! What a board is given beside its sources: what it kept of earlier days, and what it looks at once a second.

use std::path::PathBuf;

use super::App;
use super::totals::Totals;
use super::trouble::{Trouble, Troubles};
use crate::model::{Payload, Problem, Update};

impl App {
    /// The same with what was kept of earlier days in `file`, and with what the records tell of today kept there.
    #[must_use]
    pub fn keeping(mut self, file: PathBuf) -> Self {
        *self.totals = Totals::new(file);
        let (halves, said) = self.totals.read();
        if !halves.is_empty() {
            self.board.apply(Update::new((self.clock)(), Payload::Totals(halves)));
        }
        self.totals.begin(self.board.kept());
        if let Some(said) = said {
            self.view.tell(&said.into());
        }
        self
    }

    /// Says something to the person at the screen.
    pub fn say(&mut self, told: impl Into<Problem>) {
        self.view.tell(&told.into());
    }

    /// The same with these looked at once a second.
    #[must_use]
    pub fn watching(mut self, troubles: Vec<Trouble>) -> Self {
        self.troubles = Troubles::new(troubles);
        self
    }
}
