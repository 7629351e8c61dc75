//! Whatever becomes of events.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::world::{Told, world};
use super::*;
use crate::model::live::PartyState;
use crate::model::testing::Dice;

fn hear(live: &mut LiveCalls, event: &CallEvent) {
    let at = event.made.unwrap();
    live.event(at, 0, event, no_record);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Nothing lost: the figures are the truth after every event.
    #[test]
    fn with_nothing_lost_those_who_wait_are_those_who_do(seed in any::<u64>()) {
        let (mut live, mut truth) = (LiveCalls::default(), BTreeMap::new());
        for Told { event, waits, over } in world(&mut Dice(seed), 25) {
            hear(&mut live, &event);
            if over {
                truth.remove(&event.call);
            } else if truth.contains_key(&event.call) || event.what == Some(Happening::Created) {
                truth.insert(event.call.clone(), waits);
            }
            let waiting: BTreeSet<&str> = live.waiting().map(|(_, id)| id).collect();
            let wait: BTreeSet<&str> = truth.iter().filter(|(_, waits)| **waits).map(|(id, _)| &**id).collect();
            prop_assert_eq!(waiting, wait);
            prop_assert_eq!(live.len(), truth.len());
        }
        prop_assert_eq!((live.len(), live.past().ended_unseen, live.past().whole_in_a_row), (0, 0, 25));
    }

    /// Lost, doubled, late and out of order: the figures are those counted anew, and no call stays.
    #[test]
    fn whatever_happens_to_events_nothing_is_counted_wrong_and_no_ghost_stays(seed in any::<u64>(), lost in 0_u64..60) {
        let mut dice = Dice(seed);
        let told = world(&mut dice, 25);
        let mut heard: Vec<(Stamp, CallEvent)> = Vec::new();
        for Told { event, .. } in &told {
            let at = event.made.unwrap();
            for _ in 0..=dice.below(2) {
                let late = if dice.comes(20) { dice.below(200_000) as i64 } else { 0 };
                let made = event.made.filter(|_| !dice.comes(10));
                if !dice.comes(lost) {
                    heard.push((at.plus(late), CallEvent { made, ..event.clone() }));
                }
            }
        }
        heard.sort_by_key(|(at, _)| *at);
        let mut live = LiveCalls::default();
        for (at, event) in heard {
            live.event(at, 0, &event, no_record);
            prop_assert_eq!(kept(&live), recounted(&live));
            prop_assert_eq!(live.signs.len(), live.len());
        }
        for Told { event, .. } in &told {
            live.over(&event.call);
        }
        prop_assert!(live.is_empty() && live.agents.is_empty() && live.signs.is_empty() && live.with_gap == 0);
        prop_assert_eq!(kept(&live), (Vec::new(), 0, 0, 0, 0));
    }

    /// The order in which events come does not matter where they say when they were made and no call ends.
    #[test]
    fn in_whatever_order_events_come_the_calls_are_the_same(seed in any::<u64>()) {
        let mut dice = Dice(seed);
        let mut told = world(&mut dice, 12);
        told.retain(|told| !told.over);
        told.truncate(1 + dice.below(60) as usize);
        let began: BTreeSet<_> = told.iter().filter(|told| told.event.what == Some(Happening::Created))
            .map(|told| told.event.call.clone()).collect();
        let mut ordered = LiveCalls::default();
        for told in &told {
            hear(&mut ordered, &told.event);
        }
        for at in (1..told.len()).rev() {
            told.swap(at, dice.below(at as u64 + 1) as usize);
        }
        // One of those that begin a call comes first.
        told.sort_by_key(|told| told.event.what != Some(Happening::Created));
        let mut shuffled = LiveCalls::default();
        for told in &told {
            hear(&mut shuffled, &told.event);
        }
        let seen = |live: &LiveCalls| {
            let state = |call: &LiveCall| {
                let mut parties: Vec<_> = call.parties.iter().map(|party| (party.id.clone(), party.state)).collect();
                parties.sort();
                (call.id.clone(), call.stage, call.began, call.waits_since().is_some(), parties)
            };
            let mut seen: Vec<_> = live.iter().filter(|call| began.contains(&call.id)).map(state).collect();
            seen.sort();
            seen
        };
        prop_assert_eq!(seen(&ordered), seen(&shuffled));
        let idle = shuffled.iter().flat_map(|call| &call.parties).filter(|party| party.state == PartyState::Idle);
        prop_assert!(idle.count() <= told.len());
    }

    /// Told again, it is the same.
    #[test]
    fn what_is_told_again_is_the_same(seed in any::<u64>(), upto in 0_usize..200) {
        let mut live = LiveCalls::default();
        for told in world(&mut Dice(seed), 25).iter().take(upto) {
            hear(&mut live, &told.event);
        }
        let mut again = LiveCalls::default();
        again.event(T, 0, &CallEvent::new("other", Happening::Created), no_record);
        tell_again(&live, &mut again);
        prop_assert_eq!(calls(&again), calls(&live));
        prop_assert_eq!(kept(&again), kept(&live));
        prop_assert_eq!(again.by_events(), live.by_events());
        prop_assert_eq!(again.past(), live.past());
        prop_assert_eq!(again.retell(), live.retell());
    }
}
