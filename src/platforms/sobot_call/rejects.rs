//! What is refused of a message, in words that may be shown.

use serde_json::Value;

use super::fields::Refused;
use super::problem::Decoded;
use crate::http::words::{quoted, scrub, shorten};
use crate::model::customer::mask_value;
use crate::model::{self, Problem, Reject, RejectReason, caps};

/// So much of a value is told, in characters.
pub(super) const VALUE_MAX: usize = 40;
/// So much of an agent's id is told.
pub(super) const ID_MAX: usize = 36;

/// Notes a reject. Of very many in one message only the first are told in words.
pub(super) fn refuse(rejects: &mut Vec<Reject>, mut reject: Reject) {
    if rejects.len() >= caps::REJECTS {
        reject.detail = Problem::Said(String::new());
    }
    rejects.push(reject);
}

/// A path, or the name of a field, as a reject repeats it.
pub(super) fn place(name: &str) -> String {
    scrub(&shorten(name, 60))
}

pub(super) fn bad_value(place: impl Into<model::Value>, field: &str, Refused(refused): Refused) -> Reject {
    let (value, bad) = *refused;
    let shown = match mask_value(field, &value) {
        Value::String(text) => quoted(&text, VALUE_MAX),
        other => shorten(&scrub(&other.to_string()), VALUE_MAX),
    };
    Reject::new(RejectReason::BadValue, Decoded::BadValue(place.into(), shown, bad))
}
