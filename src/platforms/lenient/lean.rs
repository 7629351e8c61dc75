//! A row of which only some fields are wanted, read without taking it apart: its texts stay where they are in the answer.
//! The rows of a day's calls are hundred thousands, and most say what is known already.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::Loose;
use crate::model::{caps, sort};

/// The fields of a row, as far as they are wanted, in the order in which they came.
#[derive(Debug, Default)]
pub struct Lean<'a>(Vec<(Cow<'a, str>, Cell<'a>)>);

impl<'a> Lean<'a> {
    /// Room for as many as are wanted as a rule.
    pub(super) fn new() -> Self {
        Self(Vec::with_capacity(32))
    }

    pub(super) fn push(&mut self, name: Cow<'a, str>, cell: Cell<'a>) {
        self.0.push((name, cell));
    }

    pub(super) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no field at all.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A field; a missing one is null. Of those with one name the last counts.
    pub fn field(&self, name: &str) -> Loose<'_> {
        let found = self.0.iter().rev().find(|(known, _)| known == name);
        found.map_or(Loose::Null, |(_, cell)| cell.loose())
    }

    /// All of them; of those with one name the last counts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Loose<'_>)> {
        self.0.iter().map(|(name, cell)| (&**name, cell.loose()))
    }

    /// Those that `stay`, as a tree.
    pub fn rest(&self, mut stays: impl FnMut(&str) -> bool) -> Map<String, Value> {
        let rest = self.0.iter().filter(|(name, _)| stays(name));
        sort::object(rest.map(|(name, cell)| (name.clone().into_owned(), cell.tree())))
    }

    /// The same of fields that stand in a tree.
    pub fn of(fields: &'a Map<String, Value>) -> Self {
        let cell = |value: &'a Value| match Loose::of(value) {
            Loose::Null => Cell::Null,
            Loose::Int(int) => Cell::Int(int),
            Loose::UInt(int) => Cell::UInt(int),
            Loose::Float(float) => Cell::Float(float),
            Loose::Text(text) => Cell::Text(Cow::Borrowed(text)),
            Loose::Other => Cell::Tree(value.clone()),
        };
        Self(fields.iter().map(|(name, value)| (Cow::Borrowed(name.as_str()), cell(value))).collect())
    }
}

/// What stands in a field.
#[derive(Debug)]
pub(super) enum Cell<'a> {
    Null,
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(Cow<'a, str>),
    /// True, false, an object or a list that is not looked at.
    Other,
    /// The same where rows are taken whole.
    Tree(Value),
}

impl Cell<'_> {
    fn loose(&self) -> Loose<'_> {
        match self {
            Self::Null => Loose::Null,
            Self::Int(int) => Loose::Int(*int),
            Self::UInt(int) => Loose::UInt(*int),
            Self::Float(float) => Loose::Float(*float),
            Self::Text(text) => Loose::Text(text),
            Self::Other => Loose::Other,
            Self::Tree(tree) => Loose::of(tree),
        }
    }

    fn tree(&self) -> Value {
        match self {
            Self::Null | Self::Other => Value::Null,
            Self::Int(int) => Value::from(*int),
            Self::UInt(int) => Value::from(*int),
            Self::Float(float) => Value::from(*float),
            Self::Text(text) => Value::from(&**text),
            Self::Tree(tree) => tree.clone(),
        }
    }
}

impl<'de> Deserialize<'de> for Cell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reads)
    }
}

/// Reads a scalar, and passes over the rest.
pub(super) struct Reads;

impl<'de> Visitor<'de> for Reads {
    type Value = Cell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
        Ok(Cell::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Cell<'de>, E> {
        Ok(Cell::Other)
    }

    fn visit_i64<E>(self, int: i64) -> Result<Cell<'de>, E> {
        Ok(Cell::Int(int))
    }

    fn visit_u64<E>(self, int: u64) -> Result<Cell<'de>, E> {
        Ok(i64::try_from(int).map_or(Cell::UInt(int), Cell::Int))
    }

    fn visit_f64<E>(self, float: f64) -> Result<Cell<'de>, E> {
        Ok(Cell::Float(float))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
        let cut = || Cow::Owned(caps::cut(text, caps::TEXT));
        Ok(Cell::Text(if text.len() > caps::TEXT { cut() } else { Cow::Borrowed(text) }))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Owned(caps::cut(text, caps::TEXT))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Cell<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cell::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Cell<'de>, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Other)
    }
}
