//! Rows of a full message, which become agents as they are read: in whatever order their fields stand, and however often.

use callboard::model::RejectReason;
use callboard::platforms::sobot_call::decode;
use callboard::platforms::{FullPage, Message};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// A row on the wire: its fields as they stand there, or something that is none.
#[derive(Clone, Debug)]
enum Row {
    Fields(Vec<(&'static str, String)>),
    Not(&'static str),
}

impl Row {
    fn text(&self) -> String {
        match self {
            Self::Fields(fields) => {
                let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\" {name}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }
            Self::Not(text) => (*text).to_owned(),
        }
    }

    /// The same with each field once, the last of those with one name, in the order of their names.
    fn plain(&self) -> Self {
        let Self::Fields(fields) = self else { return self.clone() };
        let last: std::collections::BTreeMap<_, _> = fields.iter().cloned().collect();
        Self::Fields(last.into_iter().collect())
    }

    fn id(&self) -> Option<String> {
        let Self::Fields(fields) = self else { return None };
        let (_, id) = fields.iter().rev().find(|(name, _)| *name == "agentUUID")?;
        let id: Value = serde_json::from_str(id).unwrap();
        let id = id.as_str().map_or_else(|| id.to_string(), |id| id.trim().to_owned());
        Some(id).filter(|id| !id.is_empty() && id != "null")
    }
}

fn page(rows: &[Row]) -> Box<FullPage> {
    let rows: Vec<String> = rows.iter().map(Row::text).collect();
    let text = format!(r#"{{"agentsMetrics":{{"total":9,"list":[{}]}}}}"#, rows.join(","));
    match decode(&text) {
        Message::Full(page) => page,
        other => panic!("{other:?} of {text}"),
    }
}

fn row() -> impl Strategy<Value = Row> {
    let field = prop_oneof![
        3 => (Just("agentUUID"), prop_oneof!["\" ?[ab]{0,2} \"", Just("7".to_owned()), Just("null".to_owned())]),
        2 => (Just("agentName"), "\"[a-z]{0,3}\""),
        2 => (Just("agentWorkStatus"), "[1-8]"),
        2 => (Just("inboundEstablishedCallsCountToday"), "[1-9][0-9]?"),
        2 => (Just("mood"), prop_oneof!["[1-9]", Just("{\"a\":[1]}".to_owned())]),
        1 => (Just("team"), "\"[a-z]{0,3}\""),
    ];
    prop_oneof![
        8 => prop::collection::vec(field, 0..8).prop_map(Row::Fields),
        1 => prop::sample::select(&["null", "7", "\"x\"", "[]", "[{}]", "false"][..]).prop_map(Row::Not),
    ]
}

proptest! {
    #[test]
    fn the_order_of_fields_and_how_often_they_stand_there_does_not_matter(rows in prop::collection::vec(row(), 1..8)) {
        let found = page(&rows);
        let plain: Vec<Row> = rows.iter().map(Row::plain).collect();
        prop_assert_eq!(&*found, &*page(&plain));

        let ids: Vec<String> = rows.iter().filter_map(Row::id).collect();
        let named: Vec<&str> = found.agents.iter().map(|agent| agent.id.as_str()).collect();
        prop_assert_eq!(named, ids);
        let sent = rows.iter().filter(|row| !matches!(row, Row::Fields(fields) if fields.is_empty())).count();
        prop_assert_eq!(found.sent as usize, sent);
        let count = |reason| found.rejects.iter().filter(|reject| reject.reason == reason).count();
        let alien = rows.iter().filter(|row| matches!(row, Row::Not(_))).count();
        prop_assert_eq!(count(RejectReason::Undecodable), alien);
        prop_assert_eq!(count(RejectReason::UnknownId), sent - alien - found.agents.len());
    }

    #[test]
    fn fields_without_a_home_are_those_of_the_row(rows in prop::collection::vec(row(), 1..4)) {
        for (agent, row) in page(&rows).agents.iter().zip(rows.iter().filter(|row| row.id().is_some())) {
            let Row::Fields(fields) = row.plain() else { unreachable!("it has an id") };
            let homeless = fields.into_iter().filter(|(name, _)| ["mood", "team"].contains(name));
            let homeless: Map<String, Value> =
                homeless.map(|(name, value)| (name.to_owned(), serde_json::from_str(&value).unwrap())).collect();
            let kept: Map<String, Value> =
                agent.extra.iter().map(|(name, value)| (name.to_owned(), value.clone())).collect();
            prop_assert_eq!(kept, homeless);
        }
    }
}
