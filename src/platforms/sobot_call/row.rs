//! A row of a talk list, field by field.

use serde_json::{Map, Value};

use crate::model::{AgentId, CustomerNumber, Extra, Person, Stamp};
use crate::platforms::lenient::{self, Lean, Loose, Read};

/// A row being read: what was read leaves it, what is left is extra. What cannot be read stays, and is unknown.
pub(super) struct Row<'a> {
    fields: Map<String, Value>,
    /// Where the fields are read from, if what is left is not asked for.
    lean: Option<&'a Lean<'a>>,
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "the methods themselves are of one lifetime only")]
impl<'a> Row<'a> {
    pub(super) const fn new(fields: Map<String, Value>) -> Self {
        Self { fields, lean: None }
    }
    /// One whose rest no one asks for.
    pub(super) fn lean(row: &'a Lean<'a>) -> Self {
        Self { fields: Map::new(), lean: Some(row) }
    }
    fn loose(&self, key: &str) -> Loose<'_> {
        self.lean.map_or_else(|| Loose::field(&self.fields, key), |row| row.field(key))
    }
    fn remove(&mut self, key: &str) {
        if self.lean.is_none() {
            self.fields.remove(key);
        }
    }
    /// Leaves a field out, which says nothing that is not known.
    pub(super) fn leave(&mut self, key: &str) {
        self.remove(key);
    }
    fn take<T>(&mut self, key: &str, read: impl for<'l> Fn(Loose<'l>) -> Read<T>) -> Option<T> {
        let value = read(self.loose(key));
        if value.is_ok() {
            self.remove(key);
        }
        value.ok().flatten()
    }
    pub(super) fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, |value| value.text())
    }
    pub(super) fn first_text(&mut self, keys: &[&str]) -> Option<String> {
        // Every spelling is taken out, whichever was filled.
        let texts: Vec<Option<String>> = keys.iter().map(|key| self.text(key)).collect();
        texts.into_iter().flatten().next()
    }
    /// The first of these that says anything; all of them stay where they are.
    pub(super) fn seen(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.loose(key).text().ok().flatten())
    }
    pub(super) fn stamp(&mut self, key: &str) -> Option<Stamp> {
        self.take(key, |value| value.stamp())
    }
    pub(super) fn code(&mut self, key: &str) -> Option<i64> {
        self.take(key, |value| value.code())
    }
    pub(super) fn count(&mut self, key: &str) -> Option<u64> {
        self.take(key, |value| value.count())
    }
    /// Seconds on the wire, ms here.
    pub(super) fn seconds(&mut self, key: &str) -> Option<i64> {
        self.take(key, |value| value.number())
            .filter(|seconds| *seconds >= 0.0)
            .map(|seconds| (seconds * 1000.0) as i64)
    }
    pub(super) fn figure(&mut self, key: &str) -> Option<f64> {
        self.take(key, |value| value.number())
    }
    pub(super) fn flag(&mut self, key: &str) -> Option<bool> {
        match self.fields.get(key) {
            Some(Value::Bool(flag)) => {
                let flag = *flag;
                self.remove(key);
                Some(flag)
            }
            _ => self.take(key, |value| value.flag()),
        }
    }
    /// A word that the documents list; another stays where it is.
    pub(super) fn word<T>(&mut self, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.loose(key).text().ok().flatten();
        let word = text.as_deref().and_then(|text| read(text.trim()));
        if word.is_some() || text.is_none() {
            self.remove(key);
        }
        word
    }
    /// Whatever stands there, unless that is nothing.
    pub(super) fn take_value(&mut self, key: &str) -> Option<Value> {
        self.fields.remove(key).filter(|value| !lenient::is_nothing(value))
    }
    pub(super) fn person(&mut self, id: &str, number: &str, name: &str) -> Person {
        Person { id: self.text(id).map(|id| AgentId::new(&id)), number: self.text(number), name: self.text(name) }
    }
    /// The first of several that says anything.
    pub(super) fn people(&mut self, keys: &[[&str; 3]]) -> Person {
        let people: Vec<Person> = keys.iter().map(|[id, number, name]| self.person(id, number, name)).collect();
        people.into_iter().find(|person| !person.is_no_one()).unwrap_or_default()
    }
    pub(super) fn number(&mut self, keys: &[&str]) -> Option<CustomerNumber> {
        self.first_text(keys).as_deref().and_then(CustomerNumber::new)
    }
    /// An object, or text that holds one.
    pub(super) fn object(&mut self, key: &str) -> Map<String, Value> {
        match self.fields.remove(key) {
            Some(Value::Object(object)) => object,
            Some(value) if lenient::is_nothing(&value) => Map::new(),
            Some(Value::String(text)) => match lenient::owned(&text) {
                Ok(Value::Object(object)) => object,
                _ => Map::from_iter([(key.to_owned(), Value::String(text))]),
            },
            None => Map::new(),
            Some(other) => Map::from_iter([(key.to_owned(), other)]),
        }
    }
    pub(super) fn rest(self) -> Extra {
        self.fields.into_iter().filter(|(_, value)| !matches!(value, Value::Null) && value != "").collect()
    }
}
