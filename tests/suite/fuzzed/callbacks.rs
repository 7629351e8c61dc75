//! Bytes as a callback whose signature was good: read, refused in a short sentence, and taken by a board.

use callboard::http::words::DETAIL_MAX;
use callboard::model::{Board, Payload, Stamp, Update};
use callboard::platforms::sobot_call::read_callback;

use super::bytes::assert_harmless;

/// The bytes are the body.
pub fn run(data: &[u8]) {
    let pushed = match read_callback(data.to_vec()) {
        Ok(pushed) => pushed,
        Err(refusal) => return assert_harmless(&refusal.problem.to_string(), "a refusal"),
    };
    for reject in &pushed.rejects {
        let detail = reject.detail.to_string();
        assert!(detail.chars().count() <= DETAIL_MAX, "{detail}");
        assert_harmless(&detail, "a reject");
    }
    assert!(pushed.records.iter().all(|record| record.customer.number.is_none()));
    let update = Update::new(Stamp(1), Payload::Pushed(pushed.callbacks));
    let line = serde_json::to_string(&update).expect("an update is JSON");
    assert!(serde_json::from_str::<Update>(&line).is_ok(), "{line}");
    Board::new().apply(update);
}
