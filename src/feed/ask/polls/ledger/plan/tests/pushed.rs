//! Records that are pushed beside the list.

use proptest::prelude::*;

use super::*;

/// The same call while it runs.
fn running(record: &CallRecord) -> CallRecord {
    CallRecord { ended: None, bridged: None, result: None, ..record.clone() }
}

impl Rig {
    fn push(&mut self, records: &[CallRecord]) {
        // Between the second of before and this one.
        let now = self.now() + Duration::from_millis(500);
        let at = FROM.plus(20 * HOUR + self.seconds as i64 * 1_000 + 500);
        self.plan.took_pushed(records.to_vec(), now, at).into_iter().for_each(|news| self.told.take(news));
    }
}

#[test]
fn a_call_that_is_pushed_before_it_is_listed_is_no_disagreement_and_costs_no_deeper_look() {
    let mut vendor = Vendor::with(3_000);
    let mut rig = Rig::new();
    rig.run(&mut vendor, 60);
    // It began far back in the list, which lags by a minute.
    let late = record(9_999, FROM.plus(1_800 * 10_000 + 1));
    rig.push(std::slice::from_ref(&late));
    assert_eq!((rig.told.held(), rig.told.figures().answered), (3_001, 3_001));
    let before = vendor.asked.len();
    rig.run(&mut vendor, 60);
    vendor.add(late);
    rig.run(&mut vendor, 400);
    let asked = &vendor.asked[before..];
    assert!(asked.iter().all(|question| question.page == 1 && question.what != Asked::Reading), "{asked:?}");
    assert_eq!((rig.told.held(), rig.told.unlisted()), (3_001, &[][..]));
}

#[test]
fn of_a_list_that_is_narrowed_only_what_it_has_shown_is_taken() {
    let mut vendor = Vendor::with(10);
    let mut rig = Rig::new();
    rig.plan = Plan::new(day(), ServiceTarget::default(), Duration::from_secs(20), rig.start).narrowed(true);
    vendor.add(running(&record(77, FROM.plus(HOUR))));
    rig.run(&mut vendor, 10);
    rig.push(&[record(77, FROM.plus(HOUR)), record(78, FROM.plus(HOUR))]);
    assert_eq!((rig.told.held(), rig.told.call("78").is_none()), (11, true));
    assert!(rig.told.call("77").unwrap().ended.is_some());
}

#[test]
fn a_call_of_another_day_or_of_no_time_is_none_of_todays() {
    let mut rig = Rig::new();
    rig.push(&[record(1, FROM.plus(-1)), record(2, day().to), CallRecord { started: None, ..record(3, FROM) }]);
    assert_eq!(rig.told.held(), 0);
    rig.push(&[record(4, FROM)]);
    assert_eq!((rig.told.held(), rig.told.extent().whole), (1, false), "before anything was read it is a part");
}

/// What happens to a call of the vendor's, and to us.
#[derive(Clone, Copy, Debug)]
enum Happens {
    /// A call begins.
    Begins,
    /// One that runs is over.
    Ends(u8),
    /// Its record is pushed as it is now.
    Pushed(u8),
    /// That of before its end comes late.
    PushedLate(u8),
    /// A question is asked; its answer is as the list was then.
    Asks,
    /// The answer comes.
    Answers,
    /// Time passes.
    Passes(u8),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        2 => Just(Happens::Begins),
        3 => any::<u8>().prop_map(Happens::Ends),
        4 => any::<u8>().prop_map(Happens::Pushed),
        1 => any::<u8>().prop_map(Happens::PushedLate),
        4 => Just(Happens::Asks),
        4 => Just(Happens::Answers),
        2 => (1_u8..30).prop_map(Happens::Passes),
    ]
}

proptest! {
    #[test]
    fn in_whatever_order_pushes_and_answers_come_no_call_runs_again_and_the_list_holds_in_the_end(
        all in prop::collection::vec(happens(), 1..120)
    ) {
        let mut vendor = Vendor::with(5);
        let mut rig = Rig::new();
        let (mut under_way, mut over) = (None, std::collections::BTreeSet::new());
        for one in all {
            let place = |number: u8| usize::from(number) % vendor.calls.len();
            match one {
                Happens::Begins => {
                    let id = vendor.calls.len() as u64;
                    vendor.add(running(&record(id, FROM.plus(HOUR + id as i64 * 1_000))));
                }
                Happens::Ends(number) => {
                    let at = place(number);
                    let id: u64 = vendor.calls[at].id.parse().unwrap();
                    vendor.calls[at] = record(id, vendor.calls[at].started.unwrap());
                }
                Happens::Pushed(number) => {
                    let call = vendor.calls[place(number)].clone();
                    rig.push(&[call]);
                }
                Happens::PushedLate(number) => {
                    let call = running(&vendor.calls[place(number)]);
                    rig.push(&[call]);
                }
                Happens::Asks if under_way.is_none() => {
                    if let Next::Ask(question) = rig.plan.next(rig.now()) {
                        let page = vendor.answer(&question).unwrap();
                        under_way = Some((question, page, rig.now(), rig.seconds));
                    }
                }
                Happens::Answers => {
                    if let Some((question, page, asked, seconds)) = under_way.take() {
                        let asked_at = FROM.plus(20 * HOUR + seconds as i64 * 1_000);
                        let told = Told { now: rig.now(), asked, asked_at };
                        rig.plan.took(&question, &page, told).into_iter().for_each(|news| rig.told.take(news));
                    }
                }
                Happens::Passes(seconds) => rig.seconds += u64::from(seconds),
                Happens::Asks => {}
            }
            for call in &vendor.calls {
                let held = rig.told.call(&call.id);
                if held.is_some_and(|held| held.ended.is_some()) {
                    over.insert(call.id.clone());
                }
                prop_assert!(!over.contains(&call.id) || held.is_some_and(|held| held.ended.is_some()), "{}", call.id);
            }
        }
        if let Some((question, page, asked, _)) = under_way.take() {
            let told = Told { now: rig.now(), asked, asked_at: FROM.plus(20 * HOUR) };
            rig.plan.took(&question, &page, told).into_iter().for_each(|news| rig.told.take(news));
        }
        rig.seconds += 1;
        rig.run(&mut vendor, 700);
        prop_assert_eq!(rig.told.held(), vendor.calls.len());
        for call in &vendor.calls {
            prop_assert_eq!(rig.told.call(&call.id), Some(&LedgerCall::of(call)));
        }
        prop_assert_eq!(rig.told.unlisted(), &[][..]);
    }
}
