use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::model::{About, AlarmKey, Limits, News, NewsKind, Severity, Story};

fn news(kind: NewsKind, rule: usize, at: Stamp) -> News {
    let key = AlarmKey { rule, about: About::Centre };
    let (name, what) = (rule.to_string().into(), "talking for 5m".into());
    News { kind, at, key, rule: name, what, severity: Severity::Warning, who: String::new(), began: at }
}

proptest! {
    /// What a view keeps by the change is what it would take of all.
    #[test]
    fn facts_that_did_not_change_stay_what_they_were(
        steps in prop::collection::vec((0_usize..5, 0_usize..6, -90_000_i64..90_000, any::<bool>()), 1..40)
    ) {
        let mut story = Story::new(Tz::UTC, Limits::default()).of_a_board();
        let (mut kept, mut now) = (Told::default(), Stamp(1_795_262_400_000));
        for (step, rule, ms, looks) in steps {
            now = now.plus(ms.abs());
            match step {
                // One that began earlier than others which are known stands between them.
                0 => story.news(&[news(NewsKind::Raised, rule, now.plus(ms))]),
                1 => story.news(&[news(NewsKind::Raised, rule, now), news(NewsKind::Raised, rule + 1, now)]),
                2 => story.news(&[news(NewsKind::Escalated, rule, now)]),
                3 => story.news(&[news(NewsKind::Ended, rule, now)]),
                _ => story.clock_set(ms),
            }
            if looks {
                let other = kept.known != Some(story.facts().revision());
                prop_assert_eq!(kept.take(story.facts()), other);
                let all: Vec<Fact> = story.facts().in_order().into_iter().cloned().collect();
                prop_assert_eq!(&*kept.facts, &all);
            }
        }
    }
}
