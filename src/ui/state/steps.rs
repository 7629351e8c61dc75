//! How far keys go.

use crate::ui::action::Action;

/// How far keys go in a list.
pub(super) struct Steps {
    pub(super) line: usize,
    pub(super) page: usize,
    pub(super) sideways: bool,
}

impl Steps {
    /// Where `action` leads from `from`; with nothing chosen, to `fallback`. `None` when it leads nowhere.
    pub(super) fn go(&self, action: Action, from: Option<usize>, fallback: usize, count: usize) -> Option<usize> {
        let last = count.checked_sub(1)?;
        let from = match (from, action) {
            (_, Action::First) => return Some(0),
            (_, Action::Last) => return Some(last),
            (Some(from), _) => from,
            (None, Action::Up | Action::Down | Action::PageUp | Action::PageDown) => return Some(fallback.min(last)),
            (None, Action::Left | Action::Right) if self.sideways => return Some(fallback.min(last)),
            (None, _) => return None,
        };
        let to = match action {
            // In a grid a short last line has nothing below its upper neighbours: the last one is next.
            Action::Up => {
                if self.line > 1 && from < self.line {
                    from
                } else {
                    from.saturating_sub(self.line)
                }
            }
            Action::Down => from + self.line,
            Action::Left if self.sideways => from.saturating_sub(1),
            Action::Right if self.sideways => from + 1,
            Action::PageUp => from.saturating_sub(self.page),
            Action::PageDown => from + self.page,
            _ => return None,
        };
        Some(to.min(last))
    }
}
