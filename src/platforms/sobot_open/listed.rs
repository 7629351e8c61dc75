//! Lists as this family's answers hold them.

use serde_json::{Map, Value};

use crate::platforms::lenient::{self, LeftOut};

/// Under which names the rows may stand within `data`, which may be the list itself.
const LISTS: [&str; 5] = ["data", "list", "items", "records", "pageData"];

/// `data` is a list; the documents' table says that it is an object, so one that holds a list, or is a row, is taken.
/// `None` is what is neither.
pub(super) fn rows(data: Option<Value>) -> Option<Vec<Map<String, Value>>> {
    let Some(Value::Object(mut fields)) = data else { return lenient::rows(data) };
    let inner = LISTS.into_iter().find_map(|key| match fields.get(key) {
        Some(Value::Object(row)) if !row.is_empty() => None,
        Some(_) => lenient::rows(fields.remove(key)),
        None => None,
    });
    Some(inner.unwrap_or_else(|| if fields.is_empty() { Vec::new() } else { vec![fields] }))
}

/// How many rows came where not all of them were kept.
pub(super) fn sent(cut: &LeftOut) -> Option<u64> {
    LISTS.iter().find_map(|name| cut.sent(name))
}
