//! Boards on which every number is extreme, or every text is hostile: as a vendor or a damaged recording may have it.
//! No view may fail or paint outside of the screen, and nothing that acts on a terminal may reach a cell.

use serde_json::{Value, json};
use unicode_normalization::char::is_combining_mark;

use super::super::testing::agent::know_the_day;
use super::super::testing::ai::know_the_sessions;
use super::super::testing::calls::know_the_call;
use super::super::testing::health::with_machinery;
use super::super::testing::*;
use crate::model::{Board, Update, plain};
use crate::ui::{ColourDepth, Settings};

/// A small centre of which everything is known.
fn known() -> Vec<Update> {
    let mut board = centre(6);
    know_the_day(&mut board);
    know_the_call(&mut board);
    know_the_sessions(&mut board);
    with_machinery(&mut board);
    board.retell(NOW)
}

/// The same updates with every value for which `change` has another, where the update is one with it; of long lists, the
/// first rows.
fn changed(updates: &[Update], change: &dyn Fn(&Value) -> Option<Value>) -> Vec<Update> {
    let is_one = |document: &Value| serde_json::from_value::<Update>(document.clone()).is_ok();
    updates
        .iter()
        .map(|update| {
            let whole = serde_json::to_value(update).unwrap();
            let mut document = whole.clone();
            shorten(&mut document);
            if !is_one(&document) {
                document = whole;
            }
            let mut places = Vec::new();
            leaves(&document, &mut String::new(), &mut places);
            let mut waiting = vec![&places[..]];
            while let Some(chunk) = waiting.pop() {
                let before = document.clone();
                for place in chunk {
                    let leaf = document.pointer_mut(place).unwrap();
                    if let Some(other) = change(leaf) {
                        *leaf = other;
                    }
                }
                if document != before && !is_one(&document) {
                    document = before;
                    if chunk.len() > 1 {
                        let (one, other) = chunk.split_at(chunk.len() / 2);
                        waiting.extend([one, other]);
                    }
                }
            }
            serde_json::from_value(document).unwrap()
        })
        .collect()
}

fn shorten(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Array(items) => {
            items.truncate(3);
            items.iter_mut().for_each(shorten);
        }
        _ => {}
    }
}

fn leaves(value: &Value, path: &mut String, found: &mut Vec<String>) {
    let length = path.len();
    let mut deeper = |step: &str, inner: &Value| {
        path.push('/');
        path.push_str(&step.replace('~', "~0").replace('/', "~1"));
        leaves(inner, path, found);
        path.truncate(length);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| deeper(key, inner)),
        Value::Array(items) => items.iter().enumerate().for_each(|(at, inner)| deeper(&at.to_string(), inner)),
        _ => found.push(path.clone()),
    }
}

/// Through every view at two sizes, as one board and on top of an ordinary one.
fn show_everywhere(updates: &[Update]) {
    for (before, width, height) in [(Board::new(), 80, 24), (centre(6), 200, 60), (centre(6), 120, 34)] {
        let mut board = before;
        for update in updates.iter().cloned() {
            board.apply(update);
        }
        board.take_touched();
        let mut desk = Desk::new(board, Settings { colours: ColourDepth::Ansi16, ..settings() });
        for keys in [
            "",
            "t",
            "t",
            "j<enter>",
            "n",
            "<tab><tab>",
            "<esc>",
            "<tab>jz",
            "z<tab>",
            "<tab>",
            "<tab>a",
            "2",
            "j<enter>",
            "<esc>F",
            "<esc>e",
            "3",
            "<enter>",
            "<esc>b",
            "4",
            "<enter>",
            "<tab><enter>",
            "<esc>",
            "5",
            "<tab>",
            "<tab>",
            "<tab>",
            "6",
            "j",
            ":",
            "<esc>1/name:a",
            "<esc>",
        ] {
            desk.keys(keys).wait(1);
            for cell in cells(&desk.buffer(width, height)) {
                let symbol = cell.symbol();
                assert!(!symbol.chars().any(plain::acts), "{keys}: {}", symbol.escape_debug());
                assert!(symbol.chars().filter(|c| is_combining_mark(*c)).count() <= 3, "{keys}: {symbol}");
            }
        }
        desk.settings.kiosk = None;
        for effect in &desk.effects {
            if let super::super::Effect::Export { text, .. } = effect {
                assert!(!text.chars().any(|c| !matches!(c, '\r' | '\n') && plain::acts(c)), "{text}");
            }
        }
    }
}

fn numbers(extreme: &Value) {
    show_everywhere(&changed(&known(), &|leaf| leaf.is_number().then(|| extreme.clone())));
}

#[test]
fn the_largest_counts_overflow_nothing() {
    numbers(&json!(u64::MAX));
}

#[test]
fn the_last_moment_of_all_overflows_nothing() {
    numbers(&json!(i64::MAX));
}

#[test]
fn the_first_moment_of_all_overflows_nothing() {
    numbers(&json!(i64::MIN));
}

#[test]
fn the_calendars_ends_overflow_nothing() {
    // The first and the last millisecond of chrono's calendar, in UTC.
    numbers(&json!(chrono::DateTime::<chrono::Utc>::MAX_UTC.timestamp_millis()));
    numbers(&json!(chrono::DateTime::<chrono::Utc>::MIN_UTC.timestamp_millis()));
}

#[test]
fn the_largest_and_the_smallest_fractions_are_drawn() {
    for extreme in [f64::MAX, f64::MIN, f64::MIN_POSITIVE, -0.0, 0.1] {
        numbers(&json!(extreme));
    }
}

#[test]
fn zeros_and_minus_ones_are_drawn() {
    numbers(&json!(0));
    numbers(&json!(-1));
}

#[test]
fn hostile_text_reaches_no_cell_of_any_view() {
    let flood = format!("Z{}", "\u{300}\u{316}\u{489}\u{20dd}".repeat(200));
    let long = format!("{}\u{1b}[2J\u{202e}", "W".repeat(10_000));
    for evil in [
        "\u{1b}]0;pwned\u{7}\u{1b}[2J\u{9b}31m\u{90}x\u{9c}\r\n\t\u{0}\u{7f}\u{85}",
        "\u{202e}\u{2066}\u{200f}\u{61c}\u{200b}\u{200d}\u{2060}\u{feff}\u{fe0f}\u{e0041}\u{2028}\u{3164}\u{ad}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{1f3fd}\u{e000}\u{10fffd}ｗｉｄｅ한국어\u{1112}\u{1161}\u{11ab}عبد",
        &flood,
        &long,
    ] {
        let evil = evil.to_owned();
        show_everywhere(&changed(&known(), &|leaf| leaf.as_str().map(|text| json!(format!("{evil}{text}{evil}")))));
    }
}
