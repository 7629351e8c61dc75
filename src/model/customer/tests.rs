use serde_json::json;

use super::*;

#[test]
fn masks_keep_three_and_four_of_a_long_number_and_less_of_a_short_one() {
    for (plain, masked) in [
        ("18688889999", "186****9999"),
        ("1381234567", "138****4567"),
        ("91234567", "91****567"),
        ("1234567", "****67"),
        ("110", "****"),
        ("138****8123", "138****8123"),
    ] {
        assert_eq!(mask(plain), masked, "{plain}");
    }
}

#[test]
fn every_way_out_of_the_process_is_masked() {
    let number = CustomerNumber::new(" 18688889999 ").unwrap();
    assert_eq!(format!("{number:?} {number}"), "186****9999 186****9999");
    assert_eq!(serde_json::to_value(&number).unwrap(), json!("186****9999"));
    assert_eq!(number.reveal(), "18688889999");
}

#[test]
fn the_vendors_mask_is_used_only_where_it_hides_something() {
    let plain = CustomerNumber::new("18688889999");
    let shown = |masked: Option<&str>| Customer { number: plain.clone(), masked: masked.map(str::to_owned) }.shown();
    assert_eq!(shown(Some("186*****999")).as_deref(), Some("186*****999"));
    assert_eq!(shown(Some("18688889999")).as_deref(), Some("186****9999"));
    assert_eq!(shown(Some("  ")).as_deref(), Some("186****9999"));
    assert_eq!(shown(None).as_deref(), Some("186****9999"));
    assert_eq!(Customer::default().shown(), None);
}

#[test]
fn numbers_in_fields_without_a_home_are_masked_at_any_depth() {
    let fields = json!({
        "lastCallerNumber": "+65 9123 4567",
        "nested": {"mobile": 13_800_138_000_i64, "note": "call 7"},
        "agentUUID": "8d477de896c148d89ee71eeffc67a7ad",
        "callID": "20261121143207",
        "clientType": "Web",
        "creationTime": "1706176912305",
        "phoneType": 3
    });
    let masked = mask_extra(fields.as_object().unwrap());
    assert_eq!(masked["lastCallerNumber"], json!("+65****4567"));
    assert_eq!(masked["nested"]["mobile"], json!("138****8000"));
    for key in ["agentUUID", "callID", "clientType", "creationTime", "phoneType"] {
        assert_eq!(masked[key], fields[key], "{key}");
    }
}
