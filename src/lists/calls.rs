//! The columns of calls, and the departments whose calls can be asked for.

use std::collections::BTreeSet;

use super::sheet::Column;
use super::value::Value;
use crate::lang::{self, Language};
use crate::model::{
    Board, CallFact, CallKind, CallRecord, CallResult, CallSource, Choice, Day, DialKind, HangUp, Lookup, Narrow,
    NoAnswer, ReportAsked, ReportOf, Shelved, SourceId, Told,
};

/// Those that a screen of 80 cells has room for come first.
pub const CALL_COLUMNS: &[Column] = &[
    Column::left("customer", mark!("Customer"), 12),
    Column::left("began", mark!("Began"), 8),
    Column::left("direction", mark!("Direction"), 10),
    Column::left("result", mark!("Result"), 18),
    Column::left("agent", mark!("Agent"), 12),
    Column::right("talk", mark!("Talk"), 7),
    Column::right("waited", mark!("Waited"), 7),
    Column::right("total", mark!("Total"), 7),
    Column::left("relay", mark!("Relay number"), 13),
    Column::left("hung-up", mark!("Hung up"), 8),
    Column::left("area", mark!("Area"), 16),
    Column::right("transfers", mark!("Transfers"), 9),
    Column::right("inquiries", mark!("Inquiries"), 9),
    Column::left("number", mark!("Work number"), 11).hidden(),
    Column::left("id", mark!("Call id"), 32).hidden(),
    Column::left("set-up", mark!("Set up"), 18).hidden(),
    Column::left("why", mark!("Why unanswered"), 20).hidden(),
    Column::left("route", mark!("First route"), 12).hidden(),
    Column::right("billed", mark!("Billed"), 7).hidden(),
    Column::right("minutes", mark!("Billed minutes"), 14).hidden(),
    Column::left("source", mark!("Came from"), 13).hidden(),
    Column::left("let-ring", mark!("First rang at"), 13).hidden(),
];

/// The words of the model that a column of calls has, in English.
pub fn call_words(column: usize) -> Vec<&'static str> {
    match CALL_COLUMNS.get(column).map_or("", |column| column.key.as_ref()) {
        "direction" => CallKind::NAMED.iter().filter_map(|kind| kind.word()).collect(),
        "result" => CallResult::NAMED.iter().filter_map(|result| result.word()).collect(),
        "hung-up" => HangUp::NAMED.iter().filter_map(|side| side.word()).collect(),
        "set-up" => DialKind::NAMED.iter().filter_map(|dial| dial.word()).collect(),
        "why" => NoAnswer::NAMED.iter().filter_map(|why| why.word()).collect(),
        "source" => CallSource::NAMED.iter().filter_map(|source| source.word()).collect(),
        _ => Vec::new(),
    }
}
/// What a record says in a column of this key, as a value.
pub fn call_fact<'a>(language: Language, call: &'a CallRecord, key: &str) -> Value<'a> {
    let fact = match key {
        "set-up" => CallFact::Dial,
        "why" => CallFact::NoAnswer,
        "route" => CallFact::Route,
        "billed" => CallFact::Billed,
        "minutes" => CallFact::BilledMinutes,
        _ => CallFact::Source,
    };
    match call.fact(fact) {
        Some(Told::Text(text)) => Value::text(Some(text)),
        Some(Told::Ms(ms)) => Value::millis(Some(*ms)),
        Some(Told::Count(count) | Told::Minutes(count)) => Value::count(Some(*count)),
        Some(Told::Dial(word)) => Value::word(lang::word(language, word)),
        Some(Told::NoAnswer(word)) => Value::word(lang::word(language, word)),
        Some(Told::Source(word)) => Value::word(lang::word(language, word)),
        _ => Value::None,
    }
}

/// The departments that can be asked for, by id: those to which the settings narrow the calls, else those that the report
/// on departments names.
pub fn call_departments(board: &Board) -> Vec<Choice> {
    let named: Vec<Choice> = [ReportOf::DepartmentsInbound, ReportOf::DepartmentsOutbound]
        .into_iter()
        .filter_map(|of| board.shelf().get(&Lookup::Report(ReportAsked { of, day: Day::Today, agent: None })))
        .filter_map(Shelved::report)
        .flat_map(|table| &table.rows)
        .filter(|row| !row.key.trim().is_empty())
        .map(|row| Choice { key: row.key.trim().to_owned(), label: row.label.clone() })
        .collect();
    let scope = board.source(SourceId::Agents).scope.as_ref();
    let own = scope.and_then(|scope| scope.only.get(&Narrow::Departments));
    let mut choices: Vec<Choice> = match own {
        Some(ids) => ids
            .iter()
            .map(|id| {
                named
                    .iter()
                    .find(|choice| choice.key == *id)
                    .cloned()
                    .unwrap_or(Choice { key: id.clone(), label: id.clone() })
            })
            .collect(),
        None => named,
    };
    let mut seen = BTreeSet::new();
    choices.retain(|choice| seen.insert(choice.key.clone()));
    choices
}
