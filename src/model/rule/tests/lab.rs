//! One rule under several limits at once is each of them by itself.

use super::*;

/// What a dry run of these rules tells: how often each kind of news came.
fn dry(rules: Rules, updates: &[Update]) -> [usize; 3] {
    let mut lookout = Lookout::new(rules, Tz::UTC);
    let news: Vec<News> = updates.iter().flat_map(|update| lookout.take(update.clone())).collect();
    let count = |kind| news.iter().filter(|news| news.kind == kind).count();
    [count(NewsKind::Raised), count(NewsKind::Escalated), count(NewsKind::Ended)]
}

fn rules(over_ms: i64, others: bool) -> Rules {
    let watch = Watch::State { state: State::WrapUp, over_ms, who: Vec::new() };
    let rule = Rule { escalate_after_ms: Some(MINUTE), ..Rule::new("after_call", watch) };
    let limits = Limits::default();
    // The rules of the settings stand beside it in a dry run.
    let mut list = if others { Rules::defaults(&limits) } else { Vec::new() };
    list.retain(|rule| rule.name != "wrap_up");
    list.push(rule);
    Rules::new(list, &limits)
}

proptest! {
    #[test]
    fn every_value_comes_to_what_a_dry_run_of_it_tells(
        steps in prop::collection::vec((1_i64..90_000, 0_usize..4, 0_usize..7), 1..30)
    ) {
        let updates = lookout::updates(&steps);
        let values = [20_000, 60_000, 90_000, 300_000];
        let mut lab = Lab::new(values.map(|over_ms| rules(over_ms, false)), Tz::UTC);
        for update in &updates {
            lab.take(update.clone());
        }
        for (point, over_ms) in lab.points().into_iter().zip(values) {
            let [raised, escalated, ended] = dry(rules(over_ms, false), &updates);
            let counted = [point.raised, point.escalated, point.raised - point.standing].map(|count| count as usize);
            prop_assert_eq!(counted, [raised, escalated, ended]);
            prop_assert!(point.longest_ms <= point.together_ms || point.raised == 0);
            let beside = Lookout::new(rules(over_ms, true), Tz::UTC);
            let mut beside = beside;
            let told = updates.iter().flat_map(|update| beside.take(update.clone()));
            prop_assert_eq!(told.filter(|news| &*news.rule == "after_call" && news.kind == NewsKind::Raised).count(), raised);
        }
    }
}
