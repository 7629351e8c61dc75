//! A list as CSV (RFC 4180): the rows and columns that are shown, in the order in which they are shown.

use super::{List, Notation, Sheet, Value};
use crate::lang::clean::for_spreadsheet;

/// Writes what is shown of `sheet`, of the rows in `order`. Figures are plain: counts without separators, durations in
/// seconds, shares in percent, moments as RFC 3339 in the site's zone; what is unknown is empty. Customers'
/// numbers are masked in a `sheet` that was made for a file. Files are in English in every language of the screen.
pub fn csv(notation: impl Into<Notation>, sheet: &dyn Sheet, list: &List, order: &[u32]) -> String {
    let notation = notation.into();
    let columns = sheet.columns();
    let shown = list.shown(&columns);
    let unit = |row: u32, column: usize| match sheet.value(notation.language, row as usize, column) {
        Value::Millis(_) => Some("s"),
        Value::Share(_) => Some("%"),
        _ => None,
    };
    let units = shown.iter().map(|column| match order.iter().find_map(|row| unit(*row, *column)) {
        Some(unit) if !sheet.mixed() => format!(" ({unit})"),
        _ => String::new(),
    });
    let units: Vec<String> = units.collect();
    let mut out = String::new();
    let headings = shown.iter().zip(&units).filter_map(|(column, unit)| {
        columns.get(*column).map(|column| {
            let about = if column.group.is_empty() { String::new() } else { format!("{}: ", column.group) };
            // A heading that names its unit already says it once.
            let said = column.title.ends_with('%') || column.title.ends_with(unit.as_str());
            format!("{about}{}{}", column.title, if said { "" } else { unit })
        })
    });
    line(&mut out, headings.chain(sheet.mixed().then(|| "Unit".to_owned())));
    for row in order {
        let cells = shown.iter().map(|column| plain(notation, sheet, *row as usize, *column));
        let own = || shown.iter().find_map(|column| unit(*row, *column)).unwrap_or_default().to_owned();
        line(&mut out, cells.chain(sheet.mixed().then(own)));
    }
    out
}

fn plain(notation: Notation, sheet: &dyn Sheet, row: usize, column: usize) -> String {
    match sheet.value(notation.language, row, column) {
        Value::None => String::new(),
        Value::Count(number) | Value::Score(number) => decimal(number),
        Value::Millis(ms) => decimal((ms / 1000.0 * 1000.0).round() / 1000.0),
        Value::Share(share) => decimal((share * 1_000_000.0).round() / 10_000.0),
        Value::Moment(at) => {
            let local = at.in_zone(&notation.zone);
            local.map(|at| at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()).unwrap_or_default()
        }
        Value::Text(_) => for_spreadsheet(&sheet.written(notation, row, column)),
    }
}

fn decimal(number: f64) -> String {
    if number.is_finite() { format!("{number}") } else { String::new() }
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
