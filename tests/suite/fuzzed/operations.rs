//! Any sequence of operations, on the typed board and on a plain document.

use callboard::model::Figure;
use callboard::platforms::sobot_call::figure_name;
use serde_json::{Map, Value, json};

use super::bytes::Taken;
use super::plain::{CODES, COUNTS, CUSTOMER, EXTRA, Operation, TEXTS, TIMES, full_message, hold, row};

const AGENTS: usize = 2;

/// The bytes choose a full message, then operations until they are used up.
pub fn run(data: &[u8]) {
    let mut taken = Taken(data);
    let rows: Vec<Value> = (0..AGENTS)
        .map(|index| {
            let fields: Vec<_> = (0..taken.below(4)).map(|_| field(&mut taken)).collect();
            row(
                index,
                fields.into_iter().filter(|(.., readable)| *readable).map(|(name, value, _)| (name.to_owned(), value)),
            )
        })
        .collect();
    let summary = (0..taken.below(4)).map(|_| figure(&mut taken)).filter(|(.., readable)| *readable);
    let summary: Map<String, Value> = summary.map(|(name, value, _)| (name.to_owned(), value)).collect();
    let mut messages = vec![Vec::new()];
    while !taken.is_over() {
        match taken.below(8) {
            0 => messages.push(Vec::new()),
            kind => {
                let operation = operation(&mut taken, kind);
                if let Some(message) = messages.last_mut() {
                    message.push(operation);
                }
            }
        }
    }
    hold(full_message(&rows, &summary), messages);
}

fn operation(taken: &mut Taken<'_>, kind: usize) -> Operation {
    match kind {
        1..=4 => {
            let index = taken.below(AGENTS);
            let (name, value, readable) = field(taken);
            Operation::agent(index, name, value, readable)
        }
        5 | 6 => {
            let (name, value, readable) = figure(taken);
            Operation::summary(name, value, readable)
        }
        _ => Operation::refused(taken.below(Operation::REFUSED)),
    }
}

/// A field of an agent, a value for it, and whether it can be read.
fn field(taken: &mut Taken<'_>) -> (&'static str, Value, bool) {
    match taken.below(16) {
        0..=2 => (taken.one_of(&TEXTS), words(taken), true),
        3..=5 => (taken.one_of(&CODES), number(taken, i64::from(i16::MIN)), true),
        6 | 7 => (taken.one_of(&TIMES), number(taken, 0), true),
        8..=10 => (taken.one_of(&COUNTS), number(taken, 0), true),
        11 => (taken.one_of(&CUSTOMER), words(taken), true),
        12 | 13 => (taken.one_of(&EXTRA), anything(taken, 3), true),
        14 => {
            let names: Vec<&'static str> = CODES.into_iter().chain(COUNTS).collect();
            (taken.one_of(&names), no_number(taken), false)
        }
        _ => {
            let names: Vec<&'static str> = TEXTS.into_iter().chain(CUSTOMER).collect();
            (taken.one_of(&names), taken.one_of(&[true, false]).into(), false)
        }
    }
}

fn figure(taken: &mut Taken<'_>) -> (&'static str, Value, bool) {
    let name = figure_name(taken.one_of(Figure::ALL));
    match taken.below(8) {
        0 => (taken.one_of(&EXTRA), anything(taken, 3), true),
        1 => (name, json!(-1 - i64::from(taken.byte())), false),
        2 => (name, no_number(taken), false),
        _ => (name, number(taken, 0), true),
    }
}

/// A number from `least` on as one may be spelt, or none.
fn number(taken: &mut Taken<'_>, least: i64) -> Value {
    let number = match taken.below(4) {
        0 => i64::from(taken.byte()),
        1 => i64::from(taken.short()) + least,
        // Up to the last that is a time, and the last that is exact.
        2 => taken.long().rem_euclid(253_402_300_799_999),
        _ => return taken.one_of(&[Value::Null, json!(""), json!(" ")].each_ref()).clone(),
    };
    match taken.below(3) {
        0 => json!(number),
        1 => json!(number.to_string()),
        _ => json!(format!(" {number} ")),
    }
}

fn no_number(taken: &mut Taken<'_>) -> Value {
    let values = [json!("many"), json!(1.5), json!("2.5"), json!(true), json!({"n": 1}), json!([]), json!("NaN")];
    taken.one_of(&values.each_ref()).clone()
}

fn words(taken: &mut Taken<'_>) -> Value {
    match taken.below(8) {
        0 => Value::Null,
        1 => json!(taken.short()),
        _ => Value::from(taken.text(12)),
    }
}

fn anything(taken: &mut Taken<'_>, deep: usize) -> Value {
    match taken.below(if deep == 0 { 6 } else { 8 }) {
        0 => Value::Null,
        1 => json!(taken.byte().is_multiple_of(2)),
        2 => json!(taken.long()),
        3 => json!(taken.long().cast_unsigned()),
        // Quarters: a float whose text is longer may come back in another last digit.
        4 => json!(f64::from(taken.short()) / 4.0),
        5 => Value::from(taken.text(12)),
        6 => (0..taken.below(3)).map(|_| anything(taken, deep - 1)).collect(),
        _ => (0..taken.below(3)).map(|_| (taken.text(3), anything(taken, deep - 1))).collect::<Map<_, _>>().into(),
    }
}
