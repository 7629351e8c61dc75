//! Fields without a typed home are patched by `json-patch`, all of a message's operations on one object or none.

use std::collections::HashSet;

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, Patch, PatchOperation};
use serde_json::Value;

use crate::model::agent::ExtraField;
use crate::model::extra::Extra;

/// What became of the operations on one object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Patched {
    /// So many were applied.
    pub(super) applied: u64,
    /// So many name fields for which there is no room.
    pub(super) left_out: u64,
}

/// The RFC 6902 operation for one field: `add`, since a `replace` on a field not seen before sets it.
fn operation(extra: ExtraField) -> PatchOperation {
    let path = PointerBuf::from_tokens([extra.field.as_str()]);
    PatchOperation::Add(AddOperation { path, value: extra.value })
}

/// Sets the fields, all or none; new ones only as long as there are no more than `most`.
///
/// # Errors
/// The patch library's sentence; `fields` is then as it was.
pub(super) fn patch(fields: &mut Extra, set: Vec<ExtraField>, most: usize) -> Result<Patched, String> {
    let all = set.len();
    let mut room = most.saturating_sub(fields.len());
    let mut new: HashSet<String> = HashSet::new();
    let has_room = |extra: &ExtraField| {
        if fields.contains_key(&extra.field) || new.contains(&extra.field) {
            return true;
        }
        let fits = room > 0;
        if fits {
            room -= 1;
            new.insert(extra.field.clone());
        }
        fits
    };
    let operations: Vec<PatchOperation> = set.into_iter().filter(has_room).map(operation).collect();
    let patched = Patched { applied: operations.len() as u64, left_out: (all - operations.len()) as u64 };
    if operations.is_empty() {
        return Ok(patched);
    }
    let mut document = Value::Object(fields.take_map());
    let outcome = json_patch::patch(&mut document, &Patch(operations)).map_err(|error| error.to_string());
    if let Value::Object(set) = document {
        *fields = set.into();
    }
    outcome.map(|()| patched)
}
