//! Labels that customers tick, and the audiences that rules tell apart.

use serde_json::{Value, json};

use crate::sim::random::hex32;

/// Rules that tell audiences apart: title and id.
pub(crate) const RULES: [(&str, &str); 3] = [
    ("New customers", "8196ed60ee6b4420a6e54d6fb40b2f1b"),
    ("会员", "a0546104b604441281419fc5b241417c"),
    ("Returns", "52e49616bfa2455abc3ccfbb10de1218"),
];

/// What a session may be praised or blamed for: name, and the name before the tenant's variables are filled in.
const EVALUATION: [(&str, &str); 4] =
    [("Quick", "Quick"), ("Solved my problem", "{dc_label_solved}"), ("答非所问", "答非所问"), ("Slow", "Slow")];

/// What an answer may be disliked for.
const DISLIKE: [&str; 3] = ["Wrong answer", "看不懂", "Out of date"];

/// When the tenant made its labels, Unix ms.
const CREATED: i64 = 1_758_178_949_759;

/// The id of the evaluation label in this place.
pub(crate) fn evaluation_id(place: usize) -> String {
    hex32(0x1AB_E100 + place as u64 % EVALUATION.len() as u64)
}

/// The id of the dislike label in this place.
pub(crate) fn dislike_id(place: usize) -> String {
    hex32(0xD15_1100 + place as u64 % DISLIKE.len() as u64)
}

/// The labels of `getLabels`, whose times are in seconds as in the example.
pub(crate) fn evaluation(company: &str) -> Vec<Value> {
    let rows = EVALUATION.iter().zip(0..).map(|((name, raw), place)| {
        json!({
            "companyid": company,
            "raw_name": raw,
            "create_time": CREATED / 1000 + place as i64,
            "name": name,
            "id": evaluation_id(place),
        })
    });
    rows.collect()
}

/// The labels of `getLabelInfoList`.
pub(crate) fn dislike(company: &str) -> Vec<Value> {
    let rows = DISLIKE.iter().zip(0..).map(|(name, place)| {
        json!({
            "companyid": company,
            "create_time": CREATED + place as i64,
            "createid": hex32(7),
            "name": name,
            "is_del": 0,
            "id": dislike_id(place),
        })
    });
    rows.collect()
}

/// The audiences of `simpleList`.
pub(crate) fn audiences() -> Vec<Value> {
    RULES.iter().map(|(title, id)| json!({"rule_title": title, "ruleid": id})).collect()
}
