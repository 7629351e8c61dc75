//! What a board is given beside its sources: how it was left, what it kept of earlier days, and what it looks at once a
//! second.

use std::path::{Path, PathBuf};

use super::App;
use super::Tell;
use super::eyes::{Eyes, Watched};
use super::memory::Memory;
use super::pace::Pace;
use super::problem::Notice;
use super::tell::Teller;
use super::totals::Totals;
use super::trouble::{Trouble, Troubles};
use crate::config::{Begins, SlowLine};
use crate::model::{Payload, Problem, Stamp, Update};

impl App {
    /// The same on a line that is spared as `slow_line` says.
    #[must_use]
    pub fn on_line(mut self, slow_line: SlowLine) -> Self {
        self.pace = Pace::new(slow_line);
        self
    }

    /// The same with alerts told to more than the screen.
    #[must_use]
    pub fn telling(mut self, tell: Tell) -> Self {
        self.teller = Teller::new(tell);
        self
    }

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

    /// The same with what was kept of the AI sessions of earlier days in `file`, and with what is known of today's kept there.
    #[must_use]
    pub fn keeping_funnels(mut self, file: PathBuf) -> Self {
        *self.funnels = Totals::new(file);
        let (halves, said) = self.funnels.read();
        if !halves.is_empty() {
            self.board.apply(Update::new((self.clock)(), Payload::Funnels(halves)));
        }
        self.funnels.begin(self.board.funnels());
        if let Some(said) = said {
            self.view.tell(&said.into());
        }
        self
    }

    /// The same, looked at by `eyes` once a second.
    #[must_use]
    pub fn seen_by(mut self, eyes: Eyes) -> Self {
        self.watched = Watched::by(eyes);
        self
    }

    /// Whether something happens once a second: alerts are told, and figures are handed over, whatever is on screen.
    pub(super) fn wants_tick(&self) -> bool {
        self.view.wants_tick() || self.sites.is_on() || self.teller.is_on() || self.watched.is_on()
    }

    /// Hands the figures over, if it is time. What a recording tells was true another day.
    pub(super) fn show_figures(&mut self, now: Stamp) {
        if !self.tape.is_replay() {
            self.watched.look(&self.board, &self.alarms, now);
        }
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
