//! The yardstick for operations: the whole centre as one JSON document, and `json-patch` for every operation on it.

use std::borrow::Cow;
use std::collections::HashMap;

use json_patch::jsonptr::PointerBuf;
use json_patch::{Patch, PatchOperation, ReplaceOperation};
use serde::Deserialize;
use serde_json::Value;

use super::centre;

/// A message of operations, as lean as it can be read.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(borrow)]
    list: Vec<Operation<'a>>,
}

#[derive(Deserialize)]
struct Operation<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    path: Cow<'a, str>,
    value: Value,
}

/// The document.
pub struct Document {
    root: Value,
    rows: HashMap<String, usize>,
}

impl Document {
    /// The full message of `agents`, as it came.
    pub fn new(agents: usize) -> Self {
        let root = serde_json::from_str(&centre::full_message(agents)).unwrap();
        Self { root, rows: (0..agents).map(|index| (centre::id(index), index)).collect() }
    }

    /// Takes one message of the stream to the document.
    pub fn hear(&mut self, text: &str) {
        let event: Event<'_> = serde_json::from_str(text).unwrap();
        let operation = |Operation { id, path, value }: Operation<'_>| {
            let path = match path.strip_prefix("agentsMetrics/list/") {
                Some(field) => format!("/agentsMetrics/list/{}/{field}", self.rows[id.trim()]),
                None => format!("/{path}"),
            };
            PatchOperation::Replace(ReplaceOperation { path: PointerBuf::parse(path).unwrap(), value })
        };
        let patch = Patch(event.list.into_iter().map(operation).collect());
        json_patch::patch(&mut self.root, &patch).unwrap();
    }

    /// A field of an agent, to see that both sides did the same.
    pub fn field(&self, index: usize, field: &str) -> &Value {
        &self.root["agentsMetrics"]["list"][index][field]
    }
}
