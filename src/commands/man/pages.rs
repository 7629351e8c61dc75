//! The pages there are.

use crate::packed::Packed;

/// One page of the manual.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Its name, as in `callboard-keys`.
    pub name: &'static str,
    /// Its section of the manual: 1 commands, 5 files, 7 everything else.
    pub section: u8,
    pub(super) packed: Packed,
}

impl Page {
    /// Its text, in Markdown.
    pub fn text(&self) -> String {
        self.packed.text()
    }

    /// Its name without what all names begin with: `keys`.
    pub fn short(&self) -> &'static str {
        self.name.strip_prefix("callboard-").unwrap_or(self.name)
    }
}

/// A page, and the file that it is read from.
macro_rules! page {
    ($name:literal, $section:literal) => {
        Page { name: $name, section: $section, packed: packed!("assets/manual/", $name, ".", $section, ".md") }
    };
}

/// Every page, in the order of the manual.
pub const PAGES: &[Page] = &[
    page!("callboard", 1),
    page!("callboard-demo", 1),
    page!("callboard-init", 1),
    page!("callboard-doctor", 1),
    page!("callboard-snapshot", 1),
    page!("callboard-record", 1),
    page!("callboard-replay", 1),
    page!("callboard-tail", 1),
    page!("callboard-query", 1),
    page!("callboard-timeline", 1),
    page!("callboard-handover", 1),
    page!("callboard-push", 1),
    page!("callboard-probe", 1),
    page!("callboard-hub", 1),
    page!("callboard-say", 1),
    page!("callboard-say-changes", 1),
    page!("callboard-alerts", 1),
    page!("callboard-simulate", 1),
    page!("callboard-config", 1),
    page!("callboard-completions", 1),
    page!("callboard-man", 1),
    page!("callboard-note", 1),
    page!("callboard-settings", 5),
    page!("callboard-keys", 7),
    page!("callboard-operating", 7),
    page!("callboard-interfaces", 7),
    page!("callboard-metrics", 7),
    page!("callboard-licences", 7),
];

/// The page that is called so: `keys`, `callboard-keys`, `callboard-keys(7)` or `callboard-keys.7`.
pub(super) fn find(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| {
        let (whole, short, section) = (page.name, page.short(), page.section);
        [whole, short]
            .into_iter()
            .any(|own| name == own || name == format!("{own}({section})") || name == format!("{own}.{section}"))
    })
}
