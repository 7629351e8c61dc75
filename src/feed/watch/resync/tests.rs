use std::sync::Arc;

use super::*;
use crate::feed::backoff::Ramp;
use crate::feed::fake::{answered, error, full};

const TIMES: Times =
    Times { every: Duration::from_mins(5), gap: Duration::from_secs(5), settle: Duration::from_secs(1) };

fn resync() -> (Resync, Instant) {
    let now = Instant::now();
    (Resync::new(TIMES, Backoff::new(Ramp::default(), Arc::new(|| 1.0)), now), now)
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

#[test]
fn is_made_every_five_minutes() {
    let (mut resync, start) = resync();
    assert!(!resync.begin(start + seconds(299)));
    assert_eq!(resync.deadline(true), Some(start + seconds(300)));
    assert!(resync.begin(start + seconds(300)));
    assert!(!resync.begin(start + seconds(600)), "one at a time");
    resync.refreshed(start + seconds(700));
    assert_eq!(resync.deadline(true), Some(start + seconds(1_000)), "a full message is as good");
}

#[test]
fn is_made_at_most_once_in_five_seconds() {
    let (mut resync, start) = resync();
    resync.doubt();
    assert!(resync.begin(start));
    resync.answered(Ok(LiteMap::from_iter([(1, full(0, Vec::new()))])), start);
    assert!(resync.finish(true, start + seconds(1)).is_some());
    resync.doubt();
    resync.doubt();
    assert!(!resync.begin(start + Duration::from_millis(4_999)));
    assert!(resync.begin(start + seconds(5)));
}

#[test]
fn settles_before_it_is_told_and_keeps_what_it_heard() {
    let (mut resync, start) = resync();
    resync.hear(&answered("a", 1));
    resync.doubt();
    resync.begin(start);
    resync.hear(&answered("a", 2));
    resync.answered(Ok(LiteMap::from_iter([(1, full(1, Vec::new()))])), start + seconds(2));
    assert_eq!(resync.finish(true, start + Duration::from_millis(2_999)), None);
    resync.hear(&answered("a", 3));
    assert_eq!(resync.finish(false, start + seconds(3)), None, "something heard is still unread");
    let done = resync.finish(true, start + seconds(3)).expect("settled");
    assert_eq!(done.heard, [answered("a", 2), answered("a", 3)]);
    assert_eq!(done.kind, RosterKind::Resync);
}

#[test]
fn a_stream_that_never_rests_does_not_hold_it_back_for_ever() {
    let (mut resync, start) = resync();
    resync.doubt();
    resync.begin(start);
    resync.answered(Ok(LiteMap::new()), start);
    assert_eq!(resync.finish(false, start + Duration::from_millis(5_999)), None);
    assert!(resync.finish(false, start + seconds(6)).is_some());
}

#[test]
fn a_failure_is_said_and_tried_again() {
    let (mut resync, start) = resync();
    resync.page_is_back();
    resync.begin(start);
    resync.answered(Err(error(ErrorKind::Network)), start);
    assert_eq!(resync.error().map(ToString::to_string).as_deref(), Some("resync failed: Network for a test"));
    assert_eq!(resync.failures(), 1);
    assert!(resync.is_page_due() && !resync.is_running());
    assert!(!resync.begin(start + seconds(4)));
    assert!(resync.begin(start + seconds(5)));
    resync.answered(Ok(LiteMap::new()), start + seconds(5));
    let done = resync.finish(true, start + seconds(6)).expect("settled");
    assert_eq!(done.kind, RosterKind::Full, "the reason is kept");
    assert_eq!((resync.error(), resync.failures()), (None, 0));
}

#[test]
fn a_settings_error_waits_at_the_cap() {
    let (mut resync, start) = resync();
    resync.doubt();
    resync.begin(start);
    resync.answered(Err(error(ErrorKind::Settings)), start);
    assert_eq!(resync.deadline(true), Some(start + seconds(30)));
}

#[test]
fn agents_that_it_brought_are_no_reason_for_another() {
    let (mut resync, start) = resync();
    resync.miss(vec![AgentId::new("a")]);
    assert!(resync.begin(start));
    resync.miss(vec![AgentId::new("a"), AgentId::new("b")]);
    resync.answered(Ok(LiteMap::new()), start);
    resync.finish(true, start + seconds(1)).expect("settled");
    resync.found(|id| id.as_str() == "a");
    assert!(resync.begin(start + seconds(5)), "b is still missing");
    resync.answered(Ok(LiteMap::new()), start + seconds(5));
    resync.finish(true, start + seconds(6)).expect("settled");
    resync.found(|_| true);
    assert!(!resync.begin(start + seconds(30)));
}

#[test]
fn too_much_heard_makes_it_pointless() {
    let (mut resync, start) = resync();
    resync.doubt();
    resync.begin(start);
    // What names no agent of the page that told it is nothing to replay.
    for _ in 0..=HEARD_MAX {
        resync.hear(&Changes::default());
    }
    assert_eq!(resync.finish(true, start), None);
    assert_eq!(resync.error(), None);
    let changes = answered("a", 1);
    for _ in 0..=HEARD_MAX {
        resync.hear(&changes);
    }
    assert_eq!(resync.finish(true, start), None);
    assert_eq!(
        resync.error().map(ToString::to_string).as_deref(),
        Some("resync failed: too much changed while it ran")
    );
}
