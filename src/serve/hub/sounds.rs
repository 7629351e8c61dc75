//! Recordings of calls, by the call's id: the address of one is masked on its way to boards, and of no use there.

use std::pin::Pin;

use crate::feed::{Feed, Recording};
use crate::model::{CallRecord, Shelf};
use crate::platforms::Result;

/// A recording being opened.
pub(super) type Opening = Pin<Box<dyn Future<Output = Result<Recording>> + Send>>;

/// Opens the recording of `call`, if anything that was looked up names one.
pub(super) fn opening(shelf: &Shelf, feed: &Feed, call: &str) -> Option<Opening> {
    let of_calls = |record: &&CallRecord| record.id == call;
    let address = shelf.iter().find_map(|(_, shelved)| {
        let one = shelved.call().and_then(|detail| detail.call.as_ref());
        let listed = shelved.calls().and_then(|rows| rows.position(call).and_then(|at| rows.rows.get(at)));
        one.into_iter().chain(listed).filter(of_calls).find_map(|record| record.recording.clone())
    })?;
    Some(Box::pin(feed.recording(call, &address)))
}
