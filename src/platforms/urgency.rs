//! Whose call goes first where calls are counted.

/// How urgent a call is; the budget serves the first before the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// A person waits for it.
    Interactive,
    /// What goes on from what a person waits for: the further pages and counts of one question.
    Following,
    /// A pane's headline figures.
    Poll,
    /// Breakdowns that may be older.
    Background,
}

impl Urgency {
    /// How urgent the calls of a question are whose first is this urgent.
    #[must_use]
    pub const fn further(self) -> Self {
        if matches!(self, Self::Interactive) { Self::Following } else { self }
    }
}
