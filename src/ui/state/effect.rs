//! What is to be done beyond the view.

use crate::model::{AlarmKey, SeeTo, Stamp};
use crate::ui::action::Action;

/// What is to be done after an action, beyond the view itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing changed.
    None,
    /// Draw a frame.
    Redraw,
    /// Leave the program.
    Quit,
    /// Clear the terminal and draw everything anew.
    Repaint,
    /// Take the mouse, or leave it to the terminal; and draw.
    Mouse(bool),
    /// Ask every source again now, whatever it waits for; and draw.
    Retry,
    /// Customer numbers are shown from now on: write this line to the log; and draw.
    Revealed(String),
    /// Write `text` to a new file called something like `name`, say where; and draw.
    Export {
        /// What to call the file, without directory, date and ending: `calls`.
        name: String,
        /// Its content, CSV.
        text: String,
    },
    /// Show this message across every page, or none any more; and draw.
    Say(Option<String>),
    /// Give this to the terminal's clipboard, and say so; `plain`: it is a customer's number in full, so that it is written
    /// down first; and draw.
    Copy {
        /// What.
        text: String,
        /// Whether it is a customer's number that is not masked.
        plain: bool,
    },
    /// Take this note of the person at the keys; and draw.
    Note(String),
    /// Save the recording of a call, say where; and draw.
    SaveRecording {
        /// The call's id.
        call: String,
        /// Where its recording is, as the record names it.
        address: String,
    },
    /// Begin to record the board, or end it; and draw.
    Record,
    /// Read the settings anew, and say what came of it; and draw.
    Reload,
    /// Do this with the recording that is shown; and draw.
    Replay(Action),
    /// Go to this moment of the recording that is shown; and draw.
    ReplayFrom(Stamp),
    /// Open the site at this place; and draw.
    Site(usize),
    /// See to an alert like this, tell `View::seen_to` what came of it; and draw.
    SeeTo(AlarmKey, SeeTo),
}
