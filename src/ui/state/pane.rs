//! The panes of the board.

/// A pane of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The agents.
    Table,
    /// Today's figures.
    Today,
    /// Agents by state.
    Now,
    /// Who is over which limit.
    Alerts,
    /// Today's chats.
    Chat,
    /// Today's AI sessions.
    Ai,
}

impl Pane {
    /// In the order in which a key goes through them.
    pub const ALL: [Self; 6] = [Self::Table, Self::Today, Self::Now, Self::Alerts, Self::Chat, Self::Ai];

    pub(super) fn step(self, forward: bool) -> Self {
        let at = Self::ALL.iter().position(|pane| *pane == self).unwrap_or(0);
        let count = Self::ALL.len();
        let next = if forward { at + 1 } else { at + count - 1 } % count;
        Self::ALL.get(next).copied().unwrap_or(Self::Table)
    }
}
