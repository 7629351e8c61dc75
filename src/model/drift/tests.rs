use super::*;

const T0: Stamp = Stamp(1_795_190_400_000);
const DAY: i64 = 20_778;

fn group(by: GroupedBy, name: &str) -> AiGroup {
    AiGroup { by, name: name.to_owned() }
}

fn row(group: AiGroup, [valid, asked, reached]: [u64; 3]) -> FunnelRow {
    FunnelRow { group, funnel: Funnel { valid, asked, reached } }
}

/// The half hour `wall` of the day so many days after the first, with these sessions of all and of one robot.
fn half(days: i64, wall: i64, all: [u64; 3], ava: [u64; 3]) -> FunnelHalf {
    let from = T0.plus(days * 86_400_000 + wall * HALF_HOUR_MS);
    let rows = vec![row(AiGroup::all(), all), row(group(GroupedBy::Robot, "Ava"), ava)];
    FunnelHalf { from, day: DAY + days, wall: wall as u8, rows }
}

/// Four weeks of a day, on which a third asks and nine tenths of those reach one.
fn usual(walls: std::ops::Range<i64>) -> KeptFunnels {
    let mut kept = KeptFunnels::default();
    for week in 0..4 {
        kept.take(walls.clone().map(|wall| half(week * 7, wall, [300, 100, 90], [150, 50, 45])));
    }
    kept
}

fn marks(drift: &AiDrift) -> Vec<(&str, FunnelStep, bool, i64)> {
    let since = |drift: Drift| drift.since.since(T0) % 86_400_000 / HALF_HOUR_MS;
    drift.marks().map(|(own, drift)| (own.group.name.as_str(), own.step, drift.higher, since(drift))).collect()
}

#[test]
fn a_robot_that_asks_more_often_is_marked_with_its_numbers() {
    let mut kept = usual(20..24);
    kept.take((20..22).map(|wall| half(28, wall, [300, 100, 90], [150, 50, 45])));
    kept.take((22..24).map(|wall| half(28, wall, [300, 135, 121], [150, 85, 76])));
    let drift = kept.drift().unwrap();
    assert_eq!(drift.to, T0.plus(28 * 86_400_000 + 24 * HALF_HOUR_MS));
    assert_eq!(marks(&drift), [("Ava", FunnelStep::Asked, true, 22), ("", FunnelStep::Asked, true, 22)]);
    let (first, _) = drift.marks().next().unwrap();
    assert_eq!((first.now, first.usual, first.weeks), (Sample { part: 85, of: 150 }, Sample { part: 200, of: 600 }, 4));
    let (low, high) = first.interval().unwrap();
    assert!((0.45..0.47).contains(&low) && (0.66..0.68).contains(&high), "{low} {high}");
    let shares: Vec<_> = drift.of(GroupedBy::Robot, "Ava").map(|own| (own.step, own.now)).collect();
    assert_eq!(shares[0].0, FunnelStep::Asked);
    assert_eq!(shares[1], (FunnelStep::Reached, Sample { part: 152, of: 170 }), "both half hours: 85 asked in one");
}

#[test]
fn fewer_that_reach_an_agent_are_marked_as_fewer() {
    let mut kept = usual(20..22);
    kept.take((20..22).map(|wall| half(28, wall, [300, 100, 60], [150, 50, 20])));
    let drift = kept.drift().unwrap();
    let told: Vec<_> = marks(&drift).into_iter().map(|(name, step, higher, _)| (name, step, higher)).collect();
    assert_eq!(told, [("Ava", FunnelStep::Reached, false), ("", FunnelStep::Reached, false)]);
}

#[test]
fn of_fewer_than_a_hundred_nothing_is_said_now_or_before() {
    let one = |before: u64, now: u64| {
        let mut kept = KeptFunnels::default();
        kept.take([half(21, 20, [before, 0, 0], [0; 3]), half(28, 20, [now, now, 0], [0; 3])]);
        kept.drift().unwrap().compared.into_iter().filter(|own| own.step == FunnelStep::Asked).count()
    };
    assert_eq!((one(100, 99), one(99, 100), one(100, 100)), (0, 0, 1));
}

