use proptest::prelude::*;

use super::*;
use crate::model::{Stamp, Tag};

const T0: Stamp = Stamp(1_772_445_600_000);
const OFF: i64 = 600_000;

/// A vendor whose messages' clock is `ahead` of ours.
struct Vendor {
    clock: MessageClock,
    ahead: i64,
}

impl Vendor {
    const fn ahead(ahead: i64) -> Self {
        Self { clock: MessageClock::new(), ahead }
    }

    /// A message that comes at `at` ms, `late` ms after it was made; the newest time in it is as old as `newest` when it
    /// is made.
    fn tell(&mut self, at: i64, late: i64, newest: Option<i64>) {
        let came = T0.plus(at);
        let made = came.plus(self.ahead - late);
        self.clock.take(Sample { made, came, steady_ms: at, newest: newest.map(|age| made.plus(-age)) });
    }

    /// One a second, from `from` to `to` s.
    fn stream(&mut self, from: i64, to: i64) {
        for second in from..to {
            self.tell(second * 1_000, 120, None);
        }
    }
}

#[test]
fn the_messages_clock_is_gone_by_and_not_the_gateways() {
    for date in [None, Some(0), Some(OFF), Some(-OFF)] {
        for ahead in [0, OFF, -OFF, 3_000] {
            let mut vendor = Vendor::ahead(ahead);
            vendor.stream(0, 70);
            assert_eq!(vendor.clock.offset_ms(date), Some(ahead - 120), "Date {date:?}, messages {ahead}");
        }
    }
}

#[test]
fn one_message_is_enough_where_another_clock_says_the_same_or_there_is_none() {
    for (ahead, date, trusted) in [
        (0, Some(OFF), true),
        (0, None, true),
        (OFF, Some(OFF + 400), true),
        (-OFF, Some(-OFF), true),
        (OFF, None, true),
        (-OFF, None, true),
        (OFF, Some(0), false),
        (-OFF, Some(0), false),
        (OFF, Some(-OFF), false),
        (40 * 86_400_000, None, false),
    ] {
        let mut vendor = Vendor::ahead(ahead);
        vendor.tell(0, 0, None);
        assert_eq!(vendor.clock.offset_ms(date), trusted.then_some(ahead), "messages {ahead}, Date {date:?}");
    }
}

#[test]
fn the_times_in_a_single_message_tell_by_which_clock_they_are() {
    // By ours and the gateway's the newest of its times would be in ten minutes, or ten minutes ago.
    for ahead in [OFF, -OFF] {
        let mut vendor = Vendor::ahead(ahead);
        vendor.tell(0, 0, Some(20_000));
        assert_eq!(vendor.clock.offset_ms(Some(0)), Some(ahead));
    }
    // The times are by ours: only when it was made is told wrong.
    for ahead in [OFF, -OFF] {
        let mut vendor = Vendor::ahead(ahead);
        vendor.tell(0, 0, Some(ahead + 20_000));
        assert_eq!(vendor.clock.offset_ms(Some(0)), None, "{ahead}");
    }
    // A message that was held up for half a minute is no clock that is behind.
    let mut vendor = Vendor::ahead(0);
    vendor.tell(0, 30_000, Some(5_000));
    assert_eq!(vendor.clock.offset_ms(Some(0)), None);
}

#[test]
fn late_messages_move_nothing_however_many() {
    let mut vendor = Vendor::ahead(OFF);
    vendor.stream(0, 20);
    for late in [3_000, 20_000, 45_000, 600_000] {
        for number in 0..200 {
            vendor.tell(20_000 + number, late, None);
        }
        assert_eq!(vendor.clock.offset_ms(Some(0)), Some(OFF - 120));
    }
    // A connection that stood still brings half a minute at once, the oldest first.
    for number in 0..30 {
        vendor.tell(50_000 + number, 30_000 - number * 1_000, None);
    }
    assert_eq!(vendor.clock.offset_ms(Some(0)), Some(OFF - 120));
    // A quiet centre says nothing for hours, and its clock stays where it was.
    vendor.tell(9_000_000, 200, None);
    assert_eq!(vendor.clock.offset_ms(Some(0)), Some(OFF - 200));
}

