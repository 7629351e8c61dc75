//! Everything that is wrong with settings whose values are right one by one: each rule that takes more than one key.

use super::build::Builder;
use super::error::ConfigError;
use super::keys;
use super::tenant::Exported;
use super::theme::Themes;
use super::{probes, rules, walls};

impl Builder<'_> {
    /// What is wrong, in the order of the sample. What looks at a key of which something was said already is left out:
    /// what more is wrong with it is told once that is right.
    pub fn mistakes(&self) -> Vec<ConfigError> {
        let settings = self.settings;
        let is_right = |path: &str| !settings.is_wrong(path);
        let mut mistakes = Vec::new();
        let themes = self.themes().unwrap_or_else(|mistake| {
            mistakes.push(mistake);
            Themes::default()
        });
        for Exported { section, .. } in self.schema.platforms() {
            if is_right(section.path) && is_right(keys::SITE.path) {
                mistakes.extend(self.tenant(section.path).err());
            }
        }
        let departments = is_right(keys::DEPARTMENTS.path);
        if is_right(keys::KIOSK.path) && departments {
            mistakes.extend(walls::mistakes(settings, &self.values(&keys::KIOSK), &themes));
        }
        for (name, rule) in rules::each(settings, &self.values(&keys::ALERTS)) {
            if is_right(&format!("{}.{name}", keys::RULES.path)) && departments {
                mistakes.extend(rule.err());
            }
        }
        for (name, probe) in probes::each(settings, self.schema.platforms()) {
            if is_right(&format!("{}.{name}", keys::PROBES.path)) {
                mistakes.extend(probe.err());
            }
        }
        mistakes.extend(self.cache().err());
        mistakes
    }
}
