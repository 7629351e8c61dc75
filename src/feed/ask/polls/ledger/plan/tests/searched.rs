//! Calls that appear deep in the list.

use proptest::prelude::*;

use super::*;

const DAY: i64 = 24 * HOUR;

/// What was asked since, apart from the counts by result.
fn asked_since(vendor: &Vendor, before: usize) -> Vec<&Question> {
    vendor.asked.iter().skip(before).filter(|question| !matches!(question.what, Asked::Count(..))).collect()
}

/// That the ledger has what the vendor lists, and nothing else.
fn alike(rig: &Rig, vendor: &Vendor) {
    assert_eq!(rig.told.held(), vendor.calls.len());
    for call in &vendor.calls {
        assert_eq!(rig.told.call(&call.id), Some(&LedgerCall::of(call)), "{}", call.id);
    }
}

#[test]
fn of_a_long_list_only_the_newest_and_where_some_are_missing_is_read() {
    // Five a second, for an hour and a half.
    let mut vendor = Vendor::with(0);
    (0..27_000).rev().for_each(|id| vendor.calls.push(record(id, FROM.plus(id as i64 * 200))));
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    for late in [9_000, 22_000, 26_000] {
        let before = vendor.asked.len();
        vendor.add(record(100_000 + late, FROM.plus(late as i64 * 200 + 100)));
        rig.run(&mut vendor, 20);
        alike(&rig, &vendor);
        let asked = asked_since(&vendor, before);
        let rows: u64 = asked.iter().map(|question| u64::from(question.rows)).sum();
        assert!(asked.len() <= 15 && rows <= 1_220, "{} questions for {rows} rows: {asked:?}", asked.len());
        assert!(readings(&vendor) == 27, "the day is read once");
    }
}

