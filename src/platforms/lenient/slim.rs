//! Values of fields that no document names, kept small.

use serde_json::{Map, Value};

use crate::model::caps;

/// A value of a field that no document names, no larger than a person would look at.
pub fn slim(value: Value) -> Value {
    fn within(value: Value, room: &mut usize) -> Value {
        *room = room.saturating_sub(8);
        match value {
            Value::String(text) => {
                let kept = caps::cut(&text, *room);
                *room = room.saturating_sub(text.len());
                Value::String(kept)
            }
            Value::Array(items) => {
                let mut kept = Vec::new();
                for item in items {
                    if *room == 0 {
                        break;
                    }
                    kept.push(within(item, room));
                }
                Value::Array(kept)
            }
            Value::Object(fields) => {
                let mut kept = Map::new();
                for (name, value) in fields {
                    *room = room.saturating_sub(name.len());
                    if *room == 0 {
                        break;
                    }
                    kept.insert(name, within(value, room));
                }
                Value::Object(kept)
            }
            scalar => scalar,
        }
    }
    let mut room = caps::TEXT;
    within(value, &mut room)
}
