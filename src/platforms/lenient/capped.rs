//! Reading an answer without keeping more of it than [`caps`] allow.
//!
//! What is beyond is read and forgotten in the same pass, so that an answer of a million rows takes the time to read it
//! and the memory of those that are kept. A row is kept whole or not at all: half a row would be figures that the platform never sent.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::lean::{Cell, Lean, Reads};
use crate::model::caps;

/// After all values were spent, so many more are read of what stands outside of lists: the envelope may come last.
const RESERVE: usize = 10_000;
/// Lists and objects of which parts were left out that are told apart.
const TOLD: usize = 16;
/// So much of a name is told, in characters.
const NAME_TOLD: usize = 40;
/// No platform has a longer name of a field.
const NAME: usize = 1_024;
/// What an entry of a list is called.
const IN_A_LIST: &str = "";

/// What was left out of one list or object.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cut {
    name: String,
    sent: u64,
}

/// What was left out of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    cuts: Vec<Cut>,
    /// Of the row with most fields, where some of them were left out.
    widest_row: Option<u64>,
}

impl LeftOut {
    /// How many fields the row of a list had that has most of them, where some were left out.
    pub const fn widest_row(&self) -> Option<u64> {
        self.widest_row
    }

    /// How many entries the list or object with this name had, where some of them were left out.
    pub fn sent(&self, name: &str) -> Option<u64> {
        self.cuts.iter().find(|cut| cut.name == name).map(|cut| cut.sent)
    }

    fn note(&mut self, name: &str, sent: u64, kept: usize) {
        if sent <= kept as u64 {
            return;
        }
        if name == IN_A_LIST {
            self.widest_row = self.widest_row.max(Some(sent));
        } else if self.cuts.len() < TOLD {
            self.cuts.push(Cut { name: name.chars().take(NAME_TOLD).collect(), sent });
        }
    }
}

/// Whether a field is of any use, by its name.
pub type Wanted = fn(&str) -> bool;

/// Takes the rows of an answer one by one as they are read: all rows of a page as trees of JSON are several times as large as
/// what is made of them.
pub trait TakesRows {
    /// The names under `data` of the lists with them; the first is also that of `data` where that is a list itself.
    fn lists(&self) -> &'static [&'static str];
    /// Whether these lists stand in the answer itself, and not under `data`.
    fn in_answer(&self) -> bool {
        false
    }
    /// Whether all fields of a row are wanted, and are handed over as they stand in the answer.
    fn whole(&self) -> bool {
        false
    }
    /// The list with this place in [`TakesRows::lists`] begins, perhaps anew: what it had before does not count.
    fn begin(&mut self, list: usize);
    /// Its next row, which is no empty one.
    fn take(&mut self, list: usize, row: Map<String, Value>);
    /// The same where only some fields are wanted, or all as they stand.
    fn take_lean(&mut self, list: usize, row: &Lean<'_>);
}

/// Where a value stands, as far as that matters for the rows that are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Answer,
    Data,
    List(usize),
    Elsewhere,
}

/// How much more is kept, and who takes the rows.
struct Budget<'t> {
    values: usize,
    reserve: usize,
    rows: usize,
    /// Which fields of rows are asked for; all of them without it.
    wanted: Option<Wanted>,
    left_out: LeftOut,
    takes: Option<&'t mut dyn TakesRows>,
}

