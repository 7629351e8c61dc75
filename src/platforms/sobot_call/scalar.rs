//! A JSON value on the wire, read without a fixed idea of what it is.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use crate::model::caps;
use crate::platforms::lenient::{self, Loose, trimmed};

/// Any JSON value; scalars are borrowed.
pub(super) enum Scalar<'a> {
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(Cow<'a, str>),
    /// Boxed: no documented field has one, and every operation would be the larger for it.
    Nested(Box<Value>),
}

impl Scalar<'_> {
    pub(super) fn loose(&self) -> Loose<'_> {
        match self {
            Self::Null => Loose::Null,
            Self::Int(int) => Loose::Int(*int),
            Self::UInt(int) => Loose::UInt(*int),
            Self::Float(float) => Loose::Float(*float),
            Self::Text(text) => Loose::Text(text),
            Self::Bool(_) | Self::Nested(_) => Loose::Other,
        }
    }

    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Bool(yes) => Value::Bool(yes),
            Self::Int(int) => Value::from(int),
            Self::UInt(int) => Value::from(int),
            Self::Float(float) => Value::from(float),
            Self::Text(text) if text.len() > caps::TEXT => Value::String(caps::cut(&text, caps::TEXT)),
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Nested(value) => lenient::slim(*value),
        }
    }

    /// Trimmed text; empty for what is not text.
    pub(super) fn trimmed(&self) -> &str {
        match self {
            Self::Text(text) => trimmed(text),
            _ => "",
        }
    }
}

/// The scalar half of a visitor: everything that is not a map or a list becomes `$other`.
macro_rules! visit_scalars {
    ($lifetime:lifetime, $make:expr) => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("any JSON value")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($make(Scalar::Null))
        }
        fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
            Ok($make(Scalar::Bool(yes)))
        }
        fn visit_i64<E>(self, int: i64) -> Result<Self::Value, E> {
            Ok($make(Scalar::Int(int)))
        }
        fn visit_u64<E>(self, int: u64) -> Result<Self::Value, E> {
            Ok($make(i64::try_from(int).map_or(Scalar::UInt(int), Scalar::Int)))
        }
        fn visit_f64<E>(self, float: f64) -> Result<Self::Value, E> {
            Ok($make(Scalar::Float(float)))
        }
        fn visit_borrowed_str<E>(self, text: &$lifetime str) -> Result<Self::Value, E> {
            Ok($make(Scalar::Text(std::borrow::Cow::Borrowed(text))))
        }
        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok($make(Scalar::Text(std::borrow::Cow::Owned(text.to_owned()))))
        }
    };
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Scalar<'de>;
            visit_scalars!('de, |scalar| scalar);
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element::<Value>()? {
                    list.push(item);
                }
                Ok(Scalar::Nested(Box::new(Value::Array(list))))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut map = Map::new();
                while let Some((key, value)) = fields.next_entry::<String, Value>()? {
                    map.insert(key, value);
                }
                Ok(Scalar::Nested(Box::new(Value::Object(map))))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

pub(super) use visit_scalars;
