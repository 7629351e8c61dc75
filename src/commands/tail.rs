//! `callboard tail`: everything that the board is told as JSON lines, for other programs.

use std::collections::BTreeSet;
use std::io::{self, BufReader};

use serde_json::json;

use super::glue::Sources;
use super::{Failure, ending, glue, log, output, registry};
use crate::app::Signals;
use crate::cli::{Common, Follow, Tail};
use crate::feed::record::{Reader, Updates};
use crate::feed::{Inflow, Told};
use crate::model::{AgentId, Board, Change, Payload, SourceId, Stamp, Update};
use crate::packed::Packed;
use crate::tasks::spawn_blocking;

/// The kind of the line that says that the lines behind it tell the whole board anew: a hub was joined. No update is of it.
pub const ANEW: &str = "board";

/// The JSON schema of a line.
pub const SCHEMA: Packed = packed!("assets/tail.schema.json");

/// So many updates are printed at once.
const BATCH: usize = 512;

/// Prints updates until a signal comes, the reader has seen enough, or the recording is over.
///
/// # Errors
/// When the settings are wrong, what is to be followed does not exist, or a recording cannot be read.
pub async fn run(common: &Common, tail: &Tail) -> Result<(), Failure> {
    if tail.schema {
        return output::print(&SCHEMA.bytes());
    }
    let mut filter = Filter::new(&tail.follow)?;
    // As with a reader that has seen enough.
    if output::is_closed() {
        return Ok(());
    }
    let mut signals = ending::signals()?;
    if let Some(path) = &tail.recording {
        let updates = Updates::new(Reader::open(path)?);
        return ending::unless_ended(&mut signals, move || print_recording(updates, &mut filter)).await;
    }
    let config = glue::settings(common)?;
    log::mention();
    let mut sources = glue::follow_listening(&config, &glue::clock())?;
    let farewell = sources.farewell.take();
    let outcome = follow(&mut sources, &mut filter, &mut signals).await;
    drop(sources);
    if let Some(farewell) = farewell {
        farewell.wait().await;
    }
    outcome
}

/// Prints what the sources, or the hub, tell.
async fn follow(sources: &mut Sources<Inflow>, filter: &mut Filter, signals: &mut Signals) -> Result<(), Failure> {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        tokio::select! {
            biased;
            () = signals.ended() => return Ok(()),
            count = sources.updates.recv_many(&mut batch, BATCH) => if count == 0 { return Ok(()) },
        }
        let mut text = Vec::new();
        for told in batch.drain(..) {
            match told {
                Told::Update(update) => line(filter, update, &mut text)?,
                Told::Board(board) => anew(filter, &board, (sources.clock)(), &mut text)?,
            }
        }
        if text.is_empty() {
            continue;
        }
        // A reader that takes its time must not keep a signal away.
        let printing = spawn_blocking(move || output::pour(&text));
        let printed = tokio::select! {
            biased;
            () = signals.ended() => return Ok(()),
            printed = printing => printed.unwrap_or_else(|error| Err(io::Error::other(error))),
        };
        if !output::going_on(printed)? {
            return Ok(());
        }
    }
}

fn print_recording(mut updates: Updates<BufReader<std::fs::File>>, filter: &mut Filter) -> Result<(), Failure> {
    let mut text = Vec::new();
    loop {
        let next = updates.next();
        let over = next.is_none();
        let broken = match next {
            Some(Ok(update)) => {
                line(filter, update, &mut text)?;
                None
            }
            Some(Err(error)) => Some(error),
            None => None,
        };
        // What stands before the damage is printed all the same.
        if over || broken.is_some() || text.len() > 64 * 1024 {
            if !output::going_on(output::pour(&text))? {
                return Ok(());
            }
            text.clear();
        }
        match broken {
            Some(error) => return Err(error.into()),
            None if over => return Ok(()),
            None => {}
        }
    }
}

fn line(filter: &mut Filter, update: Update, text: &mut Vec<u8>) -> Result<(), Failure> {
    if let Some(update) = filter.pass(update) {
        let written = serde_json::to_string(&update);
        let written = written.map_err(|error| Failure::Other(format!("an update cannot be printed: {error}")))?;
        text.extend_from_slice(output::escaped(&written).as_bytes());
        text.push(b'\n');
    }
    Ok(())
}

