use serde_json::json;

use super::*;
use crate::model::LedgerCall;

/// A row with a value in every field that a record is made of, and more.
fn row() -> Map<String, Value> {
    let mut row: Map<String, Value> = Map::new();
    let texts = [
        "callID",
        "customerNumber",
        "screenNumber",
        "gatewayNumber",
        "firstRouteName",
        "firstRouteId",
        "lastAgentUUID",
        "lastAgentID",
        "lastAgentName",
        "belongAgentUUID",
        "belongAgentID",
        "belongAgentName",
        "firstAgentUUID",
        "firstAgentID",
        "firstAgentName",
        "firstCallAgentUUID",
        "firstCallAgentID",
        "firstCallAgentName",
        "recordUrl",
        "areaProvince",
        "areaCity",
        "departmentId",
        "unheardOf",
    ];
    row.extend(texts.map(|key| (key.to_owned(), json!(format!("1380000{}", key.len())))));
    let moments = ["startTime", "alertTime", "answerTime", "bridgeTime", "endTime"];
    row.extend((0..).zip(moments).map(|(at, key)| (key.to_owned(), json!(1_774_000_000_000_i64 + 1_000 * at))));
    let figures = ["callType", "duration", "totalDuration", "hangupDisposition", "transferCount", "consultCount"];
    row.extend(figures.map(|key| (key.to_owned(), json!("2"))));
    row.insert("callResult".to_owned(), json!(9));
    row.insert("attachedData".to_owned(), json!("{\"order\":\"1\"}"));
    row.insert("parties".to_owned(), json!([{"partyId": "a"}]));
    row
}

#[test]
fn the_ledger_keeps_of_its_lean_rows_what_it_keeps_of_whole_ones() {
    let wholes = [
        row(),
        // Masked, and the belated names of an agent alone.
        row().into_iter().filter(|(key, _)| !key.starts_with("last") && key != "customerNumber").collect(),
        Map::from_iter([("callID".to_owned(), json!(7)), ("encryptCustomerNumber".to_owned(), json!("138****0000"))]),
    ];
    for whole in wholes {
        let expected = LedgerCall::of(&record(whole.clone()).unwrap());
        let lean: Map<String, Value> = whole.into_iter().filter(|(key, _)| is_of_entry(key)).collect();
        assert_eq!(LedgerCall::of(&entry(&Lean::of(&lean)).unwrap()), expected);
        for missing in lean.keys() {
            let mut less = lean.clone();
            less.remove(missing);
            let whole = record(less.clone()).as_ref().map(LedgerCall::of);
            assert_eq!(entry(&Lean::of(&less)).as_ref().map(LedgerCall::of), whole, "{missing}");
        }
    }
}

#[test]
fn every_field_that_is_wanted_of_a_lean_row_means_something() {
    let whole = row();
    let mut wanted: Vec<&String> = whole.keys().filter(|key| is_of_entry(key)).collect();
    wanted.retain(|key| !matches!(key.as_str(), "screenNumber" | "firstRouteId") && !key.starts_with("belong"));
    let expected = entry(&Lean::of(&whole));
    for key in wanted {
        let less = whole.iter().filter(|(other, _)| *other != key).map(|(key, value)| (key.clone(), value.clone()));
        assert_ne!(entry(&Lean::of(&less.collect())), expected, "{key}");
    }
    assert!(entry(&Lean::of(&Map::new())).is_none(), "a call has an id");
}
