//! The name of a field on the wire.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};

use crate::platforms::lenient::trimmed;

/// The name of a field, borrowed where it has no escapes.
pub(super) struct Key<'a>(Cow<'a, str>);

impl<'a> Key<'a> {
    pub(super) fn name(&self) -> &str {
        trimmed(&self.0)
    }

    /// The name, without blanks around it.
    pub(super) fn into_name(self) -> Cow<'a, str> {
        match self.0 {
            Cow::Borrowed(name) => Cow::Borrowed(trimmed(name)),
            Cow::Owned(name) => Cow::Owned(name.trim().to_owned()),
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Key<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a field name")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Name)
    }
}
