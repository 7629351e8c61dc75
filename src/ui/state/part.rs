//! The parts of an agent's page.

/// A part of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) enum Part {
    /// Today's calls, a list like any other: left and right scroll it sideways.
    #[default]
    Calls,
    /// Today as a bar: left and right choose a stretch of it, up and down scroll the facts.
    Day,
    /// Figures and fields: up and down scroll them, left and right choose as in the bar.
    Facts,
}
