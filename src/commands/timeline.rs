//! `callboard timeline REC…`: what happened, in facts.

use std::fmt::Write as _;

use super::shift::{Asked, Shift, read};
use super::{Failure, glue, output};
use crate::cli::{Common, Timeline};
use crate::packed::Packed;

mod json;

/// The JSON schema of a line.
pub const SCHEMA: Packed = packed!("assets/timeline.schema.json");

/// Prints the facts of recordings, one a line.
///
/// # Errors
/// When the settings are wrong, or a recording cannot be read.
pub async fn run(common: &Common, timeline: &Timeline) -> Result<(), Failure> {
    if output::is_closed() {
        return Ok(());
    }
    if timeline.schema {
        return output::print(&SCHEMA.bytes());
    }
    let config = glue::settings_without_tenant(common)?;
    let asked = Asked { files: timeline.files.clone(), from: timeline.from, to: timeline.to };
    let Some(shift) = read(config, asked).await? else { return Ok(()) };
    output::print(if timeline.json { json::lines(&shift) } else { lines(&shift) }.as_bytes())
}

/// A line for each fact, with the date where it is another one than before.
fn lines(shift: &Shift) -> String {
    let words = shift.words();
    let mut date = String::new();
    let mut out = String::new();
    for fact in shift.facts() {
        let day = words.date(fact.from);
        if day != date {
            // Writing to a text cannot fail.
            let _ = writeln!(out, "{}{day}", if date.is_empty() { "" } else { "\n" });
            date = day;
        }
        let mark = if fact.is_incident() { '!' } else { ' ' };
        let _ = writeln!(out, "{mark} {:<12} {}", words.when(fact), words.told(fact));
    }
    out
}

#[cfg(test)]
mod tests;
