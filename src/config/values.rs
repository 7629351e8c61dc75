//! The values of one section: what the settings say, and else the defaults of its keys.

use toml::de::DeValue;

use super::keys::{Section, Shown};
use super::layer::Layer;
use super::value::{FromValue, Raw, Value};

/// The values of one section.
#[derive(Debug, Clone, Copy)]
pub struct Values<'a> {
    section: &'a Section,
    settings: Option<&'a Layer>,
}

impl<'a> Values<'a> {
    /// Nothing is set.
    pub const fn defaults(section: &'a Section) -> Self {
        Self { section, settings: None }
    }

    /// What these settings say of it.
    pub(super) const fn of(section: &'a Section, settings: &'a Layer) -> Self {
        Self { section, settings: Some(settings) }
    }

    /// The value of a key: as set, else its default, else that of a key which is not set.
    pub(crate) fn read<T: FromValue>(&self, key: &str) -> T {
        let set = self.settings.and_then(|settings| settings.get(&format!("{}.{key}", self.section.path)));
        set.and_then(|entry| T::from_value(&entry.value))
            .or_else(|| T::from_value(&self.section.default_of(key)?))
            .unwrap_or_else(T::unset)
    }
}

impl Section {
    /// The default of a key, if it has one of its own.
    fn default_of(&self, key: &str) -> Option<Value> {
        let key = self.key(key)?;
        let Shown::Default(text) = key.shown else { return None };
        let value = DeValue::parse(text).ok()?;
        key.kind.check(&Raw::from_toml(value.get_ref())).ok()
    }
}
