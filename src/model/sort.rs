//! Lists put in order, for all that is not done many times a second: the order is found among places, so that there is one
//! sort in the program and not one for each type and each order, of four kilobytes each.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use litemap::LiteMap;
use serde_json::{Map, Value};

/// Puts `items` in the order of `compare`; those that are equal stay as they stood to each other.
pub fn by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let places = places(items.len(), &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    moved(places, &mut |one, other| items.swap(one, other));
}

/// The same by a key, least first.
pub fn by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    by(items, |one, other| key(one).cmp(&key(other)));
}

/// Fields as an object; of several with one name, the last one counts. `collect` would put them in order first, by a sort
/// of its own for each type of iterator.
pub fn object(fields: impl IntoIterator<Item = (String, Value)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in fields {
        object.insert(name, value);
    }
    object
}

/// A map of `entries`; of several with one key, the last one counts. `collect` would put them in order first, as above.
pub fn map<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> LiteMap<K, V> {
    let mut map = LiteMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// The same for a set.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// For each place, where that is now which belongs there.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

/// Swaps until everything is where it belongs, each at most once.
fn moved(mut places: Vec<usize>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut hole = start;
        // Once around: what belongs into the hole leaves the next one.
        while let Some(place) = places.get_mut(hole) {
            let from = std::mem::replace(place, hole);
            if from == start {
                break;
            }
            swap(hole, from);
            hole = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_list_is_put_in_order_as_by_the_library(mut items: Vec<(u8, u16)>) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            by_key(&mut items, |(key, _)| std::cmp::Reverse(*key));
            prop_assert_eq!(&items, &expected);
            let compare = |one: &(u8, u16), other: &(u8, u16)| (other.1, one.0 / 2).cmp(&(one.1, other.0 / 2));
            expected.sort_by(compare);
            by(&mut items, compare);
            prop_assert_eq!(items, expected);
        }
    }
}
