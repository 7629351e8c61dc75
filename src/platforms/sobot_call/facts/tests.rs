use serde_json::json;

use super::*;
use crate::platforms::sobot_call::calls::record;

fn told(fields: Value) -> crate::model::CallRecord {
    let Value::Object(mut fields) = fields else { unreachable!() };
    fields.insert("callID".to_owned(), json!("a"));
    record(fields).unwrap()
}

#[test]
fn every_documented_code_has_a_word() {
    for (name, word) in NO_ANSWERS {
        let call = told(json!({"reasonOfNotAnswer": name}));
        assert_eq!((call.fact(CallFact::NoAnswer), call.extra.is_empty()), (Some(&Told::NoAnswer(word)), true));
        assert!(word.word().is_some());
    }
    for code in 1..=7 {
        let call = told(json!({"sourceType": code}));
        let Some(Told::Source(source)) = call.fact(CallFact::Source) else { panic!("{code}") };
        assert!(source.word().is_some() && call.extra.is_empty(), "{code}");
    }
    for code in 1..=8 {
        let call = told(json!({"numberType": code.to_string()}));
        let Some(Told::NumberKind(kind)) = call.fact(CallFact::NumberKind) else { panic!("{code}") };
        assert!(kind.word().is_some() && call.extra.is_empty(), "{code}");
    }
    for name in ["Inbound", "RegularMakeCall", "ClickToCallback", "TwoWayToPSTN", "Internal", "PreviewOutbound"] {
        assert!(matches!(told(json!({"mainDialType": name})).fact(CallFact::Dial), Some(Told::Dial(_))), "{name}");
    }
    for name in ["NonTransfer", "TransferNonAnswer", "TransferAndAnswer"] {
        let call = told(json!({"transferToThirdPartyNumber": name, "transferToThirdPartySystem": name}));
        assert_eq!((call.facts.len(), call.extra.is_empty()), (2, true), "{name}");
    }
}

#[test]
fn only_what_no_document_knows_is_left_over() {
    let mut fields: serde_json::Map<String, Value> =
        FIELDS.iter().map(|(key, ..)| ((*key).to_owned(), json!("1"))).collect();
    fields.insert("mainDialType".to_owned(), json!("Inbound"));
    fields.insert("reasonOfNotAnswer".to_owned(), json!("BUSY_NOW"));
    for key in ["transferToThirdPartyNumber", "transferToThirdPartySystem"] {
        fields.insert(key.to_owned(), json!("NonTransfer"));
    }
    fields.insert("holdSeconds".to_owned(), json!(7));
    fields.remove("totalDuration");
    let call = told(Value::Object(fields));
    let left: Vec<String> = serde_json::Map::from(call.extra.clone()).into_iter().map(|(key, _)| key).collect();
    assert_eq!(left, ["holdSeconds"]);
    let facts: std::collections::BTreeSet<_> = FIELDS.iter().map(|(_, fact, _)| *fact).collect();
    assert_eq!(call.facts.len() + 1, facts.len(), "only a leg's length is a fact");
    assert_eq!(facts.len(), CallFact::ALL.len(), "there is no fact that no field tells");
    let strange = told(json!({"reasonOfNotAnswer": "ON_THE_MOON", "mainDialType": "Smoke"}));
    assert_eq!((strange.facts.len(), strange.extra.len()), (0, 2), "a word that no document knows stays");
}

#[test]
fn defaults_that_say_nothing_are_not_told() {
    let call = told(json!({
        "sourceType": 0, "lastAgentPhoneType": 0, "earlyDetectCause": 0, "numberType": 0, "firstRouteName": "",
    }));
    assert!(call.facts.is_empty() && call.extra.is_empty());
}
