//! Days of another tenant: whole, in order, the same for the same seed, and with people of the voice side.

use super::super::random::{CN, MOOR};
use super::*;

const ZONE: Tz = chrono_tz::Asia::Shanghai;

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

fn moor(seed: u64, agents: usize) -> Channel {
    Channel::new(seed, MOOR, &Crew::new(seed, agents), ZONE)
}

#[test]
fn a_day_follows_from_seed_and_date() {
    let facts = |channel: &Channel, date| {
        let day = channel.day(date);
        day.visits.iter().map(|visit| (visit.begin, visit.end, visit.legs().len())).collect::<Vec<_>>()
    };
    let usual = facts(&moor(1, 48), date());
    assert!((500..2500).contains(&usual.len()), "{} visits", usual.len());
    assert_eq!(facts(&moor(1, 48), date()), usual);
    assert_ne!(facts(&moor(2, 48), date()), usual);
    assert_ne!(facts(&moor(1, 48), zone::next(date())), usual);
    assert_ne!(facts(&Channel::new(1, CN, &Crew::new(1, 48), ZONE), date()), usual);
}

#[test]
fn steps_of_a_visit_follow_each_other_and_its_people_are_online() {
    for (seed, agents) in [(1, 48), (2, 1), (3, 3), (4, 700)] {
        let channel = moor(seed, agents);
        let day = channel.day(date());
        assert!(day.visits.is_sorted_by_key(|visit| visit.begin));
        assert!(!day.visits.is_empty());
        for visit in &day.visits {
            assert!(visit.robot.is_some() || visit.person.is_some(), "a robot or a person answers");
            let mut at = visit.begin;
            if let Some(robot) = &visit.robot {
                assert!(robot.until >= at);
                at = robot.until;
            }
            if let Some(wanted) = &visit.person {
                assert!(wanted.at == at && wanted.until > at);
                assert!(wanted.legs.is_empty() || wanted.left.is_none());
                at = wanted.until;
                for leg in &wanted.legs {
                    assert!(leg.from == at && leg.to > at && leg.at_once >= 1);
                    let online = |part: &Stretch| part.state == ONLINE && (part.from..part.to).contains(&leg.from);
                    assert!(day.shifts[leg.person].iter().any(online));
                    at = leg.to;
                }
            }
            assert_eq!(visit.end, at);
        }
        for shift in &day.shifts {
            assert!(shift.windows(2).all(|pair| pair[0].to <= pair[1].from));
        }
    }
}

#[test]
fn people_bear_the_names_of_agents_and_the_two_tenants_share_none() {
    let crew = Crew::new(1, 48);
    let (cn, moor) = (Channel::new(1, CN, &crew, ZONE), Channel::new(1, MOOR, &crew, ZONE));
    let known = |channel: &Channel| -> Vec<String> {
        let names = channel.people.iter().map(|person| person.name.clone());
        names.filter(|name| crew.agents.iter().any(|agent| agent.name == *name)).collect()
    };
    assert_eq!(known(&moor).len(), 12);
    assert_eq!(moor.people.len(), 14);
    assert!(known(&moor).iter().all(|name| !known(&cn).contains(name)));
    assert!(moor.people.windows(2).all(|pair| pair[0].number < pair[1].number));
}
