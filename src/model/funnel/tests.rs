use chrono::NaiveDate;
use chrono_tz::Asia::Shanghai;
use chrono_tz::Europe::Berlin;
use proptest::prelude::*;

use super::*;
use crate::model::ai::AiRecord;

/// Sat 21 Nov 2026, midnight in Shanghai.
const MIDNIGHT: Stamp = Stamp(1_795_190_400_000);
const MINUTE: i64 = 60_000;
const HALF: i64 = 30 * MINUTE;

fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
}

fn record(id: u64, ended: i64, asked: bool, handed: bool) -> AiRecord {
    AiRecord {
        id: id.to_string(),
        started: Some(MIDNIGHT.plus((ended - 3) * MINUTE)),
        ended: Some(MIDNIGHT.plus(ended * MINUTE)),
        over: Some(true),
        robot: Some("Ava".to_owned()),
        channel: Some("Website".to_owned()),
        valid: Some(true),
        asked: Some(asked),
        handed: Some(handed),
        reason: asked.then(|| "keyword".to_owned()),
        ..AiRecord::default()
    }
}

fn counted(records: &[AiRecord]) -> ClosedSessions {
    let mut closed = ClosedSessions::new(date(), Shanghai).unwrap();
    for record in records {
        closed.take(record);
    }
    closed
}

fn told(half: &FunnelHalf) -> Vec<(GroupedBy, &str, [u64; 3])> {
    let of = |row: &FunnelRow| [row.funnel.valid, row.funnel.asked, row.funnel.reached];
    half.rows.iter().map(|row| (row.group.by, row.group.name.as_str(), of(row))).collect()
}

#[test]
fn a_closed_session_counts_once_in_the_half_hour_in_which_it_ended() {
    let records = [
        record(1, 61, false, false),
        record(2, 89, true, true),
        record(2, 89, true, true),
        record(3, 75, true, false),
        record(4, 90, true, true),
    ];
    let halves: Vec<_> = counted(&records).whole(MIDNIGHT.plus(2 * HALF + 30 * MINUTE)).collect();
    assert_eq!(halves.len(), 3, "the half hour of 1:30 has not ended");
    assert_eq!((halves[2].from, halves[2].wall, halves[2].day), (MIDNIGHT.plus(2 * HALF), 2, 20_778));
    let website = (GroupedBy::Channel, "Website", [3, 2, 1]);
    let ava = (GroupedBy::Robot, "Ava", [3, 2, 1]);
    let reason = (GroupedBy::Reason, "keyword", [0, 2, 1]);
    assert_eq!(told(&halves[2]), [(GroupedBy::All, "", [3, 2, 1]), ava, website, reason]);
    assert_eq!(told(&halves[1]), [], "one in which none ended is known too");
    let of_reason = AiGroup { by: GroupedBy::Reason, name: "keyword".to_owned() };
    let funnel = funnel_of(&halves[2].rows, &of_reason);
    assert_eq!(funnel.at(FunnelStep::Asked), Sample { part: 2, of: 3 }, "of all valid ones");
}

#[test]
fn what_is_open_or_not_valid_or_not_known_counts_nowhere() {
    let own = || record(1, 61, true, true);
    let others = [
        AiRecord { over: Some(false), ..own() },
        AiRecord { over: None, ..own() },
        AiRecord { valid: Some(false), ..own() },
        AiRecord { valid: None, ..own() },
        AiRecord { asked: None, ..own() },
        AiRecord { handed: None, ..own() },
        AiRecord { ended: None, ..own() },
        AiRecord { started: None, ..own() },
        AiRecord { started: Some(MIDNIGHT), ..own() },
        record(1, -1, true, true),
        record(1, 24 * 60, true, true),
    ];
    assert_eq!(counted(&others).len(), 0);
    let closed = counted(&[AiRecord { over: Some(false), ..own() }, own()]);
    assert_eq!(closed.len(), 1, "it counts once it is closed");
}

#[test]
fn beyond_ten_of_a_kind_they_are_counted_together_and_none_is_lost() {
    let named = |id: u64| AiRecord {
        robot: Some(format!("bot {:02}", id % 14)),
        ..record(id, 10, id.is_multiple_of(3), false)
    };
    let records: Vec<_> = (0..200).map(named).collect();
    let half = counted(&records).whole(MIDNIGHT.plus(HALF)).next().unwrap();
    let robots: Vec<_> = half.rows.iter().filter(|row| row.group.by == GroupedBy::Robot).collect();
    assert_eq!(robots.len(), GROUPS_MAX + 1);
    assert!(robots.last().unwrap().group.is_others() && !robots[0].group.is_others());
    let sum = |of: fn(&Funnel) -> u64| robots.iter().map(|row| of(&row.funnel)).sum::<u64>();
    let all = half.rows[0].funnel;
    assert_eq!((sum(|funnel| funnel.valid), sum(|funnel| funnel.asked)), (all.valid, all.asked));
    let many = (0..2_000).map(|id| AiRecord { robot: Some(id.to_string()), ..record(id, 10, false, false) });
    let half = counted(&many.collect::<Vec<_>>()).whole(MIDNIGHT.plus(HALF)).next().unwrap();
    assert_eq!(half.rows.iter().filter(|row| row.group.by == GroupedBy::Robot).count(), GROUPS_MAX + 1);
    assert_eq!(half.rows[0].funnel.valid, 2_000);
}

