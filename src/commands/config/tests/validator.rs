//! As much of JSON schema as the settings' schema is written in; a word that is not among it is an error.

use regex::Regex;
use serde_json::Value;

/// What is wrong with `value` by `schema`: the place of each thing, and the word that it breaks.
pub(super) fn wrong(schema: &Value, value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(schema, value, "", &mut found);
    found
}

fn look(schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
    let words = match schema {
        Value::Bool(true) => return,
        Value::Bool(false) => return found.push(format!("{place}: is not known")),
        Value::Object(words) => words,
        other => panic!("{place}: no schema: {other}"),
    };
    for (word, rule) in words {
        let holds = match (word.as_str(), value) {
            ("type", _) => match rule {
                Value::Array(any) => any.iter().any(|one| is_of_type(one, value)),
                one => is_of_type(one, value),
            },
            ("enum", _) => rule.as_array().unwrap().contains(value),
            ("minimum", Value::Number(number)) => number.as_f64() >= rule.as_f64(),
            ("maximum", Value::Number(number)) => number.as_f64() <= rule.as_f64(),
            ("pattern", Value::String(text)) => Regex::new(rule.as_str().unwrap()).unwrap().is_match(text),
            ("minLength", Value::String(text)) => text.chars().count() as u64 >= rule.as_u64().unwrap(),
            ("maxLength", Value::String(text)) => text.chars().count() as u64 <= rule.as_u64().unwrap(),
            ("minItems", Value::Array(items)) => items.len() as u64 >= rule.as_u64().unwrap(),
            ("maxItems", Value::Array(items)) => items.len() as u64 <= rule.as_u64().unwrap(),
            ("items", Value::Array(items)) => {
                items.iter().enumerate().for_each(|(at, item)| look(rule, item, &format!("{place}/{at}"), found));
                true
            }
            ("properties", Value::Object(members)) => {
                for (name, member) in members {
                    if let Some(known) = rule.get(name) {
                        look(known, member, &format!("{place}/{name}"), found);
                    }
                }
                true
            }
            ("additionalProperties", Value::Object(members)) => {
                for (name, member) in members {
                    if words.get("properties").is_none_or(|known| known.get(name).is_none()) {
                        look(rule, member, &format!("{place}/{name}"), found);
                    }
                }
                true
            }
            ("propertyNames", Value::Object(members)) => {
                for name in members.keys() {
                    look(rule, &Value::from(name.as_str()), &format!("{place}/{name}"), found);
                }
                true
            }
            // What says nothing of a value, or nothing of one of this type.
            (
                "$schema"
                | "title"
                | "description"
                | "default"
                | "examples"
                | "minimum"
                | "maximum"
                | "pattern"
                | "minLength"
                | "maxLength"
                | "minItems"
                | "maxItems"
                | "items"
                | "properties"
                | "additionalProperties"
                | "propertyNames",
                _,
            ) => true,
            (other, _) => panic!("{place}: a word that editors may not know: {other}"),
        };
        if !holds {
            found.push(format!("{place}: {word} {rule}"));
        }
    }
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("no type: {other}"),
    }
}
