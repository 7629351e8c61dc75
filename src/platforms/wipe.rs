//! Overwrites what held a secret for a while and is no `secrecy` type: the JSON that a token came or went in, and the
//! headers that carried it.

use std::ops::Deref;

use secrecy::zeroize::Zeroize;
use serde_json::{Map, Value};

/// Overwrites every text in `value`.
pub(super) fn wipe(value: &mut Value) {
    match value {
        Value::String(text) => text.zeroize(),
        Value::Array(items) => items.iter_mut().for_each(wipe),
        Value::Object(fields) => wipe_fields(fields),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Overwrites every text in `fields`.
pub(super) fn wipe_fields(fields: &mut Map<String, Value>) {
    fields.values_mut().for_each(wipe);
}

/// Headers of a request, overwritten when they are no longer needed.
pub(super) struct Headers<const N: usize>(pub(super) [(&'static str, String); N]);

impl<const N: usize> Deref for Headers<N> {
    type Target = [(&'static str, String)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<const N: usize> Drop for Headers<N> {
    fn drop(&mut self) {
        for (_, value) in &mut self.0 {
            value.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_text_is_overwritten_at_any_depth() {
        let mut value = json!({"item": {"token": "planted"}, "list": ["planted", 1, {"a": "planted"}], "n": 2});
        wipe(&mut value);
        assert_eq!(value, json!({"item": {"token": ""}, "list": ["", 1, {"a": ""}], "n": 2}));
    }
}
