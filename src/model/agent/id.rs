//! The identity of an agent.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// So many bytes of an id stand where it is named: a UUID, with or without dashes.
const HERE: usize = 38;

/// An agent's identity: the vendor's id, blanks trimmed. Cheap to clone.
///
/// Every message names an agent, and every agent has an id. One that is elsewhere in the memory takes a visit there to be
/// compared, 64 bytes of the memory beside those that point to it, and two messages to all processors for each copy that is
/// made and let go.
#[derive(Clone)]
pub struct AgentId(Text);

#[derive(Clone)]
enum Text {
    /// The bytes, and zeros behind them.
    Here(u8, [u8; HERE]),
    /// A longer one.
    Elsewhere(Arc<str>),
}

impl AgentId {
    /// Trims `id`; an id of blanks only is the empty id.
    pub fn new(id: &str) -> Self {
        let id = id.trim();
        let mut bytes = [0; HERE];
        match (bytes.get_mut(..id.len()), u8::try_from(id.len())) {
            (Some(here), Ok(length)) => {
                here.copy_from_slice(id.as_bytes());
                Self(Text::Here(length, bytes))
            }
            _ => Self(Text::Elsewhere(id.into())),
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // They were text.
            Text::Here(..) => std::str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Text::Elsewhere(text) => text,
        }
    }

    /// The same as bytes, which takes less.
    pub(in crate::model) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Text::Here(length, bytes) => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Text::Elsewhere(text) => text.as_bytes(),
        }
    }

    /// Whether it is this text, which has no blanks around it.
    pub fn is(&self, id: &str) -> bool {
        self.as_bytes() == id.as_bytes()
    }
}

impl PartialEq for AgentId {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            // As many bytes whatever the length, which is quicker than to look at the length.
            (Text::Here(length, bytes), Text::Here(others, other)) => length == others && bytes == other,
            (Text::Elsewhere(text), Text::Elsewhere(other)) => text == other,
            _ => false,
        }
    }
}

impl Eq for AgentId {}

impl PartialOrd for AgentId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AgentId {
    /// As text.
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl Hash for AgentId {
    /// As text is hashed, by which it is looked for, but without a look at whether it is text: alarms are told apart by ids.
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write(self.as_bytes());
        state.write_u8(0xff);
    }
}

impl Borrow<str> for AgentId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Debug for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AgentId").field(&self.as_str()).finish()
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for AgentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AgentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|id| Self::new(&id))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_of_every_length_are_what_they_were() {
        for length in 0..100 {
            for letter in ["a", "张", "\0"] {
                let text = letter.repeat(length);
                let id = AgentId::new(&format!(" {text}\t"));
                assert_eq!((id.as_str(), id.to_string(), id.clone() == id), (&*text, text.clone(), true));
                assert!(id.is(&text) && !id.is(&format!("{text}x")));
                assert_ne!(id, AgentId::new(&format!("{text}\0")), "what is behind it is not a part of it");
            }
        }
        assert_eq!(size_of::<Option<AgentId>>(), 40);
    }

    proptest! {
        #[test]
        fn ids_are_equal_sorted_and_found_as_their_texts_are(one in "[ab\0张]{0,50}", other in "[ab\0张]{0,50}") {
            let (id, others) = (AgentId::new(&one), AgentId::new(&other));
            prop_assert_eq!(id == others, one == other);
            prop_assert_eq!(id.cmp(&others), one.cmp(&other));
            let known = HashSet::from([id]);
            prop_assert_eq!(known.contains(other.as_str()), one == other);
            prop_assert_eq!(known.contains(&others), one == other);
        }
    }
}
