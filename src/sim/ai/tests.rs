//! What a board says of bots on days that this centre lives through: with nothing changed, and with a worse release.

use super::*;
use crate::model::drift::{Course, HalfBeside, WEEKS};
use crate::model::{
    AiRecord, Board, ClosedSessions, Comparison, FunnelHalf, FunnelStep, GroupedBy, Happened, KeptFunnels, Limits,
    Payload, Stamp, Story, Update,
};
use crate::sim::codes::HANDOVER_TYPES;

const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Midnight of Saturday 21 November 2026 in Shanghai.
const MIDNIGHT: i64 = 1_795_190_400_000;
const DAY: i64 = 24 * HOUR;
const HALF: i64 = 30 * MINUTE;

/// The day that the others are compared with begins so many days after the first.
const AFTER: i64 = 7 * WEEKS as i64;

fn centre(seed: u64, agents: usize) -> Ai {
    Ai::new(seed, agents, ZONE)
}

/// The session as a board sees it at `now`, if its bot works alone and it is no test.
fn record(session: &Session, now: i64) -> Option<AiRecord> {
    let view = session.view(now).filter(|view| !view.copilot() && !view.test())?;
    Some(AiRecord {
        id: session.lot.to_string(),
        started: Some(Stamp(session.begin)),
        ended: Some(Stamp(session.end.min(now))),
        over: Some(view.ended),
        robot: ROBOTS.get(usize::from(session.robot)).map(|robot| robot.name.to_owned()),
        channel: CHANNELS.get(usize::from(session.channel)).map(|channel| channel.name.to_owned()),
        valid: Some(view.valid),
        asked: Some(view.trigger.is_some()),
        handed: Some(view.transferred),
        reason: view.trigger.map(str::to_owned),
        ..AiRecord::default()
    })
}

fn closed(sessions: &[Session], midnight: i64, now: i64) -> ClosedSessions {
    let mut closed = ClosedSessions::new(zone::date(ZONE, midnight), ZONE).unwrap();
    for record in sessions.iter().filter(|session| session.begin <= now).filter_map(|session| record(session, now)) {
        closed.take(&record);
    }
    closed
}

/// The sessions of the day so many days after the first.
fn day(ai: &mut Ai, days: i64) -> Vec<Session> {
    let midnight = MIDNIGHT + days * DAY;
    let drawn = between(&mut ai.dice, (ai.busiest, ZONE), midnight, midnight + DAY);
    drawn.into_iter().map(|session| worsened(session, ai.seed, ai.cause)).collect()
}

fn halves(ai: &mut Ai, days: i64) -> Vec<FunnelHalf> {
    let (sessions, midnight) = (day(ai, days), MIDNIGHT + days * DAY);
    closed(&sessions, midnight, midnight + DAY).whole(Stamp(midnight + DAY)).collect()
}

fn beside(kept: &KeptFunnels, half: &FunnelHalf) -> HalfBeside {
    HalfBeside::new(half, (1..=WEEKS).map(|weeks| kept.weeks_before(half, weeks)))
}

/// Of so many days on which nothing changes, how many half hours have a mark; and how many shares were compared.
fn marked(seed: u64, agents: usize, days: i64) -> (usize, usize) {
    let mut ai = centre(seed, agents);
    let mut kept = KeptFunnels::default();
    let (mut marked, mut compared) = (0, 0);
    for at in 0..AFTER + days {
        let halves = halves(&mut ai, at);
        assert_eq!(halves.len(), 48);
        if at >= AFTER {
            let mut course = Course::default();
            for half in &halves {
                course.push(beside(&kept, half));
                let drift = course.drift().unwrap();
                compared += drift.compared.len();
                marked += usize::from(drift.marks().next().is_some());
            }
        }
        kept.take(halves);
    }
    (marked, compared)
}

/// 200 days without a change, in four parts that can be looked at beside each other: at most one half hour in a hundred has a
/// mark.
fn nothing_changes(seed: u64) {
    const DAYS: i64 = 50;
    let (marked, compared) = marked(seed, 60, DAYS);
    let halves = 48 * DAYS as usize;
    println!("seed {seed}: {marked} of {halves} half hours, {compared} comparisons");
    assert!(compared > 2 * halves, "{compared} comparisons say nothing");
    assert!(marked * 100 <= halves, "{marked} of {halves} half hours have a mark");
}

