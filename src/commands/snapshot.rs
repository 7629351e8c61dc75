//! `callboard snapshot`: the board once, for scripts.

use std::time::Duration;

use chrono_tz::Tz;
use litemap::LiteMap;
use tokio::time::{Instant, timeout_at};

use super::glue::Sources;
use super::{Failure, glue, log, output, registry};
use crate::cli::{Common, Format, Snapshot};
use crate::feed::{Feed, Inflow, Told};
use crate::model::{Board, BusyReason, Clock, Lookup, Phase, Source, SourceId, Tag, Want};
use crate::packed::Packed;
use crate::ui::text::BYTE_ORDER_MARK;

mod calls;
mod csv;
mod json;
mod lack;
mod page;
mod platforms;
mod probes;
mod text;
mod verify;
mod waiting;

use lack::Expected;

/// The JSON schema of the document.
pub const SCHEMA: Packed = packed!("assets/snapshot.schema.json");

pub use json::document;
pub use page::Page;
pub use text::page as text_page;
pub use verify::{Verdict, verify};

/// Connects, waits for the first figures of every configured source, prints the board, or what differs in it from the
/// vendor's own snapshot. What did not come in time is said, and costs no other part.
///
/// # Errors
/// When the settings are wrong, or nothing came in time; with `--complete` also when a part is missing, with `--verify`
/// when anything differs.
pub async fn run(common: &Common, snapshot: &Snapshot) -> Result<(), Failure> {
    if snapshot.schema {
        return output::print(&SCHEMA.bytes());
    }
    if snapshot.bom && snapshot.format != Format::Csv {
        return Err(Failure::Other("--bom is for CSV alone: add --format csv".to_owned()));
    }
    let config = glue::settings(common)?;
    log::mention();
    let mut sources = glue::follow(&config, &glue::clock())?;
    let clock = Clock::clone(&sources.clock);
    let mut board = Board::new();
    // What is not there is null; doctor says why.
    glue::KeptFiles::of(&config).begin(&clock).into_iter().for_each(|update| board.apply(update));
    let configured = registry::chat_platforms().filter(|entry| (entry.plan)(&config).is_some());
    let platforms: Vec<Tag> = configured.map(|entry| entry.tag).collect();
    let mut expected = Expected { calls: config.tenant::<registry::voice::CallTenant>().is_some(), platforms };
    let deadline = Instant::now() + snapshot.timeout;
    if sources.hub.is_some() {
        expected = wait_for_hub(&mut board, &mut sources, deadline).await?;
    }
    // The document alone tells them.
    let are_told = snapshot.format == Format::Json && !snapshot.verify && expected.calls;
    let zone = config.site.timezone;
    let mut other_days = OtherDays { wanted: are_told, zone, clock: clock.clone(), asked: Vec::new(), is_asked: false };
    let waiting = wait(&mut board, &expected, &mut sources, &mut other_days);
    let in_time = timeout_at(deadline, waiting).await.is_ok();
    let until = Instant::now() + if in_time { snapshot.after } else { Duration::ZERO };
    while let Ok(Some(told)) = timeout_at(until, sources.updates.recv()).await {
        take(&mut board, told);
    }
    while let Some(told) = sources.updates.try_recv() {
        take(&mut board, told);
    }
    let mut lacking = lack::all(&board, &expected, snapshot.timeout);
    lacking.extend(other_days.asked.iter().filter_map(|asked| lack::other_day(&board, asked, snapshot.timeout)));
    let is_listed = !snapshot.verify || board.has_roster() || board.source(SourceId::Agents).phase == Phase::Off;
    if !(lack::is_anything_there(&board, &expected.platforms) && is_listed) {
        return Err(Failure::Other(lacking.join("; ")));
    }
    let verdict = if snapshot.verify {
        Some(verify(&mut board, &mut sources, Instant::now() + snapshot.timeout).await?)
    } else {
        None
    };
    drop(sources);
    let limits = glue::limits(&config);
    let page = Page { board: &board, now: clock(), site: &config.site.name, zone, limits: &limits, lacking: &lacking };
    for sentence in &lacking {
        output::note(sentence);
    }
    if snapshot.bom {
        output::print(BYTE_ORDER_MARK.as_bytes())?;
    }
    match verdict {
        Some(verdict) => verdict.print(&page, snapshot.format)?,
        None => print(&page, snapshot.format, &glue::reasons(&config))?,
    }
    if snapshot.complete && !lacking.is_empty() {
        return Err(Failure::Other("the snapshot is not complete".to_owned()));
    }
    Ok(())
}