#[test]
fn copies_of_one_message_are_no_clock() {
    for age in [0, 40_000, 3_600_000] {
        let mut clock = MessageClock::new();
        for second in 0..600 {
            let came = T0.plus(second * 1_000);
            clock.take(Sample { made: T0.plus(-age), came, steady_ms: second * 1_000, newest: None });
        }
        let told = clock.offset_ms(Some(OFF));
        assert!(told.is_none_or(|ms| agree(ms, 0) || agree(ms, OFF)), "{age}: {told:?}");
    }
}

#[test]
fn a_message_from_the_future_is_one_message() {
    for first in [true, false] {
        let mut vendor = Vendor::ahead(0);
        if first {
            vendor.tell(0, -3_600_000, None);
        }
        vendor.stream(1, 12);
        vendor.tell(12_000, -3_600_000, None);
        vendor.stream(13, 20);
        for date in [None, Some(OFF), Some(0)] {
            assert_eq!(vendor.clock.offset_ms(date), Some(-120), "first {first}, Date {date:?}");
        }
    }
}

#[test]
fn a_clock_that_is_set_is_followed_once_it_is_stable() {
    for step in [OFF, -OFF] {
        let mut vendor = Vendor::ahead(0);
        vendor.stream(0, 60);
        vendor.ahead = step;
        vendor.stream(60, 130);
        assert_eq!(vendor.clock.offset_ms(None), Some(step - 120));
    }
}

#[test]
fn two_clocks_in_turn_are_none() {
    let mut vendor = Vendor::ahead(0);
    vendor.stream(0, 30);
    for second in 30..60 {
        vendor.ahead = if second % 2 == 0 { OFF } else { 0 };
        vendor.tell(second * 1_000, 0, None);
    }
    assert_eq!(vendor.clock.offset_ms(Some(1_000)), None);
    vendor.ahead = 0;
    vendor.stream(60, 150);
    assert_eq!(vendor.clock.offset_ms(Some(1_000)), Some(-120), "the other one is gone");
}

#[test]
fn a_message_that_tells_of_what_came_after_it_has_another_clock() {
    let mut vendor = Vendor::ahead(-OFF);
    for second in 0..60 {
        vendor.tell(second * 1_000, 0, Some(-OFF + 20_000));
    }
    assert_eq!(vendor.clock.offset_ms(Some(0)), None);
}

#[test]
fn our_own_clock_that_is_set_moves_the_other_by_as_much() {
    let mut vendor = Vendor::ahead(OFF);
    vendor.stream(0, 20);
    vendor.clock.clock_set(OFF);
    assert_eq!(vendor.clock.offset_ms(None), Some(-120));
}

/// A source with its gateway's clock, that of its messages and the correction of its signatures.
type Told = (SourceId, Option<i64>, Option<i64>, Option<i64>);

fn told(clocks: &[Told]) -> ClockVerdict {
    verdict(clocks.iter().map(|(source, date_ms, message_ms, signed_ms)| {
        (*source, Clocks { date_ms: *date_ms, message_ms: *message_ms, signed_ms: *signed_ms })
    }))
}

