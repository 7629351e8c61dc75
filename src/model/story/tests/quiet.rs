//! Days on which nothing happens: at most one half hour in a hundred carries an incident.

use std::collections::BTreeSet;

use super::*;

/// Agents of the centre.
const CREW: usize = 30;

/// So many days go by.
const DAYS: i64 = 25;

/// The half hours of so many days that carry an incident. Agents come and go, take breaks, eat at noon; calls come as they
/// come, fewer at the weekend.
fn marked(seed: u64) -> (usize, Vec<String>) {
    let mut dice = Dice(seed);
    let mut watched = Seen::new();
    watched.take(live(at(0, 0, 0), SourceId::Agents, 1));
    // The records are no source that could be stale here: they come every ten minutes.
    watched.take(crew(CREW, at(0, 0, 0)));
    let mut coming: Vec<Update> = Vec::new();
    for day in 0..DAYS {
        for step in 0..24 * 6 {
            let from = at(day, 0, step * 10);
            let until = from.plus(10 * MINUTE - 1);
            let hour = step / 6;
            for index in 0..CREW {
                // A break of some minutes every hour and a half; at noon longer ones.
                if dice.below(900) < 100 {
                    let begin = from.plus(dice.between(0, 10 * MINUTE - 1));
                    let eats = (11..14).contains(&hour) && dice.comes(50);
                    let reason = if eats { BusyReason::Dining } else { BusyReason::Break };
                    coming.push(goes(index, begin, LoginState::Busy, WorkState::Busy, Some(reason)));
                    coming.push(back(index, begin.plus(dice.between(MINUTE, 9 * MINUTE))));
                }
            }
            let drawn = draw(&mut dice, from, 10, 30.0, Cause::default());
            coming.push(calls(until, drawn));
            coming.sort_by_key(|update| update.at);
            let later = coming.split_off(coming.partition_point(|update| update.at <= until));
            for update in std::mem::replace(&mut coming, later) {
                watched.take(update);
            }
        }
    }
    // What goes on carries each half hour until it ends.
    let mut halves = BTreeSet::new();
    let incidents = watched.incidents();
    for fact in &incidents {
        let until = fact.until.unwrap_or_else(|| at(DAYS, 0, 0));
        let half = |at: Stamp| at.since(MONDAY).div_euclid(30 * MINUTE);
        halves.extend(half(fact.from)..=half(until));
    }
    (halves.len(), incidents.iter().map(|fact| format!("{} {:?}", fact.from, fact.what)).collect())
}

/// An eighth of two hundred days, so that each has a second at most.
fn holds(seed: u64) {
    let (halves, told) = marked(seed);
    let all = usize::try_from(DAYS * 48).unwrap();
    assert!(halves * 100 <= all, "{halves} of {all}: {told:#?}");
}

macro_rules! eighths {
    ($($name:ident = $seed:literal;)+) => {
        $(#[test]
        fn $name() {
            holds($seed);
        })+
    };
}

eighths! {
    one_half_hour_in_a_hundred_of_the_first_eighth = 1;
    of_the_second = 2;
    of_the_third = 3;
    of_the_fourth = 4;
    of_the_fifth = 5;
    of_the_sixth = 6;
    of_the_seventh = 7;
    of_the_eighth = 8;
}
