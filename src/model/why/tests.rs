use proptest::prelude::*;

use super::*;
use crate::model::status::{BusyReason, State};
use crate::model::time::Stamp;

const HALF: u64 = HALF_HOUR_MS as u64;

/// A half hour of so many calls, of which so many were answered in time, with agents for so many ms each.
fn half(calls: u64, in_time: u64, short: u64, talk_s: u64, agents: Option<(u64, u64, u64)>) -> KeptHalf {
    let tally = Tally {
        answered: calls,
        in_time,
        timed: calls,
        wait_ms: calls * 12_000,
        talked: calls,
        talk_ms: calls * talk_s * 1000,
        short,
        ..Tally::default()
    };
    let floor = agents.map(|(logged_in, away, wrap_up)| {
        let mut floor = Floor::seen(HALF);
        floor.note(State::Busy, Some(BusyReason::Dining), away * HALF);
        floor.note(State::WrapUp, None, wrap_up * HALF);
        floor.note(State::Talking, None, (logged_in - away - wrap_up) * HALF);
        floor
    });
    KeptHalf { from: Stamp(0), within_ms: 20_000, short_ms: 5_000, tally, floor }
}

fn sum(why: &Why) -> i64 {
    why.by_size().into_iter().filter_map(|(_, size)| size).sum::<i64>() + why.rest
}

#[test]
fn the_part_that_changed_is_the_first_and_the_others_are_nothing() {
    let then = half(400, 340, 16, 200, Some((96, 16, 12)));
    for (part, now) in [
        (WhyPart::Arrivals, half(640, 200, 24, 200, Some((96, 16, 18)))),
        (WhyPart::LoggedIn, half(400, 160, 16, 200, Some((72, 16, 12)))),
        (WhyPart::Away, half(400, 160, 16, 200, Some((96, 40, 12)))),
        (WhyPart::HandleTime, half(400, 160, 16, 320, Some((96, 16, 12)))),
    ] {
        let why = Why::of(&now, &then).unwrap();
        assert_eq!(why.first(), Some(part), "{why:?}");
        assert!(why.part(part).unwrap() < 0, "{why:?}");
        for (other, _) in why.by_size() {
            assert!(other == part || !why.stands_out(other), "{part:?}: {other:?} of {why:?}");
        }
        assert_eq!(sum(&why), why.difference);
    }
}

#[test]
fn the_other_way_round_each_part_is_the_opposite() {
    let (then, now) = (half(100, 85, 4, 200, Some((24, 4, 3))), half(150, 50, 9, 240, Some((22, 6, 3))));
    let (there, back) = (Why::of(&now, &then).unwrap(), Why::of(&then, &now).unwrap());
    assert_eq!(there.difference, -back.difference);
    for part in WhyPart::ALL {
        assert!((there.part(part).unwrap() + back.part(part).unwrap()).abs() <= 1, "{part:?}");
    }
}

#[test]
fn what_was_not_kept_is_no_part_and_in_the_rest() {
    let (then, now) = (half(100, 85, 4, 200, None), half(160, 50, 4, 200, Some((24, 4, 3))));
    let why = Why::of(&now, &then).unwrap();
    assert_eq!((why.part(WhyPart::LoggedIn), why.part(WhyPart::Away)), (None, None));
    assert_eq!(why.then.logged_in, None);
    assert!(why.part(WhyPart::Arrivals).unwrap() < 0 && why.part(WhyPart::HandleTime) == Some(0), "{why:?}");
    assert_eq!(sum(&why), why.difference);
    assert_eq!(why.by_size()[4].1, None, "what is not known stands last");
}

#[test]
fn nothing_is_compared_with_another_definition_or_with_no_call() {
    let then = half(100, 85, 4, 200, Some((24, 4, 3)));
    assert_eq!(Why::of(&then, &KeptHalf { within_ms: 30_000, ..then }), None);
    assert_eq!(Why::of(&then, &KeptHalf { short_ms: 0, ..then }), None);
    assert_eq!(Why::of(&half(0, 0, 3, 0, None), &then), None);
    let same = Why::of(&then, &then).unwrap();
    assert_eq!((same.difference, same.rest, same.first()), (0, 0, None));
}

#[test]
fn a_share_is_rounded_to_the_nearest_hundredth_of_a_point() {
    assert_eq!((hundredths(2, 3), hundredths(1, 3), hundredths(0, 0)), (Some(6_667), Some(3_333), None));
    assert_eq!((hundredths(1, 1), hundredths(0, 7)), (Some(10_000), Some(0)));
}

#[test]
fn the_weights_of_all_orders_add_up_to_one_for_each_part() {
    let sets = (0..1_usize << PARTS).filter(|set| !holds(*set, 2));
    let all: f64 = sets.map(|set| weight(set.count_ones())).sum();
    assert!((all - 1.0).abs() < 1e-12);
}

prop_compose! {
    fn some_half()(
        calls in 1_u64..400,
        shares in prop::array::uniform2(0_u64..=100),
        lost in 0_u64..100,
        short in 0_u64..30,
        talk_s in 0_u64..900,
        agents in prop::option::of((0_u64..80, 0_u64..=100, 0_u64..=100)),
    ) -> KeptHalf {
        let agents = agents.map(|(there, away, wrap_up)| {
            let away = there * away / 100;
            (there, away, (there - away) * wrap_up / 100)
        });
        let mut half = half(calls, calls * shares[0] / 100, short, talk_s, agents);
        half.tally.lost = lost;
        half.tally.talked = calls * shares[1] / 100;
        half
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn parts_and_rest_add_up_to_the_difference_exactly(now in some_half(), then in some_half()) {
        let why = Why::of(&now, &then).unwrap();
        prop_assert_eq!(sum(&why), why.difference);
        prop_assert_eq!(why.difference, why.now.level - why.then.level);
        for (part, size) in why.by_size() {
            prop_assert!(why.chance(part) >= 0);
            prop_assert!(size.is_none_or(|size| size.abs() <= 10_000));
        }
    }
}
