//! What can be typed: commands, what there is to choose for their arguments, and the lines of the palette.

use crate::ui::action::Action;
use crate::ui::state::scene::Scene;
use crate::ui::state::{Effect, Look, View};

/// A command that takes an argument.
#[derive(Debug)]
pub(in crate::ui) struct Command {
    /// Lower-case letters.
    pub(in crate::ui) name: &'static str,
    /// What its argument is called, in capitals.
    pub(in crate::ui) argument: &'static str,
    /// Whether it does something without one.
    pub(super) alone: bool,
    /// What it does, in one line.
    pub(in crate::ui) about: &'static str,
    /// What there is to choose from; nothing where anything can be typed.
    pub(super) choices: fn(&Scene<'_>) -> Vec<Choice>,
    /// Why it cannot be run in the present place, if it cannot.
    pub(super) why_not: fn(&Scene<'_>) -> Option<&'static str>,
    /// Does it, or says in one sentence what is wrong with the argument.
    pub(super) run: fn(&mut View, &str, &Look<'_>) -> Result<Effect, String>,
}

/// Something to choose for an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Choice {
    /// What the command is given.
    pub(in crate::ui) value: String,
    /// What stands in the line.
    pub(in crate::ui) text: String,
    pub(in crate::ui) about: String,
}

/// What a suggestion does when it is run.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Does {
    Action(Action),
    /// Its argument is still to be typed.
    Ask(&'static Command),
    Run(&'static Command, String),
}

/// A line of the palette.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Suggestion {
    /// The command or the choice, as it would stand in the line.
    pub(in crate::ui) text: String,
    /// What its argument is called, where it takes one.
    pub(in crate::ui) argument: &'static str,
    pub(in crate::ui) about: String,
    /// The key that does the same.
    pub(in crate::ui) key: Option<String>,
    /// Why it cannot be run here, if it cannot.
    pub(in crate::ui) why_not: Option<&'static str>,
    pub(in crate::ui) does: Does,
}