#[test]
fn half_hours_are_taken_together_until_there_are_a_hundred_and_for_six_hours_at_most() {
    let few = |halves: i64, sessions: u64| {
        let mut kept = KeptFunnels::default();
        for days in [21, 28] {
            kept.take((0..halves).map(|wall| half(days, wall, [sessions, 0, 0], [0; 3])));
        }
        let drift = kept.drift().unwrap();
        drift.compared.first().map(|own| (own.now.of, own.from.since(T0) % 86_400_000 / HALF_HOUR_MS))
    };
    assert_eq!(few(20, 40), Some((120, 17)), "no more than are needed");
    assert_eq!(few(20, 9), Some((108, 8)));
    assert_eq!(few(20, 8), None, "96 in six hours");
    assert_eq!(few(3, 30), None, "the night before is another day");
}

#[test]
fn without_the_weeks_before_nothing_is_said() {
    let mut kept = KeptFunnels::default();
    assert_eq!(kept.drift(), None);
    kept.take((0..48).map(|wall| half(28, wall, [300, 100, 90], [150, 50, 45])));
    kept.take((0..48).map(|wall| half(27, wall, [300, 100, 90], [150, 50, 45])));
    assert_eq!(kept.drift(), None, "yesterday is another weekday");
    kept.take([half(14, 47, [300, 100, 90], [150, 50, 45])]);
    let drift = kept.drift().unwrap();
    assert_eq!(drift.compared[0].weeks, 1);
    assert_eq!(marks(&drift), []);
}

#[test]
fn what_the_wall_clock_shows_counts_where_clocks_were_put_back_in_between() {
    let mut kept = KeptFunnels::default();
    let before = half(21, 20, [300, 100, 90], [150, 50, 45]);
    kept.take([FunnelHalf { from: before.from.plus(-3_600_000), ..before }]);
    kept.take([half(28, 20, [300, 100, 90], [150, 50, 45])]);
    assert_eq!(kept.drift().unwrap().compared.len(), 3);
    kept.take([half(28, 21, [300, 100, 90], [150, 50, 45])]);
    assert_eq!(kept.drift(), None, "of the next one nothing is known");
}

#[test]
fn a_group_that_has_no_session_any_more_is_compared_as_well() {
    let mut kept = usual(20..21);
    kept.take([FunnelHalf { rows: vec![row(AiGroup::all(), [300, 100, 90])], ..half(28, 20, [0; 3], [0; 3]) }]);
    let reason = row(group(GroupedBy::Reason, "keyword"), [0, 60, 60]);
    for week in 0..4 {
        let mut before = half(week * 7, 20, [300, 100, 90], [150, 50, 45]);
        before.rows.push(reason.clone());
        kept.take([before]);
    }
    let drift = kept.drift().unwrap();
    assert_eq!(marks(&drift), [("keyword", FunnelStep::Asked, false, 20)]);
    assert_eq!(drift.marks().next().unwrap().0.now, Sample { part: 0, of: 300 });
}

#[test]
fn the_others_of_a_kind_are_not_compared_but_said() {
    let mut kept = KeptFunnels::default();
    for days in [21, 28] {
        let mut own = half(days, 20, [300, 100, 90], [150, 50, 45]);
        own.rows.push(row(AiGroup::others(GroupedBy::Robot), [150, if days == 28 { 150 } else { 0 }, 0]));
        kept.take([own]);
    }
    let drift = kept.drift().unwrap();
    assert_eq!(drift.beyond, [GroupedBy::Robot]);
    assert!(drift.compared.iter().all(|own| !own.group.is_others()));
}

#[test]
fn it_holds_until_the_next_half_hour_should_be_known() {
    let drift = AiDrift { to: T0, compared: Vec::new(), beyond: Vec::new() };
    assert!(drift.holds(T0.plus(HOLDS_MS - 1)) && !drift.holds(T0.plus(HOLDS_MS)));
}
