use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::model::metric::fold;
use crate::platforms::lenient::duration_ms;

const DOCUMENT: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/metrics/staff-work-statis.txt"));
const EXAMPLE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/examples/sobot-open/staff-work-statis.json"));
/// Who, and of when.
const IDENTITY: [&str; 7] =
    ["staff_id", "service_nick", "service_email", "group_id", "group_name", "start_date", "end_date"];

/// Takes the figures out of a row.
fn cells(row: &mut Map<String, Value>) -> Vec<Cell> {
    let (cells, rest) = taken(&Lean::of(row));
    *row = rest;
    cells
}

/// Looks for one figure in a row.
fn read(figure: &Figure, row: &Map<String, Value>) -> Read<f64> {
    let count = |key: &str| Loose::field(row, key).count();
    match figure.unit {
        Unit::Count if figure.key.contains('+') => {
            let parts: Option<Vec<u64>> = figure.key.split('+').map(|key| count(key).ok().flatten()).collect();
            Ok(parts.map(|parts| parts.into_iter().map(|part| part as f64).sum()))
        }
        Unit::Count => Ok(count(figure.key)?.map(|count| count as f64)),
        Unit::Duration => duration_ms(row, figure.key, figure.written.unwrap_or_default()),
        Unit::Share => Loose::field(row, figure.key).percent(),
        _ => Loose::field(row, figure.key).number(),
    }
}

fn rows() -> Vec<Map<String, Value>> {
    let example: Value = serde_json::from_str(EXAMPLE).unwrap();
    example["items"].as_array().unwrap().iter().map(|row| row.as_object().unwrap().clone()).collect()
}

/// Key, type and description of each line of the document's table.
fn documented() -> Vec<(&'static str, &'static str, &'static str)> {
    let lines = DOCUMENT.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| match line.split('\t').collect::<Vec<_>>().as_slice() {
            [key, kind, words] => (*key, *kind, *words),
            _ => panic!("{line}"),
        })
        .collect()
}

/// Vendor's key → its figure.
fn by_key() -> BTreeMap<&'static str, &'static Figure> {
    figures()
        .flat_map(|figure| [Some(figure.key), figure.written].into_iter().flatten().map(move |k| (k, figure)))
        .collect()
}

#[test]
fn every_documented_figure_has_a_column_of_its_kind() {
    let figures = by_key();
    let documented = documented();
    assert_eq!(documented.len(), 107);
    for (key, kind, words) in documented {
        let Some(figure) = figures.get(key) else {
            assert!(IDENTITY.contains(&key), "{key}");
            continue;
        };
        let unit = match kind {
            "Double" => Unit::Score,
            "String" if words.contains('%') || words.ends_with("rate") => Unit::Share,
            "String" if words.contains("Time") || words.contains("Duration") => Unit::Duration,
            _ => Unit::Count,
        };
        assert_eq!(figure.unit, unit, "{key}: {words}");
    }
}

#[test]
fn every_figure_is_documented_or_in_the_example() {
    let mut known: BTreeSet<&str> = documented().into_iter().map(|(key, ..)| key).collect();
    let rows = rows();
    known.extend(rows[0].keys().map(String::as_str));
    for key in by_key().into_keys().flat_map(|key| key.split('+')) {
        assert!(known.contains(key), "{key}");
    }
}

#[test]
fn the_example_leaves_nothing_but_who_and_when() {
    for mut row in rows() {
        let cells = cells(&mut row);
        assert_eq!(cells.len(), metrics().len());
        assert!(cells.iter().all(|cell| cell.number().is_some()));
        assert_eq!(row.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(IDENTITY));
    }
}

#[test]
fn no_two_columns_have_the_same_key_or_name() {
    let metrics = metrics();
    let keys: BTreeSet<_> = metrics.iter().map(|metric| &metric.key).collect();
    let labels: BTreeSet<_> = metrics.iter().map(|metric| &metric.label).collect();
    assert_eq!((keys.len(), labels.len()), (metrics.len(), metrics.len()));
    assert_eq!(metrics.iter().filter(|metric| metric.shown).count(), 12);
}

#[test]
fn durations_in_ms_and_as_text_are_the_same() {
    for row in rows() {
        for figure in figures().filter(|figure| figure.unit == Unit::Duration) {
            let ms = Loose::field(&row, figure.key).number().unwrap().unwrap();
            let written = duration_ms(&row, "not sent", figure.written.unwrap()).unwrap().unwrap();
            // The vendor cuts one of them and rounds the other.
            assert!((ms - written).abs() < 1000.0, "{}: {ms} ms, written as {written}", figure.key);
        }
    }
}

