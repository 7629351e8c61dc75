use super::*;

/// Ten o'clock on Saturday 21 November 2026 in Shanghai.
const TEN: Stamp = Stamp(1_795_226_400_000);

const MINUTE: i64 = 60_000;

/// Three agents: ready, talking, at lunch.
fn heads() -> Floor {
    let mut heads = Floor::default();
    heads.note(State::Ready, None, 1);
    heads.note(State::Talking, None, 1);
    heads.note(State::Busy, Some(BusyReason::Dining), 1);
    heads.note(State::Offline, None, 1);
    heads
}

/// A watch over so many ms from ten on, heard twice a minute, but for a stretch.
fn watched(ms: i64, gap: std::ops::Range<i64>) -> FloorWatch {
    let mut watch = FloorWatch::default();
    for at in (0..=ms).step_by(30_000).filter(|at| !gap.contains(at)) {
        watch.pass(TEN.plus(at), &heads());
    }
    watch
}

#[test]
fn a_half_hour_has_the_means_of_what_was_seen() {
    let half = watched(30 * MINUTE, 0..0).half(TEN).unwrap();
    assert_eq!(half.seen_ms, 1_800_000);
    let mean = |sum| half.mean(sum).unwrap();
    assert!((mean(half.logged_in) - 3.0).abs() < 1e-9 && (mean(half.ready) - 1.0).abs() < 1e-9);
    assert!((mean(half.away()) - 1.0).abs() < 1e-9);
    assert_eq!(half.reasons(), [(BusyReason::Dining, 1_800_000)]);
    assert_eq!(watched(28 * MINUTE, 0..0).half(TEN), None, "it has not ended");
    assert_eq!(watched(60 * MINUTE, 0..0).half(TEN.plus(30 * MINUTE)).map(|half| half.seen_ms), Some(1_800_000));
}

#[test]
fn a_gap_makes_it_unknown_and_a_short_silence_does_not() {
    assert!(watched(30 * MINUTE, 10 * MINUTE..11 * MINUTE).half(TEN).is_some(), "it was heard 90 s later");
    assert_eq!(watched(30 * MINUTE, 10 * MINUTE..12 * MINUTE).half(TEN), None);
    let mut broken = watched(10 * MINUTE, 0..0);
    broken.break_off();
    for at in (11 * MINUTE..=30 * MINUTE).step_by(30_000) {
        broken.pass(TEN.plus(at), &heads());
    }
    assert!(broken.half(TEN).is_some(), "just a minute");
    broken.break_off();
    assert_eq!(watched(60 * MINUTE, 10 * MINUTE..14 * MINUTE).half(TEN), None);
}

#[test]
fn what_is_told_of_an_earlier_moment_is_not_counted_twice() {
    let mut watch = watched(30 * MINUTE, 0..0);
    watch.pass(TEN.plus(5 * MINUTE), &heads());
    watch.pass(TEN.plus(6 * MINUTE), &heads());
    assert_eq!(watch.half(TEN).map(|half| half.seen_ms), Some(1_800_000));
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let half = watched(30 * MINUTE, 0..0).half(TEN).unwrap();
    let numbers: Vec<u64> = half.numbers().collect();
    assert_eq!((numbers.len(), Floor::of_numbers(&numbers)), (NUMBERS, Some(half)));
}

#[test]
fn an_agent_who_is_taken_back_was_never_there() {
    let mut heads = heads();
    for reason in BusyReason::NAMED.iter().copied().chain([BusyReason::Other(77)]) {
        heads.note(State::Busy, Some(reason), 1);
    }
    assert_eq!((heads.busy_in(BusyReason::Other(3)), heads.busy()), (1, 16));
    for reason in BusyReason::NAMED.iter().copied().chain([BusyReason::Other(77)]) {
        heads.take_back(State::Busy, Some(reason), 1);
    }
    assert_eq!(heads, self::heads());
}
