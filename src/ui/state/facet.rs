//! What rows can be told apart by at the vendor, and the lines of a panel of choices.

use crate::lang::Language;
use crate::model::Choice;

/// Something that rows can be told apart by at the vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ui) struct Facet {
    /// What the view knows it by.
    pub(in crate::ui) key: String,
    /// What it is called.
    pub(in crate::ui) title: String,
    /// Keys that are chosen; none lets everything through.
    pub(in crate::ui) chosen: Vec<String>,
    /// What there is to choose.
    pub(in crate::ui) choices: Vec<Choice>,
    /// Whether several may be chosen together.
    pub(in crate::ui) several: bool,
    /// Whether it is typed and not chosen.
    pub(in crate::ui) typed: bool,
}

/// One line of a panel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct Item {
    pub(in crate::ui) key: String,
    pub(in crate::ui) title: String,
    /// Shown behind the title: what is chosen.
    pub(in crate::ui) about: String,
    /// The group it begins, if it is the first of one.
    pub(in crate::ui) group: Option<String>,
    pub(in crate::ui) checked: Option<bool>,
}

impl Item {
    pub(super) fn of(language: Language, facet: &Facet) -> Self {
        let name = |key: &String| {
            let choice = facet.choices.iter().find(|choice| choice.key == *key);
            choice.map_or_else(|| key.clone(), |choice| choice.label.clone())
        };
        Self {
            key: facet.key.clone(),
            title: facet.title.clone(),
            about: facet.chosen.iter().map(name).collect::<Vec<_>>().join(tr!(language, ", ")),
            group: None,
            checked: None,
        }
    }
}
