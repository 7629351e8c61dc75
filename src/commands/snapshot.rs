//! `callboard snapshot`: the board once, for scripts.

use std::time::Duration;

use tokio::sync::mpsc::Receiver;
use tokio::time::{Instant, timeout_at};

use super::{Failure, glue, output};
use crate::cli::{Common, Format, Snapshot};
use crate::model::{Board, Phase, Source, SourceId, Stamp, Update};

mod csv;
mod json;
mod text;

pub use json::document;

/// Connects, waits for the first figures of every configured source, prints the board.
///
/// # Errors
/// When the settings are wrong, or the agents did not come in time.
pub async fn run(common: &Common, snapshot: &Snapshot) -> Result<(), Failure> {
    let config = glue::settings(common)?;
    let clock = glue::clock();
    let mut sources = glue::start(&config, clock.clone())?;
    let mut board = Board::new();
    let deadline = Instant::now() + snapshot.timeout;
    if timeout_at(deadline, wait(&mut board, &mut sources.updates)).await.is_err() {
        return Err(Failure::Other(missing(&board, snapshot.timeout)));
    }
    let until = Instant::now() + snapshot.after;
    while let Ok(Some(update)) = timeout_at(until, sources.updates.recv()).await {
        board.apply(update);
    }
    while let Ok(update) = sources.updates.try_recv() {
        board.apply(update);
    }
    drop(sources);
    let limits = glue::limits(&config);
    let page =
        Page { board: &board, now: clock(), site: &config.site.name, zone: config.site.timezone, limits: &limits };
    print(&page, snapshot.format)
}

/// What is printed, and by which clock.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    /// The board.
    pub board: &'a Board,
    /// The present moment.
    pub now: Stamp,
    /// Name of the site.
    pub site: &'a str,
    /// Zone of the site.
    pub zone: chrono_tz::Tz,
    /// Limits: how old is stale.
    pub limits: &'a crate::model::Limits,
}

async fn wait(board: &mut Board, updates: &mut Receiver<Update>) {
    while !complete(board) {
        match updates.recv().await {
            Some(update) => board.apply(update),
            // The feed is gone; only the deadline can say so, with the last error.
            None => std::future::pending().await,
        }
    }
}

/// Whether every configured source has answered: the agents with all their pages, the others with figures or an error.
fn complete(board: &Board) -> bool {
    let agents = board.source(SourceId::Agents);
    let agents_there = agents.phase == Phase::Off && agents.phase_since.is_some()
        || board.has_roster() && board.is_complete() && matches!(agents.phase, Phase::Live | Phase::Polling);
    agents_there && chat_answered(board) && ai_answered(board)
}

fn chat_answered(board: &Board) -> bool {
    board.chat().is_some() || excused(board.source(SourceId::Chat))
}

fn ai_answered(board: &Board) -> bool {
    board.ai().is_some() || excused(board.source(SourceId::Ai))
}

/// Whether there is a reason not to wait for figures.
fn excused(source: &Source) -> bool {
    source.error.is_some() || (source.phase == Phase::Off && source.phase_since.is_some())
}

fn missing(board: &Board, timeout: Duration) -> String {
    let waited = humantime::format_duration(timeout);
    let agents = board.source(SourceId::Agents);
    if board.has_roster() && !board.is_complete() {
        let total = board.total().unwrap_or(0);
        let reason = match &agents.error {
            Some(error) => format!(": {error}"),
            None if matches!(agents.phase, Phase::Live | Phase::Polling) => {
                "; the vendor tells of more agents than it lists: try another page_size, or a narrower filter"
                    .to_owned()
            }
            None => "; try a longer --timeout".to_owned(),
        };
        return format!("only {} of {total} agents came within {waited}{reason}", board.confirmed());
    }
    if !board.has_roster() && agents.phase != Phase::Off {
        return match &agents.error {
            Some(error) => format!("the agents did not come within {waited}: {error}"),
            None => format!("the agents' first message did not come within {waited}; try a longer --timeout"),
        };
    }
    let what = match (chat_answered(board), ai_answered(board)) {
        (false, true) => "chat figures",
        (true, false) => "AI figures",
        _ => "chat and AI figures",
    };
    format!("{what} did not come within {waited}; try a longer --timeout")
}

fn print(page: &Page<'_>, format: Format) -> Result<(), Failure> {
    let text = match format {
        Format::Json => format!("{:#}\n", document(page)),
        Format::Csv => csv::rows(page)?,
        Format::Text => text::page(page),
    };
    output::print(text.as_bytes())
}

#[cfg(test)]
mod tests;
