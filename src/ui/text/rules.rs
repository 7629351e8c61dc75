//! Rules in words.

use super::limit;
use crate::lang::{self, Language};
use crate::lists::agents::state_word;
use crate::model::rule::short;
use crate::model::{Rule, Watch};

/// What a rule looks at, in words.
pub fn rule_words(language: Language, rule: &Rule) -> String {
    let time = |ms| match language {
        Language::English => short(ms),
        Language::Chinese => limit(language, ms),
    };
    let words = match &rule.watch {
        Watch::State { state, over_ms, .. } => {
            tr!(language, "{state} for {limit}", state = state_word(language, *state), limit = time(*over_ms))
        }
        Watch::Figure { measure, compare, limit, over_ms, .. } => {
            let figure = format!(
                "{} {} {}",
                lang::of(language, measure.label()),
                lang::of(language, compare.words()),
                measure.show(*limit)
            );
            match over_ms {
                Some(over) => tr!(language, "{figure} in the last {time}", figure = figure, time = time(*over)),
                None => figure,
            }
        }
        Watch::Stale { over_ms: None, .. } => tr!(language, "stale").to_owned(),
        Watch::Stale { over_ms: Some(over), .. } => tr!(language, "stale for {limit}", limit = time(*over)),
    };
    let words = if rule.only_with_callers {
        tr!(language, "{rule} while calls have no agent yet", rule = words)
    } else {
        words
    };
    let words = if rule.only_without_calls {
        tr!(language, "{rule} while no call records are told", rule = words)
    } else {
        words
    };
    let words = match &rule.department {
        Some(department) => [words.as_str(), department].join(tr!(language, ", "; "clauses")),
        None => words,
    };
    if rule.hold_ms > 0 { tr!(language, "{rule}, held {time}", rule = words, time = time(rule.hold_ms)) } else { words }
}
