use proptest::prelude::*;

use super::*;
use crate::model::agent::AgentId;
use crate::model::source::SourceId;

fn seen(rule: &str, how: SeenHow, who: &str, at: i64) -> Seen {
    let about = About::Agent(AgentId::new("a1"));
    Seen { rule: rule.to_owned(), about, how, who: who.to_owned(), at: Stamp(at) }
}

fn told(all: impl IntoIterator<Item = Seen>) -> SeenAlerts {
    let mut alerts = SeenAlerts::default();
    all.into_iter().for_each(|seen| alerts.take(seen));
    alerts
}

fn any_seen() -> impl Strategy<Value = Seen> {
    let how = prop_oneof![
        Just(SeenHow::Acknowledged),
        Just(SeenHow::NotAcknowledged),
        (0_i64..50).prop_map(|until| SeenHow::Snoozed(Stamp(until))),
        Just(SeenHow::NotSnoozed),
        Just(SeenHow::Muted),
        Just(SeenHow::NotMuted),
    ];
    let about = prop_oneof![
        Just(About::Centre),
        Just(About::Source(SourceId::Chat)),
        "[ab]".prop_map(|id| About::Agent(AgentId::new(&id)))
    ];
    // Few of each, so that people meet: at one alert, in one moment.
    ("[rs]", about, how, "[xyz]", 0_i64..6).prop_map(|(rule, about, how, who, at)| Seen {
        rule,
        about,
        how,
        who,
        at: Stamp(at),
    })
}

proptest! {
    #[test]
    fn whatever_the_order_in_which_boards_hear_of_it_all_have_the_same_in_the_end(
        (first, second, again) in prop::collection::vec(any_seen(), 0..24)
            .prop_flat_map(|all| (Just(all.clone()), Just(all.clone()).prop_shuffle(), prop::sample::subsequence(all.clone(), 0..=all.len())))
    ) {
        let ordered = told(first.clone());
        let shuffled = told(second.into_iter().chain(again));
        prop_assert_eq!(&ordered, &shuffled);
        // One who joins late and is told what holds, and then some of it once more.
        let joined = told(ordered.retell().into_iter().chain(first));
        prop_assert_eq!(&ordered, &joined);
    }
}

#[test]
fn the_last_word_holds_each_thing_on_its_own() {
    let all = told([
        seen("wrap_up", SeenHow::Acknowledged, "wang@jump1", 10),
        seen("wrap_up", SeenHow::Snoozed(Stamp(90)), "li@jump2", 20),
        seen("wrap_up", SeenHow::NotAcknowledged, "li@jump2", 30),
        seen("wrap_up", SeenHow::Muted, "li@jump2", 25),
        // Late, and no longer of interest.
        seen("wrap_up", SeenHow::Acknowledged, "zhao@jump3", 29),
    ]);
    let (_, _, marks) = all.iter().next().unwrap();
    assert_eq!(marks.acknowledged(), None);
    assert_eq!(marks.snoozed().map(|(until, by)| (until, by.who.as_str())), Some((Stamp(90), "li@jump2")));
    assert_eq!(marks.muted().map(|by| by.at), Some(Stamp(25)));
}

#[test]
fn a_clock_that_is_set_changes_no_distance() {
    let mut all = told([seen("wrap_up", SeenHow::Snoozed(Stamp(90)), "li", 20)]);
    all.clock_set(1_000);
    let (_, _, marks) = all.iter().next().unwrap();
    assert_eq!(marks.snoozed().map(|(until, by)| (until, by.at)), Some((Stamp(1_090), Stamp(1_020))));
}

#[test]
fn only_so_many_alerts_are_kept() {
    let many = (0..2_500).map(|at| seen(&format!("rule{at}"), SeenHow::Muted, "li", at));
    let all = told(many);
    assert_eq!(all.iter().count(), SEEN_KEPT);
    assert!(all.iter().all(|(_, _, marks)| marks.muted().unwrap().at.ms() >= 500));
}

#[test]
fn a_person_is_told_by_a_short_name_without_numbers() {
    assert_eq!(person(" wang@jump1\u{1b}[2J\n"), "wang@jump1[2J");
    assert_eq!(person(&"x".repeat(200)).len(), NAME_MAX);
    assert!(!person("13800138000@jump1").contains("13800138000"));
    let json = serde_json::to_string(&seen("lost", SeenHow::Acknowledged, "13800138000", 1)).unwrap();
    assert!(!json.contains("13800138000"), "{json}");
}

#[test]
fn whatever_was_done_can_be_taken_back() {
    let both = [
        (SeenHow::Acknowledged, SeenHow::NotAcknowledged),
        (SeenHow::Snoozed(Stamp(90)), SeenHow::NotSnoozed),
        (SeenHow::Muted, SeenHow::NotMuted),
    ];
    let stands = |all: &SeenAlerts| {
        let (_, _, marks) = all.iter().next().unwrap();
        marks.acknowledged().is_some() || marks.snoozed().is_some() || marks.muted().is_some()
    };
    for (done, taken_back) in both {
        assert!(stands(&told([seen("wrap_up", done, "wang@jump1", 10)])));
        let all = told([seen("wrap_up", done, "wang@jump1", 10), seen("wrap_up", taken_back, "li@jump2", 20)]);
        assert!(!stands(&all), "{taken_back:?}");
    }
}