impl Budget<'_> {
    /// The place of what stands under `key` of an object in `place`.
    fn under(&mut self, place: Place, key: &str) -> Place {
        let Some(takes) = self.takes.as_deref_mut() else { return Place::Elsewhere };
        let lists_in = if takes.in_answer() { Place::Answer } else { Place::Data };
        match place {
            Place::Answer if key == "data" && lists_in == Place::Data => {
                (0..takes.lists().len()).for_each(|list| takes.begin(list));
                Place::Data
            }
            place if place == lists_in => match takes.lists().iter().position(|name| *name == key) {
                Some(list) => {
                    takes.begin(list);
                    Place::List(list)
                }
                None => Place::Elsewhere,
            },
            _ => Place::Elsewhere,
        }
    }

    /// Whether rows are taken as they stand.
    fn leans(&self) -> bool {
        self.takes.as_deref().is_some_and(|takes| self.wanted.is_some() || takes.whole())
    }

    /// What stays in a list of an item of it: all of it, or nothing of what is taken as a row.
    fn keep(&mut self, list: Option<usize>, items: &mut Vec<Value>, item: Value) {
        match (self.takes.as_deref_mut(), list, item) {
            (Some(takes), Some(list), Value::Object(row)) if !row.is_empty() => takes.take(list, row),
            // What is no row is none of those that are taken either.
            (Some(_), Some(_), _) => {}
            (_, _, item) => items.push(item),
        }
    }

    const fn is_spent(&self) -> bool {
        self.values == 0
    }

    const fn is_all_spent(&self) -> bool {
        self.values == 0 && self.reserve == 0
    }

    const fn spend(&mut self) {
        if self.values > 0 {
            self.values -= 1;
        } else {
            self.reserve = self.reserve.saturating_sub(1);
        }
    }
}

/// Reads an object; what else it may be is an error. Of what stands in lists only the fields that are `wanted` are kept,
/// and the first, so that a row stays one: what is asked for no more than that takes no memory, and is no part left out.
/// Rows that are taken are not in what is returned: their lists are empty there.
///
/// # Errors
/// What is wrong with it; some rows may have been taken by then.
pub fn object(
    text: &str,
    wanted: Option<Wanted>,
    takes: Option<&mut dyn TakesRows>,
) -> Result<(Map<String, Value>, LeftOut), serde_json::Error> {
    within(text, wanted, takes, (caps::VALUES, caps::ROWS))
}

fn within(
    text: &str,
    wanted: Option<Wanted>,
    mut takes: Option<&mut dyn TakesRows>,
    (values, rows): (usize, usize),
) -> Result<(Map<String, Value>, LeftOut), serde_json::Error> {
    if let Some(takes) = takes.as_deref_mut() {
        (0..takes.lists().len()).for_each(|list| takes.begin(list));
    }
    let mut budget = Budget { values, reserve: RESERVE, rows, wanted, left_out: LeftOut::default(), takes };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let all = Kept { budget: &mut budget, name: "the answer", place: Place::Answer };
    let value = all.deserialize(&mut deserializer)?;
    deserializer.end()?;
    match value {
        Value::Object(fields) => Ok((fields, budget.left_out)),
        _ => Err(serde_json::Error::custom("not an object")),
    }
}

/// A value that stands under `name`.
struct Kept<'b, 't> {
    budget: &'b mut Budget<'t>,
    name: &'b str,
    place: Place,
}

