use chrono::{TimeZone, Utc};
use chrono_tz::Tz;

use super::*;
use crate::feed::fake::env_to_set;

fn utc(text: &str) -> Stamp {
    Stamp(text.parse::<chrono::DateTime<Utc>>().unwrap().timestamp_millis())
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn today_is_the_sites_day() {
    let now = utc("2026-03-02T17:00:00Z");
    assert_eq!(day::today(now, Tz::UTC), date("2026-03-02"));
    assert_eq!(day::today(now, Tz::Asia__Shanghai), date("2026-03-03"));
    assert_eq!(day::today(now, Tz::America__Los_Angeles), date("2026-03-02"));
}

#[test]
fn midnight_is_the_sites_midnight_also_when_clocks_change() {
    let cases = [
        ("2026-03-02T17:00:00Z", Tz::Asia__Shanghai, "2026-03-03T16:00:00Z"),
        ("2026-03-28T23:00:00Z", Tz::Europe__Berlin, "2026-03-29T22:00:00Z"), // a day of 23 hours
        ("2026-10-24T22:00:00Z", Tz::Europe__Berlin, "2026-10-25T23:00:00Z"), // a day of 25 hours
        ("2024-04-25T12:00:00Z", Tz::Africa__Cairo, "2024-04-25T22:00:00Z"),  // midnight is skipped: begins at 01:00
        ("2025-11-01T12:00:00Z", Tz::America__Havana, "2025-11-02T04:00:00Z"), // midnight comes twice: the first
        ("2024-03-30T12:00:00Z", Tz::Asia__Beirut, "2024-03-30T22:00:00Z"),   // skipped: begins at 01:00
        ("2018-11-03T12:00:00Z", Tz::America__Sao_Paulo, "2018-11-04T03:00:00Z"), // skipped: begins at 01:00
        ("2019-02-17T01:30:00Z", Tz::America__Sao_Paulo, "2019-02-17T03:00:00Z"), // 23:00 comes twice: 25 hours
        ("2019-02-17T02:30:00Z", Tz::America__Sao_Paulo, "2019-02-17T03:00:00Z"), // and this is the second time
        ("2026-04-04T20:00:00Z", Tz::Australia__Lord_Howe, "2026-04-05T13:30:00Z"), // a day of 24½ hours
        ("2026-10-03T20:00:00Z", Tz::Australia__Lord_Howe, "2026-10-04T13:00:00Z"), // a day of 23½ hours
    ];
    for (now, zone, midnight) in cases {
        assert_eq!(day::next_midnight(utc(now), zone), Some(utc(midnight)), "{now} in {zone}");
    }
}

#[test]
fn a_midnight_is_always_ahead_and_less_than_two_days() {
    let zones = [
        Tz::UTC,
        Tz::Africa__Cairo,
        Tz::America__Havana,
        Tz::America__Sao_Paulo,
        Tz::Asia__Beirut,
        Tz::Asia__Kathmandu,
        Tz::Australia__Lord_Howe,
        Tz::Pacific__Apia,
    ];
    for (zone, year) in zones.into_iter().flat_map(|zone| [(zone, 2018), (zone, 2024)]) {
        let mut now = Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).unwrap();
        for _ in 0..(366 * 4 * 2) {
            let stamp = Stamp(now.timestamp_millis());
            let ahead = day::next_midnight(stamp, zone).unwrap().since(stamp);
            assert!(ahead > 0 && ahead <= 25 * 3_600_000, "{ahead} at {now} in {zone}");
            let after = day::today(stamp.plus(ahead), zone);
            assert_eq!(after, day::today(stamp, zone).succ_opt().unwrap());
            now += chrono::Duration::hours(6);
        }
    }
}

/// Runs the chat poller over a midnight: when it first asked for the new day, in ms after midnight, and which days it asked for.
async fn over_midnight(zone: Tz, start: Stamp, midnight: Stamp) -> (i64, Vec<NaiveDate>) {
    let begin = Instant::now();
    let settings = ChatSettings { zone, ..ChatSettings::default() };
    let mut rig = Rig::new(Tenant::new(50, 0), start).chat(settings);
    for _ in 0..=(midnight.since(start) / 60_000) {
        rig.pass(60.0).await;
    }
    let days = rig.tenant.days();
    let calls = rig.tenant.calls.lock().unwrap();
    let first = calls.iter().find(|call| call.day == days.last().copied()).unwrap();
    (start.plus((first.at - begin).as_millis() as i64).since(midnight), days)
}

#[tokio::test(start_paused = true)]
async fn the_new_day_is_asked_for_at_once() {
    let midnight = utc("2026-03-02T16:00:00Z");
    let (late, days) = over_midnight(Tz::Asia__Shanghai, midnight.plus(-700_000), midnight).await;
    assert_eq!(days, [date("2026-03-02"), date("2026-03-03")]);
    assert!((0..5_000).contains(&late), "{late} ms after midnight");
}

