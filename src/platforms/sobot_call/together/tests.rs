use proptest::prelude::*;

use super::super::decode::{decode_by, page_by};
use super::*;
use crate::model::caps;
use crate::platforms::{FullPage, Message};

/// A full message of these rows.
fn message(rows: &str) -> String {
    format!(
        r#"{{"MessageID":"EventAgentsMetricsWatch","creationTime":1795242727000,"agentsSummary":{{"readyAgentsCount":3}},
        "agentsMetrics":{{"pageNum":1,"pageSize":9,"total":9,"list":[{rows}]}}}}"#
    )
}

/// A row as the vendor writes it.
fn row(index: usize) -> String {
    format!(
        r#"{{"agentUUID":" 8d477de896c148d89ee71eef{index:08} ","agentID":"{index}","agentName":"李娜, {{\"agentUUID\":[{index}",
        "agentWorkStatus":{},"new{}":{index}}}"#,
        index % 9,
        index % 3
    )
}

fn rows(indices: impl IntoIterator<Item = usize>) -> String {
    indices.into_iter().map(row).collect::<Vec<_>>().join(",")
}

/// Holds that so many threads read what one does.
fn held(text: &str, threads: usize) {
    assert_eq!(decode_by(text, threads), decode_by(text, 1), "{threads} threads: {text}");
    let answers = [text.to_owned(), format!(r#"{{"code":200,"data":{text}}}"#)];
    for answer in answers {
        let [one, other] = [1, threads].map(|threads| page_by(&answer, "the snapshot", threads));
        match (one, other) {
            (Ok(one), Ok(other)) => assert_eq!(one, other, "{threads} threads: {answer}"),
            (one, other) => assert_eq!(format!("{one:?}"), format!("{other:?}"), "{threads} threads: {answer}"),
        }
    }
}

fn page(text: &str, threads: usize) -> FullPage {
    match decode_by(text, threads) {
        Message::Full(page) => *page,
        other => panic!("no full message: {other:?}"),
    }
}

#[test]
fn rows_read_by_several_threads_are_all_there_in_their_order() {
    let text = message(&format!("{},{{}}", rows(0..500)));
    for threads in 2..=4 {
        assert!(Apart::read(&text, threads).is_some_and(|apart| apart.agents.list.len() == 500), "{threads}");
        let page = page(&text, threads);
        assert_eq!((page.sent, page.total, page.agents.len()), (500, Some(9), 500));
        assert!(
            (0..).zip(&page.agents).all(|(index, agent)| agent.number.as_deref() == Some(&*format!("{index}"))),
            "{threads}"
        );
        held(&text, threads);
    }
    let answer = format!(r#"{{"code":200,"data":{text}}}"#);
    assert!(Apart::read(&answer, 2).is_some_and(|apart| apart.agents.list.len() == 500));
}

#[test]
fn a_text_that_is_not_large_is_read_by_one_thread() {
    assert_eq!((threads(LARGE - 1), threads(0)), (1, 1));
    assert!((1..=THREADS).contains(&threads(LARGE)));
    assert!(Apart::read(&message(&rows(0..9)), 1).is_none());
}

#[test]
fn fields_behind_the_rows_count_as_ever() {
    let text = message(&rows(0..40));
    for after in [
        r#","total":7}}"#,
        r#"},"creationTime":1795242728000}"#,
        r#"},"agentsMetrics":{"total":3}}"#,
        r#"},"agentsMetrics":{"total":0}}"#,
        r#","list":{}}}"#,
        r#","list":""}}"#,
        r#","note":"[]"}}"#,
        r#","list":[]}}"#,
        "}},",
        "}}}",
        "}",
        "",
        "}}\u{feff}",
        "} }\n",
        r#"},"MessageID":"EventAgentsMetricsChanged"}"#,
    ] {
        held(&text.replace("]}}", &format!("]{after}")), 2);
    }
    held(&text.replace("\"pageNum\"", "\"note\":\"[\",\"pageNum\""), 2);
    held(&text.replace("\"agentsMetrics\"", "\"list\":[],\"agentsMetrics\""), 2);
    held(&text.replace("\"list\"", "\"lists\""), 2);
    held(&text.replace("\"agentsMetrics\":{\"pageNum\":1,\"pageSize\":9,\"total\":9,\"list\":", "\"list\":"), 2);
    held(&text.replace("{\"pageNum\":1,\"pageSize\":9,\"total\":9,\"list\":[", "[").replace("]}}", "]}"), 2);
}

#[test]
fn a_row_may_hold_as_much_as_ever() {
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [1, 120, 123, 124, 125, 126, 127, 128, 129] {
        for field in ["agentUUID", "agentID", "agentWorkStatus", "new", ""] {
            let nested = match field {
                "" => deep(depth),
                field => format!(r#"{{"agentUUID":"7","{field}":{}}}"#, deep(depth)),
            };
            held(&message(&[rows(0..9), nested, rows(10..20)].join(",")), 2);
        }
    }
}

#[test]
fn what_is_nested_is_told_from_what_is_quoted() {
    for flat in ["7", "[]", "{}", r#"{"a":1}"#, r#"{"a":"[{\"[{\\\"","b[":"{"}"#, r#"["[\\"]"#] {
        assert!(is_flat(flat), "{flat}");
    }
    for nested in ["[[]]", "[{}]", r#"{"a":{}}"#, r#"{"a":"\\","b":[]}"#, r#"{"a":"\"","b":{}}"#] {
        assert!(!is_flat(nested), "{nested}");
    }
}

#[test]
fn of_more_rows_than_are_kept_the_rest_is_counted() {
    let half = ",{}".repeat(caps::AGENTS / 2 - 1);
    let text = |more: &str| message(&[&row(1), &*half, ",", &row(2), &half, more].concat());
    assert!(Apart::read(&text(""), 2).is_some());
    let [one, other] = [1, 2].map(|threads| page(&text(",{}"), threads));
    assert_eq!((one.rejects.len(), one == other), (1, true));
}

#[test]
fn of_very_many_refused_rows_the_first_are_told_in_words() {
    let bad = |from: usize| {
        let rows =
            (from..from + caps::REJECTS * 2 / 3).map(|index| format!(r#"{{"agentUUID":"a","callType":"x{index}"}}"#));
        rows.collect::<Vec<_>>().join(",")
    };
    let text = message(&[bad(0), bad(10_000)].join(","));
    let [one, other] = [1, 2].map(|threads| page(&text, threads));
    assert!(Apart::read(&text, 2).is_some());
    assert_eq!(one.rejects, other.rejects);
    assert_eq!(one.rejects.len(), caps::REJECTS * 2 / 3 * 2);
}

/// What stands where a row belongs.
fn odd_row() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "{}",
        r#"{"agentUUID":"a"}"#,
        r#" { "agentUUID" : "a" } "#,
        r#"{"agentUUID":null}"#,
        r#"{"agentUUID":"b","agentName":"x],[y"}"#,
        r#"{"agentUUID":"b","agentName":",{\"agentUUID\":\"c\"}"}"#,
        r#"{"agentUUID":"b","note":[{"agentUUID":"c"},{"agentUUID":"d"}]}"#,
        r#"{"agentUUID":"e","note":{"x":1,"y":[{},{"agentUUID":"d"}]}}"#,
        r#"[{"agentUUID":"c"},{"agentUUID":"d"}]"#,
        r#""text,{""#,
        r#""\",{\"agentUUID\":\"""#,
        r#"{"agentUUID":"f","callType":NaN}"#,
        r#"{"agentUUID":"f","callType":1.}"#,
        r#"{"agentUUID":"f","callType":1e999}"#,
        r#"{"agentUUID":"\ud800"}"#,
        r#"{"agentUUID":"张三"#,
        r#"{"agentName":"no id"}"#,
        "12",
        "null",
        "",
        "]",
        "[",
        "}",
        "\"",
        "\\",
    ]);
    prop_oneof![6 => (0_usize..6).prop_map(row), 1 => odd.prop_map(str::to_owned)]
}

proptest! {
    #[test]
    fn whatever_the_text_it_is_read_as_one_thread_reads_it(
        rows in prop::collection::vec(odd_row(), 0..14),
        threads in 2_usize..5,
        wound in prop::option::weighted(0.3, (any::<prop::sample::Index>(), "[\\[\\]{}\",:\\\\a ]{0,2}", any::<bool>())),
    ) {
        let mut text = message(&rows.join(","));
        if let Some((place, insert, cut)) = wound {
            let at = text.floor_char_boundary(place.index(text.len()));
            text.insert_str(at, &insert);
            if cut {
                text.truncate(at + insert.len());
            }
        }
        held(&text, threads);
    }
}