#[test]
fn the_clock_that_differs_from_the_two_others_is_the_one_that_is_wrong() {
    use SourceId::{Agents, Ai, Chat, Platform};
    let (east, west) = (Platform(Tag::of("east")), Platform(Tag::of("west")));
    let (on, off) = (Some(400), Some(OFF));
    for (clocks, verdict) in [
        (vec![], ClockVerdict::Unknown),
        (vec![(Agents, None, None, None), (Chat, None, None, None)], ClockVerdict::Unknown),
        (vec![(Agents, on, on, None)], ClockVerdict::Agree),
        (vec![(Agents, None, on, None)], ClockVerdict::Agree),
        (vec![(Chat, on, None, None)], ClockVerdict::Agree),
        (vec![(Agents, off, off, None)], ClockVerdict::Ours { off_ms: OFF }),
        (vec![(Agents, off, on, None)], ClockVerdict::Gateway { source: Agents, off_ms: OFF }),
        (vec![(Agents, on, off, None)], ClockVerdict::Messages { off_ms: OFF }),
        // Two clocks: nothing tells which is wrong.
        (vec![(Agents, None, off, None)], ClockVerdict::Differ { off_ms: OFF }),
        (vec![(Agents, off, None, None)], ClockVerdict::Differ { off_ms: OFF }),
        (vec![(Chat, off, None, None), (Ai, off, None, None)], ClockVerdict::Differ { off_ms: OFF }),
        // All three differ.
        (vec![(Agents, Some(-OFF), off, None)], ClockVerdict::Differ { off_ms: OFF }),
        // One gateway before several sources is one clock.
        (vec![(Agents, off, on, None), (Chat, off, None, None), (east, off, None, None)], {
            ClockVerdict::Gateway { source: Agents, off_ms: OFF }
        }),
        (vec![(Agents, None, on, None), (Chat, off, None, None)], ClockVerdict::Gateway { source: Chat, off_ms: OFF }),
        // Two vendors, whose gateways have nothing in common.
        (vec![(east, off, None, None), (west, off, None, None)], ClockVerdict::Ours { off_ms: OFF }),
        (vec![(east, off, None, None), (west, on, None, None)], ClockVerdict::Gateway { source: east, off_ms: OFF }),
        // A signature was only taken with the gateway's time.
        (vec![(Chat, off, None, off)], ClockVerdict::Ours { off_ms: OFF }),
        (vec![(Agents, None, off, None), (Chat, None, None, off)], ClockVerdict::Ours { off_ms: OFF }),
        (vec![(Chat, None, None, off)], ClockVerdict::Differ { off_ms: OFF }),
    ] {
        assert_eq!(told(&clocks), verdict, "{clocks:?}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_late_the_clock_is_never_ahead_of_what_the_vendors_is(
        ahead in -7_200_000_i64..7_200_000,
        lates in prop::collection::vec((0_i64..3_000, 0_i64..900_000), 1..200),
    ) {
        let mut vendor = Vendor::ahead(ahead);
        let mut at = 0;
        for (pause, late) in lates {
            at += pause;
            vendor.tell(at, late, None);
            prop_assert!(vendor.clock.offset_ms(None).is_none_or(|ms| ms <= ahead));
        }
    }

    #[test]
    fn a_clock_that_is_known_is_kept_to_the_second_through_any_delays(
        ahead in -7_200_000_i64..7_200_000,
        date in prop::option::of(-7_200_000_i64..7_200_000),
        lates in prop::collection::vec(0_i64..900_000, 1..100),
    ) {
        let mut vendor = Vendor::ahead(ahead);
        vendor.stream(0, 20);
        let mut at = 20_000;
        for late in lates {
            at += 500;
            vendor.tell(at, late, None);
            vendor.tell(at, 900, None);
            let told = vendor.clock.offset_ms(date);
            prop_assert!(told.is_some_and(|ms| agree(ms, ahead)), "{told:?}");
        }
    }

    #[test]
    fn a_verdict_is_the_same_in_whatever_order_sources_tell(
        dates in prop::collection::vec(prop::option::of(prop::sample::select(vec![0_i64, 1_000, OFF, -OFF])), 3),
        message in prop::option::of(prop::sample::select(vec![0_i64, OFF, -OFF])),
    ) {
        let sources = [SourceId::Agents, SourceId::Chat, SourceId::Platform(Tag::of("east"))];
        let mut clocks: Vec<Told> = sources.into_iter().zip(dates).map(|(source, date)| (source, date, None, None)).collect();
        clocks[0].2 = message;
        let forth = told(&clocks);
        clocks.reverse();
        let back = told(&clocks);
        // Which of two equal gateways is named may differ, not what is wrong.
        prop_assert_eq!(std::mem::discriminant(&forth), std::mem::discriminant(&back));
    }
}
