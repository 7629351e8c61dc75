//! What a person takes along: it goes to the terminal, which may have a clipboard and may not. Nothing tells whether it took it.

use super::App;
use super::problem::Copying;
use crate::model::customer::mask;
use crate::term::{Screen, TermError};

impl App {
    /// Gives `text` to the terminal's clipboard; a customer's number in full only once that is written down.
    pub(super) fn copy(&mut self, text: &str, plain: bool, screen: &mut Screen) -> Result<(), TermError> {
        if self.settings.console {
            self.view.tell(&Copying::Console.into());
            return Ok(());
        }
        if plain && let Err(why) = self.audit.copied(&self.view.whereabouts()) {
            self.view.tell(&Copying::NotWritten(why).into());
            return Ok(());
        }
        screen.copy(text)?;
        // The line stands for a while; the number is shown for as long as the settings say.
        self.view.tell(&if plain { Copying::InFull(mask(text)) } else { Copying::Sent(text.to_owned()) }.into());
        Ok(())
    }
}