/// A line that says to forget everything, and the lines that tell the board anew.
fn anew(filter: &mut Filter, board: &Board, now: Stamp, text: &mut Vec<u8>) -> Result<(), Failure> {
    let told = board.retell(now);
    if filter.everything {
        let line = json!({ "at": now, "kind": ANEW, "data": { "updates": told.len() } });
        text.extend_from_slice(line.to_string().as_bytes());
        text.push(b'\n');
    }
    told.into_iter().try_for_each(|update| line(filter, update, text))
}

/// What is followed; everything, if nothing is named.
#[derive(Debug, Default)]
struct Filter {
    everything: bool,
    /// Numbers and ids, as they were named.
    agents: BTreeSet<String>,
    /// The ids of those that a roster has shown.
    ids: BTreeSet<AgentId>,
    sources: Vec<SourceId>,
    kinds: BTreeSet<String>,
}

impl Filter {
    fn new(follow: &[Follow]) -> Result<Self, Failure> {
        let mut filter = Self { everything: follow.is_empty(), ..Self::default() };
        for follow in follow {
            match follow {
                Follow::Agent(name) => {
                    filter.agents.insert(name.clone());
                    filter.ids.insert(AgentId::new(name));
                }
                Follow::Source(name) => filter.sources.push(source(name)?),
                Follow::Kind(name) if Payload::KINDS.contains(&name.as_str()) => {
                    filter.kinds.insert(name.clone());
                }
                Follow::Kind(name) => {
                    let known = Payload::KINDS.join(", ");
                    return Err(Failure::Other(format!(
                        "there is no kind `{name}` of updates: --follow kind: takes {known}"
                    )));
                }
            }
        }
        Ok(filter)
    }

    /// What of `update` is to be seen.
    fn pass(&mut self, mut update: Update) -> Option<Update> {
        self.learn(&update.payload);
        let whole = self.everything
            || self.kinds.contains(update.payload.kind())
            || update.payload.source().is_some_and(|source| self.sources.contains(&source));
        if whole {
            return Some(update);
        }
        let left = match &mut update.payload {
            Payload::Roster(roster) => {
                roster.agents.retain(|agent| self.ids.contains(&agent.id));
                roster.agents.len()
            }
            Payload::RosterDelta(delta) => {
                delta.agents.retain(|agent| self.ids.contains(&agent.id));
                for ids in [Some(&mut delta.gone), delta.order.as_mut()].into_iter().flatten() {
                    ids.retain(|id| self.ids.contains(id));
                }
                delta.agents.len() + delta.gone.len()
            }
            Payload::Changes(changes) => {
                changes.rejects.clear();
                changes.spared = None;
                let is_followed = |change: &Change| matches!(change, Change::Agent { id, .. } if self.ids.contains(id));
                changes.changes.retain(is_followed);
                if let Some(implied) = &mut changes.implied {
                    implied.retain(is_followed);
                }
                changes.changes.len()
            }
            _ => 0,
        };
        (left > 0).then_some(update)
    }

    fn learn(&mut self, payload: &Payload) {
        let agents = match payload {
            Payload::Roster(roster) => &roster.agents,
            Payload::RosterDelta(delta) => &delta.agents,
            _ => return,
        };
        let named = |number: &str| self.agents.contains(number.trim());
        let ids = agents.iter().filter(|agent| agent.number.as_deref().is_some_and(named));
        self.ids.extend(ids.map(|agent| agent.id.clone()));
    }
}

fn source(name: &str) -> Result<SourceId, Failure> {
    let fixed = SourceId::FIXED.into_iter().chain([SourceId::Calls, SourceId::Push, SourceId::Probe]);
    let known: Vec<SourceId> =
        fixed.chain(registry::chat_platforms().map(|entry| SourceId::Platform(entry.tag))).collect();
    known.iter().copied().find(|source| source.name() == name).ok_or_else(|| {
        let known: Vec<&str> = known.iter().map(SourceId::name).collect();
        Failure::Other(format!("there is no source `{name}`: --follow source: takes {}", known.join(", ")))
    })
}

#[cfg(test)]
mod tests;
