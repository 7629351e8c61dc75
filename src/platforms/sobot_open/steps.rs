//! The steps of AI sessions, as the filters of `recordList` select them: real agents are `AI_AGENT` and no tests, and each
//! step narrows the one that it is a part of.

use serde_json::{Map, Value, json};

use crate::model::{AiStep, Choice};

/// What a step asks for.
fn wishes(step: AiStep) -> Vec<(&'static str, Value)> {
    let and = |of: AiStep, more: (&'static str, Value)| {
        let mut wishes = wishes(of);
        wishes.push(more);
        wishes
    };
    let real = || vec![("robot_types", json!(["AI_AGENT"])), ("test", json!(0))];
    let real_and = |more: (&'static str, Value)| real().into_iter().chain([more]).collect();
    match step {
        AiStep::Test => vec![("test", json!(1))],
        AiStep::Copilot => vec![("robot_types", json!(["AI_COPILOT"])), ("test", json!(0))],
        AiStep::Running => real_and(("robot_consult", json!(0))),
        AiStep::Ended => real_and(("robot_consult", json!(1))),
        AiStep::Invalid => and(AiStep::Ended, ("robot_valid", json!(0))),
        AiStep::Valid => and(AiStep::Ended, ("robot_valid", json!(1))),
        AiStep::Contained => and(AiStep::Valid, ("transfer2_human", json!(0))),
        AiStep::Asked => and(AiStep::Valid, ("trigger2_human", json!(1))),
        AiStep::Reached => and(AiStep::Valid, ("transfer2_human", json!(1))),
        AiStep::Solved => and(AiStep::Valid, ("solve_status", json!(1))),
        AiStep::Assumed => and(AiStep::Valid, ("solve_status", json!(2))),
        AiStep::Rated => and(AiStep::Valid, ("satisfaction_status", json!(1))),
        AiStep::Disliked => and(AiStep::Valid, ("like_dislike_status", json!(2))),
    }
}

/// Narrows a question to a step; `false` where the question excludes all of it, so that nothing answers both.
pub(super) fn narrow(body: &mut Map<String, Value>, step: AiStep) -> bool {
    for (key, wish) in wishes(step) {
        let known = body.get(key).map(listed);
        if known.is_some_and(|known| listed(&wish).iter().all(|wished| !known.contains(wished))) {
            return false;
        }
        body.insert(key.to_owned(), wish);
    }
    true
}

/// The values of a filter, however it is written.
fn listed(value: &Value) -> Vec<String> {
    match value {
        Value::Array(values) => values.iter().flat_map(listed).collect(),
        Value::String(text) => text.split(',').map(|value| value.trim().to_owned()).collect(),
        other => vec![other.to_string()],
    }
}

/// The steps to choose from.
pub(super) fn choices() -> Vec<Choice> {
    let choice = |step: &AiStep| Choice { key: step.key().to_owned(), label: step.title().to_owned() };
    AiStep::ALL.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(asked: Value, steps: &[AiStep]) -> Option<Value> {
        let Value::Object(mut body) = asked else { panic!("{asked}") };
        steps.iter().all(|step| narrow(&mut body, *step)).then_some(Value::Object(body))
    }

    #[test]
    fn each_step_is_a_part_of_the_one_before() {
        let valid = json!({"robot_types": ["AI_AGENT"], "test": 0, "robot_consult": 1, "robot_valid": 1});
        assert_eq!(narrowed(json!({}), &[AiStep::Valid]), Some(valid.clone()));
        assert_eq!(narrowed(json!({}), &[AiStep::Ended, AiStep::Valid]), Some(valid.clone()));
        let mut contained = valid;
        contained["transfer2_human"] = json!(0);
        assert_eq!(narrowed(json!({}), &[AiStep::Contained]), Some(contained.clone()));
        contained["trigger2_human"] = json!(1);
        assert_eq!(narrowed(json!({}), &[AiStep::Contained, AiStep::Asked]), Some(contained), "who asked in vain");
    }

    #[test]
    fn what_excludes_each_other_is_not_asked() {
        for (asked, steps) in [
            (json!({}), &[AiStep::Contained, AiStep::Reached][..]),
            (json!({}), &[AiStep::Test, AiStep::Valid]),
            (json!({}), &[AiStep::Running, AiStep::Ended]),
            (json!({"robot_types": ["AI_COPILOT"]}), &[AiStep::Valid]),
            (json!({"test": 1}), &[AiStep::Ended]),
            (json!({"transfer2_human": 1}), &[AiStep::Contained]),
        ] {
            assert_eq!(narrowed(asked.clone(), steps), None, "{asked} {steps:?}");
        }
        let both = json!({"robot_types": ["AI_AGENT", "AI_COPILOT"], "robotid": "14"});
        assert_eq!(narrowed(both, &[AiStep::Ended]).unwrap()["robot_types"], json!(["AI_AGENT"]));
    }
}
