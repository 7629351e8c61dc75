//! Fields without a typed home are patched by `json-patch`, all of a message's operations on one object or none.

use json_patch::jsonptr::PointerBuf;
use json_patch::{AddOperation, Patch, PatchOperation};
use serde_json::Value;

use crate::model::agent::ExtraField;
use crate::model::extra::Extra;

/// The RFC 6902 operation for one field: `add`, since a `replace` on a field not seen before sets it.
pub(super) fn operation(extra: ExtraField) -> PatchOperation {
    let path = PointerBuf::from_tokens([extra.field.as_str()]);
    PatchOperation::Add(AddOperation { path, value: extra.value })
}

/// Applies `operations` to `fields`, all or none.
///
/// # Errors
/// The patch library's sentence; `fields` is then as it was.
pub(super) fn patch(fields: &mut Extra, operations: Vec<PatchOperation>) -> Result<(), String> {
    let mut document = Value::Object(fields.take_map());
    let outcome = json_patch::patch(&mut document, &Patch(operations)).map_err(|error| error.to_string());
    if let Value::Object(patched) = document {
        *fields = patched.into();
    }
    outcome
}
