//! `snapshot --verify`: whether the board that the stream holds is what the vendor says when asked anew.
//!
//! The feed's own resync is what asks: changes heard between question and answer are replayed over the answer, so that
//! what differs is what the stream failed to tell, and not what has happened meanwhile.

use std::fmt::Write;

use md5::{Digest, Md5};
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};

use super::page::{Page, moment};
use crate::cli::Format;
use crate::commands::glue::Sources;
use crate::commands::registry::voice::CallTenant;
use crate::commands::{Failure, output};
use crate::config::Tenant as _;
use crate::feed::{Inflow, Request, Told};
use crate::model::{Agent, Board, Difference, Payload, Phase, Roster, RosterKind, SourceId, Summary, Update, sort};
use crate::ui::text;

/// What a comparison found.
#[derive(Debug)]
pub struct Verdict {
    /// How many agents the vendor listed.
    pub agents: usize,
    /// A checksum over what the board held.
    pub board: String,
    /// The same over what the vendor said.
    pub snapshot: String,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Asks anew and compares. `board` is that of before the answer when this returns, but for what the stream told.
///
/// # Errors
/// When there is no stream to verify, or no answer in time.
pub async fn verify(board: &mut Board, sources: &mut Sources<Inflow>, deadline: Instant) -> Result<Verdict, Failure> {
    let agents = board.source(SourceId::Agents);
    if agents.phase == Phase::Off {
        return Err(Failure::Other(format!(
            "there is nothing to verify: [{}] is not configured",
            CallTenant::SECTION.path
        )));
    }
    sources.feed.request(Request::Retry(Some(SourceId::Agents)));
    let answer = async {
        while let Some(told) = sources.updates.recv().await {
            match told {
                Told::Update(Update { payload: Payload::Roster(roster), .. }) if roster.kind == RosterKind::Resync => {
                    return *roster;
                }
                // A hub tells what differs.
                Told::Update(Update { payload: Payload::RosterDelta(delta), .. })
                    if delta.kind == RosterKind::Resync =>
                {
                    return board.roster_of(*delta);
                }
                told => super::take(board, told),
            }
        }
        // The feed is gone; only the deadline can say so, with the last error.
        std::future::pending().await
    };
    let Ok(roster) = timeout_at(deadline, answer).await else { return Err(Failure::Other(unanswered(board))) };
    Ok(Verdict::of(board, &roster))
}

fn unanswered(board: &Board) -> String {
    let source = board.source(SourceId::Agents);
    let why = source.error.as_ref().map(|error| format!(": {error}")).unwrap_or_default();
    match source.phase {
        Phase::Polling => format!("there is no stream to verify, the agents are polled{why}"),
        _ => format!("the vendor's snapshot did not come in time; try a longer --timeout{why}"),
    }
}

impl Verdict {
    /// Compares what `board` holds with `roster`.
    pub fn of(board: &Board, roster: &Roster) -> Self {
        Self {
            agents: roster.agents.len(),
            board: checksum(board.summary(), board.agents()),
            snapshot: checksum(&roster.summary, &roster.agents),
            differences: board.differences(roster),
        }
    }

    /// What is printed.
    ///
    /// # Errors
    /// When it cannot be printed; and when anything differs, so that the command ends with 1.
    pub(super) fn print(&self, page: &Page<'_>, format: Format) -> Result<(), Failure> {
        let written = match format {
            Format::Json => output::escaped(&format!("{:#}\n", self.document(page))).into_owned(),
            Format::Csv => self.rows()?,
            Format::Text => self.page(page),
        };
        output::print(written.as_bytes())?;
        match self.differences.len() {
            0 => Ok(()),
            1 => Err(Failure::Other("1 field differs from the vendor's snapshot".to_owned())),
            many => Err(Failure::Other(format!("{many} fields differ from the vendor's snapshot"))),
        }
    }

    fn document(&self, page: &Page<'_>) -> Value {
        json!({
            "verified_at": moment(page, page.now),
            "agents": self.agents,
            "board": self.board,
            "snapshot": self.snapshot,
            "differences": self.differences,
        })
    }

    fn page(&self, page: &Page<'_>) -> String {
        let mut written = String::new();
        let sign = if self.differences.is_empty() { "=" } else { "≠" };
        let _ = writeln!(written, "board {} {sign} snapshot {}  {} agents", self.board, self.snapshot, self.agents);
        for difference in &self.differences {
            let who = difference.agent.as_ref().map_or_else(
                || "the centre".to_owned(),
                |id| {
                    let known = page.board.slot(id.as_str()).and_then(|slot| page.board.agent(slot));
                    known.map_or_else(|| id.to_string(), |agent| format!("{} ({})", agent.label(), name(agent)))
                },
            );
            let line = format!(
                "{who}: {} is {} on the board, {} in the snapshot",
                difference.field, difference.board, difference.snapshot
            );
            let _ = writeln!(written, "{}", text::clean(&line));
        }
        written
    }

    fn rows(&self) -> Result<String, Failure> {
        let failed = |error: ::csv::Error| Failure::Other(format!("the CSV could not be written: {error}"));
        let mut writer = ::csv::Writer::from_writer(Vec::new());
        writer.write_record(["agent", "field", "board", "snapshot"]).map_err(failed)?;
        for difference in &self.differences {
            let who = difference.agent.as_ref().map(ToString::to_string).unwrap_or_default();
            let cells = [who, difference.field.clone(), plain(&difference.board), plain(&difference.snapshot)];
            writer.write_record(cells.map(|cell| text::for_spreadsheet(&cell))).map_err(failed)?;
        }
        let bytes = writer.into_inner().map_err(|error| Failure::Other(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| Failure::Other(error.to_string()))
    }
}

fn name(agent: &Agent) -> &str {
    agent.number.as_deref().unwrap_or(agent.id.as_str())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Sixteen hexadecimal digits over everything, masked, in the order of the agents' ids.
fn checksum(summary: &Summary, agents: &[Agent]) -> String {
    let mut ordered: Vec<&Agent> = agents.iter().collect();
    sort::by(&mut ordered, |a, b| a.id.as_str().cmp(b.id.as_str()));
    let mut hash = Md5::new();
    // What cannot be written as JSON does not exist in a board.
    hash.update(serde_json::to_vec(summary).unwrap_or_default());
    for agent in ordered {
        hash.update(serde_json::to_vec(agent).unwrap_or_default());
    }
    hash.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
