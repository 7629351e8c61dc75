//! What a board is given beside its sources: how it was left, what it kept of earlier days, and what it looks at once a
//! second.

use std::path::{Path, PathBuf};

use super::App;
use super::memory::Memory;
use super::problem::Notice;
use super::totals::Totals;
use super::trouble::{Trouble, Troubles};
use crate::config::Begins;
use crate::model::{Payload, Problem, Update};

impl App {
    /// The same as the site's screen was left, by what is in the directory `dir`, but with what was `said` for this
    /// start; it is remembered there from now on.
    #[must_use]
    pub fn remembering(mut self, dir: &Path, said: Begins) -> Self {
        *self.memory = Memory::new(dir, &self.settings.site, said);
        let anew = match self.memory.read() {
            Ok(None) => false,
            Ok(Some(looks)) => {
                let fits = self.view.recall(&looks, &self.settings, said);
                if !fits {
                    self.view.tell(&Notice::NotWhole.into());
                }
                !fits
            }
            Err(why) => {
                self.view.tell(&why.into());
                true
            }
        };
        self.memory.begin(self.view.looks(&self.settings), anew);
        self
    }

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
