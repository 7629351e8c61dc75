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
fn a_withheld_number_is_called_so_and_not_masked_as_if_it_were_one() {
    for word in [
        "anonymous",
        " Anonymous ",
        "<sip:anonymous@anonymous.invalid>",
        r#""Anonymous" <sip:anonymous@anonymous.invalid>"#,
        "Anonymous <SIPS:anonymous@anonymous.invalid>",
        "SIP:anonymous",
        "tel:Anonymous",
        "PRIVATE",
        "restricted",
        "匿名",
    ] {
        assert_eq!(mask(word), WITHHELD, "{word}");
        let number = CustomerNumber::new(word).unwrap();
        assert!(number.is_withheld());
        assert_eq!(format!("{number:?} {number}"), "withheld withheld");
        let told = [
            Customer { number: Some(number), masked: None },
            Customer { number: CustomerNumber::new("18688889999"), masked: Some(word.to_owned()) },
        ];
        for mut customer in told {
            assert_eq!(customer.shown().as_deref(), Some(WITHHELD), "{word}");
            assert!(customer.is_withheld(), "{word}");
            // As a recording has it, and as it is read again.
            let written = serde_json::to_value(&customer).unwrap();
            assert!(!written.to_string().contains(word.trim()), "{written}");
            let read: Customer = serde_json::from_value(written).unwrap();
            assert_eq!(read.shown().as_deref(), Some(WITHHELD), "{word}");
            customer.forget();
            assert_eq!(customer.shown().as_deref(), Some(WITHHELD), "{word}");
        }
    }
}

#[test]
fn a_word_for_no_known_number_is_none_and_any_other_word_stays_masked() {
    for word in ["unknown", "Unavailable", " ", "未知"] {
        assert_eq!(CustomerNumber::new(word), None, "{word}");
        assert_eq!(Customer { number: None, masked: Some(word.to_owned()) }.shown(), None, "{word}");
    }
    // Who this is may be a secret like a number.
    let name = CustomerNumber::new("sip:zhangsan@example.com").unwrap();
    assert!(!name.is_withheld());
    for number in [None, Some(name.clone()), CustomerNumber::new("18688889999")] {
        assert!(!Customer { number, masked: None }.is_withheld());
    }
    assert_eq!(name.masked(), "sip****.com");
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

#[test]
fn a_star_or_a_word_beside_a_whole_number_hides_nothing() {
    assert_eq!(mask("*6718688889999"), "*67****9999");
    assert_eq!(mask("02188888888*8001"), "021****8001");
    assert_eq!(mask("1868888****"), "1868888****", "a vendor's mask of the last four stays as it is");
    assert!(!mask("18688889****").contains("18688889"), "eight digits in a row are a whole number in many places");
    let shown = |masked: &str| Customer { number: None, masked: Some(masked.to_owned()) }.shown();
    for masked in ["tel 18688889999", "x18688889999", "*86 186-8888-9999", "18688889999#"] {
        let digits: String = shown(masked).unwrap().chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains("18688889999"), "{masked} is shown as {digits}");
    }
    assert_eq!(shown("186xxxx9999").as_deref(), Some("186xxxx9999"));
}

#[test]
fn a_number_with_a_letter_beside_it_is_masked_in_fields_without_a_home() {
    let fields = json!({"otherDN": "x18688889999", "uri": "sip:18688889999@pbx", "version": "v2 of 20261121"});
    let masked = mask_extra(fields.as_object().unwrap());
    for key in ["otherDN", "uri"] {
        assert!(!masked[key].to_string().contains("18688889999"), "{key} is {}", masked[key]);
    }
    assert_eq!(masked["version"], fields["version"]);
}

#[test]
fn chat_rows_and_ai_records_leave_the_process_masked() {
    let extra = json!({"visitor_phone": "18688889999"}).as_object().unwrap().clone();
    let extra = crate::model::Extra::from(extra);
    let chat = crate::model::ChatAgent { extra: extra.clone(), ..Default::default() };
    let ai = crate::model::AiRecord { extra, ..Default::default() };
    assert_eq!(serde_json::to_value(&chat).unwrap()["extra"]["visitor_phone"], json!("186****9999"));
    assert_eq!(serde_json::to_value(&ai).unwrap()["extra"]["visitor_phone"], json!("186****9999"));
}

#[test]
fn a_number_is_masked_however_it_is_written_and_whatever_holds_it() {
    let fields = json!({
        "remark": "ring back on 139-1234-5001 or +86 139 1234 5002, not before 2026-11-21 14:32",
        "memo": ["he said (139)1234-5003", 13_912_345_004_i64],
        "visitorId": "13912345005",
        "partnerid": "+8613912345006",
        "took": 1_763_706_727_000_i64,
        "host": "192.168.100.101",
        "sessionId": "20261121143207"
    });
    let masked = mask_extra(fields.as_object().unwrap());
    let text = Value::Object(masked.clone()).to_string();
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.')).collect();
    for last in 1..=6 {
        assert!(!digits.contains(&format!("1391234500{last}")), "{last} is in {text}");
        assert!(text.contains(&format!("****500{last}")), "{last} is gone from {text}");
    }
    assert!(text.contains("not before 2026-11-21 14:32"), "{text}");
    for key in ["took", "host", "sessionId"] {
        assert_eq!(masked[key], fields[key], "{key}");
    }
}

#[test]
fn digits_and_what_stands_between_them_have_every_width() {
    let fields = json!({
        "customerPhone": "１３８００１３８０００",
        "memo": "ring ０７５５－８８８８９９９９, 138\u{3000}0013\u{3000}8001, （0755）8888–9998 or 138\u{a0}0013\u{a0}8002",
        "openid": "＋８６１３８００１３８００３",
        "byCaller": {"13800138004": 3, "x": {"139 1234 5005": 1}},
    });
    let text = Value::Object(mask_extra(fields.as_object().unwrap())).to_string();
    let plain: String = text.chars().map(narrow).filter(|c| !between(*c)).collect();
    for number in ["07558888999", "1380013800", "1391234500"] {
        assert!(!plain.contains(number), "{number} is in {text}");
    }
    for tail in ["８０００", "９９９９", "8001", "9998", "8002", "８００３", "8004", "5005"] {
        assert!(text.contains(&format!("****{tail}")), "{tail} is gone from {text}");
    }
    let shown = |masked: &str| Customer { number: None, masked: Some(masked.to_owned()) }.shown().unwrap();
    assert_eq!(shown("１３８００１３８０００"), "１３８****８０００");
    assert_eq!(shown("１３８＊＊＊＊８０００"), "１３８＊＊＊＊８０００");
}

#[test]
fn a_star_between_digits_is_no_mask() {
    let shown = |masked: &str| Customer { number: None, masked: Some(masked.to_owned()) }.shown().unwrap();
    for number in ["138*0013*8000", "1380*013*8000"] {
        assert_eq!(mask(number), "138****8000");
        assert_eq!(shown(number), "138****8000");
    }
    for masked in ["138****8000", "186*****999", "186xxxx9999", "+86 186****9999"] {
        assert_eq!((mask(masked).as_str(), shown(masked).as_str()), (masked, masked));
    }
}
