//! The site's midnight, also where clocks skip it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use callboard::model::Stamp;
use chrono::DateTime;
use chrono_tz::Tz;

use super::*;

/// So much is left of the day when the clock goes on.
const LEFT: i64 = 8_000;

/// How far the clock is from this machine's while it stands.
const STANDS: i64 = i64::MIN;

/// A clock that stands at `at` until [`go_on`] is called with what comes beside it.
fn standing_clock(at: Stamp) -> (Clock, Arc<AtomicI64>) {
    let (right, off) = (glue::clock(), Arc::new(AtomicI64::new(STANDS)));
    let kept = Arc::clone(&off);
    let clock: Clock = Arc::new(move || match kept.load(Ordering::SeqCst) {
        STANDS => at,
        off => right().plus(off),
    });
    (clock, off)
}

fn go_on(off: &AtomicI64, at: Stamp) {
    off.store(at.since(glue::clock()()), Ordering::SeqCst);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_the_sites_midnight_the_days_figures_begin_anew_also_where_clocks_skip_it() {
    for (zone, midnight) in [
        (Tz::Asia__Shanghai, "2026-11-20T16:00:00Z"),
        // Clocks go from 00:00 to 01:00.
        (Tz::Africa__Cairo, "2024-04-25T22:00:00Z"),
    ] {
        let midnight = Stamp(DateTime::parse_from_rfc3339(midnight).unwrap().timestamp_millis());
        let evening = midnight.plus(-LEFT);
        // However slow this machine is, the old day lasts until everything has been asked for once.
        let (clock, off) = standing_clock(evening);
        let worlds = Arc::clone(&clock);
        let options = Options {
            rate: Some(200.0),
            zone,
            clock: Arc::new(move || worlds().ms()),
            // No minute passes while the clock stands.
            open_calls_per_minute: 1_000,
            ..Options::new(31)
        };
        let vendors = Vendors { sobot: true, ..Vendors::default() };
        let mut desk = Desk::open(options, vendors, clock).await;
        desk.start();
        desk.until("the old day", |board| {
            let of_old = |at: Option<Stamp>| at.is_some_and(|at| at < midnight);
            whole(board) && of_old(board.source(SourceId::Chat).as_of) && of_old(board.source(SourceId::Ai).as_of)
        })
        .await;
        let chats = |board: &Board| board.chat().and_then(|day| day.totals.chats).unwrap_or(0);
        let sessions = |board: &Board| board.ai().and_then(|day| day.totals.sessions).unwrap_or(0);
        let before = (chats(&desk.board), sessions(&desk.board));
        assert!(before.0 > 20 && before.1 > 20, "a day's work: {before:?}");
        go_on(&off, evening);
        desk.until("the new day", |board| {
            let of_new = |at: Option<Stamp>| at.is_some_and(|at| at >= midnight);
            let is_new = of_new(board.source(SourceId::Chat).as_of) && of_new(board.source(SourceId::Ai).as_of);
            // What was asked for before midnight may be answered after it.
            is_new && chats(board) < before.0 / 2 && sessions(board) < before.1 / 2
        })
        .await;
        let after = (chats(&desk.board), sessions(&desk.board));
        assert!(after.0 < before.0 / 2 && after.1 < before.1 / 2, "{zone}: {before:?}, then {after:?}");
        let now = applied(&desk.board);
        desk.until("operations of the new day", |board| applied(board) > now + 100).await;
        desk.equals_the_truth().await;
        desk.close().await;
    }
}