#[test]
fn weights_are_sums_and_each_rate_of_the_example_is_a_whole_part_of_its_weight() {
    let figures = by_key();
    for row in rows() {
        for figure in by_key().into_values() {
            let Total::By(weight) = figure.total else { continue };
            let weight = figures[weight];
            assert!(weight.unit == Unit::Count && matches!(weight.total, Total::Sum), "{}", weight.key);
            if figure.unit == Unit::Share {
                let (share, whole) = (read(figure, &row).unwrap().unwrap(), read(weight, &row).unwrap().unwrap());
                let part = share * whole;
                assert!((part - part.round()).abs() <= 0.000_051 * whole, "{} of {}", figure.key, weight.key);
                assert!(whole > 0.0 || share == 0.0, "{} of {}", figure.key, weight.key);
            }
        }
    }
}

#[test]
fn a_total_of_rates_is_the_rate_of_all() {
    let metrics = metrics();
    let cells: Vec<_> = rows().iter_mut().map(cells).collect();
    let totals = fold(&metrics, &cells.iter().map(Vec::as_slice));
    let total = |key: &str| totals[metrics.iter().position(|metric| metric.key == key).unwrap()].number().unwrap();
    let near = |key: &str, expected: f64| {
        assert!((total(key) - expected).abs() < 2e-4 * expected, "{key}: {} and not {expected}", total(key));
    };
    near("human_consult", 16.0);
    near("max_conv_num", 1.0);
    near("quiet_after_session_rate_str", 4.0 / 15.0);
    near("human_res_warn_rate_str", 5.0 / 10.0);
    near("avg_total_session_duration", f64::from(2_099_106 + 4_363_974) / 16.0);
    // Only one of the two was rated in points: the other's "0.00%" of nothing weighs nothing.
    near("good_nps_rate_str", 1.0);
    near("avg_nps_score", 10.0);
}

#[test]
fn what_cannot_be_read_is_unknown_and_stays() {
    let mut row = serde_json::json!({
        "good": "many", "middle": 1, "bad": 2, "score5": "4", "score4": null, "response_time_avg": "soon",
        "response_time_avg_str": "00:00:01", "avg_session_duration_str": "00:01:01", "comment_rate_str": "25.00%",
        "novel": 5
    });
    let row = row.as_object_mut().unwrap();
    let cells = cells(row);
    let cell = |key: &str| cells[figures().position(|figure| figure.key == key).unwrap()].number();
    assert_eq!((cell("good"), cell("middle"), cell(STARS)), (None, Some(1.0), None));
    assert_eq!((cell("score5"), cell("score4"), cell("score3")), (Some(4.0), None, None));
    assert_eq!((cell("response_time_avg"), cell("avg_session_duration")), (None, Some(61_000.0)));
    assert_eq!(cell("comment_rate_str"), Some(0.25));
    let left: Vec<_> = row.keys().map(String::as_str).collect();
    assert_eq!(left, ["good", "novel", "response_time_avg", "response_time_avg_str"]);
}

/// A row of the example, or one with fields of which some are missing, strange or wrong.
fn any_row() -> impl Strategy<Value = Map<String, Value>> {
    let strange = prop::sample::select(vec![
        Value::Null,
        json!(true),
        json!("12"),
        json!("12.5 %"),
        json!("00:07:42"),
        json!("none"),
        json!(-3),
        json!(7.25),
        json!({"a": 1}),
        json!([1, 2]),
    ]);
    let names: Vec<String> =
        rows()[0].keys().cloned().chain(["good+middle+bad", "a", "zz"].map(str::to_owned)).collect();
    let change = (prop::sample::select(names), prop::option::of(strange));
    prop::collection::vec(change, 0..40).prop_map(|changes| {
        let mut row = rows().remove(0);
        for (name, value) in changes {
            match value {
                Some(value) => drop(row.insert(name, value)),
                None => drop(row.remove(&name)),
            }
        }
        row
    })
}

proptest! {
    #[test]
    fn figures_that_are_taken_together_are_those_that_are_looked_for_one_by_one(row in any_row()) {
        let mut one_by_one = row.clone();
        let read: Vec<Read<f64>> = figures().map(|figure| read(figure, &one_by_one)).collect();
        for (figure, _) in figures().zip(&read).filter(|(_, value)| value.is_ok()) {
            one_by_one.remove(figure.key);
            figure.written.map(|written| one_by_one.remove(written));
        }
        let wanted: Vec<Cell> = read.into_iter().map(|value| value.ok().flatten().map_or(Cell::Unknown, Cell::Number)).collect();
        let mut together = row;
        prop_assert_eq!(cells(&mut together), wanted);
        prop_assert_eq!(together, one_by_one);
    }
}
