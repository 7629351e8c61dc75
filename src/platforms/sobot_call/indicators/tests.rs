use std::collections::BTreeSet;

use super::*;

fn documented(list: &str) -> BTreeSet<&str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

fn keys(lists: &[&[Row]]) -> BTreeSet<&'static str> {
    lists.iter().copied().flatten().map(|row| row.0).collect()
}

#[test]
fn the_tables_name_every_documented_indicator_and_no_other() {
    let relay = documented(include_str!("../../../../tests/fixtures/indicators/relay.txt"));
    let agent = documented(include_str!("../../../../tests/fixtures/indicators/agent.txt"));
    let department = documented(include_str!("../../../../tests/fixtures/indicators/department.txt"));
    assert_eq!(keys(&[RELAY]), relay);
    assert_eq!(keys(&[INBOUND, INBOUND_AGENTS, OUTBOUND, WORK]), agent);
    assert_eq!(keys(&[INBOUND, OUTBOUND]), department);
}

#[test]
fn labels_are_told_apart_and_means_are_weighed_by_a_column_that_is_there() {
    for lists in [&[RELAY][..], &[INBOUND, INBOUND_AGENTS], &[OUTBOUND], &[WORK]] {
        let metrics = metrics(lists);
        let names: BTreeSet<(&str, &str)> =
            metrics.iter().map(|metric| (metric.group.as_str(), metric.label.as_str())).collect();
        assert_eq!(names.len(), metrics.len());
        for metric in &metrics {
            if let Fold::Weighted(key) = &metric.fold {
                assert!(metrics.iter().any(|other| other.key == *key), "{} by {key}", metric.key);
            }
        }
    }
}

#[test]
fn reasons_of_being_busy_are_named_and_not_numbered() {
    let labels: Vec<String> = metrics(&[WORK]).into_iter().map(|metric| metric.label).collect();
    for (code, name) in [(11, "break"), (12, "training"), (16, "custom 1"), (18, "custom 3")] {
        let reason = crate::platforms::sobot_call::busy_reason(code).word().unwrap().replace('-', " ");
        assert_eq!(reason, name);
        assert!(labels.contains(&reason) && labels.contains(&format!("line busy, {reason}")), "{reason}");
    }
    assert!(!labels.iter().any(|label| label.contains(|c: char| c.is_ascii_digit()) && label.contains("break")));
}