#[test]
fn fifty_days_without_a_change_have_marks_on_a_hundredth_of_their_half_hours_at_most() {
    nothing_changes(1);
}

#[test]
fn so_have_fifty_more() {
    nothing_changes(2);
}

#[test]
fn so_have_another_fifty() {
    nothing_changes(3);
}

#[test]
fn so_have_the_last_fifty_of_two_hundred() {
    nothing_changes(4);
}

#[test]
fn a_release_that_is_worse_from_eleven_oh_seven_on_is_named_first() {
    for seed in 1..=4 {
        let mut ai = centre(seed, 300);
        let at = MIDNIGHT + AFTER * DAY + 11 * HOUR + 7 * MINUTE;
        ai.caused(Some(Cause::new(Effect::WorseBot { robot: 15, times: 1.8 }, at)));
        let mut kept = KeptFunnels::default();
        for weeks in 0..i64::from(WEEKS) {
            kept.take(halves(&mut ai, weeks * 7));
        }
        let today = halves(&mut ai, AFTER);
        let mut course = Course::default();
        let mut first = None;
        for half in &today {
            course.push(beside(&kept, half));
            let drift = course.drift().unwrap();
            let marks: Vec<_> = drift.marks().collect();
            assert!(marks.is_empty() || drift.to > Stamp(at), "seed {seed}: before it happened, {marks:?}");
            let is_avas = |own: &Comparison| own.group.name == "Ava" && own.step == FunnelStep::Asked;
            let place = marks.iter().position(|(own, mark)| is_avas(own) && mark.higher);
            let soon = first.is_some() && drift.to.ms() < at + 2 * HOUR;
            assert!(place == Some(0) || place.is_none() && !soon, "seed {seed}: {place:?} of {marks:?}");
            if let Some((own, mark)) = marks.first() {
                first.get_or_insert((drift.to, (*own).clone(), *mark));
            }
        }
        let (to, own, mark) = first.expect("it is seen");
        assert!(to.ms() - at < HOUR, "seed {seed}: within the hour");
        assert_eq!((own.group.by, own.group.name.as_str()), (GroupedBy::Robot, "Ava"), "seed {seed}");
        assert_eq!(mark.since.ms(), MIDNIGHT + AFTER * DAY + 11 * HOUR, "seed {seed}: its half hour, {own:?}");
        let usual = own.usual.share().unwrap();
        assert!((0.33..0.45).contains(&usual) && own.now.share().unwrap() > usual + 0.1, "seed {seed}: {own:?}");
    }
}

#[test]
fn of_a_centre_with_few_sessions_nothing_is_ever_said() {
    // Some sixty sessions a day.
    assert_eq!(marked(1, 9, 1), (0, 0));
}

#[test]
fn open_sessions_never_count() {
    let mut ai = centre(5, 72);
    let sessions = day(&mut ai, 0);
    let whole: Vec<FunnelHalf> = closed(&sessions, MIDNIGHT, MIDNIGHT + DAY).whole(Stamp(MIDNIGHT + DAY)).collect();
    let mut open = 0;
    for half in 1..=48 {
        let now = MIDNIGHT + half * HALF;
        open += sessions.iter().filter(|session| session.begin <= now && session.end > now).count();
        let then: Vec<FunnelHalf> = closed(&sessions, MIDNIGHT, now).whole(Stamp(now)).collect();
        assert_eq!(then.len() as i64, half);
        assert_eq!(then.last(), whole.get(half as usize - 1), "what was open then changed nothing of the half hour");
    }
    assert!(open > 50, "{open} were open");
}