#[tokio::test(start_paused = true)]
async fn the_night_the_clocks_change_is_no_exception() {
    let midnight = utc("2026-03-29T22:00:00Z");
    let (late, days) = over_midnight(Tz::Europe__Berlin, midnight.plus(-23 * 3_600_000), midnight).await;
    assert_eq!(days, [date("2026-03-29"), date("2026-03-30")]);
    assert!((0..5_000).contains(&late), "{late} ms after midnight");
}

#[tokio::test(start_paused = true)]
async fn where_clocks_skip_midnight_the_new_day_is_asked_for_when_it_begins() {
    for (zone, midnight, days) in [
        (Tz::America__Sao_Paulo, "2018-11-04T03:00:00Z", ["2018-11-03", "2018-11-04"]),
        (Tz::America__Sao_Paulo, "2019-02-17T03:00:00Z", ["2019-02-16", "2019-02-17"]),
        (Tz::Asia__Beirut, "2024-03-30T22:00:00Z", ["2024-03-30", "2024-03-31"]),
        (Tz::Africa__Cairo, "2024-04-25T22:00:00Z", ["2024-04-25", "2024-04-26"]),
        (Tz::Australia__Lord_Howe, "2026-04-05T13:30:00Z", ["2026-04-05", "2026-04-06"]),
    ] {
        let midnight = utc(midnight);
        // From before the hour that comes twice.
        let (late, asked) = over_midnight(zone, midnight.plus(-3 * 3_600_000), midnight).await;
        assert_eq!(asked, days.map(date), "{zone}");
        assert!((0..5_000).contains(&late), "{late} ms after midnight in {zone}");
    }
}

#[test]
fn a_day_is_as_long_as_its_clocks_make_it() {
    let minutes = |day: &str, zone| {
        let span = day::span(date(day), zone);
        span.to.since(span.from) / 60_000
    };
    assert_eq!(minutes("2026-03-29", Tz::Europe__Berlin), 23 * 60);
    assert_eq!(minutes("2026-10-25", Tz::Europe__Berlin), 25 * 60);
    assert_eq!(minutes("2018-11-04", Tz::America__Sao_Paulo), 23 * 60);
    assert_eq!(minutes("2019-02-16", Tz::America__Sao_Paulo), 25 * 60);
    assert_eq!(minutes("2026-04-05", Tz::Australia__Lord_Howe), 24 * 60 + 30);
    assert_eq!(minutes("2026-10-04", Tz::Australia__Lord_Howe), 23 * 60 + 30);
    assert_eq!(minutes("2011-12-30", Tz::Pacific__Apia), 0, "a date that never was");
}

#[tokio::test(start_paused = true)]
async fn ai_figures_begin_anew_at_midnight() {
    let midnight = utc("2026-03-02T16:00:00Z");
    let settings = AiSettings { zone: Tz::Asia__Shanghai, ..AiSettings::default() };
    let mut rig = Rig::new(Tenant::new(0, 400), midnight.plus(-600_000)).ai(settings);
    rig.pass(599.0).await;
    rig.tenant.sessions.store(3, Ordering::SeqCst);
    let told = rig.pass(20.0).await;
    assert_eq!(rig.tenant.days(), [date("2026-03-02"), date("2026-03-03")]);
    let days = ais(&told);
    let first = days.iter().find(|day| day.as_of >= midnight).unwrap();
    assert_eq!(first.totals.sessions, Some(3));
    assert_eq!(first.latest.len(), 3);
    assert!(first.channels.iter().chain(&first.robots).all(|count| count.count.is_none()), "counted anew");
}

/// The poller sees a clock that was set only when it wakes, here by the answer.
#[tokio::test(start_paused = true)]
async fn what_was_asked_for_before_midnight_never_stands_for_the_new_day() {
    let midnight = utc("2026-03-02T16:00:00Z");
    let zone = Tz::Asia__Shanghai;
    let (env, updates, machine) = env_to_set(midnight.plus(-600_000));
    let rig = Rig { tenant: Tenant::new(50, 400), env, updates };
    let mut rig =
        rig.chat(ChatSettings { zone, ..ChatSettings::default() }).ai(AiSettings { zone, ..AiSettings::default() });
    let told = rig.pass(0.01).await;
    assert_eq!((chats(&told).len(), ais(&told).len()), (0, 0), "all of it is still on its way");
    assert_eq!(rig.tenant.days(), [date("2026-03-02")]);
    machine.set(600_000);
    rig.tenant.sessions.store(3, Ordering::SeqCst);
    let told = rig.pass(20.0).await;
    assert_eq!(rig.tenant.days(), [date("2026-03-02"), date("2026-03-03")]);
    let asked_again = |kind: fn(&Asked) -> bool| {
        let calls = rig.tenant.calls.lock().unwrap();
        calls.iter().filter(|call| kind(&call.asked)).count()
    };
    assert_eq!(asked_again(|asked| matches!(asked, Asked::Chat(_))), 2, "{:?}", rig.tenant.asked());
    assert_eq!((chats(&told).len(), chats(&told)[0].as_of >= midnight), (1, true));
    assert!(ais(&told).iter().all(|day| day.totals.sessions == Some(3)), "{:?}", ais(&told));
}
