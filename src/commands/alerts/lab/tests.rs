use super::super::dry_run;
use super::super::tests::{T0, day};
use super::*;
use crate::model::{About, NewsKind, Payload, Seen, SeenHow};

const HOUR: Duration = Duration::from_hours(1);

fn swept(name: &str, asked: &str, step: Option<&str>) -> Result<Sweep, String> {
    Sweep::of(&Rules::default(), name, asked, step)
}

fn found(sweep: &Sweep, updates: Vec<Update>) -> Found {
    let mut found = Found::default();
    found.take(sweep, &Rules::default(), Tz::Asia__Shanghai, updates.into_iter().map(Ok)).unwrap();
    found
}

#[test]
fn each_value_comes_to_what_a_dry_run_with_it_in_the_settings_tells() {
    let sweep = swept("wrap_up", "over=1m..7m", None).unwrap();
    assert_eq!(sweep.values.len(), 7);
    let found = found(&sweep, day());
    for (value, point) in sweep.values.iter().zip(&found.points) {
        let mut rules: Vec<Rule> = Rules::default().list().to_vec();
        rules.iter_mut().filter(|rule| rule.name == "wrap_up").for_each(|rule| *rule = sweep.with(*value));
        let rules = Rules::new(rules, Rules::default().limits());
        let news: Vec<_> = dry_run(rules, Tz::Asia__Shanghai, day().into_iter()).collect();
        let news: Vec<_> = news.iter().filter(|news| &*news.rule == "wrap_up").collect();
        let raised = news.iter().filter(|news| news.kind == NewsKind::Raised).count();
        let together: i64 =
            news.iter().filter(|news| news.kind == NewsKind::Ended).map(|news| news.at.since(news.began)).sum();
        assert_eq!((point.raised as usize, point.together_ms), (raised, together), "{value}");
    }
    let raised: Vec<u64> = found.points.iter().map(|point| point.raised).collect();
    assert_eq!(raised, [1, 1, 1, 1, 1, 0, 0], "343 s of after-call work");
}

#[test]
fn the_table_says_what_little_it_rests_on() {
    let sweep = swept("wrap_up", "over=4m..6m", None).unwrap();
    let found = found(&sweep, day());
    assert_eq!(
        table(&sweep, &found, 1, HOUR),
        "wrap_up: wrap-up for 5m\n\
         1 file, 1 day, 5m 43s watched\n\n\
         over  alerts  in 1h  together  longest  acknowledged  escalated  at the end\n\
        \x20 4m       1   10.5    1m 43s   1m 43s             –          0           0\n\
        \x20 5m       1   10.5       43s      43s             –          0           0\n\
        \x20 6m       0    0.0        0s       0s             –          0           0\n\n\
         No file tells what people did about alerts, so it is not known how many were acknowledged.\n\
         This is of 1 day. A limit that fits fewer than three days need not fit the next one.\n"
    );
}

#[test]
fn who_acknowledged_an_alert_then_acknowledged_it_at_every_value_at_which_it_stood() {
    let about = About::Agent(crate::model::AgentId::new("1004"));
    let seen = Seen {
        rule: "wrap_up".to_owned(),
        about,
        how: SeenHow::Acknowledged,
        who: "Li".to_owned(),
        at: T0.plus(330_000),
    };
    let mut updates = day();
    let last = updates.pop().unwrap();
    updates.push(Update::new(T0.plus(332_000), Payload::Seen(vec![seen])));
    updates.push(last);
    let sweep = swept("wrap_up", "over=4m..6m", None).unwrap();
    let found = found(&sweep, updates);
    let acknowledged: Vec<u64> = found.points.iter().map(|point| point.acknowledged).collect();
    assert_eq!((acknowledged, found.told_of_people), (vec![1, 1, 0], true));
    let document = document(&sweep, &found, 1, HOUR);
    assert_eq!(document["points"][0]["acknowledged"], 1);
}

#[test]
fn days_add_up_and_three_are_enough() {
    let sweep = swept("wrap_up", "over=5m..5m", None).unwrap();
    let mut found = Found::default();
    for days in 0..3 {
        assert!(found.says_little());
        let later = day().into_iter().map(|update| Ok(Update { at: update.at.plus(days * 86_400_000), ..update }));
        found.take(&sweep, &Rules::default(), Tz::Asia__Shanghai, later).unwrap();
    }
    assert!(!found.says_little() && !table(&sweep, &found, 3, HOUR).contains("fewer than three"));
    assert_eq!(found.watched_ms, 3 * 343_000);
}

#[test]
fn values_are_numbers_or_durations_of_a_key_that_the_rule_has() {
    let values = |name, asked, step| swept(name, asked, step).map(|sweep| sweep.values);
    assert_eq!(values("lost", "limit=2..4", None), Ok(vec![2.0, 3.0, 4.0]));
    assert_eq!(values("lost", "above=1..1.4", Some("0.1")), Ok(vec![1.0, 1.1, 1.2, 1.3, 1.4]));
    assert_eq!(values("wrap_up", "limit=30s..90s", Some("30s")), Ok(vec![30_000.0, 60_000.0, 90_000.0]));
    assert_eq!(values("no_agent_ready", "hold=0s..2m", None), Ok(vec![0.0, 60_000.0, 120_000.0]));
    for (name, asked, step, says) in [
        ("lunch", "limit=1..2", None, "no rule is called so; there are stale, lost"),
        ("lost", "limit", None, "write it as limit=2..10"),
        ("lost", "limit=2", None, "write the values as 2..10"),
        ("lost", "limit=4..2", None, "the second value is below the first"),
        ("lost", "limit=1..many", None, "`many` is no number"),
        ("lost", "limit=0..1000", None, "that is 1001 values, and 100 are the most; take a larger --step"),
        ("lost", "limit=1..2", Some("0"), "--step: must be above 0"),
        ("no_agent_ready", "over=1m..2m", None, "its figure cannot be of the last while"),
        ("wrap_up", "above=1..2", None, "`above` is none of over, hold, escalate_after, which wrap_up has"),
        ("wrap_up", "over=1..2", None, "write it as 30s, 2m or 1h30m"),
    ] {
        let why = values(name, asked, step).unwrap_err();
        assert!(why.contains(says), "{name} {asked}: {why}");
    }
}
