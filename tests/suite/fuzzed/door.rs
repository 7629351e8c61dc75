//! Bytes as an answer: what is JSON is read as it is, and nothing else makes the door fall off its hinges.

use callboard::http::words::DETAIL_MAX;
use callboard::platforms::lenient;
use callboard::platforms::sobot_call::{decode, decode_page};
use callboard::platforms::{Message, Result};
use serde_json::Value;

use super::bytes::assert_harmless;

/// The bytes are the answer.
pub fn run(data: &[u8]) {
    let text = lenient::text(data.to_vec());
    let read = lenient::owned::<Value>(&text);
    if let Ok(strict) = serde_json::from_str::<Value>(&text) {
        assert_eq!(read.as_ref().ok(), Some(&strict), "JSON is read as it is");
    } else if let Ok(mended) = &read {
        let written = mended.to_string();
        assert!(serde_json::from_str::<Value>(&written).is_ok(), "{written}");
    }
    if let Ok(Value::Object(mut fields)) = read {
        let list = fields.remove("list");
        let rows = lenient::rows(list.clone());
        assert!(rows.is_none_or(|rows| rows.iter().all(|row| !row.is_empty())));
        assert!(list.is_none_or(|list| !lenient::is_nothing(&list) || lenient::list(Some(list)).is_some()));
    }
    match decode(&text) {
        Message::Rejected(reject) => {
            assert!(reject.detail.to_string().chars().count() <= DETAIL_MAX, "{}", reject.detail);
            assert_harmless(&reject.detail.to_string(), "a reject");
        }
        Message::Full(_) | Message::Changes(_) => {}
    }
    let page: Result<_> = decode_page(&text, "the agents call");
    if let Err(error) = page {
        assert_harmless(&error.to_string(), "an error");
    }
}
