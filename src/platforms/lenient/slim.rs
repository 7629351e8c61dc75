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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_nested_value_is_kept_as_far_as_there_is_room_for_it() {
        let value = json!({"a": [1, {"b": null}], "c": "李娜"});
        assert_eq!(slim(value.clone()), value);
        let rows: Vec<Value> = (0..100_000).map(|row| json!({"row": row})).collect();
        let kept = slim(json!({"a": "x".repeat(1_000), "b": rows, "c": 1}));
        assert!(kept.to_string().len() < 2 * caps::TEXT, "{}", kept.to_string().len());
        assert_eq!(
            (kept["a"].as_str().map(str::len), &kept["b"][0], &kept["c"]),
            (Some(1_000), &json!({"row": 0}), &Value::Null)
        );
    }
}
