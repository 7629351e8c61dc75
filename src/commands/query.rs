//! `callboard query REC…`: recordings as rows, one a line, for DuckDB and other programs that read NDJSON.
//!
//! A recording is read once from its beginning, block by block; what a table remembers is what a board has, so that the
//! memory it takes does not grow with the recording.

use std::io;

use chrono_tz::Tz;

use super::{Failure, ending, glue, output};
use crate::cli::{Common, Query, Table as Asked};
use crate::config::Config;

mod agents;
mod ai;
mod alerts;
mod calls;
mod chats;
mod drift;
mod figures;
mod others;
mod rows;
mod states;
pub(super) mod table;
pub(super) mod tapes;

use rows::Rows;
use table::Out;

pub use table::{Column, Kind, SCHEMA, Table};
use tapes::{Reading, Tapes};

/// So many bytes are printed at once.
const BATCH: usize = 64 * 1024;

/// Prints the rows of a table until the recordings are over, the reader has seen enough, or a signal comes.
///
/// # Errors
/// When the settings are wrong, or a recording cannot be read; the rows before that are printed.
pub async fn run(common: &Common, query: &Query) -> Result<(), Failure> {
    if output::is_closed() {
        return Ok(());
    }
    let config = glue::settings_without_tenant(common)?;
    let mut signals = ending::signals()?;
    let query = query.clone();
    ending::unless_ended(&mut signals, move || rows_of(&config, &query, |text| output::pour(text))).await
}

/// Every table, in the order of the manual.
pub fn tables() -> Vec<Table> {
    vec![
        agents::table(),
        states::table(),
        calls::table(),
        alerts::table(),
        chats::table(),
        chats::by_agent(),
        ai::table(),
        ai::sessions(),
        drift::table(),
        figures::table(),
        others::sources(),
        others::probes(),
        others::events(),
        others::notes(),
    ]
}

/// The table that was asked for, and what makes its rows.
fn made(asked: Asked, config: &Config, zone: Tz) -> (Table, Box<dyn Rows>) {
    match asked {
        Asked::Agents => (agents::table(), Box::<agents::Agents>::default()),
        Asked::States => (states::table(), Box::<states::States>::default()),
        Asked::Calls => (calls::table(), Box::<calls::Calls>::default()),
        Asked::Alerts => (alerts::table(), Box::new(alerts::Alerts::new(glue::alerts::rules(config), zone))),
        Asked::Chats => (chats::table(), Box::<chats::Chats>::default()),
        Asked::ChatAgents => (chats::by_agent(), Box::<chats::ChatAgents>::default()),
        Asked::Ai => (ai::table(), Box::<ai::Ai>::default()),
        Asked::AiSessions => (ai::sessions(), Box::<ai::AiSessions>::default()),
        Asked::AiDrift => (drift::table(), Box::<drift::Drifts>::default()),
        Asked::Figures => (figures::table(), Box::new(figures::Figures::new(glue::limits(config)))),
        Asked::Sources => (others::sources(), Box::<others::Sources>::default()),
        Asked::Probes => (others::probes(), Box::<others::Probes>::default()),
        Asked::Events => (others::events(), Box::<others::Events>::default()),
        Asked::Notes => (others::notes(), Box::<others::Notes>::default()),
    }
}

/// Makes the rows and hands them on in pieces. A reader that has seen enough is no failure.
fn rows_of(config: &Config, query: &Query, mut print: impl FnMut(&str) -> io::Result<()>) -> Result<(), Failure> {
    let tapes = Tapes::open(&query.files)?;
    let zone = tapes.zone(config.site.timezone);
    let span = tapes.span(query.from, query.to, zone)?;
    let (table, mut rows) = made(query.table, config, zone);
    let mut out = Out::new(&table, zone, span);
    let mut reading = Reading::default();
    let mut outcome = Ok(());
    'tapes: for tape in tapes {
        let mut tape = match tape.begin() {
            Ok(tape) => tape,
            Err(error) => {
                outcome = Err(error.into());
                break;
            }
        };
        loop {
            match reading.step(&mut tape, &mut *rows, &mut out) {
                Ok(true) => {}
                Ok(false) => break,
                // What stands before the damage is printed all the same.
                Err(error) => {
                    outcome = Err(error.into());
                    break 'tapes;
                }
            }
            if out.bytes() > BATCH && !output::going_on(print(&out.take()))? {
                return Ok(());
            }
        }
    }
    if let Some(last) = reading.last() {
        rows.end(last, &mut out);
    }
    let there = output::going_on(print(&out.take()))?;
    if there { outcome } else { Ok(()) }
}

#[cfg(test)]
mod tests;
