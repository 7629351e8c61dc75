//! Lists on the wire, of which every item is made into what it means as it is read: what a list says is never in the
//! memory twice, once as it came and once as it is kept. A full message of a large centre would be three times its size.

use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::scalar::{Scalar, visit_scalars};
use crate::platforms::lenient::is_no_list;

/// What a list is gathered into.
pub(super) trait Gather: Default {
    /// So many items of a list are taken.
    const MOST: usize;

    /// Takes the next item; false where there is none.
    fn take<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error>;
}

/// A list of something, or the fact that it was none.
pub(super) enum List<T> {
    Alien,
    /// What some send where there is nothing to list: `{}`, `""`, `null`, `false`.
    Nothing,
    /// The first of them, and how many came behind those.
    Items(T, usize),
}

/// Reads a list, as much of it as is taken.
pub(super) fn gather<'de, T: Gather, A: SeqAccess<'de>>(mut items: A) -> Result<List<T>, A::Error> {
    let mut found = T::default();
    for _ in 0..T::MOST {
        if !found.take(&mut items)? {
            return Ok(List::Items(found, 0));
        }
    }
    let mut beyond = 0;
    while items.next_element::<IgnoredAny>()?.is_some() {
        beyond += 1;
    }
    Ok(List::Items(found, beyond))
}

impl<'de, T: Gather> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ListVisitor<T>(PhantomData<T>);
        impl<'de, T: Gather> Visitor<'de> for ListVisitor<T> {
            type Value = List<T>;
            visit_scalars!('de, |scalar: Scalar<'_>| match scalar {
                Scalar::Null | Scalar::Bool(false) => List::Nothing,
                Scalar::Text(text) if is_no_list(&text) => List::Nothing,
                _ => List::Alien,
            });
            fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
                gather(sequence)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
                let mut found = List::Nothing;
                while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    found = List::Alien;
                }
                Ok(found)
            }
        }
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }
}
