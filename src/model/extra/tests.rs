use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::json;

use super::*;

proptest! {
    #[test]
    fn holds_what_a_map_holds(fields in vec(("[a-d]{1,2}", 0..9_i64), 0..12), set in vec(("[a-d]{1,2}", 0..9_i64), 0..6)) {
        let fields = || fields.iter().map(|(name, value)| (name.clone(), json!(value)));
        let mut map: Map<String, Value> = fields().collect();
        let mut extra: Extra = fields().collect();
        for (name, value) in set {
            map.insert(name.clone(), json!(value));
            extra.insert(&name, json!(value));
        }
        prop_assert_eq!(Map::from(extra.clone()), map.clone());
        prop_assert_eq!(&extra, &Extra::from(map.clone()));
        prop_assert_eq!((extra.len(), extra.is_empty()), (map.len(), map.is_empty()));
        prop_assert!(extra.keys().eq(map.keys()));
        for name in ["a", "aa", "b", "cd", "d", "e"] {
            prop_assert_eq!(extra.get(name), map.get(name));
            prop_assert_eq!(extra.contains_key(name), map.contains_key(name));
            prop_assert_eq!(&extra[name], map.get(name).unwrap_or(&Value::Null));
        }
        prop_assert_eq!(serde_json::from_value::<Extra>(json!(extra)).unwrap(), extra);
    }
}

#[test]
fn numbers_of_customers_leave_masked() {
    let extra: Extra = [("callerPhone".to_owned(), json!("13812345678"))].into_iter().collect();
    assert_eq!(json!(extra), json!({"callerPhone": "138****5678"}));
}

#[test]
fn rows_share_their_names() {
    let mut names = Names::default();
    assert!(Arc::ptr_eq(&names.shared("feeMinutes"), &names.shared("feeMinutes")));
}

#[test]
fn names_that_are_made_up_are_not_kept_for_ever() {
    let mut names = Names::default();
    for count in 0..NAMES_SHARED * 2 {
        names.shared(&format!("made up {count}"));
    }
    assert_eq!(names.0.len(), NAMES_SHARED);
    assert_eq!(Arc::strong_count(&names.shared("one more")), 1);
}

#[test]
fn a_name_beyond_all_reason_is_not_shared() {
    let mut names = Names::default();
    assert_eq!(Arc::strong_count(&names.shared(&"n".repeat(NAME_BYTES))), 2);
    assert_eq!(Arc::strong_count(&names.shared(&"n".repeat(NAME_BYTES + 1))), 1);
}
