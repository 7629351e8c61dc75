//! As much of JSON schema as the schemas of this program are written in: that of the settings, of draft 7, and those of
//! snapshot and tail, of 2020-12. A word that is not among it is an error, so that no word is passed over unread.

use regex::Regex;
use serde_json::Value;

/// What is wrong with `value` by `schema`: the place of each thing, and the word that it breaks.
pub(crate) fn wrong(schema: &Value, value: &Value) -> Vec<String> {
    Look { root: schema, strict: false }.all(schema, value, "")
}

/// The same by a part of the schema `root`; and members of an object that it does not name are wrong, where it does not say
/// that there are such.
#[allow(dead_code, reason = "that of the settings forbids them itself")]
pub(crate) fn wrong_or_unnamed(root: &Value, schema: &Value, value: &Value) -> Vec<String> {
    Look { root, strict: true }.all(schema, value, "")
}

#[derive(Clone, Copy)]
struct Look<'a> {
    root: &'a Value,
    strict: bool,
}

impl Look<'_> {
    fn all(self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.look(schema, value, place, &mut found);
        found
    }

    fn look(self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        let words = match schema {
            Value::Bool(true) => return,
            Value::Bool(false) => return found.push(format!("{place}: is not known")),
            Value::Object(words) => words,
            other => panic!("{place}: no schema: {other}"),
        };
        for (word, rule) in words {
            if !self.holds(word, rule, value, place, found) {
                found.push(format!("{place}: {word} {}", brief(rule)));
            }
        }
        let opened = ["additionalProperties", "anyOf", "oneOf", "$ref"].iter().any(|word| words.contains_key(*word));
        if let (true, false, Value::Object(members)) = (self.strict, opened, value) {
            let known = words.get("properties");
            for name in members.keys().filter(|name| known.is_some_and(|known| known.get(*name).is_none())) {
                found.push(format!("{place}/{name}: is not named"));
            }
        }
        if let Some(rule) = words.get("additionalProperties")
            && let Value::Object(members) = value
        {
            for (name, member) in members {
                if words.get("properties").is_none_or(|known| known.get(name).is_none()) {
                    self.look(rule, member, &format!("{place}/{name}"), found);
                }
            }
        }
    }

    /// Whether a word's rule holds; what is wrong within the value is added to `found`.
    fn holds(self, word: &str, rule: &Value, value: &Value, place: &str, found: &mut Vec<String>) -> bool {
        let within = |schema: &Value, member: &Value, name: &str, found: &mut Vec<String>| {
            self.look(schema, member, &format!("{place}/{name}"), found);
        };
        let choices = || rule.as_array().unwrap().iter().map(move |one| self.all(one, value, place));
        match (word, value) {
            ("type", _) => match rule {
                Value::Array(any) => any.iter().any(|one| is_of_type(one, value)),
                one => is_of_type(one, value),
            },
            ("enum", _) => rule.as_array().unwrap().contains(value),
            ("const", _) => rule == value,
            ("$ref", _) => {
                let pointer = rule.as_str().unwrap().strip_prefix('#').unwrap();
                let meant = self.root.pointer(pointer).unwrap_or_else(|| panic!("{place}: nothing at {rule}"));
                self.look(meant, value, place, found);
                true
            }
            ("anyOf", _) => Self::any(choices(), found, 1..),
            ("oneOf", _) => Self::any(choices(), found, 1..2),
            ("minimum", Value::Number(number)) => number.as_f64() >= rule.as_f64(),
            ("maximum", Value::Number(number)) => number.as_f64() <= rule.as_f64(),
            ("pattern", Value::String(text)) => Regex::new(rule.as_str().unwrap()).unwrap().is_match(text),
            ("minLength", Value::String(text)) => text.chars().count() as u64 >= rule.as_u64().unwrap(),
            ("maxLength", Value::String(text)) => text.chars().count() as u64 <= rule.as_u64().unwrap(),
            ("minItems", Value::Array(items)) => items.len() as u64 >= rule.as_u64().unwrap(),
            ("maxItems", Value::Array(items)) => items.len() as u64 <= rule.as_u64().unwrap(),
            ("minProperties", Value::Object(members)) => members.len() as u64 >= rule.as_u64().unwrap(),
            ("maxProperties", Value::Object(members)) => members.len() as u64 <= rule.as_u64().unwrap(),
            ("required", Value::Object(members)) => {
                rule.as_array().unwrap().iter().all(|name| members.contains_key(name.as_str().unwrap()))
            }
            ("items", Value::Array(items)) => {
                items.iter().enumerate().for_each(|(at, item)| within(rule, item, &at.to_string(), found));
                true
            }
            ("prefixItems", Value::Array(items)) => {
                let rules = rule.as_array().unwrap();
                let pairs = rules.iter().zip(items).enumerate();
                pairs.for_each(|(at, (rule, item))| within(rule, item, &at.to_string(), found));
                true
            }
            ("properties", Value::Object(members)) => {
                for (name, member) in members {
                    if let Some(known) = rule.get(name) {
                        within(known, member, name, found);
                    }
                }
                true
            }
            ("propertyNames", Value::Object(members)) => {
                members.keys().for_each(|name| within(rule, &Value::from(name.as_str()), name, found));
                true
            }
            (other, _) => says_nothing(other).unwrap_or_else(|| panic!("{place}: an unknown word: {other}")),
        }
    }

    /// Whether as many of the choices hold as `count` has; else what is wrong with the one that is nearest.
    fn any(
        choices: impl Iterator<Item = Vec<String>>,
        found: &mut Vec<String>,
        count: impl std::ops::RangeBounds<usize>,
    ) -> bool {
        let all: Vec<Vec<String>> = choices.collect();
        let holding = all.iter().filter(|wrong| wrong.is_empty()).count();
        if holding == 0 {
            let depth = |wrong: &&Vec<String>| wrong.iter().map(|said| said.matches('/').count()).max();
            found.extend(all.iter().max_by_key(depth).into_iter().flatten().cloned());
        }
        count.contains(&holding)
    }
}

/// Words that say nothing of a value, or nothing of one of this type.
fn says_nothing(word: &str) -> Option<bool> {
    let known = [
        "$schema",
        "$id",
        "$defs",
        "title",
        "description",
        "default",
        "examples",
        "minimum",
        "maximum",
        "pattern",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
        "required",
        "items",
        "prefixItems",
        "properties",
        "additionalProperties",
        "propertyNames",
    ];
    known.contains(&word).then_some(true)
}

fn brief(rule: &Value) -> String {
    rule.to_string().chars().take(200).collect()
}

fn is_of_type(name: &Value, value: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "null" => value.is_null(),
        other => panic!("no type: {other}"),
    }
}