#[test]
fn what_a_worse_release_changes_is_its_own_sessions_from_then_on() {
    let at = MIDNIGHT + 11 * HOUR;
    let (mut plain, mut caused) = (centre(7, 300), centre(7, 300));
    caused.caused(Some(Cause::new(Effect::WorseBot { robot: 15, times: 1.8 }, at)));
    let (plain, caused) = (day(&mut plain, 0), day(&mut caused, 0));
    assert_eq!(plain.len(), caused.len());
    let (mut asked, mut valid) = (0, 0);
    for (own, other) in plain.iter().zip(&caused) {
        let is_avas = own.robot == 1 && own.begin >= at && own.begin < at + 12 * HOUR;
        assert!(own == other || is_avas);
        assert_eq!((own.lot, own.begin, own.end, own.valid), (other.lot, other.begin, other.end, other.valid));
        valid += usize::from(is_avas && other.valid);
        asked += usize::from(is_avas && other.trigger.is_some());
        assert!(other.trigger.is_none_or(|trigger| usize::from(trigger) < HANDOVER_TYPES.len()));
    }
    let share = f64::from(asked as u32) / f64::from(valid as u32);
    assert!((0.66..0.74).contains(&share), "{share} of {valid}");
}

#[test]
fn earlier_days_are_drawn_once_and_are_the_same_every_time() {
    let ai = || {
        let mut ai = centre(3, 48);
        ai.history(MIDNIGHT - DAY, MIDNIGHT + 9 * HOUR);
        ai
    };
    let (mut once, mut again) = (ai(), ai());
    let week_ago = (MIDNIGHT - 7 * DAY, MIDNIGHT - 6 * DAY);
    let sessions = once.earlier(week_ago.0, week_ago.1);
    assert!((500..900).contains(&sessions.len()), "{}", sessions.len());
    assert!(sessions.is_sorted_by_key(|session| session.begin));
    assert!(!again.earlier(MIDNIGHT - 14 * DAY, MIDNIGHT - 13 * DAY).is_empty());
    assert_eq!(again.earlier(week_ago.0, week_ago.1), sessions);
    assert_eq!(once.earlier(MIDNIGHT - DAY, MIDNIGHT), [], "yesterday was lived through");
    assert_eq!(once.between(0, i64::MAX), again.between(0, i64::MAX), "nothing else changes by it");
    assert_eq!(once.earlier(MIDNIGHT - 90 * DAY, MIDNIGHT - 80 * DAY), []);
}

#[test]
fn a_release_that_is_worse_is_the_first_incident_of_the_timeline() {
    for seed in 1..=2 {
        let mut ai = centre(seed, 300);
        let at = MIDNIGHT + AFTER * DAY + 11 * HOUR + 7 * MINUTE;
        ai.caused(Some(Cause::new(Effect::WorseBot { robot: 15, times: 1.8 }, at)));
        let mut board = Board::new();
        let mut story = Story::new(chrono_tz::UTC, Limits::default());
        let earlier = (0..i64::from(WEEKS)).flat_map(|weeks| halves(&mut ai, weeks * 7)).collect();
        let mut take = |now: Stamp, halves: Vec<FunnelHalf>| {
            let update = Update::new(now, Payload::Funnels(halves));
            story.told(&update, &board);
            board.apply(update);
            story.look(&board, None, &[], now);
            story.facts().in_order().into_iter().filter(|fact| fact.is_incident()).cloned().collect::<Vec<_>>()
        };
        take(Stamp(MIDNIGHT + AFTER * DAY), earlier);
        let mut told = Vec::new();
        for half in halves(&mut ai, AFTER) {
            let end = half.from.plus(HALF + 3 * MINUTE);
            told = take(end, vec![half]);
            assert!(told.is_empty() || end > Stamp(at), "seed {seed}: before it happened, {told:#?}");
        }
        let first = told.first().unwrap_or_else(|| panic!("seed {seed}: nothing is told"));
        let Happened::Drift(drifted) = &first.what else { panic!("seed {seed}: {first:#?}") };
        assert_eq!((drifted.own.group.name.as_str(), drifted.own.step), ("Ava", FunnelStep::Asked), "seed {seed}");
        assert_eq!(first.from.ms(), MIDNIGHT + AFTER * DAY + 11 * HOUR, "seed {seed}: its half hour");
    }
}