#[test]
fn a_day_on_which_clocks_change_has_its_own_half_hours() {
    let date = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap();
    let closed = ClosedSessions::new(date, Berlin).unwrap();
    let walls: Vec<u8> = closed.whole(Stamp(i64::MAX)).map(|half| half.wall).collect();
    assert_eq!(walls.len(), 50);
    assert_eq!(walls[..8], [0, 1, 2, 3, 4, 5, 4, 5]);
}

fn kept(halves: Vec<FunnelHalf>) -> KeptFunnels {
    let mut kept = KeptFunnels::default();
    kept.take(halves);
    kept
}

#[test]
fn what_is_older_than_five_weeks_goes() {
    let half = |days: i64| FunnelHalf { from: MIDNIGHT.plus(-days * 86_400_000), day: 0, wall: 0, rows: Vec::new() };
    let mut kept = kept((0..60).map(half).collect());
    let before = kept.revision();
    kept.forget_before(MIDNIGHT);
    assert_eq!((kept.len(), kept.revision() > before), (37, true));
    kept.fill([FunnelHalf { day: 9, ..half(0) }]);
    assert_eq!(kept.last().unwrap().day, 0, "what is known stays");
    kept.take([FunnelHalf { day: 9, ..half(0) }]);
    assert_eq!(kept.last().unwrap().day, 9, "what is newer does not");
}

#[test]
fn a_file_of_which_a_part_cannot_be_read_keeps_the_rest() {
    let closed = counted(&[record(1, 5, true, true), record(2, 35, true, false)]);
    let good = kept(closed.whole(MIDNIGHT.plus(2 * HALF)).collect()).write();
    assert_eq!(KeptFunnels::read(&good).1, 0, "{good}");
    let damaged = [
        good.replacen("half 1795190400000", "half 1795190400001", 1),
        good.replacen(":1:1:1", ":1:1:2", 1),
        good.replacen("group 4 robot Ava\n", "", 1),
        format!("{good}half"),
        format!("{good}\u{fffd}\n"),
    ];
    for (text, broken) in damaged.iter().zip([1, 1, 2, 1, 1]) {
        let (read, lines) = KeptFunnels::read(text);
        assert_eq!(lines, broken, "{text}");
        assert!(lines > 1 || !read.is_empty(), "{text}");
    }
    let (read, lines) = KeptFunnels::read(&good.replacen("hours 1", "hours 2", 1));
    assert!(read.is_empty() && lines > 3, "what a later version wrote is not taken for ours");
    assert_eq!(KeptFunnels::read("").1, 1);
}

#[test]
fn names_that_are_new_every_day_do_not_make_the_file_grow_for_ever() {
    let half = |at: i64| {
        let robot = |nth: i64| FunnelRow {
            group: AiGroup { by: GroupedBy::Robot, name: format!("bot {nth} of half hour {at}, renamed") },
            funnel: Funnel { valid: 12_345, asked: 2_345, reached: 345 },
        };
        let all = FunnelRow { group: AiGroup::all(), funnel: Funnel { valid: 123_450, asked: 23_450, reached: 3_450 } };
        let rows = std::iter::once(all).chain((0..30).map(robot)).collect();
        FunnelHalf { from: Stamp(at * HALF), day: at / 48, wall: (at % 48) as u8, rows }
    };
    // A quarter of what is kept at most: each test is to be short.
    let written = kept((0..432).map(half).collect()).write();
    assert!(written.len() < 1024 * 1024, "{}", written.len());
    let (read, broken) = KeptFunnels::read(&written);
    assert_eq!((read.len(), broken), (432, 0));
    let sum = |half: &FunnelHalf| half.rows[1..].iter().map(|row| row.funnel.valid).sum::<u64>();
    assert!(read.iter().all(|half| sum(half) == 30 * 12_345), "what has no number is counted together");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(
        names in prop::collection::vec("[a-zA-Z小智 :,\\n\u{7f}]{0,8}", 1..6),
        counts in prop::collection::vec((0_u64..900, 0_u64..900, 0_u64..900), 6),
    ) {
        let plain = |name: &String| name.replace(char::is_control, " ").trim().to_owned();
        let mut rows = vec![FunnelRow { group: AiGroup::all(), funnel: Funnel { valid: 900, asked: 900, reached: 9 } }];
        for (name, (a, b, c)) in names.iter().map(plain).zip(counts) {
            let group = AiGroup { by: GroupedBy::Channel, name };
            if rows.iter().all(|row| row.group != group) {
                rows.push(FunnelRow { group, funnel: Funnel { valid: a + b + c, asked: b + c, reached: c } });
            }
        }
        let kept = kept(vec![FunnelHalf { from: MIDNIGHT, day: 20_778, wall: 0, rows }]);
        let (read, broken) = KeptFunnels::read(&kept.write());
        prop_assert_eq!(broken, 0);
        prop_assert!(read.iter().eq(kept.iter()));
    }

    #[test]
    fn whatever_a_file_holds_is_read(text in "(callboard AI half hours 1\n)?([a-z0-9: \n-]{0,40}\n){0,4}") {
        let (read, broken) = KeptFunnels::read(&text);
        prop_assert!(read.len() + broken <= text.lines().count().max(1));
    }
}