#[test]
fn many_that_end_at_once_are_read_in_large_pages() {
    let mut vendor = Vendor::with(8_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    let before = vendor.asked.len();
    // One in three of the last 3,000 lasted long.
    (0..1_000).for_each(|id| vendor.add(record(20_000 + id, FROM.plus((8_000 - 3 * id as i64) * 10_000 - 1))));
    rig.run(&mut vendor, 20);
    alike(&rig, &vendor);
    let asked = asked_since(&vendor, before);
    assert!(asked.len() <= 14, "{asked:?}");
}

#[test]
fn one_that_is_counted_and_never_listed_is_not_searched_for_with_each_later_one() {
    let mut vendor = Vendor { hidden: vec![FROM.plus(9 * HOUR + 5)], ..Vendor::with(8_000) };
    let mut rig = Rig::new();
    rig.run(&mut vendor, 400);
    let differs = [Unlisted { result: None, counted: 8_001, listed: 8_000 }];
    assert_eq!(rig.told.unlisted(), differs);
    let before = vendor.asked.len();
    rig.run(&mut vendor, 100);
    assert!(asked_since(&vendor, before).len() <= 6, "the newest alone");
    for (late, most) in [(4 * HOUR, 40), (5 * HOUR, 15), (9 * HOUR, 15)] {
        let before = vendor.asked.len();
        vendor.add(record(9_000 + late as u64, FROM.plus(late + 7)));
        rig.run(&mut vendor, 20);
        alike(&rig, &vendor);
        let asked = asked_since(&vendor, before);
        assert!(asked.len() <= most, "{} questions: {asked:?}", asked.len());
    }
    // It comes out, and another is kept.
    vendor.hidden = vec![FROM.plus(3 * HOUR)];
    vendor.add(record(9_999, FROM.plus(9 * HOUR + 5)));
    rig.run(&mut vendor, 40);
    vendor.add(record(10_000, FROM.plus(2 * HOUR)));
    rig.run(&mut vendor, 40);
    alike(&rig, &vendor);
}

#[test]
fn a_vendor_that_does_not_listen_to_where_a_part_begins_is_read_page_by_page() {
    let mut vendor = Vendor { deaf: true, ..Vendor::with(3_000) };
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    for late in 0..6 {
        vendor.add(record(9_000 + late, FROM.plus(late as i64 * HOUR + 7)));
        rig.run(&mut vendor, 40);
        alike(&rig, &vendor);
    }
    let searched = vendor.asked.iter().filter(|question| question.what == Asked::Search).count();
    assert!(searched <= 3, "{searched} questions of which it would not hear");
}

#[test]
fn a_new_day_ends_a_search() {
    let mut vendor = Vendor::with(3_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    vendor.add(record(9_999, FROM.plus(HOUR)));
    rig.seconds += 20;
    while !matches!(rig.plan.next(rig.now()), Next::Ask(Question { what: Asked::Search, .. })) {
        let Next::Ask(question) = rig.plan.next(rig.now()) else { panic!("a question") };
        rig.answer(&mut vendor, &question);
    }
    let next = LedgerDay { from: day().to, to: day().to.plus(DAY), ..day() };
    let Next::Ask(question) = rig.plan.begin(next, rig.now()).next(rig.now()) else { panic!("a question") };
    assert_eq!((question.what, question.since), (Asked::Reading, None));
}

#[test]
fn while_a_search_goes_on_the_newest_are_looked_at_as_ever() {
    let mut vendor = Vendor::with(3_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    (1..8).for_each(|hour| vendor.add(record(9_000 + hour, FROM.plus(hour as i64 * HOUR))));
    rig.seconds += 20;
    let mut asked = Vec::new();
    for second in 0..60 {
        rig.seconds += 2;
        let Next::Ask(question) = rig.plan.next(rig.now()) else { continue };
        asked.push(question.what);
        assert!(question.page == 1, "{question:?}");
        rig.answer(&mut vendor, &question);
        // One at the top, for each question.
        vendor.add(record(10_000 + second, FROM.plus(20 * HOUR + second as i64 * 1_000)));
    }
    let searched = asked.iter().position(|what| *what == Asked::Search).unwrap();
    let among = asked[searched..].iter().take(20).filter(|what| **what == Asked::Newest).count();
    assert!((1..=3).contains(&among), "{asked:?}");
    rig.run(&mut vendor, 60);
    alike(&rig, &vendor);
}

/// What happens between two questions.
#[derive(Clone, Copy, Debug)]
enum Happens {
    /// A call is listed that began at this share of the day, in millionths: now, or long ago; or later, by our clock.
    Listed(u32),
    /// As many, all at that moment.
    Together(u32, u8),
    /// The vendor says otherwise when a call began.
    Moves(u16, u32),
    /// So many questions are asked and answered.
    Asks(u8),
    /// Time passes, in seconds.
    Passes(u8),
}

fn happens() -> impl Strategy<Value = Happens> {
    let share = prop_oneof![0_u32..1_000_000, Just(0), Just(999_999), (0_u32..864).prop_map(|slice| slice * 1_157)];
    prop_oneof![
        4 => share.clone().prop_map(Happens::Listed),
        1 => (share.clone(), 2_u8..40).prop_map(|(at, calls)| Happens::Together(at, calls)),
        1 => (any::<u16>(), share).prop_map(|(which, at)| Happens::Moves(which, at)),
        4 => (1_u8..6).prop_map(Happens::Asks),
        2 => (1_u8..30).prop_map(Happens::Passes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn wherever_calls_appear_and_whenever_two_looks_later_all_of_them_are_known(
        (apart, all) in (prop_oneof![Just(0_i64), Just(7_000), Just(30_000)], prop::collection::vec(happens(), 1..40))
    ) {
        let at = |share: u32| FROM.plus((i64::from(share) * DAY / 1_000_000).min(DAY - 1));
        let mut vendor = Vendor::with(0);
        (0..1_800).rev().for_each(|id| vendor.calls.push(record(id, FROM.plus(HOUR + id as i64 * apart))));
        let mut rig = Rig::new();
        rig.run(&mut vendor, 60);
        let mut next = 100_000;
        for one in all {
            match one {
                Happens::Listed(share) => {
                    next += 1;
                    vendor.add(record(next, at(share)));
                }
                Happens::Together(share, calls) => {
                    for _ in 0..calls {
                        next += 1;
                        vendor.add(record(next, at(share)));
                    }
                }
                Happens::Moves(which, share) => {
                    let place = usize::from(which) % vendor.calls.len();
                    let call = vendor.calls.remove(place);
                    vendor.add(record(call.id.parse().unwrap(), at(share)));
                }
                Happens::Asks(times) => {
                    for _ in 0..times {
                        if let Next::Ask(question) = rig.plan.next(rig.now()) {
                            rig.answer(&mut vendor, &question);
                        }
                    }
                }
                Happens::Passes(seconds) => rig.seconds += u64::from(seconds),
            }
        }
        rig.seconds += 1;
        rig.run(&mut vendor, 41);
        prop_assert_eq!(rig.told.held(), vendor.calls.len());
        // What the vendor says otherwise of a call that is known is for those who read again.
        for call in &vendor.calls {
            prop_assert!(rig.told.call(&call.id).is_some(), "{}", call.id);
        }
    }
}
