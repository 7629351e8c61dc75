//! A machine whose clock is not the vendor's: signatures, tokens and times go by the vendor's.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use callboard::model::{ClockVerdict, Phase};

use super::*;

const MINUTES: i64 = 60_000;

/// This machine's clock, with an error that can be changed.
fn wrong_clock(by: i64) -> (Clock, Arc<AtomicI64>) {
    let (right, error) = (glue::clock(), Arc::new(AtomicI64::new(by)));
    let kept = Arc::clone(&error);
    (Arc::new(move || right().plus(kept.load(Ordering::SeqCst))), error)
}

const ALL: Vendors = Vendors { sobot: true, cn: true, moor: true };

fn all_live(board: &Board) -> bool {
    let ids: Vec<SourceId> = board.source_ids().collect();
    ids.len() == 6 && whole(board) && ids.iter().all(|id| board.source(*id).phase == Phase::Live)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_ten_minutes_off_signs_by_the_vendors_and_the_board_equals_the_truth() {
    for by in [10 * MINUTES, -10 * MINUTES, -720 * MINUTES] {
        let (clock, _) = wrong_clock(by);
        let mut desk = Desk::open(Options { rate: Some(300.0), ..afternoon(21) }, ALL, clock).await;
        desk.start();
        desk.until("six live sources", all_live).await;
        desk.until("operations", |board| applied(board) > 200).await;
        desk.equals_the_truth().await;
        for id in desk.board.source_ids() {
            let skew = desk.board.source(id).skew_ms.unwrap();
            assert!(skew.abs_diff(-by) < 20_000, "{id}: {skew} ms, and Health shows that");
        }
        let verdict = desk.board.clock_verdict();
        assert!(matches!(verdict, ClockVerdict::Ours { off_ms } if off_ms.abs_diff(-by) < 20_000), "{verdict:?}");
        let (now, skew) = ((desk.clock)(), desk.board.skew_ms());
        for agent in desk.board.agents() {
            // By our clock alone, who has just come would be in a state since the future.
            let since = agent.since().map(|since| now.plus(skew).since(since));
            assert!(since.is_none_or(|since| (-2_000..=7 * 24 * 60 * MINUTES).contains(&since)), "{since:?}");
        }
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_set_while_tokens_are_short_lived_costs_no_source() {
    let (clock, error) = wrong_clock(0);
    let options = Options { rate: Some(300.0), token_lifetime: Duration::from_secs(61), ..afternoon(22) };
    let mut desk = Desk::open(options, ALL, clock).await;
    desk.start();
    desk.until("six live sources", all_live).await;
    for by in [10, -300] {
        error.fetch_add(by * MINUTES, Ordering::SeqCst);
        let before: Vec<(SourceId, u64)> =
            desk.board.source_ids().map(|id| (id, desk.board.source(id).connects)).collect();
        // Everybody is asked again, and streams that are open stay open.
        desk.sources().feed.request(callboard::feed::Request::Retry(None));
        let applied_before = applied(&desk.board);
        desk.until("all sources heard again", |board| {
            let heard = |id: &SourceId, connects: u64| *id == SourceId::Agents || board.source(*id).connects > connects;
            applied(board) > applied_before + 50 && before.iter().all(|(id, connects)| heard(id, *connects))
        })
        .await;
        desk.until("six live sources", all_live).await;
    }
    desk.equals_the_truth().await;
    desk.close().await;
}
