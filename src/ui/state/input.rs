//! A line that is typed.

use crate::lists::{Filter, FilterError, ListId};

/// What is being typed.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Input {
    pub(in crate::ui) text: String,
    /// Why that cannot be read.
    pub(in crate::ui) error: Option<FilterError>,
    pub(in crate::ui) target: Target,
}

/// What it is typed for, and what was there before.
#[derive(Clone, Debug)]
pub(in crate::ui) enum Target {
    /// The filter of the board's agents.
    Agents(Filter),
    /// The filter of a list.
    List { id: ListId, before: Filter },
    /// What the help is searched for; what it was searched for before.
    Help(String),
    /// What the vendor is asked for, by the facet's key.
    Facet(String),
}
