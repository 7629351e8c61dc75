//! What lies over a page: a line that is typed, a panel of choices, a question, the commands.

use super::effect::Effect;
use super::input::Input;

/// A question to the person at the screen, and what is done on yes.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Question {
    pub(in crate::ui) text: String,
    pub(super) effect: Effect,
}

/// A command that is being typed.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Palette {
    pub(in crate::ui) text: String,
    pub(in crate::ui) error: Option<String>,
    /// Which of the suggestions is chosen.
    pub(in crate::ui) cursor: usize,
    /// First suggestion in view.
    pub(in crate::ui) top: usize,
    /// Which of the commands that were run is shown, from the last one backwards.
    pub(super) recalled: Option<usize>,
}

/// What a panel is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) enum PanelKind {
    /// The columns of the list.
    Columns,
    /// Everything the rows can be told apart by.
    Facets,
    /// The choices of one of those, by its key.
    Choices(String),
}

/// An open panel.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Panel {
    pub(in crate::ui) kind: PanelKind,
    pub(in crate::ui) cursor: usize,
    pub(in crate::ui) top: usize,
    /// Whether something was taken or cleared since it was opened: then being done takes nothing more.
    pub(super) touched: bool,
}

impl Panel {
    pub(super) const fn new(kind: PanelKind) -> Self {
        Self { kind, cursor: 0, top: 0, touched: false }
    }
}

/// What lies over a page.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Over {
    pub(super) input: Option<Input>,
    pub(super) panel: Option<Panel>,
    pub(super) question: Option<Question>,
    pub(super) palette: Option<Box<Palette>>,
    /// Commands that were run, the last one last.
    pub(super) history: Vec<String>,
}

impl Over {
    pub(in crate::ui) const fn input(&self) -> Option<&Input> {
        self.input.as_ref()
    }

    pub(in crate::ui) fn question(&self) -> Option<&str> {
        self.question.as_ref().map(|question| question.text.as_str())
    }

    pub(in crate::ui) fn palette(&self) -> Option<&Palette> {
        self.palette.as_deref()
    }

    /// The panel that is open.
    pub(in crate::ui) const fn panel(&self) -> Option<&Panel> {
        self.panel.as_ref()
    }

    pub(super) fn leave(&mut self) {
        self.palette = None;
        self.panel = None;
        self.question = None;
    }
}
