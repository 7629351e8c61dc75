//! Fields without a typed home, kept small: there are ten thousand agents, and more calls than that.

use std::collections::HashSet;
use std::fmt;
use std::ops::Index;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

use super::customer::{mask_key, mask_value};
use crate::model::sort;

/// So many names are shared, of so many bytes at most; those of a vendor that makes them up are kept one by one.
const NAMES_SHARED: usize = 4096;
const NAME_BYTES: usize = 64;

/// Fields under the vendor's names, sorted by name. Serialised, customer numbers come out masked.
///
/// A map takes room for eleven fields wherever it has one, and each name anew; this takes what is there.
#[derive(Clone, Default, PartialEq)]
pub struct Extra(Box<[(Arc<str>, Value)]>);

impl Extra {
    /// No field.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// The field with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.place(name).ok()?;
        self.0.get(place).map(|(_, value)| value)
    }

    /// Whether there is a field with this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// The fields by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// Their names, sorted.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// The fields as they may be printed: with customer numbers masked.
    pub fn masked(&self) -> Map<String, Value> {
        sort::object(self.iter().map(|(name, value)| (mask_key(name), mask_value(name, value))))
    }

    /// Keeps the first `most` fields; how many went.
    pub fn truncate(&mut self, most: usize) -> usize {
        let beyond = self.len().saturating_sub(most);
        if beyond > 0 {
            let mut fields = std::mem::take(&mut self.0).into_vec();
            fields.truncate(most);
            self.0 = fields.into();
        }
        beyond
    }

    /// Takes all fields out, for changes to many of them.
    pub fn take_map(&mut self) -> Map<String, Value> {
        std::mem::take(self).into()
    }

    /// Sets one field. For many, a [`Map`] is made into this at once.
    pub fn insert(&mut self, name: impl AsRef<str>, value: Value) {
        let name = name.as_ref();
        match self.place(name) {
            Ok(place) => {
                if let Some((_, held)) = self.0.get_mut(place) {
                    *held = value;
                }
            }
            Err(place) => {
                let mut fields = std::mem::take(&mut self.0).into_vec();
                fields.reserve_exact(1);
                fields.insert(place, (shared(name), value));
                self.0 = fields.into();
            }
        }
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(held, _)| (**held).cmp(name))
    }
}

/// Names that are shared.
#[derive(Default)]
struct Names(HashSet<Arc<str>>);

impl Names {
    /// The one copy of a name that every row has.
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.get(name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = name.into();
        if self.0.len() < NAMES_SHARED && name.len() <= NAME_BYTES {
            self.0.insert(Arc::clone(&new));
        }
        new
    }
}

fn shared(name: &str) -> Arc<str> {
    static NAMES: LazyLock<Mutex<Names>> = LazyLock::new(Mutex::default);
    // A set of names is whole, whichever thread panicked while holding it.
    NAMES.lock().unwrap_or_else(PoisonError::into_inner).shared(name)
}

impl From<Map<String, Value>> for Extra {
    fn from(fields: Map<String, Value>) -> Self {
        fields.into_iter().collect()
    }
}

impl From<Extra> for Map<String, Value> {
    fn from(extra: Extra) -> Self {
        sort::object(extra.0.into_iter().map(|(name, value)| (name.as_ref().to_owned(), value)))
    }
}

impl FromIterator<(String, Value)> for Extra {
    /// Of several with one name, the last one counts.
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(fields: I) -> Self {
        let mut fields: Vec<(Arc<str>, Value)> =
            fields.into_iter().map(|(name, value)| (shared(&name), value)).collect();
        sort::by(&mut fields, |(one, _), (other, _)| one.cmp(other));
        fields.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                std::mem::swap(later, kept);
            }
            same
        });
        Self(fields.into())
    }
}

impl Index<&str> for Extra {
    type Output = Value;

    /// The field with this name; null where there is none.
    fn index(&self, name: &str) -> &Value {
        self.get(name).unwrap_or(&Value::Null)
    }
}

impl fmt::Debug for Extra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl Serialize for Extra {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.masked().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Extra {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Map::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests;
