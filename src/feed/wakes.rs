//! When a source that waits for a credential may ask again before its time.

use tokio::sync::watch;

use crate::platforms::Recoveries;

/// What a source may be waiting for beside the vendor's good will: a credential that it shares with others, and a clock
/// to sign by.
pub(crate) struct Wakes([Option<watch::Receiver<u64>>; 3]);

impl Wakes {
    /// Of these; what has happened so far counts for nothing.
    pub(crate) fn of(recoveries: [Option<Recoveries>; 3]) -> Self {
        Self(recoveries.map(|recoveries| recoveries.map(|recoveries| recoveries.subscribe())))
    }

    /// Waits for the next; for ever where there can be none.
    pub(crate) async fn next(&mut self) {
        let [first, second, third] = &mut self.0;
        tokio::select! {
            () = changed(first) => {}
            () = changed(second) => {}
            () = changed(third) => {}
        }
    }
}

async fn changed(receiver: &mut Option<watch::Receiver<u64>>) {
    if let Some(known) = receiver {
        if known.changed().await.is_ok() {
            return;
        }
        // No credential can recover any more.
        *receiver = None;
    }
    std::future::pending::<()>().await;
}
