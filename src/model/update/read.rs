//! Reading an update where its kind comes first, as we write it: what it says is read into its own type at once.
//!
//! A derived reader of tagged data keeps all of it in a form that fits anything, which takes two kilobytes an agent, before
//! it looks at the kind.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::Value;

use super::{Payload, Update};
use crate::model::time::Stamp;

/// A kind, and what is read of it.
#[derive(Clone, Copy)]
struct Kind(&'static str);

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Named;
        impl Visitor<'_> for Named {
            type Value = Kind;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the kind of an update")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<Kind, E> {
                let kind = Payload::KINDS.into_iter().find(|kind| *kind == name);
                kind.map(Kind).ok_or_else(|| E::unknown_variant(name, &Payload::KINDS))
            }
        }
        deserializer.deserialize_str(Named)
    }
}

impl<'de> DeserializeSeed<'de> for Kind {
    type Value = Payload;

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<Payload, D::Error> {
        Ok(match self.0 {
            "roster" => Payload::Roster(Deserialize::deserialize(data)?),
            "roster_delta" => Payload::RosterDelta(Deserialize::deserialize(data)?),
            "changes" => Payload::Changes(Deserialize::deserialize(data)?),
            "chat" => Payload::Chat(Deserialize::deserialize(data)?),
            "ai" => Payload::Ai(Deserialize::deserialize(data)?),
            "site" => Payload::Platform(Deserialize::deserialize(data)?),
            "calls" => Payload::Calls(Deserialize::deserialize(data)?),
            "pushed" => Payload::Pushed(Deserialize::deserialize(data)?),
            "probes" => Payload::Probes(Deserialize::deserialize(data)?),
            "probed" => Payload::Probed(Deserialize::deserialize(data)?),
            "totals" => Payload::Totals(Deserialize::deserialize(data)?),
            "funnels" => Payload::Funnels(Deserialize::deserialize(data)?),
            "source" => Payload::Source(Deserialize::deserialize(data)?),
            "heard" => Payload::Heard(Deserialize::deserialize(data)?),
            "found" => Payload::Found(Deserialize::deserialize(data)?),
            "seen" => Payload::Seen(Deserialize::deserialize(data)?),
            "notes" => Payload::Notes(Deserialize::deserialize(data)?),
            other => return Err(D::Error::unknown_variant(other, &Payload::KINDS)),
        })
    }
}

impl Kind {
    /// Reads what came before its kind, from its text: read from the tree, everything that an update may have would have
    /// a second reader in the program.
    fn reread(self, data: &Value) -> serde_json::Result<Payload> {
        let text = data.to_string();
        self.deserialize(&mut serde_json::Deserializer::from_slice(text.as_bytes()))
    }
}

/// The keys of an update; others are passed over.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    At,
    Kind,
    Data,
    #[serde(other)]
    Other,
}

impl<'de> Deserialize<'de> for Update {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Update;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an update")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Update, A::Error> {
                let (mut at, mut kind, mut payload) = (None::<Stamp>, None::<Kind>, None::<Payload>);
                // What came before its kind.
                let mut early = None::<Value>;
                while let Some(key) = map.next_key()? {
                    match key {
                        Key::At if at.is_some() => return Err(A::Error::duplicate_field("at")),
                        Key::Kind if kind.is_some() => return Err(A::Error::duplicate_field("kind")),
                        Key::Data if payload.is_some() || early.is_some() => {
                            return Err(A::Error::duplicate_field("data"));
                        }
                        Key::At => at = Some(map.next_value()?),
                        Key::Kind => kind = Some(map.next_value()?),
                        Key::Data => match kind {
                            Some(kind) => payload = Some(map.next_value_seed(kind)?),
                            None => early = Some(map.next_value()?),
                        },
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                let at = at.ok_or_else(|| A::Error::missing_field("at"))?;
                let kind = kind.ok_or_else(|| A::Error::missing_field("kind"))?;
                let payload = match (payload, early) {
                    (Some(payload), _) => payload,
                    (None, Some(data)) => kind.reread(&data).map_err(A::Error::custom)?,
                    (None, None) => return Err(A::Error::missing_field("data")),
                };
                Ok(Update { at, payload })
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Agent, AgentId, Changes, Roster, RosterKind, SourceId};

    fn update(payload: Payload) -> Update {
        Update::new(Stamp(1_774_000_000_000), payload)
    }

    #[test]
    fn an_update_is_read_whatever_the_order_of_its_keys_and_what_else_it_has() {
        let agents = vec![Agent::new(AgentId::new("a1"))];
        let updates = [
            update(Payload::Roster(Box::new(Roster::whole(RosterKind::Full, agents)))),
            update(Payload::Changes(Changes::default())),
            update(Payload::Heard(SourceId::Chat)),
        ];
        for update in updates {
            let Value::Object(fields) = serde_json::to_value(&update).unwrap() else { panic!("an object") };
            let (at, kind, data) = (&fields["at"], &fields["kind"], &fields["data"]);
            for text in [
                format!(r#"{{"at":{at},"kind":{kind},"data":{data}}}"#),
                format!(r#"{{"data":{data},"more":[{{}}],"kind":{kind},"at":{at}}}"#),
                format!(r#"{{"kind":{kind},"data":{data},"told":null,"at":{at}}}"#),
            ] {
                assert_eq!(serde_json::from_str::<Update>(&text).unwrap(), update, "{text}");
            }
            assert_eq!(serde_json::from_value::<Update>(Value::Object(fields)).unwrap(), update);
        }
    }

    #[test]
    fn every_kind_is_read_as_what_it_is() {
        for kind in Payload::KINDS {
            let wrong = serde_json::from_value::<Update>(json!({"at": 1, "kind": kind, "data": true}));
            let said = wrong.unwrap_err().to_string();
            assert!(!said.contains("unknown variant `roster`") && said.contains("expected"), "{kind}: {said}");
        }
    }

    #[test]
    fn what_is_no_update_is_refused_with_what_is_missing() {
        for (text, said) in [
            (r#"{"kind":"heard","data":"chat"}"#, "missing field `at`"),
            (r#"{"at":1,"data":"chat"}"#, "missing field `kind`"),
            (r#"{"at":1,"kind":"heard"}"#, "missing field `data`"),
            (r#"{"at":1,"kind":"weather","data":1}"#, "unknown variant `weather`"),
            (r#"{"at":1,"at":2,"kind":"heard","data":"chat"}"#, "duplicate field `at`"),
            (r#"{"at":1,"data":1,"kind":"heard","data":"chat"}"#, "duplicate field `data`"),
            ("[]", "expected an update"),
        ] {
            let error = serde_json::from_str::<Update>(text).unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
