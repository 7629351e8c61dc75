//! What an agent's day is compared with, and when there is nothing to compare it with.

use super::*;

#[test]
fn a_median_is_the_middle_and_of_few_there_is_none() {
    assert_eq!(median(vec![1.0, 2.0, 3.0, 4.0]), None);
    assert_eq!(median(vec![5.0, 1.0, 4.0, 2.0, 3.0]), Some(3.0));
    assert_eq!(median(vec![6.0, 1.0, 4.0, 2.0, 3.0, 5.0]), Some(3.5));
    assert_eq!(median(vec![7.0; 9]), Some(7.0));
}

#[test]
fn handling_is_talk_and_after_call_work_for_each_call_and_unknown_without_a_call() {
    let of = |roles: &[(Role, f64)]| {
        handle_ms(|role| roles.iter().find(|(known, _)| *known == role).map(|(_, value)| *value))
    };
    let day = [(Role::TalkInbound, 6_000.0), (Role::TalkOutbound, 2_000.0), (Role::WrapUp, 2_000.0)];
    assert_eq!(of(&[&day[..], &[(Role::Answered, 4.0), (Role::Connected, 1.0)]].concat()), Some(2_000.0));
    assert_eq!(of(&[&day[..], &[(Role::Answered, 0.0)]].concat()), None);
    assert_eq!(of(&day), None);
}