impl<'de> DeserializeSeed<'de> for Kept<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.budget.spend();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Kept<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_i64<E>(self, int: i64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_u64<E>(self, int: u64) -> Result<Value, E> {
        Ok(int.into())
    }

    fn visit_f64<E>(self, float: f64) -> Result<Value, E> {
        Ok(float.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(caps::cut(text, caps::TEXT)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let Self { budget, name, place } = self;
        let of = match place {
            Place::Data => Some(0),
            Place::List(of) => Some(of),
            Place::Answer | Place::Elsewhere => None,
        };
        let mut list = Vec::new();
        let (mut sent, mut kept) = (0_u64, 0_usize);
        let lean = of.filter(|_| budget.leans());
        while kept < budget.rows && !budget.is_spent() {
            if let Some(list) = lean {
                let Some(row) = items.next_element_seed(LeanRow { budget })? else { break };
                sent += 1;
                if budget.is_spent() {
                    break;
                }
                kept += 1;
                if let (Some(takes), Some(row)) = (budget.takes.as_deref_mut(), row) {
                    takes.take_lean(list, &row);
                }
                continue;
            }
            let seed = Kept { budget, name: IN_A_LIST, place: Place::Elsewhere };
            let Some(item) = items.next_element_seed(seed)? else { break };
            sent += 1;
            if budget.is_spent() {
                break;
            }
            kept += 1;
            budget.keep(of, &mut list, item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {
            sent += 1;
        }
        budget.left_out.note(name, sent, kept);
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let Self { budget, name, place } = self;
        let mut fields = Map::new();
        let mut left_out = 0_u64;
        let wanted = budget.wanted.filter(|_| name == IN_A_LIST);
        while let Some(key) = entries.next_key_seed(FieldName(wanted.filter(|_| !fields.is_empty())))? {
            let Some(key) = key else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            if fields.len() >= caps::OBJECT || key.len() > NAME || budget.is_all_spent() {
                entries.next_value::<IgnoredAny>()?;
                left_out += 1;
                continue;
            }
            let place = budget.under(place, &key);
            let value = entries.next_value_seed(Kept { budget, name: key.trim(), place })?;
            fields.insert(key, value);
        }
        budget.left_out.note(name, fields.len() as u64 + left_out, fields.len());
        Ok(Value::Object(fields))
    }
}

/// A row that is taken as it stands; `None` is what is no row, or an empty one.
struct LeanRow<'b, 't> {
    budget: &'b mut Budget<'t>,
}

impl<'de> DeserializeSeed<'de> for LeanRow<'_, '_> {
    type Value = Option<Lean<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.budget.spend();
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for LeanRow<'_, '_> {
    type Value = Option<Lean<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let Self { budget } = self;
        let whole = budget.takes.as_deref().is_some_and(TakesRows::whole);
        let mut row = Lean::new();
        let mut left_out = 0_u64;
        while let Some(name) = entries.next_key_seed(LeanName(budget.wanted.filter(|_| !row.is_empty())))? {
            let Some(name) = name else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            if row.len() >= caps::OBJECT || name.len() > NAME || budget.is_all_spent() {
                entries.next_value::<IgnoredAny>()?;
                left_out += 1;
                continue;
            }
            budget.spend();
            let cell = if whole {
                entries.next_value_seed(WholeCell { budget, name: name.trim() })?
            } else {
                entries.next_value::<Cell<'de>>()?
            };
            row.push(name, cell);
        }
        budget.left_out.note(IN_A_LIST, row.len() as u64 + left_out, row.len());
        Ok(Some(row).filter(|row| !row.is_empty()))
    }
}

/// What stands in a field of a row that is taken whole: what no figure can be as the tree that it is.
struct WholeCell<'b, 't> {
    budget: &'b mut Budget<'t>,
    name: &'b str,
}

impl<'b, 't> WholeCell<'b, 't> {
    fn kept(self) -> Kept<'b, 't> {
        Kept { budget: self.budget, name: self.name, place: Place::Elsewhere }
    }
}

impl<'de> DeserializeSeed<'de> for WholeCell<'_, '_> {
    type Value = Cell<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cell<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for WholeCell<'_, '_> {
    type Value = Cell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Cell<'de>, E> {
        Reads.visit_unit()
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Cell<'de>, E> {
        self.kept().visit_bool(yes).map(Cell::Tree)
    }

    fn visit_i64<E: Error>(self, int: i64) -> Result<Cell<'de>, E> {
        Reads.visit_i64(int)
    }

    fn visit_u64<E: Error>(self, int: u64) -> Result<Cell<'de>, E> {
        Reads.visit_u64(int)
    }

    fn visit_f64<E: Error>(self, float: f64) -> Result<Cell<'de>, E> {
        Reads.visit_f64(float)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Cell<'de>, E> {
        Reads.visit_borrowed_str(text)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Cell<'de>, E> {
        Reads.visit_str(text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Cell<'de>, A::Error> {
        self.kept().visit_seq(items).map(Cell::Tree)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<Cell<'de>, A::Error> {
        self.kept().visit_map(entries).map(Cell::Tree)
    }
}

/// The name of a field of such a row, where it is wanted.
struct LeanName(Option<Wanted>);

impl<'de> DeserializeSeed<'de> for LeanName {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for LeanName {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(self.0.is_none_or(|wanted| wanted(name)).then_some(Cow::Borrowed(name)))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.is_none_or(|wanted| wanted(name)).then(|| Cow::Owned(name.to_owned())))
    }
}

/// The name of a field, where it is wanted.
struct FieldName(Option<Wanted>);

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<String>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<String>, E> {
        Ok(self.0.is_none_or(|wanted| wanted(name)).then(|| name.to_owned()))
    }
}

#[cfg(test)]
mod tests;