/// Takes what is told.
fn take(board: &mut Board, told: Told) {
    match told {
        Told::Update(update) => board.apply(update),
        Told::Board(whole) => *board = whole.continuing(std::mem::take(board)),
    }
}

/// Waits for the whole board of a hub; what there is to expect of it, which the hub's settings say.
///
/// # Errors
/// When none came in time.
async fn wait_for_hub(
    board: &mut Board,
    sources: &mut Sources<Inflow>,
    deadline: Instant,
) -> Result<Expected, Failure> {
    let joined = async {
        while let Some(told) = sources.updates.recv().await {
            let whole = matches!(told, Told::Board(_));
            take(board, told);
            if whole {
                return;
            }
        }
        std::future::pending::<()>().await;
    };
    if timeout_at(deadline, joined).await.is_err() {
        let problem = sources.hub.as_ref().and_then(|state| state.borrow().problem.clone());
        let why = problem.map_or_else(|| "try a longer --timeout".to_owned(), |problem| problem.to_string());
        return Err(Failure::Other(format!("the hub told nothing in time: {why}")));
    }
    let calls = board.source(SourceId::Calls);
    let calls = calls.phase_since.is_some() && calls.phase != Phase::Off;
    Ok(Expected { calls, platforms: board.platforms().map(|platform| platform.tag).collect() })
}

async fn wait(board: &mut Board, expected: &Expected, sources: &mut Sources<Inflow>, other_days: &mut OtherDays) {
    while !(complete(board, expected) && other_days.are_told(board)) {
        match sources.updates.recv().await {
            Some(told) => take(board, told),
            // The feed is gone; only the deadline can say so, with the last error.
            None => std::future::pending().await,
        }
        other_days.ask(board, &sources.feed);
    }
}

/// The half hours of yesterday and of a week ago, beside which the last one of today stands.
struct OtherDays {
    /// Whether what is printed has them.
    wanted: bool,
    zone: Tz,
    clock: Clock,
    /// What was asked for.
    asked: Vec<Lookup>,
    /// Whether it is known what is lacking, so that it was.
    is_asked: bool,
}

impl OtherDays {
    /// Asks for what is not kept, once: as soon as it is known how the settings narrow the board, which a report may not be.
    fn ask(&mut self, board: &Board, feed: &Feed) {
        let is_known = board.source(SourceId::Agents).phase_since.is_some();
        if self.is_asked || !self.wanted || !is_known {
            return;
        }
        self.asked = board.lacks_compared((self.clock)(), self.zone);
        feed.want(self.asked.iter().cloned().map(Want::beside).collect());
        self.is_asked = true;
    }

    /// Whether each of these days is told, or was asked for in vain.
    fn are_told(&self, board: &Board) -> bool {
        let is_told = |lookup: &Lookup| {
            board.shelf().get(lookup).is_some_and(|entry| entry.has_content() || entry.failure.is_some())
        };
        !self.wanted || self.is_asked && self.asked.iter().all(is_told)
    }
}

/// Whether nothing more is to come: the agents with all the pages that there are, the others with figures or an error.
fn complete(board: &Board, expected: &Expected) -> bool {
    let agents = board.source(SourceId::Agents);
    let agents_there = agents.phase == Phase::Off && agents.phase_since.is_some()
        || board.has_roster() && board.is_listed() && matches!(agents.phase, Phase::Live | Phase::Polling);
    let calls_there = !expected.calls || calls::are_whole(board) || excused(board.source(SourceId::Calls));
    agents_there
        && calls_there
        && chat_answered(board)
        && ai_answered(board)
        && lack::silent(board, &expected.platforms).is_none()
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

fn print(page: &Page<'_>, format: Format, reasons: &LiteMap<BusyReason, String>) -> Result<(), Failure> {
    let text = match format {
        Format::Json => output::escaped(&format!("{:#}\n", document(page))).into_owned(),
        Format::Csv => csv::rows(page, reasons)?,
        Format::Text => text::page(page),
    };
    output::print(text.as_bytes())
}

#[cfg(test)]
mod tests;
